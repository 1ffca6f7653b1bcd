"""The first run: make a station, print its recovery key, then begin; or look around in the sample."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.clock import Clock
from desktop.i18n import LANGUAGES, RESOURCES, _, language
from desktop.station.opening import create_station
from desktop.station.recovery_paper import save_recovery_paper
from ui.kit import Button, Card, Chips, Dialog, Field, Form, label, row, theme
from ui.station.passwords import PasswordPair
from ui.worker import Worker

LANGUAGE_WORDS = {"zh_CN": "中文", "en": "English"}


class Wizard(Dialog):
    """`finished_with(what, account)`: what is 'today', 'import' or 'sample'. `language_picked(code)` when another language is chosen."""

    finished_with = Signal(str, str)
    language_picked = Signal(str)

    def __init__(self, worker: Worker, folder: Path, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Welcome to Linli Shouwang"), 640)
        self.setWindowIcon(QIcon(str(RESOURCES / "icons" / "linli.svg")))
        self._worker, self._folder, self._clock = worker, folder, clock
        self._account = ""
        self.recovery_key = ""
        self.saved_to: Path | None = None
        self.pages = QStackedWidget()
        self.body.addWidget(self.pages, 1)
        for page in (self._welcome(), self._station_page(), self._recovery_page(), self._last_page()):
            self.pages.addWidget(page)
        self.back = self.add_button(_("Back"), self._go_back)
        self.next = self.add_button(_("Next"), self.go_on, "main")
        self._show(0)

    # the pages

    def _welcome(self) -> QWidget:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(14))
        words = Chips(_("Language"))
        words.set_items([(code, LANGUAGE_WORDS[code]) for code in LANGUAGES])
        words.choose(language())
        words.picked.connect(lambda code: self.language_picked.emit(code))
        inside.addWidget(words)
        for title, text, word, call, kind in (
            (
                _("Make your station"),
                _("Takes two minutes: the station's name, your name and a password. Everything stays encrypted on this computer."),
                _("Make the station"), lambda: self._show(1), "main",
            ),
            (
                _("Look around first"),
                _("A sample station with invented people. It is marked as sample on every page and can be removed at any time."),
                _("Open the sample station"), lambda: self.finished_with.emit("sample", ""), "",
            ),
        ):  # fmt: skip
            card = Card(title)
            card.add(label(text, "muted", wrap=True))
            card.add(row(None, Button(word, call, kind=kind)))
            inside.addWidget(card)
        place = _("The station will be kept in {folder}").format(folder=self._folder)
        inside.addWidget(label(place, "caption", wrap=True))
        inside.addStretch(1)
        return page

    def _station_page(self) -> QWidget:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        self.form = Form(
            [
                Field("name", _("Name of the station"), required=True, hint=_("It stands on every paper that you print.")),
                Field("community", _("Community")),
                Field("phone", _("Phone of the station")),
                Field("account", _("Your name (to sign in)"), required=True),
            ],
            self._clock.today(),
            columns=2,
        )
        self.passwords = PasswordPair()
        self.form.submitted.connect(self.passwords.first.setFocus)
        self.passwords.submitted.connect(self.go_on)
        inside.addWidget(self.form)
        inside.addWidget(self.passwords)
        inside.addStretch(1)
        return page

    def _recovery_page(self) -> QWidget:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(8))
        told = _("This key opens the station when every password is lost. Print it, put it in an envelope and lock it away. "
                 "Without it and without a password nobody can open the station, not even we.")  # fmt: skip
        inside.addWidget(label(told, wrap=True))
        card = Card()
        self.key_label: QLabel = label("", "key", selectable=True)
        self.key_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key_label.setAccessibleName(_("Recovery key"))
        card.add(self.key_label)
        inside.addWidget(card)
        self.save_pdf = Button(_("Save as PDF to print…"), self._save_pdf)
        inside.addLayout(row(self.save_pdf, Button(_("Copy"), self._copy), None))
        self._saved = label("", "caption", wrap=True)
        inside.addWidget(self._saved)
        self.kept = QCheckBox(_("I have printed it or written it down"))
        self.kept.toggled.connect(lambda on: self.next.setEnabled(on))
        inside.addWidget(self.kept)
        inside.addStretch(1)
        return page

    def _last_page(self) -> QWidget:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(14))
        for title, text, word, what, kind in (
            (_("Bring in the Excel ledger"),
             _("Elders, volunteers and places come in with a preview. Nothing is written before you agree."),
             _("Import the ledger"), "import", "main"),
            (_("Begin empty"), _("Enter elders and volunteers by hand; the ledger can come later."), _("Go to Today"), "today", ""),
        ):  # fmt: skip
            card = Card(title)
            card.add(label(text, "muted", wrap=True))
            card.add(row(None, Button(word, lambda what=what: self._finish(what), kind=kind)))
            inside.addWidget(card)
        inside.addStretch(1)
        return page

    # going through them

    def _show(self, number: int) -> None:
        self.pages.setCurrentIndex(number)
        self.tell_wrong("")
        self.heading.setText(
            (_("Welcome to Linli Shouwang"), _("Your station"), _("The recovery key"), _("How do you want to begin?"))[number]
        )
        self.back.setVisible(number == 1)
        self.next.setVisible(number in (1, 2))
        self.next.setEnabled(number != 2 or self.kept.isChecked())
        if number == 1:
            self.form.focus_first()

    def _go_back(self) -> None:
        self._show(0)

    def go_on(self) -> None:
        """The next step, when this one is complete."""
        if self.pages.currentIndex() == 1:
            if self.form.validate() and self.passwords.validate():
                self._create()
        elif self.pages.currentIndex() == 2 and self.kept.isChecked():
            self._show(3)

    def _create(self) -> None:
        values = self.form.values()
        self.next.setEnabled(False)
        self._worker.open(
            create_station, self._folder, values["name"], values["community"], values["account"], self.passwords.password, self._clock,
            phone=values["phone"], done=self._created, failed=self._refused,
        )  # fmt: skip

    def _created(self, recovery: str) -> None:
        self._account = self.form.value("account")
        self.recovery_key = recovery
        self.key_label.setText(
            "\n".join(f"{number}   {line[:5]} {line[5:]}" for number, line in enumerate(recovery.splitlines(), 1))
        )
        self.passwords.clear()
        self._show(2)

    def _refused(self, error: BaseException) -> None:
        self.next.setEnabled(True)
        self.fail(error)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.recovery_key)

    def _save_pdf(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Recovery key"), str(Path.home() / _("Recovery key.pdf")), "PDF (*.pdf)"
        )
        if name:
            self.write_pdf(Path(name))

    def write_pdf(self, path: Path) -> None:
        """Write the recovery key as a paper to print."""
        self._worker.run(
            save_recovery_paper, path, self.recovery_key, done=lambda _none: self._told_saved(path), failed=self.fail, owner=self
        )

    def _told_saved(self, path: Path) -> None:
        self.saved_to = path
        self._saved.setText(_("Saved: {path}. Print it and delete the file.").format(path=path))

    def _finish(self, what: str) -> None:
        self.finished_with.emit(what, self._account)

    def reject(self) -> None:
        """Esc does not throw away a recovery key that nobody has printed."""
        if self.pages.currentIndex() < 2:
            super().reject()
        else:
            self.tell_wrong(_("Please finish: the recovery key is shown only once.") if self.pages.currentIndex() == 2 else "")
