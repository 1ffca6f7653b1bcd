"""A ladder is open when the program is closed; the next start says what fell due, and every page shows the ladder."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.clock import FixedClock
from desktop.rounds.ladders import open_ladders
from desktop.rounds.meanwhile import note_running
from desktop.station.opening import open_sample
from ui.preferences import Preferences
from ui.rooms import ROOMS
from ui.shell.main_window import MainWindow
from ui.worker import Worker

CLOSED = datetime(2026, 11, 23, 10, 5)


def test_the_next_start_says_what_fell_due_and_every_page_shows_the_ladder(
    qtbot: Any, idle_worker: Worker, sample: Path
) -> None:
    before = open_sample(sample, FixedClock(CLOSED))
    (ladder,) = open_ladders(before.session)
    note_running(before.session)
    before.close()
    clock = FixedClock(CLOSED + timedelta(minutes=30))
    opened: list[Any] = []
    trouble: list[BaseException] = []
    idle_worker.trouble.connect(trouble.append)
    idle_worker.open(open_sample, sample, clock, done=opened.append)
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    window = MainWindow(idle_worker, clock, sample, Preferences("en"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window._error_bar.isVisible, timeout=20_000)
    told = window._error_bar.words.text()
    assert ladder.elder in told and "10:05" in told and "10:15" in told
    qtbot.waitUntil(lambda: window.frame is not None and window.strip.count == 1)
    for room in ROOMS:
        window.go(room.key)
        assert window.strip.isVisible(), room.key
    settle(idle_worker, qtbot)
    window._minute.timeout.emit()
    settle(idle_worker, qtbot)
    window.put_away()
    window.come_back()
    settle(idle_worker, qtbot)
    assert window._error_bar.words.text() == told, "what was said is not said again"
    assert trouble == []


def settle(worker: Worker, qtbot: Any) -> None:
    """Wait until the database thread has nothing to do."""
    for _again in range(2):
        done: list[Callable[[], None] | None] = []
        worker.run(lambda _session: None, done=done.append)
        qtbot.waitUntil(lambda done=done: bool(done), timeout=20_000)  # type: ignore[misc]
