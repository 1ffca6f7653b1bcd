"""Making and opening a station: what can go wrong in the world is said, and nothing is written half."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.migrations import NEWEST
from db.station import queries
from desktop.clock import FixedClock
from desktop.errors import BadRequest, NotAllowed, StationUnavailable, WrongPassword
from desktop.station import keyring
from desktop.station.backup import newest_backup
from desktop.station.folder import Folder
from desktop.station.opening import create_sample, create_station, open_by_recovery_key, open_sample, open_station

CLOCK = FixedClock(datetime(2026, 3, 2, 9, 0))


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "MEMORY_KIB", 64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "红葵 服务站"


def make(folder: Path) -> str:
    opened, recovery = create_station(folder, "红葵社区服务站", "红葵社区", "林晓", "password", CLOCK)
    opened.close()
    return recovery


def test_a_new_station_opens_again_with_its_defaults(folder: Path) -> None:
    make(folder)
    with open_station(folder, "林晓", "password", CLOCK) as session:
        assert queries.station(session.store)["name"] == "红葵社区服务站"
        assert session.role == "administrator"
        counts = {name: session.store.database.execute_sql(f"select count(*) from {name}").fetchone()[0]
                  for name in ("slot", "shift_template", "category")}
        assert counts == {"slot": 2, "shift_template": 3, "category": 13}


def test_the_file_is_encrypted(folder: Path) -> None:
    make(folder)
    content = (folder / "station.db").read_bytes()
    assert not content.startswith(b"SQLite format 3") and "红葵".encode() not in content


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(folder: Path) -> None:
    make(folder)
    messages = set()
    for name, password in (("林晓", "wrong password"), ("nobody", "password")):
        with pytest.raises(WrongPassword) as caught:
            open_station(folder, name, password, CLOCK)
        messages.add(str(caught.value))
    assert len(messages) == 1


def test_the_recovery_key_opens(folder: Path) -> None:
    recovery = make(folder)
    with open_by_recovery_key(folder, "林晓", recovery, CLOCK) as session:
        assert session.account == "林晓"


def test_a_second_copy_is_told(folder: Path) -> None:
    make(folder)
    with open_station(folder, "林晓", "password", CLOCK), pytest.raises(StationUnavailable, match="already open"):
        open_station(folder, "林晓", "password", CLOCK)
    open_station(folder, "林晓", "password", CLOCK).close()


def test_a_killed_copy_does_not_keep_the_folder(folder: Path) -> None:
    make(folder)
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom desktop.station.folder import Folder\n"
        f"held = Folder(Path({str(folder)!r}))\nheld.lock()\nprint('held', flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline().strip() == "held"
        with pytest.raises(StationUnavailable, match="already open"):
            open_station(folder, "林晓", "password", CLOCK)
        other.kill()
    open_station(folder, "林晓", "password", CLOCK).close()


def test_a_station_is_not_made_over_another(folder: Path) -> None:
    make(folder)
    before = (folder / "station.db").read_bytes()
    with pytest.raises(StationUnavailable, match="already a station"):
        create_station(folder, "别站", "", "林晓", "password", CLOCK)
    assert (folder / "station.db").read_bytes() == before


def test_a_missing_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(StationUnavailable, match="not there"):
        open_station(tmp_path / "nowhere", "林晓", "password", CLOCK)
    with pytest.raises(StationUnavailable, match="no station"):
        open_station(tmp_path, "林晓", "password", CLOCK)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    with pytest.raises(StationUnavailable, match="cannot be made"):
        create_station(blocker / "station", "红葵", "", "林晓", "password", CLOCK)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere; runs for ordinary users")
def test_a_read_only_folder_is_told(folder: Path) -> None:
    make(folder)
    folder.chmod(0o500)
    try:
        with pytest.raises(StationUnavailable, match="written"):
            open_station(folder, "林晓", "password", CLOCK)
    finally:
        folder.chmod(0o700)


def test_a_damaged_file_is_told(folder: Path) -> None:
    make(folder)
    (folder / "station.db").write_bytes(os.urandom(8192))
    with pytest.raises(StationUnavailable, match="damaged"):
        open_station(folder, "林晓", "password", CLOCK)


def test_a_newer_schema_is_refused_and_not_written_to(folder: Path) -> None:
    make(folder)
    with open_station(folder, "林晓", "password", CLOCK) as session:
        session.store.database.execute_sql(f"insert into schema_version (number, at, program) values ({NEWEST + 1}, '2030-01-01', '9.9')")
        session.store.database.execute_sql("pragma wal_checkpoint(truncate)")
    before = (folder / "station.db").read_bytes()
    with pytest.raises(StationUnavailable, match="newer version"):
        open_station(folder, "林晓", "password", CLOCK)
    assert (folder / "station.db").read_bytes() == before


def test_a_short_password_and_an_empty_name_are_refused(folder: Path) -> None:
    for name, account, password in (("红葵", "林晓", "short"), (" ", "林晓", "password"), ("红葵", " ", "password")):
        with pytest.raises(BadRequest):
            create_station(folder, name, "", account, password, CLOCK)
    assert not (folder / "station.db").exists()


def test_the_first_opening_of_a_day_makes_a_backup(folder: Path) -> None:
    make(folder)
    clock = FixedClock(CLOCK.now() + timedelta(days=1))
    for _again in range(2):
        open_station(folder, "林晓", "password", clock).close()
    assert newest_backup(Folder(folder)) == clock.now()
    assert len(list((folder / "backups").glob("*.db"))) == 1


def test_a_reader_cannot_write(folder: Path) -> None:
    make(folder)
    with open_station(folder, "林晓", "password", CLOCK) as session:
        session.role = "reader"
        with pytest.raises(NotAllowed), session.write("people.save_elder"):
            pass


def test_the_sample_opens_without_a_password_and_says_that_it_is_one(folder: Path) -> None:
    create_sample(folder, "红葵社区服务站", "红葵社区", CLOCK).close()
    with open_sample(folder, CLOCK) as session:
        assert queries.station(session.store)["sample"] is True
