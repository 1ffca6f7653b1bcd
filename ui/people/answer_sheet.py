"""The 26 items of an assessment: one digit each, the next comes by itself; the words of the item in hand stand beside."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.people.assessment import OPEN, is_answer, scale
from ui.kit import Button, Card, clear, label, theme

COLUMNS, ROW = 2, 24


class AnswerSheet(QWidget):
    """All items with their points. `changed()` at each digit, `moved(place)` when another item is in hand, `finished()` when Enter is
    pressed on the last one or the last digit is typed."""

    changed = Signal()
    moved = Signal(int)
    finished = Signal()

    def __init__(self, before: str = "") -> None:
        super().__init__()
        self.items = scale().items
        self.answers = OPEN * len(self.items)
        self.before = before  # last time's points, shown beside
        self.place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lines = -(-len(self.items) // COLUMNS)
        self._say()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(430), theme.px(ROW) * self._lines + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(340), self.sizeHint().height())

    def set_answers(self, answers: str) -> None:
        """Show these answers; the first open item is in hand."""
        self.answers = answers
        self.go(max(0, answers.find(OPEN)) if OPEN in answers else 0)

    def go(self, place: int) -> None:
        """Take an item in hand."""
        self.place = min(max(place, 0), len(self.items) - 1)
        self._say()
        self.update()
        self.moved.emit(self.place)

    def answer(self, digit: str) -> bool:
        """Give the item in hand so many points and go on; False for what it does not give."""
        if not is_answer(self.place, digit):
            return False
        self.answers = self.answers[: self.place] + digit + self.answers[self.place + 1 :]
        self.changed.emit()
        self._on()
        return True

    def _on(self) -> None:
        last = self.place == len(self.items) - 1
        self.go(self.place + 1)
        if last:
            self.finished.emit()

    def _say(self) -> None:
        item = self.items[self.place]
        self.setAccessibleName(f"{self.place + 1} {item.name}")
        self.setAccessibleDescription("；".join(f"{points}：{words}" for points, words in enumerate(item.points)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit answers, Enter and Down go on, Up, Left and Backspace go back."""
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif event.text() and event.text() in "0123456789":
            self.answer(event.text())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
            self.go(self.place + 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Backspace):
            self.go(self.place - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The item under the pointer is in hand."""
        for place in range(len(self.items)):
            if self.box(place).contains(event.position().toPoint()):
                self.go(place)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def box(self, place: int) -> QRect:
        """Where an item stands."""
        column, line = divmod(place, self._lines)
        width = self.width() // COLUMNS
        return QRect(column * width, line * theme.px(ROW), width - theme.px(8), theme.px(ROW))

    def paintEvent(self, _event: Any) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for place, item in enumerate(self.items):
            box = self.box(place)
            inside = box.adjusted(theme.px(6), 0, -theme.px(6), 0)
            if place == self.place:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("accent_soft"))
                painter.drawRoundedRect(QRectF(box).adjusted(0, 1, 0, -1), theme.px(5), theme.px(5))
                if self.hasFocus():
                    painter.setPen(theme.color("accent"))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 1.5, -0.5, -1.5), theme.px(5), theme.px(5))
            painter.setPen(theme.color("muted"))
            painter.drawText(inside, middle, str(place + 1))
            painter.setPen(theme.color("ink"))
            words = inside.adjusted(theme.px(26), 0, -theme.px(70), 0)
            painter.drawText(words, middle, painter.fontMetrics().elidedText(item.name, Qt.TextElideMode.ElideRight, words.width()))
            digit = self.answers[place]
            painter.setPen(theme.color("muted" if digit == OPEN else "ink"))
            right = middle | int(Qt.AlignmentFlag.AlignRight)
            painter.drawText(inside, right, f"{'·' if digit == OPEN else digit} / {item.most}")
            if len(self.before) > place and self.before[place] != digit:
                painter.setPen(theme.color("gold" if digit != OPEN else "muted"))
                painter.drawText(inside.adjusted(0, 0, -theme.px(44), 0), right, f"({self.before[place]})")


class ItemCard(Card):
    """The item in hand: what it is about, and its points with their words, each of which can be pressed."""

    def __init__(self, choose: Callable[[str], object]) -> None:
        super().__init__(" ")
        self._choose = choose
        self._words = QWidget()
        self._lines = QVBoxLayout(self._words)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.px(4))
        self.add(self._words)
        self.fill()

    def show_item(self, place: int, digit: str) -> None:
        """Show one item and which points it has."""
        item = scale().items[place]
        self.set_title(f"{place + 1}　{item.name}")
        self.set_caption(dict(scale().parts)[item.part])
        clear(self._lines)
        self._lines.addWidget(label(item.about, "muted", wrap=True))
        for points in range(item.most, -1, -1):
            self._lines.addWidget(self._line(points, item.points[points], digit == str(points)))
        self._lines.addWidget(label(_("Type the digit; Enter goes on, ← goes back."), "caption", wrap=True))

    def _line(self, points: int, words: str, chosen: bool) -> QWidget:
        line = QWidget()
        inside = QHBoxLayout(line)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(10))
        button = Button(_("{points} points").format(points=points), lambda: self._choose(str(points)), kind="main" if chosen else "")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAutoDefault(False)
        button.setDefault(False)
        inside.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(label(words, "", wrap=True), 1)
        return line
