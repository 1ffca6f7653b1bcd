"""The fairness ledger on screen: every count is shown, because rosters are argued about."""

from PySide6.QtWidgets import QWidget

from desktop.hotline.ledger import CARRIED_MONTHS, Past, months_before
from desktop.hotline.months import check_month
from desktop.hotline.problem import Counts, DayKind
from desktop.hotline.view import RosterView, load_view
from desktop.i18n import _
from desktop.reports.papers.fairness import Earlier
from desktop.reports.words import month_name
from ui.kit import Column, Dialog, RowsTable, Shell, label, theme


class FairnessDialog(Dialog):
    """Shifts by kind of day, load of the month and load carried, per person."""

    def __init__(self, parent: QWidget, shell: Shell, month: str) -> None:
        super().__init__(parent, _("Fairness ledger"), 1080)
        self.resize(min(theme.px(1080), max(theme.px(700), parent.window().width() - theme.px(40))), theme.px(600))
        self.shell, self.month = shell, month
        self.told = label("", "caption", wrap=True)
        self.body.addWidget(self.told)
        self.past = Past((), {}, {})
        begins = check_month(month)[0]
        self.table = RowsTable(
            [
                Column(_("Code"), "code", width=70, muted=True),
                Column(_("Name"), "name", bold=True, stretch=True),
                Column(_("Ordinary days"), lambda line: line.counts.ordinary, "right", width=70),
                Column(_("Weekends"), lambda line: line.counts.weekend, "right", width=70),
                Column(_("Holidays"), lambda line: line.counts.holiday, "right", width=76),
                Column(_("Shifts"), lambda line: line.counts.shifts, "right", width=66, bold=True),
                Column(_("Load"), lambda line: line.counts.load, "right", width=76),
                *(
                    Column(month_name(first), lambda line, n=n: _earlier(self.past.of(line.volunteer), n), "right", width=112, muted=True)
                    for n, (first, _last) in enumerate(months_before(begins, CARRIED_MONTHS))
                ),
                Column(_("Carried"), lambda line: line.counts.carried, "right", width=70),
                Column(_("Sum"), lambda line: line.counts.total, "right", width=66, bold=True),
            ],
            _("Fairness ledger"), key="volunteer",
        )
        self.body.addWidget(self.table, 1)
        self.add_button(_("Print"), self._print, key="Ctrl+P")
        self.add_button(_("Close"), self.accept, "main")
        shell.worker.run(load_view, month, done=self.show_view, failed=self.fail, owner=self)

    def show_view(self, view: RosterView) -> None:
        """One line for everybody who may sit."""
        self.past = view.roster.past
        units = view.roster.problem.load_units
        self.told.setText(
            _("Load: ordinary day {ordinary}, weekend {weekend}, public holiday {holiday}. Months before: ordinary + weekend + holiday shifts = "
              "load; carried into this month; who joined meanwhile starts at the average. The planner keeps the sum of squares of the totals as "
              "small as it can.").format(
                  ordinary=units[DayKind.ORDINARY], weekend=units[DayKind.WEEKEND], holiday=units[DayKind.HOLIDAY]))
        self.table.set_rows(sorted(view.lines, key=lambda line: (-line.counts.total, line.code)))

    def _print(self) -> None:
        self.accept()
        self.shell.go("reports", report="fairness", day=check_month(self.month)[0])


def _earlier(months: list[Counts], number: int) -> str:
    """A month before, as the printed ledger words it."""
    one = months[number] if number < len(months) else Counts()
    return Earlier(one.ordinary, one.weekend, one.holiday, one.load).words()
