"""A sheet of an xlsx form as a grid: merged cells, what goes where, which cells reckon by themselves. Click or Enter chooses a cell."""

from collections.abc import Mapping
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from desktop.exchange.workbook import column_letter
from desktop.i18n import _
from desktop.reports.formfile import FormSheet
from ui.kit import theme

ROOM = 6  # empty rows and columns shown beyond the form's own
MOST_ROWS, MOST_COLUMNS = 200, 60


class FormGrid(QTableWidget):
    """Shows one sheet; `chosen(cell)` when a cell is clicked or Enter is pressed on it."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("The form's cells"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(True)
        self.cellClicked.connect(lambda _row, _column: self._choose())

    def show_sheet(self, form: FormSheet, filled: Mapping[str, tuple[str, str]]) -> None:
        """`filled`: cell → (what is shown in it, the full words for the tooltip)."""
        sheet = form.sheet
        here = (self.currentRow(), self.currentColumn())
        self.clear()
        self.clearSpans()
        rows = min(len(sheet.rows) + ROOM, MOST_ROWS)
        columns = min(max((len(row) for row in sheet.rows), default=0) + ROOM, MOST_COLUMNS)
        self.setRowCount(rows)
        self.setColumnCount(columns)
        self.setHorizontalHeaderLabels([column_letter(number) for number in range(columns)])
        for number in range(columns):
            self.setColumnWidth(number, theme.px(110))
        for row in range(rows):
            for column in range(columns):
                name = f"{column_letter(column)}{row + 1}"
                item = QTableWidgetItem(_words(sheet.cell(row, column)))
                if name in filled:
                    item.setText(filled[name][0])
                    item.setToolTip(filled[name][1])
                    item.setBackground(QBrush(QColor(theme.tokens().accent_soft)))
                    item.setForeground(QBrush(QColor(theme.tokens().accent)))
                elif name in form.formulas:
                    item.setToolTip(_("This cell reckons by itself."))
                    item.setForeground(QBrush(QColor(theme.tokens().muted)))
                self.setItem(row, column, item)
        for first_row, first_column, last_row, last_column in sheet.merged:
            if last_row < rows and last_column < columns:
                self.setSpan(first_row, first_column, last_row - first_row + 1, last_column - first_column + 1)
        if 0 <= here[0] < rows and 0 <= here[1] < columns:
            self.setCurrentCell(*here)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the cell."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
            return
        super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.currentRow() >= 0:
            self.chosen.emit(f"{column_letter(self.currentColumn())}{self.currentRow() + 1}")


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, (date, datetime)):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)
