"""The print log of the sheets: who printed which sheet when, which copy, with which names, and what became of it."""

from desktop.i18n import _, ngettext
from desktop.rounds.copies import CopyLine, Fate, fate_label, grade_label, mark_copies, sheet_copies
from ui.kit import Card, Chips, Column, FilterBox, Page, RowsTable, Shell, label
from ui.rounds.words import large, month_day, wide

KINDS = {Fate.UNTOLD: "accent", Fate.RETURNED: "ok", Fate.LOST: "gold", Fate.DESTROYED: "muted"}


def _copy_words(line: CopyLine) -> str:
    return _("copy {copy}, reprint").format(copy=line.copy) if line.reprint else str(line.copy)


class CopiesPage(Page):
    """One line a copy, the newest first."""

    key = "rounds.copies"
    help = "sheets"
    topics = frozenset({"rounds"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Printed sheets"), _("who printed which sheet when"))
        columns = [
            Column(_("Sheet"), "number", format=lambda number: f"{number:04d}", bold=True, width=wide(70, 58)),
            Column(_("Copy No."), _copy_words, width=wide(130, 112)),
            Column(_("Round"), lambda one: f"{month_day(one.date)} {one.slot}", sort=lambda one: one.date, width=wide(116, 92)),
            Column(_("Visitor"), "visitor", width=wide(96, 76)),
            Column(_("Covers"), "title", muted=True, stretch=True),
            Column(_("Printed"), "printed_at", format=lambda at: f"{at:%m-%d %H:%M}", width=wide(104, 104)),
            Column(_("Printed by"), "who", width=wide(110, 76)),
            Column(_("Names"), lambda one: grade_label(one.grade), width=wide(100, 72)),
            Column(_("State"), "fate", badge=lambda one: (fate_label(one.fate), KINDS[Fate(one.fate)]), width=wide(100, 76)),
        ]
        if large():
            columns = [columns[place] for place in (0, 1, 3, 5, 6, 8)]
            columns[2].stretch = True
        self.table = RowsTable(
            columns, _("Printed sheets"), key=lambda one: one.id, many=True,
            search=lambda one: f"{one.number:04d} {one.visitor} {one.title} {one.who}",
        )  # fmt: skip
        self.table.set_empty(_("No sheet was printed in the last 60 days."), _("To the plan"), lambda: shell.go("rounds"))
        self.table.opened.connect(lambda one: shell.go("rounds.entry", sheet=one.number))
        self.table.set_menu(
            (_("Enter this sheet"), lambda rows: shell.go("rounds.entry", sheet=rows[0].number), "Return"),
            (_("Given back"), lambda rows: self._mark(rows, Fate.RETURNED), "F4"),
            (_("Destroyed"), lambda rows: self._mark(rows, Fate.DESTROYED), "F6"),
            (_("Lost"), lambda rows: self._mark(rows, Fate.LOST), "F8"),
        )
        self.actions.addWidget(FilterBox(width=wide(210, 130)).attach(self.table))
        self.lost = self.add_action(_("Lost"), lambda: self._mark(self.table.selected_rows(), Fate.LOST), "F8")
        self.back = self.add_action(_("Given back"), lambda: self._mark(self.table.selected_rows(), Fate.RETURNED), "F4", main=True)
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(self._filter)
        self.body.addWidget(self.chips)
        card = Card()
        card.add(self.table, 1)
        card.add(
            label(
                _("A lost sheet that lists who lives alone is a burglar's list: note it as lost, and print the next one with masked names "
                  "or numbers only (Settings). A recorded sheet counts as given back."), "caption", wrap=True,
            )
        )  # fmt: skip
        self.body.addWidget(card, 1)

    def reload(self) -> None:
        self.ask(sheet_copies, done=self._came)

    def _came(self, lines: list[CopyLine]) -> None:
        count = {fate: sum(1 for line in lines if line.fate == fate) for fate in Fate}
        lost = ("lost", _("Lost"), count[Fate.LOST], "gold") if count[Fate.LOST] else ("lost", _("Lost"), 0)
        self.chips.set_items([
            ("all", _("All"), len(lines)), ("", _("In hands outside"), count[Fate.UNTOLD]), lost,
            ("again", _("Reprints"), sum(1 for line in lines if line.reprint)),
        ])  # fmt: skip
        self.table.set_rows(lines)
        self._filter(self.chips.chosen)
        for button in (self.lost, self.back):
            button.setEnabled(bool(lines))

    def _filter(self, key: str) -> None:
        if key == "again":
            self.table.set_where(lambda line: line.reprint)
        else:
            self.table.set_where(None if key in (None, "all") else lambda line: line.fate == key)

    def _mark(self, lines: list[CopyLine], fate: Fate) -> None:
        if not lines:
            return
        told = ngettext("{count} sheet: {fate}.", "{count} sheets: {fate}.", len(lines)).format(count=len(lines), fate=fate_label(fate))
        self.ask(mark_copies, [line.id for line in lines], fate.value, done=lambda operation: self.shell.say(told, undo=operation))
