"""Hours at the phone, from evidence only: sign-ins at seats; what a clerk entered by hand is counted apart and marked."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from db.hotline import queries
from db.hotline.duty import duties_at, duties_between, first_duty
from desktop.hotline.duty import credited, minutes_early, minutes_late
from desktop.hotline.problem import moment
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True)
class Hours:
    """What one volunteer did at the phone in a period. Minutes are those of `desktop.hotline.duty.credited`; `by_hand` is the part of
    them that a clerk entered. `missed`: seats that were his, are over, and that nobody signed in at. `unsigned`: no sign-out yet."""

    volunteer: str
    code: str
    name: str
    organisation: str
    shifts: int = 0
    minutes: int = 0
    by_hand: int = 0
    late: int = 0
    early: int = 0
    stood_in: int = 0
    missed: int = 0
    unsigned: int = 0

    @property
    def hours(self) -> float:
        """Hours, to one decimal."""
        return round(self.minutes / 60, 1)


@service(Permission.HOTLINE_READ, personal=True)
def hours_of(session: Session, first: date, last: date) -> list[Hours]:
    """Hours of every volunteer with a duty or a missed seat from first to last (both included; a duty belongs to the day on which it
    began), the most hours first."""
    found: dict[str, Hours] = {}
    for duty in duties_between(session.store, first, last):
        one = found.get(duty["volunteer"]) or Hours(
            duty["volunteer"], duty["code"], duty["name"], duty["organisation"] or "")
        found[one.volunteer] = _with_duty(one, duty)
    people = {row["id"]: row for row in queries.hotline_volunteers(session.store)}
    for who, number in missed_seats(session, first, last).items():
        row = people.get(who)
        if row is not None:
            one = found.get(who) or Hours(who, row["code"], row["name"], row["organisation"] or "")
            found[who] = replace(one, missed=number)
    return sorted(found.values(), key=lambda one: (-one.minutes, one.code))


@service(Permission.FIGURES_READ)
def hours_by_organisation(session: Session, first: date, last: date) -> dict[str, tuple[int, int]]:
    """Organisation ('' for none) -> minutes from evidence, of which entered by hand."""
    sums: dict[str, tuple[int, int]] = {}
    for one in hours_of(session, first, last):
        minutes, by_hand = sums.get(one.organisation, (0, 0))
        sums[one.organisation] = (minutes + one.minutes, by_hand + one.by_hand)
    return sums


@service(Permission.HOTLINE_READ)
def missed_seats(session: Session, first: date, last: date) -> dict[str, int]:
    """Volunteer -> seats of published rosters that are over and at which nobody signed in. Days before the first duty on record are
    left out: nobody could sign in then."""
    now = session.clock.now()
    begun = first_duty(session.store)
    if begun is None:
        return {}
    found: dict[str, int] = {}
    day = max(first, begun.date())
    while day <= min(last, now.date()):
        until = min(last, now.date(), _month_end(day))
        in_force = queries.roster_in_force(session.store, f"{day:%Y-%m}")
        if in_force is not None and in_force["state"] == "published":
            rows = [
                row for row in queries.seats_of(session.store, in_force["id"])
                if row["volunteer"] and day <= row["date"] <= until and moment(row["date"], row["end_minute"]) <= now
            ]
            held = duties_at(session.store, [row["id"] for row in rows])
            for row in rows:
                if row["id"] not in held:
                    found[row["volunteer"]] = found.get(row["volunteer"], 0) + 1
        day = until + timedelta(days=1)
    return found


def _with_duty(one: Hours, duty: dict[str, Any]) -> Hours:
    came, left = duty["signed_in"], duty["signed_out"]
    if duty["date"] is None:  # a duty without a seat gives what lies between the two signatures
        minutes, late, early = (int((left - came).total_seconds() // 60) if left else 0), 0, 0
    else:
        starts, ends = moment(duty["date"], duty["start_minute"]), moment(duty["date"], duty["end_minute"])
        minutes, late = credited(starts, ends, came, left), minutes_late(starts, came)
        early = minutes_early(ends, left) if left else 0
    return replace(
        one, shifts=one.shifts + 1, minutes=one.minutes + minutes, by_hand=one.by_hand + (minutes if duty["manual"] else 0),
        late=one.late + bool(late), early=one.early + bool(early), stood_in=one.stood_in + (duty["planned"] is not None),
        unsigned=one.unsigned + (left is None),
    )


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
