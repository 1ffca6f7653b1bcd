"""Numbers of callers: what was typed or pasted into the caller's box, numbers that nobody knows yet, and whose they turn out to be."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.hotline import calls as queries
from db.hotline.tables import Call
from db.people.tables import Person
from desktop.errors import BadRequest
from desktop.hotline.words import SPOKEN_WITH
from desktop.i18n import _
from desktop.people.phones import read_phones
from desktop.permissions import Permission, service
from desktop.rounds.lastsafe import Channel
from desktop.rounds.sightings import note_sighting
from desktop.session import Session

BACK = timedelta(days=180)
LEAST = 7  # digits of a number that can belong to somebody
_INSIDE = re.compile(r"\d[a-wyzA-WYZ]\d|[lIO]\d{4}|\d{4}[lIO](?![a-z])")  # a letter where a digit should stand (x is an extension)
_SAID = re.compile(r"电话|手机|号码|来电|tel|phone|[:：,，;；]", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """What the caller's box says: a number (digits), a name beside it, or words that look like a number but hold letters (`doubt`)."""

    phone: str = ""
    name: str = ""
    doubt: bool = False


def split_caller(text: str) -> Typed:
    """Take apart what was typed or pasted: '电话：138 0000 1234 张' is a number and a name. A number with letters among its digits
    ('138O0001234') is kept as it stands and never mended by guessing."""
    told = text.strip()
    if sum(c.isdigit() for c in told) >= 5 and _INSIDE.search(told):
        return Typed(name=told, doubt=True)
    found = read_phones(told)
    if found.numbers and len(_digits(found.first)) >= LEAST:
        name = " ".join(_SAID.sub(" ", " ".join([*(one.remark for one in found.numbers), found.rest])).split())
        return Typed(_digits(found.first), name)
    if any(c.isalpha() for c in told):
        return Typed(name=told)
    return Typed(phone=told)


def phone_as_kept(text: str) -> str:
    """A number as a call keeps it: its digits; with letters among them as it was typed."""
    told = text.strip()
    return told[:30] if any(c.isalpha() for c in told) else _digits(told) or told[:30]


@dataclass(frozen=True)
class Unmatched:
    """A number that called (or was called) and belongs to nobody on record."""

    phone: str
    calls: int
    first_at: datetime
    last_at: datetime
    note: str
    caller_name: str


@service(Permission.HOTLINE_READ, personal=True)
def unmatched_numbers(session: Session) -> list[Unmatched]:
    """Numbers of the last half year that nobody on record has, the latest first."""
    found: dict[str, Unmatched] = {}
    for row in queries.unknown_calls(session.store, session.clock.now() - BACK):
        one = found.get(row["phone"])
        if one is None:
            found[row["phone"]] = Unmatched(row["phone"], 1, row["at"], row["at"], row["note"], row["caller_name"])
        else:
            found[row["phone"]] = Unmatched(
                one.phone, one.calls + 1, row["at"], one.last_at, one.note or row["note"], one.caller_name or row["caller_name"])
    return list(found.values())


@service(Permission.HOTLINE_WRITE)
def match_number(session: Session, phone: str, person: str, keep: bool = True) -> str:
    """Say whose a number is: all its calls become his; with `keep` it is also written among his numbers, so that he is known next time.
    Returns the operation's id. Raises BadRequest when no call has this number any more."""
    rows = [row for row in queries.unknown_calls(session.store, datetime.min) if row["phone"] == phone]
    if not rows:
        raise BadRequest(_("No call with this number waits any more."))
    with session.write("hotline.match_number") as unit:
        for row in rows:
            unit.update(Call, row["id"], {"person": person})
            if row["subtype"] in SPOKEN_WITH and queries.sighting_of(session.store, row["id"]) is None:
                note_sighting(unit, person, row["at"], Channel.CALL, row["id"])
        standing = unit.row(Person, person)
        known = [standing["phone"], *(one for one in standing["phones"].split(";") if one)]
        if keep and phone not in {_digits(one) for one in known}:
            changed = {"phone": phone} if not standing["phone"] else {"phones": ";".join([*known[1:], phone])[:200]}
            unit.update(Person, person, {**changed, "search_text": f"{standing['search_text']} {phone}"})
    return session.last_operation


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")
