"""Absence notices: who is away or in hospital, until when, and who should be back."""

from datetime import date
from typing import Any

from desktop.i18n import _, ngettext
from desktop.rounds import absences
from desktop.rounds.absences import KINDS, kind_label
from desktop.rounds.board import AbsenceLine
from desktop.rounds.elders import load_elders
from desktop.session import Session
from ui.kit import Card, Chips, Column, ConfirmBar, Field, FilterBox, FormDialog, Page, RowsTable, Shell
from ui.rounds.words import month_day, wide


def choices(session: Session) -> list[tuple[str, str]]:
    """The elders as a form offers them: care file, and name with address."""
    elders = load_elders(session.store).values()
    return [
        (elder.care_file, f"{elder.name} {elder.address}") for elder in sorted(elders, key=lambda one: (one.address, one.code))
    ]


class AbsencePage(Page):
    """The notices in force, overdue or to come."""

    key = "rounds.absences"
    help = "rounds"
    topics = frozenset({"rounds", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(
            shell,
            _("Away and in hospital"),
            _("nothing is due while a notice holds; from the day of return the elder is due again"),
        )
        self._elders: list[tuple[str, str]] = []
        self._new_for = ""
        self.table = RowsTable(
            [
                Column(_("Name"), "elder", bold=True, width=wide(96, 84)),
                Column(_("Address"), "address", width=wide(150, 112)),
                Column(_("Kind"), lambda one: kind_label(one.kind), width=wide(96, 56)),
                Column(_("First day away"), "starts", format=_day, width=wide(118, 84)),
                Column(_("Back on"), "expected_return", format=_day, width=wide(118, 84)),
                Column(_("Told by"), "told_by", width=wide(110, 70)),
                Column(_("Note"), "note", muted=True, stretch=True),
                Column(_("State"), "overdue", badge=self._badge, width=wide(118, 84)),
            ],
            _("Absence notices"),
            search=lambda one: f"{one.elder} {one.address} {one.told_by} {one.note}",
        )
        self.table.set_empty(_("Nobody is reported away."), _("New notice"), self.new)
        self.table.opened.connect(self._change)
        self.table.set_menu(
            (_("Back today"), lambda rows: self._back(rows[0]), "F4"),
            (_("Change"), lambda rows: self._change(rows[0]), "Return"),
            (_("Remove"), lambda rows: self._remove(rows[0]), "Delete"),
        )
        self.actions.addWidget(FilterBox(width=wide(230, 150)).attach(self.table))
        self.back_button = self.add_action(_("Back today"), lambda: self._back(self.table.current_row()), "F4")
        self.add_action(_("New notice"), self.new, "F2", main=True)
        self.question = ConfirmBar()
        self.question.hide()
        self.body.addWidget(self.question)
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(self._filter)
        self.body.addWidget(self.chips)
        card = Card()
        card.add(self.table, 1)
        self.body.addWidget(card, 1)

    def _badge(self, line: AbsenceLine) -> tuple[str, str]:
        if line.overdue:
            return _("please ask"), "danger"
        if line.starts > self.shell.clock.today():
            return _("to come"), "muted"
        return _("in force"), "accent"

    # page

    def open(self, **where: Any) -> None:
        self._new_for = where.get("care_file", "")

    def reload(self) -> None:
        self.ask(absences.absences, done=self._came)
        self.ask(choices, done=self._choices_came)

    def _choices_came(self, found: list[tuple[str, str]]) -> None:
        self._elders = found
        if self._new_for:
            self.new()

    def _came(self, lines: list[AbsenceLine]) -> None:
        overdue = sum(1 for line in lines if line.overdue)
        items: list[tuple[Any, ...]] = [("all", _("All"), len(lines))]
        items += [(kind, kind_label(kind), sum(1 for line in lines if line.kind == kind)) for kind in KINDS]
        items.append(("overdue", _("Overdue"), overdue, "gold") if overdue else ("overdue", _("Overdue"), 0))
        self.chips.set_items(items)  # type: ignore[arg-type]
        self.table.set_rows(lines)
        self.back_button.setEnabled(bool(lines))
        self.set_subtitle(ngettext("{count} notice", "{count} notices", len(lines)).format(count=len(lines)))

    def _filter(self, key: str) -> None:
        if key == "all":
            self.table.set_where(None)
        elif key == "overdue":
            self.table.set_where(lambda line: line.overdue)
        else:
            self.table.set_where(lambda line: line.kind == key)

    # doing

    def new(self) -> None:
        """A form for a new notice."""
        today = self.shell.clock.today()
        fields = [
            Field("care_file", _("Elder"), "choice", required=True, choices=self._elders, wide=True),
            Field("kind", _("Kind"), "choice", choices=[(kind, kind_label(kind)) for kind in KINDS]),
            Field("starts", _("First day away"), "date", required=True),
            Field("expected_return", _("Back on"), "date", hint=_("The first day at home again; blank when not known.")),
            *self._words(),
        ]
        values = {"care_file": self._new_for or None, "kind": "away", "starts": today}
        self._new_for = ""
        self.dialog = FormDialog(self, _("New absence notice"), fields, today, values, self._save, columns=2)
        self.dialog.open()

    @staticmethod
    def _words() -> list[Field]:
        return [
            Field("told_by", _("Told by"), hint=_("Who told the station, say, the daughter.")),
            Field("note", _("Note"), "long", rows=2),
        ]

    def _save(self, values: dict[str, Any]) -> None:
        self.ask(
            absences.add_absence, values["care_file"], values["kind"], values["starts"], values["expected_return"],
            values["told_by"],
            values["note"], done=self._saved, failed=self.dialog.fail,
        )  # fmt: skip

    def _saved(self, _result: object) -> None:
        self.dialog.accept()
        self.shell.say(_("The notice is saved."))

    def _change(self, line: AbsenceLine) -> None:
        today = self.shell.clock.today()
        fields = [
            Field("expected_return", _("Back on"), "date", hint=_("The first day at home again; blank when not known.")),
            *self._words(),
        ]
        values = {"expected_return": line.expected_return, "told_by": line.told_by, "note": line.note}

        def save(new: dict[str, Any]) -> None:
            self.ask(
                absences.change_absence, line.id, **new, expected_version=line.version, done=self._saved, failed=self.dialog.fail
            )

        title = _("{name}: away since {day}").format(name=line.elder, day=line.starts.isoformat())
        self.dialog = FormDialog(self, title, fields, today, values, save)
        self.dialog.open()

    def _back(self, line: AbsenceLine | None) -> None:
        if line is not None:
            told = _("{name} is back and due again from today.").format(name=line.elder)
            self.ask(absences.record_return, line.id, done=lambda _none: self.shell.say(told))

    def _remove(self, line: AbsenceLine) -> None:
        text = _("Remove the notice of {name}? It goes to the recycle bin.").format(name=line.elder)
        self.question.ask(text, _("Remove"), lambda: self.ask(absences.remove_absence, line.id))


def _day(value: date | None) -> str:
    return month_day(value) if value is not None else _("not known")
