"""Open the window as the program does, tell when it is shown and when Today has its figures, and leave: two moments in seconds."""

import sys
import time
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.clock import FixedClock
from desktop.station.today import TodayView
from ui.app import Program
from ui.preferences import Preferences
from ui.shell.today import TodayPage


def main(folder: Path) -> int:
    """One start."""
    app = QApplication(["linli"])
    moments: list[float] = []
    show_view = TodayPage.show_view

    def filled(page: TodayPage, view: TodayView) -> None:
        show_view(page, view)
        moments.append(time.time())
        app.quit()

    TodayPage.show_view = filled  # type: ignore[method-assign]
    program = Program(app, folder, FixedClock(datetime(2026, 11, 23, 10, 5)), Preferences("zh_CN"))
    program.start()

    def look() -> None:
        if program.window is not None and program.window.isVisible() and not moments:  # type: ignore[attr-defined]
            moments.append(time.time())

    watch = QTimer()
    watch.timeout.connect(look)
    watch.start(5)
    QTimer.singleShot(20_000, app.quit)
    app.exec()
    program.stop()
    print(moments[0], moments[-1])
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
