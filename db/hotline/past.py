"""Queries about one person at the phone: calls of an elder, times and dates of a volunteer."""

from typing import Any

from peewee import JOIN

from db.hotline.tables import Availability, Call, FollowUp, Unavailable
from db.people.tables import Person, Volunteer
from db.store import Store


def calls_of(store: Store, person_id: str, limit: int) -> list[dict[str, Any]]:
    """The latest calls of one person, newest first: at, ended_at, direction, kind, subtype, outcome, note, taken_by (a name)."""
    query = (
        Call.select(
            Call.id,
            Call.at,
            Call.ended_at,
            Call.direction,
            Call.kind,
            Call.subtype,
            Call.outcome,
            Call.note,
            Person.name.alias("taken_by"),
        )
        .join(Volunteer, JOIN.LEFT_OUTER, on=(Call.taken_by == Volunteer.id))
        .join_from(Volunteer, Person, JOIN.LEFT_OUTER, on=(Volunteer.person == Person.id))
        .where(Call.person == person_id, Call.deleted_at.is_null())
        .order_by(Call.at.desc())
        .limit(limit)
    )
    return list(query.dicts())


def follow_ups_of(store: Store, person_id: str, limit: int) -> list[dict[str, Any]]:
    """The latest follow-ups of one person, newest first."""
    query = (
        FollowUp.select().where(FollowUp.person == person_id, FollowUp.deleted_at.is_null()).order_by(FollowUp.created_at.desc())
    )
    return list(query.limit(limit).dicts())


def availability_of(store: Store, volunteer_id: str) -> list[dict[str, Any]]:
    """The weekly windows of one volunteer."""
    query = Availability.select().where(Availability.volunteer == volunteer_id, Availability.deleted_at.is_null())
    return list(query.order_by(Availability.weekday, Availability.from_minute).dicts())


def unavailable_of(store: Store, volunteer_id: str) -> list[dict[str, Any]]:
    """The dates on which one volunteer cannot serve."""
    query = Unavailable.select().where(Unavailable.volunteer == volunteer_id, Unavailable.deleted_at.is_null())
    return list(query.order_by(Unavailable.date).dicts())


def windows(store: Store) -> dict[str, list[tuple[int, int, int]]]:
    """Volunteer -> weekly windows (weekday, from and to in minutes)."""
    query = (
        Availability.select(Availability.volunteer, Availability.weekday, Availability.from_minute, Availability.to_minute)
        .where(Availability.deleted_at.is_null())
        .order_by(Availability.weekday, Availability.from_minute)
    )
    found: dict[str, list[tuple[int, int, int]]] = {}
    for volunteer, weekday, start, end in query.tuples():
        found.setdefault(volunteer, []).append((weekday, start, end))
    return found
