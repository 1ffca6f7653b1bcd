"""Queries about what has been of one elder: knocks, absences, ladders."""

from datetime import datetime
from typing import Any

from peewee import JOIN

from db.people.rows import moment, raw
from db.people.tables import CareFile, Person, Volunteer
from db.rounds.tables import Absence, Knock, Ladder, Round, Sheet, Sighting
from db.store import Store


def last_safe_of_all(store: Store, now: datetime) -> dict[str, datetime]:
    """Person -> the latest moment, not after `now`, at which any channel showed the person safe; for lists of everybody.

    The same answer as `db.rounds.watching.last_safe`, without naming sixteen thousand persons in the statement.
    """
    latest = (
        Sighting.select(Sighting.at)
        .where(Sighting.person == CareFile.person, Sighting.at <= now, Sighting.deleted_at.is_null())
        .order_by(Sighting.at.desc())
        .limit(1)
    )
    found = {}
    for person, at in raw(store, CareFile.select(CareFile.person, latest)):
        when = moment(at)
        if when is not None:
            found[person] = when
    return found


def knocks_of(store: Store, care_file_id: str, limit: int) -> list[dict[str, Any]]:
    """The latest knocks of one elder, newest first: date, slot, outcome, at, note, sheet_number, visitor, unserved_reason.

    The rounds are walked from the newest on (a cross join keeps the order of the tables) and each is asked for this elder, so
    that seven years cost what one costs.
    """
    query = (
        Round.select(
            Knock.id,
            Round.date,
            Round.slot,
            Knock.outcome,
            Knock.at,
            Knock.note,
            Knock.unserved_reason,
            Sheet.number.alias("sheet_number"),
            Person.name.alias("visitor"),
        )
        .join(Knock, JOIN.CROSS)
        .join_from(Knock, Sheet, JOIN.LEFT_OUTER, on=(Knock.sheet == Sheet.id))
        .join_from(Sheet, Volunteer, JOIN.LEFT_OUTER, on=(Sheet.volunteer == Volunteer.id))
        .join_from(Volunteer, Person, JOIN.LEFT_OUTER, on=(Volunteer.person == Person.id))
        .where(
            Knock.round == Round.id, Knock.care_file == care_file_id, Knock.deleted_at.is_null(), Round.deleted_at.is_null()
        )
        .order_by(Round.date.desc(), Round.slot.desc())
        .limit(limit)
    )
    return list(query.dicts())


def absences_of(store: Store, care_file_id: str) -> list[dict[str, Any]]:
    """The absence notices of one elder, newest first."""
    query = (
        Absence.select().where(Absence.care_file == care_file_id, Absence.deleted_at.is_null()).order_by(Absence.from_date.desc())
    )
    return list(query.dicts())


def ladders_of(store: Store, care_file_id: str, limit: int) -> list[dict[str, Any]]:
    """The escalations of one elder, newest first."""
    query = Ladder.select().where(Ladder.care_file == care_file_id, Ladder.deleted_at.is_null()).order_by(Ladder.opened_at.desc())
    return list(query.limit(limit).dicts())
