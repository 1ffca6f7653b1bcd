"""What lies on the desk of the person at the phone: today's calls, promises, whom to call, who sits here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from db.hotline import calls as queries
from db.hotline import queries as rosters
from desktop.hotline.calls import CallerBook, caller_book, calls_of_day, frequent_callers, open_follow_ups
from desktop.hotline.rosters import OnDuty, on_duty
from desktop.permissions import Permission, service
from desktop.rounds.sightings import OutboundCall, outbound_list
from desktop.session import Session

TRIES_A_DAY = 3  # a silent line is tried three times a day, then the named contact (domain.md §4)


@dataclass(frozen=True)
class Outbound:
    """Somebody to be called: why, how often it was tried today, and when the last try was."""

    call: OutboundCall
    person: str
    tries: int
    last_try: datetime | None

    @property
    def exhausted(self) -> bool:
        """Tried often enough today: now the named contact."""
        return self.tries >= TRIES_A_DAY


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
    )


@service(Permission.HOTLINE_READ, personal=True)
def outbound_calls(session: Session, book: CallerBook) -> list[Outbound]:
    """Whom the hotline calls today, with the tries of today."""
    persons = {c.care_file: c.person for c in book.people.values() if c.care_file}
    start = datetime.combine(session.clock.today(), time())
    tries: dict[str, list[datetime]] = {}
    for call in queries.calls(session.store, start, start + timedelta(days=1)):
        if call["direction"] == "out" and call["person"]:
            tries.setdefault(call["person"], []).append(call["at"])
    found = []
    for wanted in outbound_list(session):
        person = persons.get(wanted.care_file)
        if person is not None:
            tried = tries.get(person, [])
            found.append(Outbound(wanted, person, len(tried), max(tried, default=None)))
    return found


def _takers(session: Session, duty: OnDuty) -> tuple[tuple[str, str], ...]:
    found = {s.volunteer: s.name for s in duty.now if s.volunteer}
    today = session.clock.today()
    for row in rosters.hotline_volunteers(session.store):
        if row["trained"] and (row["left_on"] is None or row["left_on"] >= today):
            found.setdefault(row["id"], row["name"])
    return tuple(found.items())
