"""What every save of this room shares: versions, codes, the person row with its search keys, the door, the doubts."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from db.exchange.tables import Doubt
from db.people import places
from db.people.tables import Household, Person
from db.store import Unit
from desktop.people.address import split_room
from desktop.people.identity import ResidentId
from desktop.people.names import search_text
from desktop.people.services.drafts import Conflict, Difference, flat
from desktop.people.services.words import field_label, shown
from desktop.permissions import Permission, service
from desktop.session import Session

ELDER_CODE, VOLUNTEER_CODE = "E", "V"


def next_codes(used: Iterable[str], letter: str, count: int = 1) -> list[str]:
    """The next running codes ('E0007', ...): one more than the largest ever given, removed records included."""
    numbers = [int(found[1]) for code in used if (found := re.fullmatch(rf"{letter}(\d+)", code))]
    first = max(numbers, default=0) + 1
    return [f"{letter}{number:04d}" for number in range(first, first + count)]


def token_of(*rows: dict[str, Any] | None, parts: Iterable[dict[str, Any]] = ()) -> str:
    """A text that is the same as long as none of these rows has changed."""
    whole = [f"{row['id'][-12:]}.{row['version']}" if row else "-" for row in rows]
    return "|".join([*whole, *sorted(f"{row['id'][-12:]}.{row['version']}" for row in parts)])


def refuse_stale(
    expected: str | None, current_token: str, mine: Any, current: Any, words: Callable[[str, Any], str] = shown
) -> None:
    """Raise Conflict when the record has moved on since `expected` was read; `mine` and `current` are drafts.

    When both drafts say the same, nothing is lost by saving and nothing is raised.
    """
    if expected is None or expected == current_token:
        return
    before, now = flat(mine), flat(current)
    differences = [
        Difference(name, field_label(name), words(name, before[name]), words(name, now[name]))
        for name in before
        if before[name] != now[name]
    ]
    if differences:
        raise Conflict(differences, current_token)


def save_person(unit: Unit, person_id: str | None, values: dict[str, Any]) -> str:
    """Insert or update a person, its search keys made anew; returns its id."""
    phones = [phone for phone in (values["phone"], *values["phones"].split(";")) if phone]
    row = {**values, "search_text": search_text(values["name"], values["id_number"][-4:], phones)}
    if person_id is None:
        return unit.insert(Person, row)
    unit.update(Person, person_id, row)
    return person_id


@service(Permission.PEOPLE_WRITE)
def save_door(session: Session, unit: Unit, door: dict[str, Any]) -> str | None:
    """The household of this door: the one that stands there already, else a new one; None when nothing is said of it."""
    if not (door["building"] or door["address"] or door["room"]):
        return None
    floor = door["floor"] if door["floor"] is not None else split_room(door["room"])[0]
    standing = places.households_at(session.store, door["building"], door["unit"], door["room"], door["address"])
    values = {**door, "floor": floor}
    if standing:
        kept = standing[0]
        unit.update(Household, kept["id"], {"floor": floor, "address": door["address"] or kept["address"]})
        return str(kept["id"])
    return unit.insert(Household, values)


@service(Permission.PEOPLE_WRITE)
def note_id_doubt(session: Session, unit: Unit, person_id: str, resident: ResidentId, open_doubts: list[dict[str, Any]]) -> None:
    """Keep the doubt about an ID number true: opened when the number is not valid, settled when it is valid or gone."""
    mine = [doubt for doubt in open_doubts if doubt["field"] == "id_number"]
    if resident.reason is None:
        for doubt in mine:
            unit.update(Doubt, doubt["id"], {"settled_at": session.clock.now(), "settled_how": resident.number or ""})
        return
    if any(doubt["verbatim"] == resident.text and doubt["reason"] == resident.reason for doubt in mine):
        return
    for doubt in mine:
        unit.update(Doubt, doubt["id"], {"settled_at": session.clock.now(), "settled_how": resident.text})
    unit.insert(
        Doubt,
        {
            "table_name": "person",
            "row_id": person_id,
            "field": "id_number",
            "verbatim": resident.text,
            "reason": resident.reason,
            "message": resident.message,
        },
    )
