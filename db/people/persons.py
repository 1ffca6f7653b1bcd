"""Queries about persons in whatever part they play: who is like whom, and what lies in the recycle bin."""

from datetime import date
from typing import Any

from peewee import JOIN

from db.people.rows import day, moment, named, raw
from db.people.tables import Building, CareFile, Contact, Grid, Household, Organisation, Person, Volunteer
from db.store import Store

_PERSON = (
    "id",
    "name",
    "sex",
    "born",
    "id_number",
    "phone",
    "phones",
    "care_file_id",
    "care_code",
    "volunteer_id",
    "volunteer_code",
)


def similar_persons(
    store: Store, *, id_number: str, name: str, born: date | None, phones: list[str], leave_out: str = ""
) -> list[dict[str, Any]]:
    """Live persons with the same valid ID number, or with the same name and the same birth date or a phone in common.

    Each comes with its care file and volunteer ids, if it has such. `leave_out` is a person's own id.
    """
    if not name and not id_number:
        return []
    by_id = (Person.id_number == id_number) if id_number else None
    by_name = (Person.name == name) if name else None
    if by_id is None or by_name is None:
        either = by_name if by_id is None else by_id
    else:
        either = by_id | by_name
    query = (
        Person.select(
            Person.id,
            Person.name,
            Person.sex,
            Person.born,
            Person.id_number,
            Person.phone,
            Person.phones,
            CareFile.id,
            CareFile.code,
            Volunteer.id,
            Volunteer.code,
        )
        .join(CareFile, JOIN.LEFT_OUTER, on=((CareFile.person == Person.id) & CareFile.deleted_at.is_null()))
        .join_from(Person, Volunteer, JOIN.LEFT_OUTER, on=((Volunteer.person == Person.id) & Volunteer.deleted_at.is_null()))
        .where(Person.deleted_at.is_null(), Person.id != leave_out, either)
        .order_by(Person.id)
    )
    found = []
    for row in named(store, query, _PERSON):
        row["born"] = day(row["born"])
        same_id = bool(id_number) and row["id_number"] == id_number
        same_birth = born is not None and row["born"] == born
        theirs = {row["phone"], *row["phones"].split(";")} - {""}
        same_phone = bool(theirs & set(phones))
        if same_id or (row["name"] == name and (same_birth or same_phone)):
            found.append(row | {"same_id": same_id, "same_birth": same_birth, "same_phone": same_phone})
    return found


def parts_of(store: Store, person_id: str) -> dict[str, int]:
    """How many live care files and volunteer records a person has."""
    return {
        "care_files": int(CareFile.select().where(CareFile.person == person_id, CareFile.deleted_at.is_null()).count()),
        "volunteers": int(Volunteer.select().where(Volunteer.person == person_id, Volunteer.deleted_at.is_null()).count()),
    }


def person(store: Store, person_id: str) -> dict[str, Any] | None:
    """One person."""
    found = Person.select().where(Person.id == person_id).dicts().first()
    return None if found is None else dict(found)


def removed_rows(store: Store) -> list[dict[str, Any]]:
    """What lies in the recycle bin, newest first: id, name, detail, deleted_at, and the kind.

    Kinds: 'elder', 'volunteer', 'organisation', 'building', 'grid', 'household'.
    """
    queries: list[tuple[str, Any]] = [
        (
            "elder",
            CareFile.select(CareFile.id, Person.name, CareFile.code, CareFile.deleted_at)
            .join(Person, on=(CareFile.person == Person.id))
            .where(CareFile.deleted_at.is_null(False)),
        ),
        (
            "volunteer",
            Volunteer.select(Volunteer.id, Person.name, Volunteer.code, Volunteer.deleted_at)
            .join(Person, on=(Volunteer.person == Person.id))
            .where(Volunteer.deleted_at.is_null(False)),
        ),
        (
            "organisation",
            Organisation.select(Organisation.id, Organisation.name, Organisation.head_name, Organisation.deleted_at).where(
                Organisation.deleted_at.is_null(False)
            ),
        ),
        (
            "building",
            Building.select(Building.id, Building.name, Building.head_name, Building.deleted_at).where(
                Building.deleted_at.is_null(False)
            ),
        ),
        ("grid", Grid.select(Grid.id, Grid.name, Grid.name, Grid.deleted_at).where(Grid.deleted_at.is_null(False))),
        (
            "household",
            Household.select(Household.id, Household.address, Building.name, Household.deleted_at)
            .join(Building, JOIN.LEFT_OUTER, on=(Household.building == Building.id))
            .where(Household.deleted_at.is_null(False)),
        ),
    ]
    found: list[dict[str, Any]] = []
    for kind, query in queries:
        for row in named(store, query, ("id", "name", "detail", "deleted_at")):
            detail = "" if kind == "grid" else row["detail"] or ""
            found.append(row | {"kind": kind, "detail": detail, "deleted_at": moment(row["deleted_at"])})
    found.sort(key=lambda row: (row["deleted_at"], row["id"]), reverse=True)
    return found


def owners_of_rows(store: Store, row_ids: list[str]) -> dict[str, dict[str, Any]]:
    """Which live elder or volunteer a row belongs to, whether it is the person, the care file, a contact, the household or the
    volunteer: row id -> {'person_id', 'name', 'care_file_id', 'volunteer_id'}."""
    if not row_ids:
        return {}
    elders = (
        CareFile.select(CareFile.id, Person.id, Person.name, Person.household)
        .join(Person, on=(CareFile.person == Person.id))
        .where(CareFile.deleted_at.is_null())
    )
    wanted = set(row_ids)
    found: dict[str, dict[str, Any]] = {}
    care_files: dict[str, dict[str, Any]] = {}
    for care_file_id, person_id, name, household_id in raw(store, elders):
        owner = {"person_id": person_id, "name": name, "care_file_id": care_file_id, "volunteer_id": ""}
        care_files[care_file_id] = owner
        for row_id in (care_file_id, person_id, household_id):
            if row_id in wanted:
                found.setdefault(row_id, owner)
    for contact_id, care_file_id in raw(store, Contact.select(Contact.id, Contact.care_file).where(Contact.id.in_(row_ids))):
        if care_file_id in care_files:
            found[contact_id] = care_files[care_file_id]
    helpers = (
        Volunteer.select(Volunteer.id, Person.id, Person.name)
        .join(Person, on=(Volunteer.person == Person.id))
        .where(Volunteer.deleted_at.is_null())
    )
    for volunteer_id, person_id, name in raw(store, helpers):
        owner = {"person_id": person_id, "name": name, "care_file_id": "", "volunteer_id": volunteer_id}
        for row_id in (volunteer_id, person_id):
            if row_id in wanted:
                found.setdefault(row_id, owner)
    return found
