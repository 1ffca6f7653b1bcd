"""Masked data on the screen: shown by a click, copied for half a minute.

What a page shows masked comes masked from its service; `SecretLine` asks for it in clear (`desktop.people.masking.reveal`), which is noted.
"""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

KEPT = 30_000  # milliseconds that a copied masked field stays in the clipboard (KeePassXC clears its own likewise)


class _Copied(QObject):
    """What was copied last, until it is cleared."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.clear)

    def clear(self) -> None:
        """Empty the clipboard, unless something else was copied since."""
        board = QGuiApplication.clipboard()
        if self.text and board.text() == self.text:
            board.clear()
        self.text = ""


_copied: list[_Copied] = []


def copy_secret(text: str) -> None:
    """Copy a number or an address; it is gone from the clipboard after 30 seconds."""
    if not _copied:
        _copied.append(_Copied())
    _copied[0].text = text
    QGuiApplication.clipboard().setText(text)
    _copied[0].timer.start(KEPT)


def forget_copied() -> None:
    """Clear at once what `copy_secret` copied: the station is locked, or the program ends."""
    for one in _copied:
        one.timer.stop()
        one.clear()
