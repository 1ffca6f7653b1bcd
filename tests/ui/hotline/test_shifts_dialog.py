"""Shifts are edited in place, checked, saved whole."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.hotline.shifts import shifts
from ui.hotline.shifts_dialog import ShiftsDialog


@pytest.fixture
def dialog(qtbot: QtBot, shell: Any, ids: dict[str, dict[str, str]]) -> Iterator[ShiftsDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = ShiftsDialog(parent, shell)
    qtbot.waitUntil(lambda: len(made.drafts) == 3, timeout=10_000)
    yield made


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("8", 480),
        ("08:30", 510),
        ("8.30", 510),
        ("830", 510),
        ("0830", 510),
        ("20点", 1200),
        ("24:00", 1440),
        ("25", None),
        ("8:75", None),
        ("x", None),
        ("", None),
    ],
)
def test_times_as_people_type_them(dialog: ShiftsDialog, typed: str, minute: int | None) -> None:
    assert dialog._minute(typed) == minute
    assert bool(dialog.wrong.text()) == (minute is None)


def test_edit_add_remove_save(dialog: ShiftsDialog, qtbot: QtBot, shell: Any, call: Callable[..., Any]) -> None:
    model = dialog.table.model_
    for column, text in ((0, "上午班"), (1, "7:30"), (2, "11:30"), (3, "3"), (4, "12345")):
        assert model.setData(model.index(0, column), text)
    dialog.add()
    model.setData(model.index(3, 0), "夜")
    dialog._remove([1])
    dialog.save()
    qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    saved = call(shifts)
    assert [(s["name"], s["start_minute"], s["end_minute"], s["seats"], s["weekdays"]) for s in saved] == [
        ("上午班", 450, 690, 3, "01234"),
        ("晚", 960, 1200, 2, "0123456"),
        ("夜", 1200, 1440, 2, "0123456"),
    ]
    assert "Nobody sits between 上午班 and 晚" in shell.said[0][0]


def test_what_cannot_be_is_said_and_nothing_saved(dialog: ShiftsDialog, qtbot: QtBot, call: Callable[..., Any]) -> None:
    model = dialog.table.model_
    model.setData(model.index(0, 3), "0")
    assert "1 to 20" in dialog.wrong.text() and dialog.drafts[0].seats == 2
    model.setData(model.index(0, 4), "每天")
    assert "1 to 7" in dialog.wrong.text()
    model.setData(model.index(0, 0), "")
    dialog.save()
    qtbot.waitUntil(lambda: "needs a name" in dialog.wrong.text(), timeout=10_000)
    assert call(shifts)[0]["name"] == "早"
