"""信函: letters of the station in the layout of GB/T 9704, begun from a pattern whose facts come from the records."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QComboBox, QFileDialog, QSizePolicy

from desktop.errors import UserError
from desktop.i18n import _
from desktop.reports import letters
from desktop.reports.letter import Letter
from desktop.reports.letters import Desk, Pattern
from desktop.reports.render import page_sizes
from desktop.session import Session
from ui.kit import Button, Card, DraftKeeper, Field, Form, Page, Shell, find_by_typing, label, row, scrolled, theme
from ui.reports.forms_page import months_back
from ui.reports.preview import PreviewPane
from ui.reports.printing import PrintRun, ask_printer, make_printer

PAUSE = 300  # milliseconds without typing before the preview is made anew
DRAFT = "letter"


def load_preview(session: Session, letter: Letter, **_more: Any) -> tuple[bytes, list[tuple[float, float]], str]:
    """The PDF, the sizes of its pages, what to tell before printing; on the database thread."""
    pdf, warning = letters.preview(session, letter)
    return pdf, page_sizes(pdf), warning


def load_print(session: Session, letter: Letter, **_more: Any) -> tuple[bytes, list[tuple[float, float]]]:
    """The same, entered in the print log."""
    pdf = letters.print_copy(session, letter)
    return pdf, page_sizes(pdf)


class LettersPage(Page):
    """The letter at left, as it will be printed at right. `open(pattern=, ladder=)` begins one."""

    key, help = "letters", "letters"
    topics = frozenset({"station", "rounds"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Official letters"))
        self.desk: Desk | None = None
        self._before: dict[str, Any] = {}
        self._asked = 0
        self._wanted: dict[str, Any] = {}
        self.pattern, self.month, self.ladder = QComboBox(), QComboBox(), QComboBox()
        for box, name in ((self.pattern, _("Pattern")), (self.month, _("Month")), (self.ladder, _("Escalation"))):
            box.setAccessibleName(name)
        for one in letters.patterns():
            self.pattern.addItem(one.name, one)
        for first in months_back(shell.clock.today()):
            self.month.addItem(f"{first:%Y-%m}", first)
        for box in (self.pattern, self.ladder):  # as wide as there is room, not as their longest words
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        find_by_typing(self.ladder)
        self.pattern.currentIndexChanged.connect(lambda _index: self._asks())
        self.fill_button = Button(_("Fill in"), self.fill, "Ctrl+L")
        self.back_button = Button(_("Bring back"), self.bring_back)
        self.back_button.setToolTip(_("What stood in the fields before"))
        self.back_button.setEnabled(False)
        self.form = Form(
            [
                Field("number", _("Number of the letter"), hint=_("for example 红葵站〔2026〕3号; may stay empty")),
                Field("title", _("Title of the letter"), "long", rows=2, hint=_("a long one breaks where you press Enter, else by itself")),
                Field("to", _("Addressed to")),
                Field("body", _("Text"), "long", rows=9, hint=_("A line is a paragraph. Lines that begin 一、 or （一） are headings.")),
                Field("attachments", _("Attachments"), "long", rows=2, hint=_("one a line")),
                Field("signed", _("Signed as")),
                Field("day", _("Date"), "date", default=shell.clock.today()),
                Field("stamped", _("Room for the seal over the signature"), "check", default=True),
            ],
            shell.clock.today(),
        )
        self.form.changed.connect(self._changed)
        self.drafts: DraftKeeper | None = None
        self.warning = label("", "warning", wrap=True)
        self.warning.hide()
        self.preview = PreviewPane(shell.worker)
        left, right = Card(), Card()
        for boxes in ((self.pattern, self.fill_button), (self.ladder, self.month, self.back_button)):
            line = row(*boxes, gap=8)
            for index in range(len(boxes) - 1):
                line.setStretch(index, 1)
            left.body.addLayout(line)
        typed = scrolled(self.form)
        for part in (typed, self.preview):  # they take what room there is and scroll in it; the page itself does not
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            part.setMinimumHeight(theme.px(180))
        left.add(typed, 1)
        right.add(self.warning)
        right.add(self.preview, 1)
        both = row(left, right, gap=14)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self.add_action(_("New letter"), self.clear, "Ctrl+N")
        self.print_button = self.add_action(_("Print…"), self.print_it, "Ctrl+P")
        self.save_button = self.add_action(_("Save as PDF…"), self.save, "F2", main=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.show_preview)
        self._asks()

    # showing

    def open(self, **where: Any) -> None:
        self._wanted = dict(where)

    def reload(self) -> None:
        self.ask(letters.desk, done=self._took_desk)

    def _took_desk(self, desk: Desk) -> None:
        first, self.desk = self.desk is None, desk
        chosen = self.ladder.currentData()
        self.ladder.clear()
        for key, words in desk.ladders:
            self.ladder.addItem(words, key)
        self.ladder.setCurrentIndex(max(0, self.ladder.findData(chosen)) if desk.ladders else -1)
        line = self.ladder.lineEdit()
        if line is not None:
            line.home(False)  # its date is seen first
        if first:
            self.form.set_values({"signed": desk.station, "day": self.shell.clock.today(), "stamped": True})
            self.drafts = DraftKeeper(self.form, self.shell.worker, DRAFT, self._brought)
        if "pattern" in self._wanted:
            self._begin(self._wanted.pop("pattern"), self._wanted.pop("ladder", ""))
        self.show_preview()

    def _begin(self, code: str, ladder: str) -> None:
        codes = [self.pattern.itemData(index).code for index in range(self.pattern.count())]
        self.pattern.setCurrentIndex(codes.index(code))
        if ladder:
            self.ladder.setCurrentIndex(self.ladder.findData(ladder))
        self.fill()

    def _brought(self, _count: int) -> None:
        self.shell.say(_("The letter that was being written is back."))

    def _asks(self) -> None:
        """What the chosen pattern is about: a month or an escalation."""
        about = self.chosen_pattern().about
        self.month.setVisible(about == "month")
        self.ladder.setVisible(about == "ladder")

    def chosen_pattern(self) -> Pattern:
        """The pattern that is chosen."""
        found = self.pattern.currentData()
        assert isinstance(found, Pattern)
        return found

    def _changed(self) -> None:
        self._timer.start()

    def letter(self) -> Letter | None:
        """What the form says; None while its date cannot be read (shown beside the field)."""
        if not self.form.validate():
            return None
        said = self.form.values()
        attachments = tuple(one for one in said["attachments"].split("\n") if one.strip())
        return Letter(
            said["title"], said["to"], said["body"], said["number"], attachments, said["signed"], said["day"], bool(said["stamped"]))

    def show_preview(self) -> None:
        """Make the preview anew for what the form says."""
        letter = self.letter()
        self._may_leave(False)
        if letter is None:
            return
        if not (letter.title or letter.body or letter.to):
            self._asked += 1
            self.warning.hide()
            self.preview.tell(_("Choose a pattern and press “Fill in”, or write the title and the text: it shows here as it will be printed."))
            return
        self._asked += 1
        asked = self._asked
        self.shell.worker.run_long(
            load_preview, letter, title=_("Preview"), done=lambda found: self._previewed(asked, *found),
            failed=lambda error: self._no_preview(asked, error), owner=self,
        )  # fmt: skip

    def _previewed(self, asked: int, pdf: bytes, sizes: list[tuple[float, float]], warning: str) -> None:
        if asked == self._asked:
            self.warning.setText(warning)
            self.warning.setVisible(bool(warning))
            self._may_leave(True)
            self.preview.show_pdf(pdf, sizes)

    def _no_preview(self, asked: int, error: BaseException) -> None:
        if asked != self._asked:
            return
        self.warning.hide()
        self.preview.tell(str(error) if isinstance(error, UserError) else "")
        if not isinstance(error, UserError):
            self.shell.fail(error)

    def _may_leave(self, may: bool) -> None:
        for button in (self.save_button, self.print_button):
            button.setEnabled(may)

    # writing

    def fill(self) -> None:
        """The pattern with its facts takes the place of what stands in the fields; that can be brought back."""
        self.ask(
            letters.filled, self.chosen_pattern().code, self.month.currentData(), self.ladder.currentData() or "", done=self._filled,
            failed=self.shell.fail,
        )  # fmt: skip

    def _filled(self, letter: Letter) -> None:
        self._replace({
            "title": letter.title, "to": letter.to, "body": letter.body, "attachments": "\n".join(letter.attachments),
            "signed": letter.signed, "day": letter.day,
        })  # fmt: skip
        if letters.NOTHING in letter.body:
            self.shell.say(_("Some facts are not on record: look for {words} in the text.").format(words=letters.NOTHING), "gold")

    def clear(self) -> None:
        """Begin with empty fields; what stood there can be brought back."""
        station = self.desk.station if self.desk is not None else ""
        self._replace({
            "number": "", "title": "", "to": "", "body": "", "attachments": "", "signed": station, "day": self.shell.clock.today(), "stamped": True})
        self.form.focus_first()

    def bring_back(self) -> None:
        """What stood in the fields before; once more: what stands there now."""
        self._replace(self._before)

    def _replace(self, values: dict[str, Any]) -> None:
        self._before = self.form.values()
        self.form.patch(values)
        self.back_button.setEnabled(True)

    # out of the door

    def save(self) -> None:
        """Ask where, then save as PDF."""
        letter = self.letter()
        if letter is None or not self.preview.pages:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{self.chosen_pattern().name} {letter.day or ''}".strip()  # without names of people
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save"), str(Path(folder) / f"{name}.pdf"), _("PDF files (*.pdf)"))
        if chosen:
            self.save_to(Path(chosen if chosen.lower().endswith(".pdf") else chosen + ".pdf"))

    def save_to(self, path: Path) -> None:
        """Save the letter here."""
        letter = self.letter()
        if letter is not None:
            self.ask(letters.save, letter, path, done=lambda _none: self.shell.say(_("Saved: {file}").format(file=path.name)))

    def print_it(self) -> None:
        """The system's print dialog, then the paper."""
        letter = self.letter()
        if letter is None or not self.preview.pages:
            return
        printer = make_printer(self.preview.size_of_page(0), _("Letter"))
        if not ask_printer(printer, self):
            return
        self.shell.worker.run_long(
            load_print, letter, title=_("Printing"),
            done=lambda found: PrintRun(
                self.shell.worker, printer, *found, done=lambda: self.shell.say(_("Sent to the printer.")), failed=self.shell.fail, parent=self,
            ).start(),
            failed=self.shell.fail, owner=self,
        )  # fmt: skip
