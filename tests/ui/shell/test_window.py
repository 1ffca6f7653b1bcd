"""The main window on the sample station: frame, strip, keys, finder, undo, looks, errors."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QToolButton,
)

from desktop import i18n
from desktop.errors import BadRequest
from desktop.rounds.ladders import close_ladder, open_ladders
from desktop.station.profile import Profile, load_profile, save_profile
from ui.app import Program
from ui.kit import CrashDialog, HelpViewer, theme
from ui.preferences import Preferences
from ui.rooms import ROOMS
from ui.shell.main_window import MainWindow
from ui.shell.today import TodayPage
from ui.worker import Worker


def test_the_frame_tells_whose_station_it_is(window: MainWindow) -> None:
    assert window.frame is not None and window.frame.sample
    assert window.frame.station in window.windowTitle() and "Sample station" in window.windowTitle()
    assert window.navigation._sample.isVisible()


def test_every_page_opens_with_the_strip_and_the_sample_mark(window: MainWindow, settle: Any) -> None:
    for one in ROOMS:
        window.go(one.key)
        settle()
        page = window.current()
        assert page is not None and page.title, one.key
        assert window.strip.isVisible() == bool(window.frame.ladders), one.key
        assert window.navigation._sample.isVisible(), one.key


def test_every_page_fits_the_smallest_screen(window: MainWindow, settle: Any) -> None:
    window.resize(1366, 768)
    for one in ROOMS:
        window.go(one.key)
        settle()
        page = window.current()
        room = page.parentWidget().width()
        assert page.minimumSizeHint().width() <= room, (
            f"{one.key} is cut off at the right: {page.minimumSizeHint().width()} > {room}"
        )


def test_the_strip_goes_when_the_last_ladder_is_closed(window: MainWindow, settle: Any) -> None:
    assert window.strip.count >= 1 and window.navigation.button("today").isVisible()

    def close_all(session: Any) -> None:
        for ladder in open_ladders(session):
            close_ladder(session, ladder.id, "found_safe")

    window.worker.run(close_all)
    settle()
    assert not window.strip.isVisible() and window.strip.count == 0


def test_the_finder_finds_by_initials_and_goes_to_the_person(window: MainWindow, settle: Any, qtbot: Any) -> None:
    window.find_anybody()
    settle()
    finder = window.finder
    assert len(finder._index) > 100
    some = finder._index.find("w", 5)
    qtbot.keyClicks(finder.line, "w")
    assert finder.hits.count() >= len(some) > 0
    found: list[str] = []
    finder.found.connect(found.append)
    qtbot.keyClick(finder.line, Qt.Key.Key_Down)
    chosen = finder.hits.currentItem().data(Qt.ItemDataRole.UserRole)
    qtbot.keyClick(finder.line, Qt.Key.Key_Return)
    assert found == [chosen] and not finder.isVisible()
    settle()


def test_ctrl_z_takes_back_the_last_operation_and_can_be_taken_back_itself(window: MainWindow, settle: Any) -> None:
    names: list[str] = []

    def name(session: Any) -> str:
        return load_profile(session)[0].name

    window.worker.run(save_profile, Profile("另一个服务站"))
    window.worker.run(name, done=names.append)
    window.undo()
    window.worker.run(name, done=names.append)
    settle()
    assert names[0] == "另一个服务站" != names[1]
    assert window._undo_bar.isVisible() and "Save station profile" in window._undo_bar.words.text()
    window._undo_bar._take_back.click()
    window.worker.run(name, done=names.append)
    settle()
    assert names[2] == "另一个服务站"


def test_other_pages_reload_when_they_are_shown_again(window: MainWindow, settle: Any) -> None:
    window.go("settings")
    settle()
    today = window.page("today")
    assert not today.stale
    window.worker.run(save_profile, Profile("新名字"))
    settle()
    assert today.stale and window.frame.station == "新名字"
    window.go("today")
    settle()
    assert not today.stale


def test_an_error_of_the_world_is_said_in_a_bar_and_ours_in_the_crash_dialog(window: MainWindow) -> None:
    window.fail(BadRequest("There is no sheet 99."))
    assert window._error_bar.isVisible() and window._error_bar.words.text() == "There is no sheet 99."
    window.fail(ZeroDivisionError("secret"))
    dialog = window.findChild(CrashDialog)
    assert dialog is not None and "ZeroDivisionError" in dialog.details and "secret" not in dialog.details
    dialog.accept()


def test_f1_shows_the_help_of_the_page(window: MainWindow) -> None:
    window.go("today")
    window.show_help()
    viewer = window.findChild(HelpViewer)
    assert viewer is not None and "Today" in viewer.text.toPlainText()
    viewer.accept()


def test_language_and_size_change_without_reopening(
    sample: Path, morning: Any, qapp: QApplication, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program(qapp, sample, morning, Preferences("en"))
    program.start()
    qtbot.waitUntil(lambda: program.window is not None and program.window.frame is not None, timeout=20_000)
    window = program.window
    try:
        window.go("settings")
        assert window.current().title == "Settings"
        window.set_looks(language="zh_CN", scale=1.25, dark=True)
        assert window.key == "settings" and window.current().title == "设置"
        assert theme.is_dark() and theme.scale() == 1.25 and i18n.language() == "zh_CN"
        qtbot.waitUntil(lambda: any("再" in one.text() for one in window.strip.findChildren(QLabel)), timeout=10_000)
        kept = Preferences.load(sample)
        assert (kept.language, kept.scale, kept.dark) == ("zh_CN", 1.25, True)
    finally:
        window.hide()
        program.stop()
        window.deleteLater()
        theme.apply(qapp)


def test_today_shows_the_figures_of_the_board(window: MainWindow, settle: Any) -> None:
    page = window.current()
    assert isinstance(page, TodayPage)
    assert "/" in page.rounds_card._title.text()
    gone: list[tuple[str, dict[str, Any]]] = []
    window.go = lambda key, **where: gone.append((key, where))  # type: ignore[method-assign]
    page.enter.click()
    assert gone[0][0] == "rounds.entry"


def test_services_behind_today_are_quick(sample_worker: Worker, qtbot: Any) -> None:
    import time

    from desktop.station.today import load_today

    def measure(session: Any) -> float:
        load_today(session)
        start = time.thread_time()
        load_today(session)
        return time.thread_time() - start

    took: list[float] = []
    sample_worker.run(measure, done=took.append)
    qtbot.waitUntil(lambda: bool(took), timeout=20_000)
    assert took[0] < 0.3  # 0.1 s is the aim, measured by the bench on a quiet machine


def test_every_input_of_every_page_has_a_name(window: MainWindow, settle: Any) -> None:
    nameless: list[str] = []
    for one in ROOMS:
        window.go(one.key)
        settle()
        page = window.current()
        inputs = [*page.findChildren(QLineEdit), *page.findChildren(QComboBox), *page.findChildren(QPlainTextEdit)]
        inputs += [
            *page.findChildren(QAbstractItemView),
            *page.findChildren(QAbstractButton),
            *page.findChildren(QAbstractSpinBox),
        ]
        for part in inputs:
            if not part.isVisibleTo(page) or isinstance(part, (QHeaderView,)) or part.objectName().startswith("qt_"):
                continue
            told = part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")
            inside = isinstance(part.parent(), (QComboBox, QAbstractSpinBox, QTabBar)) or isinstance(part, QToolButton)
            inside = inside or (isinstance(part, QAbstractItemView) and part.window() is not window)
            corner = isinstance(part, QAbstractButton) and isinstance(part.parent(), QAbstractItemView)
            if not told and not inside and not corner:
                nameless.append(f"{one.key}: {type(part).__name__} {part.objectName()}")
    assert nameless == []


def test_every_page_works_large_dark_and_in_chinese(
    sample: Path, morning: Any, qapp: QApplication, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program(qapp, sample, morning, Preferences("zh_CN", 1.5, True))
    trouble: list[BaseException] = []
    program.worker.trouble.connect(trouble.append)
    program.start()
    qtbot.waitUntil(lambda: program.window is not None and program.window.frame is not None, timeout=20_000)
    window = program.window
    window.resize(1366, 768)
    try:
        for one in ROOMS:
            window.go(one.key)
            done: list[Any] = []
            program.worker.run(lambda _session: None, done=done.append)
            qtbot.waitUntil(lambda done=done: bool(done), timeout=20_000)
            assert not window._error_bar.isVisible() or window._error_bar.property("bar") == "gold", one.key
        assert trouble == []
    finally:
        window.hide()
        program.stop()
        window.deleteLater()
        theme.apply(qapp)
