"""Manners with sticks: is there room, may the file be so large there, and may it be called so."""

import re
import shutil
from pathlib import Path

from desktop.atomic import CannotSave
from desktop.i18n import _
from desktop.station.drives import file_system

LARGEST_ON_FAT = (4 << 30) - 1  # bytes
FAT = frozenset({"vfat", "msdos", "fat", "fat32", "fat16"})
SPARE = 64 << 10  # bytes: the folder's own entries
NAME_LENGTH = 120
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def check_room(folder: Path, size: int, name: str) -> None:
    """Raise CannotSave, with the reason and the way out, when a file of this size does not fit into the folder's drive."""
    if size > LARGEST_ON_FAT and file_system(folder).lower() in FAT:
        raise CannotSave(_("“{name}” is larger than 4 GB, and this stick (FAT32) takes no such file. Use a stick formatted as exFAT or NTFS.").format(
            name=name))
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise CannotSave(_("“{name}” was not saved: {folder} is not there ({reason}). Put the stick in again.").format(
            name=name, folder=folder, reason=error.strerror or error)) from error
    if free < size + SPARE:
        told = _("“{name}” needs {size} MB, and only {free} MB are free there (the disk is full). Delete what is not needed, or use another stick.")
        raise CannotSave(told.format(name=name, size=max(1, size >> 20), free=free >> 20))


def good_name(text: str, ending: str = "") -> str:
    """A file name that Windows and FAT32 take, as near to the text as possible."""
    name = re.sub(r'[\x00-\x1f\x7f\\/:*?"<>|]', " ", text)
    name = re.sub(r"\s+", " ", name).strip(" .")
    if not name or _RESERVED.fullmatch(name):
        name = f"_{name}"
    return name[: NAME_LENGTH - len(ending)].rstrip(" .") + ending
