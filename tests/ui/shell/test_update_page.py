"""The update page: a good package is shown and installed after one question, a bad one is refused with its reason."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop import i18n
from desktop.clock import FixedClock
from desktop.errors import NotAllowed, UserError
from desktop.station.opening import create_station, open_station
from desktop.station.update_package import Tampered, write_package
from desktop.station.updates import NOT_INSTALLED, Program, Record, read_record, write_record
from ui.station import update_page
from ui.station.update_page import InstallDialog, UpdatePage

NOW = datetime(2026, 11, 23, 10, 5)
SECRET = "three short words"
KEY = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)


class Shell:
    """Remembers what was said."""

    def __init__(self, worker: Any, clock: FixedClock) -> None:
        self.worker, self.clock = worker, clock
        self.said: list[str] = []
        self.errors: list[BaseException] = []

    def say(self, text: str, kind: str = "ok", undo: str | None = None) -> None:
        self.said.append(text)

    def fail(self, error: BaseException) -> None:
        self.errors.append(error)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    setup = tmp_path / "setup.exe"
    setup.write_bytes(b"MZ" + bytes(3000))
    path = tmp_path / "Linli-0.9.0.linliupdate"
    with path.open("wb") as file:
        write_package(setup, file, KEY, version="0.9.0", oldest="0.1.0", space=1000, notes={"zh_CN": "值班表更快", "en": "A faster roster"})
    return path


@pytest.fixture
def started() -> list[str]:
    return []


@pytest.fixture
def page(
    idle_worker: Any, tmp_path: Path, started: list[str], monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> Iterator[UpdatePage]:
    clock = FixedClock(NOW)
    create_station(tmp_path / "station", "甲站", "", "林晓", SECRET, clock)[0].close()
    opened: list[Any] = []
    idle_worker.open(open_station, tmp_path / "station", "林晓", SECRET, clock, done=opened.append)
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    monkeypatch.setattr(update_page, "launch_detached", lambda _folder, command: started.append(command))
    i18n.use("zh_CN")
    made = UpdatePage(Shell(idle_worker, clock))
    (tmp_path / "Programs" / "Linli").mkdir(parents=True)
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    made.program = Program("0.1.0", tmp_path / "Programs" / "Linli", public, "installer")
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.reload()
    yield made


def words(page: UpdatePage) -> str:
    return " ".join(label.text() for label in page.found.findChildren(update_page.label("").__class__))


def test_a_good_package_is_shown_and_installed_after_one_question(
    page: UpdatePage, package: Path, started: list[str], tmp_path: Path, qtbot: Any
) -> None:
    assert not page.found.isVisible()
    page.check(package)
    qtbot.waitUntil(page.found.isVisible, timeout=20_000)
    assert "0.9.0" in words(page) and "值班表更快" in words(page) and page.install_button.isEnabled()
    page.install_button.click()
    dialog = page.findChild(InstallDialog)
    assert dialog is not None and started == []
    dialog.accept()
    qtbot.waitUntil(lambda: bool(page.shell.said), timeout=20_000)
    record = read_record(tmp_path / "station")
    assert record is not None and Path(record.backup).is_file() and page.shell.errors == []
    assert len(started) == 1 and str(record.temporary) in started[0]


def test_a_changed_package_is_refused_and_nothing_can_be_installed(page: UpdatePage, package: Path, qtbot: Any) -> None:
    page.check(package)
    qtbot.waitUntil(page.found.isVisible, timeout=20_000)
    package.write_bytes(package.read_bytes()[:-1] + b"\1")
    page.check(package)
    qtbot.waitUntil(lambda: bool(page.shell.errors), timeout=20_000)
    assert isinstance(page.shell.errors[0], Tampered) and not page.found.isVisible() and page.checked is None
    page.ask_install()
    assert page.findChild(InstallDialog) is None


def test_a_package_changed_between_check_and_install_is_refused(page: UpdatePage, package: Path, started: list[str], qtbot: Any) -> None:
    page.check(package)
    qtbot.waitUntil(page.found.isVisible, timeout=20_000)
    package.write_bytes(package.read_bytes()[:-1] + b"\1")
    page.install()
    qtbot.waitUntil(lambda: bool(page.shell.errors), timeout=20_000)
    assert isinstance(page.shell.errors[0], UserError) and started == [] and page.install_button.isEnabled()


def test_only_an_administrator_installs(page: UpdatePage, package: Path, started: list[str], qtbot: Any) -> None:
    page.shell.worker.run_station(lambda station: setattr(station.session, "role", "clerk"))
    page.check(package)
    qtbot.waitUntil(page.found.isVisible, timeout=20_000)
    page.install()
    qtbot.waitUntil(lambda: bool(page.shell.errors), timeout=20_000)
    assert isinstance(page.shell.errors[0], NotAllowed) and started == []


@pytest.mark.parametrize("way", ["source", "portable"])
def test_where_no_installer_runs_the_package_is_only_verified(page: UpdatePage, package: Path, way: str, qtbot: Any) -> None:
    page.program = Program("0.1.0", page.program.folder, page.program.public_key, way)
    page.check(package)
    qtbot.waitUntil(page.found.isVisible, timeout=20_000)
    assert "更新包没有问题" in page.reason.text() and not page.install_button.isEnabled()


def test_what_became_of_the_last_update_is_told(page: UpdatePage, tmp_path: Path, qtbot: Any) -> None:
    write_record(tmp_path / "station", Record(NOT_INSTALLED, "0.1.0", "0.9.0", NOW.isoformat(), "", "", "", code=6))
    page.reload()
    qtbot.waitUntil(lambda: bool(page.outcome.text()), timeout=20_000)
    assert page.outcome.isVisible() and "0.9.0 没有装上：有文件没能写入" in page.outcome.text()
