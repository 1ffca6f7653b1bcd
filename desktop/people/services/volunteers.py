"""Volunteers: the list, one open in its form, saving."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from db.exchange.doubts import open_doubts
from db.hotline import past
from db.hotline.tables import Availability, Unavailable
from db.people import volunteers as queries
from db.people.tables import Volunteer, VolunteerGrid
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.people.masking import masked_phone
from desktop.people.services.checks import person_values, volunteer_values
from desktop.people.services.drafts import AvailableDraft, Checked, Invalid, Loaded, UnavailableDraft, VolunteerDraft
from desktop.people.services.elders import person_draft
from desktop.people.services.saving import VOLUNTEER_CODE, next_codes, note_id_doubt, refuse_stale, save_person, token_of
from desktop.people.services.words import shown
from desktop.people.weekly import weekly_words
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True, slots=True)
class VolunteerRow:
    """One line of the list of volunteers. `qualified`: trained for the phone, and the training has not expired."""

    id: str
    person_id: str
    code: str
    name: str
    sex: str
    phone: str
    organisation: str
    grids: tuple[str, ...]
    trained: bool
    qualified: bool
    training_expires: date | None
    hotline_years: float | None
    weekly_hours: float | None
    max_week: int | None
    visits: bool
    party_member: bool | None
    weekly_times: str
    left: bool
    note: str
    search: str


@service(Permission.PEOPLE_READ, personal=True)
def list_volunteers(session: Session) -> list[VolunteerRow]:
    """Every volunteer by code, those who left included."""
    today = session.clock.today()
    grids = queries.grids_of_volunteers(session.store)
    windows = past.windows(session.store)
    return [
        _row(found, grids.get(found["id"], []), windows.get(found["id"], []), today)
        for found in queries.list_volunteers(session.store)
    ]


def _row(found: dict[str, Any], grids: list[dict[str, Any]], windows: list[tuple[int, int, int]], today: date) -> VolunteerRow:
    expires: date | None = found["training_expires"]
    names = tuple(grid["name"] for grid in grids)
    return VolunteerRow(
        id=found["id"],
        person_id=found["person_id"],
        code=found["code"],
        name=found["name"],
        sex=found["sex"],
        phone=masked_phone(found["phone"]),
        organisation=found["organisation"] or "",
        grids=names,
        trained=found["trained"],
        qualified=found["trained"] and (expires is None or expires >= today),
        training_expires=expires,
        hotline_years=found["hotline_years"],
        weekly_hours=found["weekly_hours"],
        max_week=found["max_week"],
        visits=found["visits"],
        party_member=found["party_member"],
        weekly_times=weekly_words(windows),
        left=found["left_on"] is not None and found["left_on"] <= today,
        note=found["note"],
        search=" ".join([found["search_text"], found["code"].lower(), (found["organisation"] or "").lower(), *names]),
    )


@service(Permission.PEOPLE_WRITE, personal=True)
def load_volunteer(session: Session, volunteer_id: str) -> Loaded[VolunteerDraft]:
    """One volunteer for his form. Raises BadRequest when there is none."""
    found = queries.volunteer(session.store, volunteer_id)
    if found is None:
        raise BadRequest(_("This volunteer does not exist any more."))
    row, person = found["volunteer"], found["person"]
    windows = past.availability_of(session.store, volunteer_id)
    off = past.unavailable_of(session.store, volunteer_id)
    grids = queries.grids_of_volunteers(session.store, volunteer_id).get(volunteer_id, [])
    draft = VolunteerDraft(
        person=person_draft(person),
        organisation=row["organisation"] or "",
        party_member=row["party_member"],
        trained=row["trained"],
        trained_on=_text(row["trained_on"]),
        training_expires=_text(row["training_expires"]),
        hotline_years=_text(row["hotline_years"]),
        weekly_hours=_text(row["weekly_hours"]),
        max_week=_text(row["max_week"]),
        capacity=_text(row["capacity"]),
        visit_minutes=_text(row["visit_minutes"]),
        visits=row["visits"],
        joined_on=_text(row["joined_on"]),
        left_on=_text(row["left_on"]),
        note=row["note"],
        grids=tuple(grid["id"] for grid in grids),
        available=tuple(AvailableDraft(one["weekday"], one["from_minute"], one["to_minute"], one["wish"]) for one in windows),
        unavailable=tuple(UnavailableDraft(one["date"].isoformat(), one["reason"]) for one in off),
    )
    ties = [{"id": grid["id"], "version": 1} for grid in grids]
    return Loaded(volunteer_id, token_of(row, person, parts=[*windows, *off, *ties]), row["code"], draft)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


@service(Permission.PEOPLE_WRITE, personal=True)
def check_volunteer(session: Session, draft: VolunteerDraft) -> Checked:
    """What is wrong with the form as it stands, field by field; nothing is written."""
    today = session.clock.today()
    _values, said, _resident = person_values(draft.person, today)
    volunteer_values(draft, said, today)
    return said


@service(Permission.PEOPLE_WRITE)
def save_volunteer(session: Session, draft: VolunteerDraft, volunteer_id: str | None = None, expected: str | None = None) -> str:
    """Write a volunteer with his person, grids, weekly times and dates off; returns his id. New without `volunteer_id`.

    Raises Invalid with faults by field, Conflict when somebody saved him since `expected` was read.
    """
    store, today = session.store, session.clock.today()
    values, said, resident = person_values(draft.person, today)
    own, available, unavailable = volunteer_values(draft, said, today)
    if said.faults:
        raise Invalid(said.faults)
    with session.write("people.save_volunteer") as unit:
        person_id: str | None = None
        if volunteer_id is not None:
            loaded = load_volunteer(session, volunteer_id)
            refuse_stale(expected, loaded.token, draft, loaded.draft, lambda name, value: _words(session, name, value))
            person_id = unit.row(Volunteer, volunteer_id)["person_id"]
        person_id = save_person(unit, person_id, values)
        if volunteer_id is None:
            code = next_codes(queries.volunteer_codes(store), VOLUNTEER_CODE)[0]
            volunteer_id = unit.insert(Volunteer, {**own, "person": person_id, "code": code})
        else:
            unit.update(Volunteer, volunteer_id, own)
        unit.replace_all(VolunteerGrid, {"volunteer": volunteer_id}, [{"grid": one} for one in draft.grids])
        unit.replace_all(Availability, {"volunteer": volunteer_id}, available)
        unit.replace_all(Unavailable, {"volunteer": volunteer_id}, unavailable)
        note_id_doubt(session, unit, person_id, resident, open_doubts(store, [person_id]))
    return volunteer_id


def _words(session: Session, name: str, value: Any) -> str:
    """A value of the volunteer form in words: ids become names."""
    if name == "organisation" and value:
        found = queries.organisation(session.store, str(value))
        return str(found["name"]) if found else str(value)
    if name == "grids":
        from db.people.places import list_grids

        names = {row["id"]: row["name"] for row in list_grids(session.store)}
        return "、".join(str(names.get(one, one)) for one in value) or "—"
    return shown(name, value)
