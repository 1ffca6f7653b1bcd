"""Things that flow over lines, and filter chips."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QLayout,
    QLayoutItem,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ui.kit import theme
from ui.kit.basics import clear


class FlowLayout(QLayout):
    """Side by side, and on the next line where the width ends."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self._gap = theme.px(gap)
        self._lines = min(self._gap, theme.px(6))  # lines stand closer than words
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, True)

    def sizeHint(self) -> QSize:
        """All on one line; where there is less room it wraps."""
        sizes = [item.sizeHint() for item in self._items]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, really: bool) -> int:
        x, y, high = rect.x(), rect.y(), 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), max(rect.width(), item.minimumSize().width())))
            if x + size.width() > rect.right() + 1 and high:
                x, y, high = rect.x(), y + high + self._lines, 0
            if really:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            high = max(high, size.height())
        return y + high - rect.y()


class _Chip(QPushButton):
    """A chip is bold when it is chosen: it is wide enough for that from the start."""

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.font(theme.CAPTION, bold=True)).horizontalAdvance(self.text()) + theme.px(20)
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Chips(QWidget):
    """Filter chips with counts (全部 126 · 独居 48). `picked(key)` when one is chosen; one is always chosen."""

    picked = Signal(object)

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._flow = FlowLayout(self)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[Any, QPushButton] = {}
        self._chosen: Any = None
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_items(
        self, items: Sequence[tuple[Any, str] | tuple[Any, str, int | None] | tuple[Any, str, int | None, str]]
    ) -> None:
        """Items (key, word[, count[, 'gold']]); the chosen key stays chosen, else the first is."""
        focused = next((key for key, button in self._buttons.items() if button.hasFocus()), None)
        for button in self._buttons.values():
            self._group.removeButton(button)
        clear(self._flow)
        self._buttons = {}
        for item in items:
            key, word = item[0], item[1]
            count = item[2] if len(item) > 2 else None
            gold = len(item) > 3 and item[3] == "gold"
            button = _Chip(word if count is None else f"{word} {count}")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("kind", "chip-gold" if gold else "chip")
            button.clicked.connect(lambda _checked=False, key=key: self.choose(key))
            self._group.addButton(button)
            self._flow.addWidget(button)
            self._buttons[key] = button
            if key == focused:
                button.setFocus()
        if self._buttons:
            if self._chosen not in self._buttons:
                self._chosen = next(iter(self._buttons))
            self._buttons[self._chosen].setChecked(True)
        self.updateGeometry()

    def choose(self, key: Any) -> None:
        """Choose one by its key and say so."""
        self._chosen = key
        if key in self._buttons:
            self._buttons[key].setChecked(True)
        self.picked.emit(key)

    @property
    def chosen(self) -> Any:
        """The key of the chosen chip."""
        return self._chosen
