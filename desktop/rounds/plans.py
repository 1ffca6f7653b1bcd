"""Planning a slot: load → solve → show the proposal → save what the clerk saw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from db.rounds import queries
from db.rounds.tables import Knock, Round, Sheet
from db.store import Store, Unit
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds import planning
from desktop.rounds.elders import RoundElder, due_elders, load_elders, slot_named
from desktop.rounds.frequency import Slot
from desktop.rounds.planning import Answer, KeptSheet, Problem, Visitor
from desktop.rounds.routes import Door, Place, Plan
from desktop.session import Session
from desktop.station import settings

KNOWN_DAYS = 14
"""How many days back 'the visitor who came last time' is looked for."""


@dataclass(frozen=True)
class DoorLine:
    """One elder on a proposed sheet; `number` from 1 in walking order."""

    number: int
    care_file: str
    code: str
    name: str
    address: str
    building: str


@dataclass(frozen=True)
class SheetDraft:
    """A proposed sheet. `kept`: it is printed or begun and stays as it is; only then it has a `number` already.

    `outside_hours`: the visitor did not offer this slot, so ask first. `known`: how many of the elders saw this visitor last
    time.
    """

    visitor: str
    visitor_name: str
    organisation: str
    title: str
    doors: tuple[DoorLine, ...]
    metres: float = 0.0
    outside_hours: bool = False
    known: int = 0
    kept: bool = False
    number: int | None = None
    sheet: str = ""


@dataclass(frozen=True)
class UnservedLine:
    """An elder who is due but on no sheet, and why (a code of `planning.Unserved`)."""

    care_file: str
    code: str
    name: str
    address: str
    reason: str


@dataclass(frozen=True)
class Proposal:
    """What would be saved. `notes` are in the user's language; `saved` tells whether this is the stored plan as it stands."""

    date: date
    slot: Slot
    sheets: tuple[SheetDraft, ...]
    unserved: tuple[UnservedLine, ...]
    suspended: int
    notes: tuple[str, ...] = ()
    saved: bool = False

    @property
    def due(self) -> int:
        """How many elders are due: everyone on a sheet and everyone unserved."""
        return sum(len(sheet.doors) for sheet in self.sheets) + len(self.unserved)

    @property
    def visitors(self) -> int:
        """How many people walk."""
        return len({sheet.visitor for sheet in self.sheets})


@dataclass(frozen=True)
class _Loaded:
    """What a plan is made from; `problem` goes to the solver, the rest back into words."""

    slot: Slot
    problem: Problem
    elders: dict[str, RoundElder]
    names: dict[str, tuple[str, str]]
    kept: tuple[SheetDraft, ...]
    suspended: int


@service(Permission.ROUNDS_WRITE, personal=True)
def plan_round(
    session: Session,
    on: date,
    slot: str,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Proposal:
    """A plan for one slot of one day, not yet saved. Sheets that are printed or begun are kept as they are.

    Raises BadRequest for an unknown slot, Cancelled when stopped.
    """
    loaded = _load(session, on, slot)
    return _proposal(on, loaded, planning.plan(loaded.problem, progress, cancelled))


def _load(session: Session, on: date, code: str) -> _Loaded:
    store = session.store
    slot = slot_named(store, code)
    due, suspended = due_elders(store, on, slot)
    kept = _kept_sheets(session, on, code)
    places = _places(store)
    gridless = not any(place.grid for place in places) and not any(elder.grid for elder in due)
    capacity = int(settings.value(store, "visitor_capacity"))
    walked = queries.walks(store, on - timedelta(days=6), on, code)
    rows = [row for row in queries.visitors(store, on) if not row["off"]]
    visitors = tuple(
        Visitor(
            row["id"], frozenset({""}) if gridless else frozenset(row["grids"]), row["capacity"] or capacity,
            _offered(row["windows"], on, slot), walked.get(row["id"], 0), row["max_week"], row["organisation"],
        )
        for row in rows
    )  # fmt: skip
    names = {row["id"]: (row["name"], row["organisation"]) for row in rows}
    known = queries.last_visitors(store, on - timedelta(days=KNOWN_DAYS), on, code)
    here = {place.id for place in places}
    doors = tuple(
        Door(elder.care_file, elder.grid, elder.building if elder.building in here else "", elder.unit, elder.floor, elder.room,
             elder.household)
        for elder in due
    )  # fmt: skip
    already = tuple(KeptSheet(sheet.visitor, tuple(line.care_file for line in sheet.doors)) for sheet in kept)
    return _Loaded(
        slot, Problem(doors, visitors, places, already, known), {elder.care_file: elder for elder in due}, names, kept, suspended
    )


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


def _kept_sheets(session: Session, on: date, code: str) -> tuple[SheetDraft, ...]:
    """The sheets of the slot that must not change any more: printed, recorded, or with a result on them."""
    return tuple(sheet for sheet in saved_sheets(session, on, code) if sheet.kept)


@service(Permission.ROUNDS_READ, personal=True)
def saved_sheets(session: Session, on: date, code: str) -> list[SheetDraft]:
    """The stored sheets of a slot by number."""
    round_ = queries.round_of(session.store, on, code)
    if round_ is None:
        return []
    sheets = queries.sheets_of(session.store, round_["id"])
    knocks = queries.knocks_of(session.store, round_id=round_["id"])
    elders = load_elders(session.store, [knock["care_file"] for knock in knocks])
    names = queries.volunteer_names(session.store, [sheet["volunteer"] for sheet in sheets if sheet["volunteer"]])
    map_ = Plan(_places(session.store))
    made = []
    for sheet in sheets:
        mine = [knock for knock in knocks if knock["sheet"] == sheet["id"]]
        name, organisation = names.get(sheet["volunteer"] or "", ("", ""))
        stops = [elders[knock["care_file"]].building for knock in mine]
        stops = [building for building, _doors in groupby(stops) if building in map_.places]
        made.append(
            SheetDraft(
                sheet["volunteer"] or "",
                name,
                organisation,
                sheet["title"],
                tuple(_line(knock["position"], elders[knock["care_file"]]) for knock in mine),
                round(map_.length(stops), 1),
                kept=fixed(sheet, mine),
                number=sheet["number"],
                sheet=sheet["id"],
            )
        )
    return made


def fixed(sheet: dict[str, Any], knocks: Sequence[dict[str, Any]]) -> bool:
    """True when a sheet must not change silently any more: it is printed, recorded, or has a result on it."""
    return sheet["printed_at"] is not None or sheet["recorded_at"] is not None or any(knock["outcome"] for knock in knocks)


def _line(number: int, elder: RoundElder) -> DoorLine:
    return DoorLine(number, elder.care_file, elder.code, elder.name, elder.address, elder.building_name)


def title_of(buildings: Sequence[str]) -> str:
    """What a sheet covers, in walking order: '8幢、9幢'."""
    return "、".join(dict.fromkeys(name for name in buildings if name))


def _proposal(on: date, loaded: _Loaded, answer: Answer) -> Proposal:
    drafts = list(loaded.kept)
    for route in answer.routes:
        lines = tuple(_line(number, loaded.elders[door.elder]) for number, door in enumerate(route.doors, 1))
        name, organisation = loaded.names[route.visitor]
        drafts.append(
            SheetDraft(
                route.visitor,
                name,
                organisation,
                title_of([line.building for line in lines]),
                lines,
                route.metres,
                route.outside_hours,
                route.known,
            )
        )
    unserved = tuple(
        UnservedLine(door.elder, elder.code, elder.name, elder.address, reason.value)
        for door, reason in answer.unserved
        for elder in (loaded.elders[door.elder],)
    )
    return Proposal(on, loaded.slot, tuple(drafts), unserved, loaded.suspended, _notes(loaded, answer))


def _notes(loaded: _Loaded, answer: Answer) -> tuple[str, ...]:
    notes = []
    places = {place.id: place.name for place in loaded.problem.places}
    if answer.assumed:
        names = "、".join(places[building] for building in answer.assumed)
        notes.append(_("No position on the plan, taken to stand beside its neighbour: {buildings}.").format(buildings=names))
    asked = "、".join(loaded.names[route.visitor][0] for route in answer.routes if route.outside_hours)
    if asked:
        notes.append(_("Did not offer this slot, please ask first: {names}.").format(names=asked))
    if loaded.kept:
        numbers = "、".join(f"{sheet.number:04d}" for sheet in loaded.kept if sheet.number)
        notes.append(_("Printed or begun, left as they are: {numbers}.").format(numbers=numbers))
    return tuple(notes)


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
        values = {"volunteer": draft.visitor or None, "title": draft.title[:200]}
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
            put(line.care_file, {"sheet": sheet, "position": line.number, "unserved_reason": ""})
    for left_out in proposal.unserved:
        put(left_out.care_file, {"sheet": None, "position": 0, "unserved_reason": left_out.reason})
    if fresh:
        unit.insert_many(Knock, fresh)
    for knock in standing.values():
        if not knock["outcome"]:  # no longer due
            unit.erase(Knock, knock["id"])


@service(Permission.ROUNDS_WRITE, personal=True)
def plan_and_save(session: Session, on: date, slots: Sequence[str] = ()) -> list[Proposal]:
    """Plan and save the slots of a day (all of them when none is named): for the command line, where nobody looks at a
    proposal.
    """
    codes = list(slots) or [slot["code"] for slot in queries.slots(session.store)]
    made = []
    for code in codes:
        save_plan(session, plan_round(session, on, code))
        stored = saved_plan(session, on, code)
        assert stored is not None
        made.append(stored)
    return made


def move_door(proposal: Proposal, care_file: str, to_visitor: str) -> Proposal:
    """The proposal with one elder moved to another proposed sheet (at its end of the same building); kept sheets do not change.

    Raises BadRequest when the elder or the sheet is not there or stands on a kept sheet.
    """
    source = next((s for s in proposal.sheets if not s.kept and any(d.care_file == care_file for d in s.doors)), None)
    target = next((s for s in proposal.sheets if not s.kept and s.visitor == to_visitor), None)
    if source is None or target is None or source is target:
        raise BadRequest(_("This elder cannot be moved there: a printed sheet stays as it is."))
    moved = next(door for door in source.doors if door.care_file == care_file)
    rest = [door for door in source.doors if door is not moved]
    same = [index for index, door in enumerate(target.doors) if door.building == moved.building]
    at = same[-1] + 1 if same else len(target.doors)
    joined = [*target.doors[:at], moved, *target.doors[at:]]
    sheets = []
    for sheet in proposal.sheets:
        doors = rest if sheet is source else joined if sheet is target else None
        if doors is None:
            sheets.append(sheet)
        elif doors:
            numbered = tuple(replace(door, number=number) for number, door in enumerate(doors, 1))
            sheets.append(replace(sheet, doors=numbered, title=title_of([door.building for door in numbered])))
    return replace(proposal, sheets=tuple(sheets))


def visit_moment(on: date, slot: Slot, now: datetime) -> datetime:
    """When a visit that carries no time of its own is taken to have been: the slot's end, or now when that is not yet past."""
    return min(slot.end_on(on), now)
