"""Shifts are edited in place, checked, saved whole."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.hotline.holidays import HolidayDraft, load_year
from desktop.hotline.shifts import shifts
from ui.hotline.holidays_dialog import HolidaysDialog
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
    for column, text in ((0, "上午班"), (1, "7:30"), (2, "11:30"), (3, "3"), (4, "1"), (5, "12345")):
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
    model.setData(model.index(0, 5), "每天")
    assert "1 to 7" in dialog.wrong.text()
    model.setData(model.index(0, 0), "")
    dialog.save()
    qtbot.waitUntil(lambda: "needs a name" in dialog.wrong.text(), timeout=10_000)
    assert call(shifts)[0]["name"] == "早"


def test_kinds_of_day_dates_and_leads_are_chosen(dialog: ShiftsDialog, qtbot: QtBot, shell: Any, call: Callable[..., Any]) -> None:
    model = dialog.table.model_
    for column, text in ((4, "2"), (6, "working days, weekends"), (7, "2026-12-1"), (8, "12-31")):
        assert model.setData(model.index(0, column), text)
    model.setData(model.index(1, 4), "3")
    assert "from 0 to the number of seats" in dialog.wrong.text()
    model.setData(model.index(1, 7), "neulich")
    assert "is no date" in dialog.wrong.text()
    dialog.save()
    qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    first = call(shifts)[0]
    assert (first["leads"], first["day_kinds"], first["valid_from"].isoformat(), first["valid_until"].isoformat()) == (
        2, "ow", "2026-12-01", "2026-12-31")
    assert "from 08:00 until 中" in shell.said[0][0]


def test_a_holiday_year_is_entered(qtbot: QtBot, shell: Any, ids: dict[str, dict[str, str]], call: Callable[..., Any]) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = HolidaysDialog(parent, shell, 2027)
    qtbot.waitUntil(lambda: made.shown.text() == "2027", timeout=10_000)
    assert "not known" in made.state.text()
    made.add()
    model = made.table.model_
    for column, text in ((0, "春节"), (1, "2-5"), (2, "2027-02-12")):
        assert model.setData(model.index(0, column), text)
    assert made.holidays[0].festival
    made.working.setText("1-3， 2-20")
    made.source.setText("通知")
    made.save()
    qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    year = call(load_year, 2027)
    assert year.entered and year.holidays == (HolidayDraft("春节", date(2027, 2, 5), date(2027, 2, 12), True),)
    assert [d.isoformat() for d in year.working_days] == ["2027-01-03", "2027-02-20"]
    made.working.setText("morgen")
    made.save()
    assert "cannot be read" in made.wrong.text()
