"""Open ladders: what was done, what is next and by when, whom to call, and how it ended."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.i18n import _
from desktop.rounds import ladders, outcomes
from desktop.rounds.board import OpenLadder
from desktop.rounds.entry import moment_in
from desktop.rounds.incidents import IncidentEntry
from desktop.rounds.ladder import CLOSINGS_WITH_INCIDENT, Closing, Step, StepResult, closing_label
from desktop.rounds.ladders import remaining_text
from desktop.rounds.lastsafe import channel_label
from desktop.station.drafts import forget_form, form_draft, keep_form
from ui.kit import (
    Badge,
    Button,
    Card,
    Chips,
    Column,
    ConfirmBar,
    FlowLayout,
    FormDialog,
    LineRows,
    Link,
    Page,
    RowsTable,
    Shell,
    column,
    find_by_typing,
    label,
    row,
    scrolled,
    theme,
)
from ui.rounds.absence_page import choices
from ui.rounds.ladder_parts import (
    close,
    due_badge,
    due_words,
    fill_contacts,
    fill_steps,
    incident_fields,
    next_at,
    open_by_hand,
    opening_fields,
)
from ui.rounds.words import large, wide

TICK = 15_000  # milliseconds between two looks at the clock


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
        self.new_button = self.add_action(_("New escalation"), self.new, "F2")
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
                width=wide(112, 104),
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
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(lambda _key: self.reload())
        self.list_card, self.card = Card(), Card()
        self.list_card.add(self.chips)
        self.list_card.add(self.table, 1)
        self._build_card()
        left = column(self.list_card, self.call_card, gap=14)
        left.setStretch(0, 1)
        both = row(gap=14)
        both.addLayout(left, 5 if large() else 4)
        both.addWidget(self.area, 5)
        self.body.addLayout(both, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _build_card(self) -> None:
        self.reason = Badge("", "danger")
        self.place = label("", "muted")
        self.phone = label("", "strong", selectable=True)
        self.safe = label("", "strong", wrap=True)
        self.steps = LineRows([0, 1, 1])
        self.next = label("", "heading", wrap=True)
        self.remaining = Badge("", "muted")
        self.note, self.who, self.at = QLineEdit(), QLineEdit(), QLineEdit()
        for field, words, name in (
            (self.note, _("Who said or saw what (may stay blank)"), _("Note on the step")),
            (self.who, _("Done by: I"), _("Who did the step")),
            (self.at, _("At: now"), _("When the step was done, say 9:20")),
        ):
            field.setPlaceholderText(words)
            field.setAccessibleName(name)
            field.setToolTip(name)
            field.textEdited.connect(lambda _text: self._keep())
        self.who.setFixedWidth(theme.px(wide(130, 110)))
        self.at.setFixedWidth(theme.px(110))
        self.reached = Button(_("Somebody was reached"), lambda: self.take(StepResult.REACHED))
        self.skip = Button(_("Skip this step"), lambda: self.take(StepResult.SKIPPED))
        self.call_card = Card(_("Whom to call"))
        self.contacts = LineRows([0, 0, 1], right=[2])
        self.call_card.add(self.contacts)
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
        self.told_end = label("", "muted", wrap=True)
        self.paper = Link(_("Print the record"), self._print)
        self._doing = [self.note, self.who, self.at, self.reached, self.skip, endings, self.next, self.remaining]
        self._ends = label(_("How it ended"), "heading")
        self._ends_words = label(
            _("Found safe, away and helped set last known safe to now; helped, hospital, police and found dead open an incident."),
            "caption", wrap=True,
        )  # fmt: skip
        for part in (
            row(self.reason, self.place, None, self.phone),
            self.safe,
            self.told_end,
            row(self.next, self.remaining, None),
            *((self.note, row(self.who, self.at, None)) if large() else (row(self.note, self.who, self.at),)),
            row(self.reached, self.skip, None),
            self._ends,
            self._ends_words,
            endings,
            row(label(_("Steps"), "heading"), None, self.paper),
            self.steps,
        ):
            self.card.add(part)
        self.card.fill()
        holder = QWidget()
        holder.setLayout(row(self.card))
        self.area = scrolled(holder)

    # page

    def open(self, **where: Any) -> None:
        self._wanted = where.get("ladder", "") or self._wanted
        if where.get("ladder") and self.chips.chosen == "closed":
            self.chips.choose("open")
        if self._wanted:
            self.table.select_key(self._wanted)

    def reload(self) -> None:
        self.ask(ladders.open_ladders, done=self._open_came)

    def _open_came(self, found: list[OpenLadder]) -> None:
        self.chips.set_items([("open", _("Open"), len(found)), ("closed", _("Closed, 30 days"))])
        if self.chips.chosen == "closed":
            self.ask(ladders.closed_ladders, done=self._closed_came)
        else:
            self._came(found)

    def _closed_came(self, found: list[OpenLadder]) -> None:
        self.table.set_empty(_("No ladder was closed in the last 30 days."))
        self._show_list(found)

    def _came(self, found: list[OpenLadder]) -> None:
        self.table.set_empty(_("No ladder is open. Nobody is being looked for."))
        found.sort(key=lambda one: (one.next.due_at if one.next is not None else one.opened_at, one.id))
        self._show_list(found)

    def _show_list(self, found: list[OpenLadder]) -> None:
        self._writing = False
        self.table.set_rows(found)
        if (self._wanted and self.table.select_key(self._wanted)) or self.table.current_row() is not None:
            self._wanted = ""
        elif found:
            self.table.select_first()
        self._chosen(self.table.current_row())

    # showing

    def _due_words(self, ladder: OpenLadder) -> str:
        return due_words(ladder, self.shell.clock.now())

    def _due_badge(self, ladder: OpenLadder) -> tuple[str, str]:
        return due_badge(ladder, self.shell.clock.now())

    def _tick(self) -> None:
        if self.isVisible() and self.ladder is not None:
            self.table.refresh()
            self._show_next(self.ladder)

    def _chosen(self, ladder: OpenLadder | None) -> None:
        other = ladder is None or self.ladder is None or ladder.id != self.ladder.id
        self.ladder = ladder
        self.area.setVisible(ladder is not None)
        self.call_card.setVisible(ladder is not None)
        open_ = ladder is not None and ladder.closed_at is None
        for button in (self.failed_button, self.emergency):
            button.setEnabled(open_)
        if other:
            for field in (self.note, self.who, self.at):
                field.clear()
            if ladder is not None and open_:
                self.ask(form_draft, f"ladder.{ladder.id}", done=lambda typed: self._bring_back(ladder.id, typed))
        if ladder is None:
            return
        self.card.set_title(ladder.elder)
        self.reason.tell(outcomes.label(ladder.reason), "danger" if open_ else "muted")
        self.place.setText(ladder.address)
        self.phone.setText(ladder.phone or _("no phone"))
        for part in (*self._doing, self._ends, self._ends_words):
            part.setVisible(open_)
        self.told_end.setVisible(not open_)
        if ladder.closed_at is not None:
            told = _("{result}, {time}").format(result=self._due_words(ladder), time=f"{ladder.closed_at:%m-%d %H:%M}")
            self.told_end.setText(" · ".join(part for part in (told, ladder.note) if part))
        self.safe.setVisible(open_ and ladder.safe_at is not None)
        if ladder.safe_at is not None:
            self.safe.setText(
                _("Known safe since {time} ({channel}): close the ladder with “Found safe” if that is so.").format(
                    time=f"{ladder.safe_at:%m-%d %H:%M}", channel=channel_label(ladder.safe_channel)
                )
            )
        fill_steps(self.steps, ladder, self.shell.clock.now())
        if open_:
            self._show_next(ladder)
        fill_contacts(self.contacts, ladder)

    def _keep(self) -> None:
        """Half a note on a step survives a crash."""
        if self.ladder is not None:
            typed = {"note": self.note.text(), "who": self.who.text(), "at": self.at.text()}
            self.ask(keep_form, f"ladder.{self.ladder.id}", {name: text for name, text in typed.items() if text})

    def _bring_back(self, ladder: str, typed: dict[str, Any]) -> None:
        if self.ladder is not None and self.ladder.id == ladder and not self.note.text():
            self.note.setText(str(typed.get("note", "")))
            self.who.setText(str(typed.get("who", "")))
            self.at.setText(str(typed.get("at", "")))

    def _show_next(self, ladder: OpenLadder) -> None:
        following = next_at(ladder, self.shell.clock.now())
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
        at = moment_in(self.at.text(), self.shell.clock.today()) if self.at.text().strip() else None
        if self.at.text().strip() and at is None:
            self.shell.say(_("“{text}” is no time; write it as 9:20, or leave it blank for now.").format(text=self.at.text()), "gold")
            return
        self._writing = True
        self._wanted = ladder.id
        self.failed_button.setEnabled(False)
        self.ask(
            ladders.take_step, ladder.id, step.value, result=result.value, note=self.note.text().strip(), contact=contact,
            who=self.who.text().strip(), at=at, done=lambda _none: self._written(ladder.id), failed=self._not_written,
        )  # fmt: skip

    def _written(self, ladder: str) -> None:
        for field in (self.note, self.who, self.at):
            field.clear()
        self.ask(forget_form, f"ladder.{ladder}")
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
        if closing in CLOSINGS_WITH_INCIDENT:
            self._ask_incident(ladder, closing)
        elif closing is Closing.ENTERED_IN_ERROR:
            words = _("Close {name}'s ladder as entered in error? Last known safe stays as it is.").format(name=ladder.elder)
            self.question.ask(words, closing_label(closing), lambda: self._close(ladder, closing), danger=True)
        else:
            self._close(ladder, closing)

    def _ask_incident(self, ladder: OpenLadder, closing: Closing) -> None:
        """An ending that opens an incident: what happened, where. A death is thereby asked for once more."""

        def save(values: dict[str, Any]) -> None:
            entry = IncidentEntry(
                values["kind"], at=ladder.opened_at, estimated=True, place=values["place"] or "", what=values["what"],
                first_seen_by=values["first_seen_by"],
            )  # fmt: skip
            self._close(ladder, closing, entry)

        title = _("{name}: {result}").format(name=ladder.elder, result=closing_label(closing))
        fields, values = incident_fields(closing, self.note.text().strip())
        self.dialog = FormDialog(self, title, fields, self.shell.clock.today(), values, save, word=_("Close the ladder"))
        self.dialog.open()

    def _close(self, ladder: OpenLadder, closing: Closing, incident: IncidentEntry | None = None) -> None:
        if self._writing:
            return
        self._writing = True
        note = self.note.text().strip() or (incident.what if incident is not None else "")
        told = _("{name}: {result}.").format(name=ladder.elder, result=closing_label(closing))

        def done(operation: str) -> None:
            if incident is not None:
                self.dialog.accept()
            self._written(ladder.id)
            self.shell.say(told, "ok", undo=operation)

        def failed(error: BaseException) -> None:
            self._not_written(error)
            if incident is not None:
                self.dialog.accept()

        self.ask(close, ladder.id, closing.value, note, incident, done=done, failed=failed)

    def new(self) -> None:
        """Open a ladder by hand: a neighbour is worried, the phone is dead."""
        self.ask(choices, done=self._ask_new)

    def _ask_new(self, elders: list[tuple[str, str]]) -> None:
        def save(values: dict[str, Any]) -> None:
            self.ask(
                open_by_hand, values["care_file"], values["reason"], values["note"], done=self._opened_by_hand,
                failed=self.dialog.fail,
            )  # fmt: skip

        self.dialog = FormDialog(self, _("New escalation"), opening_fields(elders), self.shell.clock.today(), {"reason": "no_answer"}, save)
        find_by_typing(self.dialog.form.editor("care_file"))
        self.dialog.open()

    def _opened_by_hand(self, made: tuple[str, str]) -> None:
        self.dialog.accept()
        self.chips.choose("open")
        self._wanted = made[0]
        self.shell.say(_("The ladder is open."), undo=made[1])
        self.reload()

    def _print(self) -> None:
        if self.ladder is not None:
            self.shell.go("reports", report="ladder_record", subject=self.ladder.id)
