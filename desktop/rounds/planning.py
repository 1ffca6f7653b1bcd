"""Splitting a slot's doors among visitors: everyone due is on exactly one route, or is listed as unserved with the true reason.

What a station wants, in this order:

1. A sheet that is printed or begun stays as it is; only doors that are on no such sheet are planned.
2. Nobody is left out while any visitor of his grid has room: if need be doors are shifted between visitors until no shift helps.
3. As few visitors as the capacity (default 15 doors) allows, with equal loads within a grid; a sheet covers one or a few
   neighbouring buildings and is cut between buildings, then units, then floors, before it cuts anywhere else.
4. Visitors are chosen by: offered this slot in the weekly availability (a preference, not a bar: the hours that stations keep are
   meant for the telephone; who is asked outside them is named in the proposal) → not past the rounds that one may be asked for in
   a week → known to these elders from last time → fewer rounds this week.

The same input gives the same plan. Pure: no session, no clock.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import ceil

from desktop.errors import Cancelled
from desktop.i18n import N_, _
from desktop.rounds.matching import cheapest_matching
from desktop.rounds.routes import Door, Place, Plan, natural_key

DEFAULT_CAPACITY = 15


class Unserved(StrEnum):
    """Why an elder who is due stands on no route."""

    NO_ADDRESS = "no_address"
    NO_GRID = "no_grid"
    NO_VISITOR = "no_visitor"
    ALL_FULL = "all_full"


UNSERVED_LABELS: dict[Unserved, str] = {
    Unserved.NO_ADDRESS: N_("The address names no known building"),
    Unserved.NO_GRID: N_("The building belongs to no grid"),
    Unserved.NO_VISITOR: N_("Nobody visits this grid"),
    Unserved.ALL_FULL: N_("All visitors of this grid are full"),
}


def unserved_label(code: str) -> str:
    """Why somebody is unserved, in the user's language. Raises ValueError for an unknown code."""
    return _(UNSERVED_LABELS[Unserved(code)])


@dataclass(frozen=True)
class Visitor:
    """Someone who can walk a route (a volunteer, or a pair under one id).

    `grids` are the ids of the grids served; `capacity` doors per slot; `offered` tells whether the slot is within the weekly
    availability;
    `walks` are the rounds walked in the seven days before, `most_walks` how many a week the visitor may be asked for (None =
    any).
    """

    id: str
    grids: frozenset[str]
    capacity: int = DEFAULT_CAPACITY
    offered: bool = True
    walks: int = 0
    most_walks: int | None = None
    organisation: str = ""


@dataclass(frozen=True)
class KeptSheet:
    """A sheet that is printed or begun: it keeps its visitor and doors (ids of elders), whatever is planned."""

    visitor: str
    elders: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """What is to be planned. `known` maps an elder to the visitor who came last time. `doors` holds everyone due."""

    doors: tuple[Door, ...]
    visitors: tuple[Visitor, ...]
    places: tuple[Place, ...]
    kept: tuple[KeptSheet, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """One visitor's doors in walking order. `metres` between buildings; `outside_hours` when the visitor did not offer this
    slot.
    """

    visitor: str
    doors: tuple[Door, ...]
    metres: float
    outside_hours: bool
    known: int
    """How many of these elders know the visitor from last time."""


@dataclass(frozen=True)
class Answer:
    """The proposal: new routes (kept sheets are not repeated), who is unserved and why, buildings whose position was assumed."""

    routes: tuple[Route, ...]
    unserved: tuple[tuple[Door, Unserved], ...]
    assumed: tuple[str, ...]


def plan(
    problem: Problem,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Answer:
    """Plan the slot. `progress` is told shares from 0 to 1. Raises Cancelled when `cancelled` turns true, ValueError for an
    elder twice.
    """
    map_ = Plan(problem.places)
    kept = {elder for sheet in problem.kept for elder in sheet.elders}
    doors = [door for door in problem.doors if door.elder not in kept]
    if len({door.elder for door in doors}) != len(doors):
        raise ValueError("an elder stands among the doors twice")
    visitors = _with_room_left(problem)
    unserved: list[tuple[Door, Unserved]] = []
    by_grid: dict[str, list[Door]] = {}
    for door in doors:
        reason = _unservable(door, map_, visitors)
        if reason is None:
            by_grid.setdefault(door.grid, []).append(door)
        else:
            unserved.append((door, reason))
    progress(0.1)
    work = _Assignment(problem, map_, visitors)
    for wanted in (True, False):  # first the visitors who offered the slot, then, for whoever is left, everybody
        left = work.segments_of(by_grid)
        if wanted and not any(visitor.offered for visitor in visitors):
            continue
        work.match(left, [visitor for visitor in visitors if visitor.offered or not wanted])
        by_grid = work.fill(
            {grid: [door for door in rest if door.elder not in work.placed] for grid, rest in by_grid.items()}, wanted
        )
        progress(0.5 if wanted else 0.9)
        if cancelled():
            raise Cancelled(_("The planning was stopped; nothing was saved."))
        if not any(by_grid.values()):
            break
    work.even_out()
    unserved += [(door, Unserved.ALL_FULL) for rest in by_grid.values() for door in rest]
    routes = work.routes()
    progress(1.0)
    served = {door.building for route in routes for door in route.doors}
    return Answer(
        tuple(routes),
        tuple(sorted(unserved, key=lambda pair: pair[0].elder)),
        tuple(sorted(building for building in served if map_.assumed(building))),
    )


def _with_room_left(problem: Problem) -> list[Visitor]:
    taken: dict[str, int] = {}
    for sheet in problem.kept:
        taken[sheet.visitor] = taken.get(sheet.visitor, 0) + len(sheet.elders)
    rest = [replace(visitor, capacity=max(0, visitor.capacity - taken.get(visitor.id, 0))) for visitor in problem.visitors]
    return sorted(rest, key=lambda visitor: visitor.id)


def _unservable(door: Door, map_: Plan, visitors: Sequence[Visitor]) -> Unserved | None:
    if door.building not in map_.places:
        return Unserved.NO_ADDRESS
    serving = [visitor for visitor in visitors if door.grid in visitor.grids]
    if not serving:
        named = door.grid or any("" in visitor.grids for visitor in visitors)
        return Unserved.NO_VISITOR if named else Unserved.NO_GRID
    return None


class _Assignment:
    """Doors given to visitors while a plan is being made."""

    def __init__(self, problem: Problem, map_: Plan, visitors: Sequence[Visitor]) -> None:
        self.problem, self.map = problem, map_
        self.visitors = {visitor.id: visitor for visitor in visitors}
        self.doors: dict[str, list[Door]] = {visitor.id: [] for visitor in visitors}
        self.placed: set[str] = set()
        self.walking = {sheet.visitor for sheet in problem.kept}
        fresh = [visitor for visitor in visitors if visitor.id not in self.walking] or visitors
        sizes = sorted(visitor.capacity for visitor in fresh if visitor.capacity)
        self.usual = sizes[len(sizes) // 2] if sizes else DEFAULT_CAPACITY

    def room(self, visitor: str) -> int:
        return self.visitors[visitor].capacity - len(self.doors[visitor])

    def segments_of(self, by_grid: Mapping[str, Sequence[Door]]) -> list[list[Door]]:
        """Each grid's doors in walking order, cut into stretches of about equal length that fit a usual visitor."""
        found: list[list[Door]] = []
        for grid in sorted(by_grid):
            found += cut(self.map.walk(by_grid[grid]), self.usual)
        return found

    def match(self, segments: Sequence[Sequence[Door]], visitors: Sequence[Visitor]) -> None:
        """Give each stretch as a whole to a different, best suited visitor with enough room."""
        free = [visitor for visitor in visitors if visitor.capacity and not self.doors[visitor.id]]
        costs = [[self._cost(segment, visitor) for visitor in free] for segment in segments]
        for row, column in cheapest_matching(costs):
            for door in segments[row]:
                self._place(door, free[column].id)

    def _cost(self, segment: Sequence[Door], visitor: Visitor) -> float | None:
        if visitor.capacity < len(segment) or not all(door.grid in visitor.grids for door in segment):
            return None
        knows = sum(1 for door in segment if self.problem.known.get(door.elder) == visitor.id) / len(segment)
        tired = visitor.most_walks is not None and visitor.walks >= visitor.most_walks
        cost = 10_000.0 * (not visitor.offered) + 1_000 * tired - 300 * knows + 50 * visitor.walks
        return cost - 200 * (visitor.id in self.walking)  # who is walking anyway takes a door more before another is called out

    def fill(self, by_grid: Mapping[str, Sequence[Door]], only_offered: bool) -> dict[str, list[Door]]:
        """Put the doors that are left where there is room, shifting others if need be; returns those for whom there is none."""
        rest: dict[str, list[Door]] = {}
        for grid in sorted(by_grid):
            full = False
            for door in self.map.walk(by_grid[grid]):
                if full or not self._squeeze_in(door, only_offered):
                    full = True  # nobody can reach room for this grid, so nobody will for the next door of it
                    rest.setdefault(grid, []).append(door)
        return rest

    def _squeeze_in(self, door: Door, only_offered: bool) -> bool:
        """Search breadth-first for a visitor with room whom a chain of shifts (one door each) connects with this door's grid."""
        came: dict[str, tuple[str, str]] = {}  # visitor -> (visitor who gives a door, grid of that door)
        queue: deque[str] = deque()

        def reach(grid: str, giver: str) -> None:
            able = [
                one.id
                for one in self.visitors.values()
                if grid in one.grids and one.id not in came and one.capacity and (one.offered or not only_offered)
            ]
            for one in sorted(able, key=lambda other: self._preference(door, other) if not giver else (0.0, 0, other)):
                came[one] = (giver, grid)
                queue.append(one)

        reach(door.grid, "")
        while queue:
            visitor = queue.popleft()
            if self.room(visitor) > 0:
                self._shift_along(visitor, came, door)
                return True
            for grid in sorted({held.grid for held in self.doors[visitor]}):
                reach(grid, visitor)
        return False

    def _preference(self, door: Door, visitor: str) -> tuple[float, int, str]:
        """Whoever walks nearest; an unused visitor only when nobody walking has room."""
        held = self.doors[visitor]
        metres = self.map.nearness(held)(door.building) if held else 1e9 - (visitor in self.walking)
        return metres, self.visitors[visitor].walks, visitor

    def _shift_along(self, last: str, came: Mapping[str, tuple[str, str]], door: Door) -> None:
        taker = last
        giver, grid = came[taker]
        while giver:
            near = self.map.nearness(self.doors[taker])
            moved = min(
                (held for held in self.doors[giver] if held.grid == grid), key=lambda held: (near(held.building), held.elder)
            )
            self.doors[giver].remove(moved)
            self.doors[taker].append(moved)
            taker = giver
            giver, grid = came[taker]
        self._place(door, taker)

    def _place(self, door: Door, visitor: str) -> None:
        self.doors[visitor].append(door)
        self.placed.add(door.elder)

    def even_out(self) -> None:
        """Where filling up has left loads uneven or routes tangled, cut each grid anew among the visitors who walk in it
        alone.
        """
        for grid in sorted({door.grid for doors in self.doors.values() for door in doors}):
            team = [one for one, doors in self.doors.items() if doors and {door.grid for door in doors} == {grid}]
            walk = self.map.walk(door for one in team for door in self.doors[one])
            if len(team) < 2 or -(-len(walk) // len(team)) > min(self.visitors[one].capacity for one in team):
                continue
            pieces = cut(walk, min(self.visitors[one].capacity for one in team), len(team))
            known = self.problem.known
            costs = [[float(-sum(1 for door in piece if known.get(door.elder) == one)) for one in team] for piece in pieces]
            for row, column in cheapest_matching(costs):
                self.doors[team[column]] = list(pieces[row])

    def routes(self) -> list[Route]:
        """What was given, in walking order; sheets in the order of the first building of each."""
        made = []
        for visitor, doors in self.doors.items():
            if not doors:
                continue
            walk = self.map.walk(doors)
            made.append(
                Route(
                    visitor,
                    tuple(walk),
                    round(self.map.length(self.map.buildings_of(walk)), 1),
                    not self.visitors[visitor].offered,
                    sum(1 for door in walk if self.problem.known.get(door.elder) == visitor),
                )
            )
        return sorted(
            made, key=lambda route: (self.map.rank(route.doors[0].building), natural_key(route.doors[0].unit), route.visitor)
        )


def cut(walk: Sequence[Door], capacity: int, pieces: int | None = None) -> list[list[Door]]:
    """Cut a walk into stretches of at most `capacity` doors and of about equal length: `pieces` of them, the fewest if None.

    The cuts fall at the best places near the equal ones: a cut between buildings is worth shifting by a third of a stretch, one
    between units or floors less; people of one household are parted only when that cannot be avoided.
    """
    if not walk:
        return []
    pieces = pieces or ceil(len(walk) / capacity)
    result: list[list[Door]] = []
    start = 0
    for left in range(pieces, 0, -1):
        rest = len(walk) - start
        if left == 1:
            result.append(list(walk[start:]))
            break
        lowest, highest = max(1, rest - (left - 1) * capacity), min(capacity, rest - (left - 1))
        ideal = rest / left
        size = min(range(lowest, highest + 1), key=lambda one: (abs(one - ideal) - _cut_worth(walk, start + one, ideal), one))
        result.append(list(walk[start : start + size]))
        start += size
    return result


def _cut_worth(walk: Sequence[Door], at: int, ideal: float) -> float:
    before, after = walk[at - 1], walk[at]
    if before.building != after.building:
        return ideal / 3
    if before.unit != after.unit:
        return ideal / 8
    if before.floor != after.floor:
        return ideal / 16
    return -ideal / 4 if before.household and before.household == after.household else 0.0


def loads(routes: Iterable[Route]) -> dict[str, int]:
    """How many doors each visitor has."""
    return {route.visitor: len(route.doors) for route in routes}
