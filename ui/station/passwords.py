"""A new password typed twice, with a hint of how strong it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.station.passwords import SHORTEST_PASSWORD
from ui.kit import Badge, label, row, theme

GOOD, LONG = 12, 16


def strength(password: str) -> tuple[str, str]:
    """A word for how strong a password is, and the kind of badge: length counts most, then how many sorts of letters."""
    sorts = sum((
        any(letter.islower() for letter in password), any(letter.isupper() for letter in password),
        any(letter.isdigit() for letter in password), any(not letter.isalnum() for letter in password),
        any(ord(letter) > 127 for letter in password),
    ))  # fmt: skip
    few = len(set(password)) < 5
    if len(password) < SHORTEST_PASSWORD:
        return _("too short"), "danger"
    if few or (len(password) < GOOD and sorts < 3):
        return _("weak"), "gold"
    return (_("strong"), "ok") if len(password) >= LONG or sorts >= 3 else (_("good"), "ok")


class PasswordPair(QWidget):
    """`password` once both are the same and long enough (`validate()`)."""

    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(3))
        self.first, self.second = QLineEdit(), QLineEdit()
        self._badge = Badge("", "muted")
        self._badge.hide()
        self._wrong = label("", "error", wrap=True)
        self._wrong.hide()
        for editor, words in ((self.first, _("New password")), (self.second, _("The same again"))):
            editor.setEchoMode(QLineEdit.EchoMode.Password)
            editor.setAccessibleName(words)
            inside.addWidget(label(words, "caption"))
            inside.addLayout(row(editor, self._badge) if editor is self.first else row(editor))
        inside.addWidget(self._wrong)
        hint = _("At least {number} characters. Three short words are easy to remember.").format(number=SHORTEST_PASSWORD)
        inside.addWidget(label(hint, "caption", wrap=True))
        self.first.textChanged.connect(self._typed)
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self.submitted)

    @property
    def password(self) -> str:
        """What was typed first."""
        return self.first.text()

    def clear(self) -> None:
        """Empty both."""
        self.first.clear()
        self.second.clear()

    def validate(self) -> bool:
        """True when it is long enough and both are the same; says what is wrong otherwise."""
        if len(self.first.text()) < SHORTEST_PASSWORD:
            wrong = _("The password needs at least {number} characters.").format(number=SHORTEST_PASSWORD)
        elif self.first.text() != self.second.text():
            wrong = _("The two passwords differ.")
        else:
            wrong = ""
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        if wrong:
            (self.first if len(self.first.text()) < SHORTEST_PASSWORD else self.second).setFocus()
        return not wrong

    def _typed(self, text: str) -> None:
        self._badge.setVisible(bool(text))
        if text:
            self._badge.tell(*strength(text))
