"""A report to look at before it leaves the program: one page at a time, turned and enlarged."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.reports.render import Picture, render
from ui.kit import Button, Worker, label, row, theme

ZOOMS = (0.0, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)  # 0: as wide as the room; 1: as large as on paper (at 96 dots an inch)
DOTS = 96 / 72
SETTLE = 60  # milliseconds that the size must stand still before the page is drawn anew


def image_of(picture: Picture) -> QImage:
    """The picture as Qt's own, with its pixels copied."""
    return QImage(picture.data, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32).copy()


def draw_page(
    pdf: bytes, index: int, scale: float, *, progress: Callable[[float, str], None], cancelled: Callable[[], bool]
) -> Picture:
    """`render`, as the worker calls pure work."""
    return render(pdf, index, scale)


class _Paper(QScrollArea):
    """The page itself; the wheel with Ctrl enlarges, Page Up and Page Down turn."""

    turned = Signal(int)
    zoomed = Signal(int)
    resized = Signal()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turned.emit(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class PreviewPane(QWidget):
    """Shows a PDF (`show_pdf`) or words in its place (`tell`). Pages are drawn on a thread of their own."""

    shown = Signal(int)  # a page (from 0) has been drawn

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self._pdf = b""
        self._sizes: list[tuple[float, float]] = []
        self._index = 0
        self._zoom = 0.0
        self._asked = 0  # counts what was asked, so that a late picture is dropped
        self._paper = _Paper()
        self._paper.setAccessibleName(_("Preview"))
        self._paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._paper.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sheet = QLabel()
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._paper.setWidget(self._sheet)
        self._paper.setProperty("ground", "paper")
        self._paper.viewport().setAutoFillBackground(False)
        self._paper.turned.connect(self.turn)
        self._paper.zoomed.connect(self.zoom)
        self._paper.resized.connect(self._resized)
        self._words = label("", "muted", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._before = Button("‹", lambda: self.turn(-1))
        self._before.setAccessibleName(_("Page before"))
        self._after = Button("›", lambda: self.turn(1))
        self._after.setAccessibleName(_("Next page"))
        self._count = label("", "caption")
        self._smaller = Button("−", lambda: self.zoom(-1))
        self._smaller.setAccessibleName(_("Smaller"))
        self._larger = Button("+", lambda: self.zoom(1))
        self._larger.setAccessibleName(_("Larger"))
        self._scale = label("", "caption")
        self._bar = QWidget()
        self._bar.setLayout(row(self._before, self._count, self._after, None, self._smaller, self._scale, self._larger, gap=6))
        self._bar.layout().setContentsMargins(0, 0, 0, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(6))
        whole.addWidget(self._bar)
        whole.addWidget(self._paper, 1)
        whole.addWidget(self._words, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE)
        self._timer.timeout.connect(self._draw)
        self.tell("")

    @property
    def pages(self) -> int:
        """How many pages there are; 0 while words are shown."""
        return len(self._sizes)

    @property
    def index(self) -> int:
        """The page shown, from 0."""
        return self._index

    @property
    def words(self) -> str:
        """What is said in the place of a page."""
        return self._words.text() if not self._sizes else ""

    def size_of_page(self, index: int) -> tuple[float, float]:
        """Width and height of a page in points."""
        return self._sizes[index]

    def show_pdf(self, pdf: bytes, sizes: list[tuple[float, float]]) -> None:
        """Show this PDF, whose pages have these sizes in points; the page number is kept where there is such a page."""
        self._pdf, self._sizes = pdf, sizes
        self._index = min(self._index, len(sizes) - 1)
        for part in (self._bar, self._paper):
            part.show()
        self._words.hide()
        self._draw()

    def tell(self, words: str) -> None:
        """Say something in the place of a page."""
        self._pdf, self._sizes, self._index = b"", [], 0
        self._asked += 1
        self._words.setText(words)
        self._words.show()
        for part in (self._bar, self._paper):
            part.hide()

    def turn(self, step: int) -> None:
        """Go forward or back."""
        wanted = min(max(self._index + step, 0), len(self._sizes) - 1)
        if self._sizes and wanted != self._index:
            self._index = wanted
            self._paper.verticalScrollBar().setValue(0)
            self._draw()

    def zoom(self, step: int) -> None:
        """Larger or smaller."""
        place = ZOOMS.index(self._zoom)
        self._zoom = ZOOMS[min(max(place + step, 0), len(ZOOMS) - 1)]
        self._draw()

    def _resized(self) -> None:
        if self._zoom == 0.0 and self._sizes:
            self._timer.start()

    def _factor(self) -> float:
        """Screen points for a point of paper."""
        if self._zoom:
            return self._zoom * DOTS * theme.scale()
        bar = self._paper.verticalScrollBar().sizeHint().width()
        return max(0.3, (self._paper.width() - bar - theme.px(6)) / self._sizes[self._index][0])

    def _draw(self) -> None:
        if not self._sizes:
            return
        self._count.setText(_("Page {number} of {count}").format(number=self._index + 1, count=len(self._sizes)))
        self._scale.setText(f"{self._zoom:.0%}" if self._zoom else _("width"))
        self._before.setEnabled(self._index > 0)
        self._after.setEnabled(self._index + 1 < len(self._sizes))
        self._smaller.setEnabled(self._zoom != ZOOMS[0])
        self._larger.setEnabled(self._zoom != ZOOMS[-1])
        self._asked += 1
        asked, ratio = self._asked, self.devicePixelRatioF()
        self._worker.run_pure(
            draw_page,
            self._pdf,
            self._index,
            self._factor() * ratio,
            title=_("Preview"),
            done=lambda picture: self._drawn(asked, ratio, picture),
            owner=self,
        )

    def _drawn(self, asked: int, ratio: float, picture: Any) -> None:
        if asked != self._asked:
            return
        pixmap = QPixmap.fromImage(image_of(picture))
        with QPainter(pixmap) as painter:  # the edge of the sheet
            painter.setPen(theme.color("line"))
            painter.drawRect(0, 0, pixmap.width() - 1, pixmap.height() - 1)
        pixmap.setDevicePixelRatio(ratio)
        self._sheet.setPixmap(pixmap)
        self._sheet.resize(pixmap.deviceIndependentSize().toSize())
        self.shown.emit(self._index)
