"""The ladder across a restart: its timers run on while the program is closed, and nothing of it is forgotten or doubled."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.engine import open_file
from db.rounds import watching
from db.store import Store
from desktop.clock import FixedClock
from desktop.errors import BadRequest
from desktop.rounds import absences, incidents, ladders, sightings
from desktop.rounds.ladder import CLOSINGS_SAFE, CLOSINGS_WITH_INCIDENT, Closing, Step, StepTaken, steps_ahead
from desktop.rounds.meanwhile import fell_due, note_running
from desktop.rounds.outcomes import Outcome
from desktop.rounds.plans import plan_round, save_plan
from desktop.rounds.recording import Entry, record_sheet
from desktop.session import Session

DAY = date(2026, 11, 22)
KNOCKED = datetime(2026, 11, 22, 9, 12)


def reopen(town: Any, path: Path, at: datetime) -> Session:
    """Close the station as a power cut would, and open it again at another time."""
    town.session.store.close()
    town.clock = FixedClock(at)
    town.session = Session(Store(open_file(path, bytes(32))), town.clock, "linxiao")
    return town.session  # type: ignore[no-any-return]


@pytest.fixture
def path(tmp_path: Path, town: Any) -> Path:
    """The town's file, with a ladder that was opened at 09:12; the program ran until 09:20."""
    save_plan(town.session, plan_round(town.session, DAY, "am"))
    town.at(9, 15)
    record_sheet(town.session, 1, {1: Entry(Outcome.NO_ANSWER, at=KNOCKED)})
    town.at(9, 20)
    (ladder,) = ladders.open_ladders(town.session)
    ladders.take_step(town.session, ladder.id, "knock_again")
    note_running(town.session)
    return tmp_path / "station.db"


def test_what_fell_due_meanwhile_is_said_at_the_next_start(town: Any, path: Path) -> None:
    session = reopen(town, path, datetime(2026, 11, 22, 9, 40))
    (told,) = fell_due(session)
    assert [(one.step, one.due_at.time().isoformat("minutes")) for one in told.fell_due] == [
        ("look_listen", "09:22"), ("phone_elder", "09:27"), ("neighbour", "09:32"), ("leave_note", "09:37"),
    ]  # fmt: skip
    words = told.words()
    assert "顾素珍" in words and "09:20" in words and "09:27" in words and "金宝林" in words
    (ladder,) = ladders.open_ladders(session)
    assert ladder.next is not None and (ladder.next.step, ladder.next.level) == ("look_listen", 1)
    assert [one.step for one in ladder.steps] == ["knock_again"]
    note_running(session)
    assert fell_due(session) == [], "said once"
    session = reopen(town, path, datetime(2026, 11, 22, 9, 43))
    assert [one.step for one in fell_due(session)[0].fell_due] == ["check_absence"]


def test_nothing_is_said_when_nothing_fell_due_or_no_ladder_is_open(town: Any, path: Path) -> None:
    session = reopen(town, path, datetime(2026, 11, 22, 9, 21))
    assert fell_due(session) == []
    (ladder,) = ladders.open_ladders(session)
    ladders.close_ladder(session, ladder.id, "found_safe")
    session = reopen(town, path, datetime(2026, 11, 22, 12, 0))
    assert fell_due(session) == [] and ladders.open_ladders(session) == []


def test_after_a_crash_the_newest_entry_counts(town: Any, path: Path) -> None:
    """No note of the last minutes was written: what was last entered is known at least."""
    town.at(9, 30)
    (ladder,) = ladders.open_ladders(town.session)
    ladders.take_step(town.session, ladder.id, "look_listen")
    session = reopen(town, path, datetime(2026, 11, 22, 9, 33))
    (told,) = fell_due(session)
    assert told.since == datetime(2026, 11, 22, 9, 30) and [one.step for one in told.fell_due] == ["neighbour"]


def test_a_clock_set_back_keeps_nobody_from_acting(town: Any, path: Path) -> None:
    session = reopen(town, path, datetime(2026, 11, 22, 8, 0))
    assert fell_due(session) == []
    (ladder,) = ladders.open_ladders(session)
    ladders.take_step(session, ladder.id, "emergency_services", result="reached")
    with pytest.raises(BadRequest):
        ladders.take_step(session, ladder.id, "contacts", at=datetime(2026, 11, 22, 8, 0))
    (ladder,) = ladders.open_ladders(session)
    assert ladder.steps[-1].at == KNOCKED and ladder.next is None
    ladders.close_ladder(session, ladder.id, "helped")


def test_a_jump_to_the_end_keeps_what_was_jumped_over(town: Any, path: Path) -> None:
    (ladder,) = ladders.open_ladders(town.session)
    ladders.take_step(town.session, ladder.id, "emergency_services", result="reached", who="林晓")
    (ladder,) = ladders.open_ladders(town.session)
    assert ladder.next is None
    assert [(one.step, one.jumped) for one in ladder.ahead] == [
        (step, True) for step in ("look_listen", "phone_elder", "neighbour", "leave_note", "check_absence", "contacts")
    ]
    assert ladder.steps[-1].due_at == KNOCKED + timedelta(minutes=60)


@pytest.mark.parametrize("closing", [one for one in Closing if one is not Closing.ENTERED_IN_ERROR])
def test_every_ending_sets_last_safe_or_opens_an_incident(town: Any, path: Path, closing: Closing) -> None:
    assert closing in CLOSINGS_SAFE | CLOSINGS_WITH_INCIDENT
    (ladder,) = ladders.open_ladders(town.session)
    ladders.close_ladder(town.session, ladder.id, closing.value, "如记录")
    last = watching.last_safe(town.session.store, [town.persons[0]], town.clock.now()).get(town.persons[0])
    assert (last is not None and last == (town.clock.now(), "ladder")) is (closing in CLOSINGS_SAFE)
    found = incidents.incidents(town.session)
    assert bool(found) is (closing in CLOSINGS_WITH_INCIDENT)
    if found:
        assert (found[0].entry.care_file, found[0].entry.source_id, found[0].entry.what) == (town.elders[0], ladder.id, "如记录")
    assert bool(absences.absences(town.session)) is (closing is Closing.HOSPITAL)
    (closed,) = ladders.closed_ladders(town.session)
    assert (closed.result, closed.note) == (closing.value, "如记录")
    operation = town.session.last_operation
    town.session.store.undo(operation, "station.undo", "linxiao", town.clock.now())
    assert len(ladders.open_ladders(town.session)) == 1 and incidents.incidents(town.session) == []


def test_a_call_from_the_elder_is_shown_on_the_ladder(town: Any, path: Path) -> None:
    assert ladders.open_ladders(town.session)[0].safe_at is None
    with town.session.write("hotline.log_call") as unit:
        sightings.note_sighting(unit, town.persons[0], datetime(2026, 11, 22, 9, 18), sightings.Channel.CALL, "c")
    (ladder,) = ladders.open_ladders(town.session)
    assert (ladder.safe_at, ladder.safe_channel) == (datetime(2026, 11, 22, 9, 18), "call")


STEPS = st.lists(st.tuples(st.sampled_from(list(Step)), st.integers(0, 3)), max_size=8)


@given(STEPS, st.integers(0, 3), st.sampled_from(["no_answer", "unwell", "emergency"]), st.tuples(*[st.integers(1, 240)] * 3))
def test_what_is_ahead_rises_in_time_ends_with_the_emergency_services_and_never_repeats_what_was_done(
    taken: list[tuple[Step, int]], contacts: int, reason: str, minutes: tuple[int, int, int]
) -> None:
    done = [StepTaken(step, KNOCKED, contact=contact if step is Step.CONTACTS else 0) for step, contact in taken]
    ahead = steps_ahead(KNOCKED, done, contacts, reason, sorted(minutes))
    assert [one.due_at for one in ahead] == sorted(one.due_at for one in ahead)
    assert all(one.due_at >= KNOCKED for one in ahead)
    ended = any(step is Step.EMERGENCY_SERVICES for step, _contact in taken)
    assert (not ahead) is ended
    if ahead:
        assert ahead[-1].step is Step.EMERGENCY_SERVICES
    assert not {(one.step, one.contact) for one in ahead} & {(one.step, one.contact) for one in done}
