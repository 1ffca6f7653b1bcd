"""The roster as a mixed-integer model: columns and rows, apart from the solver that is given them.

Seats of one shift are interchangeable, so a column stands for (volunteer, shift); chairs are dealt out afterwards.
The square of a person's load is convex: it is exact at the loads that he can have at all (who comes on working days only has even
ones) as a sum of steps of rising price between them, Σ_k price_k·z_k with Σ_k z_k = load, so the model stays linear and tight.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from desktop.hotline.problem import Duty, RosterProblem, SeatKey, Shift, Volunteer, monday
from desktop.hotline.rules import assignment_points, duty_of, personal_bar, same_month, too_close


@dataclass
class Columns:
    """A model under construction: bounds and whether whole, row entries by column index."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def column(self, lower: float, upper: float, whole: bool = True) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.lower) - 1

    def row(self, entries: Iterable[tuple[int, float]], lower: float, upper: float) -> int:
        for column, value in entries:
            self.index.append(column)
            self.value.append(value)
        self.starts.append(len(self.index))
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return len(self.row_lower) - 1


INFINITE = float("inf")


@dataclass(frozen=True)
class Step:
    """A piece of somebody's load, from one load that he can have to the next: its column, and where it begins and ends."""

    column: int
    begins: int
    ends: int


@dataclass
class RosterModel:
    """The columns by what they mean, and the three objectives as column -> cost with a constant."""

    problem: RosterProblem
    columns: Columns
    seat: dict[tuple[str, int], int]  # (volunteer, shift index) -> column
    unfilled: dict[int, int]  # shift index -> column
    steps: dict[str, list[Step]]  # volunteer -> steps of his load, cheapest first
    novices: dict[int, int]  # shift index -> column
    alone: dict[tuple[str, str, int], int]  # (one, other, shift index) -> column: one of the two sits there without the other
    aims: dict[str, tuple[dict[int, float], float]]

    def values_of(self, sitting: Mapping[int, set[str]]) -> dict[int, float]:
        """A roster (shift index -> volunteers) as column values, to start the solver from."""
        values: dict[int, float] = {}
        load: dict[str, int] = defaultdict(int)
        for shift in self.problem.shifts:
            here = sitting.get(shift.index, set())
            for who in here:
                values[self.seat[who, shift.index]] = 1.0
                load[who] += shift.load
            values[self.unfilled[shift.index]] = float(shift.seats - len(here))
            if shift.index in self.novices:
                green = all(self.problem.by_id[v].years < self.problem.experienced_years for v in here)
                values[self.novices[shift.index]] = float(bool(here) and green)
        for (one, other, index), column in self.alone.items():
            here = sitting.get(index, set())
            values[column] = float((one in here) != (other in here))
        for who, steps in self.steps.items():
            for step in steps:
                values[step.column] = float(min(max(load[who] - step.begins, 0), step.ends - step.begins))
        for column in self.seat.values():
            values.setdefault(column, 0.0)
        return values

    def sitting_of(self, values: "list[float] | Mapping[int, float]") -> dict[int, set[str]]:
        """Column values as a roster."""
        sitting: dict[int, set[str]] = defaultdict(set)
        for (who, shift), column in self.seat.items():
            if values[column] > 0.5:
                sitting[shift].add(who)
        return dict(sitting)


def seated(problem: RosterProblem, sitting: Mapping[int, set[str]]) -> dict[SeatKey, str | None]:
    """Deal the chairs of each shift: locked and staying people keep theirs, the most experienced takes the first free one."""
    assigned: dict[SeatKey, str | None] = {}
    for shift in problem.shifts:
        keys = [SeatKey(shift.day, shift.template.id, n) for n in range(1, shift.seats + 1)]
        locked = {k: problem.locks[k] for k in keys if k in problem.locks}
        free = [v for v in sitting.get(shift.index, set()) if v not in locked.values()]
        free.sort(key=lambda v: (-problem.by_id[v].years, problem.by_id[v].code, v))
        leading = [k for k in keys[: shift.leads] if k not in locked]
        first = [v for v in free if problem.by_id[v].may_lead]
        first.sort(key=lambda v: v not in {problem.previous.get(k) for k in leading})  # who led before goes on
        assigned |= dict.fromkeys(keys, None) | locked
        _deal(problem, assigned, leading, first[: len(leading)])
        _deal(problem, assigned, [k for k in keys[shift.leads :] if k not in locked], [v for v in free if v not in first[: len(leading)]])
    return assigned


def _deal(problem: RosterProblem, assigned: dict[SeatKey, str | None], keys: list[SeatKey], people: list[str]) -> None:
    """Give the chairs to these people: who had one of them keeps it, the others take the rest in order."""
    kept = {k: who for k in keys if (who := problem.previous.get(k)) is not None and who in people}
    rest = [v for v in people if v not in kept.values()]
    for key in keys:
        assigned[key] = kept.get(key) or (rest.pop(0) if rest else None)


def build(problem: RosterProblem) -> RosterModel:
    """The model of a problem whose locks break no rule."""
    columns = Columns()
    seat: dict[tuple[str, int], int] = {}
    locked = {(who, problem.shift_at[key.day, key.template].index) for key, who in problem.locks.items()}
    outside: dict[str, list[Duty]] = defaultdict(list)
    for duty in problem.neighbours:
        outside[duty.volunteer].append(duty)
    for volunteer in problem.volunteers:
        for shift in problem.shifts:
            fixed = (volunteer.id, shift.index) in locked
            if fixed or _possible(volunteer, shift, outside[volunteer.id]):
                seat[volunteer.id, shift.index] = columns.column(1.0 if fixed else 0.0, 1.0)
    mine: dict[str, list[tuple[Shift, int]]] = defaultdict(list)
    here: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for (who, index), column in seat.items():
        mine[who].append((problem.shifts[index], column))
        here[index].append((who, column))

    unfilled = {}
    for shift in problem.shifts:
        unfilled[shift.index] = columns.column(0.0, float(shift.seats))
        columns.row([(c, 1.0) for _, c in here[shift.index]] + [(unfilled[shift.index], 1.0)], shift.seats, shift.seats)
    steps = {}
    for volunteer in problem.volunteers:
        if mine[volunteer.id]:
            most, heaviest = _person_rows(columns, volunteer, mine[volunteer.id], outside[volunteer.id])
            steps[volunteer.id] = _load_rows(columns, mine[volunteer.id], possible_loads((s.load for s, _ in mine[volunteer.id]), most, heaviest))
    novices = _novice_rows(columns, problem, here)
    alone = _company_rows(columns, problem, seat, here)
    return RosterModel(problem, columns, seat, unfilled, steps, novices, alone, _aims(problem, seat, unfilled, steps, novices, alone))


def _possible(volunteer: Volunteer, shift: Shift, outside: list[Duty]) -> bool:
    wanted = duty_of(volunteer.id, shift)
    return (
        personal_bar(volunteer, shift) is None
        and sum(d.day == shift.day for d in outside) < volunteer.max_day
        and not any(too_close(wanted, d, volunteer.min_rest) for d in outside)
    )


def possible_loads(each: Iterable[int], most: int, heaviest: int) -> list[int]:
    """The sums of at most `most` of these loads, up to `heaviest`, rising; 0 is always one."""
    reached = {0: {0}}  # number of shifts -> sums
    for load, number in sorted(Counter(each).items()):
        grown: dict[int, set[int]] = {}
        for count, sums in reached.items():
            for more in range(min(number, most - count) + 1):
                grown.setdefault(count + more, set()).update(s + more * load for s in sums if s + more * load <= heaviest)
        reached = grown
    return sorted(set().union(*reached.values()))


def _person_rows(columns: Columns, volunteer: Volunteer, mine: list[tuple[Shift, int]], outside: list[Duty]) -> tuple[int, int]:
    """Day, rest, week and month rows of one person. Returns upper bounds on his shifts and on his load."""
    rows: dict[frozenset[int], int] = {}
    by_day: dict[date, list[int]] = defaultdict(list)
    by_week: dict[date, list[tuple[int, Shift]]] = defaultdict(list)
    for shift, column in mine:
        by_day[shift.day].append(column)
        by_week[monday(shift.day)].append((column, shift))
    for day, there in by_day.items():
        left = volunteer.max_day - sum(d.day == day for d in outside)
        if len(there) > left:
            rows[frozenset(there)] = left
    rest = timedelta(minutes=volunteer.min_rest)
    for shift, _ in mine:  # shifts still 'alive' (running or resting) when this one starts exclude each other
        alive = [(s, c) for s, c in mine if s.starts <= shift.starts < s.ends + rest]
        if len(alive) > 1:
            key = frozenset(c for _, c in alive)
            rows[key] = min(1, rows.get(key, 1))
    if volunteer.max_month is not None:
        _month_rows(volunteer, mine, outside, rows)
    most = heaviest = 0
    for week, there_in_week in by_week.items():
        left = max(0, volunteer.max_week - sum(monday(d.day) == week for d in outside))
        rows_key = frozenset(c for c, _ in there_in_week)
        if len(rows_key) > left:
            rows[rows_key] = min(left, rows.get(rows_key, left))
        best_of_day: dict[date, list[int]] = defaultdict(list)
        for _, shift in there_in_week:
            best_of_day[shift.day].append(shift.load)
        best = sorted(
            (load for loads in best_of_day.values() for load in sorted(loads, reverse=True)[: volunteer.max_day]), reverse=True
        )
        most += min(left, len(best))
        heaviest += sum(best[:left])
    for key in [k for k in rows if any(k < other and rows[other] <= rows[k] for other in rows)]:
        del rows[key]  # implied by a wider row that allows no more
    for key, limit in rows.items():
        columns.row([(c, 1.0) for c in sorted(key)], 0.0, float(limit))
    return most, heaviest


def _month_rows(
    volunteer: Volunteer, mine: list[tuple[Shift, int]], outside: list[Duty], rows: dict[frozenset[int], int]
) -> None:
    assert volunteer.max_month is not None
    by_month: dict[date, list[int]] = defaultdict(list)
    for shift, column in mine:
        by_month[shift.day.replace(day=1)].append(column)
    for month, there in by_month.items():
        left = max(0, volunteer.max_month - sum(same_month(d.day, month) for d in outside))
        if len(there) > left:
            rows[frozenset(there)] = min(left, rows.get(frozenset(there), left))


def _company_rows(
    columns: Columns, problem: RosterProblem, seat: Mapping[tuple[str, int], int], here: Mapping[int, list[tuple[str, int]]]
) -> dict[tuple[str, str, int], int]:
    """Rows for pairs who must not share a shift and for lead seats; a column for each shift that parts two who like to sit together."""
    alone = {}
    for shift in problem.shifts:
        for one, other in sorted(problem.apart):
            both = [seat[v, shift.index] for v in (one, other) if (v, shift.index) in seat]
            if len(both) == 2:
                columns.row([(c, 1.0) for c in both], 0.0, 1.0)
        if shift.leads:
            seconds = [(c, 1.0) for v, c in here.get(shift.index, ()) if not problem.by_id[v].may_lead]
            taken = sum(
                problem.by_id[who].may_lead for key, who in problem.locks.items()
                if (key.day, key.template) == (shift.day, shift.template.id) and key.number > shift.leads
            )
            columns.row(seconds, 0.0, float(shift.seats - shift.leads - taken))
        for one, other in sorted(problem.together):
            a, b = seat.get((one, shift.index)), seat.get((other, shift.index))
            if a is None and b is None:
                continue
            column = alone[one, other, shift.index] = columns.column(0.0, 1.0, whole=False)
            for plus, minus in ((a, b), (b, a)):
                columns.row([(column, 1.0)] + [(c, f) for c, f in ((plus, -1.0), (minus, 1.0)) if c is not None], 0.0, INFINITE)
    return alone


def _load_rows(columns: Columns, mine: list[tuple[Shift, int]], loads: list[int]) -> list[Step]:
    steps = [Step(columns.column(0.0, float(end - begin), whole=False), begin, end) for begin, end in pairwise(loads)]
    columns.row([(c, float(s.load)) for s, c in mine] + [(s.column, -1.0) for s in steps], 0.0, 0.0)
    return steps


def _novice_rows(columns: Columns, problem: RosterProblem, here: Mapping[int, list[tuple[str, int]]]) -> dict[int, int]:
    """A column that is 1 when a shift has people but nobody experienced."""
    novices = {}
    for shift in problem.shifts:
        green = [c for v, c in here.get(shift.index, []) if problem.by_id[v].years < problem.experienced_years]
        seasoned = [c for v, c in here.get(shift.index, []) if problem.by_id[v].years >= problem.experienced_years]
        if not green:
            continue
        alone = columns.column(0.0, 1.0)
        novices[shift.index] = alone
        for column in green:
            columns.row([(alone, 1.0), (column, -1.0)] + [(c, 1.0) for c in seasoned], 0.0, INFINITE)
    return novices


def _aims(
    problem: RosterProblem, seat: Mapping[tuple[str, int], int], unfilled: Mapping[int, int],
    steps: Mapping[str, list[Step]], novices: Mapping[int, int], alone: Mapping[tuple[str, str, int], int],
) -> dict[str, tuple[dict[int, float], float]]:
    fair: dict[int, float] = {}
    for who, pieces in steps.items():
        twice = 2.0 * problem.by_id[who].carried
        for step in pieces:  # ((carried + end)² − (carried + begin)²) / (end − begin)
            fair[step.column] = twice + step.begins + step.ends
    wishes: dict[int, float] = {c: float(problem.points.novices_only) for c in novices.values()}
    wishes |= {c: float(problem.points.together_missed) for c in alone.values()}
    missed = 0
    for volunteer in problem.volunteers:
        for shift in problem.shifts:
            column_or_none = seat.get((volunteer.id, shift.index))
            wanted = (shift.day, shift.template.id) in volunteer.wanted
            missed += problem.points.wanted_missed if wanted else 0
            if column_or_none is not None:
                cost = assignment_points(problem, volunteer, shift) - (problem.points.wanted_missed if wanted else 0)
                if cost:
                    wishes[column_or_none] = float(cost)
    before = {(problem.shift_at[k.day, k.template].index, v) for k, v in problem.previous.items() if v and (k.day, k.template) in problem.shift_at}
    stay = {seat[who, index]: -1.0 for index, who in before if (who, index) in seat}
    base = float(sum(v.carried**2 for v in problem.volunteers))
    return {
        "changed": (stay, float(len(before))),
        "unfilled": (dict.fromkeys(unfilled.values(), 1.0), 0.0),
        "fairness": (fair, base),
        "preference": (wishes, float(missed)),
    }
