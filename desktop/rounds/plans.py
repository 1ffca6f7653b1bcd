"""Planning a slot: prepare (here) → propose (`desktop.rounds.proposal`, on a thread of its own) → save what the clerk saw (here)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from db.rounds import planning, queries, watching
from db.rounds.tables import Knock, Round, Sheet
from db.store import Store, Unit
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds import proposal as proposing
from desktop.rounds.elders import RoundElder, away_on, due_elders, load_elders, slot_named
from desktop.rounds.frequency import Slot
from desktop.rounds.pricing import Pricer
from desktop.rounds.problem import Costs, KeptSheet, Problem, Visitor
from desktop.rounds.proposal import GoneLine, Prepared, Proposal, SheetDraft, UnservedLine, line_of
from desktop.rounds.routes import Door, Place, Plan
from desktop.rounds.ruleset import extra_today
from desktop.session import Session
from desktop.station import settings

KNOWN_DAYS = 14
"""How many days back 'the visitor who came last time' is looked for."""
FAMILIAR_DAYS = 90
"""How many days back somebody who came is a known face."""
COMPARED_DAYS = 8
"""How many days back the plan is looked for that a proposal is compared with."""
RISKS = {"high": 2, "focus": 1}
STEADY_ROUNDS = 300
"""Rounds of the search for the command line, where the same station is to give the same plan."""


@service(Permission.ROUNDS_WRITE, personal=True)
def plan_round(
    session: Session,
    on: date,
    slot: str,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
    rounds: int = 0,
) -> Proposal:
    """A plan for one slot of one day, not yet saved: the first answer, made cheaper in `rounds` of the search. Sheets that are printed
    or begun are kept as they are. The same station gives the same plan.

    Raises BadRequest for an unknown slot, Cancelled when stopped.
    """
    prepared = prepare(session, on, slot)
    made = proposing.first(prepared, progress, cancelled)
    return proposing.better(prepared, made, rounds=rounds, cancelled=cancelled) if rounds else made


@service(Permission.ROUNDS_WRITE, personal=True)
def prepare(session: Session, on: date, slot: str) -> Prepared:
    """Everything that a plan of this slot is made from, as plain data for the solver's thread. Raises BadRequest for an unknown slot."""
    store = session.store
    window = slot_named(store, slot)
    due, suspended = due_elders(store, on, window)
    kept = tuple(sheet for sheet in saved_sheets(session, on, slot) if sheet.kept)
    places = _places(store)
    gridless = not any(place.grid for place in places) and not any(elder.grid for elder in due)
    visitors, names = _visitors(store, on, window, gridless)
    known = queries.last_visitors(store, on - timedelta(days=KNOWN_DAYS), on, slot)
    round_ = queries.round_of(store, on, slot)
    locked = _locks(store, round_["id"]) if round_ is not None else {}
    doors = tuple(_doors(session, due, {place.id for place in places}, on, window, locked))
    already = tuple(KeptSheet(sheet.visitor, tuple(line.care_file for line in sheet.doors)) for sheet in kept)
    own = settings.values(store)
    problem = Problem(doors, visitors, places, already, known, _minutes(window), _costs(own))
    compared, before = _last_plan(store, on, slot)
    elders = {elder.care_file: elder for elder in due}
    missing = {one for one in before if one not in elders}
    old_names = queries.volunteer_names(store, {one for one in before.values() if one} - set(names))
    present = {visitor.id for visitor in visitors}
    return Prepared(
        on, window, problem, elders, old_names | names, kept, suspended, compared, before, tuple(_gone(store, on, missing)),
        int(own["plan_seconds"]), tuple(one for one, visitor in locked.items() if visitor not in present),
        extra_today(session, on),
    )  # fmt: skip


def _minutes(slot: Slot) -> int:
    return round((datetime.combine(date.min, slot.ends) - datetime.combine(date.min, slot.starts)).total_seconds() / 60)


def _costs(own: Mapping[str, Any]) -> Costs:
    return Costs(
        metres_a_minute=int(own["walk_metres_a_minute"]), floor_seconds=int(own["seconds_per_floor"]),
        lift_floor_seconds=int(own["seconds_per_floor_lift"]), lift_wait_seconds=int(own["lift_wait_seconds"]),
        door_minutes=int(own["door_minutes"]), entrance_metres=int(own["entrance_metres"]),
    )  # fmt: skip


def _visitors(store: Store, on: date, slot: Slot, gridless: bool) -> tuple[tuple[Visitor, ...], dict[str, tuple[str, str]]]:
    """Who can walk on that day, pairs as one; and the names of all."""
    capacity = int(settings.value(store, "visitor_capacity"))
    walked = queries.walks(store, on - timedelta(days=6), on, slot.code)
    rows = [row for row in queries.visitors(store, on) if not row["off"]]
    names = {row["id"]: (row["name"], row["organisation"]) for row in rows}
    made = {
        row["id"]: Visitor(
            row["id"], frozenset({""}) if gridless else frozenset(row["grids"]), capacity if row["capacity"] is None else row["capacity"],
            _offered(row["windows"], on, slot), walked.get(row["id"], 0), row["max_week"], row["organisation"], row["visit_minutes"],
        )
        for row in rows
    }  # fmt: skip
    for team in planning.teams(store, on):
        one, other = made.get(team["volunteer"]), made.get(team["companion"])
        if one is None or other is None:  # one of them is away: the other walks alone
            continue
        minutes = [limit for limit in (one.minutes, other.minutes) if limit is not None]
        made[one.id] = replace(
            one, grids=one.grids | other.grids, offered=one.offered and other.offered, companion=other.id,
            walks=max(one.walks, other.walks), minutes=min(minutes, default=None),
        )  # fmt: skip
        del made[other.id]
        names[one.id] = ("、".join((names[one.id][0], names[other.id][0])), names[one.id][1])
    return tuple(made.values()), names


def _doors(
    session: Session, due: Sequence[RoundElder], here: set[str], on: date, slot: Slot, locked: Mapping[str, str]
) -> Iterable[Door]:
    """The elders due as the planner sees them; `locked`: elder -> visitor to whom the clerk fixed him."""
    store = session.store
    needs = {row["care_file"]: row for row in planning.needs(store)}
    apart: dict[str, set[str]] = {}
    for row in planning.apart(store):
        if row["care_file"]:
            apart.setdefault(row["care_file"], set()).add(row["volunteer"])
    familiar = planning.familiar(store, on - timedelta(days=FAMILIAR_DAYS), on)
    safe = watching.last_safe(store, [elder.person for elder in due], session.clock.now())
    now = session.clock.now()
    begins = slot.starts.hour * 60 + slot.starts.minute
    for elder in due:
        need = needs.get(elder.care_file, {})
        opens, closes = need.get("from_minute"), need.get("until_minute")
        since = safe[elder.person][0] if elder.person in safe else elder.since
        yield Door(
            elder.care_file, elder.grid, elder.building if elder.building in here else "", elder.unit, elder.floor, elder.room,
            elder.household, need.get("door_minutes"), None if opens is None else max(0, opens - begins),
            None if closes is None else closes - begins, frozenset(familiar.get(elder.care_file, ())), bool(need.get("known_face")),
            frozenset(apart.get(elder.care_file, ())), locked.get(elder.care_file, ""), RISKS.get(elder.risk, 0),
            max(0.0, (now - since).total_seconds() / 3600),
        )  # fmt: skip


def _locks(store: Store, round_id: str) -> dict[str, str]:
    """Elder -> the visitor to whom he is locked in the stored plan."""
    visitor = {sheet["id"]: sheet["volunteer"] or "" for sheet in queries.sheets_of(store, round_id)}
    knocks = queries.knocks_of(store, round_id=round_id)
    return {knock["care_file"]: visitor[knock["sheet"]] for knock in knocks if knock["locked"] and visitor.get(knock["sheet"])}


def _last_plan(store: Store, on: date, slot: str) -> tuple[date | None, dict[str, str]]:
    """The day of the last plan of this slot before that day, and who stood on whose sheet ('' on none)."""
    for back in range(1, COMPARED_DAYS):
        day = on - timedelta(days=back)
        round_ = queries.round_of(store, day, slot)
        if round_ is not None:
            visitor = {sheet["id"]: sheet["volunteer"] or "" for sheet in queries.sheets_of(store, round_["id"])}
            knocks = queries.knocks_of(store, round_id=round_["id"])
            return day, {knock["care_file"]: visitor.get(knock["sheet"], "") for knock in knocks}
    return None, {}


def _gone(store: Store, on: date, care_files: set[str]) -> Iterable[GoneLine]:
    away = away_on(store, on) if care_files else {}
    for elder in sorted(load_elders(store, care_files).values(), key=lambda one: one.code) if care_files else ():
        yield GoneLine(elder.care_file, elder.name, elder.address, elder.care_file in away)


def _places(store: Store) -> tuple[Place, ...]:
    return tuple(
        Place(row["id"], row["name"], row["grid"] or "", row["x"], row["y"], row["lift"], row["floors"])
        for row in queries.buildings(store)
    )


def _offered(windows: Sequence[tuple[int, int, int]], on: date, slot: Slot) -> bool:
    """True when the weekly hours cover at least half of the slot, or when nothing is known of them."""
    if not windows:
        return True
    start, end = slot.starts.hour * 60 + slot.starts.minute, slot.ends.hour * 60 + slot.ends.minute
    covered = sum(max(0, min(end, until) - max(start, since)) for weekday, since, until in windows if weekday == on.weekday())
    return 2 * covered >= end - start


@service(Permission.ROUNDS_READ, personal=True)
def saved_sheets(session: Session, on: date, code: str) -> list[SheetDraft]:
    """The stored sheets of a slot by number."""
    round_ = queries.round_of(session.store, on, code)
    if round_ is None:
        return []
    sheets = queries.sheets_of(session.store, round_["id"])
    knocks = queries.knocks_of(session.store, round_id=round_["id"])
    elders = load_elders(session.store, [knock["care_file"] for knock in knocks])
    names = queries.walkers(session.store, sheets)
    pricer = _pricer(session.store, elders.values())
    made = []
    for sheet in sheets:
        mine = [knock for knock in knocks if knock["sheet"] == sheet["id"]]
        name, organisation = names[sheet["id"]]
        walked = pricer.walk_of([pricer.doors[knock["care_file"]] for knock in mine if knock["care_file"] in pricer.doors], 0, None, timed=False)
        made.append(
            SheetDraft(
                sheet["volunteer"] or "",
                name,
                organisation,
                sheet["title"],
                tuple(replace(line_of(knock["position"], elders[knock["care_file"]]), locked=bool(knock["locked"])) for knock in mine),
                round(walked.metres, 1),
                kept=fixed(sheet, mine),
                number=sheet["number"],
                sheet=sheet["id"],
                minutes=-(-walked.seconds // 60),
                companion=sheet["companion"] or "",
            )
        )
    return made


def _pricer(store: Store, elders: Iterable[RoundElder]) -> Pricer:
    """For how long the stored routes take."""
    places = _places(store)
    here = {place.id for place in places}
    doors = tuple(
        Door(elder.care_file, elder.grid, elder.building, elder.unit, elder.floor, elder.room, elder.household)
        for elder in elders
        if elder.building in here
    )
    return Pricer(Problem(doors, (), places, costs=_costs(settings.values(store))), Plan(places))


def fixed(sheet: dict[str, Any], knocks: Sequence[dict[str, Any]]) -> bool:
    """True when a sheet must not change silently any more: it is printed, recorded, or has a result on it."""
    return sheet["printed_at"] is not None or sheet["recorded_at"] is not None or any(knock["outcome"] for knock in knocks)


@service(Permission.ROUNDS_READ, personal=True)
def saved_plan(session: Session, on: date, slot: str) -> Proposal | None:
    """The stored plan of a slot; None when there is none."""
    round_ = queries.round_of(session.store, on, slot)
    if round_ is None:
        return None
    sheets = saved_sheets(session, on, slot)
    lost = [knock for knock in queries.knocks_of(session.store, round_id=round_["id"]) if knock["sheet"] is None]
    elders = load_elders(session.store, [knock["care_file"] for knock in lost])
    unserved = tuple(
        UnservedLine(elder.care_file, elder.code, elder.name, elder.address, knock["unserved_reason"])
        for knock in lost
        for elder in (elders[knock["care_file"]],)
    )
    window = slot_named(session.store, slot)
    _due, suspended = due_elders(session.store, on, window)
    return Proposal(on, window, tuple(sheets), unserved, suspended, (), True)


@service(Permission.ROUNDS_WRITE)
def save_plan(session: Session, proposal: Proposal) -> list[int]:
    """Write what the clerk saw, in one operation; returns the numbers of all sheets of the slot.

    Sheets in nobody's hand are changed in place and keep their numbers where they can. Raises BadRequest when a sheet was
    printed or
    recorded since the proposal was made.
    """
    shown = {draft.sheet for draft in proposal.sheets if draft.kept}
    with session.write("rounds.save_plan") as unit:
        stored = saved_sheets(session, proposal.date, proposal.slot.code)
        if {draft.sheet for draft in stored if draft.kept} != shown:
            raise BadRequest(_("Meanwhile sheets of this slot were printed or recorded. Please plan again."))
        round_id = _round_id(session, unit, proposal.date, proposal.slot.code)
        free = [draft for draft in stored if not draft.kept]
        wanted = [draft for draft in proposal.sheets if not draft.kept]
        targets = _reuse(unit, round_id, free, wanted)
        _write_knocks(session, unit, round_id, proposal, targets, shown)
        used = set(targets)
        for draft in free:
            if draft.sheet not in used:
                unit.erase(Sheet, draft.sheet)
    return [draft.number for draft in saved_sheets(session, proposal.date, proposal.slot.code) if draft.number is not None]


def _round_id(session: Session, unit: Unit, on: date, slot: str) -> str:
    found = queries.round_of(session.store, on, slot)
    if found is None:
        return unit.insert(Round, {"date": on, "slot": slot, "planned_at": unit.now})
    unit.update(Round, found["id"], {"planned_at": unit.now})
    return str(found["id"])


def _reuse(unit: Unit, round_id: str, free: Sequence[SheetDraft], wanted: Sequence[SheetDraft]) -> list[str]:
    """The stored sheet for each wanted one: the same visitor's if there is one, else any that is free, else a new number."""
    left = list(free)
    chosen: list[SheetDraft | None] = []
    for draft in wanted:
        same = next((one for one in left if one.visitor == draft.visitor), None)
        if same is not None:
            left.remove(same)
        chosen.append(same)
    targets: list[str] = []
    for draft, found in zip(wanted, chosen, strict=True):
        values = {"volunteer": draft.visitor or None, "companion": draft.companion or None, "title": draft.title[:200]}
        take = found or (left.pop(0) if left else None)
        if take is None:
            number = unit.next_number(Sheet, "number")
            targets.append(unit.insert(Sheet, {"round": round_id, "number": number, **values}))
        else:
            unit.update(Sheet, take.sheet, values)
            targets.append(take.sheet)
    return targets


def _write_knocks(
    session: Session, unit: Unit, round_id: str, proposal: Proposal, targets: Sequence[str], kept: set[str]
) -> None:
    standing = {
        knock["care_file"]: knock
        for knock in queries.knocks_of(session.store, round_id=round_id)
        if knock["sheet"] is None or knock["sheet"] not in kept
    }
    fresh: list[dict[str, Any]] = []

    def put(care_file: str, values: dict[str, Any]) -> None:
        knock = standing.pop(care_file, None)
        if knock is None:
            fresh.append({"round": round_id, "care_file": care_file, **values})
        elif any(knock[name] != value for name, value in values.items()):
            unit.update(Knock, knock["id"], values)

    drafts = [draft for draft in proposal.sheets if not draft.kept]
    for draft, sheet in zip(drafts, targets, strict=True):
        for line in draft.doors:
            put(line.care_file, {"sheet": sheet, "position": line.number, "unserved_reason": "", "locked": line.locked})
    for left_out in proposal.unserved:
        put(left_out.care_file, {"sheet": None, "position": 0, "unserved_reason": left_out.reason, "locked": False})
    if fresh:
        unit.insert_many(Knock, fresh)
    for knock in standing.values():
        if not knock["outcome"]:  # no longer due
            unit.erase(Knock, knock["id"])


@service(Permission.ROUNDS_WRITE, personal=True)
def plan_and_save(session: Session, on: date, slots: Sequence[str] = (), rounds: int = 0) -> list[Proposal]:
    """Plan and save the slots of a day (all of them when none is named): for the command line, where nobody looks at a
    proposal. `rounds`: how long the first answer is improved.
    """
    codes = list(slots) or [slot["code"] for slot in queries.slots(session.store)]
    made = []
    for code in codes:
        save_plan(session, plan_round(session, on, code, rounds=rounds))
        stored = saved_plan(session, on, code)
        assert stored is not None
        made.append(stored)
    return made


def visit_moment(on: date, slot: Slot, now: datetime) -> datetime:
    """When a visit that carries no time of its own is taken to have been: the slot's end, or now when that is not yet past."""
    return min(slot.end_on(on), now)
