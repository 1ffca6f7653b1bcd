"""The invented people and places of the sample station, of the size that a real one has (facts/domain.md §8)."""

import json
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from desktop.i18n import RESOURCES
from desktop.people.identity import check_character
from desktop.station.defaults import CATEGORIES

GRIDS, BUILDINGS, ELDERS, VOLUNTEERS = 7, 113, 126, 140
OLD_HOUSES, IN_OLD_HOUSES = 2, 0.97  # old houses a grid, and the share of elders who live in them
ESTATE = "红葵里"
REGION = "330206"
PART_OF_WEEK = ((0, 720), (720, 1080), (960, 1440), (0, 1440))


@dataclass(frozen=True)
class SampleBuilding:
    number: int
    grid: int
    units: int
    floors: int
    lift: bool
    x: float
    y: float
    head: str
    head_phone: str


@dataclass
class SampleElder:
    name: str
    sex: str
    born: date
    id_number: str
    building: int
    unit: int
    floor: int
    room: str
    categories: list[str]
    phone: str
    contacts: list[tuple[str, str, str]]  # name, relation, phone
    health: str
    hazards: str
    risk: str
    lunar: tuple[int, int, bool] | None


@dataclass
class SampleVolunteer:
    name: str
    sex: str
    phone: str
    organisation: str
    party_member: bool
    trained: bool
    years: int
    windows: list[tuple[int, int, int]]  # weekday, from minute, to minute
    unavailable: list[date]
    max_week: int
    grids: list[int]


@dataclass
class SamplePeople:
    buildings: list[SampleBuilding] = field(default_factory=list)
    organisations: list[tuple[str, str, bool, str, str, int]] = field(default_factory=list)
    elders: list[SampleElder] = field(default_factory=list)
    volunteers: list[SampleVolunteer] = field(default_factory=list)


def words() -> dict[str, Any]:
    """The words from which invented people are made."""
    loaded: dict[str, Any] = json.loads((RESOURCES / "sample" / "words.json").read_text("utf-8"))
    return loaded


class _Inventor:
    def __init__(self, chance: random.Random, today: date) -> None:
        self.chance = chance
        self.today = today
        self.words = words()
        self._phones: set[str] = set()
        self._serial = 900

    def phone(self) -> str:
        while True:
            number = self.chance.choice(["130", "135", "138", "139", "150", "158", "159", "186", "188", "189"])
            number += f"{self.chance.randrange(10**8):08d}"
            if number not in self._phones:
                self._phones.add(number)
                return number

    def surname(self) -> str:
        if self.chance.random() < 0.02:
            return str(self.chance.choice(self.words["double_surnames"]))
        return str(self.chance.choice(self.words["surnames"]))

    def young(self) -> str:
        return self.surname() + str(self.chance.choice(self.words["given_young"]))

    def id_number(self, born: date, sex: str) -> str:
        self._serial += 1
        serial = self._serial % 50 * 2 + (1 if sex == "m" else 0) + 900
        first = f"{REGION}{born:%Y%m%d}{serial:03d}"
        return first + check_character(first)


def invent(seed: int, today: date, elders: int = ELDERS) -> SamplePeople:
    """The people of one sample station; the same seed and day give the same people."""
    inventor = _Inventor(random.Random(seed), today)
    people = SamplePeople()
    people.buildings = [_building(inventor, number) for number in range(1, BUILDINGS + 1)]
    for kind, names in inventor.words["organisations"].items():
        for name in names:
            people.organisations.append((name, kind, False, inventor.young(), inventor.phone(), inventor.chance.randrange(10, 60)))
    for name in inventor.words["partners"]:
        people.organisations.append((name, "合作单位", True, inventor.young(), inventor.phone(), inventor.chance.randrange(8, 60)))
    doors = sorted(_doors(inventor, people.buildings, elders))
    people.elders = [_elder(inventor, door) for door in doors]
    serving = [*inventor.words["visiting_organisations"], *inventor.words["partners"]]
    people.volunteers = [_volunteer(inventor, serving[number % len(serving)], number) for number in range(VOLUNTEERS)]
    return people


def _building(inventor: _Inventor, number: int) -> SampleBuilding:
    chance = inventor.chance
    per_grid = -(-BUILDINGS // GRIDS)
    grid, place = divmod(number - 1, per_grid)
    floors = chance.choice([6, 6, 6, 7, 11])
    x = grid % 4 * 270 + place % 4 * 58 + chance.randrange(-6, 7)  # four compounds beside one another, three north of them
    y = grid // 4 * 330 + place // 4 * 60 + chance.randrange(-6, 7)
    return SampleBuilding(number, grid, chance.randrange(2, 5), floors, floors > 7, float(x), float(y), inventor.young(), inventor.phone())


def _doors(inventor: _Inventor, buildings: list[SampleBuilding], elders: int) -> set[tuple[int, int, int, str]]:
    """Building, unit, floor, room of every elder: no two at one door; most live in the old houses, as they do."""
    doors: set[tuple[int, int, int, str]] = set()
    old = [house for grid in range(GRIDS) for house in [b for b in buildings if b.grid == grid][:OLD_HOUSES]]
    while len(doors) < elders:
        building = inventor.chance.choice(old if inventor.chance.random() < IN_OLD_HOUSES else buildings)
        floor = inventor.chance.randrange(1, building.floors + 1)
        room = f"{floor}{inventor.chance.randrange(1, 4):02d}"
        doors.add((building.number, inventor.chance.randrange(1, building.units + 1), floor, room))
    return doors


def _elder(inventor: _Inventor, door: tuple[int, int, int, str]) -> SampleElder:
    chance, word = inventor.chance, inventor.words
    sex = chance.choice("mf")
    surname = inventor.surname()
    born = inventor.today - timedelta(days=int(365.25 * chance.triangular(68, 99, 84)) + chance.randrange(365))
    if chance.random() < 0.02:  # somebody's birthday is near
        born = born.replace(month=inventor.today.month, day=min(28, inventor.today.day))
    names = [name for _code, name in CATEGORIES]
    categories = chance.sample(names, chance.choice([1, 1, 2, 2, 3]))
    contacts = [(surname + chance.choice(word["given_young"]), chance.choice(word["relations_child"]), inventor.phone())]
    if chance.random() < 0.6:
        contacts.append((inventor.young(), chance.choice(word["relations_other"]), inventor.phone()))
    lunar = (chance.randrange(1, 13), chance.randrange(1, 30), False) if chance.random() < 0.35 else None
    risk = chance.choices(["high", "focus", "general"], [1, 3, 6])[0]
    given = chance.choice(word["given_old_men" if sex == "m" else "given_old_women"])
    return SampleElder(
        surname + given, sex, born, inventor.id_number(born, sex), *door, categories, inventor.phone(), contacts,
        chance.choice(word["health"]), chance.choice(word["hazards"]), risk, lunar,
    )


def _volunteer(inventor: _Inventor, organisation: str, number: int) -> SampleVolunteer:
    chance = inventor.chance
    trained = number % 2 == 0
    windows = sorted({(chance.randrange(7), *chance.choice(PART_OF_WEEK)) for _ in range(chance.randrange(2, 6))})
    month = inventor.today.replace(day=1)
    unavailable = sorted({month + timedelta(days=chance.randrange(62)) for _ in range(chance.choice([0, 0, 1, 2]))})
    home = number % GRIDS
    others = [grid for grid in range(GRIDS) if grid != home]
    return SampleVolunteer(
        inventor.young(), chance.choice("mf"), inventor.phone(), organisation, chance.random() < 0.5, trained,
        chance.randrange(0, 6) if trained else 0, windows, unavailable, chance.choice([1, 2, 2, 3]),
        [home, *chance.sample(others, chance.randrange(0, 3))],
    )
