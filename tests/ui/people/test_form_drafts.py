"""What was typed outside a form's fields survives a crash as well: contacts of an elder, the week of a volunteer."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from ui.people.elder_form import ElderFormDialog
from ui.people.parts import RecordDialog
from ui.people.volunteer_form import VolunteerFormDialog

Call = Callable[..., Any]


@pytest.fixture
def opened(shell: Any, qtbot: Any) -> Callable[[type[RecordDialog]], Any]:
    """A new form over a window, with everything loaded."""
    window = QWidget()
    window.resize(1366, 768)
    qtbot.addWidget(window)

    def make(kind: type[RecordDialog]) -> Any:
        dialog: Any = kind(shell, window)  # type: ignore[call-arg, arg-type]
        dialog.open()
        qtbot.waitUntil(lambda: dialog.drafts is not None and shell.worker._waiting == 0, timeout=10_000)
        return dialog

    return make


def crash(dialog: Any, shell: Any, qtbot: Any) -> None:
    """The light goes out some seconds after the last key: neither saved nor given up."""
    dialog.drafts.keep()
    qtbot.waitUntil(lambda: shell.worker._waiting == 0, timeout=10_000)
    dialog.deleteLater()


def test_contacts_typed_come_back(opened: Any, shell: Any, qtbot: Any) -> None:
    dialog = opened(ElderFormDialog)
    table = dialog.contacts.table
    table.model().setData(table.model().index(0, 1), "顾志远")
    qtbot.waitUntil(lambda: len(dialog.contacts._lines) == 2)
    table.model().setData(table.model().index(0, 3), "13900008876")
    assert dialog.is_dirty()
    crash(dialog, shell, qtbot)
    again = opened(ElderFormDialog)
    assert [(one.name, one.phones) for one in again.contacts.contacts()] == [("顾志远", "13900008876")]
    assert again.is_dirty()
    assert any("not saved" in one.text() for one in again.findChildren(QLabel))


def test_contacts_alone_are_kept_without_being_asked(opened: Any, shell: Any, qtbot: Any) -> None:
    dialog = opened(ElderFormDialog)
    table = dialog.contacts.table
    table.model().setData(table.model().index(0, 1), "顾志远")
    assert dialog.drafts._pause.isActive()


def test_ticks_of_the_week_come_back(opened: Any, shell: Any, qtbot: Any) -> None:
    dialog = opened(VolunteerFormDialog)
    dialog.week.tick((2, "pm"), "wanted")
    crash(dialog, shell, qtbot)
    again = opened(VolunteerFormDialog)
    assert again.week.cells() == {(2, "pm"): "wanted"}
    assert again.is_dirty()


def test_giving_up_forgets_the_contacts(opened: Any, shell: Any, qtbot: Any) -> None:
    dialog = opened(ElderFormDialog)
    dialog.contacts.table.model().setData(dialog.contacts.table.model().index(0, 1), "顾志远")
    dialog.drafts.keep()
    dialog.reject()
    dialog.reject()
    qtbot.waitUntil(lambda: shell.worker._waiting == 0, timeout=10_000)
    assert opened(ElderFormDialog).contacts.contacts() == ()
