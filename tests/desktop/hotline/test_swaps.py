"""Seats that change hands: offer, accept, approve; stand-ins; what would break a rule is refused with the rule."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db.hotline import queries
from db.hotline.tables import Availability, Roster, Seat, Unavailable
from desktop.errors import BadRequest
from desktop.hotline.problem import SeatKey
from desktop.hotline.rosters import assign_seat, on_duty, publish
from desktop.hotline.swap_board import HoldsSeats, load_swaps, versions
from desktop.hotline.swaps import accept_swap, approve_swap, candidates, offer_swap, refuse_swap, replace_seat
from desktop.people.services.bin import remove
from desktop.station import settings
from desktop.station.history import undo

TEN = date(2026, 12, 10)


@pytest.fixture
def seats(bench: Any) -> dict[str, str]:
    """A published December with a few seats by hand: V001 to V004 may come whenever they like."""
    with bench.session.write("test.roster") as unit:
        templates = {row["name"]: row["id"] for row in queries.shift_templates(bench.session.store)}
        for code in ("V001", "V002", "V003", "V004"):
            unit.replace_all(Availability, {"volunteer": bench.volunteers[code]}, [
                {"weekday": day, "from_minute": 0, "to_minute": 1440} for day in range(7)])
        roster = unit.insert(Roster, {"month": "2026-12", "number": 1, "state": "published", "published_at": bench.clock.now()})
        found = {}
        shift = queries.shift_templates(bench.session.store)
        for name, day, place, number, code in (
            ("a", TEN, 0, 1, "V001"), ("b", TEN, 0, 2, "V002"), ("c", TEN, 2, 1, "V003"), ("d", date(2026, 12, 12), 0, 1, "V002"),
            ("e", date(2026, 12, 12), 0, 2, None),
        ):  # fmt: skip
            row = shift[place]
            found[name] = unit.insert(Seat, {
                "roster": roster, "template": templates[row["name"]], "date": day, "shift": row["name"], "start_minute": row["start_minute"],
                "end_minute": row["end_minute"], "seat": number, "volunteer": bench.volunteers[code] if code else None,
            })  # fmt: skip
    return found


def in_force(bench: Any, month: str = "2026-12") -> dict[tuple[date, str, int], str]:
    row = queries.roster_in_force(bench.session.store, month)
    return {(s["date"], s["shift"], s["seat"]): s["name"] or "" for s in queries.seats_of(bench.session.store, row["id"])}


def first_shift(bench: Any) -> str:
    return str(queries.shift_templates(bench.session.store)[0]["name"])


def test_a_seat_is_offered_accepted_approved_and_taken_back(bench: Any, seats: dict[str, str]) -> None:
    session, early = bench.session, first_shift(bench)
    swap = offer_swap(session, seats["a"], reason="孙子开家长会")
    with pytest.raises(BadRequest, match="offered already"):
        offer_swap(session, seats["a"])
    with pytest.raises(BadRequest):
        approve_swap(session, swap)  # nobody accepted yet
    with pytest.raises(BadRequest, match="who takes"):
        accept_swap(session, swap)
    accept_swap(session, swap, bench.volunteers["V004"])
    assert in_force(bench)[TEN, early, 1] == "尹芳"  # nothing has changed on the wall
    number, operation = approve_swap(session, swap)
    assert number == 2 and in_force(bench)[TEN, early, 1] == "范敏"
    board = load_swaps(session)
    assert board.open == () and [(s["state"], s["giver_name"], s["taker_name"]) for s in board.past] == [("approved", "尹芳", "范敏")]
    newest = versions(session, "2026-12")[0]
    assert newest.number == 2 and [(c[0], c[3], c[4]) for c in newest.changes] == [(TEN, "尹芳", "范敏")]
    undo(session, operation)
    assert in_force(bench)[TEN, early, 1] == "尹芳"
    assert [s["state"] for s in load_swaps(session).open] == ["accepted"]


def test_two_exchange_their_seats(bench: Any, seats: dict[str, str]) -> None:
    swap = offer_swap(bench.session, seats["a"], back_seat=seats["c"])
    accept_swap(bench.session, swap)
    approve_swap(bench.session, swap)
    held = {shift: name for (day, shift, seat), name in in_force(bench).items() if day == TEN and seat == 1}
    early, _noon, late = (row["name"] for row in queries.shift_templates(bench.session.store))
    assert (held[early], held[late]) == ("谭娜", "尹芳")


def test_an_exchange_that_would_break_a_rule_is_refused_with_the_rule(bench: Any, seats: dict[str, str]) -> None:
    # V002 has the other seat of the same shift, so he cannot have this one too
    with pytest.raises(BadRequest, match="already sits in this shift|already has a shift"):
        offer_swap(bench.session, seats["a"], taker=bench.volunteers["V002"])
    with pytest.raises(BadRequest, match="no valid hotline training"):
        offer_swap(bench.session, seats["a"], taker=bench.volunteers["V012"])
    assert load_swaps(bench.session).open == ()


def test_a_rule_that_changed_since_the_offer_is_heeded(bench: Any, seats: dict[str, str]) -> None:
    swap = offer_swap(bench.session, seats["a"], taker=bench.volunteers["V004"])
    accept_swap(bench.session, swap)
    with bench.session.write("test.away") as unit:
        unit.insert(Unavailable, {"volunteer": bench.volunteers["V004"], "date": TEN})
    with pytest.raises(BadRequest, match="unavailable on this date"):
        approve_swap(bench.session, swap)
    refuse_swap(bench.session, swap, reason="当天体检")
    assert [(s["state"], s["reason"]) for s in load_swaps(bench.session).past] == [("refused", "当天体检")]
    with pytest.raises(BadRequest, match="decided already"):
        approve_swap(bench.session, swap)


def test_a_swap_whose_seat_changed_hands_meanwhile_is_refused(bench: Any, seats: dict[str, str]) -> None:
    swap = offer_swap(bench.session, seats["a"], taker=bench.volunteers["V004"])
    accept_swap(bench.session, swap)
    replace_seat(bench.session, seats["a"], None, "病假")
    with pytest.raises(BadRequest, match="no longer this person's seat"):
        approve_swap(bench.session, swap)


def test_what_has_begun_is_not_swapped(bench: Any, seats: dict[str, str]) -> None:
    bench.clock.moment = datetime(2026, 12, 10, 9, 0)
    with pytest.raises(BadRequest, match="has begun"):
        offer_swap(bench.session, seats["a"], taker=bench.volunteers["V004"])
    bench.clock.moment = datetime(2026, 12, 11, 9, 0)
    with pytest.raises(BadRequest, match="over"):
        offer_swap(bench.session, seats["a"])


def test_candidates_come_with_their_phone_the_fairest_first_and_the_barred_with_their_rule(bench: Any, seats: dict[str, str]) -> None:
    found = candidates(bench.session, seats["a"])
    free = [one for one in found if not one.rule]
    assert free[0].code == "V004" and free[0].phone == "13900000004"
    assert [one.fairness for one in free] == sorted(one.fairness for one in free)
    barred = {one.code: one.rule for one in found if one.rule}
    assert barred["V003"] == "already has a shift that day" and not {"V001", "V002", "V012"} & {one.code for one in found}
    first_barred = next(n for n, one in enumerate(found) if one.rule)
    assert all(one.rule for one in found[first_barred:])


def test_somebody_ill_is_replaced_and_marked_away(bench: Any, seats: dict[str, str]) -> None:
    number, operation = replace_seat(bench.session, seats["a"], bench.volunteers["V004"], "发烧", TEN + timedelta(days=2))
    assert number == 2 and in_force(bench)[TEN, first_shift(bench), 1] == "范敏"
    off = [row["date"] for row in queries.unavailable_dates(bench.session.store, TEN, TEN + timedelta(days=9), bench.volunteers["V001"])]
    assert off == [TEN, TEN + timedelta(days=1), TEN + timedelta(days=2)]
    (told,) = load_swaps(bench.session).past
    assert (told["kind"], told["reason"], told["taker_phone"]) == ("replace", "发烧", "13900000004")
    undo(bench.session, operation)
    assert in_force(bench)[TEN, first_shift(bench), 1] == "尹芳"
    with pytest.raises(BadRequest, match="already"):
        replace_seat(bench.session, seats["b"], bench.volunteers["V002"])
    with pytest.raises(BadRequest, match="break a rule"):
        replace_seat(bench.session, seats["b"], bench.volunteers["V001"])


def test_a_draft_that_is_worked_on_gets_the_same_change(bench: Any, seats: dict[str, str]) -> None:
    shift = queries.shift_templates(bench.session.store)[0]
    assign_seat(bench.session, "2026-12", SeatKey(date(2026, 12, 12), shift["id"], 2), bench.volunteers["V003"])  # makes draft 2
    replace_seat(bench.session, seats["a"], bench.volunteers["V004"], "病假")
    rows = queries.rosters(bench.session.store, "2026-12")
    assert [(row["number"], row["state"]) for row in rows[:2]] == [(4, "draft"), (3, "published")]
    draft = {(s["date"], s["seat"]): s["name"] for s in queries.seats_of(bench.session.store, rows[0]["id"]) if s["shift"] == shift["name"]}
    assert draft[TEN, 1] == "范敏" and draft[date(2026, 12, 12), 2] == "谭娜"
    assert in_force(bench)[date(2026, 12, 12), shift["name"], 2] == ""


def test_a_volunteer_with_seats_to_come_is_not_deleted_before_they_are_given_away(bench: Any, seats: dict[str, str]) -> None:
    with pytest.raises(HoldsSeats, match="2026-12-10") as told:
        remove(bench.session, "volunteer", bench.volunteers["V001"])
    assert len(told.value.seats) == 1
    replace_seat(bench.session, seats["a"], bench.volunteers["V004"])
    assert remove(bench.session, "volunteer", bench.volunteers["V001"])


def test_a_roster_is_not_published_twice(bench: Any, seats: dict[str, str]) -> None:
    with pytest.raises(BadRequest, match="published already"):
        publish(bench.session, "2026-12")


def test_an_unpublished_month_has_no_swaps(bench: Any) -> None:
    board = load_swaps(bench.session)
    assert (board.seats, board.open, board.versions) == ((), (), ())
    assert on_duty(bench.session).roster is False


def test_an_exchange_across_two_months_is_judged_as_it_will_stand(bench: Any, seats: dict[str, str]) -> None:
    session = bench.session
    rows = {row["name"]: row for row in queries.shift_templates(session.store)}
    early, _noon, late = rows
    settings.save(session, {"minimum_rest_hours": 14})

    def fill(unit: Any, roster: str, day: date, shift: str, number: int, code: str) -> str:
        row = rows[shift]
        return str(unit.insert(Seat, {
            "roster": roster, "template": row["id"], "date": day, "shift": shift, "start_minute": row["start_minute"],
            "end_minute": row["end_minute"], "seat": number, "volunteer": bench.volunteers[code],
        }))  # fmt: skip

    december = queries.roster_in_force(session.store, "2026-12")["id"]
    with session.write("test.roster") as unit:
        january = unit.insert(Roster, {"month": "2027-01", "number": 1, "state": "published", "published_at": bench.clock.now()})
        night = fill(unit, december, date(2026, 12, 31), late, 1, "V001")
        morning = fill(unit, january, date(2027, 1, 1), early, 1, "V002")
        fill(unit, january, date(2027, 1, 2), early, 1, "V003")
    # each gives what lies too near to what he gets: neither holds both
    swap = offer_swap(session, night, back_seat=morning)
    accept_swap(session, swap)
    approve_swap(session, swap)
    assert in_force(bench)[date(2026, 12, 31), late, 1] == "郝丽" and in_force(bench, "2027-01")[date(2027, 1, 1), early, 1] == "尹芳"
    # who keeps what lies near is refused
    with pytest.raises(BadRequest, match="break a rule"):
        replace_seat(session, _seat_id(bench, "2026-12", date(2026, 12, 31), late), bench.volunteers["V001"])


def _seat_id(bench: Any, month: str, day: date, shift: str) -> str:
    row = queries.roster_in_force(bench.session.store, month)
    return next(str(s["id"]) for s in queries.seats_of(bench.session.store, row["id"]) if (s["date"], s["shift"]) == (day, shift))
