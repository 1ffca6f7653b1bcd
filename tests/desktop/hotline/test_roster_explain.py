"""Shortages and exchanges told with their reasons."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.hotline.explain import alternatives, may_sit, shortages, why, why_person
from desktop.hotline.problem import RosterProblem, Volunteer, Window
from desktop.hotline.rules import Rule, breaches, fairness, preference
from desktop.hotline.solver import solve
from tests.desktop.hotline.rostercases import MONDAY, THREE, seat

ALWAYS = tuple(Window(d, 0, 1440) for d in range(7))
TUESDAY = MONDAY + timedelta(days=1)
PEOPLE = (
    Volunteer("a", "甲", "V1", windows=ALWAYS, years=3, max_week=1),
    Volunteer("b", "乙", "V2", windows=ALWAYS, years=0, carried=4),
    Volunteer("c", "丙", "V3", windows=(Window(0, 0, 720),), unavailable=frozenset({TUESDAY})),
    Volunteer("d", "丁", "V4", windows=ALWAYS, trained=False),
)
PROBLEM = RosterProblem(MONDAY, TUESDAY, THREE[:2], PEOPLE)
SAT = {
    seat(MONDAY, "m", 1): "a", seat(MONDAY, "m", 2): None, seat(MONDAY, "n", 1): "b", seat(MONDAY, "n", 2): None,
    seat(TUESDAY, "m", 1): "b", seat(TUESDAY, "m", 2): None, seat(TUESDAY, "n", 1): None, seat(TUESDAY, "n", 2): None,
}


def test_shortages_count_people_by_the_rule_that_keeps_them_away() -> None:
    found = {(s.day, s.template): s for s in shortages(PROBLEM, SAT)}
    assert found[MONDAY, "m"].missing == 1 and found[MONDAY, "m"].free == ("c",)
    assert found[MONDAY, "n"].reasons == {Rule.DAY_MAXIMUM: 1, Rule.OUTSIDE_WINDOWS: 1, Rule.UNTRAINED: 1}
    assert found[TUESDAY, "n"].missing == 2
    assert found[TUESDAY, "m"].reasons == {Rule.WEEK_MAXIMUM: 1, Rule.UNAVAILABLE_DATE: 1, Rule.UNTRAINED: 1}
    assert not found[TUESDAY, "m"].nobody


def test_nobody_offered_is_told_apart() -> None:
    problem = RosterProblem(MONDAY, MONDAY, THREE[2:], PEOPLE[2:])
    assert shortages(problem, dict.fromkeys(problem.seats))[0].nobody


def test_alternatives_cost_what_the_exchange_costs() -> None:
    found = {a.volunteer: a for a in alternatives(PROBLEM, SAT, seat(MONDAY, "m", 1))}
    changed = {**SAT, seat(MONDAY, "m", 1): "c"}
    assert not breaches(PROBLEM, changed)
    assert found["c"].rule is None and found["c"].fairness == fairness(PROBLEM, changed) - fairness(PROBLEM, SAT) == 0
    assert found["c"].preference == 5 and found["b"].rule is Rule.DAY_MAXIMUM and found["d"].rule is Rule.UNTRAINED
    assert alternatives(PROBLEM, SAT, seat(MONDAY, "m", 1))[0].volunteer == "c"


def test_who_has_a_shift_that_day_is_shown_giving_it_up() -> None:
    one, other = seat(MONDAY, "m", 1), seat(MONDAY, "n", 1)
    found = {a.volunteer: a for a in alternatives(PROBLEM, SAT, one, exchanges=True)}["b"]
    swapped = {**SAT, one: "b", other: "a"}
    assert not breaches(PROBLEM, swapped) and (found.rule, found.gives, found.unfilled) == (None, other, 0)
    assert found.fairness == fairness(PROBLEM, swapped) - fairness(PROBLEM, SAT)
    assert found.preference == preference(PROBLEM, swapped) - preference(PROBLEM, SAT)
    busy = replace(PROBLEM, volunteers=(replace(PEOPLE[0], away=frozenset({(MONDAY, 720, 960)})), *PEOPLE[1:]))
    alone = {a.volunteer: a for a in alternatives(busy, SAT, one, exchanges=True)}["b"]
    assert (alone.gives, alone.unfilled) == (other, 1)
    locked = replace(PROBLEM, locks={other: "b"})
    assert {a.volunteer: a for a in alternatives(locked, SAT, one, exchanges=True)}["b"].rule is Rule.DAY_MAXIMUM


def test_pairs_and_lead_seats_stand_in_the_way() -> None:
    apart = replace(PROBLEM, apart=frozenset({("b", "c")}))
    sat = {**SAT, seat(MONDAY, "m", 1): "b", seat(MONDAY, "n", 1): None}
    assert may_sit(apart, sat, seat(MONDAY, "m", 2), "c") is Rule.APART
    led = replace(PROBLEM, templates=tuple(replace(t, leads=1) for t in PROBLEM.templates),
                  volunteers=(replace(PEOPLE[0], may_lead=True), *PEOPLE[1:]))
    empty = dict.fromkeys(led.seats)
    assert may_sit(led, empty, seat(MONDAY, "m", 1), "b") is Rule.NOT_LEAD and may_sit(led, empty, seat(MONDAY, "m", 2), "b") is None
    assert shortages(led, {**empty, seat(MONDAY, "m", 2): "b"})[0].reasons[Rule.NOT_LEAD] == 1
    answer = solve(led)
    assert not breaches(led, answer.assigned) and all(answer.assigned[k] in ("a", None) for k in led.seats if k.number == 1)


def test_a_person_is_explained_by_numbers() -> None:
    problem = replace(PROBLEM, volunteers=(*PEOPLE[:1], replace(PEOPLE[1], wanted=frozenset({(MONDAY, "n"), (TUESDAY, "n")})), *PEOPLE[2:]))
    told = why_person(problem, SAT, "b")
    assert (told.shifts, told.load, told.carried, told.open, told.locked) == (2, 4, 4, 4, 0)
    assert told.mean == pytest.approx((2 + 8 + 0) / 3) and (told.heavier, told.lighter) == (0, 2)
    assert told.full_weeks == (MONDAY,) and (told.wanted_met, told.wanted_missed) == (1, 1)
    away = why_person(problem, SAT, "c")
    assert away.barred == {Rule.OUTSIDE_WINDOWS: 1, Rule.UNAVAILABLE_DATE: 2} and away.open == 1 and not away.full_weeks


def test_why_says_who_is_able_and_where_he_stands() -> None:
    told = why(PROBLEM, SAT, seat(MONDAY, "m", 1))
    assert (told.volunteer, told.able, told.total, told.beside, told.locked) == ("a", 2, 2, (), False)
    assert told.lowest and told.mean == pytest.approx((2 + 8 + 0) / 3)


@pytest.mark.parametrize(
    ("key", "who", "rule"),
    [
        (seat(MONDAY, "m", 1), "a", None), (seat(MONDAY, "m", 2), "a", Rule.TWICE_IN_SHIFT),
        (seat(MONDAY, "m", 3), "c", Rule.NO_SUCH_SEAT),
        (seat(TUESDAY, "n", 1), "a", Rule.WEEK_MAXIMUM), (seat(TUESDAY, "n", 1), "b", Rule.DAY_MAXIMUM),
        (seat(MONDAY, "m", 2), "c", None), (seat(MONDAY, "m", 2), "x", Rule.UNKNOWN),
        (seat(MONDAY, "e", 1), "a", Rule.NO_SUCH_SEAT),
    ],
)
def test_a_seat_by_hand_names_the_rule(key, who, rule) -> None:  # type: ignore[no-untyped-def]
    assert may_sit(PROBLEM, SAT, key, who) is rule


def test_everything_that_the_solver_leaves_empty_is_impossible_to_fill_directly() -> None:
    answer = solve(PROBLEM)
    assert all(not s.free for s in shortages(PROBLEM, answer.assigned))
