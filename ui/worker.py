"""The one database thread. Nothing of the database is touched anywhere else.

A page asks `worker.run(service, *args, done=..., failed=...)`; `service(session, *args)` runs on the database thread in the
order asked, and its
result comes back on the GUI thread. After a write the topics that changed are announced once by `changed`.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from desktop.errors import Cancelled, StationUnavailable
from desktop.i18n import _

if TYPE_CHECKING:
    from desktop.station.opening import OpenStation

log = logging.getLogger(__name__)

Done = Callable[[Any], object]
Failed = Callable[[BaseException], object]

PROGRESS_EVERY = 0.05  # seconds between two pictures of progress; more would only load the GUI thread


class Locked(StationUnavailable):
    """Nobody is signed in: no station is open."""


class LongWork(QObject):
    """One piece of work that may take long: its progress and its cancel button. Lives on the GUI thread."""

    progressed = Signal(float, str)
    finished = Signal()

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._cancel = threading.Event()
        self._told = 0.0

    def progress(self, fraction: float, text: str = "") -> None:
        """Say how far the work is (0 to 1). Called on the working thread; pictures come at most twenty times a second."""
        now = time.monotonic()
        if fraction >= 1.0 or now - self._told >= PROGRESS_EVERY:
            self._told = now
            self.progressed.emit(float(fraction), text)

    def cancelled(self) -> bool:
        """True once the user asked to stop. Called on the working thread."""
        return self._cancel.is_set()

    def cancel(self) -> None:
        """Ask the work to stop as soon as it can."""
        self._cancel.set()


@dataclass(eq=False)
class _Job:
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kw: dict[str, Any]
    done: Done | None
    failed: Failed | None
    owners: list[QObject] = field(default_factory=list)
    kind: str = "session"  # session | station | open | close | pure
    long: LongWork | None = None
    result: Any = None
    error: BaseException | None = None
    topics: frozenset[str] = frozenset()

    def forget(self) -> None:
        """Let go of callbacks and results here, on the GUI thread, so that no widget dies on another thread."""
        self.done = self.failed = None
        self.owners = []
        self.result = None
        self.args = ()
        self.kw = {}


def _owners(*candidates: Any) -> list[QObject]:
    """The Qt objects that must still live for a callback to make sense."""
    found = []
    for one in candidates:
        holder = one if isinstance(one, QObject) else getattr(one, "__self__", None)
        if isinstance(holder, QObject):
            found.append(holder)
    return found


class Worker(QObject):
    """Runs services on the database thread and delivers what they give on the GUI thread."""

    changed = Signal(frozenset)  # topics that a write touched
    busy = Signal(bool)  # something runs or waits
    trouble = Signal(object)  # an exception that the asker did not want to handle himself
    long_started = Signal(object)  # LongWork: show progress when it lasts
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._station: OpenStation | None = None  # touched on the database thread only
        self._waiting = 0
        self._long: list[LongWork] = []
        self._pure: list[threading.Thread] = []
        self._stopped = False
        self._delivered.connect(self._deliver)
        self._thread = threading.Thread(target=self._loop, name="database", daemon=True)
        self._thread.start()

    # asking, on the GUI thread

    def open(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        **kw: Any,
    ) -> None:
        """Open a station on the database thread: `function(*args)` gives an OpenStation, or a tuple that begins with one.

        `done` gets the rest of the tuple (a single value unpacked) or None. An already open session is closed first.
        """
        self._put(_Job(function, args, kw, done, failed, _owners(owner, done, failed), "open"))

    def open_long(
        self,
        function: Callable[..., Any],
        *args: Any,
        title: str,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
    ) -> LongWork:
        """As `open`, with the progress dialog: for making a sample station or restoring one."""
        long = self._start_long(title)
        self._put(_Job(function, args, {}, done, failed, _owners(owner, done, failed), "open", long))
        return long

    def close_session(
        self, then: Callable[..., Any] | None = None, *args: Any, done: Done | None = None, failed: Failed | None = None
    ) -> None:
        """Close the open station, then call `then(*args)` on the database thread; the worker stays usable."""
        self._put(_Job(then or (lambda: None), args, {}, done, failed, _owners(done, failed), "close"))

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        **kw: Any,
    ) -> None:
        """Call `function(session, *args, **kw)` on the database thread; `done(result)` or `failed(error)` on the GUI thread.

        Order is kept. When `owner`, or the object whose method `done` is, has been deleted, the result is dropped. An error
        without `failed`
        is announced by `trouble`.
        """
        self._put(_Job(function, args, kw, done, failed, _owners(owner, done, failed)))

    def run_station(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        **kw: Any,
    ) -> None:
        """As `run`, for the few services that need the whole OpenStation (backup, passwords): `function(station, *args)`."""
        self._put(_Job(function, args, kw, done, failed, _owners(owner, done, failed), "station"))

    def run_long(
        self,
        function: Callable[..., Any],
        *args: Any,
        title: str,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        **kw: Any,
    ) -> LongWork:
        """As `run`, for work over a second: the function also gets `progress(fraction, text)` and `cancelled()` as keywords."""
        long = self._start_long(title)
        kw = {**kw, "progress": long.progress, "cancelled": long.cancelled}
        self._put(_Job(function, args, kw, done, failed, _owners(owner, done, failed), "session", long))
        return long

    def run_pure(
        self,
        function: Callable[..., Any],
        *args: Any,
        title: str,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        quiet: bool = False,
        **kw: Any,
    ) -> LongWork:
        """Run a pure solver `function(*args, progress=, cancelled=)` on a thread of its own, without a session. `quiet`: the page shows
        the progress itself, no dialog comes.
        """
        long = self._start_long(title, quiet)
        kw = {**kw, "progress": long.progress, "cancelled": long.cancelled}
        job = _Job(function, args, kw, done, failed, _owners(owner, done, failed), "pure", long)
        self._count(+1)
        thread = threading.Thread(target=self._work, args=(job,), name="solver", daemon=True)
        self._pure = [one for one in self._pure if one.is_alive()] + [thread]
        thread.start()
        return long

    def prepare(self, function: Callable[[], object]) -> None:
        """Do something on the database thread for which nobody waits: import what will soon be needed."""
        self._put(_Job(function, (), {}, None, None, kind="pure"))

    def settle(self, patience: float) -> bool:
        """Wait until everything asked so far is done; for log-off only, because the window stands still. False after `patience` seconds."""
        if self._stopped:
            return True
        reached = threading.Event()
        self._put(_Job(reached.set, (), {}, None, None, kind="pure"))
        return reached.wait(patience)

    def stop(self, patience: float = 10.0) -> bool:
        """Cancel what runs, close the station and end the threads. True when all ended within `patience` seconds."""
        if not self._stopped:
            self._stopped = True
            for long in self._long:
                long.cancel()
            self._queue.put(None)
        end = time.monotonic() + patience
        for thread in [self._thread, *self._pure]:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in [self._thread, *self._pure])

    def _start_long(self, title: str, quiet: bool = False) -> LongWork:
        long = LongWork(title, self)
        self._long.append(long)
        if not quiet:
            self.long_started.emit(long)
        return long

    def _put(self, job: _Job) -> None:
        if self._stopped:
            job.forget()
            return
        self._count(+1)
        self._queue.put(job)

    def _count(self, step: int) -> None:
        before = self._waiting
        self._waiting += step
        if (before == 0) != (self._waiting == 0):
            self.busy.emit(self._waiting > 0)

    # working, on the database thread (or a solver's)

    def _loop(self) -> None:
        while True:
            job = self._queue.get()
            if job is None:
                break
            self._work(job)
            job = None
        self._shut()

    def _work(self, job: _Job) -> None:
        try:
            job.result = self._result(job)
        except BaseException as error:  # noqa: BLE001  delivered to the asker, never lost
            job.error = error
        if job.kind in ("session", "station") and self._station is not None:
            job.topics = self._station.session.take_changed()
        try:
            self._delivered.emit(job)
        except RuntimeError:  # the worker object itself is gone: the program is closing
            log.info("a result came after the program closed")

    def _result(self, job: _Job) -> Any:
        if job.long is not None and job.long.cancelled():
            raise Cancelled(_("Cancelled. Nothing was saved."))
        if job.kind == "pure":
            return job.function(*job.args, **job.kw)
        if job.kind == "close":
            self._shut()
            return job.function(*job.args)
        if job.kind == "open":
            self._shut()
            opened = job.function(*job.args, **job.kw)
            if not isinstance(opened, tuple):
                self._station = opened
                return None
            self._station = opened[0]
            return opened[1] if len(opened) == 2 else opened[1:]
        if self._station is None:
            raise Locked(_("No station is open. Sign in first."))
        return job.function(self._station if job.kind == "station" else self._station.session, *job.args, **job.kw)

    def _shut(self) -> None:
        station, self._station = self._station, None
        if station is not None:
            station.close()

    # delivering, on the GUI thread

    def _deliver(self, job: _Job) -> None:
        self._count(-1)
        if job.long is not None:
            job.long.finished.emit()
            self._long.remove(job.long)
            job.long.deleteLater()
        done, failed, error, result, topics = job.done, job.failed, job.error, job.result, job.topics
        wanted = not self._stopped and all(shiboken6.isValid(one) for one in job.owners)
        job.forget()
        try:
            if error is not None:
                if wanted and failed is not None:
                    failed(error)
                elif not isinstance(error, Cancelled):
                    self.trouble.emit(error)
            elif wanted and done is not None:
                done(result)
        finally:
            if topics:
                self.changed.emit(topics)
