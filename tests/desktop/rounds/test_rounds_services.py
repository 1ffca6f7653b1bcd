"""The services of the rounds on a real encrypted file."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.people.tables import Person
from db.reports.queries import recent_prints
from db.rounds import queries, watching
from db.rounds.tables import Absence, Knock
from db.station.queries import history
from desktop.errors import BadRequest
from desktop.rounds import absences, ladders, sightings
from desktop.rounds.handout import assign_sheet, withdraw_sheet
from desktop.rounds.lastsafe import Channel
from desktop.rounds.outcomes import Outcome
from desktop.rounds.papers import day_result, ladder_facts, print_sheets, sheet_facts
from desktop.rounds.partial import record_part
from desktop.rounds.plans import (
    plan_and_save,
    plan_round,
    prepare,
    save_plan,
    saved_plan,
)
from desktop.rounds.proposal import move
from desktop.rounds.recording import Entry, SheetConflict, TooEarly, clear_result, record_sheet
from desktop.rounds.sheets import mark_printed, sheet_to_enter, sheet_view, visit_rows
from desktop.rounds.today import today_board
from desktop.rounds.walkins import add_walk_in, remove_walk_in, walk_ins

DAY = date(2026, 11, 22)


def everybody(proposal: Any) -> list[str]:
    return sorted([d.care_file for s in proposal.sheets for d in s.doors] + [line.care_file for line in proposal.unserved])


def plan(town: Any, slot: str = "am", day: date = DAY) -> Any:
    save_plan(town.session, plan_round(town.session, day, slot))
    return saved_plan(town.session, day, slot)


def test_everyone_due_stands_on_one_sheet_and_the_stored_plan_is_what_was_shown(town: Any) -> None:
    proposal = plan_round(town.session, DAY, "am")
    assert everybody(proposal) == sorted(town.elders) and not proposal.unserved
    assert [sheet.title for sheet in proposal.sheets] == ["8幢、9幢", "12幢"]
    assert [d.address for d in proposal.sheets[0].doors] == ["8幢1-101", "8幢1-201", "8幢1-301", "9幢1-501", "9幢1-401"]
    assert saved_plan(town.session, DAY, "am") is None, "nothing is saved that the clerk did not see"
    assert save_plan(town.session, proposal) == [1, 2]
    stored = saved_plan(town.session, DAY, "am")
    assert stored is not None and everybody(stored) == everybody(proposal)
    assert [(s.title, s.visitor, s.doors) for s in stored.sheets] == [(s.title, s.visitor, s.doors) for s in proposal.sheets]


def test_numbers_run_through_the_stations_life_and_planning_again_keeps_them(town: Any) -> None:
    assert [s.number for p in plan_and_save(town.session, DAY) for s in p.sheets] == [1, 2, 3, 4]
    assert [s.number for p in plan_and_save(town.session, DAY) for s in p.sheets] == [1, 2, 3, 4]
    assert [s.number for p in plan_and_save(town.session, DAY + timedelta(days=1), ["am"]) for s in p.sheets] == [5, 6]


def test_a_printed_sheet_does_not_change_and_a_new_elder_gets_another(town: Any) -> None:
    first = plan(town)
    mark_printed(town.session, [1])
    new = town.add_elder("欧阳淑珍", 0, "2", "101")
    gone = first.sheets[1].doors[0].care_file
    absences.add_absence(town.session, gone, "away", DAY, DAY + timedelta(days=3))
    again = plan(town)
    assert again.sheets[0].doors == first.sheets[0].doors and again.sheets[0].kept
    assert everybody(again) == sorted({*town.elders} - {gone})
    assert [s.number for s in again.sheets if any(d.care_file == new for d in s.doors)] == [3]
    assert again.suspended == 1
    withdraw_sheet(town.session, 1)
    assert not any(sheet.kept for sheet in plan(town).sheets)


def test_a_proposal_that_is_overtaken_by_the_printer_is_refused(town: Any) -> None:
    plan(town)
    proposal = plan_round(town.session, DAY, "am")
    mark_printed(town.session, [1])
    with pytest.raises(BadRequest):
        save_plan(town.session, proposal)


def test_who_cannot_be_served_is_listed_with_the_reason(town: Any) -> None:
    lost = town.add_elder("单秀英", None, "", "")
    stored = plan(town)
    assert [(line.care_file, line.reason) for line in stored.unserved] == [(lost, "no_address")]
    assert today_board(town.session).unserved == 1
    assert [alert.kind for alert in today_board(town.session).alerts if alert.kind == "unserved"]
    row = next(row for row in visit_rows(town.session, DAY, DAY) if row.sheet is None)
    assert (row.name, row.number, row.visitor) == ("单秀英", None, "") and row.note


def test_the_same_visitor_comes_again_and_days_off_count(town: Any) -> None:
    before = {s.title: s.visitor for s in plan(town).sheets}
    after = {s.title: s.visitor for s in plan_round(town.session, DAY + timedelta(days=1), "am").sheets}
    assert before == after


def test_weekly_hours_are_a_preference(town: Any) -> None:
    town.add_volunteer("范敏", [0], windows=((6, 480, 720),))
    monday = town.add_volunteer("周佳怡", [0], windows=((0, 480, 720),))
    for volunteer in town.volunteers[:3]:
        with town.session.write("people.change") as unit:
            from db.hotline.tables import Availability

            unit.insert(Availability, {"volunteer": volunteer, "weekday": 2, "from_minute": 480, "to_minute": 720})
    chosen = {s.title: (s.visitor_name, s.outside_hours) for s in plan_round(town.session, DAY, "am").sheets}
    assert chosen["8幢、9幢"] == ("范敏", False)
    assert chosen["12幢"][1], "nobody of this grid offered the slot, so somebody is asked"
    assert plan_round(town.session, DAY + timedelta(days=1), "am").sheets[0].visitor == monday


def test_everybody_is_seen_safe_but_the_exceptions(town: Any) -> None:
    plan(town)
    town.at(10, 0)
    done = record_sheet(
        town.session, 1, {3: Entry(Outcome.NO_ANSWER, "两次敲门,屋内有电视声"), 2: Entry(Outcome.REFUSED, "在午睡")}
    )
    assert (done.recorded, done.open, done.ladders) == (5, 0, ("王铉",))
    view = sheet_view(town.session, 1)
    assert [d.outcome for d in view.doors] == ["seen_safe", "refused", "no_answer", "seen_safe", "seen_safe"]
    assert {d.at for d in view.doors} == {datetime(2026, 11, 22, 10, 0)}
    assert view.exceptions == 2 and view.recorded_by == "linxiao"
    assert sightings.last_safe(town.session, town.elders[0]).at == datetime(2026, 11, 22, 10, 0)
    assert sightings.last_safe(town.session, town.elders[2]).at is None
    board = today_board(town.session)
    assert (board.due, board.done, board.no_answer, board.missed) == (8, 5, 1, 0)
    assert [(b.building, b.due, b.done, b.no_answer) for b in board.buildings] == [
        ("8幢", 3, 3, 1),
        ("9幢", 2, 2, 0),
        ("12幢", 3, 0, 0),
    ]
    assert [ladder.elder for ladder in board.ladders] == ["王铉"]
    assert next(call.care_file for call in sightings.outbound_list(town.session)) == town.elders[2]


def test_a_sheet_entered_after_the_slot_counts_at_the_slots_end_and_the_next_day_too(town: Any) -> None:
    plan(town)
    town.at(18, 0, DAY + timedelta(days=1))
    record_sheet(town.session, 1, {})
    assert {row.time for row in visit_rows(town.session, DAY, DAY) if row.sheet == 1} == {datetime(2026, 11, 22, 10, 30)}


def test_whoever_is_reported_away_is_not_seen_safe_by_default(town: Any) -> None:
    plan(town)
    mark_printed(town.session, [1])
    absences.add_absence(town.session, town.elders[0], "hospital", DAY)
    assert sheet_view(town.session, 1).doors[0].usual == "away"
    record_sheet(town.session, 1, {})
    assert sheet_view(town.session, 1).doors[0].outcome == "away"
    assert sightings.last_safe(town.session, town.elders[0]).at is None


def test_bad_numbers_are_told_and_nothing_is_written(town: Any) -> None:
    plan(town)
    with pytest.raises(BadRequest, match="99"):
        record_sheet(town.session, 1, {99: Entry(Outcome.MISSED), 1: Entry(Outcome.MISSED)})
    with pytest.raises(BadRequest, match="0815"):
        record_sheet(town.session, 815, {})
    assert all(row.outcome == "" for row in visit_rows(town.session, DAY, DAY))


def seen(town: Any, number: int) -> dict[int, tuple[str, str]]:
    return {door.number: (door.outcome, door.note) for door in sheet_view(town.session, number).doors}


def test_two_clerks_do_not_overwrite_each_other_and_are_told_both_values(town: Any) -> None:
    plan(town)
    opened = seen(town, 1)
    record_sheet(town.session, 1, {1: Entry(Outcome.MISSED)}, seen=opened)
    with pytest.raises(SheetConflict, match=r"No answer.*linxiao.*Missed by us") as told:
        record_sheet(town.session, 1, {1: Entry(Outcome.NO_ANSWER, "无人"), 2: Entry(Outcome.SEEN_SAFE)}, seen=opened)
    (one,) = told.value.differences
    assert (one.number, one.mine, one.theirs.outcome) == (1, Entry(Outcome.NO_ANSWER, "无人"), Outcome.MISSED)
    assert sheet_view(town.session, 1).doors[0].outcome == "missed" and ladders.open_ladders(town.session) == []
    record_sheet(town.session, 1, {1: Entry(Outcome.NO_ANSWER, "无人")}, seen=seen(town, 1))
    assert sheet_view(town.session, 1).doors[0].outcome == "no_answer"


def test_printing_a_sheet_while_it_is_typed_is_no_conflict(town: Any) -> None:
    plan(town)
    opened = seen(town, 1)
    mark_printed(town.session, [1])
    record_sheet(town.session, 1, {1: Entry(Outcome.MISSED)}, seen=opened)
    assert sheet_view(town.session, 1).doors[0].outcome == "missed"


def test_a_correction_keeps_the_old_value_and_moves_last_safe_and_the_ladder(town: Any) -> None:
    plan(town)
    town.at(10)
    record_sheet(town.session, 1, {1: Entry(Outcome.NO_ANSWER, "误记")})
    town.at(10, 20)
    record_sheet(town.session, 1, {1: Entry(Outcome.SEEN_SAFE), 2: Entry(Outcome.NO_ANSWER)})
    assert sightings.last_safe(town.session, town.elders[0]).at == datetime(2026, 11, 22, 10, 0)
    assert sightings.last_safe(town.session, town.elders[1]).at is None
    assert [ladder.elder for ladder in ladders.open_ladders(town.session)] == ["沈玉兰"]
    knock = next(
        k
        for k in queries.knocks_of(town.session.store, sheet_id=queries.sheet_numbered(town.session.store, 1)["id"])
        if k["position"] == 1
    )  # type: ignore[index]
    assert history(town.session.store, [knock["id"]])[0]["before"]["outcome"] == "no_answer"


def test_recording_can_be_undone_as_one(town: Any) -> None:
    plan(town)
    record_sheet(town.session, 1, {1: Entry(Outcome.NO_ANSWER)})
    operation = town.session.last_operation
    town.session.store.undo(operation, "station.undo", "linxiao", town.clock.now())
    assert all(door.outcome == "" for door in sheet_view(town.session, 1).doors)
    assert ladders.open_ladders(town.session) == []
    assert sightings.last_safe(town.session, town.elders[1]).at is None
    record_sheet(town.session, 1, {})
    assert sheet_view(town.session, 1).exceptions == 0


def test_a_partial_sheet_stays_open(town: Any) -> None:
    plan(town)
    done = record_sheet(town.session, 1, {1: Entry(Outcome.SEEN_SAFE), 2: Entry(Outcome.MISSED)}, rest=None)
    assert (done.recorded, done.open) == (2, 3)
    assert sheet_view(town.session, 1).recorded_at is None
    record_sheet(town.session, 1, {})
    assert [d.outcome for d in sheet_view(town.session, 1).doors] == [
        "seen_safe",
        "missed",
        "seen_safe",
        "seen_safe",
        "seen_safe",
    ]
    clear_result(town.session, 1, 2)
    assert sheet_view(town.session, 1).doors[1].outcome == "" and sheet_view(town.session, 1).recorded_at is None


def test_no_ladder_for_whom_was_known_safe_since(town: Any) -> None:
    plan(town)
    town.at(12)
    sightings.add_sighting(town.session, town.elders[0], Channel.CALL)
    record_sheet(town.session, 1, {1: Entry(Outcome.NO_ANSWER, at=datetime(2026, 11, 22, 9, 12))})
    assert ladders.open_ladders(town.session) == []
    assert not [call for call in sightings.outbound_list(town.session) if call.reason == "no_answer"]


def test_the_ladder_is_climbed_across_a_restart_and_closes_with_a_result(town: Any) -> None:
    plan(town)
    town.at(9, 15)
    record_sheet(town.session, 1, {1: Entry(Outcome.NO_ANSWER, at=datetime(2026, 11, 22, 9, 12))})
    (ladder,) = ladders.open_ladders(town.session)
    assert ladder.next is not None and ladder.next.step == "knock_again" and ladder.opened_at == datetime(2026, 11, 22, 9, 12)
    town.at(9, 20)
    ladders.take_step(town.session, ladder.id, "phone_elder", who="林晓", note="未接")
    town.at(9, 45)  # the program was closed meanwhile
    (ladder,) = ladders.open_ladders(town.session)
    assert ladder.next is not None and ladder.next.step == "neighbour" and ladder.next.due_at == datetime(2026, 11, 22, 9, 32)
    assert ladder.next.remaining == timedelta(minutes=-13) and "金宝林" in ladder.next_label
    assert [(s.step, s.at, s.who) for s in ladder.steps] == [("phone_elder", datetime(2026, 11, 22, 9, 20), "林晓")]
    with pytest.raises(BadRequest):
        ladders.take_step(town.session, ladder.id, "neighbour", at=datetime(2026, 11, 22, 9, 0))
    ladders.close_ladder(town.session, ladder.id, "found_safe", "在楼下晒太阳")
    assert ladders.open_ladders(town.session) == []
    last = sightings.last_safe(town.session, town.elders[0])
    assert (last.at, last.channel) == (datetime(2026, 11, 22, 9, 45), "ladder")
    with pytest.raises(BadRequest):
        ladders.close_ladder(town.session, ladder.id, "found_safe")


def test_hospital_suspends_and_death_ends_what_is_due(town: Any) -> None:
    hospital, dead = town.elders[0], town.elders[1]
    ladders.close_ladder(town.session, ladders.open_ladder(town.session, hospital, "emergency"), "hospital")
    ladders.close_ladder(town.session, ladders.open_ladder(town.session, dead), "died")
    (notice,) = absences.absences(town.session)
    assert (notice.kind, notice.care_file, notice.starts) == ("hospital", hospital, DAY)
    proposal = plan_round(town.session, DAY, "pm")
    assert everybody(proposal) == sorted(set(town.elders) - {hospital, dead})
    assert Person.select().where(Person.id == town.persons[1]).get().died_on == DAY


def test_one_elder_has_one_open_ladder(town: Any) -> None:
    first = ladders.open_ladder(town.session, town.elders[0])
    assert ladders.open_ladder(town.session, town.elders[0]) == first
    assert len(watching.open_ladders(town.session.store)) == 1


def test_absences_suspend_end_and_are_asked_about(town: Any) -> None:
    back = DAY + timedelta(days=3)
    notice = absences.add_absence(town.session, town.elders[0], "away", DAY, back, "女儿")
    with pytest.raises(BadRequest):
        absences.add_absence(town.session, town.elders[0], "away", DAY + timedelta(days=1))
    with pytest.raises(BadRequest):
        absences.add_absence(town.session, town.elders[1], "away", DAY, DAY)
    assert town.elders[0] not in everybody(plan_round(town.session, DAY + timedelta(days=2), "am"))
    assert town.elders[0] in everybody(plan_round(town.session, back, "am"))
    town.at(9, 0, back + timedelta(days=1))
    assert [line.overdue for line in absences.absences(town.session)] == [True]
    assert "overdue_return" in [alert.kind for alert in today_board(town.session).alerts]
    absences.record_return(town.session, notice, back)
    assert absences.absences(town.session) == []
    assert [line.id for line in absences.absences_of(town.session, town.elders[0])] == [notice]
    assert Absence.select().count() == 1


def test_silence_is_counted_from_the_opening_of_the_file_and_ends_with_a_sighting(town: Any) -> None:
    silent = sightings.silent_elders(town.session)
    assert len(silent) == 8 and all(one.over for one in silent)
    assert silent[0].silence == timedelta(hours=47)
    with pytest.raises(BadRequest):
        sightings.add_sighting(town.session, town.elders[0], Channel.NEIGHBOUR, town.clock.now() + timedelta(minutes=1))
    sightings.add_sighting(town.session, town.elders[0], Channel.NEIGHBOUR, note="楼下遇见")
    absences.add_absence(town.session, town.elders[1], "away", DAY)
    silent = sightings.silent_elders(town.session)
    assert len(silent) == 7 and silent[-1].care_file == town.elders[0] and not silent[-1].over
    assert today_board(town.session).over_threshold == 6


def test_a_clock_set_back_does_not_hide_a_silence(town: Any) -> None:
    sightings.add_sighting(town.session, town.elders[0], Channel.CALL)
    town.at(7)
    assert sightings.last_safe(town.session, town.elders[0]).at is None


def test_a_late_sheet_is_told(town: Any) -> None:
    plan(town)
    town.at(10, 59)
    assert not [alert for alert in today_board(town.session).alerts if alert.kind == "sheet_late"]
    town.at(11, 1)
    late = [alert.sheet for alert in today_board(town.session).alerts if alert.kind == "sheet_late"]
    assert late == ["1", "2"]
    assert sheet_to_enter(town.session) == 1
    record_sheet(town.session, 1, {})
    assert sheet_to_enter(town.session) == 2


def test_moving_an_elder_by_hand(town: Any) -> None:
    town.add_volunteer("薛云龙", [0])
    prepared, proposal = prepare(town.session, DAY, "am"), plan_round(town.session, DAY, "am")
    target = proposal.sheets[1]
    moved = move(prepared, proposal, proposal.sheets[0].doors[-1].care_file, target.visitor)
    assert everybody(moved) == everybody(proposal)
    assert [d.number for d in moved.sheets[1].doors] == [1, 2, 3, 4] and moved.sheets[1].title == "9幢、12幢"
    save_plan(town.session, moved)
    stored = saved_plan(town.session, DAY, "am")
    assert stored is not None and [len(s.doors) for s in stored.sheets] == [4, 4]
    with pytest.raises(BadRequest):
        move(prepared, proposal, "nobody", target.visitor)


def test_handing_a_sheet_to_somebody_else(town: Any) -> None:
    plan(town)
    assign_sheet(town.session, 1, town.volunteers[2])
    assert sheet_view(town.session, 1).visitor == "谭娜"


def test_weekly_and_monthly_elders(town: Any) -> None:
    weekly = town.add_elder("毛阿毛", 0, "1", "101", frequency="weekly", weekdays="6")
    monthly = town.add_elder("李絜", 0, "1", "102", frequency="monthly", month_day=22)
    assert {weekly, monthly} <= set(everybody(plan(town)))
    assert not {weekly, monthly} & set(everybody(plan(town, "pm")))
    # type: ignore[union-attr]
    number = next(s.number for s in saved_plan(town.session, DAY, "am").sheets if any(d.care_file == weekly for d in s.doors))
    position = {d.care_file: d.number for d in sheet_view(town.session, number).doors}
    record_sheet(town.session, number, {position[monthly]: Entry(Outcome.NO_ANSWER)})
    tomorrow = everybody(plan_round(town.session, DAY + timedelta(days=1), "am"))
    assert weekly not in tomorrow and monthly in tomorrow, "who was not reached stays due"
    assert sightings.last_safe(town.session, weekly).threshold == timedelta(days=8)


def test_nothing_planned_yet_still_shows_who_is_due(town: Any) -> None:
    board = today_board(town.session)
    assert (board.planned, board.due, board.done) == (False, 8, 0)
    assert board.slot.code == "am"
    town.at(20)
    board = today_board(town.session)
    assert (board.slot.code, board.due, board.planned) == ("pm", 8, False), "who was due and not visited stays to be seen"


def test_who_became_due_after_planning_is_not_overlooked(town: Any) -> None:
    plan(town)
    assert today_board(town.session).unserved == 0
    town.add_elder("欧阳淑珍", 0, "2", "101")
    board = today_board(town.session)
    assert (board.due, board.unserved) == (9, 1)
    assert [alert.kind for alert in board.alerts if alert.kind == "unserved"]
    plan(town)
    assert today_board(town.session).unserved == 0


def test_an_unknown_slot_is_told(town: Any) -> None:
    with pytest.raises(BadRequest, match="am, pm"):
        plan_round(town.session, DAY, "night")


def test_no_knock_is_left_over(town: Any) -> None:
    plan(town)
    with town.session.write("people.close") as unit:
        unit.update(Person, town.persons[0], {"died_on": DAY})
    plan(town)
    assert Knock.select().count() == 7


def test_sheets_are_printed_logged_and_then_fixed(town: Any, tmp_path: Path) -> None:
    plan(town)
    out = tmp_path / "sheets.pdf"
    assert print_sheets(town.session, DAY, "am", out) == [1, 2]
    assert out.read_bytes().startswith(b"%PDF")
    assert print_sheets(town.session, DAY, "am", out, [2]) == [2]
    assert [sheet.kept for sheet in saved_plan(town.session, DAY, "am").sheets] == [True, True]  # type: ignore[union-attr]
    (log, _first) = recent_prints(town.session.store)
    assert (log["paper"], log["copy"], log["grade"]) == ("visit_sheet", "2", "masked")
    facts = sheet_facts(town.session, DAY, "am")
    assert [(one.number, one.reference, one.visitor, one.area) for one in facts] == [
        (1, "0001", "尹芳", "8幢、9幢"),
        (2, "0002", "郝丽", "12幢"),
    ]
    assert [(door.number, door.address, door.climb) for door in facts[0].doors][2:4] == [
        (3, "8幢1-301", "stairs"),
        (4, "9幢1-501", "lift"),
    ]
    with pytest.raises(BadRequest):
        print_sheets(town.session, DAY, "pm", out)


def test_the_days_result_counts_every_knock_once(town: Any) -> None:
    town.add_elder("单秀英", None, "", "")
    plan(town)
    record_sheet(
        town.session,
        1,
        {1: Entry(Outcome.NO_ANSWER), 2: Entry(Outcome.MISSED), 3: Entry(Outcome.UNWELL, "头晕"), 4: Entry(Outcome.AWAY)},
    )
    result = day_result(town.session, DAY)
    assert (result.due, result.safe, result.no_answer, result.trouble, result.missed, result.other, result.open) == (
        9,
        1,
        1,
        1,
        1,
        1,
        4,
    )
    assert [sheet.open for sheet in result.sheets] == [0, 3]
    assert [line.outcome for line in result.lines][2:4] == ["Seen unwell", "Reported away or in hospital"]


def test_a_ladders_record(town: Any) -> None:
    ladder = ladders.open_ladder(town.session, town.elders[0])
    ladders.take_step(town.session, ladder, "contacts", contact=1, who="林晓", result="reached")
    ladders.close_ladder(town.session, ladder, "found_safe")
    facts = ladder_facts(town.session, ladder)
    assert (facts.name, facts.result, [(step.step, step.outcome) for step in facts.steps if step.at is not None]) == (
        "顾素珍",
        "Found safe",
        [("Call 女儿 龙丽1", "Reached")],
    )
    assert [step.step for step in facts.steps if step.at is None][:2] == ["Knock again and wait a minute", "Look and listen"]


def test_a_sheet_of_another_day_is_noticed(town: Any) -> None:
    plan(town)
    plan(town, "pm")
    plan(town, "am", DAY + timedelta(days=1))
    with pytest.raises(TooEarly, match="16:00"):
        record_sheet(town.session, 3, {})
    with pytest.raises(BadRequest, match="2026-11-23"):
        record_sheet(town.session, 5, {}, early=True)
    assert not any(row.outcome for row in visit_rows(town.session, DAY, DAY + timedelta(days=1)))
    record_sheet(town.session, 3, {}, early=True)
    assert {door.at for door in sheet_view(town.session, 3).doors} == {town.clock.now()}, "never a moment in the future"


def test_a_correction_is_told_with_the_old_value_by_whom_and_when(town: Any) -> None:
    plan(town)
    town.at(10)
    record_sheet(town.session, 1, {1: Entry(Outcome.NO_ANSWER, "误记")})
    assert all(door.earlier == () for door in sheet_view(town.session, 1).doors)
    town.at(10, 20)
    record_sheet(town.session, 1, {1: Entry(Outcome.SEEN_SAFE)})
    (one,) = sheet_view(town.session, 1).doors[0].earlier
    assert (one.before, one.before_note, one.after, one.who) == ("no_answer", "误记", "seen_safe", "linxiao")
    assert one.at == datetime(2026, 11, 22, 10, 20)


def test_a_visitor_who_left_midway_and_another_who_goes_on(town: Any) -> None:
    plan(town)
    town.at(10)
    done, target = record_part(
        town.session, 1, {2: Entry(Outcome.REFUSED)}, {3, 4, 5}, "hand_over", volunteer=town.volunteers[2]
    )
    assert (done.recorded.recorded, done.recorded.open, target) == (2, 0, 3)
    first, second = sheet_view(town.session, 1), sheet_view(town.session, 3)
    assert [door.outcome for door in first.doors] == ["seen_safe", "refused"] and first.recorded_at is not None
    assert [(door.number, door.name, door.outcome) for door in second.doors] == [
        (1, "王铉", ""), (2, "顾善庆", ""), (3, "郝金凤", ""),
    ]  # fmt: skip
    assert second.visitor == "谭娜" and second.title == "8幢、9幢"
    with pytest.raises(BadRequest, match=r"No\. 4 was handed over to sheet No\. 0003, where it is No\. 2"):
        record_sheet(town.session, 1, {4: Entry(Outcome.MISSED)})
    assert everybody(saved_plan(town.session, DAY, "am")) == sorted(town.elders), "nobody is lost on the way"
    town.session.store.undo(done.operation, "station.undo", "linxiao", town.clock.now())
    assert len(sheet_view(town.session, 1).doors) == 5


@pytest.mark.parametrize(("rest", "rest_outcome", "recorded"), [("open", "", False), ("missed", "missed", True)])
def test_what_is_left_of_a_sheet_stays_open_or_was_missed(town: Any, rest: str, rest_outcome: str, recorded: bool) -> None:
    plan(town)
    town.at(10)
    record_part(town.session, 1, {4: Entry(Outcome.NO_ANSWER)}, {3, 4, 5}, rest)
    view = sheet_view(town.session, 1)
    assert [door.outcome for door in view.doors] == ["seen_safe", "seen_safe", rest_outcome, "no_answer", rest_outcome]
    assert (view.recorded_at is not None) is recorded
    if recorded:
        with pytest.raises(BadRequest):
            record_part(town.session, 1, {}, {3}, "open")
    else:
        with pytest.raises(BadRequest):
            record_part(town.session, 1, {}, {3, 5}, "hand_over")


def test_blank_lines_of_the_paper(town: Any) -> None:
    """Met on the way: an elder of another sheet, one who is not due, a stranger."""
    seldom = town.add_elder("毛阿毛", 0, "1", "101", frequency="monthly", month_day=28)
    plan(town)
    town.at(10)
    other = sheet_view(town.session, 2).doors[0]
    add_walk_in(town.session, 1, "seen_safe", care_file=other.care_file, note="在凉亭")
    add_walk_in(town.session, 1, "unwell", care_file=seldom, note="头晕")
    add_walk_in(town.session, 1, "seen_safe", name="陌生老人", door="8幢楼下")
    with pytest.raises(BadRequest):
        add_walk_in(town.session, 1, "seen_safe", door="8幢")
    assert sheet_view(town.session, 2).doors[0].outcome == "seen_safe"
    assert sightings.last_safe(town.session, other.care_file).at == datetime(2026, 11, 22, 10, 0)
    assert [ladder.elder for ladder in ladders.open_ladders(town.session)] == ["毛阿毛"]
    found = walk_ins(town.session, 1)
    assert [(one.line, one.name, one.door) for one in found][1:] == [(2, "毛阿毛", "8幢1-101"), (3, "陌生老人", "8幢楼下")]
    record_sheet(town.session, 1, {})
    assert today_board(town.session).due == 8, "who was met besides is no knock that was due"
    remove_walk_in(town.session, found[2].id)
    assert len(walk_ins(town.session, 1)) == 2


def test_who_was_met_on_the_way_is_not_due_again_in_the_same_period(town: Any) -> None:
    monthly = town.add_elder("李絜", 0, "1", "102", frequency="monthly", month_day=24)
    plan(town)
    town.at(10)
    assert monthly not in everybody(plan_round(town.session, DAY, "pm"))
    assert monthly in everybody(plan_round(town.session, date(2026, 11, 24), "am"))
    add_walk_in(town.session, 1, "seen_safe", care_file=monthly)
    assert monthly not in everybody(plan_round(town.session, date(2026, 11, 24), "am"))
    remove_walk_in(town.session, walk_ins(town.session, 1)[0].id)
    assert monthly in everybody(plan_round(town.session, date(2026, 11, 24), "am"))
