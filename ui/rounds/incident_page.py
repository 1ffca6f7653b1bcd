"""Incidents: what happened, what was done, what came of it; the rate of the year against the year before."""

from datetime import timedelta
from typing import Any

from desktop.i18n import _, ngettext
from desktop.people.services.forms import written
from desktop.rounds import incident_rate, incidents
from desktop.rounds.incident_rate import YearRate
from desktop.rounds.incidents import KINDS, OUTCOMES, IncidentLine, Result, kind_label, outcome_label, place_label
from ui.kit import Card, Chips, Column, ConfirmBar, Field, FilterBox, FormDialog, Page, RowsTable, Shell, label, row
from ui.rounds.absence_page import choices
from ui.rounds.incident_form import IncidentDialog
from ui.rounds.words import large, wide

DANGER = ("fire", "gas", "self_harm", "sudden_death", "choking")
YEARS_BACK = 2


class IncidentPage(Page):
    """The incidents of two years and everything open. `open(care_file=...)` begins a new one, `open(incident=...)` opens one."""

    key, help = "rounds.incidents", "incidents"
    topics = frozenset({"rounds", "people", "hotline"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Incidents"))
        self._elders: list[tuple[str, str]] = []
        self._wanted: dict[str, Any] = {}
        self.dialog: IncidentDialog | None = None
        self.table = RowsTable(
            [
                Column(_("When"), _moment, width=wide(138, 98), muted=True, sort=lambda one: one.at, tip=lambda one: f"{one.at:%H:%M}"),
                Column(_("Kind"), lambda one: kind_label(one.entry.kind), badge=_kind_badge, width=wide(104, 76)),
                Column(_("Name"), "name", bold=True, width=wide(92, 76)),
                *([] if large() else [Column(_("Address"), "address", width=130)]),
                Column(_("What happened"), lambda one: one.entry.what, stretch=True, tip=_story),
                Column(_("What came of it"), lambda one: outcome_label(one.entry.outcome), width=wide(150, 92)),
                Column(_("State"), "closed_at", badge=self._state, width=wide(104, 76), sort=lambda one: one.open),
            ],
            _("Incidents"),
            search=lambda one: f"{one.name} {one.code} {one.address} {one.entry.what} {kind_label(one.entry.kind)}",
        )
        self.table.set_empty(_("No incident on record. May it stay so."), _("Enter an incident"), self.new)
        self.table.opened.connect(self.edit)
        self.table.set_menu(
            (_("Open"), lambda rows: self.edit(rows[0]), "Return"),
            (_("Close with its outcome"), lambda rows: self.close_one(rows[0]), "F4"),
            (_("Print the record"), lambda rows: self._print(rows[0]), "Ctrl+P"),
            (_("Open again"), lambda rows: self._reopen(rows[0]), ""),
            (_("Remove"), lambda rows: self._remove(rows[0]), "Delete"),
        )
        self.actions.addWidget(FilterBox(width=wide(210, 140)).attach(self.table))
        self.print_button = self.add_action(_("Print the record"), lambda: self._current(self._print), "Ctrl+P")
        self.close_button = self.add_action(_("Close it"), lambda: self._current(self.close_one), "F4")
        self.add_action(_("Enter an incident"), self.new, "F2", main=True)
        self.question = ConfirmBar()
        self.question.hide()
        self.body.addWidget(self.question)
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(self._filter)
        self.body.addWidget(self.chips)
        card = Card()
        card.add(self.table, 1)
        self.body.addWidget(card, 1)
        self.rate = Card(_("Incidents per 100 elders and year"))
        self.now_rate, self.before_rate = label("", "strong"), label("", "muted")
        self.trend = label("", "muted")
        figures = row(self.now_rate, self.before_rate, self.trend, None, gap=18)
        self.rate.add(figures)
        self.definition = label(_(incident_rate.DEFINITION), "caption", wrap=True)
        self.definition.setVisible(not large())
        self.rate.setToolTip(_(incident_rate.DEFINITION))
        self.rate.add(self.definition)
        self.body.addWidget(self.rate)

    # page

    def open(self, **where: Any) -> None:
        self._wanted = where

    def reload(self) -> None:
        self.ask(choices, done=self._choices_came)
        since = self.shell.clock.today() - timedelta(days=365 * YEARS_BACK)
        self.ask(incidents.incidents, since, done=self._came)
        self.ask(incident_rate.rates, done=self._rates_came)

    def _choices_came(self, found: list[tuple[str, str]]) -> None:
        self._elders = found
        if "care_file" in self._wanted:
            self.new(self._wanted.pop("care_file"))

    def _came(self, lines: list[IncidentLine]) -> None:
        waiting = sum(1 for one in lines if one.open)
        items: list[tuple[Any, ...]] = [("all", _("All"), len(lines))]
        items.append(("open", _("not closed"), waiting, "gold") if waiting else ("open", _("not closed"), 0))
        for kind in KINDS:
            count = sum(1 for one in lines if one.entry.kind == kind)
            if count:
                items.append((kind, kind_label(kind), count))
        self.chips.set_items(items)  # type: ignore[arg-type]
        self.table.set_rows(lines)
        for button in (self.print_button, self.close_button):
            button.setEnabled(bool(lines))
        self.set_subtitle(ngettext("{count} in two years", "{count} in two years", len(lines)).format(count=len(lines)))
        wanted = self._wanted.pop("incident", None)
        found = next((one for one in lines if one.id == wanted), None)
        if found is not None:
            self.edit(found)

    def _rates_came(self, found: tuple[YearRate, YearRate]) -> None:
        this, before = found
        self.now_rate.setText(_rate_words(this))
        self.before_rate.setText(_rate_words(before))
        self.now_rate.setToolTip(_denominator(this))
        self.before_rate.setToolTip(_denominator(before))
        self.trend.setText(_trend(this, before))
        self.rate.set_caption(_denominator(this))

    def _state(self, one: IncidentLine) -> tuple[str, str]:
        if not one.open:
            return _("closed"), "muted"
        overdue = any(task.closed_at is None and task.due_at and task.due_at < self.shell.clock.now() for task in one.tasks)
        return (_("overdue"), "gold") if overdue else (_("open"), "accent")

    def _filter(self, key: str) -> None:
        if key == "all":
            self.table.set_where(None)
        elif key == "open":
            self.table.set_where(lambda one: one.open)
        else:
            self.table.set_where(lambda one: one.entry.kind == key)

    # doing

    def _current(self, act: Any) -> None:
        one = self.table.current_row()
        if one is not None:
            act(one)

    def new(self, care_file: str = "") -> None:
        """A form for a new incident."""
        self.dialog = IncidentDialog(self, self._elders, None, care_file, self._saved)
        self.dialog.open()

    def edit(self, line: IncidentLine) -> None:
        """Open an incident."""
        self.dialog = IncidentDialog(self, self._elders, line, "", self._saved)
        self.dialog.open()

    def _saved(self, told: str, undo: str) -> None:
        self.shell.say(told, undo=undo or None)

    def close_one(self, line: IncidentLine) -> None:
        """Close with what came of it, as the line says, else as asked."""
        if not line.open:
            self.shell.say(_("This incident is closed already."), "gold")
            return
        fields = [
            Field("outcome", _("What came of it"), "choice", required=True,
                  choices=[(code, outcome_label(code)) for code in OUTCOMES if code != Result.OPEN]),
            Field("note", _("Note"), "long", rows=2, hint=_("What was learnt, what is different now.")),
        ]  # fmt: skip
        values = {"outcome": line.entry.outcome or Result.UNHURT.value, "note": line.entry.outcome_note}
        title = _("Close: {kind}, {name}").format(kind=kind_label(line.entry.kind), name=line.name)

        def save(new: dict[str, Any]) -> None:
            self.ask(written, incidents.close_incident, line.id, new["outcome"], new["note"], done=closed, failed=dialog.fail)

        def closed(operation: str) -> None:
            dialog.accept()
            self._saved(_("The incident is closed."), operation)

        dialog = FormDialog(self, title, fields, self.shell.clock.today(), values, save)
        dialog.open()

    def _reopen(self, line: IncidentLine) -> None:
        if not line.open:
            self.ask(
                written, incidents.reopen_incident, line.id,
                done=lambda operation: self._saved(_("The incident is open again."), operation),
            )  # fmt: skip

    def _remove(self, line: IncidentLine) -> None:
        text = _("Remove this incident of {name}? It goes to the recycle bin.").format(name=line.name)
        self.question.ask(
            text,
            _("Remove"),
            lambda: self.ask(
                written, incidents.remove_incident, line.id,
                done=lambda operation: self._saved(_("The incident is removed."), operation),
            ),
        )  # fmt: skip

    def _print(self, line: IncidentLine) -> None:
        self.shell.go("reports", report="incident_record", subject=line.id)


def _moment(one: IncidentLine) -> str:
    return f"{one.at:%Y-%m-%d}" if large() else f"{one.at:%Y-%m-%d %H:%M}"


def _kind_badge(one: IncidentLine) -> tuple[str, str]:
    return kind_label(one.entry.kind), "gold" if one.entry.kind in DANGER else "muted"


def _story(one: IncidentLine) -> str:
    entry = one.entry
    place = " ".join(part for part in (place_label(entry.place) if entry.place else "", entry.place_note) if part)
    return "\n".join(part for part in (place, entry.what, entry.done, entry.outcome_note) if part)


def _rate_words(rate: YearRate) -> str:
    if rate.per_hundred is None:
        return _("{year}: nobody was looked after").format(year=rate.year)
    return _("{year}: {rate:.1f} ({count} incidents)").format(year=rate.year, rate=rate.per_hundred, count=rate.counted)


def _denominator(rate: YearRate) -> str:
    return _("until {day}: {days} elder-days / 365 = {years:.1f} elder-years; {outside} not counted").format(
        day=rate.until.isoformat(), days=rate.elder_days, years=rate.elder_years, outside=rate.outside
    )


def _trend(this: YearRate, before: YearRate) -> str:
    if this.per_hundred is None or not before.per_hundred:
        return ""
    change = 100 * (this.per_hundred / before.per_hundred - 1)
    return _("{change:+.0f} % against the year before").format(change=change)
