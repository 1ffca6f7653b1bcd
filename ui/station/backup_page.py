"""Backups: make one, look what they hold, restore, try a restore, and a second place on another disk or stick."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFileDialog, QMenu

from desktop.i18n import _, ngettext
from desktop.station.backup import Backup, SecondPlace, choose_second_place, own_folder, second_place
from desktop.station.drilling import LastDrill, last_drill
from desktop.station.drives import Drive, sticks
from desktop.station.history import operation_label
from desktop.station.opening import OpenStation
from desktop.station.restore import Drill, Preview
from desktop.station.words import table_words
from ui.kit import Badge, Button, Card, Column, Dialog, LineRows, Page, RowsTable, Shell, label, row


def load_backups(station: OpenStation) -> tuple[list[Backup], SecondPlace, LastDrill | None]:
    """The backups, newest first, the second place, and what the newest drill found."""
    return station.backups(), second_place(station.folder, station.session.clock.now()), last_drill(station.folder)


def size_words(size: int) -> str:
    """A size in megabytes or kilobytes."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


class BackupPage(Page):
    """What stands between the station and a broken disk."""

    key, help = "backup", "backup"
    topics = frozenset({"station"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Backup"))
        self.drill_button = self.add_action(_("Try a restore"), self.drill)
        self.make = self.add_action(_("Back up now"), self.back_up, "F5", main=True)
        self.table = RowsTable(
            [
                Column(_("Made"), "at", format=lambda at: f"{at:%Y-%m-%d %H:%M}", bold=True, width=170),
                Column(_("Size"), "size", format=size_words, align="right", width=110),
                Column(_("Key file"), "has_keys", width=120, badge=keys_badge),
                Column(_("File"), lambda one: one.path.name, stretch=True, muted=True),
                Column("", lambda _one: _("Restore…"), link=True, width=100, key="restore"),
            ],
            _("Backups"),
            key="path",
        )
        self.table.set_empty(_("There is no backup yet."), _("Back up now"), self.back_up)
        self.table.set_menu(
            (_("Restore…"), lambda rows: self.restore(rows[0]), ""), (_("Verify"), lambda rows: self.verify(rows[0]), "")
        )
        self.table.opened.connect(self.restore)
        self.table.linked.connect(lambda one, _key: self.restore(one))
        second = Card(_("Second place"), _("another disk or a USB stick"))
        self._place = label("", wrap=True)
        self._state = Badge()
        self.copy = Button(_("Copy now"), self.copy_now)
        self.choose = Button(_("Choose a place…"), self.choose_place)
        second.add(row(self._place, self._state, None, self.choose, self.copy))
        told = _(
            "Pull the stick out when it says that the copy is verified. Copies are encrypted; without a password they cannot be read."
        )
        second.add(label(told, "caption", wrap=True))
        own = Card(_("On this computer"), _("every half hour of use, verified; kept by hour, day, week and month"))
        self._drilled_told = Badge()
        own.add(row(label(_("Restored for a try, by itself once a week:"), "muted"), self._drilled_told, None))
        own.add(self.table, 1)
        self.body.addWidget(second)
        self.body.addWidget(own, 1)

    def reload(self) -> None:
        self._station(load_backups, self._came)

    def _station(self, service: Any, done: Any, *args: Any) -> None:
        self.shell.worker.run_station(service, *args, done=done, failed=self.shell.fail, owner=self)

    def _came(self, told: tuple[list[Backup], SecondPlace, LastDrill | None]) -> None:
        backups, place, last = told
        self.table.set_rows(backups)
        self.set_subtitle(ngettext("{number} backup", "{number} backups", len(backups)).format(number=len(backups)))
        self._place.setText(place.path or _("None chosen yet. One broken disk would take everything."))
        words = _("copied {when}").format(when=f"{place.at:%Y-%m-%d %H:%M}") if place.at else _("never copied")
        kind = "gold" if place.overdue else "ok"
        if place.path and not place.reachable:
            words, kind = _("not plugged in · {told}").format(told=words), "gold" if place.overdue else "muted"
        self._state.tell(words, kind)
        self.copy.setEnabled(bool(place.path))
        self.drill_button.setEnabled(bool(backups))
        self._drilled_told.setWordWrap(last is not None and bool(last.fault))
        self._drilled_told.tell(*drill_words(last))

    # actions

    def back_up(self) -> None:
        """Make and verify a backup."""
        self._station(lambda station: station.backup(), self._made)

    def _made(self, path: Path) -> None:
        self.shell.say(_("Backup made and verified: {name}").format(name=path.name))
        self.reload()

    def verify(self, backup: Backup) -> None:
        """Read a backup from the first page to the last."""
        told = _("{name} is sound.").format(name=backup.path.name)
        self._station(lambda station: station.verify(backup.path), lambda _contents: self.shell.say(told))

    def drill(self) -> None:
        """Try to restore the newest backup in a temporary folder."""
        def failed(error: BaseException) -> None:
            self.reload()
            self.shell.fail(error)

        self.shell.worker.run_station(lambda station: station.drill(), done=self._drilled, failed=failed, owner=self)

    def _drilled(self, drill: Drill) -> None:
        told = _("The newest backup was restored for a try: {rows} rows read in {seconds:.1f} s, nothing wrong.")
        self.shell.say(told.format(rows=f"{drill.rows:,}", seconds=drill.seconds))
        self.reload()

    def choose_place(self) -> None:
        """Choose the second place: a stick that is plugged in, by its label, or any folder."""
        self._station(lambda station: sticks(station.folder.path), self._offer)

    def _offer(self, found: list[Drive]) -> None:
        if not found:
            self.choose_folder()
            return
        menu = QMenu(self)
        for stick in found:
            menu.addAction(stick.words_with_room, lambda stick=stick: self.use_stick(stick))
        menu.addSeparator()
        menu.addAction(_("Another folder…"), self.choose_folder)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))

    def use_stick(self, stick: Drive) -> None:
        """Use a folder of our own on this stick as the second place."""
        name = _("Linli Shouwang backups")
        self._station(lambda station: choose_second_place(station.folder, own_folder(station.folder, stick, name)), lambda _none: self.reload())

    def choose_folder(self) -> None:
        """Choose a folder as the second place."""
        name = QFileDialog.getExistingDirectory(self, _("Second place for backups"))
        if name:
            self.set_place(Path(name))

    def set_place(self, place: Path) -> None:
        """Use this folder as the second place."""
        self._station(lambda station: choose_second_place(station.folder, place), lambda _none: self.reload())

    def copy_now(self) -> None:
        """Back up and copy to the second place."""
        self._station(lambda station: station.copy_to_second_place(), self._copied)

    def _copied(self, path: Path) -> None:
        self.shell.say(_("Copied and verified: {path}. The stick may be pulled out.").format(path=path))
        self.reload()

    def restore(self, backup: Backup) -> None:
        """Show what restoring would change, then ask."""
        self._station(lambda station: station.preview_restore(backup.path), self._previewed)

    def _previewed(self, preview: Preview) -> None:
        dialog = RestoreDialog(self, preview)
        dialog.accepted.connect(lambda: self._restore(preview))
        dialog.open()

    def _restore(self, preview: Preview) -> None:
        told = _("Restored the station of {when}. What stood before is kept as a backup.").format(
            when=f"{preview.at:%Y-%m-%d %H:%M}"
        )

        def done(_safety: Path) -> None:
            self.shell.say(told)
            self.reload()

        self._station(lambda station: station.restore(preview.path), done)


def keys_badge(backup: Backup) -> tuple[str, str]:
    """Whether the key file lies beside a backup."""
    return (_("beside it"), "ok") if backup.has_keys else (_("missing"), "gold")


def drill_words(last: LastDrill | None) -> tuple[str, str]:
    """When a restore was tried last and what it found, and the kind of badge."""
    if last is None:
        return _("not tried yet"), "muted"
    when = f"{last.at:%Y-%m-%d %H:%M}"
    if last.fault:
        return _("{when} · failed: {fault}").format(when=when, fault=last.fault), "gold"
    return _("{when} · {rows} rows read, nothing wrong").format(when=when, rows=f"{last.rows:,}"), "ok"


class RestoreDialog(Dialog):
    """What a restore would change, in rows and newest entries."""

    def __init__(self, parent: Page, preview: Preview) -> None:
        super().__init__(parent, _("Restore the station of {when}?").format(when=f"{preview.at:%Y-%m-%d %H:%M}"), 560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        lost = preview.lost_operations
        words = ngettext("{number} entry made since then will be gone.", "{number} entries made since then will be gone.", lost)
        told = words.format(number=lost) if lost else _("Nothing was entered since then.")
        self.body.addWidget(label(told, "danger-strong" if lost else "strong", wrap=True))
        rows = LineRows([1, 2])
        for title, (name, at, who) in (
            (_("Newest entry now"), preview.newest_now),
            (_("Newest entry in the backup"), preview.newest_then),
        ):
            when = f"{at:%Y-%m-%d %H:%M}" if at else ""
            rows.add_row(
                label(title, "muted"), " · ".join(part for part in (operation_label(name) if name else "", when, who) if part)
            )
        for count in preview.counts[:8]:
            rows.add_row(label(table_words(count.table), "muted"), _("{now} rows now, {then} then").format(now=count.now, then=count.then))
        self.body.addWidget(rows)
        if not preview.account_known:
            self.body.addWidget(
                label(_("Your account does not exist in this backup; you could not sign in afterwards."), "danger", wrap=True)
            )
        self.body.addWidget(label(_("The present state is kept as a backup first."), "caption", wrap=True))
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Restore"), self.accept, "danger")
