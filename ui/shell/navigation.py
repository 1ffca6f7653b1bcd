"""The navigation at the left: the station, the rooms with their badges, who is signed in."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _
from ui.kit import Badge, Link, label, rule, theme
from ui.rooms import Room

WIDTH = 164


class NavButton(QPushButton):
    """One room: its word, and a round badge when something waits there."""

    def __init__(self, text: str, child: bool = False) -> None:
        super().__init__(text)
        self.setProperty("kind", "nav")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._text, self._count = text, 0
        if child:
            self.setStyleSheet(
                f"padding: {theme.px(5)}px {theme.px(8)}px {theme.px(5)}px {theme.px(26)}px; font-size: {theme.px(14)}px;"
            )

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), super().minimumSizeHint().height())

    def set_count(self, count: int) -> None:
        """How many things wait; 0 shows no badge."""
        if count != self._count:
            self._count = count
            self.setAccessibleName(f"{self._text}, {count}" if count else self._text)
            self.update()

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        if not self._count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(12, bold=True)
        text = str(self._count) if self._count < 100 else "99+"
        height = theme.px(21)
        width = max(height, QFontMetrics(font).horizontalAdvance(text) + theme.px(12))
        box = QRect(self.width() - width - theme.px(12), (self.height() - height) // 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens().danger))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(QColor(theme.tokens().on_accent))
        painter.setFont(font)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


class Navigation(QFrame):
    """`picked(key)` when a room is chosen."""

    picked = Signal(str)
    lock = Signal()
    switch = Signal()

    def __init__(self, rooms: Sequence[Room]) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setFixedWidth(theme.px(WIDTH))
        self.setStyleSheet(
            f"QFrame#navigation {{ background: {theme.tokens().surface}; border-right: 1px solid {theme.tokens().line}; }}"
        )
        self.setAccessibleName(_("Navigation"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(10), theme.px(18), theme.px(10), theme.px(14))
        whole.setSpacing(theme.px(2))
        brand = label(_("Linli Shouwang"), "brand")
        brand.setContentsMargins(theme.px(10), 0, 0, 0)
        whole.addWidget(brand)
        self._station = label("", "caption", wrap=True)
        self._station.setContentsMargins(theme.px(10), 0, 0, 0)
        whole.addWidget(self._station)
        self._sample = Badge("", "gold")
        self._sample.hide()
        whole.addSpacing(theme.px(2))
        whole.addWidget(self._sample)
        whole.addSpacing(theme.px(8))
        self._buttons: dict[str, NavButton] = {}
        self._rooms = {one.key: one for one in rooms}
        group = QButtonGroup(self)
        group.setExclusive(True)
        middle = QWidget()
        middle.setProperty("scrolled", True)
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(2))
        for number, one in enumerate((room for room in rooms if room.shown and not room.under), start=1):
            self._add(one, inside, group)
            if number <= 9:
                self._buttons[one.key].setToolTip(f"Ctrl+{number}")
            for child in [room for room in rooms if room.shown and room.under == one.key]:
                self._add(child, inside, group)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(middle)
        whole.addWidget(area, 1)
        whole.addWidget(rule())
        self._account = label("", "caption")
        self._account.setContentsMargins(theme.px(12), theme.px(6), 0, 0)
        whole.addWidget(self._account)
        self._lock = Link(_("Lock (Ctrl+L)"), self.lock.emit)
        self._lock.setStyleSheet(f"font-size: {theme.px(13)}px; color: {theme.tokens().muted}; margin-left: {theme.px(10)}px;")
        self._switch = Link(_("Somebody else (Ctrl+U)"), self.switch.emit)
        self._switch.setStyleSheet(self._lock.styleSheet())
        whole.addWidget(self._switch)
        whole.addWidget(self._lock)

    def _add(self, room: Room, inside: QVBoxLayout, group: QButtonGroup) -> None:
        button = NavButton(_(room.title), child=bool(room.under))
        button.clicked.connect(lambda _checked=False, key=room.key: self.picked.emit(key))
        button.setVisible(not room.under)
        group.addButton(button)
        inside.addWidget(button)
        self._buttons[room.key] = button

    def button(self, key: str) -> NavButton:
        """The button of a room."""
        return self._buttons[key]

    def tell_station(self, name: str, account: str, sample: bool) -> None:
        """Whose window this is."""
        self._station.setText(name)
        self._account.setText(account)
        self._sample.setText(_("Sample station"))
        self._sample.setVisible(sample)
        self._lock.setVisible(not sample)
        self._switch.setVisible(not sample)

    def choose(self, key: str) -> None:
        """Show which room is open; its children come forth, those of others go."""
        room = self._rooms[key]
        parent = room.under or key
        for one in self._rooms.values():
            if one.under and one.key in self._buttons:
                self._buttons[one.key].setVisible(one.under == parent)
        shown = key if key in self._buttons else parent
        if shown in self._buttons:
            self._buttons[shown].setChecked(True)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Badges by room key."""
        for key, button in self._buttons.items():
            button.set_count(counts.get(key, 0))
