"""Ability assessments: who was assessed when, the curve of each elder, and what a level proposes."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _, ngettext
from desktop.people.assessment import level_label, reason_label
from desktop.people.services import assessments as service
from desktop.people.services.assessments import AssessedElder, AssessmentFile, AssessmentLine, Proposal
from desktop.people.services.forms import written
from desktop.rounds.frequency import preset_label
from ui.kit import (
    Badge,
    Button,
    Card,
    Chips,
    Column,
    ConfirmBar,
    FilterBox,
    Page,
    RowsTable,
    Shell,
    clear,
    label,
    row,
    scrolled,
    theme,
)
from ui.people.assessment_dialog import TONES, AssessmentDialog
from ui.people.score_curve import ScoreCurve

STATES = ("none", "old")


class AssessmentPage(Page):
    """Elders at left, at right what is known of the chosen one. `open(care_file=...)` chooses one."""

    key, help = "assessments", "assessments"
    topics = frozenset({"people", "rounds"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Assessments"))
        self._wanted = ""
        self.file: AssessmentFile | None = None
        self.dialog: AssessmentDialog | None = None
        large = theme.scale() >= 1.3
        self.table = RowsTable(
            [
                Column(_("Name"), "name", bold=True, width=92),
                *([] if large else [Column(_("Address"), "address", width=120)]),
                Column(_("Level"), lambda one: one.last.score if one.last else -1, badge=_level_badge, stretch=True),
                *([] if large else [Column(_("Assessed"), _day, muted=True, width=104)]),
            ],
            _("Elders"),
            key=lambda one: one.care_file,
            search=lambda one: f"{one.name} {one.code} {one.address}",
        )  # fmt: skip
        self.table.set_empty(_("There is no elder yet. Import a ledger or enter one."), _("Import"), lambda: self.shell.go("import"))
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _one: self.assess())
        self.actions.addWidget(FilterBox(width=210 if not large else 150).attach(self.table))
        self.blank_button = self.add_action(_("Print a blank form"), self._blank, "Ctrl+P")
        self.assess_button = self.add_action(_("Assess"), self.assess, "F2", main=True)
        self.question = ConfirmBar()
        self.question.hide()
        self.body.addWidget(self.question)
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(self._filter)
        self.body.addWidget(self.chips)
        left = Card()
        left.add(self.table, 1)
        self.right = Card(" ")
        self.curve = ScoreCurve()
        self.right.add(self.curve)
        self.newest = row(None)
        self.right.add(self.newest)
        self.because = label("", "caption", wrap=True)
        self.right.add(self.because)
        self.proposal = Card(_("Proposed visits"))
        self.proposed = label("", wrap=True)
        self.proposal.add(self.proposed)
        self.accept_button = Button(_("Accept"), self._accept, "F8")
        self.proposal.add(row(self.accept_button, None))
        self.right.add(self.proposal)
        self.past = RowsTable(
            [
                Column(_("Day"), lambda one: one.entry.day.isoformat(), width=104),
                Column(_("Points"), "score", align="right", width=58),
                Column(_("Level"), "level", badge=lambda one: (level_label(one.level), TONES.get(one.level, "muted")), width=92),
                Column(_("Reason"), lambda one: reason_label(one.entry.reason), muted=True, width=90),
                Column(_("Assessors"), lambda one: one.entry.assessors, stretch=True),
            ],
            _("Assessments so far"),
        )  # fmt: skip
        self.past.set_empty(_("Never assessed. F2 begins."))
        self.past.opened.connect(self._correct)
        self.past.set_menu(
            (_("Correct"), lambda rows: self._correct(rows[0]), "Return"),
            (_("Remove"), lambda rows: self._remove(rows[0]), "Delete"),
        )
        self.past.setMinimumHeight(theme.px(130))
        self.right.add(self.past, 1)
        self.print_button = Button(_("Print the newest"), self._print, "F9")
        self.right.add(row(None, self.print_button))
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, theme.px(4), 0)
        inside.addWidget(self.right)
        side = scrolled(holder)
        side.setMinimumWidth(theme.px(430))
        both = row(left, side, gap=14)
        both.setStretch(0, 3)
        both.setStretch(1, 4)
        self.body.addLayout(both, 1)
        self._show(None)

    # page

    def open(self, **where: Any) -> None:
        self._wanted = where.get("care_file", "")

    def reload(self) -> None:
        self.ask(service.assessed_elders, done=self._came)

    def _came(self, lines: list[AssessedElder]) -> None:
        counts = {state: sum(1 for one in lines if one.state == state) for state in STATES}
        items: list[tuple[Any, ...]] = [("all", _("All"), len(lines)), ("none", _("Never assessed"), counts["none"])]
        items.append(("old", _("Over a year ago"), counts["old"], "gold") if counts["old"] else ("old", _("Over a year ago"), 0))
        self.chips.set_items(items)  # type: ignore[arg-type]
        self.table.set_rows(lines)
        done = len(lines) - counts["none"]
        self.set_subtitle(ngettext("{count} elder assessed", "{count} elders assessed", done).format(count=done))
        self.assess_button.setEnabled(bool(lines))
        wanted = self._wanted or (self.file.care_file if self.file else "")
        if not wanted and lines:
            wanted = next((one.care_file for one in lines if one.last is not None), lines[0].care_file)
        self._wanted = ""
        if wanted:
            self.table.select_key(wanted)
            self.ask(service.assessment_file, wanted, done=self._show)

    def _filter(self, key: str) -> None:
        self.table.set_where(None if key == "all" else lambda one: one.state == key)

    def _chosen(self, one: AssessedElder | None) -> None:
        if one is not None and (self.file is None or one.care_file != self.file.care_file):
            self.ask(service.assessment_file, one.care_file, done=self._show)

    def _show(self, file: AssessmentFile | None) -> None:
        self.file = file
        self.right.set_title(f"{file.name}　{file.code}" if file else _("Choose an elder at left."))
        self.right.set_caption(file.address if file else "")
        lines = file.lines if file else ()
        self.curve.set_lines(lines)
        clear(self.newest)
        last = lines[-1] if lines else None
        if last is not None:
            words = _("{day}: {score} points").format(day=last.entry.day.isoformat(), score=last.score)
            for part in (label(words, "strong"), Badge(level_label(last.level), TONES.get(last.level, "muted"))):
                self.newest.addWidget(part)
            self.newest.addStretch(1)
        self.because.setText(service.why(last) if last else "")
        self.because.setVisible(bool(self.because.text()))
        self.print_button.setEnabled(last is not None)
        self.blank_button.setEnabled(file is not None)
        self.past.set_rows(list(reversed(lines)))
        self._show_proposal(file.proposal if file else None)

    def _show_proposal(self, found: Proposal | None) -> None:
        self.proposal.setVisible(found is not None)
        if found is None:
            return
        told = [
            _("{level}: {wanted}; now: {now}.").format(
                level=level_label(found.level), wanted=preset_label(found.wanted), now=preset_label(found.now)
            )
        ]
        if found.fewer:
            told.append(_("That is less often than now: accept only when nothing else speaks for the visits of today."))
        if found.held_by_rules:
            told.append(_("This elder has rules of his own; they go before the frequency of the care file."))
        self.proposed.setText("\n".join(told))
        self.accept_button.setText(_("Accept: {wanted}").format(wanted=preset_label(found.wanted)))

    # doing

    def assess(self) -> None:
        """A new assessment of the chosen elder."""
        if self.file is not None:
            self.dialog = AssessmentDialog(self, self.file, None, self._saved)
            self.dialog.open()

    def _correct(self, line: AssessmentLine) -> None:
        if self.file is not None:
            self.dialog = AssessmentDialog(self, self.file, line, self._saved)
            self.dialog.open()

    def _saved(self, told: str, operation: str) -> None:
        self.shell.say(told, undo=operation or None)

    def _accept(self) -> None:
        if self.file is None or self.file.proposal is None:
            return
        wanted = self.file.proposal
        told = _("{name} is visited: {wanted}").format(name=self.file.name, wanted=preset_label(wanted.wanted))
        self.ask(
            written, service.accept_proposal, self.file.care_file, wanted.wanted, wanted.version,
            done=lambda operation: self._saved(told, operation),
        )  # fmt: skip

    def _remove(self, line: AssessmentLine) -> None:
        self.question.ask(
            _("Remove the assessment of {day}? It goes to the recycle bin.").format(day=line.entry.day.isoformat()),
            _("Remove"),
            lambda: self.ask(
                written, service.remove_assessment, line.id,
                done=lambda operation: self._saved(_("The assessment is removed."), operation),
            ),
        )  # fmt: skip

    def _print(self) -> None:
        if self.file is not None:
            self.shell.go("reports", report="assessment", subject=self.file.care_file)

    def _blank(self) -> None:
        if self.file is not None:
            self.shell.go("reports", report="assessment_blank", subject=self.file.care_file)


def _day(one: AssessedElder) -> str:
    return one.last.entry.day.isoformat() if one.last else ""


def _level_badge(one: AssessedElder) -> tuple[str, str]:
    if one.last is None:
        return _("never assessed"), "muted"
    return f"{level_label(one.last.level)} {one.last.score}", TONES.get(one.last.level, "muted")

