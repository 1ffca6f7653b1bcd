"""The database thread: order, errors, topics, cancelling, and pages that close before their answer comes."""

import threading
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget

from desktop.errors import BadRequest, Cancelled
from desktop.session import Session
from ui.kit import ProgressDialog
from ui.kit import dialogs as dialogs_module
from ui.worker import Locked, Worker


def test_results_come_in_order_on_the_gui_thread(worker: Worker, qtbot: Any) -> None:
    here = threading.get_ident()
    got: list[tuple[int, bool, bool]] = []
    for number in range(50):
        worker.run(
            lambda _session, n: (n, threading.get_ident()),
            number,
            done=lambda told: got.append((told[0], told[1] != here, threading.get_ident() == here)),
        )
    qtbot.waitUntil(lambda: len(got) == 50)
    assert got == [(number, True, True) for number in range(50)]


def test_the_service_gets_the_open_session(worker: Worker, call: Any) -> None:
    assert call(lambda session, extra: (type(session), session.account, extra), "x") == (Session, "tester", "x")


def test_an_error_goes_to_failed_or_else_to_trouble(worker: Worker, qtbot: Any) -> None:
    def refuse(_session: Session) -> None:
        raise BadRequest("no such sheet")

    failed: list[BaseException] = []
    trouble: list[BaseException] = []
    worker.trouble.connect(trouble.append)
    worker.run(refuse, failed=failed.append)
    worker.run(refuse)
    qtbot.waitUntil(lambda: bool(failed and trouble))
    assert str(failed[0]) == str(trouble[0]) == "no such sheet"


def test_topics_are_announced_after_the_callback(worker: Worker, qtbot: Any) -> None:
    heard: list[Any] = []
    worker.changed.connect(lambda topics: heard.append(topics))
    worker.run(lambda session: session.note_changed({"people"}), done=lambda _none: heard.append("done"))
    worker.run(lambda _session: None, done=lambda _none: heard.append("read"))
    qtbot.waitUntil(lambda: "read" in heard)
    assert heard == ["done", frozenset({"people"}), "read"]


def test_a_page_closed_before_its_result_gets_nothing(worker: Worker, qtbot: Any) -> None:
    gate = threading.Event()
    got: list[Any] = []
    owner = QWidget()
    worker.run(lambda _session: gate.wait(5), done=got.append, owner=owner)
    shiboken6.delete(owner)
    gate.set()
    after: list[Any] = []
    worker.run(lambda _session: 1, done=after.append)
    qtbot.waitUntil(lambda: bool(after))
    assert got == []


class _Asker(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []

    def take(self, value: Any) -> None:
        self.got.append(value)


def test_a_method_of_a_deleted_widget_is_not_called(worker: Worker, qtbot: Any) -> None:
    gate = threading.Event()
    asker = _Asker()
    worker.run(lambda _session: gate.wait(5), done=asker.take)
    shiboken6.delete(asker)
    gate.set()
    after: list[Any] = []
    worker.run(lambda _session: 1, done=after.append)
    qtbot.waitUntil(lambda: bool(after))
    assert asker.got == []


def test_long_work_tells_progress_and_can_be_cancelled(worker: Worker, qtbot: Any) -> None:
    started = threading.Event()

    def work(_session: Session, progress: Any, cancelled: Any) -> None:
        progress(0.25, "a quarter")
        started.set()
        while not cancelled():
            threading.Event().wait(0.005)
        raise Cancelled("stopped")

    told: list[tuple[float, str]] = []
    failed: list[BaseException] = []
    worker.long_started.connect(lambda long: long.progressed.connect(lambda fraction, text: told.append((fraction, text))))
    long = worker.run_long(work, title="Counting", failed=failed.append)
    qtbot.waitUntil(started.is_set)
    long.cancel()
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], Cancelled)
    assert told == [(0.25, "a quarter")]


def test_work_cancelled_while_it_waits_never_starts(worker: Worker, qtbot: Any) -> None:
    gate, ran, failed = threading.Event(), [], []
    worker.run(lambda _session: gate.wait(5))
    long = worker.run_long(lambda _session, progress, cancelled: ran.append(1), title="Later", failed=failed.append)
    long.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(failed))
    assert ran == [] and isinstance(failed[0], Cancelled)


def test_pure_work_runs_beside_the_database(worker: Worker, qtbot: Any) -> None:
    gate, solved, read = threading.Event(), [], []
    worker.run_pure(lambda problem, progress, cancelled: (gate.wait(5), problem * 2)[1], 21, title="Solving", done=solved.append)
    worker.run(lambda _session: "read", done=read.append)
    qtbot.waitUntil(lambda: bool(read))
    assert solved == []
    gate.set()
    qtbot.waitUntil(lambda: solved == [42])


def test_busy_is_told_once_at_each_turn(worker: Worker, qtbot: Any) -> None:
    heard: list[bool] = []
    after: list[Any] = []
    worker.run(lambda _session: None, done=after.append)
    qtbot.waitUntil(lambda: bool(after))
    worker.busy.connect(heard.append)
    worker.run(lambda _session: None)
    worker.run(lambda _session: None, done=after.append)
    qtbot.waitUntil(lambda: heard[-1:] == [False])
    assert heard == [True, False]


def test_without_a_station_a_service_fails(idle_worker: Worker, qtbot: Any) -> None:
    failed: list[BaseException] = []
    idle_worker.run(lambda _session: None, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], Locked)


def test_opening_gives_what_comes_beside_the_session(idle_worker: Worker, open_empty: Any, qtbot: Any) -> None:
    got: list[Any] = []
    idle_worker.open(lambda: (open_empty(), "recovery key"), done=got.append)
    qtbot.waitUntil(lambda: got == ["recovery key"])


def test_stop_closes_the_station_and_drops_what_comes_later(idle_worker: Worker, open_empty: Any) -> None:
    opened: list[Any] = []

    def opening() -> Any:
        opened.append(open_empty())
        return opened[0]

    got: list[Any] = []
    idle_worker.open(opening)
    assert idle_worker.stop()
    idle_worker.run(lambda _session: 1, done=got.append)
    assert got == [] and opened[0].session.store.database.is_closed()


@pytest.fixture
def quick_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs_module, "SHOW_AFTER", 20)


def test_progress_shows_when_work_lasts_and_its_button_cancels(worker: Worker, qtbot: Any, quick_progress: None) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    shown: list[ProgressDialog] = []
    worker.long_started.connect(lambda long: shown.append(ProgressDialog(long, window)))

    def work(_session: Session, progress: Any, cancelled: Any) -> str:
        progress(0.5, "half")
        while not cancelled():
            threading.Event().wait(0.005)
        return "stopped early"

    done: list[Any] = []
    worker.run_long(work, title="Copying", done=done.append)
    qtbot.waitUntil(lambda: shown[0].isVisible() and shown[0].words.text() == "half")
    assert shown[0].bar.value() == 500
    shown[0].stop.click()
    qtbot.waitUntil(lambda: done == ["stopped early"])


def test_quick_work_shows_no_progress(worker: Worker, qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    shown: list[ProgressDialog] = []
    worker.long_started.connect(lambda long: shown.append(ProgressDialog(long, window)))
    done: list[Any] = []
    worker.run_long(lambda _session, progress, cancelled: 1, title="Quick", done=done.append)
    qtbot.waitUntil(lambda: done == [1])
    assert not shiboken6.isValid(shown[0]) or not shown[0].isVisible()
