"""Seven days by three parts of the day, ticked with the keyboard or the mouse."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.hotline.weeks import PARTS, Cell
from desktop.i18n import N_, _
from ui.kit import theme

Index = QModelIndex | QPersistentModelIndex
DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
SHORT = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
WORDS = {"am": N_("Morning to 12"), "pm": N_("Afternoon 12–18"), "evening": N_("Evening from 16")}
WISHES = {"": N_("can come"), "wanted": N_("likes to come"), "unwanted": N_("rather not")}
NEXT = {None: "", "": "wanted", "wanted": "unwanted", "unwanted": None}


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[Cell, str] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(PARTS)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(DAYS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wish = self.cells.get((index.column(), PARTS[index.row()]))
        words = "" if wish is None else _(WISHES[wish])
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{_(DAYS[index.column()])} {_(WORDS[PARTS[index.row()]])}: {words or _('cannot come')}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _(SHORT[section]) if orientation == Qt.Orientation.Horizontal else _(WORDS[PARTS[section]])


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        told = theme.tokens()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        model = index.model()
        assert isinstance(model, _Model)
        wish = model.cells.get((index.column(), PARTS[index.row()]))
        ground, ink = {
            None: (told.quiet, told.muted), "": (told.accent_soft, told.accent), "wanted": (told.ok_soft, told.ok),
            "unwanted": (told.gold_soft, told.gold_ink),
        }[wish]
        painter.save()
        painter.fillRect(rect.adjusted(1, 1, -1, -1), QColor(ground))
        painter.setPen(QColor(ink))
        painter.setFont(theme.font(theme.CAPTION))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), {None: "", "": "✓", "wanted": "✓ ＋", "unwanted": "✓ －"}[wish])
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.setPen(QPen(QColor(told.ink), max(1, theme.px(2))))
            painter.drawRect(rect.adjusted(2, 2, -3, -3))
        painter.restore()


class WeekGrid(QTableView):
    """The week. Space or a click ticks and unticks; + and - mark wishes. `changed` when the clerk changed something."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._model = _Model()
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("Week"))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(theme.px(30))
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setFixedHeight(theme.px(30))
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(36))
        self.verticalHeader().setSectionsClickable(False)
        self.setFixedHeight(theme.px(30 + 3 * 36) + 4)

    def cells(self) -> dict[Cell, str]:
        """The ticks."""
        return dict(self._model.cells)

    def set_cells(self, cells: dict[Cell, str]) -> None:
        """Show these ticks."""
        self._model.beginResetModel()
        self._model.cells = dict(cells)
        self._model.endResetModel()

    def tick(self, cell: Cell, wish: str | None) -> None:
        """Set one cell: None, '', 'wanted' or 'unwanted'."""
        if wish is None:
            self._model.cells.pop(cell, None)
        else:
            self._model.cells[cell] = wish
        self.viewport().update()
        self.changed.emit()

    def _current(self) -> Cell | None:
        index = self.currentIndex()
        return (index.column(), PARTS[index.row()]) if index.isValid() else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        cell = self._current()
        if cell is not None and self.indexAt(event.position().toPoint()).isValid():
            self.tick(cell, NEXT[self._model.cells.get(cell)] if event.button() == Qt.MouseButton.RightButton else self._other(cell))

    def _other(self, cell: Cell) -> str | None:
        return None if cell in self._model.cells else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        cell = self._current()
        if cell is not None and event.key() == Qt.Key.Key_Space:
            self.tick(cell, self._other(cell))
        elif cell is not None and event.text() in ("+", "=", "＋"):
            self.tick(cell, "" if self._model.cells.get(cell) == "wanted" else "wanted")
        elif cell is not None and event.text() in ("-", "－"):
            self.tick(cell, "" if self._model.cells.get(cell) == "unwanted" else "unwanted")
        else:
            super().keyPressEvent(event)
            return
        event.accept()
