"""A clerk's first day through the real windows: wizard → import → today → print → enter six exceptions → ladder → call → roster."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from desktop.clock import FixedClock
from desktop.hotline.rosters import roster_rows
from desktop.i18n import use
from desktop.rounds.entry import open_sheet
from desktop.rounds.ladder import Closing
from desktop.station.history import history
from ui.app import Program
from ui.exchange.import_page import ImportPage
from ui.hotline.calls_page import CallsPage
from ui.hotline.roster_page import RosterPage
from ui.kit import theme
from ui.preferences import Preferences
from ui.rounds.entry_page import EntryPage
from ui.rounds.ladder_page import LadderPage
from ui.rounds.plan_page import PlanPage
from ui.shell.main_window import MainWindow
from ui.shell.today import TodayPage
from ui.station.login import Login
from ui.station.wizard import Wizard

DATA = Path(__file__).resolve().parents[1] / "data"
LEDGER = DATA / "红葵社区台账.xlsx"
SECRET = "three short words"
LONG = 60_000


class Day:
    """The running program, its clock, and the service's view for checking."""

    def __init__(self, program: Program, clock: FixedClock, qtbot: Any) -> None:
        self.program, self.clock, self.qtbot = program, clock, qtbot
        self.trouble: list[BaseException] = []
        program.worker.trouble.connect(self.trouble.append)

    @property
    def window(self) -> MainWindow:
        assert isinstance(self.program.window, MainWindow)
        return self.program.window

    @property
    def complaint(self) -> str:
        """What the red bar says, if it is shown."""
        if not isinstance(self.program.window, MainWindow) or self.window._error_bar.property("bar") != "error":
            return ""
        return self.window._error_bar.words.text() if self.window._error_bar.isVisible() else ""

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()) or bool(self.trouble) or bool(self.complaint), timeout=LONG)
        assert (self.trouble, self.complaint) == ([], "")

    def ask(self, service: Callable[..., Any], *args: Any) -> Any:
        got: list[Any] = []
        wrong: list[BaseException] = []
        self.program.worker.run(service, *args, done=got.append, failed=wrong.append)
        self.qtbot.waitUntil(lambda: bool(got or wrong), timeout=LONG)
        assert wrong == []
        return got[0]

    def go(self, key: str, **where: Any) -> Any:
        self.window.go(key, **where)
        self.ask(lambda _session: None)
        self.ask(lambda _session: None)
        return self.window.current()

    def key(self, widget: Any, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(widget, key, modifier)


@pytest.fixture
def day(tmp_path: Path, qapp: QApplication, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    """The program on an empty folder, on Saturday 21 November 2026, twenty to eight in the morning."""
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(lambda _url: True))
    clock = FixedClock(datetime(2026, 11, 21, 7, 40))
    program = Program(qapp, tmp_path / "station", clock, Preferences("zh_CN"))
    program.start()
    made = Day(program, clock, qtbot)
    yield made
    for shown in (program.window, program.dialog):
        if shown is not None:
            shown.hide()
            shown.deleteLater()
    program.stop()
    use("en")
    theme.apply(qapp)


def first_run(day: Day, tmp_path: Path) -> None:
    """The wizard: the station, its recovery paper, then on to the import."""
    wizard = day.program.dialog
    assert isinstance(wizard, Wizard)
    wizard._show(1)
    wizard.form.patch({"name": "红葵社区服务站", "community": "红葵社区", "phone": "0574-86000000", "account": "林晓"})
    wizard.passwords.first.setText(SECRET)
    wizard.passwords.second.setText(SECRET)
    wizard.next.click()
    day.until(lambda: wizard.pages.currentIndex() == 2)
    wizard.write_pdf(tmp_path / "recovery.pdf")
    day.until(lambda: wizard.saved_to is not None)
    wizard.kept.setChecked(True)
    wizard.next.click()
    wizard._finish("import")
    day.until(lambda: day.program.window is not None and day.window.frame is not None)
    assert day.window.key == "import"


def bring_in_the_ledger(day: Day) -> dict[str, Any]:
    """The import page: preview, nothing written; accept; everybody is there."""
    truth: dict[str, Any] = json.loads((DATA / "红葵社区台账.truth.json").read_text("utf-8"))
    page = day.window.current()
    assert isinstance(page, ImportPage)
    page.read(LEDGER)
    day.until(lambda: page.preview is not None)
    assert len(day.ask(history)) == 1  # the station itself; a preview writes nothing
    page._accept.click()
    day.until(lambda: page.result is not None)
    assert page.result is not None and page.result.count("new") > 200 and page.result.doubts > 0
    return truth


def plan_and_print(day: Day, tmp_path: Path) -> str:
    """Today → plan this round → accept → the sheets as PDF; the text of the PDF."""
    today = day.go("today")
    assert isinstance(today, TodayPage) and not today._first_steps.isVisible() and today._unplanned_row.isVisible()
    today._plan.click()
    page = day.window.current()
    assert isinstance(page, PlanPage)
    day.until(lambda: page._slot == "am")
    page.plan_button.click()
    day.until(lambda: page.shown is not None)
    page.save_button.click()
    day.until(lambda: page.shown is not None and page.shown.saved)
    out = tmp_path / "sheets.pdf"
    page.write(out, [])
    day.until(lambda: out.exists() and "sheets.pdf" in day.window._undo_bar.words.text())
    assert page.shown is not None
    document = pypdfium2.PdfDocument(out)
    text = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    document.close()
    for sheet in page.shown.sheets:
        assert f"{sheet.number:04d}" in text or str(sheet.number) in text
    return text


def enter_six_exceptions(day: Day) -> int:
    """The entry page by keyboard alone: number, key, note, Enter; then Ctrl+Enter."""
    day.clock.moment = datetime(2026, 11, 21, 10, 20)
    page = day.go("rounds.entry")
    assert isinstance(page, EntryPage)
    day.until(lambda: page.entry is not None)
    assert page.entry is not None
    while len(page.entry.view.doors) < 6:
        following = page.entry.view.after
        assert following is not None, "no sheet with six doors"
        page._after.click()
        day.until(lambda wanted=following: page.entry is not None and page.entry.view.number == wanted)
    number = page.entry.view.number
    for door, key, note in (
        ("1", "J", "在午睡"), ("2", "D", ""), ("3", "L", "女儿接走"), ("4", "M", ""), ("5", "G", ""), ("6", "N", "两次敲门,屋内有电视声"),
    ):  # fmt: skip
        page.table.setFocus()
        day.qtbot.keyClicks(page.table, door)
        day.qtbot.keyClicks(page.table, key)
        page.note.setText(note)
        day.key(page.note, Qt.Key.Key_Return)
    assert page.entry.exceptions == 6
    page.accept_button.click()
    day.until(lambda: page.entry is not None and page.entry.view.number != number)
    stored = day.ask(open_sheet, number).view
    found = {door.number: str(door.outcome) for door in stored.doors}
    assert [found[n] for n in range(1, 7)] == ["refused", "by_phone", "vouched", "missed", "through_door", "no_answer"]
    assert all(found[n] == "seen_safe" for n in found if n > 6)
    return number


def climb_the_ladder(day: Day) -> None:
    """The strip on every page → the ladder → two steps without result → a neighbour knows → closed; the strip goes."""
    day.until(lambda: day.window.strip.isVisible())
    day.go("settings")
    assert day.window.strip.isVisible()
    day.window.strip._button.click()
    page = day.window.current()
    assert isinstance(page, LadderPage)
    day.until(lambda: page.ladder is not None)
    for minute in (22, 27):
        day.clock.moment = datetime(2026, 11, 21, 10, minute)
        assert page.ladder is not None
        before = len(page.ladder.steps)
        page.failed_button.click()
        day.until(lambda before=before: page.ladder is not None and len(page.ladder.steps) == before + 1)
    day.clock.moment = datetime(2026, 11, 21, 10, 31)
    page.note.setText("楼长说去菜场了")
    page.reached.click()
    day.until(lambda: page.ladder is not None and len(page.ladder.steps) == 3)
    page.endings[Closing.FOUND_SAFE].click()
    day.until(lambda: page.ladder is None)
    day.until(lambda: not day.window.strip.isVisible())


def log_a_call(day: Day) -> None:
    """The hotline page: type who calls, what was said, what was promised; Ctrl+Enter."""
    page = day.go("hotline")
    assert isinstance(page, CallsPage)
    day.until(lambda: page.desk is not None)
    assert page.desk is not None
    elder = next(one for one in page.desk.book.people.values() if one.care_file is not None)
    page.form.begin()
    page.form.caller.setFocus()
    page.form.caller.setText(elder.name)
    page.form.caller.look(elder.name)
    day.key(page.form.caller, Qt.Key.Key_Return)
    day.until(lambda: page.form.caller_known is not None)
    page.form.note.setPlainText("聊家常,想约理发")
    page.form.promise.setText("联系上门理发")
    page.form.save.click()
    day.until(lambda: page.desk is not None and len(page.desk.calls) == 1 and len(page.desk.follow_ups) == 1)
    assert page.desk.calls[0]["note"] == "聊家常,想约理发"


def make_the_roster(day: Day) -> None:
    """The roster page: plan December, accept, publish; no hard rule broken."""
    page = day.go("hotline.roster", month="2026-12")
    assert isinstance(page, RosterPage)
    day.until(lambda: page.view is not None and page.view.roster.month == "2026-12")
    page.replan.click()
    day.until(lambda: page._plan is not None)
    page.accept.click()
    day.until(lambda: page._plan is None and page.view is not None and page.view.roster.saved is not None)
    page.publish.click()
    day.until(
        lambda: page.view is not None and page.view.roster.saved is not None and page.view.roster.saved.state == "published"
    )
    rows = day.ask(roster_rows, "2026-12")
    assert len(rows) == 31 * 3 * 2 and {row["date"] for row in rows} == {date(2026, 12, day_) for day_ in range(1, 32)}
    assert page.view is not None and not page.view.breaches and page.view.unfilled == 0


def test_a_clerks_first_day(day: Day, tmp_path: Path) -> None:
    first_run(day, tmp_path)
    truth = bring_in_the_ledger(day)
    assert truth
    text = plan_and_print(day, tmp_path)
    assert "红葵社区服务站" in text
    enter_six_exceptions(day)
    climb_the_ladder(day)
    log_a_call(day)
    make_the_roster(day)
    today = day.go("today")
    assert isinstance(today, TodayPage)
    names = [one.name for one in day.ask(history)]
    for wanted in (
        "exchange.import_workbook",
        "rounds.save_plan",
        "rounds.record_sheet",
        "rounds.close_ladder",
        "hotline.log_call",
        "hotline.publish_roster",
    ):
        assert wanted in names
    day.window.lock()
    assert isinstance(day.program.dialog, Login)
    assert day.trouble == []
