"""What a figure is: defined once, with its words; its value for a period, which may be missing (no data is not 0)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.i18n import N_, _

if TYPE_CHECKING:
    from desktop.reports.figures.facts import Facts


class Unit(StrEnum):
    """What is counted; different units are never added."""

    PERSONS = "persons"
    PERSON_TIMES = "person_times"
    SESSIONS = "sessions"
    CASES = "cases"
    CALLS = "calls"
    SEATS = "seats"
    MINUTES = "minutes"
    HOURS = "hours"
    SHARE = "share"
    PER_100_YEARS = "per_100_years"


UNIT_WORDS: dict[Unit, str] = {
    Unit.PERSONS: N_("persons"),
    Unit.PERSON_TIMES: N_("person-times"),
    Unit.SESSIONS: N_("sessions"),
    Unit.CASES: N_("cases"),
    Unit.CALLS: N_("calls"),
    Unit.SEATS: N_("seats"),
    Unit.MINUTES: N_("minutes"),
    Unit.HOURS: N_("hours"),
    Unit.SHARE: N_("%"),
    Unit.PER_100_YEARS: N_("per 100 elders and year"),
}


class By(StrEnum):
    """Ways of cutting a figure into parts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    SLOT = "slot"
    HOUR = "hour"
    KIND = "kind"
    ORGANISATION = "organisation"
    VISITOR = "visitor"
    GRID = "grid"
    BUILDING = "building"
    CATEGORY = "category"
    ELDER = "elder"


BY_WORDS: dict[By, str] = {
    By.DAY: N_("By day"),
    By.WEEK: N_("By week"),
    By.MONTH: N_("By month"),
    By.QUARTER: N_("By quarter"),
    By.YEAR: N_("By year"),
    By.SLOT: N_("By slot"),
    By.HOUR: N_("By hour"),
    By.KIND: N_("By kind"),
    By.ORGANISATION: N_("By organisation"),
    By.VISITOR: N_("By volunteer"),
    By.GRID: N_("By grid"),
    By.BUILDING: N_("By building"),
    By.CATEGORY: N_("By category"),
    By.ELDER: N_("By elder"),
}
TIMES = frozenset({By.DAY, By.WEEK, By.MONTH, By.QUARTER, By.YEAR})
ELDERLY = frozenset({By.GRID, By.BUILDING, By.CATEGORY, By.ELDER})
"""Cuts by what an elder is or where he lives."""
SERVING = frozenset({By.ORGANISATION, By.VISITOR})
"""Cuts by who serves; the organisation is the one that the volunteer belongs to today."""
NAMING = frozenset({By.VISITOR, By.ELDER})
"""Cuts whose parts are people."""


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included. Raises ValueError when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")

    def months(self) -> Iterator["Period"]:
        """The calendar months that it touches, cut to it."""
        day = self.first
        while day <= self.last:
            ends = min(month_end(day), self.last)
            yield Period(day, ends)
            day = ends + timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def month_end(day: date) -> date:
    """The last day of its month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def month_of(day: date) -> Period:
    """The calendar month of a day."""
    return Period(day.replace(day=1), month_end(day))


def quarter_of(day: date) -> Period:
    """The calendar quarter of a day."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(first, month_end(date(day.year, first.month + 2, 1)))


def year_of(day: date) -> Period:
    """The calendar year of a day."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def year_before(period: Period) -> Period:
    """The same days of the year before; a 29th of February becomes the 28th."""

    def back(day: date) -> date:
        return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)

    last = back(period.last)
    return Period(back(period.first), month_end(last) if period.last == month_end(period.last) else last)


def cut(period: Period, by: By) -> list[Period]:
    """The days, weeks (from Monday), months, quarters or years that the period touches, each cut to it."""
    found, day = [], period.first
    while day <= period.last:
        whole = _unit_of(day, by)
        found.append(Period(max(whole.first, period.first), min(whole.last, period.last)))
        day = whole.last + timedelta(days=1)
    return found


def _unit_of(day: date, by: By) -> Period:
    if by is By.DAY:
        return Period(day, day)
    if by is By.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    return {By.MONTH: month_of, By.QUARTER: quarter_of, By.YEAR: year_of}[by](day)


def time_key(day: date, by: By) -> str:
    """The bucket of a day: the first day of its day, week, month, quarter or year."""
    return _unit_of(day, by).first.isoformat()


def time_label(day: date, by: By) -> str:
    """The words of that bucket, short enough for an axis."""
    first = _unit_of(day, by).first
    if by is By.YEAR:
        return f"{day.year}"
    if by is By.QUARTER:
        return _("{year} Q{quarter}").format(year=day.year, quarter=(day.month + 2) // 3)
    if by is By.MONTH:
        return _("{year}-{month:02d}").format(year=day.year, month=day.month)
    return first.isoformat()


@dataclass(frozen=True)
class Part:
    """Which part of the station: ids, each '' for all. Several together mean both."""

    organisation: str = ""
    visitor: str = ""
    grid: str = ""
    building: str = ""
    category: str = ""

    def cuts(self) -> frozenset[By]:
        """By what the station is narrowed."""
        return frozenset(By(name) for name in ("organisation", "visitor", "grid", "building", "category") if getattr(self, name))


ALL = Part()


@dataclass(frozen=True)
class Value:
    """A figure's value; `number` None is missing, and `why` says why in words. `part` of `whole` stand behind a share."""

    number: float | int | None
    why: str = ""
    part: int | None = None
    whole: int | None = None

    @property
    def missing(self) -> bool:
        """No data: that is not 0."""
        return self.number is None


def share(part: int, whole: int, why: str) -> Value:
    """part ÷ whole; missing with `why` when there is no whole."""
    return Value(part / whole, part=part, whole=whole) if whole else Value(None, why)


@dataclass(frozen=True)
class Figure:
    """One figure of the station. The words are message ids; `needs` names the records it is made from (see facts.py)."""

    code: str
    room: str
    name: str
    meaning: str
    formula: str
    unit: Unit
    source: str
    period: str
    needs: tuple[str, ...]
    cuts: frozenset[By]
    reckon: Callable[["Facts"], Value]
    begins: str = "rounds"  # before the first record of this kind there is no value (facts.first_records)
    lists: str = ""  # which rows stand behind it (behind.py); '' = none can be listed
    good: bool | None = None  # more is better (True), worse (False)

    def definition(self) -> str:
        """Meaning and formula in the user's language, for tooltips and the foot of a paper."""
        formula = _("= {formula}").format(formula=_(self.formula)) if self.formula else ""
        return f"{_(self.name)}：{_(self.meaning)} {formula}".strip()


def places_of(unit: Unit) -> int:
    """Digits after the point."""
    return 2 if unit is Unit.PER_100_YEARS else 1 if unit in (Unit.SHARE, Unit.HOURS) else 0


def shown(figure: Figure, value: Value, *, unit: bool = True) -> str:
    """The value in words: '96.4% (1234/1280)', '42 min', '–' for a missing one."""
    if value.number is None:
        return "–"
    if figure.unit is Unit.SHARE:
        told = f"{value.number * 100:.1f}%"
        return f"{told} ({value.part}/{value.whole})" if unit and value.whole else told
    told = f"{value.number:,.{places_of(figure.unit)}f}"
    return f"{told} {_(UNIT_WORDS[figure.unit])}" if unit else told
