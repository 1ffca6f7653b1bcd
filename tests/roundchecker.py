"""An independent checker of planned rounds: it knows plain rows only and shares no code with the planner.

Rows are dicts. A door: elder, grid, building, unit, floor, lift; and where they matter minutes, opens, closes, familiar, known_face,
apart, locked, urgency (smaller goes first). A visitor: id, members, grids, capacity, minutes. A plan row: elder, visitor, sheet,
position (from 1). An unserved row: elder, reason. `Paces` tells how fast people are; without it time is not checked.
"""

import calendar
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

Row = Mapping[str, Any]
SPARE = 60
"""Seconds by which something must fit before the planner is told that it does."""


@dataclass(frozen=True)
class Paces:
    """How fast people walk: metres a minute, seconds a floor by stairs and lift, waiting for it, minutes at a door, metres between
    entrances; positions of buildings; minutes of the slot.
    """

    metres: float
    stairs: int
    lift: int
    wait: int
    door: int
    entrances: int
    spots: Mapping[str, tuple[float, float]]
    window: int


def check_round(
    doors: Sequence[Row], visitors: Sequence[Row], planned: Sequence[Row], unserved: Sequence[Row], paces: Paces | None = None
) -> list[str]:
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
        problems += check_meeting(known[row["elder"]], who[row["visitor"]])
    problems += [f"{one} has {count} doors" for one, count in load.items() if count > who[one]["capacity"]]
    sheets: dict[Any, list[Row]] = defaultdict(list)
    for row in planned:
        sheets[row["sheet"]].append(row)
    routes: dict[str, list[Row]] = {}
    for sheet, rows in sheets.items():
        rows.sort(key=lambda row: row["position"])
        if [row["position"] for row in rows] != list(range(1, len(rows) + 1)):
            problems.append(f"sheet {sheet} is not numbered 1 to {len(rows)}")
        if len({row["visitor"] for row in rows}) > 1:
            problems.append(f"sheet {sheet} has several visitors")
        walked = [known[row["elder"]] for row in rows]
        routes[rows[0]["visitor"]] = walked
        if not any(hours(door) for door in walked):
            problems += [f"sheet {sheet}: {what}" for what in check_walk(walked)]
        if paces is not None and not can_walk(walked, who[rows[0]["visitor"]], paces):
            problems.append(f"sheet {sheet} cannot be walked in time")
    problems += _check_reasons(known, visitors, load, unserved, routes, paces)
    timed = paces is not None or any(visitor.get("minutes") is not None for visitor in visitors)
    short = [known[row["elder"]] for row in unserved if row["reason"] == "all_full"]
    return problems if timed else problems + _check_shifts(short, visitors, routes, load)


def hours(door: Row) -> bool:
    """Whether the elder wants to be visited at some hours only."""
    return door.get("opens") is not None or door.get("closes") is not None


def may(visitor: Row, door: Row) -> bool:
    """Whether this visitor may come to this door, as the rules say."""
    members = set(visitor.get("members", (visitor["id"],)))
    if members & set(door.get("apart", ())):
        return False
    if door.get("locked"):
        return bool(door["locked"] == visitor["id"])
    known = not door.get("known_face") or bool(members & set(door.get("familiar", ())))
    return door["grid"] in visitor["grids"] and known


def check_meeting(door: Row, visitor: Row) -> list[str]:
    """Why these two may not meet."""
    members = set(visitor.get("members", (visitor["id"],)))
    problems = []
    if members & set(door.get("apart", ())):
        problems.append(f"{visitor['id']} may not meet {door['elder']}")
    if door.get("locked"):
        return [*problems, *([] if door["locked"] == visitor["id"] else [f"{door['elder']} is locked to {door['locked']}"])]
    if door["grid"] not in visitor["grids"]:
        problems.append(f"{visitor['id']} does not serve the grid of {door['elder']}")
    if door.get("known_face") and not members & set(door.get("familiar", ())):
        problems.append(f"{visitor['id']} is no known face to {door['elder']}")
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


# time


def climb(door: Row, floors: int, paces: Paces) -> int:
    """Seconds for so many floors in this building."""
    by_stairs = floors * paces.stairs
    return min(by_stairs, paces.wait + floors * paces.lift) if door["lift"] and floors else by_stairs


def up(door: Row, paces: Paces) -> int:
    """Seconds from the entrance to the door."""
    floor = 1 if door["floor"] is None else door["floor"]
    return climb(door, floor - 1 if floor > 0 else -floor, paces)


def between(one: Row, other: Row, paces: Paces) -> int:
    """Seconds from one door to the next."""
    if (one["building"], one["unit"]) == (other["building"], other["unit"]):
        return climb(one, abs((one["floor"] or 1) - (other["floor"] or 1)), paces)
    if one["building"] == other["building"]:
        metres = paces.entrances * max(1, min(20, abs(int(one["unit"]) - int(other["unit"]))))
    else:
        (x, y), (u, v) = paces.spots[one["building"]], paces.spots[other["building"]]
        metres = ((x - u) ** 2 + (y - v) ** 2) ** 0.5
    return up(one, paces) + round(metres / paces.metres * 60) + up(other, paces)


def can_walk(doors: Sequence[Row], visitor: Row, paces: Paces, spare: int = 0) -> bool:
    """Whether some start makes every hour, and the whole fits the visitor's minutes. Tried are the starts at which somebody is reached
    just when his hours begin or end, and the earliest: between these nothing changes that matters.
    """
    if not doors:
        return True
    steps = [up(doors[0], paces), *(between(one, other, paces) for one, other in itertools.pairwise(doors))]
    stays = [60 * (door.get("minutes") or paces.door) for door in doors]
    gone = [sum(steps[: number + 1]) + sum(stays[:number]) for number in range(len(doors))]
    edges = [(door.get(edge), gone[number]) for number, door in enumerate(doors) for edge in ("opens", "closes")]
    starts = {0, *(max(0, 60 * edge - way) for edge, way in edges if edge is not None)}
    limit = visitor.get("minutes")
    for start in starts:
        now, fits = start, True
        for door, step, stay in zip(doors, steps, stays, strict=True):
            now = max(now + step, 60 * max(0, door.get("opens") or 0))
            closes = door.get("closes")
            fits = fits and (closes is None or now + spare <= 60 * closes)
            now += stay
            fits = fits and now + spare <= 60 * paces.window
        took = now + up(doors[-1], paces) - start
        if fits and (limit is None or took + spare <= 60 * limit):
            return True
    return False


# reasons


def _check_reasons(
    known: Mapping[str, Row], visitors: Sequence[Row], load: Counter[str], unserved: Sequence[Row], routes: Mapping[str, list[Row]],
    paces: Paces | None,
) -> list[str]:  # fmt: skip
    problems = []
    for row in unserved:
        door, elder = known[row["elder"]], row["elder"]
        serving = [visitor for visitor in visitors if door["grid"] in visitor["grids"]]
        able = [visitor for visitor in visitors if may(visitor, door)]
        room = [visitor for visitor in able if load[visitor["id"]] < visitor["capacity"]]
        reason = row["reason"]
        if reason == "all_full":
            if not able:
                problems.append(f"{elder}: all are said to be full, but there is nobody")
            problems += [f"{elder} is unserved though {one['id']} has room" for one in room]
        elif reason == "no_time":
            if paces is None or not room:
                problems.append(f"{elder}: minutes are said to be short, but they are not what is missing")
            else:
                problems += [
                    f"{elder} is unserved though {one['id']} has time"
                    for one in room if _fits_somewhere(door, routes.get(one["id"], []), one, paces)
                ]  # fmt: skip
        elif reason == "other_hours":
            if paces is None or any(can_walk([door], {**one, "minutes": None}, paces, SPARE) for one in able):
                problems.append(f"{elder} could be visited at the hours wanted")
        elif reason == "no_visitor" and serving:
            problems.append(f"{elder} is unserved though {serving[0]['id']} serves the grid")
        elif reason == "kept_apart" and any(not set(one.get("members", (one["id"],))) & set(door["apart"]) for one in serving):
            problems.append(f"{elder} is not kept apart from everybody")
        elif reason == "no_known_face" and (able or not door.get("known_face")):
            problems.append(f"{elder} has a known face")
        elif reason == "no_address" and door["building"]:
            problems.append(f"{elder} has an address")
        if reason in ("all_full", "no_time"):
            problems += _check_fairness(door, able, routes, paces)
    return problems


def _fits_somewhere(door: Row, route: Sequence[Row], visitor: Row, paces: Paces) -> bool:
    return any(can_walk([*route[:at], door, *route[at:]], visitor, paces, SPARE) for at in range(len(route) + 1))


def _check_fairness(door: Row, able: Sequence[Row], routes: Mapping[str, list[Row]], paces: Paces | None) -> list[str]:
    """Nobody less urgent is served in a place that this door could have."""
    problems = []
    for visitor in able:
        route = routes.get(visitor["id"], [])
        for number, other in enumerate(route):
            if other.get("locked") or "urgency" not in door or other["urgency"] <= door["urgency"]:
                continue
            instead = [*route[:number], door, *route[number + 1 :]]
            if paces is None or can_walk(instead, visitor, paces, SPARE):
                problems.append(f"{other['elder']} is served before {door['elder']}, who is more urgent")
    return problems


def _check_shifts(short: Sequence[Row], visitors: Sequence[Row], routes: Mapping[str, list[Row]], load: Counter[str]) -> list[str]:
    """Nobody is unserved whom a chain of shifts between visitors could serve."""
    problems = []
    for door in short:
        reached: set[str] = set()
        wave = [door]
        while wave:
            takers = [one["id"] for one in visitors if one["id"] not in reached and any(may(one, moved) for moved in wave)]
            reached |= set(takers)
            wave = [held for one in takers for held in routes.get(one, []) if not held.get("locked")]
        spare = [one["id"] for one in visitors if one["id"] in reached and load[one["id"]] < one["capacity"]]
        if spare:
            problems.append(f"{door['elder']} is short though {spare[0]} could take doors over")
    return problems


# who is due, and who is silent: from the table in docs/help/rounds.md


def owes(rules: Sequence[Row], away: Sequence[tuple[date, date | None]], slots: Sequence[str], day: date, slot: str, met: datetime | None) -> str:
    """'due', 'suspended' or 'not_due' for an elder. Rules: preset, slots, weekdays, day, first, last, instead; the first is the care
    file's. `met`: when last reached in person. An event rule has event and opens.
    """
    holding = [rule for rule in rules if (rule["first"] is None or rule["first"] <= day) and (rule["last"] is None or day <= rule["last"])]
    instead = sorted((rule for rule in holding if rule["instead"]), key=lambda rule: rule["first"])
    asking = [rule for rule in holding if not rule["instead"] and (rule is not rules[0] or not instead)] + instead[-1:]
    if not any(_asks(rule, slots, day, slot, met) for rule in asking):
        return "not_due"
    return "suspended" if any(first <= day and (back is None or day < back) for first, back in away) else "due"


def _asks(rule: Row, slots: Sequence[str], day: date, slot: str, met: datetime | None) -> bool:
    mine = [one for one in slots if one in rule["slots"]]
    preset = rule["preset"]
    if not mine or slot not in mine:
        return False
    if preset == "twice_daily":
        return slot == mine[0] or slot == mine[-1]
    if preset == "every_slot":
        return not rule["weekdays"] or day.weekday() in rule["weekdays"]
    if preset == "after_event":
        since_opening = day > rule["first"] or slots.index(slot) >= slots.index(rule["opens"])
        return since_opening and (met is None or met < rule["event"])
    if slot != mine[0]:
        return False
    if preset == "daily":
        return True
    met_day = met.date() if met is not None else date.min
    if preset == "weekly":
        monday = day - timedelta(days=day.weekday())
        wanted = [one for one in (monday + timedelta(days=n) for n in range(day.weekday() + 1)) if one.weekday() in rule["weekdays"]]
        if not wanted:
            return False
        since = wanted[-1] if rule["first"] is None or wanted[-1] >= rule["first"] else monday
        return met_day < since
    if preset == "monthly":
        opening = day.replace(day=min(rule["day"], calendar.monthrange(day.year, day.month)[1]))
        return day >= opening and (met_day.year, met_day.month) != (day.year, day.month)
    quarter = (day.month - 1) // 3
    begins = date(day.year, 3 * quarter + 1, 1)
    ends = date(day.year, 3 * quarter + 3, calendar.monthrange(day.year, 3 * quarter + 3)[1])
    return day >= min(begins + timedelta(days=rule["day"] - 1), ends) and met_day < begins


def silent(last: datetime | None, since: datetime, hours_allowed: float, now: datetime) -> bool:
    """Whether nothing has been known of the elder for longer than allowed."""
    return (now - (since if last is None else last)).total_seconds() > 3600 * hours_allowed
