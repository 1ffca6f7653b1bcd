"""Queries about the monthly checklist: the station's own items, and what was recorded for whom."""

from typing import Any

from db.people.rows import day, named
from db.rounds.tables import Checklist, ChecklistItem
from db.store import Store

_ITEM = ("id", "code", "part", "words", "answers", "source", "position", "active")
_LIST = ("id", "version", "care_file", "month", "visited_on", "visitor", "answers", "findings", "account")


def items(store: Store) -> list[dict[str, Any]]:
    """The items that the station changed or added."""
    query = ChecklistItem.select(
        ChecklistItem.id, ChecklistItem.code, ChecklistItem.part, ChecklistItem.words, ChecklistItem.answers, ChecklistItem.source,
        ChecklistItem.position, ChecklistItem.active,
    ).where(ChecklistItem.deleted_at.is_null())  # fmt: skip
    return [{**row, "active": bool(row["active"])} for row in named(store, query, _ITEM)]


def _lists() -> Any:
    return Checklist.select(
        Checklist.id, Checklist.version, Checklist.care_file, Checklist.month, Checklist.visited_on, Checklist.visitor,
        Checklist.answers, Checklist.findings, Checklist.account,
    ).where(Checklist.deleted_at.is_null())  # fmt: skip


def _rows(store: Store, query: Any) -> list[dict[str, Any]]:
    rows = named(store, query, _LIST)
    for row in rows:
        row["visited_on"] = day(row["visited_on"])
    return rows


def of_month(store: Store, month: str) -> list[dict[str, Any]]:
    """The checklists of a month ('2026-11')."""
    return _rows(store, _lists().where(Checklist.month == month))


def of_elder(store: Store, care_file: str, until: str) -> list[dict[str, Any]]:
    """The checklists of one elder up to a month, the newest first."""
    query = _lists().where(Checklist.care_file == care_file, Checklist.month <= until)
    return _rows(store, query.order_by(Checklist.month.desc()))
