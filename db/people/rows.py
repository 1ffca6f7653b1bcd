"""How the queries of this room read quickly: raw rows of one statement, dates made by hand.

peewee's own conversion of 16,000 rows costs three times the query; SQLite hands dates over as text, PostgreSQL as dates.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from db.store import Store


def raw(store: Store, query: Any) -> list[tuple[Any, ...]]:
    """The rows of a peewee select as the driver gives them."""
    sql, values = query.sql()
    return list(store.database.execute_sql(sql, values).fetchall())


def named(store: Store, query: Any, names: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a select keyed by these names, in the order of its columns; dates stay as the driver gives them."""
    return [dict(zip(names, row, strict=True)) for row in raw(store, query)]


def day(value: Any) -> date | None:
    """A date column as the driver gives it."""
    if value is None or type(value) is date:
        return value
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(str(value)[:10])


def moment(value: Any) -> datetime | None:
    """A moment column as the driver gives it."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(str(value))
