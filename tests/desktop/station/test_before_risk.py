"""Before every risky act the state as it stands is in a backup, although nobody asked for one."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.backup import file_contents, last_sequence
from db.hotline.tables import Call
from db.people.tables import CareFile, Person
from db.station.tables import Account
from desktop.clock import FixedClock
from desktop.exchange.giving import Ask, give_out
from desktop.exchange.service import apply_preview, preview_file
from desktop.exchange.taking import accept_sender, open_package, take_in
from desktop.privacy.erasing import erase_person
from desktop.privacy.retention import tidy_calls
from desktop.station import keyring
from desktop.station.backup import backups_in
from desktop.station.opening import OpenStation, create_station

NOW = datetime(2026, 3, 2, 9, 0)
PHRASE = "three short words"


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "MEMORY_KIB", 64)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[OpenStation]:
    other, _recovery = create_station(tmp_path / "other", "乙", "", "林晓", "password", FixedClock(NOW))
    with other.session.write("people.save_elder") as unit:
        unit.insert(Person, {"name": "周秀兰"})
    give_out(other.session, Ask(phrase=PHRASE), tmp_path / "all.linli")
    other.close()
    opened, _recovery = create_station(tmp_path / "station", "红葵", "", "林晓", "password", FixedClock(NOW))
    with opened.session.write("people.save_elder") as unit:
        person = unit.insert(Person, {"name": "顾素珍"})
        unit.insert(CareFile, {"person": person, "code": "E001", "opened_on": NOW.date()})
        unit.insert(Call, {"direction": "in", "at": NOW - timedelta(days=9000), "note": "很久以前", "caller_name": "顾平", "phone": "13700137043"})
    yield opened
    opened.close()


Act = Callable[[], object]


def rekey(station: OpenStation, _place: Path) -> Act:
    return station.renew_key


def restore(station: OpenStation, _place: Path) -> Act:
    first = station.backup()
    station.session.clock.moment += timedelta(minutes=1)  # type: ignore[attr-defined]
    with station.session.write("people.save_elder") as unit:
        unit.insert(Account, {"name": "丁芳"})
    return lambda: station.restore(first)


def erase(station: OpenStation, _place: Path) -> Act:
    return lambda: erase_person(station, Person.get(Person.name == "顾素珍").id, "本人要求")


def tidy(station: OpenStation, _place: Path) -> Act:
    return lambda: tidy_calls(station)


def merge(station: OpenStation, place: Path) -> Act:
    received = accept_sender(station.session, open_package(station.session, place / "all.linli", PHRASE))
    return lambda: take_in(station.session, received)


def workbook(station: OpenStation, place: Path) -> Act:
    path = place / "people.csv"
    path.write_text("编号,姓名,性别,出生日期,家庭住址,联系电话,健康状况\nE002,周秀兰,女,1940-01-02,海棠苑2幢101室,13700137045,良好\n", "utf-8-sig")
    seen = preview_file(station.session, path)
    return lambda: apply_preview(station.session, seen)


@pytest.mark.parametrize("prepare", [rekey, restore, erase, tidy, merge, workbook])
def test_the_state_just_before_is_kept(prepare: Callable[[OpenStation, Path], Act], station: OpenStation, tmp_path: Path) -> None:
    act, key = prepare(station, tmp_path), station.key
    before, had = last_sequence(station.session.store.database), backups_in(station.folder.backups)
    act()
    new = [one.path for one in backups_in(station.folder.backups) if one not in had]
    assert new and before in [file_contents(path, key).operations for path in new]
    assert prepare in (rekey, restore) or last_sequence(station.session.store.database) > before, "the act did something"


def test_a_backup_beside_the_work_that_failed_counts_for_nothing(station: OpenStation) -> None:
    station.session.clock.moment += timedelta(hours=1)  # type: ignore[attr-defined]
    station.folder.backups.write_text("a file where the folder should be")
    assert station.backup_if_due() is None
    station._beside.wait()
    station.folder.backups.unlink()
    assert station.backup_before() is not None
