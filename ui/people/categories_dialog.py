"""The station's own list of categories."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.people.services.categories import CategoryRow, list_categories, save_categories
from desktop.people.services.forms import written
from ui.kit import Button, Column, Dialog, RowsTable, Shell, label, row, theme


@dataclass
class Line:
    """One line of the table."""

    number: int
    row: CategoryRow


class CategoriesDialog(Dialog):
    """Names are typed in place; the order is that of all lists; one that is used is only taken out of use."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent, _("Categories"), 520)
        self.shell = shell
        self._lines: list[Line] = []
        self.table = RowsTable(
            [
                Column(_("Title"), lambda line: line.row.name, bold=True, stretch=True, edit=self._rename),
                Column(
                    _("In use"), lambda line: _("yes") if line.row.active else _("no"), width=90, choices=(_("yes"), _("no")),
                    edit=lambda line, text: self._change(line, active=text == _("yes")),
                ),
                Column(_("Elders"), lambda line: line.row.used, align="right", width=80),
            ],
            _("Categories"), key="number",
        )  # fmt: skip
        self.table.setSortingEnabled(False)
        self.table.setMinimumHeight(theme.px(300))
        told = _("Double click or F2 changes a name. One that elders have is kept and only taken out of use.")
        self.body.addWidget(label(told, "caption", wrap=True))
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row(
            Button(_("Add"), self.add), Button(_("Up"), lambda: self.move_line(-1)), Button(_("Down"), lambda: self.move_line(1)),
            Button(_("Take out"), self.take_out), None,
        ))  # fmt: skip
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Save"), self.save, "main", "Ctrl+Return")
        shell.worker.run(list_categories, done=self._show, failed=self.fail, owner=self)

    def _show(self, rows: list[CategoryRow], at: int = 0) -> None:
        self._lines = [Line(number, one) for number, one in enumerate(rows)]
        self.table.set_rows(self._lines)
        if self._lines:
            self.table.setCurrentIndex(self.table.model().index(max(0, min(at, len(rows) - 1)), 0))

    def rows(self) -> list[CategoryRow]:
        """The list as it stands."""
        return [line.row for line in self._lines]

    def _rename(self, line: Line, text: str) -> None:
        self._change(line, name=text.strip())

    def _change(self, line: Line, **values: Any) -> None:
        line.row = replace(line.row, **values)

    def add(self) -> None:
        """A new one at the end, ready to be named."""
        self._show([*self.rows(), CategoryRow("", "")], len(self._lines))
        self.table.edit(self.table.currentIndex())

    def move_line(self, step: int) -> None:
        """Move the chosen one up or down."""
        rows, here = self.rows(), self.table.currentIndex().row()
        if 0 <= here < len(rows) and 0 <= here + step < len(rows):
            rows[here], rows[here + step] = rows[here + step], rows[here]
            self._show(rows, here + step)

    def take_out(self) -> None:
        """Take the chosen one out of the list."""
        here = self.table.currentIndex().row()
        if here >= 0:
            self._show([one for place, one in enumerate(self.rows()) if place != here], here)

    def save(self) -> None:
        """Write the list."""
        self.shell.worker.run(written, save_categories, self.rows(), done=self._saved, failed=self.fail, owner=self)

    def _saved(self, operation: str) -> None:
        self.shell.say(_("Saved: {name}").format(name=_("Categories")), undo=operation or None)
        self.accept()
