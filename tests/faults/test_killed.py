"""Rows 1 and 5: killed while writing, killed during a migration."""

import random
import shutil
from pathlib import Path

import pytest

from db.backup import faults
from db.engine import open_file
from db.migrations import MIGRATIONS, NEWEST, version_of
from desktop.station.backup import backups_in, keys_of
from tests.faults.conftest import Fault
from tests.faults.processes import acknowledged, findings, fresh, kill, server, template
from tests.faults.writer import KEY


@pytest.mark.fault(1, "killed while writing", "0 acknowledged lost, 0 torn, file sound")
def test_killed_while_writing(fault: Fault, tmp_path: Path) -> None:
    chance = random.Random(1)
    source = template(tmp_path / "template")
    folder = fresh(source, tmp_path / "station")
    commits = 0
    with server() as serving:
        for number in range(fault.count(200)):
            if number % 20 == 0:  # a young file again, so that reopening stays quick
                folder = fresh(source, tmp_path / "station")
            child = serving.start("write", folder)
            lines = serving.until("ready")
            kill(child, chance.random() * 0.15)
            lines += serving.until("gone")
            fault.tried()
            commits += sum(1 for line in lines if line.startswith("ack "))
            wrong = findings(folder / "station.db", acknowledged(lines))
            if wrong:
                fault.lost()
                fault.note(wrong[0])
    assert commits > fault.row.tries / 2, "the children were killed before they wrote anything"
    fault.note(f"{commits} commits acknowledged")


@pytest.mark.fault(10, "stick pulled while a backup is copied to it", "0 half copies under a backup's name, ever")
def test_killed_while_copying_to_the_second_place(fault: Fault, tmp_path: Path) -> None:
    chance = random.Random(10)
    folder = tmp_path / "station"
    folder.mkdir()
    content = {}
    for number in range(2):
        made = folder / f"station-20260302-0900{number:02}.db"
        made.write_bytes(chance.randbytes(700_000 + number))
        keys_of(made).write_bytes(chance.randbytes(400 + number))
        content |= {path.name: path.read_bytes() for path in (made, keys_of(made))}
    halves = 0
    with server() as serving:
        for number in range(fault.count(100)):
            if number % 10 == 0:
                shutil.rmtree(folder / "stick", ignore_errors=True)
            child = serving.start("copy", folder)
            serving.until("ready")
            kill(child, chance.random() * 0.05)
            serving.until("gone")
            fault.tried()
            for path in (folder / "stick").iterdir():
                if path.name.startswith(".saving-"):
                    halves += 1
                    path.unlink()
                elif path.read_bytes() != content[path.name]:
                    fault.lost()
                    fault.note(f"{path.name} is half")
            for backup in backups_in(folder / "stick"):
                if not backup.has_keys:
                    fault.lost()
                    fault.note(f"{backup.path.name} without its keys")
    fault.note(f"{halves} were killed in the middle of a file")
    assert halves > 0


@pytest.mark.fault(5, "killed during a migration", "old or new schema, never between")
def test_killed_during_a_migration(fault: Fault, tmp_path: Path) -> None:
    chance = random.Random(5)
    made = {number: _file_of_schema(tmp_path / f"schema{number}", number - 1) for number, _up in MIGRATIONS}
    between = 0
    with server() as serving:
        for number, source in made.items():
            usual = _seconds_of_a_migration(serving, source, tmp_path)
            for _try in range(fault.count(60)):
                folder = fresh(source, tmp_path / "station")
                child = serving.start("migrate", folder)
                serving.until("ready")
                kill(child, chance.random() * usual)
                serving.until("gone")
                fault.tried()
                database = open_file(folder / "station.db", KEY)
                reached = version_of(database)
                tables = {row[0] for row in database.execute_sql("select name from sqlite_master where type = 'table'").fetchall()}
                whole = reached in range(number - 1, NEWEST + 1) and not faults(database) and ("person" in tables) is (reached >= 1)
                between += number - 1 < NEWEST and reached == number - 1
                database.close()
                if not whole:
                    fault.lost()
    fault.note(f"{between} were killed before the commit")
    assert between > 0


def _file_of_schema(folder: Path, schema: int) -> Path:
    folder.mkdir()
    database = open_file(folder / "station.db", KEY)
    for number, up in MIGRATIONS:
        if number <= schema:
            _one_migration(database, number, up)
    database.close()
    return folder / "station.db"


def _one_migration(database: object, number: int, up: object) -> None:
    from db.migrations import SchemaVersion
    from tests.faults.writer import NOW

    with database.atomic(), SchemaVersion.bind_ctx(database):  # type: ignore[attr-defined]
        if number == 1:
            database.create_tables([SchemaVersion])  # type: ignore[attr-defined]
        up(database)  # type: ignore[operator]
        SchemaVersion.insert(number=number, at=NOW).execute()


def _seconds_of_a_migration(serving: object, source: Path, tmp_path: Path) -> float:
    import time

    folder = fresh(source, tmp_path / "station")
    serving.start("migrate", folder)  # type: ignore[attr-defined]
    serving.until("ready")  # type: ignore[attr-defined]
    began = time.monotonic()
    serving.until("gone")  # type: ignore[attr-defined]
    shutil.rmtree(folder)
    return time.monotonic() - began
