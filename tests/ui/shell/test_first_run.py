"""Wizard, login, recovery key and leaving the sample, through the real dialogs."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication

from desktop.clock import FixedClock
from desktop.station.folder import Folder
from desktop.station.opening import create_station
from ui.app import Program
from ui.onecopy import OneCopy
from ui.preferences import Preferences
from ui.station.login import Login, Recovery
from ui.station.passwords import PasswordPair, strength
from ui.station.wizard import Wizard
from ui.worker import Worker

NOW = datetime(2026, 11, 23, 10, 5)
SECRET = "three short words"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def station(tmp_path: Path, clock: FixedClock) -> tuple[Path, str]:
    """A station with one account, closed, and its recovery key."""
    opened, recovery = create_station(tmp_path / "station", "红葵社区服务站", "红葵社区", "林晓", SECRET, clock)
    opened.close()
    return tmp_path / "station", recovery


def fill(wizard: Wizard, name: str = "红葵社区服务站", second: str = SECRET) -> None:
    wizard._show(1)
    wizard.form.patch({"name": name, "community": "红葵社区", "account": "林晓"})
    wizard.passwords.first.setText(SECRET)
    wizard.passwords.second.setText(second)


def test_the_wizard_makes_a_station_and_its_recovery_paper(
    idle_worker: Worker, tmp_path: Path, clock: FixedClock, qtbot: Any
) -> None:
    wizard = Wizard(idle_worker, tmp_path / "new", clock)
    qtbot.addWidget(wizard)
    wizard.show()
    fill(wizard)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.pages.currentIndex() == 2, timeout=20_000)
    assert len(wizard.recovery_key.splitlines()) == 6 and not wizard.next.isEnabled()
    wizard.reject()
    assert wizard.isVisible()  # Esc must not lose the key
    paper = tmp_path / "key.pdf"
    wizard.write_pdf(paper)
    qtbot.waitUntil(lambda: wizard.saved_to == paper, timeout=20_000)
    text = pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range().replace(" ", "")
    assert all(line in text for line in wizard.recovery_key.splitlines())
    wizard.kept.setChecked(True)
    wizard.go_on()
    with qtbot.waitSignal(wizard.finished_with) as told:
        wizard._finish("import")
    assert told.args == ["import", "林晓"]
    assert Folder(tmp_path / "new").holds_station


def test_the_wizard_says_what_is_missing(idle_worker: Worker, tmp_path: Path, clock: FixedClock, qtbot: Any) -> None:
    wizard = Wizard(idle_worker, tmp_path / "new", clock)
    qtbot.addWidget(wizard)
    wizard.show()
    fill(wizard, second="another one")
    wizard.go_on()
    assert wizard.passwords._wrong.isVisible() and wizard.pages.currentIndex() == 1
    fill(wizard, name=" ")
    wizard.go_on()
    assert wizard.form.editor("name").property("wrong")
    assert not (tmp_path / "new").exists()


def test_the_wizard_tells_of_a_folder_that_cannot_be_used(
    idle_worker: Worker, tmp_path: Path, clock: FixedClock, qtbot: Any
) -> None:
    (tmp_path / "file").write_text("no folder")
    wizard = Wizard(idle_worker, tmp_path / "file" / "station", clock)
    qtbot.addWidget(wizard)
    wizard.show()
    fill(wizard)
    wizard.go_on()
    qtbot.waitUntil(wizard.wrong.isVisible, timeout=20_000)
    assert wizard.next.isEnabled() and wizard.pages.currentIndex() == 1


def test_login_says_the_same_whatever_was_wrong(
    idle_worker: Worker, station: tuple[Path, str], clock: FixedClock, qtbot: Any
) -> None:
    login = Login(idle_worker, station[0], clock)
    qtbot.addWidget(login)
    login.show()
    told = []
    for account, password in (("林晓", "wrong password"), ("nobody", SECRET)):
        login.form.patch({"account": account, "password": password})
        login.sign_in()
        qtbot.waitUntil(lambda: login.enter.isEnabled() and login.wrong.isVisible(), timeout=20_000)
        told.append(login.wrong.text())
        assert login.form.value("password") == ""
    assert told[0] == told[1]
    login.form.patch({"account": "林晓", "password": SECRET})
    with qtbot.waitSignal(login.opened, timeout=20_000) as opened:
        login.sign_in()
    assert opened.args == ["林晓"]


def test_the_recovery_key_opens_and_sets_a_new_password(
    idle_worker: Worker, station: tuple[Path, str], clock: FixedClock, qtbot: Any
) -> None:
    folder, recovery = station
    dialog = Recovery(idle_worker, folder, clock, "林晓")
    qtbot.addWidget(dialog)
    dialog.show()
    lines = recovery.splitlines()
    wrong = ("A" if lines[2][0] != "A" else "B") + lines[2][1:]
    dialog.form.patch({"recovery": "\n".join([*lines[:2], wrong, *lines[3:]])})
    dialog.passwords.first.setText("a new password")
    dialog.passwords.second.setText("a new password")
    dialog.try_key()
    assert "3" in dialog.form._errors["recovery"].text()
    dialog.form.patch({"recovery": recovery.lower()})
    with qtbot.waitSignal(dialog.opened, timeout=20_000):
        dialog.try_key()
    closed: list[Any] = []
    idle_worker.close_session(done=closed.append)
    qtbot.waitUntil(lambda: bool(closed))
    login = Login(idle_worker, folder, clock, "林晓")
    qtbot.addWidget(login)
    login.form.patch({"password": "a new password"})
    with qtbot.waitSignal(login.opened, timeout=20_000):
        login.sign_in()


def test_leaving_the_sample_deletes_it_and_comes_back_to_the_first_run(
    sample: Path, morning: FixedClock, qapp: QApplication, qtbot: Any
) -> None:
    (sample / "own notes.txt").write_text("not ours")
    program = Program(qapp, sample, morning, Preferences("en"))
    program.start()
    qtbot.waitUntil(lambda: program.window is not None and program.window.frame is not None, timeout=20_000)
    try:
        program.window.leave_sample.emit()
        qtbot.waitUntil(lambda: isinstance(program.dialog, Wizard), timeout=20_000)
        assert not Folder(sample).holds_station and (sample / "own notes.txt").exists()
    finally:
        program.stop()
        program.dialog.rejected.disconnect()
        program.dialog.hide()
        program.dialog.deleteLater()


def test_locking_closes_the_station_and_asks_for_the_password(
    station: tuple[Path, str], clock: FixedClock, qapp: QApplication, qtbot: Any
) -> None:
    program = Program(qapp, station[0], clock, Preferences("en", account="林晓"))
    program.start()
    assert isinstance(program.dialog, Login)
    program.dialog.form.patch({"password": SECRET})
    program.dialog.sign_in()
    qtbot.waitUntil(lambda: program.window is not None and program.window.frame is not None, timeout=20_000)
    try:
        window = program.window
        window.go("settings")
        window.current().profile.patch({"phone": "0574-1"})
        window.lock()
        assert not window.isVisible() and isinstance(program.dialog, Login)
        failed: list[BaseException] = []
        program.worker.run(lambda _session: None, failed=failed.append)
        qtbot.waitUntil(lambda: bool(failed))
        program.dialog.form.patch({"password": SECRET})
        program.dialog.sign_in()
        qtbot.waitUntil(lambda: window.isVisible() and program.dialog is None, timeout=20_000)
        assert program.window is window and window.current().profile.value("phone") == "0574-1"
        window.lock()
    finally:
        program.stop()
        program.dialog.rejected.disconnect()
        program.dialog.hide()
        program.dialog.deleteLater()
        program.window.deleteLater()


def test_a_second_copy_asks_the_first_to_show_itself(tmp_path: Path, qtbot: Any) -> None:
    shown: list[int] = []
    first = OneCopy(tmp_path)
    first.show = lambda: shown.append(1)
    assert first.first()
    try:
        second = OneCopy(tmp_path)
        assert not second.first()
        qtbot.waitUntil(lambda: shown == [1])
    finally:
        first.close()
    third = OneCopy(tmp_path)
    assert third.first()
    third.close()


@pytest.mark.parametrize(
    ("password", "kind"),
    [
        ("short", "danger"),
        ("aaaaaaaaaaaa", "gold"),
        ("abcdefgh", "gold"),
        ("Abcdef12", "ok"),
        ("three short words", "ok"),
        ("邻里守望天天见", "danger"),
    ],
)
def test_strength_of_passwords(password: str, kind: str) -> None:
    assert strength(password)[1] == kind


def test_preferences_survive_and_bad_ones_are_ignored(tmp_path: Path) -> None:
    Preferences("en", 1.5, True, "林晓").save(tmp_path)
    assert Preferences.load(tmp_path) == Preferences("en", 1.5, True, "林晓")
    (tmp_path / "preferences.json").write_text("[]")
    assert Preferences.load(tmp_path).scale == 1.0
    (tmp_path / "preferences.json").write_text('{"scale": 9, "language": "xx"}')
    assert Preferences.load(tmp_path).scale == 2.0
    assert Preferences.load(tmp_path / "missing") == Preferences()


def test_password_pair_hint(qtbot: Any) -> None:
    pair = PasswordPair()
    qtbot.addWidget(pair)
    pair.show()
    pair.first.setText(SECRET)
    assert pair._badge.isVisible() and not pair.validate()
    pair.second.setText(SECRET)
    assert pair.validate() and pair.password == SECRET


@pytest.mark.nightly
def test_the_wizard_opens_the_sample_beside_the_station(
    tmp_path: Path, clock: FixedClock, qapp: QApplication, qtbot: Any
) -> None:
    program = Program(qapp, tmp_path / "station", clock, Preferences("zh_CN"))
    program.start()
    assert isinstance(program.dialog, Wizard)
    program.dialog.finished_with.emit("sample", "")
    qtbot.waitUntil(lambda: program.window is not None and program.window.frame is not None, timeout=120_000)
    try:
        assert program.window.frame.sample and Folder(tmp_path / "station-sample").is_sample
        assert not Folder(tmp_path / "station").holds_station
    finally:
        program.window.hide()
        program.stop()
        program.window.deleteLater()


def test_the_sign_in_does_not_wait_for_database_papers_or_solvers() -> None:
    """What the first window imports: the rest comes while the password is typed."""
    heavy = ("peewee", "sqlcipher3", "cryptography", "argon2", "numpy", "matplotlib", "reportlab", "highspy", "pyvrp", "pypinyin")
    asked = f"import sys, ui.app, ui.station.login; print([name for name in {heavy!r} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "[]"
