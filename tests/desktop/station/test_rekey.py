"""Another key for the whole file: nothing is lost, nobody needs a new password, older backups still restore, a lost paper is dead."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.engine import CannotOpen, open_to_read
from db.people.tables import Person
from desktop.clock import FixedClock
from desktop.errors import BadRequest, NotAllowed, WrongPassword
from desktop.station import keyring
from desktop.station.opening import OpenStation, create_station, open_by_recovery_key, open_station

NOW = datetime(2026, 3, 2, 9, 0)


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "MEMORY_KIB", 64)


@pytest.fixture
def made(tmp_path: Path) -> tuple[OpenStation, str]:
    opened, recovery = create_station(tmp_path / "station", "红葵", "", "林晓", "password", FixedClock(NOW))
    opened.set_password("丁芳", "password two")
    add(opened, "顾素珍")
    return opened, recovery


def add(opened: OpenStation, name: str) -> None:
    with opened.session.write("people.save_elder") as unit:
        unit.insert(Person, {"name": name})


def names() -> list[str]:
    return sorted(row.name for row in Person.select())


def test_everybody_still_opens_with_the_password_they_had(made: tuple[OpenStation, str], tmp_path: Path) -> None:
    opened, recovery = made
    old = opened._key
    opened.renew_key()
    assert opened._key != old and names() == ["顾素珍"]
    add(opened, "周秀兰")
    opened.close()
    with pytest.raises(CannotOpen):
        open_to_read(tmp_path / "station" / "station.db", old)
    for how in (lambda: open_station(tmp_path / "station", "林晓", "password", FixedClock(NOW)),
                lambda: open_by_recovery_key(tmp_path / "station", "林晓", recovery, FixedClock(NOW))):
        again = how()
        assert names() == ["周秀兰", "顾素珍"] and again.session.role == "administrator"
        again.close()
    with pytest.raises(WrongPassword):
        open_station(tmp_path / "station", "丁芳", "password", FixedClock(NOW))
    assert keyring.Keyring(tmp_path / "station" / "keys.json").unlock("丁芳", "password two", NOW + timedelta(hours=1))


def test_a_backup_from_before_is_verified_tried_and_restored(made: tuple[OpenStation, str], tmp_path: Path) -> None:
    opened, _recovery = made
    before = opened.backup()
    opened.renew_key()
    add(opened, "周秀兰")
    opened.renew_key()
    assert opened.verify(before).rows["person"] == 1 and opened.drill(before).rows
    assert opened.preview_restore(before).lost_operations == 1
    opened.restore(before)
    assert names() == ["顾素珍"]
    opened.close()
    open_station(tmp_path / "station", "林晓", "password", FixedClock(NOW)).close()


def test_a_replaced_recovery_key_is_dead(made: tuple[OpenStation, str], tmp_path: Path) -> None:
    opened, old = made
    new = opened.replace_recovery_key()
    opened.close()
    with pytest.raises(WrongPassword):
        open_by_recovery_key(tmp_path / "station", "林晓", old, FixedClock(NOW))
    open_by_recovery_key(tmp_path / "station", "林晓", new, FixedClock(NOW + timedelta(hours=1))).close()


def test_only_an_administrator_changes_keys(made: tuple[OpenStation, str]) -> None:
    opened, _recovery = made
    opened.session.role = "clerk"
    for call in (opened.renew_key, opened.replace_recovery_key):
        with pytest.raises(NotAllowed):
            call()
    opened.close()


def test_an_entry_of_the_first_form_is_renewed_at_sign_in(made: tuple[OpenStation, str], tmp_path: Path) -> None:
    opened, _recovery = made
    ring = keyring.Keyring(opened.folder.keys)
    kept = ring._load()
    kept["wraps"]["林晓"] = keyring._seal(opened._key, "password").plain()  # as the first release wrote it
    ring._save(kept)
    with pytest.raises(BadRequest, match="林晓"):
        opened.renew_key()
    opened.close()
    again = open_station(tmp_path / "station", "林晓", "password", FixedClock(NOW))
    again.renew_key()
    assert names() == ["顾素珍"]
    again.close()
