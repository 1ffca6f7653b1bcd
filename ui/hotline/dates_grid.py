"""A month of single days: one row per volunteer, typed or pasted in a few marks a cell."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.hotline.dates import Cell, DatesLine, MonthDates
from desktop.hotline.daymarks import Mark, marks_text, read_marks
from desktop.hotline.problem import DayKind
from desktop.hotline.words import DAY_KINDS
from desktop.i18n import _
from ui.hotline.roster_grid import WEEKDAYS, DayHeader, MonthModel, NameHeader
from ui.kit import theme

Index = QModelIndex | QPersistentModelIndex
DAY_WIDTH, LINE_HEIGHT = 32, 32


class DatesModel(MonthModel):
    """The marks as they stand and as they were typed; what cannot be read stays in its cell, marked, until it is mended."""

    typed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.grid: MonthDates | None = None
        self.changed: dict[Cell, str] = {}

    def show(self, grid: MonthDates) -> None:
        """Show a month; what was typed is given up."""
        self.beginResetModel()
        self.grid, self.changed = grid, {}
        self.endResetModel()

    @property
    def days(self) -> tuple[date, ...]:
        return self.grid.days if self.grid else ()

    @property
    def lines(self) -> tuple[DatesLine, ...]:
        """The volunteers, from the top."""
        return self.grid.lines if self.grid else ()

    def kind(self, column: int) -> DayKind:
        assert self.grid is not None
        return self.grid.kinds[self.days[column]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.days)

    def cell(self, index: Index) -> Cell:
        """Whose day an index is."""
        return self.lines[index.row()].volunteer, self.days[index.column()]

    def text(self, index: Index) -> str:
        """The marks of a cell, as typed or as they stand."""
        line, day = self.lines[index.row()], self.days[index.column()]
        return self.changed.get((line.volunteer, day), marks_text(line.marks.get(day, ())))

    def unreadable(self) -> list[Cell]:
        """The cells whose text cannot be read."""
        return [cell for cell, text in self.changed.items() if read_marks(text) is None]

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(index)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            line, day = self.lines[index.row()], self.days[index.column()]
            state = self.text(index) or (_("as every week") if day.weekday() in line.weekdays else _("nothing offered on this weekday"))
            if read_marks(self.text(index)) is None:
                state = _("“{text}” cannot be read").format(text=self.text(index))
            reason = line.reasons.get(day, "")
            words = _("{name}, {month}/{day}: {state}").format(name=line.name, month=day.month, day=day.day, state=state)
            return f"{words} ({reason})" if reason else words
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.put({self.cell(index): str(value).strip()})
        return True

    def put(self, cells: Mapping[Cell, str]) -> None:
        """Type these texts; those that can be read are put in order."""
        standing = {line.volunteer: line.marks for line in self.lines}
        for (who, day), text in cells.items():
            marks = read_marks(text)
            if marks is not None and marks == standing[who].get(day, frozenset()):
                self.changed.pop((who, day), None)
            else:
                self.changed[who, day] = text if marks is None else marks_text(marks)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        self.typed.emit()

    def settle(self, saved: Mapping[Cell, str]) -> None:
        """These texts stand in the station now; what was typed over them meanwhile stays typed."""
        if self.grid is None:
            return
        by_person: dict[str, dict[date, frozenset[Mark]]] = {line.volunteer: dict(line.marks) for line in self.grid.lines}
        for (who, day), text in saved.items():
            if who in by_person and day in self.grid.kinds:
                by_person[who][day] = read_marks(text) or frozenset()
                if self.changed.get((who, day)) == text:
                    del self.changed[who, day]
        lines = tuple(replace(line, marks=by_person[line.volunteer]) for line in self.grid.lines)
        self.grid = replace(self.grid, lines=lines)
        self.typed.emit()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or self.grid is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            line = self.lines[section]
            return line.name if role == Qt.ItemDataRole.DisplayRole else f"{line.code} {line.name}"
        day = self.days[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{day.day}\n{_(WEEKDAYS[day.weekday()])}"
        return _(DAY_KINDS[self.kind(section)])


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, DatesModel)
        told = theme.tokens()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        text = model.text(index)
        marks = read_marks(text)
        words = {mark.word for mark in marks or ()}
        line, day = model.lines[index.row()], model.days[index.column()]
        ground, ink = (told.surface if day.weekday() in line.weekdays else told.quiet), told.ink
        if marks is None:
            ground, ink, text = told.gold_soft, told.gold_ink, f"{text}?"
        elif "unwanted" in words:
            ground, ink = told.gold_soft, told.gold_ink
        elif "wanted" in words:
            ground, ink = told.ok_soft, told.ok
        elif "free" in words:
            ground, ink = told.accent_soft, told.accent
        elif words:
            ground, ink = told.line, told.ink
        painter.save()
        painter.fillRect(rect, QColor(ground))
        painter.setPen(QColor(told.line))
        painter.drawLine(rect.topLeft(), rect.bottomLeft())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(ink))
        painter.setFont(theme.font(theme.CAPTION if len(text) < 3 else 10, bold=model.cell(index) in model.changed))
        painter.drawText(rect.adjusted(1, 0, -1, 0), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.setPen(QPen(QColor(told.ink), max(1, theme.px(2))))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def setModelData(self, editor: Any, model: Any, index: Index) -> None:
        """What is typed goes into every chosen cell."""
        view = self.parent()
        assert isinstance(view, DatesGrid) and isinstance(model, DatesModel)
        cells = {model.cell(one) for one in view.selectedIndexes()} | {model.cell(index)}
        model.put(dict.fromkeys(cells, editor.text().strip()))


class DatesGrid(QTableView):
    """The grid. Typing writes into the chosen cells, Delete empties them, Ctrl+C and Ctrl+V go to and from a table; `pasted(text)`;
    `settled` when nobody types into a cell any more."""

    pasted = Signal(str)
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model_ = DatesModel()
        self.setModel(self.model_)
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalHeader(DayHeader(self))
        self.setVerticalHeader(NameHeader(self))
        self.setShowGrid(False)
        self.setAccessibleName(_("Dates of the volunteers"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)

    def show_grid(self, grid: MonthDates) -> None:
        """Show a month; the current cell and what is chosen stay where they were."""
        at, chosen = self.currentIndex(), [(one.row(), one.column()) for one in self.selectedIndexes()]
        row, column = max(at.row(), 0), max(at.column(), 0)
        self.model_.show(grid)
        self._size_columns()
        if not grid.lines:
            return
        self.setCurrentIndex(self.model_.index(min(row, len(grid.lines) - 1), min(column, len(grid.days) - 1)))
        for one in chosen:
            if self.model_.hasIndex(*one):
                self.selectionModel().select(self.model_.index(*one), QItemSelectionModel.SelectionFlag.Select)

    def typing(self) -> bool:
        """Whether somebody types into a cell."""
        return self.state() == QAbstractItemView.State.EditingState

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.settled.emit()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._size_columns()

    def _size_columns(self) -> None:
        number = len(self.model_.days)
        if number:
            wide = max(theme.px(DAY_WIDTH), self.viewport().width() // number)
            self.horizontalHeader().setMinimumSectionSize(theme.px(DAY_WIDTH))
            for column in range(number):
                self.horizontalHeader().resizeSection(column, wide)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.model_.put({self.model_.cell(index): "" for index in self.selectedIndexes()})
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _copy(self) -> None:
        """The chosen cells as a table; the names stand before them when whole lines are chosen."""
        chosen = self.selectedIndexes()
        rows = sorted({index.row() for index in chosen})
        columns = sorted({index.column() for index in chosen})
        table = [[self.model_.text(self.model_.index(r, c)) for c in columns] for r in rows]
        if len(columns) == len(self.model_.days):
            table = [[self.model_.lines[r].name, *cells] for r, cells in zip(rows, table, strict=True)]
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in table))
