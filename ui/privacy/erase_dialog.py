"""Deletion on request: what goes, what stands against it, until when backups still hold it; asked for in words."""

from PySide6.QtWidgets import QCheckBox

from desktop.i18n import _, ngettext
from desktop.privacy.erasing import ErasurePreview, erase_person
from ui.kit import Badge, Dialog, Field, Form, LineRows, Page, label


class EraseDialog(Dialog):
    """Shows everything first; the button works when a reason is given and the name was typed."""

    def __init__(self, page: Page, found: ErasurePreview) -> None:
        super().__init__(page, _("Delete the data of {name}").format(name=found.name), 560)
        self._page, self._found = page, found
        for held in found.holds:
            badge = Badge(held, "gold")
            badge.setWordWrap(True)
            self.body.addWidget(badge)
        rows = LineRows([1, 0], right=[1])
        for words, count in found.rows:
            rows.add_row(words, str(count))
        if found.mentions:
            rows.add_row(_("Other entries that name her or her numbers"), str(found.mentions))
        self.body.addWidget(label(_("This goes, or loses every word (counts stay, without a name):"), "caption"))
        self.body.addWidget(rows)
        if found.same_name:
            told = _("Somebody else bears the same name: where only the name stands in other entries, it stays. Look through them yourself.")
            self.body.addWidget(label(told, "caption", wrap=True))
        told = ngettext("{count} backup on this computer still holds the data", "{count} backups on this computer still hold the data", found.backups)
        until = _("until {day} at the latest, if the station makes backups every month; copies on sticks as long as they lie there.")
        told = f"{told.format(count=found.backups)} {until.format(day=found.backups_until.isoformat())}"
        self.body.addWidget(label(told, "caption", wrap=True))
        self.drop = QCheckBox(_("Delete these backups too, and make a new one"))
        self.body.addWidget(self.drop)
        self.form = Form(
            [
                Field("reason", _("On whose request, or why"), required=True, known=[_("On the person's written request"), _("Past its time")]),
                Field("paper", _("Number of the paper")),
                Field("name", _("Type the name to confirm"), required=True, check=self._same),
            ],
            page.shell.clock.today(),
        )
        self.body.addWidget(self.form)
        self.add_button(_("Cancel"), self.reject)
        self.go = self.add_button(_("Delete for good"), self.erase, "main")
        self.go.setEnabled(not found.holds)
        self.form.focus_first()

    def _same(self, typed: str) -> str:
        return "" if typed.strip() == self._found.name else _("This is not the name.")

    def erase(self) -> None:
        """Do it; the file is written anew, which takes some seconds."""
        if not self.form.validate():
            return
        self.go.setEnabled(False)
        self.tell_wrong(_("The file is written anew. One moment…"))
        values = self.form.values()
        self._page.shell.worker.run_station(
            erase_person, self._found.person_id, values["reason"], values["paper"], drop_backups=self.drop.isChecked(),
            done=self._done, failed=self._refused, owner=self,
        )  # fmt: skip

    def _done(self, _count: int) -> None:
        self._page.shell.say(_("Deleted. Nothing of it is left in the station's file."))
        self.accept()

    def _refused(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        self.fail(error)
