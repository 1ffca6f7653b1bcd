"""Planning a slot: the proposal with its reasons, accept, print."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from desktop.errors import UserError
from desktop.i18n import _, ngettext
from desktop.reports.document import Privacy
from desktop.rounds import handout, plans
from desktop.rounds.elders import slot_at, slots
from desktop.rounds.frequency import Slot
from desktop.rounds.papers import print_sheets, privacy_of
from desktop.rounds.planning import unserved_label
from desktop.rounds.plans import DoorLine, Proposal, SheetDraft, UnservedLine
from desktop.session import Session
from ui.kit import (
    Badge,
    Card,
    Chips,
    Column,
    ConfirmBar,
    DateEdit,
    Elided,
    Field,
    FormDialog,
    LineRows,
    Page,
    RowsTable,
    Shell,
    column,
    label,
    row,
    theme,
)
from ui.rounds.words import large, sheet_name, wide


@dataclass(frozen=True)
class Asked:
    """What the page needs to show a slot."""

    today: date
    slots: tuple[Slot, ...]
    slot: str
    day: date
    plan: Proposal | None
    privacy: Privacy


def load(session: Session, day: date | None, slot: str | None) -> Asked:
    """The stored plan of a slot; without a day and slot the present one."""
    known = slots(session.store)
    now = session.clock.now()
    code = slot if slot in {one.code for one in known} else slot_at(known, now).code
    on = day or now.date()
    return Asked(now.date(), known, code or "", on, plans.saved_plan(session, on, code or ""), privacy_of(session))


def save(session: Session, proposal: Proposal) -> tuple[list[int], str]:
    """Save a proposal; gives the sheets' numbers and the operation that undoes it."""
    return plans.save_plan(session, proposal), session.last_operation


def _metres(sheet: SheetDraft) -> float | None:
    return sheet.metres or None


class PlanPage(Page):
    """Who walks where in a slot."""

    key = "rounds"
    help = "rounds"
    topics = frozenset({"rounds", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Visit rounds"))
        self.shown: Proposal | None = None
        self._day: date | None = None
        self._slot: str | None = None
        self._then_print = False
        self._privacy = Privacy.MASKED
        self.plan_button = self.add_action(_("Plan anew"), self.plan, "F5")
        self.enter_button = self.add_action(_("Enter a sheet"), lambda: shell.go("rounds.entry"), "F2")
        self.print_button = self.add_action(_("Print the sheets"), self.print, "Ctrl+P", main=True)
        self.save_button = self.add_action(_("Accept the plan"), self.save, "Ctrl+Return", main=True)
        self.date = DateEdit(_("Date"), shell.clock.today())
        self.date.picked.connect(self._date_picked)
        self.chips = Chips(_("Slot"))
        self.chips.picked.connect(self._slot_picked)
        self.chips.setMinimumWidth(theme.px(132))
        self.state = Badge("", "muted")
        self.figures = Elided("", "muted")
        head = row(self.date, self.chips, self.state, self.figures)
        head.setStretch(3, 1)
        self.body.addLayout(head)
        self.question = ConfirmBar()
        self.question.hide()
        self.body.addWidget(self.question)
        self._build_lists()
        self._show_buttons()

    def _build_lists(self) -> None:
        columns = [
            Column(_("Sheet"), self._number_of, sort=lambda one: one.number or 10**9, width=wide(74, 54)),
            Column(_("Visitor"), "visitor_name", bold=True, width=wide(88, 74)),
            Column(_("Covers"), "title", stretch=True, tip=lambda one: one.title),
            Column(_("Doors"), lambda one: len(one.doors), align="right", width=wide(58, 46)),
            Column(_("Metres"), _metres, align="right", format=lambda m: f"{m:.0f}" if m else "", width=66),
            Column(_("State"), self._state_of, badge=lambda one: (self._state_of(one), self._kind_of(one)), width=wide(118, 90)),
        ]
        if large():
            columns = [one for one in columns if one.get is not _metres]
        self.table = RowsTable(
            columns,
            _("Sheets of the slot"),
            key=lambda one: (one.visitor, one.number),
            search=lambda one: (
                f"{one.visitor_name} {one.organisation} {one.title} " + " ".join(door.name + door.address for door in one.doors)
            ),
        )
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._opened)
        self.table.set_menu(
            (_("Enter this sheet"), lambda rows: self._opened(rows[0]), ""),
            (_("Print this sheet"), self._print_some, ""),
            (_("Give to another visitor"), lambda rows: self._give(rows[0]), ""),
            (_("Take back a printed sheet"), lambda rows: self._withdraw(rows[0]), ""),
        )
        self.doors = RowsTable(
            [
                Column(_("No."), "number", align="right", width=36),
                Column(_("Name"), "name", bold=True, width=76),
                Column(_("Door"), "address", stretch=True),
            ],
            _("Doors of the sheet"),
            key="care_file",
        )
        self.doors.setSortingEnabled(False)
        self.doors.set_empty(_("Choose a sheet."))
        self.doors.set_menu((_("Move to another sheet"), lambda rows: self._move(rows[0]), ""))
        self.sheets_card, self.doors_card = Card(_("Sheets")), Card(_("Doors in walking order"))
        self.sheets_card.add(self.table, 1)
        self.doors_card.add(self.doors, 1)
        self.left_out = Card(_("Due but on no sheet"))
        self.unserved = LineRows([0, 1, 0], right=[2])
        self.left_out.add(self.unserved)
        self.notes = label("", "muted", wrap=True)
        self.notes.hide()
        left = column(self.sheets_card, self.left_out, self.notes, gap=10)
        left.setStretch(0, 1)
        both = row(left, self.doors_card, gap=14)
        both.setStretch(0, 2)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)

    @staticmethod
    def _number_of(sheet: SheetDraft) -> str:
        return f"{sheet.number:04d}" if sheet.number is not None else ""

    def _state_of(self, sheet: SheetDraft) -> str:
        if sheet.kept:
            return _("printed")
        if sheet.outside_hours:
            return _("please ask first")
        return _("saved") if self.shown is not None and self.shown.saved else _("proposed")

    def _kind_of(self, sheet: SheetDraft) -> str:
        return "ok" if sheet.kept else "gold" if sheet.outside_hours else "accent" if sheet.number is not None else "muted"

    # page

    def open(self, **where: Any) -> None:
        self._day = where.get("date", self._day)
        self._slot = where.get("slot", self._slot)
        self._then_print = where.get("action") == "print"
        if where:
            self._fetch()

    def reload(self) -> None:
        if self.shown is None or self.shown.saved:  # a proposal that is not saved stays until it is accepted or left
            self._fetch()

    def leave(self) -> bool:
        if self.shown is not None and not self.shown.saved:
            self.shown, self.stale = None, True  # made anew in a moment; nothing typed is lost
        return True

    def _fetch(self) -> None:
        self.ask(load, self._day, self._slot, done=self._came)

    def _came(self, asked: Asked) -> None:
        self._day, self._slot, self._privacy = asked.day, asked.slot, asked.privacy
        if self.date.value() != asked.day:
            self.date.set_value(asked.day)
        self.chips.set_items([(one.code, one.name()) for one in asked.slots])
        self.chips.choose(asked.slot)
        self._show(asked.plan)
        if self._then_print:
            self._then_print = False
            self.plan() if asked.plan is None else self.print()

    def _date_picked(self, day: date | None) -> None:
        if day is not None and day != self._day:
            self._day = day
            self._fetch()

    def _slot_picked(self, slot: str) -> None:
        if slot != self._slot:
            self._slot = slot
            self._fetch()

    # showing

    def _show(self, plan: Proposal | None) -> None:
        self.shown = plan
        self._show_buttons()
        if plan is None:
            self.state.tell(_("not planned yet"), "gold")
            self.figures.setText("")
            self.table.set_rows([])
            self.table.set_empty(_("This round is not planned yet."), _("Plan it now"), self.plan)
        else:
            self.state.tell(_("saved") if plan.saved else _("proposal, not saved yet"), "ok" if plan.saved else "gold")
            self.figures.setText(self._figures(plan))
            self.table.set_rows(plan.sheets)
            self.table.set_empty(_("Nobody is due in this slot."))
            if self.table.current_row() is None:
                self.table.select_first()
        self._show_unserved(plan.unserved if plan is not None else ())
        self.notes.setText("\n".join(plan.notes) if plan is not None else "")
        self.notes.setVisible(bool(self.notes.text()))
        self._chosen(self.table.current_row())

    def _show_buttons(self) -> None:
        proposed = self.shown is not None and not self.shown.saved
        self.save_button.setVisible(proposed)
        self.print_button.setVisible(not proposed)
        self.print_button.setEnabled(self.shown is not None and bool(self.shown.sheets))
        self.enter_button.setVisible(not proposed)

    @staticmethod
    def _figures(plan: Proposal) -> str:
        told = [
            ngettext("{count} elder due", "{count} elders due", plan.due).format(count=plan.due),
            ngettext("{count} sheet", "{count} sheets", len(plan.sheets)).format(count=len(plan.sheets)),
            ngettext("{count} visitor", "{count} visitors", plan.visitors).format(count=plan.visitors),
        ]
        if plan.suspended:
            told.append(_("{count} reported away").format(count=plan.suspended))
        return " · ".join(told)

    def _show_unserved(self, lines: tuple[UnservedLine, ...]) -> None:
        self.unserved.clear()
        for line in lines[:6]:
            self.unserved.add_row(label(line.name, "strong"), line.address, Badge(unserved_label(line.reason), "danger"))
        if len(lines) > 6:
            self.unserved.add_row(label(_("and {count} more").format(count=len(lines) - 6), "muted"))
        self.left_out.set_caption(_("{count} elders").format(count=len(lines)) if lines else "")
        self.left_out.setVisible(bool(lines))

    def _chosen(self, sheet: SheetDraft | None) -> None:
        doors: tuple[DoorLine, ...] = sheet.doors if sheet is not None else ()
        self.doors.set_rows(doors)
        if sheet is None:
            self.doors_card.set_caption("")
            return
        told = [sheet.visitor_name, sheet.organisation]
        if sheet.known:
            told.append(_("{count} know the visitor").format(count=sheet.known))
        self.doors_card.set_caption(" · ".join(part for part in told if part))

    # doing

    def plan(self) -> None:
        """Make a proposal."""
        if self._day is not None and self._slot is not None:
            self.shell.worker.run_long(
                plans.plan_round,
                self._day,
                self._slot,
                title=_("Planning the round"),
                done=self._show,
                failed=self.shell.fail,
                owner=self,
            )

    def save(self) -> None:
        """Save what is shown."""
        if self.shown is not None and not self.shown.saved:
            self.save_button.setEnabled(False)
            self.ask(save, self.shown, done=self._saved, failed=self._not_saved)

    def _not_saved(self, error: BaseException) -> None:
        self.save_button.setEnabled(True)
        self.shell.fail(error)

    def _saved(self, result: tuple[list[int], str]) -> None:
        self.save_button.setEnabled(True)
        self.shown = None
        numbers, operation = result
        told = ngettext("Saved: {count} sheet.", "Saved: {count} sheets.", len(numbers)).format(count=len(numbers))
        self.shell.say(told, "ok", undo=operation)
        self._fetch()

    def print(self) -> None:
        """To the preview of all sheets of the slot, from which they are printed."""
        if self.shown is not None and self.shown.saved and self.shown.sheets:
            self.shell.go("reports", report="visit_sheet", day=self.shown.date, slot=self.shown.slot.code, privacy=self._privacy)

    def _print_some(self, rows: list[SheetDraft]) -> None:
        numbers = [one.number for one in rows if one.number is not None]
        if numbers and self.shown is not None and self.shown.saved:
            self._write(numbers)

    def _write(self, numbers: list[int]) -> None:
        assert self.shown is not None
        name = _("Visit sheets {date} {slot}.pdf").format(date=self.shown.date.isoformat(), slot=self.shown.slot.name())
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Print the sheets"), str(folder / name), "PDF (*.pdf)")
        if chosen:
            self.write(Path(chosen), numbers)

    def write(self, out: Path, numbers: list[int]) -> None:
        """Write sheets (all when none is named) as PDF and open it in the program that prints PDFs."""
        assert self.shown is not None
        self.ask(print_sheets, self.shown.date, self.shown.slot.code, out, numbers, done=lambda done: self._printed(out, done))

    def _printed(self, out: Path, numbers: list[int]) -> None:
        told = ngettext("{count} sheet written to {file}.", "{count} sheets written to {file}.", len(numbers))
        self.shell.say(told.format(count=len(numbers), file=out.name))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(out)))

    def _opened(self, sheet: SheetDraft) -> None:
        if sheet.number is not None:
            self.shell.go("rounds.entry", sheet=sheet.number)

    def _withdraw(self, sheet: SheetDraft) -> None:
        if sheet.kept and sheet.number is not None:
            number = sheet.number
            self.question.ask(
                _("Is the paper of sheet {sheet} back at the station? Its doors can then be planned anew.").format(
                    sheet=sheet_name(number)
                ),
                _("Take it back"),
                lambda: self.ask(handout.withdraw_sheet, number),
            )

    def _give(self, sheet: SheetDraft) -> None:
        """Somebody else walks this sheet: the doors stay, the name changes."""
        if sheet.number is not None and self.shown is not None:
            number = sheet.number
            self.ask(handout.visitors, self.shown.date, done=lambda found: self._ask_visitor(number, found))

    def _ask_visitor(self, number: int, found: list[tuple[str, str]]) -> None:
        fields = [Field("visitor", _("Visitor"), "choice", required=True, choices=found)]

        def save(values: dict[str, Any]) -> None:
            self.ask(
                handout.assign_sheet, number, values["visitor"], done=lambda _none: self.dialog.accept(), failed=self.dialog.fail
            )

        title = _("Who walks sheet {sheet}?").format(sheet=sheet_name(number))
        self.dialog = FormDialog(self, title, fields, self.shell.clock.today(), None, save)
        self.dialog.open()

    def _move(self, door: DoorLine) -> None:
        """Put one elder of a proposal on another sheet."""
        plan = self.shown
        if plan is None or plan.saved:
            self.shell.say(_("Plan anew first; then single doors can be moved before the plan is accepted."), "gold")
            return
        choices = [
            (one.visitor, f"{one.visitor_name} · {one.title}")
            for one in plan.sheets
            if not one.kept and all(other.care_file != door.care_file for other in one.doors)
        ]
        fields = [Field("visitor", _("Sheet of"), "choice", required=True, choices=choices)]

        def save(values: dict[str, Any]) -> None:
            try:
                moved = plans.move_door(plan, door.care_file, values["visitor"])
            except UserError as error:
                self.dialog.fail(error)
                return
            self.dialog.accept()
            self._show(moved)

        title = _("On whose sheet shall {name} stand?").format(name=door.name)
        self.dialog = FormDialog(self, title, fields, self.shell.clock.today(), None, save)
        self.dialog.open()
