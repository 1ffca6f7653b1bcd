"""The lock that falls by itself."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.shell.idle import Idle


def test_keys_put_the_lock_off_and_silence_lets_it_fall(qapp: QApplication, qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    idle = Idle(window)
    idle.watch(qapp)
    window.show()
    idle._watch_window(window.windowHandle())
    passed: list[int] = []
    idle.passed.connect(lambda: passed.append(1))
    idle.wait(3600)
    idle._timer.setInterval(400)
    for _turn in range(4):
        qtbot.wait(150)
        qtbot.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert passed == []
    qtbot.waitUntil(lambda: passed == [1], timeout=5_000)
    idle.wait(0)
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert not idle._timer.isActive()
