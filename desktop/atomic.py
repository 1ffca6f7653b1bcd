"""Saving a file whole or not at all: a temporary file in the same folder, flushed to the disk, then renamed over the old one."""

import errno
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.errors import UserError
from desktop.holders import holders
from desktop.i18n import _

FULL = {errno.ENOSPC, errno.EDQUOT}
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
TRIES, PAUSE = 5, 0.1  # virus scanners hold a new file for a moment on Windows
WINDOWS = os.name == "nt"
NEARLY_TOO_LONG = 240  # of Windows' 260 characters: the temporary name is longer than some targets


class CannotSave(UserError):
    """A file could not be written; nothing of it was left behind and an older file of the name is untouched."""


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """Give a temporary path in the target's folder for somebody else to write; when the body ends well it becomes the target,
    else it is gone and an older file is untouched. Raises CannotSave with a message for the user when the disk is full, the
    folder is missing or read-only, or another program holds the file open.
    """
    target = Path(path)
    within = _reachable(target)
    temporary: Path | None = None
    try:
        try:
            handle, name = tempfile.mkstemp(prefix=".saving-", suffix=".tmp", dir=within.parent)
            os.close(handle)
            temporary = Path(name)
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
        except OSError as problem:
            raise CannotSave(_reason(problem, target, held_open=False)) from problem
        try:
            _rename(temporary, within)
            _sync_folder(within.parent)
        except OSError as problem:
            raise CannotSave(_reason(problem, target, held_open=True)) from problem
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_atomically(path: Path | str, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all. Raises CannotSave as `replacing` does."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def move_into_place(temporary: Path, target: Path) -> None:
    """A file that is whole and synced takes another's place, in one durable step. Raises CannotSave."""
    try:
        _rename(temporary, target)
        _sync_folder(target.parent)
    except OSError as problem:
        raise CannotSave(_reason(problem, target, held_open=True)) from problem


def write_verified(path: Path | str, data: bytes) -> None:
    """As `write_atomically`, and read back from the disk before it gets its name: for sticks, which may be pulled out or worn.

    Raises CannotSave, also when what comes back is not what was written.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(data)
        settle(temporary)
        if temporary.read_bytes() != data:
            raise CannotSave(_("“{file}” could not be read back: the stick or disk is worn or was pulled out. Use another one.").format(
                file=Path(path).name))


def settle(path: Path) -> None:
    """Bring a written file to the disk itself, and let the system forget it, so that reading it back asks the disk. Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _reachable(path: Path) -> Path:
    """The same place; on Windows in the form that may be longer than 260 characters, when it nearly is. Only there, because not all
    programs understand that form (https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation).
    """
    if not WINDOWS or len(str(path.absolute())) < NEARLY_TOO_LONG or str(path).startswith("\\\\"):
        return path
    return Path("\\\\?\\" + os.path.abspath(path))  # noqa: PTH100  (resolve() asks the disk, which refuses such a path)


def _rename(temporary: Path, target: Path) -> None:
    """Rename; on Windows once more after a moment while the file is held."""
    for attempt in range(TRIES):
        try:
            temporary.replace(target)
            return
        except PermissionError:
            if attempt == TRIES - 1 or not WINDOWS:
                raise
            time.sleep(PAUSE)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be synced."""
    if WINDOWS:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(problem: OSError, target: Path, held_open: bool) -> str:
    by: list[str] = []
    if problem.errno in FULL:
        message = _("The disk is full: “{file}” was not saved. Free some space or choose another disk, then save again.")
    elif problem.errno == errno.ENAMETOOLONG:
        message = _("“{file}” was not saved: the name is too long. Choose a shorter one.")
    elif held_open and target.is_dir():
        message = _("“{file}” is the name of a folder. Choose another file name.")
    elif problem.errno == errno.EROFS or (problem.errno in REFUSED and not held_open):
        message = _("“{file}” was not saved: nothing may be written into the folder “{folder}”. Choose another folder.")
    elif problem.errno in REFUSED:
        by = holders(target)
        message = _(
            "“{file}” was not saved: another program has it open. Close it there (Excel, WPS, PDF viewer), then save again."
        ) if not by else _("“{file}” was not saved: {programs} has it open. Close it there, then save again.")
    elif problem.errno in (errno.ENOENT, errno.ENOTDIR):
        message = _("“{file}” was not saved: the folder “{folder}” does not exist. Choose another folder.")
    else:
        message = _("“{file}” was not saved: {reason}. Choose another place, then save again.")
    return message.format(file=target.name, folder=target.parent, programs=_(", ").join(by), reason=problem.strerror or problem)
