"""Duty evidence: signing in and out at a seat of the companion hotline, and the hours that follow from it.

Rules (domain facts §4): sign-in opens 30 minutes before the shift; more than 5 minutes after its start is flagged as late; a seat
without sign-in gives no hours.
"""

from datetime import datetime, timedelta
from typing import Any

from db.hotline import queries
from db.hotline.duty import duties_at
from db.hotline.tables import Duty
from desktop.errors import BadRequest
from desktop.hotline.pins import check_pin
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


def minutes_early(ends: datetime, signed_out: datetime) -> int:
    """How many minutes before the end somebody left; 0 within the five minutes that are granted."""
    early = ends - signed_out
    return int(early.total_seconds() // 60) if early > LATE_AFTER else 0


def credited(starts: datetime, ends: datetime, signed_in: datetime, signed_out: datetime | None) -> int:
    """The minutes that a duty gives: the shift, less what somebody came late or left early (beyond the five minutes granted).

    Without a sign-out it gives none until one is entered.
    """
    if signed_out is None:
        return 0
    begin = signed_in if minutes_late(starts, signed_in) else starts
    end = signed_out if minutes_early(ends, signed_out) else ends
    return max(0, int((end - begin).total_seconds() // 60))


@service(Permission.HOTLINE_WRITE)
def sign_in(session: Session, seat: str, at: datetime | None = None, volunteer: str | None = None) -> str:
    """The clerk writes that somebody has come, now unless another moment is given; marked as entered by hand. Returns the operation's id.

    `volunteer`: who came in the place of the one rostered. Raises BadRequest when nobody has the seat, the one who came is not trained,
    the seat is signed in already, or the time is more than 30 minutes before the shift or after it.
    """
    return _sign_in(session, seat, at or session.clock.now(), volunteer, manual=True)


@service(Permission.HOTLINE_WRITE)
def sign_in_with_pin(session: Session, seat: str, pin: str, volunteer: str | None = None) -> str:
    """A volunteer (the one rostered, or `volunteer` in his place) signs in at the PC, now. Returns the operation's id.

    Raises as `sign_in`, and WrongPin, NoPin.
    """
    row = queries.seat(session.store, seat)
    who = volunteer or (row["volunteer"] if row else None)
    if who is not None:
        check_pin(session, who, pin)
    return _sign_in(session, seat, session.clock.now(), volunteer, manual=False)


@service(Permission.HOTLINE_WRITE)
def sign_out(session: Session, seat: str, at: datetime | None = None) -> str:
    """The clerk writes that the volunteer has left; marked as entered by hand. Returns the operation's id.

    Raises BadRequest when nobody is signed in at this seat.
    """
    duty = _standing(session, seat)
    return _sign_out(session, duty, at or session.clock.now(), {"manual": True})


@service(Permission.HOTLINE_WRITE)
def sign_out_with_pin(session: Session, seat: str, pin: str) -> str:
    """Whoever sits there signs out at the PC, now. Returns the operation's id. Raises BadRequest, WrongPin, NoPin."""
    duty = _standing(session, seat)
    check_pin(session, duty["volunteer"], pin)
    return _sign_out(session, duty, session.clock.now(), {})


@service(Permission.ROSTER_WRITE)
def enter_duty(session: Session, seat: str, came: datetime, left: datetime, reason: str, volunteer: str | None = None) -> str:
    """The clerk enters a duty afterwards (from a signed sheet), marked as entered by hand with its reason; one that lacks only the
    sign-out is completed. Returns the operation's id. Raises BadRequest.
    """
    if not reason.strip():
        raise BadRequest(_("Say what the hours stand on, for instance the signed duty sheet."))
    if left <= came or left > session.clock.now():
        raise BadRequest(_("The time of leaving must lie after the time of coming, and not in the future."))
    row, starts, ends = _seat(session, seat)
    if came < starts - OPENS_BEFORE or came >= ends:
        raise BadRequest(_("The time of coming does not belong to this shift ({first}–{last}).").format(
            first=f"{starts:%H:%M}", last=f"{ends:%H:%M}"))  # fmt: skip
    who = _who(session, row, volunteer)
    standing = duties_at(session.store, [seat]).get(seat)
    values = {
        "volunteer": who, "signed_in": came, "signed_out": left, "manual": True, "note": reason.strip()[:200],
        "planned": row["volunteer"] if row["volunteer"] != who else None,
    }
    with session.write("hotline.enter_duty") as unit:
        if standing is None:
            unit.insert(Duty, {"seat": seat, **values})
        else:
            unit.update(Duty, standing["id"], values, standing["version"])
    return session.last_operation


def _sign_in(session: Session, seat: str, when: datetime, volunteer: str | None, manual: bool) -> str:
    row, starts, ends = _seat(session, seat)
    who = _who(session, row, volunteer)
    if not may_sign_in(starts, ends, when):
        raise BadRequest(
            _("Signing in is open from {first} to {last}.").format(first=f"{starts - OPENS_BEFORE:%H:%M}", last=f"{ends:%H:%M}")
        )
    if seat in duties_at(session.store, [seat]):
        raise BadRequest(_("This seat is signed in already."))
    with session.write("hotline.sign_in") as unit:
        unit.insert(Duty, {
            "seat": seat, "volunteer": who, "signed_in": when, "manual": manual,
            "planned": row["volunteer"] if row["volunteer"] != who else None,
        })  # fmt: skip
    return session.last_operation


def _seat(session: Session, seat: str) -> tuple[dict[str, Any], datetime, datetime]:
    row = queries.seat(session.store, seat)
    if row is None:
        raise BadRequest(_("Nobody has this seat. Give it to somebody on the roster page first."))
    return row, moment(row["date"], row["start_minute"]), moment(row["date"], row["end_minute"])


def _who(session: Session, row: dict[str, Any], volunteer: str | None) -> str:
    """Who came: the one rostered, or a trained stand-in who does not sit elsewhere in the same shift. Raises BadRequest."""
    if volunteer is None or volunteer == row["volunteer"]:
        if row["volunteer"] is None:
            raise BadRequest(_("Nobody has this seat. Give it to somebody on the roster page first."))
        return str(row["volunteer"])
    known = {one["id"]: one for one in queries.hotline_volunteers(session.store)}
    found = known.get(volunteer)
    if found is None or not found["trained"]:
        raise BadRequest(_("Only a trained volunteer may sit at the phone."))
    beside = [
        one["id"] for one in queries.seats_of(session.store, row["roster"], row["date"])
        if one["start_minute"] < row["end_minute"] and row["start_minute"] < one["end_minute"]
    ]
    if any(duty["volunteer"] == volunteer and duty["signed_out"] is None for duty in duties_at(session.store, beside).values()):
        raise BadRequest(_("{name} is signed in at another seat.").format(name=found["name"]))
    return volunteer


def _standing(session: Session, seat: str) -> dict[str, Any]:
    duty = duties_at(session.store, [seat]).get(seat)
    if duty is None or duty["signed_out"] is not None:
        raise BadRequest(_("Nobody is signed in at this seat."))
    return duty


def _sign_out(session: Session, duty: dict[str, Any], when: datetime, marks: dict[str, Any]) -> str:
    if when < duty["signed_in"]:
        raise BadRequest(_("The time of leaving lies before the time of coming."))
    with session.write("hotline.sign_out") as unit:
        unit.update(Duty, duty["id"], {"signed_out": when, **marks}, duty["version"])
    return session.last_operation
