"""The solver against brute force, the independent checker, locks, cancelling and reproducibility."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from desktop.hotline.evening import evened
from desktop.hotline.greedy import greedy
from desktop.hotline.problem import DayKind, Duty, RosterProblem, Volunteer, Window
from desktop.hotline.rules import Rule, breaches
from desktop.hotline.solver import ContradictingLocks, answer_of, solve
from tests.desktop.hotline.rostercases import MONDAY, THREE, brute_force, rows_of, seat, small_problems
from tests.rosterchecker import Checker, Facts, Wishes, objective

ALWAYS = tuple(Window(d, 0, 1440) for d in range(7))


def person(n: int, **more: object) -> Volunteer:
    return Volunteer(**{"id": f"p{n:02}", "name": f"人{n}", "code": f"V{n:02}", "windows": ALWAYS, "years": 2, **more})  # type: ignore[arg-type]


def month(people: int, **more: object) -> RosterProblem:
    volunteers = tuple(
        person(n, windows=tuple(Window(d, *(0, 720) if (n + d) % 3 else (720, 1440)) for d in range(7) if (n * d) % 4 != 1),
               years=n % 3, carried=n % 5, max_week=1 + n % 3)
        for n in range(people)
    )
    return RosterProblem(date(2026, 12, 1), date(2026, 12, 31), THREE, volunteers, **more)  # type: ignore[arg-type]


def facts_of(problem: RosterProblem) -> dict[str, Facts]:
    return {
        v.id: Facts(v.name, v.trained, tuple((w.weekday, w.start, w.end) for w in v.windows),
                    frozenset(d.isoformat() for d in v.unavailable), v.max_week, v.max_day, v.min_rest / 60, v.max_month,
                    tuple((d.isoformat(), a, b) for d, a, b in v.also), tuple((d.isoformat(), a, b) for d, a, b in v.away), v.may_lead,
                    v.joined.isoformat() if v.joined else "", v.training_expires.isoformat() if v.training_expires else "",
                    v.left.isoformat() if v.left else "")
        for v in problem.volunteers
    }


def wishes_of(problem: RosterProblem) -> dict[str, Wishes]:
    """The wishes as the judge asks for them, by shift name; wishes of the week are written out shift by shift."""
    told = {}
    for v in problem.volunteers:
        unwanted = frozenset((s.day.isoformat(), s.template.name) for s in problem.shifts if v.wish_for(s.day, s.template) == "unwanted")
        dated = frozenset((s.day.isoformat(), s.template.name) for s in problem.shifts if (s.day, s.template.id) in v.wanted)
        told[v.id] = Wishes(v.carried, v.years >= 1, v.usual_weekdays, dated, unwanted)
    return told


def holidays_of(problem: RosterProblem) -> frozenset[str]:
    return frozenset(d.isoformat() for d, kind in problem.kinds.items() if kind is DayKind.HOLIDAY)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(small_problems())
def test_brute_force_agrees_on_all_three_aims(problem: RosterProblem) -> None:
    answer = solve(problem)
    assert answer.proven
    assert answer.triple == brute_force(problem)
    assert not breaches(problem, answer.assigned)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_problems())
def test_checker_finds_nothing_wrong(problem: RosterProblem) -> None:
    around = [
        {"date": d.day.isoformat(), "shift": "前", "start": f"{d.start // 60:02}:00", "end": f"{d.end // 60:02}:00", "seat": 1,
         "code": d.volunteer, "name": "x"} for d in problem.neighbours
    ]
    for answer in (solve(problem), answer_of(problem, greedy(problem), ())):
        checker = Checker(facts_of(problem), apart=problem.apart, leads={t.name: t.leads for t in problem.templates})
        assert checker.check(rows_of(problem, answer), around) == []
        assert objective(rows_of(problem, answer), wishes_of(problem), holidays_of(problem), problem.together) == answer.triple


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_problems())
def test_evening_out_keeps_every_rule_and_every_seat_and_is_never_less_fair(problem: RosterProblem) -> None:
    before = greedy(problem)
    first, after = answer_of(problem, before, ()), answer_of(problem, evened(problem, before, lambda: False), ())
    assert not breaches(problem, after.assigned)
    assert after.unfilled == first.unfilled and after.fairness <= first.fairness


def test_two_who_change_a_weekend_for_a_working_day_are_even() -> None:
    friday = date(2026, 12, 4)
    problem = RosterProblem(friday, friday + timedelta(days=1), (replace(THREE[0], seats=1),), (person(0, carried=10), person(1, carried=9)))
    uneven = {0: {"p01"}, 1: {"p00"}}  # 9 + 2 and 10 + 3
    assert evened(problem, uneven, lambda: False) == {0: {"p00"}, 1: {"p01"}}
    locked = replace(problem, locks={seat(friday, "m"): "p01"})
    assert evened(locked, uneven, lambda: False) == uneven


def test_a_month_is_legal_proven_and_reproducible() -> None:
    problem = month(24)
    one, two = solve(problem), solve(problem)
    assert one.proven and one.assigned == two.assigned and one.triple == two.triple
    expected = {(s.day.isoformat(), s.template.name): 2 for s in problem.shifts}
    assert Checker(facts_of(problem), expected=expected).check(rows_of(problem, one)) == []
    assert [s.name for s in one.stages] == ["unfilled", "fairness", "preference"]
    assert all(s.gap == 0 and s.bound == s.value for s in one.stages)
    assert sum(c.shifts for c in one.counts.values()) == len(problem.seats) - one.unfilled
    first = answer_of(problem, greedy(problem), ())
    assert one.triple <= first.triple


def test_locks_are_kept_and_the_rest_solved_again() -> None:
    problem = month(24)
    before = solve(problem)
    taken = [k for k, who in sorted(before.assigned.items()) if who]
    locks = {k: before.assigned[k] for k in taken[:20:3]}
    moved = dict(locks)
    again = solve(replace(problem, locks=moved))
    assert all(again.assigned[k] == who for k, who in moved.items())
    assert again.triple == before.triple


def test_locks_that_break_rules_are_refused_and_named() -> None:
    problem = RosterProblem(MONDAY, MONDAY + timedelta(days=6), THREE, (person(0), person(1, trained=False)))
    locks = {seat(MONDAY, "m"): "p00", seat(MONDAY, "n"): "p00", seat(MONDAY, "e"): "p01"}
    with pytest.raises(ContradictingLocks) as caught:
        solve(replace(problem, locks=locks))
    assert [b.rule for b in caught.value.breaches] == [Rule.DAY_MAXIMUM, Rule.UNTRAINED]


def test_weeks_and_rest_reach_over_the_month_ends() -> None:
    first = date(2026, 12, 1)  # a Tuesday
    late = Duty("p00", date(2026, 11, 30), 960, 1380)  # until 23:00 on Monday
    problem = RosterProblem(first, first, THREE[:1], (person(0, max_week=2),), neighbours=(late,))
    assert solve(problem).unfilled == 2  # nine hours of rest only
    rested = replace(problem, volunteers=(person(0, max_week=2, min_rest=540),))
    assert solve(rested).unfilled == 1
    full = replace(rested, volunteers=(person(0, max_week=1, min_rest=0),))
    assert solve(full).unfilled == 2


def test_holidays_weigh_four_and_load_is_shared() -> None:
    day = date(2026, 10, 1)
    problem = RosterProblem(
        day, day, THREE, tuple(person(n, carried=4 if n == 0 else 0) for n in range(7)), kinds={day: DayKind.HOLIDAY})
    answer = solve(problem)
    assert answer.counts["p00"].shifts == 0 and answer.unfilled == 0
    assert all(answer.counts[f"p{n:02}"].load == 4 and answer.counts[f"p{n:02}"].holiday == 1 for n in range(1, 7))
    assert answer.fairness == 7 * 16


def test_training_that_expires_and_people_who_leave() -> None:
    problem = RosterProblem(MONDAY, MONDAY + timedelta(days=3), THREE[:1], (
        person(0, training_expires=MONDAY, max_week=7), person(1, left=MONDAY + timedelta(days=1), max_week=7),
        person(2, joined=MONDAY + timedelta(days=3), max_week=7)))
    sat = {(s.day - MONDAY).days: w for s, w in sorted(solve(problem).assigned.items()) if w}
    assert solve(problem).unfilled == 8 - 4
    assert sat == {0: "p01", 1: "p01", 3: "p02"}


def test_nobody_at_all_gives_an_empty_proven_roster() -> None:
    answer = solve(RosterProblem(MONDAY, MONDAY, THREE, ()))
    assert answer.unfilled == 6 and answer.proven and answer.fairness == 0


def test_cancel_keeps_the_best_so_far() -> None:
    problem = month(24)
    seen: list[str] = []
    answer = solve(problem, progress=lambda p: seen.append(p.stage), cancelled=lambda: "fairness" in seen or len(seen) > 0)
    assert answer.cancelled and not answer.proven
    assert not breaches(problem, answer.assigned)
    assert set(answer.assigned) == set(problem.seats)


def test_solves_on_another_thread() -> None:
    found: list[int] = []
    worker = threading.Thread(target=lambda: found.append(solve(month(12)).unfilled))
    worker.start()
    worker.join(60)
    assert found == [solve(month(12)).unfilled]


def test_solver_library_is_loaded_only_when_used() -> None:
    code = "import sys, desktop.hotline.solver as _; sys.exit('highspy' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
