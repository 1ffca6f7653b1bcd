"""The last knocks of an elder, one small field each, oldest first."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.i18n import _
from desktop.people.services.cards import CardKnock
from ui.kit import theme

WIDE, HIGH, GAP = 9, 18, 3


class KnockStrip(QWidget):
    """Fields in the colours of the outcomes; the pointer over one tells which knock it was."""

    def __init__(self) -> None:
        super().__init__()
        self._knocks: list[CardKnock] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_knocks(self, knocks: Sequence[CardKnock], told: str) -> None:
        """Show these, given newest first; `told` says the same in words."""
        self._knocks = list(reversed(knocks))
        self.setAccessibleName(told)
        self.updateGeometry()
        self.update()

    def _per_line(self, width: int) -> int:
        return max(1, (width + theme.px(GAP)) // theme.px(WIDE + GAP))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = -(-max(len(self._knocks), 1) // self._per_line(width))
        return lines * theme.px(HIGH + GAP)

    def sizeHint(self) -> QSize:
        return QSize(theme.px((WIDE + GAP) * 20), theme.px((HIGH + GAP) * 3))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px((WIDE + GAP) * 10), theme.px(HIGH + GAP))

    def _box(self, number: int) -> QRectF:
        line, place = divmod(number, self._per_line(self.width()))
        return QRectF(place * theme.px(WIDE + GAP), line * theme.px(HIGH + GAP), theme.px(WIDE), theme.px(HIGH))

    def paintEvent(self, _event: Any) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, knock in enumerate(self._knocks):
            painter.setBrush(_colour(knock))
            painter.drawRoundedRect(self._box(number), theme.px(2), theme.px(2))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            where: QPoint = event.pos()  # type: ignore[attr-defined]
            for number, knock in enumerate(self._knocks):
                if self._box(number).contains(where):
                    QToolTip.showText(event.globalPos(), f"{knock.day.isoformat()} {knock.slot} · {knock.label or _('not recorded')}", self)  # type: ignore[attr-defined]
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)


def _colour(knock: CardKnock) -> QColor:
    if knock.tone in ("danger", "gold"):
        return theme.color(knock.tone)
    if knock.tone == "ok":
        faint = QColor(theme.color("ok"))
        faint.setAlphaF(0.35)
        return faint
    return theme.color("bar")
