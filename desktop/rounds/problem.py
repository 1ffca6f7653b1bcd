"""What is to be planned in a slot, and what comes of it: plain data for the planner, and who may visit whom. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.i18n import N_, _
from desktop.rounds.routes import Door, Place

DEFAULT_CAPACITY = 15


class Unserved(StrEnum):
    """Why an elder who is due stands on no route."""

    NO_ADDRESS = "no_address"
    NO_GRID = "no_grid"
    NO_VISITOR = "no_visitor"
    KEPT_APART = "kept_apart"
    NO_KNOWN_FACE = "no_known_face"
    OTHER_HOURS = "other_hours"
    NO_TIME = "no_time"
    ALL_FULL = "all_full"


UNSERVED_LABELS: dict[Unserved, str] = {
    Unserved.NO_ADDRESS: N_("The address names no known building"),
    Unserved.NO_GRID: N_("The building belongs to no grid"),
    Unserved.NO_VISITOR: N_("Nobody visits this grid"),
    Unserved.KEPT_APART: N_("Whoever visits this grid may not meet this elder"),
    Unserved.NO_KNOWN_FACE: N_("Needs a known face; none of today's visitors is one"),
    Unserved.OTHER_HOURS: N_("The hours wanted do not lie in this slot"),
    Unserved.NO_TIME: N_("No visitor has enough minutes left"),
    Unserved.ALL_FULL: N_("All visitors of this grid are full"),
}


def unserved_label(code: str) -> str:
    """Why somebody is unserved, in the user's language; a reason that this version does not know is shown as it is."""
    return _(UNSERVED_LABELS[Unserved(code)]) if code in {one.value for one in Unserved} else code


@dataclass(frozen=True)
class Costs:
    """What a route costs, in seconds of somebody's time. Settings of the station; the rest are weights between aims."""

    metres_a_minute: int = 60
    floor_seconds: int = 20
    """One floor on the stairs, up or down."""
    lift_floor_seconds: int = 4
    lift_wait_seconds: int = 40
    door_minutes: int = 3
    entrance_metres: int = 15
    """Between neighbouring entrances of one building."""
    stranger_seconds: int = 120
    """A visitor whom the elder does not know."""
    changed_seconds: int = 40
    """One whom the elder knows, but not the one who came last."""
    visitor_seconds: int = 2400
    """Calling out one more visitor."""
    not_offered_seconds: int = 5400
    """Besides: one who did not offer this slot."""
    tired_seconds: int = 1800
    """Besides: one who is past the rounds that he may be asked for in a week."""
    walked_seconds: int = 60
    """Besides: for each round walked this week."""


@dataclass(frozen=True)
class Visitor:
    """Someone who can walk a route (a volunteer, or a pair under the first one's id; `companion` is the other).

    `grids` are the ids of the grids served; `capacity` doors and `minutes` (None = the slot) a round; `offered` tells whether the slot
    is within the weekly availability; `walks` are the rounds walked in the seven days before, `most_walks` how many a week the visitor
    may be asked for (None = any).
    """

    id: str
    grids: frozenset[str]
    capacity: int = DEFAULT_CAPACITY
    offered: bool = True
    walks: int = 0
    most_walks: int | None = None
    organisation: str = ""
    minutes: int | None = None
    companion: str = ""

    @property
    def members(self) -> frozenset[str]:
        """Everyone who comes to the door."""
        return frozenset({self.id, self.companion}) - {""}


@dataclass(frozen=True)
class KeptSheet:
    """A sheet that is printed or begun: it keeps its visitor and doors (ids of elders), whatever is planned."""

    visitor: str
    elders: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """What is to be planned. `doors` holds everyone due. `known` maps an elder to the visitor who came last time. `window`: minutes of
    the slot, None = any. The same problem with the same `seed` gives the same plan.
    """

    doors: tuple[Door, ...]
    visitors: tuple[Visitor, ...]
    places: tuple[Place, ...]
    kept: tuple[KeptSheet, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    window: int | None = None
    costs: Costs = Costs()
    seed: int = 1


@dataclass(frozen=True)
class Route:
    """One visitor's doors in walking order. `metres` between buildings and entrances, `minutes` with the doors; `outside_hours` when the
    visitor did not offer this slot; `points` is the price.
    """

    visitor: str
    doors: tuple[Door, ...]
    metres: float
    outside_hours: bool
    known: int
    """How many of these elders know the visitor."""
    minutes: int = 0
    points: int = 0


@dataclass(frozen=True)
class Answer:
    """The proposal: new routes (kept sheets are not repeated), who is unserved and why (most urgent first), buildings whose position was
    assumed, the price of it all.
    """

    routes: tuple[Route, ...]
    unserved: tuple[tuple[Door, Unserved], ...]
    assumed: tuple[str, ...]
    points: int = 0


def may_visit(visitor: Visitor, door: Door) -> bool:
    """Whether this visitor may be given this door. A lock is the clerk's word: it overrides the grid, but not who may not meet."""
    if visitor.members & door.apart:
        return False
    if door.locked:
        return door.locked == visitor.id
    return door.grid in visitor.grids and (not door.known_face or bool(visitor.members & door.familiar))


def hopeless(door: Door, buildings: Iterable[str], visitors: Sequence[Visitor], window: int | None) -> Unserved | None:
    """Why nobody can be given this door at all; None when somebody could."""
    if door.building not in buildings:
        return Unserved.NO_ADDRESS
    if any(may_visit(visitor, door) for visitor in visitors):
        outside = (door.closes is not None and door.closes < 0) or (window is not None and (door.opens or 0) >= window)
        return Unserved.OTHER_HOURS if outside else None
    serving = [visitor for visitor in visitors if door.grid in visitor.grids]
    if not serving:
        named = door.grid or any("" in visitor.grids for visitor in visitors)
        return Unserved.NO_VISITOR if named else Unserved.NO_GRID
    if all(visitor.members & door.apart for visitor in serving):
        return Unserved.KEPT_APART
    return Unserved.NO_KNOWN_FACE
