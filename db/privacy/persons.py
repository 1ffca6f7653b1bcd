"""Queries about one person as the law sees her: who she is, what there is of her, what is past its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from db.base import Row
from db.hotline.tables import Call
from db.people.tables import Building, CareFile, Household, Person, Volunteer
from db.privacy.tables import Consent, ImpactAssessment, PrivacyRequest, Reveal
from db.station.tables import Erasure
from db.store import Store


@dataclass(frozen=True)
class Subject:
    """A person: her names and numbers, the ids of her care files, whether one is open, whether she is locked."""

    id: str
    name: str
    code: str
    id_number: str
    id_verbatim: str
    phones: tuple[str, ...]
    care_files: tuple[str, ...]
    open_care: bool
    serves: bool
    locked_on: date | None
    locked_reason: str


def subject(store: Store, person_id: str) -> Subject | None:
    """The person of this id, also one in the recycle bin."""
    del store
    row = Person.select().where(Person.id == person_id).dicts().first()
    if row is None:
        return None
    care = list(CareFile.select(CareFile.id, CareFile.code, CareFile.closed_on).where(CareFile.person == person_id).tuples())
    helper = Volunteer.select(Volunteer.code, Volunteer.left_on, Volunteer.deleted_at).where(Volunteer.person == person_id).tuples().first()
    return Subject(
        person_id, row["name"], care[0][1] if care else helper[0] if helper else "", row["id_number"], row["id_verbatim"],
        tuple(one for one in (row["phone"], *row["phones"].split(";")) if one), tuple(one[0] for one in care),
        any(one[2] is None for one in care) and row["died_on"] is None, helper is not None and helper[1] is None and helper[2] is None,
        row["locked_on"], row["locked_reason"],
    )


def subjects(store: Store) -> list[dict[str, Any]]:
    """Everybody on record, by name: id, name, code, kind ('elder', 'volunteer'), closed_on, locked_on."""
    del store
    found = []
    elders = (
        CareFile.select(CareFile.code, CareFile.closed_on, Person.id, Person.name, Person.search_text, Person.locked_on, Person.died_on)
        .join(Person).where(CareFile.deleted_at.is_null()).order_by(CareFile.code)
    )  # fmt: skip
    for code, closed, person, name, search, locked, died in elders.tuples():
        found.append({"id": person, "name": name, "code": code, "kind": "elder", "closed_on": closed or died, "locked_on": locked, "search": search})
    helpers = (
        Volunteer.select(Volunteer.code, Volunteer.left_on, Person.id, Person.name, Person.search_text, Person.locked_on)
        .join(Person).where(Volunteer.deleted_at.is_null()).order_by(Volunteer.code)
    )  # fmt: skip
    seen = {one["id"] for one in found}
    for code, left, person, name, search, locked in helpers.tuples():
        if person not in seen:
            found.append({"id": person, "name": name, "code": code, "kind": "volunteer", "closed_on": left, "locked_on": locked, "search": search})
    return found


def consents_of(store: Store, person_id: str) -> list[dict[str, Any]]:
    """Consents, newest first."""
    del store
    query = Consent.select().where(Consent.person == person_id, Consent.deleted_at.is_null())
    return list(query.order_by(Consent.given_on.desc(), Consent.id.desc()).dicts())


def requests(store: Store, person_id: str = "") -> list[dict[str, Any]]:
    """Requests of those concerned, open ones first, then the newest."""
    del store
    query = PrivacyRequest.select().where(PrivacyRequest.deleted_at.is_null())
    if person_id:
        query = query.where(PrivacyRequest.person_id == person_id)
    found = list(query.order_by(PrivacyRequest.asked_on.desc(), PrivacyRequest.id.desc()).dicts())
    return sorted(found, key=lambda one: one["state"] != "open")


def erasures(store: Store) -> list[dict[str, Any]]:
    """Deletions on request, newest first; nothing in them names anybody."""
    del store
    return list(Erasure.select(Erasure.code, Erasure.done_on, Erasure.reason, Erasure.paper, Erasure.rows).order_by(Erasure.id.desc()).dicts())


def reveals(store: Store, person_id: str) -> list[dict[str, Any]]:
    """When a person's masked data were shown: created_at, what, reason (who: the journal)."""
    del store
    return list(Reveal.select().where(Reveal.person_id == person_id).order_by(Reveal.id.desc()).dicts())


def assessments(store: Store) -> list[dict[str, Any]]:
    """Impact assessments, newest first."""
    del store
    return list(ImpactAssessment.select().where(ImpactAssessment.deleted_at.is_null()).order_by(ImpactAssessment.made_on.desc()).dicts())


def closed_before(store: Store, day: date) -> list[dict[str, Any]]:
    """Care files closed before that day whose words are still there: person id, name, code, closed_on."""
    del store
    query = (
        CareFile.select(Person.id.alias("person_id"), Person.name, CareFile.code, CareFile.closed_on)
        .join(Person).where(CareFile.closed_on < day, CareFile.deleted_at.is_null(), Person.search_text != "").order_by(CareFile.closed_on)
    )  # fmt: skip
    return list(query.dicts())


def left_before(store: Store, day: date) -> list[dict[str, Any]]:
    """Volunteers who left before that day: person id, name, code, left_on."""
    del store
    query = (
        Volunteer.select(Person.id.alias("person_id"), Person.name, Volunteer.code, Volunteer.left_on)
        .join(Person).where(Volunteer.left_on < day, Volunteer.deleted_at.is_null(), Person.search_text != "").order_by(Volunteer.left_on)
    )  # fmt: skip
    return list(query.dicts())


def old_calls(store: Store, before: datetime) -> list[str]:
    """Ids of calls before that moment that still hold words or a number."""
    del store
    worded = (Call.note != "") | (Call.caller_name != "") | (Call.phone != "")
    return [row[0] for row in Call.select(Call.id).where(Call.at < before, worded).tuples()]


def all_rows(table: type[Row], ids: Sequence[str]) -> list[dict[str, Any]]:
    """These rows of a table, oldest first."""
    return sorted((dict(row) for row in table.select().where(table.id.in_(list(ids)[:900])).dicts()), key=lambda row: row["id"])


def care_of(store: Store, person_id: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The person's row and her (newest) care file's."""
    del store
    person = Person.select().where(Person.id == person_id).dicts().first()
    care = CareFile.select().where(CareFile.person == person_id, CareFile.deleted_at.is_null()).order_by(CareFile.id.desc()).dicts().first()
    return (dict(person) if person else None), (dict(care) if care else None)


def doors_of(store: Store, person_id: str) -> str:
    """Building, unit and room of the person's door, or the address as it was written."""
    del store
    query = (
        Household.select(Building.estate, Building.name, Household.unit, Household.room, Household.address)
        .join(Person, on=(Person.household == Household.id)).join_from(Household, Building, JOIN.LEFT_OUTER).where(Person.id == person_id)
    )  # fmt: skip
    row = query.tuples().first()
    if row is None:
        return ""
    estate, building, unit, room, address = row
    return str(address or " ".join(part for part in (estate, building, unit, room) if part))


def person_of(store: Store, care_file_id: str) -> str:
    """The person of a care file; '' when there is none."""
    del store
    return str(CareFile.select(CareFile.person).where(CareFile.id == care_file_id).scalar() or "")


def locked(store: Store) -> set[str]:
    """Ids of the persons whose data are locked: they are kept, but no list shows them."""
    del store
    return {row[0] for row in Person.select(Person.id).where(Person.locked_on.is_null(False)).tuples()}
