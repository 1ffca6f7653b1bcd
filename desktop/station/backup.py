"""Backups in the station's own folder: encrypted copies, verified, the newest ones kept."""

from datetime import date, datetime
from pathlib import Path

from db.backup import copy_to, faults
from db.engine import Database, open_file
from db.store import DiskTrouble
from desktop.atomic import replacing
from desktop.errors import BadFile, DiskRefused
from desktop.i18n import _
from desktop.session import disk_message
from desktop.station.folder import Folder

KEPT = 10


def make_backup(database: Database, folder: Folder, key: bytes, now: datetime) -> Path:
    """Copy the open station to `backups/station-<moment>.db`, read the copy back, and drop all but the newest. Raises BadFile, DiskRefused."""
    folder.backups.mkdir(exist_ok=True)
    target = folder.backups / f"station-{now:%Y%m%d-%H%M%S}.db"
    with replacing(target) as temporary:
        try:
            copy_to(database, temporary, key)
        except DiskTrouble as trouble:
            raise DiskRefused(disk_message(trouble.kind)) from trouble
        copy = open_file(temporary, key, journal="delete")
        try:
            if faults(copy):
                raise BadFile(_("The backup {name} could not be verified. Check the disk and try again.").format(name=target.name))
        finally:
            copy.close()
    for old in _backups(folder)[:-KEPT]:
        old.unlink()
    return target


def newest_backup(folder: Folder) -> datetime | None:
    """When the newest backup was made."""
    found = _backups(folder)
    return datetime.strptime(found[-1].stem.removeprefix("station-"), "%Y%m%d-%H%M%S") if found else None


def backed_up_on(folder: Folder, day: date) -> bool:
    """Whether a backup of this day exists."""
    newest = newest_backup(folder)
    return newest is not None and newest.date() >= day


def _backups(folder: Folder) -> list[Path]:
    return sorted(folder.backups.glob("station-????????-??????.db"))
