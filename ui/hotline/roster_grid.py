"""The month as a grid: one row per volunteer, a column per day, badges for shifts, counts at the right."""

from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.hotline.problem import DayKind
from desktop.hotline.view import Line, RosterView, Taken
from desktop.hotline.words import DAY_KINDS
from desktop.i18n import N_, _
from ui.kit import theme

Index = QModelIndex | QPersistentModelIndex
WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
COUNTS = (N_("Shifts"), N_("Wkend"), N_("Sum"))
DAY_WIDTH, COUNT_WIDTH, NAME_WIDTH, LINE_HEIGHT, HEAD_HEIGHT = 28, 44, 84, 34, 44


def shift_colors(place: int) -> tuple[str, str]:
    """Ground and ink of the badge of the first, second, third… shift of a day."""
    told = theme.tokens()
    dusk = ("#2A2A40", "#B9B5E8") if theme.is_dark() else ("#E4E3F3", "#3D3A72")
    return ((told.accent_soft, told.accent), (told.gold_soft, told.gold_ink), dusk)[place % 3]


class MonthModel(QAbstractTableModel):
    """People down, the days of a month across; the headers below draw it."""

    @property
    def days(self) -> tuple[date, ...]:
        """The days, from the left."""
        raise NotImplementedError

    def kind(self, column: int) -> DayKind:
        """What the day of a column counts as."""
        raise NotImplementedError

    def is_empty_row(self, row: int) -> bool:
        """Whether the row is no person's."""
        del row
        return False


class GridModel(MonthModel):
    """The view's lines; the first row holds the empty seats when there are any."""

    def __init__(self) -> None:
        super().__init__()
        self.view: RosterView | None = None
        self.lines: list[Line | None] = []  # None = the row of empty seats

    def set_view(self, view: RosterView | None) -> None:
        self.beginResetModel()
        self.view = view
        self.lines = []
        if view is not None:
            self.lines = [*([None] if view.empty and (view.roster.saved or view.proposal) else []), *view.lines]
        self.endResetModel()

    @property
    def days(self) -> tuple[date, ...]:
        return self.view.days if self.view else ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.view is None else len(self.days) + len(COUNTS)

    def cells(self, row: int, column: int) -> tuple[Taken, ...]:
        """The seats drawn in a cell."""
        if self.view is None or not 0 <= column < len(self.days):
            return ()
        line, day = self.lines[row], self.days[column]
        return self.view.empty.get(day, ()) if line is None else line.cells.get(day, ())

    def blocked(self, row: int, column: int) -> bool:
        """Whether the person cannot come on that day at all."""
        line = self.lines[row]
        return line is not None and column < len(self.days) and self.days[column] in line.blocked

    def is_empty_row(self, row: int) -> bool:
        return self.lines[row] is None

    def kind(self, column: int) -> DayKind:
        assert self.view is not None
        return self.view.roster.problem.kind(self.days[column])

    def count(self, row: int, column: int) -> str:
        line, place = self.lines[row], column - len(self.days)
        if line is None:
            return str(self.view.unfilled) if self.view is not None and place == 0 else ""
        told = line.counts
        return str((told.shifts, told.weekend + told.holiday, told.total)[place])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column >= len(self.days):
            return self.count(row, column)
        words = " ".join(f"{cell.shift}{'🔒' if cell.locked and role != Qt.ItemDataRole.DisplayRole else ''}" for cell in self.cells(row, column))
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        line, day = self.lines[row], self.days[column]
        state = words or (_("unavailable") if self.blocked(row, column) else _("free"))
        return _("{name}, {month}/{day}: {state}").format(
            name=_("Empty seats") if line is None else line.name, month=day.month, day=day.day, state=state)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or self.view is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            line = self.lines[section]
            if line is None:
                return _("Empty seats")
            return line.name if role == Qt.ItemDataRole.DisplayRole else f"{line.code} {line.name}"
        if section >= len(self.days):
            return _(COUNTS[section - len(self.days)])
        day = self.days[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{day.day}\n{_(WEEKDAYS[day.weekday()])}"
        return self.view.roster.holiday_names.get(day) or _(DAY_KINDS[self.kind(section)])


class DayHeader(QHeaderView):
    """Day and weekday, weekends and holidays shaded."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(HEAD_HEIGHT))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model = self.model()
        told = theme.tokens()
        painter.save()
        day = isinstance(model, MonthModel) and section < len(model.days)
        off = day and isinstance(model, MonthModel) and model.kind(section) is not DayKind.ORDINARY
        painter.fillRect(rect, QColor(told.gold_soft if off else told.surface))
        painter.setPen(QColor(told.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(told.gold_ink if off else told.muted))
        lines = str(model.headerData(section, Qt.Orientation.Horizontal) or "").split("\n")
        painter.setFont(theme.font(theme.CAPTION))
        if len(lines) == 2:
            middle = rect.top() + rect.height() // 2
            painter.drawText(QRect(rect.left(), rect.top() + 2, rect.width(), middle - rect.top() - 2), int(Qt.AlignmentFlag.AlignCenter), lines[0])
            painter.setFont(theme.font(11))
            painter.drawText(QRect(rect.left(), middle - 2, rect.width(), rect.bottom() - middle), int(Qt.AlignmentFlag.AlignCenter), lines[1])
        else:
            flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(rect.adjusted(0, 0, -theme.px(4), 0), flags, lines[0])
        painter.restore()


class NameHeader(QHeaderView):
    """The volunteers' names: they stay while the days scroll."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(theme.px(LINE_HEIGHT))
        self.setMinimumSectionSize(theme.px(LINE_HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(NAME_WIDTH), super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        told = theme.tokens()
        model = self.model()
        empty = isinstance(model, MonthModel) and model.is_empty_row(section)
        painter.save()
        painter.fillRect(rect, QColor(told.gold_soft if empty else told.surface))
        painter.setPen(QColor(told.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        font = theme.font(bold=True)
        painter.setFont(font)
        painter.setPen(QColor(told.gold_ink if empty else told.ink))
        inner = rect.adjusted(theme.px(6), 0, -2, 0)
        text = QFontMetrics(font).elidedText(str(model.headerData(section, Qt.Orientation.Vertical)), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.restore()


class CellDelegate(QStyledItemDelegate):
    """Draws a cell: a badge per seat, grey where the person cannot come, a frame where the seat is locked."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, GridModel)
        told = theme.tokens()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        row, column = index.row(), index.column()
        painter.save()
        if column >= len(model.days):
            self._count(painter, rect, model.count(row, column))
        else:
            self._day(painter, rect, model, row, column)
        painter.setPen(QColor(told.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        state = option.state  # type: ignore[attr-defined]
        if state & QStyle.StateFlag.State_Selected and column < len(model.days):
            painter.setPen(QPen(QColor(told.ink), max(1, theme.px(2))))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _count(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setFont(theme.font())
        painter.setPen(QColor(theme.tokens().ink))
        painter.drawText(rect.adjusted(0, 0, -theme.px(6), 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)

    def _day(self, painter: QPainter, rect: QRect, model: GridModel, row: int, column: int) -> None:
        told = theme.tokens()
        cells = model.cells(row, column)
        if not cells and model.blocked(row, column):
            painter.fillRect(rect, QColor(told.quiet))
        painter.setPen(QColor(told.line))
        painter.drawLine(rect.topLeft(), rect.bottomLeft())
        if not cells:
            return
        if model.lines[row] is None:
            painter.fillRect(rect, QColor(told.gold_soft))
            painter.setPen(QColor(told.gold_ink))
            painter.setFont(theme.font(bold=True))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), str(len(cells)))
            return
        height = rect.height() // len(cells)
        for place, cell in enumerate(cells):
            part = QRect(rect.left() + 1, rect.top() + place * height, rect.width() - 1, height - 1)
            ground, ink = shift_colors(cell.place)
            painter.fillRect(part, QColor(ground))
            painter.setPen(QColor(ink))
            painter.setFont(theme.font(theme.BODY if len(cells) == 1 else 10))
            painter.drawText(part, int(Qt.AlignmentFlag.AlignCenter), cell.shift[:2])
            if cell.locked:
                painter.setPen(QPen(QColor(told.accent), max(1, theme.px(2))))
                painter.drawRect(part.adjusted(1, 1, -1, -1))


class RosterGrid(QTableView):
    """The grid. `at(line or None, day, seats)` when the current cell changes; Space locks, Delete empties, 1…9 seats the person in
    that shift, Enter looks for somebody else."""

    at = Signal(object, object, object)
    lock_wanted = Signal()
    empty_wanted = Signal()
    seat_wanted = Signal(int)
    others_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model_ = GridModel()
        self.setModel(self.model_)
        self.setItemDelegate(CellDelegate(self))
        self.setHorizontalHeader(DayHeader(self))
        self.setVerticalHeader(NameHeader(self))
        self.setShowGrid(False)
        self.setAccessibleName(_("Roster of the month"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.selectionModel().currentChanged.connect(self._moved)

    def set_view(self, view: RosterView | None) -> None:
        """Show a month; the current cell stays on the same person and day."""
        line, day = self.current_line(), self.current_day()
        kept = line.volunteer if line else None
        self.model_.set_view(view)
        self._size_columns()
        if view is None:
            return
        row = next((n for n, one in enumerate(self.model_.lines) if one is not None and one.volunteer == kept), -1)
        if row >= 0 and day in view.days:
            self.setCurrentIndex(self.model_.index(row, view.days.index(day)))
        else:
            self._moved()

    def go_to(self, day: date, volunteer: str | None = None) -> None:
        """Make a day (of a person, else of the first row) current."""
        if day in self.model_.days:
            row = next((n for n, one in enumerate(self.model_.lines) if one is not None and one.volunteer == volunteer), 0)
            index = self.model_.index(row, self.model_.days.index(day))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def current_line(self) -> Line | None:
        """The person of the current row; None on the row of empty seats or when nothing is current."""
        row = self.currentIndex().row()
        return self.model_.lines[row] if 0 <= row < len(self.model_.lines) else None

    def current_day(self) -> date | None:
        """The day of the current column."""
        column = self.currentIndex().column()
        return self.model_.days[column] if 0 <= column < len(self.model_.days) else None

    def current_seats(self) -> tuple[Taken, ...]:
        """The seats of the current cell."""
        index = self.currentIndex()
        return self.model_.cells(index.row(), index.column()) if index.isValid() else ()

    def _size_columns(self) -> None:
        head = self.horizontalHeader()
        number = len(self.model_.days)
        if not number:
            return
        room = self.viewport().width() - theme.px(COUNT_WIDTH) * len(COUNTS)
        wide = max(theme.px(DAY_WIDTH - 4), min(theme.px(44), room // number))
        head.setMinimumSectionSize(theme.px(DAY_WIDTH - 4))
        for column in range(number):
            head.resizeSection(column, wide)
        for column in range(number, number + len(COUNTS)):
            head.resizeSection(column, theme.px(COUNT_WIDTH))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._size_columns()

    def _moved(self, *_indexes: object) -> None:
        self.at.emit(self.current_line(), self.current_day(), self.current_seats())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_L):
            self.lock_wanted.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.empty_wanted.emit()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.seat_wanted.emit(key - Qt.Key.Key_1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.others_wanted.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mouseDoubleClickEvent(self, event: Any) -> None:
        super().mouseDoubleClickEvent(event)
        self.others_wanted.emit()
