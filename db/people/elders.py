"""Queries about elders: the list, one care file whole, categories, contacts."""

from collections.abc import Iterable
from typing import Any

from peewee import JOIN

from db.people.rows import day, moment, named, raw
from db.people.tables import Building, CareCategory, CareFile, Category, Contact, Grid, Household, Person
from db.store import Store

_LIST = (
    "id",
    "version",
    "code",
    "opened_on",
    "created_at",
    "closed_on",
    "frequency",
    "risk",
    "silence_hours",
    "health",
    "hazards",
    "consent_on",
    "person_id",
    "name",
    "search_text",
    "sex",
    "born",
    "lunar_month",
    "lunar_day",
    "lunar_leap",
    "id_number",
    "id_state",
    "phone",
    "died_on",
    "unit",
    "floor",
    "room",
    "address",
    "building_id",
    "building",
    "building_number",
    "grid_id",
    "grid",
    "grid_position",
)


def list_elders(store: Store, *, removed: bool = False) -> list[dict[str, Any]]:
    """Every care file with its person and place, open and closed, in walking order (grid, building, unit, floor, room).

    `removed`: those in the recycle bin instead. `grid_id` is the household's own grid, else that of its building.
    """
    query = (
        CareFile.select(
            CareFile.id,
            CareFile.version,
            CareFile.code,
            CareFile.opened_on,
            CareFile.created_at,
            CareFile.closed_on,
            CareFile.frequency,
            CareFile.risk,
            CareFile.silence_hours,
            CareFile.health,
            CareFile.hazards,
            CareFile.consent_on,
            Person.id,
            Person.name,
            Person.search_text,
            Person.sex,
            Person.born,
            Person.lunar_month,
            Person.lunar_day,
            Person.lunar_leap,
            Person.id_number,
            Person.id_state,
            Person.phone,
            Person.died_on,
            Household.unit,
            Household.floor,
            Household.room,
            Household.address,
            Household.building,
            Household.grid,
        )
        .join(Person, on=(CareFile.person == Person.id))
        .join(Household, JOIN.LEFT_OUTER, on=(Person.household == Household.id))
        .where(CareFile.deleted_at.is_null(not removed))
    )
    # few buildings, many elders: joined here, which halves the time of the list
    grids = {row[0]: row for row in raw(store, Grid.select(Grid.id, Grid.name, Grid.position))}
    buildings = {row[0]: row for row in raw(store, Building.select(Building.id, Building.name, Building.number, Building.grid))}
    nowhere = (None, None, None)
    rows = []
    for found in raw(store, query):
        building = buildings.get(found[-2])
        grid = grids.get(found[-1] or (building[3] if building else None), nowhere)
        row = dict(zip(_LIST, (*found[:-2], *(building[:3] if building else nowhere), *grid), strict=True))
        for name in ("opened_on", "closed_on", "born", "died_on", "consent_on"):
            row[name] = day(row[name])
        row["created_at"] = moment(row["created_at"])
        rows.append(row)
    rows.sort(key=_walking)
    return rows


def _walking(row: dict[str, Any]) -> tuple[Any, ...]:
    number, floor = row["building_number"], row["floor"]
    position = row["grid_position"]
    return (
        position is None,
        position or 0,
        row["grid"] or "",
        number is None,
        number or 0,
        row["building"] or "",
        row["unit"] or "",
        floor is None,
        floor or 0,
        row["room"] or "",
        row["name"],
    )


def elder(store: Store, care_file_id: str) -> dict[str, Any] | None:
    """One care file whole: {'care_file': {...}, 'person': {...}, 'household': {...} or None, 'building': ... , 'grid': ...}."""
    care_file = CareFile.select().where(CareFile.id == care_file_id).dicts().first()
    if care_file is None:
        return None
    person = Person.select().where(Person.id == care_file["person"]).dicts().first()
    household = building = grid = None
    if person["household"]:
        household = Household.select().where(Household.id == person["household"]).dicts().first()
    if household and household["building"]:
        building = Building.select().where(Building.id == household["building"]).dicts().first()
    grid_id = (household or {}).get("grid") or (building or {}).get("grid")
    if grid_id:
        grid = Grid.select().where(Grid.id == grid_id).dicts().first()
    return {"care_file": care_file, "person": person, "household": household, "building": building, "grid": grid}


def categories(store: Store, *, active_only: bool = False) -> list[dict[str, Any]]:
    """The station's own list of categories, in its order, with how many live, open care files have each (`used`)."""
    query = Category.select().where(Category.deleted_at.is_null()).order_by(Category.position, Category.code)
    if active_only:
        query = query.where(Category.active == True)  # noqa: E712  an expression, not a comparison
    used = category_counts(store)
    return [{**row, "used": used.get(row["id"], 0)} for row in query.dicts()]


def category_counts(store: Store) -> dict[str, int]:
    """How many live, open care files have each category."""
    query = (
        CareCategory.select(CareCategory.category)
        .join(CareFile, on=(CareCategory.care_file == CareFile.id))
        .where(CareFile.deleted_at.is_null(), CareFile.closed_on.is_null(), CareCategory.deleted_at.is_null())
    )
    counts: dict[str, int] = {}
    for (category,) in raw(store, query):
        counts[category] = counts.get(category, 0) + 1
    return counts


def categories_of(store: Store, care_file_ids: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Care file -> its category ids in the order of the list; of all care files when none are named."""
    ranks = {
        row[0]: rank
        for rank, row in enumerate(raw(store, Category.select(Category.id).order_by(Category.position, Category.code)))
    }
    query = CareCategory.select(CareCategory.care_file, CareCategory.category).where(CareCategory.deleted_at.is_null())
    if care_file_ids is not None:
        query = query.where(CareCategory.care_file.in_(list(care_file_ids)))
    found: dict[str, list[str]] = {}
    for care_file, category in raw(store, query):
        found.setdefault(care_file, []).append(category)
    for chosen in found.values():
        if len(chosen) > 1:
            chosen.sort(key=ranks.__getitem__)
    return found


def category_names(store: Store) -> dict[str, str]:
    """Category id -> name, in the order of the list."""
    query = (
        Category.select(Category.id, Category.name)
        .where(Category.deleted_at.is_null())
        .order_by(Category.position, Category.code)
    )
    return dict(raw(store, query))


def category_rows_of(store: Store, care_file_id: str) -> list[dict[str, Any]]:
    """The rows that tie categories to one care file: id, version, category."""
    return list(
        CareCategory.select(CareCategory.id, CareCategory.version, CareCategory.category)
        .where(CareCategory.care_file == care_file_id, CareCategory.deleted_at.is_null())
        .order_by(CareCategory.id)
        .dicts()
    )


def contacts_of(store: Store, care_file_id: str) -> list[dict[str, Any]]:
    """The emergency contacts of one care file, in the order in which they are called."""
    return list(
        Contact.select()
        .where(Contact.care_file == care_file_id, Contact.deleted_at.is_null())
        .order_by(Contact.position, Contact.id)
        .dicts()
    )


def contact_names(store: Store) -> dict[str, list[str]]:
    """Care file -> names and phones of its contacts, for search: a daughter's number finds the mother."""
    query = Contact.select(Contact.care_file, Contact.name, Contact.phone).where(Contact.deleted_at.is_null())
    found: dict[str, list[str]] = {}
    for care_file, name, phone in raw(store, query):
        found.setdefault(care_file, []).extend(text for text in (name, phone) if text)
    return found


def birthday_rows(store: Store) -> list[dict[str, Any]]:
    """Everyone with an open care file who has a birthday on record: care_file_id, person_id, name, born, lunar_month, lunar_day,
    lunar_leap, and the place."""
    query = (
        CareFile.select(
            CareFile.id,
            Person.id,
            Person.name,
            Person.sex,
            Person.born,
            Person.lunar_month,
            Person.lunar_day,
            Person.lunar_leap,
            Household.unit,
            Household.room,
            Household.address,
            Building.name,
        )
        .join(Person, on=(CareFile.person == Person.id))
        .join(Household, JOIN.LEFT_OUTER, on=(Person.household == Household.id))
        .join(Building, JOIN.LEFT_OUTER, on=(Household.building == Building.id))
        .where(
            CareFile.deleted_at.is_null(),
            CareFile.closed_on.is_null(),
            Person.died_on.is_null(),
            Person.born.is_null(False) | Person.lunar_month.is_null(False),
        )
    )
    names = (
        "care_file_id",
        "person_id",
        "name",
        "sex",
        "born",
        "lunar_month",
        "lunar_day",
        "lunar_leap",
        "unit",
        "room",
        "address",
        "building",
    )
    return [row | {"born": day(row["born"]), "lunar_leap": bool(row["lunar_leap"])} for row in named(store, query, names)]


def care_codes(store: Store) -> list[str]:
    """Every code ever given to a care file, removed ones included."""
    return [code for (code,) in raw(store, CareFile.select(CareFile.code))]
