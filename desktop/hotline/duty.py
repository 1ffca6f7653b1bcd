"""Duty evidence: signing in and out at a seat of the companion hotline.

Rules (domain facts §4): sign-in opens 30 minutes before the shift; more than 5 minutes after its start is flagged as late; a seat
without sign-in gives no hours.
"""

from datetime import datetime, timedelta

from db.hotline import queries
from db.hotline.duty import duties_at
from db.hotline.tables import Duty
from desktop.errors import BadRequest
from desktop.hotline.problem import moment
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session

OPENS_BEFORE = timedelta(minutes=30)
LATE_AFTER = timedelta(minutes=5)


def may_sign_in(starts: datetime, ends: datetime, now: datetime) -> bool:
    """Whether the time for signing in has come and the shift is not over."""
    return starts - OPENS_BEFORE <= now < ends


def minutes_late(starts: datetime, signed_in: datetime) -> int:
    """How many minutes late a sign-in was; 0 within the five minutes that are granted."""
    late = signed_in - starts
    return int(late.total_seconds() // 60) if late > LATE_AFTER else 0


@service(Permission.HOTLINE_WRITE)
def sign_in(session: Session, seat: str, at: datetime | None = None) -> str:
    """Write that the volunteer of this seat has come, now unless another moment is given; returns the operation's id.

    Raises BadRequest when the seat is empty, is signed in already, or the time is more than 30 minutes before the shift or after it.
    """
    when = at or session.clock.now()
    row = queries.seat(session.store, seat)
    if row is None or row["volunteer"] is None:
        raise BadRequest(_("Nobody has this seat. Give it to somebody on the roster page first."))
    starts, ends = moment(row["date"], row["start_minute"]), moment(row["date"], row["end_minute"])
    if not may_sign_in(starts, ends, when):
        raise BadRequest(
            _("Signing in is open from {first} to {last}.").format(first=f"{starts - OPENS_BEFORE:%H:%M}", last=f"{ends:%H:%M}")
        )
    if seat in duties_at(session.store, [seat]):
        raise BadRequest(_("This seat is signed in already."))
    with session.write("hotline.sign_in") as unit:
        unit.insert(Duty, {"seat": seat, "volunteer": row["volunteer"], "signed_in": when})
    return session.last_operation


@service(Permission.HOTLINE_WRITE)
def sign_out(session: Session, seat: str, at: datetime | None = None) -> str:
    """Write that the volunteer has left; returns the operation's id. Raises BadRequest when nobody is signed in at this seat."""
    when = at or session.clock.now()
    duty = duties_at(session.store, [seat]).get(seat)
    if duty is None or duty["signed_out"] is not None:
        raise BadRequest(_("Nobody is signed in at this seat."))
    if when < duty["signed_in"]:
        raise BadRequest(_("The time of leaving lies before the time of coming."))
    with session.write("hotline.sign_out") as unit:
        unit.update(Duty, duty["id"], {"signed_out": when})
    return session.last_operation
