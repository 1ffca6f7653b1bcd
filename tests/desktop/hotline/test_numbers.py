"""What is typed or pasted as a caller, numbers that nobody knows, and what a call leads to."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rounds import watching
from desktop.errors import BadRequest
from desktop.hotline.calls import CallEntry, NewFollowUp, caller_matches, calls_of_day, log_call, open_follow_ups
from desktop.hotline.numbers import match_number, phone_as_kept, split_caller, unmatched_numbers
from desktop.hotline.phrases import phrases, save_phrases
from desktop.rounds.incidents import incidents
from desktop.rounds.ladders import open_ladders
from desktop.station.history import undo
from tests.desktop.hotline.conftest import NOW, Bench


@pytest.mark.parametrize(("typed", "phone", "name", "doubt"), [
    ("138 0000 1234", "13800001234", "", False),
    ("电话：138 0000 1234 张", "13800001234", "张", False),
    ("tel:0574-88889999", "057488889999", "", False),
    ("张三13800001234", "13800001234", "张三", False),
    ("１３８００００１２３４", "13800001234", "", False),
    ("138O0001234", "", "138O0001234", True),
    ("l3800001234", "", "l3800001234", True),
    ("8888a9999", "", "8888a9999", True),
    ("9853", "9853", "", False),
    ("lkq", "", "lkq", False),
    ("某人家属", "", "某人家属", False),
    ("", "", "", False),
])  # fmt: skip
def test_a_caller_as_typed_or_pasted(typed: str, phone: str, name: str, doubt: bool) -> None:
    found = split_caller(typed)
    assert (found.phone, found.name, found.doubt) == (phone, name, doubt)


@given(st.text(max_size=30))
def test_nothing_typed_is_lost_or_invented(text: str) -> None:
    found = split_caller(text)
    digits = "".join(c for c in text if c.isdigit())
    if found.doubt:
        assert found.name == text.strip()
    elif found.phone and found.phone.isascii() and found.phone.isdigit():
        assert len(found.phone) <= max(len(digits), len(text))
    assert bool(found.phone or found.name) or not text.strip() or not any(c.isalnum() for c in text)


def test_letters_in_a_number_are_kept_not_guessed(bench: Bench) -> None:
    assert phone_as_kept("138O0001234") == "138O0001234" and phone_as_kept("138 0000-1234") == "13800001234"
    assert caller_matches(bench.session, "1324O549853") == []
    assert [c.name for c in caller_matches(bench.session, "电话13240549853")] == ["欧阳松"]


def test_an_unknown_number_waits_until_it_is_known_whose_it_is(bench: Bench) -> None:
    session, person = bench.session, bench.elders["钟荷花"]
    log_call(session, CallEntry(phone="0574 8888 9999", subtype="silent", at=NOW - timedelta(days=2)))
    log_call(session, CallEntry(phone="057488889999", subtype="companionship", note="说膝盖痛", at=NOW - timedelta(hours=1)))
    log_call(session, CallEntry(phone="02012345678", subtype="wrong_number"))
    (one,) = unmatched_numbers(session)
    assert (one.phone, one.calls, one.note, one.first_at) == ("057488889999", 2, "说膝盖痛", NOW - timedelta(days=2))
    operation = match_number(session, one.phone, person)
    assert unmatched_numbers(session) == []
    assert watching.last_safe(session.store, [person], NOW)[person][0] == NOW - timedelta(hours=1)  # the silent call is none
    assert [c.name for c in caller_matches(session, "88889999")] == ["钟荷花"]  # known next time
    with pytest.raises(BadRequest):
        match_number(session, one.phone, person)
    undo(session, operation)
    assert len(unmatched_numbers(session)) == 1 and caller_matches(session, "88889999") == []
    match_number(session, one.phone, person, keep=False)
    assert caller_matches(session, "88889999") == []


def test_a_call_opens_a_ladder_and_an_incident_in_one_operation(bench: Bench) -> None:
    session = bench.session
    log_call(session, CallEntry(person=bench.elders["雷克勤"], note="摔在厨房", escalate=True, incident="fall", axis="emergency"))
    (ladder,) = open_ladders(session)
    (incident,) = incidents(session)
    assert (ladder.elder, ladder.reason, incident.entry.kind, incident.entry.what) == ("雷克勤", "emergency", "fall", "摔在厨房")
    undo(session, session.last_operation)
    assert open_ladders(session) == [] and incidents(session) == [] and calls_of_day(session) == []


def test_a_line_that_stays_silent_is_escalated_as_no_answer(bench: Bench) -> None:
    log_call(bench.session, CallEntry(direction="out", person=bench.elders["雷克勤"], subtype="no_answer", escalate=True))
    assert [one.reason for one in open_ladders(bench.session)] == ["no_answer"]


def test_a_ladder_needs_a_care_file_and_nothing_is_kept_without(bench: Bench) -> None:
    with pytest.raises(BadRequest, match="120"):
        log_call(bench.session, CallEntry(phone="02012345678", escalate=True))
    assert calls_of_day(bench.session) == []


def test_requests_and_outcomes_are_kept(bench: Bench) -> None:
    due = datetime(2026, 11, 21, 11, 30)
    log_call(bench.session, CallEntry(
        person=bench.elders["雷克勤"], outcome="transferred", follow_ups=(NewFollowUp("送午饭", "食堂", due, "meal"),)))  # fmt: skip
    (call,) = calls_of_day(bench.session)
    (promise,) = open_follow_ups(bench.session)
    assert (call["kind"], call["outcome"]) == ("transferred", "transferred")
    assert (promise["kind"], promise["owner"], promise["due_at"]) == ("meal", "食堂", due)
    with pytest.raises(BadRequest):
        log_call(bench.session, CallEntry(outcome="danced"))


def test_quick_phrases_are_the_stations_own(bench: Bench) -> None:
    first = phrases(bench.session)
    assert len(first) == 5
    save_phrases(bench.session, ["血压 130/80", "", "血压 130/80", "  要  理发 "])
    assert phrases(bench.session) == ["血压 130/80", "要 理发"]
    save_phrases(bench.session, ["要 理发"])
    assert phrases(bench.session) == ["要 理发"]
    save_phrases(bench.session, [])
    assert phrases(bench.session) == first
