"""To the printer through the system's own dialog: pages are drawn on another thread and laid on the paper one by one."""

from collections.abc import Callable

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from desktop.errors import UserError
from desktop.i18n import _
from desktop.reports.render import Picture
from ui.kit import Worker
from ui.reports.preview import draw_page, image_of

DOTS = 300  # an inch; enough for the smallest type, and an A4 page stays at 35 MB


def make_printer(size: tuple[float, float], title: str) -> QPrinter:
    """The default printer, set to a page of this size in points, without margins of its own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    set_page(printer, size)
    return printer


def set_page(printer: QPrinter, size: tuple[float, float]) -> None:
    """Set the paper's size and direction."""
    width, height = size
    portrait = QSizeF(min(width, height), max(width, height))
    page = QPageSize(portrait, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turned = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(page, turned, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)


def ask_printer(printer: QPrinter, parent: QWidget) -> bool:
    """Show the system's dialog; False when it was closed without printing."""
    return QPrintDialog(printer, parent).exec() == QDialog.DialogCode.Accepted


class PrintRun(QObject):
    """One print on its way: draws page after page. `done()` at the end, `failed(error)` when the printer refuses."""

    def __init__(
        self,
        worker: Worker,
        printer: QPrinter,
        pdf: bytes,
        sizes: list[tuple[float, float]],
        done: Callable[[], object],
        failed: Callable[[BaseException], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._worker, self._printer, self._pdf, self._sizes = worker, printer, pdf, sizes
        self._done, self._failed = done, failed
        self._painter: QPainter | None = None

    def start(self) -> None:
        """Begin with the first page."""
        self._next(0)

    def _next(self, index: int) -> None:
        self._worker.run_pure(
            draw_page,
            self._pdf,
            index,
            DOTS / 72,
            title=_("Printing"),
            done=lambda picture: self._lay(index, picture),
            failed=self._stop,
            owner=self,
        )

    def _lay(self, index: int, picture: Picture) -> None:
        if self._painter is None:
            painter = QPainter()
            if not painter.begin(self._printer):
                self._stop(
                    UserError(_("The printer does not accept the paper. Check that it is on and has paper, then print again."))
                )
                return
            self._painter = painter
        else:
            set_page(self._printer, self._sizes[index])
            self._printer.newPage()
        room = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        self._painter.drawImage(QRectF(0, 0, room.width(), room.height()), image_of(picture))
        if index + 1 < len(self._sizes):
            self._next(index + 1)
            return
        self._painter.end()
        self._painter = None
        self._done()
        self.deleteLater()

    def _stop(self, error: BaseException) -> None:
        if self._painter is not None:
            self._printer.abort()
            self._painter.end()
            self._painter = None
        self._failed(error)
        self.deleteLater()
