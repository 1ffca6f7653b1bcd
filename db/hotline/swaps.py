"""Queries about seats that change hands: swaps, versions of a roster, seats as they are copied into the next version."""

from datetime import date, datetime
from typing import Any

from peewee import JOIN

from db.hotline.tables import Roster, Seat, SeatSwap
from db.people.tables import Person, Volunteer
from db.store import Store

_STAMPS = ("id", "created_at", "changed_at", "version", "deleted_at", "roster")


def seat_copies(store: Store, roster_id: str) -> list[dict[str, Any]]:
    """The seats of a roster as rows for another version: every column but its stamps and the roster."""
    rows = Seat.select().where(Seat.roster == roster_id, Seat.deleted_at.is_null()).order_by(Seat.date, Seat.start_minute, Seat.seat)
    return [{name: value for name, value in row.items() if name not in _STAMPS} for row in rows.dicts()]


def swaps(store: Store, since: datetime, states: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Swaps offered since then (those still open whenever), newest first, with `giver_name`, `giver_phone`, `taker_name`, `taker_phone`."""
    giver, taker, giver_person, taker_person = Volunteer.alias(), Volunteer.alias(), Person.alias(), Person.alias()
    query = (
        SeatSwap.select(
            SeatSwap, giver_person.name.alias("giver_name"), giver_person.phone.alias("giver_phone"),
            taker_person.name.alias("taker_name"), taker_person.phone.alias("taker_phone"),
        )
        .join(giver, JOIN.LEFT_OUTER, on=(SeatSwap.giver == giver.id))
        .join(giver_person, JOIN.LEFT_OUTER, on=(giver.person == giver_person.id))
        .join_from(SeatSwap, taker, JOIN.LEFT_OUTER, on=(SeatSwap.taker == taker.id))
        .join(taker_person, JOIN.LEFT_OUTER, on=(taker.person == taker_person.id))
        .where(SeatSwap.deleted_at.is_null(), (SeatSwap.offered_at >= since) | SeatSwap.state.in_(("offered", "accepted")))
        .order_by(SeatSwap.offered_at.desc(), SeatSwap.id.desc())
    )
    if states:
        query = query.where(SeatSwap.state.in_(states))
    return list(query.dicts())


def swap(store: Store, swap_id: str) -> dict[str, Any] | None:
    """One swap."""
    found = SeatSwap.select().where(SeatSwap.id == swap_id, SeatSwap.deleted_at.is_null()).dicts().first()
    return None if found is None else dict(found)


def published_seats(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """The seats of published rosters from first to last, in order of time: id, roster, month, date, shift, start_minute, end_minute, seat,
    template, volunteer, code, name, phone, search_text."""
    return list(
        Seat.select(
            Seat.id, Seat.roster, Roster.month, Seat.date, Seat.shift, Seat.start_minute, Seat.end_minute, Seat.seat, Seat.template,
            Seat.volunteer, Volunteer.code, Person.name, Person.phone, Person.search_text,
        )
        .join(Roster, on=(Seat.roster == Roster.id))
        .join_from(Seat, Volunteer, JOIN.LEFT_OUTER, on=(Seat.volunteer == Volunteer.id))
        .join(Person, JOIN.LEFT_OUTER, on=(Volunteer.person == Person.id))
        .where(
            Roster.state == "published", Roster.deleted_at.is_null(), Seat.deleted_at.is_null(), Seat.date.between(first, last)
        )
        .order_by(Seat.date, Seat.start_minute, Seat.seat)
        .dicts()
    )


def published_versions(store: Store, month: str) -> list[dict[str, Any]]:
    """Every version of a month that was ever published, the first first."""
    return list(
        Roster.select().where(Roster.month == month, Roster.deleted_at.is_null(), Roster.published_at.is_null(False))
        .order_by(Roster.number).dicts()
    )
