"""The page of incidents with a real database thread: entered, taken back, closed, printed; what was typed survives a crash."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.rounds import incidents
from desktop.rounds.incidents import IncidentEntry, Kind, Result, Task
from desktop.station.history import undo
from tests.desktop.rounds.conftest import Town
from ui.kit import FormDialog
from ui.rounds.incident_page import IncidentPage

Call = Callable[..., Any]


@pytest.fixture
def page(qtbot: Any, shell: Any, town: Town) -> IncidentPage:
    made = IncidentPage(shell)
    qtbot.addWidget(made)
    made.resize(1202, 740)
    made.show()
    made.reload()
    qtbot.waitUntil(lambda: bool(made._elders) and made.now_rate.text() != "", timeout=10_000)
    return made


def count(page: IncidentPage) -> int:
    return int(page.table.model().rowCount())


def test_an_incident_is_entered_and_taken_back(qtbot: Any, shell: Any, call: Call, page: IncidentPage, town: Town) -> None:
    page.new(town.elders[2])
    assert page.dialog is not None
    form = page.dialog.form
    assert form.value("care_file") == town.elders[2]
    page.dialog.submit()
    assert page.dialog.isVisible() and call(incidents.incidents) == []  # it does not say what happened
    form.patch({"what": "浴室滑倒", "task": "装扶手", "task_owner": "林晓"})
    QTest.keyClick(page.dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    (line,) = call(incidents.incidents)
    assert (line.name, line.entry.what, line.tasks[0].what) == ("王铉", "浴室滑倒", "装扶手")
    page.reload()
    qtbot.waitUntil(lambda: count(page) == 1, timeout=10_000)
    call(undo, shell.said[-1][2])
    assert call(incidents.incidents) == []
    assert shell.errors == []


def test_one_that_waits_for_a_follow_up_is_not_closed_and_says_why(
    qtbot: Any, shell: Any, call: Call, page: IncidentPage, town: Town
) -> None:
    call(incidents.open_incident, IncidentEntry(Kind.FALL, town.elders[0], follow_ups=(Task("装扶手"),)))
    page.reload()
    qtbot.waitUntil(lambda: count(page) == 1, timeout=10_000)
    page.close_one(call(incidents.incidents)[0])
    (dialog,) = [one for one in page.findChildren(FormDialog) if one.isVisible()]
    dialog.submit()
    qtbot.waitUntil(lambda: "装扶手" in dialog.wrong.text(), timeout=10_000)
    assert call(incidents.incidents)[0].open


def test_the_rate_stands_with_its_denominator(qtbot: Any, call: Call, page: IncidentPage, town: Town) -> None:
    call(incidents.open_incident, IncidentEntry(Kind.FALL, town.elders[0], outcome=Result.UNHURT))
    before = page.now_rate.text()
    page.reload()
    qtbot.waitUntil(lambda: page.now_rate.text() != before, timeout=10_000)
    assert "24" in page.now_rate.toolTip()  # eight elders on three days
    assert f"{100 * 365 / 24:.1f}" in page.now_rate.text()


def test_what_was_typed_comes_back_after_a_crash(qtbot: Any, page: IncidentPage, town: Town) -> None:
    page.new(town.elders[0])
    assert page.dialog is not None
    page.dialog.form.patch({"what": "下楼踩空"})
    page.dialog._drafts.keep()
    page.dialog.hide()  # the light goes out: nothing was saved, nothing given up
    page.new(town.elders[0])
    qtbot.waitUntil(lambda: page.dialog is not None and page.dialog.form.value("what") == "下楼踩空", timeout=10_000)
