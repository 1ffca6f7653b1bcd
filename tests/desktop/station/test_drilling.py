"""The weekly drill: runs by itself at a quiet moment, keeps and tells what it found, warns when it failed or is overdue."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.people.tables import Person
from desktop.clock import FixedClock
from desktop.errors import BadFile
from desktop.station import keyring
from desktop.station.backup import backups_in
from desktop.station.drilling import AFTER_START, LATEST, LastDrill, drill_due, drill_warning, last_drill
from desktop.station.opening import OpenStation, create_sample, create_station, open_sample, open_station

NOW = datetime(2026, 3, 2, 9, 0)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "MEMORY_KIB", 64)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def station(tmp_path: Path, clock: FixedClock) -> Iterator[OpenStation]:
    opened, _recovery = create_station(tmp_path / "station", "红葵", "", "林晓", "password", clock)
    add(opened)
    opened.backup()
    yield opened
    opened.close()


def add(station: OpenStation) -> None:
    with station.session.write("people.save_elder") as unit:
        unit.insert(Person, {"name": "顾素珍"})


def minute(station: OpenStation, clock: FixedClock, passed: timedelta = MINUTE) -> LastDrill | None:
    """A minute (or more) goes by in the window."""
    clock.moment += passed
    return station.drill_if_due()


def finished(station: OpenStation) -> LastDrill | None:
    station._drilling.wait()
    return station.drill_if_due()


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[9000] ^= 1
    path.write_bytes(content)


def test_it_runs_once_a_week_some_time_after_the_start_at_a_quiet_moment(station: OpenStation, clock: FixedClock) -> None:
    assert minute(station, clock) is None and minute(station, clock) is None and not station._drilling.busy, "not at the start"
    clock.moment = NOW + AFTER_START
    add(station)
    assert minute(station, clock) is None and not station._drilling.busy, "somebody writes"
    minute(station, clock)
    found = finished(station)
    assert found is not None and found.fault == "" and found.rows > 20 and found.at == found.good_at == clock.now()
    assert last_drill(station.folder) == found and "station" in station.session.take_changed()
    for _day in range(6):
        minute(station, clock, timedelta(days=1))
        assert minute(station, clock) is None and finished(station) is None, "within the week"
    minute(station, clock, timedelta(days=1))
    assert (again := finished(station)) is not None and again.at - found.at >= timedelta(days=7)


def test_who_writes_all_the_time_does_not_put_it_off_for_ever(station: OpenStation, clock: FixedClock) -> None:
    clock.moment = NOW + LATEST - MINUTE
    add(station)
    minute(station, clock)
    assert finished(station) is not None


def test_a_damaged_backup_is_kept_told_and_tried_again_the_next_day(station: OpenStation, clock: FixedClock, tmp_path: Path) -> None:
    spoil(backups_in(station.folder.backups)[-1].path)
    clock.moment = NOW + AFTER_START
    minute(station, clock)
    minute(station, clock)
    found = finished(station)
    assert found is not None and found.rows == 0 and found.good_at is None and found.backup in found.fault
    assert found.fault in drill_warning(station.folder, clock.now())
    station.close()
    opened = open_station(tmp_path / "station", "林晓", "password", clock)
    assert any(found.fault in told for told in opened.warnings)
    opened.close()
    clock.moment += timedelta(days=1)
    opened = open_station(tmp_path / "station", "林晓", "password", clock)  # makes the day's first backup
    clock.moment += AFTER_START
    minute(opened, clock)
    minute(opened, clock)
    mended = finished(opened)
    assert mended is not None and mended.fault == "" and drill_warning(opened.folder, clock.now()) == ""
    opened.close()


def test_by_hand_counts_and_what_it_finds_is_kept(station: OpenStation, clock: FixedClock) -> None:
    station.drill()
    told = last_drill(station.folder)
    assert told is not None and told.good_at == NOW
    spoil(backups_in(station.folder.backups)[-1].path)
    clock.moment += MINUTE
    with pytest.raises(BadFile):
        station.drill()
    after = last_drill(station.folder)
    assert after is not None and after.fault and after.good_at == NOW, "when one last went well is not forgotten"


@pytest.mark.parametrize(("days", "fault", "due"), [(6, "", False), (7, "", True), (0, "x", False), (1, "x", True), (-1, "", True)])
def test_when_it_is_due(days: int, fault: str, due: bool) -> None:
    assert drill_due(LastDrill(NOW - timedelta(days=days), "b", 1, 1.0, fault, None), NOW) is due
    assert drill_due(None, NOW)


def test_overdue_is_told_at_the_start(station: OpenStation, clock: FixedClock, tmp_path: Path) -> None:
    assert drill_warning(station.folder, NOW + timedelta(days=21)) == "", "the first backup is three weeks old"
    assert "2026-03-02" in drill_warning(station.folder, NOW + timedelta(days=22)), "never tried"
    clock.moment = NOW + timedelta(days=5)
    station.drill()
    assert drill_warning(station.folder, NOW + timedelta(days=26)) == ""
    assert "2026-03-07" in drill_warning(station.folder, NOW + timedelta(days=27))
    station.close()
    clock.moment = NOW + timedelta(days=27)
    opened = open_station(tmp_path / "station", "林晓", "password", clock)
    assert drill_warning(opened.folder, clock.now()) in opened.warnings
    opened.close()
    opened.folder.last_drill.write_text("{}", "utf-8")
    assert last_drill(opened.folder) is None, "what cannot be read counts as never"


def test_closing_does_not_wait_for_it(station: OpenStation, clock: FixedClock) -> None:
    with station.session.write("people.save_elder") as unit:
        unit.insert_many(Person, [{"name": f"老人{number}", "note": "记" * 500} for number in range(3_000)])
    clock.moment += AFTER_START
    station.backup()
    minute(station, clock)
    minute(station, clock)
    assert station._drilling.busy
    station.close()
    assert not station._drilling.busy and last_drill(station.folder) is None, "broken off: nothing is said of the backup"


def test_never_for_the_sample(tmp_path: Path, clock: FixedClock) -> None:
    create_sample(tmp_path / "sample", "样例", "样例", clock).close()
    opened = open_sample(tmp_path / "sample", clock)
    opened.backup()
    minute(opened, clock, timedelta(hours=2))
    assert not opened._drilling.busy
    opened.close()
