"""What lies on the desk of the person at the phone: today's calls, promises, whom to call, who sits here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.hotline import queries as rosters
from db.hotline.duty import duties_between
from desktop.hotline.calls import CallerBook, caller_book, calls_of_day, frequent_callers, open_follow_ups
from desktop.hotline.numbers import Unmatched, unmatched_numbers
from desktop.hotline.phrases import phrases
from desktop.hotline.reassurance import Outbound, outbound_calls
from desktop.hotline.rosters import OnDuty, on_duty
from desktop.permissions import Permission, service
from desktop.session import Session

LONGEST_SHIFT = timedelta(hours=13)  # a sign-in without a sign-out is no presence any more after that


@dataclass(frozen=True)
class Desk:
    """The call page's data at `now`. `takers` are (volunteer id, name): those on duty first, then everybody trained; `present` those who are
    signed in at the phone, stand-ins too, the latest first."""

    now: datetime
    book: CallerBook
    calls: tuple[dict[str, Any], ...]
    follow_ups: tuple[dict[str, Any], ...]
    outbound: tuple[Outbound, ...]
    duty: OnDuty
    takers: tuple[tuple[str, str], ...]
    frequent: Mapping[str, int]
    unmatched: tuple[Unmatched, ...] = ()
    phrases: tuple[str, ...] = ()
    present: tuple[tuple[str, str], ...] = ()

    def person_of(self, care_file: str) -> str | None:
        """The person of a care file."""
        return next((c.person for c in self.book.people.values() if c.care_file == care_file), None)


@service(Permission.HOTLINE_READ, personal=True)
def load_desk(session: Session) -> Desk:
    """Everything that the call page shows."""
    book = caller_book(session)
    duty = on_duty(session)
    present = _present(session)
    return Desk(
        now=session.clock.now(), book=book, calls=tuple(calls_of_day(session)), follow_ups=tuple(open_follow_ups(session)),
        outbound=tuple(outbound_calls(session, book)), duty=duty, takers=_takers(session, duty, present), frequent=frequent_callers(session),
        unmatched=tuple(unmatched_numbers(session)), phrases=tuple(phrases(session)), present=present,
    )


def _present(session: Session) -> tuple[tuple[str, str], ...]:
    now = session.clock.now()
    rows = duties_between(session.store, now.date() - timedelta(days=1), now.date())
    here = [row for row in rows if row["signed_out"] is None and timedelta(0) <= now - row["signed_in"] < LONGEST_SHIFT]
    return tuple((row["volunteer"], row["name"]) for row in reversed(here))


def _takers(session: Session, duty: OnDuty, present: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = dict(present)
    for sitting in duty.now:
        if sitting.volunteer:
            found.setdefault(sitting.volunteer, sitting.name)
    today = session.clock.today()
    for row in rosters.hotline_volunteers(session.store):
        if row["trained"] and (row["left_on"] is None or row["left_on"] >= today):
            found.setdefault(row["id"], row["name"])
    return tuple(found.items())
