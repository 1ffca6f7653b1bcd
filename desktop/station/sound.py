"""Opening the station's own file: what must be looked at before SQLite may touch it, and the migration to today's schema."""

import logging
import shutil
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from db.backup import faults
from db.engine import CannotOpen, open_file
from db.migrations import NEWEST, NewerSchema, migrate, version_of
from db.store import Store
from desktop.errors import StationUnavailable
from desktop.i18n import _
from desktop.station.backup import make_backup
from desktop.station.folder import Folder

log = logging.getLogger(__name__)
SMALLEST_FILE = 4096  # bytes: one page


def open_database(folder: Folder, key: bytes, now: datetime) -> Store:
    """The store of this folder's file. Raises StationUnavailable: damaged, newer, of another key, its newest entries gone, the disk refuses."""
    if folder.lost_entries:
        raise StationUnavailable(
            _("The program was not closed in order last time, and the file {name} with the newest entries is gone from {folder}. "
              "Put it back, or restore a backup; “restore --as-it-is” goes on without those entries.").format(
                name=folder.log_ahead.name, folder=folder.path))
    if folder.ended_badly or folder.foreign_entries:
        _check_apart(folder, key)
    try:
        if folder.database.stat().st_size < SMALLEST_FILE:
            raise CannotOpen("cut short")  # SQLite would take an empty file for a new one
        database = open_file(folder.database, key, journal=folder.journal)
    except CannotOpen as error:
        if error.disk:
            raise StationUnavailable(
                _("The station in {folder} cannot be opened: the disk is full or refuses to be written ({reason}). Nothing is lost; "
                  "free some space or check the disk, then try again.").format(folder=folder.path, reason=error)) from error
        raise StationUnavailable(
            _("The station's file in {folder} is damaged or belongs to another key file. Restore the newest backup.").format(folder=folder.path)
        ) from error
    try:
        if version_of(database) < NEWEST:
            make_backup(database, folder, key, now)
        migrate(database, now)
    except NewerSchema as error:
        database.close()
        raise StationUnavailable(
            _("This station was written by a newer version of the program. Install that version; nothing was changed.")) from error
    except BaseException:
        database.close()
        raise
    return Store(database)


def _check_apart(folder: Folder, key: bytes) -> None:
    """After a bad end: read everything in a copy first, because opening alone would already write newest entries that may not belong here.

    Raises StationUnavailable when the file is damaged; then it was not touched.
    """
    apart = Path(tempfile.mkdtemp(prefix=".checking-", dir=folder.path))
    try:
        try:
            for file in (folder.database, folder.log_ahead, folder.rollback):
                if file.exists():
                    shutil.copyfile(file, apart / file.name)
        except OSError as error:  # no room for a copy: the check is left to the next backup
            log.info("no check after a bad end: %s", error.strerror)
            return
        try:
            with closing(open_file(apart / folder.database.name, key)) as database:
                found = faults(database)
        except CannotOpen as error:
            found = [str(error)]
        if found:
            raise StationUnavailable(
                _("The station's file in {folder} is damaged ({fault}). Restore the newest backup.").format(folder=folder.path, fault=found[0]))
    finally:
        shutil.rmtree(apart, ignore_errors=True)
