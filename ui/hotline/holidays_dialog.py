"""The public holidays of a year: shipped, or entered by the station after the yearly announcement."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.hotline.holidays import HolidayDraft, YearDraft, load_year, save_year
from desktop.i18n import _
from ui.kit import Badge, Button, Column, Dialog, RowsTable, Shell, label, read_date, row, theme

FESTIVAL_DAYS = 7


class HolidaysDialog(Dialog):
    """One year at a time, edited in place. `save` writes the year in one operation."""

    def __init__(self, parent: QWidget, shell: Shell, year: int | None = None) -> None:
        super().__init__(parent, _("Public holidays"), 680)
        self.shell, self.year = shell, year or 0
        self.holidays: list[HolidayDraft] = []
        self.before = Button("‹", lambda: self.turn(-1))
        self.after = Button("›", lambda: self.turn(1))
        for button, name in ((self.before, _("Year before")), (self.after, _("Next year"))):
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setFixedWidth(theme.px(36))
        self.shown, self.state = label("", "heading"), Badge()
        self.body.addLayout(row(self.before, self.shown, self.after, self.state, None))
        self.body.addWidget(label(
            _("Enter the dates of the State Council's announcement. Shifts on these days weigh as public holidays; a saved roster keeps its shifts."),
            "caption", wrap=True))
        self.table = RowsTable([
            Column(_("Holiday"), lambda n: self.holidays[n].name, width=140, bold=True, edit=lambda n, text: self._set(n, name=text.strip())),
            Column(_("From"), lambda n: self.holidays[n].first.isoformat(), width=120, edit=lambda n, text: self._date(n, "first", text)),
            Column(_("Until"), lambda n: self.holidays[n].last.isoformat(), width=120, edit=lambda n, text: self._date(n, "last", text)),
            Column(_("Festival week"), lambda n: _("yes") if self.holidays[n].festival else _("no"), stretch=True,
                   edit=lambda n, text: self._set(n, festival=text == _("yes")), choices=[_("yes"), _("no")]),
        ], _("Public holidays"), key=lambda n: n)
        self.table.setSortingEnabled(False)
        self.table.setMinimumHeight(theme.px(260))
        self.table.set_empty(_("Nothing is known of this year yet. Add its holidays one by one."))
        self.table.set_menu((_("Remove"), self._remove, "Delete"))
        self.body.addWidget(self.table, 1)
        self.working = QLineEdit()
        self.working.setAccessibleName(_("Make-up working days"))
        self.working.setPlaceholderText(_("e.g. 1-4, 2-14"))
        self.body.addWidget(label(_("Make-up working days (weekend days that are worked), apart by commas"), "caption"))
        self.body.addWidget(self.working)
        self.source = QLineEdit()
        self.source.setAccessibleName(_("Source"))
        self.body.addWidget(label(_("Source (the announcement)"), "caption"))
        self.body.addWidget(self.source)
        self.add_button(_("Add a holiday"), self.add)
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Save"), self.save, "main", "Ctrl+Return")
        self.turn(0)

    def turn(self, step: int) -> None:
        """Another year; what was changed of this one and not saved is given up."""
        wanted = self.year + step
        self.shell.worker.run(
            lambda session: load_year(session, wanted or session.clock.today().year), done=self.show_year, failed=self.fail, owner=self)

    def show_year(self, draft: YearDraft) -> None:
        """Show a year."""
        self.year = draft.year
        self.shown.setText(str(draft.year))
        if not draft.known:
            self.state.tell(_("not known yet"), "gold")
        else:
            self.state.tell(_("entered here") if draft.entered else _("came with the program"), "ok")
        self.holidays = list(draft.holidays)
        self.working.setText(", ".join(f"{d.month}-{d.day}" for d in draft.working_days))
        self.source.setText(draft.source)
        self.tell_wrong("")
        self._show()

    def add(self) -> None:
        """A further holiday, after the last one."""
        after = max((h.last for h in self.holidays), default=date(self.year, 1, 1))
        self.holidays.append(HolidayDraft(_("New holiday"), after, after))
        self._show()

    def save(self) -> None:
        """Write the year."""
        texts = [text for text in re.split(r"[,\uff0c、;\uff1b\s]+", self.working.text()) if text]
        found = [read_date(text, date(self.year, 1, 1)) for text in texts]
        if None in found:
            self.tell_wrong(_("A make-up working day cannot be read. Write them as 1-4, 2-14."))
            return
        self.tell_wrong("")
        draft = YearDraft(self.year, self.source.text(), tuple(self.holidays), tuple(sorted(d for d in found if d is not None)))
        self.shell.worker.run(save_year, draft, done=self._saved, failed=self.fail, owner=self)

    def _saved(self, operation: str) -> None:
        self.accept()
        self.shell.say(_("The holidays of {year} are saved.").format(year=self.year), "ok", undo=operation)

    def _set(self, number: int, **changed: Any) -> None:
        self.holidays[number] = replace(self.holidays[number], **changed)
        self.table.refresh()

    def _date(self, number: int, name: str, text: str) -> None:
        day = read_date(text, date(self.year, 1, 1))
        if day is None:
            self.tell_wrong(_("“{text}” is no date. Write it as 2026-12-01.").format(text=text))
            return
        self.tell_wrong("")
        one = replace(self.holidays[number], **{name: day})
        if name == "first" and one.last < day:
            one = replace(one, last=day)
        self.holidays[number] = replace(one, festival=(one.last - one.first).days + 1 >= FESTIVAL_DAYS)
        self.table.refresh()

    def _show(self) -> None:
        self.table.set_rows(list(range(len(self.holidays))))

    def _remove(self, rows: list[int]) -> None:
        self.holidays = [h for n, h in enumerate(self.holidays) if n not in rows]
        self._show()
