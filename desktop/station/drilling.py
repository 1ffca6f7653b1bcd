"""The restore drill that nobody has to think of: once a week, beside the work; when it ran and what it found is kept and told.

What it found lies beside the database, not in it: it is about the copies, and a restore must not take it back.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from desktop.atomic import write_atomically
from desktop.errors import UserError
from desktop.i18n import _
from desktop.station.backup import backups_in
from desktop.station.folder import Folder
from desktop.station.restore import Drill, Stopped, drill

EVERY = timedelta(days=7)
AGAIN = timedelta(days=1)  # after one that failed: by then there are newer backups
OVERDUE = timedelta(days=21)
AFTER_START = timedelta(minutes=10)  # the first minutes belong to the one who opened the program
LATEST = timedelta(hours=1)  # then it begins although somebody is writing


@dataclass(frozen=True)
class LastDrill:
    """The newest drill: when, of which backup, rows read and seconds taken, what was wrong ('' = nothing); and when one last went well."""

    at: datetime
    backup: str
    rows: int
    seconds: float
    fault: str
    good_at: datetime | None


def last_drill(folder: Folder) -> LastDrill | None:
    """What the newest drill found; None when there was none, or what was kept of it cannot be read."""
    try:
        told = json.loads(folder.last_drill.read_text("utf-8"))
        good = told["good_at"]
        return LastDrill(
            datetime.fromisoformat(told["at"]), str(told["backup"]), int(told["rows"]), float(told["seconds"]), str(told["fault"]),
            datetime.fromisoformat(good) if good else None)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_drill(folder: Folder, at: datetime, backup: Path, done: Drill | None, fault: str = "") -> LastDrill:
    """Keep what a drill found (`done`, or the fault). Raises CannotSave."""
    before = last_drill(folder)
    good = at if done is not None else before.good_at if before is not None else None
    found = LastDrill(at, backup.name, done.rows if done else 0, done.seconds if done else 0.0, fault, good)
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(found).items()}
    write_atomically(folder.last_drill, json.dumps(plain, ensure_ascii=False).encode())
    return found


def drill_due(last: LastDrill | None, now: datetime) -> bool:
    """Whether it is time: never done, a week ago (a day, when it failed), or in the future by a clock that was wrong."""
    return last is None or not timedelta(0) <= now - last.at < (AGAIN if last.fault else EVERY)


def drill_warning(folder: Folder, now: datetime) -> str:
    """What to tell at the start: the last drill failed, or none went well for three weeks although there are backups; '' when all is well."""
    last = last_drill(folder)
    if last is not None and last.fault:
        return _("The trial restore of {day} failed: {fault} Make a backup now, then try again (Settings → Backup).").format(
            day=f"{last.at:%Y-%m-%d}", fault=last.fault)
    found = backups_in(folder.backups)
    since = last.good_at if last is not None else found[0].at if found else None
    if since is None or timedelta(0) <= now - since <= OVERDUE:
        return ""
    return _("No backup was restored for a try since {day}. Try it now (Settings → Backup): it takes about a minute.").format(
        day=f"{since:%Y-%m-%d}")


class Drilling:
    """A drill that runs beside the work: on a thread and a copy of its own; no page waits for it."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._found: LastDrill | None = None
        self._error: Exception | None = None

    @property
    def busy(self) -> bool:
        """Whether one is running."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, folder: Folder, backup: Path, key_of: Callable[[Path], bytes], now: datetime) -> None:
        """Begin one."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(folder, backup, key_of, now), name="drill")
        self._thread.start()

    def _run(self, folder: Folder, backup: Path, key_of: Callable[[Path], bytes], now: datetime) -> None:
        try:
            try:
                done, fault = drill(backup, key_of(backup), now, self._stop.is_set), ""
            except UserError as error:
                done, fault = None, str(error)
            self._found = keep_drill(folder, now, backup, done, fault)
        except Stopped:
            pass
        except Exception as error:  # noqa: BLE001  told by `result`, on the thread of the one who asks
            self._error = error

    def wait(self) -> None:
        """Until it is done."""
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """Break it off (the station closes, the backup goes): nothing is kept of it, and it begins anew another time."""
        self._stop.set()
        self.wait()

    def result(self) -> LastDrill | None:
        """What a drill found that ended since the last call; raises what could not be told otherwise."""
        if self.busy:
            return None
        error, found = self._error, self._found
        self._error = self._found = None
        if error is not None:
            raise error
        return found
