"""The data folder of a station: where its files lie, and the lock that lets one running copy use it."""

import os
import sys
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import IO

from desktop.atomic import write_atomically
from desktop.errors import StationUnavailable
from desktop.i18n import _
from desktop.station.drives import may_be_pulled_out

LONGEST = 190 if sys.platform == "win32" else 900  # of Windows' 260 characters; the rest is for the names of backups and their key files
LONGEST_BYTES = 900  # SQLite opens no file of a longer path on Windows (260 characters of four bytes)
DATABASE, KEYS, LOCK, SAMPLE_KEY = "station.db", "keys.json", "station.lock", "sample.key"
IN_USE, SECOND_PLACE, LAST_DRILL = "station.open", "second-place.json", "last-drill.json"
OPEN_WITHOUT_LOG = b"open, rollback journal"  # the mark of a station whose newest entries are in the file itself


class Folder:
    """The files of one station. `lock()` holds the folder for this process until `release()`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = path / DATABASE
        self.keys = path / KEYS
        self.sample_key = path / SAMPLE_KEY
        self.backups = path / "backups"
        self.second_place = path / SECOND_PLACE
        self.last_drill = path / LAST_DRILL
        self.log_ahead = path / f"{DATABASE}-wal"
        self.log_index = path / f"{DATABASE}-shm"
        self.rollback = path / f"{DATABASE}-journal"
        self._in_use = path / IN_USE
        self._lock: IO[bytes] | None = None

    @property
    def holds_station(self) -> bool:
        """Whether a station is kept here."""
        return self.database.exists()

    @property
    def is_sample(self) -> bool:
        """Whether the station kept here is the sample, which opens without typing."""
        return self.sample_key.exists()

    @cached_property
    def journal(self) -> str:
        """SQLite's journal for this place: 'delete' where the disk may be pulled out, else 'wal'."""
        return "delete" if may_be_pulled_out(self.path) else "wal"

    # A mark tells the next start how this one ended. SQLite keeps the newest entries in the file `-wal` while the station is open and
    # removes that file when it is closed; when somebody takes it away in between, SQLite itself would open the older state silently.

    @property
    def ended_badly(self) -> bool:
        """Whether the last use did not end by closing (power cut, killed)."""
        return self._in_use.exists()

    @property
    def lost_entries(self) -> bool:
        """Whether the last use did not end by closing, and the file with its newest entries is gone."""
        return self.ended_badly and self.holds_station and not self.log_ahead.exists() and self._in_use.read_bytes() != OPEN_WITHOUT_LOG

    @property
    def foreign_entries(self) -> bool:
        """Whether there is a journal although the last use was closed: it may belong to another file."""
        return not self.ended_badly and (self.log_ahead.exists() or self.rollback.exists())

    def mark_open(self) -> None:
        """Note that the station is in use; call when the database is open. Raises CannotSave."""
        write_atomically(self._in_use, b"open" if self.journal == "wal" else OPEN_WITHOUT_LOG)

    def mark_closed(self) -> None:
        """Note that the database is about to be closed in order; call just before."""
        self._in_use.unlink(missing_ok=True)

    def prepare(self) -> None:
        """Make the folder. Raises StationUnavailable when it cannot be made or written, or lies so deep that its files could not be opened."""
        if len(str(self.path.absolute())) > LONGEST or len(os.fsencode(self.path.absolute())) > LONGEST_BYTES:
            raise StationUnavailable(
                _("The data folder lies too deep: its path has {number} characters. Choose one with at most {most}.").format(
                    number=len(str(self.path.absolute())), most=LONGEST))
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError) as error:  # ValueError: a name with a zero in it
            raise StationUnavailable(
                _("The data folder {folder} cannot be made ({reason}). Choose another place.").format(
                    folder=self.path, reason=getattr(error, "strerror", "") or error)) from error

    def lock(self) -> None:
        """Hold the folder. Raises StationUnavailable when it is missing, read-only, or held by another running copy."""
        if not self.path.is_dir():
            raise StationUnavailable(_("The data folder {folder} is not there. Check the path or the USB stick.").format(folder=self.path))
        try:
            handle = (self.path / LOCK).open("ab")
        except OSError as error:
            raise StationUnavailable(
                _("The data folder {folder} may not be written to ({reason}). Choose another folder or ask for the right to write.").format(
                    folder=self.path, reason=error.strerror or error)) from error
        try:
            _hold(handle)
        except OSError as error:
            handle.close()
            raise StationUnavailable(
                _("The station in {folder} is already open in another window or program. Close it there first.").format(folder=self.path)
            ) from error
        self._lock = handle

    def release(self) -> None:
        """Let the folder go."""
        if self._lock is not None:
            self._lock.close()  # the system drops the lock with the handle, also when the process dies
            self._lock = None

    def __enter__(self) -> "Folder":
        self.lock()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _hold(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _hold(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
