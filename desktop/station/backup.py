"""Backups: encrypted copies, read back, kept by hour, day, week and month, with the key file beside each; and a second place for them.

A backup is two files: `station-<moment>.db` and `station-<moment>.keys.json`, the wrapped keys without which nobody could open it.
"""

import hashlib
import json
import secrets
import threading
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from db.backup import copy_faults, copy_to, last_sequence
from db.engine import CannotOpen, Database, open_file
from db.store import DiskTrouble
from desktop.atomic import CannotSave, replacing, settle, write_atomically
from desktop.errors import BadFile, BadRequest, DiskRefused, StationUnavailable
from desktop.i18n import _
from desktop.session import disk_message
from desktop.station.drives import Drive, folder_on
from desktop.station.folder import Folder
from desktop.station.stick import check_room

EVERY = timedelta(minutes=30)  # of use with something written (Anki does the same)
REMIND_AFTER = timedelta(days=7)  # the second place
NEWEST_KEPT, HOURS, DAYS, WEEKS, MONTHS = 3, 24, 14, 8, 24
HALF = ".saving-*.tmp"  # desktop.atomic's temporary files
PATTERN, STAMP = "station-????????-??????.db", "%Y%m%d-%H%M%S"
MARK = "station.mark"  # in the second place: whose copies lie there
SHARED = 1 << 20  # bytes read at a time


@dataclass(frozen=True)
class Backup:
    """One backup: its file, when it was made, its size in bytes, and whether its key file lies beside it."""

    path: Path
    at: datetime
    size: int
    has_keys: bool


@dataclass(frozen=True)
class SecondPlace:
    """The folder on another disk or stick ('' = none), when a backup was last copied there, and whether that is too long ago."""

    path: str
    at: datetime | None
    overdue: bool
    reachable: bool


def make_backup(database: Database, folder: Folder, key: bytes, now: datetime, *, drop: bool = True) -> Path:
    """Copy the open station into `backups/`, with its key file, read the copy back, and drop those no longer kept (unless told not to).

    No backup is ever written over: a second one within a second bears the next one's time.

    Raises BadFile when the copy reads back wrong, DiskRefused or CannotSave when the disk is full or refuses; then nothing half is left.
    """
    _make_folder(folder.backups)
    for half in folder.backups.glob(HALF):  # of a process that was killed; only one can be at work in this folder
        half.unlink(missing_ok=True)
    sequence, named = last_sequence(database), now
    while (target := folder.backups / f"station-{named.strftime(STAMP)}.db").exists():
        named += timedelta(seconds=1)
    if folder.keys.exists():  # first: a backup without keys is worthless, keys without a backup do no harm
        try:
            write_atomically(keys_of(target), folder.keys.read_bytes())
        except CannotSave as error:
            raise DiskRefused(str(error)) from error
    try:
        with replacing(target) as temporary:
            try:
                copy_to(database, temporary, key)
            except DiskTrouble as trouble:
                raise DiskRefused(disk_message(trouble.kind)) from trouble
            check_copy(temporary, key, sequence, target.name)
    except BaseException:
        if not target.exists():
            keys_of(target).unlink(missing_ok=True)
        raise
    if drop:
        drop_old(folder.backups, now)
    return target


def check_copy(path: Path, key: bytes, sequence: int, name: str) -> None:
    """Read a copy back, page by page, up to the newest operation. Raises BadFile, which names the file as `name`."""
    try:
        found = copy_faults(path, key, sequence)
    except CannotOpen as error:
        found = [str(error)]
    if found:
        raise BadFile(_("The backup {name} could not be verified. Check the disk and try again.").format(name=name))


class Beside:
    """A backup that is made beside the work: on a thread and a connection of its own, so that no page waits for it."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._made: Path | None = None
        self._error: Exception | None = None

    @property
    def busy(self) -> bool:
        """Whether one is being made."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def failed(self) -> bool:
        """Whether the last one went wrong and nobody was told yet."""
        return self._error is not None

    def start(self, folder: Folder, key: bytes, now: datetime) -> None:
        """Begin to make one."""
        self._thread = threading.Thread(target=self._make, args=(folder, key, now), name="backup")
        self._thread.start()

    def _make(self, folder: Folder, key: bytes, now: datetime) -> None:
        try:
            with closing(open_file(folder.database, key)) as database:  # write-ahead log: readers and the writer do not wait for each other
                self._made = make_backup(database, folder, key, now)
        except Exception as error:  # noqa: BLE001  told by `result`, on the thread of the one who asks
            self._error = error

    def wait(self) -> None:
        """Until it is made."""
        if self._thread is not None:
            self._thread.join()

    def result(self) -> Path | None:
        """The backup that was made since the last call; raises what went wrong."""
        if self.busy:
            return None
        error, made = self._error, self._made
        self._error = self._made = None
        if error is not None:
            raise error
        return made


def backup_due(last: datetime | None, last_sequence: int, now: datetime, sequence: int) -> bool:
    """Whether the half hour of use is over: something was written since the last backup of this use, and that was `EVERY` ago.

    Sequence numbers are those of operations; a clock that was set back counts as time gone by.
    """
    if sequence == last_sequence:
        return False
    return last is None or now < last or now - last >= EVERY


def kept(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which of these backups are kept: the newest three, the newest of each hour (24), day (14), week (8) and month (24); none of the future go."""
    newest_first = sorted(set(moments), reverse=True)
    keep = set(newest_first[:NEWEST_KEPT]) | {moment for moment in newest_first if moment > now}
    past = [moment for moment in newest_first if moment <= now]
    for bucket, number in (
        (lambda moment: moment.strftime("%Y%m%d%H"), HOURS),
        (lambda moment: moment.strftime("%Y%m%d"), DAYS),
        (lambda moment: "{}-{}".format(*moment.isocalendar()[:2]), WEEKS),
        (lambda moment: moment.strftime("%Y%m"), MONTHS),
    ):
        seen: dict[str, datetime] = {}
        for moment in past:
            seen.setdefault(bucket(moment), moment)
        keep |= set(list(seen.values())[:number])
    return keep


def drop_old(place: Path, now: datetime) -> None:
    """Remove the backups that are no longer kept, and key files whose backup is gone.

    One that is held open just now (by a drill or a virus scanner, on Windows) waits for the next time.
    """
    found = backups_in(place)
    keep = kept((backup.at for backup in found), now)
    for backup in found:
        if backup.at not in keep:
            with suppress(PermissionError):
                backup.path.unlink(missing_ok=True)
    for keys in place.glob("station-????????-??????.keys.json"):
        if not keys.with_name(keys.name.removesuffix(".keys.json") + ".db").exists():
            keys.unlink(missing_ok=True)


def keys_of(backup: Path) -> Path:
    """The key file that belongs to a backup."""
    return backup.with_name(backup.stem + ".keys.json")


def backups_in(place: Path) -> list[Backup]:
    """The backups in a folder, oldest first; files of other names are not ours."""
    found = []
    for path in sorted(place.glob(PATTERN)):
        try:
            at = datetime.strptime(path.stem.removeprefix("station-"), STAMP)
            found.append(Backup(path, at, path.stat().st_size, keys_of(path).exists()))
        except (ValueError, OSError):  # a name that is no moment; a file that went away just now
            continue
    return found


def newest_backup(folder: Folder) -> datetime | None:
    """When the newest backup was made."""
    found = backups_in(folder.backups)
    return found[-1].at if found else None


def backed_up_on(folder: Folder, day: date) -> bool:
    """Whether a backup of this very day exists (one of a future day, by a clock that was wrong, does not count)."""
    return any(backup.at.date() == day for backup in backups_in(folder.backups))


# ------------------------------------------------------------------------------------------------ the second place


def second_place(folder: Folder, now: datetime) -> SecondPlace:
    """Where backups are copied to besides, and whether that is overdue: none chosen, never done, or more than a week ago."""
    try:
        told = json.loads(folder.second_place.read_text("utf-8"))
        path, at = str(told["path"]), datetime.fromisoformat(told["at"]) if told.get("at") else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not chosen yet, or unreadable: then it is asked for anew
        path, at = "", None
    overdue = not path or at is None or not timedelta(0) <= now - at <= REMIND_AFTER
    return SecondPlace(path, at, overdue, bool(path) and Path(path).is_dir())


def choose_second_place(folder: Folder, place: Path | str) -> None:
    """Choose the folder on another disk or stick; an empty text forgets it.

    Raises BadRequest when it is not there or lies within the data folder itself.
    """
    if str(place) in ("", "."):
        folder.second_place.unlink(missing_ok=True)
        return
    path = Path(place).absolute()
    if not path.is_dir():
        raise BadRequest(_("The folder {folder} is not there. Put in the stick or disk, or choose another folder.").format(folder=path))
    if path.resolve().is_relative_to(folder.path.resolve()):
        raise BadRequest(_("{folder} lies within the station's own data folder. Choose a folder on another disk or stick.").format(folder=path))
    if _of_another(folder, path):
        raise BadRequest(_("{folder} holds the backups of another station. Choose another folder there, so that neither loses its copies.").format(
            folder=path))
    write_atomically(folder.second_place, json.dumps({"path": str(path), "at": None, "mark": _mark(folder)}, ensure_ascii=False).encode())


def own_folder(folder: Folder, drive: Drive, name: str) -> Path:
    """A folder of this name on a stick for this station's backups; with a number behind it where another station's lie. Raises CannotSave."""
    for number in range(1, 100):
        place = drive.path / (name if number == 1 else f"{name} {number}")
        if not place.exists() or not _of_another(folder, place):
            return folder_on(drive, place.name)
    return folder_on(drive, name)


def _mark(folder: Folder) -> str:
    """What tells this station's second place from another's: kept beside the database and beside the copies."""
    try:
        kept = str(json.loads(folder.second_place.read_text("utf-8")).get("mark") or "")
    except (OSError, ValueError, AttributeError):
        kept = ""
    return kept or secrets.token_hex(8)


def _of_another(folder: Folder, place: Path) -> bool:
    """Whether the copies in a folder are another station's: its mark is not ours. A folder without a mark is anybody's."""
    try:
        found = (place / MARK).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return False
    return found != _mark(folder)


def copy_to_second_place(folder: Folder, now: datetime) -> Path:
    """Copy the newest backup to the second place, read it back, and say where it lies. Then the stick may be pulled out.

    Raises BadRequest when no place is chosen or there is no backup yet, StationUnavailable when it is not there now, CannotSave, BadFile.
    """
    place = second_place(folder, now)
    found = backups_in(folder.backups)
    if not place.path or not found:
        raise BadRequest(_("Choose a second place for backups first: a folder on another disk or stick."))
    if not place.reachable:
        raise StationUnavailable(
            _("The second place for backups, {folder}, is not there. Put in the stick or disk and try again.").format(folder=place.path))
    there, mark = Path(place.path), _mark(folder)
    if _of_another(folder, there):
        raise StationUnavailable(_("This is another stick: {folder} holds the backups of another station. Put in this station's stick, or choose "
                                   "another folder.").format(folder=there))
    target = copy_backup(found[-1].path, there)
    write_atomically(there / MARK, mark.encode())
    drop_old(there, now)
    write_atomically(folder.second_place, json.dumps({"path": place.path, "at": now.isoformat(), "mark": mark}, ensure_ascii=False).encode())
    return target


def copy_backup(backup: Path, place: Path) -> Path:
    """Copy one backup with its key file into another folder: temporary name, flushed, read back, then renamed. Raises CannotSave, BadFile."""
    target = place / backup.name
    check_room(place, backup.stat().st_size, backup.name)
    if keys_of(backup).exists():
        write_atomically(keys_of(target), keys_of(backup).read_bytes())
    with replacing(target) as temporary:
        with backup.open("rb") as source, temporary.open("wb") as copy:
            while piece := source.read(SHARED):
                copy.write(piece)
        settle(temporary)
        if digest(temporary) != digest(backup):
            raise BadFile(_("The backup {name} could not be verified. Check the disk and try again.").format(name=target.name))
    return target


def digest(path: Path) -> bytes:
    """SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def reminder(folder: Folder, now: datetime) -> str:
    """What to tell the clerk about the second place; '' when all is well."""
    place = second_place(folder, now)
    if not place.overdue:
        return ""
    if not place.path:
        return _("Backups lie only on this computer. Choose a second place on another disk or a stick: one broken disk would take everything.")
    if place.at is None:
        return _("No backup was ever copied to {folder}. Put in the stick or disk and copy one.").format(folder=place.path)
    return _("The last copy in {folder} was made on {day}. Put in the stick or disk and copy a new one.").format(
        folder=place.path, day=f"{place.at:%Y-%m-%d}")


def _make_folder(place: Path) -> None:
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise CannotSave(
            _("The folder {folder} for backups cannot be made ({reason}).").format(folder=place, reason=error.strerror or error)) from error
