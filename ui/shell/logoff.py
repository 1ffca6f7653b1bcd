"""Log-off and shutdown: what is typed is kept and the station closed, before the system ends the program."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import shiboken6
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from ui.kit.drafts import DraftKeeper
from ui.shell.main_window import MainWindow
from ui.worker import Worker

PATIENCE = 4.0  # seconds; Windows gives a program five before it says that the program hangs


def keep_typed(window: QWidget | None, worker: Worker) -> bool:
    """Keep what is typed in every form and on the page, now, and wait until it is on the disk. Asks nothing.

    The session may still go on: another program can refuse the shutdown. False when the disk did not answer in time.
    """
    if isinstance(window, MainWindow):
        with delaying(window):
            for keeper in window.findChildren(DraftKeeper):
                keeper.keep()
            here = window.current()
            if here is not None:
                here.leave()
            return worker.settle(PATIENCE)
    return worker.settle(PATIENCE)


@contextmanager
def delaying(window: QWidget | None) -> Iterator[None]:
    """While the body runs, Windows tells who shuts down why it has to wait a moment."""
    if sys.platform != "win32" or window is None or not shiboken6.isValid(window):
        yield
        return
    import ctypes
    from ctypes import wintypes

    user = ctypes.WinDLL("user32")
    handle = wintypes.HWND(int(window.winId()))
    user.ShutdownBlockReasonCreate(handle, wintypes.LPCWSTR(_("Linli Shouwang is saving what was entered.")))
    try:
        yield
    finally:
        user.ShutdownBlockReasonDestroy(handle)
