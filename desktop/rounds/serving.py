"""The last word on a plan, whoever made it: everyone who can be served is, the most urgent first, and the rest is told why. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from desktop.rounds.pricing import Pricer, left_out
from desktop.rounds.problem import Answer, Route, Unserved, Visitor, may_visit
from desktop.rounds.routes import Door, natural_key


@dataclass
class Given:
    """Doors by visitor, in walking order once `serve_fairly` is done; `left` are those on no route."""

    pricer: Pricer
    doors: dict[str, list[Door]]
    left: list[Door] = field(default_factory=list)

    @property
    def visitors(self) -> list[Visitor]:
        """Everyone who could be asked, by id."""
        return sorted(self.pricer.problem.visitors, key=lambda visitor: visitor.id)

    def room(self, visitor: Visitor) -> int:
        """Doors that the visitor can still take."""
        taken = sum(len(sheet.elders) for sheet in self.pricer.problem.kept if sheet.visitor == visitor.id)
        return visitor.capacity - taken - len(self.doors.get(visitor.id, ()))


def serve_fairly(given: Given, doors: Sequence[Door]) -> None:
    """Put the routes in order, give every door on no route to whoever can take it at the lowest price, and let a more urgent one take
    the place of the least urgent where that is the only way. `doors` are all that can be on a route at all.
    """
    _tidy(given)
    placed = {door.elder for held in given.doors.values() for door in held}
    waiting = sorted((door for door in doors if door.elder not in placed), key=lambda one: (not one.locked, one.urgency))
    left: list[Door] = []
    while waiting:
        door = waiting.pop(0)
        if _insert(given, door):
            continue
        gone = _take_the_place(given, door)
        if gone is None:
            left.append(door)
        else:
            waiting = sorted([*waiting, gone], key=lambda one: (not one.locked, one.urgency))
    given.left = sorted(left, key=lambda one: one.urgency)


def _tidy(given: Given) -> None:
    """Every route in an order that can be walked; what does not fit any more is taken off, the least urgent first."""
    for visitor, held in list(given.doors.items()):
        ordered = best_order(given.pricer, visitor, held)
        while ordered is None:
            held.remove(max(held, key=lambda door: (not door.locked, door.urgency)))
            ordered = best_order(given.pricer, visitor, held)
        given.doors[visitor] = ordered
    given.doors = {visitor: held for visitor, held in given.doors.items() if held}


def best_order(pricer: Pricer, visitor: str, doors: Sequence[Door]) -> list[Door] | None:
    """The doors in the walking order of paper, or, where hours forbid that, as given; None when neither can be walked."""
    paper = pricer.order(visitor, doors)
    if paper is None and pricer.walk(visitor, doors).fits:
        return list(doors)
    return paper


def _insert(given: Given, door: Door) -> bool:
    best: tuple[int, str, list[Door]] | None = None
    for visitor in given.visitors:
        if may_visit(visitor, door) and given.room(visitor) > 0:
            held = given.doors.get(visitor.id, [])
            way = insertion(given.pricer, visitor.id, held, door)
            if way is not None and (best is None or (way[0], visitor.id) < best[:2]):
                best = way[0], visitor.id, way[1]
    if best is None:
        return False
    given.doors[best[1]] = best[2]
    return True


def insertion(pricer: Pricer, visitor: str, held: Sequence[Door], door: Door) -> tuple[int, list[Door]] | None:
    """The place of a door on a route: (points more, the new order); None when there is none that can be walked."""
    way = pricer.order(visitor, [*held, door])
    if way is None:  # not at its own place in the order of paper: between any two buildings, or, where hours count, anywhere
        stops = [at for at in range(len(held) + 1) if at in (0, len(held)) or held[at - 1].building != held[at].building]
        tries = [pricer.map.walk([*held[:at], door, *held[at:]], as_given=True) for at in stops]
        if any(one.opens is not None or one.closes is not None for one in (*held, door)):
            tries += [[*held[:at], door, *held[at:]] for at in range(len(held) + 1)]
        fitting = [(pricer.points(visitor, one), number) for number, one in enumerate(tries) if pricer.walk(visitor, one).fits]
        way = tries[min(fitting)[1]] if fitting else None
    return None if way is None else (pricer.points(visitor, way) - pricer.points(visitor, held), way)


def _take_the_place(given: Given, door: Door) -> Door | None:
    """Let the door take the place of the least urgent one that is less urgent; returns that one, None when there is none."""
    best: tuple[tuple[int, float, str], str, list[Door], Door] | None = None
    for visitor in given.visitors:
        if not may_visit(visitor, door):
            continue
        held = given.doors.get(visitor.id, [])
        for other in held:
            if other.locked or (other.urgency <= door.urgency and not door.locked) or (best is not None and other.urgency <= best[0]):
                continue
            way = insertion(given.pricer, visitor.id, [one for one in held if one is not other], door)
            if way is not None:
                best = other.urgency, visitor.id, way[1], other
    if best is None:
        return None
    given.doors[best[1]] = best[2]
    return best[3]


def reason_of(given: Given, door: Door) -> Unserved:
    """Why a door that could be on a route is on none."""
    able = [visitor for visitor in given.visitors if may_visit(visitor, door)]
    if all(given.room(visitor) <= 0 for visitor in able):
        return Unserved.ALL_FULL
    alone = [visitor for visitor in able if given.pricer.walk_of([door], 0, None).fits]
    return Unserved.NO_TIME if alone else Unserved.OTHER_HOURS


def answer_of(given: Given, hopeless: Iterable[tuple[Door, Unserved]]) -> Answer:
    """The answer: routes by the first building of each, the unserved most urgent first."""
    pricer, map_ = given.pricer, given.pricer.map
    routes = []
    for visitor, doors in given.doors.items():
        walked, members = pricer.walk(visitor, doors), pricer.visitors[visitor].members
        routes.append(
            Route(
                visitor,
                tuple(doors),
                round(walked.metres, 1),
                not pricer.visitors[visitor].offered,
                sum(1 for door in doors if pricer.problem.known.get(door.elder) in members or members & door.familiar),
                -(-walked.seconds // 60),
                pricer.points(visitor, doors),
            )
        )
    routes.sort(key=lambda one: (map_.rank(one.doors[0].building), natural_key(one.doors[0].unit), one.visitor))
    unserved = [*((door, reason_of(given, door)) for door in given.left), *hopeless]
    unserved.sort(key=lambda pair: pair[0].urgency)
    served = {door.building for route in routes for door in route.doors}
    return Answer(
        tuple(routes),
        tuple(unserved),
        tuple(sorted(building for building in served if map_.assumed(building))),
        sum(route.points for route in routes) + sum(left_out(door) for door in given.left),
    )
