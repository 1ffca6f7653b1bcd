"""Masked data on the screen: shown by a click, copied for half a minute.

What a page shows masked comes masked from its service; in clear it comes from `desktop.people.reveal`, which notes that.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.i18n import N_, _
from ui.kit.dialogs import FormDialog
from ui.kit.form import Field
from ui.kit.page import Page

REASONS = (N_("to call back"), N_("to call an emergency contact"), N_("a door to be found"), N_("an emergency"))
KEPT = 30_000  # milliseconds that a copied masked field stays in the clipboard (KeePassXC clears its own likewise)


class _Copied(QObject):
    """What is shown in clear, and the copy of it that waits to be cleared."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = set()
        self.text = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(KEPT)
        self.timer.timeout.connect(self.clear)
        QGuiApplication.clipboard().dataChanged.connect(self.look)

    def look(self) -> None:
        """Something was copied, by whatever key: is it one of ours?"""
        text = QGuiApplication.clipboard().text()
        if text and any(secret in text for secret in self.secrets):
            self.text = text
            self.timer.start(KEPT)

    def clear(self) -> None:
        """Empty the clipboard, unless something else was copied since."""
        board = QGuiApplication.clipboard()
        if self.text and board.text() == self.text:
            board.clear()
        self.text = ""


_copied: list[_Copied] = []


def shown_in_clear(*texts: str) -> None:
    """These stand in clear on the screen: whoever copies one, by button, key or mouse, has it for 30 seconds."""
    if not _copied:
        _copied.append(_Copied())
    _copied[0].secrets |= {one for one in texts if len(one) > 3}


def ask_reason(page: Page, call: Callable[[str], object]) -> None:
    """Call with a reason: asked for where the account's role wants one, else at once with ''."""
    frame = getattr(page.shell, "frame", None)
    if frame is None or not frame.reason_needed:
        call("")
        return
    dialog = FormDialog(
        page, _("Why do you need to see this?"),
        [Field("reason", _("Reason"), required=True, known=[_(one) for one in REASONS], hint=_("It stands in the audit trail beside your name."))],
        page.shell.clock.today(), save=lambda values: (call(values["reason"]), dialog.accept()), word=_("Show"), width=440,
    )  # fmt: skip
    dialog.open()


def copy_secret(text: str) -> None:
    """Copy a number or an address; it is gone from the clipboard after 30 seconds."""
    shown_in_clear(text)
    QGuiApplication.clipboard().setText(text)


def forget_copied() -> None:
    """Clear at once what was copied in clear: the station is locked, or the program ends."""
    for one in _copied:
        one.timer.stop()
        one.clear()
        one.secrets.clear()
