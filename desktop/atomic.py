"""Files that are whole or not there: written beside the target, flushed to the disk, then renamed over it.

Every file that leaves the program (papers, exports, backups, keys) goes through here.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.errors import BadFile
from desktop.i18n import _


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path in the same folder; when the body ends well it becomes `path`, else it is gone and `path` is untouched.

    Raises BadFile, in the user's words, when the disk is full, the folder cannot be written, or another program holds the file.
    """
    temporary = path.with_name(f".{path.name[:60]}.{os.getpid()}.tmp")
    try:
        try:
            yield temporary
            _flush(temporary)
            os.replace(temporary, path)
            _flush_folder(path.parent)
        except OSError as error:
            raise BadFile(_why(error, path)) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file, or leave the old one as it is. Raises BadFile."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder; NTFS journals the rename itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _why(error: OSError, path: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full: {name} was not written. Free some space and try again; the former file is untouched.").format(name=path.name)
    if isinstance(error, FileNotFoundError):
        return _("The folder {folder} is not there (a USB stick pulled out?). Choose another place.").format(folder=path.parent)
    if isinstance(error, PermissionError) and path.exists():
        return _("{name} is held open by another program (Excel or a PDF viewer?) or is read-only. Close it there and try again.").format(
            name=path.name)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return _("The folder {folder} may not be written to. Choose another place.").format(folder=path.parent)
    return _("{name} could not be written ({reason}). Choose another place or try again.").format(name=path.name, reason=error.strerror or error)
