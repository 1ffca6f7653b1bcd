"""Two hundred random months before a judge that knows no solver: rules kept, objective as claimed, proven, the same every time."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.hotline.problem import DayKind, RosterProblem, SeatKey, ShiftTemplate, Volunteer, Window
from desktop.hotline.solver import solve
from tests.desktop.hotline.rostercases import rows_of
from tests.desktop.hotline.test_roster_solver import facts_of, holidays_of, wishes_of
from tests.rosterchecker import Checker, objective

FIRST = date(2026, 12, 1)
PARTS = ((0, 720), (720, 1080), (960, 1440), (0, 1440))


def random_month(seed: int, people: int, days: int, seats: int) -> RosterProblem:
    """A month of every kind of rule: leads, pairs, leave, exceptions, wishes, maxima, holidays, people who come and go."""
    chance = random.Random(seed)
    last = FIRST + timedelta(days=days - 1)
    starts = chance.sample((480, 720, 960, 1320), chance.randint(1, 3))
    templates = tuple(
        ShiftTemplate(f"t{n}", f"班{n}", start, start + 240, chance.randint(1, seats), leads=chance.choice((0, 0, 1)),
                      day_kinds=frozenset(chance.choice(("owhf", "owhf", "ow", "wh"))))
        for n, start in enumerate(sorted(starts)))
    keys = [(FIRST + timedelta(days=n), t.id) for n in range(days) for t in templates]

    def some_day() -> date:
        return FIRST + timedelta(days=chance.randrange(days))

    volunteers = []
    for n in range(people):
        wishes = chance.sample(keys, min(4, len(keys)))
        volunteers.append(Volunteer(
            id=f"p{n:02}", name=f"人{n}", code=f"V{n:02}", trained=chance.random() < 0.9, years=chance.choice((0.0, 0.5, 1.0, 5.0)),
            training_expires=chance.choice((None, None, None, some_day())), joined=chance.choice((None, None, some_day())),
            left=chance.choice((None, None, None, some_day())), max_week=chance.randint(1, 3), max_month=chance.choice((None, 3, 6)),
            min_rest=chance.choice((0, 600, 840)), carried=chance.randrange(12), may_lead=chance.random() < 0.5,
            windows=tuple(Window(d, *chance.choice(PARTS), chance.choice(("", "", "wanted", "unwanted"))) for d in range(7) if chance.random() < 0.7),
            unavailable=frozenset(some_day() for _n in range(chance.randrange(3))), usual_weekdays=frozenset(chance.sample(range(7), chance.randrange(3))),
            also=frozenset({(some_day(), 480, 1200)}), away=frozenset({(some_day(), 0, 720)}),
            unwanted=frozenset(wishes[:2]), wanted=frozenset(wishes[2:]),
        ))
    names = [v.id for v in volunteers]
    pairs = [tuple(sorted(chance.sample(names, 2))) for _n in range(3)]
    problem = RosterProblem(
        FIRST, last, templates, tuple(volunteers), kinds={some_day(): DayKind.HOLIDAY}, apart=frozenset(pairs[:1]),
        together=frozenset(pairs[1:]) - frozenset(pairs[:1]))
    first = next(iter(problem.seats), None)
    locks: dict[SeatKey, str] = {}
    if first is not None and seed % 3 == 0:
        answer = solve(replace(problem, last=FIRST + timedelta(days=2)))
        locks = {k: w for k, w in sorted(answer.assigned.items()) if w}
        locks = dict(list(locks.items())[:2])
    return replace(problem, locks=locks)


def judged(problem: RosterProblem) -> None:
    answer = solve(problem)
    rows = rows_of(problem, answer)
    names = {t.id: t.name for t in problem.templates}
    checker = Checker(
        facts_of(problem), locked={(k.day.isoformat(), names[k.template], k.number): w for k, w in problem.locks.items()},
        expected={(s.day.isoformat(), s.template.name): s.seats for s in problem.shifts}, apart=problem.apart,
        leads={t.name: t.leads for t in problem.templates})
    assert checker.check(rows) == []
    assert objective(rows, wishes_of(problem), holidays_of(problem), problem.together) == answer.triple
    assert answer.proven


@pytest.mark.parametrize("block", range(20))
def test_two_hundred_random_months_keep_every_rule_and_cost_what_is_claimed(block: int) -> None:
    for seed in range(block * 10, block * 10 + 10):
        judged(random_month(seed, 8 + seed % 5, 10 + seed % 8, 2))


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(20))
def test_full_months_for_forty_people_keep_every_rule(seed: int) -> None:
    judged(random_month(1000 + seed, 40, 31, 4))


@pytest.mark.parametrize("seed", [3, 7])
def test_the_same_input_gives_the_same_roster(seed: int) -> None:
    problem = random_month(seed, 12, 17, 2)
    one, two = solve(problem), solve(replace(problem, volunteers=tuple(problem.volunteers)))
    assert one.assigned == two.assigned and one.triple == two.triple


def test_a_repair_changes_only_who_must() -> None:
    problem = random_month(5, 20, 28, 2)
    before = solve(problem)
    ill = next(w for _k, w in sorted(before.assigned.items()) if w)
    worse = tuple(replace(v, unavailable=v.unavailable | {FIRST + timedelta(days=n) for n in range(31)}) if v.id == ill else v for v in problem.volunteers)
    repaired = solve(replace(problem, volunteers=worse, previous=before.assigned, locks={}, repair=True))
    lost = {k for k, w in before.assigned.items() if w == ill}
    assert repaired.proven and {k for k, w in before.assigned.items() if w and repaired.assigned[k] != w} >= lost
    now = {(k.day, k.template, w) for k, w in repaired.assigned.items() if w}
    assert sum((k.day, k.template, w) not in now for k, w in before.assigned.items() if w) == len(lost) == repaired.stages[0].value
