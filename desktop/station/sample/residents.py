"""The neighbours in the sample station's register of a large community: households and the persons in them, without care files."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from db.base import new_id
from db.people.tables import Household, Person
from db.store import Unit
from desktop.people.names import search_text
from desktop.station.sample.people import ESTATE, SampleBuilding, words

IN_HOUSEHOLD = ((1, 2, 3, 4, 5), (22, 34, 26, 12, 6))  # persons behind a door, and how many doors of a hundred have so many
AGES = (0, 60, 35)  # lowest, highest, commonest: the old ones have care files
WITH_PHONE = 0.8
DOORS_A_FLOOR = 3


def insert_residents(unit: Unit, buildings: Sequence[tuple[str, SampleBuilding]], taken: set[tuple[int, int, str]], count: int,
                     today: date, seed: int) -> None:  # fmt: skip
    """Write `count` persons in households of these buildings, (id, facts) each; doors `taken` (building, unit, room) are others'.

    When there are more persons than doors hold, the last ones stand in households whose room is not known.
    """
    chance = random.Random(seed + 1)
    word = words()
    doors = [
        (building, house.number, stair, floor, f"{floor}{door:02d}")
        for building, house in buildings
        for stair in range(1, house.units + 1)
        for floor in range(1, house.floors + 1)
        for door in range(1, DOORS_A_FLOOR + 1)
        if (house.number, stair, f"{floor}{door:02d}") not in taken
    ]
    chance.shuffle(doors)
    persons: list[dict[str, Any]] = []
    households: list[dict[str, Any]] = []
    while len(persons) < count:
        building, number, stair, floor, room = doors.pop() if doors else (buildings[0][0], buildings[0][1].number, 0, 0, "")
        address = f"{ESTATE}{number}幢{stair}单元{room}室" if room else f"{ESTATE}(门牌不详)"
        household = new_id()
        households.append({
            "id": household, "building": building if room else None, "unit": str(stair) if room else "",
            "floor": floor or None, "room": room, "address": address,
        })  # fmt: skip
        for _one in range(min(count - len(persons), chance.choices(*IN_HOUSEHOLD)[0])):
            name = chance.choice(word["surnames"]) + chance.choice(word["given_young"])
            phone = f"13{chance.randrange(10**9):09d}" if chance.random() < WITH_PHONE else ""
            persons.append({
                "name": name, "sex": chance.choice("mf"), "phone": phone, "household": household,
                "born": today - timedelta(days=int(365.25 * chance.triangular(*AGES))),
                "search_text": search_text(name, "", [phone] if phone else [], [address]),
            })  # fmt: skip
    unit.load(Household, households)
    unit.load(Person, persons)
