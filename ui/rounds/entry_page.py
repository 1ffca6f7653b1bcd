"""Entering sheets: the page mirrors the paper, and only exceptions are typed (number, key, note, Enter)."""

from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, ngettext
from desktop.rounds import entry as typing
from desktop.rounds.drafts import keep_draft
from desktop.rounds.entry import Accepted, Line, Opened, SheetEntry
from desktop.rounds.outcomes import INFO, Outcome
from desktop.rounds.outcomes import label as outcome_label
from ui.kit import (
    Card,
    Column,
    Elided,
    FlowLayout,
    LineRows,
    Page,
    Shell,
    clear,
    column,
    label,
    row,
    scrolled,
    theme,
)
from ui.rounds.entry_parts import NoteEdit, SheetChip, SheetTable, is_undo
from ui.rounds.words import masked_phone, moment_words, month_day, outcome_badge, sheet_name, wide

SIDE = (318, 264)  # pixels at 100 %, and for each 100 % when everything is drawn larger


class EntryPage(Page):
    """One sheet at a time, in the order of the paper."""

    key = "rounds.entry"
    help = "rounds"
    topics = frozenset({"rounds"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Enter a sheet"), _("in the order of the paper · only exceptions are typed"))
        self.entry: SheetEntry | None = None
        self._wanted: int | None = None
        self._before = self.add_action(_("Earlier"), lambda: self._step(-1), "PgUp")
        self._after = self.add_action(_("Later"), lambda: self._step(1), "PgDown")
        self.accept_button = self.add_action(_("Accept all"), self.accept, "Ctrl+Return", main=True)
        QShortcut(QKeySequence("Ctrl+Enter"), self).activated.connect(self.accept_button.click)
        self.card = Card()
        self.head, self.caption = Elided("", "heading"), label("", "caption")
        top = row(self.head, self.caption)
        top.setStretch(0, 1)
        self.card.add(top)
        self.table = SheetTable(
            [
                Column(_("No."), lambda line: line.door.number, align="right", width=wide(44, 34)),
                Column(_("Name"), lambda line: line.door.name, bold=True, width=wide(120, 76)),
                Column(_("Door"), lambda line: line.door.address, width=wide(126, 92)),
                Column(
                    _("What was found"),
                    lambda line: line.outcome,
                    badge=lambda line: outcome_badge(line.outcome),
                    width=wide(160, 112),
                ),
                Column(_("Note"), self._note_of, muted=True, stretch=True),
            ],
            _("Doors of the sheet"),
        )
        self.table.set_empty(_("There is no sheet to enter. Plan and print a round first."), _("To the plan"), self._to_plan)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.typed.connect(self._key)
        self.table.clicked.connect(lambda _index: self._picked())
        self.card.add(self.table, 1)
        self.note = NoteEdit()
        self.note.setPlaceholderText(_("Note, may stay blank; Enter goes on"))
        self.note.setAccessibleName(_("Note"))
        self.note.left.connect(self._note_left)
        self._build_side()

    # building

    def _build_side(self) -> None:
        keys = self._keys_card()
        self.now = Card(_("Being entered"))
        self.big = label("", "big")
        self.told = label("", "muted", wrap=True)
        self.wrong = label("", "error", wrap=True)
        self.facts = LineRows([0, 1], right=[1])
        for part in (self.big, self.told, self.wrong, self.note, self.facts):
            self.now.add(part)
        self.sheets = Card(_("Sheets of the slot"))
        chips = QWidget()
        self._chips = FlowLayout(chips)
        policy = chips.sizePolicy()
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        self.sheets.add(chips)
        self.sheets.add(label(_("Scan the paper's code or type its number and Enter."), "caption", wrap=True))
        order = (keys, self.now, self.sheets) if theme.scale() < 1.3 else (self.now, self.sheets, keys)
        side = column(*order, None, gap=10)
        holder = QWidget()
        holder.setLayout(side)
        area = scrolled(holder)
        area.setFixedWidth(theme.px(wide(*SIDE)))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        both = row(self.card, area, gap=14)
        both.setStretch(0, 1)
        self.body.addLayout(both, 1)

    def _keys_card(self) -> Card:
        card = Card(_("Keys"))
        rows = LineRows([1, 1])
        for left, right in (
            (_("6 then N"), _("No. 6: no answer")),
            (_("3 J words Enter"), _("No. 3: refused, noted")),
            (_("P safe　G door"), _("D phone　L vouched")),
            (_("J refused　N nobody"), _("Y unwell　M missed")),
            (_("B away　C late"), _("E emergency Ctrl+Z undo")),
        ):
            rows.add_row(label(left, wrap=True), label(right, wrap=True))
        card.add(rows)
        return card

    @staticmethod
    def _note_of(line: Line) -> str:
        return line.note or line.door.absence

    # page

    def open(self, **where: Any) -> None:
        number = where.get("sheet")
        if number is not None:
            self._wanted = int(number)
            self._fetch(self._wanted)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def reload(self) -> None:
        number = self.entry.view.number if self.entry is not None else self._wanted
        self._fetch(number)

    def leave(self) -> bool:
        self._take_note()
        self._keep()
        return True

    def _to_plan(self) -> None:
        self.shell.go("rounds")

    def _fetch(self, number: int | None) -> None:
        self.ask(typing.open_sheet, number, done=self._came)

    def _came(self, opened: Opened | None) -> None:
        if opened is None:
            self.entry = None
            self._show()
            return
        before = self.entry
        same = before is not None and before.view.number == opened.view.number
        if same and before is not None and before.dirty:
            if before.view.recorded_at != opened.view.recorded_at:
                self.shell.say(
                    _("Sheet {sheet} was recorded by {who} meanwhile; what you typed still stands here.").format(
                        sheet=sheet_name(opened.view.number), who=opened.view.recorded_by
                    ),
                    "gold",
                )
            typed, current = before.typed, before.current
            self.entry = SheetEntry(opened.view)
            self.entry.bring_back(before.kept())
            self.entry.typed, self.entry.current = typed, current
        else:
            self.entry = SheetEntry(opened.view)
            filled = self.entry.bring_back(opened.draft)
            if filled:
                self.shell.say(_("Brought back what was typed but not accepted: {count} doors.").format(count=filled), "gold")
        self._wanted = opened.view.number
        self._show()

    # showing

    def _show(self) -> None:
        entry = self.entry
        for button in (self._before, self._after, self.accept_button):
            button.setEnabled(entry is not None)
        if entry is None:
            self.head.setText(_("No sheet"))
            self.caption.setText("")
            self.table.set_rows([])
            self._show_current()
            return
        view = entry.view
        visitor = f"{view.visitor}({view.organisation})" if view.organisation else view.visitor
        parts = (sheet_name(view.number), view.title, _("visitor {name}").format(name=visitor))
        self.head.setText(" · ".join(part for part in parts if part))
        self._before.setEnabled(view.before is not None)
        self._after.setEnabled(view.after is not None)
        self._show_lines()
        self._show_siblings()

    def _show_lines(self) -> None:
        assert self.entry is not None
        view = self.entry.view
        told = [
            f"{month_day(view.date)} {view.slot.name()}",
            ngettext("{count} door", "{count} doors", len(view.doors)).format(count=len(view.doors)),
            _("{count} exceptions").format(count=self.entry.exceptions),
        ]
        if view.recorded_at is not None:
            told.append(_("recorded {time} by {who}").format(time=f"{view.recorded_at:%H:%M}", who=view.recorded_by))
        self.caption.setText(" · ".join(told))
        self.table.set_rows(self.entry.lines)
        self._show_current()

    def _show_current(self) -> None:
        entry = self.entry
        number = None if entry is None else entry.current if entry.current is not None else entry.chosen
        line = entry.line(number) if entry is not None and number is not None else None
        self.now.set_caption("" if line is None else _("No. {number} {name}").format(number=number, name=line.door.name))
        self.big.setText("–" if entry is None else entry.shown or "–")
        self.wrong.setText("" if entry is None else entry.complaint)
        self.wrong.setVisible(bool(self.wrong.text()))
        self.told.setText(self._explain(line))
        self.note.setVisible(entry is not None and entry.current is not None)
        self.facts.clear()
        if line is None:
            self.table.setCurrentIndex(QModelIndex())
        else:
            self.table.select_key(line.door.number)
            self._show_facts(line)

    def _explain(self, line: Line | None) -> str:
        if line is None or self.entry is None:
            return _("Type the number of a door where something else was found.")
        if self.entry.current is None:
            return _("Now the key of what was found.")
        if line.outcome is Outcome.NO_ANSWER:
            return _(
                "No answer → a ladder is opened as soon as the sheet is accepted, and the elder is put on the outbound list."
            )
        if INFO[line.outcome].opens_ladder:
            return _("{outcome} → a ladder is opened as soon as the sheet is accepted.").format(
                outcome=outcome_label(line.outcome)
            )
        return outcome_label(line.outcome)

    def _show_facts(self, line: Line) -> None:
        assert self.entry is not None
        door, safe = line.door, line.door.last_safe
        last = moment_words(safe.at, safe.channel, self.shell.clock.today())
        self.facts.add_row(label(_("Last known safe"), "muted"), label(last, wrap=True))
        contact = _("none") if door.contact is None else " ".join(
            part for part in (door.contact.relation, door.contact.name, masked_phone(door.contact.phone)) if part
        )  # fmt: skip
        self.facts.add_row(label(_("Emergency contact"), "muted"), label(contact, wrap=True))
        self.facts.add_row(label(_("Absence notice"), "muted"), label(door.absence or _("none"), wrap=True))

    def _show_siblings(self) -> None:
        assert self.entry is not None
        siblings = self.entry.view.siblings
        done = sum(1 for one in siblings if one.state == "recorded")
        self.sheets.set_caption(_("recorded {done} / {all}").format(done=done, all=len(siblings)))
        clear(self._chips)
        for one in siblings:
            self._chips.addWidget(SheetChip(one, one.number == self.entry.view.number, self._go))
        self._chips.invalidate()

    # keys

    def _key(self, event: QKeyEvent) -> None:
        """A key pressed in the list."""
        if self.entry is None:
            return
        text, plain = event.text(), event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        shifted = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if is_undo(event):
            if not self.entry.undo():
                return
            self._changed()
        elif plain and len(text) == 1 and text in "0123456789":
            self.entry.digit(text)
            self._show_current()
        elif (plain or shifted) and len(text) == 1 and text.isascii() and text.isalpha():
            self._letter(text)
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif plain and event.key() == Qt.Key.Key_Backspace:
            self.entry.backspace()
            self._show_current()
        elif plain and event.key() == Qt.Key.Key_Escape:
            self.entry.cancel()
            self._show_current()
        elif plain and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            return
        event.accept()

    def _letter(self, key: str) -> None:
        assert self.entry is not None
        if not self.entry.letter(key):
            self._show_current()
            return
        line = self.entry.line(self.entry.current or 0)
        self._changed()
        self.note.setText(line.note if line is not None else "")
        self.note.show()
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        assert self.entry is not None
        if self.entry.is_sheet_number:
            number = int(self.entry.typed)
            self.entry.cancel()
            self._go(number)
            return
        if not self.entry.typed:
            self.entry.finish()
        self._show_current()

    def _move(self, step: int) -> None:
        assert self.entry is not None
        numbers = [line.door.number for line in self.entry.lines]
        if not numbers:
            return
        here = self.entry.current or self.entry.chosen
        place = numbers.index(here) + step if here in numbers else (0 if step > 0 else len(numbers) - 1)
        self.entry.point(numbers[min(max(place, 0), len(numbers) - 1)])
        self._show_current()

    def _picked(self) -> None:
        line = self.table.current_row()
        if self.entry is not None and line is not None:
            self.entry.point(line.door.number)
            self._show_current()

    def _take_note(self) -> None:
        if self.entry is not None and self.entry.current is not None and self.note.isVisible():
            line = self.entry.line(self.entry.current)
            if line is not None and line.note != self.note.text().strip():
                self.entry.note(self.note.text())

    def _note_left(self, event: QKeyEvent) -> None:
        """Enter, an arrow, or the next number: the note is done."""
        if self.entry is None:
            return
        if event.key() != Qt.Key.Key_Escape:
            self._take_note()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.entry.finish()
            self._changed()
            return
        self._changed()
        self._key(event)

    def _changed(self) -> None:
        self._show_lines()
        self._keep()

    def _keep(self) -> None:
        """What is typed survives a crash."""
        if self.entry is not None:
            self.ask(keep_draft, self.entry.view.number, self.entry.kept())

    # other sheets

    def _step(self, step: int) -> None:
        if self.entry is not None:
            number = self.entry.view.before if step < 0 else self.entry.view.after
            if number is not None:
                self._go(number)

    def _go(self, number: int) -> None:
        """Open another sheet; what was typed on this one stays as its draft."""
        self._take_note()
        self._keep()
        self.ask(typing.open_sheet, number, done=self._came)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Record the sheet: everybody seen safe but the exceptions typed."""
        if self.entry is None:
            return
        self._take_note()
        view = self.entry.view
        self.accept_button.setEnabled(False)
        self.ask(typing.accept, view.number, self.entry.entries(), view.version, done=self._accepted, failed=self._refused)

    def _refused(self, error: BaseException) -> None:
        self.accept_button.setEnabled(True)
        self.shell.fail(error)

    def _accepted(self, done: Accepted) -> None:
        self.accept_button.setEnabled(True)
        recorded = done.recorded
        told = _("Sheet {sheet} is recorded: {count} doors.").format(sheet=sheet_name(recorded.number), count=recorded.recorded)
        if recorded.ladders:
            told += " " + _("Ladder opened: {names}.").format(names="、".join(recorded.ladders))
        self.shell.say(told, "gold" if recorded.ladders else "ok", undo=done.operation)
        self.entry = None
        self._wanted = done.following if done.following is not None else recorded.number  # also for the reload that follows
        self._fetch(self._wanted)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
