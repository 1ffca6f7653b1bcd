"""Elders: the list, one care file open in its form, saving, closing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from db.exchange.doubts import open_doubts
from db.people import elders as queries
from db.people.persons import owners_of_rows
from db.people.places import building
from db.people.tables import CareCategory, CareFile, Contact
from db.privacy.persons import locked
from db.rounds.past import last_safe_of_all
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.people.lunar import age, lunar_words
from desktop.people.masking import masked_address, masked_health, masked_id, masked_phone
from desktop.people.reveal import hides_doors
from desktop.people.services.checks import care_values, person_values
from desktop.people.services.drafts import Checked, ContactDraft, ElderDraft, Invalid, Loaded, PersonDraft
from desktop.people.services.saving import (
    ELDER_CODE,
    next_codes,
    note_id_doubt,
    refuse_stale,
    save_door,
    save_person,
    token_of,
)
from desktop.people.services.words import shown
from desktop.permissions import Permission, service
from desktop.rounds.elders import away_on, short_address
from desktop.rounds.frequency import Preset
from desktop.rounds.lastsafe import Silence, grade, is_silent, silence, threshold
from desktop.session import Session
from desktop.station import settings


class ElderRow(NamedTuple):
    """One line of the list of elders; telephone, ID number, door and illness are masked.

    `silence` is how long nobody has known the elder safe; `silent` says that this is too long.
    """

    id: str
    person_id: str
    code: str
    name: str
    sex: str
    born: date | None
    age: int | None
    place: str
    building_id: str
    grid: str
    categories: tuple[str, ...]
    frequency: str
    risk: str
    phone: str
    id_number: str
    id_state: str
    health: str
    hazards: str
    closed_on: date | None
    doubts: int
    last_safe: datetime | None
    silence: timedelta
    away: bool
    silent: bool
    seen_today: bool
    search: str
    grave: bool = False
    """The silence is so long that the elder may be in danger."""


@dataclass(frozen=True)
class ElderList:
    """All elders in walking order, closed files included; the categories in their order; the moment at which it was read."""

    rows: list[ElderRow]
    categories: list[str]
    now: datetime


@service(Permission.PEOPLE_READ, personal=True)
def list_elders(session: Session) -> ElderList:
    """The whole list in a few statements, however many elders there are; persons whose data are locked are not in it."""
    store, now = session.store, session.clock.now()
    names = queries.category_names(store)
    categories = queries.categories_of(store)
    contacts = queries.contact_names(store)
    doubts: dict[str, int] = {}
    open_ones = open_doubts(store)
    owners = owners_of_rows(store, [doubt["row_id"] for doubt in open_ones])
    for doubt in open_ones:
        owner = owners.get(doubt["row_id"])
        if owner:
            doubts[owner["care_file_id"]] = doubts.get(owner["care_file_id"], 0) + 1
    doors = hides_doors(session)
    default_hours = int(settings.value(store, "silence_hours"))
    found = queries.list_elders(store)
    away = away_on(store, now.date())
    seen = last_safe_of_all(store, now)
    allowed: dict[tuple[str, int | None], timedelta] = {}
    rows = []
    hidden = locked(store)
    for row in found:
        if row["person_id"] in hidden:
            continue
        care_file, rule = row["id"], (row["frequency"], row["silence_hours"])
        if rule not in allowed:
            allowed[rule] = _allowed(row, default_hours)
        mine = tuple(names[one] for one in categories.get(care_file, ()) if one in names)
        rows.append(_row(
            row, mine, contacts.get(care_file, []), seen.get(row["person_id"]), doubts.get(care_file, 0), allowed[rule], now, care_file in away,
            doors,
        ))  # fmt: skip
    return ElderList(rows, list(names.values()), now)


def _row(
    row: dict[str, Any], categories: tuple[str, ...], contacts: list[str], last: datetime | None, doubts: int,
    allowed: timedelta, now: datetime, away: bool, doors: bool,
) -> ElderRow:  # fmt: skip
    born: date | None = row["born"]
    closed_on = row["closed_on"] or row["died_on"]
    since = max(datetime(row["opened_on"].year, row["opened_on"].month, row["opened_on"].day), row["created_at"])
    place = short_address(row["building"], row["unit"], row["room"], row["address"])
    quiet = silence(last, since, now)
    return ElderRow(
        row["id"], row["person_id"], row["code"], row["name"], row["sex"], born, age(born, now) if born else None,
        masked_address(place) if doors else place,
        row["building_id"] or "", row["grid"] or "", categories, row["frequency"], row["risk"], masked_phone(row["phone"]),
        masked_id(row["id_number"]) if row["id_number"] else "",
        row["id_state"], masked_health(row["health"]), row["hazards"], closed_on, doubts, last, quiet, away,
        closed_on is None and not away and is_silent(last, since, allowed, now), last is not None and last.date() == now.date(),
        " ".join((row["search_text"], row["code"].lower(), place.lower(), *contacts)),
        grade(quiet, allowed) is Silence.GRAVE,
    )  # fmt: skip


def _allowed(row: dict[str, Any], default_hours: int) -> timedelta:
    """How long this elder may be silent: as the rounds reckon it (desktop.rounds.sightings.allowed_silence)."""
    preset = Preset(row["frequency"]) if row["frequency"] in _PRESETS else Preset.TWICE_DAILY
    return threshold(preset, row["silence_hours"] or (default_hours if preset is Preset.TWICE_DAILY else None))


_PRESETS = frozenset(preset.value for preset in Preset)


@service(Permission.PEOPLE_WRITE, personal=True)
def load_elder(session: Session, care_file_id: str) -> Loaded[ElderDraft]:
    """One care file for its form. Raises BadRequest when there is none."""
    found = queries.elder(session.store, care_file_id)
    if found is None:
        raise BadRequest(_("This care file does not exist any more."))
    care, person, household = found["care_file"], found["person"], found["household"] or {}
    ties = queries.category_rows_of(session.store, care_file_id)
    contacts = queries.contacts_of(session.store, care_file_id)
    order = queries.categories_of(session.store, [care_file_id]).get(care_file_id, [])
    draft = ElderDraft(
        person=person_draft(person),
        building=household.get("building") or "",
        unit=household.get("unit", ""),
        floor=_text(household.get("floor")),
        room=household.get("room", ""),
        address=household.get("address", ""),
        categories=tuple(order),
        opened_on=_text(care["opened_on"]),
        frequency=care["frequency"],
        weekdays=tuple(int(day) for day in care["weekdays"].split(",") if day),
        month_day=_text(care["month_day"]),
        risk=care["risk"],
        silence_hours=_text(care["silence_hours"]),
        health=care["health"],
        hazards=care["hazards"],
        notes=care["notes"],
        consent_on=_text(care["consent_on"]),
        consent_scope=tuple(code for code in care["consent_scope"].split(",") if code),
        consent_paper=care["consent_paper"],
        contacts=tuple(
            ContactDraft(
                row["name"], row["relation"], joined_phones(row["phone"], row["phones"]), row["note"], bool(row["has_key"])
            )
            for row in contacts
        ),
    )
    return Loaded(care_file_id, token_of(care, person, found["household"], parts=[*ties, *contacts]), care["code"], draft)


def person_draft(person: dict[str, Any]) -> PersonDraft:
    """A person row as it stands in a form; an ID number that is not valid shows as it was written."""
    lunar = ""
    if person["lunar_month"]:
        lunar = lunar_words(person["lunar_month"], person["lunar_day"], bool(person["lunar_leap"])).removeprefix("农历")
    return PersonDraft(
        name=person["name"],
        sex=person["sex"],
        id_number=person["id_number"] or person["id_verbatim"],
        born=_text(person["born"]),
        lunar_birthday=lunar,
        phones=joined_phones(person["phone"], person["phones"]),
        note=person["note"],
    )


def joined_phones(first: str, others: str) -> str:
    """All phones on one line, as the form shows them."""
    return " / ".join(phone for phone in (first, *others.split(";")) if phone)


def _text(value: object) -> str:
    return "" if value is None else str(value)


@service(Permission.PEOPLE_WRITE, personal=True)
def check_elder(session: Session, draft: ElderDraft) -> Checked:
    """What is wrong with the form as it stands, field by field; nothing is written."""
    today = session.clock.today()
    _values, said, _resident = person_values(draft.person, today)
    care_values(draft, said, today)
    return said


@service(Permission.PEOPLE_WRITE)
def save_elder(session: Session, draft: ElderDraft, care_file_id: str | None = None, expected: str | None = None) -> str:
    """Write a care file with its person, door, categories and contacts; returns its id. New without `care_file_id`.

    `expected` is the token with which it was loaded. Raises Invalid with faults by field, Conflict when somebody saved it since.
    """
    store, today = session.store, session.clock.today()
    values, said, resident = person_values(draft.person, today)
    care = care_values(draft, said, today)
    if said.faults:
        raise Invalid(said.faults)
    with session.write("people.save_elder") as unit:
        person_id: str | None = None
        if care_file_id is not None:
            loaded = load_elder(session, care_file_id)
            refuse_stale(expected, loaded.token, draft, loaded.draft, lambda name, value: _words(session, name, value))
            person_id = unit.row(CareFile, care_file_id)["person_id"]
        values["household"] = save_door(session, unit, care.door)
        person_id = save_person(unit, person_id, values)
        if care_file_id is None:
            code = next_codes(queries.care_codes(store), ELDER_CODE)[0]
            care_file_id = unit.insert(CareFile, {**care.care_file, "person": person_id, "code": code})
        else:
            unit.update(CareFile, care_file_id, care.care_file)
        unit.replace_all(CareCategory, {"care_file": care_file_id}, [{"category": one} for one in draft.categories])
        unit.replace_all(Contact, {"care_file": care_file_id}, care.contacts)
        note_id_doubt(session, unit, person_id, resident, open_doubts(store, [person_id]))
    return care_file_id


def _words(session: Session, name: str, value: object) -> str:
    """A value of the elder form in words: ids become names."""
    if name == "categories":
        names = {row["id"]: row["name"] for row in queries.categories(session.store)}
        chosen = value if isinstance(value, tuple) else ()
        return "、".join(str(names.get(one, one)) for one in chosen) or "—"
    if name == "building" and value:
        found = building(session.store, str(value))
        return str(found["name"]) if found else str(value)
    return shown(name, value)


@service(Permission.PEOPLE_WRITE)
def close_elder(session: Session, care_file_id: str, on: date, reason: str) -> None:
    """Close a care file (moved away, died, no longer wanted): nothing is due any more, the file stays.

    Raises BadRequest without a reason or for a day to come.
    """
    if not reason.strip():
        raise BadRequest(_("Say why this care file is closed."))
    if on > session.clock.today():
        raise BadRequest(_("The closing day lies in the future."))
    with session.write("people.close_elder") as unit:
        unit.update(CareFile, care_file_id, {"closed_on": on, "closed_reason": reason.strip()[:200]})


@service(Permission.PEOPLE_WRITE)
def reopen_elder(session: Session, care_file_id: str) -> None:
    """Open a closed care file again."""
    with session.write("people.reopen_elder") as unit:
        unit.update(CareFile, care_file_id, {"closed_on": None, "closed_reason": ""})
