"""An independent checker of a planned round: it knows plain rows only and shares no code with the planner.

Rows are dicts. A door: elder, grid, building, unit, floor, lift. A visitor: id, grids, capacity. A plan row: elder, visitor,
sheet,
position (from 1). An unserved row: elder, reason.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def check_round(doors: Sequence[Row], visitors: Sequence[Row], planned: Sequence[Row], unserved: Sequence[Row]) -> list[str]:
    """Everything wrong with a plan, in words; an empty list when it is right."""
    problems: list[str] = []
    known = {door["elder"]: door for door in doors}
    who = {visitor["id"]: visitor for visitor in visitors}
    seen = Counter([row["elder"] for row in planned] + [row["elder"] for row in unserved])
    problems += [f"{elder} is lost" for elder in known if not seen[elder]]
    problems += [f"{elder} stands there {times} times" for elder, times in seen.items() if times > 1]
    problems += [f"{elder} was not due" for elder in seen if elder not in known]
    if problems:
        return problems
    load: Counter[str] = Counter(row["visitor"] for row in planned)
    for row in planned:
        if known[row["elder"]]["grid"] not in who[row["visitor"]]["grids"]:
            problems.append(f"{row['visitor']} does not serve the grid of {row['elder']}")
    problems += [f"{one} has {count} doors" for one, count in load.items() if count > who[one]["capacity"]]
    sheets: dict[Any, list[Row]] = defaultdict(list)
    for row in planned:
        sheets[row["sheet"]].append(row)
    for sheet, rows in sheets.items():
        rows.sort(key=lambda row: row["position"])
        if [row["position"] for row in rows] != list(range(1, len(rows) + 1)):
            problems.append(f"sheet {sheet} is not numbered 1 to {len(rows)}")
        if len({row["visitor"] for row in rows}) > 1:
            problems.append(f"sheet {sheet} has several visitors")
        problems += [f"sheet {sheet}: {what}" for what in check_walk([known[row["elder"]] for row in rows])]
    problems += _check_reasons(known, visitors, load, planned, unserved)
    return problems


def check_walk(doors: Sequence[Row]) -> list[str]:
    """Buildings in one piece, units rising, floors up the stairs or down from the lift."""
    problems: list[str] = []
    for field in ("building",):
        blocks = [doors[0][field]] if doors else []
        for door in doors:
            if door[field] != blocks[-1]:
                blocks.append(door[field])
        if len(blocks) != len(set(blocks)):
            problems.append(f"comes back to a {field}")
    for one, other in itertools.pairwise(doors):
        if one["building"] != other["building"]:
            continue
        if int(one["unit"] or 0) > int(other["unit"] or 0):
            problems.append(f"units out of order at {other['elder']}")
        if one["unit"] == other["unit"] and one["floor"] is not None and other["floor"] is not None:
            rise = other["floor"] - one["floor"]
            if rise * (-1 if one["lift"] else 1) < 0:
                problems.append(f"floors out of order at {other['elder']}")
    return problems


def check_distance(buildings: Sequence[str], metres: Callable[[str, str], float], number: Callable[[str], int]) -> list[str]:
    """The way between buildings is no longer than in the order of their numbers."""

    def length(way: Iterable[str]) -> float:
        stops = list(way)
        return sum(metres(one, other) for one, other in itertools.pairwise(stops))

    walked, plain = length(buildings), length(sorted(buildings, key=number))
    return [f"walks {walked:.1f} m, by numbers it is {plain:.1f} m"] if walked > plain + 1e-3 else []


def _check_reasons(
    known: Mapping[str, Row], visitors: Sequence[Row], load: Counter[str], planned: Sequence[Row], unserved: Sequence[Row]
) -> list[str]:
    problems = []
    for row in unserved:
        grid = known[row["elder"]]["grid"]
        serving = [visitor for visitor in visitors if grid in visitor["grids"]]
        if row["reason"] == "all_full":
            if not serving:
                problems.append(f"{row['elder']}: all are said to be full, but there is nobody")
            problems += [
                f"{row['elder']} is unserved though {one['id']} has room" for one in serving if load[one["id"]] < one["capacity"]
            ]
        elif row["reason"] == "no_visitor" and serving:
            problems.append(f"{row['elder']} is unserved though {serving[0]['id']} serves the grid")
        elif row["reason"] == "no_address" and known[row["elder"]]["building"]:
            problems.append(f"{row['elder']} has an address")
    short = Counter(known[row["elder"]]["grid"] for row in unserved if row["reason"] == "all_full")
    return problems + _check_shifts(short, visitors, known, planned, load)


def _check_shifts(
    short: Counter[str], visitors: Sequence[Row], known: Mapping[str, Row], planned: Sequence[Row], load: Counter[str]
) -> list[str]:
    """Nobody is unserved whom a chain of shifts between visitors could serve."""
    held: dict[str, set[str]] = defaultdict(set)
    for row in planned:
        held[row["visitor"]].add(known[row["elder"]]["grid"])
    problems = []
    for grid in short:
        grids, reached = {grid}, set()
        while True:
            more = {one["id"] for one in visitors if grids & set(one["grids"])} - reached
            if not more:
                break
            reached |= more
            for one in more:
                grids |= held[one]
        spare = [one["id"] for one in visitors if one["id"] in reached and load[one["id"]] < one["capacity"]]
        if spare:
            problems.append(f"grid {grid} is short though {spare[0]} could take doors over")
    return problems
