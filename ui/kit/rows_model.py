"""Columns, and rows as they are shown: filtered and sorted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCollator,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

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
                return int(alignment(self.columns[section]))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, row = self.columns[index.column()], self.shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(alignment(column))
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


def alignment(column: Column) -> Qt.AlignmentFlag:
    side = {"right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}.get(
        column.align, Qt.AlignmentFlag.AlignLeft
    )
    return side | Qt.AlignmentFlag.AlignVCenter
