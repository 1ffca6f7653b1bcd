"""Another key for the whole file, because the old one may be known: every page is encrypted anew.

The steps are such that whoever is cut off at any of them opens either the old file or the new one: first the new file beside the old,
then the key file that opens both, then the new file takes the old one's place, then the key file forgets the old key.
"""

import os
import shutil
from contextlib import closing
from pathlib import Path

from db.backup import copy_faults, copy_with_key, last_sequence
from db.engine import CannotOpen, Database, open_file, open_to_read
from db.store import DiskTrouble
from desktop.atomic import CannotSave, move_into_place
from desktop.errors import BadFile, DiskRefused
from desktop.i18n import _
from desktop.session import disk_message
from desktop.station.folder import Folder
from desktop.station.keyring import Keyring

RENEWED = ".renewed.tmp"


def renewed_file(folder: Folder) -> Path:
    """Where the new file lies until it takes the old one's place."""
    return folder.database.with_name(folder.database.name + RENEWED)


def write_renewed(database: Database, folder: Folder, key: bytes) -> None:
    """Write the open station under another key beside its file, read it back, and let the key file open both.

    Raises BadFile, DiskRefused, CannotSave, BadRequest; then nothing changed.
    """
    target = renewed_file(folder)
    target.unlink(missing_ok=True)
    try:
        copy_with_key(database, target, key)
        with target.open("rb+") as file:
            os.fsync(file.fileno())
        found = copy_faults(target, key, last_sequence(database))
        if found:
            raise BadFile(_("The newly encrypted file could not be verified ({fault}). Nothing was changed.").format(fault=found[0]))
        Keyring(folder.keys).prepare(key)
    except DiskTrouble as trouble:
        target.unlink(missing_ok=True)
        raise DiskRefused(disk_message(trouble.kind)) from trouble
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def put_in_place(folder: Folder) -> None:
    """The new file takes the old one's place, in one step; the old one must be closed and its newest entries settled in it."""
    for beside in (folder.log_ahead, folder.log_index, folder.rollback):
        beside.unlink(missing_ok=True)
    move_into_place(renewed_file(folder), folder.database)


def key_in_force(folder: Folder, ring: Keyring, key: bytes) -> bytes:
    """The key of the file as it lies there, when a change of keys may have been cut off; puts the key file and leftovers in order."""
    coming = ring.pending
    if coming is None:
        return key
    found = next((one for one in (coming, key) if _opens(folder.database, one)), None)
    if found is None:
        return key  # neither opens now (a full disk, a damaged file): nothing is forgotten
    ring.settle(found, key)
    renewed_file(folder).unlink(missing_ok=True)
    return found


def with_key(backup: Path, key: bytes, wanted: bytes, within: Path) -> Path:
    """A copy of a backup in this folder, under another key. Raises DiskRefused."""
    copied, renewed = within / backup.name, within / ("renewed-" + backup.name)
    try:
        shutil.copyfile(backup, copied)
        with closing(open_file(copied, key, journal="delete")) as database:
            copy_with_key(database, renewed, wanted)
    except OSError as error:
        raise CannotSave(str(error)) from error
    except DiskTrouble as trouble:
        raise DiskRefused(disk_message(trouble.kind)) from trouble
    return renewed


def key_of_backup(folder: Folder, backup: Path, key: bytes) -> bytes:
    """The key that opens a backup: the present one, or one that the station had before. The present one when none does."""
    for one in (key, *Keyring(folder.keys).former(key)):
        if _opens(backup, one):
            return one
    return key


def _opens(path: Path, key: bytes) -> bool:
    try:
        with closing(open_to_read(path, key)):
            return True
    except CannotOpen:
        return False
