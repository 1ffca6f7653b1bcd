"""A month is planned, saved, locked, changed by hand, published; the exported rows stand before the independent checker."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from db.hotline import queries
from desktop.errors import BadRequest
from desktop.hotline.availability import offers, report_ill
from desktop.hotline.dates import save_dates
from desktop.hotline.holidays import HolidayDraft, YearDraft, load_year, save_year
from desktop.hotline.months import load_month, solvable
from desktop.hotline.problem import DayKind, SeatKey
from desktop.hotline.remedy import remedy
from desktop.hotline.rosters import (
    assign_seat,
    exchange_seats,
    lock_seats,
    on_duty,
    plan_month,
    publish,
    roster_rows,
    save_proposal,
    solve_checked,
)
from desktop.hotline.terms import PairWish, Terms, load_terms, save_terms
from desktop.hotline.view import load_plan
from desktop.station import settings
from tests.desktop.hotline.conftest import Bench
from tests.rosterchecker import Checker, Facts

MONTH = "2026-12"


def facts(bench: Bench) -> dict[str, Facts]:
    return {
        o.code: Facts(o.name, o.trained, tuple((w.weekday, w.start, w.end) for w in o.windows),
                      frozenset(d.isoformat() for d in o.off), o.max_week if o.max_week is not None else 2)
        for o in offers(bench.session)
    }


def checked(bench: Bench, month: str = MONTH, around: tuple[str, ...] = ()) -> list[dict[str, object]]:
    rows = roster_rows(bench.session, month)
    others = [row for other in around for row in roster_rows(bench.session, other)]
    assert Checker(facts(bench)).check(rows, others) == []
    return rows


def test_a_month_is_planned_saved_and_legal(bench: Bench) -> None:
    roster, answer = plan_month(bench.session, MONTH)
    rows = checked(bench)
    assert len(rows) == 31 * 3 * 2 and set(rows[0]) == {"date", "shift", "start", "end", "seat", "code", "name"}
    assert [str(rows[0][k]) for k in ("date", "shift", "start", "end", "seat")] == ["2026-12-01", "早", "08:00", "12:00", "1"]
    assert roster.saved is not None and (roster.saved.number, roster.saved.state, roster.saved.proven) == (1, "draft", True)
    assert sum(not r["code"] for r in rows) == answer.unfilled
    assert roster.counts == dict(answer.counts) and roster.breaches == []
    assert all(r["code"] != "V012" for r in rows)
    assert roster.holidays_known


def test_months_that_are_none_or_have_no_roster_are_said(bench: Bench) -> None:
    for month in ("2026-13", "2026-1", "Dezember", "2026-12-01"):
        with pytest.raises(BadRequest, match="is no month"):
            load_month(bench.session, month)
    with pytest.raises(BadRequest, match="no roster for 2027-05"):
        roster_rows(bench.session, "2027-05")
    with pytest.raises(BadRequest, match="no roster for 2027-05"):
        publish(bench.session, "2027-05")
    assert not load_month(bench.session, "2027-05").holidays_known


def test_locked_seats_stay_when_the_rest_is_planned_again(bench: Bench) -> None:
    roster, _answer = plan_month(bench.session, MONTH)
    keys = [k for k, who in sorted(roster.assigned.items()) if who][:15:2]
    lock_seats(bench.session, MONTH, keys, True)
    again, _answer = plan_month(bench.session, MONTH)
    assert {k: again.assigned[k] for k in keys} == {k: roster.assigned[k] for k in keys}
    assert again.problem.locks == {k: roster.assigned[k] for k in keys}
    assert again.saved is not None and again.saved.number == 2
    assert [r["state"] for r in queries.rosters(bench.session.store, MONTH)] == ["draft", "replaced"]
    assert again.changes() == []  # what was the best already stays, seat for seat


def test_seats_by_hand_keep_the_rules_and_are_locked(bench: Bench) -> None:
    roster, _answer = plan_month(bench.session, MONTH)
    key, who = next((k, w) for k, w in sorted(roster.assigned.items()) if w)
    same_day = next(k for k, w in sorted(roster.assigned.items()) if w and k.day == key.day and k.template != key.template)
    with pytest.raises(BadRequest, match="cannot sit there: "):
        assign_seat(bench.session, MONTH, same_day, who)
    with pytest.raises(BadRequest, match="no valid hotline training"):
        assign_seat(bench.session, MONTH, key, bench.volunteers["V012"])
    with pytest.raises(BadRequest, match="unavailable on this date"):
        assign_seat(bench.session, MONTH, next(k for k in roster.problem.seats if k.day == date(2026, 12, 7)), bench.volunteers["V001"])
    assert load_month(bench.session, MONTH).assigned == roster.assigned
    assign_seat(bench.session, MONTH, key, None)
    emptied = load_month(bench.session, MONTH)
    assert emptied.assigned[key] is None and emptied.saved is not None and not emptied.saved.proven
    assign_seat(bench.session, MONTH, key, who)
    assert load_month(bench.session, MONTH).problem.locks == {key: who}
    with pytest.raises(BadRequest, match="empty seat"):
        assign_seat(bench.session, MONTH, key, None)
        lock_seats(bench.session, MONTH, [key], True)
    with pytest.raises(BadRequest, match="no such seat"):
        assign_seat(bench.session, MONTH, SeatKey(date(2026, 12, 1), "x", 9), None)
    checked(bench)


def test_publishing_replaces_and_a_change_afterwards_is_a_new_draft(bench: Bench) -> None:
    roster, _answer = plan_month(bench.session, MONTH)
    assert publish(bench.session, MONTH) == 1
    with pytest.raises(BadRequest, match="published already"):
        publish(bench.session, MONTH)
    key = next(k for k, w in sorted(roster.assigned.items()) if w)
    assign_seat(bench.session, MONTH, key, None)
    changed = load_month(bench.session, MONTH)
    assert changed.saved is not None and (changed.saved.number, changed.saved.state) == (2, "draft")
    assert changed.changes() == [(key, roster.assigned[key], None)]
    in_force = queries.roster_in_force(bench.session.store, MONTH)
    assert in_force is not None and in_force["number"] == 1 and in_force["published_at"] == bench.clock.now()
    assert publish(bench.session, MONTH) == 2
    assert [r["state"] for r in queries.rosters(bench.session.store, MONTH)] == ["published", "replaced"]


def test_a_draft_that_breaks_rules_by_now_is_not_published(bench: Bench) -> None:
    from desktop.hotline.availability import save_offer

    roster, _answer = plan_month(bench.session, MONTH)
    who = next(w for w in roster.assigned.values() if w)
    save_offer(bench.session, who, ())
    with pytest.raises(BadRequest, match="did not offer this time"):
        publish(bench.session, MONTH)
    assert plan_month(bench.session, MONTH)[0].breaches == []
    assert publish(bench.session, MONTH) == 2


def test_what_has_passed_stays_and_counts(bench: Bench) -> None:
    first, _answer = plan_month(bench.session, MONTH)
    publish(bench.session, MONTH)
    bench.clock.moment = datetime(2026, 12, 16, 8, 0)
    roster = load_month(bench.session, MONTH)
    problem = solvable(roster)
    assert problem.first == date(2026, 12, 16)
    answer = solve_checked(problem, roster)
    save_proposal(bench.session, roster, problem, answer)
    now = load_month(bench.session, MONTH)
    assert all(now.assigned[k] == who for k, who in first.assigned.items() if k.day < date(2026, 12, 16))
    assert len(checked(bench)) == 186
    assert sum(c.total**2 for c in now.counts.values()) == answer.fairness
    bench.clock.moment = datetime(2027, 1, 2, 8, 0)
    with pytest.raises(BadRequest, match="is over"):
        solvable(load_month(bench.session, MONTH))


def test_a_proposal_for_a_month_that_was_changed_meanwhile_is_refused(bench: Bench) -> None:
    stale = load_month(bench.session, MONTH)
    answer = solve_checked(stale.problem, stale)
    plan_month(bench.session, MONTH)
    with pytest.raises(BadRequest, match="changed meanwhile"):
        save_proposal(bench.session, stale, stale.problem, answer)
    assert len(queries.rosters(bench.session.store, MONTH)) == 1


def test_load_is_carried_and_weeks_reach_over_the_months(bench: Bench) -> None:
    november, _answer = plan_month(bench.session, "2026-11", from_day=date(2026, 11, 1))
    december, _answer = plan_month(bench.session, MONTH)
    loads = {v.id: v.carried for v in december.problem.volunteers if v.trained}
    assert loads == {v: c.load for v, c in november.counts.items() if v in loads}
    assert any(loads.values())
    assert {d.day for d in december.problem.neighbours} >= {date(2026, 11, 30)}
    checked(bench, MONTH, ("2026-11",))
    checked(bench, "2026-11", (MONTH,))
    assert december.problem.kind(date(2026, 12, 5)) is DayKind.WEEKEND


def test_newcomers_start_at_the_average(bench: Bench) -> None:
    from db.people.tables import Volunteer

    plan_month(bench.session, "2026-11", from_day=date(2026, 11, 1))
    with bench.session.write("test.join") as unit:
        unit.update(Volunteer, bench.volunteers["V012"], {"trained": True, "joined_on": date(2026, 11, 25)})
    carried = {v.code: v.carried for v in load_month(bench.session, MONTH).problem.volunteers}
    others = [n for code, n in carried.items() if code != "V012"]
    assert carried["V012"] == round(sum(others) / len(others)) > 0


def test_on_duty_now_and_next(bench: Bench) -> None:
    assert not on_duty(bench.session).roster
    plan_month(bench.session, "2026-11", from_day=date(2026, 11, 1))
    duty = on_duty(bench.session)
    assert duty.roster and {s.shift for s in duty.now} == {"早"} and {s.shift for s in duty.next} == {"中"}
    assert len(duty.now) == 2 and duty.now[0].ends == datetime(2026, 11, 21, 12)
    evening = on_duty(bench.session, datetime(2026, 11, 21, 20, 0))
    assert evening.now == () and evening.next[0].starts == datetime(2026, 11, 22, 8)
    monday = on_duty(bench.session, datetime(2026, 11, 23, 9))
    filled = [s for s in (*monday.now, *monday.next) if s.volunteer]
    assert filled and all(s.name and s.phone for s in filled)


def test_nobody_trained_or_no_shift_is_said(bench: Bench) -> None:
    from db.hotline.tables import ShiftTemplate
    from db.people.tables import Volunteer

    with bench.session.write("test.untrain") as unit:
        for volunteer in bench.volunteers.values():
            unit.update(Volunteer, volunteer, {"trained": False})
    with pytest.raises(BadRequest, match="Nobody is trained"):
        plan_month(bench.session, MONTH)
    with bench.session.write("test.no_shift") as unit:
        for row in queries.shift_templates(bench.session.store):
            unit.remove(ShiftTemplate, row["id"])
    with pytest.raises(BadRequest, match="There is no shift"):
        plan_month(bench.session, MONTH)


def test_undo_takes_a_plan_back(bench: Bench) -> None:
    plan_month(bench.session, MONTH)
    bench.session.store.undo(bench.session.last_operation, "station.undo", "tester", bench.clock.now())
    assert load_month(bench.session, MONTH).saved is None


def test_somebody_who_is_gone_is_seen_and_replaced(bench: Bench) -> None:
    from db.people.tables import Volunteer
    from desktop.hotline.view import load_view

    roster, _answer = plan_month(bench.session, MONTH)
    key, who = next((k, w) for k, w in sorted(roster.assigned.items()) if w)
    lock_seats(bench.session, MONTH, [key], True)
    name = roster.name(who)
    with bench.session.write("test.remove") as unit:
        unit.remove(Volunteer, who)
    view = load_view(bench.session, MONTH)
    line = next(line for line in view.lines if line.volunteer == who)
    assert line.name == name and line.cells and not line.trained and len(line.blocked) == 31
    assert {b.volunteer for b in view.breaches} == {who} and "has left" in view.breach_words()[0]
    with pytest.raises(BadRequest, match="unlock one of them"):
        plan_month(bench.session, MONTH)
    lock_seats(bench.session, MONTH, [key], False)
    again, _answer = plan_month(bench.session, MONTH)
    assert who not in again.assigned.values() and again.breaches == []


def test_the_reasons_of_shortages_are_told_in_words(bench: Bench) -> None:
    roster, answer = plan_month(bench.session, MONTH)
    lines = roster.shortage_words(answer)
    assert answer.unfilled and lines and all(" lacks " in line for line in lines)
    assert any("at the week's maximum" in line for line in lines)
    assert sum(s.missing for s in roster.shortages()) == answer.unfilled


def test_somebody_falls_ill_and_only_his_seats_change(bench: Bench) -> None:
    roster, _answer = plan_month(bench.session, MONTH)
    publish(bench.session, MONTH)
    bench.clock.moment = datetime(2026, 12, 9, 7, 30)
    who = next(w for k, w in sorted(roster.assigned.items()) if w and k.day >= date(2026, 12, 10))
    report_ill(bench.session, who, date(2026, 12, 9), date(2026, 12, 20), "住院")
    before = load_month(bench.session, MONTH)
    lost = {k for k, w in before.assigned.items() if w == who and date(2026, 12, 9) <= k.day <= date(2026, 12, 20)}
    assert lost and {b.volunteer for b in before.breaches} == {who}
    plan, problem = load_plan(bench.session, MONTH, repair=True)
    answer = solve_checked(problem, plan)
    assert answer.proven and [s.name for s in answer.stages] == ["changed", "unfilled", "fairness", "preference"]
    assert answer.stages[0].value == len(lost)
    moved = {k for k, w in answer.assigned.items() if before.assigned[k] not in (w, None)}
    assert moved == lost  # nobody else is moved; seats that were empty may be filled
    save_proposal(bench.session, plan, problem, answer)
    checked(bench)
    with pytest.raises(BadRequest, match="must not lie before"):
        report_ill(bench.session, who, date(2026, 12, 9), date(2026, 12, 8), "")


def test_a_part_of_the_month_is_planned_and_the_rest_stays(bench: Bench) -> None:
    first, _answer = plan_month(bench.session, MONTH)
    roster, problem = load_plan(bench.session, MONTH, date(2026, 12, 8), date(2026, 12, 14))
    assert (problem.first, problem.last) == (date(2026, 12, 8), date(2026, 12, 14))
    answer = solve_checked(replace(problem, previous={}), roster)
    save_proposal(bench.session, roster, problem, answer)
    now = load_month(bench.session, MONTH)
    outside = [k for k in now.assigned if not problem.first <= k.day <= problem.last]
    assert len(outside) == 24 * 6 and all(now.assigned[k] == first.assigned[k] for k in outside)
    checked(bench)
    with pytest.raises(BadRequest, match="is over"):
        solvable(now, date(2026, 12, 20), date(2026, 12, 19))


def test_what_would_fill_the_empty_seats_does(bench: Bench) -> None:
    _roster, _answer = plan_month(bench.session, MONTH)
    roster = load_month(bench.session, MONTH)
    problem = solvable(roster)
    empty = sum(w is None for w in roster.assigned.values())
    told = remedy(problem, empty, lambda: False)
    assert empty and told.proven and told.filled + told.still == empty
    widened = []
    for v in problem.volunteers:
        mine = [r for r in told.requests if r.volunteer == v.id]
        times = frozenset(
            (r.day, t.start, t.end) for r in mine if r.kind == "time" for t in problem.templates if t.id == r.template)
        widened.append(replace(v, also=v.also | times, max_week=v.max_week + any(r.kind == "week" for r in mine)))
    assert solve_checked(replace(problem, volunteers=tuple(widened)), roster).unfilled == told.still


def test_terms_pairs_and_dates_reach_the_problem(bench: Bench) -> None:
    one, other = bench.volunteers["V001"], bench.volunteers["V002"]
    pair = PairWish(other, "apart")
    save_terms(bench.session, Terms(one, max_month=3, rest_hours=12, may_lead=True, pairs=(pair,)))
    terms, others = load_terms(bench.session, other)
    assert [(p.other, p.kind, p.code) for p in terms.pairs] == [(one, "apart", "V001")] and "V012" not in {p.code for p in others}
    save_dates(bench.session, MONTH, {(one, date(2026, 12, 9)): "休上 晚", (one, date(2026, 12, 10)): "休", (one, date(2026, 12, 11)): "+下"})
    person = load_month(bench.session, MONTH).problem.by_id[one]
    assert (person.max_month, person.min_rest, person.may_lead) == (3, 720, True)
    assert person.away == {(date(2026, 12, 9), 0, 720)} and (date(2026, 12, 9), 960, 1440) in person.also
    assert date(2026, 12, 10) in person.unavailable and {d for d, _t in person.wanted} == {date(2026, 12, 11)}
    roster, _answer = plan_month(bench.session, MONTH)
    assert roster.problem.apart == {(min(one, other), max(one, other))} and roster.counts[one].shifts <= 3
    teams: dict[tuple[date, str], set[str | None]] = {}
    for key, who in roster.assigned.items():
        teams.setdefault((key.day, key.template), set()).add(who)
    assert not any({one, other} <= team for team in teams.values())
    with pytest.raises(BadRequest, match="and not to sit with"):
        save_terms(bench.session, Terms(one, pairs=(pair, PairWish(other, "together", "郝丽"))))
    with pytest.raises(BadRequest, match="between 1 and 3"):
        save_terms(bench.session, Terms(one, max_day=4))
    with pytest.raises(BadRequest, match="cannot be read"):
        save_dates(bench.session, MONTH, {(one, date(2026, 12, 9)): "上班"})
    save_dates(bench.session, MONTH, {(one, date(2026, 12, 9)): "", (one, date(2026, 12, 10)): ""})
    cleared = load_month(bench.session, MONTH).problem.by_id[one]
    assert not cleared.away and date(2026, 12, 10) not in cleared.unavailable
    save_terms(bench.session, Terms(other))
    assert load_month(bench.session, MONTH).problem.apart == frozenset()


def test_people_change_places_by_hand_or_are_told_why_not(bench: Bench) -> None:
    from desktop.hotline.explain import alternatives

    roster, _answer = plan_month(bench.session, MONTH)
    one, told = next(
        (k, a) for k, w in sorted(roster.assigned.items()) if w for a in alternatives(roster.problem, roster.assigned, k, exchanges=True)
        if a.rule is None and a.gives is not None and a.unfilled == 0)
    exchange_seats(bench.session, MONTH, one, told.gives)
    now = load_month(bench.session, MONTH)
    assert now.assigned[one] == told.volunteer and now.assigned[told.gives] == roster.assigned[one] and set(now.problem.locks) == {one, told.gives}
    checked(bench)
    off = next(k for k in sorted(roster.assigned) if k.day == date(2026, 12, 7))
    mine = next(k for k, w in sorted(now.assigned.items()) if w == bench.volunteers["V001"])
    with pytest.raises(BadRequest, match="cannot sit there"):
        exchange_seats(bench.session, MONTH, off, mine)


def test_holiday_years_are_entered_and_weigh(bench: Bench) -> None:
    assert not load_month(bench.session, "2028-02").holidays_known and load_year(bench.session, 2028).known is False
    spring = HolidayDraft("春节", date(2028, 1, 25), date(2028, 2, 2), True)
    save_year(bench.session, YearDraft(2028, "通知", (spring, HolidayDraft("元旦", date(2028, 1, 1), date(2028, 1, 1))), (date(2028, 1, 22),)))
    known = load_year(bench.session, 2028)
    assert known.entered and known.holidays[1] == spring and known.working_days == (date(2028, 1, 22),)
    february = load_month(bench.session, "2028-02")
    assert february.holidays_known and february.problem.kind(date(2028, 2, 1)) is DayKind.HOLIDAY
    assert february.problem.letter(date(2028, 2, 1)) == "f" and february.problem.letter(date(2028, 2, 3)) == "o"
    settings.save(bench.session, {"load_holiday": 7})
    assert load_month(bench.session, "2028-02").problem.load_units[DayKind.HOLIDAY] == 7
    for bad in (
        YearDraft(2028, "", (HolidayDraft("春节", date(2028, 2, 2), date(2028, 1, 25)),)),
        YearDraft(2028, "", (spring, HolidayDraft("x", date(2028, 2, 1), date(2028, 2, 1)))),
        YearDraft(2028, "", (spring,), (date(2028, 1, 24),)), YearDraft(2028), YearDraft(2029, "", (spring,)),
        YearDraft(2028, "", (HolidayDraft(" ", date(2028, 2, 1), date(2028, 2, 1)),)),
    ):
        with pytest.raises(BadRequest):
            save_year(bench.session, bad)
    shipped = load_year(bench.session, 2026)
    assert shipped.known and not shipped.entered and [h.festival for h in shipped.holidays if h.name in ("春节", "元旦")] == [False, True]


def test_training_that_ends_before_the_month_trains_nobody(bench: Bench) -> None:
    from db.people.tables import Volunteer

    with bench.session.write("test.expire") as unit:
        for volunteer in bench.volunteers.values():
            unit.update(Volunteer, volunteer, {"training_expires": date(2026, 11, 30)})
    with pytest.raises(BadRequest, match="Nobody is trained"):
        plan_month(bench.session, MONTH)
