"""Queries of the rounds room about incidents, and the elder-days against which they are counted."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from db.hotline.tables import FollowUp
from db.people.rows import day, moment, named, raw
from db.people.tables import CareFile, Person
from db.rounds.tables import Incident
from db.store import Store

_INCIDENT = (
    "id", "version", "care_file", "concerns", "kind", "at", "estimated", "place", "place_note", "first_seen_by", "what", "done",
    "outcome", "outcome_note", "closed_at", "source", "source_id",
)  # fmt: skip


def _incidents() -> Any:
    return Incident.select(
        Incident.id, Incident.version, Incident.care_file, Incident.concerns, Incident.kind, Incident.at, Incident.estimated,
        Incident.place, Incident.place_note, Incident.first_seen_by, Incident.what, Incident.done, Incident.outcome,
        Incident.outcome_note, Incident.closed_at, Incident.source, Incident.source_id,
    ).where(Incident.deleted_at.is_null())  # fmt: skip


def _rows(store: Store, query: Any) -> list[dict[str, Any]]:
    rows = named(store, query.order_by(Incident.at.desc(), Incident.id.desc()), _INCIDENT)
    for row in rows:
        row["at"], row["closed_at"], row["estimated"] = moment(row["at"]), moment(row["closed_at"]), bool(row["estimated"])
    return rows


def incidents(store: Store, since: datetime | None = None, before: datetime | None = None) -> list[dict[str, Any]]:
    """The incidents that happened from `since` on and before `before`, the newest first; open ones of any time besides when
    only `since` is given."""
    query = _incidents()
    if since is not None and before is None:
        query = query.where((Incident.at >= since) | Incident.closed_at.is_null())
    elif since is not None:
        query = query.where(Incident.at >= since)
    if before is not None:
        query = query.where(Incident.at < before)
    return _rows(store, query)


def incident(store: Store, incident_id: str) -> dict[str, Any] | None:
    """One incident."""
    rows = _rows(store, _incidents().where(Incident.id == incident_id))
    return rows[0] if rows else None


def incidents_of(store: Store, care_file: str) -> list[dict[str, Any]]:
    """The incidents of one elder, the newest first."""
    return _rows(store, _incidents().where(Incident.care_file == care_file))


def incident_from(store: Store, source_id: str) -> str | None:
    """The live incident that a ladder, a call or a knock opened."""
    found = raw(store, Incident.select(Incident.id).where(Incident.source_id == source_id, Incident.deleted_at.is_null()))
    return str(found[0][0]) if found else None


def count_of(store: Store, care_file: str, kinds: Sequence[str], since: datetime, before: datetime) -> int:
    """How many incidents of these kinds an elder had from `since` on and before `before`."""
    query = Incident.select().where(
        Incident.deleted_at.is_null(), Incident.care_file == care_file, Incident.kind.in_(list(kinds)), Incident.at >= since,
        Incident.at < before,
    )  # fmt: skip
    return int(query.count())


def follow_ups_of(store: Store, incident_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Incident -> its follow-ups, first due first: id, what, owner, due_at, closed_at, result."""
    query = FollowUp.select(
        FollowUp.incident, FollowUp.id, FollowUp.what, FollowUp.owner, FollowUp.due_at, FollowUp.closed_at, FollowUp.result
    ).where(FollowUp.incident.in_(list(incident_ids)), FollowUp.deleted_at.is_null())
    found: dict[str, list[dict[str, Any]]] = {}
    for row in named(store, query, ("incident", "id", "what", "owner", "due_at", "closed_at", "result")):
        row["due_at"], row["closed_at"] = moment(row["due_at"]), moment(row["closed_at"])
        found.setdefault(row["incident"], []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row["due_at"] or datetime.max, row["id"]))
    return found


def removed(store: Store) -> list[dict[str, Any]]:
    """The incidents in the recycle bin: id, name (of the elder, or whom it concerned), kind, at, deleted_at."""
    query = (
        Incident.select(Incident.id, Person.name, Incident.concerns, Incident.kind, Incident.at, Incident.deleted_at)
        .join(CareFile, JOIN.LEFT_OUTER, on=(Incident.care_file == CareFile.id))
        .join(Person, JOIN.LEFT_OUTER, on=(CareFile.person == Person.id))
        .where(Incident.deleted_at.is_null(False))
    )
    return [
        {"id": one, "name": name or concerns, "kind": kind, "at": moment(at), "deleted_at": moment(gone)}
        for one, name, concerns, kind, at, gone in raw(store, query)
    ]


def removed_follow_ups(store: Store, incident_id: str, at: datetime) -> list[str]:
    """The follow-ups that went into the recycle bin together with an incident, at that moment."""
    query = FollowUp.select(FollowUp.id).where(FollowUp.incident == incident_id, FollowUp.deleted_at == at)
    return [one for (one,) in raw(store, query)]


def care_spans(store: Store) -> dict[str, tuple[date, date | None]]:
    """Care file -> first and last day on which it was open (None: still open); the day of death closes it too."""
    query = (
        CareFile.select(CareFile.id, CareFile.opened_on, CareFile.closed_on, Person.died_on)
        .join(Person, on=(CareFile.person == Person.id))
        .where(CareFile.deleted_at.is_null())
    )
    found: dict[str, tuple[date, date | None]] = {}
    for care_file, opened, closed, died in raw(store, query):
        ends = [one for one in (day(closed), day(died)) if one is not None]
        begins = day(opened)
        if begins is not None:
            found[care_file] = (begins, min(ends, default=None))
    return found
