"""What lies on the desk of the person at the phone: today's calls, promises, whom to call, who sits here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.hotline import queries as rosters
from desktop.hotline.calls import CallerBook, caller_book, calls_of_day, frequent_callers, open_follow_ups
from desktop.hotline.numbers import Unmatched, unmatched_numbers
from desktop.hotline.phrases import phrases
from desktop.hotline.reassurance import Outbound, outbound_calls
from desktop.hotline.rosters import OnDuty, on_duty
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True)
class Desk:
    """The call page's data at `now`. `takers` are (volunteer id, name): those on duty first, then everybody trained."""

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

    def person_of(self, care_file: str) -> str | None:
        """The person of a care file."""
        return next((c.person for c in self.book.people.values() if c.care_file == care_file), None)


@service(Permission.HOTLINE_READ, personal=True)
def load_desk(session: Session) -> Desk:
    """Everything that the call page shows."""
    book = caller_book(session)
    duty = on_duty(session)
    return Desk(
        now=session.clock.now(), book=book, calls=tuple(calls_of_day(session)), follow_ups=tuple(open_follow_ups(session)),
        outbound=tuple(outbound_calls(session, book)), duty=duty, takers=_takers(session, duty), frequent=frequent_callers(session),
        unmatched=tuple(unmatched_numbers(session)), phrases=tuple(phrases(session)),
    )


def _takers(session: Session, duty: OnDuty) -> tuple[tuple[str, str], ...]:
    found = {s.volunteer: s.name for s in duty.now if s.volunteer}
    today = session.clock.today()
    for row in rosters.hotline_volunteers(session.store):
        if row["trained"] and (row["left_on"] is None or row["left_on"] >= today):
            found.setdefault(row["id"], row["name"])
    return tuple(found.items())
