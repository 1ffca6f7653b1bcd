"""Random stations lived through day by day: every due knock on exactly one route or unserved for a true reason; hours, capacities, locks,
known faces and who may not meet are kept; nobody silent past the threshold without an alert. Judged by the independent checker.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest

from desktop.rounds.frequency import Absence, Due, Preset, Rule, Slot, event_rule, is_due
from desktop.rounds.improving import improve
from desktop.rounds.lastsafe import is_silent, threshold
from desktop.rounds.outcomes import Outcome
from desktop.rounds.planning import plan
from desktop.rounds.plans import plan_and_save
from desktop.rounds.problem import Answer, Costs, KeptSheet, Problem, Visitor
from desktop.rounds.recording import Entry, record_sheet
from desktop.rounds.routes import Door, Place
from desktop.rounds.today import today_board
from tests.desktop.rounds.conftest import OPENED, SUNDAY
from tests.roundchecker import Paces, check_round, owes, silent

SLOTS = (Slot("am", "Morning", time(8, 30), time(10, 30)), Slot("pm", "Afternoon", time(16), time(18)))
CODES = ("am", "pm")
WINDOW = 120
COSTS = Costs()


@dataclass
class Elder:
    """An elder of a random station: where, how often, what he needs, and what became of him."""

    id: str
    place: Place | None
    unit: str
    floor: int | None
    rules: list[Rule]
    risk: int
    known_face: bool
    hours: tuple[int, int] | None
    apart: frozenset[str]
    absences: list[Absence] = field(default_factory=list)
    familiar: set[str] = field(default_factory=set)
    met: datetime | None = None
    safe: datetime | None = None
    last: str = ""
    locked: str = ""


def a_rule(chance: Random, first: date, instead: bool) -> Rule:
    preset = chance.choice([Preset.TWICE_DAILY, Preset.DAILY, Preset.DAILY, Preset.WEEKLY, Preset.MONTHLY, Preset.QUARTERLY, Preset.EVERY_SLOT])
    weekdays = frozenset(chance.sample(range(7), chance.randrange(1, 4)))
    if preset is Preset.EVERY_SLOT and chance.random() < 0.5:
        weekdays = frozenset()
    slots = tuple(code for code in CODES if chance.random() < 0.7) or CODES
    if not instead:
        return Rule(preset, CODES, weekdays, chance.randrange(1, 32))
    starts = first + timedelta(days=chance.randrange(60))
    return Rule(preset, slots, weekdays, chance.randrange(1, 93), starts, starts + timedelta(days=chance.randrange(30)), chance.random() < 0.7)


class Station:
    """A tiny random station; `live` goes through its days and yields what the checker has to say."""

    def __init__(self, seed: int, elders: int, visitors: int) -> None:
        self.chance = chance = Random(seed)
        self.first = date(2027, 12, 1) + timedelta(days=chance.randrange(800))
        grids = [f"g{n}" for n in range(chance.randrange(1, 3))]
        self.places = tuple(
            Place(f"b{n}", f"{n + 1}幢", chance.choice(grids), None if chance.random() < 0.1 else chance.uniform(0, 400),
                  chance.uniform(0, 300), chance.choice([True, False, None]), 12)
            for n in range(chance.randrange(1, 6))
        )  # fmt: skip
        count = chance.randrange(1, visitors + 1)
        names = [f"v{n}" for n in range(count)]
        self.visitors = []
        for number, name in enumerate(names):
            minutes = chance.choice([None, None, 8, 15, 25, 60])
            companion = f"w{number}" if chance.random() < 0.2 else ""
            served = frozenset(grid for grid in grids if chance.random() < 0.8)
            self.visitors.append(
                Visitor(name, served, chance.choice([0, 1, 2, 3, 5, 15]), chance.random() < 0.8, 0, chance.choice([None, 3]), "", minutes, companion)
            )
        self.elders = [self._elder(number, names) for number in range(chance.randrange(1, elders + 1))]
        spots = _spots(self.places)
        self.paces = Paces(
            COSTS.metres_a_minute, COSTS.floor_seconds, COSTS.lift_floor_seconds, COSTS.lift_wait_seconds, COSTS.door_minutes,
            COSTS.entrance_metres, spots, WINDOW,
        )  # fmt: skip

    def _elder(self, number: int, names: list[str]) -> Elder:
        chance = self.chance
        rules = [a_rule(chance, self.first, False)]
        rules += [a_rule(chance, self.first, True) for _extra in range(chance.choice([0, 0, 1, 2]))]
        if chance.random() < 0.3:
            at = datetime.combine(self.first, time()) + timedelta(minutes=chance.randrange(60 * 24 * 50))
            rules.append(event_rule(at, 24, SLOTS))
        opens = chance.randrange(0, 130, 10) if chance.random() < 0.15 else None
        starts = self.first + timedelta(days=chance.randrange(50))
        absent = [Absence(starts, starts + timedelta(days=chance.randrange(1, 9)))] if chance.random() < 0.4 else []
        return Elder(
            f"e{number}", None if chance.random() < 0.03 else chance.choice(self.places), str(chance.randrange(1, 4)), chance.choice([None, *range(1, 12)]),
            rules, chance.choice([0, 0, 1, 2]), chance.random() < 0.1, None if opens is None else (opens, opens + chance.randrange(10, 60)),
            frozenset({chance.choice(names)}) if chance.random() < 0.1 else frozenset(), absent,
            set(chance.sample(names, chance.randrange(len(names) + 1))),
        )  # fmt: skip

    def live(self, days: int, searched: float) -> Iterator[str]:
        """Problems found on each day; on a share `searched` of the slots the plan is improved by search."""
        for offset in range(days):
            day = self.first + timedelta(days=offset)
            away = self.chance.choice([*self.visitors, None, None]) if self.chance.random() < 0.3 else None
            here = tuple(visitor for visitor in self.visitors if visitor is not away)
            for slot in SLOTS:
                yield from (f"{day} {slot.code}: {what}" for what in self._slot(day, slot, here, self.chance.random() < searched))

    def _slot(self, day: date, slot: Slot, here: tuple[Visitor, ...], searched: bool) -> Iterator[str]:
        due = []
        for elder in self.elders:
            answer = is_due(elder.rules, elder.absences, day, slot.code, elder.met)
            away = [(notice.starts, notice.returned or notice.expected_return) for notice in elder.absences]
            wanted = owes([rule_row(rule) for rule in elder.rules], away, CODES, day, slot.code, elder.met)
            if wanted != answer.value:
                yield f"{elder.id} is {answer.value}, by the table {wanted}"
            if answer is Due.DUE:
                due.append(elder)
        begins = slot.start_on(day)
        doors = tuple(self._door(elder, begins) for elder in due)
        problem = Problem(doors, here, self.places, (), {elder.id: elder.last for elder in due if elder.last}, WINDOW, COSTS)
        answer_ = plan(problem)
        if searched:
            better = improve(problem, answer_, None, 30)
            if better.points > answer_.points:
                yield "the search made it dearer"
            answer_ = better
        yield from check_round(*rows_of(problem, answer_, self.places), self.paces)
        yield from self._reprinted(problem, answer_)
        yield from self._walk(day, slot, answer_, due)

    def _reprinted(self, problem: Problem, answer: Answer) -> Iterator[str]:
        """Now and then a sheet is printed and the rest is planned again: its doors stay off the new routes."""
        if answer.routes and self.chance.random() < 0.05:
            kept = KeptSheet(answer.routes[0].visitor, tuple(door.elder for door in answer.routes[0].doors))
            again = plan(replace(problem, kept=(kept,)))
            planned = [door.elder for route in again.routes for door in route.doors] + [door.elder for door, _why in again.unserved]
            if sorted([*planned, *kept.elders]) != sorted(door.elder for door in problem.doors):
                yield "a printed sheet did not stay"

    def _door(self, elder: Elder, begins: datetime) -> Door:
        place = elder.place
        since = elder.safe or datetime.combine(self.first, time())
        hours = elder.hours or (None, None)
        return Door(
            elder.id, place.grid if place else "", place.id if place else "", elder.unit, elder.floor, "01", elder.id, None, hours[0], hours[1],
            frozenset(elder.familiar), elder.known_face, elder.apart, elder.locked, elder.risk, (begins - since).total_seconds() / 3600,
        )  # fmt: skip

    def _walk(self, day: date, slot: Slot, answer: Answer, due: list[Elder]) -> Iterator[str]:
        """The round is walked; now and then nobody answers, a visitor does not come, or the clerk locks a door for next time."""
        by_id = {elder.id: elder for elder in due}
        end = slot.end_on(day)
        for route in answer.routes:
            for door in route.doors:
                elder, dice = by_id[door.elder], self.chance.random()
                elder.last = route.visitor
                elder.familiar.add(route.visitor)
                elder.locked = route.visitor if dice < 0.04 else "" if dice < 0.3 else elder.locked
                if dice < 0.9:
                    elder.met = elder.safe = end
        opened = datetime.combine(self.first, time())
        for elder in self.elders:
            allowed = threshold(elder.rules[0].preset)
            alert = is_silent(elder.safe, opened, allowed, end)
            if alert != silent(elder.safe, opened, allowed / timedelta(hours=1), end):
                yield f"{elder.id} is silent and nobody is told" if not alert else f"{elder.id} is said to be silent"


def rule_row(rule: Rule) -> dict[str, Any]:
    return {
        "preset": rule.preset.value, "slots": rule.slots, "weekdays": rule.weekdays, "day": rule.day, "first": rule.starts, "last": rule.ends,
        "instead": rule.instead, "event": rule.event_at, "opens": rule.opens,
    }  # fmt: skip


def _spots(places: tuple[Place, ...]) -> dict[str, tuple[float, float]]:
    """Where buildings stand; one without position beside the nearest number that has one, of its grid if there is one."""
    known = [place for place in places if place.x is not None]
    found = {}
    for number, place in enumerate(places):
        same = [one for one in known if one.grid == place.grid] or known
        at = place if place.x is not None else min(same, key=lambda one: (abs(places.index(one) - number), places.index(one)), default=None)
        found[place.id] = (at.x or 0.0, at.y or 0.0) if at is not None else (0.0, 0.0)
    return found


def rows_of(problem: Problem, answer: Answer, places: tuple[Place, ...]) -> tuple[list[dict[str, Any]], ...]:
    lifts = {place.id: place.lift for place in places}
    here = {visitor.id: visitor for visitor in problem.visitors}
    doors = [
        {
            "elder": door.elder, "grid": door.grid, "building": door.building, "unit": door.unit, "floor": door.floor, "lift": lifts.get(door.building),
            "opens": door.opens, "closes": door.closes, "familiar": door.familiar, "known_face": door.known_face, "apart": door.apart,
            "locked": door.locked if door.locked in here and not here[door.locked].members & door.apart else "",
            "urgency": (-door.risk, -door.silent, door.elder),
        }
        for door in problem.doors
    ]  # fmt: skip
    visitors = [
        {"id": one.id, "members": one.members, "grids": one.grids, "capacity": one.capacity, "minutes": one.minutes} for one in problem.visitors
    ]
    planned = [
        {"elder": door.elder, "visitor": route.visitor, "sheet": number, "position": position}
        for number, route in enumerate(answer.routes)
        for position, door in enumerate(route.doors, 1)
    ]
    return doors, visitors, planned, [{"elder": door.elder, "reason": reason.value} for door, reason in answer.unserved]


def lived(stations: int, days: int, elders: int, visitors: int, searched: float) -> list[str]:
    """The problems of so many stations, with their seeds."""
    return [f"station {seed}: {what}" for seed in range(stations) for what in Station(seed, elders, visitors).live(days, searched)]


def test_two_hundred_stations_live_sixty_days() -> None:
    assert lived(200, 60, 6, 3, 0.002) == []


@pytest.mark.nightly
def test_two_hundred_larger_stations_live_sixty_days() -> None:
    assert lived(200, 60, 40, 8, 0.02) == []


def test_the_checker_sees_each_wrong() -> None:
    door = {"elder": "x", "grid": "g", "building": "b", "unit": "1", "floor": 6, "lift": False, "urgency": (0, -5.0, "x")}
    other = {**door, "elder": "y", "floor": 1, "urgency": (0, -9.0, "y")}
    visitor = {"id": "v", "members": {"v"}, "grids": {"g"}, "capacity": 1, "minutes": None}
    paces = Paces(60, 20, 4, 40, 3, 15, {"b": (0.0, 0.0)}, 120)
    on, off = [{"elder": "x", "visitor": "v", "sheet": 1, "position": 1}], [{"elder": "y", "reason": "all_full"}]
    assert check_round([door, other], [visitor], on, off, paces) == ["x is served before y, who is more urgent"]
    assert check_round([door], [visitor], on, [], paces) == []
    assert check_round([{**door, "apart": {"v"}}], [visitor], on, [], paces) == ["v may not meet x"]
    assert check_round([{**door, "known_face": True, "familiar": {"w"}}], [visitor], on, [], paces) == ["v is no known face to x"]
    assert check_round([{**door, "locked": "w"}], [visitor], on, [], paces) == ["x is locked to w"]
    assert check_round([{**door, "closes": 1}], [visitor], on, [], paces) == ["sheet 1 cannot be walked in time"]
    assert check_round([door], [{**visitor, "minutes": 6}], on, [], paces) == ["sheet 1 cannot be walked in time"]
    assert check_round([door], [visitor], [], [{"elder": "x", "reason": "no_time"}], paces) == ["x is unserved though v has time"]
    assert check_round([door], [visitor], [], [{"elder": "x", "reason": "other_hours"}], paces) == ["x could be visited at the hours wanted"]


def test_at_a_real_station_nobody_silent_too_long_is_without_an_alert(town: Any) -> None:
    """The services of eight days, some sheets not given back: the alerts are those that the checker expects."""
    chance = Random(7)
    safe: dict[str, datetime] = {}
    alerts = 0
    for offset in range(8):
        day = SUNDAY + timedelta(days=offset)
        for slot, hour in (("am", 11), ("pm", 19)):
            town.at(7 if slot == "am" else 15, day=day)
            (plan_,) = plan_and_save(town.session, day, [slot])
            assert plan_.due == len(town.elders)
            town.at(hour, day=day)
            for sheet in plan_.sheets:
                if chance.random() < 0.6:
                    wrong = {n: Entry(Outcome.NO_ANSWER, "") for n in range(1, len(sheet.doors) + 1) if chance.random() < 0.2}
                    record_sheet(town.session, sheet.number or 0, wrong)
                    end = datetime.combine(day, time(10, 30) if slot == "am" else time(18))
                    safe |= {line.care_file: end for line in sheet.doors if line.number not in wrong}
            for late in (hour, hour + 4):
                town.at(late, day=day)
                told = {alert.care_file for alert in today_board(town.session).alerts if alert.kind == "silence"}
                since = dict.fromkeys(town.elders, OPENED)
                assert told == {one for one in town.elders if silent(safe.get(one), since[one], 16, town.clock.moment)}
                alerts += len(told)
    assert alerts > 20, "silences there were"
