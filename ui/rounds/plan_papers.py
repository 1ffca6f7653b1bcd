"""What the planning page does with the paper of a stored plan: print it, give a sheet to somebody else, take one back."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import _, ngettext
from desktop.reports.document import Privacy
from desktop.rounds import handout
from desktop.rounds.papers import print_sheets
from desktop.rounds.proposal import Proposal, SheetDraft
from ui.kit import ConfirmBar, Dialog, Field, FormDialog, Shell
from ui.rounds.words import sheet_name


class PlanPapers(QWidget):
    """Mixed into the planning page."""

    shell: Shell
    shown: Proposal | None
    question: ConfirmBar
    dialog: Dialog
    ask: Any
    _privacy: Privacy

    def print(self) -> None:
        """To the preview of all sheets of the slot, from which they are printed."""
        if self.shown is not None and self.shown.saved and self.shown.sheets:
            self.shell.go("reports", report="visit_sheet", day=self.shown.date, slot=self.shown.slot.code, privacy=self._privacy)

    def _print_some(self, rows: list[SheetDraft]) -> None:
        numbers = [one.number for one in rows if one.number is not None]
        if numbers and self.shown is not None and self.shown.saved:
            self._write(numbers)

    def _write(self, numbers: list[int]) -> None:
        assert self.shown is not None
        name = _("Visit sheets {date} {slot}.pdf").format(date=self.shown.date.isoformat(), slot=self.shown.slot.name())
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Print the sheets"), str(folder / name), "PDF (*.pdf)")
        if chosen:
            self.write(Path(chosen), numbers)

    def write(self, out: Path, numbers: list[int]) -> None:
        """Write sheets (all when none is named) as PDF and open it in the program that prints PDFs."""
        assert self.shown is not None
        self.ask(print_sheets, self.shown.date, self.shown.slot.code, out, numbers, done=lambda done: self._printed(out, done))

    def _printed(self, out: Path, numbers: list[int]) -> None:
        told = ngettext("{count} sheet written to {file}.", "{count} sheets written to {file}.", len(numbers))
        self.shell.say(told.format(count=len(numbers), file=out.name))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(out)))

    def _withdraw(self, sheet: SheetDraft) -> None:
        if sheet.kept and sheet.number is not None:
            number = sheet.number
            self.question.ask(
                _("Is the paper of sheet {sheet} back at the station? Its doors can then be planned anew.").format(
                    sheet=sheet_name(number)
                ),
                _("Take it back"),
                lambda: self.ask(handout.withdraw_sheet, number),
            )

    def _give(self, sheet: SheetDraft) -> None:
        """Somebody else walks this sheet: the doors stay, the name changes."""
        if sheet.number is not None and self.shown is not None:
            number = sheet.number
            self.ask(handout.visitors, self.shown.date, done=lambda found: self._ask_visitor(number, found))

    def _ask_visitor(self, number: int, found: list[tuple[str, str]]) -> None:
        fields = [Field("visitor", _("Visitor"), "choice", required=True, choices=found)]

        def save(values: dict[str, Any]) -> None:
            self.ask(
                handout.assign_sheet, number, values["visitor"], done=lambda _none: self.dialog.accept(), failed=self.dialog.fail
            )

        title = _("Who walks sheet {sheet}?").format(sheet=sheet_name(number))
        self.dialog = FormDialog(self, title, fields, self.shell.clock.today(), None, save)
        self.dialog.open()
