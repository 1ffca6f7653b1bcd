"""Places: grids, buildings, households; the lists, the forms, saving."""

from dataclasses import dataclass
from typing import Any

from db.people import places as queries
from db.people.tables import Building, Grid, Household
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.people.address import split_room
from desktop.people.names import search_text
from desktop.people.phones import read_phones
from desktop.people.reasons import reason_text
from desktop.people.services.checks import read_number
from desktop.people.services.drafts import BuildingDraft, Checked, GridDraft, HouseholdDraft, Invalid, Loaded
from desktop.people.services.saving import refuse_stale, token_of
from desktop.people.services.words import shown
from desktop.people.text import fold, squeeze
from desktop.permissions import Permission, service
from desktop.rounds.elders import short_address
from desktop.session import Session


@dataclass(frozen=True, slots=True)
class GridRow:
    """One grid; `elders` with an open care file live in its buildings."""

    id: str
    name: str
    position: int
    buildings: int
    elders: int


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """One line of the list of buildings."""

    id: str
    name: str
    number: int | None
    estate: str
    grid_id: str
    grid: str
    units: int | None
    floors: int | None
    lift: bool | None
    x: float | None
    y: float | None
    head_name: str
    head_phone: str
    households: int
    elders: int
    note: str
    search: str


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One door and who lives behind it."""

    id: str
    building_id: str
    building: str
    grid: str
    unit: str
    floor: int | None
    room: str
    address: str
    place: str
    people: tuple[str, ...]
    search: str


@dataclass(frozen=True)
class Places:
    """All places at once, for the page and for the boxes of the forms."""

    grids: list[GridRow]
    buildings: list[BuildingRow]
    households: list[HouseholdRow]


@service(Permission.PEOPLE_READ, personal=True)
def list_places(session: Session) -> Places:
    """Every grid, building and household in order."""
    buildings = [_building_row(row) for row in queries.list_buildings(session.store)]
    elders: dict[str, int] = {}
    for row in buildings:
        elders[row.grid_id] = elders.get(row.grid_id, 0) + row.elders
    grids = [
        GridRow(row["id"], row["name"], row["position"], row["buildings"], elders.get(row["id"], 0))
        for row in queries.list_grids(session.store)
    ]
    return Places(grids, buildings, [_household_row(row) for row in queries.list_households(session.store)])


@service(Permission.PEOPLE_READ, personal=True)
def list_buildings(session: Session) -> list[BuildingRow]:
    """Every building by number."""
    return [_building_row(row) for row in queries.list_buildings(session.store)]


@service(Permission.PEOPLE_READ)
def list_grids(session: Session) -> list[tuple[str, str]]:
    """Every grid in its order: (id, name)."""
    return [(row["id"], row["name"]) for row in queries.list_grids(session.store)]


def _building_row(row: dict[str, Any]) -> BuildingRow:
    search = search_text(
        row["name"], "", [row["head_phone"]], [row["estate"], row["grid_name"], *search_text(row["head_name"]).split()]
    )
    return BuildingRow(
        row["id"],
        row["name"],
        row["number"],
        row["estate"],
        row["grid"] or "",
        row["grid_name"],
        row["units"],
        row["floors"],
        row["lift"],
        row["x"],
        row["y"],
        row["head_name"],
        row["head_phone"],
        row["households"],
        row["elders"],
        row["note"],
        search,
    )


def _household_row(row: dict[str, Any]) -> HouseholdRow:
    place = short_address(row["building"], row["unit"], row["room"], row["address"])
    return HouseholdRow(
        row["id"],
        row["building_id"] or "",
        row["building"] or "",
        row["grid"] or "",
        row["unit"],
        row["floor"],
        row["room"],
        row["address"],
        place,
        tuple(row["people"]),
        " ".join([place.lower(), row["address"].lower(), *row["people"]]),
    )


def _or_refuse(row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        raise BadRequest(_("This place does not exist any more."))
    return row


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


@service(Permission.PEOPLE_WRITE, personal=True)
def load_grid(session: Session, grid_id: str) -> Loaded[GridDraft]:
    """One grid for its form. Raises BadRequest when there is none."""
    row = _or_refuse(queries.grid(session.store, grid_id))
    return Loaded(grid_id, token_of(row), "", GridDraft(row["name"], _text(row["position"])))


@service(Permission.PEOPLE_WRITE, personal=True)
def check_grid(session: Session, draft: GridDraft) -> Checked:
    """What is wrong with the form, field by field."""
    said = Checked()
    if not fold(draft.name):
        said.faults["name"] = reason_text("name_missing")
    read_number(draft.position, said, "position", 0, 9999)
    return said


@service(Permission.PEOPLE_WRITE)
def save_grid(session: Session, draft: GridDraft, grid_id: str | None = None, expected: str | None = None) -> str:
    """Write a grid; returns its id. A new one without a position comes last. Raises Invalid, Conflict."""
    said = check_grid(session, draft)
    rows = queries.list_grids(session.store)
    if any(row["name"] == fold(draft.name) and row["id"] != grid_id for row in rows):
        said.faults["name"] = _("There is already a grid of this name.")
    if said.faults:
        raise Invalid(said.faults)
    position = read_number(draft.position, said, "position", 0, 9999)
    if position is None:
        position = max((row["position"] for row in rows), default=0) + 1
    with session.write("people.save_grid") as unit:
        if grid_id is None:
            return unit.insert(Grid, {"name": fold(draft.name)[:60], "position": position})
        loaded = load_grid(session, grid_id)
        refuse_stale(expected, loaded.token, draft, loaded.draft)
        unit.update(Grid, grid_id, {"name": fold(draft.name)[:60], "position": position})
    return grid_id


@service(Permission.PEOPLE_WRITE, personal=True)
def load_building(session: Session, building_id: str) -> Loaded[BuildingDraft]:
    """One building for its form. Raises BadRequest when there is none."""
    row = _or_refuse(queries.building(session.store, building_id))
    draft = BuildingDraft(
        row["name"],
        _text(row["number"]),
        row["estate"],
        row["grid"] or "",
        _text(row["units"]),
        _text(row["floors"]),
        row["lift"],
        _text(row["x"]),
        _text(row["y"]),
        row["head_name"],
        row["head_phone"],
        row["note"],
    )
    return Loaded(building_id, token_of(row), "", draft)


def _building_values(draft: BuildingDraft, said: Checked) -> dict[str, Any]:
    number = read_number(draft.number, said, "number", 0, 9999)
    name = fold(draft.name) or ("" if number is None else f"{number}幢")
    if not name:
        said.faults["name"] = _("Write a name or a number.")
    phones = read_phones(draft.head_phone)
    if phones.reason:
        said.faults["head_phone"] = f"{reason_text(phones.reason)} ({phones.rest})"
    values = {
        "name": name[:60],
        "number": number,
        "estate": fold(draft.estate)[:60],
        "grid": draft.grid or None,
        "units": read_number(draft.units, said, "units", 1, 50),
        "floors": read_number(draft.floors, said, "floors", 1, 150),
        "lift": draft.lift,
        "x": read_number(draft.x, said, "x", -20_000, 20_000, whole=False),
        "y": read_number(draft.y, said, "y", -20_000, 20_000, whole=False),
        "head_name": fold(draft.head_name)[:60],
        "head_phone": "/".join(phone.number for phone in phones.numbers)[:60],
        "note": draft.note.strip(),
    }
    if values["x"] is None or values["y"] is None:
        said.warnings["x"] = _("Without a position the walking order between buildings is only by number.")
    return values


@service(Permission.PEOPLE_WRITE, personal=True)
def check_building(session: Session, draft: BuildingDraft) -> Checked:
    """What is wrong with the form, field by field."""
    said = Checked()
    _building_values(draft, said)
    return said


@service(Permission.PEOPLE_WRITE)
def save_building(session: Session, draft: BuildingDraft, building_id: str | None = None, expected: str | None = None) -> str:
    """Write a building; returns its id. Raises Invalid, Conflict."""
    said = Checked()
    values = _building_values(draft, said)
    for row in queries.list_buildings(session.store):
        if row["name"] == values["name"] and row["estate"] == values["estate"] and row["id"] != building_id:
            said.faults["name"] = _("There is already a building of this name in this estate.")
    if said.faults:
        raise Invalid(said.faults)
    with session.write("people.save_building") as unit:
        if building_id is None:
            return unit.insert(Building, values)
        loaded = load_building(session, building_id)
        refuse_stale(expected, loaded.token, draft, loaded.draft, lambda name, value: _words(session, name, value))
        unit.update(Building, building_id, values)
    return building_id


def _words(session: Session, name: str, value: Any) -> str:
    if name == "grid" and value:
        return dict(list_grids(session)).get(str(value), str(value))
    return shown(name, value)


@service(Permission.PEOPLE_WRITE, personal=True)
def load_household(session: Session, household_id: str) -> Loaded[HouseholdDraft]:
    """One household for its form. Raises BadRequest when there is none."""
    row = _or_refuse(queries.household(session.store, household_id))
    draft = HouseholdDraft(
        row["building"] or "", row["grid"] or "", row["unit"], _text(row["floor"]), row["room"], row["address"]
    )
    return Loaded(household_id, token_of(row), "", draft)


@service(Permission.PEOPLE_WRITE, personal=True)
def check_household(session: Session, draft: HouseholdDraft) -> Checked:
    """What is wrong with the form, field by field."""
    said = Checked()
    if not (draft.building or fold(draft.address)):
        said.faults["address"] = reason_text("address_missing")
    read_number(draft.floor, said, "floor", -5, 150)
    return said


@service(Permission.PEOPLE_WRITE)
def save_household(session: Session, draft: HouseholdDraft, household_id: str | None = None, expected: str | None = None) -> str:
    """Write a household; returns its id. Raises Invalid (also when the door is on record already), Conflict."""
    said = check_household(session, draft)
    unit_name, room, address = squeeze(draft.unit), squeeze(draft.room), fold(draft.address)
    standing = queries.households_at(session.store, draft.building or None, unit_name, room, address)
    if any(row["id"] != household_id for row in standing):
        said.faults["room"] = _("This door is on record already.")
    if said.faults:
        raise Invalid(said.faults)
    floor = read_number(draft.floor, said, "floor", -5, 150)
    values = {
        "building": draft.building or None,
        "grid": draft.grid or None,
        "unit": unit_name[:10],
        "floor": floor if floor is not None else split_room(room)[0],
        "room": room[:20],
        "address": address[:200],
    }
    with session.write("people.save_household") as unit:
        if household_id is None:
            return unit.insert(Household, values)
        loaded = load_household(session, household_id)
        refuse_stale(expected, loaded.token, draft, loaded.draft)
        unit.update(Household, household_id, values)
    return household_id
