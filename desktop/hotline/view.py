"""What the roster page shows: a month with everything already counted, so that the window only draws."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from db.hotline import queries
from desktop.hotline.explain import PersonWhy, Shortage, Why, may_sit, shortages, why, why_person
from desktop.hotline.months import MonthRoster, load_month, solvable
from desktop.hotline.problem import AIMS, Counts, Progress, RosterAnswer, RosterProblem, SeatKey, ShiftTemplate, Stage, days
from desktop.hotline.remedy import TIME, WEEK, Remedy, remedy
from desktop.hotline.rosters import breach_lines, solve_checked
from desktop.hotline.rules import Breach, Rule, breaches, counts, fairness, personal_bar, preference
from desktop.hotline.words import STAGES, label
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session

LATE_IN_MONTH = 20  # after this day of the month the next one is planned


@dataclass(frozen=True)
class Taken:
    """A seat in a cell of the grid."""

    key: SeatKey
    shift: str
    place: int  # the shift's place in the day, from 0
    locked: bool


@dataclass(frozen=True)
class Line:
    """One person's row: seats by day, days on which he cannot come at all, his counts."""

    volunteer: str
    code: str
    name: str
    trained: bool
    cells: Mapping[date, tuple[Taken, ...]]
    blocked: frozenset[date]
    counts: Counts


@dataclass(frozen=True)
class Fill:
    """How many seats of a shift are filled in the month."""

    shift: str
    start: int
    end: int
    filled: int
    seats: int


@dataclass(frozen=True)
class RosterView:
    """A month as the page draws it; `proposal` tells that it is not saved."""

    roster: MonthRoster
    days: tuple[date, ...]
    lines: tuple[Line, ...]
    empty: Mapping[date, tuple[Taken, ...]]
    fills: tuple[Fill, ...]
    shortages: tuple[Shortage, ...]
    breaches: tuple[Breach, ...]
    unfilled: int
    seats: int
    fairness: int
    preference: int
    mean: float
    most: int
    changes: tuple[tuple[SeatKey, str | None, str | None], ...]
    stages: tuple[Stage, ...] = ()
    proposal: bool = False
    proven: bool = False
    cancelled: bool = False
    shifts: tuple[ShiftTemplate, ...] = field(default=())
    remedy: Remedy | None = None

    def breach_words(self) -> list[str]:
        """The rules that the roster breaks by now, a line each."""
        return breach_lines(self.roster, self.breaches)

    @property
    def able(self) -> int:
        """How many people may sit at all."""
        return sum(line.trained for line in self.lines)


@service(Permission.HOTLINE_READ, personal=True)
def load_view(session: Session, month: str) -> RosterView:
    """The newest version of a month, ready to be drawn. Raises BadRequest."""
    roster = load_month(session, month)
    return view_of(roster, proven=bool(roster.saved and roster.saved.proven))


@service(Permission.ROSTER_WRITE, personal=True)
def load_plan(
    session: Session, month: str, from_day: date | None = None, until: date | None = None, repair: bool = False
) -> tuple[MonthRoster, RosterProblem]:
    """What a new plan of the month, or of a part of it, needs, to be solved off the database thread. Raises BadRequest."""
    roster = load_month(session, month)
    return roster, solvable(roster, from_day, until, repair=repair)


def plan_view(
    plan: tuple[MonthRoster, RosterProblem], progress: Callable[[float, str], None], cancelled: Callable[[], bool],
    seconds: float = 60.0, first: Callable[[RosterView], None] | None = None,
) -> tuple[RosterProblem, RosterAnswer, RosterView]:
    """Solve, telling the progress in words; the proposal comes back drawn over the month. `first` is given the first full proposal
    while the better ones are looked for. When seats stay empty, the smallest change that would fill them is found too.
    Raises BadRequest."""
    roster, problem = plan
    early = (lambda answer: first(_drawn(roster, problem, answer))) if first is not None else None
    answer = solve_checked(problem, roster, lambda p: progress(*progress_words(p)), cancelled, seconds, early)
    view = _drawn(roster, problem, answer)
    if answer.unfilled and not answer.cancelled:
        progress(1.0, _("Looking for what would fill the empty seats"))
        view = replace(view, remedy=remedy(problem, answer.unfilled, cancelled))
    return problem, answer, view


def _drawn(roster: MonthRoster, problem: RosterProblem, answer: RosterAnswer) -> RosterView:
    """An answer drawn over the month; outside the planned days the month is as it was."""
    merged = {**{k: w for k, w in roster.assigned.items() if not problem.first <= k.day <= problem.last}, **answer.assigned}
    proposed = replace(roster, assigned=merged, previous=roster.assigned if roster.saved else {})
    view = view_of(proposed, proven=answer.proven)
    return replace(view, proposal=True, stages=answer.stages, cancelled=answer.cancelled)


def remedy_of(
    roster: MonthRoster, progress: Callable[[float, str], None], cancelled: Callable[[], bool]
) -> Remedy:
    """The smallest change that would fill the empty seats of a saved roster from today on. Raises BadRequest when its days are over."""
    progress(0.0, _("Looking for what would fill the empty seats"))
    problem = solvable(roster)
    return remedy(problem, sum(w is None for k, w in roster.assigned.items() if problem.first <= k.day <= problem.last), cancelled)


def remedy_words(roster: MonthRoster, told: Remedy) -> list[str]:
    """The smallest change in words, a line for each volunteer to ask, and what stays empty whatever one asks."""
    lines = []
    for request in told.requests:
        when = _("{month}/{day}").format(month=request.day.month, day=request.day.day)
        name = roster.name(request.volunteer)
        if request.kind == TIME:
            lines.append(_("Ask {name} to come on {day}, {shift} (not offered so far)").format(
                name=name, day=when, shift=roster.template(request.template).name))
        elif request.kind == WEEK:
            lines.append(_("Ask {name} for one shift more in the week from {day}").format(name=name, day=when))
        else:
            lines.append(_("Ask {name} for one shift more in the month").format(name=name))
    if told.still:
        lines.append(_("{number} seats stay empty whatever these are asked: more people must be trained.").format(number=told.still))
    if not told.proven:
        lines.append(_("Stopped early: perhaps less would do."))
    return lines


def progress_words(told: Progress) -> tuple[float, str]:
    """How far the solver is, as a fraction and in words."""
    stage = AIMS.index(told.stage) if told.stage in AIMS else 0
    share = (stage + (1.0 - min(1.0, told.gap * 20))) / len(AIMS)
    words = _("{stage}: {value:g}, at best {bound:g} ({gap:.1%} apart)").format(
        stage=label(STAGES, told.stage), value=told.value, bound=told.bound, gap=told.gap)
    return share, words


def view_of(roster: MonthRoster, *, proven: bool) -> RosterView:
    """A month drawn: pure counting."""
    problem = roster.problem
    order = {t.id: n for n, t in enumerate(sorted(roster.shown, key=lambda t: (t.start, t.end, t.name)))}
    taken: dict[str | None, dict[date, list[Taken]]] = {}
    for key, who in sorted(roster.assigned.items(), key=lambda item: (item[0].day, order[item[0].template], item[0].number)):
        cell = Taken(key, roster.template(key.template).name, order[key.template], problem.locks.get(key) == who and who is not None)
        taken.setdefault(who, {}).setdefault(key.day, []).append(cell)
    by_person = counts(problem, roster.assigned)
    all_days = tuple(days(problem.first, problem.last))
    lines = tuple(
        Line(
            v.id, v.code, v.name, v.trained and (v.left is None or v.left >= problem.first),
            {day: tuple(cells) for day, cells in taken.get(v.id, {}).items()}, _blocked(roster, v.id), by_person[v.id],
        )
        for v in problem.volunteers
        if v.trained or v.id in taken
    )
    totals = [line.counts.total for line in lines if line.trained]
    return RosterView(
        roster=roster, days=all_days, lines=lines,
        empty={day: tuple(cells) for day, cells in taken.get(None, {}).items()},
        fills=_fills(roster, order), shortages=tuple(shortages(problem, roster.assigned)) if roster.saved else (),
        breaches=tuple(breaches(problem, roster.assigned)), unfilled=sum(w is None for w in roster.assigned.values()),
        seats=len(roster.assigned), fairness=fairness(problem, roster.assigned), preference=preference(problem, roster.assigned),
        mean=sum(totals) / len(totals) if totals else 0.0, most=max(totals, default=0), changes=tuple(roster.changes()), proven=proven,
        shifts=tuple(sorted(problem.templates, key=lambda t: (t.start, t.end, t.name))),
    )


@service(Permission.HOTLINE_READ, personal=True)
def explain_person(_session: Session, roster: MonthRoster, volunteer: str) -> PersonWhy:
    """Why this person has what he has in the month."""
    return why_person(roster.problem, roster.assigned, volunteer)


@service(Permission.HOTLINE_READ, personal=True)
def explain_seat(_session: Session, roster: MonthRoster, key: SeatKey) -> Why:
    """Why this person has this seat, and who else could."""
    return why(roster.problem, roster.assigned, key)


def _blocked(roster: MonthRoster, volunteer: str) -> frozenset[date]:
    person = roster.problem.by_id[volunteer]
    free = {s.day for s in roster.problem.shifts if personal_bar(person, s) is None}
    return frozenset(day for day in days(roster.problem.first, roster.problem.last) if day not in free)


def _fills(roster: MonthRoster, order: Mapping[str, int]) -> tuple[Fill, ...]:
    seats: dict[str, list[bool]] = {}
    for key, who in roster.assigned.items():
        seats.setdefault(key.template, []).append(who is not None)
    return tuple(
        Fill(t.name, t.start, t.end, sum(seats[t.id]), len(seats[t.id]))
        for t in sorted((t for t in roster.shown if t.id in seats), key=lambda t: order[t.id])
    )


@dataclass(frozen=True)
class Option:
    """A shift of a day for somebody who has none yet: its first empty seat, and the rule that keeps him away."""

    template: ShiftTemplate
    seat: SeatKey | None
    rule: Rule | None


def day_options(roster: MonthRoster, volunteer: str, day: date) -> tuple[Option, ...]:
    """What a person without a seat could take on a day."""
    found = []
    for shift in (s for s in roster.problem.shifts if s.day == day):
        keys = [SeatKey(day, shift.template.id, n) for n in range(1, shift.seats + 1)]
        free = next((k for k in keys if k in roster.assigned and roster.assigned[k] is None), None)
        found.append(Option(shift.template, free, may_sit(roster.problem, roster.assigned, free or keys[0], volunteer)))
    return tuple(found)


@service(Permission.HOTLINE_READ)
def default_month(session: Session) -> str:
    """The month that waits for the clerk: this one until it is published (or nearly over), then the next."""
    today = session.clock.today()
    following = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    for month in (f"{today:%Y-%m}", f"{following:%Y-%m}"):
        newest = queries.newest_roster(session.store, month)
        late = month == f"{today:%Y-%m}" and today.day > LATE_IN_MONTH
        if newest is None and not late:
            return month
        if newest is not None and newest["state"] != "published":
            return month
    return f"{following:%Y-%m}" if today.day > LATE_IN_MONTH else f"{today:%Y-%m}"
