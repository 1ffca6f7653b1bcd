"""The wall roster, the ledger and the call log say what is stored."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from desktop.errors import BadRequest
from desktop.hotline.calls import CallEntry, NewFollowUp, log_call
from desktop.hotline.papers import call_lines, fairness_lines, wall_edition, wall_facts
from desktop.hotline.roster_facts import offer_forms, version_changes
from desktop.hotline.rosters import assign_seat, plan_month, publish, roster_rows
from desktop.hotline.shifts import draft_of, save_shifts, shifts
from desktop.hotline.terms import PairWish, Terms, save_terms
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
    ledger = fairness_lines(bench.session, "2026-12")
    lines, empty = ledger.lines, ledger.empty
    rows = roster_rows(bench.session, "2026-12")
    assert {line.code: line.total for line in lines if line.total} == {
        code: sum(r["code"] == code for r in rows) for code in {r["code"] for r in rows} if code}
    assert empty == sum(not r["code"] for r in rows)
    assert sum(line.hours for line in lines) == 4 * sum(line.total for line in lines)
    assert sum(line.before for line in lines) == sum(bool(r["code"]) for r in roster_rows(bench.session, "2026-11"))
    assert [line.total for line in lines] == sorted((line.total for line in lines), reverse=True)
    assert all(line.carried == sum(month.load for month in line.earlier) for line in lines)
    assert ledger.months == (date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1)) and ledger.units == (2, 3, 4)
    assert fairness_ledger(lines, date(2026, 12, 1), empty, Marks(), ledger.units, ledger.months).blocks


def test_changes_between_published_versions_are_listed_seat_by_seat(bench: Bench) -> None:
    roster, _answer = plan_month(bench.session, "2026-12")
    publish(bench.session, "2026-12")
    assert version_changes(bench.session, "2026-12") == []
    key, who = next((k, w) for k, w in sorted(roster.assigned.items()) if w)
    assign_seat(bench.session, "2026-12", key, None)
    publish(bench.session, "2026-12")
    told = version_changes(bench.session, "2026-12")
    assert [(v.number, v.against, len(v.changes)) for v in told] == [(2, 1, 1)]
    change = told[0].changes[0]
    assert (change.day, change.before, change.after) == (key.day, roster.name(who), "")


def test_the_form_says_what_is_known(bench: Bench) -> None:
    one, other = bench.volunteers["V001"], bench.volunteers["V002"]
    save_terms(bench.session, Terms(one, max_month=5, pairs=(PairWish(other, "apart"),)))
    forms, hours = offer_forms(bench.session, "2026-12")
    assert [f.code for f in forms] == [f"V{n:03}" for n in range(1, 12)] and hours[0] == "早 08:00–12:00"
    form = forms[0]
    assert form.days == {date(2026, 12, 7): "休"} and form.apart == ("郝丽",) and (form.max_week, form.max_month) == (3, 5)
    assert forms[1].apart == ("尹芳",) and set(form.week.values()) == {""}


def test_the_call_log_lists_calls_with_their_promises(bench: Bench) -> None:
    log_call(bench.session, CallEntry(
        person=bench.elders["雷克勤"], at=NOW - timedelta(minutes=9), ended_at=NOW, taken_by=bench.volunteers["V002"],
        follow_ups=(NewFollowUp("送药"), NewFollowUp("修灯"))))
    log_call(bench.session, CallEntry(caller_name="不详", subtype="silent"))
    one, two = call_lines(bench.session, NOW.date(), NOW.date())
    assert (one.caller, one.code, one.minutes, one.taken_by, one.direction) == ("雷克勤", "E0001", 9, "郝丽", "Incoming")
    assert one.follow_up == "送药; 修灯" and (two.caller, two.code, two.minutes) == ("不详", "", None)
    assert call_lines(bench.session, date(2026, 11, 1), date(2026, 11, 20)) == []


def test_leads_are_starred_on_the_wall(bench: Bench) -> None:
    save_shifts(bench.session, [replace(draft_of(row), leads=1) for row in shifts(bench.session)])
    roster, _answer = plan_month(bench.session, "2026-12")
    wall = wall_facts(bench.session, "2026-12")
    starred = [name for names in wall.duties.values() for name in names if name.endswith("★")]
    led = [who for key, who in roster.assigned.items() if key.number == 1 and who]
    assert wall.leads and starred and len(starred) == len(led)
    assert all(roster.problem.by_id[who].may_lead for who in led)
