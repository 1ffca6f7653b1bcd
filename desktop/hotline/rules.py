"""The hard rules of a roster (domain.md §4), said once for the solver, the clerk's own changes and the explanations."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desktop.hotline.problem import Counts, DayKind, Duty, RosterProblem, SeatKey, Shift, Volunteer, moment, monday


class Rule(StrEnum):
    """A hard rule that an assignment would break."""

    UNKNOWN = "unknown_volunteer"
    UNTRAINED = "untrained"
    NOT_SERVING = "not_serving"
    UNAVAILABLE_DATE = "unavailable_date"
    OUTSIDE_WINDOWS = "outside_windows"
    TWICE_IN_SHIFT = "twice_in_shift"
    DAY_MAXIMUM = "day_maximum"
    REST = "rest"
    WEEK_MAXIMUM = "week_maximum"
    MONTH_MAXIMUM = "month_maximum"
    APART = "apart"
    NOT_LEAD = "not_lead"
    NO_SUCH_SEAT = "no_such_seat"


@dataclass(frozen=True)
class Breach:
    """A rule broken by one person at one seat."""

    rule: Rule
    volunteer: str
    day: date
    template: str


def personal_bar(volunteer: Volunteer, shift: Shift) -> Rule | None:
    """The rule that keeps the volunteer from this shift whatever else is planned, or None."""
    if not volunteer.trained or (volunteer.training_expires is not None and shift.day > volunteer.training_expires):
        return Rule.UNTRAINED
    too_early = volunteer.joined is not None and shift.day < volunteer.joined
    if too_early or (volunteer.left is not None and shift.day > volunteer.left):
        return Rule.NOT_SERVING
    last_day = shift.day + timedelta(days=1) if shift.template.end > 1440 else shift.day
    if shift.day in volunteer.unavailable or last_day in volunteer.unavailable:
        return Rule.UNAVAILABLE_DATE
    if not volunteer.comes(shift.day, shift.template.start, shift.template.end):
        return Rule.OUTSIDE_WINDOWS
    return None


def duty_of(volunteer: str, shift: Shift) -> Duty:
    """The shift as a duty of this volunteer."""
    return Duty(volunteer, shift.day, shift.template.start, shift.template.end)


def duties_by_person(problem: RosterProblem, assigned: Mapping[SeatKey, str | None]) -> dict[str, list[Duty]]:
    """What everybody has: assigned seats and duties of the neighbouring days."""
    held: dict[str, list[Duty]] = defaultdict(list)
    for duty in problem.neighbours:
        held[duty.volunteer].append(duty)
    for seat, who in assigned.items():
        shift = problem.shift_at.get((seat.day, seat.template))
        if who is not None and shift is not None:
            held[who].append(duty_of(who, shift))
    return held


def duties_of(problem: RosterProblem, assigned: Mapping[SeatKey, str | None], volunteer: str) -> list[Duty]:
    """What one person has, as `duties_by_person` counts it."""
    held = [duty for duty in problem.neighbours if duty.volunteer == volunteer]
    for seat, who in assigned.items():
        shift = problem.shift_at.get((seat.day, seat.template)) if who == volunteer else None
        if shift is not None:
            held.append(duty_of(volunteer, shift))
    return held


def too_close(one: Duty, other: Duty, rest: int) -> bool:
    """Whether less than `rest` minutes lie between two duties of one person (or they overlap)."""
    a, b = sorted((one, other), key=lambda d: moment(d.day, d.start))
    return moment(b.day, b.start) < moment(a.day, a.end) + timedelta(minutes=rest)


def bar(volunteer: Volunteer, shift: Shift, held: Iterable[Duty]) -> Rule | None:
    """The rule that keeps the volunteer from this shift given the other duties that he holds, or None."""
    personal = personal_bar(volunteer, shift)
    if personal is not None:
        return personal
    wanted = duty_of(volunteer.id, shift)
    others = list(held)
    if wanted in others:
        return Rule.TWICE_IN_SHIFT
    if sum(d.day == shift.day for d in others) >= volunteer.max_day:
        return Rule.DAY_MAXIMUM
    if any(too_close(wanted, d, volunteer.min_rest) for d in others):
        return Rule.REST
    if sum(monday(d.day) == monday(shift.day) for d in others) >= volunteer.max_week:
        return Rule.WEEK_MAXIMUM
    if volunteer.max_month is not None and sum(same_month(d.day, shift.day) for d in others) >= volunteer.max_month:
        return Rule.MONTH_MAXIMUM
    return None


def same_month(one: date, other: date) -> bool:
    """Whether two days lie in one month of the calendar: the monthly maximum counts so."""
    return (one.year, one.month) == (other.year, other.month)


def company_bar(problem: RosterProblem, volunteer: Volunteer, shift: Shift, here: Collection[str], number: int | None = None) -> Rule | None:
    """The rule that keeps the volunteer from sitting beside those who are `here`, in the seat of this number (None: in any), or None."""
    if problem.foes.get(volunteer.id, frozenset()) & set(here):
        return Rule.APART
    if volunteer.may_lead or not shift.leads:
        return None
    seconds = sum(not problem.by_id[v].may_lead for v in here if v in problem.by_id)
    if (number is not None and number <= shift.leads) or seconds >= shift.seats - shift.leads:
        return Rule.NOT_LEAD
    return None


def breaches(problem: RosterProblem, assigned: Mapping[SeatKey, str | None]) -> list[Breach]:
    """Every hard rule that these assignments break, in order of time; empty = a legal roster."""
    found: list[Breach] = []
    held: dict[str, list[Duty]] = defaultdict(list)
    for duty in problem.neighbours:
        held[duty.volunteer].append(duty)
    here: dict[int, list[str]] = defaultdict(list)
    for seat in sorted(assigned, key=lambda s: (s.day, _start(problem, s), s.number)):
        who = assigned[seat]
        if who is None:
            continue
        shift = problem.shift_at.get((seat.day, seat.template))
        volunteer = problem.by_id.get(who)
        if shift is None or not 1 <= seat.number <= shift.seats:
            found.append(Breach(Rule.NO_SUCH_SEAT, who, seat.day, seat.template))
            continue
        if volunteer is None:
            found.append(Breach(Rule.UNKNOWN, who, seat.day, seat.template))
            continue
        rule = bar(volunteer, shift, held[who]) or company_bar(problem, volunteer, shift, here[shift.index], seat.number)
        here[shift.index].append(who)
        if rule is not None:
            found.append(Breach(rule, who, seat.day, seat.template))
        held[who].append(duty_of(who, shift))
    return found


def _start(problem: RosterProblem, seat: SeatKey) -> int:
    shift = problem.shift_at.get((seat.day, seat.template))
    return shift.template.start if shift else 0


def counts(problem: RosterProblem, assigned: Mapping[SeatKey, str | None]) -> dict[str, Counts]:
    """Per volunteer id: shifts by kind of day, load and carried load. Everybody in the problem appears."""
    held: dict[str, Counter[DayKind]] = defaultdict(Counter)
    for seat, who in assigned.items():
        if who is not None:
            held[who][problem.kind(seat.day)] += 1
    result = {}
    for volunteer in problem.volunteers:
        mine = held[volunteer.id]
        result[volunteer.id] = Counts(
            ordinary=mine[DayKind.ORDINARY],
            weekend=mine[DayKind.WEEKEND],
            holiday=mine[DayKind.HOLIDAY],
            load=sum(problem.load_units[kind] * n for kind, n in mine.items()),
            carried=volunteer.carried,
        )
    return result


def fairness(problem: RosterProblem, assigned: Mapping[SeatKey, str | None]) -> int:
    """Σ over everybody who may sit of (carried + load)², in load units squared (issue 5)."""
    return sum(c.total**2 for c in counts(problem, assigned).values())


def preference(problem: RosterProblem, assigned: Mapping[SeatKey, str | None]) -> int:
    """Points for disregarded wishes (issue 5): unwanted shift 3, novices only 5, wanted shift, usual weekday or liked company missed 1."""
    sitting: dict[tuple[date, str], set[str]] = defaultdict(set)
    for seat, who in assigned.items():
        if who is not None:
            sitting[seat.day, seat.template].add(who)
    return sum(shift_points(problem, shift, sitting[shift.day, shift.template.id]) for shift in problem.shifts)


def shift_points(problem: RosterProblem, shift: Shift, here: Collection[str]) -> int:
    """Points of one shift in which these volunteers sit."""
    total = 0
    if here and all(problem.by_id[v].years < problem.experienced_years for v in here):
        total += problem.points.novices_only
    total += sum(assignment_points(problem, problem.by_id[v], shift) for v in here)
    for volunteer in problem.wishful:
        if volunteer.id not in here and (shift.day, shift.template.id) in volunteer.wanted:
            total += problem.points.wanted_missed
    total += problem.points.together_missed * sum((one in here) != (other in here) for one, other in problem.together)
    return total


def changed(problem: RosterProblem, assigned: Mapping[SeatKey, str | None]) -> int:
    """How many people sat in a shift before and no longer do; empty seats that are filled change nothing for anybody."""
    now = {(seat.day, seat.template, who) for seat, who in assigned.items() if who is not None}
    return sum(
        (seat.day, seat.template, who) not in now
        for seat, who in problem.previous.items() if who is not None and (seat.day, seat.template) in problem.shift_at
    )


def assignment_points(problem: RosterProblem, volunteer: Volunteer, shift: Shift) -> int:
    """Points that seating this volunteer here costs by itself."""
    points = 0
    if volunteer.wish_for(shift.day, shift.template) == "unwanted":
        points += problem.points.unwanted
    if volunteer.usual_weekdays and shift.day.weekday() not in volunteer.usual_weekdays:
        points += problem.points.usual_weekday_missed
    return points
