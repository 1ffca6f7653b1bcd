"""The list of the house: filter, sort, keep the chosen row, copy, keys, editing in cells, the empty text."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from ui.kit import Column, FilterBox, RowsTable


@dataclass(frozen=True)
class Elder:
    id: str
    name: str
    search: str
    door: str
    hours: int | None


ELDERS = [
    Elder("1", "顾素珍", "顾素珍 gusuzhen gsz 0021 13800002211", "8幢2-301", 26),
    Elder("2", "仇阿根", "仇阿根 qiuagen qag 0035", "12幢1-502", 19),
    Elder("3", "陈䶮", "陈䶮 chenyan cy 0047", "2幢3-101", None),
    Elder("4", "Zhao", "zhao", "10幢1-101", 3),
]


@pytest.fixture
def table(qtbot: Any) -> RowsTable:
    made = RowsTable(
        [
            Column("Name", "name", bold=True, width=120),
            Column("Door", "door", stretch=True),
            Column("Hours", "hours", align="right", badge=lambda one: None if one.hours is None else (f"{one.hours} h", "gold")),
        ],
        "Elders",
        search=lambda one: one.search,
        many=True,
    )
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    made.set_rows(ELDERS)
    return made


def names(table: RowsTable) -> list[str]:
    return [one.name for one in table.shown_rows()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("gsz", ["顾素珍"]),
        ("GSZ", ["顾素珍"]),
        ("素珍", ["顾素珍"]),
        ("0035", ["仇阿根"]),
        ("138 2211", ["顾素珍"]),
        ("䶮", ["陈䶮"]),
        ("xx", []),
    ],
)
def test_filter_looks_into_the_search_text(table: RowsTable, query: str, found: list[str]) -> None:
    table.filter(query)
    assert names(table) == found


def test_sort_knows_numbers_in_words_and_pinyin_and_puts_blank_last(table: RowsTable) -> None:
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert [one.door for one in table.shown_rows()] == ["2幢3-101", "8幢2-301", "10幢1-101", "12幢1-502"]
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert [one.hours for one in table.shown_rows()] == [3, 19, 26, None]


def test_the_chosen_row_stays_chosen_through_reload_filter_and_sort(table: RowsTable, qtbot: Any) -> None:
    assert table.select_key("2")
    with qtbot.waitSignal(table.chosen) as told:
        table.set_rows([replace(one, hours=1) for one in reversed(ELDERS)])
    assert told.args[0].hours == 1 and table.current_row().name == "仇阿根"
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert table.current_row().name == "仇阿根"
    table.filter("gsz")
    assert table.current_row() is None


def test_enter_opens_and_copy_gives_cells(table: RowsTable, qtbot: Any) -> None:
    table.select_key("1")
    with qtbot.waitSignal(table.opened) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args[0] is ELDERS[0]
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    table.copy()
    assert QGuiApplication.clipboard().text() == "Name\tDoor\tHours\n顾素珍\t8幢2-301\t26 h\n仇阿根\t12幢1-502\t19 h\n"


def test_cells_with_tabs_and_lines_stay_one_cell(table: RowsTable) -> None:
    assert table.as_cells([replace(ELDERS[0], name="a\tb\nc")], heads=False) == "a b c\t8幢2-301\t26 h\n"


def test_an_empty_list_says_what_to_do_first(table: RowsTable, qtbot: Any) -> None:
    pressed: list[int] = []
    table.set_empty("No elders yet.", "New elder", lambda: pressed.append(1))
    table.set_rows([])
    assert table._empty.isVisible() and table._empty_text.text() == "No elders yet."
    table._empty_action.click()
    assert pressed == [1]
    table.set_rows(ELDERS)
    table.filter("nobody")
    assert table._empty.isVisible() and table._empty_text.text() != "No elders yet." and not table._empty_action.isVisible()


def test_filter_box_goes_to_the_list_and_opens(table: RowsTable, qtbot: Any) -> None:
    box = FilterBox().attach(table)
    qtbot.addWidget(box)
    box.show()
    qtbot.keyClicks(box, "qag")
    with qtbot.waitSignal(table.opened) as told:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert told.args[0].name == "仇阿根"
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    qtbot.waitUntil(lambda: len(table.shown_rows()) == 4)


def test_a_cell_takes_chinese_and_calls_edit(qtbot: Any) -> None:
    notes = {"1": ""}
    table = RowsTable(
        [
            Column("Id", "id"),
            Column("Note", lambda row: notes[row["id"]], edit=lambda row, text: notes.__setitem__(row["id"], text)),
        ],
        "Notes",
    )
    qtbot.addWidget(table)
    table.show()
    table.set_rows([{"id": "1"}])
    index = table.model_.index(0, 1)
    table.setCurrentIndex(index)
    table.edit(index)
    editor = table.findChild(QLineEdit)
    editor.setText("在午睡,邻居代答")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: notes["1"] == "在午睡,邻居代答")


def test_sixteen_thousand_rows_filter_within_a_keystroke(table: RowsTable, qtbot: Any) -> None:
    import time

    many = [Elder(str(n), f"人{n}", f"人{n} ren{n} r{n} {n:05d}", f"{n % 90}幢", n) for n in range(16_000)]
    table.set_rows(many)
    table.filter("ren1")
    start = time.thread_time()
    table.filter("r1599")
    assert time.thread_time() - start < 0.1
    assert len(table.shown_rows()) == 11
