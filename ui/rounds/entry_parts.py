"""The parts of the entry page that listen to keys: the list of doors, the note, the chips of the slot's sheets."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from desktop.i18n import _
from desktop.rounds.board import SheetStatus
from ui.kit import Badge, Column, RowsTable


class SheetTable(RowsTable):
    """The list of doors. It hands keys over, and is deaf to Chinese input so that letters arrive as letters."""

    typed = Signal(object)  # QKeyEvent

    def __init__(self, columns: list[Column], name: str) -> None:
        super().__init__(columns, name, key=lambda line: line.door.number)
        self.setSortingEnabled(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and is_undo(event):
            event.accept()  # Ctrl+Z takes back what was typed here before it takes back what was saved
            return True
        return super().event(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        self.typed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)


class NoteEdit(QLineEdit):
    """The note of the current door. A digit at its beginning is the next door's number; Enter and the arrows go back to the
    list.
    """

    left = Signal(object)  # QKeyEvent that belongs to the list

    def keyPressEvent(self, event: QKeyEvent) -> None:
        empty = not self.text()
        back = event.key() in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape,
        )  # fmt: skip
        if back or (empty and (event.text().isdigit() or event.key() == Qt.Key.Key_Backspace or is_undo(event))):
            self.left.emit(event)
            event.accept()
            return
        super().keyPressEvent(event)


def is_undo(event: Any) -> bool:
    """True for Ctrl+Z."""
    return bool(event.matches(QKeySequence.StandardKey.Undo))


class SheetChip(Badge):
    """A sheet of the slot: a tick when recorded, coloured when open here. A click opens it."""

    def __init__(self, sheet: SheetStatus, here: bool, go: Callable[[int], object]) -> None:
        done = sheet.state == "recorded"
        text = f"{sheet.number:04d}"
        if here:
            text = _("{number} being entered").format(number=text) if not done else f"{text} ✓"
        elif done:
            text = f"{text} ✓"
        super().__init__(text, "accent" if here else "ok" if done else "gold" if sheet.state == "late" else "muted")
        self._number, self._go = sheet.number, go
        self.setToolTip(f"{sheet.title} · {sheet.visitor}")
        self.setAccessibleName(f"{text} {sheet.title} {sheet.visitor}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: Any) -> None:
        if self.rect().contains(event.position().toPoint()):
            self._go(self._number)
