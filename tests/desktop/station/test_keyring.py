"""Wrapped keys, the delay after wrong passwords, and the printed recovery key."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import StationUnavailable, WrongPassword
from desktop.station import keyring as module
from desktop.station.keyring import RECOVERY_ALPHABET, Keyring, new_recovery_key, wrong_lines

NOW = datetime(2026, 3, 2, 9, 0)


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    monkeypatch.setattr(module, "MEMORY_KIB", 64)  # the cost is what is measured elsewhere; here it only takes time
    return Keyring(tmp_path / "keys.json")


def test_the_key_comes_back_by_password_and_by_recovery_key(keyring: Keyring) -> None:
    key, recovery = keyring.create("林晓", "三个短词")
    assert len(key) == 32
    assert keyring.unlock("林晓", "三个短词", NOW) == key
    assert keyring.unlock_by_recovery_key(recovery.lower().replace("\n", " \n-"), NOW) == key


def test_the_file_holds_neither_key_nor_password(keyring: Keyring, tmp_path: Path) -> None:
    key, recovery = keyring.create("linxiao", "a long password")
    kept = (tmp_path / "keys.json").read_text("utf-8")
    assert "a long password" not in kept and recovery.splitlines()[0] not in kept and key.hex() not in kept


def test_an_unknown_name_is_answered_like_a_wrong_password(keyring: Keyring) -> None:
    keyring.create("林晓", "password one")
    with pytest.raises(WrongPassword) as wrong:
        keyring.unlock("林晓", "password two", NOW)
    with pytest.raises(WrongPassword) as unknown:
        keyring.unlock("nobody", "password one", NOW)
    assert str(wrong.value) == str(unknown.value)


def test_the_delay_grows_and_survives_a_restart(keyring: Keyring, tmp_path: Path) -> None:
    key, _recovery = keyring.create("林晓", "password one")
    moment = NOW
    for _try in range(5):
        with pytest.raises(WrongPassword):
            keyring.unlock("林晓", "wrong", moment)
        moment += timedelta(minutes=10)
    moment -= timedelta(minutes=10)
    again = Keyring(tmp_path / "keys.json")
    with pytest.raises(WrongPassword, match=r"\d+"):
        again.unlock("林晓", "password one", moment + timedelta(seconds=29))
    assert again.unlock("林晓", "password one", moment + timedelta(seconds=120)) == key
    with pytest.raises(WrongPassword):
        again.unlock("林晓", "wrong", moment)
    assert again.unlock("林晓", "password one", moment) == key, "one slip after a success costs no wait"


def test_a_clock_set_back_does_not_lock_out_for_years(keyring: Keyring) -> None:
    key, _recovery = keyring.create("林晓", "password one")
    for _try in range(6):
        with pytest.raises(WrongPassword):
            keyring.unlock("林晓", "wrong", NOW + timedelta(days=_try))
    assert keyring.unlock("林晓", "password one", NOW - timedelta(days=700)) == key


def test_a_damaged_file_is_told_plainly(keyring: Keyring, tmp_path: Path) -> None:
    keyring.create("林晓", "password one")
    for content in ("", "{}", "[1]", json.dumps({"wraps": 3})):
        (tmp_path / "keys.json").write_text(content, "utf-8")
        with pytest.raises(StationUnavailable, match=r"keys\.json"):
            keyring.unlock("林晓", "password one", NOW)


def test_a_new_password_replaces_the_old_one(keyring: Keyring) -> None:
    key, _recovery = keyring.create("林晓", "password one")
    keyring.set_password("林晓", "password two", key)
    assert keyring.unlock("林晓", "password two", NOW) == key
    with pytest.raises(WrongPassword):
        keyring.unlock("林晓", "password one", NOW)


@given(st.data())
def test_every_wrong_letter_and_swap_is_found_in_its_line(data: st.DataObject) -> None:
    lines = new_recovery_key().splitlines()
    assert wrong_lines("\n".join(lines)) == []
    number = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[number]) - 1))
    letter = data.draw(st.sampled_from(RECOVERY_ALPHABET))
    line = lines[number]
    slipped = line[:place] + letter + line[place + 1:]
    swapped = line[:place] + line[place:place + 2][::-1] + line[place + 2:]
    shortened = line[:place] + line[place + 1:]
    for typed in (slipped, swapped, shortened):
        if typed == line:
            continue
        body_swap_into_check = typed == swapped and place == len(line) - 3
        result = wrong_lines("\n".join([*lines[:number], typed, *lines[number + 1:]]))
        assert result == [number + 1] or (body_swap_into_check and result == [])
