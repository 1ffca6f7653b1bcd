"""A small sample station for the window: made once, copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.clock import FixedClock
from desktop.station.opening import open_sample
from desktop.station.sample.make import make_sample
from ui.preferences import Preferences
from ui.shell.main_window import MainWindow
from ui.worker import Worker

MORNING = datetime(2026, 11, 23, 10, 5)


@pytest.fixture(scope="session")
def sample_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a few days of history."""
    folder = tmp_path_factory.mktemp("sample") / "station"
    make_sample(folder, MORNING, years=0.02).close()
    return folder


@pytest.fixture
def sample(sample_made: Path, tmp_path: Path) -> Path:
    """A copy that the test may change."""
    folder = tmp_path / "sample"
    shutil.copytree(sample_made, folder)
    return folder


@pytest.fixture
def morning() -> FixedClock:
    """Monday, 23 November 2026, five past ten."""
    return FixedClock(MORNING)


@pytest.fixture
def sample_worker(idle_worker: Worker, sample: Path, morning: FixedClock, qtbot: Any) -> Worker:
    """A worker with the sample open."""
    opened: list[Any] = []
    idle_worker.open(open_sample, sample, morning, done=opened.append)
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    return idle_worker


@pytest.fixture
def settle(sample_worker: Worker, qtbot: Any) -> Callable[[], None]:
    """Wait until the database thread has nothing to do."""

    def wait() -> None:
        done: list[Any] = []
        sample_worker.run(lambda _session: None, done=done.append)
        qtbot.waitUntil(lambda: bool(done), timeout=20_000)
        done.clear()  # what the first answers asked for
        sample_worker.run(lambda _session: None, done=done.append)
        qtbot.waitUntil(lambda: bool(done), timeout=20_000)

    return wait


@pytest.fixture
def window(
    sample_worker: Worker, morning: FixedClock, sample: Path, settle: Callable[[], None], qtbot: Any
) -> Iterator[MainWindow]:
    """The main window on the sample, with its first page loaded."""
    trouble: list[BaseException] = []
    sample_worker.trouble.connect(trouble.append)
    made = MainWindow(sample_worker, morning, sample, Preferences("en"))
    qtbot.addWidget(made)
    made.show()
    settle()
    yield made
    settle()
    assert trouble == []
