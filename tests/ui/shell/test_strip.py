"""The alarm strip: the most urgent first, the time that is left, why it was opened."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.clock import FixedClock
from desktop.rounds.board import OpenLadder, StepLine
from desktop.rounds.ladder import NextStep, Step
from ui.shell.strip import Alarm, AlarmStrip, alarm_of, left_words

NOW = datetime(2026, 11, 21, 9, 20)


def alarm(id: str, minutes: int | None) -> Alarm:
    return Alarm(
        id, "No answer", f"2幢 {id}", "09:12 knocked", "phone", None if minutes is None else NOW + timedelta(minutes=minutes)
    )


def test_the_most_urgent_comes_first_and_its_button_tells_which(qtbot: Any) -> None:
    clock = FixedClock(NOW)
    strip = AlarmStrip(clock)
    qtbot.addWidget(strip)
    strip.set_alarms([alarm("late", 20), alarm("no step left", None), alarm("soon", 6)])
    assert strip.isVisible() and "soon" in strip._who.text() and "06:00 left" in strip._next.text() and "2" in strip._more.text()
    assert "late 20:00 left" in strip._others.text() and "no step left phone" in strip._others.text(), "every open ladder is named"
    clock.moment = NOW + timedelta(minutes=8, seconds=10)
    strip._tell()
    assert "02:10 late" in strip._next.text()
    with qtbot.waitSignal(strip.handle) as told:
        strip._button.click()
    assert told.args == ["soon"]
    strip.set_alarms([])
    assert not strip.isVisible()


@pytest.mark.parametrize(("reason", "words"), [("no_answer", "No answer"), ("unwell", "Seen unwell"), ("emergency", "Emergency")])
def test_a_ladder_says_why_it_was_opened_and_what_was_done(reason: str, words: str) -> None:
    step = StepLine("phone_elder", "Phone the elder", NOW, "林晓", "failed", "", 0)
    following = NextStep(Step.NEIGHBOUR, NOW + timedelta(minutes=5), timedelta(minutes=5), 0)
    ladder = OpenLadder(
        "1", "c", "仇阿根", "2幢1-502", "2幢", "138", reason, datetime(2026, 11, 21, 9, 12), (step,), following, "Ask a neighbour", (), None, 1
    )  # fmt: skip
    made = alarm_of(ladder)
    assert (
        words in made.reason
        and made.who == "2幢 仇阿根"
        and made.trail.startswith("09:12")
        and "09:20 Phone the elder" in made.trail
    )
    assert made.next == "Ask a neighbour" and made.due_at == following.due_at


def test_over_a_day_is_told_in_days() -> None:
    assert left_words(-timedelta(hours=6438, minutes=30)) == "268 d 6 h late"


@given(st.integers(-86_399, 86_399))
def test_every_time_left_is_told(seconds: int) -> None:
    told = left_words(timedelta(seconds=seconds))
    assert told.endswith("left" if seconds >= 0 else "late")
    parts = [int(part) for part in told.split()[0].split(":")]
    whole = parts[-1] + 60 * parts[-2] + (3600 * parts[0] if len(parts) == 3 else 0)
    assert whole == abs(seconds)
