"""Queries about rostering: shift templates, who can come when, rosters and their seats."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from peewee import JOIN, fn

from db.hotline.tables import Availability, Roster, Seat, ShiftTemplate, Unavailable
from db.people.tables import Organisation, Person, Volunteer
from db.store import Store

IN_FORCE = ("published", "draft")


def shift_templates(store: Store) -> list[dict[str, Any]]:
    """The live shift templates in their order: id, version, name, start_minute, end_minute, seats, weekdays, valid_from, valid_until."""
    return list(
        ShiftTemplate.select().where(ShiftTemplate.deleted_at.is_null())
        .order_by(ShiftTemplate.position, ShiftTemplate.start_minute, ShiftTemplate.id).dicts()
    )


def hotline_volunteers(store: Store) -> list[dict[str, Any]]:
    """Every live volunteer, by code, with what rostering asks of him: id, code, person, name, phone, organisation, trained,
    training_expires, hotline_years, max_week, joined_on, left_on, created_at."""
    return list(
        Volunteer.select(
            Volunteer.id, Volunteer.code, Volunteer.person, Person.name, Person.phone, Person.search_text,
            Organisation.name.alias("organisation"), Volunteer.trained, Volunteer.training_expires, Volunteer.hotline_years,
            Volunteer.max_week, Volunteer.joined_on, Volunteer.left_on, Volunteer.created_at,
        )
        .join(Person, on=(Volunteer.person == Person.id))
        .join(Organisation, JOIN.LEFT_OUTER, on=(Volunteer.organisation == Organisation.id))
        .where(Volunteer.deleted_at.is_null())
        .order_by(Volunteer.code, Volunteer.id)
        .dicts()
    )


def windows(store: Store, volunteer_id: str | None = None) -> list[dict[str, Any]]:
    """Weekly windows, of one volunteer or of all: volunteer, weekday, from_minute, to_minute, wish."""
    query = Availability.select(
        Availability.volunteer, Availability.weekday, Availability.from_minute, Availability.to_minute, Availability.wish
    ).where(Availability.deleted_at.is_null())
    if volunteer_id is not None:
        query = query.where(Availability.volunteer == volunteer_id)
    return list(query.order_by(Availability.volunteer, Availability.weekday, Availability.from_minute).dicts())


def unavailable_dates(store: Store, first: date, last: date, volunteer_id: str | None = None) -> list[dict[str, Any]]:
    """Dates from first to last on which volunteers cannot come: volunteer, date, reason."""
    query = Unavailable.select(Unavailable.volunteer, Unavailable.date, Unavailable.reason).where(
        Unavailable.deleted_at.is_null(), Unavailable.date.between(first, last)
    )
    if volunteer_id is not None:
        query = query.where(Unavailable.volunteer == volunteer_id)
    return list(query.order_by(Unavailable.date, Unavailable.volunteer).dicts())


def unavailable_rows(store: Store, volunteer_id: str) -> list[dict[str, Any]]:
    """Every row about one volunteer's dates, those in the recycle bin included: id, date, reason, deleted_at."""
    return list(
        Unavailable.select(Unavailable.id, Unavailable.date, Unavailable.reason, Unavailable.deleted_at)
        .where(Unavailable.volunteer == volunteer_id).order_by(Unavailable.date).dicts()
    )


def rosters(store: Store, month: str) -> list[dict[str, Any]]:
    """Every version of a month's roster, newest first."""
    return list(
        Roster.select().where(Roster.month == month, Roster.deleted_at.is_null()).order_by(Roster.number.desc()).dicts()
    )


def newest_roster(store: Store, month: str) -> dict[str, Any] | None:
    """The newest version of a month, draft or published."""
    found = rosters(store, month)
    return found[0] if found else None


def roster_in_force(store: Store, month: str) -> dict[str, Any] | None:
    """The published version of a month; while none is published, the newest draft."""
    found = [row for row in rosters(store, month) if row["state"] in IN_FORCE]
    return next((row for row in found if row["state"] == "published"), found[0] if found else None)


def last_number(store: Store, month: str) -> int:
    """The highest version number ever given in a month, those in the recycle bin included; 0 for none."""
    return int(Roster.select(fn.COALESCE(fn.MAX(Roster.number), 0)).where(Roster.month == month).scalar() or 0)


def seats_of(store: Store, roster_id: str, day: date | None = None) -> list[dict[str, Any]]:
    """The seats of a roster in order of time: id, version, template, date, shift, start_minute, end_minute, seat, locked,
    volunteer (id or None), code, name, phone."""
    query = (
        Seat.select(
            Seat.id, Seat.version, Seat.template, Seat.date, Seat.shift, Seat.start_minute, Seat.end_minute, Seat.seat, Seat.locked,
            Seat.role,
            Seat.volunteer, Volunteer.code, Person.name, Person.phone,
        )
        .join(Volunteer, JOIN.LEFT_OUTER, on=(Seat.volunteer == Volunteer.id))
        .join(Person, JOIN.LEFT_OUTER, on=(Volunteer.person == Person.id))
        .where(Seat.roster == roster_id, Seat.deleted_at.is_null())
        .order_by(Seat.date, Seat.start_minute, Seat.seat, Seat.id)
    )
    if day is not None:
        query = query.where(Seat.date == day)
    return list(query.dicts())


def duties(store: Store, roster_ids: Iterable[str], first: date, last: date) -> list[dict[str, Any]]:
    """The filled seats of these rosters from first to last: volunteer, date, start_minute, end_minute."""
    chosen = list(roster_ids)
    if not chosen:
        return []
    return list(
        Seat.select(Seat.volunteer, Seat.date, Seat.start_minute, Seat.end_minute)
        .where(
            Seat.roster.in_(chosen), Seat.deleted_at.is_null(), Seat.volunteer.is_null(False), Seat.date.between(first, last)
        )
        .order_by(Seat.date, Seat.start_minute, Seat.seat).dicts()
    )


def seat(store: Store, seat_id: str) -> dict[str, Any] | None:
    """One seat."""
    found = Seat.select().where(Seat.id == seat_id, Seat.deleted_at.is_null()).dicts().first()
    return None if found is None else dict(found)
