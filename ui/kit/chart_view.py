"""A chart on the screen: drawn on a thread of its own, it answers to mouse and keys and leads to what lies behind a value."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.reports.chart import Chart, Shape
from desktop.reports.charting import COLOURS, Look, Picture, Spot, picture
from ui.kit import theme
from ui.worker import Worker

SETTLE = 60  # milliseconds that the size must stand still before the chart is drawn anew
DARK_SERIES = ("#4FA9A9", "#F2D07A", "#A98BC4")


def draw_chart(
    chart: Chart, width: int, height: int, scale: float, look: Look, *, progress: Callable[[float, str], None], cancelled: Callable[[], bool]
) -> Picture:
    """`picture`, as the worker calls pure work."""
    del progress, cancelled
    return picture(chart, width, height, scale, look)


class ChartView(QWidget):
    """Shows one `Chart`. The value under the mouse (or chosen with the arrow keys) is told; click or Enter sends `opened(key)`."""

    opened = Signal(str)  # the key of the label, see Chart.keys
    pointed = Signal(str)  # what is told of the value

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self.chart: Chart | None = None
        self._image: QImage | None = None
        self._spots: tuple[Spot, ...] = ()
        self._asked = 0
        self.spot: Spot | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE)
        self._timer.timeout.connect(self._draw)

    def show_chart(self, chart: Chart) -> None:
        """Show this one."""
        self.chart, self.spot = chart, None
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription("；".join(chart.told(index) for index in range(len(chart.labels))))
        self.setFixedHeight(self.sizeHint().height())
        self._draw()

    @property
    def drawn(self) -> bool:
        """The picture on the screen is the chart's own."""
        return self._image is not None

    @property
    def told(self) -> str:
        """What is told of the value pointed at; '' for none."""
        return self.chart.told(self.spot.index) if self.chart is not None and self.spot is not None else ""

    def spot_of(self, series: int, index: int) -> Spot:
        """Where a value stands, in picture pixels. Raises LookupError when it is not drawn yet."""
        for one in self._spots:
            if (one.series, one.index) == (series, index):
                return one
        raise LookupError(f"{series}/{index}")

    def sizeHint(self) -> QSize:
        if self.chart is None or not self.chart.has_data:
            return QSize(theme.px(320), theme.px(90))
        if self.chart.shape is Shape.ROWS:
            return QSize(theme.px(320), theme.px(24) + theme.px(24) * len(self.chart.labels) * (1 if len(self.chart.series) == 1 else 2))
        return QSize(theme.px(320), theme.px(230))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(180), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    def _draw(self) -> None:
        if self.chart is None or self.width() < 40:
            return
        self._asked += 1
        asked, ratio = self._asked, self.devicePixelRatioF()
        told = theme.tokens()
        look = Look(told.ink, told.muted, told.line, told.surface, DARK_SERIES if theme.is_dark() else COLOURS)
        self._worker.run_pure(
            draw_chart, self.chart, round(self.width() * ratio), round(self.height() * ratio), ratio * theme.scale(), look, title=_("Chart"),
            done=lambda made: self._drawn(asked, ratio, made), owner=self,
        )  # fmt: skip

    def _drawn(self, asked: int, ratio: float, made: Picture) -> None:
        if asked != self._asked:
            return
        image = QImage(made.data, made.width, made.height, made.width * 4, QImage.Format.Format_RGBA8888).copy()
        image.setDevicePixelRatio(ratio)
        self._image, self._spots = image, made.spots
        chosen = (self.spot.series, self.spot.index) if self.spot is not None else None
        self.spot = next((one for one in self._spots if (one.series, one.index) == chosen), None)
        self.update()

    # the value pointed at

    def _at(self, place: QPoint) -> Spot | None:
        ratio = self.devicePixelRatioF()
        x, y = place.x() * ratio, place.y() * ratio
        inside = [one for one in self._spots if one.holds(x, y)]
        near = inside or [one for one in self._spots if one.left <= x <= one.right and self.chart is not None and self.chart.shape is Shape.LINE]
        return min(near, key=lambda one: abs((one.top + one.bottom) / 2 - y), default=None)

    def _point(self, spot: Spot | None) -> None:
        if spot == self.spot:
            return
        self.spot = spot
        can_open = spot is not None and self.chart is not None and bool(self.chart.keys)
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_open else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(self.told)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._point(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._point(self._at(event.position().toPoint()))
            self._open()

    def _open(self) -> None:
        if self.spot is not None and self.chart is not None and self.chart.keys:
            self.opened.emit(self.chart.keys[self.spot.index])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        elif key == Qt.Key.Key_Escape and self.spot is not None:
            self._point(None)
        elif not self._step(key):
            super().keyPressEvent(event)

    def _step(self, key: Qt.Key) -> bool:
        if self.chart is None or not self._spots:
            return False
        lying = self.chart.shape is Shape.ROWS
        on, back = (Qt.Key.Key_Down, Qt.Key.Key_Up) if lying else (Qt.Key.Key_Right, Qt.Key.Key_Left)
        over, under = (Qt.Key.Key_Left, Qt.Key.Key_Right) if lying else (Qt.Key.Key_Up, Qt.Key.Key_Down)
        series, index = (self.spot.series, self.spot.index) if self.spot is not None else (0, -1 if key == on else len(self.chart.labels))
        last = len(self.chart.labels) - 1
        index = {on: index + 1, back: index - 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}.get(key, index)
        series = {over: series - 1, under: series + 1}.get(key, series)
        if key not in (on, back, over, under, Qt.Key.Key_Home, Qt.Key.Key_End):
            return False
        self._point(self.spot_of(min(max(series, 0), len(self.chart.series) - 1), min(max(index, 0), last)))
        return True

    # what is seen

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._image is None:
            painter.setPen(theme.color("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("One moment…"))
            return
        painter.drawImage(0, 0, self._image)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if self.spot is not None:
            self._paint_spot(painter, self.spot)

    def _paint_spot(self, painter: QPainter, spot: Spot) -> None:
        ratio = self.devicePixelRatioF()
        box = QRectF(spot.left / ratio, spot.top / ratio, (spot.right - spot.left) / ratio, (spot.bottom - spot.top) / ratio)
        shade = theme.color("accent")
        shade.setAlpha(38)
        painter.fillRect(box, shade)
        words = self.told
        room = painter.fontMetrics().boundingRect(words).adjusted(-theme.px(8), -theme.px(5), theme.px(8), theme.px(5))
        left = min(max(0.0, box.center().x() - room.width() / 2), max(0.0, float(self.width() - room.width())))
        top = box.top() - room.height() - 2 if box.top() > room.height() + 4 else min(box.bottom() + 2, float(self.height() - room.height()))
        if self.chart is not None and self.chart.shape is not Shape.ROWS:
            top = 0.0
        bubble = QRectF(left, top, room.width(), room.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("ink"))
        painter.drawRoundedRect(bubble, theme.px(5), theme.px(5))
        painter.setPen(theme.color("paper"))
        painter.drawText(bubble, Qt.AlignmentFlag.AlignCenter, words)
