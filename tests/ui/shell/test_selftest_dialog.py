"""The self-test under Help: a process of its own, a line a check; what fails and what cannot start is told."""

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from ui.kit import HelpViewer
from ui.shell.main_window import MainWindow
from ui.shell.selftest_dialog import SelfTestDialog, command


def says(*lines: str, code: int = 0) -> list[str]:
    script = "import sys\nsys.stdout.reconfigure(encoding='utf-8')\n" + "".join(f"print({line!r}, flush=True)\n" for line in lines)
    return [sys.executable, "-c", f"{script}sys.exit({code})"]


def ended(dialog: SelfTestDialog, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: dialog.exit_code is not None or not dialog.wrong.isHidden(), timeout=20_000)


def test_each_check_is_a_line(qtbot: Any) -> None:
    dialog = SelfTestDialog(None, says("OK   字体，含生僻字", "a stray line", "OK   备份", "2 of 2 checks passed."))
    dialog.show()
    ended(dialog, qtbot)
    assert dialog.found == [(True, "字体，含生僻字"), (True, "备份")]
    assert "All 2 checks" in dialog.state.text() and dialog.wrong.isHidden()
    assert dialog.again.isEnabled()
    dialog.reject()


def test_what_failed_is_told(qtbot: Any) -> None:
    dialog = SelfTestDialog(None, says("OK   fonts", "FAIL the file is sound: page 3", code=1))
    dialog.show()
    ended(dialog, qtbot)
    assert dialog.found[1] == (False, "the file is sound: page 3")
    assert "1 of 2" in dialog.state.text()
    dialog.reject()


def test_a_program_that_ends_early_or_is_not_there_is_told(qtbot: Any) -> None:
    dialog = SelfTestDialog(None, [sys.executable, "-c", "import sys; sys.exit('no disk')"])
    dialog.show()
    ended(dialog, qtbot)
    assert dialog.wrong.text() == "no disk"
    dialog.exit_code = None
    dialog.start(["/not/there/linli-console"])
    qtbot.waitUntil(lambda: "could not be started" in dialog.wrong.text(), timeout=10_000)
    assert dialog.again.isEnabled()
    dialog.reject()


def test_closing_ends_the_process(qtbot: Any) -> None:
    dialog = SelfTestDialog(None, [sys.executable, "-c", "import time; time.sleep(60)"])
    dialog.show()
    qtbot.waitUntil(lambda: dialog._process.processId() > 0, timeout=10_000)
    with qtbot.waitSignal(dialog.destroyed, timeout=10_000):
        dialog.reject()


def test_the_frozen_program_asks_its_console_twin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert command(quick=True)[1:3] == ["-m", "desktop"] and command(quick=True)[-1] == "--quick"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "邻里 守望" / "Linli.exe"))
    assert command(quick=False)[0] == str(tmp_path / "邻里 守望" / "linli-console.exe")
    assert "--quick" not in command(quick=False)


def test_help_has_the_button_and_the_real_self_test_passes(window: MainWindow, qtbot: Any) -> None:
    window.show_help()
    (viewer,) = window.findChildren(HelpViewer)
    (button,) = [one for one in viewer.findChildren(QPushButton) if one.text() == "Self-test"]
    button.click()
    (dialog,) = window.findChildren(SelfTestDialog)
    qtbot.waitUntil(lambda: dialog.exit_code is not None, timeout=120_000)
    assert dialog.exit_code == 0, (dialog.found, dialog.wrong.text())
    assert len(dialog.found) > 8 and all(good for good, _words in dialog.found)
    dialog.reject()
    viewer.reject()
