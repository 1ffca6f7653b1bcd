"""Own rules, extra rounds, needs, pairs and slots as services: what they make due, what they refuse and tell."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db.people.tables import CareCategory, Category
from desktop.errors import BadRequest
from desktop.rounds import needs, ruleset
from desktop.rounds.elders import due_elders, slot_named
from desktop.rounds.handout import assign_sheet
from desktop.rounds.papers import sheet_facts
from desktop.rounds.plans import plan_and_save, plan_round, prepare, save_plan, saved_plan
from desktop.rounds.proposal import better, first, move, relock, reopened
from desktop.rounds.recording import record_sheet
from desktop.rounds.sheets import mark_printed, sheet_view
from tests.desktop.rounds.conftest import SUNDAY

MONDAY = SUNDAY + timedelta(days=1)


def due(town: Any, day: date, slot: str = "am") -> set[str]:
    return {elder.care_file for elder in due_elders(town.session.store, day, slot_named(town.session.store, slot))[0]}


def test_an_own_rule_stands_instead_of_the_care_files_for_its_days(town: Any) -> None:
    elder = town.elders[0]
    said = ruleset.save_rule(
        town.session, {"care_file": elder, "preset": "weekly", "instead": True, "weekdays": (1,), "slots": ("pm",), "from_date": MONDAY,
                       "until_date": MONDAY + timedelta(days=6)})  # fmt: skip
    assert elder in due(town, SUNDAY) and elder not in due(town, MONDAY)
    assert elder in due(town, MONDAY + timedelta(days=1), "pm") and elder not in due(town, MONDAY + timedelta(days=1))
    assert elder in due(town, MONDAY + timedelta(days=7))
    assert said == (), "the rule begins tomorrow; today nothing contradicts"
    town.at(8, day=MONDAY)
    (line,) = ruleset.rule_book(town.session).rules
    assert [one.text for one in line.findings] and "16" in line.findings[0].text, "weekly, but silence is told after 16 hours"
    ruleset.end_rule(town.session, line.id)
    assert ruleset.rule_book(town.session).rules == () and elder in due(town, MONDAY)


def test_rules_that_cannot_stand_are_refused_in_words(town: Any) -> None:
    base = {"care_file": town.elders[0], "preset": "daily", "from_date": MONDAY}
    for wrong in (
        {**base, "until_date": SUNDAY},
        {**base, "preset": "weekly"},
        {**base, "preset": "after_event"},
        {**base, "preset": "after_event", "event_at": datetime(2027, 1, 1), "within_hours": 24},
        {**base, "preset": "every_slot", "weekdays": (5,), "until_date": MONDAY + timedelta(days=2)},
        {**base, "care_file": "nobody"},
    ):
        with pytest.raises(BadRequest):
            ruleset.save_rule(town.session, wrong)
    said = ruleset.save_rule(town.session, {**base, "from_date": SUNDAY, "slots": ("am",)})
    assert len(said) == 1, "once a day adds nothing to twice a day"


def test_after_an_event_an_elder_is_due_until_reached(town: Any) -> None:
    elder = town.add_elder("毛阿毛", 0, "1", "101", frequency="quarterly", month_day=92)
    town.at(9)
    plan_and_save(town.session, SUNDAY, ["am"])
    town.at(11)
    ruleset.save_rule(town.session, {"care_file": elder, "preset": "after_event", "event_at": datetime(2026, 11, 22, 10, 45), "within_hours": 24})
    assert elder not in due(town, SUNDAY) and elder in due(town, SUNDAY, "pm") and elder in due(town, MONDAY)
    town.at(16, 30)
    for plan in plan_and_save(town.session, SUNDAY, ["pm"]):
        town.at(18, 5)
        for sheet in plan.sheets:
            record_sheet(town.session, sheet.number or 0, {})
    assert elder not in due(town, MONDAY)


def test_an_extra_round_is_for_its_categories_days_and_slots_until_it_is_ended(town: Any) -> None:
    rare = [town.add_elder(f"老人{n}", 0, "1", "101", frequency="quarterly", month_day=92) for n in range(2)]
    category = Category.select().first().id
    with town.session.write("people.change") as unit:
        unit.insert(CareCategory, {"care_file": rare[0], "category": category})
    values = {"kind": "cold", "categories": (category,), "slots": ("pm",), "from_date": SUNDAY, "until_date": MONDAY}
    said = ruleset.declare_extra(town.session, values)
    assert "1" in said
    assert set(rare) & due(town, SUNDAY, "pm") == {rare[0]} and not set(rare) & due(town, SUNDAY)
    assert len(due(town, MONDAY, "pm")) == len(town.elders) - 1 and not set(rare) & due(town, MONDAY + timedelta(days=1), "pm")
    assert prepare(town.session, SUNDAY, "pm").extra
    (line,) = ruleset.rule_book(town.session).extra
    assert (line.state, line.elders) == ("running", 1)
    ruleset.end_extra(town.session, line.id)
    assert not set(rare) & due(town, SUNDAY, "pm")
    with pytest.raises(BadRequest):
        ruleset.declare_extra(town.session, {**values, "categories": (Category.select().order_by(Category.position.desc()).first().id,)})
    with pytest.raises(BadRequest):
        ruleset.declare_extra(town.session, {**values, "until_date": SUNDAY - timedelta(days=1)})


def test_needs_apart_and_pairs_reach_the_plan(town: Any) -> None:
    plan_and_save(town.session, SUNDAY, ["am"])
    was = {line.care_file: sheet.visitor for sheet in saved_plan(town.session, SUNDAY, "am").sheets for line in sheet.doors}
    one, other = town.elders[0], town.elders[7]
    needs.save_need(town.session, {"care_file": one, "known_face": True, "minutes": 9})
    needs.keep_apart(town.session, was[other], other, None, "家属要求")
    prepared = prepare(town.session, MONDAY, "am")
    doors = {door.elder: door for door in prepared.problem.doors}
    assert doors[one].known_face and doors[one].familiar == {was[one]} and doors[one].minutes == 9
    made = first(prepared)
    now = {line.care_file: sheet.visitor for sheet in made.sheets for line in sheet.doors}
    assert now[one] == was[one] and now[other] != was[other]
    with pytest.raises(BadRequest):
        move(prepared, made, other, was[other])
    needs.pair_up(town.session, town.volunteers[0], town.volunteers[1])
    with pytest.raises(BadRequest):
        needs.pair_up(town.session, town.volunteers[1], town.volunteers[2])
    paired = first(prepare(town.session, MONDAY, "am"))
    save_plan(town.session, paired)
    stored = saved_plan(town.session, MONDAY, "am")
    assert {sheet.companion for sheet in stored.sheets if sheet.visitor == town.volunteers[0]} <= {town.volunteers[1]}
    assert not any(sheet.visitor == town.volunteers[1] for sheet in stored.sheets)
    (pair,) = (sheet for sheet in stored.sheets if sheet.companion)
    on_paper = next(sheet for sheet in sheet_facts(town.session, MONDAY, "am") if sheet.number == pair.number)
    assert pair.visitor_name == on_paper.visitor == sheet_view(town.session, pair.number).visitor == "尹芳、郝丽"
    assign_sheet(town.session, pair.number, town.volunteers[2])
    assert sheet_view(town.session, pair.number).visitor == "谭娜"


def test_hours_outside_every_slot_are_told_and_the_elder_is_listed(town: Any) -> None:
    said = needs.save_need(town.session, {"care_file": town.elders[0], "opens": 12 * 60, "closes": 13 * 60})
    assert len(said) == 1
    lines = plan_round(town.session, SUNDAY, "am").unserved
    assert [(line.care_file, line.reason) for line in lines] == [(town.elders[0], "other_hours")]
    with pytest.raises(BadRequest):
        needs.save_need(town.session, {"care_file": town.elders[0], "opens": 13 * 60, "closes": 12 * 60})


def test_slots_do_not_overlap_and_a_third_one_can_be_used(town: Any) -> None:
    with pytest.raises(BadRequest):
        needs.save_slot(town.session, "中午", 10 * 60, 12 * 60)
    needs.save_slot(town.session, "中午", 12 * 60, 13 * 60)
    code = next(line.code for line in needs.all_needs(town.session).slots if line.name == "中午")
    assert due(town, SUNDAY, code) == set(), "twice a day is the first and the last slot"
    ruleset.save_rule(town.session, {"care_file": town.elders[2], "preset": "every_slot", "slots": (code,), "from_date": SUNDAY})
    assert due(town, SUNDAY, code) == {town.elders[2]}


def test_locks_are_kept_by_the_next_plan_and_by_the_search(town: Any) -> None:
    town.add_volunteer("薛云龙", [0])
    prepared = prepare(town.session, SUNDAY, "am")
    made = first(prepared)
    elder, target = made.sheets[0].doors[0].care_file, made.sheets[-1].visitor
    moved = move(prepared, made, elder, target)
    found = better(prepared, moved, rounds=30)
    assert {sheet.visitor for sheet in found.sheets for line in sheet.doors if line.care_file == elder} == {target}
    save_plan(town.session, found)
    again = first(prepare(town.session, SUNDAY, "am"))
    assert [(sheet.visitor, line.locked) for sheet in again.sheets for line in sheet.doors if line.care_file == elder] == [(target, True)]
    free = relock(prepared, again, [elder], False)
    assert not any(line.locked for sheet in free.sheets for line in sheet.doors)


def test_a_stored_plan_is_opened_again_with_who_is_new_and_without_who_is_not_due(town: Any) -> None:
    plan_and_save(town.session, SUNDAY, ["am"])
    new = town.add_elder("单秀英", 0, "2", "201")
    ruleset.save_rule(town.session, {"care_file": town.elders[1], "preset": "daily", "instead": True, "slots": ("pm",), "from_date": SUNDAY})
    stored = saved_plan(town.session, SUNDAY, "am")
    made = reopened(prepare(town.session, SUNDAY, "am"), stored)
    on = {line.care_file for sheet in made.sheets for line in sheet.doors}
    assert new in on and town.elders[1] not in on and made.unserved == () and not made.saved


def test_what_changed_against_the_last_plan_is_told(town: Any) -> None:
    plan_and_save(town.session, SUNDAY, ["am"])
    mark_printed(town.session, [1])
    new = town.add_elder("单秀英", 0, "2", "201")
    ruleset.save_rule(town.session, {"care_file": town.elders[1], "preset": "daily", "instead": True, "slots": ("pm",), "from_date": SUNDAY})
    made = plan_round(town.session, MONDAY, "am")
    assert made.compared == SUNDAY
    assert [line.care_file for line in made.changed("new")] == [new]
    assert [line.care_file for line in made.gone] == [town.elders[1]]
