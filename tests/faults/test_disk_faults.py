"""Rows 3, 4 and 15: a full disk, errors of the disk, folders and files that may not be written."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from db.people.tables import Person
from desktop.atomic import CannotSave
from desktop.clock import FixedClock
from desktop.errors import DiskRefused, StationUnavailable, UserError
from desktop.exchange.export import Period, export
from desktop.station.backup import choose_second_place, copy_to_second_place
from desktop.station.opening import create_station, open_station
from desktop.station.recovery_paper import save_recovery_paper
from tests.faults.conftest import NOW, Fault
from tests.faults.processes import WRITER, acknowledged, findings, fresh, template

pytestmark = pytest.mark.usefixtures("quick_argon")
Disk = tuple[Path, Callable[[str], None]]


def fill(path: Path) -> None:
    """Take every byte that is left."""
    with path.open("ab", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue


@pytest.mark.logs("no backup at close")
@pytest.mark.fault(3, "disk full", "nothing lost, one clear message, goes on after space is freed")
def test_disk_full_at_every_kind_of_write(fault: Fault, small_disk: Disk) -> None:
    place, _remount = small_disk
    chance = random.Random(3)
    for number in range(fault.times):
        fill_at_every_kind(fault, place, chance.randint(1, 60_000) if number else 0)
        for left in place.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def fill_at_every_kind(fault: Fault, place: Path, room: int) -> None:
    """One round with a new station; `room` bytes are left to what cannot do with so few."""
    clock = FixedClock(NOW)
    opened, recovery = create_station(place / "station", "红葵", "", "林晓", "password", clock)
    session, filler = opened.session, place / "filler"

    def write_rows() -> None:
        for number in range(3_000):
            with session.write("people.save_elder") as unit:
                unit.insert(Person, {"name": f"老人{number}", "note": "记" * 3_000})

    def paper() -> None:
        save_recovery_paper(session, place / "paper.pdf", recovery)

    def second() -> None:
        copy_to_second_place(opened.folder, clock.now())

    opened.backup()
    (place / "second").mkdir()
    choose_second_place(opened.folder, place / "second")
    (place / "paper.pdf").write_bytes(b"old")
    (place / "elders.xlsx").write_bytes(b"old")
    kinds: list[tuple[str, Callable[[], object], tuple[type[UserError], ...]]] = [
        ("database", write_rows, (DiskRefused,)), ("backup", opened.backup, (DiskRefused, CannotSave)), ("second place", second, (CannotSave,)),
        ("PDF", paper, (CannotSave,)), ("xlsx", lambda: export(session, "elders", place / "elders.xlsx", Period()), (CannotSave,)),
        ("csv", lambda: export(session, "elders", place / "elders.csv", Period()), (CannotSave,)),
    ]  # fmt: skip
    for name, write, kind in kinds:
        before = Person.select().count()
        backups = sorted(path.name for path in opened.folder.backups.iterdir())
        fill(filler)
        if name in ("database", "backup", "second place"):
            os.truncate(filler, filler.stat().st_size - room)
        clock.moment += timedelta(hours=1)
        fault.tried()
        try:
            write()
            fault.lost()
            fault.note(f"{name}: no error on a full disk")
        except kind as error:
            if "\n" in str(error) or not ("full" in str(error) or "space" in str(error)):
                fault.lost()
                fault.note(f"{name}: {error}")
        count = Person.select().count()
        assert count >= before if name == "database" else count == before
        assert sorted(path.name for path in opened.folder.backups.iterdir()) == backups, name
        assert (place / "paper.pdf").read_bytes() == b"old" and (place / "elders.xlsx").read_bytes() == b"old"
        assert not list(place.rglob("*.tmp")), "nothing half is left"
        filler.unlink()
        with session.write("people.save_elder") as unit:
            unit.insert(Person, {"name": "仇阿根"})
        assert Person.select().count() == count + 1, "it goes on"
    kept = Person.select().count()
    fill(filler)
    opened.close()
    filler.unlink()
    again = open_station(place / "station", "林晓", "password", clock)
    assert Person.select().count() == kept
    again.close()


@pytest.mark.fault(3, "disk full at the start", "said as it is (not: damaged), opens after space is freed")
def test_a_full_disk_at_the_start(fault: Fault, small_disk: Disk) -> None:
    place, _remount = small_disk
    for number in range(fault.times):
        create_station(place / "station", "红葵", "", "林晓", "password", FixedClock(NOW))[0].close()
        fill(place / "filler")
        fault.tried()
        with pytest.raises(StationUnavailable, match="disk is full"):
            open_station(place / "station", "林晓", "password", FixedClock(NOW + timedelta(days=1)))
        room = 100_000 + 4_096 * number  # to open, none for a backup
        (place / "filler").write_bytes(bytes((place / "filler").stat().st_size - room))
        fault.tried()
        opened = open_station(place / "station", "林晓", "password", FixedClock(NOW + timedelta(days=1)))
        assert any("full" in told for told in opened.warnings), opened.warnings
        (place / "filler").unlink()
        opened.backup()
        opened.close()
        shutil.rmtree(place / "station")


@pytest.mark.fault(4, "I/O error on write or fsync", "the old file stays valid, nothing acknowledged is lost")
def test_io_errors(fault: Fault, strace: str, tmp_path: Path) -> None:
    source = template(tmp_path / "template")
    refused = 0
    kinds = [("pwrite64", "EIO"), ("fsync", "EIO"), ("pwrite64", "ENOSPC")]
    for number in range(fault.count(24)):
        call, error = kinds[number % len(kinds)]
        when = f"{1 + (number // 3) * (9 if call == 'pwrite64' else 4)}{'+' if number % 2 else ''}"
        folder = fresh(source, tmp_path / "station")
        done = under(strace, f"{call}:error={error}:when={when}", "write_some", folder)
        fault.tried()
        refused += "refused" in done.stdout
        wrong = findings(folder / "station.db", acknowledged(done.stdout.splitlines())) if done.returncode in (0, 3) else [done.stderr[-300:]]
        if wrong:
            fault.lost()
            fault.note(f"{call} {error} {when}: {wrong[0]}")
    assert refused > fault.row.tries / 2
    for number in range(fault.count(12)):
        call, error, when = [("write", "ENOSPC", "2"), ("write", "EIO", "2"), ("fsync", "EIO", f"{1 + number // 3}"), ("pwrite64", "EIO", f"{1 + number * 5}")][number % 4]
        folder = fresh(source, tmp_path / "station")
        old = {"paper.pdf": b"old" * 20_000, "backup.db": source.read_bytes()}
        for name, content in old.items():
            (folder / name).write_bytes(content)
        done = under(strace, f"{call}:error={error}:when={when}", "save", folder)
        fault.tried()
        paper, backup = (folder / "paper.pdf").read_bytes(), folder / "backup.db"
        whole = paper == (b"new" * 20_000 if "ack paper" in done.stdout else old["paper.pdf"])
        whole = whole and (backup.read_bytes() == old["backup.db"] if "ack backup" not in done.stdout else not findings(backup, -1))
        if done.returncode not in (0, 3) or not whole or list(folder.glob(".saving-*")):
            fault.lost()
            fault.note(f"{call} {error} {when}: {done.stdout[-200:]}{done.stderr[-200:]}")


def under(strace: str, injection: str, mode: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the writer with a fault injected into its system calls."""
    call = injection.partition(":")[0]
    return subprocess.run(
        [strace, "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={injection}", sys.executable, str(WRITER), "once", mode,
         str(folder), "full"],
        capture_output=True, text=True, check=False)  # fmt: skip


@pytest.mark.fault(15, "read-only folder or file; long, Chinese, spaced paths", "a message, no traceback; or it works")
def test_paths_and_rights(fault: Fault, small_disk: Disk, tmp_path: Path) -> None:
    place, remount = small_disk
    clock = FixedClock(NOW)
    names = ["红葵 社区 服务站", "a b  c", "站" * 80, "-rf", "%s{name}", "𬭎䶮", "dot.", "x" * 200, "quote'\"", "100%", "# ? &"]
    chance, odd = random.Random(15), "红葵站 .-_%&#?'\"{}[]()~!@$^+=,;𬭎䶮éßЖ　·“”0aZ"
    names += [f"x{number}" + "".join(chance.choices(odd, k=chance.randint(1, 60))) for number in range(fault.count(len(names)) - len(names))]
    for name in names:
        deep = tmp_path / name / "数据 data" / name[:40]
        create_station(deep, "红葵", "", "林晓", "password", clock)[0].close()
        opened = open_station(deep, "林晓", "password", clock)
        made = opened.backup()
        opened.verify(made)
        opened.restore(made)
        opened.close()
        fault.tried()
    for bad in (tmp_path / ("x" * 300), tmp_path / "nul\0name", Path("/proc/station"), tmp_path / "file"):
        (tmp_path / "file").write_text("x")
        fault.tried()
        with pytest.raises(UserError):
            create_station(bad, "红葵", "", "林晓", "password", clock)
    create_station(place / "station", "红葵", "", "林晓", "password", clock)[0].close()
    remount("ro")
    fault.tried()
    with pytest.raises(StationUnavailable, match="written"):
        open_station(place / "station", "林晓", "password", clock)
    remount("rw")
    opened = open_station(place / "station", "林晓", "password", clock)
    remount_while_open(fault, opened, remount)


def remount_while_open(fault: Fault, opened: object, remount: Callable[[str], None]) -> None:
    """A file that may be read but no longer be written: each write is refused with a message, reading goes on."""
    from desktop.station.opening import OpenStation

    assert isinstance(opened, OpenStation)
    opened.session.store.database.execute_sql("pragma query_only = 1")
    fault.tried()
    with pytest.raises(DiskRefused), opened.session.write("people.save_elder") as unit:
        unit.insert(Person, {"name": "顾素珍"})
    assert Person.select().count() == 0
    opened.session.store.database.execute_sql("pragma query_only = 0")
    remount("rw")
    opened.close()
    assert os.path.exists(opened.folder.database)
