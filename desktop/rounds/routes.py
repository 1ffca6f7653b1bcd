"""The order in which doors are walked: building → unit → floor, the next building being near by metres."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

EXACT_BUILDINGS = 12
"""Up to this many buildings on a route every starting building is tried."""


@dataclass(frozen=True)
class Place:
    """A building: metres east and north on the station's plan (None = not known), and whether it has a lift (None = not
    known).
    """

    id: str
    name: str
    grid: str = ""
    x: float | None = None
    y: float | None = None
    lift: bool | None = None
    floors: int | None = None


@dataclass(frozen=True)
class Door:
    """One elder due in the slot, at his address. `grid` and `building` are ids, '' when not known.

    `minutes` at the door (None = as usual); `opens` and `closes`: minutes from the slot's start between which the visit may begin
    (None = any). `familiar`: volunteers whom the elder knows; with `known_face` only these may come. `apart`: volunteers who may
    not. `locked`: the visitor on whose route the clerk fixed this door. `risk` (2 = high, 1 = focus) and `silent` (hours not known
    safe) tell who goes first when not everybody can be served.
    """

    elder: str
    grid: str
    building: str
    unit: str = ""
    floor: int | None = None
    room: str = ""
    household: str = ""
    minutes: int | None = None
    opens: int | None = None
    closes: int | None = None
    familiar: frozenset[str] = frozenset()
    known_face: bool = False
    apart: frozenset[str] = frozenset()
    locked: str = ""
    risk: int = 0
    silent: float = 0.0

    @property
    def urgency(self) -> tuple[int, float, str]:
        """Sorts who goes first: by risk, then by the longest silence; the id breaks a tie."""
        return -self.risk, -self.silent, self.elder


NaturalKey = tuple[tuple[int, int, str], ...]


def natural_key(text: str) -> NaturalKey:
    """Sorts '2幢' before '12幢' and '1-101' before '10-101'."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def in_building(doors: Iterable[Door], lift: bool | None) -> list[Door]:
    """The doors of one building in walking order: unit by unit, upwards by the stairs, downwards from the lift's top."""
    direction = -1 if lift else 1

    def order(door: Door) -> tuple[NaturalKey, bool, int, NaturalKey, str, str]:
        floor = direction * door.floor if door.floor is not None else 0
        return natural_key(door.unit), door.floor is None, floor, natural_key(door.room), door.household, door.elder

    return sorted(doors, key=order)


class Plan:
    """The station's plan: where buildings stand, and how they are walked."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = {place.id: place for place in places}
        self._spots = _spots(self.places.values())
        self._orders: dict[frozenset[str], list[str]] = {}
        self._rank = {place.id: rank for rank, place in enumerate(sorted(self.places.values(), key=_place_key))}

    def rank(self, building: str) -> int:
        """The building's place in the order of names and numbers."""
        return self._rank[building]

    def assumed(self, building: str) -> bool:
        """True when the building has no position of its own, so that a neighbour's is assumed."""
        place = self.places[building]
        return place.x is None or place.y is None

    def spot(self, building: str) -> tuple[float, float]:
        """Where a building stands, or is taken to stand: metres east and north."""
        return self._spots[building]

    def metres(self, one: str, other: str) -> float:
        """Straight metres between two buildings; 0 when neither they nor their neighbours have a position."""
        (ax, ay), (bx, by) = self._spots[one], self._spots[other]
        return hypot(ax - bx, ay - by)

    def length(self, buildings: Sequence[str]) -> float:
        """Metres along buildings in this order."""
        return sum(self.metres(one, other) for one, other in pairwise(buildings))

    def building_order(self, buildings: Iterable[str]) -> list[str]:
        """The buildings in walking order.

        The shortest of: the order of their numbers, and nearest-next chains; then improved by turning round stretches. Never
        longer
        than the order of their numbers. Deterministic.
        """
        wanted = frozenset(buildings)
        if wanted not in self._orders:
            self._orders[wanted] = self._best_order(wanted)
        return list(self._orders[wanted])

    def _best_order(self, buildings: frozenset[str]) -> list[str]:
        natural = sorted(buildings, key=self._rank.__getitem__)
        starts = natural if len(natural) <= EXACT_BUILDINGS else natural[:1]
        chains = [natural, *(self._nearest_chain(start, natural) for start in starts)]
        best = min(chains, key=lambda chain: (round(self.length(chain), 6), [self._rank[one] for one in chain]))
        best = self._untangle(best)
        return best if self._rank[best[0]] <= self._rank[best[-1]] else best[::-1]

    def _nearest_chain(self, start: str, buildings: Sequence[str]) -> list[str]:
        chain, left = [start], [one for one in buildings if one != start]
        while left:
            here = chain[-1]
            following = min(left, key=lambda one: (round(self.metres(here, one), 6), self._rank[one]))
            chain.append(following)
            left.remove(following)
        return chain

    def _untangle(self, chain: list[str]) -> list[str]:
        """Turn round stretches of the way while that shortens it (2-opt on an open path)."""
        improved = len(chain) <= 60
        while improved:
            improved = False
            for first in range(len(chain) - 1):
                for last in range(first + 1, len(chain)):
                    turned = chain[:first] + chain[first : last + 1][::-1] + chain[last + 1 :]
                    if self.length(turned) < self.length(chain) - 1e-6:
                        chain, improved = turned, True
        return chain

    def walk(self, doors: Iterable[Door], as_given: bool = False) -> list[Door]:
        """The doors in walking order; `as_given`: the buildings in the order in which they first come. Every door needs a building
        of the plan.
        """
        by_building: dict[str, list[Door]] = {}
        for door in doors:
            by_building.setdefault(door.building, []).append(door)
        if not by_building:
            return []
        return [
            door
            for building in (by_building if as_given else self.building_order(by_building))
            for door in in_building(by_building[building], self.places[building].lift)
        ]

    def nearness(self, doors: Iterable[Door]) -> Callable[[str], float]:
        """A function: metres from a building to the nearest of the doors' buildings (0 when there are no doors)."""
        stops: Mapping[str, None] = dict.fromkeys(door.building for door in doors)
        return lambda building: min((self.metres(building, stop) for stop in stops), default=0.0)


def _place_key(place: Place) -> tuple[NaturalKey, str]:
    return natural_key(place.name), place.id


def _spots(places: Iterable[Place]) -> dict[str, tuple[float, float]]:
    """Positions; a building without one is taken to stand beside the building before it in the order of numbers, in its grid
    if possible.
    """
    ordered = sorted(places, key=_place_key)
    spots: dict[str, tuple[float, float]] = {}
    known = [place for place in ordered if place.x is not None and place.y is not None]
    for index, place in enumerate(ordered):
        if place.x is not None and place.y is not None:
            spots[place.id] = (place.x, place.y)
            continue
        same = [other for other in known if other.grid == place.grid] or known
        if not same:
            spots[place.id] = (0.0, 0.0)
            continue
        nearest = min(same, key=lambda other: (abs(ordered.index(other) - index), ordered.index(other)))
        assert nearest.x is not None and nearest.y is not None
        spots[place.id] = (nearest.x, nearest.y)
    return spots
