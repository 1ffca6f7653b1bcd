"""Queries about duty as it was: who signed in and out at which seat."""

from collections.abc import Iterable
from typing import Any

from db.hotline.tables import Duty
from db.store import Store


def duties_at(store: Store, seats: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Seat -> its live duty: id, volunteer, signed_in, signed_out, note."""
    chosen = list(seats)
    if not chosen:
        return {}
    rows = (
        Duty.select(Duty.id, Duty.seat, Duty.volunteer, Duty.signed_in, Duty.signed_out, Duty.note)
        .where(Duty.seat.in_(chosen), Duty.deleted_at.is_null())
        .order_by(Duty.signed_in, Duty.id)
        .dicts()
    )
    return {row["seat"]: dict(row) for row in rows}
