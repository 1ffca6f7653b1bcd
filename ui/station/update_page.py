"""Updates without a network: choose a signed package from a stick, see what it is, install it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from desktop import i18n
from desktop.errors import UserError
from desktop.i18n import _
from desktop.session import Session
from desktop.station.opening import OpenStation
from desktop.station.update_package import ENDING, Manifest
from desktop.station.updates import (
    Program,
    Record,
    check_update,
    launch_detached,
    may_install,
    outcome,
    start_update,
    this_program,
)
from ui.kit import Card, Dialog, LineRows, Page, Shell, label

Checked = tuple[Path, Manifest, str]
"""A good package: its file, what it says of itself, and why it cannot be installed here ('' when it can)."""


def last_update(station: OpenStation, program: Program) -> str:
    """What became of the newest update."""
    return outcome(station.folder.path, program.version, station.session.clock.now())


def check(_session: Session, path: Path, program: Program, **watch: Any) -> Checked:
    """Check a package, and whether this installation takes it."""
    manifest = check_update(path, program, **watch)
    try:
        may_install(program)
    except UserError as error:
        return path, manifest, str(error)
    return path, manifest, ""


def install(station: OpenStation, path: Path, program: Program, now: datetime) -> Record:
    """Back up and start the installer, which closes this program. Administrators only."""
    station.session.check_administrator()
    return start_update(path, program, station.folder.path, now, station.backup, launch_detached)


class UpdatePage(Page):
    """Which version runs, what became of the last update, and the way to the next."""

    key, help = "update", "updates"
    topics = frozenset({"station"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Update"))
        self.program = this_program()
        self.set_subtitle(_("version {version}").format(version=self.program.version))
        self.checked: Checked | None = None
        self.choose_button = self.add_action(_("Choose an update package…"), self.choose, "F2")
        self.install_button = self.add_action(_("Install…"), self.ask_install, "F8", main=True)
        self.install_button.setEnabled(False)
        about = Card(_("How it is done"))
        for words in (
            _("1. Put in the USB stick with the package (its name ends in {ending}) and choose it here.").format(ending=ENDING),
            _("2. It is checked: signed by the publisher, complete, newer than this version. What is not, is refused; nothing changes."),
            _("3. The station is backed up, the program closes, the new version is installed and tests itself. After some minutes the "
              "window opens again. If the test fails, the former version is put back."),
        ):
            about.add(label(words, wrap=True))
        self.outcome = label("", "muted", wrap=True)
        self.outcome.hide()
        about.add(self.outcome)
        self.found = Card(_("The package"))
        self.rows = LineRows([1, 4])
        self.reason = label("", "strong", wrap=True)
        self.found.add(self.rows)
        self.found.add(self.reason)
        self.found.hide()
        self.body.addWidget(about)
        self.body.addWidget(self.found)
        self.body.addStretch(1)

    def open(self, **where: Any) -> None:
        """Begin with a package when one is named."""
        if where.get("file"):
            self.check(Path(str(where["file"])))

    def reload(self) -> None:
        self.shell.worker.run_station(last_update, self.program, done=self._told, failed=self.shell.fail, owner=self)

    def _told(self, told: str) -> None:
        self.outcome.setText(told)
        self.outcome.setVisible(bool(told))

    def choose(self) -> None:
        """Choose a package."""
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Choose an update package…"), "", _("Update packages (*{ending});;All files (*)").format(ending=ENDING))
        if name:
            self.check(Path(name))

    def check(self, path: Path) -> None:
        """Check this package and show what it is."""
        self.checked = None
        self.found.hide()
        self.install_button.setEnabled(False)
        self.shell.worker.run_long(
            check, path, self.program, title=_("Checking the package"), done=self._checked, failed=self.shell.fail, owner=self)

    def _checked(self, checked: Checked) -> None:
        self.checked = checked
        path, manifest, hindrance = checked
        self.rows.clear()
        self.rows.add_row(label(_("File"), "muted"), path.name)
        self.rows.add_row(label(_("Version"), "muted"), _("{version} (now {here})").format(
            version=manifest.version, here=self.program.version))
        self.rows.add_row(label(_("Signature"), "muted"), _("good: from the publisher of this program, complete and unchanged"))
        notes = manifest.notes.get(i18n.language()) or ""
        if notes:
            self.rows.add_row(label(_("What is new"), "muted"), label(notes, wrap=True))
        self.reason.setText(hindrance)
        self.reason.setVisible(bool(hindrance))
        self.install_button.setEnabled(not hindrance)
        self.found.show()

    def ask_install(self) -> None:
        """Ask once, then install."""
        if self.checked is not None and not self.checked[2]:
            dialog = InstallDialog(self, self.checked[1].version)
            dialog.accepted.connect(self.install)
            dialog.open()

    def install(self) -> None:
        """Back up, and start the installer."""
        if self.checked is not None:
            self.install_button.setEnabled(False)
            self.shell.worker.run_station(
                install, self.checked[0], self.program, self.shell.clock.now(), done=self._started, failed=self._failed, owner=self)

    def _started(self, record: Record) -> None:
        self.shell.say(_("Backed up. Version {version} is being installed: the program closes and opens again in some minutes.").format(
            version=record.version))

    def _failed(self, error: BaseException) -> None:
        self.install_button.setEnabled(True)
        self.shell.fail(error)


class InstallDialog(Dialog):
    """The last question."""

    def __init__(self, parent: Page, version: str) -> None:
        super().__init__(parent, _("Install version {version}?").format(version=version))
        self.body.addWidget(label(_("The program will close for some minutes. Do not do this while somebody is on the hotline."), wrap=True))
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Back up and install"), self.accept, "main")
