"""An independent judge of rosters: reads exported table rows and plain facts about volunteers, and names every broken hard rule.

It shares no code with the program. It does its own sums on minutes since a fixed Monday, and it reports what it finds as
`Finding(kind, text)`; an empty list means that the roster is legal.

Rows (one per filled or empty seat) have the keys date, shift, start, end, seat, code, name: date 'YYYY-MM-DD', start and end
'HH:MM', seat a number from 1, code and name '' when the seat is empty.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MONDAY = dt.date(2024, 1, 1)
PARTS = {
    "上午": (0, 12 * 60), "下午": (12 * 60, 18 * 60), "晚上": (16 * 60, 24 * 60), "全天": (0, 24 * 60),
    "am": (0, 12 * 60), "pm": (12 * 60, 18 * 60), "evening": (16 * 60, 24 * 60), "day": (0, 24 * 60),
}


@dataclass(frozen=True)
class Facts:
    """What is true of one volunteer, as the ledger says it: `offers` are (weekday, part) or (weekday, from minute, to minute)."""

    name: str
    trained: bool
    offers: tuple[tuple, ...] = ()
    off: frozenset[str] = frozenset()
    max_week: int = 2
    max_day: int = 1
    rest_hours: float = 10
    max_month: int | None = None
    also: tuple[tuple[str, int, int], ...] = ()  # (date, from minute, to minute): can come beside the week
    away: tuple[tuple[str, int, int], ...] = ()  # (date, from minute, to minute): cannot come whatever the week says
    may_lead: bool = False
    first: str = ""  # joined on; trained until; left on: '' = not said
    trained_until: str = ""
    last: str = ""


@dataclass(frozen=True)
class Finding:
    kind: str
    text: str


@dataclass
class _Shift:
    row: Mapping[str, object]
    day: dt.date
    start: int  # minutes since MONDAY
    end: int
    code: str


@dataclass
class Checker:
    """Collects findings; `around` are rows of the neighbouring months, judged only together with the month's own."""

    facts: Mapping[str, Facts]
    locked: Mapping[tuple[str, str, int], str] = field(default_factory=dict)  # (date, shift, seat) -> code
    expected: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (date, shift) -> seats; empty = not checked
    apart: frozenset[tuple[str, str]] = frozenset()  # codes who must not share a shift
    leads: Mapping[str, int] = field(default_factory=dict)  # shift -> so many seats, from 1, want somebody who may lead
    findings: list[Finding] = field(default_factory=list)

    def say(self, kind: str, row: Mapping[str, object], more: str = "") -> None:
        where = f"{row['date']} {row['shift']} #{row['seat']} {row.get('code', '')} {row.get('name', '')}"
        self.findings.append(Finding(kind, f"{where} {more}".strip()))

    def check(self, rows: Iterable[Mapping[str, object]], around: Iterable[Mapping[str, object]] = ()) -> list[Finding]:
        rows = list(rows)
        self._chairs(rows)
        own = [s for s in map(_read, rows) if s.code]
        foreign = [s for s in map(_read, around) if s.code]
        for shift in own:
            self._person(shift)
        by_code: dict[str, list[tuple[_Shift, bool]]] = {}
        for shift, mine in [(s, True) for s in own] + [(s, False) for s in foreign]:
            by_code.setdefault(shift.code, []).append((shift, mine))
        for code, held in by_code.items():
            if code in self.facts:
                self._together(self.facts[code], sorted(held, key=lambda h: h[0].start))
        return self.findings

    def _chairs(self, rows: list[Mapping[str, object]]) -> None:
        seen: dict[tuple[str, str, int], str] = {}
        people: dict[tuple[str, str], set[str]] = {}
        for row in rows:
            key = (str(row["date"]), str(row["shift"]), int(str(row["seat"])))
            code = str(row["code"] or "")
            if key in seen:
                self.say("seat twice", row)
            seen[key] = code
            if code:
                if code in people.setdefault(key[:2], set()):
                    self.say("twice in one shift", row)
                people[key[:2]].add(code)
                if key[2] <= self.leads.get(key[1], 0) and code in self.facts and not self.facts[code].may_lead:
                    self.say("not a lead", row)
                if any(code in pair and people[key[:2]] >= set(pair) for pair in self.apart):
                    self.say("must not sit together", row)
            if bool(code) != bool(row["name"]):
                self.say("name and code disagree", row)
        for key, code in self.locked.items():
            if seen.get(key) != code:
                self.findings.append(Finding("locked seat changed", f"{key} should be {code}, is {seen.get(key)}"))
        if self.expected:
            got: dict[tuple[str, str], int] = {}
            for key in seen:
                got[key[:2]] = got.get(key[:2], 0) + 1
            for where in sorted(set(got) | set(self.expected)):
                if got.get(where, 0) != self.expected.get(where, 0):
                    self.findings.append(Finding("seats missing or too many", f"{where}"))

    def _person(self, shift: _Shift) -> None:
        facts = self.facts.get(shift.code)
        if facts is None:
            self.say("unknown volunteer", shift.row)
            return
        if facts.name != shift.row["name"]:
            self.say("name and code disagree", shift.row, facts.name)
        if not facts.trained:
            self.say("not trained", shift.row)
        day = str(shift.row["date"])
        if facts.trained_until and day > facts.trained_until:
            self.say("not trained", shift.row, "by then")
        if (facts.first and day < facts.first) or (facts.last and day > facts.last):
            self.say("not serving", shift.row)
        if day in facts.off:
            self.say("unavailable date", shift.row)
        if not _offered(facts, shift):
            self.say("outside availability", shift.row)

    def _together(self, facts: Facts, held: list[tuple[_Shift, bool]]) -> None:
        per_day: dict[dt.date, int] = {}
        per_week: dict[int, int] = {}
        per_month: dict[str, int] = {}
        for shift, _ in held:
            per_day[shift.day] = per_day.get(shift.day, 0) + 1
            week = (shift.day - MONDAY).days // 7
            per_week[week] = per_week.get(week, 0) + 1
            month = shift.day.isoformat()[:7]
            per_month[month] = per_month.get(month, 0) + 1
        for shift, mine in held:
            if not mine:
                continue
            if per_day[shift.day] > facts.max_day:
                self.say("more shifts a day than allowed", shift.row)
            if per_week[(shift.day - MONDAY).days // 7] > facts.max_week:
                self.say("more shifts a week than allowed", shift.row)
            if facts.max_month is not None and per_month[shift.day.isoformat()[:7]] > facts.max_month:
                self.say("more shifts a month than allowed", shift.row)
        for (a, mine_a), (b, mine_b) in itertools.pairwise(held):
            if (mine_a or mine_b) and b.start - a.end < facts.rest_hours * 60:
                self.say("overlap" if b.start < a.end else "rest too short", (b if mine_b else a).row)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _read(row: Mapping[str, object]) -> _Shift:
    day = dt.date.fromisoformat(str(row["date"]))
    base = (day - MONDAY).days * 24 * 60
    start, end = _minutes(str(row["start"])), _minutes(str(row["end"]))
    if end <= start:
        end += 24 * 60
    return _Shift(row, day, base + start, base + end, str(row["code"] or ""))


def _offered(facts: Facts, shift: _Shift) -> bool:
    """Minute by minute, in steps of five: is each inside some offer of its own weekday?"""
    sampled = [*range(shift.start, shift.end, 5), shift.end - 1]
    return all(_minute_offered(facts, minute) for minute in sampled)


def _minute_offered(facts: Facts, minute: int) -> bool:
    weekday, of_day = (minute // 1440) % 7, minute % 1440
    date = (MONDAY + dt.timedelta(days=minute // 1440)).isoformat()
    if any(day == date and first <= of_day < last for day, first, last in facts.away):
        return False
    if any(day == date and first <= of_day < last for day, first, last in facts.also):
        return True
    for offer in facts.offers:
        first, last = PARTS[offer[1]] if isinstance(offer[1], str) else (offer[1], offer[2])
        if offer[0] == weekday and first <= of_day < last:
            return True
    return False


@dataclass(frozen=True)
class Wishes:
    """What one volunteer brings and wishes: load units carried, weekdays he is used to, shifts (date, shift) by wish."""

    carried: int = 0
    seasoned: bool = True
    usual: frozenset[int] = frozenset()
    wanted: frozenset[tuple[str, str]] = frozenset()
    unwanted: frozenset[tuple[str, str]] = frozenset()


def objective(
    rows: Iterable[Mapping[str, object]], wishes: Mapping[str, Wishes], holidays: frozenset[str] = frozenset(),
    together: frozenset[tuple[str, str]] = frozenset(),
) -> tuple[int, int, int]:
    """(empty seats, Σ (carried + load)², points) of exported rows, added up row by row as issue 5 says it."""
    empty, load, teams = 0, {code: w.carried for code, w in wishes.items()}, {}
    for row in rows:
        team = teams.setdefault((str(row["date"]), str(row["shift"])), set())
        if not row["code"]:
            empty += 1
            continue
        team.add(str(row["code"]))
        free = dt.date.fromisoformat(str(row["date"])).isoweekday() > 5
        load[str(row["code"])] += 4 if row["date"] in holidays else 3 if free else 2
    points = 0
    for where, team in teams.items():
        if team and not any(wishes[code].seasoned for code in team):
            points += 5
        weekday = dt.date.fromisoformat(where[0]).weekday()
        for code, wish in wishes.items():
            if code in team:
                points += 3 * (where in wish.unwanted) + (bool(wish.usual) and weekday not in wish.usual)
            else:
                points += where in wish.wanted
        points += sum(len(team & {one, other}) == 1 for one, other in together)
    return empty, sum(units * units for units in load.values()), points
