"""A month of the companion hotline through the real windows: planned, published, printed; somebody falls ill, repaired, swapped; duty
signed with PINs, handed over; calls taken, a follow-up closed."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.clock import FixedClock
from desktop.hotline.calls import calls_of_day, open_follow_ups
from desktop.hotline.duty_board import load_duty
from desktop.hotline.handover import load_handover
from desktop.hotline.rosters import roster_rows
from desktop.i18n import use
from desktop.station.history import history
from desktop.station.opening import open_sample
from desktop.station.sample.make import make_sample
from ui.hotline.calls_page import CallsPage
from ui.hotline.duty_page import DutyPage
from ui.hotline.plan_dialogs import IllDialog
from ui.hotline.roster_page import RosterPage
from ui.hotline.signer_dialog import SignerDialog
from ui.hotline.stand_in_dialog import StandInDialog
from ui.hotline.swaps_page import SwapsPage
from ui.kit import FormDialog, theme
from ui.preferences import Preferences
from ui.reports import page as reports
from ui.shell.main_window import MainWindow
from ui.worker import Worker

LATE_NOVEMBER = datetime(2026, 11, 25, 9, 0)
MONTH = "2026-12"
LONG = 60_000


class Desk:
    """The main window on the sample station, its clock, and the services' view for checking."""

    def __init__(self, window: MainWindow, worker: Worker, clock: FixedClock, qtbot: Any) -> None:
        self.window, self.worker, self.clock, self.qtbot = window, worker, clock, qtbot

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=LONG)

    def ask(self, service: Callable[..., Any], *args: Any) -> Any:
        got: list[Any] = []
        wrong: list[BaseException] = []
        self.worker.run(service, *args, done=got.append, failed=wrong.append)
        self.qtbot.waitUntil(lambda: bool(got or wrong), timeout=LONG)
        assert wrong == []
        return got[0]

    def go(self, key: str, **where: Any) -> Any:
        self.window.go(key, **where)
        self.ask(lambda _session: None)
        self.ask(lambda _session: None)
        return self.window.current()

    def key(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        widget.window().activateWindow()
        self.qtbot.waitUntil(widget.window().isActiveWindow, timeout=LONG)
        self.qtbot.keyClick(widget, key, modifier)

    def dialog(self, kind: type[Any]) -> Any:
        """The open dialog of this kind, when it is there."""
        def shown() -> list[Any]:
            return [one for one in self.window.findChildren(kind) if one.isVisible()]

        self.until(shown)
        return shown()[-1]


@pytest.fixture
def desk(tmp_path: Path, idle_worker: Worker, qtbot: Any, qapp: Any) -> Iterator[Desk]:
    """The sample station on 25 November 2026, nine in the morning."""
    theme.apply(qapp)
    clock = FixedClock(LATE_NOVEMBER)
    folder = tmp_path / "station"
    make_sample(folder, LATE_NOVEMBER, years=0.01).close()
    opened: list[Any] = []
    idle_worker.open(open_sample, folder, clock, done=opened.append)
    qtbot.waitUntil(lambda: bool(opened), timeout=LONG)
    trouble: list[BaseException] = []
    idle_worker.trouble.connect(trouble.append)
    window = MainWindow(idle_worker, clock, folder, Preferences("en"))
    qtbot.addWidget(window)
    window.show()
    made = Desk(window, idle_worker, clock, qtbot)
    made.ask(lambda _session: None)
    yield made
    made.ask(lambda _session: None)
    assert trouble == []
    use("en")


@pytest.fixture
def idle_worker(qapp: Any) -> Iterator[Worker]:
    """A worker with no station open."""
    worker = Worker()
    yield worker
    assert worker.stop(), "a thread did not end"
    worker.deleteLater()


def plan_and_publish(desk: Desk) -> None:
    """The roster page: F5, Ctrl+Enter, publish; the button is then dead, so nothing is published twice."""
    page = desk.go("hotline.roster", month=MONTH)
    assert isinstance(page, RosterPage)
    desk.until(lambda: page.view is not None and page.view.roster.month == MONTH)
    desk.key(page, Qt.Key.Key_F5)
    accept_and_publish(desk, page)
    page.publish.click()
    assert not page.publish.isEnabled()


def accept_and_publish(desk: Desk, page: RosterPage) -> None:
    desk.until(lambda: page._plan is not None)
    page.accept.click()
    desk.until(lambda: page._plan is None and page.view is not None and page.view.roster.saved is not None
               and page.view.roster.saved.state == "draft")  # fmt: skip
    page.publish.click()
    desk.until(lambda: page.view is not None and page.view.roster.saved is not None and page.view.roster.saved.state == "published")


def print_it(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall roster and the slips as PDF, from the Reports page that Ctrl+P opens."""
    roster = desk.window.current()
    assert isinstance(roster, RosterPage)
    for report, open_it in (
        ("wall_roster", lambda: desk.key(roster, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)),
        ("duty_slips", lambda: desk.go("reports", report="duty_slips", day=date(2026, 12, 1))),
    ):
        open_it()
        page = desk.window.current()
        assert isinstance(page, reports.ReportsPage)
        desk.until(lambda page=page, report=report: page.report.code == report and page.scope() is not None)
        out = tmp_path / f"{report}.pdf"
        monkeypatch.setattr(reports, "ask_path", lambda *_asked, out=out: out)
        desk.ask(lambda _session: None)
        page.save_pdf()
        desk.until(out.exists)
        document = pypdfium2.PdfDocument(out)
        text = "".join(one.get_textpage().get_text_range() for one in document)
        document.close()
        assert desk.ask(roster_rows, MONTH)[0]["name"] in text


def somebody_falls_ill(desk: Desk) -> str:
    """Roster page, F6: who and until when; the repair moves only his seats; published. Returns his code."""
    row = next(row for row in desk.ask(roster_rows, MONTH) if row["date"] >= date(2026, 12, 3) and row["code"])
    page = desk.go("hotline.roster", month=MONTH)
    desk.until(lambda: page.view is not None and page.view.roster.saved is not None)
    before = dict(page.view.roster.assigned)
    page._somebody_ill()
    dialog = desk.dialog(IllDialog)
    ill = next(one for one in page.view.lines if one.code == row["code"])
    last = row["date"] + timedelta(days=3)
    dialog.form.patch({"who": ill.volunteer, "first": row["date"], "last": last})
    dialog.submit()
    accept_and_publish(desk, page)
    after = page.view.roster.assigned
    assert page.view.breaches == ()
    assert not [key for key, who in after.items() if who == ill.volunteer and row["date"] <= key.day <= last]
    moved = [key for key in before if before[key] != after[key]]
    assert 1 <= len(moved) <= 6
    return str(row["code"])


def find_a_stand_in(desk: Desk) -> None:
    """The swaps page, F7: the fairest who may come, with a telephone number."""
    page = desk.go("hotline.swaps")
    assert isinstance(page, SwapsPage)
    desk.until(lambda: page.board is not None and bool(page.seats.rows()))
    seat = next(one for one in page.seats.rows() if one.starts.month == 12 and one.volunteer)
    page.seats.select_key(seat.id)
    desk.key(page, Qt.Key.Key_F7)
    dialog = desk.dialog(StandInDialog)
    desk.until(lambda: bool(dialog.table.rows()))
    first = dialog.table.rows()[0]
    assert first.rule == "" and len(first.phone) == 11 and first.volunteer != seat.volunteer
    dialog.reason.setText("发烧")
    dialog.give.click()
    desk.until(lambda: any(row["reason"] == "发烧" and row["taker"] == first.volunteer for row in page.past.rows()))


def swap(desk: Desk) -> None:
    """F2 offers, F4 the other agrees, F4 approves; Ctrl+Z takes it back and it is approved again."""
    page = desk.window.current()
    assert isinstance(page, SwapsPage)
    seat = [one for one in page.seats.rows() if one.starts.month == 12 and one.volunteer and not one.offered][20]
    page.seats.clearSelection()
    page.seats.select_key(seat.id)
    desk.key(page, Qt.Key.Key_F2)
    dialog = desk.dialog(FormDialog)
    taker = dialog.form._spec("taker").choices[1][0]
    dialog.form.patch({"taker": taker, "reason": "孙子家长会"})
    dialog.submit()

    def mine() -> Any:
        return next((one for one in page.open_swaps.rows() if one["reason"] == "孙子家长会" and one["taker"] == taker), None)

    desk.until(lambda: mine() is not None and not dialog.isVisible())
    for state in ("offered", "accepted"):
        desk.until(lambda state=state: mine() is not None and mine()["state"] == state)
        page.open_swaps.select_key(mine()["id"])
        desk.key(page.open_swaps, Qt.Key.Key_F4)
    desk.until(lambda: mine() is None)
    held = {(row["date"], row["start"], row["seat"]): row["code"] for row in desk.ask(roster_rows, MONTH)}
    newest = page.versions.rows()[0]
    assert newest.month == MONTH and newest.in_force and len(newest.changes) == 1
    place = (seat.starts.date(), f"{seat.starts:%H:%M}", seat.number)
    assert held[place] and newest.changes[0][3] == seat.name


def sign(desk: Desk, page: DutyPage, pin: str, new: bool) -> None:
    desk.key(page, Qt.Key.Key_F2)
    dialog = desk.dialog(SignerDialog)
    dialog.pin.setText(pin)
    if new:
        dialog.again.setText(pin)
    dialog.submit()
    desk.until(lambda: not dialog.isVisible())


def duty_and_handover(desk: Desk) -> None:
    """1 December: the first shift signs in with first PINs, notes a task, signs out and hands over; the second takes over."""
    desk.clock.moment = datetime(2026, 12, 1, 7, 45)
    page = desk.go("hotline.duty")
    assert isinstance(page, DutyPage)
    page.open()
    desk.until(lambda: page.board is not None and page.board.day == date(2026, 12, 1) and page.board.seats[0].state == "open")
    for place in range(2):
        page.seats.select_key(page.board.seats[place].seat)  # type: ignore[union-attr]
        sign(desk, page, f"407{place}", new=True)
        desk.until(lambda place=place: page.board is not None and page.board.seats[place].state == "here")
    desk.key(page, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    note = desk.dialog(FormDialog)
    note.form.patch({"text": "下午回拨无声来电"})
    note.submit()
    desk.until(lambda: not note.isVisible())
    desk.clock.moment = datetime(2026, 12, 1, 12, 1)
    giver = page.board.seats[0].who  # type: ignore[union-attr]
    desk.key(page, Qt.Key.Key_F4)
    dialog = desk.dialog(SignerDialog)
    dialog.who.setCurrentIndex(dialog.who.findData(giver))
    dialog.pin.setText("4070")
    dialog.submit()
    desk.until(lambda: page.board is not None and page.board.handover.waiting is not None and not dialog.isVisible())
    page.seats.select_key(page.board.seats[0].seat)  # type: ignore[union-attr]
    sign(desk, page, "4070", new=False)
    desk.until(lambda: page.board is not None and page.board.seats[0].state == "done")
    page.seats.select_key(page.board.seats[2].seat)  # type: ignore[union-attr]
    sign(desk, page, "5180", new=True)
    desk.until(lambda: page.board is not None and page.board.seats[2].state == "here")
    desk.key(page, Qt.Key.Key_F4)
    dialog = desk.dialog(SignerDialog)
    dialog.who.setCurrentIndex(dialog.who.findData(page.board.seats[2].who))  # type: ignore[union-attr]
    dialog.pin.setText("5180")
    dialog.submit()
    desk.until(lambda: page.board is not None and page.board.handover.waiting is None and not dialog.isVisible())
    board, view = desk.ask(load_duty), desk.ask(load_handover)
    assert (board.seats[0].minutes, board.seats[0].manual) == (240, False)
    assert view.past[0]["taken_at"] is not None
    assert "下午回拨无声来电" in [one["text"] for one in view.items["task"]]


def calls_and_a_follow_up(desk: Desk) -> None:
    """The hotline page: a call with a promise by keys alone, then the promise closed with its result."""
    page = desk.go("hotline")
    assert isinstance(page, CallsPage)
    desk.until(lambda: page.desk is not None and page.desk.now.date() == date(2026, 12, 1) and not page.stale)
    elder = next(one for one in page.desk.book.people.values() if one.care_file is not None)  # type: ignore[union-attr]
    desk.key(page, Qt.Key.Key_F2)
    desk.until(page.form.caller.hasFocus)
    page.form.caller.setText(elder.name)
    page.form.caller.textEdited.emit(elder.name)
    desk.key(page.form.caller, Qt.Key.Key_Return)
    desk.until(lambda: page.form.caller_known is not None and page.form.note.hasFocus())
    page.form.note.setPlainText("聊家常，想约理发")
    page.form.promise.setText("联系上门理发")
    page.form.owner.setText("林晓")
    desk.key(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: any(one["what"] == "联系上门理发" for one in page.promises.rows()))
    (call,) = desk.ask(calls_of_day)
    assert (call["person"], call["note"]) == (elder.person, "聊家常，想约理发")
    page.which.choose("follow_ups")
    promise = next(one for one in page.promises.rows() if one["what"] == "联系上门理发")
    assert (promise["owner"], promise["due_at"].hour) == ("林晓", 18)
    page.promises.select_key(promise["id"])
    desk.key(page.promises, Qt.Key.Key_Return)
    dialog = desk.dialog(FormDialog)
    dialog.form.patch({"result": "周四上门"})
    dialog.submit()
    desk.until(lambda: all(one["what"] != "联系上门理发" for one in page.promises.rows()))
    assert all(one["what"] != "联系上门理发" for one in desk.ask(open_follow_ups))


def test_a_month_at_the_phone(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_and_publish(desk)
    print_it(desk, tmp_path, monkeypatch)
    somebody_falls_ill(desk)
    find_a_stand_in(desk)
    swap(desk)
    duty_and_handover(desk)
    calls_and_a_follow_up(desk)
    done = {one.name for one in desk.ask(history)}
    assert {
        "hotline.publish_roster", "hotline.replace_seat", "hotline.offer_swap", "hotline.accept_swap", "hotline.approve_swap",
        "hotline.set_pin", "hotline.sign_in", "hotline.sign_out", "hotline.give_handover", "hotline.take_handover", "hotline.log_call",
        "hotline.close_follow_up", "reports.log_print",
    } <= done  # fmt: skip
