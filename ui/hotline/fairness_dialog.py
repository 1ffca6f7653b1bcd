"""The fairness ledger on screen: every count is shown, because rosters are argued about."""

from PySide6.QtWidgets import QWidget

from desktop.hotline.months import check_month
from desktop.hotline.view import RosterView, load_view
from desktop.i18n import _
from ui.kit import Column, Dialog, RowsTable, Shell, label, theme


class FairnessDialog(Dialog):
    """Shifts by kind of day, load of the month and load carried, per person."""

    def __init__(self, parent: QWidget, shell: Shell, month: str) -> None:
        super().__init__(parent, _("Fairness ledger"), 860)
        self.resize(theme.px(860), theme.px(600))
        self.shell, self.month = shell, month
        told = _("Load: ordinary day 2, weekend 3, public holiday 4. Carried: load of the three months before; who joined meanwhile "
                 "starts at the average. The planner keeps the sum of squares of the totals as small as it can.")
        self.body.addWidget(label(told, "caption", wrap=True))
        self.table = RowsTable(
            [
                Column(_("Code"), "code", width=70, muted=True),
                Column(_("Name"), "name", bold=True, stretch=True),
                Column(_("Ordinary days"), lambda line: line.counts.ordinary, "right", width=104),
                Column(_("Weekends"), lambda line: line.counts.weekend, "right", width=90),
                Column(_("Holidays"), lambda line: line.counts.holiday, "right", width=90),
                Column(_("Shifts"), lambda line: line.counts.shifts, "right", width=80, bold=True),
                Column(_("Load"), lambda line: line.counts.load, "right", width=80),
                Column(_("Carried"), lambda line: line.counts.carried, "right", width=80),
                Column(_("Sum"), lambda line: line.counts.total, "right", width=80, bold=True),
            ],
            _("Fairness ledger"), key="volunteer",
        )
        self.body.addWidget(self.table, 1)
        self.add_button(_("Print"), self._print, key="Ctrl+P")
        self.add_button(_("Close"), self.accept, "main")
        shell.worker.run(load_view, month, done=self.show_view, failed=self.fail, owner=self)

    def show_view(self, view: RosterView) -> None:
        """One line for everybody who may sit."""
        self.table.set_rows(sorted(view.lines, key=lambda line: (-line.counts.total, line.code)))

    def _print(self) -> None:
        self.accept()
        self.shell.go("reports", report="fairness", day=check_month(self.month)[0])
