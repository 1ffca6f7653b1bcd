"""Small parts that every page is built from: labels, buttons, links, badges, cards, chips, ruled lines, segment bars."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPainterPath, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from ui.kit import theme


def restyle(widget: QWidget, name: str, value: Any) -> None:
    """Set a property that the style sheet asks for, and show it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def label(text: str = "", role: str = "", wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label in one of the roles of the looks: title, heading, subtitle, caption, muted, strong, danger, danger-strong,
    accent, error, big."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return made


class Elided(QLabel):
    """A label that ends in … where its room ends; the whole text is its tip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), super().minimumSizeHint().height())

    def paintEvent(self, _event: Any) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment()), text)


class Badge(QLabel):
    """A state told by word and colour: ok, gold, danger, accent or muted."""

    def __init__(self, text: str = "", kind: str = "muted") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("badge", kind)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def tell(self, text: str, kind: str) -> None:
        """Show another word in another colour."""
        self.setText(text)
        restyle(self, "badge", kind)


class Button(QPushButton):
    """A button with its key shown beside its word ('F2'). Kinds: '' plain, 'main' (one on a page), 'danger', 'link'."""

    def __init__(
        self, text: str, clicked: Callable[[], object] | None = None, key: str = "", kind: str = "", bind: bool = True
    ) -> None:
        """`bind=False` shows a key that works elsewhere already."""
        super().__init__(text)
        self._key = key.replace("Return", "Enter")
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(kind == "main")
        if clicked is not None:
            self.clicked.connect(lambda _checked=False: clicked())
        if key and bind:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(self._pressed_by_key)
            self.setToolTip(f"{text} ({self._key})")

    def _pressed_by_key(self) -> None:
        if self.isVisible() and self.isEnabled():
            self.click()

    def _key_font(self) -> Any:
        made = theme.font(12)
        made.setFamilies(["Consolas", "DejaVu Sans Mono", "Courier New"])
        return made

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._key:
            hint.setWidth(hint.width() + QFontMetrics(self._key_font()).horizontalAdvance(self._key) + theme.px(7))
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if self.property("kind") != "nav" else super().minimumSizeHint()

    def paintEvent(self, event: Any) -> None:
        if not self._key:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        text, option.text = option.text, ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        told = theme.tokens()
        kind = self.property("kind")
        ink = (
            {"main": told.on_accent, "danger": told.danger, "link": told.accent}.get(kind, told.ink)
            if self.isEnabled()
            else told.muted
        )
        words, keys = QFontMetrics(self.font()), QFontMetrics(self._key_font())
        gap = theme.px(7)
        left = (self.width() - words.horizontalAdvance(text) - gap - keys.horizontalAdvance(self._key)) // 2
        painter.setPen(QColor(ink))
        painter.setFont(self.font())
        painter.drawText(
            QRect(left, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text
        )
        faint = QColor(ink if kind == "main" else told.muted)
        faint.setAlphaF(0.78 if kind == "main" else 1.0)
        painter.setPen(faint)
        painter.setFont(self._key_font())
        left += words.horizontalAdvance(text) + gap
        painter.drawText(
            QRect(left, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._key
        )


class Link(Button):
    """A word that leads somewhere."""

    def __init__(self, text: str, clicked: Callable[[], object] | None = None) -> None:
        super().__init__(text, clicked, kind="link")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)


def rule() -> QFrame:
    """A quiet horizontal line."""
    made = QFrame()
    made.setProperty("rule", True)
    made.setFixedHeight(1)
    return made


def row(*parts: QWidget | str | int | None, gap: int = 8) -> QHBoxLayout:
    """Parts side by side: a widget, a text, a gap in pixels at 100 %, or None for the stretch."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(theme.px(gap))
    _fill(made, parts)
    return made


def column(*parts: QWidget | str | int | None, gap: int = 8) -> QVBoxLayout:
    """Parts one under another; as `row`."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(theme.px(gap))
    _fill(made, parts)
    return made


def _fill(layout: QBoxLayout, parts: Sequence[Any]) -> None:
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(theme.px(part))
        elif isinstance(part, str):
            layout.addWidget(label(part))
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


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


class FlowLayout(QLayout):
    """Side by side, and on the next line where the width ends."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self._gap = theme.px(gap)
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
                x, y, high = rect.x(), y + high + self._gap, 0
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


def scrolled(content: QWidget) -> QScrollArea:
    """The content in an area that scrolls when the window is too small for it; on paper ground."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    content.setProperty("scrolled", True)
    area.setWidget(content)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class ToggleKey(QShortcut):
    """A key of a page: works while the page is shown."""

    def __init__(self, key: str, owner: QWidget, pressed: Callable[[], object]) -> None:
        super().__init__(QKeySequence(key), owner)
        self.setContext(Qt.ShortcutContext.WindowShortcut)
        self._owner = owner
        self.activated.connect(lambda: pressed() if owner.isVisible() else None)
