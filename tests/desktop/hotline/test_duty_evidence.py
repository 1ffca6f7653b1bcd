"""Signing in and out at the phone, and how Today shows the day's shifts."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.hotline.tables import Roster, Seat
from desktop.errors import BadRequest
from desktop.hotline.duty import minutes_late, sign_in, sign_out
from desktop.station.history import undo
from desktop.station.today import load_today, shift_lines, shifts_of_day

DAY = date(2026, 11, 21)


def seated(bench: Any) -> dict[str, str]:
    """Today's roster: one full morning shift, one afternoon shift with an empty seat."""
    with bench.session.write("test.seats") as unit:
        roster = unit.insert(Roster, {"month": "2026-11", "number": 1, "state": "published"})
        seats = {}
        for name, start, end, seat, volunteer in (
            ("早", 480, 720, 1, "V001"), ("早", 480, 720, 2, "V002"), ("中", 720, 960, 1, "V003"), ("中", 720, 960, 2, None),
        ):  # fmt: skip
            seats[f"{name}{seat}"] = unit.insert(
                Seat,
                {"roster": roster, "date": DAY, "shift": name, "start_minute": start, "end_minute": end, "seat": seat,
                 "volunteer": bench.volunteers[volunteer] if volunteer else None},
            )  # fmt: skip
    return seats


def test_today_shows_who_signed_in_and_which_seat_is_empty(bench: Any) -> None:
    seats = seated(bench)
    sign_in(bench.session, seats["早1"], datetime(2026, 11, 21, 7, 52))
    sign_in(bench.session, seats["早2"], datetime(2026, 11, 21, 8, 20))
    (morning, noon), roster = shifts_of_day(bench.session, datetime(2026, 11, 21, 9, 30))
    assert roster and (morning.state, noon.state) == ("now", "next")
    assert [(one.name, one.late) for one in morning.sitters] == [("尹芳", 0), ("郝丽", 20)] and morning.missing == ()
    assert noon.empty == 1 and [one.name for one in noon.sitters] == ["谭娜"] and not noon.open
    (over, now), _roster = shifts_of_day(bench.session, datetime(2026, 11, 21, 12, 0))
    assert (over.state, now.state) == ("over", "now") and [one.name for one in now.missing] == ["谭娜"]


def test_a_month_without_a_roster_says_so(bench: Any) -> None:
    assert shifts_of_day(bench.session, bench.clock.now()) == ((), False)


@pytest.mark.parametrize(("hour", "minute"), [(7, 29), (12, 0), (15, 0)])
def test_signing_in_is_refused_outside_its_time(bench: Any, hour: int, minute: int) -> None:
    seats = seated(bench)
    with pytest.raises(BadRequest, match="07:30"):
        sign_in(bench.session, seats["早1"], datetime(2026, 11, 21, hour, minute))


def test_an_empty_seat_and_a_second_sign_in_are_refused(bench: Any) -> None:
    seats = seated(bench)
    with pytest.raises(BadRequest):
        sign_in(bench.session, seats["中2"], datetime(2026, 11, 21, 12, 0))
    operation = sign_in(bench.session, seats["早1"])
    with pytest.raises(BadRequest):
        sign_in(bench.session, seats["早1"])
    undo(bench.session, operation)
    assert sign_in(bench.session, seats["早1"])


def test_signing_out_needs_a_sign_in_and_comes_after_it(bench: Any) -> None:
    seats = seated(bench)
    with pytest.raises(BadRequest):
        sign_out(bench.session, seats["早1"])
    sign_in(bench.session, seats["早1"])
    with pytest.raises(BadRequest):
        sign_out(bench.session, seats["早1"], datetime(2026, 11, 21, 9, 0))
    sign_out(bench.session, seats["早1"], datetime(2026, 11, 21, 12, 3))
    with pytest.raises(BadRequest):
        sign_out(bench.session, seats["早1"])


@given(st.integers(min_value=-30, max_value=300))
def test_five_minutes_are_granted(minutes: int) -> None:
    start = datetime(2026, 11, 21, 8, 0)
    late = minutes_late(start, start + timedelta(minutes=minutes))
    assert late == (minutes if minutes > 5 else 0)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=12), st.integers(0, 23 * 60))
def test_every_seat_stands_in_exactly_one_shift_line(seats: list[tuple[int, bool]], minute: int) -> None:
    rows = [
        {"id": str(n), "shift": f"s{start}", "start_minute": start * 240, "end_minute": (start + 1) * 240 - 1,
         "name": f"n{n}" if filled else None}
        for n, (start, filled) in enumerate(seats)
    ]  # fmt: skip
    now = datetime(2026, 11, 21) + timedelta(minutes=minute)
    lines = shift_lines(rows, {}, now)
    assert sum(len(line.sitters) + line.empty for line in lines) == len(rows)
    assert [line.starts for line in lines] == sorted({line.starts for line in lines})
    assert sum(line.state == "next" for line in lines) <= 1 and sum(line.state == "now" for line in lines) <= 1


def test_the_whole_view_of_a_small_station(bench: Any) -> None:
    seated(bench)
    view = load_today(bench.session)
    assert not view.empty and view.roster and view.lunar.startswith("丙午年") and view.term == ("小雪", 1)
    assert {one.name for one in view.board.silent} == {"雷克勤", "钟荷花", "欧阳松"}
