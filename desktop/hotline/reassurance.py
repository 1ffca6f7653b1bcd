"""平安电话: whom the hotline calls today, how often it was tried, and when to try again.

A silent line is tried three times a day, then the named contacts in their order (domain.md §4). Nobody keeps the list: a call in
which the elder spoke (also one that he made), or any other sign of life, takes him off it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from db.hotline import calls as queries
from db.hotline.tables import PhonePlan
from db.people import elders as people
from desktop.errors import BadRequest
from desktop.hotline.calls import CallEntry, CallerBook, log_call
from desktop.hotline.words import SPOKEN_WITH
from desktop.i18n import _
from desktop.people.masking import masked_address, masked_phone
from desktop.people.services.birthdays import upcoming_birthdays
from desktop.permissions import Permission, service
from desktop.rounds.elders import away_on, load_elders
from desktop.rounds.sightings import OutboundCall, outbound_list
from desktop.session import Session
from desktop.station import settings

TRIES_A_DAY = 3
REASONS = ("no_answer", "silence", "plan", "birthday")  # the first counts most


@dataclass(frozen=True)
class NamedContact:
    """Whom to call when the elder does not pick up."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True)
class Outbound:
    """Somebody to be called: why, how often it was tried today, when the last try was, and the clock: when to try again.

    `next_try` None = now. After three tries `contact` is the one to call; `contact_tries` counts the calls to contacts today.
    """

    call: OutboundCall
    person: str
    tries: int
    last_try: datetime | None
    next_try: datetime | None = None
    contact: NamedContact | None = None
    contact_tries: int = 0

    @property
    def exhausted(self) -> bool:
        """Tried often enough today: now the named contact."""
        return self.tries >= TRIES_A_DAY


@service(Permission.HOTLINE_READ, personal=True)
def outbound_calls(session: Session, book: CallerBook) -> list[Outbound]:
    """Whom the hotline calls today, those whose clock is due first: no answer at the door, silent too long, by plan, birthdays."""
    now = session.clock.now()
    persons = {c.care_file: c.person for c in book.people.values() if c.care_file}
    today = queries.calls(session.store, datetime.combine(now.date(), time()), datetime.combine(now.date(), time()) + timedelta(days=1))
    wanted = {one.care_file: one for one in outbound_list(session)}
    for one in _by_plan(session, [c["person"] for c in today if _spoke(c)], persons):
        wanted.setdefault(one.care_file, one)
    again = timedelta(minutes=int(settings.value(session.store, "call_again_minutes")))
    found = [
        _outbound(session, one, persons[one.care_file], today, again, now) for one in wanted.values() if one.care_file in persons
    ]
    found.sort(key=lambda one: (one.next_try is not None, REASONS.index(one.call.reason), one.next_try or now))
    return found


def clock_of(tries: Iterable[datetime], again: timedelta, now: datetime) -> datetime | None:
    """When to try again: so long after the last try of today; None = now."""
    last = max(tries, default=None)
    return last + again if last is not None and last + again > now else None


def _outbound(
    session: Session, wanted: OutboundCall, person: str, today: list[dict[str, Any]], again: timedelta, now: datetime
) -> Outbound:
    mine = [c for c in today if c["person"] == person and c["direction"] == "out"]
    tried = [c["at"] for c in mine if not c["to_contact"]]
    asked = [c["at"] for c in mine if c["to_contact"]]
    if len(tried) < TRIES_A_DAY:
        return Outbound(wanted, person, len(tried), max(tried, default=None), clock_of(tried, again, now))
    contacts = people.contacts_of(session.store, wanted.care_file)
    contact = contacts[len(asked) % len(contacts)] if contacts else None
    named = NamedContact(contact["name"], contact["relation"], masked_phone(contact["phone"])) if contact else None
    return Outbound(wanted, person, len(tried), max(tried), clock_of(asked, again, now), named, len(asked))


def _spoke(call: dict[str, Any]) -> bool:
    """Whether the elder himself was on the line, or a contact vouched for him."""
    return call["outcome"] == "vouched" or (call["subtype"] in SPOKEN_WITH and not call["to_contact"])


def _by_plan(session: Session, spoken: list[str], persons: Mapping[str, str]) -> list[OutboundCall]:
    """Those whose plan says phone today and those who have their birthday, unless they were spoken with or are away."""
    today = session.clock.today()
    away = away_on(session.store, today)
    reasons: dict[str, str] = {
        row["care_file"]: "plan" for row in queries.phone_plans(session.store) if str(today.weekday()) in row["weekdays"]
    }
    for one in upcoming_birthdays(session, 0):
        reasons.setdefault(one.care_file_id, "birthday")
    wanted = load_elders(session.store, list(reasons)) if reasons else {}
    return [
        OutboundCall(care_file, elder.name, masked_phone(elder.phone), masked_address(elder.address), reason, None)
        for care_file, reason in reasons.items()
        if (elder := wanted.get(care_file)) is not None and care_file not in away and persons.get(care_file) not in spoken
    ]


@service(Permission.HOTLINE_WRITE)
def log_try(session: Session, person: str, taken_by: str | None = None, to_contact: str = "") -> str:
    """Log a try at which nobody picked up: the elder, or the contact of this name. Returns the operation's id, for undo."""
    log_call(session, CallEntry(
        direction="out", person=person, subtype="no_answer", taken_by=taken_by, to_contact=bool(to_contact), caller_name=to_contact,
    ))  # fmt: skip
    return session.last_operation


@service(Permission.HOTLINE_READ, personal=True)
def phone_plan(session: Session, care_file: str) -> tuple[str, str]:
    """The weekdays on which an elder is called ('0' Monday; '' none) and a note."""
    row = next((row for row in queries.phone_plans(session.store) if row["care_file"] == care_file), None)
    return (row["weekdays"], row["note"]) if row else ("", "")


@service(Permission.HOTLINE_WRITE)
def save_phone_plan(session: Session, care_file: str, weekdays: str, note: str = "") -> str:
    """Plan on which weekdays an elder is called; '' takes the plan away. Returns the operation's id. Raises BadRequest."""
    days = "".join(sorted(set(weekdays)))
    if not set(days) <= set("0123456"):
        raise BadRequest(_("“{code}” is no weekday.").format(code=weekdays))
    row = next((row for row in queries.phone_plans(session.store) if row["care_file"] == care_file), None)
    with session.write("hotline.save_phone_plan") as unit:
        if row is None and days:
            unit.insert(PhonePlan, {"care_file": care_file, "weekdays": days, "note": note.strip()[:200]})
        elif row is not None and days:
            unit.update(PhonePlan, row["id"], {"weekdays": days, "note": note.strip()[:200]})
        elif row is not None:
            unit.remove(PhonePlan, row["id"])
    return session.last_operation
