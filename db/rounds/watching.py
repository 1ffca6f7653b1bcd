"""Queries of the rounds room about who is safe: sightings, ladders and their steps."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from db.people.rows import moment, named, raw
from db.people.tables import Contact, Person
from db.rounds.queries import CHUNK
from db.rounds.tables import Knock, Ladder, LadderStep, Round, Sighting
from db.store import Store


def last_safe(store: Store, persons: Sequence[str], now: datetime) -> dict[str, tuple[datetime, str]]:
    """Person -> (moment, channel) of the latest sighting that is not in the future.

    One seek in the index (person, at) for each person, so that seven years cost what one costs.
    """

    def latest(column: Any) -> Any:
        return (
            Sighting.select(column)
            .where(Sighting.person == Person.id, Sighting.at <= now, Sighting.deleted_at.is_null())
            .order_by(Sighting.at.desc())
            .limit(1)
        )

    found: dict[str, tuple[datetime, str]] = {}
    for start in range(0, len(persons), CHUNK):
        query = Person.select(Person.id, latest(Sighting.at), latest(Sighting.channel)).where(
            Person.id.in_(list(persons[start : start + CHUNK]))
        )
        for person, at, channel in raw(store, query):
            when = moment(at)
            if when is not None:
                found[person] = (when, channel)
    return found


def sightings_from(store: Store, sources: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Source id (a knock, a ladder, a call) -> its sighting: id, at."""
    query = Sighting.select(Sighting.source_id, Sighting.id, Sighting.at).where(
        Sighting.source_id.in_(list(sources)), Sighting.deleted_at.is_null()
    )
    return {source: {"id": found, "at": moment(at)} for source, found, at in raw(store, query)}


_STEP = ("ladder", "id", "position", "kind", "contact", "at", "who", "outcome", "note", "due_at")
_LADDER = ("id", "version", "care_file", "knock", "reason", "opened_at", "closed_at", "result", "note")


def _ladder_rows(store: Store, query: Any) -> list[dict[str, Any]]:
    rows = named(store, query, _LADDER)
    for row in rows:
        row["opened_at"], row["closed_at"] = moment(row["opened_at"]), moment(row["closed_at"])
    return rows


def _ladders() -> Any:
    return Ladder.select(
        Ladder.id, Ladder.version, Ladder.care_file, Ladder.knock, Ladder.reason, Ladder.opened_at, Ladder.closed_at, Ladder.result,
        Ladder.note,
    ).where(Ladder.deleted_at.is_null())  # fmt: skip


def open_ladders(store: Store) -> list[dict[str, Any]]:
    """The ladders that are not closed, the oldest first."""
    return _ladder_rows(store, _ladders().where(Ladder.closed_at.is_null()).order_by(Ladder.opened_at, Ladder.id))


def closed_ladders(store: Store, since: datetime) -> list[dict[str, Any]]:
    """The ladders closed since that moment, the newest first."""
    return _ladder_rows(store, _ladders().where(Ladder.closed_at >= since).order_by(Ladder.closed_at.desc(), Ladder.id))


def ladder(store: Store, ladder_id: str) -> dict[str, Any] | None:
    """One ladder."""
    rows = _ladder_rows(store, _ladders().where(Ladder.id == ladder_id))
    return rows[0] if rows else None


def open_ladder_of(store: Store, care_file: str) -> dict[str, Any] | None:
    """The open ladder of an elder, if there is one."""
    rows = _ladder_rows(store, _ladders().where(Ladder.care_file == care_file, Ladder.closed_at.is_null()))
    return rows[0] if rows else None


def steps_of(store: Store, ladders: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Ladder -> the steps taken, in their order: kind, contact, at, who, outcome, note, due_at (None before it was kept)."""
    query = (
        LadderStep.select(
            LadderStep.ladder, LadderStep.id, LadderStep.position, LadderStep.kind, LadderStep.contact, LadderStep.at, LadderStep.who,
            LadderStep.outcome, LadderStep.note, LadderStep.due_at,
        )
        .where(LadderStep.ladder.in_(list(ladders)), LadderStep.deleted_at.is_null())
        .order_by(LadderStep.position, LadderStep.id)
    )  # fmt: skip
    found: dict[str, list[dict[str, Any]]] = {}
    for row in named(store, query, _STEP):
        found.setdefault(row["ladder"], []).append({**row, "at": moment(row["at"]), "due_at": moment(row["due_at"])})
    return found


def contacts_of(store: Store, care_files: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Care file -> its emergency contacts in calling order: position, name, relation, phone."""
    query = (
        Contact.select(Contact.care_file, Contact.position, Contact.name, Contact.relation, Contact.phone)
        .where(Contact.care_file.in_(list(care_files)), Contact.deleted_at.is_null())
        .order_by(Contact.care_file, Contact.position, Contact.id)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in named(store, query, ("care_file", "position", "name", "relation", "phone")):
        found.setdefault(row["care_file"], []).append(row)
    return found


def unanswered(store: Store, since: date) -> list[dict[str, Any]]:
    """The knocks of the rounds since that day that nobody answered: care_file, at; the newest first."""
    query = (
        Round.select(Knock.care_file, Knock.at)
        .join(Knock, JOIN.CROSS)  # the few rounds first, then their knocks: without it every knock of the past is looked at
        .where(Knock.round == Round.id, Round.date >= since, Knock.outcome == "no_answer", Knock.deleted_at.is_null())
        .order_by(Knock.at.desc())
    )
    return [{**row, "at": moment(row["at"])} for row in named(store, query, ("care_file", "at"))]
