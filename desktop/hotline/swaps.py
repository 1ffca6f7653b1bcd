"""换班: seats of a published roster that change hands. Offer → accept → approve; the clerk may also replace somebody who is ill.

Each change that is approved is a new published version of the month, so that what hangs on the wall has a number; a draft that the
clerk works on meanwhile gets the same change. Nothing that would break a hard rule is approved: it is refused with the rule.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from db.hotline import queries
from db.hotline import swaps as rows_of
from db.hotline.tables import Roster, Seat, SeatSwap, Unavailable
from db.store import Unit
from desktop.errors import BadRequest
from desktop.hotline.explain import alternatives
from desktop.hotline.months import MonthRoster, load_month
from desktop.hotline.problem import SeatKey, moment
from desktop.hotline.rosters import breach_words
from desktop.hotline.rules import Rule, breaches, counts
from desktop.hotline.words import clock, rule_label
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.reports.printlog import who
from desktop.session import Session

SWAP_KINDS: dict[str, str] = {"gift": N_("given away"), "exchange": N_("exchanged"), "replace": N_("stand-in")}
SWAP_STATES: dict[str, str] = {
    "offered": N_("offered"), "accepted": N_("accepted"), "approved": N_("approved"), "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
}  # fmt: skip
OPEN = ("offered", "accepted")

Place = tuple[date, int, int]
"""A seat in every version of a roster: day, start in minutes since midnight, number."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who might take a seat: the rule that forbids it ('' none), or what it costs (load units², wish points); shifts he has this
    month and his load with what he carries."""

    volunteer: str
    code: str
    name: str
    phone: str
    organisation: str
    rule: str
    fairness: int
    preference: int
    shifts: int
    load: int


@service(Permission.HOTLINE_READ, personal=True)
def candidates(session: Session, seat: str) -> list[Candidate]:
    """Who could take a seat of a published roster instead: those whom no rule forbids first, the fairest first. Raises BadRequest."""
    row = _published_seat(session, seat)
    roster, assigned = _standing(session, f"{row['date']:%Y-%m}")
    key = _key(row)
    if (key.day, key.template) not in roster.problem.shift_at:
        raise BadRequest(_("The shift was changed since the roster was published. Plan the rest of the month again."))
    sums = counts(roster.problem, assigned)
    return [
        Candidate(
            one.volunteer, person.code, person.name, person.phone, person.organisation,
            rule_label(one.rule) if one.rule is not None else "", one.fairness, one.preference, sums[one.volunteer].shifts,
            sums[one.volunteer].total,
        )
        for one in alternatives(roster.problem, assigned, key)
        if one.volunteer in roster.people and (person := roster.people[one.volunteer]).trained
    ]


@service(Permission.HOTLINE_WRITE)
def offer_swap(
    session: Session, seat: str, taker: str | None = None, back_seat: str | None = None, reason: str = ""
) -> str:
    """Somebody offers his seat: to anybody, to `taker`, or against the seat `back_seat`, whose holder then is the taker. Returns the
    swap's id. Raises BadRequest when it has begun, is empty, is offered already, or the swap would break a rule (which is told)."""
    row = _published_seat(session, seat)
    if row["volunteer"] is None:
        raise BadRequest(_("Nobody has this seat; there is nothing to swap. Find a stand-in for it."))
    place = _place(row)
    if any(_place(one) == place for one in rows_of.swaps(session.store, session.clock.now(), OPEN)):
        raise BadRequest(_("This seat is offered already."))
    back: dict[str, Any] | None = None
    if back_seat is not None:
        back = _published_seat(session, back_seat)
        if back["volunteer"] is None or back["volunteer"] == row["volunteer"]:
            raise BadRequest(_("Choose a seat of somebody else to exchange with."))
        taker = back["volunteer"]
    values = {
        "kind": "exchange" if back else "gift", "state": "offered", "date": row["date"], "shift": row["shift"],
        "start_minute": row["start_minute"], "seat": row["seat"], "giver": row["volunteer"], "taker": taker, "reason": reason.strip()[:200],
        "offered_at": session.clock.now(),
    }
    if back is not None:
        values |= {
            "back_date": back["date"], "back_shift": back["shift"], "back_start_minute": back["start_minute"], "back_seat": back["seat"],
        }
    if taker is not None:
        check_swap(session, values)
    with session.write("hotline.offer_swap") as unit:
        return unit.insert(SeatSwap, values)


@service(Permission.HOTLINE_WRITE)
def accept_swap(session: Session, swap: str, taker: str | None = None) -> str:
    """The other one says yes (`taker`: who takes a seat that was offered to anybody). Returns the operation's id. Raises BadRequest."""
    row = _open_swap(session, swap, ("offered",))
    who_takes = row["taker"] or taker
    if who_takes is None:
        raise BadRequest(_("Say who takes the seat."))
    check_swap(session, row | {"taker": who_takes})
    with session.write("hotline.accept_swap") as unit:
        unit.update(
            SeatSwap, swap, {"taker": who_takes, "state": "accepted", "accepted_at": session.clock.now()}, row["version"]
        )
    return session.last_operation


@service(Permission.ROSTER_WRITE)
def approve_swap(session: Session, swap: str) -> tuple[int, str]:
    """The clerk consents: the swap is published as the next version of each month. Returns the (last) version's number and the
    operation's id, by which all of it is taken back. Raises BadRequest when it would break a rule by now."""
    row = _open_swap(session, swap, ("accepted",))
    check_swap(session, row)
    number = 0
    with session.write("hotline.approve_swap") as unit:
        unit.update(
            SeatSwap, swap, {"state": "approved", "decided_at": session.clock.now(), "decided_by": who(session)}, row["version"]
        )
        for month, changes in _by_month(_changes(row)).items():
            number = _publish(session, unit, month, changes)
    return number, session.last_operation


@service(Permission.HOTLINE_WRITE)
def refuse_swap(session: Session, swap: str, state: str = "refused", reason: str = "") -> str:
    """The swap does not come about: refused by the clerk or the other ('refused'), or taken back by who offered it ('withdrawn')."""
    row = _open_swap(session, swap, OPEN)
    note = "；".join(part for part in (row["reason"], reason.strip()) if part)[:200]
    with session.write("hotline.refuse_swap") as unit:
        unit.update(SeatSwap, swap, {
            "state": state, "decided_at": session.clock.now(), "decided_by": who(session), "reason": note,
        }, row["version"])  # fmt: skip
    return session.last_operation


@service(Permission.ROSTER_WRITE)
def replace_seat(
    session: Session, seat: str, volunteer: str | None, reason: str = "", away_until: date | None = None
) -> tuple[int, str]:
    """The clerk gives a seat to somebody else (None: it stays empty for now), say because its holder fell ill; published at once.

    `away_until`: the holder is also entered as unavailable from the seat's day to this one. Returns the version's number and the
    operation's id. Raises BadRequest naming the rule that it would break."""
    row = _published_seat(session, seat)
    holder = row["volunteer"]
    if volunteer == holder:
        raise BadRequest(_("This person has the seat already."))
    change: dict[Place, tuple[str | None, str | None]] = {_place(row): (holder, volunteer)}
    if volunteer is not None:
        _refuse_breaches(session, change)
    now = session.clock.now()
    with session.write("hotline.replace_seat") as unit:
        unit.insert(SeatSwap, {
            "kind": "replace", "state": "approved", "date": row["date"], "shift": row["shift"], "start_minute": row["start_minute"],
            "seat": row["seat"], "giver": holder, "taker": volunteer, "reason": reason.strip()[:200], "offered_at": now,
            "decided_at": now, "decided_by": who(session),
        })  # fmt: skip
        number = _publish(session, unit, f"{row['date']:%Y-%m}", change)
        if away_until is not None and holder is not None:
            _mark_away(session, unit, holder, row["date"], away_until, reason)
    return number, session.last_operation


@service(Permission.HOTLINE_READ)
def check_swap(session: Session, row: Mapping[str, Any]) -> None:
    """Raise BadRequest when a swap cannot be: somebody no longer has his seat, the shift has begun, or a rule would be broken."""
    changes = _changes(row)
    now = session.clock.now()
    standing = {_place(one): one for one in rows_of.published_seats(session.store, min(p[0] for p in changes), max(p[0] for p in changes))}
    for place, (holder, _taker) in changes.items():
        found = standing.get(place)
        if found is None or found["volunteer"] != holder:
            raise BadRequest(_("The roster was changed meanwhile: {day} {time} is no longer this person's seat.").format(
                day=place[0].isoformat(), time=clock(place[1])))  # fmt: skip
        if moment(place[0], place[1]) <= now:
            raise BadRequest(_("The shift of {day} {time} has begun. Record a stand-in when signing in.").format(
                day=place[0].isoformat(), time=clock(place[1])))  # fmt: skip
    _refuse_breaches(session, changes)


def _changes(row: Mapping[str, Any]) -> dict[Place, tuple[str | None, str | None]]:
    """Place -> (who has it, who gets it)."""
    changes = {(row["date"], row["start_minute"], row["seat"]): (row["giver"], row["taker"])}
    if row.get("back_date") is not None:
        changes[row["back_date"], row["back_start_minute"], row["back_seat"]] = (row["taker"], row["giver"])
    return changes


def _by_month(changes: Mapping[Place, tuple[str | None, str | None]]) -> dict[str, dict[Place, tuple[str | None, str | None]]]:
    months: dict[str, dict[Place, tuple[str | None, str | None]]] = {}
    for place, change in changes.items():
        months.setdefault(f"{place[0]:%Y-%m}", {})[place] = change
    return months


def _refuse_breaches(session: Session, changes: Mapping[Place, tuple[str | None, str | None]]) -> None:
    gets = {(place[0], place[1], holder): taker for place, (holder, taker) in changes.items() if holder is not None}
    for month, mine in _by_month(changes).items():
        roster, assigned = _standing(session, month)
        after = dict(assigned)
        for key in assigned:
            start = roster.template(key.template).start
            if (key.day, start, key.number) in mine:
                after[key] = mine[key.day, start, key.number][1]
        before = Counter(breaches(roster.problem, assigned))
        beside = tuple(  # what the swap does across the month's border
            replace(duty, volunteer=who) for duty in roster.problem.neighbours
            if (who := gets.get((duty.day, duty.start, duty.volunteer), duty.volunteer)) is not None
        )  # fmt: skip
        new = [b for b in breaches(replace(roster.problem, neighbours=beside), after) if b.rule is not Rule.NO_SUCH_SEAT and not before[b]]
        if new:
            raise BadRequest(_("This would break a rule: {list}").format(list=breach_words(roster, new)))


def _standing(session: Session, month: str) -> tuple[MonthRoster, dict[SeatKey, str | None]]:
    """The month and who has which seat in its published version. Raises BadRequest when none is published."""
    published = next((row for row in queries.rosters(session.store, month) if row["state"] == "published"), None)
    if published is None:
        raise BadRequest(_("The roster of {month} is not published. Change it on the roster page.").format(month=month))
    rows = queries.seats_of(session.store, published["id"])
    return load_month(session, month), {_key(row): row["volunteer"] for row in rows}


def _publish(session: Session, unit: Unit, month: str, changes: Mapping[Place, tuple[str | None, str | None]]) -> int:
    """The published version with these changes as the next published one; a later draft is taken along. Returns the number."""
    versions = queries.rosters(session.store, month)
    published = next(row for row in versions if row["state"] == "published")
    draft = next((row for row in versions if row["state"] == "draft" and row["number"] > published["number"]), None)
    number = queries.last_number(session.store, month) + 1
    unit.update(Roster, published["id"], {"state": "replaced"}, published["version"])
    _copy(session, unit, published, changes, {"number": number, "state": "published", "published_at": session.clock.now()})
    if draft is not None:
        unit.update(Roster, draft["id"], {"state": "replaced"}, draft["version"])
        _copy(session, unit, draft, changes, {"number": number + 1, "state": "draft"})
    return number


def _copy(
    session: Session, unit: Unit, row: Mapping[str, Any], changes: Mapping[Place, tuple[str | None, str | None]], facts: dict[str, Any]
) -> None:
    seats = rows_of.seat_copies(session.store, row["id"])
    for seat in seats:
        held, gets = changes.get(_place(seat), (None, None))
        if _place(seat) in changes and seat["volunteer"] == held:
            seat["volunteer"] = gets
            seat["locked"] = False
    roster = unit.insert(Roster, {"month": row["month"], "proven": False, "bound": row["bound"], **facts})
    unit.insert_many(Seat, [{**seat, "roster": roster} for seat in seats])


def _mark_away(session: Session, unit: Unit, volunteer: str, first: date, last: date, reason: str) -> None:
    known = {row["date"]: row for row in queries.unavailable_rows(session.store, volunteer)}
    day = first
    while day <= last:
        row = known.get(day)
        if row is None:
            unit.insert(Unavailable, {"volunteer": volunteer, "date": day, "reason": reason.strip()[:100]})
        elif row["deleted_at"] is not None:
            unit.restore(Unavailable, row["id"])
        day += timedelta(days=1)


def _published_seat(session: Session, seat: str) -> dict[str, Any]:
    """A seat of a published roster whose shift has not ended. Raises BadRequest."""
    row = queries.seat(session.store, seat)
    if row is None:
        raise BadRequest(_("There is no such seat any more; the roster was changed meanwhile."))
    standing = {_place(one): one for one in rows_of.published_seats(session.store, row["date"], row["date"])}
    found = standing.get(_place(row))
    if found is None:
        raise BadRequest(_("The roster of {month} is not published. Change it on the roster page.").format(month=f"{row['date']:%Y-%m}"))
    ends: datetime = moment(found["date"], found["end_minute"])
    if ends <= session.clock.now():
        raise BadRequest(_("This shift is over."))
    return found


def _open_swap(session: Session, swap: str, states: tuple[str, ...]) -> dict[str, Any]:
    row = rows_of.swap(session.store, swap)
    if row is None or row["state"] not in states:
        raise BadRequest(_("This swap was decided already, or waits for another step."))
    return row


def _place(row: Mapping[str, Any]) -> Place:
    return row["date"], row["start_minute"], row["seat"]


def _key(row: Mapping[str, Any]) -> SeatKey:
    return SeatKey(row["date"], row["template"] or row["shift"], row["seat"])
