"""Queries of the reports room: the print log."""

from typing import Any

from db.reports.tables import PrintLog
from db.store import Store


def copies_of(store: Store, paper: str, subject: str) -> int:
    """How many copies of this paper on this subject were printed."""
    return int(PrintLog.select().where(PrintLog.paper == paper, PrintLog.subject == subject).count())


def recent_prints(store: Store, limit: int = 100) -> list[dict[str, Any]]:
    """The newest prints first."""
    return list(PrintLog.select().order_by(PrintLog.number.desc()).limit(limit).dicts())
