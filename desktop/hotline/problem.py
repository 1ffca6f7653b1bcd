"""The roster problem as plain data: shifts, volunteers, seats, and the answer. No session, no store, no solver."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from desktop.people.weekly import DAY_MINUTES

DEFAULT_MIN_REST = 600  # minutes; domain.md §4: minimum rest, 10 h default
DEFAULT_MAX_WEEK = 2  # shifts from Monday to Sunday
DEFAULT_MAX_DAY = 1


class DayKind(StrEnum):
    """What a day counts as in the fairness ledger."""

    ORDINARY = "ordinary"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


LOAD_UNITS: Mapping[DayKind, int] = {DayKind.ORDINARY: 2, DayKind.WEEKEND: 3, DayKind.HOLIDAY: 4}
KIND_LETTERS: Mapping[DayKind, str] = {DayKind.ORDINARY: "o", DayKind.WEEKEND: "w", DayKind.HOLIDAY: "h"}
FESTIVAL = "f"  # a day of a festival week, whatever else it is
EVERY_KIND = frozenset("owhf")
AIMS = ("unfilled", "fairness", "preference")  # issue 5: strictly in this order


@dataclass(frozen=True)
class ShiftTemplate:
    """班次: minutes since midnight; `end` may pass 1440 for a shift that ends after midnight. `days`: 0 = Monday; `day_kinds`: letters
    of ordinary days, weekends, public holidays and festival weeks; the first `leads` seats want somebody who may lead."""

    id: str
    name: str
    start: int
    end: int
    seats: int = 2
    days: frozenset[int] = frozenset(range(7))
    valid_from: date | None = None
    valid_until: date | None = None
    day_kinds: frozenset[str] = EVERY_KIND
    leads: int = 0

    def runs_on(self, day: date, letter: str) -> bool:
        """Whether the shift takes place on this day, which is of the kind with this letter."""
        return (
            day.weekday() in self.days
            and letter in self.day_kinds
            and (self.valid_from is None or day >= self.valid_from)
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True)
class Window:
    """A part of the week in which a volunteer can come; `wish` is '', 'wanted' or 'unwanted'."""

    weekday: int
    start: int
    end: int
    wish: str = ""


@dataclass(frozen=True)
class Volunteer:
    """Somebody who may sit at the phone, with all that the rules ask of him."""

    id: str
    name: str
    code: str = ""
    trained: bool = True
    training_expires: date | None = None
    years: float = 0
    windows: tuple[Window, ...] = ()
    unavailable: frozenset[date] = frozenset()
    joined: date | None = None
    left: date | None = None
    max_week: int = DEFAULT_MAX_WEEK
    max_day: int = DEFAULT_MAX_DAY
    max_month: int | None = None
    min_rest: int = DEFAULT_MIN_REST
    carried: int = 0  # load units brought over from the months before
    usual_weekdays: frozenset[int] = frozenset()
    unwanted: frozenset[tuple[date, str]] = frozenset()  # (day, template id)
    wanted: frozenset[tuple[date, str]] = frozenset()
    also: frozenset[tuple[date, int, int]] = frozenset()  # (day, from, to): can come then beside the week
    away: frozenset[tuple[date, int, int]] = frozenset()  # (day, from, to): cannot come then whatever the week says
    may_lead: bool = False

    def fits(self, weekday: int, start: int, end: int) -> bool:
        """Whether a shift of these minutes lies inside the union of the windows of its weekday (the part after midnight:
        of the next weekday)."""
        if end > DAY_MINUTES:
            return self.fits(weekday, start, DAY_MINUTES) and self.fits((weekday + 1) % 7, 0, end - DAY_MINUTES)
        return covers(((w.start, w.end) for w in self.windows if w.weekday == weekday), start, end)

    def comes(self, day: date, start: int, end: int) -> bool:
        """Whether the minutes of this day lie inside what he offers: his week and `also`, without `away`."""
        if end > DAY_MINUTES:
            return self.comes(day, start, DAY_MINUTES) and self.comes(day + timedelta(days=1), 0, end - DAY_MINUTES)
        if any(on == day and first < end and start < last for on, first, last in self.away):
            return False
        if not self.also:
            return self.fits(day.weekday(), start, end)
        spans = [(w.start, w.end) for w in self.windows if w.weekday == day.weekday()]
        return covers([*spans, *((first, last) for on, first, last in self.also if on == day)], start, end)

    def wish_for(self, day: date, template: ShiftTemplate) -> str:
        """'wanted', 'unwanted' or '' for a shift; a wish for the day itself is stronger than one for every week."""
        key = (day, template.id)
        if key in self.unwanted:
            return "unwanted"
        if key in self.wanted:
            return "wanted"
        wishes = {
            w.wish for w in self.windows
            if w.wish and w.weekday == day.weekday() and w.start < template.end and template.start < w.end
        }
        return "unwanted" if "unwanted" in wishes else "wanted" if "wanted" in wishes else ""


@dataclass(frozen=True, order=True)
class SeatKey:
    """One chair of one shift of one day; seats are numbered from 1."""

    day: date
    template: str
    number: int


@dataclass(frozen=True)
class Duty:
    """A shift that somebody has outside the days being planned; it counts for rest and for the weekly maximum."""

    volunteer: str
    day: date
    start: int
    end: int


@dataclass(frozen=True)
class Shift:
    """One shift of one day, with its seats."""

    index: int
    day: date
    template: ShiftTemplate
    kind: DayKind
    load: int

    @property
    def seats(self) -> int:
        return self.template.seats

    @property
    def leads(self) -> int:
        """How many of its seats want somebody who may lead."""
        return min(self.template.leads, self.template.seats)

    @property
    def starts(self) -> datetime:
        return moment(self.day, self.template.start)

    @property
    def ends(self) -> datetime:
        return moment(self.day, self.template.end)


@dataclass(frozen=True)
class Points:
    """Preference points (issue 5): what each disregarded wish costs. `together_missed`: one of two who like to sit together sits alone."""

    unwanted: int = 3
    novices_only: int = 5
    wanted_missed: int = 1
    usual_weekday_missed: int = 1
    together_missed: int = 1


@dataclass(frozen=True)
class RosterProblem:
    """Everything that a roster from `first` to `last` (both included) depends on."""

    first: date
    last: date
    templates: tuple[ShiftTemplate, ...]
    volunteers: tuple[Volunteer, ...]
    locks: Mapping[SeatKey, str] = field(default_factory=dict)  # seat -> volunteer id
    neighbours: tuple[Duty, ...] = ()
    kinds: Mapping[date, DayKind] = field(default_factory=dict)  # days that are not what their weekday says
    load_units: Mapping[DayKind, int] = field(default_factory=lambda: dict(LOAD_UNITS))
    points: Points = Points()
    previous: Mapping[SeatKey, str | None] = field(default_factory=dict)  # what stands now: the solver starts from it
    experienced_years: float = 1.0
    festivals: frozenset[date] = frozenset()  # days of festival weeks: they have shifts of their own
    apart: frozenset[tuple[str, str]] = frozenset()  # pairs who must not share a shift
    together: frozenset[tuple[str, str]] = frozenset()  # pairs who like to
    repair: bool = False  # whoever sits in `previous` and may stay, stays: the aim before all others

    @property
    def aims(self) -> tuple[str, ...]:
        """The aims in their strict order."""
        return ("changed", *AIMS) if self.repair else AIMS

    @cached_property
    def foes(self) -> dict[str, frozenset[str]]:
        """Whom somebody must not share a shift with."""
        found: dict[str, set[str]] = {}
        for one, other in self.apart:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return {who: frozenset(others) for who, others in found.items()}

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """The shifts in order of time."""
        found = [
            (day, template)
            for day in days(self.first, self.last)
            for template in sorted(self.templates, key=lambda t: (t.start, t.end, t.id))
            if template.runs_on(day, self.letter(day))
        ]
        return tuple(
            Shift(i, day, template, self.kind(day), self.load_units[self.kind(day)]) for i, (day, template) in enumerate(found)
        )

    @cached_property
    def seats(self) -> tuple[SeatKey, ...]:
        """Every seat in order of time."""
        return tuple(SeatKey(s.day, s.template.id, n) for s in self.shifts for n in range(1, s.seats + 1))

    @cached_property
    def by_id(self) -> dict[str, Volunteer]:
        return {v.id: v for v in self.volunteers}

    @cached_property
    def wishful(self) -> tuple[Volunteer, ...]:
        """Those who want a certain shift of a certain day."""
        return tuple(v for v in self.volunteers if v.wanted)

    @cached_property
    def shift_at(self) -> dict[tuple[date, str], Shift]:
        return {(s.day, s.template.id): s for s in self.shifts}

    def kind(self, day: date) -> DayKind:
        """What the day counts as: told, or by its weekday."""
        told = self.kinds.get(day)
        if told is not None:
            return told
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.ORDINARY


    def letter(self, day: date) -> str:
        """The day's kind as shift templates name it."""
        return FESTIVAL if day in self.festivals else KIND_LETTERS[self.kind(day)]


@dataclass(frozen=True)
class Counts:
    """What one person has: shifts by kind of day, load units of the planned days, load carried before."""

    ordinary: int = 0
    weekend: int = 0
    holiday: int = 0
    load: int = 0
    carried: int = 0

    @property
    def shifts(self) -> int:
        return self.ordinary + self.weekend + self.holiday

    @property
    def total(self) -> int:
        """Carried load and load of these days together, in load units."""
        return self.carried + self.load


@dataclass(frozen=True)
class Stage:
    """One of the aims as solved: 'changed' people (repairs only), 'unfilled' seats, 'fairness' (Σ load², units²), 'preference' points."""

    name: str
    value: int
    bound: float
    proven: bool
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        """(value − bound) / value; 0 when proven."""
        return 0.0 if self.proven or self.value == 0 else max(0.0, (self.value - self.bound) / self.value)


@dataclass(frozen=True)
class RosterAnswer:
    """A roster: each seat's volunteer id or None, with the three values in order and how sure they are."""

    assigned: Mapping[SeatKey, str | None]
    unfilled: int
    fairness: int
    preference: int
    stages: tuple[Stage, ...] = ()
    counts: Mapping[str, Counts] = field(default_factory=dict)
    cancelled: bool = False

    @property
    def proven(self) -> bool:
        """All aims proven optimal, in their order."""
        return bool(self.stages) and self.stages[-1].name == AIMS[-1] and all(s.proven for s in self.stages)

    @property
    def triple(self) -> tuple[int, int, int]:
        return (self.unfilled, self.fairness, self.preference)


@dataclass(frozen=True)
class Progress:
    """What the solver knows while it runs: the aim, the best value, the bound, the best answer so far if it changed."""

    stage: str
    value: float
    bound: float
    gap: float
    seconds: float


def covers(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Whether the union of the spans (minutes of one day) holds every minute from start to end."""
    reached = start
    for first, last in sorted(spans):
        if first <= reached < last:
            reached = last
    return reached >= end


def days(first: date, last: date) -> list[date]:
    """Every day from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def moment(day: date, minute: int) -> datetime:
    """The moment `minute` minutes after midnight of `day`."""
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def month_days(month: str) -> tuple[date, date]:
    """First and last day of '2026-12'. Raises ValueError."""
    first = date.fromisoformat(f"{month}-01")
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first, following - timedelta(days=1)
