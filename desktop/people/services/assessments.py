"""Assessments as stored: taken, corrected, their history, and the frequency of visits that a level proposes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from db.people import assessments as queries
from db.people.tables import Assessment, CareFile
from db.rounds.visiting import visits_of
from db.store import Store
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.people.assessment import REASONS, Judged, Level, because_words, judge, level_label, scale
from desktop.permissions import Permission, service
from desktop.rounds.elders import RoundElder, load_elders, rule_of
from desktop.rounds.frequency import Preset
from desktop.rounds.incidents import care_incidents_before
from desktop.session import Session

YEARLY = 365  # days after which a routine assessment is asked for again: the station's own habit
OFTEN = (Preset.QUARTERLY, Preset.MONTHLY, Preset.WEEKLY, Preset.DAILY, Preset.TWICE_DAILY)


@dataclass(frozen=True)
class AssessmentEntry:
    """An assessment as entered: one digit an item in `answers`; the care incidents are counted by the program."""

    care_file: str
    day: date
    answers: str
    reason: str = "routine"
    coma: bool = False
    diagnosed: bool = False
    assessors: str = ""
    informant: str = ""
    note: str = ""


@dataclass(frozen=True)
class AssessmentLine:
    """One assessment as it stands. `own`: the level of the score alone."""

    id: str
    version: int
    entry: AssessmentEntry
    score: int
    level: str
    own: str
    incidents: int
    edition: str


@dataclass(frozen=True)
class AssessedElder:
    """A line of the page: an elder with the newest assessment, if any. `state`: 'none', 'old' (over a year) or ''."""

    care_file: str
    code: str
    name: str
    address: str
    last: AssessmentLine | None
    count: int
    state: str


@dataclass(frozen=True)
class Proposal:
    """What the newest level proposes: `wanted` and `now` are presets. `fewer`: the elder would be visited less often than now.

    `held_by_rules`: the elder has rules of his own, which go before the care file's frequency.
    """

    level: str
    now: str
    wanted: str
    fewer: bool
    held_by_rules: bool
    version: int


@dataclass(frozen=True)
class AssessmentFile:
    """What the page shows of one elder: the assessments, the oldest first, the incidents that count today, the proposal."""

    care_file: str
    code: str
    name: str
    address: str
    lines: tuple[AssessmentLine, ...]
    incidents: int
    proposal: Proposal | None


@service(Permission.PEOPLE_WRITE, personal=True)
def save_assessment(
    session: Session, entry: AssessmentEntry, assessment: str | None = None, expected_version: int | None = None
) -> str:
    """Keep a finished assessment with its score and level, a new one or a correction; returns its id.

    Raises BadRequest when items are open, nobody assessed, the day lies in the future or the care file is not there.
    """
    judged, incidents = judged_entry(session, entry)
    values = {
        "care_file": entry.care_file, "day": entry.day, "reason": entry.reason, "edition": scale().edition,
        "answers": entry.answers, "score": judged.score, "coma": entry.coma, "diagnosed": entry.diagnosed, "incidents": incidents,
        "level": judged.level.value, "assessors": entry.assessors.strip()[:120], "informant": entry.informant.strip()[:80],
        "note": entry.note.strip(),
    }  # fmt: skip
    with session.write("people.save_assessment") as unit:
        if assessment is None:
            return unit.insert(Assessment, values)
        unit.update(Assessment, assessment, values, expected_version)
        return assessment


@service(Permission.PEOPLE_READ, personal=True)
def judged_entry(session: Session, entry: AssessmentEntry) -> tuple[Judged, int]:
    """Score and level of an entry, and the care incidents of the 30 days before its day. Raises BadRequest as `save_assessment`."""
    _elder(session, entry.care_file)
    if entry.day > session.clock.today():
        raise BadRequest(_("The assessment lies in the future."))
    if entry.reason not in REASONS:
        raise BadRequest(_("“{code}” is not known here.").format(code=entry.reason))
    if not entry.assessors.strip():
        raise BadRequest(_("Say who assessed."))
    incidents = care_incidents_before(session, entry.care_file, entry.day)
    try:
        return judge(entry.answers, coma=entry.coma, diagnosed=entry.diagnosed, incidents=incidents), incidents
    except ValueError:
        raise BadRequest(_("Some items have no points yet. Each of the 26 needs one.")) from None


@service(Permission.PEOPLE_WRITE)
def remove_assessment(session: Session, assessment: str) -> None:
    """An assessment entered by mistake: to the recycle bin."""
    with session.write("people.remove_assessment") as unit:
        unit.remove(Assessment, assessment)


@service(Permission.PEOPLE_READ, personal=True)
def assessed_elders(session: Session) -> list[AssessedElder]:
    """Every elder with an open care file: who was never assessed or not for a year first."""
    today = session.clock.today()
    found: dict[str, list[dict[str, Any]]] = {}
    for row in queries.assessments(session.store):
        found.setdefault(row["care_file"], []).append(row)
    made = []
    for elder in load_elders(session.store).values():
        rows = found.get(elder.care_file, [])
        last = _line(rows[-1]) if rows else None
        state = "none" if last is None else "old" if (today - last.entry.day).days > YEARLY else ""
        made.append(AssessedElder(elder.care_file, elder.code, elder.name, elder.address, last, len(rows), state))
    rank = {"none": 0, "old": 1, "": 2}
    made.sort(key=lambda one: (rank[one.state], one.code))
    return made


@service(Permission.PEOPLE_READ, personal=True)
def assessment_file(session: Session, care_file: str) -> AssessmentFile:
    """The assessments of one elder. Raises BadRequest when the care file is not there."""
    elder = _elder(session, care_file)
    lines = tuple(_line(row) for row in queries.assessments_of(session.store, care_file))
    incidents = care_incidents_before(session, care_file, session.clock.today())
    proposal = _proposal(session.store, elder, lines[-1]) if lines else None
    return AssessmentFile(care_file, elder.code, elder.name, elder.address, lines, incidents, proposal)


def _proposal(store: Store, elder: RoundElder, last: AssessmentLine) -> Proposal | None:
    """What the level asks for; None when the elder is visited so already."""
    version, frequency, own = visits_of(store, elder.care_file)
    wanted, now = Preset(scale().visits[Level(last.level)]), rule_of(frequency, "", None, elder.care_file, ()).preset
    if wanted is now:
        return None
    fewer = OFTEN.index(wanted) < OFTEN.index(now)
    return Proposal(last.level, now.value, wanted.value, fewer, own, version)


@service(Permission.PEOPLE_WRITE)
def accept_proposal(session: Session, care_file: str, wanted: str, expected_version: int) -> None:
    """Visit as the level proposes: the care file's frequency changes (and can be taken back).

    Raises BadRequest for an unknown frequency, StaleEdit when somebody changed the care file since.
    """
    try:
        preset = Preset(wanted)
    except ValueError:
        raise BadRequest(_("“{code}” is not known here.").format(code=wanted)) from None
    with session.write("people.accept_frequency") as unit:
        unit.update(CareFile, care_file, {"frequency": preset.value}, expected_version)


def reasons_of(line: AssessmentLine) -> str:
    """What made the level worse than the score's own, in the user's language; '' when nothing did."""
    entry = line.entry
    return because_words(judge(entry.answers, coma=entry.coma, diagnosed=entry.diagnosed, incidents=line.incidents), line.incidents)


def why(line: AssessmentLine) -> str:
    """Why the level is not the score's own, in the user's language; '' when it is."""
    told = reasons_of(line)
    return _("the score alone: {level}").format(level=level_label(line.own)) + _("; ") + told if told else ""


def _elder(session: Session, care_file: str) -> RoundElder:
    elder = load_elders(session.store, [care_file]).get(care_file)
    if elder is None:
        raise BadRequest(_("This care file is not there any more."))
    return elder


def _line(row: dict[str, Any]) -> AssessmentLine:
    entry = AssessmentEntry(
        row["care_file"], row["day"], row["answers"], row["reason"], row["coma"], row["diagnosed"], row["assessors"], row["informant"],
        row["note"],
    )  # fmt: skip
    own = judge(row["answers"]).own.value
    return AssessmentLine(row["id"], row["version"], entry, row["score"], row["level"], own, row["incidents"], row["edition"])
