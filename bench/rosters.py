"""Seeded roster instances of the sizes that issue 5 names: invented volunteers with offers, limits, wishes and a past."""

import random
from datetime import date, timedelta

from desktop.hotline.problem import RosterProblem, ShiftTemplate, Volunteer, Window

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
PARTS = ((0, 720), (720, 1080), (960, 1440), (0, 1440))
WISHES = ("", "", "", "", "wanted", "unwanted")


def instance(seed: int, people: int, seats: int) -> RosterProblem:
    """A month of 31 days, three shifts a day of so many seats, for so many trained volunteers. Same seed, same instance."""
    chance = random.Random(seed * 1009 + people * 13 + seats)
    templates = tuple(
        ShiftTemplate(key, name, start, start + 240, seats) for key, name, start in (("m", "早", 480), ("n", "中", 720), ("e", "晚", 960))
    )
    return RosterProblem(FIRST, LAST, templates, tuple(_volunteer(number, chance) for number in range(people)))


def _volunteer(number: int, chance: random.Random) -> Volunteer:
    windows = tuple(
        Window(weekday, *chance.choice(PARTS), chance.choice(WISHES))
        for weekday in range(7) if chance.random() < 0.75
    )
    keys = [(FIRST + timedelta(days=chance.randrange(31)), chance.choice("mne")) for _turn in range(4)]
    return Volunteer(
        id=f"p{number:03d}", name=f"志愿者{number}", code=f"V{number:04d}", years=chance.choice((0.0, 0.5, 1.0, 3.0, 6.0)), windows=windows,
        unavailable=frozenset(FIRST + timedelta(days=chance.randrange(31)) for _turn in range(chance.randrange(4))),
        max_week=chance.choice((1, 2, 2, 2, 3)), carried=chance.randrange(8, 25),
        usual_weekdays=frozenset(w.weekday for w in windows if w.wish == "wanted"), unwanted=frozenset(keys[:2]), wanted=frozenset(keys[2:]),
    )
