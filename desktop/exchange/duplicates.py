"""The same person twice in one workbook: found, and proposed as one record with the better value of each field."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, cast

from desktop.exchange.facts import BuildingFacts, ContactFacts, Facts, FieldDoubt, OrganisationFacts, PersonFacts
from desktop.people.text import squeeze

FactsT = TypeVar("FactsT", bound=Facts)

# a doubt's field → the fact it is about
FACT_OF_DOUBT = {
    "id": "id_number", "birth": "born", "lunar_birth": "lunar", "category": "categories", "phone_more": "phones", "grids": "grids",
    "contact_name": "contacts", "contact_phone": "contacts", "contact_relation": "contacts", "opened": "opened_on",
    "consent": "consent_on", "joined": "joined_on",
}
_UNIONS = ("categories", "new_categories", "contacts", "grids", "phones", "phone", "note", "available", "off")
_OWN = ("sheet", "row", "doubts", "id_state", "id_verbatim")


@dataclass(frozen=True, slots=True)
class Choice:
    """A field on which the rows differ: which of the group's places wins (0 = the first), and what each of them says."""

    field: str
    winner: int
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Rows that are one and the same: (sheet, row) of each, the first is the one that stays; why ('same_id', 'same_birth',
    'same_phone', 'same_address', 'same_name'); the merged facts; the fields on which they differ."""

    places: tuple[tuple[str, int], ...]
    reason: str
    merged: Facts
    choices: tuple[Choice, ...]

    @property
    def key(self) -> tuple[str, int]:
        """What names the group in decisions."""
        return self.places[0]


def find_groups(rows: Sequence[FactsT]) -> list[tuple[str, list[FactsT]]]:
    """Groups of two or more rows of one kind that look like the same record, with the strongest reason. Rows keep their order."""
    parent = list(range(len(rows)))
    reasons: dict[int, str] = {}

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for reason, key in _KEYS.items():
        seen: dict[Any, int] = {}
        for i, facts in enumerate(rows):
            for found in key(facts):
                if found not in seen:
                    seen[found] = i
                elif _agree(rows[seen[found]], facts) and root(seen[found]) != root(i):
                    low, high = sorted((root(seen[found]), root(i)))
                    parent[high] = low
                    reasons.setdefault(low, reason)
    groups: dict[int, list[FactsT]] = defaultdict(list)
    for i, facts in enumerate(rows):
        groups[root(i)].append(facts)
    return [(reasons.get(first, "same_name"), members) for first, members in groups.items() if len(members) > 1]


def _same_id(facts: Facts) -> Iterable[Any]:
    if isinstance(facts, PersonFacts) and facts.id_number and facts.name:
        yield facts.id_number, facts.name


def _same_birth(facts: Facts) -> Iterable[Any]:
    if isinstance(facts, PersonFacts) and facts.born and facts.name:
        yield facts.name, facts.born


def _same_phone(facts: Facts) -> Iterable[Any]:
    if isinstance(facts, PersonFacts) and facts.name:
        for phone in (facts.phone, *facts.phones):
            if phone:
                yield facts.name, phone


def _same_address(facts: Facts) -> Iterable[Any]:
    if isinstance(facts, PersonFacts) and facts.name and facts.address and facts.address.building and facts.address.room:
        yield facts.name, facts.address.normal


def _same_name(facts: Facts) -> Iterable[Any]:
    if isinstance(facts, OrganisationFacts) and facts.name:
        yield squeeze(facts.name)
    if isinstance(facts, BuildingFacts) and facts.name:
        yield facts.estate, facts.name


_KEYS: dict[str, Callable[[Facts], Iterable[Any]]] = {
    "same_id": _same_id, "same_birth": _same_birth, "same_phone": _same_phone, "same_address": _same_address, "same_name": _same_name,
}


def _agree(one: Facts, other: Facts) -> bool:
    """Nothing sure speaks against their being the same: two valid ID numbers must be equal, and so must the sex."""
    if isinstance(one, PersonFacts) and isinstance(other, PersonFacts):
        if one.id_number and other.id_number and one.id_number != other.id_number:
            return False
        return not (one.sex and other.sex and one.sex != other.sex)
    return True


def merge(rows: Sequence[FactsT], winners: dict[str, int] | None = None) -> tuple[FactsT, tuple[Choice, ...]]:
    """One record from several rows: of each field the fuller value, lists joined, the first row where they are equal.

    `winners` (field → position among `rows`) is the clerk's choice and goes before.
    """
    first = rows[0]
    values: dict[str, Any] = {}
    choices: list[Choice] = []
    won: dict[str, int] = {}
    for one in fields(first):
        name = one.name
        if name in _OWN:
            continue
        said = [getattr(facts, name) for facts in rows]
        filled = [(at, value) for at, value in enumerate(said) if _weight(value)]
        chosen = (winners or {}).get(name)
        if chosen is not None and 0 <= chosen < len(rows):
            winner = chosen
            values[name] = said[chosen]
        elif name in _UNIONS and len(filled) > 1:
            winner = max(filled, key=lambda pair: _weight(pair[1]))[0]
            values[name] = _union(name, [value for _at, value in filled])
        else:
            winner = max(filled, key=lambda pair: _weight(pair[1]))[0] if filled else 0
            values[name] = said[winner]
        won[name] = winner
        if len({repr(value) for _at, value in filled}) > 1:
            choices.append(Choice(name, winner, tuple(said)))
    if isinstance(first, PersonFacts):
        source = cast(PersonFacts, rows[won["id_number"]])
        if not values["id_number"]:
            source = next((cast(PersonFacts, f) for f in rows if cast(PersonFacts, f).id_verbatim), source)
        values |= {"id_state": source.id_state, "id_verbatim": source.id_verbatim}
        values["phones"] = tuple(p for p in values["phones"] if p != values["phone"])
    values["doubts"] = tuple(_doubts(rows, won, values))
    return replace(first, **values), tuple(choices)


def _weight(value: Any) -> float:
    """How much a value says."""
    if value is None or value == "" or value in ((), frozenset()):
        return 0
    if isinstance(value, tuple) and value and isinstance(value[0], ContactFacts):
        return sum(1 + bool(c.phone) + bool(c.relation) + len(c.phones) for c in value)
    if isinstance(value, (tuple, frozenset)):
        return len(value)
    if hasattr(value, "reason") and hasattr(value, "building"):
        return 2 if value.reason is None else 1
    return 1


def _union(name: str, values: list[Any]) -> Any:
    if name == "phone":
        return values[0]
    if name == "note":
        return ";".join(dict.fromkeys(values))
    if name == "available":
        return frozenset().union(*values)
    if name == "contacts":
        return join_contacts(values)
    joined = tuple(dict.fromkeys(item for value in values for item in value))
    return tuple(sorted(joined)) if name == "off" else joined


def join_contacts(lists: Iterable[Sequence[ContactFacts]]) -> tuple[ContactFacts, ...]:
    """Contacts of several rows: the same name (or, nameless, the same phone) once, with all their phones."""
    joined: list[ContactFacts] = []
    for contact in (c for contacts in lists for c in contacts):
        at = next((i for i, known in enumerate(joined) if _same_contact(known, contact)), None)
        if at is None:
            joined.append(contact)
            continue
        known = joined[at]
        phones = tuple(dict.fromkeys(p for p in (known.phone, contact.phone, *known.phones, *contact.phones) if p))
        joined[at] = ContactFacts(known.name or contact.name, known.relation or contact.relation, phones[0] if phones else "", phones[1:])
    return tuple(joined)


def _same_contact(one: ContactFacts, other: ContactFacts) -> bool:
    if one.name and other.name:
        return one.name == other.name
    return bool({one.phone, *one.phones} & {other.phone, *other.phones} - {""}) or (one.relation == other.relation and not one.phone)


def _doubts(rows: Sequence[Facts], won: dict[str, int], values: dict[str, Any]) -> Iterable[FieldDoubt]:
    """Doubts of a field that another row settles fall away; the same doubt of two rows is one."""
    seen: set[tuple[str, str, str]] = set()
    for at, facts in enumerate(rows):
        for doubt in facts.doubts:
            name = FACT_OF_DOUBT.get(doubt.field, doubt.field)
            settled = won.get(name, at) != at and _weight(values.get(name)) and not _doubted(rows[won[name]], doubt.field)
            key = (doubt.field, doubt.verbatim, doubt.reason)
            if not settled and key not in seen:
                seen.add(key)
                yield doubt


def _doubted(facts: Facts, field: str) -> bool:
    return any(d.field == field for d in facts.doubts)


def id_clashes(rows: Sequence[PersonFacts]) -> dict[tuple[str, int], FieldDoubt]:
    """Rows whose valid ID number stands beside two different names: (sheet, row) → doubt."""
    by_number: dict[str, list[PersonFacts]] = defaultdict(list)
    for facts in rows:
        if facts.id_number:
            by_number[facts.id_number].append(facts)
    clashes = {}
    for number, members in by_number.items():
        if len({m.name for m in members}) > 1:
            for m in members:
                clashes[m.sheet, m.row] = FieldDoubt("id", number, "id_used_twice", -1, False, m.row)
    return clashes

