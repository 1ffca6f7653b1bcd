"""The table of emergency contacts: typed or pasted cell by cell, in calling order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemDelegate, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.people.services.drafts import ContactDraft
from ui.kit import Button, Column, RowsTable, label, row, theme

FIELDS = ("name", "relation", "phones", "has_key", "note")


@dataclass
class Line:
    """One line of the table."""

    number: int
    contact: ContactDraft


class ContactsEditor(QWidget):
    """Contacts in calling order. Cells are typed in place; Enter and Tab go on; several cells can be pasted from WPS or Excel."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._base: tuple[ContactDraft, ...] = ()
        self.table = RowsTable(
            [
                Column(_("No."), "number", align="right", width=44, muted=True),
                self._column(_("Name"), "name", 110),
                self._column(_("Relation"), "relation", 90),
                self._column(_("Telephone"), "phones", 210),
                Column(
                    _("Holds a key"), lambda line: _("yes") if line.contact.has_key else "", width=90, choices=("", _("yes")),
                    edit=lambda line, text: self._edit(line, has_key=bool(text)),
                ),
                self._column(_("Note"), "note", 0, stretch=True),
            ],
            _("Emergency contact"),
            key="number",
        )  # fmt: skip
        self.table.setSortingEnabled(False)
        self.table.setFixedHeight(theme.px(32 * 5 + 36))
        self.table.itemDelegate().closeEditor.connect(self._editor_closed)
        for key, call in (("Ctrl+V", self.paste), ("Alt+Up", lambda: self._move(-1)), ("Alt+Down", lambda: self._move(1)), ("Delete", self._remove)):
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)  # other fields keep their own Delete and paste
            shortcut.activated.connect(call)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(4))
        whole.addWidget(self.table)
        whole.addLayout(row(
            Button(_("Up"), lambda: self._move(-1)), Button(_("Down"), lambda: self._move(1)), Button(_("Take out"), self._remove),
            label(_("Called in this order. Paste cells with Ctrl+V, move with Alt+Up and Alt+Down."), "caption"), None,
        ))  # fmt: skip
        self._lines: list[Line] = []
        self.set_contacts(())

    def _column(self, heading: str, field: str, width: int, stretch: bool = False) -> Column:
        return Column(
            heading, lambda line: getattr(line.contact, field), width=width, stretch=stretch, bold=field == "name",
            edit=lambda line, text: self._edit(line, **{field: text}),
        )  # fmt: skip

    def contacts(self) -> tuple[ContactDraft, ...]:
        """The contacts in order, blank lines left out."""
        return tuple(line.contact for line in self._lines if not line.contact.blank())

    def set_contacts(self, contacts: Sequence[ContactDraft]) -> None:
        """Show these as the saved state."""
        self._base = tuple(contacts)
        self._fill(list(contacts))

    def patch(self, contacts: Sequence[ContactDraft]) -> None:
        """Show these as if typed."""
        self._fill(list(contacts))
        self.changed.emit()

    def is_dirty(self) -> bool:
        """True when anything differs from the saved state."""
        return self.contacts() != self._base

    def _fill(self, contacts: list[ContactDraft], at: int = -1) -> None:
        """Show contacts and one blank line to type into."""
        kept = [one for one in contacts if not one.blank()]
        self._lines = [Line(number, one) for number, one in enumerate([*kept, ContactDraft()], 1)]
        column = max(self.table.currentIndex().column(), 1)
        self.table.set_rows(self._lines)
        if at >= 0:
            self.table.setCurrentIndex(self.table.model().index(min(at, len(self._lines) - 1), column))

    def _edit(self, line: Line, **values: Any) -> None:
        line.contact = replace(line.contact, **values)
        if line is self._lines[-1] and not line.contact.blank():
            QTimer.singleShot(0, self, lambda: self._fill([one.contact for one in self._lines], line.number - 1))
        self.changed.emit()

    def _editor_closed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes on to the next cell, from the last to the next line."""
        if hint != QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            return
        index = self.table.currentIndex()
        place, column = index.row(), index.column() + 1
        if column >= len(self.table.model_.columns):
            place, column = place + 1, 1
        QTimer.singleShot(0, self, lambda: self._go(place, column))

    def _go(self, place: int, column: int) -> None:
        index = self.table.model().index(min(place, len(self._lines) - 1), column)
        self.table.setCurrentIndex(index)
        self.table.edit(index)

    def _move(self, step: int) -> None:
        here = self.table.currentIndex().row()
        contacts = [line.contact for line in self._lines]
        there = here + step
        if 0 <= here < len(contacts) - 1 and 0 <= there < len(contacts) - 1:
            contacts[here], contacts[there] = contacts[there], contacts[here]
            self._fill(contacts, there)
            self.changed.emit()

    def _remove(self) -> None:
        here = self.table.currentIndex().row()
        if 0 <= here < len(self._lines) - 1:
            self._fill([line.contact for place, line in enumerate(self._lines) if place != here], here)
            self.changed.emit()

    def paste(self) -> None:
        """Put cells from the clipboard in, from the current cell on; lines are added as needed."""
        cells = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines() if line.strip()]
        if not cells:
            return
        index = self.table.currentIndex()
        top, left = max(index.row(), 0), max(index.column() - 1, 0)
        contacts = [line.contact for line in self._lines]
        for down, texts in enumerate(cells):
            if top + down >= len(contacts):
                contacts.append(ContactDraft())
            values: dict[str, Any] = {}
            for across, text in enumerate(texts):
                if left + across < len(FIELDS):
                    field = FIELDS[left + across]
                    values[field] = text.strip() in ("是", "有", "√", "yes", _("yes")) if field == "has_key" else text.strip()
            contacts[top + down] = replace(contacts[top + down], **values)
        self._fill(contacts, top)
        self.changed.emit()
