"""Open ladders: what was done, what is next and by when, whom to call, and how it ended."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.i18n import _, ngettext
from desktop.rounds import ladders, outcomes
from desktop.rounds.board import OpenLadder
from desktop.rounds.ladder import Closing, NextStep, Step, StepResult, closing_label, step_result_label
from desktop.rounds.ladders import remaining_text
from desktop.session import Session
from ui.kit import (
    Badge,
    Button,
    Card,
    Column,
    ConfirmBar,
    FlowLayout,
    LineRows,
    Page,
    RowsTable,
    Shell,
    label,
    row,
    scrolled,
)
from ui.rounds.words import large, wide

TICK = 15_000  # milliseconds between two looks at the clock


def close(session: Session, ladder: str, result: str, note: str) -> str:
    """Close a ladder; gives the operation that undoes it."""
    ladders.close_ladder(session, ladder, result, note)
    return session.last_operation


def _opened(ladder: OpenLadder) -> datetime:
    return ladder.opened_at


class LadderPage(Page):
    """One ladder at a time, the most urgent first."""

    key = "rounds.ladder"
    help = "rounds"
    topics = frozenset({"rounds", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Ladders"), _("nobody answered: step by step until it is known how the elder is"))
        self._wanted = ""
        self._writing = False  # a second press before the page shows the first one's result would record it twice
        self.ladder: OpenLadder | None = None
        self.emergency = self.add_action(_("Call 120 / 110 now"), self.jump, "F8", kind="danger")
        self.failed_button = self.add_action(
            _("Done, without result"), lambda: self.take(StepResult.FAILED), "Ctrl+Return", main=True
        )
        self.question = ConfirmBar()
        self.question.hide()
        self.body.addWidget(self.question)
        columns = [
            Column(_("Elder"), "elder", bold=True, width=wide(92, 76)),
            Column(_("Address"), "address", stretch=True),
            Column(_("Open since"), _opened, format=lambda at: f"{at:%m-%d %H:%M}", width=104),
            Column(
                _("Next step"),
                self._due_words,
                badge=self._due_badge,
                sort=lambda one: one.next.due_at if one.next else one.opened_at,
                width=wide(112, 122),
            ),
        ]
        if large():
            columns = [one for one in columns if one.get is not _opened]
        self.table = RowsTable(
            columns,
            _("Open ladders"),
        )
        self.table.set_empty(_("No ladder is open. Nobody is being looked for."))
        self.table.chosen.connect(self._chosen)
        self.list_card, self.card = Card(_("Open ladders")), Card()
        self.list_card.add(self.table, 1)
        self._build_card()
        both = row(self.list_card, self.area, gap=14)
        both.setStretch(0, 4)
        both.setStretch(1, 5)
        self.body.addLayout(both, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _build_card(self) -> None:
        self.reason = Badge("", "danger")
        self.place = label("", "muted")
        self.phone = label("", "strong", selectable=True)
        self.steps = LineRows([0, 1, 0, 0], right=[3])
        self.next = label("", "heading", wrap=True)
        self.remaining = Badge("", "muted")
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("Who said or saw what (may stay blank)"))
        self.note.setAccessibleName(_("Note on the step"))
        self.reached = Button(_("Somebody was reached"), lambda: self.take(StepResult.REACHED))
        self.skip = Button(_("Skip this step"), lambda: self.take(StepResult.SKIPPED))
        self.contacts = LineRows([0, 0, 1], right=[2])
        endings = QWidget()
        flow = FlowLayout(endings, gap=8)
        self.endings: dict[Closing, Button] = {}
        for closing in Closing:
            button = Button(closing_label(closing), lambda closing=closing: self.close_with(closing))
            self.endings[closing] = button
            flow.addWidget(button)
        policy = endings.sizePolicy()
        policy.setHeightForWidth(True)
        endings.setSizePolicy(policy)
        for part in (
            row(self.reason, self.place, None, self.phone),
            self.steps,
            row(self.next, self.remaining, None),
            self.note,
            row(self.reached, self.skip, None),
            label(_("Whom to call"), "heading"),
            self.contacts,
            label(_("How it ended"), "heading"),
            label(_("Found safe and away set last known safe to now; hospital makes an absence notice."), "caption", wrap=True),
            endings,
        ):
            self.card.add(part)
        self.card.fill()
        holder = QWidget()
        holder.setLayout(row(self.card))
        self.area = scrolled(holder)

    # page

    def open(self, **where: Any) -> None:
        self._wanted = where.get("ladder", "") or self._wanted
        if self._wanted:
            self.table.select_key(self._wanted)

    def reload(self) -> None:
        self.ask(ladders.open_ladders, done=self._came)

    def _came(self, found: list[OpenLadder]) -> None:
        self._writing = False
        found.sort(key=lambda one: (one.next.due_at if one.next is not None else one.opened_at, one.id))
        self.list_card.set_caption(
            ngettext("{count} ladder", "{count} ladders", len(found)).format(count=len(found)) if found else ""
        )
        self.table.set_rows(found)
        if (self._wanted and self.table.select_key(self._wanted)) or self.table.current_row() is not None:
            self._wanted = ""
        elif found:
            self.table.select_first()
        self._chosen(self.table.current_row())

    # showing

    def _now_next(self, ladder: OpenLadder) -> NextStep | None:
        """The next step as it stands at this minute."""
        if ladder.next is None:
            return None
        return replace(ladder.next, remaining=ladder.next.due_at - self.shell.clock.now())

    def _due_words(self, ladder: OpenLadder) -> str:
        following = self._now_next(ladder)
        return _("result missing") if following is None else remaining_text(following)

    def _due_badge(self, ladder: OpenLadder) -> tuple[str, str]:
        following = self._now_next(ladder)
        late = following is not None and following.remaining.total_seconds() < 0
        return self._due_words(ladder), "danger" if late else "gold"

    def _tick(self) -> None:
        if self.isVisible() and self.ladder is not None:
            self.table.refresh()
            self._show_next(self.ladder)

    def _chosen(self, ladder: OpenLadder | None) -> None:
        if ladder is None or self.ladder is None or ladder.id != self.ladder.id:
            self.note.clear()
        self.ladder = ladder
        self.area.setVisible(ladder is not None)
        for button in (self.failed_button, self.emergency):
            button.setEnabled(ladder is not None)
        if ladder is None:
            return
        self.card.set_title(ladder.elder)
        self.reason.tell(outcomes.label(ladder.reason), "danger")
        self.place.setText(ladder.address)
        self.phone.setText(ladder.phone or _("no phone"))
        self.steps.clear()
        self.steps.add_row(label(f"{ladder.opened_at:%H:%M}", "strong"), outcomes.label(ladder.reason), None, None)
        for step in ladder.steps:
            result = label(" · ".join(part for part in (step_result_label(step.result), step.note) if part), "muted")
            self.steps.add_row(label(f"{step.at:%H:%M}", "strong"), step.label, result, label(step.who, "muted"))
        self._show_next(ladder)
        self._show_contacts(ladder)

    def _show_next(self, ladder: OpenLadder) -> None:
        following = self._now_next(ladder)
        done = following is None
        self.next.setText(
            _("Every step was taken. How did it end?") if done else _("Next: {step}").format(step=ladder.next_label)
        )
        self.remaining.setVisible(not done)
        if following is not None:
            words = _("by {time}, {remaining}").format(time=f"{following.due_at:%H:%M}", remaining=remaining_text(following))
            self.remaining.tell(words, self._due_badge(ladder)[1])
        for widget in (self.failed_button, self.reached, self.skip):
            widget.setEnabled(not done)

    def _show_contacts(self, ladder: OpenLadder) -> None:
        self.contacts.clear()
        if ladder.neighbour is not None:
            self.contacts.add_row(
                label(ladder.neighbour.relation, "muted"), label(ladder.neighbour.name, "strong"),
                label(ladder.neighbour.phone or "–", selectable=True),
            )  # fmt: skip
        for one in ladder.contacts:
            self.contacts.add_row(
                label(f"{one.position} {one.relation}".strip(), "muted"),
                label(one.name, "strong"),
                label(one.phone or "–", selectable=True),
            )
        if ladder.neighbour is None and not ladder.contacts:
            self.contacts.add_row(label(_("Nobody is on record; please add contacts to the care file."), "muted"))

    # doing

    def take(self, result: StepResult) -> None:
        """Record the step that is next, now."""
        ladder = self.ladder
        if ladder is not None and ladder.next is not None:
            self._record(ladder, ladder.next.step, result, ladder.next.contact)

    def jump(self) -> None:
        """120 / 110 is called at once, whatever was done before."""
        if self.ladder is not None:
            self._record(self.ladder, Step.EMERGENCY_SERVICES, StepResult.REACHED, 0)

    def _record(self, ladder: OpenLadder, step: Step, result: StepResult, contact: int) -> None:
        if self._writing:
            return
        self._writing = True
        note = self.note.text().strip()
        self._wanted = ladder.id
        self.failed_button.setEnabled(False)

        self.ask(
            ladders.take_step, ladder.id, step.value, result=result.value, note=note, contact=contact,
            done=lambda _none: self._written(), failed=self._not_written,
        )  # fmt: skip

    def _written(self) -> None:
        self.note.clear()
        self.reload()

    def _not_written(self, error: BaseException) -> None:
        self._writing = False
        self.failed_button.setEnabled(True)
        self.shell.fail(error)

    def close_with(self, closing: Closing) -> None:
        """Close the ladder with this result; a grave one is asked for once more."""
        ladder = self.ladder
        if ladder is None:
            return
        if closing in (Closing.DIED, Closing.ENTERED_IN_ERROR):
            words = {
                Closing.DIED: _("Record that {name} was found dead today? The elder is then no longer visited."),
                Closing.ENTERED_IN_ERROR: _("Close {name}'s ladder as entered in error? Last known safe stays as it is."),
            }[closing]
            self.question.ask(
                words.format(name=ladder.elder), closing_label(closing), lambda: self._close(ladder, closing), danger=True
            )
        else:
            self._close(ladder, closing)

    def _close(self, ladder: OpenLadder, closing: Closing) -> None:
        if self._writing:
            return
        self._writing = True
        note = self.note.text().strip()
        told = _("{name}: {result}.").format(name=ladder.elder, result=closing_label(closing))

        def done(operation: str) -> None:
            self._written()
            self.shell.say(told, "ok", undo=operation)

        self.ask(close, ladder.id, closing.value, note, done=done, failed=self._not_written)
