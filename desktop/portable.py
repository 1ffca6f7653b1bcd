"""The portable edition: a file `portable.txt` beside the program keeps everything that it writes beside it, on the stick."""

import logging
import os
import sys
import tempfile
import time
from collections.abc import MutableMapping
from pathlib import Path

log = logging.getLogger(__name__)
MARK, DATA, TEMPORARY = "portable.txt", "data", "temp"
OLD = 24 * 3600  # seconds after which a file that a crash left in the temporary folder goes


def home(program: Path | None = None) -> Path | None:
    """The data folder beside the program (this frozen one, unless told) when it is the portable edition; else None."""
    if program is None:
        if not getattr(sys, "frozen", False):
            return None
        program = Path(sys.executable)
    return program.parent / DATA if (program.parent / MARK).exists() else None


def stay_beside(data: Path | None, environment: MutableMapping[str, str] = os.environ) -> None:
    """Let temporary files, locks and the chart library's cache lie in `data` too, also those of child processes.

    Call before anything else. None (the installed edition) changes nothing. A stick that cannot be written is told when the station opens.
    """
    if data is None:
        return
    temporary = data / TEMPORARY
    try:
        temporary.mkdir(parents=True, exist_ok=True)
        _tidy(temporary)
    except OSError as error:
        log.info("no temporary folder beside the program: %s", error.strerror)
        return
    for name in ("TMP", "TEMP", "TMPDIR"):
        environment[name] = str(temporary)
    environment["MPLCONFIGDIR"] = str(temporary / "charts")
    tempfile.tempdir = str(temporary)


def _tidy(folder: Path) -> None:
    before = time.time() - OLD
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
