"""The fairness ledger: who sat how often, on which kinds of day; shown to all, because rosters are argued about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.i18n import _
from desktop.reports.document import Bar, Column, Document, Figure, Marks, MetaLine, Notes, Page, Paper, Row, Table
from desktop.reports.words import month_name


@dataclass(frozen=True)
class FairnessLine:
    """One volunteer's shifts of the month; `before` counts the shifts of the months looked at before."""

    code: str
    name: str
    organisation: str
    ordinary: int
    weekend: int
    holiday: int
    hours: float
    most_a_week: int | None = None  # what the volunteer said is possible
    before: int = 0

    @property
    def total(self) -> int:
        """Shifts of the month."""
        return self.ordinary + self.weekend + self.holiday


def fairness_ledger(lines: Sequence[FairnessLine], month: date, empty_seats: int, marks: Marks) -> Document:
    """Counts per person, in the order given, with a bar for each."""
    columns = (
        Column(_("Code"), 16),
        Column(_("Name"), 26, bold=True, fit=True),
        Column(_("Organisation"), 46, fit=True),
        Column(_("Ordinary days"), 18),
        Column(_("Weekends"), 16),
        Column(_("Holidays"), 16),
        Column(_("Shifts"), 14, bold=True),
        Column(_("Hours"), 16, pattern="0.0"),
        Column(_("Most a week"), 18),
        Column(_("Months before"), 20),
    )
    rows = [
        Row(
            (
                line.code,
                line.name,
                line.organisation,
                line.ordinary,
                line.weekend,
                line.holiday,
                line.total,
                line.hours,
                line.most_a_week,
                line.before,
            )
        )
        for line in lines
    ]
    if lines:
        sums = (
            sum(line.ordinary for line in lines),
            sum(line.weekend for line in lines),
            sum(line.holiday for line in lines),
            sum(line.total for line in lines),
            sum(line.hours for line in lines),
            None,
            sum(line.before for line in lines),
        )
        rows.append(Row((_("Total"), "", "", *sums), strong=True))
    return Document(
        title=_("Fairness ledger"),
        subtitle=month_name(month),
        meta=(MetaLine(_("Companion hotline"), _("Empty seats: {count}").format(count=empty_seats)),),
        blocks=(
            Table(columns, tuple(rows), name=_("Fairness"), empty=_("Nobody is on the roster of this month.")),
            Notes(
                (
                    _(
                        "A shift is one seat taken on one day. Weekends and holidays are counted apart; a holiday on a weekend is a holiday."
                    ),
                    _("Hours are planned hours. Months before: shifts in the months that the planner weighs."),
                )
            ),
            Figure(_("Shifts of the month"), tuple(Bar(line.name, line.total) for line in lines)),
        ),
        page=Page(Paper.A4),
        marks=marks,
    )
