"""What window tests share: the looks, a worker with an empty station, and a shell that only remembers what it was told."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from db.engine import open_file
from db.migrations import migrate
from db.store import Store
from desktop.clock import FixedClock
from desktop.session import Session
from tests.desktop.rounds.conftest import Town, build_town
from ui.kit import theme
from ui.worker import Worker

NOW = datetime(2026, 3, 2, 9, 0)
KEY = bytes(range(32))


@dataclass
class BenchStation:
    """An open station as the worker wants it."""

    session: Session

    def close(self) -> None:
        self.session.store.close()


class BenchShell:
    """Stands in for the main window: remembers where pages wanted to go and what they said."""

    def __init__(self, worker: Worker, clock: FixedClock) -> None:
        self.worker, self.clock = worker, clock
        self.gone: list[tuple[str, dict[str, Any]]] = []
        self.said: list[tuple[str, str, str | None]] = []
        self.errors: list[BaseException] = []

    def go(self, page: str, **where: Any) -> None:
        self.gone.append((page, where))

    def say(self, text: str, kind: str = "ok", undo: str | None = None) -> None:
        self.said.append((text, kind, undo))

    def fail(self, error: BaseException) -> None:
        self.errors.append(error)


@pytest.fixture(autouse=True)
def looks(qapp: QApplication) -> Iterator[None]:
    """Light colours at 100 %, whatever the test before did."""
    if theme.is_dark() or theme.scale() != 1.0 or not qapp.styleSheet():
        theme.apply(qapp)
    yield


@pytest.fixture
def clock() -> FixedClock:
    """Monday, 2 March 2026, nine in the morning."""
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty encrypted station with the newest schema, copied for each test."""
    path = tmp_path_factory.mktemp("ui-template") / "station.db"
    database = open_file(path, KEY, journal="delete")
    migrate(database, NOW)
    database.close()
    return path


@pytest.fixture
def open_empty(empty_file: Path, tmp_path: Path, clock: FixedClock) -> Callable[[], BenchStation]:
    """Opens an empty station; to be called on the database thread (`worker.open(open_empty)`)."""
    path = tmp_path / "station.db"
    shutil.copyfile(empty_file, path)
    return lambda: BenchStation(Session(Store(open_file(path, KEY)), clock, "tester"))


@pytest.fixture
def idle_worker(qapp: QApplication) -> Iterator[Worker]:
    """A worker with no station open."""
    worker = Worker()
    yield worker
    assert worker.stop(), "a thread did not end"
    worker.deleteLater()


@pytest.fixture
def worker(idle_worker: Worker, open_empty: Callable[[], BenchStation]) -> Worker:
    """A worker with an empty station. Fill it with `worker.run(service, ...)`; wait with `qtbot.waitUntil`."""
    idle_worker.open(open_empty)
    return idle_worker


@pytest.fixture
def shell(worker: Worker, clock: FixedClock) -> BenchShell:
    """Build a page with it: `page = EldersPage(shell)`; `shell.gone`, `shell.said`, `shell.errors` tell what it did."""
    made = BenchShell(worker, clock)
    worker.trouble.connect(made.errors.append)
    return made


@pytest.fixture
def call(worker: Worker, qtbot: Any) -> Callable[..., Any]:
    """Run a service on the database thread and wait for what it gives: `rows = call(list_elders)`. Raises what it raises."""

    def run(service: Callable[..., Any], *args: Any, **kw: Any) -> Any:
        got: list[Any] = []
        wrong: list[BaseException] = []
        worker.run(service, *args, done=got.append, failed=wrong.append, **kw)
        qtbot.waitUntil(lambda: bool(got or wrong), timeout=20_000)
        if wrong:
            raise wrong[0]
        return got[0]

    return run


@pytest.fixture
def town(call: Callable[..., Any], clock: FixedClock) -> Town:
    """The small town of the rounds' tests, open on the worker; a Sunday, 22 November 2026, ten in the morning."""
    clock.moment = datetime(2026, 11, 22, 10, 0)

    def build(session: Session) -> Town:
        made = build_town(session.store)
        made.session.clock = clock
        return made

    made: Town = call(build)
    return made
