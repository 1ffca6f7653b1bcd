"""The real window, driven from outside: for the self-test, pictures and measurements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop import i18n
from desktop.clock import FixedClock
from desktop.station.opening import OpenStation, open_sample
from ui.kit import theme
from ui.preferences import Preferences
from ui.shell.main_window import MainWindow
from ui.worker import Worker


class StageFailed(Exception):
    """The window did not do what was expected of it."""


def pause(milliseconds: int) -> None:
    """Let the windows live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Stage:
    """One window, its worker, and waiting."""

    def __init__(self, window: MainWindow, worker: Worker, clock: FixedClock) -> None:
        self.window, self.worker, self.clock = window, worker, clock
        self.errors: list[BaseException] = []
        self._busy = False
        worker.busy.connect(self._note_busy)
        worker.trouble.connect(self.errors.append)

    def _note_busy(self, busy: bool) -> None:
        self._busy = busy

    def wait(self, until: Callable[[], bool] | None = None, seconds: float = 30) -> None:
        """Let the window live until nothing runs on the database thread (or `until` holds). Raises StageFailed."""
        for _turn in range(int(seconds * 20)):
            pause(50)
            if self.errors:
                raise StageFailed(repr(self.errors[0])) from self.errors[0]
            if not self._busy and (until is None or until()):
                pause(150)  # layouts, sorting
                if not self._busy:
                    return
        raise StageFailed("the window did not come to rest")

    def go(self, page: str, **where: Any) -> None:
        """Show a page and wait until it has its data."""
        self.window.go(page, **where)
        self.wait()

    def take(self, path: Path, widget: QWidget | None = None) -> None:
        """A picture of the window (or of a dialog)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (widget or self.window).grab().save(str(path)):
            raise StageFailed(f"{path} could not be written")


@contextmanager
def window(
    folder: Path, *, now: datetime, language: str = "zh_CN", dark: bool = False, scale: float = 1.0,
    open_it: Callable[..., OpenStation] = open_sample,
) -> Iterator[Stage]:
    """The main window on the station in this folder, closed afterwards."""
    app = QApplication.instance() or QApplication(["linli"])
    assert isinstance(app, QApplication)
    i18n.use(language)
    theme.apply(app, dark, scale)
    clock, worker = FixedClock(now), Worker()
    opened: list[object] = []
    worker.open(open_it, folder, clock, done=opened.append, failed=opened.append)
    loop = QEventLoop()

    def look() -> None:
        if opened:
            loop.quit()

    watch = QTimer()
    watch.timeout.connect(look)
    watch.start(10)
    loop.exec()
    watch.stop()
    if isinstance(opened[0], BaseException):
        raise StageFailed(str(opened[0])) from opened[0]
    shown = MainWindow(worker, clock, folder, Preferences(language, scale, dark))
    stage = Stage(shown, worker, clock)
    shown.resize(1366, 768)
    shown.show()
    try:
        stage.wait()
        yield stage
    finally:
        shown.closing = True
        shown.hide()
        worker.stop()
        shown.deleteLater()
        pause(20)
