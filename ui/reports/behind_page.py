"""The records behind a figure: exactly those that were counted; Enter opens each where it belongs."""

from typing import Any

from desktop.i18n import _, ngettext
from desktop.reports.figures import figure as figure_of
from desktop.reports.figures.behind import MOST, Behind, BehindRow, behind
from desktop.reports.figures.model import ALL, Part, Period, month_of, shown
from ui.kit import Card, Column, FilterBox, Page, RowsTable, Shell, label


class BehindPage(Page):
    """One list; reached from figures and charts only."""

    key, help = "figures.list", "figures"
    topics = frozenset({"people", "rounds", "hotline"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Records behind it"))
        self.card = Card()
        self.table: RowsTable | None = None
        self.note = label("", "caption", wrap=True)
        self.card.add(self.note)
        self.body.addWidget(self.card, 1)
        self.filter = FilterBox()
        self.actions.addWidget(self.filter)
        self.back_button = self.add_action(_("Go back"), self.back, "Esc")
        self.figure, self.period, self.part, self.cut, self._back = "knocks_due", month_of(shell.clock.today()), ALL, "", "figures"
        self._columns: tuple[str, ...] = ()
        self._opened = False

    def open(self, figure: str = "", period: Period | None = None, part: Part = ALL, cut: str = "", back: str = "figures", **_where: Any) -> None:
        """The records of this figure (its code); `cut` is the key of a chart's value."""
        if figure and period is not None:
            self.figure, self.period, self.part, self.cut, self._back = figure, period, part, cut, back
            if self._opened:
                self.reload()

    def reload(self) -> None:
        self._opened = True
        self.ask(behind, self.figure, self.period, self.part, self.cut, done=self._came)

    def _came(self, found: Behind) -> None:
        one = figure_of(self.figure)
        self.set_title(" · ".join(part for part in (found.title, found.part) if part), shown(one, found.value))
        if found.columns != self._columns or self.table is None:
            self._columns = found.columns
            if self.table is not None:
                self.card.body.removeWidget(self.table)
                self.table.deleteLater()
            self.table = RowsTable(
                [
                    Column(name, lambda row, place=place: row.cells[place], stretch=place == len(found.columns) - 1, width=width_of(found, place))
                    for place, name in enumerate(found.columns)
                ]
                or [Column(_("Records"), "id", stretch=True)],
                _("Records"),
            )
            self.table.opened.connect(self._go)
            self.table.set_empty(_("There is no record of this kind in these days."))
            self.filter.attach(self.table)
            self.card.add(self.table, 1)
        self.table.set_rows(found.rows)
        words = ngettext("{count} record.", "{count} records.", found.total).format(count=found.total)
        if found.total > len(found.rows):
            words += " " + _("The newest {most} are shown; choose fewer days to see the others.").format(most=MOST)
        self.note.setText(f"{words} {one.definition()}")
        if self.isVisible():
            self.table.setFocus()
            self.table.select_first()

    def _go(self, row: BehindRow) -> None:
        self.shell.go(row.page, **row.where)

    def back(self) -> None:
        """Where one came from."""
        self.shell.go(self._back)


def width_of(found: Behind, place: int) -> int:
    """Room for what stands in a column, in pixels at 100 %."""
    texts = [found.columns[place], *(row.cells[place] for row in found.rows[:200])]
    return min(260, 26 + max(sum(15 if ord(character) >= 0x2E80 else 9 for character in text) for text in texts))
