"""The audit trail: search by person, account, area and day; one operation's before and after; and whether all of it is what was written."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from desktop.i18n import _, ngettext
from desktop.privacy.requests import subjects
from desktop.privacy.trail import Asked, ChangeLine, TrailLine, changes, search, trail_choices
from desktop.session import Session
from desktop.station.audit import Audit, check_audit, check_everything
from ui.kit import Badge, Card, Column, Field, Form, Page, RowsTable, Shell, label, row, theme

PAUSE = 300  # milliseconds without typing before the search is made anew


def run_check(session: Session, head: str, rows: bool, **_more: Any) -> tuple[Audit, int]:
    """The chain, and the rows when asked for."""
    known = [head] if head else []
    return check_everything(session, known) if rows else (check_audit(session, known), 0)


class AuditPage(Page):
    """Above: what is looked for. Left the operations, right what the chosen one did."""

    key, help = "audit", "audit"
    topics = frozenset({"journal"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Audit trail"))
        self.form: Form | None = None
        self._people: list[tuple[str, str]] = []
        self._wanted = ""
        self.asked = row(gap=0)
        self.table = RowsTable(
            [
                Column(_("Number"), "seq", align="right", width=60, muted=True),
                Column(_("When"), "at", format=lambda at: f"{at:%Y-%m-%d %H:%M}", width=136),
                Column(_("What"), "label", bold=True, stretch=True),
                Column(_("By"), "account", width=76),
                Column(_("Area"), "room", width=80, muted=True),
                Column(_("Rows"), "rows", align="right", width=50),
            ],
            _("Audit trail"),
            key="id",
        )
        self.table.set_empty(_("Nothing fits. Choose a longer time, or another person."))
        self.table.chosen.connect(self._chosen)
        self.detail = RowsTable(
            [
                Column(_("Of"), lambda line: " ".join(part for part in (line.table, line.whose) if part), width=130, bold=True),
                Column(_("Field"), "field", width=92),
                Column(_("Before"), before_words, stretch=True),
                Column(_("After"), "after", stretch=True, tip=lambda line: line.after),
            ],
            _("What it did"),
            key="number",
        )
        self.detail.set_empty(_("Choose a line at the left."))
        left, right = Card(), Card(_("Before and after"), _("numbers, doors and illness masked"))
        above = Card()
        above.add(self.asked)
        self.body.addWidget(above)
        left.add(self.table, 1)
        right.add(self.detail, 1)
        both = row(left, right, gap=14)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self.head = QLineEdit()
        self.head.setAccessibleName(_("Head on a paper"))
        self.head.setMinimumWidth(theme.px(230))
        self.head.setPlaceholderText(_("Head on a paper, as 1234-5a6b7c8d9e0f"))
        self.whole = QCheckBox(_("also every row"))
        self.whole.setToolTip(_("Follows each row back to what was first written: finds what was changed past the program. Takes some seconds."))
        self.result = Badge("", "ok")
        self.result.hide()
        check = Card(_("Is it what was written?"), _("every paper, backup and package carries the head of its day"))
        check.add(row(self.head, self.whole, self.result, None))
        self.told = label("", "caption", wrap=True)
        self.told.hide()
        check.add(self.told)
        self.body.addWidget(check)
        self.add_action(_("Check the trail"), self.check, "F5", main=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.find)

    def open(self, person: str = "", **_where: Any) -> None:
        """`person`: her whole history."""
        self._wanted = person
        if self.form is not None and person:
            self.form.patch({"person": person})
            self.find()

    def reload(self) -> None:
        if self.form is None:
            self.ask(subjects, done=self._people_came, failed=lambda _error: self._people_came([]))
        else:
            self.find()

    def _people_came(self, found: list[Any]) -> None:
        self._people = [(one.id, f"{one.name}　{one.code}") for one in found]
        self.ask(trail_choices, done=self._choices_came)

    def _choices_came(self, found: tuple[list[tuple[str, str]], list[tuple[str, str]]]) -> None:
        accounts, rooms = found
        if self.form is not None:
            return
        self.form = Form(
            [
                Field("person", _("Elder or volunteer"), "choice", choices=[("", _("anybody")), *self._people]),
                Field("account", _("By"), "choice", choices=[("", _("anybody")), *accounts]),
                Field("room", _("Area"), "choice", choices=[("", _("all")), *rooms]),
                Field("since", _("From"), "date"),
                Field("until", _("Until"), "date"),
            ],
            self.shell.clock.today(),
            columns=5,
        )
        for name in ("person", "account", "room"):
            box = self.form.editor(name)
            assert isinstance(box, QComboBox)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
        for name in ("since", "until"):
            self.form.editor(name).setMinimumWidth(theme.px(100))
        self.form.set_values({"person": self._wanted, "account": "", "room": ""})
        self.form.changed.connect(self._timer.start)
        self.asked.addWidget(self.form)
        self.find()

    def find(self) -> None:
        """Search for what the form says."""
        if self.form is not None and self.form.validate():
            values = self.form.values()
            asked = Asked(values["person"] or "", values["account"] or "", values["room"] or "", values["since"], values["until"])
            self.ask(search, asked, done=self._found)

    def _found(self, lines: list[TrailLine]) -> None:
        self.table.set_rows(lines)
        self.set_subtitle(ngettext("{count} operation", "{count} operations", len(lines)).format(count=len(lines)))
        if self.table.current_row() is None:
            self.table.select_first()
        self._chosen(self.table.current_row())

    def _chosen(self, one: TrailLine | None) -> None:
        if one is None:
            self.detail.set_rows([])
        else:
            self.ask(changes, one.id, done=self.detail.set_rows)

    def check(self) -> None:
        """Reckon the chain anew."""
        self.shell.worker.run_long(
            run_check, self.head.text().strip(), self.whole.isChecked(), title=_("Checking the audit trail"), done=self._checked,
            failed=self.shell.fail, owner=self,
        )  # fmt: skip

    def _checked(self, found: tuple[Audit, int]) -> None:
        audit, followed = found
        self.result.tell(_("whole") if not audit.faults else _("not what was written"), "ok" if not audit.faults else "gold")
        self.result.show()
        told = _("{operations} operations, {changes} changes; head {head}").format(
            operations=audit.operations, changes=audit.changes, head=audit.mark)
        if followed:
            told += ngettext("; {count} row followed back", "; {count} rows followed back", followed).format(count=followed)
        self.told.setText("\n".join([told, *audit.faults[:8]]))
        self.told.show()


def before_words(line: ChangeLine) -> str:
    """What stood there before; a new row had nothing, a blanked change tells so."""
    return {"insert": _("new"), "redact": _("deleted on request")}.get(line.kind, _("blanked") if line.before == "▇" else line.before)
