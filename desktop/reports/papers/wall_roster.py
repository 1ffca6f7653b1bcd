"""The wall roster: one month of the companion hotline on one page, to be posted."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

from desktop.i18n import _
from desktop.people.weekly import WEEKDAYS
from desktop.reports.document import BadgeLine, DayCell, Document, Grid, Marks, Notes, Page, Paper
from desktop.reports.words import month_name, short_date, time_span

LONGEST_NOTE = 16  # characters; a longer one stands below the calendar


@dataclass(frozen=True)
class ShiftKind:
    """A shift of the day, e.g. 早 08:00–12:00."""

    badge: str
    begins: time
    ends: time


@dataclass(frozen=True)
class WallRoster:
    """One month. `duties` gives for a day and the place of a shift in `shifts` the names seat by seat;
    an empty name is an empty seat, printed as a line to write on. A shift that does not run that day is left out."""

    month: date  # any day of the month
    shifts: tuple[ShiftKind, ...]
    duties: Mapping[tuple[date, int], tuple[str, ...]]
    hotline_phone: str = ""
    notes: Mapping[date, str] = field(default_factory=dict)  # holidays, solar terms
    days_off: frozenset[date] = frozenset()  # weekends and holidays, shaded
    leads: bool = False  # some names are marked with a star: they lead the shift


def wall_roster(roster: WallRoster, marks: Marks, paper: Paper = Paper.A4) -> Document:
    """The month on one landscape page."""
    legend = [f"{shift.badge} {time_span(shift.begins, shift.ends)}" for shift in roster.shifts]
    if roster.leads:
        legend.append(_("★ leads the shift"))
    if roster.hotline_phone:
        legend.append(_("hotline {phone}").format(phone=roster.hotline_phone))
    weeks = tuple(
        tuple(_cell(roster, day) for day in week) for week in Calendar().monthdatescalendar(roster.month.year, roster.month.month)
    )
    long_notes = [f"{short_date(day)}　{note}" for day, note in sorted(roster.notes.items()) if len(note) > LONGEST_NOTE]
    return Document(
        title=_("Companion hotline roster"),
        subtitle=month_name(roster.month),
        aside="　".join(legend),
        blocks=(Grid(tuple(_(weekday) for weekday in WEEKDAYS), weeks), *((Notes(tuple(long_notes)),) if long_notes else ())),
        page=Page(paper, landscape=True, margin_x=10.5, margin_top=9, margin_bottom=8),
        marks=replace(marks, notice=marks.notice or _("Swaps need the station head's consent and are entered at the station")),
    )


def _cell(roster: WallRoster, day: date) -> DayCell:
    shaded = day in roster.days_off
    if day.month != roster.month.month:
        return DayCell(shaded=shaded)
    lines = [
        BadgeLine(shift.badge, roster.duties[day, index])
        for index, shift in enumerate(roster.shifts)
        if (day, index) in roster.duties
    ]
    note = roster.notes.get(day, "")
    return DayCell(str(day.day), note if len(note) <= LONGEST_NOTE else _("see below"), tuple(lines), shaded, day)
