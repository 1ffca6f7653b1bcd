"""Packages between stations: give out, take in, who is known, and what went to and fro."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.exchange.conflicts import count_conflicts
from desktop.exchange.figures import collected, save_collected
from desktop.exchange.giving import ELDERS, ENDING, Ask, Given, Mover, close_moved, give_out, list_movers
from desktop.exchange.keys import Card as StationCard
from desktop.exchange.keys import Known, add_station, card, forget_station, known_stations, save_card
from desktop.exchange.sealed import NeedsPhrase, WrongPhrase
from desktop.exchange.taking import (
    LoggedPackage,
    Received,
    Taken,
    accept_sender,
    list_packages,
    open_package,
    preview_package,
    take_in,
)
from desktop.i18n import _, ngettext
from desktop.session import Session
from desktop.station.drives import Drive, folder_on, sticks
from desktop.station.history import undo
from desktop.station.stick import good_name
from ui.exchange.file_page import FilePage
from ui.exchange.package_dialogs import CardDialog, GiveDialog, ReceivedDialog
from ui.exchange.package_words import counts_line, direction_badge, kind_words
from ui.kit import Badge, Button, Card, Column, Dialog, Field, FormDialog, RowsTable, Shell, label, row

FOLDER = "Linli"


@dataclass(frozen=True)
class View:
    """What the page shows."""

    known: list[Known]
    packages: list[LoggedPackage]
    conflicts: int
    months: list[str]


def load_view(session: Session) -> View:
    """Known stations, packages to and fro, how many conflicts wait, for which months figures came."""
    months = list(dict.fromkeys(one.month for one in collected(session)))
    return View(known_stations(session), list_packages(session), count_conflicts(session), months)


def load_giving(session: Session) -> tuple[list[Known], list[Mover]]:
    """For whom and what may be given out."""
    return [one for one in known_stations(session) if one.accepted], list_movers(session)


class PackagesPage(FilePage):
    """Packages on sticks. `open(file=...)` begins with one."""

    key, help = "packages", "packages"
    topics = frozenset({"exchange"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Packages"))
        self.setAcceptDrops(True)
        self.dialog: Dialog | None = None
        self.add_action(_("Take in…"), self.choose_file, "Ctrl+O")
        self.add_action(_("Give out…"), self.give, "F2", main=True)
        self._badge = Badge()
        self._waiting = QWidget()
        self._waiting.setLayout(row(self._badge, label(_("Changed here and there: both stand beside each other.")), None,
                                    Button(_("Decide"), lambda: shell.go("packages.conflicts"))))
        self._waiting.hide()
        self.body.addWidget(self._waiting)
        stations = Card(_("Known stations"), _("Only packages of these are taken in."))
        self.known = RowsTable(
            [
                Column(_("Station"), "name", bold=True, stretch=True),
                Column(_("Fingerprint"), "fingerprint", width=250, muted=True),
                Column(_("Accepted"), lambda one: f"{one.accepted_at:%Y-%m-%d}" if one.accepted_at else "", width=120, muted=True),
                Column("", lambda _one: _("Take off"), link=True, width=90, key="forget"),
            ],
            _("Known stations"),
        )
        nobody = _("No other station is known yet. Enter its code, or take its first package in.")
        self.known.set_empty(nobody, _("Enter a station's code"), self.add_station)
        self.known.linked.connect(lambda one, _key: self.forget(one))
        stations.add(self.known, 1)
        stations.add(row(Button(_("This station's card…"), self.show_card), Button(_("Enter a station's code…"), self.add_station), None))
        past = Card(_("Given out and taken in"))
        self.past = RowsTable(
            [
                Column(_("When"), lambda one: f"{one.at:%Y-%m-%d %H:%M}", width=150, muted=True),
                Column("", "direction", width=90, badge=direction_badge),
                Column(_("What"), lambda one: kind_words(one.kind), width=150),
                Column(_("Station"), "peer", width=170, bold=True),
                Column(_("Rows"), lambda one: counts_line(one.counts), stretch=True, muted=True),
                Column("", lambda one: _("Take back") if one.operation else "", link=True, width=90, key="undo"),
            ],
            _("Given out and taken in"),
        )
        self.past.set_empty(_("Nothing was given out or taken in yet."))
        self.past.linked.connect(lambda one, _key: self.take_back(one))
        past.add(self.past, 1)
        self._months = row(label(_("Figures of other stations:"), "muted"), None)
        past.add(self._months)
        self.body.addWidget(stations, 2)
        self.body.addWidget(past, 3)

    def open(self, **where: Any) -> None:
        """Begin with a package when one is named."""
        if where.get("file"):
            self.read(Path(str(where["file"])))

    def reload(self) -> None:
        self.ask(load_view, done=self._came)

    def _came(self, view: View) -> None:
        self.known.set_rows(view.known)
        self.past.set_rows(view.packages)
        self._waiting.setVisible(view.conflicts > 0)
        self._badge.tell(ngettext("{number} conflict", "{number} conflicts", view.conflicts).format(number=view.conflicts), "gold")
        while (item := self._months.takeAt(1)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        for month in view.months[:6]:
            self._months.addWidget(Button(_("{month} as Excel…").format(month=month), partial(self.save_figures, month)))
        self._months.addStretch(1)
        self._months.itemAt(0).widget().setVisible(bool(view.months))

    # giving out

    def give(self) -> None:
        """Ask what is to be given out."""
        self.ask(load_giving, done=self._ask_giving)

    def _ask_giving(self, told: tuple[list[Known], list[Mover]]) -> None:
        self.dialog = GiveDialog(self, self.shell.clock.today(), *told, give=self._choose_stick)
        self.dialog.open()

    def _choose_stick(self, ask: Ask, what: str) -> None:
        day = self.shell.clock.today()
        name = good_name(f"{what} {day:%Y-%m-%d}", ENDING)
        self.shell.worker.run_station(
            lambda station: sticks(station.folder.path), done=lambda found: self._offer(ask, name, found), failed=self.shell.fail, owner=self)

    def _offer(self, ask: Ask, name: str, found: list[Drive]) -> None:
        if not found:
            self._choose_folder(ask, name)
            return
        menu = QMenu(self)
        for stick in found:
            menu.addAction(stick.words_with_room, partial(self._give_onto, ask, name, stick))
        menu.addSeparator()
        menu.addAction(_("Another folder…"), lambda: self._choose_folder(ask, name))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().center()))

    def _give_onto(self, ask: Ask, name: str, stick: Drive) -> None:
        self.shell.worker.run_station(
            lambda _station: folder_on(stick, FOLDER), done=lambda folder: self.give_to(ask, Path(folder) / name), failed=self.shell.fail, owner=self)

    def _choose_folder(self, ask: Ask, name: str) -> None:
        self._save_as(_("Give out a package"), name, "Linli (*.linli)", lambda path: self.give_to(ask, path))

    def give_to(self, ask: Ask, path: Path) -> None:
        """Make the package at this place."""
        self.shell.worker.run_long(
            give_out, ask, path, title=_("Giving out {file}").format(file=path.name), done=lambda given: self._given(ask, given),
            failed=self.shell.fail, owner=self)  # fmt: skip

    def _given(self, ask: Ask, given: Given) -> None:
        told = _("Written and read back: {file} ({rows} rows, for {to}). It is safe to pull the stick out.")
        self.shell.say(told.format(file=given.path, rows=f"{given.rows:,}", to=given.to))
        self.reload()
        if ask.kind == ELDERS:
            self._ask_closing(ask, given)

    def _ask_closing(self, ask: Ask, given: Given) -> None:
        dialog = Dialog(self, _("Close their care files here?"), 520)
        number = len(ask.elders)
        words = ngettext("{number} elder moves to {station}.", "{number} elders move to {station}.", number).format(number=number, station=given.to)
        dialog.body.addWidget(label(words, "strong", wrap=True))
        told = _("Close the files once the other station has taken the package in: until then somebody must look in on them.")
        dialog.body.addWidget(label(told, wrap=True))
        dialog.add_button(_("Not yet"), dialog.reject)
        dialog.add_button(_("Close the files"), dialog.accept, "main", "Ctrl+Return")
        dialog.accepted.connect(lambda: self.ask(
            close_moved, ask.elders, given.to,
            done=lambda operation: self.shell.say(_("The care files were closed: moved to {station}.").format(station=given.to), undo=operation)))
        self.dialog = dialog
        dialog.open()

    # taking in

    def choose_file(self) -> None:
        """Ask for a package."""
        dialog = QFileDialog(self, _("Choose the package to take in"), "", _("Packages ({patterns})").format(patterns="*.linli"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.open()

    def read(self, path: Path, phrase: str = "") -> None:
        """Open a package; nothing is written."""
        self.ask(open_package, path, phrase, done=self._opened, failed=lambda error: self._unopened(error, path))

    def _unopened(self, error: BaseException, path: Path) -> None:
        if not isinstance(error, (NeedsPhrase, WrongPhrase)):
            self.shell.fail(error)
            return
        dialog = FormDialog(self, _("Passphrase"), [Field("phrase", _("Passphrase"), required=True)], self.shell.clock.today(), word=_("Open"))
        if isinstance(error, WrongPhrase):
            dialog.tell_wrong(str(error))
        dialog.form.editor("phrase").setAccessibleDescription(str(error))
        dialog._save = lambda values: (dialog.accept(), self.read(path, values["phrase"]))
        self.dialog = dialog
        dialog.open()

    def _opened(self, received: Received) -> None:
        if not received.accepted:
            self._show(received, None)
            return
        self.shell.worker.run_long(
            preview_package, received, title=_("Comparing {file}").format(file=received.path.name), done=lambda taken: self._show(received, taken),
            failed=self.shell.fail, owner=self)  # fmt: skip

    def _show(self, received: Received, taken: Taken | None) -> None:
        self.dialog = ReceivedDialog(
            self, received, taken, lambda: self.ask(accept_sender, received, done=self._opened), lambda: self.take(received))
        self.dialog.open()

    def take(self, received: Received) -> None:
        """Take a package in."""
        self.shell.worker.run_long(
            take_in, received, title=_("Taking in {file}").format(file=received.path.name), done=self._taken, failed=self.shell.fail, owner=self)

    def _taken(self, taken: Taken) -> None:
        told = counts_line(taken.outcome.by_status()) or _("Nothing new: the station knows all of this already.")
        if taken.figures is not None:
            told = _("Figures of {month} of {station}").format(month=taken.figures.month, station=taken.figures.station)
        self.shell.say(_("Taken in: {told}").format(told=told), undo=taken.operation or None)
        self.reload()
        if taken.conflicts:
            self.shell.go("packages.conflicts")

    def take_back(self, one: LoggedPackage) -> None:
        """Undo a whole package."""
        if one.operation:
            self.ask(undo, one.operation, done=lambda _id: self.shell.say(_("Taken back: {name}").format(name=one.file_name)))

    # stations and figures

    def show_card(self) -> None:
        """Show this station's card."""
        self.ask(card, done=self._show_card)

    def _show_card(self, told: StationCard) -> None:
        def save() -> None:
            self._save_as(_("Save"), good_name(_("Station card") + " " + told.station, ".pdf"), "PDF (*.pdf)", lambda path: self.ask(
                save_card, path, done=lambda _none: self.shell.say(_("Saved: {name}").format(name=path.name))))

        self.dialog = CardDialog(self, told, save)
        self.dialog.open()

    def add_station(self) -> None:
        """Enter another station's code."""
        fields = [
            Field("name", _("Name of the other station"), required=True),
            Field("code", _("Station code"), "long", required=True, hint=_("Typed, pasted, or read by a scanner; begins with LINLI1."), rows=4),
        ]
        dialog = FormDialog(self, _("Enter a station's code"), fields, self.shell.clock.today(), save=lambda values: self.ask(
            add_station, values["name"], values["code"], done=lambda known: (dialog.accept(), self._added(known)), failed=dialog.fail))
        self.dialog = dialog
        dialog.open()

    def _added(self, known: Known) -> None:
        self.shell.say(_("{station} is known now; fingerprint {mark}.").format(station=known.name, mark=known.fingerprint))
        self.reload()

    def forget(self, one: Known) -> None:
        """Take a station off the list."""
        told = _("{station} was taken off the list.").format(station=one.name)
        self.ask(forget_station, one.id, done=lambda operation: self.shell.say(told, undo=operation))

    def save_figures(self, month: str) -> None:
        """Save what the stations sent for a month."""
        name = good_name(_("Figures of {month}").format(month=month), ".xlsx")
        self._save_as(_("Save"), name, "Excel (*.xlsx);;CSV (*.csv)", lambda path: self.ask(
            save_collected, month, path, done=lambda _number: self.shell.say(_("Saved: {name}").format(name=path.name))))

    def _save_as(self, title: str, proposal: str, kinds: str, call: Callable[[Path], object]) -> None:
        dialog = QFileDialog(self, title, proposal, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(proposal).suffix.lstrip("."))
        dialog.selectFile(proposal)
        dialog.fileSelected.connect(lambda name: call(Path(name)))
        dialog.open()
