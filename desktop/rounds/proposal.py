"""A proposal: what would be saved, in words; made from an answer of the planner, changed by hand, priced at once. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.rounds.elders import RoundElder
from desktop.rounds.frequency import Slot
from desktop.rounds.improving import improve
from desktop.rounds.planning import plan, planned_doors, with_room_left
from desktop.rounds.pricing import Pricer
from desktop.rounds.problem import Answer, Problem, Unserved, Visitor, unserved_label
from desktop.rounds.routes import Door, Plan
from desktop.rounds.serving import Given, answer_of, insertion, serve_fairly

NEW, MOVED = "new", "moved"
Day = date


@dataclass(frozen=True)
class DoorLine:
    """One elder on a proposed sheet; `number` from 1 in walking order. `change` against the last plan of this slot: 'new' (was on no
    sheet), 'moved' (`was`: the visitor then) or ''. `locked`: stays with this visitor when the slot is planned anew.
    """

    number: int
    care_file: str
    code: str
    name: str
    address: str
    building: str
    change: str = ""
    was: str = ""
    locked: bool = False


@dataclass(frozen=True)
class SheetDraft:
    """A proposed sheet. `kept`: it is printed or begun and stays as it is; only then it has a `number` already.

    `outside_hours`: the visitor did not offer this slot, so ask first. `known`: how many of the elders know this visitor. `minutes`: how
    long the route takes with its doors. `companion`: the other one of a pair.
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
    minutes: int = 0
    companion: str = ""


@dataclass(frozen=True)
class UnservedLine:
    """An elder who is due but on no sheet, and why (a code of `problem.Unserved`); the most urgent first."""

    care_file: str
    code: str
    name: str
    address: str
    reason: str


@dataclass(frozen=True)
class GoneLine:
    """An elder who stood on the last plan of this slot and is not due now. `away`: reported away or in hospital."""

    care_file: str
    name: str
    address: str
    away: bool


@dataclass(frozen=True)
class Proposal:
    """What would be saved. `notes` are in the user's language; `saved` tells whether this is the stored plan as it stands.

    `compared` is the day of the last plan of this slot; `gone` who stood on it and is not due now. `points`: the price.
    """

    date: date
    slot: Slot
    sheets: tuple[SheetDraft, ...]
    unserved: tuple[UnservedLine, ...]
    suspended: int
    notes: tuple[str, ...] = ()
    saved: bool = False
    compared: Day | None = None
    gone: tuple[GoneLine, ...] = ()
    points: int = 0

    @property
    def due(self) -> int:
        """How many elders are due: everyone on a sheet and everyone unserved."""
        return sum(len(sheet.doors) for sheet in self.sheets) + len(self.unserved)

    @property
    def visitors(self) -> int:
        """How many people walk, the second ones of pairs with them."""
        return len({one for sheet in self.sheets for one in (sheet.visitor, sheet.companion) if one})

    def changed(self, kind: str) -> tuple[DoorLine, ...]:
        """The doors that are new, or moved, against the last plan of this slot."""
        return tuple(line for sheet in self.sheets for line in sheet.doors if line.change == kind)


@dataclass(frozen=True)
class Prepared:
    """What a plan is made from; `problem` goes to the solver, the rest back into words. `before`: elder -> visitor on the last plan of
    this slot, '' when he was on no sheet. `names`: visitor -> name and organisation.
    """

    date: date
    slot: Slot
    problem: Problem
    elders: Mapping[str, RoundElder]
    names: Mapping[str, tuple[str, str]]
    kept: tuple[SheetDraft, ...]
    suspended: int
    compared: Day | None = None
    before: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[GoneLine, ...] = ()
    seconds: int = 15
    lost_locks: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


def first(
    prepared: Prepared, progress: Callable[[float], None] = lambda share: None, cancelled: Callable[[], bool] = lambda: False
) -> Proposal:
    """The first answer, at once. Raises Cancelled."""
    return proposal_of(prepared, plan(prepared.problem, progress, cancelled))


def better(
    prepared: Prepared,
    proposal: Proposal,
    seconds: float | None = None,
    rounds: int | None = None,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Proposal:
    """The proposal made cheaper until the time is used up (the station's setting unless given) or somebody stops it; locks are kept."""
    problem = with_locks(prepared.problem, proposal)
    limit = seconds if seconds is not None else None if rounds is not None else float(prepared.seconds)
    return proposal_of(prepared, improve(problem, _answer(prepared, problem, proposal), limit, rounds, progress, cancelled))


def with_locks(problem: Problem, proposal: Proposal) -> Problem:
    """The problem with the doors that are locked in the proposal, and no other, locked to their visitors."""
    locked = locks_of(proposal)
    return replace(problem, doors=tuple(replace(door, locked=locked.get(door.elder, "")) for door in problem.doors))


def locks_of(proposal: Proposal) -> dict[str, str]:
    """Elder -> the visitor to whom the clerk fixed him."""
    return {line.care_file: sheet.visitor for sheet in proposal.sheets if not sheet.kept for line in sheet.doors if line.locked}


def _given(prepared: Prepared, problem: Problem, proposal: Proposal) -> tuple[Given, list[Door], list[tuple[Door, Unserved]]]:
    """The proposal as the planner holds it: doors by visitor in the order shown, everyone else left."""
    pricer = Pricer(problem, Plan(problem.places))
    doors, hopeless = planned_doors(problem, pricer.map)
    by_elder = {door.elder: door for door in doors}
    routes = {
        sheet.visitor: [by_elder[line.care_file] for line in sheet.doors if line.care_file in by_elder]
        for sheet in proposal.sheets
        if not sheet.kept and sheet.visitor in pricer.visitors
    }
    given = Given(pricer, {visitor: held for visitor, held in routes.items() if held})
    placed = {door.elder for held in given.doors.values() for door in held}
    given.left = sorted((door for door in doors if door.elder not in placed), key=lambda door: door.urgency)
    return given, doors, hopeless


def _answer(prepared: Prepared, problem: Problem, proposal: Proposal) -> Answer:
    given, _doors, hopeless = _given(prepared, problem, proposal)
    return answer_of(given, hopeless)


def reopened(prepared: Prepared, saved: Proposal) -> Proposal:
    """The stored plan as a proposal that can be changed: who is not due any more goes, who is newly due is put where it costs least."""
    problem = with_locks(prepared.problem, saved)
    given, doors, hopeless = _given(prepared, problem, saved)
    serve_fairly(given, doors)
    return proposal_of(prepared, answer_of(given, hopeless))


def move(prepared: Prepared, proposal: Proposal, care_file: str, to_visitor: str) -> Proposal:
    """The proposal with one elder (on another route or unserved) put on this visitor's route at the cheapest place, and locked there.

    Raises BadRequest, in words, when the elder or the route is not there, stands on a printed sheet, may not meet, or does not fit.
    """
    locked = with_locks(prepared.problem, proposal)
    target = prepared.names.get(to_visitor, ("", ""))[0]
    if to_visitor not in {visitor.id for visitor in locked.visitors} or any(
        line.care_file == care_file for sheet in proposal.sheets if sheet.kept for line in sheet.doors
    ):
        raise BadRequest(_("This elder cannot be moved there: a printed sheet stays as it is."))
    problem = replace(
        locked, doors=tuple(replace(door, locked=to_visitor) if door.elder == care_file else door for door in locked.doors)
    )
    given, doors, hopeless = _given(prepared, problem, proposal)
    door = next((one for one in doors if one.elder == care_file), None)
    visitor = given.pricer.visitors[to_visitor]
    if door is None:
        raise BadRequest(next((unserved_label(why.value) for one, why in hopeless if one.elder == care_file), _("Not due in this slot any more.")))
    if door.locked != to_visitor:
        raise BadRequest(_("{visitor} and this elder may not meet.").format(visitor=target))
    source = next((one for one, held in given.doors.items() if door in held), "")
    if source == to_visitor:
        return _relocked(prepared, proposal, [care_file], True)
    if given.room(visitor) < 1:
        raise BadRequest(_("{visitor} has {count} doors already, as many as allowed.").format(visitor=target, count=visitor.capacity))
    way = insertion(given.pricer, to_visitor, given.doors.get(to_visitor, []), door)
    if way is None:
        raise BadRequest(_("{visitor} has not enough minutes left for this door, or comes outside its hours.").format(visitor=target))
    if source:
        rest = [one for one in given.doors[source] if one is not door]
        given.doors[source] = given.pricer.order(source, rest) or rest
        given.doors = {one: held for one, held in given.doors.items() if held}
    given.doors[to_visitor] = way[1]
    given.left = [one for one in given.left if one is not door]
    return proposal_of(prepared, answer_of(given, hopeless))


def relock(prepared: Prepared, proposal: Proposal, care_files: Sequence[str], locked: bool) -> Proposal:
    """The proposal with these doors locked to their visitors, or free again. Printed sheets stay as they are."""
    return _relocked(prepared, proposal, care_files, locked)


def _relocked(prepared: Prepared, proposal: Proposal, care_files: Sequence[str], locked: bool) -> Proposal:
    del prepared
    wanted = set(care_files)
    sheets = tuple(
        sheet if sheet.kept else replace(
            sheet, doors=tuple(replace(line, locked=locked) if line.care_file in wanted else line for line in sheet.doors))
        for sheet in proposal.sheets
    )  # fmt: skip
    return replace(proposal, sheets=sheets, saved=False)


def takers(prepared: Prepared, proposal: Proposal, care_file: str) -> list[tuple[str, str]]:
    """Whom an elder can be moved to: (visitor, name with what the route covers), those who walk first, then the others who serve the
    grid and still have room.
    """
    door = next((one for one in prepared.problem.doors if one.elder == care_file), None)
    walking = {sheet.visitor: sheet for sheet in proposal.sheets if not sheet.kept}
    here = next((one for one, sheet in walking.items() if any(line.care_file == care_file for line in sheet.doors)), "")
    found = [(one, f"{sheet.visitor_name} · {sheet.title}") for one, sheet in walking.items() if one != here]
    rest: list[Visitor] = [
        one for one in with_room_left(prepared.problem)
        if one.id not in walking and one.capacity and door is not None and door.grid in one.grids and not one.members & door.apart
    ]  # fmt: skip
    rest.sort(key=lambda one: (not one.offered, one.walks, one.id))
    free = _("not yet called")
    return [*found, *((one.id, f"{prepared.names[one.id][0]} · {free}") for one in rest)]


def title_of(buildings: Sequence[str]) -> str:
    """What a sheet covers, in walking order: '8幢、9幢'."""
    return "、".join(dict.fromkeys(name for name in buildings if name))


def line_of(number: int, elder: RoundElder) -> DoorLine:
    """An elder as a line of a sheet."""
    return DoorLine(number, elder.care_file, elder.code, elder.name, elder.address, elder.building_name)


def proposal_of(prepared: Prepared, answer: Answer) -> Proposal:
    """An answer in words."""
    drafts = [replace(sheet, doors=tuple(_compared(prepared, sheet.visitor, line) for line in sheet.doors)) for sheet in prepared.kept]
    companions = {visitor.id: visitor.companion for visitor in prepared.problem.visitors}
    for route in answer.routes:
        lines = tuple(
            _compared(prepared, route.visitor, replace(line_of(number, prepared.elders[door.elder]), locked=bool(door.locked)))
            for number, door in enumerate(route.doors, 1)
        )
        name, organisation = prepared.names[route.visitor]
        drafts.append(
            SheetDraft(
                route.visitor, name, organisation, title_of([line.building for line in lines]), lines, route.metres, route.outside_hours,
                route.known, minutes=route.minutes, companion=companions.get(route.visitor, ""),
            )
        )  # fmt: skip
    unserved = tuple(
        UnservedLine(door.elder, elder.code, elder.name, elder.address, reason.value)
        for door, reason in answer.unserved
        for elder in (prepared.elders[door.elder],)
    )
    return Proposal(
        prepared.date, prepared.slot, tuple(drafts), unserved, prepared.suspended, tuple(_notes(prepared, answer)), False,
        prepared.compared, prepared.gone, answer.points,
    )  # fmt: skip


def _compared(prepared: Prepared, visitor: str, line: DoorLine) -> DoorLine:
    if prepared.compared is None:
        return line
    before = prepared.before.get(line.care_file)
    if not before:
        return replace(line, change=NEW)
    return line if before == visitor else replace(line, change=MOVED, was=prepared.names.get(before, ("", ""))[0])


def _notes(prepared: Prepared, answer: Answer) -> Iterable[str]:
    if prepared.extra:
        yield _("Extra rounds today: {names}.").format(names="、".join(prepared.extra))
    places = {place.id: place.name for place in prepared.problem.places}
    if answer.assumed:
        names = "、".join(places[building] for building in answer.assumed)
        yield _("No position on the plan, taken to stand beside its neighbour: {buildings}.").format(buildings=names)
    asked = "、".join(prepared.names[route.visitor][0] for route in answer.routes if route.outside_hours)
    if asked:
        yield _("Did not offer this slot, please ask first: {names}.").format(names=asked)
    if prepared.kept:
        numbers = "、".join(f"{sheet.number:04d}" for sheet in prepared.kept if sheet.number)
        yield _("Printed or begun, left as they are: {numbers}.").format(numbers=numbers)
    if prepared.lost_locks:
        names = "、".join(prepared.elders[one].name for one in prepared.lost_locks if one in prepared.elders)
        yield _("Locked to a visitor who cannot come today, planned anew: {names}.").format(names=names)
