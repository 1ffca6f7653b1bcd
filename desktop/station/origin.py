"""Whether this file is still the one of this computer. A restored or copied file goes on by itself: its changes count under a new line
of history, so that packages never take two different changes for the same one (db/exchange/lines.py).

A small file beside the database remembers line and computer. It is in no backup. On a stick, which goes from computer to computer, only
the file counts.
"""

import hashlib
import json
import logging
import platform
import sys
from pathlib import Path

from db.backup import last_sequence
from db.exchange.lines import begin_line, newest_line
from db.store import DiskTrouble, Store
from desktop.atomic import CannotSave, write_atomically
from desktop.clock import Clock
from desktop.station.folder import Folder

log = logging.getLogger(__name__)
NAME = "origin.json"


def keep_origin(folder: Folder, store: Store, clock: Clock) -> None:
    """Call when the station is open: begins a new line unless the file lies where it lay, or was made just now."""
    told = {"line": newest_line(store), "computer": computer(folder)}
    if _read(folder.path / NAME) == told:
        return
    try:
        if last_sequence(store.database) > 1:
            told["line"] = begin_line(store, clock.now())
        write_atomically(folder.path / NAME, json.dumps(told).encode())
    except (CannotSave, DiskTrouble):  # a full disk is told elsewhere; the next start tries again
        log.info("the place of the station was not noted")


def moved(folder: Folder) -> None:
    """Forget where the file lay: another one takes its place."""
    (folder.path / NAME).unlink(missing_ok=True)


def computer(folder: Folder) -> str:
    """A digest of this computer and the folder's path; the same on every computer for a station on a stick."""
    if folder.journal == "delete":
        return "stick"
    named = "\n".join((platform.node(), _machine(), str(folder.path.absolute())))
    return hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text("ascii"))
    except (OSError, ValueError):
        return None


if sys.platform == "win32":
    import winreg

    def _machine() -> str:
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            return ""
else:

    def _machine() -> str:
        try:
            return Path("/etc/machine-id").read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""
