"""The window of the sample station, for pictures and measurements."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from desktop import i18n
from desktop.clock import FixedClock
from desktop.station.opening import OpenStation, open_sample
from desktop.station.sample.make import make_sample
from ui import stage
from ui.stage import Stage, StageFailed, pause
from ui.worker import Worker

__all__ = ["MORNING", "Stage", "StageFailed", "bare", "new_sample", "pause", "window"]

MORNING = datetime(2026, 11, 23, 10, 5)  # a Monday


def new_sample(folder: Path, now: datetime = MORNING, years: float = 1) -> Path:
    """A sample station made anew in this folder, in Chinese."""
    i18n.use("zh_CN")
    shutil.rmtree(folder, ignore_errors=True)
    make_sample(folder, now, years).close()
    return folder


@contextmanager
def bare(now: datetime = MORNING) -> Iterator[tuple[Worker, FixedClock]]:
    """A worker without a station, in the looks of the window before."""
    worker = Worker()
    try:
        yield worker, FixedClock(now)
    finally:
        worker.stop()


@contextmanager
def window(
    folder: Path, *, language: str = "zh_CN", dark: bool = False, scale: float = 1.0, now: datetime = MORNING,
    open_it: Callable[..., OpenStation] = open_sample,
) -> Iterator[Stage]:
    """The main window on the station in this folder on that Monday, closed afterwards."""
    with stage.window(folder, now=now, language=language, dark=dark, scale=scale, open_it=open_it) as shown:
        yield shown
