"""The list of the house: rows of anything, sorted, Enter opens, copy to Excel."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from ui.kit import theme
from ui.kit.basics import Button, label
from ui.kit.rows_delegate import RowsDelegate
from ui.kit.rows_model import Column, RowsModel

LEAST_STRETCH = 110  # pixels at 100 %


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

    def _meant_by(self, event: QKeyEvent) -> Callable[[list[Any]], object] | None:
        """What a key of the menu calls. Not a shortcut: the page may have a button with the same key, and Qt calls neither of two."""
        if not self.selected_rows():
            return None
        pressed = QKeySequence(event.keyCombination())
        keys = ((key, call) for _word, call, key in self._menu if key not in ("", "Return", "Enter"))  # those open the row
        return next((call for key, call in keys if QKeySequence(key) == pressed), None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._meant_by(event) is not None:
            event.accept()
            return True
        return super().event(event)

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
        self._give_stretch_room()

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
        call = self._meant_by(event)
        if call is not None and self.state() != QAbstractItemView.State.EditingState:
            call(self.selected_rows())
            event.accept()
            return
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

    def _give_stretch_room(self) -> None:
        """The stretching column never shrinks to nothing: where there is no room the list scrolls sideways instead."""
        number = next((n for n, column in enumerate(self.model_.columns) if column.stretch), -1)
        if number < 0:
            return
        head = self.horizontalHeader()
        others = sum(head.sectionSize(n) for n in range(head.count()) if n != number)
        least = theme.px(LEAST_STRETCH)
        wanted = (
            QHeaderView.ResizeMode.Stretch if self.viewport().width() - others >= least else QHeaderView.ResizeMode.Interactive
        )
        if head.sectionResizeMode(number) != wanted:
            head.setSectionResizeMode(number, wanted)
        if wanted == QHeaderView.ResizeMode.Interactive:
            head.resizeSection(number, least)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._give_stretch_room()
        self._empty.setGeometry(self.viewport().rect())
