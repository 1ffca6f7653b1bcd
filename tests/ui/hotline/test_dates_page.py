"""The month of single days: typed, pasted, unreadable cells kept, saved in one operation."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.hotline.dates import load_dates, save_dates
from desktop.hotline.daymarks import marks_text
from ui.hotline.dates_page import DatesPage

MONTH = "2026-12"
Call = Callable[..., Any]


@pytest.fixture
def page(qtbot: QtBot, shell: Any, ids: dict[str, dict[str, str]]) -> DatesPage:
    made = DatesPage(shell)
    qtbot.addWidget(made)
    shell.worker.changed.connect(lambda _topics: made.reload())
    made.resize(1200, 720)
    made.show()
    made.open(month=MONTH)
    qtbot.waitUntil(lambda: bool(made.grid.model_.lines), timeout=10_000)
    return made


def stored(call: Call, code: str) -> dict[int, str]:
    line = next(one for one in call(load_dates, MONTH).lines if one.code == code)
    return {day.day: marks_text(marks) for day, marks in line.marks.items()}


def row_of(page: DatesPage, code: str) -> int:
    return next(n for n, line in enumerate(page.grid.model_.lines) if line.code == code)


def test_a_leave_is_typed_once_into_many_cells(page: DatesPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    assert stored(call, "V001") == {7: "休"}
    model, row = page.grid.model_, row_of(page, "V002")
    page.grid.setCurrentIndex(model.index(row, 9))
    for column in range(9, 14):
        page.grid.selectionModel().select(model.index(row, column), QItemSelectionModel.SelectionFlag.Select)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_X)
    editor = page.grid.findChild(QLineEdit)
    assert editor is not None and editor.text() == "x"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(model.changed) == 5, timeout=5_000)
    assert page.save.isEnabled() and "5 cells not saved" in page.state.text()
    page.save.click()
    qtbot.waitUntil(lambda: stored(call, "V002") == dict.fromkeys(range(10, 15), "休"), timeout=10_000)
    qtbot.waitUntil(lambda: not model.changed and shell.said[-1][2] is not None, timeout=10_000)
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    page.save.click()
    qtbot.waitUntil(lambda: stored(call, "V002") != dict.fromkeys(range(10, 15), "休"), timeout=10_000)


def test_a_reload_takes_neither_what_is_being_typed_nor_what_is_chosen(page: DatesPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    model, row = page.grid.model_, row_of(page, "V002")
    other = next(line.volunteer for line in model.lines if line.code == "V005")
    page.grid.setCurrentIndex(model.index(row, 9))
    for column in range(9, 14):
        page.grid.selectionModel().select(model.index(row, column), QItemSelectionModel.SelectionFlag.Select)
    call(save_dates, MONTH, {(other, date(2026, 12, 20)): "休"})  # at the desk beside this one
    page.reload()
    qtbot.waitUntil(lambda: model.text(model.index(row_of(page, "V005"), 19)) == "休", timeout=10_000)
    assert len(page.grid.selectedIndexes()) == 5
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_X)
    editor = page.grid.findChild(QLineEdit)
    call(save_dates, MONTH, {(other, date(2026, 12, 21)): "休"})
    page.reload()
    qtbot.waitUntil(lambda: page._behind, timeout=10_000)
    assert editor is not None and editor.isVisible() and editor.text() == "x"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)  # nothing typed after all: now the page catches up
    qtbot.waitUntil(lambda: model.text(model.index(row_of(page, "V005"), 20)) == "休", timeout=10_000)
    assert not model.changed


def test_a_table_is_pasted_and_what_is_not_understood_is_told(page: DatesPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    table = "姓名\t1\t2日\t3\t12/4\t5\t6\n谭娜\t休\t\t1 3\t+2\t\t上班\n郝丽\t\t-3\n王不在\t休"
    QGuiApplication.clipboard().setText(table)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "nobody here is called “王不在”" in page.doubts.text() and "“上班” cannot be read" in page.doubts.text()
    page.save.click()
    qtbot.waitUntil(lambda: stored(call, "V003") == {1: "休", 3: "上 晚", 4: "+下"}, timeout=10_000)
    assert stored(call, "V002") == {2: "-晚"} and not shell.errors


def test_an_unreadable_cell_stays_until_it_is_mended_and_holds_nobody(page: DatesPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    model = page.grid.model_
    index, other = model.index(row_of(page, "V004"), 3), model.index(row_of(page, "V004"), 4)
    model.setData(index, "不知道")
    model.setData(other, "下午")
    assert "1 cell cannot be read" in page.state.text()
    assert page.leave()  # an alarm may wait elsewhere
    qtbot.waitUntil(lambda: stored(call, "V004") == {5: "下"}, timeout=10_000)
    qtbot.waitUntil(lambda: len(model.changed) == 1, timeout=10_000)
    assert model.text(index) == "不知道"
    page.after.click()
    qtbot.waitUntil(lambda: page.grid.model_.days[0] == date(2027, 1, 1), timeout=10_000)
    assert not model.changed
    page.before.click()
    qtbot.waitUntil(lambda: list(model.changed.values()) == ["不知道"], timeout=10_000)
    model.setData(model.index(row_of(page, "V004"), 3), "")
    page.leave()
    page.after.click()
    page.before.click()
    qtbot.waitUntil(lambda: page.grid.model_.days[0] == date(2026, 12, 1), timeout=10_000)
    qtbot.wait(200)
    assert not model.changed and stored(call, "V004") == {5: "下"}


def test_a_workbook_is_read_like_a_pasted_table(page: DatesPage, qtbot: QtBot, shell: Any, call: Call, tmp_path: Path) -> None:
    path = tmp_path / "十二月.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("单日")
    for row, cells in enumerate((["十二月单日安排"], ["编号", "姓名", *range(1, 32)], ["V005", "周佳怡", "休", "", 13], ["V099", "某", "休"])):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    book.close()
    page.take_file(path)
    qtbot.waitUntil(lambda: "nobody here is called" in page.doubts.text(), timeout=10_000)
    page.save.click()
    qtbot.waitUntil(lambda: stored(call, "V005") == {1: "休", 3: "上 晚"}, timeout=10_000)


def test_what_was_typed_comes_back_after_a_crash(page: DatesPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    model = page.grid.model_
    model.setData(model.index(row_of(page, "V004"), 3), "下午")
    page._keep_draft()
    again = DatesPage(shell)
    qtbot.addWidget(again)
    again.open(month=MONTH)
    qtbot.waitUntil(lambda: list(again.grid.model_.changed.values()) == ["下"], timeout=10_000)
    again.save.click()
    qtbot.waitUntil(lambda: stored(call, "V004") == {4: "下"}, timeout=10_000)
    third = DatesPage(shell)
    qtbot.addWidget(third)
    third.open(month=MONTH)
    qtbot.waitUntil(lambda: bool(third.grid.model_.lines), timeout=10_000)
    qtbot.wait(200)
    assert not third.grid.model_.changed
