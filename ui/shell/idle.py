"""The lock that falls when nobody touches anything."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

TOUCHES = (QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin)


class Idle(QObject):
    """`passed` when no key and no mouse was touched for so long, in the program's windows and dialogs."""

    passed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.passed)

    def wait(self, seconds: int) -> None:
        """Begin to wait, for `seconds`; 0 stops waiting. Waiting already for as long goes on."""
        if not seconds:
            self._timer.stop()
        elif not self._timer.isActive() or self._timer.interval() != seconds * 1000:
            self._timer.start(seconds * 1000)

    def watch(self, app: QApplication) -> None:
        """Look at every window of the program that is used."""
        app.focusWindowChanged.connect(self._watch_window)
        self._watch_window(app.focusWindow())

    def _watch_window(self, window: QWindow | None) -> None:
        if window is not None:  # windows, not every widget: a filter on the whole program would cost each event a call
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._timer.isActive() and event.type() in TOUCHES:
            self._timer.start()
        return super().eventFilter(watched, event)
