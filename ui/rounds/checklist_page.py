"""Monthly checklists: one elder after the other, last time's answers stand already, only what changed is typed."""

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.i18n import _, ngettext
from desktop.rounds.checklist import (
    Answer,
    ChecklistLine,
    ChecklistView,
    Finding,
    draft_key,
    month_after,
    month_before,
    month_list,
    open_checklist,
    save_checklist,
)
from desktop.rounds.checklist_follow import follow_findings
from desktop.station.drafts import keep_form
from ui.kit import (
    Button,
    Card,
    Chips,
    Column,
    Field,
    FilterBox,
    FlowLayout,
    Form,
    Page,
    RowsTable,
    Shell,
    clear,
    label,
    row,
)
from ui.rounds.checklist_parts import CheckRow, CheckTable, ItemsDialog, findings_dialog
from ui.rounds.words import large, month_day, wide


class ChecklistPage(Page):
    """Left everybody, right the checklist of one."""

    key = "rounds.checklist"
    help = "checklist"
    topics = frozenset({"rounds", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Monthly checklist"), "")
        self.month = f"{shell.clock.today():%Y-%m}"
        self.view: ChecklistView | None = None
        self.answers: dict[str, Answer] = {}
        self.touched: set[str] = set()
        self._wanted = ""
        self.add_action(_("Month before"), lambda: self.turn(month_before(self.month)), "PgUp")
        self.add_action(_("Month after"), lambda: self.turn(month_after(self.month)), "PgDown")
        self.record = self.add_action(_("Record"), self.save, "F12", main=True)
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(self._filter)
        self.people = RowsTable(
            [
                Column(_("Name"), "name", bold=True, width=86, stretch=large()),
                *(() if large() else (Column(_("Address"), "address", stretch=True),)),
                Column(_("State"), "visited_on", badge=self._badge, width=wide(96, 88)),
            ],
            _("Elders"), key=lambda one: one.care_file, search=lambda one: f"{one.name} {one.code} {one.address}",
        )  # fmt: skip
        self.people.set_empty(_("There are no elders yet."), _("Enter an elder"), lambda: shell.go("elders", new=True))
        self.people.chosen.connect(self._chosen)
        self.people.opened.connect(lambda _line: self.items.setFocus())
        left = Card()
        left.add(FilterBox(width=wide(220, 150)).attach(self.people))
        left.add(self.people, 1)
        left.add(row(Button(_("Items…"), self.edit_items), None))
        self._build_card()
        both = row(left, self.card, gap=14)
        both.setStretch(0, 3)
        both.setStretch(1, 6)
        self.body.addWidget(self.chips)
        self.body.addLayout(both, 1)

    def _build_card(self) -> None:
        self.card = Card()
        self.items = CheckTable(_("Items of the monthly checklist"))
        self.items.chosen.connect(lambda _row: self._show_item())
        self.items.answered.connect(self.answer)
        self.items.noted.connect(lambda: self.note.setFocus(Qt.FocusReason.OtherFocusReason))
        self.items.opened.connect(lambda _row: self._next())
        choices = QWidget()
        self._choices = FlowLayout(choices, gap=8)
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("Note, may stay blank; Enter goes on"))
        self.note.setAccessibleName(_("Note"))
        self.note.textEdited.connect(self._noted)
        self.note.returnPressed.connect(self._next)
        self.form = Form(
            [Field("visited_on", _("Visited on"), "date", required=True), Field("visitor", _("Visitor"))], self.shell.clock.today(), 2
        )
        self.form.changed.connect(self._keep)
        self.card.add(self.items, 1)
        told = _("1, 2, 3 choose the answer · N note · Enter goes on")
        self.card.add(label(told, "caption", wrap=True))
        self.card.add(choices)
        self.card.add(self.note)
        self.card.add(self.form)
        self.card.hide()

    @staticmethod
    def _badge(line: ChecklistLine) -> tuple[str, str]:
        if line.visited_on is None:
            return _("not recorded"), "muted"
        if line.findings:
            return ngettext("{count} finding", "{count} findings", line.findings).format(count=line.findings), "gold"
        return _("recorded"), "ok"

    # page

    def open(self, **where: Any) -> None:
        self._wanted = where.get("care_file", "") or self._wanted

    def reload(self) -> None:
        self.ask(month_list, self.month, done=self._came)

    def turn(self, month: str) -> None:
        """Show another month."""
        self.month, self.view = month, None
        self.reload()

    def _came(self, lines: list[ChecklistLine]) -> None:
        done = sum(1 for line in lines if line.visited_on is not None)
        self.set_subtitle(_("{month} · recorded {done} / {all}").format(month=self.month, done=done, all=len(lines)))
        self.chips.set_items([
            ("all", _("All"), len(lines)), ("open", _("not recorded"), len(lines) - done), ("done", _("Recorded"), done),
            ("found", _("With findings"), sum(1 for line in lines if line.findings)),
        ])  # fmt: skip
        self.people.set_rows(lines)
        self._filter(self.chips.chosen)
        if self._wanted and self.people.select_key(self._wanted):
            self._wanted = ""
        elif self.people.current_row() is None:
            waiting = next((line for line in self.people.shown_rows() if line.visited_on is None), None)
            if waiting is None or not self.people.select_key(waiting.care_file):
                self.people.select_first()
        self._chosen(self.people.current_row())

    def _filter(self, key: str) -> None:
        tests = {
            "open": lambda line: line.visited_on is None,
            "done": lambda line: line.visited_on is not None,
            "found": lambda line: line.findings > 0,
        }
        self.people.set_where(tests.get(key))

    def _chosen(self, line: ChecklistLine | None) -> None:
        self.card.setVisible(line is not None)
        self.record.setEnabled(line is not None)
        if line is None:
            self.view = None
        elif self.view is None or (self.view.care_file, self.view.month) != (line.care_file, self.month):
            self.ask(open_checklist, line.care_file, self.month, done=self._opened)

    def _opened(self, view: ChecklistView) -> None:
        line = self.people.current_row()
        if line is None or (line.care_file, self.month) != (view.care_file, view.month):
            return  # another elder was chosen meanwhile
        self.view, self.answers, self.touched = view, dict(view.answers), set()
        today = self.shell.clock.today()
        day = view.visited_on or (today if f"{today:%Y-%m}" == self.month else None)
        values: dict[str, Any] = {"visited_on": day, "visitor": view.visitor}
        for code, found in view.draft.get("answers", {}).items():
            self.answers[code] = Answer(*found)
            self.touched.add(code)
        if view.draft:
            values |= {"visited_on": date.fromisoformat(view.draft["day"]) if view.draft.get("day") else day,
                       "visitor": view.draft.get("visitor", "")}  # fmt: skip
            self.shell.say(_("Brought back what was typed on the checklist of {name}.").format(name=view.name), "gold")
        self.form.set_values(values)
        self.card.set_title(f"{view.name}　{view.address}")
        before = _("last time {month}").format(month=view.before_month) if view.before_month else _("the first checklist")
        recorded = _("recorded on {day} by {who}").format(day=month_day(view.visited_on), who=view.who) if view.visited_on else ""
        self.card.set_caption(" · ".join(part for part in (before, recorded) if part))
        self._show_rows()
        self.items.select_first()
        self._show_item()

    # showing

    def _show_rows(self) -> None:
        assert self.view is not None
        nothing = Answer("")
        rows = []
        for item in self.view.items:
            answer = self.answers.get(item.code, Answer(item.answers[0]))
            before = self.view.before.get(item.code, nothing)
            changed = bool(before.answer) and answer != before
            rows.append(CheckRow(item, answer, before.answer, changed))
        self.items.set_rows(rows)

    def _show_item(self) -> None:
        current = self.items.current_row()
        clear(self._choices)
        self.note.setEnabled(current is not None)
        if current is None:
            return
        for number, words in enumerate(current.item.answers, 1):
            chosen = words == current.answer.answer
            button = Button(f"{number}  {words}" + (" ✓" if chosen else ""), lambda number=number: self.answer(number))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._choices.addWidget(button)
        self._choices.invalidate()
        if self.note.text() != current.answer.note:
            self.note.setText(current.answer.note)

    # typing

    def answer(self, number: int) -> None:
        """Choose an answer of the current item and go on to the next."""
        current = self.items.current_row()
        if current is None or number > len(current.item.answers):
            return
        self._put(current, replace(current.answer, answer=current.item.answers[number - 1]))
        if number == 1:
            self._next()

    def _noted(self, text: str) -> None:
        current = self.items.current_row()
        if current is not None:
            self._put(current, replace(current.answer, note=text.strip()), show=False)

    def _put(self, current: CheckRow, answer: Answer, show: bool = True) -> None:
        self.answers[current.item.code] = answer
        self.touched.add(current.item.code)
        self._show_rows()
        self.items.select_key(current.item.code)
        if show:
            self._show_item()
        self._keep()

    def _next(self) -> None:
        codes = [one.item.code for one in self.items.rows()]
        current = self.items.current_row()
        place = codes.index(current.item.code) + 1 if current is not None else 0
        if place < len(codes):
            self.items.select_key(codes[place])
        self._show_item()
        self.items.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        """What is typed survives a crash, also half a note."""
        if self.view is None or not (self.touched or self.form.is_dirty()):
            return
        values = self.form.values()
        typed: dict[str, Any] = {"answers": {code: [self.answers[code].answer, self.answers[code].note] for code in sorted(self.touched)}}
        typed |= {"day": values["visited_on"].isoformat() if values["visited_on"] else "", "visitor": values["visitor"]}
        self.ask(keep_form, draft_key(self.view.care_file, self.view.month), typed)

    # recording

    def save(self) -> None:
        """Record the checklist: what was not touched stands as last time."""
        if self.view is None or not self.form.validate():
            return
        values, view = self.form.values(), self.view
        answers = {code: self.answers[code] for code in self.touched}
        self.record.setEnabled(False)
        self.ask(
            save_checklist, view.care_file, view.month, values["visited_on"], values["visitor"], answers, view.version,
            done=lambda made: self._recorded(view, *made), failed=self._refused,
        )  # fmt: skip

    def _refused(self, error: BaseException) -> None:
        self.record.setEnabled(True)
        self.shell.fail(error)

    def _recorded(self, view: ChecklistView, found: list[Finding], operation: str) -> None:
        self.record.setEnabled(True)
        self.view = None
        told = ngettext("{name}: recorded, {count} finding.", "{name}: recorded, {count} findings.", len(found)).format(
            name=view.name, count=len(found)
        )
        self.shell.say(told, undo=operation)
        lines = [line for line in self.people.shown_rows() if line.visited_on is None and line.care_file != view.care_file]
        later = [line for line in lines if (line.address, line.code) > (view.address, "")]
        following = next(iter(later or lines), None)
        self._wanted = following.care_file if following is not None else view.care_file
        new = [one for one in found if one.new]
        if new:
            self.dialog = findings_dialog(self, view.name, new, self.shell.clock.today(), lambda values: self._follow(view, values))
        self.reload()
        self.items.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, view: ChecklistView, values: dict[str, Any]) -> None:
        self.ask(
            follow_findings, view.care_file, list(values["take"]), values["owner"], values["due_on"], bool(values["ladder"]),
            done=self._followed, failed=self.dialog.fail,
        )  # fmt: skip

    def _followed(self, count: int) -> None:
        self.dialog.accept()
        self.shell.say(ngettext("{count} follow-up opened.", "{count} follow-ups opened.", count).format(count=count))

    def edit_items(self) -> None:
        """The items themselves."""
        self.items_dialog = ItemsDialog(self)
        self.items_dialog.finished.connect(lambda _code: self.turn(self.month))
        self.items_dialog.open()
