"""Results from a sheet into the records: everybody seen safe but the exceptions; corrections; ladders opened and closed by
them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.rounds import queries, watching
from db.rounds.tables import Knock, Ladder, Sheet, Sighting
from db.store import Unit
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds import outcomes
from desktop.rounds.elders import away_on, load_elders, slot_named
from desktop.rounds.ladder import Closing
from desktop.rounds.ladders import open_in
from desktop.rounds.lastsafe import Channel
from desktop.rounds.outcomes import Outcome
from desktop.rounds.plans import visit_moment
from desktop.rounds.results import account_name, earlier_results
from desktop.rounds.sightings import note_sightings
from desktop.session import Session


@dataclass(frozen=True)
class Entry:
    """What a visitor wrote at one door. `at` None: the slot's time."""

    outcome: Outcome
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Recorded:
    """What recording a sheet did: how many knocks have a result now, how many are open, whose ladders were opened (names)."""

    number: int
    recorded: int
    open: int
    ladders: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """One door on which two people do not agree: what was typed here, what stands in the records, by whom and since when."""

    number: int
    name: str
    mine: Entry
    theirs: Entry
    who: str
    at: datetime | None


class SheetConflict(BadRequest):
    """Somebody recorded other results for these doors since the sheet was opened; nothing was written, nothing typed is lost."""

    def __init__(self, message: str, differences: tuple[Difference, ...]) -> None:
        super().__init__(message)
        self.differences = differences


class TooEarly(BadRequest):
    """The sheet's slot has not begun: recorded only when the clerk says that it is the right sheet."""


EARLY = timedelta(hours=1)
"""Visitors may set out so long before their slot without anybody asking."""


@service(Permission.ROUNDS_WRITE, personal=True)
def record_sheet(
    session: Session,
    number: int,
    exceptions: Mapping[int, Entry],
    *,
    rest: Outcome | None = Outcome.SEEN_SAFE,
    seen: Mapping[int, tuple[str, str]] | None = None,
    early: bool = False,
) -> Recorded:
    """Enter a sheet, or correct one; the old values stay in the journal.

    `exceptions`: number of the door on the sheet → what was found. Every other door that has no result yet gets `rest` at the
    slot's time, or 'reported away' when a notice says so; with `rest=None` they stay open (a partial sheet). 'No answer',
    'unwell' and 'emergency' open a ladder unless the elder was known safe since; correcting such a result closes the ladder as
    entered in error and corrects last known safe. `seen`: door → (outcome, note) as they stood when the sheet was opened.

    Raises BadRequest for an unknown sheet, numbers that are not on it, a sheet of a day to come; TooEarly for a slot that has not
    begun, unless `early`; SheetConflict when somebody recorded something else meanwhile. Nothing is written then.
    """
    sheet = sheet_row(session, number)
    knocks = checked(session, sheet, exceptions, seen, early)
    with session.write("rounds.record_sheet") as unit:
        return record_in(session, unit, sheet, knocks, exceptions, rest)


@service(Permission.ROUNDS_WRITE)
def checked(
    session: Session,
    sheet: Mapping[str, Any],
    exceptions: Mapping[int, Entry],
    seen: Mapping[int, tuple[str, str]] | None = None,
    early: bool = False,
) -> list[dict[str, Any]]:
    """The knocks of a sheet, when these results can be recorded on it. Raises as `record_sheet`."""
    knocks = queries.knocks_of(session.store, sheet_id=sheet["id"])
    strange = sorted(set(exceptions) - {knock["position"] for knock in knocks})
    if strange:
        raise BadRequest(_not_on_sheet(session, sheet, strange, len(knocks)))
    _check_day(session, sheet, early)
    _check_times(exceptions, sheet["date"], session.clock.now())
    if seen is not None:
        _check_meanwhile(session, sheet, knocks, exceptions, seen)
    return knocks


@service(Permission.ROUNDS_WRITE)
def record_in(
    session: Session,
    unit: Unit,
    sheet: Mapping[str, Any],
    knocks: Sequence[dict[str, Any]],
    exceptions: Mapping[int, Entry],
    rest: Outcome | None,
) -> Recorded:
    """Write the results of a sheet inside an operation; the sheet counts as recorded when no door is open any more."""
    slot = slot_named(session.store, sheet["slot"])
    usual = visit_moment(sheet["date"], slot, session.clock.now())
    away = away_on(session.store, sheet["date"])
    wanted: list[tuple[dict[str, Any], Entry]] = []
    for knock in knocks:
        entry = exceptions.get(knock["position"])
        if entry is None and not knock["outcome"] and rest is not None:
            entry = Entry(Outcome.AWAY if rest is Outcome.SEEN_SAFE and knock["care_file"] in away else rest)
        if entry is not None:
            wanted.append((knock, entry))
    opened = write_results(session, unit, wanted, usual)
    done = {knock["id"] for knock, _entry in wanted} | {knock["id"] for knock in knocks if knock["outcome"]}
    if len(done) == len(knocks) and sheet["recorded_at"] is None:
        unit.update(Sheet, sheet["id"], {"recorded_by": session.account, "recorded_at": unit.now})
    return Recorded(sheet["number"], len(done), len(knocks) - len(done), tuple(opened))


@service(Permission.ROUNDS_WRITE)
def sheet_row(session: Session, number: int) -> dict[str, Any]:
    """The stored sheet of this number. Raises BadRequest when there is none."""
    sheet = queries.sheet_numbered(session.store, number)
    if sheet is None:
        raise BadRequest(_("There is no sheet No. {number:04d}.").format(number=number))
    return sheet


def _not_on_sheet(session: Session, sheet: Mapping[str, Any], strange: Sequence[int], count: int) -> str:
    """What to tell of numbers that are not on a sheet: where a door went that was handed over, else how many doors there are."""
    gone = {row["from_number"]: row for row in queries.handed_over(session.store, sheet["id"])}
    told = [
        _("No. {door} was handed over to sheet No. {sheet:04d}, where it is No. {there}.").format(
            door=door, sheet=gone[door]["sheet_number"], there=gone[door]["position"]
        )
        for door in strange
        if door in gone
    ]
    unknown = [door for door in strange if door not in gone]
    if unknown:
        told.append(
            _("Sheet No. {number:04d} has no door {doors}; it has {count} doors.").format(
                number=sheet["number"], doors="、".join(map(str, unknown)), count=count
            )
        )
    return " ".join(told)


def _check_day(session: Session, sheet: Mapping[str, Any], early: bool) -> None:
    now = session.clock.now()
    slot = slot_named(session.store, sheet["slot"])
    if sheet["date"] > now.date():
        raise BadRequest(
            _(
                "Sheet No. {number:04d} is for {date} {slot}, which is yet to come; today is {today}. Look at the number on the "
                "paper. What you typed stays here."
            ).format(number=sheet["number"], date=sheet["date"], slot=slot.name(), today=now.date())
        )
    if not early and now < slot.start_on(sheet["date"]) - EARLY:
        raise TooEarly(
            _("Sheet No. {number:04d} is for {slot}, which begins at {time}. Is it the right sheet?").format(
                number=sheet["number"], slot=slot.name(), time=f"{slot.starts:%H:%M}"
            )
        )


def _check_times(entries: Mapping[int, Entry], on: date, now: datetime) -> None:
    for number, entry in sorted(entries.items()):
        if entry.at is not None and on <= now.date() and entry.at > now:
            raise BadRequest(
                _("Door {number}: {time} lies in the future. Please correct the time.").format(
                    number=number, time=f"{entry.at:%H:%M}"
                )
            )


def _check_meanwhile(
    session: Session,
    sheet: Mapping[str, Any],
    knocks: Sequence[Mapping[str, Any]],
    exceptions: Mapping[int, Entry],
    seen: Mapping[int, tuple[str, str]],
) -> None:
    """Raise SheetConflict when a door to be written was recorded otherwise since it was `seen`."""
    moved = []
    for knock in knocks:
        mine = exceptions.get(knock["position"])
        stands = (knock["outcome"], knock["note"])
        if mine is None or not knock["outcome"] or stands == seen.get(knock["position"], ("", "")):
            continue
        if stands != (mine.outcome.value, mine.note):
            moved.append((knock, mine))
    if not moved:
        return
    elders = load_elders(session.store, [knock["care_file"] for knock, _mine in moved])
    past = earlier_results(session, [knock["id"] for knock, _mine in moved])
    differences = tuple(
        Difference(
            knock["position"], elders[knock["care_file"]].name, mine, Entry(Outcome(knock["outcome"]), knock["note"], knock["at"]),
            *((past[knock["id"]][0].who, past[knock["id"]][0].at) if past.get(knock["id"]) else (_recorder(session, sheet), None)),
        )
        for knock, mine in moved
    )  # fmt: skip
    words = "; ".join(
        _("No. {number}: you typed “{mine}”, {who} recorded “{theirs}”").format(
            number=one.number, mine=outcomes.label(one.mine.outcome), who=one.who, theirs=outcomes.label(one.theirs.outcome)
        )
        for one in differences
    )
    raise SheetConflict(
        _("Sheet No. {number:04d} was recorded meanwhile and differs. {words}. Nothing was overwritten; choose for each door.").format(
            number=sheet["number"], words=words
        ),
        differences,
    )


def _recorder(session: Session, sheet: Mapping[str, Any]) -> str:
    return account_name(session, sheet["recorded_by"]) if sheet["recorded_by"] else ""


@service(Permission.ROUNDS_WRITE)
def write_results(session: Session, unit: Unit, wanted: Sequence[tuple[dict[str, Any], Entry]], usual: datetime) -> list[str]:
    """Write the results; returns the names of the elders whose ladders were opened."""
    store = session.store
    elders = load_elders(store, [knock["care_file"] for knock, _entry in wanted])
    sightings = watching.sightings_from(store, [knock["id"] for knock, _entry in wanted])
    opened: list[str] = []
    fresh: list[tuple[str, datetime, Channel, str, str]] = []
    alarms: list[tuple[dict[str, Any], Outcome, datetime]] = []
    for knock, entry in wanted:
        at = entry.at or (knock["at"] if knock["outcome"] and knock["at"] else usual)
        before = Outcome(knock["outcome"]) if knock["outcome"] else None
        values = {"outcome": entry.outcome.value, "at": at, "note": entry.note}
        if any(knock[name] != value for name, value in values.items()):
            unit.update(Knock, knock["id"], values)
        info = outcomes.INFO[entry.outcome]
        standing = sightings.get(knock["id"])
        if info.safe and standing is None:
            person = elders[knock["care_file"]].person
            fresh.append((person, at, Channel.KNOCK, knock["id"], ""))
        elif info.safe and standing is not None and standing["at"] != at:
            unit.update(Sighting, standing["id"], {"at": at})
        elif not info.safe and standing is not None:
            unit.erase(Sighting, standing["id"])
        if before is not None and outcomes.INFO[before].opens_ladder and before is not entry.outcome:
            _close_mistaken(session, unit, knock)
        if info.opens_ladder and before is not entry.outcome:
            alarms.append((knock, entry.outcome, at))
    note_sightings(unit, fresh)
    seen = watching.last_safe(store, [elders[knock["care_file"]].person for knock, _outcome, _at in alarms], unit.now)
    for knock, outcome, at in alarms:
        elder = elders[knock["care_file"]]
        last = seen.get(elder.person)
        if last is not None and last[0] > at:
            continue  # known safe since: nothing to climb for
        open_in(unit, store, elder.care_file, outcome.value, at, knock["id"])
        opened.append(elder.name)
    return opened


def _close_mistaken(session: Session, unit: Unit, knock: Mapping[str, Any]) -> None:
    ladder = watching.open_ladder_of(session.store, knock["care_file"])
    if ladder is not None and ladder["knock"] == knock["id"]:
        unit.update(Ladder, ladder["id"], {"closed_at": unit.now, "result": Closing.ENTERED_IN_ERROR.value})


@service(Permission.ROUNDS_WRITE)
def clear_result(session: Session, number: int, position: int) -> None:
    """Take one door's result back to 'not yet known' (typed on the wrong sheet); the sheet counts as not recorded again."""
    sheet = sheet_row(session, number)
    knock = next((one for one in queries.knocks_of(session.store, sheet_id=sheet["id"]) if one["position"] == position), None)
    if knock is None:
        raise BadRequest(_("Sheet No. {number:04d} has no door {doors}.").format(number=number, doors=position))
    if not knock["outcome"]:
        return
    with session.write("rounds.clear_result") as unit:
        standing = watching.sightings_from(session.store, [knock["id"]]).get(knock["id"])
        if standing is not None:
            unit.erase(Sighting, standing["id"])
        if outcomes.info(knock["outcome"]).opens_ladder:
            _close_mistaken(session, unit, knock)
        unit.update(Knock, knock["id"], {"outcome": "", "at": None, "note": ""})
        unit.update(Sheet, sheet["id"], {"recorded_at": None})
