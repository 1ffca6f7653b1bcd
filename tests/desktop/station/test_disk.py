"""A read-only and a full disk, for real: small tmpfs mounts (root on Linux)."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.people.tables import Person
from desktop.clock import FixedClock
from desktop.errors import DiskRefused, StationUnavailable
from desktop.station import keyring
from desktop.station.opening import create_station, open_station

CLOCK = FixedClock(datetime(2026, 3, 2, 9, 0))
pytestmark = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting needs root on Linux")


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "MEMORY_KIB", 64)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Callable[[str], None]]]:
    """A disk of 6 MB (an empty station and its first backups take three), and a way to remount it with options."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", place], check=True)
    try:
        yield place, lambda options: subprocess.run(["mount", "-o", f"remount,{options}", place], check=True) and None
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def test_a_read_only_folder_is_told(disk: tuple[Path, Callable[[str], None]]) -> None:
    place, remount = disk
    create_station(place / "station", "红葵", "", "林晓", "password", CLOCK)[0].close()
    remount("ro")
    with pytest.raises(StationUnavailable, match="written"):
        open_station(place / "station", "林晓", "password", CLOCK)
    with pytest.raises(StationUnavailable, match="cannot be made"):
        create_station(place / "another", "红葵", "", "林晓", "password", CLOCK)
    remount("rw")
    open_station(place / "station", "林晓", "password", CLOCK).close()


def test_a_full_disk_loses_nothing_and_work_goes_on_when_space_is_freed(disk: tuple[Path, Callable[[str], None]]) -> None:
    place, _remount = disk
    create_station(place / "station", "红葵", "", "林晓", "password", CLOCK)[0].close()
    filler = place / "filler"
    with open_station(place / "station", "林晓", "password", CLOCK) as session:
        with session.write("people.save_elder") as unit:
            unit.insert(Person, {"name": "顾素珍"})
        _fill(filler)
        kept = 0
        with pytest.raises(DiskRefused, match="nothing of (this|it) was saved"):
            for number in range(2_000):
                with session.write("people.save_elder") as unit:
                    unit.insert(Person, {"name": f"老人{number}", "note": "记" * 2_000})
                kept += 1
        assert Person.select().count() == kept + 1
        filler.unlink()
        with session.write("people.save_elder") as unit:
            unit.insert(Person, {"name": "仇阿根"})
        assert Person.select().count() == kept + 2
    with open_station(place / "station", "林晓", "password", CLOCK):
        assert Person.select().count() == kept + 2


def test_a_backup_that_does_not_fit_is_told_and_leaves_nothing_half(disk: tuple[Path, Callable[[str], None]]) -> None:
    place, _remount = disk
    create_station(place / "station", "红葵", "", "林晓", "password", CLOCK)[0].close()
    opened = open_station(place / "station", "林晓", "password", CLOCK)
    before = sorted((place / "station" / "backups").iterdir())
    _fill(place / "filler")
    opened.session.clock = FixedClock(CLOCK.now() + timedelta(hours=1))
    with pytest.raises(DiskRefused, match="full"):
        opened.backup()
    opened.close()
    assert sorted((place / "station" / "backups").iterdir()) == before


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return
