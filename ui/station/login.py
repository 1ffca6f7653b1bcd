"""Signing in, and getting in by the printed recovery key when the password is lost."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from desktop.clock import Clock
from desktop.errors import StationUnavailable
from desktop.i18n import RESOURCES, _
from desktop.station.folder import Folder
from ui.kit import Button, Dialog, Field, Form, Link, label
from ui.station import door
from ui.station.passwords import PasswordPair
from ui.worker import Worker


class Login(Dialog):
    """Name and password. `opened(account)` when the station is open in the worker; `rejected` when the clerk gives up."""

    opened = Signal(str)

    def __init__(self, worker: Worker, folder: Path, clock: Clock, account: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Sign in"), 440)
        self.setWindowIcon(QIcon(str(RESOURCES / "icons" / "linli.svg")))
        self.setWindowTitle(_("Linli Shouwang"))
        self._worker, self._folder, self._clock = worker, folder, clock
        self.body.addWidget(label(str(folder), "caption", wrap=True))
        self.form = Form(
            [Field("account", _("Name"), required=True), Field("password", _("Password"), "password", required=True)],
            clock.today(),
        )
        self.form.set_values({"account": account})
        self.body.addWidget(self.form)
        self.body.addWidget(Link(_("Password lost? Use the printed recovery key"), self._lost))
        self.mend = Link(_("Restore a backup…"), self._restore)
        self.mend.hide()
        self.body.addWidget(self.mend)
        self.add_button(_("Quit"), self.reject)
        self.enter: Button = self.add_button(_("Sign in"), self.sign_in, "main")
        self.form.submitted.connect(self.sign_in)
        self.form.editor("password" if account else "account").setFocus()

    def ask_name(self) -> None:
        """Somebody else is to sign in."""
        self.form.set_values({"account": ""})
        self.form.editor("account").setFocus()

    def sign_in(self) -> None:
        """Try what was typed."""
        if not self.enter.isEnabled() or not self.form.validate():
            return
        values = self.form.values()
        self._wait(True)
        self._worker.open(
            door.open_station, self._folder, values["account"], values["password"], self._clock, done=self._came, failed=self._refused
        )

    def _wait(self, waiting: bool) -> None:
        self.enter.setEnabled(not waiting)
        self.form.setEnabled(not waiting)
        if waiting:
            self.tell_wrong("")

    def _came(self, _none: None) -> None:
        self.opened.emit(self.form.value("account"))
        self.accept()

    def _refused(self, error: BaseException) -> None:
        self._wait(False)
        self.fail(error)
        self.mend.setVisible(isinstance(error, StationUnavailable))
        self.form.patch({"password": ""})
        self.form.editor("password").setFocus()

    def _lost(self) -> None:
        recovery = Recovery(self._worker, self._folder, self._clock, self.form.value("account"), self)
        recovery.opened.connect(self._recovered)
        recovery.open()

    def _restore(self) -> None:
        restore = RestoreUnopenable(self._worker, self._folder, self._clock, self.form.value("account"), self)
        restore.accepted.connect(self._restored)
        restore.open()

    def _restored(self) -> None:
        self.mend.hide()
        self.tell_wrong(_("Restored. Sign in now."))

    def _recovered(self, account: str) -> None:
        self.opened.emit(account)
        self.accept()


class Recovery(Dialog):
    """The printed recovery key and a new password."""

    opened = Signal(str)

    def __init__(self, worker: Worker, folder: Path, clock: Clock, account: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Recovery key"), 480)
        self._worker, self._folder, self._clock = worker, folder, clock
        self.body.addWidget(label(_("Type the six lines of the printed recovery key, and a new password."), wrap=True))
        self.form = Form(
            [
                Field("account", _("Name"), required=True),
                Field("recovery", _("Recovery key"), "long", required=True, rows=6, check=self._check_lines),
            ],
            clock.today(),
        )
        self.form.set_values({"account": account})
        self.body.addWidget(self.form)
        self.passwords = PasswordPair()
        self.body.addWidget(self.passwords)
        self.add_button(_("Cancel"), self.reject)
        self.enter = self.add_button(_("Sign in"), self.try_key, "main")
        self.form.focus_first()

    @staticmethod
    def _check_lines(typed: str) -> str:
        from desktop.station.keyring import wrong_lines

        wrong = wrong_lines(typed)
        if not wrong:
            return ""
        return _("Check line {lines}: a letter is wrong or missing.").format(lines=", ".join(str(number) for number in wrong))

    def try_key(self) -> None:
        """Open with the key; then the new password is set."""
        if not (self.form.validate() and self.passwords.validate()):
            return
        self.enter.setEnabled(False)
        values = self.form.values()
        self._worker.open(
            door.open_and_set, self._folder, values["account"], values["recovery"], self.passwords.password, self._clock,
            done=self._came, failed=self._refused,
        )  # fmt: skip

    def _came(self, _none: None) -> None:
        self.opened.emit(self.form.value("account"))
        self.accept()

    def _refused(self, error: BaseException) -> None:
        self.enter.setEnabled(True)
        self.fail(error)


class RestoreUnopenable(Dialog):
    """A station whose own file cannot be opened: choose a backup, prove who one is, go back to it."""

    def __init__(self, worker: Worker, folder: Path, clock: Clock, account: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Restore a backup"), 520)
        self._worker, self._folder, self._clock = worker, folder, clock
        told = _("The station cannot be opened. Choose the backup to go back to; what lies there now is put aside first.")
        self.body.addWidget(label(told, wrap=True))
        from desktop.station.backup import backups_in

        place = Folder(folder).backups
        self.backups = backups_in(place)[::-1]
        self.form = Form(
            [
                Field(
                    "backup",
                    _("Backup of"),
                    "choice",
                    choices=[(str(one.path), f"{one.at:%Y-%m-%d %H:%M}") for one in self.backups],
                ),
                Field("account", _("Name"), required=True),
                Field("secret", _("Password or recovery key"), "long", required=True, rows=2),
                Field("by_key", _("This is the recovery key"), "check"),
            ],
            clock.today(),
        )
        self.form.set_values({"account": account, "backup": str(self.backups[0].path) if self.backups else None})
        self.body.addWidget(self.form)
        self.add_button(_("Cancel"), self.reject)
        self.go = self.add_button(_("Restore"), self.restore, "main")
        if not self.backups:
            self.tell_wrong(_("No backup was found in {folder}.").format(folder=place))
            self.go.setEnabled(False)

    def restore(self) -> None:
        """Put the chosen backup in the place of the station's file."""
        if not self.form.validate():
            return
        values = self.form.values()
        self.go.setEnabled(False)
        self._worker.close_session(
            lambda: door.restore_unopenable(
                self._folder, Path(values["backup"]), values["account"], values["secret"], self._clock, by_recovery_key=values["by_key"]
            ),
            done=self._done, failed=self._refused,
        )  # fmt: skip

    def _done(self, _none: None) -> None:
        self.accept()

    def _refused(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        self.fail(error)
