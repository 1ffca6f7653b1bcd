"""The station's calendar: the holiday years shipped with the program and those that the clerk entered, which win."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from db.hotline import rostering
from db.hotline.tables import HolidayYear as YearRow
from db.store import Store
from desktop.errors import BadRequest
from desktop.hotline.problem import DayKind, days
from desktop.i18n import _
from desktop.people.holidays import HolidayYear, holiday_year, read_year
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True)
class HolidayDraft:
    """One holiday as entered: its name, first and last day, whether its days have the shifts of a festival week."""

    name: str
    first: date
    last: date
    festival: bool = False


@dataclass(frozen=True)
class YearDraft:
    """A holiday year as the dialog shows it; `entered`: by the station, else shipped or empty."""

    year: int
    source: str = ""
    holidays: tuple[HolidayDraft, ...] = ()
    working_days: tuple[date, ...] = ()
    entered: bool = False
    known: bool = False


@dataclass(frozen=True)
class Calendar:
    """What each day is; years are looked up among those entered, then among those shipped."""

    entered: Mapping[int, HolidayYear] = field(default_factory=dict)

    def year(self, year: int) -> HolidayYear | None:
        """The announced holidays of a year; None when nobody entered them."""
        return self.entered.get(year) or holiday_year(year)

    def known(self, year: int) -> bool:
        """Are the holidays of this year known? If not, screens must say so."""
        return self.year(year) is not None

    def kind(self, day: date) -> DayKind:
        """What a day counts as; of a year that is not known, by the weekday alone."""
        known = self.year(day.year)
        if known and day in known.holidays:
            return DayKind.HOLIDAY
        if known and day in known.working_days:
            return DayKind.ORDINARY
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.ORDINARY

    def name(self, day: date) -> str:
        """The holiday's name ('春节'), or ''."""
        known = self.year(day.year)
        return known.holidays.get(day, "") if known else ""

    def festival(self, day: date) -> bool:
        """Whether the day belongs to a festival week."""
        known = self.year(day.year)
        return bool(known and day in known.festivals)


def calendar_of(store: Store) -> Calendar:
    """The calendar of this station."""
    return Calendar({row["year"]: read_year(json.loads(row["data"])) for row in rostering.holiday_years(store)})


@service(Permission.HOTLINE_READ)
def load_year(session: Session, year: int) -> YearDraft:
    """A holiday year for the dialog: as entered, as shipped, or empty."""
    calendar = calendar_of(session.store)
    known = calendar.year(year)
    if known is None:
        return YearDraft(year)
    spans: list[HolidayDraft] = []
    for day, name in sorted(known.holidays.items()):
        if spans and spans[-1].name == name and spans[-1].last == day - timedelta(days=1):
            spans[-1] = HolidayDraft(name, spans[-1].first, day, day in known.festivals)
        else:
            spans.append(HolidayDraft(name, day, day, day in known.festivals))
    return YearDraft(year, known.source, tuple(spans), tuple(sorted(known.working_days)), year in calendar.entered, True)


@service(Permission.ROSTER_WRITE)
def save_year(session: Session, draft: YearDraft) -> str:
    """Write a holiday year as the clerk entered it; returns the operation's id.

    Raises BadRequest when a holiday ends before it begins, lies outside its year, two overlap, or a make-up working day is none.
    """
    _check(draft)
    data = json.dumps({
        "year": draft.year, "source": draft.source,
        "holidays": [
            {"name": h.name.strip(), "from": h.first.isoformat(), "to": h.last.isoformat(), "festival": h.festival} for h in draft.holidays
        ],
        "working_days": [d.isoformat() for d in draft.working_days],
    }, ensure_ascii=False)
    values = {"year": draft.year, "source": draft.source.strip()[:200], "data": data}
    with session.write("hotline.save_holidays") as unit:
        row = rostering.holiday_year_row(session.store, draft.year)
        if row is None:
            unit.insert(YearRow, values)
        else:
            unit.update(YearRow, row["id"], {**values, "deleted_at": None})
    return session.last_operation


def _check(draft: YearDraft) -> None:
    if not 2000 <= draft.year <= 2100 or not draft.holidays:
        raise BadRequest(_("Enter at least one holiday of a year between 2000 and 2100."))
    taken: dict[date, str] = {}
    for holiday in draft.holidays:
        name = holiday.name.strip()
        if not name:
            raise BadRequest(_("Every holiday needs a name."))
        if holiday.last < holiday.first or (holiday.last - holiday.first).days > 31:
            raise BadRequest(_("{name} must end after it begins, within a month.").format(name=name))
        if draft.year not in (holiday.first.year, holiday.last.year):
            raise BadRequest(_("{name} does not lie in {year}.").format(name=name, year=draft.year))
        for day in days(holiday.first, holiday.last):
            if day in taken:
                raise BadRequest(_("{day} belongs to {one} and to {other}.").format(day=day.isoformat(), one=taken[day], other=name))
            taken[day] = name
    for day in draft.working_days:
        if day in taken or day.weekday() < 5 or day.year != draft.year:
            raise BadRequest(_("{day} is no make-up working day: it must be a Saturday or Sunday of {year} outside the holidays.").format(
                day=day.isoformat(), year=draft.year))


def missing_years(calendar: Calendar, wanted: Iterable[date]) -> list[int]:
    """The years of these days whose holidays nobody entered: their holidays count as ordinary days until then."""
    return sorted({day.year for day in wanted if not calendar.known(day.year)})
