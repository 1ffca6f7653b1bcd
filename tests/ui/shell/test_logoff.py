"""Log-off and shutdown: typed words are on the disk before the system ends the program, without a question; and Qt's own words."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.clock import FixedClock
from desktop.errors import StationUnavailable
from desktop.station.drafts import form_draft
from ui.app import Program
from ui.preferences import Preferences
from ui.shell.logoff import keep_typed
from ui.shell.main_window import MainWindow
from ui.worker import Worker


def kept(worker: Worker, form: str, qtbot: Any) -> dict[str, Any]:
    """The draft of a form in the station's file."""
    got: list[dict[str, Any]] = []
    worker.run(form_draft, form, done=got.append)
    qtbot.waitUntil(lambda: bool(got), timeout=10_000)
    return got[0]


def test_a_half_entered_call_and_an_open_form_are_kept(
    window: MainWindow, sample_worker: Worker, settle: Callable[[], None], qtbot: Any
) -> None:
    window.go("hotline")
    settle()
    page: Any = window.current()
    field = next(one for one in page.form.findChildren(QLineEdit) if one.isVisibleTo(page) and one.isEnabled())
    field.setText("话说了一半")
    typed = page.form.typed_state()
    assert typed and kept(sample_worker, "CallForm", qtbot) == {}  # the usual second and a half has not passed yet
    assert keep_typed(window, sample_worker)
    assert kept(sample_worker, "CallForm", qtbot) == typed


def test_a_new_elder_half_typed_is_kept(
    window: MainWindow, sample_worker: Worker, settle: Callable[[], None], qtbot: Any
) -> None:
    from ui.people.elder_form import ElderFormDialog

    window.go("elders")
    settle()
    page: Any = window.current()
    dialog = ElderFormDialog(page.shell, page)
    dialog.open()
    settle()
    qtbot.waitUntil(lambda: dialog.drafts is not None, timeout=10_000)
    settle()
    assert dialog.form is not None
    dialog.form.patch({"name": "王阿婆"})
    assert keep_typed(window, sample_worker)
    assert kept(sample_worker, "ElderFormDialog.", qtbot).get("name") == "王阿婆"
    dialog.drafts.forget()


def test_with_the_login_shown_and_when_all_is_closed_nothing_is_waited_for(idle_worker: Worker) -> None:
    assert keep_typed(None, idle_worker)
    assert idle_worker.stop()
    assert keep_typed(None, idle_worker)


def test_a_disk_that_does_not_answer_is_not_waited_for_long(idle_worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()

    def hang() -> None:
        gate.wait()
        raise StationUnavailable("the disk went away")

    idle_worker.open(hang, failed=lambda _error: None)
    try:
        assert not idle_worker.settle(0.05)
    finally:
        gate.set()


def test_the_window_speaks_qt_words_of_the_language(qapp: QApplication, tmp_path: Path, morning: FixedClock) -> None:
    program = Program(qapp, tmp_path / "none", morning, Preferences("zh_CN"))
    try:
        assert QCoreApplication.translate("QPlatformTheme", "&Yes") != "&Yes"
        program.preferences.language = "en"
        program.use_looks()
        assert QCoreApplication.translate("QPlatformTheme", "&Yes") == "&Yes"
    finally:
        qapp.removeTranslator(program._qt_words)
        program.stop()


def test_screens_get_their_own_exact_scale() -> None:
    code = (
        "import sys\nfrom PySide6.QtWidgets import QApplication\nfrom ui import app\n"
        "app.Program.start = lambda self: self.app.exit(0) or sys.exit(QApplication.highDpiScaleFactorRoundingPolicy().value)\n"
        "app.run(['--data', sys.argv[1]])"
    )
    root = Path(__file__).resolve().parents[3]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([sys.executable, "-c", code, folder], cwd=root, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=False)
    assert done.returncode == Qt.HighDpiScaleFactorRoundingPolicy.PassThrough.value
