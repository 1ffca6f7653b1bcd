"""Results from a sheet into the records: everybody seen safe but the exceptions; corrections; ladders opened and closed by
them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from desktop.rounds.sheets import account_name
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


@service(Permission.ROUNDS_WRITE, personal=True)
def record_sheet(
    session: Session,
    number: int,
    exceptions: Mapping[int, Entry],
    *,
    rest: Outcome | None = Outcome.SEEN_SAFE,
    expected_version: int | None = None,
) -> Recorded:
    """Enter a sheet, or correct one; the old values stay in the journal.

    `exceptions`: number of the door on the sheet → what was found. Every other door that has no result yet gets `rest` at the
    slot's
    time, or 'reported away' when a notice says so; with `rest=None` they stay open (a partial sheet). 'No answer', 'unwell' and
    'emergency' open a ladder unless the elder was known safe since; correcting such a result closes the ladder as entered in
    error
    and corrects last known safe. `expected_version`: the sheet's version when it was read.

    Raises BadRequest for an unknown sheet, numbers that are not on it, or when somebody recorded it meanwhile; nothing is
    written then.
    """
    sheet = _sheet(session, number)
    if expected_version is not None and sheet["version"] != expected_version:
        raise BadRequest(_meanwhile(session, sheet))
    knocks = queries.knocks_of(session.store, sheet_id=sheet["id"])
    strange = sorted(set(exceptions) - {knock["position"] for knock in knocks})
    if strange:
        raise BadRequest(
            _("Sheet No. {number:04d} has no door {doors}; it has {count} doors.").format(
                number=number, doors="、".join(map(str, strange)), count=len(knocks)
            )
        )
    _check_times(exceptions, sheet["date"], session.clock.now())
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
    with session.write("rounds.record_sheet") as unit:
        opened = _write(session, unit, wanted, usual)
        done = {knock["id"] for knock, _entry in wanted} | {knock["id"] for knock in knocks if knock["outcome"]}
        if len(done) == len(knocks):
            values: dict[str, Any] = {"recorded_by": session.account}
            if sheet["recorded_at"] is None:
                values["recorded_at"] = unit.now
            unit.update(Sheet, sheet["id"], values)
    return Recorded(number, len(done), len(knocks) - len(done), tuple(opened))


def _sheet(session: Session, number: int) -> dict[str, Any]:
    sheet = queries.sheet_numbered(session.store, number)
    if sheet is None:
        raise BadRequest(_("There is no sheet No. {number:04d}.").format(number=number))
    return sheet


def _check_times(entries: Mapping[int, Entry], on: date, now: datetime) -> None:
    for number, entry in sorted(entries.items()):
        if entry.at is not None and on <= now.date() and entry.at > now:
            raise BadRequest(
                _("Door {number}: {time} lies in the future. Please correct the time.").format(
                    number=number, time=f"{entry.at:%H:%M}"
                )
            )


def _meanwhile(session: Session, sheet: Mapping[str, Any]) -> str:
    if sheet["recorded_at"] is not None:
        return _(
            "Sheet No. {number:04d} was recorded by {who} at {time} meanwhile. Open it again and enter what differs."
        ).format(number=sheet["number"], who=account_name(session, sheet["recorded_by"]), time=f"{sheet['recorded_at']:%H:%M}")
    return _("Sheet No. {number:04d} was changed meanwhile. Open it again.").format(number=sheet["number"])


def _write(session: Session, unit: Unit, wanted: Sequence[tuple[dict[str, Any], Entry]], usual: datetime) -> list[str]:
    """Write the results; returns the names of the elders whose ladders were opened."""
    store = session.store
    elders = load_elders(store, [knock["care_file"] for knock, _entry in wanted])
    sightings = watching.sightings_from(store, [knock["id"] for knock, _entry in wanted])
    opened: list[str] = []
    fresh: list[dict[str, Any]] = []
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
            fresh.append({"person": person, "at": at, "channel": Channel.KNOCK.value, "source_id": knock["id"], "note": ""})
        elif info.safe and standing is not None and standing["at"] != at:
            unit.update(Sighting, standing["id"], {"at": at})
        elif not info.safe and standing is not None:
            unit.erase(Sighting, standing["id"])
        if before is not None and outcomes.INFO[before].opens_ladder and before is not entry.outcome:
            _close_mistaken(session, unit, knock)
        if info.opens_ladder and before is not entry.outcome:
            alarms.append((knock, entry.outcome, at))
    if fresh:
        unit.insert_many(Sighting, fresh)
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
    sheet = _sheet(session, number)
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
