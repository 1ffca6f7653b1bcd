"""Queries about ability assessments."""

from typing import Any

from db.people.rows import day, moment, named
from db.people.tables import Assessment, CareFile, Person
from db.store import Store

_NAMES = (
    "id", "version", "care_file", "day", "reason", "edition", "answers", "score", "coma", "diagnosed", "incidents", "level",
    "assessors", "informant", "note",
)  # fmt: skip


def _assessments() -> Any:
    return Assessment.select(
        Assessment.id, Assessment.version, Assessment.care_file, Assessment.day, Assessment.reason, Assessment.edition,
        Assessment.answers, Assessment.score, Assessment.coma, Assessment.diagnosed, Assessment.incidents, Assessment.level,
        Assessment.assessors, Assessment.informant, Assessment.note,
    ).where(Assessment.deleted_at.is_null())  # fmt: skip


def _rows(store: Store, query: Any) -> list[dict[str, Any]]:
    rows = named(store, query.order_by(Assessment.day, Assessment.id), _NAMES)
    return [row | {"day": day(row["day"]), "coma": bool(row["coma"]), "diagnosed": bool(row["diagnosed"])} for row in rows]


def assessments(store: Store) -> list[dict[str, Any]]:
    """Every assessment, the oldest first."""
    return _rows(store, _assessments())


def assessments_of(store: Store, care_file: str) -> list[dict[str, Any]]:
    """The assessments of one elder, the oldest first."""
    return _rows(store, _assessments().where(Assessment.care_file == care_file))


def removed(store: Store) -> list[dict[str, Any]]:
    """The assessments in the recycle bin: id, name (of the elder), day, score, deleted_at."""
    query = (
        Assessment.select(Assessment.id, Person.name, Assessment.day, Assessment.score, Assessment.deleted_at)
        .join(CareFile, on=(Assessment.care_file == CareFile.id))
        .join(Person, on=(CareFile.person == Person.id))
        .where(Assessment.deleted_at.is_null(False))
    )
    rows = named(store, query, ("id", "name", "day", "score", "deleted_at"))
    return [row | {"day": day(row["day"]), "deleted_at": moment(row["deleted_at"])} for row in rows]


def assessment(store: Store, assessment_id: str) -> dict[str, Any] | None:
    """One assessment."""
    rows = _rows(store, _assessments().where(Assessment.id == assessment_id))
    return rows[0] if rows else None
