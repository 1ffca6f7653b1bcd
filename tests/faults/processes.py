"""Helpers of the fault suite: the fork server, and what a file holds after a fault."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.backup import faults
from db.engine import open_file
from db.migrations import migrate
from tests.faults.writer import KEY, NOW

WRITER = Path(__file__).with_name("writer.py")


class Server:
    """The fork server's other end."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def start(self, mode: str, folder: Path, synchronous: str = "full") -> int:
        """A new child; its process number. It may say 'child' after its own first lines, so these are put back by `lines`."""
        assert self._process.stdin is not None
        self._early: list[str] = []
        self._process.stdin.write(f"{mode}\t{folder}\t{synchronous}\n")
        self._process.stdin.flush()
        while True:
            line = self._line()
            if line.startswith("child "):
                return int(line.split()[1])
            self._early.append(line)

    def until(self, word: str) -> list[str]:
        """Lines until one that begins with `word` (or the child's end)."""
        found, self._early = self._early, []
        if any(line.startswith(word) for line in found):
            return found
        while True:
            line = self._line()
            found.append(line)
            if line.startswith(word) or line == "gone":
                return found

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the server died")
        return line.rstrip("\n")


@contextmanager
def server() -> Iterator[Server]:
    """A fork server that runs for one test."""
    process = subprocess.Popen([sys.executable, str(WRITER), "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        made = Server(process)
        assert made._line() == "serving"
        yield made
    finally:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def kill(child: int, after: float) -> None:
    """SIGKILL after so many seconds; fine when it is gone already."""
    time.sleep(after)
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        return


def template(folder: Path) -> Path:
    """An empty file of the newest schema, closed in order."""
    folder.mkdir(parents=True, exist_ok=True)
    database = open_file(folder / "station.db", KEY)
    migrate(database, NOW)
    database.close()
    return folder / "station.db"


def fresh(source: Path, folder: Path) -> Path:
    """A copy of the template in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(source, folder / "station.db")
    return folder


def acknowledged(lines: list[str]) -> int:
    """The newest number that was acknowledged; -1 for none."""
    return max((int(line.split()[1]) for line in lines if line.startswith("ack ") and line.split()[1].isdigit()), default=-1)


def findings(path: Path, newest: int) -> list[str]:
    """What is wrong in a reopened file: damage, an acknowledged operation that is gone, a half operation."""
    database = open_file(path, KEY)
    try:
        wrong = faults(database)
        if wrong:
            return wrong
        grids = {int(name): position for name, position in database.execute_sql("select name, position from grid").fetchall()}
        people = {row[0] for row in database.execute_sql("select name from person").fetchall()}
        operations = database.execute_sql("select count(*), coalesce(max(seq), 0) from operation").fetchone()
        changes = database.execute_sql("select count(*) from change").fetchone()[0]
        wrong += [f"lost {number}" for number in range(newest + 1) if grids.get(number) is None]
        wrong += [f"torn {number}" for number, position in grids.items() if position != number + 1 or f"老人{number}" not in people]
        if not len(grids) == len(people) == operations[0] == operations[1] or changes != 3 * len(grids):
            wrong.append(f"{len(grids)} grids, {len(people)} people, {operations} operations, {changes} changes")
        return wrong
    finally:
        database.close()
