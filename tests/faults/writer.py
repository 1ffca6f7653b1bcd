"""The process that is killed, traced and starved: it writes and says so after each commit.

`python writer.py serve` reads lines `mode folder synchronous` and forks a child for each, so that two hundred kills take seconds, not minutes.
`python writer.py once mode folder synchronous` does one run in this process (for strace).
"""

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from db.backup import copy_to
from db.engine import CannotOpen, open_file
from db.migrations import migrate
from db.people.tables import Grid, Person
from db.store import DiskTrouble, Store
from desktop.atomic import replacing, write_atomically, write_verified
from desktop.errors import UserError
from desktop.station.backup import copy_backup
from desktop.station.stick import check_room

KEY = bytes(range(32))
NOW = datetime(2026, 3, 2, 9, 0)


def say(*words: object) -> None:
    """One line, at once and in one write."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def write(folder: Path, synchronous: str, count: int = 100_000, checkpoint: int = 40) -> None:
    """Commit operation after operation of a few rows; acknowledge each by its number. Small checkpoints, so that they are hit too."""
    database = open_file(folder / "station.db", KEY, synchronous=synchronous)
    database.execute_sql(f"pragma wal_autocheckpoint = {checkpoint}")
    store = Store(database)
    first = Grid.select().count()
    say("ready", first)
    for number in range(first, first + count):
        with store.unit("test.write", "林晓", NOW + timedelta(seconds=number)) as unit:
            grid = unit.insert(Grid, {"name": f"{number}"})
            unit.insert(Person, {"name": f"老人{number}", "note": "记" * 300})
            unit.update(Grid, grid, {"position": number + 1})
        say("ack", number)
    database.close()
    say("closed")


def write_some(folder: Path, synchronous: str) -> None:
    """A short life: open, forty operations, close."""
    write(folder, synchronous, 40, 20)


def migrating(folder: Path, synchronous: str) -> None:
    """Bring a file of an older schema to the newest."""
    database = open_file(folder / "station.db", KEY, synchronous=synchronous)
    say("ready")
    migrate(database, NOW)
    database.close()
    say("closed")


def saving(folder: Path, synchronous: str) -> None:
    """Save a paper over an older one, and a backup beside it."""
    del synchronous
    say("ready")
    write_atomically(folder / "paper.pdf", b"new" * 20_000)
    say("ack paper")
    database = open_file(folder / "station.db", KEY)
    with replacing(folder / "backup.db") as temporary:
        copy_to(database, temporary, KEY)
    say("ack backup")
    database.close()


def copying(folder: Path, synchronous: str) -> None:
    """Copy a backup with its keys to the second place, again and again."""
    del synchronous
    (folder / "stick").mkdir(exist_ok=True)
    say("ready")
    for number in range(10_000):
        copy_backup(folder / f"station-20260302-0900{number % 2:02}.db", folder / "stick")
        say("ack", number)


def giving(folder: Path, synchronous: str) -> None:
    """Put one package after another on the stick under the same name, as the program gives them out."""
    del synchronous
    contents = [path.read_bytes() for path in sorted(folder.glob("whole*.linli"))]
    say("ready")
    for number in range(10_000):
        check_room(folder / "stick" / "Linli", len(contents[number % 2]), "a.linli")
        write_verified(folder / "stick" / "Linli" / "a.linli", contents[number % 2])
        say("ack", number)


MODES = {"write": write, "write_some": write_some, "migrate": migrating, "save": saving, "copy": copying, "give": giving}


def run(mode: str, folder: str, synchronous: str) -> int:
    """One run; a disk that refuses is told, not a crash."""
    try:
        MODES[mode](Path(folder), synchronous)
    except (DiskTrouble, UserError, CannotOpen) as error:
        say("refused", type(error).__name__, str(error).replace("\n", " "))
        return 3
    return 0


def serve() -> None:
    """A child for each line that comes; tells its number first and 'gone' when it has ended."""
    say("serving")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(run(*line.rstrip("\n").split("\t")))
        say("child", child)
        os.waitpid(child, 0)
        time.sleep(0)
        say("gone")


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve()
    else:
        sys.exit(run(*sys.argv[2:5]))
