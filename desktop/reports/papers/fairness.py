"""The fairness ledger: who sat how often, on which kinds of day, month by month; shown to all, because rosters are argued about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.i18n import _
from desktop.reports.document import Bar, Column, Document, Figure, Marks, MetaLine, Notes, Page, Paper, Row, Table
from desktop.reports.words import month_name


@dataclass(frozen=True)
class Earlier:
    """One volunteer's shifts in a month before, by kind of day, and their load in load units."""

    ordinary: int = 0
    weekend: int = 0
    holiday: int = 0
    load: int = 0

    @property
    def shifts(self) -> int:
        """Shifts of that month."""
        return self.ordinary + self.weekend + self.holiday

    def words(self) -> str:
        """'3 + 1 + 0 = 9': ordinary, weekend and holiday shifts, and the load; '—' for a month without a shift."""
        return f"{self.ordinary} + {self.weekend} + {self.holiday} = {self.load}" if self.shifts else "—"


@dataclass(frozen=True)
class FairnessLine:
    """One volunteer's shifts of the month; `earlier` the months looked at before, the nearest first; loads in load units."""

    code: str
    name: str
    organisation: str
    ordinary: int
    weekend: int
    holiday: int
    hours: float
    most_a_week: int | None = None  # what the volunteer said is possible
    load: int = 0
    carried: int = 0
    earlier: tuple[Earlier, ...] = ()
    newcomer: bool = False  # joined meanwhile: carries at least the average

    @property
    def total(self) -> int:
        """Shifts of the month."""
        return self.ordinary + self.weekend + self.holiday

    @property
    def before(self) -> int:
        """Shifts of the months before."""
        return sum(month.shifts for month in self.earlier)


def fairness_ledger(
    lines: Sequence[FairnessLine], month: date, empty_seats: int, marks: Marks, units: tuple[int, int, int] = (2, 3, 4),
    months: Sequence[date] = (),
) -> Document:
    """Counts per person, in the order given, with a bar for each. `units`: load of a shift on an ordinary day, weekend, holiday;
    `months`: the months before, the nearest first."""
    columns = (
        Column(_("Code"), 16),
        Column(_("Name"), 24, bold=True, fit=True),
        Column(_("Organisation"), 40, fit=True),
        Column(_("Ordinary days"), 15),
        Column(_("Weekends"), 15),
        Column(_("Holidays"), 15),
        Column(_("Shifts"), 14, bold=True),
        Column(_("Hours"), 14, pattern="0.0"),
        Column(_("Load"), 16),
        *(Column(month_name(one), 30, fit=True) for one in months),
        Column(_("Carried"), 14),
        Column(_("Sum"), 14, bold=True),
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
                line.load,
                *(month.words() for month in line.earlier),
                _("{load} *").format(load=line.carried) if line.newcomer else line.carried,
                line.carried + line.load,
            )
        )
        for line in lines
    ]
    if lines:
        rows.append(
            Row(
                (
                    _("Total"),
                    "",
                    "",
                    sum(line.ordinary for line in lines),
                    sum(line.weekend for line in lines),
                    sum(line.holiday for line in lines),
                    sum(line.total for line in lines),
                    sum(line.hours for line in lines),
                    sum(line.load for line in lines),
                    *("" for _month in months),
                    sum(line.carried for line in lines),
                    sum(line.carried + line.load for line in lines),
                ),
                strong=True,
            )
        )
    return Document(
        title=_("Fairness ledger"),
        subtitle=month_name(month),
        meta=(MetaLine(_("Companion hotline"), _("Empty seats: {count}").format(count=empty_seats)),),
        blocks=(
            Table(columns, tuple(rows), name=_("Fairness"), empty=_("Nobody is on the roster of this month.")),
            Notes(
                (
                    _("A shift is one seat taken on one day. Weekends and holidays are counted apart; a holiday on a weekend is a holiday."),
                    _(
                        "Load: a shift on an ordinary day {ordinary}, on a weekend {weekend}, on a public holiday {holiday}. "
                        "Hours are planned hours."
                    ).format(ordinary=units[0], weekend=units[1], holiday=units[2]),
                    _("Months before: ordinary + weekend + holiday shifts = load. Carried: the load of these months; * joined meanwhile and "
                      "starts at least at the average of the others."),
                )
            ),
            Figure(_("Load of the month and carried"), tuple(Bar(line.name, line.carried + line.load) for line in lines)),
        ),
        page=Page(Paper.A4, landscape=True),
        marks=marks,
    )
