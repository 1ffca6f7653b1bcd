"""One window per station: a second start shows the first, and an installer can ask it to close."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui.app import OneCopy

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
