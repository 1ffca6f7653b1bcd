"""The shifts of a day: name, from, to, seats, weekdays."""

import re
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.hotline.shifts import ShiftDraft, save_shifts, shifts
from desktop.hotline.words import clock
from desktop.i18n import _
from ui.hotline.week_grid import SHORT
from ui.kit import Column, Dialog, RowsTable, Shell, label, theme

TIME = re.compile(r"^\s*(\d{1,2})\s*[::.点]?\s*(\d{0,2})\s*$")


class ShiftsDialog(Dialog):
    """A small table that is edited in place. `save` writes all of it in one operation."""

    def __init__(self, parent: QWidget, shell: Shell) -> None:
        super().__init__(parent, _("Shifts of the hotline"), 620)
        self.shell = shell
        self.drafts: list[ShiftDraft] = []
        self.body.addWidget(label(_("Saved rosters stay as they are; the next planning uses these shifts."), "caption", wrap=True))
        self.table = RowsTable([
            Column(_("Shift"), lambda n: self.drafts[n].name, width=110, bold=True, edit=lambda n, text: self._set(n, name=text.strip())),
            Column(_("Begins"), lambda n: clock(self.drafts[n].start), width=90, edit=self._start),
            Column(_("Ends"), lambda n: clock(self.drafts[n].end), width=90, edit=self._end),
            Column(_("Seats"), lambda n: self.drafts[n].seats, "right", width=80, edit=self._seats),
            Column(_("Weekdays"), lambda n: self._days_words(n), stretch=True, edit=self._days),
        ], _("Shifts of the hotline"), key=lambda n: n)
        self.table.setSortingEnabled(False)
        self.table.setMinimumHeight(theme.px(220))
        self.table.set_menu((_("Remove"), self._remove, "Delete"))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(label(_("Weekdays as figures: 1 Monday … 7 Sunday; 12345 for working days."), "caption"))
        self.add_button(_("Add a shift"), self.add)
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Save"), self.save, "main", "Ctrl+Return")
        shell.worker.run(shifts, done=self.show_shifts, failed=self.fail, owner=self)

    def show_shifts(self, rows: list[dict[str, Any]]) -> None:
        """Show the shifts as they are."""
        self.drafts = [
            ShiftDraft(r["name"], r["start_minute"], r["end_minute"], r["seats"], frozenset(int(d) for d in r["weekdays"]), r["id"])
            for r in rows
        ]
        self._show()

    def add(self) -> None:
        """A further shift, after the last one."""
        start = max((d.end for d in self.drafts), default=480) % 1440
        self.drafts.append(ShiftDraft(_("New shift"), start, start + 240))
        self._show()

    def save(self) -> None:
        """Write them; odd ones are told."""
        self.tell_wrong("")
        self.shell.worker.run(save_shifts, list(self.drafts), done=self._saved, failed=self.fail, owner=self)

    def _saved(self, odd: list[str]) -> None:
        self.accept()
        self.shell.say(_("The shifts are saved.") + "".join(f" {one}" for one in odd), "gold" if odd else "ok")

    def _show(self) -> None:
        self.table.set_rows(list(range(len(self.drafts))))

    def _set(self, number: int, **changed: Any) -> None:
        self.drafts[number] = replace(self.drafts[number], **changed)
        self.table.refresh()

    def _start(self, number: int, text: str) -> None:
        minute = self._minute(text)
        if minute is not None:
            length = max(self.drafts[number].end - minute, 0) or 240
            self._set(number, start=minute, end=minute + length)

    def _end(self, number: int, text: str) -> None:
        minute = self._minute(text)
        if minute is not None:
            self._set(number, end=minute if minute > self.drafts[number].start else minute + 1440)

    def _seats(self, number: int, text: str) -> None:
        if text.strip().isdecimal() and 1 <= int(text) <= 20:
            self._set(number, seats=int(text))
            self.tell_wrong("")
        else:
            self.tell_wrong(_("Seats: a number from 1 to 20."))

    def _days(self, number: int, text: str) -> None:
        days = frozenset(int(c) - 1 for c in text if c in "1234567")
        if days:
            self._set(number, weekdays=days)
            self.tell_wrong("")
        else:
            self.tell_wrong(_("Weekdays: figures from 1 to 7."))

    def _days_words(self, number: int) -> str:
        days = self.drafts[number].weekdays
        return _("every day") if len(days) == 7 else " ".join(_(SHORT[d]) for d in sorted(days))

    def _minute(self, text: str) -> int | None:
        """'8', '8:30', '830', '24:00' as minutes; says what is wrong with anything else."""
        found = TIME.match(text) if not text.strip().isdecimal() or len(text.strip()) <= 2 else TIME.match(f"{text.strip()[:-2]}:{text.strip()[-2:]}")
        hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if hours > 24 or minutes > 59 or hours * 60 + minutes > 1440:
            self.tell_wrong(_("“{text}” is no time. Write it as 08:00.").format(text=text))
            return None
        self.tell_wrong("")
        return hours * 60 + minutes

    def _remove(self, rows: list[int]) -> None:
        self.drafts = [d for n, d in enumerate(self.drafts) if n not in rows]
        self._show()
