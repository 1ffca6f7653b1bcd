"""What a route costs and whether it can be walked: metres, entrances, floors, minutes at the doors, hours, known faces. Pure.

Points are half seconds of travel, calling out and unfamiliarity, and whole seconds beyond the fair share of time; a door that is
not served costs more than any way to serve it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from desktop.rounds.problem import DEFAULT_CAPACITY, Problem, Visitor
from desktop.rounds.routes import Door, Plan

LEFT_OUT = (100_000, 250_000, 600_000)
"""Points of a door that is not served, by risk."""
LEFT_OUT_HOUR, MOST_HOURS = 100, 500
"""Points for each hour of silence, and up to how many hours."""
FOREVER = 10**7


@dataclass(frozen=True)
class Walked:
    """A route as it would be walked: seconds on the way (with stairs), seconds in all, metres, and whether hours and minutes are kept."""

    travel: int
    seconds: int
    metres: float
    fits: bool


def left_out(door: Door) -> int:
    """Points of leaving a door out."""
    return LEFT_OUT[max(0, min(door.risk, len(LEFT_OUT) - 1))] + LEFT_OUT_HOUR * int(max(0.0, min(door.silent, MOST_HOURS)))


class Pricer:
    """Prices routes of one problem."""

    def __init__(self, problem: Problem, map_: Plan) -> None:
        self.problem, self.map, self.costs = problem, map_, problem.costs
        self.visitors: Mapping[str, Visitor] = {visitor.id: visitor for visitor in problem.visitors}
        self.doors = {door.elder: door for door in problem.doors}
        self._inside: dict[str, int] = {}
        self._busy: dict[str, int] = {}
        self.walking = {sheet.visitor for sheet in problem.kept}
        self.fair = self._fair_share()
        for sheet in problem.kept:
            doors = [self.doors[elder] for elder in sheet.elders if elder in self.doors and self.doors[elder].building in map_.places]
            self._busy[sheet.visitor] = self._busy.get(sheet.visitor, 0) + self.walk_of(doors, 0, None, timed=False).seconds

    def busy(self, visitor: str) -> int:
        """Seconds that the visitor's sheets in hand take already."""
        return self._busy.get(visitor, 0)

    def inside(self, door: Door) -> int:
        """Seconds between the building's entrance and the door."""
        found = self._inside.get(door.elder)
        if found is None:
            place, costs = self.map.places[door.building], self.costs
            above = max(0, (door.floor or 1) - 1) if door.floor is None or door.floor >= 0 else -door.floor
            found = above * costs.floor_seconds
            if place.lift and above:
                found = min(found, costs.lift_wait_seconds + above * costs.lift_floor_seconds)
            self._inside[door.elder] = found
        return found

    def metres(self, one: Door, other: Door) -> float:
        """Metres on the ground between two doors: between buildings, or between entrances of one building."""
        if one.building != other.building:
            return self.map.metres(one.building, other.building)
        if one.unit == other.unit:
            return 0.0
        apart = abs(int(one.unit) - int(other.unit)) if one.unit.isdecimal() and other.unit.isdecimal() else 1
        return float(self.costs.entrance_metres * max(1, min(apart, 20)))

    def travel(self, one: Door, other: Door) -> int:
        """Seconds from one door to another."""
        if one.building == other.building and one.unit == other.unit:
            floors = abs((one.floor or 1) - (other.floor or 1))
            stairs = floors * self.costs.floor_seconds
            if self.map.places[one.building].lift and floors:
                return min(stairs, self.costs.lift_wait_seconds + floors * self.costs.lift_floor_seconds)
            return stairs
        return self.inside(one) + round(self.metres(one, other) * 60 / self.costs.metres_a_minute) + self.inside(other)

    def at_door(self, door: Door) -> int:
        """Seconds that the visit takes."""
        return 60 * (door.minutes if door.minutes is not None else self.costs.door_minutes)

    def hours(self, door: Door) -> tuple[int, int]:
        """Seconds from the slot's start between which the visit may begin; within a slot it also ends before the slot does."""
        last = FOREVER if self.problem.window is None else max(0, 60 * self.problem.window - self.at_door(door))
        closes = last if door.closes is None else min(60 * door.closes, last)
        return 60 * max(0, door.opens or 0), closes

    def limit(self, visitor: str) -> int:
        """Seconds that the visitor may still walk."""
        minutes = self.visitors[visitor].minutes
        return FOREVER if minutes is None else max(0, 60 * minutes - self.busy(visitor))

    def walk(self, visitor: str, doors: Sequence[Door]) -> Walked:
        """The visitor's route in this order."""
        return self.walk_of(doors, self.busy(visitor), self.limit(visitor))

    def walk_of(self, doors: Sequence[Door], begins: int, limit: int | None, timed: bool = True) -> Walked:
        """A route that begins `begins` seconds after the slot's start at the earliest. The start is put off where that saves waiting."""
        if not doors:
            return Walked(0, 0, 0.0, True)
        travel, metres, late = self.inside(doors[0]), 0.0, 0
        duration, early, latest = 0, begins, FOREVER
        step = travel
        for number, door in enumerate(doors):
            if number:
                step = self.travel(doors[number - 1], door)
                metres += self.metres(doors[number - 1], door)
                travel += step
            opens, closes = self.hours(door) if timed else (0, FOREVER)
            ahead = duration - late + step
            waits, behind = max(opens - ahead - latest, 0), max(early + ahead - closes, 0)
            duration += step + self.at_door(door) + waits
            early, latest = max(opens - ahead, early) - waits, min(closes - ahead, latest) + behind
            late += behind
        back = self.inside(doors[-1])
        return Walked(travel + back, duration + back, metres, late == 0 and (limit is None or duration + back <= limit))

    def stranger(self, visitor: str, door: Door) -> int:
        """Seconds that it counts when this visitor comes instead of the one who came last."""
        members = self.visitors[visitor].members
        if self.problem.known.get(door.elder) in members:
            return 0
        return self.costs.changed_seconds if members & door.familiar else self.costs.stranger_seconds

    def calling(self, visitor: str) -> int:
        """Seconds that it counts to call this visitor out; nothing for one who walks already."""
        if visitor in self.walking:
            return 0
        who, costs = self.visitors[visitor], self.costs
        tired = who.most_walks is not None and who.walks >= who.most_walks
        return (
            costs.visitor_seconds + costs.not_offered_seconds * (not who.offered) + costs.tired_seconds * tired
            + costs.walked_seconds * min(who.walks, 14)
        )  # fmt: skip

    def points(self, visitor: str, doors: Sequence[Door]) -> int:
        """The price of a route in this order."""
        if not doors:
            return 0
        walked = self.walk(visitor, doors)
        strangers = sum(self.stranger(visitor, door) for door in doors)
        return 2 * (walked.travel + strangers + self.calling(visitor)) + max(0, walked.seconds - self.fair)

    def order(self, visitor: str, doors: Sequence[Door]) -> list[Door] | None:
        """The doors in the walking order of paper such that hours and minutes are kept; None when they cannot be.

        The buildings stand as they come in `doors` where that is cheaper than the map's own order.
        """
        plain = self.map.walk(doors)
        ways = [plain]
        as_given = self.map.walk(doors, as_given=True)
        if as_given != plain:
            ways.append(as_given)
        fitting = [way for way in ways if self.walk(visitor, way).fits]
        if len(fitting) > 1:
            return min(fitting, key=lambda way: (self.points(visitor, way), way is not plain))
        if fitting:
            return fitting[0]
        timed = [door for door in plain if door.opens is not None or door.closes is not None]
        if not timed:
            return None
        made = [door for door in plain if door not in timed]
        for door in sorted(timed, key=lambda one: (self.hours(one)[1], one.elder)):
            tries = [[*made[:at], door, *made[at:]] for at in range(len(made) + 1)]
            kept = [(self.points(visitor, way), number) for number, way in enumerate(tries) if self.walk(visitor, way).fits]
            if not kept:
                return None
            made = tries[min(kept)[1]]
        return made

    def _fair_share(self) -> int:
        """Seconds of an even share: the work of all doors among as many visitors as they fill."""
        doors = [door for door in self.problem.doors if door.building in self.map.places]
        sizes = sorted(visitor.capacity for visitor in self.problem.visitors if visitor.capacity)
        usual = sizes[len(sizes) // 2] if sizes else DEFAULT_CAPACITY
        needed = max(1, ceil(len(doors) / max(1, usual)))
        return round(sum(self.at_door(door) + self.inside(door) for door in doors) / needed)
