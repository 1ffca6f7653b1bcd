"""The shifts of a day: name, from, to, seats, leads, on which days and from which date on."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.hotline.shifts import ShiftDraft, draft_of, save_shifts, shifts
from desktop.hotline.words import clock, kinds_words
from desktop.i18n import _
from ui.hotline.holidays_dialog import HolidaysDialog
from ui.hotline.week_grid import SHORT
from ui.kit import Column, Dialog, RowsTable, Shell, label, read_date, theme

TIME = re.compile(r"^\s*(\d{1,2})\s*[::.点]?\s*(\d{0,2})\s*$")
KINDS = ("owhf", "o", "w", "h", "f", "ow", "wh", "hf", "owh", "whf")  # what may be chosen; letters as in shift templates


class ShiftsDialog(Dialog):
    """A small table that is edited in place. `save` writes all of it in one operation."""

    def __init__(self, parent: QWidget, shell: Shell) -> None:
        super().__init__(parent, _("Shifts of the hotline"), 880)
        self.shell = shell
        self.drafts: list[ShiftDraft] = []
        self.body.addWidget(label(_("Saved rosters stay as they are; the next planning uses these shifts."), "caption", wrap=True))
        self.table = RowsTable([
            Column(_("Shift"), lambda n: self.drafts[n].name, width=90, bold=True, edit=lambda n, text: self._set(n, name=text.strip())),
            Column(_("Begins"), lambda n: clock(self.drafts[n].start), width=72, edit=self._start),
            Column(_("Ends"), lambda n: clock(self.drafts[n].end), width=72, edit=self._end),
            Column(_("Seats"), lambda n: self.drafts[n].seats, "right", width=64, edit=self._seats),
            Column(_("Leads"), lambda n: self.drafts[n].leads, "right", width=64, edit=self._leads),
            Column(_("Weekdays"), lambda n: self._days_words(n), width=110, edit=self._days),
            Column(_("Kinds of day"), lambda n: self._kinds(self.drafts[n]), stretch=True, edit=self._kind_chosen,
                   choices=[kinds_words(kinds) for kinds in KINDS]),
            Column(_("Valid from"), lambda n: self._date_words(self.drafts[n].valid_from), width=96,
                   edit=lambda n, text: self._date(n, "valid_from", text)),
            Column(_("Valid until"), lambda n: self._date_words(self.drafts[n].valid_until), width=96,
                   edit=lambda n, text: self._date(n, "valid_until", text)),
        ], _("Shifts of the hotline"), key=lambda n: n)
        self.table.setSortingEnabled(False)
        self.table.setMinimumHeight(theme.px(220))
        self.table.set_menu((_("Remove"), self._remove, "Delete"))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(label(
            _("Weekdays as figures: 1 Monday … 7 Sunday; 12345 for working days. Leads: so many of the seats want somebody who may lead. "
              "A make-up working day counts as a working day; the days of a holiday of a week or more are a festival week."),
            "caption", wrap=True))
        self.today = date.min
        self.add_button(_("Add a shift"), self.add)
        self.add_button(_("Public holidays…"), lambda: HolidaysDialog(self, shell).open())
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Save"), self.save, "main", "Ctrl+Return")
        shell.worker.run(
            lambda session: (shifts(session), session.clock.today()), done=lambda found: self.show_shifts(*found), failed=self.fail, owner=self)

    def show_shifts(self, rows: list[dict[str, Any]], today: date) -> None:
        """Show the shifts as they are."""
        self.today = today
        self.drafts = [draft_of(r) for r in rows]
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

    def _leads(self, number: int, text: str) -> None:
        if text.strip().isdecimal() and int(text) <= self.drafts[number].seats:
            self._set(number, leads=int(text))
            self.tell_wrong("")
        else:
            self.tell_wrong(_("Leads: a number from 0 to the number of seats."))

    def _kinds(self, draft: ShiftDraft) -> str:
        return kinds_words(draft.day_kinds)

    def _kind_chosen(self, number: int, text: str) -> None:
        chosen = next((kinds for kinds in KINDS if kinds_words(kinds) == text), None)
        if chosen is not None:
            self._set(number, day_kinds=frozenset(chosen))

    def _date(self, number: int, name: str, text: str) -> None:
        day = read_date(text, self.today) if text.strip() else None
        if text.strip() and day is None:
            self.tell_wrong(_("“{text}” is no date. Write it as 2026-12-01.").format(text=text))
        else:
            self._set(number, **{name: day})
            self.tell_wrong("")

    def _date_words(self, day: date | None) -> str:
        return day.isoformat() if day else ""

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
