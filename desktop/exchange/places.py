"""Grids, buildings and doors of an import: the standing ones found again, new ones made once."""

from collections.abc import Callable
from typing import Any

from db.base import Row
from db.exchange.snapshot import live_rows
from db.people.tables import Building, Grid, Household
from db.store import Store
from desktop.exchange.compare import building_of
from desktop.exchange.snapshot import BuildingSnapshot, StationSnapshot
from desktop.people.address import Address
from desktop.people.text import squeeze
from desktop.people.words import grid_key

Add = Callable[[type[Row], dict[str, Any]], str]
Update = Callable[[type[Row], str, dict[str, Any]], None]


class Places:
    """Where people live. `add` collects a new row and gives its id, `update` a change of a standing one."""

    def __init__(self, store: Store, station: StationSnapshot, add: Add, update: Update) -> None:
        self._add, self._update = add, update
        self._grids = {key: identity for key, (identity, _name) in station.grids.items()}
        self._buildings = list(station.buildings)
        self._found: dict[tuple[str, str], BuildingSnapshot] = {}
        self._claims: dict[str, str] = {}  # building without an estate → the estate whose addresses use it
        self._doors: dict[tuple[str, ...], dict[str | None, str]] = {}  # door → grid → household
        building_grids = {b.id: self._grids.get(b.grid) for b in station.buildings}
        for household in live_rows(store, Household):
            key = _door_key(household["building_id"], household["unit"], household["room"], household["address"])
            effective = household["grid_id"] or building_grids.get(household["building_id"])
            self._doors.setdefault(key, {}).setdefault(effective, household["id"])

    def grid(self, name: str) -> str | None:
        """The grid of this name, made when it is new; None for no name."""
        if not name:
            return None
        key = grid_key(name)
        if key not in self._grids:
            self._grids[key] = self._add(Grid, {"name": name[:60], "position": len(self._grids) + 1})
        return self._grids[key]

    def know_building(self, identity: str, number: int | None, name: str, estate: str, grid: str) -> None:
        """A building of the same workbook, for the addresses in it."""
        self._buildings = [b for b in self._buildings if b.id != identity]
        self._buildings.append(BuildingSnapshot(identity, name, number, estate, grid))
        self._found.clear()

    def _building(self, address: Address, grid: str) -> BuildingSnapshot:
        key = address.estate, address.building
        if key not in self._found:
            number = address.building_number
            name = address.building_name
            found = building_of(self._buildings, address.estate, address.building, name)
            if found and address.estate and not found.estate and self._claims.setdefault(found.id, address.estate) != address.estate:
                found = None  # 2幢 of another estate is another building
            if found is None:
                values = {"name": name, "number": number, "estate": address.estate[:60], "grid": self.grid(grid)}
                found = BuildingSnapshot(self._add(Building, values), name, number, address.estate, grid_key(grid) if grid else "")
                self._buildings.append(found)
            self._found[key] = found
        return self._found[key]

    def household(self, address: Address | None, grid: str) -> str | None:
        """The door of an address, made when it is new; an address that cannot be read is kept as its text. None for none."""
        if address is None or not address.text.strip():  # the grid alone: a door of his own, nobody's neighbour
            return self._add(Household, {"building": None, "address": "", "grid": self.grid(grid)}) if grid else None
        building = self._building(address, grid) if address.has_door else None
        own_grid = grid if grid and (building is None or building.grid != grid_key(grid)) else ""
        if building is None:
            values: dict[str, Any] = {"building": None, "address": address.text[:200], "grid": self.grid(grid)}
            key = _door_key(None, "", "", address.text)
        else:
            values = {
                "building": building.id, "grid": self.grid(own_grid), "unit": address.unit, "floor": address.floor, "room": address.room,
                "address": address.text.strip()[:200],
            }
            key = _door_key(building.id, address.unit, address.room, address.text)
        standing = self._doors.setdefault(key, {})
        if standing and not grid:
            return next(iter(standing.values()))
        effective = self.grid(grid or (building.grid if building else ""))
        if effective not in standing:  # a ledger that puts one door into two grids gets it twice, so that each row stays as it is
            standing[effective] = self._add(Household, values)
        return standing[effective]

    def move_to_grid(self, household: str, grid: str) -> None:
        """Set the grid of a door; nothing for one without a door."""
        if household:
            self._update(Household, household, {"grid": self.grid(grid)})


def _door_key(building: str | None, unit: str, room: str, address: str) -> tuple[str, ...]:
    return (building, unit, room) if building and room else ("", building or "", squeeze(address))
