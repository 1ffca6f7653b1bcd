"""Queries about doubts: values that could not be trusted and wait to be settled."""

from collections.abc import Iterable
from typing import Any

from db.exchange.tables import Doubt
from db.store import Store


def open_doubts(store: Store, row_ids: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The doubts that nobody has settled yet, oldest first; only those of these rows when any are named."""
    query = Doubt.select().where(Doubt.settled_at.is_null(), Doubt.deleted_at.is_null()).order_by(Doubt.id)
    if row_ids is not None:
        query = query.where(Doubt.row_id.in_(list(row_ids)))
    return list(query.dicts())


def doubt(store: Store, doubt_id: str) -> dict[str, Any] | None:
    """One doubt."""
    found = Doubt.select().where(Doubt.id == doubt_id).dicts().first()
    return None if found is None else dict(found)
