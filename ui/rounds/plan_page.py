"""Planning a slot: the proposal with its reasons, accept, print."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from desktop.errors import UserError
from desktop.i18n import _, ngettext
from desktop.reports.document import Privacy
from desktop.rounds import plan_drafts, plans, proposal
from desktop.rounds.elders import slot_at, slots
from desktop.rounds.frequency import Slot
from desktop.rounds.papers import privacy_of
from desktop.rounds.problem import unserved_label
from desktop.rounds.proposal import DoorLine, Prepared, Proposal, SheetDraft, UnservedLine
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
    Link,
    Page,
    Shell,
    column,
    label,
    row,
    theme,
)
from ui.rounds.plan_papers import PlanPapers
from ui.rounds.plan_parts import ChangesDialog, DoorTable, SearchBar, SheetTable, change_badge, changed_words
from ui.rounds.words import large, wide
from ui.worker import LongWork


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
    return plan_drafts.save_and_forget(session, proposal), session.last_operation


def _metres(sheet: SheetDraft) -> float | None:
    return sheet.metres or None


def _minutes(sheet: SheetDraft) -> int | None:
    return sheet.minutes or None


class PlanPage(PlanPapers, Page):
    """Who walks where in a slot."""

    key = "rounds"
    help = "rounds"
    topics = frozenset({"rounds", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Visit rounds"))
        self.shown: Proposal | None = None
        self._prepared: Prepared | None = None
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
        self.search = SearchBar()
        self.body.addWidget(self.search)
        self.question = ConfirmBar()
        self.question.hide()
        self.body.addWidget(self.question)
        self._build_lists()
        self._show_buttons()

    def _build_lists(self) -> None:
        columns = [
            Column(_("Sheet"), self._number_of, sort=lambda one: one.number or 10**9, width=wide(74, 46)),
            Column(_("Visitor"), "visitor_name", bold=True, width=wide(88, 68)),
            Column(_("Covers"), "title", stretch=True, tip=lambda one: one.title),
            Column(_("Doors"), lambda one: len(one.doors), align="right", width=wide(58, 50)),
            Column(_("Metres"), _metres, align="right", format=lambda m: f"{m:.0f}" if m else "", width=66),
            Column(_("Min"), _minutes, align="right", format=lambda m: str(m) if m else "", width=52),
            Column(_("State"), self._state_of, badge=lambda one: (self._state_of(one), self._kind_of(one)), width=wide(118, 82)),
        ]
        if large():
            columns = [one for one in columns if one.get not in (_metres, _minutes)]
        self.table = SheetTable(
            columns,
            _("Sheets of the slot"),
            key=lambda one: (one.visitor, one.number),
            search=lambda one: (
                f"{one.visitor_name} {one.organisation} {one.title} " + " ".join(door.name + door.address for door in one.doors)
            ),
        )
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._opened)
        self.table.dropped.connect(lambda sheet, care_file: self.move(care_file, sheet.visitor))
        self.table.set_menu(
            (_("Enter this sheet"), lambda rows: self._opened(rows[0]), ""),
            (_("Print this sheet"), self._print_some, ""),
            (_("Give to another visitor"), lambda rows: self._give(rows[0]), ""),
            (_("Take back a printed sheet"), lambda rows: self._withdraw(rows[0]), ""),
            (_("Lock all its doors"), lambda rows: self._lock([door.care_file for door in rows[0].doors], True), ""),
        )
        self.doors = DoorTable(
            [
                Column(_("No."), "number", align="right", width=wide(36, 30)),
                Column(_("Name"), "name", bold=True, width=74),
                Column(_("Door"), "address", stretch=True),
                *([] if large() else [Column("", lambda one: "", badge=change_badge, width=104)]),
            ],
            _("Doors of the sheet"),
        )
        self.doors.setSortingEnabled(False)
        self.doors.set_empty(_("Choose a sheet."))
        self.doors.set_menu(
            (_("Move to another sheet"), lambda rows: self._move(rows[0]), "M"),
            (_("Lock here, or free"), lambda rows: self._lock([rows[0].care_file], not rows[0].locked), "L"),
        )
        self.sheets_card, self.doors_card = Card(_("Sheets")), Card(_("Doors in walking order"))
        self.sheets_card.add(self.table, 1)
        self.doors_card.add(self.doors, 1)
        self.left_out = Card(_("Due but on no sheet"))
        self.unserved = DoorTable(
            [
                Column(_("Name"), "name", bold=True, width=wide(80, 70)),
                Column(_("Door"), "address", stretch=True),
                Column(_("Why"), "reason", badge=lambda one: (unserved_label(one.reason), "danger"), width=wide(250, 190)),
            ],
            _("Due but on no sheet"),
        )
        self.unserved.setSortingEnabled(False)
        self.unserved.set_menu((_("Move to another sheet"), lambda rows: self._move(rows[0]), "M"))
        self.unserved.opened.connect(self._move)
        self.left_out.add(self.unserved)
        self.changes = Link("", self._show_changes)
        self.notes = label("", "muted", wrap=True)
        self.notes.hide()
        left = column(self.sheets_card, self.left_out, self.changes, self.notes, gap=10)
        left.setStretch(0, 1)
        both = row(left, self.doors_card, gap=14)
        both.setStretch(0, wide(2, 3))
        both.setStretch(1, wide(1, 2))
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
        if self.shown is None or self.shown.saved:  # a proposal that is not saved stays until it is accepted
            self._fetch()

    def leave(self) -> bool:
        self.search.stop()  # the proposal itself stays as it is, with what was moved by hand
        return True

    def _fetch(self) -> None:
        self.ask(load, self._day, self._slot, done=self._came)

    def _came(self, asked: Asked) -> None:
        self.search.stop()
        self._prepared = None
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
        self.changes.setText(changed_words(plan) if plan is not None else "")
        self.changes.setVisible(bool(self.changes.text()))
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
        minutes = sum(sheet.minutes for sheet in plan.sheets)
        if minutes:
            told.append(_("{hours:.1f} h in all").format(hours=minutes / 60))
        if plan.suspended:
            told.append(_("{count} reported away").format(count=plan.suspended))
        return " · ".join(told)

    def _show_unserved(self, lines: tuple[UnservedLine, ...]) -> None:
        self.unserved.set_rows(lines)
        rows = min(len(lines), 4) + 1
        self.unserved.setFixedHeight(theme.px(theme.ROW) * rows + theme.px(8))
        told = ngettext("{count} elder, the most urgent first", "{count} elders, the most urgent first", len(lines))
        self.left_out.set_caption(told.format(count=len(lines)) if lines else "")
        self.left_out.setVisible(bool(lines))

    def _show_changes(self) -> None:
        if self.shown is not None:
            self.dialog = ChangesDialog(self, self.shown)
            self.dialog.open()

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
        """Make a proposal: at once, then a better one while the clerk looks at it. What is locked in the one shown stays."""
        if self._day is not None and self._slot is not None:
            self.search.stop()
            self.ask(plan_drafts.prepare_again, self._day, self._slot, done=self._begin)

    def _begin(self, prepared: Prepared) -> None:
        if self.shown is not None and not self.shown.saved:
            prepared = replace(prepared, problem=proposal.with_locks(prepared.problem, self.shown))
        self._prepared = prepared
        self._solve(proposal.first, prepared, done=self._first)

    def _solve(self, function: Any, *args: Any, done: Any) -> LongWork:
        title = _("Planning the round")
        return self.shell.worker.run_pure(function, *args, title=title, quiet=True, done=done, failed=self.shell.fail, owner=self)

    def _first(self, made: Proposal) -> None:
        prepared = self._prepared
        if prepared is None or (made.date, made.slot.code) != (self._day, self._slot):
            return
        self._show(made)

        def better(found: Proposal) -> None:
            if self.shown is made:  # nobody touched it, or asked for another, meanwhile
                self._show(found)

        if made.sheets:
            self.search.watch(self._solve(proposal.better, prepared, made, done=better))

    def save(self) -> None:
        """Save what is shown."""
        if self.shown is not None and not self.shown.saved:
            self.search.stop()
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

    def _opened(self, sheet: SheetDraft) -> None:
        if sheet.number is not None:
            self.shell.go("rounds.entry", sheet=sheet.number)

    def _proposed(self, then: Callable[[Prepared, Proposal], None]) -> None:
        """Call with the proposal shown; a stored plan becomes one first."""
        shown = self.shown
        if shown is None or self._day is None or self._slot is None:
            return
        self.search.stop()
        if not shown.saved and self._prepared is not None:
            then(self._prepared, shown)
            return

        def came(prepared: Prepared) -> None:
            self._prepared = prepared
            then(prepared, proposal.reopened(prepared, shown))

        self.ask(plan_drafts.prepare_again, self._day, self._slot, done=came)

    def _by_hand(self, made: Proposal) -> None:
        self._show(made)
        self.ask(plan_drafts.keep_moves, made.date, made.slot.code, proposal.locks_of(made))

    def _lock(self, care_files: list[str], locked: bool) -> None:
        self._proposed(lambda prepared, shown: self._by_hand(proposal.relock(prepared, shown, care_files, locked)))

    def move(self, care_file: str, visitor: str) -> None:
        """Put an elder on this visitor's route, priced anew at once; why not, when that cannot be."""

        def moved(prepared: Prepared, shown: Proposal) -> None:
            try:
                self._by_hand(proposal.move(prepared, shown, care_file, visitor))
            except UserError as error:
                self.shell.fail(error)

        self._proposed(moved)

    def _move(self, door: DoorLine | UnservedLine) -> None:
        """Ask on whose sheet one elder shall stand."""
        self._proposed(lambda prepared, shown: self._ask_whose(prepared, shown, door))

    def _ask_whose(self, prepared: Prepared, shown: Proposal, door: DoorLine | UnservedLine) -> None:
        choices = proposal.takers(prepared, shown, door.care_file)
        fields = [Field("visitor", _("Sheet of"), "choice", required=True, choices=choices)]

        def save(values: dict[str, Any]) -> None:
            try:
                moved = proposal.move(prepared, shown, door.care_file, values["visitor"])
            except UserError as error:
                self.dialog.fail(error)
                return
            self.dialog.accept()
            self._by_hand(moved)

        title = _("On whose sheet shall {name} stand?").format(name=door.name)
        self.dialog = FormDialog(self, title, fields, self.shell.clock.today(), None, save)
        self.dialog.open()
