"""PINs, stand-ins, duties entered by hand, and the hours that follow from evidence."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.hotline.tables import Roster, Seat
from db.store import Store
from desktop.errors import BadRequest
from desktop.hotline.desk import load_desk
from desktop.hotline.duty import credited, enter_duty, sign_in, sign_in_with_pin, sign_out, sign_out_with_pin
from desktop.hotline.duty_board import load_duty
from desktop.hotline.hours import hours_by_organisation, hours_of
from desktop.hotline.pins import NoPin, WrongPin, check_pin, choose_pin, set_pin
from desktop.session import Session
from desktop.station.history import undo
from desktop.station.today import load_today
from tests.desktop.hotline.test_duty_evidence import DAY, seated

EIGHT = datetime(2026, 11, 21, 8, 0)


def seat_of(board: Any, seat: str) -> Any:
    return next(one for one in board.seats if one.seat == seat)


def test_a_volunteer_signs_in_and_out_with_his_pin(bench: Any) -> None:
    seats = seated(bench)
    set_pin(bench.session, bench.volunteers["V001"], "4071")
    bench.clock.moment = datetime(2026, 11, 21, 7, 50)
    sign_in_with_pin(bench.session, seats["早1"], "4071")
    found = seat_of(load_duty(bench.session), seats["早1"])
    assert (found.state, found.who_name, found.manual, found.late) == ("here", "尹芳", False, 0)
    bench.clock.moment = datetime(2026, 11, 21, 12, 2)
    sign_out_with_pin(bench.session, seats["早1"], "4071")
    found = seat_of(load_duty(bench.session), seats["早1"])
    assert (found.state, found.minutes, found.early) == ("done", 240, 0)
    (mine,) = [one for one in hours_of(bench.session, DAY, DAY) if one.code == "V001"]
    assert (mine.minutes, mine.by_hand, mine.shifts) == (240, 0, 1)


def test_without_a_pin_one_is_asked_to_choose_it(bench: Any) -> None:
    seats = seated(bench)
    with pytest.raises(NoPin):
        sign_in_with_pin(bench.session, seats["早1"], "4071")
    choose_pin(bench.session, bench.volunteers["V001"], "4071")
    assert sign_in_with_pin(bench.session, seats["早1"], "4071")
    with pytest.raises(WrongPin):
        choose_pin(bench.session, bench.volunteers["V001"], "9182", old="0000")


@pytest.mark.parametrize("pin", ["", "123", "1111", "1234", "9876", "12a4", "123456789", "１２７４"])
def test_pins_that_everybody_tries_first_are_refused(bench: Any, pin: str) -> None:
    with pytest.raises(BadRequest):
        set_pin(bench.session, bench.volunteers["V001"], pin)


def test_every_wrong_pin_makes_the_next_try_wait_longer(bench: Any) -> None:
    who = bench.volunteers["V001"]
    set_pin(bench.session, who, "4071")
    for wait in (2, 4, 8):
        with pytest.raises(WrongPin, match="wrong"):
            check_pin(bench.session, who, "0000")
        with pytest.raises(WrongPin, match="Wait"):
            check_pin(bench.session, who, "4071")  # even the right one waits
        bench.clock.moment = bench.clock.now() + timedelta(seconds=wait)
    check_pin(bench.session, who, "4071")
    with pytest.raises(WrongPin, match="wrong"):
        check_pin(bench.session, who, "0000")
    bench.clock.moment = bench.clock.now() + timedelta(seconds=2)
    check_pin(bench.session, who, "4071")  # the count begins anew after a right one


def test_the_pin_itself_is_not_kept(bench: Any) -> None:
    set_pin(bench.session, bench.volunteers["V001"], "40718263")
    rows = bench.session.store.database.execute_sql("select digest from duty_pin").fetchall()
    assert rows[0][0].startswith("$argon2id$") and "40718263" not in rows[0][0]


def test_a_stand_in_is_recorded_and_gets_the_hours(bench: Any) -> None:
    seats = seated(bench)
    sign_in(bench.session, seats["早1"], EIGHT, bench.volunteers["V004"])
    sign_out(bench.session, seats["早1"], datetime(2026, 11, 21, 12, 0))
    found = seat_of(load_duty(bench.session), seats["早1"])
    assert found.stand_in and (found.planned_name, found.who_name) == ("尹芳", "范敏")
    names = {one.name: one for one in hours_of(bench.session, DAY, DAY)}
    assert names["范敏"].stood_in == 1 and names["范敏"].minutes == 240 and "尹芳" not in names
    assert "范敏" in [sitter.name for line in load_today(bench.session).shifts for sitter in line.sitters]


def test_only_the_trained_may_stand_in_and_nobody_sits_twice(bench: Any) -> None:
    seats = seated(bench)
    with pytest.raises(BadRequest, match="trained"):
        sign_in(bench.session, seats["早1"], EIGHT, bench.volunteers["V012"])
    sign_in(bench.session, seats["早1"], EIGHT, bench.volunteers["V004"])
    with pytest.raises(BadRequest, match="another seat"):
        sign_in(bench.session, seats["早2"], EIGHT, bench.volunteers["V004"])


def test_an_empty_seat_can_be_taken_by_a_stand_in(bench: Any) -> None:
    seats = seated(bench)
    sign_in(bench.session, seats["中2"], datetime(2026, 11, 21, 12, 0), bench.volunteers["V005"])
    assert seat_of(load_duty(bench.session), seats["中2"]).who_name == "周佳怡"


def test_late_missing_and_unsigned_seats_are_told_and_give_no_hours(bench: Any) -> None:
    seats = seated(bench)
    bench.clock.moment = datetime(2026, 11, 21, 8, 6)
    assert seat_of(load_duty(bench.session), seats["早1"]).state == "late"
    sign_in(bench.session, seats["早1"], datetime(2026, 11, 21, 8, 20))
    bench.clock.moment = datetime(2026, 11, 21, 12, 30)
    board = load_duty(bench.session)
    assert [(one.state, one.minutes) for one in board.seats] == [("unsigned", 0), ("missing", 0), ("late", 0), ("empty", 0)]
    hours = {one.code: one for one in board.hours}
    assert hours["V001"].unsigned == 1 and hours["V001"].late == 1 and hours["V001"].minutes == 0
    assert hours["V002"].missed == 1 and hours["V002"].shifts == 0


def test_a_duty_entered_afterwards_is_marked_and_needs_its_reason(bench: Any) -> None:
    seats = seated(bench)
    bench.clock.moment = datetime(2026, 11, 21, 13, 0)
    noon = datetime(2026, 11, 21, 12, 0)
    with pytest.raises(BadRequest, match="stand on"):
        enter_duty(bench.session, seats["早1"], EIGHT, noon, " ")
    with pytest.raises(BadRequest):
        enter_duty(bench.session, seats["早1"], EIGHT, datetime(2026, 11, 21, 14, 0), "签到表")
    with pytest.raises(BadRequest, match="belong"):
        enter_duty(bench.session, seats["早1"], datetime(2026, 11, 21, 6, 0), noon, "签到表")
    enter_duty(bench.session, seats["早1"], EIGHT, noon, "签到表")
    found = seat_of(load_duty(bench.session), seats["早1"])
    assert found.manual and (found.minutes, found.note) == (240, "签到表")
    (line,) = hours_by_organisation(bench.session, DAY, DAY).items()
    assert line == ("福康养老", (240, 240))


def test_a_later_version_of_the_roster_forgets_no_sign_in(bench: Any) -> None:
    seats = seated(bench)
    sign_in(bench.session, seats["早1"])
    with bench.session.write("test.republish") as unit:
        for row in unit.row(Seat, seats["早1"]), unit.row(Seat, seats["早2"]):
            unit.update(Roster, row["roster_id"], {"state": "replaced"})
        roster = unit.insert(Roster, {"month": "2026-11", "number": 2, "state": "published"})
        again = unit.insert(Seat, {
            "roster": roster, "date": DAY, "shift": "早", "start_minute": 480, "end_minute": 720, "seat": 1,
            "volunteer": bench.volunteers["V001"],
        })  # fmt: skip
    assert seat_of(load_duty(bench.session), again).state == "here"
    with pytest.raises(BadRequest, match="already"):
        sign_in(bench.session, again)


@given(st.integers(-30, 239), st.integers(1, 400))
def test_credited_minutes_never_exceed_the_shift_nor_the_stay_by_more_than_granted(came: int, stayed: int) -> None:
    start, end = EIGHT, EIGHT + timedelta(hours=4)
    begin = start + timedelta(minutes=came)
    given_minutes = credited(start, end, begin, begin + timedelta(minutes=stayed))
    assert 0 <= given_minutes <= 240
    assert given_minutes <= stayed + 10
    assert credited(start, end, begin, None) == 0


def test_hours_of_a_month_without_duties(bench: Any) -> None:
    assert hours_of(bench.session, date(2026, 10, 1), date(2026, 10, 31)) == []


def test_a_night_shift_stays_on_the_page_until_it_is_over(bench: Any) -> None:
    with bench.session.write("test.night") as unit:
        roster = unit.insert(Roster, {"month": "2026-11", "number": 1, "state": "published"})
        night = unit.insert(Seat, {
            "roster": roster, "date": DAY, "shift": "夜", "start_minute": 20 * 60, "end_minute": 32 * 60, "seat": 1,
            "volunteer": bench.volunteers["V001"],
        })  # fmt: skip
    sign_in(bench.session, night, datetime(2026, 11, 21, 19, 55))
    bench.clock.moment = datetime(2026, 11, 22, 7, 0)
    assert [one.state for one in load_duty(bench.session).seats] == ["here"]
    sign_out(bench.session, night, datetime(2026, 11, 22, 7, 58))
    bench.clock.moment = datetime(2026, 11, 22, 8, 30)
    assert load_duty(bench.session).seats == ()
    assert [one.minutes for one in load_duty(bench.session, DAY).seats] == [720]


def test_whoever_is_signed_in_takes_the_calls_a_stand_in_too(bench: Any) -> None:
    seats = seated(bench)
    desk = load_desk(bench.session)
    assert desk.present == () and desk.takers[0][1] == "尹芳"  # as rostered
    sign_in(bench.session, seats["早1"], EIGHT, bench.volunteers["V004"])
    desk = load_desk(bench.session)
    assert [name for _who, name in desk.present] == ["范敏"] and desk.takers[0][1] == "范敏"
    sign_out(bench.session, seats["早1"], datetime(2026, 11, 21, 9, 29))
    assert load_desk(bench.session).present == ()


def test_no_restart_ends_the_wait_and_the_trail_shows_who_was_tried(bench: Any) -> None:
    who, session = bench.volunteers["V001"], bench.session
    set_pin(session, who, "4071")
    for _try in range(3):
        with pytest.raises(WrongPin, match="wrong"):
            check_pin(session, who, "0000")
        bench.clock.moment += timedelta(seconds=8)
    bench.clock.moment -= timedelta(seconds=1)
    again = Session(Store(session.store.database), bench.clock, session.account)  # as after a restart: nothing but the file
    with pytest.raises(WrongPin, match="Wait"):
        check_pin(again, who, "4071")
    names = [row[0] for row in session.store.database.execute_sql("select name from operation where name = 'hotline.count_pin'").fetchall()]
    assert len(names) == 3
    with pytest.raises(BadRequest):
        undo(again, session.last_operation)
    bench.clock.moment -= timedelta(days=1)
    check_pin(again, who, "4071")  # a clock that was set back locks nobody out
