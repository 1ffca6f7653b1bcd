"""A call half entered is never thrown away by another key, another page, another language or a crash."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.hotline.calls_page import CallsPage

Call = Callable[..., Any]
Open = Callable[[], CallsPage]


@pytest.fixture
def open_page(qtbot: QtBot, shell: Any, ids: dict[str, dict[str, str]]) -> Open:
    def build() -> CallsPage:
        made = CallsPage(shell)
        qtbot.addWidget(made)
        made.resize(1200, 720)
        made.show()
        made.reload()
        qtbot.waitUntil(lambda: made.desk is not None and shell.worker._waiting == 0, timeout=10_000)
        return made

    return build


def half_a_call(page: CallsPage, qtbot: QtBot) -> None:
    page.form.begin(next(iter(page.desk.book.people.values())), "out")  # type: ignore[union-attr]
    page.form.subtype.choose("health")
    qtbot.keyClicks(page.form.note, "dizzy since")
    page.form.promise.setText("see the doctor")


def test_a_crash_loses_nothing(open_page: Open, qtbot: QtBot, shell: Any) -> None:
    page = open_page()
    half_a_call(page, qtbot)
    qtbot.waitUntil(lambda: not page.drafts.waiting and shell.worker._waiting == 0, timeout=10_000)
    again = open_page()
    assert again.form.entry() == page.form.entry()
    assert again.form.caller_known is not None and again.form.note.toPlainText() == "dizzy since"
    assert any("not saved" in text for text, _kind, _undo in shell.said)


def test_leaving_the_page_keeps_it_at_once(open_page: Open, qtbot: QtBot, shell: Any) -> None:
    page = open_page()
    half_a_call(page, qtbot)
    assert page.leave()
    qtbot.waitUntil(lambda: shell.worker._waiting == 0, timeout=10_000)
    assert open_page().form.entry() == page.form.entry()


def test_a_saved_call_does_not_come_back(open_page: Open, qtbot: QtBot, shell: Any) -> None:
    page = open_page()
    half_a_call(page, qtbot)
    page.leave()
    page.form.submit()
    qtbot.waitUntil(lambda: shell.worker._waiting == 0 and page.form.is_empty(), timeout=10_000)
    qtbot.waitUntil(lambda: shell.worker._waiting == 0, timeout=10_000)
    assert open_page().form.is_empty()


def test_another_call_does_not_wipe_out_what_was_typed(open_page: Open, qtbot: QtBot, shell: Any) -> None:
    page = open_page()
    half_a_call(page, qtbot)
    before = page.form.entry()
    qtbot.keyClick(page, Qt.Key.Key_F2)
    assert page.form.entry() == before
    page.open(person=before.person)
    assert page.form.entry() == before
    assert any("Save" in text for text, _kind, _undo in shell.said)


def test_escape_asks_before_it_empties(open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    half_a_call(page, qtbot)
    page.form.drop.click()
    assert not page.form.is_empty() and "once more" in page.form.reach.text()
    page.form.drop.click()
    assert page.form.is_empty()


def test_an_unknown_caller_comes_back_as_typed(open_page: Open, qtbot: QtBot, shell: Any) -> None:
    page = open_page()
    qtbot.keyClicks(page.form.caller, "0574 8888 9999")
    page.leave()
    qtbot.waitUntil(lambda: shell.worker._waiting == 0, timeout=10_000)
    assert open_page().form.caller.text() == "0574 8888 9999"


def test_one_types_at_once_who_calls(open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    page.activateWindow()
    page.open()
    page.arrive()
    assert page.window().focusWidget() is page.form.caller
