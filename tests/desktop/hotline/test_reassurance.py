"""平安电话: who is on the list, three tries, then the contacts in their order, and a clock for each."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.people.tables import Person
from db.rounds.tables import Knock, Round
from desktop.errors import BadRequest
from desktop.hotline.calls import CallEntry, caller_book, log_call
from desktop.hotline.reassurance import TRIES_A_DAY, Outbound, clock_of, log_try, outbound_calls, phone_plan, save_phone_plan
from desktop.station.history import undo
from tests.desktop.hotline.conftest import NOW, Bench


def listed(bench: Bench) -> dict[str, Outbound]:
    """The list without those who are only silent (nobody of the bench was ever seen)."""
    return {
        one.call.name: one for one in outbound_calls(bench.session, caller_book(bench.session)) if one.call.reason != "silence"
    }


def seen(bench: Bench, *names: str) -> None:
    """Known safe since yesterday evening, twelve hours ago."""
    for name in names:
        log_call(bench.session, CallEntry(person=bench.elders[name], at=NOW - timedelta(hours=12)))


def test_the_plan_says_phone_until_one_has_spoken(bench: Bench) -> None:
    seen(bench, "雷克勤", "钟荷花", "欧阳松")
    save_phone_plan(bench.session, bench.care_files["雷克勤"], "5")  # Saturdays
    save_phone_plan(bench.session, bench.care_files["钟荷花"], "0")  # Mondays: not today
    assert {name: one.call.reason for name, one in listed(bench).items()} == {"雷克勤": "plan"}
    log_call(bench.session, CallEntry(direction="in", person=bench.elders["雷克勤"]))  # he called himself
    assert listed(bench) == {}
    assert phone_plan(bench.session, bench.care_files["雷克勤"]) == ("5", "")
    save_phone_plan(bench.session, bench.care_files["雷克勤"], "")
    assert phone_plan(bench.session, bench.care_files["雷克勤"]) == ("", "")
    with pytest.raises(BadRequest):
        save_phone_plan(bench.session, bench.care_files["雷克勤"], "8")


def test_a_birthday_is_a_reason_to_call(bench: Bench) -> None:
    seen(bench, "雷克勤", "钟荷花", "欧阳松")
    with bench.session.write("test.born") as unit:
        unit.update(Person, bench.elders["欧阳松"], {"born": date(1941, 11, 21)})
    assert {name: one.call.reason for name, one in listed(bench).items()} == {"欧阳松": "birthday"}


def test_three_tries_then_the_contact_with_a_clock_for_each(bench: Bench) -> None:
    person = bench.elders["雷克勤"]
    with bench.session.write("test.knock") as unit:
        visit = unit.insert(Round, {"date": NOW.date(), "slot": "am"})
        unit.insert(Knock, {"round": visit, "care_file": bench.care_files["雷克勤"], "outcome": "no_answer", "at": NOW - timedelta(minutes=9)})
    one = listed(bench)["雷克勤"]
    assert (one.call.reason, one.tries, one.next_try, one.contact) == ("no_answer", 0, None, None)
    for number in range(1, TRIES_A_DAY):
        log_try(bench.session, person)
        one = listed(bench)["雷克勤"]
        assert (one.tries, one.next_try) == (number, bench.clock.now() + timedelta(minutes=90))
        bench.clock.moment += timedelta(minutes=90)
        assert listed(bench)["雷克勤"].next_try is None  # the clock has run
    log_try(bench.session, person)
    one = listed(bench)["雷克勤"]
    assert one.exhausted and one.next_try is None and one.contact is not None
    assert (one.contact.name, one.contact.phone) == ("肖刚", "155****6681")
    operation = log_try(bench.session, person, to_contact="肖刚")
    one = listed(bench)["雷克勤"]
    assert (one.tries, one.contact_tries) == (3, 1) and one.next_try == bench.clock.now() + timedelta(minutes=90)
    undo(bench.session, operation)
    assert listed(bench)["雷克勤"].contact_tries == 0
    # the contact vouches: a sign of life, the elder is off the list
    log_call(bench.session, CallEntry(
        direction="out", person=person, subtype="third_party", to_contact=True, caller_name="肖刚", outcome="vouched"))  # fmt: skip
    assert "雷克勤" not in listed(bench)


def test_a_contact_who_knows_nothing_is_no_sign_of_life(bench: Bench) -> None:
    save_phone_plan(bench.session, bench.care_files["雷克勤"], "0123456")
    log_call(bench.session, CallEntry(direction="out", person=bench.elders["雷克勤"], to_contact=True, caller_name="肖刚"))
    assert listed(bench)["雷克勤"].tries == 0 or listed(bench)["雷克勤"].call.reason == "plan"
    reasons = {one.call.name for one in outbound_calls(bench.session, caller_book(bench.session))}
    assert "雷克勤" in reasons


def test_those_whose_clock_is_due_stand_first(bench: Bench) -> None:
    for name in bench.elders:
        save_phone_plan(bench.session, bench.care_files[name], "5")
    log_try(bench.session, bench.elders["雷克勤"])
    order = [one.call.name for one in outbound_calls(bench.session, caller_book(bench.session))]
    assert order[-1] == "雷克勤" and len(order) == 3


@given(st.lists(st.integers(0, 600), max_size=4), st.integers(10, 480))
def test_the_clock_is_never_in_the_past_and_never_before_the_wait(minutes: list[int], again: int) -> None:
    now, wait = datetime(2026, 11, 21, 20, 0), timedelta(minutes=again)
    tries = [now - timedelta(minutes=m) for m in minutes]
    clock = clock_of(tries, wait, now)
    if clock is None:
        assert all(at + wait <= now for at in tries)
    else:
        assert clock > now and clock - wait == max(tries)
