"""Making a plan cheaper with PyVRP, from the first answer on, until time or rounds of the search are used up or somebody stops it.

The best found so far is what comes back, never worse than what was given. Pure: no session. PyVRP is imported only here and only when
used; its searches are short calls that let other threads run between them (at most a few milliseconds).
"""

import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from desktop.rounds.planning import planned_doors, with_room_left
from desktop.rounds.pricing import FOREVER, Pricer, left_out
from desktop.rounds.problem import Answer, Problem, Visitor, may_visit
from desktop.rounds.routes import Door, Plan
from desktop.rounds.serving import Given, answer_of, serve_fairly

NOT_ALLOWED = 5_000_000
"""Points of the way to a door that the visitor may not be given: more than any door left out costs."""
SPARE = 40
"""Besides the visitors who walk already so many more of each grid are considered, the ones who cost least to call."""
MOST = 60
HISTORY = 100
"""How far back the search looks when it accepts a dearer plan for a while: a third of PyVRP's own, better in so short a time."""
TELL_EVERY = 0.1  # seconds


def improve(
    problem: Problem,
    answer: Answer,
    seconds: float | None = 15.0,
    rounds: int | None = None,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Answer:
    """A cheaper answer, or the same one. Ends after `seconds`, or after `rounds` of the search (then the same input gives the same plan),
    or when `cancelled` turns true: the best so far is returned, nothing is raised.
    """
    map_ = Plan(problem.places)
    doors, hopeless = planned_doors(problem, map_)
    if len(doors) < 2 or cancelled():
        return answer
    pricer = Pricer(problem, map_)
    visitors = _candidates(problem, pricer, answer)
    if not visitors:
        return answer
    model = _Model(pricer, doors, visitors)
    started = [
        (visitor, [door.elder for door in route.doors])
        for visitor in visitors for route in answer.routes if route.visitor == visitor.id
    ]  # fmt: skip
    found = model.search(started, problem.seed, _until(seconds, rounds, progress, cancelled))
    given = Given(pricer, found)
    serve_fairly(given, doors)
    better = answer_of(given, hopeless)
    return better if better.points < answer.points else answer


def _until(
    seconds: float | None, rounds: int | None, progress: Callable[[float], None], cancelled: Callable[[], bool]
) -> Callable[[float], bool]:
    began = told = time.monotonic()
    done = 0

    def stop(_best: float) -> bool:
        nonlocal done, told
        now = time.monotonic()
        share = max((now - began) / seconds if seconds else 0.0, done / rounds if rounds else 0.0)
        if now - told >= TELL_EVERY:
            told = now
            progress(min(1.0, share))
        done += 1
        return share >= 1.0 or cancelled()

    return stop


def _candidates(problem: Problem, pricer: Pricer, answer: Answer) -> list[Visitor]:
    """Who walks in the answer, and of each grid some more, the ones who cost least to call; at most `MOST` in all."""
    able = [visitor for visitor in with_room_left(problem) if visitor.capacity]
    walking = {route.visitor for route in answer.routes} | {door.locked for door in problem.doors}
    chosen = {visitor.id for visitor in able if visitor.id in walking}
    for grid in sorted({door.grid for door in problem.doors}):
        spare = sorted((one for one in able if grid in one.grids and one.id not in walking), key=lambda one: (pricer.calling(one.id), one.id))
        for visitor in spare[:SPARE]:
            if len(chosen) < MOST:
                chosen.add(visitor.id)
    return [visitor for visitor in able if visitor.id in chosen]


class _Model:
    """The problem in PyVRP's terms: a location for each door, a profile for each kind of visitor; distances are prices in seconds."""

    def __init__(self, pricer: Pricer, doors: Sequence[Door], visitors: Sequence[Visitor]) -> None:
        import numpy as np
        import pyvrp

        self.vrp: Any = pyvrp
        self.doors, self.visitors = list(doors), list(visitors)
        self.place = {door.elder: number for number, door in enumerate(self.doors)}
        count = len(self.doors) + 1  # the depot, from which everybody comes without walking, is location 0
        travel: Any = np.zeros((count, count), dtype=np.int64)
        for row, one in enumerate(self.doors, 1):
            travel[0, row] = travel[row, 0] = pricer.inside(one)
            for column, other in enumerate(self.doors, 1):
                if row != column:
                    travel[row, column] = pricer.travel(one, other)
        self.distances: list[Any] = []
        profiles: dict[tuple[int, ...], int] = {}
        kinds = []
        for visitor in self.visitors:
            extra = tuple(
                pricer.stranger(visitor.id, door) if may_visit(visitor, door) else NOT_ALLOWED for door in self.doors
            )
            if extra not in profiles:
                profiles[extra] = len(self.distances)
                matrix = travel.copy()
                matrix[:, 1:] += np.array(extra, dtype=np.int64)[None, :]
                np.fill_diagonal(matrix, 0)
                self.distances.append(matrix)
            kinds.append(profiles[extra])
        clients = []
        for number, door in enumerate(self.doors, 1):
            opens, closes = pricer.hours(door)
            clients.append(
                pyvrp.Client(
                    number, delivery=[1], service_duration=pricer.at_door(door), tw_early=opens, tw_late=closes,
                    prize=left_out(door), required=False,
                )
            )  # fmt: skip
        types = []
        for visitor, kind in zip(self.visitors, kinds, strict=True):
            limit = min(pricer.limit(visitor.id), FOREVER)
            fair = min(pricer.fair, limit)
            types.append(
                pyvrp.VehicleType(
                    1, capacity=[visitor.capacity], fixed_cost=2 * pricer.calling(visitor.id), tw_early=pricer.busy(visitor.id),
                    shift_duration=fair, max_overtime=limit - fair, unit_overtime_cost=1, unit_distance_cost=2, profile=kind,
                )
            )  # fmt: skip
        self.data = pyvrp.ProblemData(
            [pyvrp.Location(0, 0) for _door in range(count)], clients, [pyvrp.Depot(0)], types, self.distances,
            [travel] * len(self.distances),
        )  # fmt: skip

    def search(self, started: Sequence[tuple[Visitor, list[str]]], seed: int, stop: Callable[[float], bool]) -> dict[str, list[Door]]:
        """Improve on the routes given until `stop(best)` is true; the doors by visitor in the order found."""
        vrp = self.vrp
        number = {visitor.id: place for place, visitor in enumerate(self.visitors)}
        routes = [vrp.Route(self.data, [self.place[elder] for elder in elders], number[visitor.id]) for visitor, elders in started]
        first = vrp.Solution(self.data, routes)
        # it warns where somebody must be left out; whoever is, is listed
        warnings.filterwarnings("ignore", category=vrp.exceptions.PenaltyBoundWarning)
        how = vrp.SolveParams(ils=vrp.IteratedLocalSearchParams(history_length=HISTORY))
        result = vrp.solve(self.data, stop, seed, False, False, how, first)
        best = result.best if result.best.is_feasible() else first
        found: dict[str, list[Door]] = {}
        for route in best.routes():
            visitor = self.visitors[route.vehicle_type()]
            held = [self.doors[step.idx] for step in route if step.is_client()]
            found[visitor.id] = [door for door in held if may_visit(visitor, door)]
        return found

