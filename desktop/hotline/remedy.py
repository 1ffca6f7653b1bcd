"""The smallest change that would fill a roster: whom to ask for a time he did not offer, whom for one shift more in a week or month.

Never asked for: training, leave and dates said to be impossible, rest, one shift a day, pairs that must not sit together.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from desktop.hotline.highs import optimise
from desktop.hotline.model import build
from desktop.hotline.problem import RosterProblem, Volunteer, Window, monday
from desktop.hotline.rules import personal_bar, same_month
from desktop.people.weekly import DAY_MINUTES

ALWAYS = tuple(Window(weekday, 0, DAY_MINUTES) for weekday in range(7))
EMPTY, ASK, MORE = 10_000.0, 11.0, 10.0  # an empty seat weighs more than all questions; a new time a little more than a shift more
TIME, WEEK, MONTH = "time", "week", "month"


@dataclass(frozen=True, order=True)
class Request:
    """One thing to ask of one volunteer: to come at a `time` he did not offer, or for one shift more in a `week` or `month`.

    `day`: the day of the shift, the Monday of the week, the first of the month; `template` only for a time.
    """

    day: date
    kind: str
    volunteer: str
    template: str = ""


@dataclass(frozen=True)
class Remedy:
    """What to ask so that `filled` more seats are taken; `still` seats stay empty whatever one asks. `proven`: nothing smaller would do."""

    requests: tuple[Request, ...]
    filled: int
    still: int
    proven: bool


def remedy(problem: RosterProblem, unfilled: int, cancelled: Callable[[], bool], seconds: float = 5.0) -> Remedy:
    """The fewest questions that fill the seats which the problem's own rules leave empty (`unfilled`). Needs no session."""
    wide = replace(problem, volunteers=tuple(_widened(v) for v in problem.volunteers), together=frozenset())
    model = build(wide)
    costs: dict[int, float] = dict.fromkeys(model.unfilled.values(), EMPTY)
    asked: dict[int, Request] = {}
    groups: dict[Request, list[int]] = defaultdict(list)
    for (who, index), column in model.seat.items():
        shift, volunteer = problem.shifts[index], problem.by_id[who]
        if personal_bar(volunteer, shift) is not None and model.columns.lower[column] == 0.0:
            asked[column] = Request(shift.day, TIME, who, shift.template.id)
        groups[Request(monday(shift.day), WEEK, who)].append(column)
        if volunteer.max_month is not None:
            groups[Request(shift.day.replace(day=1), MONTH, who)].append(column)
    costs |= dict.fromkeys(asked, ASK)
    for request, columns in groups.items():
        left = _left(problem, request)
        if len(columns) > left:
            over = model.columns.column(0.0, 1.0)
            model.columns.row([(c, 1.0) for c in columns] + [(over, -1.0)], -1.0, float(left))
            costs[over], asked[over] = MORE, request
    values, proven = optimise(model.columns, costs, cancelled, seconds)
    if values is None:
        return Remedy((), 0, unfilled, False)
    still = sum(round(values[c]) for c in model.unfilled.values())
    return Remedy(tuple(sorted(r for c, r in asked.items() if values[c] > 0.5)), max(0, unfilled - still), still, proven)


def _widened(volunteer: Volunteer) -> Volunteer:
    """The same person, as if he came at any time of the week and once more; who takes no shift at all stays so."""
    if not volunteer.max_week or volunteer.max_month == 0:
        return volunteer
    month = None if volunteer.max_month is None else volunteer.max_month + 1
    return replace(volunteer, windows=ALWAYS, max_week=volunteer.max_week + 1, max_month=month)


def _left(problem: RosterProblem, request: Request) -> int:
    """How many shifts his own maximum still allows in the week or month of the request."""
    volunteer = problem.by_id[request.volunteer]
    held = [d.day for d in problem.neighbours if d.volunteer == request.volunteer]
    if request.kind == WEEK:
        return max(0, volunteer.max_week - sum(monday(day) == request.day for day in held))
    return max(0, (volunteer.max_month or 0) - sum(same_month(day, request.day) for day in held))
