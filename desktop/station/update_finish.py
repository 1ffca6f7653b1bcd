"""The last step of an update, done by the *former* version from `Linli.former`: it lets the new version test itself and judges.

The former version is known to work and is what the signature was checked by, so a new version that does not even start is caught.
"""

import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.station.updates import (
    DONE,
    NOT_INSTALLED,
    PUT_BACK,
    RECORD,
    STUCK,
    Record,
    read_record,
    remove_temporary,
    write_record,
)

log = logging.getLogger(__name__)
TWIN, WINDOW = "linli-console.exe", "Linli.exe"
FORMER, FAILED, BACK = ".former", ".failed", ".back"  # beside the program's folder
TEST_TIME = 600  # seconds
TRIES, PAUSE = 10, 1.0  # virus scanners hold new files for a while

Run = Callable[[Sequence[str]], tuple[int, str]]
"""Runs a command to its end: exit code and output. Raises OSError, TimeoutExpired."""


def finish_update(record_file: Path, code: int, run: Run, reopen: Callable[[Path], None], pause: Callable[[float], None] = time.sleep) -> Record:
    """Judge the version that the installer (which ended with `code`) has put in place; put the former one back when it fails its test.

    Writes what became of it into the record, removes the installer's copy and opens the window again. Raises BadRequest when there
    is no such record.
    """
    record = read_record(record_file.parent) if record_file.name == RECORD else None
    if record is None:
        raise BadRequest(_("{name} is no record of an update.").format(name=record_file))
    program = Path(record.program)
    if code:
        record = replace(record, state=NOT_INSTALLED, code=code)
    else:
        faults = try_out(program, run)
        record = replace(record, state=DONE if not faults else put_back(program, pause), faults=faults)
    write_record(record_file.parent, record)
    remove_temporary(record)
    try:
        reopen(program / WINDOW)
    except OSError as error:
        log.warning("the window does not open again: %s", error.strerror)
    return record


def try_out(program: Path, run: Run) -> tuple[str, ...]:
    """Let the version in `program` test itself; what failed (nothing: it may stay)."""
    try:
        code, said = run([str(program / TWIN), "self-test", "--quick"])
    except subprocess.TimeoutExpired:
        return (_("the self-test did not end within {number} minutes").format(number=TEST_TIME // 60),)
    except OSError as error:
        return (_("the new version does not start ({reason})").format(reason=error.strerror or error),)
    if code == 0:
        return ()
    failed = [line.removeprefix("FAIL").strip() for line in said.splitlines() if line.startswith("FAIL")]
    return tuple(failed[:5]) or (_("the self-test ended with code {code}").format(code=code),)


def put_back(program: Path, pause: Callable[[float], None] = time.sleep) -> str:
    """Put the former version in the program's place; PUT_BACK, or STUCK when that did not succeed (then the former one still stands
    in its own folder). The former folder is copied, not renamed: on Windows the folder of a running program, ours, cannot be renamed.
    """
    former, failed, back = (program.with_name(program.name + ending) for ending in (FORMER, FAILED, BACK))
    if not (former / WINDOW).exists():
        log.warning("the former version was not put back: it is gone")
        return STUCK
    try:
        for rest in (failed, back):
            if rest.exists():
                shutil.rmtree(rest)
        _patiently(lambda: program.rename(failed), pause)
        shutil.rmtree(failed, ignore_errors=True)  # first, for the room on the disk
        shutil.copytree(former, back)
        _patiently(lambda: back.rename(program), pause)
    except OSError as error:
        log.warning("the former version was not put back: %s", error.strerror)
        return STUCK
    return PUT_BACK


def _patiently(act: Callable[[], object], pause: Callable[[float], None]) -> None:
    for attempt in range(TRIES):
        try:
            act()
            return
        except PermissionError:
            if attempt == TRIES - 1:
                raise
            pause(PAUSE)


# the real world

if sys.platform == "win32":
    HIDDEN, APART = subprocess.CREATE_NO_WINDOW, subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
else:
    HIDDEN = APART = 0


def run_quietly(command: Sequence[str]) -> tuple[int, str]:
    """Run without a window."""
    done = subprocess.run(
        list(command), capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=TEST_TIME, check=False,
        cwd=Path(command[0]).parent.parent, env=_clean_environment(), creationflags=HIDDEN, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout


def reopen_window(window: Path) -> None:
    """Open the program's window again, apart from this process."""
    subprocess.Popen([str(window)], cwd=window.parent, env=_clean_environment(), close_fds=True, creationflags=APART)


def _clean_environment() -> dict[str, str]:
    """One frozen program starts another: nothing of the first one's own set-up may leak."""
    return {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"}
