"""Incidents: what happened to an elder, what was done, what came of it; open until closed with an outcome.

Other rooms open one inside their own operation with `open_in` (a ladder that ends in hospital, a call for help).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from db.hotline.tables import FollowUp
from db.people.tables import Person
from db.rounds import incidents as queries
from db.rounds import queries as round_queries
from db.rounds.tables import Absence, Incident
from db.store import Store, Unit
from desktop.errors import BadRequest
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.reports.printlog import who as printed_name
from desktop.rounds.elders import RoundElder, load_elders
from desktop.session import Session


class Kind(StrEnum):
    """What kind of incident it was."""

    FALL = "fall"
    ASTRAY = "astray"
    CHOKING = "choking"
    SELF_HARM = "self_harm"
    FIRE = "fire"
    GAS = "gas"
    SUDDEN_DEATH = "sudden_death"
    OTHER = "other"


KINDS: dict[str, str] = {
    Kind.FALL: N_("Fall"),
    Kind.ASTRAY: N_("Going astray"),
    Kind.CHOKING: N_("Choking"),
    Kind.SELF_HARM: N_("Self-harm"),
    Kind.FIRE: N_("Fire"),
    Kind.GAS: N_("Gas"),
    Kind.SUDDEN_DEATH: N_("Sudden death"),
    Kind.OTHER: N_("Other incident"),
}
CARE_KINDS: tuple[str, ...] = (Kind.FALL, Kind.ASTRAY, Kind.CHOKING, Kind.SELF_HARM, Kind.OTHER)
"""The care incidents of GB/T 42195-2022 (跌倒、走失、噎食、自杀自伤、其他): two in 30 days make the level one worse."""
CARE_DAYS = 30

PLACES: dict[str, str] = {
    "": N_("not known"),
    "home": N_("At home"),
    "building": N_("In the building"),
    "compound": N_("In the compound"),
    "outside": N_("Outside the compound"),
    "station": N_("At the station"),
}


class Result(StrEnum):
    """What came of an incident."""

    OPEN = ""
    UNHURT = "unhurt"
    TREATED = "treated"
    HOSPITAL = "hospital"
    DIED = "died"


OUTCOMES: dict[str, str] = {
    Result.OPEN: N_("not yet known"),
    Result.UNHURT: N_("Unhurt"),
    Result.TREATED: N_("Slightly hurt, treated here"),
    Result.HOSPITAL: N_("Taken to hospital"),
    Result.DIED: N_("Died"),
}


def kind_label(kind: str) -> str:
    """A kind of incident in the user's language; an unknown code keeps its own name."""
    return _(KINDS[kind]) if kind in KINDS else kind


def place_label(place: str) -> str:
    """A place in the user's language; an unknown code keeps its own name."""
    return _(PLACES[place]) if place in PLACES else place


def outcome_label(outcome: str) -> str:
    """What came of it in the user's language; an unknown code keeps its own name."""
    return _(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome


@dataclass(frozen=True)
class Task:
    """Something to be done after an incident: what, who sees to it, until when."""

    what: str
    owner: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class IncidentEntry:
    """An incident as entered. `at` None = now. Without `care_file`, `concerns` says whom it concerned.

    `source` is 'ladder', 'call' or 'knock' with its id in `source_id`; a second entry of the same source is the first one.
    `hospital_notice`: with the outcome 'hospital', also report the elder in hospital from the day of the incident.
    """

    kind: str
    care_file: str | None = None
    concerns: str = ""
    at: datetime | None = None
    estimated: bool = False
    place: str = ""
    place_note: str = ""
    first_seen_by: str = ""
    what: str = ""
    done: str = ""
    outcome: str = Result.OPEN
    outcome_note: str = ""
    source: str = ""
    source_id: str = ""
    hospital_notice: bool = False
    follow_ups: tuple[Task, ...] = field(default=())


@service(Permission.ROUNDS_WRITE, personal=True)
def open_incident(session: Session, entry: IncidentEntry) -> str:
    """Enter an incident; returns its id. Raises BadRequest for an unknown code, a moment in the future, nobody concerned."""
    with session.write("rounds.open_incident") as unit:
        return open_in(session, unit, entry)


@service(Permission.ROUNDS_WRITE)
def open_in(session: Session, unit: Unit, entry: IncidentEntry) -> str:
    """Enter an incident inside another room's operation; returns its id, that of the first entry when the same source made one
    already. Raises BadRequest as `open_incident`.
    """
    if entry.source_id:
        standing = queries.incident_from(session.store, entry.source_id)
        if standing is not None:
            return standing
    at = entry.at or session.clock.now()
    elder = _checked(session, entry, at)
    incident = unit.insert(Incident, _values(entry, at))
    _consequences(session, unit, entry, at, elder)
    for task in entry.follow_ups:
        _promise(unit, incident, task, elder)
    return incident


def _values(entry: IncidentEntry, at: datetime) -> dict[str, Any]:
    return {
        "care_file": entry.care_file, "concerns": entry.concerns.strip()[:80], "kind": entry.kind, "at": at,
        "estimated": entry.estimated, "place": entry.place, "place_note": entry.place_note.strip()[:120],
        "first_seen_by": entry.first_seen_by.strip()[:80], "what": entry.what.strip(), "done": entry.done.strip(),
        "outcome": entry.outcome, "outcome_note": entry.outcome_note.strip(), "source": entry.source, "source_id": entry.source_id,
    }  # fmt: skip


def _checked(session: Session, entry: IncidentEntry, at: datetime) -> RoundElder | None:
    for code, known in ((entry.kind, KINDS), (entry.place, PLACES), (entry.outcome, OUTCOMES)):
        if code not in known:
            raise BadRequest(_("“{code}” is not known here.").format(code=code))
    if at > session.clock.now():
        raise BadRequest(_("An incident cannot lie in the future ({time}).").format(time=f"{at:%Y-%m-%d %H:%M}"))
    if entry.care_file is None:
        if not entry.concerns.strip():
            raise BadRequest(_("Say whom the incident concerned."))
        return None
    elder = load_elders(session.store, [entry.care_file]).get(entry.care_file)
    if elder is None:
        raise BadRequest(_("This care file is not there any more."))
    return elder


def _consequences(session: Session, unit: Unit, entry: IncidentEntry, at: datetime, elder: RoundElder | None) -> None:
    """A death is written into the person's record; a stay in hospital, when asked for, into the notices."""
    if elder is None:
        return
    if entry.outcome == Result.DIED and unit.row(Person, elder.person)["died_on"] is None:
        unit.update(Person, elder.person, {"died_on": at.date()})
    if entry.outcome == Result.HOSPITAL and entry.hospital_notice and not _reported(session.store, elder.care_file, at.date()):
        unit.insert(
            Absence,
            {"care_file": elder.care_file, "kind": "hospital", "from_date": at.date(), "told_by": printed_name(session)},
        )


def _reported(store: Store, care_file: str, on: date) -> bool:
    """Whether a notice covers that day or a later one."""
    return any(row["returned_on"] is None or row["returned_on"] > on for row in round_queries.absences(store, on, care_file))


def _promise(unit: Unit, incident: str, task: Task, elder: RoundElder | None) -> None:
    if not task.what.strip():
        raise BadRequest(_("Say what is to be done."))
    unit.insert(
        FollowUp,
        {"person": elder.person if elder else None, "incident": incident, "what": task.what.strip(), "owner": task.owner.strip(),
         "due_at": task.due_at},
    )  # fmt: skip


@service(Permission.ROUNDS_WRITE, personal=True)
def change_incident(session: Session, incident: str, entry: IncidentEntry, expected_version: int | None = None) -> None:
    """Correct or complete an incident; its source stays. Raises BadRequest as `open_incident`."""
    at = entry.at or session.clock.now()
    elder = _checked(session, entry, at)
    with session.write("rounds.change_incident") as unit:
        values = _values(entry, at)
        del values["source"], values["source_id"]
        unit.update(Incident, incident, values, expected_version)
        _consequences(session, unit, entry, at, elder)
        for task in entry.follow_ups:
            _promise(unit, incident, task, elder)


@service(Permission.ROUNDS_WRITE)
def close_incident(session: Session, incident: str, outcome: str, note: str = "") -> None:
    """Close an incident with what came of it.

    Raises BadRequest without an outcome, when it is closed already, and while something promised after it is open.
    """
    row = _found(session.store, incident)
    if row["closed_at"] is not None:
        raise BadRequest(_("This incident is closed already."))
    if outcome not in OUTCOMES or outcome == Result.OPEN:
        raise BadRequest(_("Say what came of it before closing."))
    waiting = [one["what"] for one in queries.follow_ups_of(session.store, [incident]).get(incident, ()) if one["closed_at"] is None]
    if waiting:
        raise BadRequest(_("Still to be done: {what}. Close that first.").format(what="；".join(waiting)))
    with session.write("rounds.close_incident") as unit:
        unit.update(
            Incident, incident,
            {"closed_at": session.clock.now(), "outcome": outcome, "outcome_note": note.strip() or row["outcome_note"]},
        )  # fmt: skip
        if row["care_file"] is not None:
            elder = load_elders(session.store, [row["care_file"]]).get(row["care_file"])
            _consequences(session, unit, IncidentEntry(row["kind"], row["care_file"], outcome=outcome), row["at"], elder)


@service(Permission.ROUNDS_WRITE)
def reopen_incident(session: Session, incident: str) -> None:
    """Open a closed incident again; what was written stays."""
    with session.write("rounds.reopen_incident") as unit:
        unit.update(Incident, incident, {"closed_at": None})


@service(Permission.ROUNDS_WRITE)
def remove_incident(session: Session, incident: str) -> None:
    """An incident that was entered by mistake: to the recycle bin, with what was promised after it."""
    promised = queries.follow_ups_of(session.store, [incident]).get(incident, [])
    with session.write("rounds.remove_incident") as unit:
        unit.remove(Incident, incident)
        for one in promised:
            unit.remove(FollowUp, one["id"])


@service(Permission.ROUNDS_WRITE)
def restore_incident(session: Session, incident: str) -> None:
    """Take an incident out of the recycle bin, with what went in with it."""
    with session.write("rounds.restore_incident") as unit:
        gone = unit.row(Incident, incident)["deleted_at"]
        unit.restore(Incident, incident)
        for one in queries.removed_follow_ups(session.store, incident, gone) if gone else ():
            unit.restore(FollowUp, one)


def _found(store: Store, incident: str) -> dict[str, Any]:
    row = queries.incident(store, incident)
    if row is None:
        raise BadRequest(_("This incident is not there any more."))
    return row


@dataclass(frozen=True)
class TaskLine:
    """Something promised after an incident; `result` '' and `closed_at` None while it is open."""

    id: str
    what: str
    owner: str
    due_at: datetime | None
    closed_at: datetime | None
    result: str


@dataclass(frozen=True)
class IncidentLine:
    """One incident as shown; `name` is the elder's, else what `concerns` says."""

    id: str
    version: int
    entry: IncidentEntry
    at: datetime
    code: str
    name: str
    address: str
    phone: str
    closed_at: datetime | None
    tasks: tuple[TaskLine, ...]

    @property
    def open(self) -> bool:
        """Not closed yet."""
        return self.closed_at is None


@service(Permission.ROUNDS_READ, personal=True)
def incidents(session: Session, since: date | None = None) -> list[IncidentLine]:
    """The incidents since that day (default: of the last year) and everything open, the newest first."""
    first = since or session.clock.today() - timedelta(days=365)
    return incident_lines(session, queries.incidents(session.store, datetime.combine(first, time())))


@service(Permission.ROUNDS_READ, personal=True)
def incidents_of(session: Session, care_file: str) -> list[IncidentLine]:
    """The incidents of one elder, the newest first."""
    return incident_lines(session, queries.incidents_of(session.store, care_file))


@service(Permission.ROUNDS_READ, personal=True)
def incident(session: Session, incident_id: str) -> IncidentLine:
    """One incident. Raises BadRequest when it is not there."""
    return incident_lines(session, [_found(session.store, incident_id)])[0]


@service(Permission.ROUNDS_READ)
def care_incidents_before(session: Session, care_file: str, on: date) -> int:
    """How many care incidents an elder had in the 30 days that end with that day (the day itself included)."""
    before = datetime.combine(on + timedelta(days=1), time())
    return queries.count_of(session.store, care_file, CARE_KINDS, before - timedelta(days=CARE_DAYS), before)


@service(Permission.ROUNDS_READ, personal=True)
def incident_lines(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[IncidentLine]:
    """Incidents as shown, from their rows, in the same order."""
    elders = load_elders(session.store, [row["care_file"] for row in rows if row["care_file"]]) if rows else {}
    tasks = queries.follow_ups_of(session.store, [row["id"] for row in rows])
    made = []
    for row in rows:
        elder = elders.get(row["care_file"] or "")
        entry = IncidentEntry(
            row["kind"], row["care_file"], row["concerns"], row["at"], row["estimated"], row["place"], row["place_note"],
            row["first_seen_by"], row["what"], row["done"], row["outcome"], row["outcome_note"], row["source"], row["source_id"],
        )  # fmt: skip
        promised = tuple(
            TaskLine(one["id"], one["what"], one["owner"], one["due_at"], one["closed_at"], one["result"])
            for one in tasks.get(row["id"], ())
        )
        made.append(
            IncidentLine(
                row["id"], row["version"], entry, row["at"], elder.code if elder else "",
                elder.name if elder else row["concerns"], elder.address if elder else "", elder.phone if elder else "",
                row["closed_at"], promised,
            )
        )  # fmt: skip
    return made
