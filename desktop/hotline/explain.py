"""Why a roster is as it is: which shifts lack people and for what reasons, who else could take a seat and what it would cost."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.hotline.problem import RosterProblem, SeatKey, Shift
from desktop.hotline.rules import Rule, bar, counts, duties_by_person, shift_points


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
    """Somebody instead of whoever sits there: the rule that forbids it, or what it changes (load units² and points)."""

    volunteer: str
    rule: Rule | None
    fairness: int = 0
    preference: int = 0


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
            rule = bar(volunteer, shift, held.get(volunteer.id, ()))
            if rule is None:
                free.append(volunteer.id)
            else:
                reasons[rule] += 1
        found.append(Shortage(shift.day, shift.template.id, missing, dict(reasons), tuple(free)))
    return found


def alternatives(problem: RosterProblem, assigned: Mapping[SeatKey, str | None], seat: SeatKey) -> tuple[Alternative, ...]:
    """Everybody else for this seat: those who may sit first, cheapest first; then those whom a rule keeps away.

    The cost is that of the plain exchange (nobody else moves). Raises KeyError for a seat that is not in the problem.
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
        rule = bar(volunteer, shift, held.get(volunteer.id, ()))
        if rule is not None:
            found.append(Alternative(volunteer.id, rule))
            continue
        total = totals[volunteer.id]
        fair = relief + (total + shift.load) ** 2 - total**2
        found.append(Alternative(volunteer.id, None, fair, shift_points(problem, shift, [*stay, volunteer.id]) - wish))
    return tuple(sorted(found, key=lambda a: (a.rule is not None, a.fairness, a.preference, problem.by_id[a.volunteer].code)))


def why(problem: RosterProblem, assigned: Mapping[SeatKey, str | None], seat: SeatKey) -> Why:
    """The explanation of one seat. Raises KeyError for a seat that is not in the problem."""
    shift = problem.shift_at[seat.day, seat.template]
    who = assigned.get(seat)
    others = alternatives(problem, assigned, seat)
    possible = [a.volunteer for a in others if a.rule is None]
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
    held = duties_by_person(problem, emptied).get(volunteer, [])
    return bar(person, shift, held)


