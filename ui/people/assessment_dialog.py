"""One assessment: 26 digits, what makes the level worse, who assessed; score and level as one types."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.people import assessment as rules
from desktop.people.assessment import OPEN, REASONS, complete, judge, level_label, part_scores, reason_label, scale, score_of
from desktop.people.services import assessments as service
from desktop.people.services.assessments import AssessmentEntry, AssessmentFile, AssessmentLine
from desktop.people.services.forms import written
from ui.kit import Badge, Card, DraftKeeper, Field, Form, Page, label, row, scrolled, theme
from ui.kit.dialogs import Dialog
from ui.people.answer_sheet import AnswerSheet, ItemCard

TONES = {"able": "ok", "mild": "ok", "moderate": "gold", "severe": "gold", "total": "gold"}


class AssessmentDialog(Dialog):
    """A new assessment, or a correction of `line`. `saved(what was done, operation id)` is called when it is written."""

    def __init__(self, page: Page, file: AssessmentFile, line: AssessmentLine | None, saved: Callable[[str, str], object]) -> None:
        super().__init__(page, _("Assessment: {name} {address}").format(name=file.name, address=file.address), 1040 if theme.scale() < 1.3 else 880)
        self._page, self._file, self._line, self._saved, self._sent = page, file, line, saved, False
        earlier = [one for one in file.lines if line is None or one.entry.day < line.entry.day]
        self.sheet = AnswerSheet(earlier[-1].entry.answers if earlier else "")
        self.item = ItemCard(self._choose)
        self.score, self.level, self.because = label("", "strong"), Badge(""), label("", "caption", wrap=True)
        self.parts = label("", "caption", wrap=True)
        self.form = Form(_fields(), page.shell.clock.today(), columns=4)
        self.form.set_values(_values(file, line, page))
        inside = QWidget()
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(10))
        both = QHBoxLayout()
        both.setSpacing(theme.px(14))
        left = Card(scale().edition, _("in brackets: last time"))
        left.add(self.sheet)
        left.fill()
        both.addWidget(left, 3)
        both.addWidget(self.item, 2)
        whole.addLayout(both)
        whole.addWidget(self.form)
        self._area = area = scrolled(inside)
        area.setMinimumHeight(min(inside.sizeHint().height(), theme.px(530 if theme.scale() < 1.3 else 310)))
        self.body.addWidget(area, 1)
        foot = row(self.score, self.level, self.because, gap=12)
        foot.setStretch(2, 1)
        self.body.addLayout(foot)
        self.body.addWidget(self.parts)
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Save"), self.submit, "main", "Ctrl+Return").setAutoDefault(False)
        self.sheet.changed.connect(self._typed)
        self.sheet.moved.connect(self._moved)
        self.sheet.finished.connect(self._to_form)
        self.form.changed.connect(self._judge)
        self.form.submitted.connect(self.submit)
        self.sheet.set_answers(line.entry.answers if line else OPEN * len(scale().items))
        self._base, self._asked = self.sheet.answers, False
        key = f"assessment.{file.care_file}.{line.id if line else ''}"
        self._drafts = DraftKeeper(self.form, page.shell.worker, key, self._brought, self._kept, self._bring)
        self._judge()
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    # typing

    def _moved(self, place: int) -> None:
        self.item.show_item(place, self.sheet.answers[place])
        corner = self.sheet.mapTo(self._area.widget(), self.sheet.box(place).bottomLeft())
        self._area.ensureVisible(0, corner.y(), 0, theme.px(40))

    def _choose(self, digit: str) -> None:
        self.sheet.answer(digit)
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        self._drafts.touch()
        self._judge()

    def _to_form(self) -> None:
        open_still = self.sheet.answers.find(OPEN)
        if open_still >= 0:
            self.sheet.go(open_still)
        else:
            self.form.editor("assessors").setFocus(Qt.FocusReason.OtherFocusReason)

    def _judge(self) -> None:
        self._sent = False
        answers, values = self.sheet.answers, self.form.values()
        todo = answers.count(OPEN)
        self.parts.setText("　".join(f"{name} {have}/{most}" for name, have, most in part_scores(answers)))
        self.score.setText(_("{score} of {most} points").format(score=score_of(answers), most=scale().most))
        if todo or not complete(answers):
            self.level.tell(_("{count} items open").format(count=todo), "muted")
            self.because.setText("")
            return
        incidents = self._file.incidents if self._line is None else self._line.incidents
        judged = judge(answers, coma=values["coma"], diagnosed=values["diagnosed"], incidents=incidents)
        self.level.tell(level_label(judged.level), TONES[judged.level])
        told = rules.because_words(judged, incidents)
        own = _("the score alone: {level}").format(level=level_label(judged.own))
        self.because.setText(own + _("; ") + told if told else "")

    # drafts

    def _kept(self) -> dict[str, Any]:
        return {"answers": self.sheet.answers} if self.sheet.answers != self._base else {}

    def _bring(self, more: dict[str, Any]) -> None:
        self.sheet.set_answers(str(more["answers"]))
        self._judge()

    def _brought(self, _count: int) -> None:
        self.tell_wrong(_("What you had typed before is back. Look it over, then save."))

    # done

    def submit(self) -> None:
        """Check, and keep it."""
        if self._sent or not self.form.validate():
            return
        self._sent = True
        self.tell_wrong("")
        values = self.form.values()
        entry = AssessmentEntry(
            self._file.care_file, values["day"], self.sheet.answers, values["reason"], values["coma"], values["diagnosed"],
            values["assessors"], values["informant"], values["note"],
        )  # fmt: skip
        more = () if self._line is None else (self._line.id, self._line.version)
        self._page.ask(written, service.save_assessment, entry, *more, done=self._done, failed=self._refused)

    def _refused(self, error: BaseException) -> None:
        self._sent = False
        self.fail(error)

    def _done(self, operation: str) -> None:
        self._drafts.forget()
        self.accept()
        self._saved(_("The assessment is saved."), operation)

    def reject(self) -> None:
        """Close; what was typed is thrown away only when asked twice."""
        if (self._kept() or self.form.is_dirty()) and not self._asked:
            self._asked = True
            self.tell_wrong(_("Not saved yet. Press Esc or Cancel once more to throw away what you typed."))
            return
        self._drafts.forget()
        super().reject()


def _fields() -> list[Field]:
    return [
        Field("assessors", _("Assessors (best two)"), required=True),
        Field("day", _("Day of the assessment"), "date", required=True),
        Field("reason", _("Reason"), "choice", choices=[(code, reason_label(code)) for code in REASONS]),
        Field("informant", _("Who gave information")),
        Field("coma", _("coma"), "check"),
        Field("diagnosed", _("dementia or mental disorder diagnosed"), "check"),
        Field("note", _("Note")),
    ]


def _values(file: AssessmentFile, line: AssessmentLine | None, page: Page) -> dict[str, Any]:
    if line is None:
        return {"day": page.shell.clock.today(), "reason": "routine" if file.lines else "first"}
    entry = line.entry
    return {
        "day": entry.day, "reason": entry.reason, "coma": entry.coma, "diagnosed": entry.diagnosed, "assessors": entry.assessors,
        "informant": entry.informant, "note": entry.note,
    }  # fmt: skip
