"""Restoring: what a backup holds, what would change, and putting it in the station's place; and the drill that tries it unattended.

The order is such that a power cut at any point leaves either the old station or the restored one, never a mixture.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.audit import check_chain
from db.backup import Contents, contents, file_contents, file_faults, let_stop, read_every_row
from db.engine import BROKEN, CannotOpen, Database, open_file
from db.migrations import NEWEST, NewerSchema, migrate
from desktop.atomic import replacing, write_atomically
from desktop.clock import Clock
from desktop.errors import BadFile, StationUnavailable, UserError, WrongPassword
from desktop.i18n import _
from desktop.station.backup import backups_in, copy_backup, digest, keys_of
from desktop.station.folder import Folder
from desktop.station.keyring import Keyring
from desktop.station.origin import moved

JOURNAL_TABLES = frozenset({"operation", "change", "schema_version"})


class Damaged(BadFile):
    """The backup (or the station's file) does not read back whole."""


class ForeignKey(BadFile):
    """The file does not open with this station's key."""


class TooNew(BadFile):
    """The backup was written by a newer version of the program."""


class NoBackup(BadFile):
    """There is no backup to work with."""


class Stopped(Exception):
    """A drill was broken off; nothing is known of the backup."""


@dataclass(frozen=True)
class TableCount:
    """How many rows a table has now and would have after the restore."""

    table: str
    now: int
    then: int


@dataclass(frozen=True)
class Preview:
    """What restoring a backup would do: tables whose number of rows differs, the newest operation on both sides, how many would be lost."""

    path: Path
    at: datetime
    station: str
    schema: int
    counts: tuple[TableCount, ...]
    newest_now: tuple[str, datetime | None, str]  # operation, when, by whom
    newest_then: tuple[str, datetime | None, str]
    lost_operations: int
    account_known: bool  # whether the signed-in account exists in the backup; otherwise it could not sign in afterwards


@dataclass(frozen=True)
class Drill:
    """A restore that was tried in a temporary folder: rows read, operations, seconds taken."""

    backup: Path
    rows: int
    operations: int
    schema: int
    seconds: float
    head: str  # the audit chain's, as printed


def examine(backup: Path, key: bytes, stopped: Callable[[], bool] | None = None) -> Contents:
    """Read a backup from the first page to the last, and say what it holds. Nothing is written.

    Raises ForeignKey, Damaged, TooNew, NoBackup; Stopped when `stopped` says so.
    """
    if not backup.is_file():
        raise NoBackup(_("The backup {name} is not there.").format(name=backup))
    try:
        found = file_faults(backup, key, stopped)
        if stopped is not None and stopped():
            raise Stopped
        if found:
            raise Damaged(_("The backup {name} is damaged ({fault}). Choose another one.").format(name=backup.name, fault=found[0]))
        return file_contents(backup, key)
    except CannotOpen as error:
        raise ForeignKey(_other_key(backup)) from error
    except NewerSchema as error:
        message = _("The backup {name} was written by a newer version of the program. Install that version first.")
        raise TooNew(message.format(name=backup.name)) from error


def _other_key(backup: Path) -> str:
    return _("The backup {name} is damaged or belongs to another station's key. Choose another one.").format(name=backup.name)


def preview(database: Database, backup: Path, key: bytes, account: str) -> Preview:
    """What would change if this backup took the place of the open station. Raises as `examine`."""
    then = examine(backup, key)
    now = contents(database)
    names = sorted((now.rows.keys() | then.rows.keys()) - JOURNAL_TABLES)
    counts = tuple(TableCount(name, now.rows.get(name, 0), then.rows.get(name, 0)) for name in names)
    at = next((one.at for one in backups_in(backup.parent) if one.path == backup), datetime.fromtimestamp(backup.stat().st_mtime))
    return Preview(
        path=backup, at=at, station=then.station, schema=then.schema, counts=tuple(count for count in counts if count.now != count.then),
        newest_now=(now.newest_name, now.newest_at, now.newest_account), newest_then=(then.newest_name, then.newest_at, then.newest_account),
        lost_operations=max(0, now.operations - then.operations), account_known=account in then.accounts,
    )


def place(folder: Folder, backup: Path, key: bytes) -> None:
    """Put a verified copy of the backup in the place of the station's closed file. The old file stays until the last step.

    Nothing may be open, and the old file's newest entries must be settled in it (or have been put aside). Raises as `examine`, and CannotSave.
    """
    examine(backup, key)
    with replacing(folder.database) as temporary:
        shutil.copyfile(backup, temporary)
        if digest(temporary) != digest(backup):
            raise Damaged(_("The backup {name} could not be verified. Check the disk and try again.").format(name=backup.name))
        moved(folder)
        folder.log_ahead.unlink(missing_ok=True)  # of the file that goes: it must never be read into the new one
        folder.log_index.unlink(missing_ok=True)
        folder.rollback.unlink(missing_ok=True)


def put_aside(folder: Folder, now: datetime) -> Path:
    """Copy the station's file as it is, damaged or not, into a folder of its own, for somebody who knows more. Returns that folder."""
    aside = folder.path / f"damaged-{now:%Y%m%d-%H%M%S}"
    aside.mkdir(exist_ok=True)
    for file in (folder.database, folder.log_ahead, folder.rollback, folder.keys):
        if file.exists():
            shutil.copy2(file, aside / file.name)
    return aside


def restore_unopenable(path: Path, backup: Path, account: str, secret: str, clock: Clock, *, by_recovery_key: bool = False) -> None:
    """Restore a station whose own file or key file can no longer be opened, or into an empty folder. What was there is put aside first.

    `secret` is the account's password, or the recovery key. Raises WrongPassword, StationUnavailable, and as `examine`.
    """
    folder = Folder(path)
    folder.prepare()
    folder.lock()
    try:
        key, keys_from = _key_for(folder, backup, account, secret, clock, by_recovery_key)
        examine(backup, key)
        if folder.holds_station:
            put_aside(folder, clock.now())
        if keys_from != folder.keys:
            write_atomically(folder.keys, keys_from.read_bytes())
        place(folder, backup, key)
        folder.mark_closed()
    finally:
        folder.release()


def _key_for(folder: Folder, backup: Path, account: str, secret: str, clock: Clock, by_recovery_key: bool) -> tuple[bytes, Path]:
    """The key that opens the backup, and the key file that gave it: the station's own when it can, else the one beside the backup."""
    refused: UserError | None = None
    for keys in (folder.keys, keys_of(backup)):
        if not keys.exists():
            continue
        ring = Keyring(keys)
        try:
            key = ring.unlock_by_recovery_key(secret, clock.now()) if by_recovery_key else ring.unlock(account, secret, clock.now())
            file_contents(backup, key)
            return key, keys
        except (WrongPassword, StationUnavailable) as error:
            refused = refused or error
        except (CannotOpen, NewerSchema):
            refused = refused or ForeignKey(_other_key(backup))
    raise refused or NoBackup(_("The key file of the backup {name} is missing: it cannot be opened.").format(name=backup.name))


def drill(backup: Path, key: bytes, now: datetime, stopped: Callable[[], bool] | None = None) -> Drill:
    """Restore a backup into a temporary folder, bring it to today's schema and read every row; the station is not touched.

    The copy is examined, not the backup itself: that lies free soon, for whoever drops old backups meanwhile.
    Raises as `examine`, and CannotSave without room for the copy.
    """
    began = time.monotonic()
    if not backup.is_file():
        raise NoBackup(_("The backup {name} is not there.").format(name=backup))
    with tempfile.TemporaryDirectory(prefix="linli-drill-", ignore_cleanup_errors=True) as name:
        copy = copy_backup(backup, Path(name))
        expected = examine(copy, key, stopped)
        try:
            with closing(open_file(copy, key, journal="delete")) as database:
                if expected.schema < NEWEST:
                    migrate(database, now)
                if stopped is not None:
                    let_stop(database, stopped)
                got = contents(database)
                read = read_every_row(database, list(got.rows))
                audit = check_chain(database)
        except BROKEN:
            if stopped is not None and stopped():
                raise Stopped from None
            raise
    lost = [table for table, rows in expected.rows.items() if table != "schema_version" and got.rows.get(table) != rows]
    lost += [*audit.faults, *(["audit head"] if expected.head not in ("", audit.head) else [])]
    if lost or got.operations != expected.operations or read != sum(got.rows.values()):
        raise Damaged(_("The backup {name} is damaged ({fault}). Choose another one.").format(name=backup.name, fault=", ".join(lost) or "operation"))
    return Drill(backup, read, got.operations, expected.schema, time.monotonic() - began, audit.mark)
