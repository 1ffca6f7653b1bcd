"""Routes of a slot against PyVRP and OR-Tools alone, on the same seeded instances and by the same prices.

`python -m bench.routes [--instances N] [--ours SECONDS] [--alone SECONDS]` prints the ratio of each instance. Each solver runs in a
process of its own: OR-Tools cannot share one with HiGHS.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from desktop.rounds.improving import _Model, improve
from desktop.rounds.planning import plan, planned_doors, with_room_left
from desktop.rounds.pricing import FOREVER, Pricer, left_out
from desktop.rounds.problem import Problem, Visitor, may_visit
from desktop.rounds.routes import Door, Place, Plan

ROOT = Path(__file__).resolve().parent.parent
INSTANCES, OURS, ALONE = 10, 15.0, 60.0
ELDERS, VISITORS, BUILDINGS, GRIDS, WINDOW = 150, 30, 60, 5, 120


def instance(seed: int, elders: int = ELDERS, visitors: int = VISITORS) -> Problem:
    """An invented slot: five grids of twelve buildings, thirty visitors, some hours, known faces and people who may not meet."""
    chance = Random(seed)
    places = []
    for number in range(BUILDINGS):
        grid, place = number % GRIDS, number // GRIDS
        floors = chance.choice([6, 6, 6, 7, 11, 18])
        x, y = grid * 260 + place % 4 * 58 + chance.randrange(-6, 7), place // 4 * 60 + chance.randrange(-6, 7)
        places.append(Place(f"b{number:03}", f"{number + 1}幢", f"g{grid}", float(x), float(y), floors > 7, floors))
    people = [
        Visitor(
            f"v{number:03}", frozenset({f"g{number % GRIDS}", *(f"g{chance.randrange(GRIDS)}" for _more in range(chance.randrange(3)))}),
            chance.choice([10, 12, 15, 15, 15, 18]), chance.random() < 0.7, chance.randrange(4), chance.choice([None, 3, 4]), "",
            chance.choice([None, None, 90, 75]),
        )
        for number in range(visitors)
    ]  # fmt: skip
    doors, known = [], {}
    for number in range(elders):
        place_ = chance.choice(places)
        serving = [one.id for one in people if place_.grid in one.grids]
        familiar = frozenset(chance.sample(serving, min(2, len(serving))))
        if chance.random() < 0.8 and familiar:
            known[f"e{number:03}"] = min(familiar)
        opens = chance.randrange(0, 60, 15) if chance.random() < 0.1 else None
        apart = frozenset({chance.choice(people).id}) if chance.random() < 0.03 else frozenset()
        doors.append(
            Door(
                f"e{number:03}", place_.grid, place_.id, str(chance.randrange(1, 5)), chance.randrange(1, (place_.floors or 6) + 1), "01",
                f"h{number}", None, opens, None if opens is None else opens + 45, familiar, chance.random() < 0.05, apart, "",
                chance.choice([0, 0, 0, 1, 2]), chance.random() * 20,
            )
        )  # fmt: skip
    return Problem(tuple(doors), tuple(people), tuple(places), (), known, WINDOW)


def price(problem: Problem, routes: dict[str, list[Door]]) -> int:
    """Points of routes as they are, with what is left out. Raises SystemExit when a route cannot be walked or a door may not be there."""
    pricer = Pricer(problem, Plan(problem.places))
    doors, _hopeless = planned_doors(problem, pricer.map)
    room = {visitor.id: visitor.capacity for visitor in with_room_left(problem)}
    for visitor, held in routes.items():
        allowed = all(may_visit(pricer.visitors[visitor], door) for door in held)
        if not (allowed and len(held) <= room[visitor] and pricer.walk(visitor, held).fits):
            raise SystemExit(f"{visitor}: a route breaks a rule")
    served = {door.elder for held in routes.values() for door in held}
    return sum(pricer.points(*one) for one in routes.items()) + sum(left_out(door) for door in doors if door.elder not in served)


def ours(problem: Problem, seconds: float) -> dict[str, float]:
    """What the program gives: the first answer and how long it took, and the improved one after `seconds` in all."""
    started = time.perf_counter()
    first = plan(problem)
    took = time.perf_counter() - started
    better = improve(problem, first, seconds - took)
    return {"points": price(problem, {one.visitor: list(one.doors) for one in better.routes}), "first points": first.points, "first s": took}


def pyvrp_alone(problem: Problem, seconds: float) -> dict[str, float]:
    """PyVRP from its own start, with every visitor."""
    import pyvrp
    from pyvrp.stop import MaxRuntime

    pricer = Pricer(problem, Plan(problem.places))
    doors, _hopeless = planned_doors(problem, pricer.map)
    model = _Model(pricer, doors, [visitor for visitor in with_room_left(problem) if visitor.capacity])
    best = pyvrp.solve(model.data, MaxRuntime(seconds), seed=1, collect_stats=False, display=False).best
    if not best.is_feasible():
        return {"points": float("inf")}
    return {"points": price(problem, {
        model.visitors[route.vehicle_type()].id: [model.doors[step.idx] for step in route if step.is_client()] for route in best.routes()})}


def ortools_alone(problem: Problem, seconds: float) -> dict[str, float]:
    """OR-Tools' routing with guided local search, with every visitor."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    pricer = Pricer(problem, Plan(problem.places))
    doors, _hopeless = planned_doors(problem, pricer.map)
    visitors = [visitor for visitor in with_room_left(problem) if visitor.capacity]
    manager: Any = pywrapcp.RoutingIndexManager(len(doors) + 1, len(visitors), 0)
    routing: Any = pywrapcp.RoutingModel(manager)

    def travel(row: int, column: int) -> int:
        if row == column or not (row or column):
            return 0
        if not row or not column:
            return pricer.inside(doors[max(row, column) - 1])
        return pricer.travel(doors[row - 1], doors[column - 1])

    count = len(doors) + 1
    ways = [[travel(row, column) for column in range(count)] for row in range(count)]
    stays = [0, *(pricer.at_door(door) for door in doors)]
    timed = routing.RegisterTransitMatrix([[ways[row][column] + stays[row] for column in range(count)] for row in range(count)])
    for number, visitor in enumerate(visitors):
        extra = [0, *(pricer.stranger(visitor.id, door) for door in doors)]
        costs = [[2 * (ways[row][column] + extra[column]) for column in range(count)] for row in range(count)]
        routing.SetArcCostEvaluatorOfVehicle(routing.RegisterTransitMatrix(costs), number)
        routing.SetFixedCostOfVehicle(2 * pricer.calling(visitor.id), number)
    horizon = 4 * 60 * (problem.window or WINDOW)
    routing.AddDimension(timed, horizon, horizon, False, "time")
    clock = routing.GetDimensionOrDie("time")
    one_each = routing.RegisterUnaryTransitVector([0, *(1 for _door in doors)])
    routing.AddDimensionWithVehicleCapacity(one_each, 0, [visitor.capacity for visitor in visitors], True, "doors")
    for number, visitor in enumerate(visitors):
        limit = pricer.limit(visitor.id)
        if limit < FOREVER:
            clock.SetSpanUpperBoundForVehicle(limit, number)
        clock.SetSoftSpanUpperBoundForVehicle(pywrapcp.BoundCost(min(pricer.fair, limit), 1), number)
    for row, door in enumerate(doors, 1):
        index = manager.NodeToIndex(row)
        opens, closes = pricer.hours(door)
        clock.CumulVar(index).SetRange(opens, closes)
        routing.AddDisjunction([index], left_out(door))
        routing.VehicleVar(index).SetValues([-1, *(number for number, visitor in enumerate(visitors) if may_visit(visitor, door))])
    how = pywrapcp.DefaultRoutingSearchParameters()
    how.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    how.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    how.time_limit.FromMilliseconds(round(seconds * 1000))
    answer = routing.SolveWithParameters(how)
    if answer is None:
        return {"points": float("inf")}
    routes: dict[str, list[Door]] = {}
    for number, visitor in enumerate(visitors):
        index = answer.Value(routing.NextVar(routing.Start(number)))
        while not routing.IsEnd(index):
            routes.setdefault(visitor.id, []).append(doors[manager.IndexToNode(index) - 1])
            index = answer.Value(routing.NextVar(index))
    return {"points": price(problem, routes)}


SOLVERS = {"ours": ours, "pyvrp": pyvrp_alone, "ortools": ortools_alone}


def solved(solver: str, seed: int, seconds: float) -> dict[str, float]:
    """What a solver finds in a process of its own."""
    command = [sys.executable, "-m", "bench.routes", "--solver", solver, "--seed", str(seed), "--ours", str(seconds)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def compare(instances: int, ours_seconds: float, alone: float) -> dict[str, float]:
    """Print each instance and give the figures over all."""
    ratios, firsts = [], []
    for seed in range(1, instances + 1):
        mine = solved("ours", seed, ours_seconds)
        others = {solver: solved(solver, seed, alone)["points"] for solver in ("pyvrp", "ortools")}
        ratio = mine["points"] / min(others.values())
        ratios.append(ratio)
        firsts.append(mine["first s"])
        print(
            f"  routes, instance {seed}: ours {mine['points']:.0f} (first answer {mine['first points']:.0f} in {mine['first s']:.2f} s), "
            f"PyVRP {others['pyvrp']:.0f}, OR-Tools {others['ortools']:.0f}: ratio {ratio:.4f}",
            flush=True,
        )
    return {"ratio, mean": sum(ratios) / len(ratios), "ratio, worst": max(ratios), "s to the first answer": max(firsts)}


def main(arguments: Sequence[str]) -> None:
    """Solve one instance with one solver, or compare."""
    parser = argparse.ArgumentParser(prog="bench.routes")
    parser.add_argument("--instances", type=int, default=INSTANCES)
    parser.add_argument("--ours", type=float, default=OURS)
    parser.add_argument("--alone", type=float, default=ALONE)
    parser.add_argument("--solver", choices=sorted(SOLVERS))
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(arguments)
    if told.solver:
        print(json.dumps(SOLVERS[told.solver](instance(told.seed), told.ours)))
    else:
        for what, figure in compare(told.instances, told.ours, told.alone).items():
            print(f"{what}: {figure:.4f}")


if __name__ == "__main__":
    main(sys.argv[1:])
