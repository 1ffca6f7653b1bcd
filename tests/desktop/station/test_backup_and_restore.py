"""Backups with their keys, what is kept, the second place; restoring with a preview, and what it refuses."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.people.tables import Person
from desktop.atomic import CannotSave
from desktop.clock import FixedClock
from desktop.errors import BadRequest, StationUnavailable, UserError, WrongPassword
from desktop.station import keyring, stick
from desktop.station.backup import (
    EVERY,
    MARK,
    backup_due,
    backups_in,
    choose_second_place,
    copy_to_second_place,
    kept,
    keys_of,
    own_folder,
    reminder,
    second_place,
)
from desktop.station.clockcheck import check_clock, check_jump
from desktop.station.drives import Drive
from desktop.station.opening import OpenStation, accept_loss, create_sample, create_station, open_sample, open_station
from desktop.station.restore import Damaged, ForeignKey, NoBackup, TooNew, restore_unopenable

NOW = datetime(2026, 3, 2, 9, 0)


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "MEMORY_KIB", 64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "红葵 服务站"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def station(folder: Path, clock: FixedClock) -> Iterator[OpenStation]:
    opened, _recovery = create_station(folder, "红葵社区服务站", "红葵社区", "林晓", "password", clock)
    yield opened
    opened.close()


def add(station: OpenStation, name: str) -> None:
    with station.session.write("people.save_elder") as unit:
        unit.insert(Person, {"name": name})


def beside(station: OpenStation) -> Path:
    """The backup that is being made beside the work, when it is ready."""
    station._beside.wait()
    made = station.backup_if_due()
    assert made is not None
    return made


def names() -> list[str]:
    return sorted(row.name for row in Person.select())


# ------------------------------------------------------------------------------------------------ what is kept, when it is due


@given(st.lists(st.integers(0, 3 * 365 * 24 * 60), max_size=60))
def test_of_any_past_the_newest_hour_day_week_and_month_are_kept(minutes: list[int]) -> None:
    moments = {NOW - timedelta(minutes=one) for one in minutes}
    keep = kept(moments, NOW)
    assert keep <= moments
    assert set(sorted(moments)[-3:]) <= keep
    for days in (1, 7):  # of every day of a week one is left, if there was one
        day = {moment for moment in moments if moment.date() == (NOW - timedelta(days=days)).date()}
        assert not day or max(day) in keep
    assert kept(keep, NOW) == keep, "dropping twice drops no more"


def test_years_of_daily_backups_stay_few() -> None:
    moments = {NOW - timedelta(hours=2 * number) for number in range(3 * 365 * 12)}
    keep = kept(moments, NOW)
    assert len(keep) < 75 and min(keep) < NOW - timedelta(days=600)


def test_a_backup_of_a_wrong_future_clock_is_not_dropped() -> None:
    future = NOW + timedelta(days=4000)
    assert future in kept({future, *(NOW - timedelta(minutes=one) for one in range(99))}, NOW)


@pytest.mark.parametrize(("last", "before", "sequence", "due"), [
    (None, 0, 1, True), (NOW, 1, 1, False), (NOW - EVERY, 1, 1, False), (NOW - EVERY, 1, 2, True), (NOW - EVERY + timedelta(seconds=1), 1, 2, False),
    (NOW + timedelta(hours=1), 1, 2, True),
])  # fmt: skip
def test_every_half_hour_of_use(last: datetime | None, before: int, sequence: int, due: bool) -> None:
    assert backup_due(last, before, NOW, sequence) is due


# ------------------------------------------------------------------------------------------------ making them


def test_a_backup_has_its_keys_beside_it_and_opens_elsewhere(station: OpenStation, tmp_path: Path, clock: FixedClock) -> None:
    add(station, "顾素珍")
    made = station.backup()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(made, elsewhere / "station.db")
    shutil.copy(keys_of(made), elsewhere / "keys.json")
    with open_station(elsewhere, "林晓", "password", clock):
        assert names() == ["顾素珍"]


def test_what_a_killed_backup_left_is_cleared_away(station: OpenStation) -> None:
    station.backup()
    (station.folder.backups / ".saving-x.tmp").write_bytes(b"half")
    station.session.clock.moment += timedelta(minutes=1)  # type: ignore[attr-defined]
    station.backup()
    assert all(path.name.startswith("station-") for path in station.folder.backups.iterdir())


def test_at_close_only_what_was_written_is_backed_up(station: OpenStation, folder: Path, clock: FixedClock) -> None:
    station.close()
    assert backups_in(folder / "backups") == []
    opened = open_station(folder, "林晓", "password", clock)  # the day's first
    clock.moment += timedelta(hours=1)
    opened.close()
    assert len(backups_in(folder / "backups")) == 1
    opened = open_station(folder, "林晓", "password", clock)
    add(opened, "顾素珍")
    assert opened.backup_if_due() is None
    clock.moment += EVERY
    assert opened.backup_if_due() is None, "it is made beside the work"
    assert beside(opened).name == "station-20260302-103000.db" and opened.backup_if_due() is None
    add(opened, "仇阿根")
    clock.moment += timedelta(minutes=1)
    opened.close()
    assert [backup.at for backup in backups_in(folder / "backups")] == [NOW, NOW + timedelta(hours=1, minutes=30), clock.now()]


def test_work_goes_on_while_a_backup_is_made(station: OpenStation, clock: FixedClock) -> None:
    with station.session.write("people.save_elder") as unit:
        unit.insert_many(Person, [{"name": f"老人{number}", "note": "记" * 500} for number in range(4_000)])
    clock.moment += EVERY
    assert station.backup_if_due() is None
    written = 0
    while station._beside.busy:
        add(station, f"新{written}")
        written += 1
    made = beside(station)
    held = station.verify(made)
    assert written > 0 and 4_000 <= held.rows["person"] <= 4_000 + written


def test_a_backup_beside_the_work_that_fails_is_told_and_made_up_for(station: OpenStation, clock: FixedClock) -> None:
    add(station, "顾素珍")
    station.folder.backups.write_text("a file where the folder should be")
    clock.moment += EVERY
    assert station.backup_if_due() is None
    station._beside.wait()
    with pytest.raises(UserError):
        station.backup_if_due()
    station.folder.backups.unlink()
    station.needs_backup()
    station.close()
    assert len(backups_in(station.folder.backups)) == 1


def test_the_sample_makes_none_by_itself(folder: Path, clock: FixedClock) -> None:
    create_sample(folder, "样例", "样例", clock).close()
    opened = open_sample(folder, clock)
    add(opened, "顾素珍")
    clock.moment += timedelta(hours=2)
    assert opened.backup_if_due() is None and opened.backup_before() is None
    opened.close()
    assert not (folder / "backups").exists()


# ------------------------------------------------------------------------------------------------ the second place


def test_the_second_place_is_copied_to_and_reminded_of(station: OpenStation, tmp_path: Path, clock: FixedClock) -> None:
    stick = tmp_path / "U盘"
    assert "only on this computer" in reminder(station.folder, clock.now())
    with pytest.raises(BadRequest, match="not there"):
        choose_second_place(station.folder, stick)
    with pytest.raises(BadRequest, match="own data folder"):
        choose_second_place(station.folder, station.folder.backups.parent)
    stick.mkdir()
    choose_second_place(station.folder, stick)
    assert "ever copied" in reminder(station.folder, clock.now())
    copied = station.copy_to_second_place()
    assert copied.parent == stick and keys_of(copied).exists() and reminder(station.folder, clock.now()) == ""
    clock.moment += timedelta(days=7, seconds=1)
    assert f"{NOW:%Y-%m-%d}" in reminder(station.folder, clock.now())
    assert second_place(station.folder, NOW - timedelta(days=1)).overdue, "a copy of the future proves nothing"
    shutil.rmtree(stick)
    with pytest.raises(StationUnavailable, match="not there"):
        copy_to_second_place(station.folder, clock.now())
    station.folder.second_place.write_text("[1]", "utf-8")
    assert second_place(station.folder, clock.now()).path == ""
    choose_second_place(station.folder, "")
    assert not station.folder.second_place.exists()


# ------------------------------------------------------------------------------------------------ restoring


def test_a_restore_is_previewed_kept_safe_and_remembered(station: OpenStation, clock: FixedClock) -> None:
    add(station, "顾素珍")
    made = station.backup()
    clock.moment += timedelta(minutes=5)
    add(station, "仇阿根")
    add(station, "陈䶮")
    seen = station.preview_restore(made)
    assert [(count.table, count.now, count.then) for count in seen.counts] == [("person", 3, 1)]
    assert seen.lost_operations == 2 and seen.newest_then[1] == NOW and seen.newest_now[1] == clock.now() and seen.account_known
    assert names() == sorted(["顾素珍", "仇阿根", "陈䶮"]), "looking changes nothing"
    station.session.take_changed()
    safety = station.restore(made)
    assert names() == ["顾素珍"] and "people" in station.session.take_changed()
    add(station, "钱家栋")
    station.restore(safety)
    assert names() == sorted(["顾素珍", "仇阿根", "陈䶮"])
    kept_note = station.session.store.database.execute_sql("select value from setting where key = 'restored_from'").fetchone()
    assert json.loads(kept_note[0])["file"] == safety.name


def test_what_is_damaged_of_another_station_or_newer_is_refused_and_nothing_changes(station: OpenStation, tmp_path: Path, clock: FixedClock) -> None:
    add(station, "顾素珍")
    made = station.backup()
    damaged = tmp_path / made.name
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    other, _recovery = create_station(tmp_path / "other", "绿苑", "", "林晓", "password", clock)
    foreign = other.backup()
    other.session.store.database.execute_sql("insert into schema_version (number, at, program) values (9999, '2030-01-01', '9.9')")
    other.close()
    newer = tmp_path / "newer.db"
    shutil.copy(tmp_path / "other" / "station.db", newer)
    station.session.store.database.bind([Person])
    for path, kind in ((damaged, Damaged), (foreign, ForeignKey), (newer, ForeignKey), (tmp_path / "nothing.db", NoBackup)):
        with pytest.raises(kind):
            station.restore(path)
        with pytest.raises(kind):
            station.drill(path)
    station.session.store.database.execute_sql("insert into schema_version (number, at, program) values (9999, '2030-01-01', '9.9')")
    clock.moment += timedelta(seconds=1)
    with pytest.raises(TooNew):
        station.drill(station.backup())
    station.session.store.database.execute_sql("delete from schema_version where number = 9999")
    assert names() == ["顾素珍"]


def test_a_station_that_cannot_be_opened_is_restored_from_its_backup(station: OpenStation, folder: Path, clock: FixedClock) -> None:
    add(station, "顾素珍")
    made = station.backup()
    station.close()
    (folder / "station.db").write_bytes(b"x" * 9000)
    (folder / "keys.json").write_text("{}", "utf-8")
    with pytest.raises(StationUnavailable):
        open_station(folder, "林晓", "password", clock)
    with pytest.raises((WrongPassword, StationUnavailable)):
        restore_unopenable(folder, made, "林晓", "wrong password", clock)
    assert (folder / "station.db").read_bytes() == b"x" * 9000
    restore_unopenable(folder, made, "林晓", "password", clock)
    with open_station(folder, "林晓", "password", clock):
        assert names() == ["顾素珍"]
    aside = next(folder.glob("damaged-*"))
    assert (aside / "station.db").read_bytes() == b"x" * 9000 and (aside / "keys.json").read_text("utf-8") == "{}"


def test_a_backup_goes_into_an_empty_folder_of_a_new_computer(tmp_path: Path, clock: FixedClock) -> None:
    opened, recovery = create_station(tmp_path / "old", "红葵", "", "林晓", "password", clock)
    add(opened, "顾素珍")
    made = opened.backup()
    opened.close()
    restore_unopenable(tmp_path / "new", made, "林晓", recovery.lower(), clock, by_recovery_key=True)
    with open_station(tmp_path / "new", "林晓", "password", clock):
        assert names() == ["顾素珍"]


def test_the_drill_reads_every_row(station: OpenStation) -> None:
    with pytest.raises(NoBackup):
        station.drill()
    add(station, "顾素珍")
    station.backup()
    done = station.drill()
    assert done.operations == 2 and done.rows > 20 and done.seconds < 5


# ------------------------------------------------------------------------------------------------ a bad end, an odd clock


def test_a_missing_file_of_newest_entries_is_told_and_can_be_accepted(station: OpenStation, folder: Path, tmp_path: Path, clock: FixedClock) -> None:
    station.session.store.database.execute_sql("pragma wal_checkpoint(truncate)")
    add(station, "顾素珍")
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "station.db-wal").unlink()
    with pytest.raises(StationUnavailable, match="newest entries"):
        open_station(copy, "林晓", "password", clock)
    accept_loss(copy)
    open_station(copy, "林晓", "password", clock).close()


def test_a_bad_end_is_told_and_backed_up(station: OpenStation, folder: Path, tmp_path: Path, clock: FixedClock) -> None:
    add(station, "顾素珍")
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    opened = open_station(copy, "林晓", "password", clock)
    assert any("not closed in order" in told for told in opened.warnings) and names() == ["顾素珍"] and len(opened.backups()) == 1
    opened.close()
    again = open_station(copy, "林晓", "password", clock)
    assert not any("not closed in order" in told for told in again.warnings)
    again.close()
    station.session.store.database.bind([Person])


@pytest.mark.parametrize(("now", "newest", "kind"), [
    (NOW, NOW, ""), (NOW, None, ""), (NOW - timedelta(minutes=4), NOW, ""), (NOW - timedelta(minutes=6), NOW, "back"),
    (NOW - timedelta(days=1), NOW, "back"), (NOW.replace(year=2020), None, "year"), (NOW.replace(year=2106), NOW, "year"),
    (NOW + timedelta(days=44), NOW, ""), (NOW + timedelta(days=46), NOW, "forward"), (datetime(2028, 2, 29, 8), datetime(2028, 2, 28, 18), ""),
    (datetime(2027, 1, 1, 0, 1), datetime(2026, 12, 31, 23, 59), ""),
])  # fmt: skip
def test_the_clock_is_judged_by_the_newest_entry(now: datetime, newest: datetime | None, kind: str) -> None:
    doubt = check_clock(now, newest)
    assert (doubt.kind if doubt else "") == kind


def test_a_jump_while_the_program_runs() -> None:
    assert check_jump(NOW, NOW + timedelta(minutes=30), 1800) is None
    for jumped in (NOW - timedelta(hours=1), NOW + timedelta(days=1)):
        doubt = check_jump(NOW, jumped, 60)
        assert doubt is not None and doubt.kind == "jump"


def test_a_clock_set_back_is_told_at_opening(station: OpenStation, folder: Path, clock: FixedClock) -> None:
    add(station, "顾素珍")
    station.close()
    opened = open_station(folder, "林晓", "password", FixedClock(NOW - timedelta(days=2200)))
    assert any("clock" in told for told in opened.warnings)
    opened.close()


def test_another_stations_stick_is_told_and_left_alone(tmp_path: Path) -> None:
    clock = FixedClock(datetime(2026, 3, 2, 9, 0))
    place = tmp_path / "stick" / "backups"
    place.mkdir(parents=True)
    one, _key = create_station(tmp_path / "one", "甲站", "", "林晓", "three short words", clock)
    choose_second_place(one.folder, place)
    one.copy_to_second_place()
    one.close()
    other, _key = create_station(tmp_path / "other", "乙站", "", "林晓", "three short words", clock)
    with pytest.raises(BadRequest, match="another station"):
        choose_second_place(other.folder, place)
    drive = Drive(tmp_path / "stick", "KINGSTON", "removable", 1 << 33, 1 << 32)
    assert own_folder(other.folder, drive, "backups") == tmp_path / "stick" / "backups 2"
    own = tmp_path / "own"
    own.mkdir()
    choose_second_place(other.folder, own)
    other.copy_to_second_place()
    (own / MARK).write_text("somebody", "ascii")  # another stick was put in, under the same letter
    before = sorted(path.name for path in own.iterdir())
    clock.moment += timedelta(days=400)
    with pytest.raises(StationUnavailable, match="another station"):
        other.copy_to_second_place()
    assert sorted(path.name for path in own.iterdir()) == before
    other.close()


def test_a_large_file_on_fat_and_a_full_stick_are_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stick, "file_system", lambda _path: "FAT32")
    with pytest.raises(CannotSave, match="4 GB"):
        stick.check_room(tmp_path, 5 << 30, "station.db")
    monkeypatch.setattr(stick.shutil, "disk_usage", lambda _path: SimpleNamespace(free=1_000_000))
    with pytest.raises(CannotSave, match="full"):
        stick.check_room(tmp_path, 2_000_000, "a")
    monkeypatch.undo()
    with pytest.raises(CannotSave, match="not there"):
        stick.check_room(tmp_path / "gone", 1, "a")
    assert stick.good_name('甲/乙:"站" .') == "甲 乙 站"
    assert stick.good_name("con", ".linli") == "_con.linli"
