"""What the duty page shows: every seat of a day with its evidence, who may stand in, the three lists, the month's hours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.hotline import queries
from db.hotline.duty import duties_at, with_pin
from desktop.hotline.duty import LATE_AFTER, credited, may_sign_in, minutes_early, minutes_late
from desktop.hotline.handover import HandoverView, load_handover
from desktop.hotline.hours import Hours, hours_of
from desktop.hotline.problem import moment
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True)
class DutySeat:
    """A seat of a day. `state`: 'later', 'open' (one may sign in), 'late' (should be here and is not), 'missing' (over, nobody signed in),
    'here', 'unsigned' (over, no sign-out), 'done', 'empty' (nobody rostered, not over).
    `late`, `early`, `minutes` as in `desktop.hotline.duty`."""

    seat: str
    shift: str
    starts: datetime
    ends: datetime
    number: int
    planned: str | None
    planned_name: str
    phone: str
    who: str | None
    who_name: str
    signed_in: datetime | None
    signed_out: datetime | None
    manual: bool
    note: str
    state: str
    late: int
    early: int
    minutes: int

    @property
    def stand_in(self) -> bool:
        """Somebody else came than was rostered."""
        return self.who is not None and self.who != self.planned


@dataclass(frozen=True)
class DutyBoard:
    """The duty page at `now`. `people` are (volunteer, name, has a PIN) of everybody trained; `roster`: a roster covers the day."""

    now: datetime
    day: date
    seats: tuple[DutySeat, ...]
    roster: bool
    people: tuple[tuple[str, str, bool], ...]
    handover: HandoverView
    hours: tuple[Hours, ...]

    def has_pin(self, volunteer: str | None) -> bool:
        """Whether this volunteer has a PIN."""
        return any(who == volunteer and pin for who, _name, pin in self.people)


@service(Permission.HOTLINE_READ, personal=True)
def load_duty(session: Session, day: date | None = None) -> DutyBoard:
    """The duty page of a day (default today, with what still runs of a shift that began yesterday), and the hours of its month so far."""
    now = session.clock.now()
    on = day or now.date()
    rows = _seats(session, on)
    if on == now.date():
        running = [row for row in _seats(session, on - timedelta(days=1)) or [] if moment(row["date"], row["end_minute"]) > now]
        rows = [*running, *rows] if rows is not None else running or None
    roster, rows = rows is not None, rows or []
    held = duties_at(session.store, [row["id"] for row in rows])
    pins = with_pin(session.store)
    people = tuple(
        (row["id"], row["name"], row["id"] in pins) for row in queries.hotline_volunteers(session.store)
        if row["trained"] and (row["left_on"] is None or row["left_on"] >= on)
    )
    return DutyBoard(
        now, on, tuple(_seat(row, held.get(row["id"]), now) for row in rows), roster, people, load_handover(session),
        tuple(hours_of(session, on.replace(day=1), on)),
    )


def _seats(session: Session, on: date) -> list[dict[str, Any]] | None:
    """The seats of a day; None when no roster covers its month."""
    in_force = queries.roster_in_force(session.store, f"{on:%Y-%m}")
    return queries.seats_of(session.store, in_force["id"], on) if in_force else None


def _seat(row: dict[str, Any], duty: dict[str, Any] | None, now: datetime) -> DutySeat:
    starts, ends = moment(row["date"], row["start_minute"]), moment(row["date"], row["end_minute"])
    came = duty["signed_in"] if duty else None
    left = duty["signed_out"] if duty else None
    return DutySeat(
        row["id"], row["shift"], starts, ends, row["seat"], row["volunteer"], row["name"] or "", row["phone"] or "",
        duty["volunteer"] if duty else None, duty["name"] if duty else "", came, left, bool(duty and duty["manual"]),
        duty["note"] if duty else "", _state(row["volunteer"], starts, ends, came, left, now),
        minutes_late(starts, came) if came else 0, minutes_early(ends, left) if left else 0,
        credited(starts, ends, came, left) if came else 0,
    )


def _state(
    planned: str | None, starts: datetime, ends: datetime, came: datetime | None, left: datetime | None, now: datetime
) -> str:
    if came is not None:
        return "done" if left is not None else "unsigned" if now >= ends + LATE_AFTER else "here"
    if now >= ends:
        return "missing" if planned else "empty"
    if not planned:
        return "empty"
    if now > starts + LATE_AFTER:
        return "late"
    return "open" if may_sign_in(starts, ends, now) else "later"
