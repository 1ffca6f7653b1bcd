"""打印记录: every paper that left the program, with its number, copy and grade; Enter makes a report again."""

from typing import Any

from desktop.i18n import _
from desktop.reports.printlog import PrintLine, print_log
from ui.kit import Card, Column, FilterBox, Page, RowsTable, Shell


class PrintsPage(Page):
    """The newest first."""

    key, help = "reports.prints", "reports"
    topics = frozenset({"reports"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Print log"))
        self.table = RowsTable(
            [
                Column(_("Print no."), lambda one: f"{one.number:04d}", width=90, bold=True),
                Column(_("When"), lambda one: f"{one.at:%Y-%m-%d %H:%M}", width=150),
                Column(_("What"), "title", stretch=True),
                Column(_("About"), "about", width=220),
                Column(_("Copy"), "copy", align="right", width=60),
                Column(_("Names shown"), "grade", width=110),
                Column(_("Who"), "who", width=120),
            ],
            _("Print log"),
            key="number",
        )
        self.table.set_empty(_("Nothing has been printed, saved or given out yet."))
        self.table.opened.connect(self._again)
        self.actions.addWidget(FilterBox().attach(self.table))
        self.again_button = self.add_action(_("Make it again"), lambda: self._again(self.table.current_row()), "F2", main=True)
        card = Card()
        card.add(self.table, 1)
        self.body.addWidget(card, 1)

    def open(self, **where: Any) -> None:
        """Show the log."""

    def reload(self) -> None:
        self.ask(print_log, done=self.table.set_rows)

    def _again(self, line: PrintLine | None) -> None:
        if line is not None and line.report:
            self.shell.go("reports", report=line.report)
