"""Rows 27, 29 and 30: keys replaced and a change of keys killed; windows blank while locked and the clipboard cleared; killed while typing."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog

from db.people.tables import Person
from desktop.clock import FixedClock
from desktop.errors import WrongPassword
from desktop.station import open_station as open_station_module
from desktop.station import rekey
from desktop.station.drafts import form_draft
from desktop.station.keyring import Keyring
from desktop.station.opening import create_station, open_by_recovery_key, open_station
from tests.faults.conftest import NOW, ROOT, Fault
from ui.kit import secrets
from ui.kit.secrets import copy_secret, shown_in_clear
from ui.preferences import Preferences
from ui.shell.main_window import MainWindow
from ui.worker import Worker

pytestmark = pytest.mark.usefixtures("quick_argon")
BEGIN = (
    "import sys\nsys.path.insert(0, sys.argv[2])\nfrom datetime import datetime\nfrom pathlib import Path\nfrom desktop.clock import FixedClock\n"
    "from desktop.station import keyring\nkeyring.MEMORY_KIB = 64\nfrom desktop.station.opening import open_station\n"
    "clock = FixedClock(datetime(2026, 3, 2, 9))\n"
)
STEPS = [f"{when} {name}" for name in ("copy_with_key", "prepare", "settle_log", "put_in_place", "settle") for when in ("before", "after")]


@pytest.mark.fault(27, "recovery key replaced; a change of the file's key killed at any moment", "the old key is dead; old or new file opens, 0 rows lost")
def test_keys_are_replaced_without_loss(fault: Fault, tmp_path: Path) -> None:
    folder, clock = tmp_path / "station", FixedClock(NOW)
    opened, first = create_station(folder, "红葵", "", "林晓", "password", clock)
    with opened.session.write("people.save_elder") as unit:
        unit.insert_many(Person, [{"name": f"老人{number}", "note": "住址" * 200} for number in range(600)])
    second = opened.replace_recovery_key()
    opened.close()
    fault.tried(2)
    with pytest.raises(WrongPassword):
        open_by_recovery_key(folder, "林晓", first, clock)
    clock.moment = NOW + timedelta(hours=1)  # type: ignore[attr-defined]
    open_by_recovery_key(folder, "林晓", second, clock).close()
    chance, points = random.Random(27), [*STEPS, *([""] * fault.count(5))]
    for point in points:
        child = os.fork()
        if child == 0:  # no new interpreter: the station is opened in the child alone
            renew_and_die(folder, point)
        if not point:
            time.sleep(chance.uniform(0.02, 0.8))
            os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        assert not point or os.WIFSIGNALED(status), f"{point} was never reached"
        fault.tried()
        how = (lambda: open_station(folder, "林晓", "password", clock)) if chance.random() < 0.5 else (
            lambda: open_by_recovery_key(folder, "林晓", second, clock))
        again = how()
        if Person.select().count() != 600 or '"next"' in again.folder.keys.read_text("utf-8"):
            fault.lost()
            fault.note(f"killed {point or 'at random'}: rows are gone, or a change of keys was left half done")
        again.close()
        for backup in (folder / "backups").glob("*"):
            backup.unlink()
    fault.note(f"{len(STEPS)} steps, {fault.count(5)} random moments")


def renew_and_die(folder: Path, point: str) -> None:
    """In the child: change the key, and be killed just before or after a step."""
    def die(*_args: Any, **_kw: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    try:
        opened = open_station(folder, "林晓", "password", FixedClock(NOW + timedelta(hours=1)))
        when, _space, name = point.partition(" ")
        if point:
            holder: Any = {"prepare": Keyring, "settle": Keyring, "copy_with_key": rekey}.get(name, open_station_module)
            plain = getattr(holder, name)
            setattr(holder, name, die if when == "before" else lambda *args, **kw: (plain(*args, **kw), die()))
        opened.renew_key()
        if not point:
            time.sleep(5)  # the random moment may come after the end
    finally:
        os._exit(1)


@pytest.mark.fault(29, "idle lock; clipboard after copying a masked field", "every window is hidden while locked; the clipboard is empty after 30 s")
def test_idle_lock_and_clipboard(fault: Fault, tmp_path: Path, qtbot: Any, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    create_station(tmp_path / "station", "红葵", "", "林晓", "password", FixedClock(NOW))[0].close()
    worker, ready, locked = Worker(), list[Any](), list[int]()
    worker.open(open_station, tmp_path / "station", "林晓", "password", FixedClock(NOW), done=ready.append)
    qtbot.waitUntil(lambda: bool(ready), timeout=20_000)
    window = MainWindow(worker, FixedClock(NOW), tmp_path / "station", Preferences("zh_CN"))
    qtbot.addWidget(window)
    window.locked.connect(lambda: (locked.append(1), window.put_away()))
    window.show()
    qtbot.waitUntil(lambda: window.frame is not None, timeout=20_000)
    fault.tried()
    if window.idle._timer.interval() != 240_000 or not window.idle._timer.isActive():
        fault.lost()
        fault.note(f"the lock falls after {window.idle._timer.interval()} ms")
    assert secrets.KEPT == 30_000
    board = QGuiApplication.clipboard()
    for copied in ("13777654321", "330206194102037649"):
        shown_in_clear(copied)
        board.setText(copied)  # with Ctrl+C from a label, not by a button
        fault.tried()
        if not secrets._copied[0].timer.isActive() or secrets._copied[0].timer.interval() != 30_000:
            fault.lost()
            fault.note("nothing waits to clear the clipboard")
        secrets._copied[0].timer.start(20)
        qtbot.waitUntil(lambda: board.text() == "", timeout=5_000)
    copy_secret("13777654321")
    board.setText("别的内容")
    secrets._copied[0].clear()
    fault.tried()
    assert board.text() == "别的内容", "what the clerk copied since is not ours to clear"
    copy_secret("13777654321")
    dialogs = [QDialog(window), QDialog()]
    for one in dialogs:
        qtbot.addWidget(one)
        one.show()
    window.idle._timer.start(20)  # as if four minutes had gone by
    qtbot.waitUntil(lambda: locked == [1], timeout=5_000)
    fault.tried(2)
    seen = [type(one).__name__ for one in qapp.topLevelWidgets() if one.isVisible()]
    if seen or board.text():
        fault.lost()
        fault.note(f"still to be seen: {seen}, clipboard {bool(board.text())}")
    window.hide()
    assert worker.stop()


TYPING = BEGIN + (
    "import os, time\nfrom PySide6.QtCore import QTimer\nfrom PySide6.QtWidgets import QApplication\nfrom ui.kit import DraftKeeper, Field, Form\n"
    "from ui.worker import Worker\napp = QApplication([])\nworker = Worker()\n"
    "worker.open(open_station, Path(sys.argv[1]), '林晓', 'password', clock, done=lambda _none: begin())\n"
    "typed = ''\n"
    "def begin():\n    global form, keeper, timer\n    form = Form([Field('note', 'note', 'long')], clock.today())\n    form.show()\n"
    "    keeper = DraftKeeper(form, worker, 'elder.new')\n    timer = QTimer()\n    timer.timeout.connect(key)\n    timer.start(100)\n"
    "def key():\n    global typed\n    typed += '字'\n    form.editor('note').setPlainText(typed)\n    print(len(typed), time.monotonic(), flush=True)\n"
    "app.exec()\n"
)


@pytest.mark.fault(30, "killed while typing in a form", "at most 10 s of typing lost")
def test_killed_while_typing(fault: Fault, tmp_path: Path) -> None:
    folder, clock = tmp_path / "station", FixedClock(NOW)
    create_station(folder, "红葵", "", "林晓", "password", clock)[0].close()
    chance, worst = random.Random(30), 0.0
    for _try in range(fault.count(2)):
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
        with subprocess.Popen([sys.executable, "-c", TYPING, str(folder), str(ROOT)], stdout=subprocess.PIPE, text=True, env=environment) as child:
            assert child.stdout is not None
            times: dict[int, float] = {}
            until = chance.randint(20, 30)
            for line in child.stdout:
                count, at = line.split()
                times[int(count)] = float(at)
                if int(count) >= until:
                    break
            child.send_signal(signal.SIGKILL)
        again = open_station(folder, "林晓", "password", clock)
        kept = len(form_draft(again.session, "elder.new").get("note", ""))
        again.close()
        last = max(times)
        lost = times[last] - times[kept] if kept in times else 99.0
        worst = max(worst, lost)
        fault.tried()
        if not kept or lost > 10:
            fault.lost()
            fault.note(f"{lost:.1f} s of typing lost")
    fault.note(f"at most {worst:.1f} s lost")
