"""Queries of the rounds room for planning: own rules, extra rounds, needs, who may not meet, pairs, the picture, past visitors."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from db.base import Row
from db.people.rows import day, moment, named, raw
from db.people.tables import CareCategory, CareFile, Person, Volunteer
from db.rounds.plan_tables import ExtraRound, KeepApart, PlanPicture, VisitNeed, VisitRule, VisitTeam
from db.rounds.tables import Knock, Round, Sheet, Slot
from db.store import Store

_RULE = (
    "id", "version", "care_file", "instead", "preset", "slots", "weekdays", "month_day", "from_date", "until_date", "event_at",
    "within_hours", "reason",
)  # fmt: skip
_EXTRA = (
    "id", "version", "kind", "name", "categories", "slots", "weekdays", "from_date", "until_date", "ended_on", "event_at",
    "within_hours", "note",
)  # fmt: skip
_NEED = ("id", "version", "care_file", "known_face", "from_minute", "until_minute", "door_minutes", "note")


def _columns(table: type[Row], names: Sequence[str]) -> list[Any]:
    return [getattr(table, name) for name in names]


def own_rules(store: Store, on: date | None = None) -> list[dict[str, Any]]:
    """The elders' own rules, by first day; with `on` those that have not ended by then."""
    query = VisitRule.select(*_columns(VisitRule, _RULE)).where(VisitRule.deleted_at.is_null())
    if on is not None:
        query = query.where(VisitRule.until_date.is_null() | (VisitRule.until_date >= on))
    rows = named(store, query.order_by(VisitRule.from_date, VisitRule.id), _RULE)
    for row in rows:
        row["from_date"], row["until_date"], row["event_at"] = day(row["from_date"]), day(row["until_date"]), moment(row["event_at"])
        row["instead"] = bool(row["instead"])
    return rows


def extra_rounds(store: Store, on: date | None = None) -> list[dict[str, Any]]:
    """The declared extra rounds, the newest first; with `on` those that run on that day (after an event also later)."""
    query = ExtraRound.select(*_columns(ExtraRound, _EXTRA)).where(ExtraRound.deleted_at.is_null())
    if on is not None:
        query = query.where(ExtraRound.from_date <= on, ExtraRound.until_date >= on)
        query = query.where(ExtraRound.ended_on.is_null() | (ExtraRound.ended_on > on))
    rows = named(store, query.order_by(ExtraRound.from_date.desc(), ExtraRound.id.desc()), _EXTRA)
    for row in rows:
        for name in ("from_date", "until_date", "ended_on"):
            row[name] = day(row[name])
        row["event_at"] = moment(row["event_at"])
    return rows


def categories_of(store: Store) -> dict[str, set[str]]:
    """Care file -> the ids of its categories."""
    found: dict[str, set[str]] = {}
    query = CareCategory.select(CareCategory.care_file, CareCategory.category).where(CareCategory.deleted_at.is_null())
    for care_file, category in raw(store, query):
        found.setdefault(care_file, set()).add(category)
    return found


def needs(store: Store) -> list[dict[str, Any]]:
    """What elders need of a visit."""
    query = VisitNeed.select(*_columns(VisitNeed, _NEED)).where(VisitNeed.deleted_at.is_null()).order_by(VisitNeed.id)
    return [{**row, "known_face": bool(row["known_face"])} for row in named(store, query, _NEED)]


def apart(store: Store) -> list[dict[str, Any]]:
    """Who may not meet: id, version, volunteer, care_file or other, reason."""
    names = ("id", "version", "volunteer", "care_file", "other", "reason")
    query = KeepApart.select(*_columns(KeepApart, names)).where(KeepApart.deleted_at.is_null())
    return named(store, query.order_by(KeepApart.id), names)


def teams(store: Store, on: date | None = None) -> list[dict[str, Any]]:
    """The pairs; with `on` those that walk together on that day: id, version, volunteer, companion, from_date, until_date."""
    names = ("id", "version", "volunteer", "companion", "from_date", "until_date")
    query = VisitTeam.select(*_columns(VisitTeam, names)).where(VisitTeam.deleted_at.is_null())
    if on is not None:
        query = query.where(VisitTeam.from_date.is_null() | (VisitTeam.from_date <= on))
        query = query.where(VisitTeam.until_date.is_null() | (VisitTeam.until_date >= on))
    rows = named(store, query.order_by(VisitTeam.id), names)
    for row in rows:
        row["from_date"], row["until_date"] = day(row["from_date"]), day(row["until_date"])
    return rows


def picture(store: Store) -> dict[str, Any] | None:
    """The picture of the compound with its data; None when there is none."""
    found = PlanPicture.select().where(PlanPicture.deleted_at.is_null()).order_by(PlanPicture.id.desc()).dicts().first()
    return None if found is None else dict(found)


def all_slots(store: Store) -> list[dict[str, Any]]:
    """Every slot in the order of the day, also those out of use."""
    query = Slot.select().where(Slot.deleted_at.is_null()).order_by(Slot.start_minute, Slot.position)
    return list(query.dicts())


def familiar(store: Store, since: date, before: date) -> dict[str, set[str]]:
    """Care file -> the volunteers on whose sheets it stood from `since` until the day before `before`."""
    found: dict[str, set[str]] = {}
    query = (
        Knock.select(Knock.care_file, Sheet.volunteer, Sheet.companion)
        .join(Sheet, on=(Knock.sheet == Sheet.id))
        .join(Round, on=(Knock.round == Round.id))
        .where(Round.date >= since, Round.date < before, Knock.deleted_at.is_null(), Sheet.deleted_at.is_null())
        .distinct()
    )
    for care_file, volunteer, companion in raw(store, query):
        found.setdefault(care_file, set()).update(one for one in (volunteer, companion) if one)
    return found


def volunteer_choices(store: Store) -> list[tuple[str, str]]:
    """(volunteer, name) of those who visit, by code."""
    query = (
        Volunteer.select(Volunteer.id, Person.name)
        .join(Person, on=(Volunteer.person == Person.id))
        .where(Volunteer.deleted_at.is_null(), Volunteer.left_on.is_null())
        .order_by(Volunteer.code)
    )
    return [(volunteer, name) for volunteer, name in raw(store, query)]


def elder_names(store: Store, care_files: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Care file -> (code, name), also of closed ones."""
    query = (
        CareFile.select(CareFile.id, CareFile.code, Person.name)
        .join(Person, on=(CareFile.person == Person.id))
        .where(CareFile.id.in_(list(care_files)))
    )
    return {care_file: (code, name) for care_file, code, name in raw(store, query)}

