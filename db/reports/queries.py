"""Queries of the reports room: the print log, certificates."""

from datetime import date
from typing import Any

from peewee import fn

from db.reports.tables import Certificate, PrintLog
from db.rounds.tables import Knock, Round, Sheet
from db.store import Store


def copies_of(store: Store, paper: str, subject: str) -> int:
    """How many copies of this paper on this subject were printed."""
    return int(PrintLog.select().where(PrintLog.paper == paper, PrintLog.subject == subject).count())


def recent_prints(store: Store, limit: int = 100) -> list[dict[str, Any]]:
    """The newest prints first."""
    return list(PrintLog.select().order_by(PrintLog.number.desc()).limit(limit).dicts())


def certificates(store: Store) -> list[dict[str, Any]]:
    """Every certificate that was issued, the newest first."""
    return list(Certificate.select().where(Certificate.deleted_at.is_null()).order_by(Certificate.number.desc()).dicts())


def certificate(store: Store, certificate_id: str) -> dict[str, Any] | None:
    """One certificate."""
    found: dict[str, Any] | None = Certificate.select().where(Certificate.id == certificate_id).dicts().first()
    return found


def rounds_walked(store: Store, volunteer: str, first: date, last: date, not_made: frozenset[str]) -> tuple[int, int]:
    """Sheets that this volunteer walked (alone or as the companion) and that came back, from first to last, and the doors on them at which
    somebody stood (knocks whose outcome is none of `not_made`)."""
    his = (
        (Sheet.volunteer == volunteer) | (Sheet.companion == volunteer),
        Sheet.recorded_at.is_null(False), Sheet.deleted_at.is_null(), Round.date >= first, Round.date <= last,
    )
    sheets = Sheet.select(Sheet.id).join(Round).where(*his)
    doors = (
        Knock.select(fn.count(Knock.id))
        .where(Knock.sheet.in_(sheets), Knock.deleted_at.is_null(), Knock.outcome.not_in(sorted(not_made)))
        .scalar()
    )
    return sheets.count(), int(doors or 0)
