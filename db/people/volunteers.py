"""Queries about volunteers and organisations."""

from typing import Any

from peewee import JOIN, fn

from db.people.rows import day, named, raw
from db.people.tables import Grid, Organisation, Person, Volunteer, VolunteerGrid
from db.store import Store

_VOLUNTEER = (
    "id",
    "version",
    "code",
    "person_id",
    "name",
    "search_text",
    "sex",
    "born",
    "phone",
    "phones",
    "id_state",
    "organisation_id",
    "organisation",
    "party_member",
    "trained",
    "trained_on",
    "training_expires",
    "hotline_years",
    "weekly_hours",
    "max_week",
    "capacity",
    "visits",
    "joined_on",
    "left_on",
    "note",
)


def list_volunteers(store: Store, *, removed: bool = False) -> list[dict[str, Any]]:
    """Every volunteer with his person and organisation, those who left included, by code."""
    query = (
        Volunteer.select(
            Volunteer.id,
            Volunteer.version,
            Volunteer.code,
            Person.id,
            Person.name,
            Person.search_text,
            Person.sex,
            Person.born,
            Person.phone,
            Person.phones,
            Person.id_state,
            Organisation.id,
            Organisation.name,
            Volunteer.party_member,
            Volunteer.trained,
            Volunteer.trained_on,
            Volunteer.training_expires,
            Volunteer.hotline_years,
            Volunteer.weekly_hours,
            Volunteer.max_week,
            Volunteer.capacity,
            Volunteer.visits,
            Volunteer.joined_on,
            Volunteer.left_on,
            Volunteer.note,
        )
        .join(Person, on=(Volunteer.person == Person.id))
        .join(Organisation, JOIN.LEFT_OUTER, on=(Volunteer.organisation == Organisation.id))
        .where(Volunteer.deleted_at.is_null(not removed))
        .order_by(Volunteer.code)
    )
    rows = named(store, query, _VOLUNTEER)
    for row in rows:
        for name in ("born", "trained_on", "training_expires", "joined_on", "left_on"):
            row[name] = day(row[name])
        row["trained"], row["visits"] = bool(row["trained"]), bool(row["visits"])
        row["party_member"] = None if row["party_member"] is None else bool(row["party_member"])
    return rows


def volunteer(store: Store, volunteer_id: str) -> dict[str, Any] | None:
    """One volunteer whole: {'volunteer': {...}, 'person': {...}, 'organisation': {...} or None}."""
    found = Volunteer.select().where(Volunteer.id == volunteer_id).dicts().first()
    if found is None:
        return None
    person = Person.select().where(Person.id == found["person"]).dicts().first()
    organisation = (
        Organisation.select().where(Organisation.id == found["organisation"]).dicts().first() if found["organisation"] else None
    )
    return {"volunteer": found, "person": person, "organisation": organisation}


def volunteer_codes(store: Store) -> list[str]:
    """Every code ever given to a volunteer, removed ones included."""
    return [code for (code,) in raw(store, Volunteer.select(Volunteer.code))]


def grids_of_volunteers(store: Store, volunteer_id: str | None = None) -> dict[str, list[dict[str, Any]]]:
    """Volunteer -> the grids he serves ({'id', 'name'}), in the order of the grids; of all volunteers when none is named."""
    query = (
        VolunteerGrid.select(VolunteerGrid.volunteer, Grid.id, Grid.name)
        .join(Grid, on=(VolunteerGrid.grid == Grid.id))
        .where(VolunteerGrid.deleted_at.is_null(), Grid.deleted_at.is_null())
        .order_by(Grid.position, Grid.name)
    )
    if volunteer_id is not None:
        query = query.where(VolunteerGrid.volunteer == volunteer_id)
    found: dict[str, list[dict[str, Any]]] = {}
    for holder, grid_id, name in raw(store, query):
        found.setdefault(holder, []).append({"id": grid_id, "name": name})
    return found


def list_organisations(store: Store, *, removed: bool = False) -> list[dict[str, Any]]:
    """Every organisation, by name, with how many live volunteers stand in it (`volunteers`), of these trained for the phone
    (`trained`)."""
    counted = (
        Volunteer.select(Volunteer.organisation, Volunteer.trained, fn.COUNT(Volunteer.id))
        .where(Volunteer.deleted_at.is_null(), Volunteer.left_on.is_null(), Volunteer.organisation.is_null(False))
        .group_by(Volunteer.organisation, Volunteer.trained)
    )
    all_of: dict[str, int] = {}
    trained: dict[str, int] = {}
    for organisation, is_trained, count in raw(store, counted):
        all_of[organisation] = all_of.get(organisation, 0) + count
        if is_trained:
            trained[organisation] = count
    query = Organisation.select().where(Organisation.deleted_at.is_null(not removed)).order_by(Organisation.name)
    return [{**row, "volunteers": all_of.get(row["id"], 0), "trained": trained.get(row["id"], 0)} for row in query.dicts()]


def organisation(store: Store, organisation_id: str) -> dict[str, Any] | None:
    """One organisation."""
    found = Organisation.select().where(Organisation.id == organisation_id).dicts().first()
    return None if found is None else dict(found)


def organisation_in_use(store: Store, organisation_id: str) -> int:
    """How many live volunteers stand in it."""
    return int(Volunteer.select().where(Volunteer.organisation == organisation_id, Volunteer.deleted_at.is_null()).count())
