"""Signing with a PIN: who, the number, and a first PIN for those who have none yet."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.hotline.pins import LEAST, MOST, choose_pin
from desktop.i18n import _
from ui.kit import Dialog, Shell, label

Person = tuple[str | None, str, bool]
"""A volunteer's id (None: the clerk, who signs as the account), name, whether there is a PIN."""


class PinBox(QLineEdit):
    """Digits only, shown as dots."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{MOST}}}"), self))


class SignerDialog(Dialog):
    """Asks who signs and for the PIN, then calls `sign(volunteer or None, pin)`, which ends with `accept()` or `fail(error)`.

    `by_hand`: words and a call for what the clerk may do without a PIN. Who has no PIN yet chooses one here, twice, and signs with it.
    """

    def __init__(
        self, parent: QWidget, shell: Shell, title: str, told: str, people: Sequence[Person], chosen: str | None, word: str,
        sign: Callable[["SignerDialog", str | None, str], object],
        by_hand: tuple[str, Callable[["SignerDialog", str | None], object]] | None = None,
    ) -> None:
        super().__init__(parent, title, 480)
        self._shell, self._sign, self._sent = shell, sign, False
        self.people = list(people)
        if told:
            self.body.addWidget(label(told, "muted", wrap=True))
        self.who = QComboBox()
        self.who.setAccessibleName(_("Who signs"))
        for key, name, _pin in self.people:
            self.who.addItem(name, key)
        self.who.setCurrentIndex(max(self.who.findData(chosen), 0))
        self.who.currentIndexChanged.connect(lambda _number: self._show())
        self.body.addWidget(self.who)
        self.first_time = label(_("No PIN yet: choose one of {least} to {most} digits and type it twice.").format(least=LEAST, most=MOST),
                                "muted", wrap=True)  # fmt: skip
        self.body.addWidget(self.first_time)
        self.pin, self.again = PinBox(_("PIN")), PinBox(_("The PIN once more"))
        for box in (self.pin, self.again):
            self.body.addWidget(box)
        self.add_button(_("Cancel"), self.reject)
        if by_hand is not None:
            words, call = by_hand
            self.by_hand = self.add_button(words, lambda: call(self, self.who.currentData()))
        self.go = self.add_button(word, self.submit, "main")
        self._show()
        (self.pin if self.pin.isVisibleTo(self) else self.go).setFocus()

    def submit(self) -> None:
        """Sign; a first PIN is kept before."""
        if self._sent:
            return
        self.tell_wrong("")
        key, _name, has_pin = self._chosen()
        pin = self.pin.text()
        if key is not None and not pin:
            self.pin.setFocus()
            return
        if key is not None and not has_pin:
            if pin != self.again.text():
                self.tell_wrong(_("The two PINs differ."))
                self.again.setFocus()
                return
            self._sent = True
            self._shell.worker.run(choose_pin, key, pin, done=lambda _id: self._with_new_pin(key, pin), failed=self.fail, owner=self)
            return
        self._sent = True
        self._sign(self, key, pin)

    def fail(self, error: BaseException) -> None:
        self._sent = False
        self.pin.clear()
        self.again.clear()
        self.pin.setFocus()
        super().fail(error)

    def _with_new_pin(self, key: str | None, pin: str) -> None:
        self.people = [(one, name, has or one == key) for one, name, has in self.people]
        self._show()
        self._sign(self, key, pin)

    def _chosen(self) -> Person:
        return self.people[max(self.who.currentIndex(), 0)]

    def _show(self) -> None:
        key, _name, has_pin = self._chosen()
        self.pin.setVisible(key is not None)
        self.again.setVisible(key is not None and not has_pin)
        self.first_time.setVisible(key is not None and not has_pin)
