"""Entering sheets: the page mirrors the paper, and only exceptions are typed (number, key, note, Enter)."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from desktop.i18n import _, ngettext
from desktop.rounds import entry as typing
from desktop.rounds.entry import Accepted, Line, Opened, SheetEntry
from desktop.rounds.recording import SheetConflict, TooEarly
from desktop.rounds.walkins import walk_ins
from ui.kit import Badge, Button, Card, Column, ConfirmBar, Elided, Shell, label, row
from ui.rounds.entry_besides import Besides
from ui.rounds.entry_dialogs import ConflictDialog
from ui.rounds.entry_drafts import SheetDrafts
from ui.rounds.entry_parts import SheetTable, is_undo
from ui.rounds.entry_side import EntrySide, state_words
from ui.rounds.words import large, month_day, outcome_badge, sheet_name, wide


class EntryPage(Besides):
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
        self.accept_button = self.add_action(_("Accept all"), self.accept, "F12", main=True)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.accept_button.click)
        self.question = ConfirmBar()
        self.question.hide()
        self.body.addWidget(self.question)
        self.card = Card()
        self.head, self.caption = Elided("", "heading"), label("", "caption")
        self.state = Badge("", "gold")
        top = row(self.head, self.state, *(() if large() else (self.caption,)))
        top.setStretch(0, 1)
        self.card.add(top)
        if large():
            self.card.add(self.caption)
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
        self.card.add(
            row(
                Button(_("Visitor left midway"), self.left_midway, "F7"),
                Button(_("Met besides"), self.met_besides, "+", bind=False),
                None,
            )
        )
        self.side = EntrySide(self._go, self._take_met_back)
        self.note = self.side.note
        self.note.left.connect(self._note_left)
        self.note.textEdited.connect(lambda _text: self._keep())
        self._drafts = SheetDrafts(self)
        both = row(self.card, self.side.area(), gap=14)
        both.setStretch(0, 1)
        self.body.addLayout(both, 1)

    @staticmethod
    def _note_of(line: Line) -> str:
        note = line.note or line.door.absence
        return " · ".join(part for part in (note, _("corrected") if line.door.earlier else "") if part)

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
        self.entry = SheetEntry(opened.view)
        if same and before is not None and before.dirty:
            if before.view.recorded_at != opened.view.recorded_at:
                self.shell.say(
                    _("Sheet {sheet} was recorded by {who} meanwhile; what you typed still stands here.").format(
                        sheet=sheet_name(opened.view.number), who=opened.view.recorded_by
                    ),
                    "gold",
                )
            self.entry.bring_back(before.kept())
            self.entry.typed, self.entry.current = before.typed, before.current
        else:
            filled = self.entry.bring_back(opened.draft)
            if filled:
                self.shell.say(_("Brought back what was typed but not accepted: {count} doors.").format(count=filled), "gold")
        self._wanted = opened.view.number
        self._show()
        self.ask(walk_ins, opened.view.number, done=self.side.show_met)

    # showing

    def _show(self) -> None:
        entry = self.entry
        for button in (self._before, self._after, self.accept_button):
            button.setEnabled(entry is not None)
        if entry is None:
            self.head.setText(_("No sheet"))
            self.caption.setText("")
            self.state.hide()
            self.side.show_met(())
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
        self.side.show_sheets(view)

    def _show_lines(self) -> None:
        assert self.entry is not None
        view = self.entry.view
        told = [
            f"{month_day(view.date)} {view.slot.name()}",
            ngettext("{count} door", "{count} doors", len(view.doors)).format(count=len(view.doors)),
            _("{count} exceptions").format(count=self.entry.exceptions),
        ]
        self.caption.setText(" · ".join(told))
        words, kind = state_words(view, self.shell.clock.now())
        self.state.tell(words, kind)
        self.state.setVisible(bool(words))
        self.table.set_rows(self.entry.lines)
        self._show_current()

    def _show_current(self) -> None:
        entry = self.entry
        number = None if entry is None else entry.current if entry.current is not None else entry.chosen
        line = entry.line(number) if entry is not None and number is not None else None
        self.side.show_current(entry, line, self.shell.clock.today())
        if line is None:
            self.table.setCurrentIndex(QModelIndex())
        else:
            self.table.select_key(line.door.number)

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
        elif text == "+":
            self.met_besides()
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
        """What is typed survives a crash, also half a note."""
        if self.entry is not None:
            note = self.note.text() if self.note.isVisible() else None
            self._drafts.keep(self.entry.view.number, self.entry.kept(note))

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

    def accept(self, early: bool = False) -> None:
        """Record the sheet: everybody seen safe but the exceptions typed."""
        if self.entry is None:
            return
        self._take_note()
        entry = self.entry
        self._drafts.drop(entry.view.number)
        self.accept_button.setEnabled(False)
        self.ask(
            typing.accept, entry.view.number, entry.entries(), entry.seen, early,
            done=self._accepted, failed=lambda error: self._refused(error, lambda: self.accept(early=True)),
        )  # fmt: skip

    def _refused(self, error: BaseException, again: Callable[[], object]) -> None:
        """Nothing was recorded: what was typed is kept, and the clerk is asked where there is something to ask."""
        self.accept_button.setEnabled(True)
        self._keep()
        if isinstance(error, SheetConflict) and self.entry is not None:
            self.conflict = ConflictDialog(self, sheet_name(self.entry.view.number), error.differences, self._settle)
            self.conflict.open()
        elif isinstance(error, TooEarly):
            self.question.ask(str(error), _("Record it all the same"), again)
        else:
            self.shell.fail(error)

    def _settle(self, insist: list[int], give_way: list[int]) -> None:
        """The clerk chose for every door on which two disagreed: fetch what stands, apply the choice, record."""
        if self.entry is None:
            return
        kept = self.entry.kept()

        def came(opened: Opened | None) -> None:
            if opened is None:
                return
            self.entry = SheetEntry(opened.view)
            self.entry.bring_back(kept)
            self.entry.give_way(give_way)
            self.entry.insist(insist)
            self._show()
            self.accept()

        self.ask(typing.open_sheet, self.entry.view.number, done=came)

    def _accepted(self, done: Accepted) -> None:
        self.accept_button.setEnabled(True)
        recorded = done.recorded
        if not done.operation:
            who, when = (self.entry.view.recorded_by, self.entry.view.recorded_at) if self.entry is not None else ("", None)
            told = _("Sheet {sheet} was recorded before ({who} {time}); nothing was typed, so nothing was changed.").format(
                sheet=sheet_name(recorded.number), who=who, time="" if when is None else f"{when:%m-%d %H:%M}"
            )
            self.shell.say(told, "gold")
        else:
            told = _("Sheet {sheet} is recorded: {count} doors.").format(sheet=sheet_name(recorded.number), count=recorded.recorded)
            if recorded.open:
                told += " " + ngettext("{count} door is still open.", "{count} doors are still open.", recorded.open).format(
                    count=recorded.open)  # fmt: skip
            if recorded.ladders:
                told += " " + _("Ladder opened: {names}.").format(names="、".join(recorded.ladders))
            self.shell.say(told, "gold" if recorded.ladders else "ok", undo=done.operation)
        self.entry = None
        self._wanted = done.following if done.following is not None else recorded.number  # also for the reload that follows
        self._fetch(self._wanted)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
