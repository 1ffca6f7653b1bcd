"""Cards, ruled rows for cards, and bars of parts."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.kit import theme
from ui.kit.basics import Badge, Elided, clear, label, row, rule


class Card(QFrame):
    """A white card with a bold title at left and a muted caption at right. `card.add(widget or layout, stretch)`."""

    def __init__(self, title: str = "", caption: str = "") -> None:
        super().__init__()
        self.setProperty("card", True)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self.body.setSpacing(theme.px(6))
        self._title = label(title, "heading")
        self._caption = Elided(caption, "caption")
        self._caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.head = row(self._title, self._caption)
        self.head.setStretch(1, 1)
        self.body.addLayout(self.head)
        self._show_head()
        if title:
            self.setAccessibleName(title)

    def _show_head(self) -> None:
        self._title.setVisible(bool(self._title.text()))
        self._caption.setVisible(bool(self._caption.text()))

    def set_title(self, text: str) -> None:
        """Another title."""
        self._title.setText(text)
        self.setAccessibleName(text)
        self._show_head()

    def set_caption(self, text: str) -> None:
        """Another caption, muted, at the right of the title."""
        self._caption.setText(text)
        self._show_head()

    def explain(self, text: str) -> None:
        """What the numbers in the head mean, shown under the mouse."""
        self._title.setToolTip(text)
        self._caption.setToolTip(f"{self._caption.text()}\n{text}".strip())

    def add(self, part: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a part under what is there."""
        if isinstance(part, QLayout):
            self.body.addLayout(part, stretch)
        else:
            self.body.addWidget(part, stretch)

    def fill(self) -> None:
        """Let what follows stand at the foot of the card."""
        self.body.addStretch(1)


class LineRows(QWidget):
    """A few ruled rows for a card (for long lists use RowsTable). `stretch` names how wide each column grows; `right` those
    aligned right."""

    def __init__(self, stretch: Sequence[int], right: Sequence[int] = ()) -> None:
        super().__init__()
        self._right = set(right)
        self._columns = len(stretch)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(0)
        self._count = 0
        self._stretch = list(stretch)
        self._set_stretch()

    def _set_stretch(self) -> None:
        for number, wide in enumerate(self._stretch):
            self._grid.setColumnStretch(number, wide)

    def clear(self) -> None:
        """Take all rows out."""
        clear(self._grid)
        self._count = 0

    def add_heads(self, *words: str) -> None:
        """A row of muted column heads."""
        self.add_row(*(label(word, "caption") for word in words))

    def add_row(self, *cells: QWidget | QLayout | str | None) -> None:
        """One row of words and widgets, with a quiet line below it."""
        line = self._count * 2
        for number, cell in enumerate(cells):
            if cell is None:
                continue
            side = Qt.AlignmentFlag.AlignRight if number in self._right else Qt.AlignmentFlag.AlignLeft
            if isinstance(cell, QLayout):
                self._grid.addLayout(cell, line, number)
                continue
            part = label(cell) if isinstance(cell, str) else cell
            if isinstance(part, SegmentBar):
                self._grid.addWidget(part, line, number, Qt.AlignmentFlag.AlignVCenter)
            elif isinstance(part, QLabel) and not isinstance(part, Badge):
                part.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(part, line, number)
            else:
                self._grid.addWidget(part, line, number, side | Qt.AlignmentFlag.AlignVCenter)
        self._grid.setRowMinimumHeight(line, theme.px(theme.ROW))
        self._grid.addWidget(rule(), line + 1, 0, 1, self._columns)
        self._count += 1


class SegmentBar(QWidget):
    """A bar of parts, each with its colour role: `set_parts([('ok', 12), ('danger', 1)], total=15)`; the rest stays empty."""

    def __init__(self, parts: Sequence[tuple[str, int]] = (), total: int = 0) -> None:
        super().__init__()
        self.setMinimumWidth(theme.px(80))
        self.setFixedHeight(theme.px(10))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_parts(parts, total)

    def set_parts(self, parts: Sequence[tuple[str, int]], total: int, told: str = "") -> None:
        """Show these parts of `total`; `told` says the same in words for screen readers."""
        self._parts, self._total = list(parts), max(total, sum(number for _role, number in parts))
        self.setAccessibleName(told or f"{sum(number for _role, number in parts)}/{total}")
        self.update()

    def paintEvent(self, _event: Any) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(whole, whole.height() / 2, whole.height() / 2)
        painter.setClipPath(path)
        painter.fillRect(whole, theme.color("bar"))
        left = 0.0
        for role, number in self._parts:
            if number <= 0:
                continue
            width = whole.width() * number / self._total if self._total else 0.0
            painter.fillRect(QRectF(left, 0, width + 0.5, whole.height()), theme.color(role))
            left += width
