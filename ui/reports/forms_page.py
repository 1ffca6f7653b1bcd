"""表格填报: the sub-district's own forms; click a cell and say what belongs there, then fill the whole form each month with one key."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QComboBox, QFileDialog

from desktop.i18n import _, ngettext
from desktop.reports import forms
from desktop.reports.figures import FIGURES, figure
from desktop.reports.figures.model import UNIT_WORDS
from desktop.reports.forms import ENDING, FACTS, PERIODS, Cell, Filling, FormLine, OpenForm
from ui.kit import Card, Column, Dialog, Field, FormDialog, Page, RowsTable, Shell, find_by_typing, label, row, theme
from ui.reports.form_grid import FormGrid

MONTHS = 24


class FormsPage(Page):
    """The forms at left, the sheet of the chosen one at right. `open(file=...)` takes a form in."""

    key, help = "forms", "forms"
    topics = frozenset({"reports", "rounds", "hotline", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Forms to fill"))
        self.form: OpenForm | None = None
        self.filling: Filling | None = None
        self.dialog: FormDialog | None = None
        self.table = RowsTable(
            [Column(_("Form"), "name", bold=True, stretch=True), Column(_("Cells"), "cells", align="right", width=56)], _("Forms to fill"))
        self.table.set_empty(
            _("No form yet. Take the empty .xlsx form that the sub-district sent, load it once, and click what belongs into which cell."),
            _("Load a form…"), self.load,
        )
        self.table.setMinimumWidth(theme.px(190))
        self.table.chosen.connect(self._chosen)
        self.table.set_menu(
            (_("Give it to another station…"), lambda rows: self.give_out(rows[0]), ""), (_("Remove"), lambda rows: self.remove(rows[0]), "Delete"))
        self.month, self.sheet = QComboBox(), QComboBox()
        self.month.setAccessibleName(_("Month"))
        self.sheet.setAccessibleName(_("Worksheet"))
        for first in months_back(shell.clock.today()):
            self.month.addItem(f"{first:%Y-%m}", first)
        self.month.setCurrentIndex(1)
        self.month.currentIndexChanged.connect(lambda _index: self._reckon())
        self.sheet.currentIndexChanged.connect(lambda _index: self._show())
        self.grid = FormGrid()
        self.grid.chosen.connect(self.choose)
        self.told = label(_("Click a cell, or press Enter on it, and choose what belongs there."), "caption", wrap=True)
        self.add_action(_("Load a form…"), self.load, "Ctrl+O")
        self.save_button = self.add_action(_("Fill and save…"), self.save, "F2", main=True)
        left, right = Card(), Card()
        left.add(self.table, 1)
        right.body.addLayout(row(label(_("Month"), "caption"), self.month, label(_("Worksheet"), "caption"), self.sheet, None))
        right.add(self.grid, 1)
        right.add(self.told)
        both = row(left, right, gap=14)
        both.setStretch(0, 1)
        both.setStretch(1, 3)
        self.body.addLayout(both, 1)
        self._may_work(False)

    # showing

    def open(self, **where: Any) -> None:
        if where.get("file"):
            self._load(Path(str(where["file"])))

    def reload(self) -> None:
        self.ask(forms.list_forms, done=self._listed)

    def _listed(self, lines: list[FormLine]) -> None:
        self.table.set_rows(lines)
        if not lines:
            self.form = None
            self.grid.setRowCount(0)
            self._may_work(False)
        elif self.table.current_row() is None:
            self.table.select_first()
        elif self.form is not None:
            self.ask(forms.open_form, self.form.id, done=self._opened)

    def _may_work(self, may: bool) -> None:
        for widget in (self.save_button, self.month, self.sheet, self.grid):
            widget.setEnabled(may)

    def _chosen(self, line: FormLine | None) -> None:
        if line is not None:
            self.ask(forms.open_form, line.id, done=self._opened)

    def _opened(self, form: OpenForm) -> None:
        other = self.form is None or self.form.id != form.id
        self.form = form
        self._may_work(True)
        if other:
            self.sheet.blockSignals(True)
            self.sheet.clear()
            self.sheet.addItems([one.sheet.name for one in form.sheets])
            self.sheet.blockSignals(False)
        self._reckon()

    def _reckon(self) -> None:
        if self.form is not None:
            self.ask(forms.filling, self.form.id, self.month.currentData(), done=self._reckoned)

    def _reckoned(self, filling: Filling) -> None:
        self.filling = filling
        self._show()

    def _show(self) -> None:
        if self.form is None or self.filling is None or self.sheet.currentIndex() < 0:
            return
        shown = self.form.sheets[self.sheet.currentIndex()]
        reasons = {(sheet, cell): why for sheet, cell, why in self.filling.missing}
        filled = {}
        for cell in self.form.cells:
            if cell.sheet == shown.sheet.name:
                value = self.filling.values.get((cell.sheet, cell.cell))
                text = _("no data") if value is None else str(value)
                filled[cell.cell] = (text, f"{words_of(cell)}\n{reasons.get((cell.sheet, cell.cell), '')}".strip())
        self.grid.show_sheet(shown, filled)
        count = len(self.form.cells)
        told = [ngettext("{count} cell is filled by the program.", "{count} cells are filled by the program.", count).format(count=count)]
        if self.filling.missing:
            told.append(_("Without data for this month: {cells}.").format(cells="、".join(cell for _sheet, cell, _why in self.filling.missing)))
        else:
            told.append(_("Click a cell, or press Enter on it, and choose what belongs there."))
        self.told.setText(" ".join(told))

    # doing

    def load(self) -> None:
        """Choose a form's file."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Load a form…"), folder, _("Excel forms (*.xlsx);;Forms of another station (*{ending})").format(ending=ENDING))
        if name:
            self._load(Path(name))

    def _load(self, path: Path) -> None:
        service = forms.take_in if path.suffix.lower() == ENDING else forms.load_form
        self.ask(service, path, done=lambda _form: self.shell.say(_("Loaded: {name}").format(name=path.name)), failed=self.shell.fail)

    def choose(self, cell: str) -> None:
        """What belongs into this cell?"""
        if self.form is None:
            return
        sheet = self.form.sheets[self.sheet.currentIndex()]
        if cell in sheet.formulas:
            self.told.setText(_("{cell} holds a formula: it reckons by itself and is not filled.").format(cell=cell))
            return
        known = next((one for one in self.form.cells if (one.sheet, one.cell) == (sheet.sheet.name, cell)), None)
        choices = [("", _("nothing: as the form has it"))]
        choices += [(f"fact:{code}", _(words)) for code, words in FACTS.items()]
        choices += [(f"figure:{one.code}", f"{_(one.name)}（{_(UNIT_WORDS[one.unit])}）") for one in FIGURES]
        self.dialog = FormDialog(
            self, _("Cell {cell}").format(cell=cell),
            [
                Field("what", _("What belongs here"), "choice", choices=choices, default=""),
                Field("period", _("Of which time (figures only)"), "choice",
                      choices=[(code, _(words)) for code, (words, _period) in PERIODS.items()], default="month"),
            ],
            self.shell.clock.today(),
            {"what": f"{known.kind}:{known.code}" if known else "", "period": known.period if known and known.period in PERIODS else "month"},
            lambda values: self._set(sheet.sheet.name, cell, values), width=620,
        )  # fmt: skip
        find_by_typing(self.dialog.form.editor("what"))
        self.dialog.open()

    def _set(self, sheet: str, cell: str, values: dict[str, Any]) -> None:
        dialog, form = self.dialog, self.form
        assert dialog is not None and form is not None
        kind, _colon, code = (values["what"] or "").partition(":")
        wanted = Cell(sheet, cell, kind, code, values["period"] or "month")
        self.shell.worker.run(forms.set_cell, form.id, wanted, done=lambda _none: dialog.accept(), failed=dialog.fail, owner=dialog)

    def save(self) -> None:
        """Ask where, then write the filled form."""
        if self.form is None:
            return
        day = self.month.currentData()
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Fill and save…"), str(Path(folder) / f"{self.form.name} {day:%Y-%m}.xlsx"), _("Excel workbooks (*.xlsx)"))
        if name:
            self.save_to(Path(name) if name.lower().endswith(".xlsx") else Path(name + ".xlsx"))

    def save_to(self, path: Path) -> None:
        """Write the filled form here."""
        assert self.form is not None
        self.ask(forms.save_filled, self.form.id, self.month.currentData(), path, done=lambda made: self._saved(path, made), failed=self.shell.fail)

    def _saved(self, path: Path, made: Filling) -> None:
        self.shell.say(_("Saved: {file}").format(file=path.name))
        if made.missing:
            dialog = Dialog(self, _("Cells without data"), 520)
            dialog.body.addWidget(label(_("The form was saved. These cells were left as the form has them:"), wrap=True))
            for sheet, cell, why in made.missing:
                dialog.body.addWidget(label(f"{sheet} {cell}　{why}", wrap=True))
            dialog.add_button(_("Close"), dialog.accept, "main")
            dialog.open()

    def give_out(self, line: FormLine) -> None:
        """One file for another station: the form and what goes into its cells."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Give it to another station…"), str(Path(folder) / f"{line.name}{ENDING}"),
            _("Forms of another station (*{ending})").format(ending=ENDING))
        if name:
            path = Path(name if name.lower().endswith(ENDING) else name + ENDING)
            self.ask(forms.give_out, line.id, path, done=lambda _none: self.shell.say(_("Saved: {file}").format(file=path.name)))

    def remove(self, line: FormLine) -> None:
        """Take a form away."""
        self.ask(forms.remove_form, line.id, done=lambda _none: self._removed(line), failed=self.shell.fail)

    def _removed(self, line: FormLine) -> None:
        self.form = None
        self.shell.say(_("Removed: {name}. Ctrl+Z brings it back.").format(name=line.name))


def words_of(cell: Cell) -> str:
    """What goes into a cell, in words."""
    if cell.kind == "fact":
        return _(FACTS[cell.code])
    one = figure(cell.code)
    return f"{_(one.name)}（{_(PERIODS[cell.period][0])}）\n{one.definition()}"


def months_back(today: date) -> list[date]:
    """The first days of this month and of those before it."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found
