"""Ladders as stored: opened by a knock, climbed step by step, closed only with a result."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from db.rounds import watching
from db.rounds.tables import Ladder, LadderStep
from db.store import Store, Unit
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.printlog import who as printed_name
from desktop.rounds.board import AheadLine, ContactLine, OpenLadder, StepLine
from desktop.rounds.elders import RoundElder, load_elders
from desktop.rounds.incidents import IncidentEntry, Kind, Result
from desktop.rounds.incidents import open_in as open_incident_in
from desktop.rounds.ladder import (
    CLOSINGS_SAFE,
    CLOSINGS_WITH_INCIDENT,
    Closing,
    NextStep,
    Step,
    StepResult,
    StepTaken,
    next_step,
    step_due_at,
    step_label,
    steps_ahead,
)
from desktop.rounds.lastsafe import Channel
from desktop.rounds.outcomes import Outcome
from desktop.rounds.sightings import note_sighting
from desktop.session import Session
from desktop.station import settings

CLOSED_DAYS = 30


def thresholds(store: Store) -> tuple[int, int, int]:
    """The ladder's three thresholds in minutes, as the station has set them, rising."""
    values = settings.values(store)
    first, second, third = sorted(
        int(values[key]) for key in ("ladder_door_minutes", "ladder_neighbour_minutes", "ladder_family_minutes")
    )
    return first, second, third


def open_in(unit: Unit, store: Store, care_file: str, reason: str, at: datetime, knock: str | None = None) -> str:
    """Open a ladder inside an operation, unless the elder has one that is open; returns the ladder's id."""
    standing = watching.open_ladder_of(store, care_file)
    if standing is not None:
        return str(standing["id"])
    return unit.insert(Ladder, {"care_file": care_file, "knock": knock, "reason": reason, "opened_at": at})


@service(Permission.ROUNDS_WRITE)
def open_ladder(session: Session, care_file: str, reason: str = Outcome.NO_ANSWER, note: str = "") -> str:
    """Open a ladder by hand, now (say, a neighbour is worried); returns its id. An open one of the same elder is returned
    instead.
    """
    with session.write("rounds.open_ladder") as unit:
        ladder = open_in(unit, session.store, care_file, reason, session.clock.now())
        if note:
            unit.update(Ladder, ladder, {"note": note})
    return ladder


@service(Permission.ROUNDS_WRITE)
def take_step(
    session: Session,
    ladder: str,
    step: str,
    *,
    who: str = "",
    result: str = StepResult.FAILED,
    note: str = "",
    contact: int = 0,
    at: datetime | None = None,
) -> None:
    """Record a step, now unless another moment is given. Any step may be taken at any time: going up early is never refused.

    Raises BadRequest when the ladder is closed or the moment lies in the future or before the ladder was opened.
    """
    found = _standing(session.store, ladder)
    now = session.clock.now()
    when = at or max(now, found["opened_at"])  # a clock set back keeps nobody from acting
    if at is not None and not found["opened_at"] <= at <= now:
        raise BadRequest(
            _("The time {time} does not lie between the opening of the ladder and now.").format(time=f"{when:%Y-%m-%d %H:%M}")
        )
    taken = watching.steps_of(session.store, [ladder]).get(ladder, [])
    values = {
        "ladder": ladder, "position": max((row["position"] for row in taken), default=0) + 1, "kind": Step(step).value,
        "contact": contact, "at": when, "who": who or printed_name(session), "outcome": StepResult(result).value, "note": note,
        "due_at": step_due_at(Step(step), found["opened_at"], found["reason"], thresholds(session.store)),
    }  # fmt: skip
    with session.write("rounds.take_step") as unit:
        unit.insert(LadderStep, values)


@service(Permission.ROUNDS_WRITE)
def close_ladder(session: Session, ladder: str, result: str, note: str = "", incident: IncidentEntry | None = None) -> None:
    """Close a ladder with its result: the only way in which it ends.

    Found safe, away or helped sets last known safe to now. Helped, hospital, police and found dead open an incident: `incident` as
    the clerk described it, else one with what is known (its kind 'other', or 'sudden death'). Hospital also makes an absence notice,
    found dead records the day of death. Raises BadRequest when it is closed already.
    """
    found = _standing(session.store, ladder)
    ending = Closing(result)
    now = session.clock.now()
    elder = load_elders(session.store, [found["care_file"]])[found["care_file"]]
    with session.write("rounds.close_ladder") as unit:
        unit.update(Ladder, ladder, {"closed_at": now, "result": ending.value, "note": note or found["note"]})
        if ending in CLOSINGS_SAFE:
            note_sighting(unit, elder.person, now, Channel.LADDER, ladder, note)
        if ending in CLOSINGS_WITH_INCIDENT:
            kind = Kind.SUDDEN_DEATH if ending is Closing.DIED else Kind.OTHER
            entry = incident or IncidentEntry(kind, estimated=True, what=note, at=min(found["opened_at"], now))
            open_incident_in(
                session, unit,
                replace(entry, care_file=elder.care_file, outcome=_RESULTS[ending], source="ladder", source_id=ladder,
                        hospital_notice=ending is Closing.HOSPITAL),
            )  # fmt: skip


_RESULTS: dict[Closing, str] = {
    Closing.HELPED: Result.TREATED,
    Closing.HOSPITAL: Result.HOSPITAL,
    Closing.POLICE: Result.OPEN,
    Closing.DIED: Result.DIED,
}


def _standing(store: Store, ladder: str) -> dict[str, Any]:
    found = watching.ladder(store, ladder)
    if found is None or found["closed_at"] is not None:
        raise BadRequest(_("This ladder is closed already. The list shows what is still open."))
    return found


@service(Permission.ROUNDS_READ, personal=True)
def open_ladders(session: Session) -> list[OpenLadder]:
    """The open ladders as shown, the oldest first; what is next follows from the times alone, also after the program was
    closed.
    """
    return shown(session, watching.open_ladders(session.store))


@service(Permission.ROUNDS_READ, personal=True)
def shown(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[OpenLadder]:
    """Ladders with elder, steps, contacts and what is next."""
    if not rows:
        return []
    store, now = session.store, session.clock.now()
    elders = load_elders(store, [row["care_file"] for row in rows])
    steps = watching.steps_of(store, [row["id"] for row in rows])
    contacts = watching.contacts_of(store, [row["care_file"] for row in rows])
    minutes = thresholds(store)
    safe = watching.last_safe(store, [elder.person for elder in elders.values()], now)
    made = []
    for row in rows:
        elder = elders[row["care_file"]]
        people = tuple(
            ContactLine(place, one["name"], one["relation"], one["phone"])
            for place, one in enumerate(contacts.get(elder.care_file, ()), 1)
        )
        lines = steps.get(row["id"], [])
        taken = [
            StepTaken(Step(one["kind"]), one["at"], one["who"], StepResult(one["outcome"]), one["note"], one["contact"])
            for one in lines
        ]
        following = next_step(row["opened_at"], taken, len(people), now, row["reason"], minutes)
        since = safe.get(elder.person)
        known = since is not None and since[0] > row["opened_at"]
        made.append(
            OpenLadder(
                row["id"],
                elder.care_file,
                elder.name,
                elder.address,
                elder.building_name,
                elder.phone,
                row["reason"],
                row["opened_at"],
                tuple(_line(one, people, stored["due_at"]) for one, stored in zip(taken, lines, strict=True)),
                following,
                "" if following is None else _what(following.step, following.contact, people, elder),
                people,
                ContactLine(0, elder.head_name, _("building head"), elder.head_phone) if elder.head_name else None,
                row["version"],
                _not_taken(row, taken, people, elder, minutes),
                since[0] if known and since is not None else None,
                since[1] if known and since is not None else "",
                row["closed_at"],
                row["result"],
                row["note"],
            )
        )
    return made


def _not_taken(
    row: Mapping[str, Any], taken: Sequence[StepTaken], people: Sequence[ContactLine], elder: RoundElder, minutes: Sequence[int]
) -> tuple[AheadLine, ...]:
    """The steps that were jumped over, then those still ahead, in climbing order."""
    ahead = steps_ahead(row["opened_at"], taken, len(people), row["reason"], minutes)
    planned = steps_ahead(row["opened_at"], (), len(people), row["reason"], minutes)
    done = {(one.step, one.contact if one.step is Step.CONTACTS else 0) for one in taken}
    return tuple(
        AheadLine(one.step.value, _what(one.step, one.contact, people, elder), one.due_at, one not in ahead)
        for one in planned
        if (one.step, one.contact) not in done and (one not in ahead or row["closed_at"] is None)
    )


def _line(taken: StepTaken, people: Sequence[ContactLine], due_at: datetime | None) -> StepLine:
    label = _what(taken.step, taken.contact, people, None)
    return StepLine(taken.step.value, label, taken.at, taken.who, taken.result.value, taken.note, taken.contact, due_at)


def _what(step: Step, contact: int, people: Sequence[ContactLine], elder: RoundElder | None) -> str:
    if step is Step.CONTACTS and 0 < contact <= len(people):
        one = people[contact - 1]
        if one.relation:
            return _("Call {relation} {name}").format(relation=one.relation, name=one.name)
        return _("Call {name}").format(name=one.name)
    if step is Step.NEIGHBOUR and elder is not None and elder.head_name:
        return _("Ask a neighbour or building head {name}").format(name=elder.head_name)
    return step_label(step)


@service(Permission.ROUNDS_READ, personal=True)
def closed_ladders(session: Session, days: int = CLOSED_DAYS) -> list[OpenLadder]:
    """The ladders that were closed in the last `days` days, the newest first, as they are shown."""
    return shown(session, watching.closed_ladders(session.store, session.clock.now() - timedelta(days=days)))


def remaining_text(following: NextStep) -> str:
    """'4 min left', '12 min late'."""
    minutes = int(following.remaining.total_seconds() // 60)
    if minutes >= 0:
        return _("{minutes} min left").format(minutes=minutes)
    return _("{minutes} min late").format(minutes=-minutes)
