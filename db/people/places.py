"""Queries about places: grids, buildings, households."""

from typing import Any

from peewee import JOIN, fn

from db.people.rows import named, raw
from db.people.tables import Building, CareFile, Grid, Household, Person
from db.store import Store

_HOUSEHOLD = (
    "id",
    "version",
    "building_id",
    "building",
    "building_number",
    "grid_id",
    "grid",
    "unit",
    "floor",
    "room",
    "address",
)


def list_grids(store: Store, *, removed: bool = False) -> list[dict[str, Any]]:
    """Every grid in its order, with the number of its live buildings (`buildings`)."""
    counts = dict(
        raw(
            store,
            (
                Building.select(Building.grid, fn.COUNT(Building.id))
                .where(Building.deleted_at.is_null(), Building.grid.is_null(False))
                .group_by(Building.grid)
            ),
        )
    )
    query = Grid.select().where(Grid.deleted_at.is_null(not removed)).order_by(Grid.position, Grid.name)
    return [{**row, "buildings": counts.get(row["id"], 0)} for row in query.dicts()]


def list_buildings(store: Store, *, removed: bool = False) -> list[dict[str, Any]]:
    """Every building by number, with its grid's name, and how many households and elders (open care files) live there."""
    elders = dict(
        raw(
            store,
            (
                CareFile.select(Household.building, fn.COUNT(CareFile.id))
                .join(Person, on=(CareFile.person == Person.id))
                .join(Household, on=(Person.household == Household.id))
                .where(CareFile.deleted_at.is_null(), CareFile.closed_on.is_null(), Household.building.is_null(False))
                .group_by(Household.building)
            ),
        )
    )
    households = dict(
        raw(
            store,
            (
                Household.select(Household.building, fn.COUNT(Household.id))
                .where(Household.deleted_at.is_null(), Household.building.is_null(False))
                .group_by(Household.building)
            ),
        )
    )
    grids = dict(raw(store, Grid.select(Grid.id, Grid.name)))
    query = Building.select().where(Building.deleted_at.is_null(not removed))
    rows = [
        {
            **row,
            "grid_name": grids.get(row["grid"], ""),
            "elders": elders.get(row["id"], 0),
            "households": households.get(row["id"], 0),
        }
        for row in query.dicts()
    ]
    rows.sort(key=lambda row: (row["estate"], row["number"] is None, row["number"] or 0, row["name"]))
    return rows


def building(store: Store, building_id: str) -> dict[str, Any] | None:
    """One building."""
    found = Building.select().where(Building.id == building_id).dicts().first()
    return None if found is None else dict(found)


def grid(store: Store, grid_id: str) -> dict[str, Any] | None:
    """One grid."""
    found = Grid.select().where(Grid.id == grid_id).dicts().first()
    return None if found is None else dict(found)


def household(store: Store, household_id: str) -> dict[str, Any] | None:
    """One household."""
    found = Household.select().where(Household.id == household_id).dicts().first()
    return None if found is None else dict(found)


def list_households(store: Store, *, removed: bool = False) -> list[dict[str, Any]]:
    """Every household in walking order, with its building and grid and the names of the live people in it (`people`)."""
    own = Grid.alias()
    query = (
        Household.select(
            Household.id,
            Household.version,
            Building.id,
            Building.name,
            Building.number,
            fn.COALESCE(own.id, Grid.id),
            fn.COALESCE(own.name, Grid.name),
            Household.unit,
            Household.floor,
            Household.room,
            Household.address,
        )
        .join(Building, JOIN.LEFT_OUTER, on=(Household.building == Building.id))
        .join(Grid, JOIN.LEFT_OUTER, on=(Building.grid == Grid.id))
        .join(own, JOIN.LEFT_OUTER, on=(Household.grid == own.id))
        .where(Household.deleted_at.is_null(not removed))
    )
    people: dict[str, list[str]] = {}
    living = (
        Person.select(Person.household, Person.name)
        .where(Person.deleted_at.is_null(), Person.household.is_null(False))
        .order_by(Person.id)
    )
    for household_id, name in raw(store, living):
        people.setdefault(household_id, []).append(name)
    rows = [row | {"people": people.get(row["id"], [])} for row in named(store, query, _HOUSEHOLD)]
    rows.sort(
        key=lambda row: (
            row["grid"] is None,
            row["grid"] or "",
            row["building_number"] is None,
            row["building_number"] or 0,
            row["building"] or "",
            row["unit"],
            row["floor"] is None,
            row["floor"] or 0,
            row["room"],
            row["address"],
        )
    )
    return rows


def households_at(store: Store, building_id: str | None, unit: str, room: str, address: str) -> list[dict[str, Any]]:
    """Live households of that door; without a building those with the very same written address."""
    query = Household.select().where(Household.deleted_at.is_null()).order_by(Household.id)
    if building_id is not None:
        query = query.where(Household.building == building_id, Household.unit == unit, Household.room == room)
    else:
        query = query.where(Household.building.is_null(), Household.address == address)
    return list(query.dicts())


def people_in(store: Store, household_id: str) -> int:
    """How many live people have this household."""
    return int(Person.select().where(Person.household == household_id, Person.deleted_at.is_null()).count())


def households_in(store: Store, building_id: str) -> int:
    """How many live households stand in this building."""
    return int(Household.select().where(Household.building == building_id, Household.deleted_at.is_null()).count())
