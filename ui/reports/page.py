"""Reports: what exists, what it is about, how it will look, and out of the door as PDF, Excel, CSV or paper."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from desktop.errors import UserError
from desktop.i18n import N_, _
from desktop.reports import morning, services
from desktop.reports.catalogue import REPORTS, Report
from desktop.reports.catalogue import report as report_of
from desktop.reports.document import Paper, Privacy
from desktop.reports.render import page_sizes
from desktop.reports.scope import Scope
from desktop.session import Session
from ui.kit import Card, Column, Field, Form, Link, Page, RowsTable, Shell, clear, column, find_by_typing, label, row, theme
from ui.reports.preview import PreviewPane
from ui.reports.printing import PrintRun, ask_printer, make_printer
from ui.reports.questions import fields_of, kept
from ui.reports.sticks import offer_sticks

PAUSE = 250  # milliseconds without typing before the preview is made anew
ROOM_WORDS = {"rounds": N_("Rounds"), "hotline": N_("Hotline"), "people": N_("Elders")}
CARRIED = ("day", "slot", "month", "quarter", "year")  # answers that go along to the next report


def load_preview(session: Session, code: str, scope: Scope, **more: Any) -> tuple[bytes, list[tuple[float, float]], str]:
    """The PDF, the sizes of its pages, what to tell before printing; on the database thread."""
    pdf, warning = services.checked_preview(session, code, scope, **more)
    return pdf, page_sizes(pdf), warning


def load_print(session: Session, code: str, scope: Scope, **more: Any) -> tuple[bytes, list[tuple[float, float]]]:
    """As `load_preview`, with a print number and in the log."""
    pdf = services.print_copy(session, code, scope, **more)
    return pdf, page_sizes(pdf)


class ReportsPage(Page):
    """The list at left; at right the questions and the preview."""

    key, help = "reports", "reports"
    topics = frozenset({"people", "rounds", "hotline", "station"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Reports"))
        self.table = RowsTable(
            [
                Column(_("Report"), lambda one: _(one.title), bold=True, stretch=True),
                Column(_("Category"), room_words, muted=True, width=70),
            ],
            _("Reports"),
            key="code",
        )
        self.table.setMinimumWidth(theme.px(250 if theme.scale() <= 1.2 else 150))
        self.table.setColumnHidden(1, theme.scale() > 1.2)
        self.table.chosen.connect(self._chosen)
        self.report: Report = REPORTS[0]
        self.choices: services.Choices | None = None
        self.form: Form | None = None
        self._wanted: dict[str, Any] = {}
        self._asked = 0
        self._print_when_seen = False
        self.preview = PreviewPane(shell.worker)
        self.about = label("", "caption", wrap=True)
        left, right = Card(), Card()
        left.add(self.table, 1)
        self.due = column(gap=2)
        left.add(self.due)
        left.add(Link(_("Print log and recent papers"), lambda: shell.go("reports.prints")))
        self.questions = row(gap=0)
        self.warning = label("", "danger", wrap=True)
        self.warning.hide()
        self.pin = QCheckBox(_("in the morning set"))
        self.pin.clicked.connect(self._pin)
        about = row(self.about, self.pin)
        about.setStretch(0, 1)
        right.add(about)
        right.add(self.questions)
        right.add(self.warning)
        right.add(self.preview, 1)
        self._right = right
        both = row(left, right, gap=14)
        both.setStretch(0, 2)
        both.setStretch(1, 5)
        self.body.addLayout(both, 1)
        self.stick_button = self.add_action(_("To a stick"), self.to_stick, "Ctrl+U")
        self.print_button = self.add_action(_("Print…"), self.print_it, "Ctrl+P")
        self.save_table_button = self.add_action(_("Save as table…"), self.save_table, "Ctrl+E")
        self.save_button = self.add_action(_("Save as PDF…"), self.save_pdf, "F2", main=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.show_preview)
        self.table.set_rows(REPORTS)

    # showing

    def open(self, report: str = "", action: str = "", **where: Any) -> None:
        """Show one report; `where` may name day, last, slot, subject, privacy, paper (as in Scope); `action` "print" prints it as soon as
        it is seen."""
        self._print_when_seen = action == "print"
        self._wanted = dict(where)
        if report:
            self.report = report_of(report)  # first, so that choosing its line does not show it twice
            self.table.select_key(report)
            self._show_report(report)
        elif self.table.current_row() is None:
            self.table.select_first()

    def reload(self) -> None:
        self.ask(services.choices, done=self._took_choices)

    def _took_choices(self, found: services.Choices) -> None:
        first_time, self.choices = self.choices is None, found
        self._show_due()
        if first_time or self.form is None:
            self._show_report(self.report.code)
            return
        for field in self._fields():  # the same questions, with what can be chosen now
            if field.kind == "choice":
                self.form.set_choices(field.name, field.choices)
        self.show_preview()

    def _show_due(self) -> None:
        """Reports whose month, quarter or year is over: one click, and everything is filled in."""
        assert self.choices is not None
        clear(self.due)
        for one in self.choices.due:
            self.due.addWidget(Link(one.words, partial(self.open, one.code, day=one.day)))
        self._show_pin()

    def _show_pin(self) -> None:
        fits = self.choices is not None and self.report.code != morning.CODE and set(self.report.asks) <= morning.FITTING
        self.pin.setVisible(fits and self.choices is not None and bool(self.choices.elders))
        self.pin.setChecked(self.choices is not None and self.report.code in self.choices.morning)

    def _pin(self, wanted: bool) -> None:
        self.ask(morning.pin, self.report.code, wanted, done=lambda _told: self.reload())

    def _chosen(self, one: Report | None) -> None:
        if one is not None and one.code != self.report.code:
            self._wanted = {}
            self._show_report(one.code)

    def _show_report(self, code: str) -> None:
        self.report = report_of(code)
        self._right.set_title(_(self.report.title))
        self.about.setText(_(self.report.about))
        self._show_pin()
        if self.choices is None:
            return
        answers = self.form.values() if self.form is not None else {}
        carried = {name: answers.get(name) for name in CARRIED}
        day = {name: self._wanted["day"] for name in ("first", "month") if "day" in self._wanted}
        self._build_form({**carried, **day, **self._wanted})
        self.preview.tell(_("One moment…"))
        self.show_preview()

    def _build_form(self, values: dict[str, Any]) -> None:
        if self.form is not None:
            self.questions.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        fields = self._fields()
        self.form = Form(fields, self.shell.clock.today(), columns=max(1, len(fields)))
        self.form.set_values({field.name: kept(field, values.get(field.name)) for field in fields})
        elder = next((field for field in fields if field.name == "subject"), None)
        if elder is not None:
            find_by_typing(self.form.editor("subject"))
        self.form.changed.connect(self._timer.start)
        self.form.setVisible(bool(fields))
        self.questions.addWidget(self.form)

    def _fields(self) -> list[Field]:
        assert self.choices is not None
        return fields_of(self.report, self.choices, self.shell.clock.today())

    def scope(self) -> Scope | None:
        """What the form asks for; None (with the fault shown beside its field) when a date cannot be read."""
        if self.form is None or not self.form.validate():
            return None
        values = self.form.values()
        today = self.shell.clock.today()
        first = next((values[name] for name in ("first", "day", "month", "quarter", "year") if values.get(name)), today)
        last = values.get("last")
        if not isinstance(first, date) or not (last is None or isinstance(last, date)):
            return None
        if last is not None and last < first:
            self.form.show_errors({"last": _("This lies before the first day.")})
            return None
        return Scope(
            first,
            last,
            values.get("slot") or "",
            values.get("subject") or "",
            values.get("privacy") or Privacy.FULL,
            values.get("paper") or Paper.A4,
            bool(values.get("large")),
        )

    def show_preview(self) -> None:
        """Make the preview anew for what the form says."""
        scope = self.scope()
        if scope is None:
            return
        self._asked += 1
        asked = self._asked
        self.shell.worker.run_long(
            load_preview,
            self.report.code,
            scope,
            title=_("Preview"),
            done=lambda found: self._previewed(asked, *found),
            failed=lambda error: self._no_preview(asked, error),
            owner=self,
        )

    def _previewed(self, asked: int, pdf: bytes, sizes: list[tuple[float, float]], warning: str) -> None:
        if asked == self._asked:
            self.warning.setText(warning)
            self.warning.setVisible(bool(warning))
            self._may_leave(True)
            self.preview.show_pdf(pdf, sizes)
            if self._print_when_seen:
                self._print_when_seen = False
                QTimer.singleShot(0, self.print_it)

    def _no_preview(self, asked: int, error: BaseException) -> None:
        if asked != self._asked:
            return
        self._may_leave(False)
        self.warning.hide()
        if isinstance(error, UserError):
            self.preview.tell(str(error))
        else:
            self.preview.tell("")
            self.shell.fail(error)

    def _may_leave(self, may: bool) -> None:
        for button in (self.save_button, self.save_table_button, self.print_button, self.stick_button):
            button.setEnabled(may)

    # out of the door

    def save_pdf(self) -> None:
        """Ask where, then save as PDF."""
        self._save("pdf", _("PDF files (*.pdf);;Pictures, one a page (*.png)"))

    def save_table(self) -> None:
        """Ask where, then save as Excel workbook or CSV."""
        self._save("xlsx", _("Excel workbooks (*.xlsx);;CSV for other programs (*.csv)"))

    def _save(self, ending: str, filters: str) -> None:
        scope = self.scope()
        if scope is None:
            return
        path = ask_path(self, services.file_name(self.report, scope), ending, filters)
        if path is not None:
            self._save_at(scope, path, _("Saved: {file} (print no. {number:04d})"))

    def _save_at(self, scope: Scope, path: Path, words: str, verified: bool = False) -> None:
        self.shell.worker.run_long(
            services.save, self.report.code, scope, path, pages=self.preview.wanted_pages, verified=verified, title=_("Saving"),
            done=lambda number: self.shell.say(words.format(file=path.name, number=number)), failed=self.shell.fail, owner=self,
        )  # fmt: skip

    def to_stick(self) -> None:
        """The paper as PDF onto a stick: chosen by its label, read back before it gets its name."""
        scope = self.scope()
        if scope is None or not self.preview.pages:
            return
        name = f"{services.file_name(self.report, scope)}.pdf"
        offer_sticks(self, lambda folder: self._save_at(
            scope, folder / name, _("Written and read back: {file} (print no. {number:04d}). It is safe to pull the stick out."), True))

    def print_it(self) -> None:
        """The system's print dialog, then the paper."""
        scope = self.scope()
        if scope is None or not self.preview.pages:
            return
        printer = make_printer(self.preview.size_of_page(0), services.file_name(self.report, scope))
        if not ask_printer(printer, self):
            return
        self.shell.worker.run_long(
            load_print,
            self.report.code,
            scope,
            pages=self.preview.wanted_pages,
            title=_("Printing"),
            done=lambda found: PrintRun(
                self.shell.worker,
                printer,
                *found,
                done=lambda: self.shell.say(_("Sent to the printer.")),
                failed=self.shell.fail,
                parent=self,
            ).start(),
            failed=self.shell.fail,
            owner=self,
        )


def room_words(one: Report) -> str:
    """The room that a report tells of."""
    return _(ROOM_WORDS[one.room])


def ask_path(parent: QWidget, name: str, ending: str, filters: str) -> Path | None:
    """The system's save dialog; None when it was closed. A name without an ending gets one."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, picked = QFileDialog.getSaveFileName(parent, _("Save"), str(Path(folder) / f"{name}.{ending}"), filters)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() not in services.ENDINGS:
        path = path.with_name(path.name + next((one for one in (".csv", ".png") if f"(*{one})" in picked), f".{ending}"))
    return path
