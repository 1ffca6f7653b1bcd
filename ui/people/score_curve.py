"""The scores of an elder's assessments over time, drawn small: higher is abler; the levels are bands."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.people.assessment import level_label, scale
from desktop.people.services.assessments import AssessmentLine
from ui.kit import theme

SHOWN = 8  # the newest


class ScoreCurve(QWidget):
    """The newest scores, the oldest at left, each with its day and level."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[AssessmentLine] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(150))

    def set_lines(self, lines: Sequence[AssessmentLine]) -> None:
        """Show these assessments, given oldest first."""
        self._lines = list(lines)[-SHOWN:]
        told = "；".join(f"{one.entry.day.isoformat()} {one.score} {level_label(one.level)}" for one in self._lines)
        self.setAccessibleName(_("Scores so far"))
        self.setAccessibleDescription(told)
        self.setToolTip(told.replace("；", "\n"))
        self.setVisible(bool(self._lines))
        self.update()

    def _field(self) -> QRectF:
        return QRectF(theme.px(34), theme.px(20), self.width() - theme.px(90), self.height() - theme.px(46))

    def _points(self) -> list[QPointF]:
        field, days = self._field(), [one.entry.day.toordinal() for one in self._lines]
        span = (days[-1] - days[0]) or 1
        even = len(set(days)) < len(days)  # two on one day: one place each
        made = []
        for number, one in enumerate(self._lines):
            share = number / (len(days) - 1) if even and len(days) > 1 else (days[number] - days[0]) / span
            across = field.left() + field.width() * (share if len(days) > 1 else 0.5)
            made.append(QPointF(across, field.bottom() - field.height() * one.score / scale().most))
        return made

    def paintEvent(self, _event: Any) -> None:
        if not self._lines:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        field = self._field()
        for _level, least in scale().least:
            if least in (0, scale().most):
                continue
            height = field.bottom() - field.height() * least / scale().most
            painter.setPen(QPen(theme.color("line"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(field.left(), height), QPointF(self.width() - theme.px(4), height))
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(0, height - theme.px(8), theme.px(28), theme.px(16)), int(Qt.AlignmentFlag.AlignRight), str(least))
        points = self._points()
        painter.setPen(QPen(theme.color("accent"), theme.px(2)))
        painter.drawPolyline(QPolygonF(points))
        last_right = float("-inf")
        for number, (point, one) in enumerate(zip(points, self._lines, strict=True)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(point, theme.px(4), theme.px(4))
            painter.setPen(theme.color("ink"))
            box = QRectF(point.x() - theme.px(40), point.y() - theme.px(20), theme.px(80), theme.px(16))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter), str(one.score))
            under = QRectF(max(0.0, point.x() - theme.px(44)), self.height() - theme.px(20), theme.px(88), theme.px(16))
            if under.left() > last_right or number == len(points) - 1:
                painter.setPen(theme.color("muted"))
                painter.drawText(under, int(Qt.AlignmentFlag.AlignHCenter), f"{one.entry.day:%Y-%m}")
                last_right = under.right()
