"""What went wrong last time: kept beside the station when it happens, shown once at the next start. It names nobody."""

import faulthandler
import logging
import re
from pathlib import Path
from typing import IO

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from ui.kit import CrashDialog

log = logging.getLogger(__name__)
LAST, HARD = "last-crash.txt", "last-crash-hard.txt"  # an error of ours; an end that Python did not survive
LONGEST = 20_000  # characters
_OPEN: list[IO[str]] = []
_EARLIER: list[str] = []


def begin(folder: Path) -> None:
    """Remember what went wrong last time, and keep what goes wrong now."""
    if text := take(folder):
        _EARLIER.append(text)
    CrashDialog.keep = lambda details: keep(folder, details)
    watch(folder)


def tell(window: QWidget) -> None:
    """Show what went wrong last time, once, when somebody has signed in."""
    while _EARLIER:
        told = _("The program had an error the last time it ran. What was saved is safe. Please copy the details to the person who looks after "
                 "the program. They hold no names and no numbers of anybody.")  # fmt: skip
        CrashDialog(_EARLIER.pop(), window, told).open()


def end(folder: Path) -> None:
    """The program ends in order."""
    unwatch(folder)
    CrashDialog.keep = lambda _details: None


def keep(folder: Path, details: str) -> None:
    """Keep the details of an error. A folder that refuses keeps nothing: the dialog shows them now."""
    try:
        (folder / LAST).write_text(details[:LONGEST], "utf-8")
    except OSError as error:
        log.info("details of an error not kept: %s", error.strerror)


def watch(folder: Path) -> None:
    """From now on an end without warning (the processor's or the library's fault) leaves its traces in the folder."""
    try:
        _OPEN.append((folder / HARD).open("w", encoding="utf-8"))
        faulthandler.enable(_OPEN[-1])
    except OSError as error:
        log.info("no traces of a hard end: %s", error.strerror)


def unwatch(folder: Path) -> None:
    """The program ends in order."""
    faulthandler.disable()
    while _OPEN:
        _OPEN.pop().close()
    try:
        if (folder / HARD).exists() and not (folder / HARD).stat().st_size:
            (folder / HARD).unlink()
    except OSError as error:
        log.info("an empty file stays: %s", error.strerror)


def take(folder: Path) -> str:
    """The details of the last time, '' when nothing went wrong; asked again, there are none. Folders' names are cut off."""
    found = []
    for name in (LAST, HARD):
        try:
            text = (folder / name).read_text("utf-8", errors="replace")[:LONGEST].strip()
            (folder / name).unlink()
        except OSError:
            continue
        if text:
            found.append(re.sub(r'"(?:[^"/\\]*[/\\])*([^"/\\]*[/\\][^"/\\]*)"', r'"\1"', text))
    return "\n\n".join(found)
