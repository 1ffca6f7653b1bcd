"""Rules of the rounds: extra rounds, elders' own rules and needs, who with whom, the slots of the day."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from desktop.i18n import _, ngettext
from desktop.rounds import needs as needing
from desktop.rounds import ruleset
from desktop.rounds.frequency import Preset
from desktop.rounds.needs import ApartLine, NeedLine, Needs, SlotLine, TeamLine, all_needs
from desktop.rounds.ruleset import ExtraLine, RuleBook, RuleLine, rule_book
from desktop.session import Session
from ui.kit import Card, Chips, Column, ConfirmBar, Field, FilterBox, FormDialog, Page, RowsTable, Shell, label
from ui.rounds import rules_forms as forms
from ui.rounds.words import month_day, wide

EXTRA, RULES, NEEDS, PEOPLE, SLOTS = "extra", "rules", "needs", "people", "slots"
STATES = {"running": "accent", "to_come": "muted", "over": "muted"}


def load(session: Session) -> tuple[RuleBook, Needs]:
    """Everything that the page shows."""
    return rule_book(session), all_needs(session)


def saved(session: Session, service: Callable[..., Any], *args: Any) -> tuple[Any, str]:
    """What a service says, and the operation that undoes it."""
    said = service(session, *args)
    return said, session.last_operation


class RulesPage(Page):
    """Five lists behind chips; each with its new, change and end."""

    key = "rounds.rules"
    help = "rounds"
    topics = frozenset({"rounds", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Rules of the rounds"))
        self.book: RuleBook | None = None
        self.needs: Needs | None = None
        self._for = ""
        self.filter = FilterBox(width=wide(220, 140))
        self.actions.addWidget(self.filter)
        self.end_button = self.add_action(_("End"), self.end, "F4")
        self.change_button = self.add_action(_("Change"), self.change, "F3")
        self.new_button = self.add_action(_("Declare an extra round"), self.new, "F2", main=True)
        self.chips = Chips(_("Kind of rule"))
        self.chips.picked.connect(self._picked)
        self.body.addWidget(self.chips)
        self.question = ConfirmBar()
        self.question.hide()
        self.body.addWidget(self.question)
        self.tables: dict[str, RowsTable] = {
            EXTRA: self._extra_table(), RULES: self._rules_table(), NEEDS: self._needs_table(), PEOPLE: self._people_table(),
            SLOTS: self._slots_table(),
        }  # fmt: skip
        self.stack = QStackedWidget()
        for table in self.tables.values():
            card = Card()
            card.add(table, 1)
            self.stack.addWidget(card)
            self.filter.attach(table)
            table.opened.connect(lambda _row: self.change())
            table.chosen.connect(lambda _row: self._buttons())
        self.body.addWidget(self.stack, 1)
        self.told = label("", "danger", wrap=True)
        self.told.hide()
        self.body.addWidget(self.told)
        self._show_section(EXTRA)

    # the lists

    def _extra_table(self) -> RowsTable:
        table = RowsTable(
            [
                Column(_("Extra round"), "name", bold=True, width=wide(130, 110)),
                Column(_("Because of"), lambda one: ruleset.extra_kind_label(one.kind), width=80),
                Column(_("From"), "starts", format=month_day, width=wide(86, 88)),
                Column(_("Until"), "ends", format=month_day, width=wide(86, 88)),
                Column(_("Asks"), "words", stretch=True, tip=lambda one: one.words),
                Column(_("Whom it is for"), "categories", width=wide(150, 90), tip=lambda one: one.categories),
                Column(_("Elders"), "elders", align="right", width=62),
                Column(_("State"), "state", badge=lambda one: (_state(one.state), STATES[one.state]), width=wide(84, 72)),
            ],
            _("Extra rounds"),
            search=lambda one: f"{one.name} {one.categories} {one.note}",
        )
        table.set_empty(
            _("No extra round is declared. For typhoon, heat, cold, an epidemic or a festival declare one: who, on which days, in which slots."),
            _("Declare an extra round"), self.new,
        )  # fmt: skip
        return table

    def _rules_table(self) -> RowsTable:
        table = RowsTable(
            [
                Column(_("Name"), "name", bold=True, width=wide(90, 76)),
                Column(_("Asks"), "words", stretch=True, tip=lambda one: one.words),
                Column(_("Kind"), lambda one: _("instead") if one.instead else _("besides"), width=wide(84, 60)),
                Column(_("From"), "starts", format=month_day, width=wide(86, 88)),
                Column(_("Until"), "ends", format=lambda day: month_day(day) if day else "", width=wide(86, 88)),
                Column(_("Reason"), "reason", muted=True, width=wide(150, 90)),
                Column(_("State"), "over", badge=_rule_state, width=wide(110, 84)),
            ],
            _("Elders' own rules"),
            search=lambda one: f"{one.name} {one.code} {one.reason}",
        )
        table.set_empty(_("No elder has a rule of his own; all are visited as their care files say."), _("New rule"), self.new)
        table.chosen.connect(self._tell_findings)
        return table

    def _needs_table(self) -> RowsTable:
        table = RowsTable(
            [
                Column(_("Name"), "name", bold=True, width=wide(100, 84)),
                Column(_("Known face"), "known_face", format=lambda on: _("only") if on else "", width=wide(110, 84)),
                Column(_("Hours"), "hours", width=wide(130, 110)),
                Column(_("Minutes"), "minutes", align="right", format=lambda n: str(n) if n else "", width=72),
                Column(_("Note"), "note", muted=True, stretch=True),
            ],
            _("What visits need"),
            search=lambda one: f"{one.name} {one.note}",
        )
        table.set_empty(_("Nobody needs anything special: no known face, no hours."), _("New need"), self.new)
        return table

    def _people_table(self) -> RowsTable:
        table = RowsTable(
            [
                Column(_("Volunteer"), "name", bold=True, width=wide(110, 90)),
                Column(_("What"), lambda one: "", badge=_people_what, width=wide(170, 130)),
                Column(_("With"), lambda one: one.companion_name if isinstance(one, TeamLine) else one.whom_name, bold=True, width=110),
                Column(_("Days or reason"), _people_why, muted=True, stretch=True),
            ],
            _("Who with whom"),
            search=lambda one: one.name + (one.companion_name if isinstance(one, TeamLine) else one.whom_name),
        )
        table.set_empty(_("No pairs, and nobody is kept apart."), _("New pair"), self.new)
        return table

    def _slots_table(self) -> RowsTable:
        return RowsTable(
            [
                Column(_("Slot"), "name", bold=True, width=160),
                Column(_("Hours"), "hours", width=160),
                Column(_("State"), "active", badge=lambda one: (_("in use"), "ok") if one.active else (_("not in use"), "muted"), stretch=True),
            ],
            _("Slots of the day"),
        )

    # page

    def open(self, **where: Any) -> None:
        if where.get("section") in self.tables:
            self._show_section(where["section"])
        self._for = where.get("care_file", "")

    def reload(self) -> None:
        self.ask(load, done=self._came)

    def _came(self, found: tuple[RuleBook, Needs]) -> None:
        self.book, self.needs = found
        book, needs = found
        people: list[ApartLine | TeamLine] = [*needs.teams, *needs.apart]
        rows: dict[str, Sequence[Any]] = {
            EXTRA: book.extra, RULES: book.rules, NEEDS: needs.needs, PEOPLE: people, SLOTS: needs.slots,
        }  # fmt: skip
        wrong = sum(1 for line in book.rules if line.findings)
        words = {EXTRA: _("Extra rounds"), RULES: _("Own rules"), NEEDS: _("Visit needs"), PEOPLE: _("Who with whom"), SLOTS: _("Slots")}
        self.chips.set_items([
            (one, words[one], len(rows[one]), "gold") if one == RULES and wrong else (one, words[one], len(rows[one])) for one in self.tables
        ])  # fmt: skip
        for one, table in self.tables.items():
            table.set_rows(rows[one])
            if table.current_row() is None:
                table.select_first()
        running = sum(1 for line in book.extra if line.state == "running")
        self.set_subtitle(ngettext("{count} extra round is running", "{count} extra rounds are running", running).format(count=running)
                          if running else _("the care file says how often; here stands what differs"))  # fmt: skip
        self._buttons()
        if self._for:
            care_file, self._for = self._for, ""
            self.new(care_file)

    @property
    def section(self) -> str:
        """The list that is shown."""
        return str(self.chips.chosen or EXTRA)

    def _picked(self, section: str) -> None:
        self._show_section(section)

    def _show_section(self, section: str) -> None:
        if self.chips.chosen != section:
            self.chips.choose(section)
        self.stack.setCurrentIndex(list(self.tables).index(section))
        words = {EXTRA: _("Declare an extra round"), RULES: _("New rule"), NEEDS: _("New need"), PEOPLE: _("New pair"), SLOTS: _("New slot")}
        self.new_button.setText(words[section])
        self.end_button.setText({PEOPLE: _("Remove"), NEEDS: _("Remove")}.get(section, _("End")))
        self._buttons()

    def _buttons(self) -> None:
        row = self.tables[self.section].current_row()
        self.end_button.setVisible(self.section != SLOTS)
        self.end_button.setEnabled(row is not None and not getattr(row, "over", False) and getattr(row, "state", "") != "over")
        self.change_button.setEnabled(self.section == PEOPLE or row is not None)
        self.change_button.setText(_("Keep two apart") if self.section == PEOPLE else _("Change"))
        self._tell_findings(row if self.section == RULES else None)

    def _tell_findings(self, line: RuleLine | None) -> None:
        found = line.findings if isinstance(line, RuleLine) and self.section == RULES else ()
        self.told.setText(" ".join(dict.fromkeys(one.text for one in found)))
        self.told.setVisible(bool(found))

    # doing

    def _form(self, title: str, fields: Sequence[Field], values: dict[str, Any], save: Callable[[dict[str, Any]], tuple[Any, ...]]) -> None:
        """A dialog whose values go to the service that `save` names."""

        def submit(given: dict[str, Any]) -> None:
            self.ask(saved, *save(given), done=self._saved, failed=self.dialog.fail)

        self.dialog = FormDialog(self, title, fields, self.shell.clock.today(), values, submit, columns=2, width=640)
        self.dialog.open()

    def _saved(self, result: tuple[Any, str]) -> None:
        self.dialog.accept()
        said, operation = result
        told = said if isinstance(said, str) else " ".join(said or ())
        odd = bool(told) and not isinstance(said, str)
        self.shell.say(_("Saved.") + (f" {told}" if told else ""), "gold" if odd else "ok", undo=operation)

    def new(self, care_file: str = "") -> None:
        """A new one in the list shown."""
        if self.book is None or self.needs is None:
            return
        today = self.shell.clock.today()
        if self.section == EXTRA:
            values = {"kind": "typhoon", "from_date": today, "until_date": today + timedelta(days=2)}
            self._form(_("Declare an extra round"), forms.extra_fields(self.book), values, lambda given: (ruleset.declare_extra, _extra(given)))
        elif self.section == RULES:
            values = {"care_file": care_file or None, "preset": Preset.DAILY.value, "from_date": today, "instead": True}
            self._form(_("New rule"), forms.rule_fields(self.book, bool(care_file)), values, lambda given: (ruleset.save_rule, _rule(given)))
        elif self.section == NEEDS:
            fields = forms.need_fields(self.book, bool(care_file))
            self._form(_("New need"), fields, {"care_file": care_file or None}, lambda given: (needing.save_need, given))
        elif self.section == PEOPLE:
            self._form(_("New pair"), forms.pair_fields(self.needs), {}, lambda given: (
                needing.pair_up, given["volunteer"], given["companion"], given["starts"], given["ends"]))  # fmt: skip
        else:
            self._form(_("New slot"), forms.slot_fields(), {"active": True}, lambda given: (needing.save_slot, *_slot(given)))

    def change(self) -> None:
        """Change the chosen one; in the list of people: keep two apart."""
        line = self.tables[self.section].current_row()
        if self.book is None or self.needs is None:
            return
        if self.section == PEOPLE:
            self._form(_("Keep two apart"), forms.apart_fields(self.book, self.needs), {}, lambda given: (
                needing.keep_apart, given["volunteer"], given["care_file"], given["other"], given["reason"]))  # fmt: skip
        elif isinstance(line, ExtraLine):
            self._form(line.name, forms.extra_fields(self.book), forms.extra_values(line), lambda given: (
                ruleset.declare_extra, _extra(given), line.id, line.version))  # fmt: skip
        elif isinstance(line, RuleLine):
            self._form(line.name, forms.rule_fields(self.book, True), forms.rule_values(line), lambda given: (
                ruleset.save_rule, _rule({**given, "care_file": line.care_file}), line.id, line.version))  # fmt: skip
        elif isinstance(line, NeedLine):
            self._form(line.name, forms.need_fields(self.book, True), forms.need_values(line), lambda given: (
                needing.save_need, {**given, "care_file": line.care_file}))  # fmt: skip
        elif isinstance(line, SlotLine):
            self._form(line.name, forms.slot_fields(), forms.slot_values(line), lambda given: (needing.save_slot, *_slot(given), line.id))

    def end(self) -> None:
        """End or remove the chosen one, after asking."""
        line = self.tables[self.section].current_row()
        if isinstance(line, ExtraLine):
            self._ask_end(_("End the extra round “{name}” today?").format(name=line.name), ruleset.end_extra, line.id)
        elif isinstance(line, RuleLine):
            self._ask_end(_("From today {name} is visited without this rule?").format(name=line.name), ruleset.end_rule, line.id)
        elif isinstance(line, NeedLine):
            self._ask_end(_("{name} needs nothing special any more?").format(name=line.name), needing.remove_need, line.id)
        elif isinstance(line, ApartLine):
            self._ask_end(_("{name} and {other} may meet again?").format(name=line.name, other=line.whom_name), needing.let_meet, line.id)
        elif isinstance(line, TeamLine):
            told = _("{name} and {other} walk alone again?").format(name=line.name, other=line.companion_name)
            self._ask_end(told, needing.dissolve_pair, line.id)

    def _ask_end(self, text: str, service: Callable[..., Any], row: str) -> None:
        def ended(result: tuple[Any, str]) -> None:
            self.shell.say(_("Done. It counts from the next planning on."), undo=result[1])

        self.question.ask(text, self.end_button.text(), lambda: self.ask(saved, service, row, done=ended))


def _state(state: str) -> str:
    return {"running": _("running"), "to_come": _("to come"), "over": _("over")}[state]


def _rule_state(line: RuleLine) -> tuple[str, str]:
    if line.findings:
        return _("look at it"), "gold"
    return (_("over"), "muted") if line.over else (_("in force"), "accent")


def _people_what(line: ApartLine | TeamLine) -> tuple[str, str]:
    if isinstance(line, TeamLine):
        return _("walks with"), "accent"
    return (_("does not visit the elder") if line.elder else _("does not walk with")), "gold"


def _people_why(line: ApartLine | TeamLine) -> str:
    if isinstance(line, TeamLine):
        return " – ".join(month_day(day) for day in (line.starts, line.ends) if day)
    return line.reason


def _rule(given: dict[str, Any]) -> dict[str, Any]:
    return forms.with_event(given, given["preset"] == Preset.AFTER_EVENT)


def _extra(given: dict[str, Any]) -> dict[str, Any]:
    return forms.with_event(given, given["within_hours"] is not None)


def _slot(given: dict[str, Any]) -> tuple[str, int, int, bool]:
    start, end = given["start"], given["end"]
    return given["name"], start.hour * 60 + start.minute, (end.hour * 60 + end.minute) or 24 * 60, given["active"]
