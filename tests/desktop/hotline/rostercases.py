"""Roster problems for the tests: small random ones, the brute force that judges them, and rows for the independent checker."""

import itertools
from datetime import date, timedelta

from hypothesis import strategies as st

from desktop.hotline.problem import DayKind, Duty, RosterAnswer, RosterProblem, SeatKey, ShiftTemplate, Volunteer, Window

MONDAY = date(2026, 11, 30)
THREE = (
    ShiftTemplate("m", "早", 480, 720), ShiftTemplate("n", "中", 720, 960), ShiftTemplate("e", "晚", 960, 1200),
)


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def rows_of(problem: RosterProblem, answer: RosterAnswer) -> list[dict[str, object]]:
    names = {t.id: t for t in problem.templates}
    return [
        {
            "date": seat.day.isoformat(), "shift": names[seat.template].name, "start": clock(names[seat.template].start),
            "end": clock(names[seat.template].end), "seat": seat.number, "code": who or "",
            "name": problem.by_id[who].name if who else "",
        }
        for seat, who in sorted(answer.assigned.items())
    ]


@st.composite
def small_problems(draw: st.DrawFn) -> RosterProblem:
    """A few days, a few people, odd shifts (also past midnight): small enough to try every roster."""
    first = MONDAY + timedelta(days=draw(st.integers(0, 6)))
    length = draw(st.integers(1, 3))
    spans = [(480, 720), (720, 960), (960, 1200), (1320, 1560)]
    shapes = draw(st.lists(st.sampled_from(spans), min_size=1, max_size=2, unique=True))
    templates = tuple(
        ShiftTemplate(f"t{i}", f"班{i}", a, b, draw(st.integers(1, 2)), leads=draw(st.sampled_from([0, 0, 1]))) for i, (a, b) in enumerate(shapes)
    )
    people = []
    for i in range(draw(st.integers(1, 3))):
        windows = tuple(
            Window(d, *draw(st.sampled_from([(0, 1440), (0, 720), (480, 840), (840, 1200), (900, 1440)])))
            for d in draw(st.lists(st.integers(0, 6), min_size=2, max_size=7, unique=True))
        )
        keys = [(first + timedelta(days=d), t.id) for d in range(length) for t in templates]
        wishes = draw(st.lists(st.sampled_from(keys), max_size=3, unique=True))
        cut = draw(st.integers(0, len(wishes)))
        people.append(Volunteer(
            id=f"p{i}", name=f"人{i}", code=f"V{i}", trained=draw(st.integers(0, 9)) > 0,
            years=draw(st.sampled_from([0, 0.5, 1, 4])),
            windows=windows, unavailable=frozenset(draw(st.lists(st.sampled_from([k[0] for k in keys]), max_size=1))),
            max_week=draw(st.integers(1, 3)), max_day=draw(st.integers(1, 2)), min_rest=draw(st.sampled_from([0, 240, 600, 840])),
            carried=draw(st.integers(0, 6)), usual_weekdays=frozenset(draw(st.lists(st.integers(0, 6), max_size=2))),
            unwanted=frozenset(wishes[:cut]), wanted=frozenset(wishes[cut:]),
            max_month=draw(st.sampled_from([None, None, 1, 2])), may_lead=draw(st.booleans()),
            also=frozenset((keys[0][0], a, b) for a, b in draw(st.lists(st.sampled_from(spans[:3]), max_size=1))),
            away=frozenset((keys[-1][0], a, b) for a, b in draw(st.lists(st.sampled_from(spans[:3]), max_size=1))),
        ))
    pairs = list(itertools.combinations([p.id for p in people], 2))
    apart = frozenset(draw(st.lists(st.sampled_from(pairs), max_size=1))) if pairs else frozenset()
    together = frozenset(draw(st.lists(st.sampled_from(pairs), max_size=1))) - apart if pairs else frozenset()
    kinds = {first: DayKind.HOLIDAY} if draw(st.booleans()) else {}
    neighbours = tuple(
        Duty(p.id, first - timedelta(days=1), 960, 1200) for p in people if draw(st.integers(0, 3)) == 0
    )
    return RosterProblem(first, first + timedelta(days=length - 1), templates, tuple(people), kinds=kinds, neighbours=neighbours, apart=apart, together=together)


def brute_force(problem: RosterProblem) -> tuple[int, int, int]:
    """The best (empty seats, Σ load², points) over every legal roster, by trying them all. Shares no rule with the program."""
    shifts = []
    for n in range((problem.last - problem.first).days + 1):
        day = problem.first + timedelta(days=n)
        shifts += [(day, t) for t in problem.templates]
    people = {v.id: v for v in problem.volunteers}

    def span(day: date, a: int, b: int) -> tuple[int, int]:
        return day.toordinal() * 1440 + a, day.toordinal() * 1440 + b

    def offers(v: Volunteer, day: date, a: int, b: int) -> bool:
        for minute in range(a, b, 20):
            real, of_day = day + timedelta(days=minute // 1440), minute % 1440
            weekly = any(w.weekday == real.weekday() and w.start <= of_day < w.end for w in v.windows)
            if not weekly and not any(d == real and x <= of_day < y for d, x, y in v.also):
                return False
            if any(d == real and x <= of_day < y for d, x, y in v.away):
                return False
            if real in v.unavailable:
                return False
        return v.trained

    def week(day: date) -> int:
        return (day.toordinal() - 1) // 7  # day 1 was a Monday

    def units(day: date) -> int:
        kind = problem.kinds.get(day)
        return 4 if kind is DayKind.HOLIDAY else 3 if day.isoweekday() >= 6 else 2

    start = {v: [(d.day, *span(d.day, d.start, d.end)) for d in problem.neighbours if d.volunteer == v] for v in people}
    best: tuple[int, int, int] | None = None

    def go(i: int, held: dict[str, list[tuple[date, int, int]]], load: dict[str, int], empty: int, points: int) -> None:
        nonlocal best
        if i == len(shifts):
            score = (empty, sum((people[v].carried + load[v]) ** 2 for v in people), points)
            best = score if best is None or score < best else best
            return
        if best is not None and empty > best[0]:
            return
        day, t = shifts[i]
        a, b = span(day, t.start, t.end)
        able = [
            v for v in people.values()
            if offers(v, day, t.start, t.end)
            and sum(h[0] == day for h in held[v.id]) < v.max_day
            and sum(week(h[0]) == week(day) for h in held[v.id]) < v.max_week
            and (v.max_month is None or sum(h[0].month == day.month for h in held[v.id]) < v.max_month)
            and all(a >= h[2] + v.min_rest or h[1] >= b + v.min_rest for h in held[v.id])
        ]
        for size in range(t.seats, -1, -1):
            for team in itertools.combinations(able, size):
                ids = {v.id for v in team}
                if any(one in ids and other in ids for one, other in problem.apart):
                    continue
                if sum(not v.may_lead for v in team) > t.seats - t.leads:
                    continue
                cost = 5 if team and max(v.years for v in team) < 1 else 0
                for v in people.values():
                    inside = v in team
                    cost += 3 * (inside and (day, t.id) in v.unwanted)
                    cost += inside and bool(v.usual_weekdays) and day.weekday() not in v.usual_weekdays
                    cost += not inside and (day, t.id) in v.wanted
                cost += sum((one in ids) != (other in ids) for one, other in problem.together)
                go(
                    i + 1, {k: h + [(day, a, b)] if k in ids else h for k, h in held.items()},
                    {k: n + (units(day) if k in ids else 0) for k, n in load.items()}, empty + t.seats - size, points + cost,
                )

    go(0, start, dict.fromkeys(people, 0), 0, 0)
    assert best is not None
    return best


def seat(day: date, template: str, number: int = 1) -> SeatKey:
    return SeatKey(day, template, number)
