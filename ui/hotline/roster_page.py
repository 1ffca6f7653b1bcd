"""The roster of a month: planned, looked at, locked, changed by hand, published, printed."""

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal

from desktop.hotline.months import MonthRoster, month_after
from desktop.hotline.problem import RosterAnswer, RosterProblem, SeatKey
from desktop.hotline.rosters import assign_seat, exchange_seats, lock_seats, publish, save_proposal
from desktop.hotline.view import (
    Line,
    RosterView,
    Taken,
    default_month,
    explain_person,
    explain_seat,
    load_plan,
    load_view,
    plan_view,
    remedy_of,
)
from desktop.hotline.words import STATES
from desktop.hotline.words import label as word_of
from desktop.i18n import _, ngettext
from ui.hotline.fairness_dialog import FairnessDialog
from ui.hotline.plan_dialogs import IllDialog, PartDialog
from ui.hotline.roster_grid import RosterGrid, shift_colors
from ui.hotline.roster_panels import ChangesPanel, FillPanel, Swatch, WhyPanel
from ui.hotline.shifts_dialog import ShiftsDialog
from ui.kit import Badge, Button, Card, Elided, Page, Shell, ToggleKey, label, row, theme


class RosterPage(Page):
    """A month as a grid, with its reasons below."""

    key, help = "hotline.roster", "roster"
    topics = frozenset({"hotline", "people"})
    early = Signal(object)  # the first full proposal, from the solver's thread

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Hotline roster"))
        self.month = ""
        self.view: RosterView | None = None
        self._plan: tuple[MonthRoster, RosterProblem, RosterAnswer] | None = None  # a proposal that is not saved
        self._go_day: date | None = None
        self._planning = False
        self.before = Button("‹", lambda: self._turn(-1))
        self.before.setAccessibleName(_("Month before"))
        self.after = Button("›", lambda: self._turn(1))
        self.after.setAccessibleName(_("Next month"))
        for button, key in ((self.before, "Alt+Left"), (self.after, "Alt+Right")):
            button.setToolTip(f"{button.accessibleName()} ({key})")
            button.setFixedSize(theme.px(30), theme.px(28))
            button.setStyleSheet("padding: 0px;")
        ToggleKey("Alt+Left", self, lambda: self._turn(-1))
        ToggleKey("Alt+Right", self, lambda: self._turn(1))
        self.shifts = Button(_("Shifts…"), self._edit_shifts)
        self.part = Button(_("Some days…"), self._plan_part, "F7")
        self.ill = Button(_("Cannot come…"), self._somebody_ill, "F6")
        self.early.connect(self._show_early)
        self.offers = self.add_action(_("Availability"), lambda: shell.go("hotline.offers"))
        self.ledger = self.add_action(_("Fair shares"), self._show_ledger)
        self.print = self.add_action(_("Print on the wall"), self._print, "Ctrl+P")
        self.replan = self.add_action(_("Plan"), self.plan, "F5")
        self.publish = self.add_action(_("Publish"), self._publish, main=True)
        self.discard = self.add_action(_("Discard"), self._discard)
        self.accept = self.add_action(_("Accept"), self._accept, "Ctrl+Return", main=True)
        self._build()
        self._show_buttons()

    def _build(self) -> None:
        self.card = Card()
        self.people = Elided("", "heading")
        self.filled, self.proof, self.rules = Badge(), Badge(), Badge()
        self.figures = Elided("", "caption")
        legend = row(Swatch("surface", "accent"), label(_("locked"), "caption"), 6,
                     Swatch("quiet", "quiet"), label(_("grey: unavailable"), "caption"), gap=5)
        for button in (self.shifts, self.part, self.ill):
            button.setFixedHeight(theme.px(28))
            button.setStyleSheet(f"padding: 0px {theme.px(8)}px;")
        head = row(self.before, self.after, self.shifts, self.part, self.ill, 2, self.people, self.filled, self.proof, self.rules,
                   self.figures, gap=8)
        head.setStretch(head.indexOf(self.people), 2)
        head.setStretch(head.indexOf(self.figures), 3)
        self.card.add(head)
        self.grid = RosterGrid()
        self.grid.at.connect(self._at)
        self.grid.lock_wanted.connect(self._lock)
        self.grid.empty_wanted.connect(self._empty)
        self.grid.seat_wanted.connect(self._seat)
        self.grid.others_wanted.connect(self._others)
        self.card.add(self.grid, 1)
        self.keys = Elided(
            _("Space locks · Delete empties · 1 2 3 seats in the first, second, third shift · Enter: somebody else"), "caption")
        foot = row(self.keys, legend)
        foot.setStretch(0, 1)
        self.card.add(foot)
        self.first = label("", "muted", wrap=True)
        self.card.add(self.first)
        self.why = WhyPanel(self._put, self._exchange)
        self.changes = ChangesPanel()
        self.fill = FillPanel(shift_colors, self._look_for_remedy)
        below = row(self.why, self.changes, self.fill, gap=14)
        for place, stretch in enumerate((5, 4, 4)):
            below.setStretch(place, stretch)
        self.body.addWidget(self.card, 1)
        self.body.addLayout(below)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        high = min(theme.px(164), max(theme.px(104), self.height() * 23 // 100))  # the grid keeps most of a small screen
        for panel in (self.why, self.changes, self.fill):
            panel.setFixedHeight(high)

    # what is shown

    def open(self, **where: Any) -> None:
        """`month='2026-12'` or `date=` a day of the month."""
        day: date | None = where.get("date")
        month = where.get("month") or (f"{day:%Y-%m}" if day else "")
        self._go_day = day
        if month and month != self.month:
            self.month = month
            self._plan = None
            self.reload()
        elif day is not None and self.view is not None:
            self.grid.go_to(day)

    def reload(self) -> None:
        if self._plan is not None or self._planning:
            return  # a proposal stays until it is accepted or discarded
        if self.month:
            self.ask(load_view, self.month, done=self.show_view)
        else:
            self.ask(default_month, done=self._month_known)

    def _month_known(self, month: str) -> None:
        if not self.month:
            self.month = month
        self.reload()

    def show_view(self, view: RosterView) -> None:
        """Show a month, saved or proposed."""
        if view.roster.month != self.month:
            return  # turned on meanwhile
        self.view = view
        saved = view.roster.saved
        first = view.days[0]
        state = _("proposal, not saved") if view.proposal else _("no roster yet")
        if saved is not None and not view.proposal:
            state = _("{state} {number}").format(state=word_of(STATES, saved.state), number=saved.number)
        self.set_subtitle(_("{year}-{month:02d} · {state}").format(year=first.year, month=first.month, state=state))
        planned = saved is not None or view.proposal
        self.people.setText(_("{people} can sit · {seats} seats").format(people=view.able, seats=view.seats))
        self._show_badges(view, planned)
        self.grid.set_view(view)
        if self._go_day is not None:
            self.grid.go_to(self._go_day)
            self._go_day = None
        self.first.setVisible(not planned or not view.roster.holidays_known)
        self.first.setText(self._first_words(view))
        self.changes.show_changes(view)
        self.fill.show_fills(view)
        self._show_buttons()

    def _show_badges(self, view: RosterView, planned: bool) -> None:
        self.filled.setVisible(planned)
        self.proof.setVisible(planned)
        self.rules.setVisible(planned and bool(view.breaches))
        if view.unfilled:
            self.filled.tell(ngettext("{number} seat empty", "{number} seats empty", view.unfilled).format(number=view.unfilled), "gold")
        else:
            self.filled.tell(_("All seats filled"), "ok")
        if view.proven:
            self.proof.tell(_("Proven best"), "ok")
        else:
            self.proof.tell(_("Stopped early: best so far") if view.cancelled else _("Not proven"), "muted")
        self.rules.tell(_("{number} against the rules by now").format(number=len(view.breaches)), "gold")
        self.rules.setToolTip("\n".join(view.breach_words()))
        self.figures.setText(
            _("Fairness {value} (mean {mean:.1f}, most {most}) · wishes {points}").format(
                value=f"{view.fairness:,}".replace(",", "\u2009"), mean=view.mean, most=view.most, points=view.preference)
            if planned else "")

    def _first_words(self, view: RosterView) -> str:
        if not view.able:
            return _("Nobody is trained for the hotline yet. Mark trained volunteers on the Volunteers page, then enter when they can come.")
        if not view.roster.holidays_known:
            return _("The public holidays of {year} are not known yet: they weigh as ordinary days until they are entered under Shifts, Public "
                     "holidays. F5 plans the month.").format(year=_(", ").join(str(year) for year in view.roster.unknown_years))
        return _("This month has no roster yet. F5 plans it from what the volunteers offer.")

    def _show_buttons(self) -> None:
        proposal = self._plan is not None
        saved = self.view is not None and self.view.roster.saved is not None
        published = saved and self.view is not None and self.view.roster.saved is not None and self.view.roster.saved.state == "published"
        for button in (self.discard, self.accept):
            button.setVisible(proposal)
        for button in (self.publish, self.print, self.ledger):
            button.setVisible(not proposal)
            button.setEnabled(saved)
        self.publish.setEnabled(saved and not published)
        self.offers.setVisible(not proposal)
        self.part.setEnabled(not self._planning and not proposal and self.view is not None)
        self.ill.setEnabled(saved and not self._planning and not proposal)
        self.replan.setText(_("Replan") if saved else _("Plan"))
        self.replan.setEnabled(not self._planning)

    def _turn(self, step: int) -> None:
        if self._planning or not self.month:
            return
        self._plan = None
        self.month = month_after(self.month, step)
        self.reload()

    def _at(self, line: Line | None, day: date | None, seats: tuple[Taken, ...]) -> None:
        view = self.view
        if view is None or (day is None and line is None):
            self.why.clear()
        elif day is None:
            assert line is not None
            self.ask(explain_person, view.roster, line.volunteer, done=lambda told: self.why.show_whole(view, told))
        elif line is None and seats:
            self.why.show_empty(view, day, seats)
        elif seats:
            self.ask(explain_seat, view.roster, seats[0].key, done=lambda why: self.why.show_seat(view, why))
        elif line is not None:
            self.why.show_person(view, line, day)
        else:
            self.why.clear()

    # planning

    def plan(self, first: date | None = None, last: date | None = None, repair: bool = False) -> None:
        """Solve the month, or these days of it, with what is locked kept; the result is a proposal. A repair moves as few as can be."""
        if self._planning or not self.month:
            return
        self._planning = True
        self._plan = None
        self._show_buttons()
        self.ask(load_plan, self.month, first, last, repair, done=self._solve, failed=self._plan_failed)

    def _solve(self, plan: tuple[MonthRoster, RosterProblem]) -> None:
        self.shell.worker.run_pure(
            plan_view, plan, title=_("Planning the roster"), owner=self, failed=self._plan_failed, first=self.early.emit,
            done=lambda found: self._proposed(plan[0], *found))

    def _show_early(self, view: RosterView) -> None:
        """The first full proposal, to look at while better ones are looked for."""
        if self._planning and view.roster.month == self.month:
            self.grid.set_view(view)
            self._show_badges(view, True)
            self.first.hide()
            self.fill.show_fills(view)
            self.proof.tell(_("Looking for better"), "gold")

    def _plan_part(self) -> None:
        if self.view is not None and self.part.isEnabled():
            PartDialog(self, self.view, self.plan).open()

    def _somebody_ill(self) -> None:
        if self.view is not None and self.ill.isEnabled():
            line = self.grid.current_line()
            IllDialog(self, self.shell, self.view, line.volunteer if line else None, lambda: self.plan(repair=True)).open()

    def _look_for_remedy(self) -> None:
        """What would fill the empty seats of the saved roster."""
        view = self.view
        if view is not None:
            self.shell.worker.run_pure(
                remedy_of, view.roster, title=_("Looking for what would fill the empty seats"), owner=self, failed=self.shell.fail,
                done=lambda found: self.fill.show_fills(replace(view, remedy=found)))

    def _proposed(self, roster: MonthRoster, problem: RosterProblem, answer: RosterAnswer, view: RosterView) -> None:
        self._planning = False
        if roster.month != self.month:
            self._show_buttons()
            return
        self._plan = (roster, problem, answer)
        self.show_view(view)
        if problem.repair and answer.unfilled:
            self.shell.say(_("{number} seats stay empty when nobody else is moved. F5 plans the days anew and may move others.").format(
                number=answer.unfilled), "gold")
        self.accept.setFocus()

    def _plan_failed(self, error: BaseException) -> None:
        self._planning = False
        self._show_buttons()
        self.shell.fail(error)
        self.reload()

    def _accept(self) -> None:
        if self._plan is None:
            return
        plan, self._plan = self._plan, None
        self.ask(save_proposal, *plan, done=self._saved, failed=self._save_failed)

    def _saved(self, _roster_id: str) -> None:
        self.shell.say(_("The roster is saved as a draft."))
        self.reload()

    def _save_failed(self, error: BaseException) -> None:
        self.shell.fail(error)
        self.reload()

    def _discard(self) -> None:
        self._plan = None
        self.reload()

    # changing by hand

    def _lock(self) -> None:
        seats = self._changeable()
        if seats:
            self.ask(lock_seats, self.month, [s.key for s in seats], not all(s.locked for s in seats))

    def _empty(self) -> None:
        for seat in self._changeable():
            self.ask(assign_seat, self.month, seat.key, None)

    def _changeable(self) -> tuple[Taken, ...]:
        """The seats of the current cell that somebody has and that may be changed now."""
        if self._plan is not None or self.view is None or self.grid.current_line() is None:
            return ()
        return self.grid.current_seats()

    def _seat(self, place: int) -> None:
        line, day, view = self.grid.current_line(), self.grid.current_day(), self.view
        if line is None or day is None or view is None or self._plan is not None or view.roster.saved is None:
            return
        self.why.choose(view, line, day, place, self.shell)

    def _put(self, key: SeatKey, volunteer: str) -> None:
        if self._plan is not None:
            self.shell.say(_("Accept or discard the proposal first."), "gold")
            return
        self.ask(assign_seat, self.month, key, volunteer)

    def _exchange(self, one: SeatKey, other: SeatKey) -> None:
        if self._plan is not None:
            self.shell.say(_("Accept or discard the proposal first."), "gold")
            return
        self.ask(exchange_seats, self.month, one, other)

    def _others(self) -> None:
        self.why.focus_first()

    # leaving the house

    def _publish(self) -> None:
        self.ask(publish, self.month, done=self._published)

    def _published(self, number: int) -> None:
        self.shell.say(_("Version {number} is published. Print the wall roster with Ctrl+P.").format(number=number))

    def _edit_shifts(self) -> None:
        ShiftsDialog(self, self.shell).open()

    def _show_ledger(self) -> None:
        FairnessDialog(self, self.shell, self.month).open()

    def _print(self) -> None:
        if self.view is not None:
            self.shell.go("reports", report="wall_roster", day=self.view.days[0])
