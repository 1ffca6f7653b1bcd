"""Everything that the Today page shows, gathered at one moment from the rooms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.hotline import queries as hotline
from db.hotline.duty import duties_at
from desktop.hotline.calls import calls_of_day, open_follow_ups
from desktop.hotline.duty import may_sign_in, minutes_late
from desktop.hotline.problem import moment
from desktop.people.lunar import lunar_text, solar_term
from desktop.people.services.birthdays import Birthday, upcoming_birthdays
from desktop.permissions import Permission, service
from desktop.rounds.board import TodayBoard
from desktop.rounds.today import today_board
from desktop.session import Session

BIRTHDAY_DAYS = 7
TERM_AHEAD = 3  # days for which a coming solar term is named


@dataclass(frozen=True)
class Sitter:
    """Somebody on a seat of today. `late`: minutes after the start at which he signed in, 0 when in time."""

    seat: str
    name: str
    signed_in: datetime | None
    late: int


@dataclass(frozen=True)
class ShiftLine:
    """A shift of today. `state`: 'now', 'next', 'over' or ''. `empty`: seats that nobody has. `open`: one may sign in now."""

    shift: str
    starts: datetime
    ends: datetime
    sitters: tuple[Sitter, ...]
    empty: int
    state: str
    open: bool

    @property
    def missing(self) -> tuple[Sitter, ...]:
        """Who has not signed in, once one may."""
        return tuple(one for one in self.sitters if one.signed_in is None) if self.open else ()


@dataclass(frozen=True)
class FollowUpLine:
    """Something promised that is still open. `state`: 'overdue', 'today' or 'later'."""

    id: str
    what: str
    person: str
    owner: str
    due_at: datetime | None
    state: str


@dataclass(frozen=True)
class TodayView:
    """The Today page at `now`. `term` is a solar term today or within three days (name, days until). `roster`: a roster covers today."""

    now: datetime
    lunar: str
    term: tuple[str, int] | None
    board: TodayBoard
    shifts: tuple[ShiftLine, ...]
    roster: bool
    calls_in: int
    calls_out: int
    follow_ups: tuple[FollowUpLine, ...]
    birthdays: tuple[Birthday, ...]

    @property
    def empty(self) -> bool:
        """True for a station that looks after nobody yet."""
        return self.board.due == 0 and not self.board.silent and not self.board.away and not self.board.in_hospital


@service(Permission.ROUNDS_READ, personal=True)
def load_today(session: Session) -> TodayView:
    """The Today page now; over the sample station in at most 100 ms."""
    now = session.clock.now()
    today = now.date()
    calls = calls_of_day(session, today)
    shifts, roster = shifts_of_day(session, now)
    return TodayView(
        now=now,
        lunar=lunar_text(today),
        term=coming_term(today),
        board=today_board(session),
        shifts=shifts,
        roster=roster,
        calls_in=sum(1 for call in calls if call["direction"] == "in"),
        calls_out=sum(1 for call in calls if call["direction"] == "out"),
        follow_ups=tuple(follow_up_line(row, now) for row in open_follow_ups(session)),
        birthdays=tuple(upcoming_birthdays(session, BIRTHDAY_DAYS)),
    )


def coming_term(today: date) -> tuple[str, int] | None:
    """The solar term that begins today or within three days, and in how many days."""
    for days in range(TERM_AHEAD + 1):
        name = solar_term(today + timedelta(days=days))
        if name is not None:
            return name, days
    return None


@service(Permission.HOTLINE_READ, personal=True)
def shifts_of_day(session: Session, now: datetime) -> tuple[tuple[ShiftLine, ...], bool]:
    """Today's shifts by the roster in force, and whether there is one."""
    in_force = hotline.roster_in_force(session.store, f"{now:%Y-%m}")
    if in_force is None:
        return (), False
    seats = hotline.seats_of(session.store, in_force["id"], now.date())
    return shift_lines(seats, duties_at(session.store, [seat["id"] for seat in seats]), now), True


def shift_lines(
    seats: Iterable[Mapping[str, Any]], duties: Mapping[str, Mapping[str, Any]], now: datetime
) -> tuple[ShiftLine, ...]:
    """Seats of one day grouped by shift, in order of time; the first shift still to come is 'next'."""
    grouped: dict[tuple[int, int, str], list[Mapping[str, Any]]] = {}
    for seat in seats:
        grouped.setdefault((seat["start_minute"], seat["end_minute"], seat["shift"]), []).append(seat)
    lines: list[ShiftLine] = []
    following = False
    for (start, end, shift), rows in sorted(grouped.items(), key=lambda item: item[0]):
        starts, ends = moment(now.date(), start), moment(now.date(), end)
        state = "now" if starts <= now < ends else "over" if ends <= now else ""
        if state == "" and not following:
            state, following = "next", True
        sitters = tuple(_sitter(row, duties.get(row["id"]), starts) for row in rows if row["name"] or row["id"] in duties)
        lines.append(ShiftLine(shift, starts, ends, sitters, len(rows) - len(sitters), state, may_sign_in(starts, ends, now)))
    return tuple(lines)


def _sitter(seat: Mapping[str, Any], duty: Mapping[str, Any] | None, starts: datetime) -> Sitter:
    came: datetime | None = duty["signed_in"] if duty is not None else None
    name = duty["name"] if duty is not None else seat["name"]  # a stand-in is called by his own name
    return Sitter(seat["id"], name, came, minutes_late(starts, came) if came is not None else 0)


def follow_up_line(row: Mapping[str, Any], now: datetime) -> FollowUpLine:
    """An open follow-up as shown."""
    due: datetime | None = row["due_at"]
    state = "later" if due is None or due.date() > now.date() else "overdue" if due < now else "today"
    return FollowUpLine(row["id"], row["what"], row["person_name"] or "", row["owner"], due, state)
