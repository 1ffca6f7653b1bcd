"""Conflicts: what was changed here and there stands beside each other, and a person decides."""

from typing import Any

from desktop.exchange.conflicts import MIXED, OURS, THEIRS, Conflict, Side, decide, list_conflicts
from desktop.i18n import _, ngettext
from ui.kit import Button, Card, Column, Page, RowsTable, Shell, label, row


class ConflictsPage(Page):
    """At left what waits, at right both sides of the chosen one."""

    key, help = "packages.conflicts", "packages"
    topics = frozenset({"exchange", "people", "rounds", "hotline"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Conflicts"))
        self.one: Conflict | None = None
        self.keep = self.add_action(_("Keep ours"), lambda: self.decide(OURS), "F6")
        self.take = self.add_action(_("Take theirs"), lambda: self.decide(THEIRS), "F7")
        self.mixed = self.add_action(_("Take the marked lines"), lambda: self.decide(MIXED), "Ctrl+Return", main=True)
        self.table = RowsTable(
            [
                Column(_("What"), "kind", width=100, muted=True),
                Column(_("Which"), "title", stretch=True, bold=True),
                Column(_("Why"), "reason", width=170, badge=lambda one: (one.reason, "gold")),
            ],
            _("Conflicts"), many=True,
        )  # fmt: skip
        self.table.set_empty(_("Nothing waits for a decision."), _("To the packages"), lambda: shell.go("packages"))
        self.table.chosen.connect(self.choose)
        left = Card(_("To be decided"), _("Mark several with Shift or Ctrl to decide them alike."))
        left.add(self.table, 1)
        self.right = Card(" ")
        self._told = label("", wrap=True)
        self.sides = RowsTable(
            [
                Column(_("Item"), "label", width=120, muted=True),
                Column(_("Here"), "ours", width=170, tip=lambda one: one.ours),
                Column(_("There"), "theirs", stretch=True, bold=True, tip=lambda one: one.theirs),
            ],
            _("Both sides"), key="column", many=True,
        )  # fmt: skip
        self.sides.selectionModel().selectionChanged.connect(lambda *_args: self._enable())
        self.right.add(self._told)
        self.right.add(self.sides, 1)
        self.right.add(label(_("Mark the lines that are to be taken from there; the others stay as they are here."), "caption", wrap=True))
        self.right.add(row(None, Button(_("To the packages"), lambda: shell.go("packages"))))
        both = row(left, self.right, gap=14)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self.choose(None)

    def reload(self) -> None:
        self.ask(list_conflicts, done=self._came)

    def _came(self, found: list[Conflict]) -> None:
        self.set_subtitle(ngettext("{number} waits", "{number} wait", len(found)).format(number=len(found)) if found else "")
        self.table.set_rows(found)
        if self.table.current_row() is None:
            self.table.select_first()
        self.choose(self.table.current_row())

    def choose(self, one: Any) -> None:
        """Show both sides of one."""
        self.one = one
        self.right.set_title(f"{one.kind} {one.title}" if one else " ")
        told = ""
        if one is not None:
            told = _("{reason} · package of {station}").format(reason=one.reason, station=one.peer or "–")
            told += {"erased_here": " · " + _("“Take theirs” brings it back."), "erased_there": " · " + _("“Take theirs” deletes it here too."),
                     "still_used": " · " + _("“Take theirs” deletes it here too, once nothing needs it.")}.get(one.why, "")
        self._told.setText(told)
        rows: list[Side] = list(one.sides) if one else []
        self.sides.set_rows(rows)
        self.sides.clearSelection()
        self._enable()

    def _enable(self) -> None:
        marked = self.table.selected_rows()
        self.keep.setEnabled(self.one is not None)
        self.take.setEnabled(self.one is not None)
        self.mixed.setEnabled(self.one is not None and len(marked) <= 1 and bool(self.sides.selected_rows()))

    def decide(self, choice: str) -> None:
        """Decide the chosen one, or all that are marked, alike."""
        if self.one is None:
            return
        marked = [one.id for one in self.table.selected_rows()] or [self.one.id]
        columns = [side.column for side in self.sides.selected_rows()] if choice == MIXED else []
        told = ngettext("{number} conflict decided.", "{number} conflicts decided.", len(marked)).format(number=len(marked))
        self.ask(decide, [self.one.id] if choice == MIXED else marked, choice, columns, done=lambda operation: self.shell.say(told, undo=operation))
