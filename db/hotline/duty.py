"""Queries about duty as it was: who signed in and out at which seat, PINs, handovers."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import JOIN

from db.hotline.tables import Duty, DutyPin, Handover, HandoverItem, Roster, Seat
from db.people.tables import Organisation, Person, Volunteer
from db.store import Store

_COLUMNS = ("id", "volunteer", "signed_in", "signed_out", "note", "planned", "manual", "version")


def duties_at(store: Store, seats: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Seat -> its live duty: id, version, volunteer, name, signed_in, signed_out, note, planned, manual.

    A seat is the same place in every version of a roster: somebody who signed in stays so when a later version is published.
    """
    chosen = list(seats)
    if not chosen:
        return {}
    held, asked = Seat.alias(), Seat.alias()
    rows = (
        Duty.select(asked.id.alias("asked"), *(getattr(Duty, name) for name in _COLUMNS), Person.name)
        .join(held, on=(Duty.seat == held.id))
        .join(asked, on=((asked.date == held.date) & (asked.start_minute == held.start_minute) & (asked.seat == held.seat)))
        .join_from(Duty, Volunteer, on=(Duty.volunteer == Volunteer.id))
        .join(Person, on=(Volunteer.person == Person.id))
        .where(asked.id.in_(chosen), Duty.deleted_at.is_null())
        .order_by(Duty.signed_in, Duty.id)
        .dicts()
    )
    return {row.pop("asked"): row for row in rows}


def duties_between(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """Live duties that began from first to last, in order of time: those of `duties_at`, code, organisation, and of the seat date,
    shift, start_minute, end_minute and seat number (None for a duty without a seat)."""
    start, until = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    return list(
        Duty.select(
            *(getattr(Duty, name) for name in _COLUMNS), Volunteer.code, Person.name, Organisation.name.alias("organisation"),
            Seat.date, Seat.shift, Seat.start_minute, Seat.end_minute, Seat.seat.alias("number"),
        )
        .join(Volunteer, on=(Duty.volunteer == Volunteer.id))
        .join(Person, on=(Volunteer.person == Person.id))
        .join_from(Volunteer, Organisation, JOIN.LEFT_OUTER, on=(Volunteer.organisation == Organisation.id))
        .join_from(Duty, Seat, JOIN.LEFT_OUTER, on=(Duty.seat == Seat.id))
        .where(Duty.deleted_at.is_null(), Duty.signed_in >= start, Duty.signed_in < until)
        .order_by(Duty.signed_in, Duty.id)
        .dicts()
    )


def first_duty(store: Store) -> datetime | None:
    """When the first duty on record began."""
    found = Duty.select(Duty.signed_in).where(Duty.deleted_at.is_null()).order_by(Duty.signed_in).dicts().first()
    return None if found is None else found["signed_in"]


def pin_of(store: Store, volunteer: str) -> dict[str, Any] | None:
    """The PIN of a volunteer: id, version, digest."""
    found = DutyPin.select().where(DutyPin.volunteer == volunteer, DutyPin.deleted_at.is_null()).dicts().first()
    return None if found is None else dict(found)


def with_pin(store: Store) -> set[str]:
    """The volunteers who have a PIN."""
    return {row[0] for row in DutyPin.select(DutyPin.volunteer).where(DutyPin.deleted_at.is_null()).tuples()}


def future_seats(store: Store, volunteer: str, today: date) -> list[dict[str, Any]]:
    """Seats from today on that a volunteer holds in a published roster or in the newest draft of its month, by time: id, date, shift,
    start_minute, end_minute, seat, month, state."""
    rows = (
        Seat.select(
            Seat.id, Seat.date, Seat.shift, Seat.start_minute, Seat.end_minute, Seat.seat, Roster.month, Roster.state, Roster.number
        )
        .join(Roster, on=(Seat.roster == Roster.id))
        .where(
            Seat.volunteer == volunteer, Seat.date >= today, Seat.deleted_at.is_null(), Roster.deleted_at.is_null(),
            Roster.state.in_(("published", "draft")),
        )
        .order_by(Seat.date, Seat.start_minute, Seat.seat, Roster.number)
        .dicts()
    )
    places: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        places.setdefault((row["date"], row["start_minute"], row["seat"]), row)
    return list(places.values())


def handovers(store: Store, since: datetime) -> list[dict[str, Any]]:
    """Handovers given since then, newest first."""
    return list(
        Handover.select().where(Handover.deleted_at.is_null(), Handover.given_at >= since)
        .order_by(Handover.given_at.desc(), Handover.id.desc()).dicts()
    )


def handover(store: Store, handover_id: str) -> dict[str, Any] | None:
    """One handover."""
    found = Handover.select().where(Handover.id == handover_id, Handover.deleted_at.is_null()).dicts().first()
    return None if found is None else dict(found)


def handover_items(store: Store, at: datetime | None = None, closed_since: datetime | None = None) -> list[dict[str, Any]]:
    """Lines of the three lists with `person_name`, oldest first: those open now; with `at` those that were open at that moment;
    with `closed_since` also those closed since then."""
    query = (
        HandoverItem.select(HandoverItem, Person.name.alias("person_name"))
        .join(Person, JOIN.LEFT_OUTER, on=(HandoverItem.person == Person.id))
        .where(HandoverItem.deleted_at.is_null())
        .order_by(HandoverItem.opened_at, HandoverItem.id)
    )
    still = HandoverItem.closed_at.is_null()
    if at is not None:
        query = query.where(HandoverItem.opened_at <= at, still | (HandoverItem.closed_at > at))
    elif closed_since is not None:
        query = query.where(still | (HandoverItem.closed_at >= closed_since))
    else:
        query = query.where(still)
    return list(query.dicts())
