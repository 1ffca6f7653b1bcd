"""Small parts that every page is built from: labels, badges, buttons, links, rows and columns."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
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
    warning-strong, accent, error, big."""
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
        shrinks = str(self.property("kind")).startswith("badge-")
        return QSize(theme.px(60), self.sizeHint().height()) if shrinks else self.sizeHint()

    def paintEvent(self, event: Any) -> None:
        if not self._key:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        text, option.text = option.text, ""  # type: ignore[attr-defined]
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
