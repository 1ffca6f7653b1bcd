"""Facts of a row against a record of the station: which is meant, and which fields change. Blank cells change nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.exchange.facts import BuildingFacts, ContactFacts, ElderFacts, Facts, OrganisationFacts, PersonFacts, VolunteerFacts
from desktop.exchange.snapshot import BuildingSnapshot, OrganisationSnapshot, PersonSnapshot, StationSnapshot, Window
from desktop.i18n import _
from desktop.people.address import Address
from desktop.people.availability import Slot
from desktop.people.lunar import lunar_words
from desktop.people.text import squeeze
from desktop.people.weekly import PARTS_OF_DAY, weekly_words
from desktop.people.words import grid_key

Record = PersonSnapshot | OrganisationSnapshot | BuildingSnapshot


@dataclass(frozen=True, slots=True)
class Change:
    """A field that would change: values as plain data; `old_text` and `new_text` are for the clerk."""

    field: str
    old: Any
    new: Any

    @property
    def old_text(self) -> str:
        """The station's value in words."""
        return value_words(self.field, self.old)

    @property
    def new_text(self) -> str:
        """The workbook's value in words."""
        return value_words(self.field, self.new)


def windows_of(slots: Iterable[Slot]) -> frozenset[Window]:
    """Weekly slots as windows in minutes; a window inside another of the same day falls away."""
    windows = {(day, *PARTS_OF_DAY[part]) for day, part in slots}
    return frozenset(
        w for w in windows if not any(o != w and o[0] == w[0] and o[1] <= w[1] and w[2] <= o[2] for o in windows)
    )


class Finder:
    """Finds the record of the station that a row is about."""

    def __init__(self, station: StationSnapshot) -> None:
        self._persons: dict[tuple[str, Any], list[PersonSnapshot]] = defaultdict(list)
        for person in station.persons:
            for key in _person_keys(person):
                self._persons[key].append(person)
        self._organisations = {squeeze(o.name): o for o in station.organisations}
        self._buildings = station.buildings
        self._taken: set[str] = set()

    def find(self, facts: Facts) -> Record | None:
        """The record meant, each at most once; None for a new one."""
        found = self._find(facts)
        if found is not None:
            self._taken.add(f"{facts.kind}:{found.id}")
        return found

    def _find(self, facts: Facts) -> Record | None:
        if isinstance(facts, OrganisationFacts):
            return self._free(facts, self._organisations.get(squeeze(facts.name)))
        if isinstance(facts, BuildingFacts):
            return self._free(facts, building_of(self._buildings, facts.estate, str(facts.number or ""), facts.name))
        for key in _fact_keys(facts):
            matches = [p for p in self._persons.get(key, ()) if self._free(facts, p) and _may_be(facts, p)]
            same_part = [p for p in matches if (p.elder if facts.kind == "elders" else p.volunteer)]
            if key[0] == "name":  # a name alone makes nobody a volunteer, and of several people means none that is known by more
                matches = same_part if len(same_part) == 1 else [p for p in same_part if not (p.id_number or p.born or p.phones or p.door)]
            if matches:
                return (same_part or matches)[0] if key[0] != "name" else matches[0]
        return None

    def _free(self, facts: Facts, record: Record | None) -> Record | None:
        return record if record is not None and f"{facts.kind}:{record.id}" not in self._taken else None


def building_of(buildings: Iterable[BuildingSnapshot], estate: str, number: str, name: str = "") -> BuildingSnapshot | None:
    """The building of this number or name; without an estate on either side the number alone decides."""
    matches = [b for b in buildings if (number and str(b.number) == number) or (name and b.name == name)]
    exact = [b for b in matches if b.estate == estate]
    if exact:
        return exact[0]
    loose = [b for b in matches if not estate or not b.estate]
    return loose[0] if len(loose) == 1 else None


def _person_keys(person: PersonSnapshot) -> Iterable[tuple[str, Any]]:
    if person.id_number:
        yield "id", person.id_number
    if person.id_verbatim:
        yield "verbatim", (person.name, squeeze(person.id_verbatim))
    if person.born:
        yield "birth", (person.name, person.born)
    for phone in person.phones:
        yield "phone", (person.name, phone)
    door = person.door
    if door:
        yield "door", (person.name, *_door_key(person))
    if person.volunteer and person.volunteer.organisation:
        yield "organisation", (person.name, person.volunteer.organisation)
    yield "name", person.name


def _fact_keys(facts: PersonFacts) -> Iterable[tuple[str, Any]]:
    if facts.id_number:
        yield "id", facts.id_number
    if facts.id_verbatim:
        yield "verbatim", (facts.name, squeeze(facts.id_verbatim))
    if facts.born:
        yield "birth", (facts.name, facts.born)
    for phone in (facts.phone, *facts.phones):
        if phone:
            yield "phone", (facts.name, phone)
    if facts.address and facts.address.text.strip():
        yield "door", (facts.name, *_address_key(facts.address))
    if isinstance(facts, VolunteerFacts) and facts.organisation:
        yield "organisation", (facts.name, facts.organisation)
    if not (facts.id_number or facts.born or facts.phone or (facts.address and facts.address.text.strip())):
        yield "name", facts.name  # the row says nothing else by which to tell people apart


def _may_be(facts: PersonFacts, person: PersonSnapshot) -> bool:
    """Nothing sure speaks against it."""
    if facts.id_number and person.id_number:
        return facts.id_number == person.id_number
    if facts.born and person.born and facts.born != person.born and not facts.doubtful:
        return False
    return not (facts.sex and person.sex and facts.sex != person.sex)


# ---------------------------------------------------------------------------------------------------- changes


def changes(facts: Facts, record: Record, station: StationSnapshot) -> tuple[Change, ...]:
    """The fields that the row would change. Fields of which the row says nothing, or only a doubtful thing, stay."""
    if isinstance(facts, OrganisationFacts) and isinstance(record, OrganisationSnapshot):
        pairs = _organisation_pairs(facts, record)
    elif isinstance(facts, BuildingFacts) and isinstance(record, BuildingSnapshot):
        pairs = _building_pairs(facts, record)
    else:
        assert isinstance(facts, PersonFacts) and isinstance(record, PersonSnapshot)
        pairs = [*_person_pairs(facts, record), *_part_pairs(facts, record)]
    return tuple(Change(field, old, new) for field, old, new in pairs if _says(new) and old != new)


def _says(value: Any) -> bool:
    return value is not None and value != "" and value not in ((), frozenset())


Pairs = list[tuple[str, Any, Any]]


def _organisation_pairs(facts: OrganisationFacts, record: OrganisationSnapshot) -> Pairs:
    return [
        ("kind", record.kind, facts.organisation_kind), ("partner", record.partner, True if facts.partner else None),
        ("head", record.head, facts.head), ("phone", record.phone, facts.phone), ("members", record.members, facts.members),
        ("note", record.note, facts.note),
    ]


def _building_pairs(facts: BuildingFacts, record: BuildingSnapshot) -> Pairs:
    names = ("estate", "units", "floors", "lift", "head", "head_phone", "x", "y", "note")
    return [*((n, getattr(record, n), getattr(facts, n)) for n in names), ("grid", record.grid, grid_key(facts.grid) if facts.grid else "")]


def _person_pairs(facts: PersonFacts, record: PersonSnapshot) -> Pairs:
    said = tuple(p for p in (facts.phone, *facts.phones) if p)
    if set(said) <= set(record.phones):
        said = ()  # the station knows more
    pairs: Pairs = [
        ("name", record.name, facts.name), ("sex", record.sex, facts.sex), ("lunar", record.lunar, facts.lunar),
        ("phones", record.phones, said), ("id_number", record.id_number, facts.id_number),
    ]
    sure_birth = not any(d.field == "birth" and not d.mild for d in facts.doubts) or facts.id_number
    if sure_birth and not (record.id_number and not facts.id_number and record.born):
        pairs.append(("born", record.born, facts.born))
    if not record.id_number and not facts.id_number and not same_damage(record.id_verbatim, facts.id_verbatim):
        pairs.append(("id_verbatim", record.id_verbatim, facts.id_verbatim))
    if facts.address and facts.address.text.strip():
        pairs.append(("address", _door_key(record), _address_key(facts.address)))
    return pairs


def same_damage(one: str, other: str) -> bool:
    """Two ways to show the same rounded number (330206195512189000 and 3.30206195512189E+17)?"""
    first, second = ("".join(c for c in squeeze(text) if c.isdigit())[:15] for text in (one, other))
    return len(first) == 15 and first == second


def _door_key(record: PersonSnapshot) -> tuple[str, ...]:
    door = record.door
    if door is None:
        return ()
    return (door.building, door.unit, door.room) if door.building else (squeeze(door.address),)


def _address_key(address: Address) -> tuple[str, ...]:
    if not address.has_door:
        return (squeeze(address.text),)
    building = address.building if address.building_number is not None else address.building_name
    return building, address.unit, address.room


def _part_pairs(facts: PersonFacts, record: PersonSnapshot) -> Pairs:
    if isinstance(facts, ElderFacts):
        part = record.elder
        if part is None:
            return [("elder", "", _("becomes an elder"))]
        categories = frozenset((*facts.categories, *facts.new_categories))
        pairs: Pairs = [(n, getattr(part, n), getattr(facts, n)) for n in
                        ("health", "hazards", "note", "risk", "frequency", "opened_on", "consent_on")]
        pairs.append(("categories", part.categories, categories))
        pairs.append(("contacts", part.contacts, merged_contacts(part.contacts, facts.contacts)))
        pairs.append(("grid", record.grid, grid_key(facts.grid) if facts.grid else ""))
        return pairs
    assert isinstance(facts, VolunteerFacts)
    helper = record.volunteer
    if helper is None:
        return [("volunteer", "", _("becomes a volunteer"))]
    pairs = [(n, getattr(helper, n), getattr(facts, n)) for n in
             ("organisation", "party", "trained", "trained_on", "years", "max_week", "weekly_hours", "capacity", "joined_on", "note")]
    pairs.append(("grids", helper.grids, frozenset(grid_key(g) for g in facts.grids)))
    if facts.available is not None:
        pairs.append(("available", helper.windows, windows_of(facts.available)))
    if facts.off is not None and not set(facts.off) <= helper.off:
        pairs.append(("off", helper.off, helper.off | set(facts.off)))
    return pairs


def merged_contacts(standing: tuple[ContactFacts, ...], said: tuple[ContactFacts, ...]) -> tuple[ContactFacts, ...]:
    """The station's contacts with what the row says of them: the row's own values first, further contacts kept behind."""
    if not said:
        return ()
    merged: list[ContactFacts] = []
    left = list(standing)
    for contact in said:
        same = next((c for c in left if c.name == contact.name or (contact.phone and c.phone == contact.phone)), None)
        if same is not None:
            left.remove(same)
            more = {contact.phone, *contact.phones} - {same.phone, *same.phones, ""}
            phones = (contact.phone, contact.phones) if more else (same.phone, same.phones)  # nothing new: the station knows more
            contact = ContactFacts(contact.name or same.name, contact.relation or same.relation, *phones)
        merged.append(contact)
    return (*merged, *left)


# ---------------------------------------------------------------------------------------------------- words


def value_words(field: str, value: Any) -> str:
    """A value for the clerk; '' for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "sex":
        return {"m": _("male"), "f": _("female")}.get(str(value), str(value))
    if field == "lunar":
        return lunar_words(*value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}"
    if field == "contacts":
        return ";".join(" ".join(filter(None, (c.name, c.relation, "/".join(filter(None, (c.phone, *c.phones)))))) for c in value)
    if field == "available":
        return weekly_words(list(value))
    if field == "address":
        return "-".join(v for v in value if v)
    if isinstance(value, (tuple, frozenset, set)):
        return "、".join(v.isoformat() if isinstance(v, date) else str(v) for v in (value if isinstance(value, tuple) else sorted(value)))
    return str(value)
