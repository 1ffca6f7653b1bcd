"""A report to look at before it leaves the program: one page at a time, turned and enlarged."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.reports.render import Hit, Picture, find, render
from ui.kit import Button, ToggleKey, Worker, column, label, row, theme

ZOOMS = (0.0, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)  # 0: as wide as the room; 1: as large as on paper (at 96 dots an inch)
DOTS = 96 / 72
ONE_LINE = 1.2  # scale of the screen up to which the bar is one line
SETTLE = 60  # milliseconds that the size must stand still before the page is drawn anew


def image_of(picture: Picture) -> QImage:
    """The picture as Qt's own, with its pixels copied."""
    return QImage(picture.data, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32).copy()


def draw_page(
    pdf: bytes, index: int, scale: float, *, progress: Callable[[float, str], None], cancelled: Callable[[], bool]
) -> Picture:
    """`render`, as the worker calls pure work."""
    return render(pdf, index, scale)


def find_words(pdf: bytes, words: str, *, progress: Callable[[float, str], None], cancelled: Callable[[], bool]) -> list[Hit]:
    """`find`, as the worker calls pure work."""
    return find(pdf, words)


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
        self._search = QLineEdit()
        self._search.setPlaceholderText(_("Find in the paper"))
        self._search.setAccessibleName(_("Find in the paper"))
        self._search.setMinimumWidth(theme.px(90))
        self._search.setMaximumWidth(theme.px(170))
        self._search.returnPressed.connect(self.find_next)
        self._search.textChanged.connect(self._searched_else)
        self._found = label("", "caption")
        self._wanted = QLineEdit()
        self._wanted.setPlaceholderText(_("all pages, or 2-3,5"))
        self._wanted.setAccessibleName(_("Pages to print or save"))
        self._wanted.setMinimumWidth(theme.px(70))
        self._wanted.setMaximumWidth(theme.px(140))
        self._hits: list[Hit] = []
        self._hit = -1
        ToggleKey("Ctrl+F", self, self._search.setFocus)
        self._bar = QWidget()
        turning = (self._before, self._count, self._after, self._wanted, None)
        finding = (self._search, self._found, None)
        zooming = (self._smaller, self._scale, self._larger)
        if theme.scale() > ONE_LINE:  # no room on one line on the smallest screen
            lines = column(gap=4)
            lines.addLayout(row(*turning, *zooming, gap=6))
            lines.addLayout(row(*finding, gap=6))
            self._bar.setLayout(lines)
        else:
            self._bar.setLayout(row(*turning, *finding, *zooming, gap=6))
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

    @property
    def wanted_pages(self) -> str:
        """The pages to print or save, as typed ('2-3,5'); '' = all."""
        return self._wanted.text()

    def size_of_page(self, index: int) -> tuple[float, float]:
        """Width and height of a page in points."""
        return self._sizes[index]

    def show_pdf(self, pdf: bytes, sizes: list[tuple[float, float]]) -> None:
        """Show this PDF, whose pages have these sizes in points; the page number is kept where there is such a page."""
        if len(sizes) != len(self._sizes):
            self._wanted.clear()
        self._pdf, self._sizes = pdf, sizes
        self._hits, self._hit = [], -1
        self._found.clear()
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

    def find_next(self) -> None:
        """Turn to the next place where the words stand; the first time, look for them."""
        if self._hits:
            self._show_hit((self._hit + 1) % len(self._hits))
        elif self._search.text().strip() and self._sizes:
            asked = (self._pdf, self._search.text())
            self._worker.run_pure(find_words, *asked, title=_("Find in the paper"), done=lambda hits: self._took_hits(asked, hits), owner=self)

    def _searched_else(self) -> None:
        self._hits, self._hit = [], -1
        self._found.clear()
        if not self._search.text():
            self._draw()

    def _took_hits(self, asked: tuple[bytes, str], hits: list[Hit]) -> None:
        if asked != (self._pdf, self._search.text()):
            return
        self._hits = hits
        if not hits:
            self._found.setText(_("not found"))
            return
        self._show_hit(next((place for place, hit in enumerate(hits) if hit.page >= self._index), 0))

    def _show_hit(self, place: int) -> None:
        self._hit = place
        self._found.setText(f"{place + 1}/{len(self._hits)}")
        self._index = self._hits[place].page
        self._draw()

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
            self._mark_hits(painter, pixmap.height())
            painter.setPen(theme.color("line"))
            painter.drawRect(0, 0, pixmap.width() - 1, pixmap.height() - 1)
        pixmap.setDevicePixelRatio(ratio)
        self._sheet.setPixmap(pixmap)
        self._sheet.resize(pixmap.deviceIndependentSize().toSize())
        self.shown.emit(self._index)
        if self._hit >= 0 and self._hits[self._hit].page == self._index and self._hits[self._hit].boxes:
            left, _bottom, _right, top = self._hits[self._hit].boxes[0]
            factor = self._factor()
            self._paper.ensureVisible(int(left * factor), int((self._sizes[self._index][1] - top) * factor), 80, 80)

    def _mark_hits(self, painter: QPainter, height: int) -> None:
        """The words found, in gold; the one that Enter came to with a frame."""
        scale = height / self._sizes[self._index][1]
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for place, hit in enumerate(self._hits):
            if hit.page != self._index:
                continue
            for left, bottom, right, top in hit.boxes:
                box = QRectF(left * scale - 1, height - top * scale - 1, (right - left) * scale + 2, (top - bottom) * scale + 2)
                painter.fillRect(box, theme.color("gold" if place == self._hit else "gold_soft"))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
