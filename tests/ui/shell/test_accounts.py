"""Accounts in the window: each role sees its own pages and nothing on them is refused; accounts are made, changed, closed; who comes next signs in."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.clock import FixedClock
from desktop.errors import WrongPassword
from desktop.permissions import CUSTOM, Permission, permissions_of
from desktop.station import keyring
from desktop.station.opening import create_station, open_sample, open_station
from ui.kit import HelpViewer
from ui.preferences import Preferences
from ui.rooms import ROOMS, rooms_for
from ui.shell.main_window import MainWindow
from ui.station.accounts_page import AccountDialog, AccountsPage, PasswordDialog
from ui.worker import Worker


def keys(rights: frozenset[Permission]) -> set[str]:
    return {one.key for one in rooms_for(rights)}


def test_pages_that_a_role_may_not_see_are_not_in_its_navigation() -> None:
    assert keys(permissions_of("administrator")) == {one.key for one in ROOMS}
    assert keys(permissions_of("clerk")) == {one.key for one in ROOMS} - {"accounts", "update"}
    duty = keys(permissions_of("duty"))
    assert "hotline" in duty and all(one.startswith("hotline") or one == "settings" for one in duty)
    reader = keys(permissions_of("reader"))
    assert {"reports", "figures"} <= reader and not [one for one in reader if one.partition(".")[0] in ("elders", "rounds", "hotline", "volunteers")]
    assert not reader & {"today", "import", "backup", "history", "privacy", "audit", "bin", "accounts"}
    assert keys(permissions_of(CUSTOM, ["personal.masked", "rounds.read"])) >= {"rounds", "today", "settings"}


@pytest.mark.parametrize("role", ["duty", "reader", "clerk"])
def test_nothing_on_a_roles_pages_is_refused(role: str, sample_worker: Worker, sample: Path, morning: FixedClock, settle: Any, qtbot: Any) -> None:
    def with_role(folder: Path, clock: FixedClock) -> Any:
        opened = open_sample(folder, clock)
        opened.session.role = role
        return opened

    ready: list[Any] = []
    sample_worker.open(with_role, sample, morning, done=ready.append)
    qtbot.waitUntil(lambda: bool(ready), timeout=20_000)
    refused: list[Any] = []
    sample_worker.trouble.connect(refused.append)
    window = MainWindow(sample_worker, morning, sample, Preferences("en"), rooms_for(permissions_of(role)))
    qtbot.addWidget(window)
    window.fail = refused.append  # type: ignore[method-assign, assignment]
    window.show()
    settle()
    for one in rooms_for(permissions_of(role)):
        if one.shown:
            window.go(one.key)
            settle()
            assert window.key == one.key
    window.find_anybody()
    settle()
    told = ["".join(traceback.format_exception(one)) for one in refused]
    assert told == [], f"{role}: {told}"


@pytest.fixture
def station(tmp_path: Path, idle_worker: Worker, morning: FixedClock, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(keyring, "MEMORY_KIB", 64)
    create_station(tmp_path / "station", "红葵", "", "王站长", "password", morning)[0].close()
    ready: list[Any] = []
    idle_worker.open(open_station, tmp_path / "station", "王站长", "password", morning, done=ready.append)
    qtbot.waitUntil(lambda: bool(ready), timeout=20_000)
    window = MainWindow(idle_worker, morning, tmp_path / "station", Preferences("en"))
    qtbot.addWidget(window)
    window.show()
    window.go("accounts")
    yield window


def test_accounts_are_made_changed_and_closed(station: MainWindow, morning: FixedClock, tmp_path: Path, qtbot: Any) -> None:
    page = station.current()
    assert isinstance(page, AccountsPage)
    qtbot.waitUntil(lambda: len(page.table.rows()) == 1)
    dialog = AccountDialog(page, None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.form.editor("permissions").isVisible()
    dialog.form.patch({"name": "丁芳", "role": CUSTOM, "permissions": ("rounds.read", "personal.masked")})
    assert dialog.form.editor("permissions").isVisible()
    dialog.passwords.first.setText("three short words")
    dialog.passwords.second.setText("three short words")
    dialog.save()
    qtbot.waitUntil(lambda: len(page.table.rows()) == 2, timeout=10_000)
    made = next(one for one in page.table.rows() if one.name == "丁芳")
    assert made.permissions == ("personal.masked", "rounds.read") and made.has_password
    again = PasswordDialog(page, made)
    qtbot.addWidget(again)
    again.passwords.first.setText("four short words now")
    again.passwords.second.setText("four short words now")
    again.save()
    qtbot.waitUntil(lambda: again.result() == 1, timeout=10_000)
    page.toggle(made)
    page._confirm._agreed()
    qtbot.waitUntil(lambda: any(not one.active for one in page.table.rows()), timeout=10_000)
    own = next(one for one in page.table.rows() if one.mine)
    said: list[BaseException] = []
    station.fail = said.append  # type: ignore[method-assign, assignment]
    page._station(__import__("desktop.station.accounts", fromlist=["close_account"]).close_account, own.id, done=lambda _none: None)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert "only administrator" in str(said[0])
    ended: list[int] = []
    station.worker.close_session(lambda: ended.append(1))
    qtbot.waitUntil(lambda: ended == [1], timeout=10_000)
    with pytest.raises(WrongPassword):
        open_station(tmp_path / "station", "丁芳", "four short words now", morning)


def test_while_locked_no_window_shows_anything(station: MainWindow, qtbot: Any) -> None:
    page = station.current()
    assert isinstance(page, AccountsPage)
    dialog, loose, box = AccountDialog(page, None), HelpViewer("index"), QMessageBox()
    for one in (dialog, loose, box):
        qtbot.addWidget(one)
        one.show()
    station.put_away()
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    station.come_back()
    assert station.isVisible() and dialog.isVisible()
