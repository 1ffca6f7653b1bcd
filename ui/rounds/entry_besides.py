"""What else comes back with a sheet: the visitor left midway, blank lines were filled in."""

from collections.abc import Callable
from typing import Any

from desktop.i18n import _
from desktop.rounds.entry import Accepted, SheetEntry, moment_in
from desktop.rounds.handout import visitors
from desktop.rounds.partial import record_part
from desktop.rounds.recording import SheetConflict, TooEarly
from desktop.rounds.walkins import WalkInLine, add_walk_in, remove_walk_in
from ui.kit import ConfirmBar, DraftKeeper, FormDialog, Page
from ui.rounds.absence_page import choices
from ui.rounds.entry_dialogs import left_dialog, met_dialog
from ui.rounds.entry_drafts import SheetDrafts
from ui.rounds.words import sheet_name


class Besides(Page):
    """The part of the entry page that types what does not stand in the sheet's lines."""

    entry: SheetEntry | None
    question: ConfirmBar
    dialog: FormDialog
    _drafts: SheetDrafts

    def _take_note(self) -> None:
        """The note being typed belongs to its door."""
        raise NotImplementedError

    def _keep(self) -> None:
        """Keep what is typed."""
        raise NotImplementedError

    def _refused(self, error: BaseException, again: Callable[[], object]) -> None:
        """Nothing was recorded."""
        raise NotImplementedError

    def _accepted(self, done: Accepted) -> None:
        """The sheet is recorded."""
        raise NotImplementedError

    def left_midway(self) -> None:
        """The visitor came back before the last door."""
        if self.entry is not None:
            self._take_note()
            self.ask(visitors, self.entry.view.date, done=self._ask_left)

    def _ask_left(self, found: list[tuple[str, str]]) -> None:
        if self.entry is not None:
            self.dialog = left_dialog(self, self.entry, found, self.shell.clock.today(), self._record_part)

    def _record_part(self, values: dict[str, Any], early: bool = False) -> None:
        entry = self.entry
        if entry is None:
            return
        left = {line.door.number for line in entry.lines if line.door.number > int(values["last"] or 0)}
        self._drafts.drop(entry.view.number)

        def refused(error: BaseException) -> None:
            if isinstance(error, (SheetConflict, TooEarly)):
                self.dialog.accept()
                self._refused(error, lambda: self._record_part(values, early=True))
            else:
                self._keep()
                self.dialog.fail(error)

        self.ask(
            record_part, entry.view.number, entry.entries(), left, values["rest"], volunteer=values["visitor"] or "",
            seen=entry.seen, early=early, done=self._part_recorded, failed=refused,
        )  # fmt: skip

    def _part_recorded(self, done: tuple[Accepted, int | None]) -> None:
        self.dialog.accept()
        self._accepted(done[0])
        if done[1] is not None:
            self.shell.say(
                _("The other doors stand on a new sheet, {sheet}. Print it for the visitor.").format(sheet=sheet_name(done[1])), "gold"
            )

    def met_besides(self) -> None:
        """Type a blank line of the paper."""
        if self.entry is not None:
            self.ask(choices, done=self._ask_met)

    def _ask_met(self, found: list[tuple[str, str]]) -> None:
        entry = self.entry
        if entry is None:
            return
        self.dialog = met_dialog(self, [("", "–"), *found], self.shell.clock.today(), lambda values: self._add_met(entry, values))
        self._met_draft = DraftKeeper(self.dialog.form, self.shell.worker, f"walk_in.{entry.view.number}")
        self.dialog.rejected.connect(self._met_draft.forget)

    def _add_met(self, entry: SheetEntry, values: dict[str, Any]) -> None:
        at = moment_in(values["note"], entry.view.date)
        self.ask(
            add_walk_in, entry.view.number, values["outcome"], care_file=values["care_file"] or None, name=values["name"],
            door=values["door"], note=values["note"], at=at, done=self._met_added, failed=self.dialog.fail,
        )  # fmt: skip

    def _met_added(self, operation: str) -> None:
        self._met_draft.forget()
        self.dialog.accept()
        self.shell.say(_("Noted as met besides."), undo=operation)
        self.reload()

    def _take_met_back(self, line: WalkInLine) -> None:
        text = _("Remove “{name}” from the people met besides?").format(name=line.name)
        self.question.ask(text, _("Remove"), lambda: self.ask(remove_walk_in, line.id, done=lambda _none: self.reload()))
