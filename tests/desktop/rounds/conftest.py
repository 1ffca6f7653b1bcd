"""A small invented station for the rounds: two grids, three buildings, eight elders, three visitors."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from db.engine import open_file
from db.hotline.tables import Availability
from db.migrations import migrate
from db.people.tables import Building, CareFile, Contact, Grid, Household, Organisation, Person, Volunteer, VolunteerGrid
from db.station.tables import Station
from db.store import Store
from desktop.clock import FixedClock
from desktop.session import Session
from desktop.station.defaults import insert_defaults

SUNDAY = date(2026, 11, 22)
OPENED = datetime(2026, 11, 20, 9, 0)
NAMES = ("顾素珍", "沈玉兰", "王铉", "郝金凤", "顾善庆", "龙福根", "夏家栋", "陈䶮")


@dataclass
class Town:
    """The session and the ids of what stands in it."""

    session: Session
    clock: FixedClock
    grids: list[str] = field(default_factory=list)
    buildings: list[str] = field(default_factory=list)
    elders: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    volunteers: list[str] = field(default_factory=list)

    def at(self, hour: int, minute: int = 0, day: date = SUNDAY) -> None:
        """Move the clock."""
        self.clock.moment = datetime(day.year, day.month, day.day, hour, minute)

    def add_elder(self, name: str, building: int | None, unit: str, room: str, **care: Any) -> str:
        """One more elder; `building` counts from 0, None = the address names none."""
        with self.session.write("people.add_elder") as unit_:
            number = len(self.elders) + 1
            household = unit_.insert(
                Household,
                {
                    "building": None if building is None else self.buildings[building],
                    "unit": unit,
                    "floor": int(room[:-2]) if room else None,
                    "room": room,
                    "address": f"红葵里{unit}-{room}",
                },
            )
            person = unit_.insert(Person, {"name": name, "household": household, "phone": f"1380000{number:04}"})
            care_file = unit_.insert(CareFile, {"person": person, "code": f"E{number:03}", "opened_on": OPENED.date(), **care})
            unit_.insert(
                Contact,
                {"care_file": care_file, "position": 1, "name": f"龙丽{number}", "relation": "女儿", "phone": "13900002287"},
            )
            self.elders.append(care_file)
            self.persons.append(person)
        return care_file

    def add_volunteer(
        self, name: str, grids: list[int], capacity: int | None = None, windows: tuple[tuple[int, int, int], ...] = ()
    ) -> str:
        with self.session.write("people.add_volunteer") as unit:
            person = unit.insert(Person, {"name": name})
            organisation = unit.insert(Organisation, {"name": "一滴水志愿服务队"})
            volunteer = unit.insert(
                Volunteer,
                {"person": person, "code": f"V{len(self.volunteers) + 1:03}", "organisation": organisation, "capacity": capacity},
            )
            for grid in grids:
                unit.insert(VolunteerGrid, {"volunteer": volunteer, "grid": self.grids[grid]})
            for weekday, start, end in windows:
                unit.insert(Availability, {"volunteer": volunteer, "weekday": weekday, "from_minute": start, "to_minute": end})
            self.volunteers.append(volunteer)
        return volunteer


def build_town(store: Store) -> Town:
    clock = FixedClock(OPENED)
    town = Town(Session(store, clock, "linxiao"), clock)
    with town.session.write("station.make") as unit:
        unit.insert(Station, {"name": "红葵社区服务站", "phone": "0574-8600 0000"})
        insert_defaults(unit)
        town.grids = [unit.insert(Grid, {"name": name, "position": place}) for place, name in enumerate(("第一网格", "第二网格"))]
        town.buildings = [
            unit.insert(
                Building,
                {
                    "grid": town.grids[grid],
                    "name": f"{number}幢",
                    "number": number,
                    "x": x,
                    "y": 0.0,
                    "lift": lift,
                    "head_name": "金宝林",
                    "head_phone": "13700001111",
                },
            )
            for grid, number, x, lift in ((0, 8, 0.0, False), (0, 9, 60.0, True), (1, 12, 200.0, False))
        ]
    for index, name in enumerate(NAMES):
        town.add_elder(name, (0, 0, 0, 1, 1, 2, 2, 2)[index], "1", f"{index + 1}01")
    town.add_volunteer("尹芳", [0])
    town.add_volunteer("郝丽", [1])
    town.add_volunteer("谭娜", [0, 1])
    town.at(8)
    return town


@pytest.fixture(scope="session")
def empty_station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rounds") / "station.db"
    database = open_file(path, bytes(32), journal="delete")
    migrate(database, OPENED)
    database.close()
    return path


@pytest.fixture
def town(tmp_path: Path, empty_station: Path) -> Iterator[Town]:
    """The small station on Sunday 2026-11-22, 08:00."""
    path = tmp_path / "station.db"
    path.write_bytes(empty_station.read_bytes())
    store = Store(open_file(path, bytes(32)))
    yield build_town(store)
    store.close()
