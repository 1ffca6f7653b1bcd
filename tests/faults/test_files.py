"""Rows 6, 7, 8 and 9: files of older and newer schemas, rotten bits, files that were exchanged, backups while writing."""

import json
import random
import shutil
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from db.backup import contents
from db.engine import open_file
from db.migrations import NEWEST
from db.people.tables import Person
from db.store import Store
from desktop.clock import FixedClock
from desktop.errors import BadFile, StationUnavailable
from desktop.station.backup import backups_in, keys_of
from desktop.station.keyring import Keyring
from desktop.station.opening import OpenStation, create_station, open_station
from desktop.station.restore import drill, examine
from tests.faults.conftest import NOW, Fault

DATA = Path(__file__).resolve().parents[1] / "data"
PASSWORD = "three short words"


def copy_of(schema: int, folder: Path) -> Path:
    """A kept station of an older schema: the import of the sample ledger and a day's plan, made by the program of that time."""
    folder.mkdir()
    for name in ("station.db", "keys.json"):
        shutil.copyfile(DATA / f"schema-{schema}" / name, folder / name)
    return folder


@pytest.mark.fault(6, "upgrade", "every kept schema opens with all rows; a newer one is refused and not written to; a backup before")
def test_upgrade(fault: Fault, tmp_path: Path) -> None:
    fault.complete("every kept file of every schema")
    clock = FixedClock(NOW.replace(year=2027))
    for kept in sorted(DATA.glob("schema-*")):
        schema = int(kept.name.rpartition("-")[2])
        folder = copy_of(schema, tmp_path / kept.name)
        key = Keyring(folder / "keys.json").unlock("admin", PASSWORD, clock.now())
        old = open_file(folder / "station.db", key)
        before = contents(old)
        old.close()
        assert before.schema == schema and before.rows["care_file"] == 126
        opened = open_station(folder, "admin", PASSWORD, clock)
        after = contents(opened.session.store.database)
        fault.tried()
        if after.schema != NEWEST or {name: after.rows[name] for name in before.rows if name != "schema_version"} != {
                name: rows for name, rows in before.rows.items() if name != "schema_version"}:
            fault.lost()
        found = backups_in(opened.folder.backups)
        assert schema == NEWEST or examine(found[0].path, key).schema == schema, "a backup of the old schema was made before"
        opened.session.store.database.execute_sql(f"insert into schema_version (number, at, program) values ({NEWEST + 1}, '2030-01-01', '9.9')")
        opened.close()
        fault.tried()
        kept_keys, newest_keys = (json.loads(path.read_text("utf-8"))["wraps"] for path in (keys_of(found[0].path), folder / "keys.json"))
        if schema < NEWEST and kept_keys != json.loads((kept / "keys.json").read_text("utf-8"))["wraps"]:
            fault.lost()
            fault.note("the former version could not open its backup")
        assert set(newest_keys) == set(kept_keys)
        bytes_before = (folder / "station.db").read_bytes()
        fault.tried()
        with pytest.raises(StationUnavailable, match="newer version"):
            open_station(folder, "admin", PASSWORD, clock)
        if (folder / "station.db").read_bytes() != bytes_before:
            fault.lost()


@pytest.fixture
def station(tmp_path: Path, quick_argon: None) -> OpenStation:
    """A station with a few hundred people, closed once so that everything is in the file."""
    opened, _recovery = create_station(tmp_path / "station", "红葵", "", "林晓", PASSWORD, FixedClock(NOW))
    with opened.session.write("people.save_elder") as unit:
        unit.insert_many(Person, [{"name": f"老人{number}", "note": "记" * 200} for number in range(300)])
    return opened


@pytest.mark.fault(7, "bit rot", "every flipped bit in database and backup is found")
def test_bit_rot(fault: Fault, station: OpenStation, tmp_path: Path) -> None:
    chance = random.Random(7)
    made = station.backup()
    key = station._key
    station.close()
    for source in (made, tmp_path / "station" / "station.db"):
        content = source.read_bytes()
        for _try in range(fault.count(200)):
            place, bit = chance.randrange(len(content)), chance.randrange(8)
            rotten = bytearray(content)
            rotten[place] ^= 1 << bit
            found = tmp_path / "rotten.db"
            found.write_bytes(rotten)
            fault.tried()
            try:
                examine(found, key)
                fault.lost()
                fault.note(f"{source.name} byte {place} bit {bit}")
            except BadFile:
                continue
    half = tmp_path / "half.db"
    for share in (0.1, 0.5, 0.9, 0.999):
        half.write_bytes(content[: int(len(content) * share)])
        fault.tried()
        with pytest.raises(BadFile):
            examine(half, key)
    _restored_after_rot(fault, tmp_path / "station", content)


def _restored_after_rot(fault: Fault, folder: Path, content: bytes) -> None:
    from desktop.station.restore import restore_unopenable

    (folder / "station.db").write_bytes(content[:16] + bytes(4096) + content[4112:])
    fault.tried()
    with pytest.raises(StationUnavailable, match="Restore the newest backup"):
        open_station(folder, "林晓", PASSWORD, FixedClock(NOW))
    newest = backups_in(folder / "backups")[-1].path
    restore_unopenable(folder, newest, "林晓", PASSWORD, FixedClock(NOW + timedelta(hours=1)))
    opened = open_station(folder, "林晓", PASSWORD, FixedClock(NOW + timedelta(hours=1)))
    if Person.select().count() != 300:
        fault.lost()
    opened.close()


@pytest.mark.fault(8, "-wal missing, foreign, truncated file", "refused or repaired, never opened silently wrong")
def test_exchanged_files(fault: Fault, station: OpenStation, tmp_path: Path, quick_argon: None) -> None:
    folder, clock = tmp_path / "station", FixedClock(NOW)
    station.session.store.database.execute_sql("pragma wal_checkpoint(truncate)")
    with station.session.write("people.save_elder") as unit:
        unit.insert(Person, {"name": "最新的一笔"})
    wal = (folder / "station.db-wal").read_bytes()
    killed = tmp_path / "killed"
    shutil.copytree(folder, killed)  # as after a power cut: file, newest entries and the mark
    older = (killed / "station.db").read_bytes()
    station.close()
    other, _recovery = create_station(tmp_path / "other", "绿苑", "", "丁芳", PASSWORD, clock)
    foreign = (tmp_path / "other" / "station.db-wal").read_bytes()
    whole = (folder / "station.db").read_bytes()

    cases: list[tuple[str, Path, bytes, bytes | None]] = [
        ("after a power cut, complete", killed, older, wal), ("newest entries gone", killed, older, None),
        ("newest entries of another station", killed, older, foreign), ("closed, then newest entries of another station laid beside", folder, whole, foreign),
        ("newest entries cut short", killed, older, wal[: len(wal) // 2]), ("newest entries empty", killed, older, b""),
    ]
    cases += [(f"file cut at {share:.0%}", folder, whole[: int(len(whole) * share)], None) for share in (0.0, 0.3, 0.6, 0.9, 0.99)]
    cases += [(f"file cut to {size} bytes", folder, whole[:size], None) for size in (1, 100, 4095, 4096)]
    cases += [("file longer", folder, whole + bytes(4096), None)]
    chance = random.Random(8)
    cases += [(f"file cut to {size} bytes", folder, whole[:size], None) for size in (chance.randrange(len(whole)) for _one in range(fault.count(8)))]
    cases += [("newest entries cut short", killed, older, wal[: chance.randrange(1, len(wal))]) for _one in range(fault.count(4))]
    for name, source, content, entries in cases:
        place = tmp_path / "tried"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(source, place)
        (place / "station.db").write_bytes(content)
        (place / "station.db-wal").unlink(missing_ok=True)
        if entries is not None:
            (place / "station.db-wal").write_bytes(entries)
        fault.tried()
        try:
            opened = open_station(place, "林晓", PASSWORD, clock)
        except StationUnavailable:
            assert name != "after a power cut, complete"
            if (place / "station.db").read_bytes() != content or (entries is not None and (place / "station.db-wal").read_bytes() != entries):
                fault.lost()
                fault.note(f"{name}: refused, but written to")
            continue
        count = Person.select().count()
        opened.close()
        told = any("not closed in order" in warning for warning in opened.warnings)
        if count != 301 and not (told and name in ("newest entries cut short", "newest entries empty")):
            fault.lost()
            fault.note(f"{name}: opened with {count} of 301")
    other.close()


@pytest.mark.fault(9, "backup while writing, then a restore drill", "all restore; rows and operations equal")
def test_backup_while_writing(fault: Fault, station: OpenStation) -> None:
    """A second connection writes while the copy is made; each backup is one moment, whole."""
    stop = threading.Event()
    database = open_file(station.folder.database, station._key)

    def busy() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with database.atomic("IMMEDIATE"):
                database.execute_sql("insert into grid (id, created_at, changed_at, version, name, position) values (?, ?, ?, 1, ?, ?)",
                                     (f"g{number:021}", NOW, NOW, str(number), number))
                database.execute_sql("insert into grid (id, created_at, changed_at, version, name, position) values (?, ?, ?, 1, ?, ?)",
                                     (f"h{number:021}", NOW, NOW, str(number), number))
            time.sleep(0.002)

    writer = threading.Thread(target=busy)
    writer.start()
    clock = station.session.clock
    assert isinstance(clock, FixedClock)
    seen = set()
    try:
        for _try in range(fault.count(50)):
            clock.moment += timedelta(minutes=31)
            made = station.backup()
            fault.tried()
            done = drill(made, station._key, clock.now())
            held = examine(made, station._key)
            seen.add(held.rows["grid"])
            if held.rows["grid"] % 2 or held.rows["person"] != 300 or done.operations != held.operations or done.rows != sum(held.rows.values()):
                fault.lost()
                fault.note(json.dumps(held.rows))
    finally:
        stop.set()
        writer.join()
        database.close()
    Store(station.session.store.database)
    station.close()
    assert len(seen) > 10, "nothing was written meanwhile"
