"""What the page of swaps shows: seats to come, swaps that are open, what changed hands, the versions that were published."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.hotline import queries
from db.hotline import swaps as rows_of
from db.hotline.duty import future_seats
from desktop.errors import BadRequest
from desktop.hotline.months import month_after
from desktop.hotline.problem import moment
from desktop.hotline.swaps import OPEN
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session

AHEAD = timedelta(days=62)
BACK = timedelta(days=90)


@dataclass(frozen=True)
class SeatAhead:
    """A seat to come. `offered`: the id of its open swap, or None; `search` is what the filter looks into."""

    id: str
    month: str
    shift: str
    starts: datetime
    ends: datetime
    number: int
    volunteer: str | None
    name: str
    phone: str
    offered: str | None
    search: str


@dataclass(frozen=True)
class Version:
    """A version of a month that was published: its number, when, whether it is in force, and what differs from the one published before
    ((day, shift, start in minutes, who before, who now); empty for the first)."""

    month: str
    number: int
    published_at: datetime
    in_force: bool
    changes: tuple[tuple[Any, str, int, str, str], ...]


@dataclass(frozen=True)
class SwapBoard:
    """The page at `now`. Swaps newest first; `people`: (volunteer, name) of everybody who may sit."""

    now: datetime
    seats: tuple[SeatAhead, ...]
    open: tuple[dict[str, Any], ...]
    past: tuple[dict[str, Any], ...]
    versions: tuple[Version, ...]
    people: tuple[tuple[str, str], ...]

    def seat(self, seat_id: str) -> SeatAhead | None:
        """A seat to come."""
        return next((one for one in self.seats if one.id == seat_id), None)


@service(Permission.HOTLINE_READ, personal=True)
def load_swaps(session: Session) -> SwapBoard:
    """The page now: seats of two months ahead, swaps of three months back, the versions of this month and the next."""
    now = session.clock.now()
    today = now.date()
    found = rows_of.swaps(session.store, now - BACK)
    open_ones = tuple(row for row in found if row["state"] in OPEN)
    offered = {(row["date"], row["start_minute"], row["seat"]): row["id"] for row in open_ones}
    seats = tuple(
        SeatAhead(
            row["id"], row["month"], row["shift"], moment(row["date"], row["start_minute"]), moment(row["date"], row["end_minute"]),
            row["seat"], row["volunteer"], row["name"] or "", row["phone"] or "",
            offered.get((row["date"], row["start_minute"], row["seat"])),
            " ".join((row["search_text"] or "", f"{row['date']:%m-%d}", f"{row['date'].month}/{row['date'].day}", row["shift"])),
        )
        for row in rows_of.published_seats(session.store, today, (now + AHEAD).date())
        if moment(row["date"], row["end_minute"]) > now
    )
    month = f"{today:%Y-%m}"
    people = tuple(
        (row["id"], row["name"]) for row in queries.hotline_volunteers(session.store)
        if row["trained"] and (row["left_on"] is None or row["left_on"] >= today)
    )
    return SwapBoard(
        now, seats, open_ones, tuple(row for row in found if row["state"] not in OPEN),
        tuple(versions(session, month_after(month, 1)) + versions(session, month)), people,
    )


@service(Permission.HOTLINE_READ, personal=True)
def versions(session: Session, month: str) -> list[Version]:
    """The published versions of a month, the newest first, each with what it changed."""
    before: dict[tuple[Any, ...], str] | None = None
    found = []
    for row in rows_of.published_versions(session.store, month):
        now = {
            (seat["date"], seat["start_minute"], seat["seat"], seat["shift"]): seat["name"] or ""
            for seat in queries.seats_of(session.store, row["id"])
        }
        changes = () if before is None else tuple(
            (place[0], place[3], place[1], before.get(place, ""), now.get(place, ""))
            for place in sorted({*before, *now}) if before.get(place, "") != now.get(place, "")
        )
        found.append(Version(month, row["number"], row["published_at"], row["state"] == "published", changes))
        before = now
    return found[::-1]


@service(Permission.HOTLINE_READ)
def held_words(session: Session, volunteer: str) -> list[str]:
    """The seats to come of a volunteer in words: day, shift, time."""
    now = session.clock.now()
    return [seat_words(row) for row in held_seats(session, volunteer) if moment(row["date"], row["end_minute"]) > now]


@service(Permission.HOTLINE_READ)
def held_seats(session: Session, volunteer: str) -> list[dict[str, Any]]:
    """The seats from today on that a volunteer holds, published or drafted."""
    return future_seats(session.store, volunteer, session.clock.today())


@service(Permission.HOTLINE_READ, personal=True)
def seats_after_leaving(session: Session, volunteer: str) -> tuple[str, list[str]]:
    """A volunteer's name, and the seats in words that are still his on or after the day on which he leaves; none without such a day."""
    row = next((row for row in queries.hotline_volunteers(session.store) if row["id"] == volunteer), None)
    if row is None or row["left_on"] is None:
        return "", []
    late = [seat for seat in held_seats(session, volunteer) if seat["date"] >= row["left_on"]]
    return str(row["name"]), [seat_words(seat) for seat in late]


def seat_words(row: dict[str, Any]) -> str:
    """A seat as it is named in a list: day, shift, time."""
    return _("{day} {shift} {start}").format(
        day=row["date"].isoformat(), shift=row["shift"], start=f"{moment(row['date'], row['start_minute']):%H:%M}")


class HoldsSeats(BadRequest):
    """A volunteer cannot go while he holds seats to come; `seats` lists them in words."""

    def __init__(self, name: str, seats: list[str]) -> None:
        super().__init__(
            _("{name} still sits at the phone: {seats}. Find stand-ins first (Hotline → Swaps), then try again.").format(
                name=name, seats=_("; ").join(seats))
        )
        self.seats = seats


@service(Permission.HOTLINE_READ)
def refuse_with_seats(session: Session, volunteer: str) -> None:
    """Raise HoldsSeats when the volunteer still holds seats to come."""
    seats = held_words(session, volunteer)
    if seats:
        rows = {row["id"]: row["name"] for row in queries.hotline_volunteers(session.store)}
        raise HoldsSeats(rows.get(volunteer, ""), seats)
