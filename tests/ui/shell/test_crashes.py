"""What went wrong is shown at the next start, once, without folders' names; also when the program died without a word."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.kit import CrashDialog
from ui.shell import crashes

ROOT = Path(__file__).resolve().parents[3]
DIE = (
    "import sys, ctypes\nsys.path.insert(0, sys.argv[2])\nfrom pathlib import Path\nfrom ui.shell import crashes\n"
    "crashes.begin(Path(sys.argv[1]))\nctypes.string_at(0)\n"
)


def shown(window: QWidget) -> list[str]:
    """The details of the crash dialogs over a window."""
    return [one.findChild(QPlainTextEdit).toPlainText() for one in window.findChildren(CrashDialog) if one.isVisible()]


def test_an_error_is_shown_at_the_next_start_once(tmp_path: Path, qtbot: Any) -> None:
    crashes.begin(tmp_path)
    try:
        raise ValueError("顾素珍 13800002211")
    except ValueError as error:
        CrashDialog.show_for(error).accept()
    crashes.end(tmp_path)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    crashes.begin(tmp_path)
    crashes.tell(window)
    (text,) = shown(window)
    assert "ValueError" in text and "顾素珍" not in text and "1380000" not in text
    crashes.end(tmp_path)
    assert crashes.take(tmp_path) == "" and list(tmp_path.iterdir()) == []


def test_a_hard_end_leaves_its_traces(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", DIE, str(tmp_path), str(ROOT)], check=False, capture_output=True)
    assert ended.returncode != 0
    text = crashes.take(tmp_path)
    assert "Fatal Python error" in text and str(ROOT) not in text


def test_an_orderly_end_leaves_nothing(tmp_path: Path) -> None:
    crashes.begin(tmp_path)
    crashes.end(tmp_path)
    assert list(tmp_path.iterdir()) == []
