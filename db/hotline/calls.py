"""Queries about calls, follow-ups, and what is known of a caller."""

from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from db.hotline.tables import Call, FollowUp, PhonePlan, QuickPhrase
from db.people.rows import day, raw
from db.people.tables import Building, CareFile, Contact, Household, Person, Volunteer
from db.rounds.tables import Knock, Round, Sighting
from db.store import Store


def calls(
    store: Store, since: datetime | None = None, until: datetime | None = None, person_id: str | None = None, limit: int | None = None
) -> list[dict[str, Any]]:
    """Calls, newest first, with `person_name` and `taken_by_name`: from `since` (included) to `until` (not included)."""
    taker, taker_person = Volunteer.alias(), Person.alias()
    query = (
        Call.select(Call, Person.name.alias("person_name"), taker_person.name.alias("taken_by_name"), taker.code.alias("taken_by_code"))
        .join(Person, JOIN.LEFT_OUTER, on=(Call.person == Person.id))
        .join(taker, JOIN.LEFT_OUTER, on=(Call.taken_by == taker.id))
        .join(taker_person, JOIN.LEFT_OUTER, on=(taker.person == taker_person.id))
        .where(Call.deleted_at.is_null())
        .order_by(Call.at.desc(), Call.id.desc())
    )
    if since is not None:
        query = query.where(Call.at >= since)
    if until is not None:
        query = query.where(Call.at < until)
    if person_id is not None:
        query = query.where(Call.person == person_id)
    if limit is not None:
        query = query.limit(limit)
    return list(query.dicts())


def unknown_calls(store: Store, since: datetime) -> list[dict[str, Any]]:
    """Calls since then with a number and without a person, newest first: id, at, phone, caller_name, subtype, note."""
    return list(
        Call.select(Call.id, Call.at, Call.phone, Call.caller_name, Call.subtype, Call.note)
        .where(
            Call.deleted_at.is_null(), Call.person.is_null(), Call.phone != "", Call.at >= since,
            Call.subtype.not_in(["wrong_number", "nuisance"]),
        )
        .order_by(Call.at.desc(), Call.id.desc())
        .dicts()
    )


def phone_plans(store: Store) -> list[dict[str, Any]]:
    """Who is to be called on which weekdays: id, care_file, weekdays, note."""
    return list(PhonePlan.select().where(PhonePlan.deleted_at.is_null()).dicts())


def quick_phrases(store: Store) -> list[dict[str, Any]]:
    """The station's own quick phrases in their order: id, text, position."""
    return list(
        QuickPhrase.select().where(QuickPhrase.deleted_at.is_null()).order_by(QuickPhrase.position, QuickPhrase.id).dicts()
    )


def incoming_by_person(store: Store, since: datetime, until: datetime) -> dict[str, int]:
    """Person -> how many times he called from `since` to `until` (not included)."""
    query = (
        Call.select(Call.person, fn.COUNT(Call.id))
        .where(
            Call.deleted_at.is_null(), Call.person.is_null(False), Call.direction == "in", Call.at >= since, Call.at < until,
            Call.subtype.not_in(["wrong_number", "third_party"]),
        )
        .group_by(Call.person)
    )
    return dict(query.tuples())


def follow_ups(store: Store, *, open_only: bool = True, person_id: str | None = None) -> list[dict[str, Any]]:
    """Follow-ups with `person_name`; open ones first due first (those without a due time last), closed ones newest first."""
    query = (
        FollowUp.select(FollowUp, Person.name.alias("person_name"), Person.phone.alias("person_phone"))
        .join(Person, JOIN.LEFT_OUTER, on=(FollowUp.person == Person.id))
        .where(FollowUp.deleted_at.is_null())
    )
    if open_only:
        query = query.where(FollowUp.closed_at.is_null())
    if person_id is not None:
        query = query.where(FollowUp.person == person_id)
    rows = list(query.dicts())
    far = datetime.max
    still = sorted((r for r in rows if r["closed_at"] is None), key=lambda r: (r["due_at"] or far, r["id"]))
    done = sorted((r for r in rows if r["closed_at"] is not None), key=lambda r: (r["closed_at"], r["id"]), reverse=True)
    return still + done


def follow_up(store: Store, follow_up_id: str) -> dict[str, Any] | None:
    """One follow-up."""
    found = FollowUp.select().where(FollowUp.id == follow_up_id, FollowUp.deleted_at.is_null()).dicts().first()
    return None if found is None else dict(found)


def callers(store: Store) -> list[dict[str, Any]]:
    """Everybody alive who may be on the line: id, name, sex, born, search_text, care_file, room, building, address, phone.
    Those with an open care file come first, then by name.

    Sixteen thousand people and a hundred care files: joined here, which takes a third of the time of one joined statement.
    """
    files = CareFile.select(CareFile.person, CareFile.id).where(CareFile.deleted_at.is_null(), CareFile.closed_on.is_null())
    care_files = dict(raw(store, files))
    buildings = dict(raw(store, Building.select(Building.id, Building.name)))
    doors = {
        door: (address, room, buildings.get(building))
        for door, address, room, building in raw(
            store, Household.select(Household.id, Household.address, Household.room, Household.building)
        )
    }
    nowhere = (None, None, None)
    rows = []
    people = Person.select(
        Person.id, Person.name, Person.sex, Person.born, Person.search_text, Person.phone, Person.phones, Person.household
    ).where(Person.deleted_at.is_null(), Person.died_on.is_null())
    for person, name, sex, born, search_text, phone, phones, household in raw(store, people):
        address, room, building = doors.get(household, nowhere)
        rows.append({
            "id": person, "name": name, "sex": sex, "born": day(born), "search_text": search_text, "phone": phone, "phones": phones,
            "care_file": care_files.get(person), "address": address, "room": room, "building": building,
        })  # fmt: skip
    rows.sort(key=lambda row: (row["care_file"] is None, row["name"], row["id"]))
    return rows


def contact_phones(store: Store) -> list[dict[str, Any]]:
    """Phones of emergency contacts with the elder whom they belong to: person, name, relation, phone, phones."""
    return list(
        Contact.select(CareFile.person, Contact.name, Contact.relation, Contact.phone, Contact.phones)
        .join(CareFile, on=(Contact.care_file == CareFile.id))
        .where(Contact.deleted_at.is_null(), CareFile.deleted_at.is_null(), CareFile.closed_on.is_null())
        .order_by(Contact.position, Contact.id).dicts()
    )


def care_codes(store: Store) -> dict[str, str]:
    """Person -> the code of his live care file."""
    query = CareFile.select(CareFile.person, CareFile.code).where(CareFile.deleted_at.is_null())
    return dict(query.tuples())


def person_card(store: Store, person_id: str) -> dict[str, Any] | None:
    """A person with his door and open care file: the person's columns, `address`, `unit`, `room`, `building`, and `care_file` (a dict
    or None)."""
    person = (
        Person.select(
            Person.id, Person.name, Person.sex, Person.born, Person.phone, Person.phones, Person.died_on, Person.note,
            Household.address, Household.unit, Household.room, Building.name.alias("building"),
        )
        .join(Household, JOIN.LEFT_OUTER, on=(Person.household == Household.id))
        .join(Building, JOIN.LEFT_OUTER, on=(Household.building == Building.id))
        .where(Person.id == person_id, Person.deleted_at.is_null())
        .dicts().first()
    )
    if person is None:
        return None
    care_file = (
        CareFile.select().where(CareFile.person == person_id, CareFile.deleted_at.is_null(), CareFile.closed_on.is_null())
        .order_by(CareFile.opened_on.desc()).dicts().first()
    )
    return dict(person) | {"care_file": care_file}


def sighting_of(store: Store, source_id: str) -> dict[str, Any] | None:
    """The live sighting that a call (or another source) made."""
    found = Sighting.select().where(Sighting.source_id == source_id, Sighting.deleted_at.is_null()).dicts().first()
    return None if found is None else dict(found)


def last_knocks(store: Store, care_file_id: str, limit: int = 5) -> list[dict[str, Any]]:
    """The latest knocks with a known outcome: date, slot, outcome, at, note; newest first (see db.rounds.past.knocks_of)."""
    return list(
        Round.select(Round.date, Round.slot, Knock.outcome, Knock.at, Knock.note)
        .join(Knock, JOIN.CROSS)
        .where(Knock.round == Round.id, Knock.care_file == care_file_id, Knock.deleted_at.is_null(), Knock.outcome != "")
        .order_by(Round.date.desc(), Round.slot.desc()).limit(limit).dicts()
    )
