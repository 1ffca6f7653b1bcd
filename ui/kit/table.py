"""The list of the house: rows of anything, filter as you type, sort, Enter opens, copy to Excel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QCollator,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QFontMetrics, QGuiApplication, QIcon, QKeyEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from ui.kit import theme
from ui.kit.basics import Button, label

Index = QModelIndex | QPersistentModelIndex
BadgeOf = Callable[[Any], tuple[str, str] | None]


def value_of(row: Any, get: str | Callable[[Any], Any]) -> Any:
    """What a column gets from a row: by a function, a dict's key or an attribute."""
    if callable(get):
        return get(row)
    return row.get(get) if isinstance(row, dict) else getattr(row, get)


@dataclass
class Column:
    """One column. `get`: key, attribute name or function of the row. `badge` gives (word, kind) or None to show the plain text.

    `sort` gives the sort key of a row (else the value; texts sort by pinyin with numbers by size). `edit(row, text)` makes
    cells editable, `choices`
    then lists what may be picked. `width` in pixels at 100 %; one `stretch` column takes the rest.
    """

    heading: str
    get: str | Callable[[Any], Any]
    align: str = "left"
    format: Callable[[Any], str] | None = None
    badge: BadgeOf | None = None
    sort: Callable[[Any], Any] | None = None
    width: int = 0
    stretch: bool = False
    bold: bool = False
    muted: bool = False
    link: bool = False
    edit: Callable[[Any, str], object] | None = None
    choices: Sequence[str] = ()
    tip: Callable[[Any], str] | None = None
    key: str = ""

    def text(self, row: Any) -> str:
        """What the cell says, badge or not."""
        if self.badge is not None and (told := self.badge(row)) is not None:
            return told[0]
        value = value_of(row, self.get)
        if self.format is not None:
            return self.format(value)
        return "" if value is None else str(value)


class _Sorter:
    """Texts by pinyin with numbers by size (2幢 before 12幢); None last."""

    def __init__(self) -> None:
        self._collator = QCollator(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self._collator.setNumericMode(True)

    def key(self, value: Any) -> tuple[int, Any]:
        if value is None or value == "":
            return (2, 0)
        return (1, self._collator.sortKey(value)) if isinstance(value, str) else (0, value)


class RowsModel(QAbstractTableModel):
    """Rows as they are shown: filtered and sorted copies of one list."""

    def __init__(self, columns: Sequence[Column], key: str | Callable[[Any], Any], search: Callable[[Any], str] | None) -> None:
        super().__init__()
        self.columns = list(columns)
        self.all: list[Any] = []
        self.shown: list[Any] = []
        self._key, self._search = key, search
        self._texts: list[str] | None = None
        self._query = ""
        self._where: Callable[[Any], bool] | None = None
        self._sort_column, self._descending = -1, False
        self._sorter = _Sorter()
        self.around: Callable[[Callable[[], None]], None] = lambda change: change()  # the list keeps its chosen row

    def key_of(self, row: Any) -> Any:
        return value_of(row, self._key)

    def set_rows(self, rows: Sequence[Any]) -> None:
        self.all, self._texts = list(rows), None
        self.arrange()

    def set_query(self, query: str) -> None:
        self._query = query
        self.arrange()

    def set_where(self, where: Callable[[Any], bool] | None) -> None:
        self._where = where
        self.arrange()

    def _search_texts(self) -> list[str]:
        if self._texts is None:
            search = self._search or (lambda row: "\t".join(column.text(row) for column in self.columns))
            self._texts = [search(row).casefold() for row in self.all]
        return self._texts

    def arrange(self) -> None:
        """Filter and sort again."""
        self.beginResetModel()
        rows = self.all
        terms = self._query.casefold().split()
        if terms:
            rows = [row for row, text in zip(rows, self._search_texts(), strict=True) if all(term in text for term in terms)]
        if self._where is not None:
            rows = [row for row in rows if self._where(row)]
        if 0 <= self._sort_column < len(self.columns):
            column = self.columns[self._sort_column]
            sort = column.sort or (lambda row: value_of(row, column.get))
            rows = sorted(rows, key=lambda row: self._sorter.key(sort(row)), reverse=self._descending)
        self.shown = list(rows)
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort_column, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self.around(self.arrange)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].heading
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(_alignment(self.columns[section]))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, row = self.columns[index.column()], self.shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(column))
        if role == Qt.ItemDataRole.ToolTipRole and column.tip is not None:
            return column.tip(row)
        if role == Qt.ItemDataRole.UserRole:
            return row
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and self.columns[index.column()].edit is not None else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        edit = self.columns[index.column()].edit
        if role != Qt.ItemDataRole.EditRole or edit is None:
            return False
        edit(self.shown[index.row()], str(value))
        self.dataChanged.emit(index, index)
        return True


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = {"right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}.get(
        column.align, Qt.AlignmentFlag.AlignLeft
    )
    return side | Qt.AlignmentFlag.AlignVCenter


class RowsDelegate(QStyledItemDelegate):
    """Draws a cell: quiet rule below, word in its weight and colour, or a badge."""

    def __init__(self, table: "RowsTable") -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self._table.model_
        column, row = model.columns[index.column()], model.shown[index.row()]
        told = theme.tokens()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(told.accent_soft))
        painter.setPen(QColor(told.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(theme.px(8), 0, -theme.px(8), -1)
        shown = column.badge(row) if column.badge is not None else None
        if shown is not None:
            paint_badge(painter, inner, shown[0], shown[1], column.align)
        else:
            ink = told.muted if column.muted else told.accent if column.link else told.ink
            font = theme.font(bold=column.bold)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            text = QFontMetrics(font).elidedText(column.text(row).replace("\n", " "), Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(_alignment(column)), text)
        if state & QStyle.StateFlag.State_HasFocus and self._table.cell_focus():
            painter.setPen(QColor(told.accent))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = self._table.model_
        column, row = model.columns[index.column()], model.shown[index.row()]
        font = theme.font(theme.CAPTION if column.badge is not None else theme.BODY, column.bold)
        return QSize(
            QFontMetrics(font).horizontalAdvance(column.text(row)) + theme.px(34 if column.badge else 18), theme.px(theme.ROW)
        )

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._table.model_.columns[index.column()]
        editor: QWidget
        if column.choices:
            editor = QComboBox(parent)
            editor.addItems(list(column.choices))
        else:
            editor = QLineEdit(parent)
        editor.setAccessibleName(column.heading)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        else:
            assert isinstance(editor, QLineEdit)
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        text = editor.currentText() if isinstance(editor, QComboBox) else editor.text() if isinstance(editor, QLineEdit) else ""
        model.setData(index, text)


def paint_badge(painter: QPainter, inner: QRect, text: str, kind: str, align: str = "left") -> None:
    """A badge drawn into a cell: word and colour."""
    ink, ground = theme.badge_colors(kind)
    font = theme.font(theme.CAPTION)
    metrics = QFontMetrics(font)
    width = min(metrics.horizontalAdvance(text) + theme.px(14), inner.width())
    height = min(metrics.height() + theme.px(3), inner.height())
    left = {"right": inner.right() - width + 1, "center": inner.center().x() - width // 2}.get(align, inner.left())
    box = QRect(left, inner.center().y() - height // 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(box, theme.px(6), theme.px(6))
    painter.setPen(QColor(ink))
    painter.setFont(font)
    painter.drawText(
        box, int(Qt.AlignmentFlag.AlignCenter), metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - theme.px(6))
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class RowsTable(QTableView):
    """A list. `opened(row)` on Enter or double click, `chosen(row or None)` when the current row changes, `linked(row, key)`
    on a link cell.

    `key` tells rows apart, so that the chosen row stays chosen through reloads. `search` gives the text that the filter looks
    into (names, pinyin,
    initials, ID tail, phone); without it, what the columns show.
    """

    opened = Signal(object)
    chosen = Signal(object)
    linked = Signal(object, str)
    counted = Signal(int, int)  # rows shown, rows in all

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        key: str | Callable[[Any], Any] = "id",
        search: Callable[[Any], str] | None = None,
        many: bool = False,
    ) -> None:
        super().__init__()
        self.model_ = RowsModel(columns, key, search)
        self.setModel(self.model_)
        self._keeping = False
        self.setItemDelegate(RowsDelegate(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(
            QAbstractItemView.SelectionMode.ExtendedSelection if many else QAbstractItemView.SelectionMode.SingleSelection
        )
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            if self.cell_focus()
            else QAbstractItemView.EditTrigger.NoEditTriggers
        )
        self.setTabKeyNavigation(self.cell_focus())
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(theme.ROW))
        self.verticalHeader().setMinimumSectionSize(theme.px(theme.ROW))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setMinimumSectionSize(theme.px(36))
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setSortIndicatorClearable(True)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSortingEnabled(True)
        self._menu: list[tuple[str, Callable[[list[Any]], object], str]] = []
        self._sized = False
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.doubleClicked.connect(self._double_clicked)
        self.clicked.connect(self._clicked)
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)
        self._empty = QWidget(self.viewport())
        told = QVBoxLayout(self._empty)
        self._empty_text = label("", "muted", wrap=True)
        self._empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty_action = Button("")
        self._empty_action.hide()
        told.addStretch(2)
        told.addWidget(self._empty_text)
        told.addWidget(self._empty_action, 0, Qt.AlignmentFlag.AlignHCenter)
        told.addStretch(3)
        self._empty_call: Callable[[], object] | None = None
        self._empty_action.clicked.connect(lambda _checked=False: self._empty_call() if self._empty_call else None)
        self._empty.hide()
        self.set_empty(_("Nothing here yet."))
        self._size_columns()
        self.model_.around = self._keep

    # rows

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; the chosen row and the scroll position stay where they were when the row is still there."""
        self._keep(lambda: self.model_.set_rows(rows))
        if not self._sized and rows:
            self._sized = True
            self._size_columns()

    def filter(self, query: str) -> None:
        """Show only rows whose search text holds every word of the query."""
        self._keep(lambda: self.model_.set_query(query))

    def set_where(self, where: Callable[[Any], bool] | None) -> None:
        """Show only rows for which `where(row)` is true (chips)."""
        self._keep(lambda: self.model_.set_where(where))

    def rows(self) -> list[Any]:
        """All rows, shown or not."""
        return list(self.model_.all)

    def shown_rows(self) -> list[Any]:
        """The rows as shown: filtered, sorted."""
        return list(self.model_.shown)

    def current_row(self) -> Any:
        """The row under the cursor, or None."""
        index = self.currentIndex()
        return self.model_.shown[index.row()] if index.isValid() and index.row() < len(self.model_.shown) else None

    def selected_rows(self) -> list[Any]:
        """The selected rows in the order shown."""
        numbers = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.model_.shown[number] for number in numbers]

    def select_key(self, key: Any) -> bool:
        """Make the row with this key current. False when it is not shown."""
        for number, row in enumerate(self.model_.shown):
            if self.model_.key_of(row) == key:
                self._go(number)
                return True
        return False

    def select_first(self) -> None:
        """Make the first shown row current."""
        if self.model_.shown:
            self._go(0)

    def refresh(self) -> None:
        """Draw again after rows were changed in place."""
        self.viewport().update()

    def set_empty(self, text: str, action: str = "", call: Callable[[], object] | None = None) -> None:
        """What an empty list says, and the first thing to do."""
        self._empty_words = text
        self._empty_call = call
        self._empty_action.setText(action)
        self._show_empty()

    def set_menu(self, *items: tuple[str, Callable[[list[Any]], object], str]) -> None:
        """Context menu: (word, call with the selected rows, key or ''). Keys work while the list has the focus."""
        self._menu = list(items)
        for word, call, key in items:
            if key and key not in ("Return", "Enter"):
                action = QAction(word, self)
                action.setShortcut(QKeySequence(key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                action.triggered.connect(
                    lambda _checked=False, call=call: call(self.selected_rows()) if self.selected_rows() else None
                )
                self.addAction(action)

    def copy(self) -> None:
        """Put the selected rows (all shown when none is) on the clipboard as cells that Excel and WPS understand."""
        rows = self.selected_rows() or self.model_.shown
        QGuiApplication.clipboard().setText(self.as_cells(rows))

    def as_cells(self, rows: Sequence[Any], heads: bool = True) -> str:
        """Rows as tab-separated text with headings."""

        def clean(text: str) -> str:
            return text.replace("\t", " ").replace("\r", "").replace("\n", " ")

        lines = ["\t".join(clean(column.heading) for column in self.model_.columns)] if heads else []
        lines += ["\t".join(clean(column.text(row)) for column in self.model_.columns) for row in rows]
        return "\n".join(lines) + "\n"

    # inner workings

    def cell_focus(self) -> bool:
        """True when cells can be edited, so that the single cell matters."""
        return any(column.edit is not None for column in self.model_.columns)

    def _keep(self, change: Callable[[], None]) -> None:
        current = self.current_row()
        key = self.model_.key_of(current) if current is not None else None
        keys = (
            {self.model_.key_of(row) for row in self.selected_rows()} if len(self.selectionModel().selectedRows()) > 1 else set()
        )
        column, top = self.currentIndex().column(), self.verticalScrollBar().value()
        self._keeping = True
        try:
            change()
            self._show_empty()
            if key is not None:
                for number, row in enumerate(self.model_.shown):
                    if self.model_.key_of(row) == key:
                        self.verticalScrollBar().setValue(top)
                        self._go(number, max(column, 0))
                    elif self.model_.key_of(row) in keys:
                        self.selectionModel().select(
                            self.model_.index(number, 0),
                            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
                        )
        finally:
            self._keeping = False
        now = self.current_row()
        if (self.model_.key_of(now) if now is not None else None) != key or now is not current:
            self.chosen.emit(now)
        self.counted.emit(len(self.model_.shown), len(self.model_.all))

    def _go(self, number: int, column: int = 0) -> None:
        index = self.model_.index(number, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def _row_changed(self, *_indexes: object) -> None:
        if not self._keeping:
            self.chosen.emit(self.current_row())

    def _show_empty(self) -> None:
        empty = not self.model_.shown
        filtered = empty and bool(self.model_.all)
        self._empty_text.setText(_("No row matches the filter.") if filtered else self._empty_words)
        self._empty_action.setVisible(bool(self._empty_action.text()) and not filtered)
        self._empty.setVisible(empty)
        self._empty.setGeometry(self.viewport().rect())

    def _size_columns(self) -> None:
        head = self.horizontalHeader()
        stretch = next((n for n, column in enumerate(self.model_.columns) if column.stretch), -1)
        for number, column in enumerate(self.model_.columns):
            if number == stretch:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
                continue
            head.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
            if column.width:
                head.resizeSection(number, theme.px(column.width))
            else:
                sample = self.model_.shown[:200]
                option = QStyleOptionViewItem()
                delegate = self.itemDelegate()
                wide = max(
                    (delegate.sizeHint(option, self.model_.index(n, number)).width() for n in range(len(sample))), default=0
                )
                heading = QFontMetrics(theme.font(theme.CAPTION)).horizontalAdvance(column.heading) + theme.px(30)
                head.resizeSection(number, min(max(wide, heading), theme.px(320)))

    def _open_menu(self, where: QPoint) -> None:
        rows = self.selected_rows()
        menu = QMenu(self)
        for word, call, key in self._menu:
            action = menu.addAction(f"{word}\t{key}" if key else word)
            action.setEnabled(bool(rows))
            action.triggered.connect(lambda _checked=False, call=call: call(rows))
        if self._menu:
            menu.addSeparator()
        menu.addAction(_("Copy to Excel") + "\tCtrl+C").triggered.connect(lambda _checked=False: self.copy())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(where))

    def _double_clicked(self, index: QModelIndex) -> None:
        if self.model_.columns[index.column()].edit is None:
            self.opened.emit(self.model_.shown[index.row()])

    def _clicked(self, index: QModelIndex) -> None:
        column = self.model_.columns[index.column()]
        if column.link:
            self.linked.emit(self.model_.shown[index.row()], column.key or column.heading)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != QAbstractItemView.State.EditingState:
            if self.current_row() is not None:
                self.opened.emit(self.current_row())
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not self.cell_focus() and self.model_.shown:
            self._go(0 if event.key() == Qt.Key.Key_Home else len(self.model_.shown) - 1)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if (
            not self.currentIndex().isValid()
            and self.model_.shown
            and event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        ):
            self._go(0)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())


class FilterBox(QLineEdit):
    """Filter as you type: `typed(text)` after a short pause; Down goes to the list, Esc clears, Ctrl+F comes here.
    `attach(table)` does it all."""

    typed = Signal(str)

    def __init__(self, hint: str = "", width: int = 230) -> None:
        super().__init__()
        self.setPlaceholderText(hint or _("Name, pinyin initials, ID tail, phone…"))
        self.setAccessibleName(_("Filter"))
        self.setClearButtonEnabled(True)
        self.setFixedWidth(theme.px(width))
        self.addAction(QIcon(str(theme.icon_path("search"))), QLineEdit.ActionPosition.LeadingPosition)
        self._table: RowsTable | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(40)
        self._pause.timeout.connect(lambda: self.typed.emit(self.text()))
        self.textChanged.connect(lambda _text: self._pause.start())
        key = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        key.activated.connect(self._come)

    def attach(self, table: RowsTable) -> "FilterBox":
        """Filter this list; Down and Enter go to it."""
        self._table = table
        self.typed.connect(table.filter)
        return self

    def _come(self) -> None:
        if self.isVisible():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        if self._table is not None and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pause.stop()
            self._table.filter(self.text())
            if self._table.current_row() is None:
                self._table.select_first()
            if event.key() == Qt.Key.Key_Down:
                self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            elif self._table.current_row() is not None:
                self._table.opened.emit(self._table.current_row())
            return
        super().keyPressEvent(event)
