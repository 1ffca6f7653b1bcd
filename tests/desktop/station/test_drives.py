"""Drives by type and label; and a station on a stick: its journal, and what it is told about room and speed."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from desktop.atomic import CannotSave
from desktop.clock import FixedClock
from desktop.errors import StationUnavailable
from desktop.station import drives
from desktop.station import folder as folders
from desktop.station.drives import linux_drives, linux_kind
from desktop.station.folder import Folder
from desktop.station.opening import create_sample, open_sample

ROOT = Path(__file__).resolve().parents[3]
CLOCK = FixedClock(datetime(2026, 3, 2, 9, 0))
MIDDLE_OF_A_WRITE = """
import os, sys
from datetime import datetime
from pathlib import Path
sys.frozen, sys.executable = True, {program!r}
from desktop.atomic import CannotSave
from desktop.clock import FixedClock
from desktop.station.opening import open_sample
opened = open_sample(Path({folder!r}), FixedClock(datetime(2026, 3, 2, 10, 0)))
database = opened.session.store.database
database.execute_sql("pragma cache_size=4")
database.execute_sql("begin immediate")
database.execute_sql("update station set name = 'half a name'")
database.execute_sql("create table half (text)")
for number in range(300):
    database.execute_sql("insert into half values (?)", ("x" * 3000,))
os._exit(7)  # the stick is pulled
"""


@pytest.fixture
def on_a_stick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "may_be_pulled_out", lambda _path: True)


def table(*lines: str) -> str:
    return "\n".join(lines) + "\n"


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    """/sys/block with a disk, a stick, a disk in a USB case."""
    made = tmp_path / "sys"
    for name, removable in (("sda", "0"), ("sdb", "1"), ("nvme0n1", "0"), ("mmcblk0", "1")):
        (made / "block" / name).mkdir(parents=True)
        (made / "block" / name / "removable").write_text(removable + "\n")
    case = made / "devices" / "usb2" / "sdc"
    case.mkdir(parents=True)
    (case / "removable").write_text("0\n")
    (made / "block" / "sdc").symlink_to(case)
    return made / "block"


def test_the_kind_of_a_mount(blocks: Path, tmp_path: Path) -> None:
    places = {name: tmp_path / name for name in ("disk", "stick", "U 盘", "case", "card", "nas", "odd")}
    for place in places.values():
        place.mkdir()
    mounts = table(
        "overlay / overlay rw 0 0",
        f"/dev/sda1 {places['disk']} ext4 rw 0 0", f"/dev/sdb1 {places['stick']} vfat rw 0 0",
        f"/dev/sdb2 {str(places['U 盘']).replace(' ', chr(92) + '040')} exfat rw 0 0", f"/dev/sdc {places['case']} ntfs rw 0 0",
        f"/dev/mmcblk0p1 {places['card']} vfat rw 0 0", f"//nas/station {places['nas']} cifs rw 0 0", "", "broken line",
    )
    kinds = {name: linux_kind(place / "not there yet" / "data", mounts, blocks) for name, place in places.items()}
    assert kinds == {"disk": "fixed", "stick": "removable", "U 盘": "removable", "case": "removable", "card": "removable",
                     "nas": "network", "odd": "other"}


def test_a_later_mount_on_the_same_place_counts(blocks: Path, tmp_path: Path) -> None:
    mounts = table(f"/dev/sda1 {tmp_path} ext4 rw 0 0", f"/dev/sdb1 {tmp_path} vfat rw 0 0")
    assert linux_kind(tmp_path, mounts, blocks) == "removable"


def test_sticks_are_listed_by_label(blocks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    media = tmp_path / "media"
    (media / "KINGSTON 红").mkdir(parents=True)
    monkeypatch.setattr(drives, "USERS_PLACES", (f"{media}/",))
    mounts = table(f"/dev/sda1 {tmp_path} ext4 rw 0 0", rf"/dev/sdb1 {media}/KINGSTON\040红 vfat rw 0 0", f"/dev/sdb2 {media}/gone vfat rw 0 0")
    (found,) = linux_drives(mounts, blocks)
    assert (found.label, found.kind, found.path.name) == ("KINGSTON 红", "removable", "KINGSTON 红")
    assert found.total >= found.free > 0
    assert "KINGSTON 红" in found.words


def test_the_journal_suits_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, journal in (("fixed", "wal"), ("other", "wal"), ("removable", "delete"), ("network", "delete")):
        monkeypatch.setattr(drives, "kind_of", lambda _path, kind=kind: kind)
        assert Folder(tmp_path).journal == journal
    monkeypatch.setattr(drives, "kind_of", lambda _path: "fixed")
    monkeypatch.setattr(drives.portable, "home", lambda: tmp_path / "Linli" / "data")
    assert Folder(tmp_path / "Linli" / "data-sample").journal == "delete"
    assert Folder(tmp_path / "elsewhere").journal == "wal"


def test_a_station_on_a_stick_has_one_file_and_full_flushes(tmp_path: Path, on_a_stick: None) -> None:
    create_sample(tmp_path / "s", "站", "社区", CLOCK).close()
    with open_sample(tmp_path / "s", CLOCK) as session:
        database = session.store.database
        assert database.execute_sql("pragma journal_mode").fetchone()[0] == "delete"
        assert database.execute_sql("pragma synchronous").fetchone()[0] == 2
        assert not (tmp_path / "s" / "station.db-wal").exists()


def test_a_station_moves_between_disk_and_stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_sample(tmp_path / "s", "站", "社区", CLOCK).close()
    for stick, journal in ((True, "delete"), (False, "wal"), (True, "delete")):
        monkeypatch.setattr(folders, "may_be_pulled_out", lambda _path, stick=stick: stick)
        with open_sample(tmp_path / "s", CLOCK) as session:
            assert session.store.database.execute_sql("pragma journal_mode").fetchone()[0] == journal


def pull_in_the_middle(tmp_path: Path) -> Path:
    program = tmp_path / "Linli" / "Linli.exe"
    folder = program.parent / "data"
    program.parent.mkdir()
    (program.parent / "portable.txt").touch()
    create_sample(folder, "站", "社区", CLOCK).close()
    script = MIDDLE_OF_A_WRITE.format(program=str(program), folder=str(folder))
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, env=dict(os.environ))
    assert done.returncode == 7, done.stderr
    assert (folder / "station.db-journal").stat().st_size > 0, "the trial left nothing half"
    return folder


def test_a_stick_pulled_in_the_middle_of_a_write_comes_back_as_before_it(tmp_path: Path, on_a_stick: None) -> None:
    folder = pull_in_the_middle(tmp_path)
    opened = open_sample(folder, CLOCK)
    with opened as session:
        assert session.store.database.execute_sql("select name from station").fetchone()[0] == "站"
        assert session.store.database.execute_sql("select count(*) from sqlite_master where name = 'half'").fetchone()[0] == 0
    assert any("not closed in order" in told for told in opened.warnings)


def test_its_file_taken_to_a_disk_afterwards_comes_back_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = pull_in_the_middle(tmp_path)
    monkeypatch.setattr(folders, "may_be_pulled_out", lambda _path: False)
    with open_sample(folder, CLOCK) as session:
        assert session.store.database.execute_sql("select name from station").fetchone()[0] == "站"


def test_without_its_journal_a_half_written_file_is_refused_or_whole(tmp_path: Path, on_a_stick: None) -> None:
    """The journal of a half write was deleted by hand: then the file is checked before it is used, never used silently damaged."""
    folder = pull_in_the_middle(tmp_path)
    (folder / "station.db-journal").unlink()
    before = (folder / "station.db").read_bytes()
    with pytest.raises(StationUnavailable, match="damaged"):
        open_sample(folder, CLOCK)
    assert (folder / "station.db").read_bytes() == before


def test_a_nearly_full_stick_and_a_slow_one_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "station.db"
    file.write_bytes(bytes(5000))
    assert drives.cautions(tmp_path, file) == []
    usage = type(drives.shutil.disk_usage(tmp_path))
    monkeypatch.setattr(drives.shutil, "disk_usage", lambda _path: usage(1 << 33, 1 << 33, 150 << 20))
    monkeypatch.setattr(drives, "SLOW", 0.0)
    full, slow = drives.cautions(tmp_path, file)
    assert "150 MB" in full and "slow" in slow
    monkeypatch.setattr(drives.shutil, "disk_usage", lambda _path: usage(1 << 33, 1 << 33, 300 << 20))
    with file.open("r+b") as sparse:
        sparse.truncate(160 << 20)
    assert "300 MB" in drives.cautions(tmp_path, file)[0]


def test_the_speed_trial_leaves_nothing_and_gives_up_on_what_cannot_be_written(tmp_path: Path) -> None:
    each = drives.seconds_a_write(tmp_path)
    assert each is not None and each > 0
    assert list(tmp_path.iterdir()) == []
    assert drives.seconds_a_write(tmp_path / "not there") is None


def test_the_stick_that_holds_the_station_is_no_second_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [drives.Drive(tmp_path / name, name, kind, 1, 1) for name, kind in (("own", "removable"), ("other", "removable"), ("c", "fixed"))]
    monkeypatch.setattr(drives, "windows_drives", lambda: made)
    monkeypatch.setattr(drives, "linux_drives", lambda: made)
    assert [one.label for one in drives.drives()] == ["other", "own", "c"]
    assert [one.label for one in drives.sticks(tmp_path / "own" / "Linli" / "data")] == ["other"]


def test_a_folder_of_our_own_on_a_stick(tmp_path: Path) -> None:
    stick = drives.Drive(tmp_path, "红葵", "removable", 1, 1)
    assert drives.folder_on(stick, "邻里守望备份") == drives.folder_on(stick, "邻里守望备份") == tmp_path / "邻里守望备份"
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(CannotSave, match="红葵"):
        drives.folder_on(stick, "taken")


def test_a_data_folder_that_lies_too_deep_is_refused_with_the_reason(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["很长的文件夹名" * 8] * 6)
    with pytest.raises(StationUnavailable, match="too deep"):
        create_sample(deep, "站", "社区", CLOCK)
    assert list(tmp_path.iterdir()) == []
