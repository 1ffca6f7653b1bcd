"""Somebody fell ill: who could come instead, the fairest first, with the telephone number to call."""

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.hotline.swap_board import SeatAhead
from desktop.hotline.swaps import Candidate, candidates, replace_seat
from desktop.i18n import _, ngettext
from ui.kit import Column, DateEdit, Dialog, RowsTable, Shell, label, row, theme


class StandInDialog(Dialog):
    """Candidates for one seat. `replaced(version, operation)` when it was given to somebody."""

    replaced = Signal(int, str)

    def __init__(self, parent: QWidget, shell: Shell, seat: SeatAhead, held: int, today: date) -> None:
        super().__init__(parent, _("A stand-in for {day} {shift}").format(day=f"{seat.starts:%m-%d}", shift=seat.shift), 860)
        self._shell, self.seat, self._sent = shell, seat, False
        if seat.name:
            told = _("{name} ({phone}) cannot come.").format(name=seat.name, phone=seat.phone or "—")
            if held > 1:
                told += " " + ngettext("{number} more seat to come is theirs.", "{number} more seats to come are theirs.", held - 1).format(
                    number=held - 1)
            self.body.addWidget(label(told, wrap=True))
        self.table = RowsTable([
            Column(_("Name"), "name", bold=True, width=84),
            Column(_("Phone"), "phone", width=120),
            Column(_("Organisation"), "organisation", width=150, muted=True, tip=lambda one: one.organisation),
            Column(_("Shifts this month"), "shifts", align="right", width=96),
            Column(_("Load with before"), "load", align="right", width=96),
            Column(_("Can he come?"), "rule", stretch=True, badge=_rule_badge, tip=lambda one: one.rule),
        ], _("Candidates"), key="volunteer")  # fmt: skip
        self.table.set_empty(_("Looking for who could come…"))
        self.table.opened.connect(self._give)
        self.table.setMinimumHeight(theme.px(260))
        self.body.addWidget(self.table, 1)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Why"))
        self.reason.setPlaceholderText(_("Why (ill, away…)"))
        self.until = DateEdit(_("Away until"), today, None)
        self.until.setFixedWidth(theme.px(150))
        line = row(self.reason, label(_("away until (blank: this seat only)"), "caption"), self.until)
        line.setStretch(0, 1)
        if seat.volunteer:
            self.body.addLayout(line)
        self.add_button(_("Cancel"), self.reject)
        if seat.volunteer:
            self.add_button(_("Leave it empty for now"), lambda: self._send(None))
        self.give = self.add_button(_("Give the seat"), lambda: self._give(self.table.current_row()), "main", "Ctrl+Return")
        shell.worker.run(candidates, seat.id, done=self._came, failed=self.fail, owner=self)

    def _came(self, found: list[Candidate]) -> None:
        self.table.set_empty(_("Nobody else is trained for the hotline."))
        self.table.set_rows(found)
        self.table.select_first()
        self.table.setFocus()

    def _give(self, one: Candidate | None) -> None:
        if one is None:
            return
        if one.rule:
            self.tell_wrong(_("{name} {reason}.").format(name=one.name, reason=one.rule))
            return
        self._send(one.volunteer)

    def _send(self, volunteer: str | None) -> None:
        if self._sent or self.until.wrong():
            return
        self._sent = True
        self.tell_wrong("")
        self._shell.worker.run(
            replace_seat, self.seat.id, volunteer, self.reason.text(), self.until.value(), done=self._done, failed=self.fail, owner=self)

    def fail(self, error: BaseException) -> None:
        self._sent = False
        super().fail(error)

    def _done(self, found: Any) -> None:
        number, operation = found
        self.accept()
        self.replaced.emit(number, operation)


def _rule_badge(one: Candidate) -> tuple[str, str]:
    if one.rule:
        return one.rule, "muted"
    return (_("may come"), "ok") if not one.preference else (_("may come, against a wish"), "gold")
