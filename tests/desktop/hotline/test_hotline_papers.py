"""The wall roster, the ledger and the call log say what is stored."""

from datetime import date, time, timedelta

import pytest

from desktop.errors import BadRequest
from desktop.hotline.calls import CallEntry, NewFollowUp, log_call
from desktop.hotline.papers import call_lines, fairness_lines, wall_edition, wall_facts
from desktop.hotline.rosters import plan_month, publish, roster_rows
from desktop.reports.document import Marks
from desktop.reports.papers.fairness import fairness_ledger
from desktop.reports.papers.wall_roster import wall_roster
from tests.desktop.hotline.conftest import NOW, Bench


def test_the_wall_roster_has_every_seat(bench: Bench) -> None:
    with pytest.raises(BadRequest, match="Plan it first"):
        wall_facts(bench.session, "2026-12")
    plan_month(bench.session, "2026-12")
    wall = wall_facts(bench.session, "2026-12")
    assert [(s.badge, s.begins, s.ends) for s in wall.shifts] == [
        ("早", time(8), time(12)), ("中", time(12), time(16)), ("晚", time(16), time(20))]
    for row in roster_rows(bench.session, "2026-12"):
        place = [s.badge for s in wall.shifts].index(row["shift"])
        assert wall.duties[row["date"], place][row["seat"] - 1] == row["name"]
    assert wall.notes == {date(2026, 12, 7): "大雪", date(2026, 12, 22): "冬至"}
    assert date(2026, 12, 5) in wall.days_off and date(2026, 12, 4) not in wall.days_off
    assert wall_roster(wall, Marks()).blocks
    assert wall_edition(bench.session, "2026-12") == "Version 1, draft"
    publish(bench.session, "2026-12")
    assert wall_edition(bench.session, "2026-12") == "Version 1, published 11-21"


def test_the_ledger_counts_what_is_exported(bench: Bench) -> None:
    plan_month(bench.session, "2026-11", from_day=date(2026, 11, 1))
    plan_month(bench.session, "2026-12")
    lines, empty = fairness_lines(bench.session, "2026-12")
    rows = roster_rows(bench.session, "2026-12")
    assert {line.code: line.total for line in lines if line.total} == {
        code: sum(r["code"] == code for r in rows) for code in {r["code"] for r in rows} if code}
    assert empty == sum(not r["code"] for r in rows)
    assert sum(line.hours for line in lines) == 4 * sum(line.total for line in lines)
    assert sum(line.before for line in lines) == sum(bool(r["code"]) for r in roster_rows(bench.session, "2026-11"))
    assert [line.total for line in lines] == sorted((line.total for line in lines), reverse=True)
    assert fairness_ledger(lines, date(2026, 12, 1), empty, Marks()).blocks


def test_the_call_log_lists_calls_with_their_promises(bench: Bench) -> None:
    log_call(bench.session, CallEntry(
        person=bench.elders["雷克勤"], at=NOW - timedelta(minutes=9), ended_at=NOW, taken_by=bench.volunteers["V002"],
        follow_ups=(NewFollowUp("送药"), NewFollowUp("修灯"))))
    log_call(bench.session, CallEntry(caller_name="不详", subtype="silent"))
    one, two = call_lines(bench.session, NOW.date(), NOW.date())
    assert (one.caller, one.code, one.minutes, one.taken_by, one.direction) == ("雷克勤", "E0001", 9, "郝丽", "Incoming")
    assert one.follow_up == "送药; 修灯" and (two.caller, two.code, two.minutes) == ("不详", "", None)
    assert call_lines(bench.session, date(2026, 11, 1), date(2026, 11, 20)) == []
