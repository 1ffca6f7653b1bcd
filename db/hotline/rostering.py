"""Queries about what rostering asks beside the week: dated offers, terms, pairs, holiday years."""

from datetime import date
from typing import Any

from db.hotline.tables import DayOffer, HolidayYear, Pair, RosterTerms
from db.store import Store


def day_offers(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """What volunteers said of parts of days from first to last: id, volunteer, date, from_minute, to_minute, word."""
    return list(
        DayOffer.select(DayOffer.id, DayOffer.volunteer, DayOffer.date, DayOffer.from_minute, DayOffer.to_minute, DayOffer.word)
        .where(DayOffer.deleted_at.is_null(), DayOffer.date.between(first, last))
        .order_by(DayOffer.date, DayOffer.volunteer, DayOffer.from_minute, DayOffer.id).dicts()
    )


def terms(store: Store) -> dict[str, dict[str, Any]]:
    """Volunteer -> his terms: id, max_day, max_month, rest_hours, may_lead; None: as the station has it."""
    rows = RosterTerms.select().where(RosterTerms.deleted_at.is_null()).dicts()
    return {row["volunteer"]: dict(row) for row in rows}


def pairs(store: Store) -> list[dict[str, Any]]:
    """Who must not or likes to sit together: id, one, other, kind."""
    rows = Pair.select(Pair.id, Pair.one, Pair.other, Pair.kind).where(Pair.deleted_at.is_null())
    return list(rows.order_by(Pair.created_at, Pair.id).dicts())


def holiday_years(store: Store) -> list[dict[str, Any]]:
    """The holiday years that the station entered, by year: id, year, source, data."""
    return list(HolidayYear.select().where(HolidayYear.deleted_at.is_null()).order_by(HolidayYear.year).dicts())


def holiday_year_row(store: Store, year: int) -> dict[str, Any] | None:
    """The row of a year, also from the recycle bin."""
    found = HolidayYear.select().where(HolidayYear.year == year).dicts().first()
    return None if found is None else dict(found)
