"""The call log and what was promised in it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from db.hotline import calls as queries
from db.hotline.tables import Call, FollowUp
from db.privacy.persons import locked
from db.rounds.tables import Sighting
from db.store import Unit
from desktop.errors import BadRequest
from desktop.hotline.numbers import phone_as_kept, split_caller
from desktop.hotline.words import (
    AXES,
    CALL_KINDS,
    CALL_OUTCOMES,
    CALL_SUBTYPES,
    DIRECTIONS,
    KIND_OF_SUBTYPE,
    SPOKEN_WITH,
    label,
)
from desktop.i18n import _
from desktop.people.masking import masked_address, masked_phone
from desktop.people.reveal import hides_doors
from desktop.people.search import PersonIndex
from desktop.permissions import Permission, service
from desktop.rounds.incidents import IncidentEntry
from desktop.rounds.incidents import open_in as open_incident_in
from desktop.rounds.ladders import open_in as open_ladder_in
from desktop.rounds.lastsafe import Channel
from desktop.rounds.outcomes import Outcome
from desktop.rounds.sightings import note_sighting
from desktop.session import Session

FREQUENT_CALLS = 8  # incoming calls a month from which a caller counts as frequent (domain.md §4)
TAIL = 4  # digits of a phone that are enough to look for it


@dataclass(frozen=True)
class NewFollowUp:
    """Something promised: what, who sees to it, until when."""

    what: str
    owner: str = ""
    due_at: datetime | None = None
    kind: str = ""  # a code of words.REQUESTS


@dataclass(frozen=True)
class CallEntry:
    """A call as entered. `at` None = now. `reached` None = told by subtype and outcome: is the elder known safe by it?

    `to_contact`: an emergency contact was called in the elder's place. `escalate`: a ladder of the rounds is opened for the elder.
    `incident`: a kind of incident (`desktop.rounds.incidents.KINDS`) that the call told of.
    """

    direction: str = "in"
    person: str | None = None
    caller_name: str = ""
    phone: str = ""
    subtype: str = "companionship"
    kind: str = ""  # '' = what the subtype usually is
    axis: str = ""
    note: str = ""
    outcome: str = ""
    taken_by: str | None = None
    at: datetime | None = None
    ended_at: datetime | None = None
    reached: bool | None = None
    to_contact: bool = False
    escalate: bool = False
    incident: str = ""
    follow_ups: tuple[NewFollowUp, ...] = field(default=())


@service(Permission.HOTLINE_WRITE)
def log_call(session: Session, entry: CallEntry) -> str:
    """Write a call with its follow-ups, ladder and incident; one by which the elder is known safe moves his last known safe time.
    Returns the call's id.

    Raises BadRequest for an unknown code, a call that ends before it begins or lies in the future, an empty follow-up, a ladder for
    somebody without a care file.
    """
    kind = entry.kind or kind_of(entry)
    _check(entry, kind, session.clock.now())
    at = entry.at or session.clock.now()
    with session.write("hotline.log_call") as unit:
        call = unit.insert(Call, {
            "direction": entry.direction, "at": at, "ended_at": entry.ended_at, "person": entry.person,
            "caller_name": entry.caller_name.strip(), "phone": phone_as_kept(entry.phone), "kind": kind,
            "subtype": entry.subtype, "axis": entry.axis, "note": entry.note.strip(), "taken_by": entry.taken_by,
            "outcome": entry.outcome, "to_contact": entry.to_contact,
        })
        if entry.person is not None and reaches(entry):
            note_sighting(unit, entry.person, at, Channel.CALL, call)
        for promised in entry.follow_ups:
            unit.insert(FollowUp, {
                "person": entry.person, "call": call, "what": promised.what.strip(), "owner": promised.owner.strip(),
                "due_at": promised.due_at, "kind": promised.kind,
            })
        _go_further(session, unit, call, entry, at)
    return call


def _go_further(session: Session, unit: Unit, call: str, entry: CallEntry, at: datetime) -> None:
    """The ladder and the incident that a call leads to."""
    if not (entry.escalate or entry.incident):
        return
    card = queries.person_card(session.store, entry.person) if entry.person else None
    care_file = card["care_file"]["id"] if card is not None and card["care_file"] else None
    if entry.escalate:
        if care_file is None:
            raise BadRequest(_("Only for somebody with a care file a ladder can be opened. Call 120 or 110 at once if it is urgent."))
        silent = entry.direction == "out" and not reaches(entry)
        open_ladder_in(unit, session.store, care_file, Outcome.NO_ANSWER if silent else Outcome.EMERGENCY, at)
    if entry.incident:
        told = entry.note.strip() or label(CALL_SUBTYPES, entry.subtype)
        open_incident_in(session, unit, IncidentEntry(
            entry.incident, care_file, entry.caller_name or (card["name"] if card else entry.phone), at, what=told, source="call",
            source_id=call,
        ))  # fmt: skip


def kind_of(entry: CallEntry) -> str:
    """有效, 转接 or 未完成, from what was entered."""
    return "transferred" if entry.outcome == "transferred" else KIND_OF_SUBTYPE.get(entry.subtype, "effective")


def reaches(entry: CallEntry) -> bool:
    """Whether the elder is known safe by the call: he himself was on the line, or a contact vouched for him."""
    if entry.reached is not None:
        return entry.reached
    return entry.outcome == "vouched" or (entry.subtype in SPOKEN_WITH and not entry.to_contact)


@service(Permission.HOTLINE_WRITE)
def remove_call(session: Session, call: str) -> None:
    """Move a call entered by mistake to the recycle bin, with the sighting that it made."""
    with session.write("hotline.remove_call") as unit:
        unit.remove(Call, call)
        seen = queries.sighting_of(session.store, call)
        if seen is not None:
            unit.remove(Sighting, seen["id"])


@service(Permission.HOTLINE_WRITE)
def match_call(session: Session, call: str, person: str) -> None:
    """Say later who a caller was."""
    with session.write("hotline.match_call") as unit:
        row = unit.row(Call, call)
        unit.update(Call, call, {"person": person})
        if row["subtype"] in SPOKEN_WITH and queries.sighting_of(session.store, call) is None:
            note_sighting(unit, person, row["at"], Channel.CALL, call)


@service(Permission.HOTLINE_READ, personal=True)
def calls_of_day(session: Session, day: date | None = None) -> list[dict[str, Any]]:
    """The calls of a day (default today), newest first, with person_name, taken_by_name and `frequent`."""
    on = day or session.clock.today()
    start = datetime.combine(on, time())
    often = frequent_callers(session, on)
    return [
        row | {"frequent": row["person"] in often, "phone": masked_phone(row["phone"])}
        for row in queries.calls(session.store, start, start + timedelta(days=1))
    ]


@service(Permission.EXCHANGE_WRITE, personal=True)
def call_rows(session: Session, first: date | None = None, last: date | None = None) -> list[dict[str, Any]]:
    """Calls from first to last (both included), oldest first, for export: date, time, end, direction, name, caller, phone, kind,
    subtype, axis, note, taken_by, outcome."""
    since = datetime.combine(first, time()) if first else None
    until = datetime.combine(last + timedelta(days=1), time()) if last else None
    return [
        {
            "date": row["at"].date(), "time": f"{row['at']:%H:%M}", "end": f"{row['ended_at']:%H:%M}" if row["ended_at"] else "",
            "direction": row["direction"], "name": row["person_name"] or "", "caller": row["caller_name"], "phone": row["phone"],
            "kind": row["kind"], "subtype": row["subtype"], "axis": row["axis"], "note": row["note"],
            "taken_by": row["taken_by_code"] or "", "outcome": row["outcome"],
        }
        for row in reversed(queries.calls(session.store, since, until))
    ]


@service(Permission.HOTLINE_READ, personal=True)
def frequent_callers(session: Session, on: date | None = None) -> dict[str, int]:
    """Person -> incoming calls in the month of `on` (default today), of those who called eight times or more."""
    first = (on or session.clock.today()).replace(day=1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    counted = queries.incoming_by_person(session.store, datetime.combine(first, time()), datetime.combine(following, time()))
    return {person: number for person, number in counted.items() if number >= FREQUENT_CALLS}


@dataclass(frozen=True)
class Caller:
    """Somebody who may be on the line; `through` tells a contact by whose phone the elder was found."""

    person: str
    name: str
    place: str
    phone: str
    care_file: str | None
    through: str = ""


@dataclass(frozen=True)
class CallerBook:
    """Everybody who may call, ready to be searched as one types; made on the database thread, used anywhere."""

    index: PersonIndex
    people: dict[str, Caller]
    by_contact: tuple[tuple[str, Caller], ...]  # phone digits of a contact -> the elder

    def find(self, text: str, limit: int = 8) -> list[Caller]:
        """Matches of a name, pinyin initials, ID tail or phone (also a contact's), best first; elders before others."""
        typed = split_caller(text)
        asked = typed.phone or text
        found = [self.people[hit.id] for hit in self.index.find(asked, limit * 4)]
        found.sort(key=lambda c: c.care_file is None)
        digits = "" if typed.doubt else _digits(asked)
        if len(digits) >= TAIL and not any(c.isalpha() for c in asked):
            known = {c.person for c in found}
            found += [c for number, c in self.by_contact if number.endswith(digits) and c.person not in known]
        return found[:limit]


@service(Permission.HOTLINE_READ, personal=True)
def caller_book(session: Session) -> CallerBook:
    """The book of callers as it stands; doors and numbers masked (what is searched is whole)."""
    doors = hides_doors(session)
    hidden = locked(session.store)
    rows = [row for row in queries.callers(session.store) if row["id"] not in hidden]
    people = {
        row["id"]: Caller(row["id"], row["name"], masked_address(_place(row)) if doors else _place(row), masked_phone(row["phone"]), row["care_file"])
        for row in rows
    }
    by_contact = []
    for row in queries.contact_phones(session.store):
        elder = people.get(row["person"])
        if elder is None:
            continue
        through = _("{relation} {name}").format(relation=row["relation"], name=row["name"]).strip()
        for number in (row["phone"], *row["phones"].split(";")):
            if _digits(number):
                by_contact.append((_digits(number), Caller(elder.person, elder.name, elder.place, elder.phone, elder.care_file, through)))
    return CallerBook(PersonIndex((row["id"], row["name"], row["search_text"]) for row in rows), people, tuple(by_contact))


@service(Permission.HOTLINE_READ, personal=True)
def caller_matches(session: Session, text: str, limit: int = 8) -> list[Caller]:
    """Who may be meant by what was typed so far."""
    return caller_book(session).find(text, limit)


@service(Permission.HOTLINE_WRITE)
def open_follow_up(
    session: Session, what: str, *, person: str | None = None, owner: str = "", due_at: datetime | None = None, kind: str = ""
) -> str:
    """Note something to be done, without a call. Returns its id. Raises BadRequest when it says nothing."""
    if not what.strip():
        raise BadRequest(_("Say what is to be done."))
    with session.write("hotline.open_follow_up") as unit:
        return unit.insert(FollowUp, {"person": person, "what": what.strip(), "owner": owner.strip(), "due_at": due_at, "kind": kind})


@service(Permission.HOTLINE_WRITE)
def close_follow_up(session: Session, follow_up: str, result: str) -> None:
    """Close a follow-up with what came of it. Raises BadRequest without a result, or when it is closed already."""
    if not result.strip():
        raise BadRequest(_("Say what came of it before closing."))
    row = queries.follow_up(session.store, follow_up)
    if row is None or row["closed_at"] is not None:
        raise BadRequest(_("This follow-up is closed already."))
    with session.write("hotline.close_follow_up") as unit:
        unit.update(FollowUp, follow_up, {"closed_at": session.clock.now(), "result": result.strip()}, row["version"])


@service(Permission.HOTLINE_WRITE)
def reopen_follow_up(session: Session, follow_up: str) -> None:
    """Open a closed follow-up again; what was written as its result stays."""
    with session.write("hotline.reopen_follow_up") as unit:
        unit.update(FollowUp, follow_up, {"closed_at": None})


@service(Permission.HOTLINE_READ, personal=True)
def open_follow_ups(session: Session) -> list[dict[str, Any]]:
    """Open follow-ups, first due first, each with `overdue`."""
    now = session.clock.now()
    return [row | {"overdue": row["due_at"] is not None and row["due_at"] < now} for row in queries.follow_ups(session.store)]


@service(Permission.HOTLINE_READ, personal=True)
def overdue_follow_ups(session: Session) -> list[dict[str, Any]]:
    """Open follow-ups whose time is past."""
    return [row for row in open_follow_ups(session) if row["overdue"]]


@service(Permission.HOTLINE_READ, personal=True)
def follow_ups_by_call(session: Session) -> dict[str, list[str]]:
    """Call -> what was promised in it, open or closed."""
    found: dict[str, list[str]] = {}
    for row in queries.follow_ups(session.store, open_only=False):
        if row["call"]:
            found.setdefault(row["call"], []).append(row["what"])
    return found


def _check(entry: CallEntry, kind: str, now: datetime) -> None:
    for code, known in ((entry.direction, DIRECTIONS), (kind, CALL_KINDS), (entry.subtype, CALL_SUBTYPES)):
        if code not in known:
            raise BadRequest(_("“{code}” is no kind of call.").format(code=code))
    for code, known in ((entry.axis, AXES), (entry.outcome, CALL_OUTCOMES)):
        if code and code not in known:
            raise BadRequest(_("“{code}” is no kind of call.").format(code=code))
    if entry.at is not None and entry.at > now:
        raise BadRequest(_("A call cannot lie in the future."))
    if entry.ended_at is not None and entry.at is not None and entry.ended_at < entry.at:
        raise BadRequest(_("The call ends before it begins."))
    if any(not promised.what.strip() for promised in entry.follow_ups):
        raise BadRequest(_("Say what is to be done."))


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")


def _place(row: dict[str, Any]) -> str:
    if row["building"]:
        return " ".join(part for part in (row["building"], row["room"] or "") if part)
    return row["address"] or ""
