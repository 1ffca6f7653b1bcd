"""Why a roster is as it is: which shifts lack people and for what reasons, who else could take a seat and what it would cost."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from desktop.hotline.problem import RosterProblem, SeatKey, Shift, Volunteer, monday
from desktop.hotline.rules import (
    Rule,
    bar,
    company_bar,
    counts,
    duties_by_person,
    duties_of,
    personal_bar,
    same_month,
    shift_points,
)

OWN_SHIFTS = frozenset({Rule.DAY_MAXIMUM, Rule.REST, Rule.WEEK_MAXIMUM, Rule.MONTH_MAXIMUM})  # bars that a shift given up may lift


@dataclass(frozen=True)
class Shortage:
    """A shift with empty seats. `reasons` counts by rule the people whom it keeps away; those in `free` could still sit."""

    day: date
    template: str
    missing: int
    reasons: Mapping[Rule, int]
    free: tuple[str, ...] = ()

    @property
    def nobody(self) -> bool:
        """No trained volunteer offered this time at all."""
        return not self.free and set(self.reasons) <= {Rule.UNTRAINED, Rule.NOT_SERVING, Rule.OUTSIDE_WINDOWS, Rule.UNAVAILABLE_DATE}


@dataclass(frozen=True)
class Alternative:
    """Somebody instead of whoever sits there: the rule that forbids it, or what it changes in the three aims (seats, load units²,
    points). `gives`: the seat of his own that he gives up for it: to whoever sits here (an exchange), or to nobody, which leaves it
    empty (`unfilled` 1)."""

    volunteer: str
    rule: Rule | None
    fairness: int = 0
    preference: int = 0
    unfilled: int = 0
    gives: SeatKey | None = None


@dataclass(frozen=True)
class Why:
    """Why this person has this seat. `able` counts everybody who could sit in this shift beside the rest of the roster,
    the person included; loads in load units, carried load included."""

    seat: SeatKey
    volunteer: str | None
    locked: bool
    able: int
    total: int
    mean: float
    lowest: bool  # nobody of those able has less load without this shift
    beside: tuple[str, ...]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class PersonWhy:
    """Why a person has what he has. `open`: shifts that he could take by himself; `barred`: the others by the rule that keeps him away;
    loads in load units; `full_weeks`: Mondays of weeks at his maximum; `heavier`, `lighter`: how many carry more and less than he."""

    volunteer: str
    shifts: int
    load: int
    carried: int
    mean: float
    open: int
    barred: Mapping[Rule, int]
    full_weeks: tuple[date, ...]
    month_full: bool
    unwanted: int
    wanted_met: int
    wanted_missed: int
    heavier: int
    lighter: int
    locked: int


def shortages(problem: RosterProblem, assigned: Mapping[SeatKey, str | None]) -> list[Shortage]:
    """The shifts with empty seats, in order of time, each with its reasons."""
    held = duties_by_person(problem, assigned)
    found = []
    for shift in problem.shifts:
        sitting = people_in(problem, assigned, shift)
        missing = shift.seats - len(sitting)
        if missing <= 0:
            continue
        reasons: Counter[Rule] = Counter()
        free = []
        for volunteer in problem.volunteers:
            if volunteer.id in sitting:
                continue
            rule = bar(volunteer, shift, held.get(volunteer.id, ())) or company_bar(problem, volunteer, shift, sitting)
            if rule is None:
                free.append(volunteer.id)
            else:
                reasons[rule] += 1
        found.append(Shortage(shift.day, shift.template.id, missing, dict(reasons), tuple(free)))
    return found


def alternatives(
    problem: RosterProblem, assigned: Mapping[SeatKey, str | None], seat: SeatKey, *, exchanges: bool = False
) -> tuple[Alternative, ...]:
    """Everybody else for this seat: those who may sit, cheapest first; those who would give up a shift; those whom a rule keeps away.

    The cost is that of the plain change (nobody else moves); with `exchanges`, who is kept away only by a shift of his own is shown
    giving that up.
    Raises KeyError for a seat that is not in the problem.
    """
    shift = problem.shift_at[seat.day, seat.template]
    here = people_in(problem, assigned, shift)
    emptied = {**assigned, seat: None}
    held = duties_by_person(problem, emptied)
    totals = {v: c.total for v, c in counts(problem, assigned).items()}
    leaves = assigned.get(seat)
    relief = (totals[leaves] - shift.load) ** 2 - totals[leaves] ** 2 if leaves in totals else 0
    stay = [v for v in here if v != leaves]
    wish = shift_points(problem, shift, here)
    found = []
    for volunteer in problem.volunteers:
        if volunteer.id in here:
            continue
        rule = bar(volunteer, shift, held.get(volunteer.id, ())) or company_bar(problem, volunteer, shift, stay, seat.number)
        if rule is not None:
            moved = giving_up(problem, assigned, seat, volunteer) if exchanges and rule in OWN_SHIFTS else None
            found.append(moved or Alternative(volunteer.id, rule))
            continue
        total = totals[volunteer.id]
        fair = relief + (total + shift.load) ** 2 - total**2
        found.append(Alternative(volunteer.id, None, fair, shift_points(problem, shift, [*stay, volunteer.id]) - wish))
    return tuple(sorted(found, key=lambda a: (
        a.rule is not None, a.gives is not None, a.unfilled, a.fairness, a.preference, problem.by_id[a.volunteer].code)))


def giving_up(
    problem: RosterProblem, assigned: Mapping[SeatKey, str | None], seat: SeatKey, volunteer: Volunteer
) -> Alternative | None:
    """The cheapest way for somebody to take this seat by giving up one of his own: exchanged with whoever sits here, else left empty."""
    leaves, shift = assigned.get(seat), problem.shift_at[seat.day, seat.template]
    found = []
    for own, who in assigned.items():
        other = problem.shift_at.get((own.day, own.template))
        if who != volunteer.id or other is None or other == shift or own in problem.locks:
            continue
        for back in ([leaves, None] if leaves in problem.by_id else [None]):
            after = {**assigned, seat: None, own: None}
            if may_sit(problem, after, seat, volunteer.id) is not None:
                continue
            after[seat] = volunteer.id
            if back is not None and may_sit(problem, after, own, back) is not None:
                continue
            after[own] = back
            empty = sum(1 for k in (seat, own) if after[k] is None) - sum(1 for k in (seat, own) if assigned.get(k) is None)
            found.append(Alternative(
                volunteer.id, None, _load_change(problem, assigned, after, (volunteer.id, leaves)),
                sum(shift_points(problem, s, people_in(problem, after, s)) - shift_points(problem, s, people_in(problem, assigned, s))
                    for s in (shift, other)),
                empty, own,
            ))
            break
    return min(found, key=lambda a: (a.unfilled, a.fairness, a.preference, a.gives), default=None)


def _load_change(
    problem: RosterProblem, before: Mapping[SeatKey, str | None], after: Mapping[SeatKey, str | None], people: Iterable[str | None]
) -> int:
    """By how much Σ load² changes, when only the loads of these people do."""
    change = 0
    for who in people:
        if who is not None and who in problem.by_id:
            loads = [
                problem.by_id[who].carried + sum(problem.load_units[problem.kind(k.day)] for k, v in roster.items() if v == who)
                for roster in (before, after)
            ]
            change += loads[1] ** 2 - loads[0] ** 2
    return change


def why_person(problem: RosterProblem, assigned: Mapping[SeatKey, str | None], volunteer: str) -> PersonWhy:
    """The explanation of one person's month. Raises KeyError for somebody who is not in the problem."""
    person = problem.by_id[volunteer]
    told = counts(problem, assigned)
    able = [v.id for v in problem.volunteers if v.trained]
    totals = [told[v].total for v in able]
    mine = told[volunteer]
    held = duties_by_person(problem, assigned).get(volunteer, [])
    bars = Counter(rule for shift in problem.shifts if (rule := personal_bar(person, shift)) is not None)
    weeks = Counter(monday(d.day) for d in held)
    here = {(k.day, k.template) for k, who in assigned.items() if who == volunteer}
    sitting = [problem.shift_at[key] for key in here if key in problem.shift_at]
    month = sum(same_month(d.day, problem.first) for d in held)
    wanted = {key for key in person.wanted if key in problem.shift_at}
    return PersonWhy(
        volunteer=volunteer, shifts=mine.shifts, load=mine.load, carried=mine.carried, mean=sum(totals) / len(totals) if totals else 0.0,
        open=len(problem.shifts) - sum(bars.values()), barred=dict(bars),
        full_weeks=tuple(sorted(week for week, number in weeks.items() if number >= person.max_week)),
        month_full=person.max_month is not None and month >= person.max_month,
        unwanted=sum(person.wish_for(s.day, s.template) == "unwanted" for s in sitting),
        wanted_met=len(wanted & here), wanted_missed=len(wanted - here),
        heavier=sum(t > mine.total for t in totals), lighter=sum(t < mine.total for t in totals),
        locked=sum(who == volunteer for who in problem.locks.values()),
    )


def why(problem: RosterProblem, assigned: Mapping[SeatKey, str | None], seat: SeatKey) -> Why:
    """The explanation of one seat. Raises KeyError for a seat that is not in the problem."""
    shift = problem.shift_at[seat.day, seat.template]
    who = assigned.get(seat)
    others = alternatives(problem, assigned, seat, exchanges=True)
    possible = [a.volunteer for a in others if a.rule is None and a.gives is None]
    totals = {v: c.total for v, c in counts(problem, assigned).items()}
    mine = totals.get(who, 0) if who else 0
    able_to_sit = [v.id for v in problem.volunteers if v.trained]
    return Why(
        seat=seat,
        volunteer=who,
        locked=seat in problem.locks,
        able=len(possible) + (1 if who else 0),
        total=mine,
        mean=sum(totals[v] for v in able_to_sit) / len(able_to_sit) if able_to_sit else 0.0,
        lowest=who is not None and all(mine - shift.load <= totals[v] for v in possible),
        beside=tuple(v for v in people_in(problem, assigned, shift) if v != who),
        alternatives=others,
    )


def people_in(problem: RosterProblem, assigned: Mapping[SeatKey, str | None], shift: Shift) -> list[str]:
    """Who sits in the shift, by seat number."""
    keys = [SeatKey(shift.day, shift.template.id, n) for n in range(1, shift.seats + 1)]
    return [who for k in keys if (who := assigned.get(k)) is not None]


def may_sit(problem: RosterProblem, assigned: Mapping[SeatKey, str | None], seat: SeatKey, volunteer: str) -> Rule | None:
    """The rule that seating this volunteer at this seat would break (whoever sits there leaves), or None."""
    shift = problem.shift_at.get((seat.day, seat.template))
    person = problem.by_id.get(volunteer)
    if shift is None or not 1 <= seat.number <= shift.seats:
        return Rule.NO_SUCH_SEAT
    if person is None:
        return Rule.UNKNOWN
    emptied = {**assigned, seat: None}
    held = duties_of(problem, emptied, volunteer)
    return bar(person, shift, held) or company_bar(problem, person, shift, people_in(problem, emptied, shift), seat.number)


