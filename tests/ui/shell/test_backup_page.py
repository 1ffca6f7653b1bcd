"""Backups on screen: make, try, restore, second place, and the way back when the station cannot be opened."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.clock import FixedClock
from desktop.station.folder import Folder
from desktop.station.opening import create_station, open_station
from desktop.station.profile import Profile, load_profile, save_profile
from ui.station.backup_page import BackupPage, RestoreDialog
from ui.station.login import Login, RestoreUnopenable
from ui.worker import Worker

NOW = datetime(2026, 11, 23, 10, 5)
SECRET = "three short words"


class Shell:
    """Remembers what was said."""

    def __init__(self, worker: Worker, clock: FixedClock) -> None:
        self.worker, self.clock = worker, clock
        self.said: list[str] = []
        self.errors: list[BaseException] = []

    def go(self, page: str, **where: Any) -> None:
        raise AssertionError(page)

    def say(self, text: str, kind: str = "ok", undo: str | None = None) -> None:
        self.said.append(text)

    def fail(self, error: BaseException) -> None:
        self.errors.append(error)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def folder(tmp_path: Path, clock: FixedClock) -> Path:
    create_station(tmp_path / "station", "甲站", "", "林晓", SECRET, clock)[0].close()
    return tmp_path / "station"


@pytest.fixture
def page(idle_worker: Worker, folder: Path, clock: FixedClock, qtbot: Any) -> Iterator[BackupPage]:
    opened: list[Any] = []
    idle_worker.open(open_station, folder, "林晓", SECRET, clock, done=opened.append)
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    made = BackupPage(Shell(idle_worker, clock))
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.reload()
    qtbot.waitUntil(lambda: bool(made.table.rows()), timeout=20_000)
    yield made
    assert made.shell.errors == []


def service(page: BackupPage, qtbot: Any, function: Callable[..., Any], *args: Any) -> Any:
    got: list[Any] = []
    page.shell.worker.run(function, *args, done=got.append)
    qtbot.waitUntil(lambda: bool(got), timeout=20_000)
    return got[0]


def test_back_up_verify_and_drill(page: BackupPage, clock: FixedClock, qtbot: Any) -> None:
    before = len(page.table.rows())
    clock.moment = NOW + timedelta(minutes=40)
    page.make.click()
    qtbot.waitUntil(lambda: len(page.table.rows()) == before + 1, timeout=20_000)
    newest = page.table.rows()[0]
    assert newest.at == clock.moment and newest.has_keys
    page.verify(newest)
    page.drill_button.click()
    qtbot.waitUntil(lambda: len(page.shell.said) == 3, timeout=20_000)
    assert newest.path.name in page.shell.said[1] and "rows" in page.shell.said[2]


def test_restore_shows_what_is_lost_and_brings_the_old_state_back(page: BackupPage, clock: FixedClock, qtbot: Any) -> None:
    backup = page.table.rows()[0]
    clock.moment = NOW + timedelta(minutes=40)
    service(page, qtbot, save_profile, Profile("乙站"))
    page.restore(backup)
    qtbot.waitUntil(lambda: page.findChild(RestoreDialog) is not None, timeout=20_000)
    dialog = page.findChild(RestoreDialog)
    assert service(page, qtbot, load_profile)[0].name == "乙站"
    dialog.accept()
    qtbot.waitUntil(lambda: bool(page.shell.said), timeout=20_000)
    assert service(page, qtbot, load_profile)[0].name == "甲站"
    qtbot.waitUntil(lambda: len(page.table.rows()) >= 2, timeout=20_000)  # what stood before is kept


def test_a_second_place_is_chosen_and_copied_to(page: BackupPage, folder: Path, tmp_path: Path, qtbot: Any) -> None:
    assert not page.copy.isEnabled()
    stick = tmp_path / "stick"
    stick.mkdir()
    page.set_place(stick)
    qtbot.waitUntil(lambda: page._place.text() == str(stick) and page.copy.isEnabled(), timeout=20_000)
    page.copy.click()
    qtbot.waitUntil(lambda: "2026-11-23" in page._state.text(), timeout=20_000)
    assert list(stick.glob("station-*.db")) and list(stick.glob("station-*.keys.json"))
    page.set_place(folder / "backups")
    qtbot.waitUntil(lambda: bool(page.shell.errors), timeout=20_000)
    page.shell.errors.clear()


def test_a_damaged_station_is_restored_from_the_sign_in(
    idle_worker: Worker, folder: Path, clock: FixedClock, tmp_path: Path, qtbot: Any
) -> None:
    opened = open_station(folder, "林晓", SECRET, clock)
    opened.backup()
    opened.close()
    database = Folder(folder).database
    database.write_bytes(b"\0" * 5000 + database.read_bytes()[5000:])
    login = Login(idle_worker, folder, clock, "林晓")
    qtbot.addWidget(login)
    login.show()
    login.form.patch({"password": SECRET})
    login.sign_in()
    qtbot.waitUntil(login.mend.isVisible, timeout=20_000)
    restore = RestoreUnopenable(idle_worker, folder, clock, "林晓", login)
    qtbot.addWidget(restore)
    restore.form.patch({"secret": "wrong password"})
    restore.restore()
    qtbot.waitUntil(restore.go.isEnabled, timeout=20_000)
    assert restore.wrong.text()
    restore.form.patch({"secret": SECRET})
    with qtbot.waitSignal(restore.accepted, timeout=20_000):
        restore.restore()
    login.form.patch({"password": SECRET})
    with qtbot.waitSignal(login.opened, timeout=20_000):
        login.sign_in()
    assert list(folder.glob("damaged-*"))


def test_the_second_place_is_chosen_among_sticks_by_label(
    page: BackupPage, folder: Path, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QMenu

    from desktop.station.drives import Drive
    from ui.station import backup_page

    (tmp_path / "E").mkdir()
    monkeypatch.setattr(backup_page, "sticks", lambda _own: [Drive(tmp_path / "E", "KINGSTON", "removable", 1, 1)])
    page.choose.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(QMenu)), timeout=10_000)
    (menu,) = page.findChildren(QMenu)
    stick, _line, other = menu.actions()
    assert "KINGSTON" in stick.text() and other.text() == "Another folder…"
    stick.trigger()
    place = str(tmp_path / "E" / "Linli Shouwang backups")
    qtbot.waitUntil(lambda: page._place.text() == place, timeout=10_000)
    menu.hide()
    page.copy.click()
    qtbot.waitUntil(lambda: any("Copied and verified" in told for told in page.shell.said), timeout=20_000)
    assert len(list(Path(place).glob("station-*.db"))) == 1


def test_what_the_drill_found_stands_on_the_page(page: BackupPage, folder: Path, clock: FixedClock, qtbot: Any) -> None:
    assert page._drilled_told.text() == "not tried yet"
    page.drill_button.click()
    qtbot.waitUntil(lambda: "rows read" in page._drilled_told.text(), timeout=20_000)
    assert "2026-11-23 10:05" in page._drilled_told.text()
    newest = page.table.rows()[0].path
    content = bytearray(newest.read_bytes())
    content[9000] ^= 1
    newest.write_bytes(content)
    page.drill_button.click()
    qtbot.waitUntil(lambda: "failed" in page._drilled_told.text(), timeout=20_000)
    assert page.shell.errors.pop() and newest.name in page._drilled_told.text()
