"""Splitting a slot's doors among visitors: everyone due is on exactly one route, or is listed as unserved with the true reason.

What a station wants, in this order:

1. A sheet that is printed or begun stays as it is; only doors that are on no such sheet are planned. Locked doors stay with their
   visitor.
2. Nobody is left out while any visitor who may come has room: if need be doors are shifted between visitors until no shift helps.
   Where not everybody can be served, those at higher risk go first, then those of whom nothing is known for longest.
3. As few visitors as the capacity (default 15 doors) allows, with equal loads within a grid; a sheet covers one or a few
   neighbouring buildings and is cut between buildings, then units, then floors, before it cuts anywhere else.
4. Visitors are chosen by: offered this slot in the weekly availability (a preference, not a bar: the hours that stations keep are
   meant for the telephone; who is asked outside them is named in the proposal) → not past the rounds that one may be asked for in
   a week → known to these elders from last time → fewer rounds this week.

This is the first answer, in well under two seconds; `desktop.rounds.improving` makes it cheaper by the prices of
`desktop.rounds.pricing`. The same input gives the same plan. Pure: no session, no clock.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import ceil

from desktop.errors import Cancelled
from desktop.i18n import _
from desktop.rounds.matching import cheapest_matching
from desktop.rounds.pricing import Pricer
from desktop.rounds.problem import DEFAULT_CAPACITY, Answer, Problem, Unserved, Visitor, hopeless, may_visit
from desktop.rounds.routes import Door, Plan
from desktop.rounds.serving import Given, answer_of, serve_fairly


def plan(
    problem: Problem,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Answer:
    """Plan the slot. `progress` is told shares from 0 to 1. Raises Cancelled when `cancelled` turns true, ValueError for an
    elder twice.
    """
    map_ = Plan(problem.places)
    doors, unserved = planned_doors(problem, map_)
    pricer = Pricer(problem, map_)
    chosen = servable(doors, with_room_left(problem))
    progress(0.1)
    best: tuple[int, Answer] | None = None
    for remembered in (False, True):  # cut anew; and as last time, as far as that can be had
        if remembered and not any(problem.known.get(door.elder) for door in chosen):
            continue
        work = _Assignment(problem, pricer, with_room_left(problem))
        work.make(chosen, remembered, cancelled)
        given = Given(pricer, {visitor: list(held) for visitor, held in work.doors.items() if held})
        serve_fairly(given, doors)
        answer = answer_of(given, unserved)
        if best is None or answer.points < best[0]:
            best = answer.points, answer
        progress(0.9 if remembered else 0.5)
    assert best is not None
    progress(1.0)
    return best[1]


def planned_doors(problem: Problem, map_: Plan) -> tuple[list[Door], list[tuple[Door, Unserved]]]:
    """The doors that can be on a new route, and those that cannot be on any, with the reason. Raises ValueError for an elder twice."""
    kept = {elder for sheet in problem.kept for elder in sheet.elders}
    open_ = [door for door in problem.doors if door.elder not in kept]
    if len({door.elder for door in open_}) != len(open_):
        raise ValueError("an elder stands among the doors twice")
    doors: list[Door] = []
    unserved: list[tuple[Door, Unserved]] = []
    present = {visitor.id for visitor in problem.visitors}
    for door in sorted(open_, key=lambda one: one.elder):
        if door.locked and (door.locked not in present or not may_visit(_by_id(problem)[door.locked], door)):
            door = replace(door, locked="")  # who is not there today, or may not come any more, holds no lock
        reason = hopeless(door, map_.places, problem.visitors, problem.window)
        if reason is None:
            doors.append(door)
        else:
            unserved.append((door, reason))
    return doors, unserved


def _by_id(problem: Problem) -> dict[str, Visitor]:
    return {visitor.id: visitor for visitor in problem.visitors}


def with_room_left(problem: Problem) -> list[Visitor]:
    """The visitors with the doors that their sheets in hand leave them, by id."""
    taken: dict[str, int] = {}
    for sheet in problem.kept:
        taken[sheet.visitor] = taken.get(sheet.visitor, 0) + len(sheet.elders)
    rest = [replace(visitor, capacity=max(0, visitor.capacity - taken.get(visitor.id, 0))) for visitor in problem.visitors]
    return sorted(rest, key=lambda visitor: visitor.id)


Key = tuple[str, frozenset[str] | None, frozenset[str], str]


def key_of(door: Door) -> Key:
    """Doors with the same key may be given to the same visitors."""
    return door.grid, door.familiar if door.known_face else None, door.apart, door.locked


def servable(doors: Sequence[Door], visitors: Sequence[Visitor]) -> list[Door]:
    """As many doors as the visitors have room for, the most urgent ones: each next door is taken when some chain of exchanges makes
    room for it (so that no set of more urgent doors could be served). Locked doors first.
    """
    held: dict[str, dict[Key, list[Door]]] = {visitor.id: {} for visitor in visitors}
    room = {visitor.id: visitor.capacity for visitor in visitors}
    able: dict[Key, list[str]] = {}
    chosen: list[Door] = []
    stuck: set[Key] = set()

    def able_for(door: Door) -> list[str]:
        key = key_of(door)
        if key not in able:
            able[key] = [visitor.id for visitor in visitors if may_visit(visitor, door) and visitor.capacity]
        return able[key]

    def make_room(door: Door) -> bool:
        came: dict[str, tuple[str, Door]] = dict.fromkeys(able_for(door), ("", door))
        queue = deque(came)
        seen = {key_of(door)}
        while queue:
            taker = queue.popleft()
            if room[taker] > 0:
                room[taker] -= 1
                while taker:
                    giver, moved = came[taker]
                    held[taker].setdefault(key_of(moved), []).append(moved)
                    if giver:
                        held[giver][key_of(moved)].remove(moved)
                    taker = giver
                return True
            for key, some in held[taker].items():
                if some and key not in seen and not some[0].locked:
                    seen.add(key)
                    for other in able_for(some[0]):
                        if other not in came:
                            came[other] = (taker, some[0])
                            queue.append(other)
        return False

    for door in sorted(doors, key=lambda one: (not one.locked, one.urgency)):
        if key_of(door) in stuck:
            continue
        if make_room(door):
            chosen.append(door)
        else:
            stuck.add(key_of(door))
    return chosen


class _Assignment:
    """Doors given to visitors while a plan is being made."""

    def __init__(self, problem: Problem, pricer: Pricer, visitors: Sequence[Visitor]) -> None:
        self.problem, self.pricer, self.map = problem, pricer, pricer.map
        self.visitors = {visitor.id: visitor for visitor in visitors}
        self.doors: dict[str, list[Door]] = {visitor.id: [] for visitor in visitors}
        self.placed: set[str] = set()
        self.walking = pricer.walking
        self.timed = problem.window is not None or any(visitor.minutes is not None for visitor in visitors)
        fresh = [visitor for visitor in visitors if visitor.id not in self.walking] or visitors
        sizes = sorted(visitor.capacity for visitor in fresh if visitor.capacity)
        self.usual = sizes[len(sizes) // 2] if sizes else DEFAULT_CAPACITY

    def make(self, chosen: Sequence[Door], remembered: bool, cancelled: Callable[[], bool]) -> None:
        """Give these doors to visitors: locked ones first, then (if `remembered`) to who came last, then in stretches, then one by one."""
        for door in chosen:
            if door.locked:
                self._place(door, door.locked)
        if remembered:
            self._as_last_time(chosen)
        for wanted in (True, False):  # first the visitors who offered the slot, then, for whoever is left, everybody
            if wanted and not any(visitor.offered for visitor in self.visitors.values()):
                continue
            left = [door for door in chosen if door.elder not in self.placed]
            if not remembered:
                self.match(self.segments_of(left), [one for one in self.visitors.values() if one.offered or not wanted])
                left = [door for door in left if door.elder not in self.placed]
            self.fill(left, wanted)
            if cancelled():
                raise Cancelled(_("The planning was stopped; nothing was saved."))
        if not remembered:
            self.even_out()

    def room(self, visitor: str) -> int:
        return self.visitors[visitor].capacity - len(self.doors[visitor])

    def fits(self, visitor: str, doors: Sequence[Door]) -> bool:
        """Whether the visitor could walk these doors in the time there is."""
        return not self.timed or self.pricer.order(visitor, doors) is not None

    def _as_last_time(self, chosen: Sequence[Door]) -> None:
        for door in chosen:
            visitor = self.problem.known.get(door.elder, "")
            if door.elder in self.placed or visitor not in self.visitors or self.room(visitor) < 1:
                continue
            if may_visit(self.visitors[visitor], door) and self.fits(visitor, [*self.doors[visitor], door]):
                self._place(door, visitor)

    def segments_of(self, doors: Sequence[Door]) -> list[list[Door]]:
        """Each grid's doors in walking order, cut into stretches of about equal length that fit a usual visitor's doors and time."""
        by_grid: dict[str, list[Door]] = {}
        for door in doors:
            by_grid.setdefault(door.grid, []).append(door)
        found: list[list[Door]] = []
        limits = sorted(self.pricer.limit(visitor) for visitor in self.visitors)
        limit = limits[len(limits) // 2] if limits else None
        for grid in sorted(by_grid):
            walk = self.map.walk(by_grid[grid])
            pieces = ceil(len(walk) / self.usual)
            cuts = cut(walk, self.usual, pieces)
            while self.timed and pieces < len(walk) and not all(self.pricer.walk_of(one, 0, limit).fits for one in cuts):
                pieces += 1
                cuts = cut(walk, self.usual, pieces)
            found += cuts
        return found

    def match(self, segments: Sequence[Sequence[Door]], visitors: Sequence[Visitor]) -> None:
        """Give each stretch as a whole to a different, best suited visitor with enough room."""
        free = [visitor for visitor in visitors if visitor.capacity and not self.doors[visitor.id]]
        costs = [[self._cost(segment, visitor) for visitor in free] for segment in segments]
        for row, column in cheapest_matching(costs):
            for door in segments[row]:
                self._place(door, free[column].id)

    def _cost(self, segment: Sequence[Door], visitor: Visitor) -> float | None:
        if visitor.capacity < len(segment) or not all(may_visit(visitor, door) for door in segment):
            return None
        if self.timed and not self.pricer.walk_of(segment, self.pricer.busy(visitor.id), self.pricer.limit(visitor.id)).fits:
            return None
        knows = sum(1 for door in segment if self.problem.known.get(door.elder) in visitor.members) / len(segment)
        tired = visitor.most_walks is not None and visitor.walks >= visitor.most_walks
        cost = 10_000.0 * (not visitor.offered) + 1_000 * tired - 300 * knows + 50 * visitor.walks
        return cost - 200 * (visitor.id in self.walking)  # who is walking anyway takes a door more before another is called out

    def fill(self, doors: Sequence[Door], only_offered: bool) -> None:
        """Put the doors that are left where there is room, shifting others if need be."""
        stuck: set[Key] = set()
        for door in sorted(self.map.walk(doors), key=lambda one: one.grid):
            key = key_of(door)
            if key not in stuck and not self._squeeze_in(door, only_offered) and not self.timed:
                stuck.add(key)  # nobody can reach room for such a door, so nobody will for the next one

    def _squeeze_in(self, door: Door, only_offered: bool) -> bool:
        """Search breadth-first for a visitor with room whom a chain of shifts (one door each) connects with this door."""
        came: dict[str, tuple[str, Key]] = {}  # visitor -> (visitor who gives a door, key of that door)
        queue: deque[str] = deque()

        def reach(wanted: Door, giver: str) -> None:
            able = [
                one.id
                for one in self.visitors.values()
                if one.id not in came and one.capacity and (one.offered or not only_offered) and may_visit(one, wanted)
            ]
            for one in sorted(able, key=lambda other: self._preference(door, other) if not giver else (0.0, 0, other)):
                came[one] = (giver, key_of(wanted))
                queue.append(one)

        reach(door, "")
        while queue:
            visitor = queue.popleft()
            if self.room(visitor) > 0 and self._shift_along(visitor, came, door):
                return True
            examples = {key_of(held): held for held in self.doors[visitor] if not held.locked}
            for key in sorted(examples, key=str):
                reach(examples[key], visitor)
        return False

    def _preference(self, door: Door, visitor: str) -> tuple[float, int, str]:
        """Whoever walks nearest; an unused visitor only when nobody walking has room."""
        held = self.doors[visitor]
        metres = self.map.nearness(held)(door.building) if held else 1e9 - (visitor in self.walking)
        return metres, self.visitors[visitor].walks, visitor

    def _shift_along(self, last: str, came: Mapping[str, tuple[str, Key]], door: Door) -> bool:
        """Move one door along the chain that ends at `last`; False, and nothing moved, when somebody's time would not do."""
        changed: dict[str, list[Door]] = {}

        def held(visitor: str) -> list[Door]:
            return changed.setdefault(visitor, list(self.doors[visitor]))

        taker = last
        giver, key = came[taker]
        while giver:
            near = self.map.nearness(held(taker))
            moved = min((one for one in held(giver) if key_of(one) == key), key=lambda one: (near(one.building), one.elder))
            held(giver).remove(moved)
            held(taker).append(moved)
            taker = giver
            giver, key = came[taker]
        held(taker).append(door)
        if not all(self.fits(visitor, doors) for visitor, doors in changed.items()):
            return False
        self.doors.update(changed)
        self.placed.add(door.elder)
        return True

    def _place(self, door: Door, visitor: str) -> None:
        self.doors[visitor].append(door)
        self.placed.add(door.elder)

    def even_out(self) -> None:
        """Where filling up has left loads uneven or routes tangled, cut each grid anew among the visitors who walk in it
        alone.
        """
        for grid in sorted({door.grid for doors in self.doors.values() for door in doors}):
            team = [one for one, doors in self.doors.items() if doors and {door.grid for door in doors} == {grid}]
            everything = [door for one in team for door in self.doors[one]]
            if any(door.locked or door.apart or door.known_face for door in everything):
                continue
            walk = self.map.walk(everything)
            if len(team) < 2 or -(-len(walk) // len(team)) > min(self.visitors[one].capacity for one in team):
                continue
            pieces = cut(walk, min(self.visitors[one].capacity for one in team), len(team))
            known = self.problem.known
            costs = [[float(-sum(1 for door in piece if known.get(door.elder) == one)) for one in team] for piece in pieces]
            wanted = {team[column]: list(pieces[row]) for row, column in cheapest_matching(costs)}
            if all(self.fits(one, doors) for one, doors in wanted.items()):
                self.doors.update(wanted)


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

