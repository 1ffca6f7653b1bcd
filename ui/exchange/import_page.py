"""The import page: a file, what it means, what would become of each row, and only then writing."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.exchange.mapping import Mapping
from desktop.exchange.preview import Decisions, Preview
from desktop.exchange.service import (
    ImportResult,
    PastImport,
    StationMoved,
    apply_preview,
    list_imports,
    preview_file,
    save_report,
    save_template,
)
from desktop.exchange.workbook import IsCancelled, Progress
from desktop.i18n import _
from desktop.session import Session
from desktop.station.history import undo
from ui.exchange.file_page import FilePage
from ui.exchange.mapping_view import MappingView
from ui.exchange.preview_view import Line, PreviewView, lines_of
from ui.exchange.words import counts_words
from ui.kit import Button, Card, Column, RowsTable, Shell, label, row, theme

FILES = "*.xlsx *.xlsm *.xls *.ods *.csv"


class ImportPage(FilePage):
    """Choose or drop a workbook; correct what its columns mean; look at the rows; accept. `open(file=...)` begins with a file."""

    key, help = "import", "import"
    topics = frozenset({"exchange", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Import"))
        self.setAcceptDrops(True)
        self.path: Path | None = None
        self.preview: Preview | None = None
        self.result: ImportResult | None = None
        self._choose = self.add_action(_("Choose a file"), self.choose_file, "Ctrl+O")
        self._columns = self.add_action(_("What the columns mean"), self.show_mapping, "F6")
        self._report = self.add_action(_("Save doubtful rows"), self.save_doubtful)
        self._accept = self.add_action(_("Accept and save"), self.accept, "Ctrl+Return", main=True)
        self._stack = QStackedWidget()
        self._start = _Start(self)
        self.mapping_view = MappingView()
        self.mapping_view.changed.connect(self._remap)
        self.view = PreviewView()
        self.view.decided.connect(self._decide)
        for part in (self._start, self.mapping_view, self.view):
            self._stack.addWidget(part)
        self.body.addWidget(self._stack, 1)
        self._show(self._start)

    def open(self, **where: Any) -> None:
        """Begin with a file when one is named."""
        if where.get("file"):
            self.read(Path(str(where["file"])))

    def reload(self) -> None:
        self.ask(list_imports, done=self._start.set_imports)

    def leave(self) -> bool:
        """A preview that was not accepted is kept; nothing was written."""
        return True

    # choosing and reading

    def choose_file(self) -> None:
        """Ask for a workbook."""
        dialog = QFileDialog(self, _("Choose the workbook to import"), "", _("Workbooks ({patterns})").format(patterns=FILES))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.open()

    def read(self, path: Path, mapping: Mapping | None = None) -> None:
        """Read a workbook and show what would become of it; nothing is written."""
        self.path = path
        self.set_subtitle(_("Reading {file} …").format(file=path.name))
        self.shell.worker.run_long(
            _preview, path, mapping, title=_("Reading {file}").format(file=path.name), done=self._read, failed=self._unread, owner=self
        )

    def _unread(self, error: BaseException) -> None:
        if self.preview is None:
            self._show(self._start)
            self.set_subtitle("")
        else:
            self._told_counts(self.preview)
        self.shell.fail(error)

    def _read(self, told: tuple[Preview, list[Line]]) -> None:
        self.result = None
        self.mapping_view.set_mapping(told[0])
        self.show_preview(told)

    # looking and deciding

    def show_preview(self, told: tuple[Preview, list[Line]]) -> None:
        """Show what would become of each row."""
        self.preview, lines = told
        preview = self.preview
        self.view.set_preview(preview, lines)
        self._show(self.view)
        self._told_counts(preview)

    def _told_counts(self, preview: Preview) -> None:
        told = counts_words(preview)
        if preview.imported_before:
            told = _("imported before · {told}").format(told=told)
        self.set_subtitle(f"{preview.file_name} · {told}")

    def show_mapping(self) -> None:
        """Turn to what the sheets and columns mean, and back."""
        if self.preview is None:
            return
        if self._stack.currentWidget() is self.mapping_view:
            self._show(self.view)
        else:
            self._show(self.mapping_view)

    def _remap(self, mapping: Mapping) -> None:
        if self.path is not None:
            self.read(self.path, mapping)

    def _decide(self, decisions: Decisions) -> None:
        if self.preview is not None:
            self.ask(_again, self.preview, decisions, done=self.show_preview)

    # writing

    def accept(self) -> None:
        """Write everything that was shown, in one go."""
        if self.preview is None or self._stack.currentWidget() is not self.view:
            return
        self._accept.setEnabled(False)
        self.shell.worker.run_long(
            apply_preview, self.preview, title=_("Saving {file}").format(file=self.preview.file_name), done=self._applied,
            failed=self._refused, owner=self,
        )  # fmt: skip

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, StationMoved):
            self.ask(_again, error.preview, error.preview.decisions, done=self.show_preview)
        self._show(self._stack.currentWidget())
        self.shell.fail(error)

    def _applied(self, result: ImportResult) -> None:
        self.result = result
        told = _("Saved: {new} new, {changed} changed, {doubts} to be checked.").format(
            new=result.count("new"), changed=result.count("changed"), doubts=result.doubts
        )
        if not result.operation_id:
            told = _("Nothing to write: the station knows all of this already.")
        self.shell.say(told, undo=result.operation_id or None)
        self.preview = None
        self._start.tell(told, result)
        self._show(self._start)
        self.set_subtitle("")

    def save_doubtful(self) -> None:
        """Save the rows that are doubtful or cannot be imported, with the reason in a last column."""
        if self.preview is None:
            return
        word = _("To be checked")
        proposal = f"{Path(self.preview.file_name).stem}-{word}.xlsx"
        self._save_as(proposal, lambda name: self.save_report_to(Path(name)))

    def save_report_to(self, path: Path) -> None:
        """Write the doubtful rows to this file."""
        assert self.preview is not None
        self.ask(
            _report, self.preview, path,
            done=lambda count: self.shell.say(_("{count} rows saved: {file}").format(count=count, file=path.name)),
        )  # fmt: skip

    def save_template(self) -> None:
        """Save an empty workbook to fill."""
        self._save_as(
            _("Ledger to fill") + ".xlsx",
            lambda name: self.ask(
                _template, Path(name), done=lambda _none: self.shell.say(_("Saved: {name}").format(name=Path(name).name))
            ),
        )

    def _save_as(self, proposal: str, call: Any) -> None:
        dialog = QFileDialog(self, _("Save"), proposal, "Excel (*.xlsx)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(proposal)
        dialog.fileSelected.connect(call)
        dialog.open()

    def take_back(self, past: PastImport) -> None:
        """Undo a whole import."""
        self.ask(undo, past.operation_id, done=lambda _id: self.shell.say(_("Taken back: {name}").format(name=past.file_name)))

    def _show(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)
        ready = self.preview is not None
        self._columns.setVisible(ready)
        self._columns.setText(_("Back to the rows") if part is self.mapping_view else _("What the columns mean"))
        self._report.setVisible(ready and part is self.view and bool(self.preview and (self.preview.doubtful or self.preview.of("rejected"))))
        self._accept.setVisible(ready and part is self.view)
        self._accept.setEnabled(ready)


def _preview(session: Session, path: Path, mapping: Mapping | None, progress: Progress, cancelled: IsCancelled) -> tuple[Preview, list[Line]]:
    preview = preview_file(session, path, mapping, progress, cancelled)
    return preview, lines_of(preview)


def _again(_session: Session, preview: Preview, decisions: Decisions) -> tuple[Preview, list[Line]]:
    """The preview under other decisions: on the database thread, because it may be long."""
    changed = preview.again(decisions)
    return changed, lines_of(changed)


def _report(_session: Session, preview: Preview, path: Path) -> int:
    return save_report(preview, path)


def _template(_session: Session, path: Path) -> None:
    save_template(path)


class _Start(QWidget):
    """Before a file is chosen: what can be imported, the last result, and the imports that stand."""

    def __init__(self, page: ImportPage) -> None:
        super().__init__()
        self._page = page
        self._operation = ""
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(14))
        self._done = Card(_("Imported"))
        self._told = label("", wrap=True)
        self._done.add(self._told)
        self._done.add(row(
            Button(_("See what is to be checked"), lambda: page.shell.go("doubts"), kind="main"),
            Button(_("To the elders"), lambda: page.shell.go("elders")), None,
        ))  # fmt: skip
        self._done.hide()
        whole.addWidget(self._done)
        begin = Card(_("Import the station's ledger"))
        begin.add(label(
            _("Drop a workbook here or choose one: .xlsx, .xls, .ods or .csv, with elders, volunteers, organisations or buildings, "
              "whatever the headings are called. You see every row before anything is saved, and the whole import can be taken back."),
            wrap=True,
        ))  # fmt: skip
        begin.add(row(
            Button(_("Choose a file"), page.choose_file, kind="main"), Button(_("Save an empty workbook to fill"), page.save_template), None
        ))
        whole.addWidget(begin)
        self.imports = RowsTable(
            [
                Column(_("When"), lambda one: f"{one.at:%Y-%m-%d %H:%M}", width=160, muted=True),
                Column(_("File"), "file_name", stretch=True, bold=True),
                Column("", lambda _one: _("Take back"), link=True, width=110, key="undo"),
            ],
            _("Earlier imports"), key="batch_id",
        )  # fmt: skip
        self.imports.set_empty(_("Nothing was imported yet."))
        self.imports.linked.connect(lambda one, _key: page.take_back(one))
        past = Card(_("Earlier imports"))
        past.add(self.imports, 1)
        whole.addWidget(past, 1)

    def set_imports(self, imports: list[PastImport]) -> None:
        """Show the imports that stand; a result that was taken back is told no more."""
        self.imports.set_rows(imports)
        if self._operation and all(one.operation_id != self._operation for one in imports):
            self._operation = ""
            self._done.hide()

    def tell(self, told: str, result: ImportResult) -> None:
        """Show what the last import did."""
        self._told.setText(told)
        self._operation = result.operation_id or ""
        self._done.setVisible(True)
