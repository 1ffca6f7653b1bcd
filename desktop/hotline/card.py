"""The care card: what the person at the phone must see about the caller, at once."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from db.hotline import calls as queries
from db.people import elders
from db.rounds import queries as rounds
from db.rounds import watching
from desktop.errors import BadRequest
from desktop.hotline.calls import FREQUENT_CALLS
from desktop.i18n import _
from desktop.people.masking import masked_address, masked_health, masked_phone
from desktop.people.reveal import hides_doors, reveal
from desktop.permissions import Permission, service
from desktop.rounds.sightings import last_safe
from desktop.session import Session

LAST_CALLS = 5
LAST_KNOCKS = 3


@dataclass(frozen=True)
class Alert:
    """Something that the person at the phone must know first; `level` is 'danger' (an elder may be in danger) or 'attention'."""

    level: str
    text: str


@dataclass(frozen=True)
class CardContact:
    name: str
    relation: str
    phone: str
    has_key: bool


@dataclass(frozen=True)
class CareCard:
    """All about a caller. `age` in full years or None; `calls_this_month` counts incoming ones."""

    person: str
    name: str
    sex: str
    age: int | None
    address_as: str  # how to address them
    place: str
    phone: str
    care_file: str | None
    code: str
    risk: str
    categories: tuple[str, ...]
    health: str
    hazards: str
    notes: str
    last_safe_at: datetime | None
    last_safe_channel: str
    alerts: tuple[Alert, ...]
    contacts: tuple[CardContact, ...]
    last_calls: tuple[dict[str, Any], ...]
    last_knocks: tuple[dict[str, Any], ...]
    follow_ups: tuple[dict[str, Any], ...]
    calls_this_month: int
    frequent: bool
    in_clear: bool = True


@service(Permission.HOTLINE_READ, personal=True)
def care_card(session: Session, person_id: str) -> CareCard:
    """The card of a person, numbers, door and illness masked; for somebody without a care file the parts that need one are empty.

    Raises BadRequest.
    """
    card = _card(session, person_id)
    return replace(
        card, place=masked_address(card.place) if hides_doors(session) else card.place, phone=masked_phone(card.phone),
        health=masked_health(card.health), contacts=tuple(replace(one, phone=masked_phone(one.phone)) for one in card.contacts), in_clear=False,
    )  # fmt: skip


@service(Permission.REVEAL, personal=True)
def care_card_in_clear(session: Session, person_id: str, reason: str = "") -> CareCard:
    """The card with everything in clear; that it was shown is noted. Raises BadRequest, also without a reason where one is needed."""
    card = _card(session, person_id)
    reveal(session, person_id, ("phones", "address", "health", "contacts"), reason)
    return card


def _card(session: Session, person_id: str) -> CareCard:
    store, now = session.store, session.clock.now()
    row = queries.person_card(store, person_id)
    if row is None:
        raise BadRequest(_("This person is no longer on record."))
    care = row["care_file"]
    safe = watching.last_safe(store, [person_id], now).get(person_id)
    month = datetime.combine(now.date().replace(day=1), time())
    often = queries.incoming_by_person(store, month, now + timedelta(seconds=1)).get(person_id, 0)
    due = tuple(queries.follow_ups(store, person_id=person_id))
    return CareCard(
        person=person_id, name=row["name"], sex=row["sex"], age=_age(row["born"], now.date()),
        address_as=_address_as(row["name"], row["sex"], _age(row["born"], now.date())),
        place=row["address"] or " ".join(p for p in (row["building"], row["room"]) if p), phone=row["phone"],
        care_file=care["id"] if care else None, code=care["code"] if care else "", risk=care["risk"] if care else "",
        categories=_categories(session, care["id"]) if care else (),
        health=care["health"] if care else "", hazards=care["hazards"] if care else "", notes=care["notes"] if care else row["note"],
        last_safe_at=safe[0] if safe else None, last_safe_channel=safe[1] if safe else "",
        alerts=tuple(_alerts(session, care, now, often, due)),
        contacts=tuple(
            CardContact(c["name"], c["relation"], c["phone"], bool(c["has_key"])) for c in elders.contacts_of(store, care["id"])
        ) if care else (),
        last_calls=tuple(queries.calls(store, person_id=person_id, limit=LAST_CALLS)),
        last_knocks=tuple(queries.last_knocks(store, care["id"], LAST_KNOCKS)) if care else (),
        follow_ups=due, calls_this_month=often, frequent=often >= FREQUENT_CALLS,
    )


def _alerts(
    session: Session, care: dict[str, Any] | None, now: datetime, often: int, due: tuple[dict[str, Any], ...]
) -> list[Alert]:
    found = []
    if care is not None:
        ladder = watching.open_ladder_of(session.store, care["id"])
        if ladder is not None:
            found.append(Alert("danger", _("Nobody answered at the door at {time}; the ladder is open.").format(
                time=f"{ladder['opened_at']:%H:%M}")))
        away = rounds.absences(session.store, now.date(), care["id"])
        current = next(
            (a for a in away if a["from_date"] <= now.date() and (a["returned_on"] is None or a["returned_on"] > now.date())), None)
        if current is not None:
            until = current["until_date"].isoformat() if current["until_date"] else _("not known")
            found.append(Alert("attention", _("Reported away; expected back: {day}.").format(day=until)))
        else:
            known = last_safe(session, care["id"])
            if known.silence > known.threshold:
                hours = int(known.silence.total_seconds() // 3600)
                found.append(Alert("danger", _("Not known safe for {hours} hours.").format(hours=hours)))
    if often >= FREQUENT_CALLS:
        found.append(Alert("attention", _("Frequent caller: {number} calls this month.").format(number=often)))
    late = sum(1 for f in due if f["due_at"] is not None and f["due_at"] < now)
    if late:
        found.append(Alert("attention", _("{number} promises overdue.").format(number=late)))
    return found


def _categories(session: Session, care_file: str) -> tuple[str, ...]:
    names = {row["id"]: row["name"] for row in elders.categories(session.store)}
    chosen = elders.categories_of(session.store, [care_file]).get(care_file, [])
    return tuple(names[c] for c in chosen if c in names)


def _age(born: date | None, today: date) -> int | None:
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _address_as(name: str, sex: str, age: int | None) -> str:
    """How elders are addressed: surname with grandpa or granny from 70, else Mr or Ms; the whole name when sex is not known."""
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]
    if sex not in ("m", "f") or not name:
        return name
    if age is not None and age >= 70:
        return (_("Grandpa {surname}") if sex == "m" else _("Granny {surname}")).format(surname=surname)
    return (_("Mr {surname}") if sex == "m" else _("Ms {surname}")).format(surname=surname)


COMPOUND_SURNAMES = frozenset({
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "司徒", "司空", "夏侯", "端木", "百里",
})
