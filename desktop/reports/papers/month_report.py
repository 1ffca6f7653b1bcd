"""The month's work on one page for the sub-district: figures without names, each defined where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.i18n import _
from desktop.reports.document import (
    Align,
    Bar,
    Column,
    Document,
    Figure,
    Heading,
    KeyValues,
    Marks,
    MetaLine,
    Notes,
    Row,
    SealBox,
    Table,
    Together,
)
from desktop.reports.words import long_date, month_name


@dataclass(frozen=True)
class OrganisationMonth:
    """Knocks of one organisation's visitors; `visitors` are different people."""

    name: str
    due: int
    visited: int
    missed: int
    no_answer: int
    visitors: int


@dataclass(frozen=True)
class MonthFigures:
    """The figures of a month. Knocks count once each; `elders` and `reached` are different people; minutes are None without data.

    due = visited + missed + away + open: every planned knock ends in exactly one of the four.
    """

    first: date
    last: date
    due: int
    visited: int
    late: int
    missed: int
    no_answer: int
    refused: int
    away: int
    open: int
    elders: int
    reached: int
    escalations: int
    escalations_open: int
    median_minutes: int | None
    longest_minutes: int | None
    calls_in: int
    calls_out: int
    call_kinds: tuple[tuple[str, int], ...]
    seats: int
    seats_empty: int
    organisations: tuple[OrganisationMonth, ...]


def month_report(figures: MonthFigures, marks: Marks) -> Document:
    """One or two pages to be stamped. No names of people, so no privacy grade is needed."""
    return Document(
        title=_("Monthly report"),
        subtitle=month_name(figures.first),
        meta=(MetaLine(_("From {first} to {last}").format(first=long_date(figures.first), last=long_date(figures.last))),),
        blocks=(
            Heading(_("Knocks at the door")),
            KeyValues(
                (
                    (_("Knocks due"), figures.due),
                    (_("Visited"), _share(figures.visited, figures.due)),
                    (_("Late"), figures.late),
                    (_("Missed by us"), figures.missed),
                    (_("No answer"), figures.no_answer),
                    (_("Refused"), figures.refused),
                    (_("Reported away"), figures.away),
                    (_("Not yet recorded"), figures.open),
                    (_("Monthly visit rate"), _share(figures.reached, figures.elders)),
                ),
                columns=2,
            ),
            _organisations(figures.organisations),
            Heading(_("Escalations")),
            KeyValues(
                (
                    (_("Opened in the month"), figures.escalations),
                    (_("still open"), figures.escalations_open),
                    (_("Median time"), _minutes(figures.median_minutes)),
                    (_("Longest time"), _minutes(figures.longest_minutes)),
                ),
                columns=2,
            ),
            Heading(_("Companion hotline")),
            KeyValues(
                (
                    (_("Calls in"), figures.calls_in),
                    (_("Calls out"), figures.calls_out),
                    (_("Seats rostered"), figures.seats),
                    (_("Seats empty"), figures.seats_empty),
                ),
                columns=2,
            ),
            Figure("", tuple(Bar(label, count) for label, count in figures.call_kinds)),
            Together((_notes(), SealBox(_("Station's seal")))),
        ),
        marks=replace(marks, privacy=None),
    )


def _share(part: int, whole: int) -> str:
    return f"{part} / {whole} ({part / whole:.1%})" if whole else "–"


def _minutes(minutes: int | None) -> str:
    return "–" if minutes is None else _("{minutes} min").format(minutes=minutes)


def _organisations(lines: Sequence[OrganisationMonth]) -> Table:
    columns = (
        Column(_("Organisation"), 60, fit=True),
        Column(_("Knocks due"), 22),
        Column(_("Visited"), 22),
        Column(_("Missed by us"), 22),
        Column(_("No answer"), 22),
        Column(_("Visitors"), 22, Align.RIGHT),
    )
    rows = [Row((line.name, line.due, line.visited, line.missed, line.no_answer, line.visitors)) for line in lines]
    if lines:
        sums = [
            sum(values) for values in zip(*((o.due, o.visited, o.missed, o.no_answer, o.visitors) for o in lines), strict=True)
        ]
        rows.append(Row((_("Total"), *sums), strong=True))
    return Table(columns, tuple(rows), name=_("By organisation"), empty=_("No round in this month."))


def _notes() -> Notes:
    return Notes(
        (
            _("A knock is one planned visit of one elder in one slot: person-times, not people."),
            _(
                "Visited: a visitor stood at the door, whatever came of it. Missed by us: nobody came. Reported away: no visit was needed."
            ),
            _("No answer: the visitor knocked twice and nobody answered; each opens an escalation."),
            _(
                "Monthly visit rate: elders reached in person at least once in the month, of all elders with an open care file in it."
            ),
        ),
        _("What is counted"),
    )
