"""How long data are kept, and the yearly review: what is past its time, and what the law wants kept (impact assessments: three years)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from db.hotline.tables import Call
from db.privacy import erasing, persons
from db.privacy.tables import ImpactAssessment
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session
from desktop.station import settings
from desktop.station.open_station import OpenStation

ASSESSMENT_YEARS = 3


@dataclass(frozen=True)
class DueLine:
    """Somebody whose data are past their time."""

    person_id: str
    name: str
    code: str
    kind: str
    since: date


@dataclass(frozen=True)
class Review:
    """What the yearly review lists."""

    due: tuple[DueLine, ...]
    old_calls: int
    closed_years: int
    calls_years: int
    erasures: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class AssessmentDraft:
    """An impact assessment (Art. 56): lawful, proper, necessary? what harm may come? do the measures fit?"""

    title: str
    made_on: date
    made_by: str = ""
    purpose: str = ""
    necessity: str = ""
    risks: str = ""
    measures: str = ""
    conclusion: str = ""


@service(Permission.PRIVACY_WRITE, personal=True)
def review(session: Session) -> Review:
    """What is past its time today, by the station's own periods."""
    values, today = settings.values(session.store), session.clock.today()
    closed, calls = int(values["closed_years"]), int(values["calls_years"])
    before = years_before(today, closed)
    due = [DueLine(row["person_id"], row["name"], row["code"], "elder", row["closed_on"]) for row in persons.closed_before(session.store, before)]
    due += [DueLine(row["person_id"], row["name"], row["code"], "volunteer", row["left_on"]) for row in persons.left_before(session.store, before)]
    old = persons.old_calls(session.store, datetime.combine(years_before(today, calls), time()))
    return Review(tuple(due), len(old), closed, calls, tuple(persons.erasures(session.store)))


@service(Permission.PRIVACY_WRITE)
def tidy_calls(station: OpenStation) -> int:
    """Take notes, names and numbers out of calls past their time; the calls stay counted. Returns how many. Cannot be taken back."""
    session = station.session
    years = int(settings.value(session.store, "calls_years"))
    old = persons.old_calls(session.store, datetime.combine(years_before(session.clock.today(), years), time()))
    if not old:
        return 0
    station.backup_before()
    with session.write("privacy.tidy_calls") as unit:
        for one in old:
            unit.blank(Call, one, {"note": "", "caller_name": "", "phone": ""})
        erasing.note_tidied(unit, session.store, old, session.clock.today(), _("Words of calls past their time"))
    erasing.scrub(session.store.database)
    return len(old)


@service(Permission.PRIVACY_WRITE)
def assessments(session: Session) -> list[dict[str, Any]]:
    """Impact assessments, newest first, each with `keep_until`."""
    return [row | {"keep_until": years_before(row["made_on"], -ASSESSMENT_YEARS)} for row in persons.assessments(session.store)]


@service(Permission.PRIVACY_WRITE)
def save_assessment(session: Session, draft: AssessmentDraft, row_id: str = "") -> str:
    """Write an impact assessment; returns the operation's id. Raises BadRequest without a title or for a day to come."""
    if not draft.title.strip():
        raise BadRequest(_("Say what was assessed."))
    if draft.made_on > session.clock.today():
        raise BadRequest(_("The day lies in the future."))
    values = {name: value.strip() if isinstance(value, str) else value for name, value in vars(draft).items()}
    with session.write("privacy.save_assessment") as unit:
        if row_id:
            unit.update(ImpactAssessment, row_id, values)
        else:
            unit.insert(ImpactAssessment, values)
    return session.last_operation


@service(Permission.PRIVACY_WRITE)
def remove_assessment(session: Session, row_id: str) -> str:
    """Remove an assessment that was kept for its three years. Raises BadRequest for a younger one."""
    with session.write("privacy.remove_assessment") as unit:
        until = years_before(unit.row(ImpactAssessment, row_id)["made_on"], -ASSESSMENT_YEARS)
        if session.clock.today() < until:
            raise BadRequest(_("The law wants it kept for three years: until {day}.").format(day=until.isoformat()))
        unit.remove(ImpactAssessment, row_id)
    return session.last_operation


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier (later, when negative); 29 February becomes the 28th."""
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)
