"""Seeded roster instances of the sizes that issue 5 names: invented volunteers with offers, limits, wishes and a past."""

import math
import random
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.hotline.problem import Progress, RosterProblem, ShiftTemplate, Volunteer, Window
from desktop.hotline.solver import solve

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


@dataclass(frozen=True)
class Solved:
    """One run: seconds to the first full proposal, to a fairness gap of 1 % and to the proof (None: not reached), and the three aims."""

    first: float
    near: float | None
    proof: float | None
    triple: tuple[int, int, int]


def run(problem: RosterProblem, seconds: float) -> Solved:
    """Solve one instance and watch the clock."""
    began = time.perf_counter()
    first: list[float] = []
    near: list[float] = []

    def progress(told: Progress) -> None:
        if told.stage == "preference" or (told.stage == "fairness" and told.gap <= 0.01):
            near.append(time.perf_counter() - began)

    answer = solve(problem, progress, seconds=seconds, proposal=lambda _answer: first.append(time.perf_counter() - began))
    taken = time.perf_counter() - began
    return Solved(first[0], near[0] if near else None, taken if answer.proven else None, answer.triple)


def ten(people: int, seats: int, seconds: float, instances: int = 10) -> dict[str, float]:
    """Ten seeded instances, a line for each; the worst of each time (a time not reached counts as infinite)."""
    print(f"  {people} volunteers × {seats} seats{'first':>10}{'to 1 %':>10}{'proof':>10}   unfilled, Σ load², points", flush=True)
    found = []
    for seed in range(1, instances + 1):
        one = run(instance(seed, people, seats), seconds)
        found.append(one)
        times = "".join(f"{'—' if t is None else f'{t:.2f}':>10}" for t in (one.first, one.near, one.proof))
        print(f"  seed {seed:<20}{times}   {one.triple}", flush=True)
    return {
        "first proposal s": max(one.first for one in found),
        "to 1 % s": max(math.inf if one.near is None else one.near for one in found),
        "proof s": max(math.inf if one.proof is None else one.proof for one in found),
    }


def repairs(people: int, seats: int, instances: int = 10) -> dict[str, float]:
    """Ten published months in each of which one person falls ill on the tenth: the slowest repair to the proof, in seconds."""
    slowest = 0.0
    for seed in range(1, instances + 1):
        problem = instance(seed, people, seats)
        before = solve(problem, seconds=30.0)
        ill = next(who for key, who in sorted(before.assigned.items()) if who and key.day.day >= 10)
        days = frozenset(date(2026, 12, day) for day in range(10, 32))
        worse = tuple(replace(v, unavailable=v.unavailable | days) if v.id == ill else v for v in problem.volunteers)
        began = time.perf_counter()
        answer = solve(replace(problem, volunteers=worse, previous=before.assigned, repair=True))
        taken = time.perf_counter() - began
        slowest = max(slowest, taken if answer.proven else math.inf)
        told = f"{answer.stages[0].value} changed, unfilled {before.unfilled} → {answer.unfilled}"
        print(f"  repair, seed {seed:<12}{taken:>10.2f} s, {told}", flush=True)
    return {"repair s": slowest}
