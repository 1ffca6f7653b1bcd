"""One window per station: a second start shows the first, and an installer can ask it to close."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.clock import FixedClock
from ui.app import Program
from ui.onecopy import OneCopy
from ui.preferences import Preferences
from ui.rooms import room_for

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def start(folder: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "desktop", "--data", str(folder), *words],
        cwd=ROOT,
        env=ENVIRONMENT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the Windows check tries this with the installed program")
def test_a_second_start_ends_and_the_first_closes_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "站"
    with start(folder) as first:
        try:
            for _try in range(
                20
            ):  # the first one needs a moment to hold its lock; a second start before that would itself be the first
                if first.poll() is not None:
                    pytest.fail(first.communicate()[0])
                with start(folder, "--close") as closing:
                    said = closing.communicate(timeout=60)[0]
                    assert closing.returncode == 0, said
                if first.poll() is not None or _ended(first):
                    break
            assert first.returncode == 0, first.communicate()[0]
        finally:
            first.kill()


def test_a_lock_left_by_a_killed_copy_keeps_nobody_out(tmp_path: Path, qapp: QApplication) -> None:
    """As after a power cut, when the process number in the lock belongs to a running program again (here: to this one)."""
    left = OneCopy(tmp_path)
    assert left._lock.tryLock(0)  # held by a live process, with nobody answering
    copy = OneCopy(tmp_path)
    assert copy.first()
    copy.close()
    left._lock.unlock()


def _ended(process: "subprocess.Popen[str]") -> bool:
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_a_file_opened_in_the_file_manager_reaches_the_copy_that_runs(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> None:
    running = OneCopy(tmp_path)
    assert running.first()
    taken: list[Path] = []
    running.take = taken.append
    package = tmp_path / "更新 0.3.0.linliupdate"
    second = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--data", str(tmp_path), "--open", str(package)], cwd=ROOT, env=ENVIRONMENT
    )
    try:
        qtbot.waitUntil(lambda: bool(taken), timeout=60_000)
        assert taken == [package]
        qtbot.waitUntil(lambda: second.poll() == 0, timeout=60_000)
    finally:
        second.kill()
        running.close()


def test_each_kind_of_file_goes_to_its_page() -> None:
    assert room_for(Path("C:/下载/Linli-0.3.0.LINLIUPDATE")).key == "update"
    assert room_for(Path("台账.xlsx")).key == room_for(Path("什么都不是")).key == "import"


def test_a_file_waits_until_somebody_is_signed_in(sample: Path, morning: FixedClock, qapp: QApplication, qtbot: QtBot) -> None:
    package = sample / "Linli.linliupdate"
    package.write_bytes(b"no package")
    program = Program(qapp, sample, morning, Preferences("zh_CN"), file=package)
    program.start()
    try:
        qtbot.waitUntil(lambda: program.window is not None, timeout=30_000)
        assert program.window.current().key == "update"  # type: ignore[union-attr]
        program.take(sample / "another.linliupdate")
        assert program._file is None
    finally:
        program.stop()
        if program.window is not None:
            program.window.hide()  # type: ignore[attr-defined]
            program.window.deleteLater()
