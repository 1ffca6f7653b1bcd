"""Writing an accepted preview: everything in one unit, new rows in bulk by table, changed rows one by one."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from db.base import Row, new_id
from db.exchange.doubts import open_doubts
from db.exchange.snapshot import all_codes
from db.exchange.tables import Doubt, ImportBatch
from db.hotline.tables import Availability, Unavailable
from db.people.tables import (
    Building,
    CareCategory,
    CareFile,
    Category,
    Contact,
    Grid,
    Household,
    Organisation,
    Person,
    Volunteer,
    VolunteerGrid,
)
from db.store import Store, Unit
from desktop.exchange.compare import windows_of
from desktop.exchange.facts import (
    BuildingFacts,
    ContactFacts,
    ElderFacts,
    Facts,
    FieldDoubt,
    OrganisationFacts,
    PersonFacts,
    VolunteerFacts,
)
from desktop.exchange.places import Places
from desktop.exchange.preview import STORED_FIELD, Item, Preview
from desktop.exchange.snapshot import BuildingSnapshot, OrganisationSnapshot, PersonSnapshot
from desktop.people.names import search_text
from desktop.people.services.saving import ELDER_CODE, VOLUNTEER_CODE, next_codes
from desktop.people.text import cell_text, squeeze
from desktop.people.words import grid_key

# in this order, so that what is referred to stands first
_ORDER: tuple[type[Row], ...] = (
    Grid, Building, Category, Organisation, Household, Person, CareFile, CareCategory, Contact, Volunteer, VolunteerGrid, Availability,
    Unavailable,
)
_CARE = {"health": "health", "hazards": "hazards", "note": "notes", "risk": "risk", "frequency": "frequency", "opened_on": "opened_on",
         "consent_on": "consent_on"}
_VOLUNTEER = {"party": "party_member", "trained": "trained", "trained_on": "trained_on", "years": "hotline_years", "max_week": "max_week",
              "weekly_hours": "weekly_hours", "capacity": "capacity", "joined_on": "joined_on", "note": "note"}
_ORGANISATION = {"kind": "kind", "partner": "partner", "head": "head_name", "phone": "phone", "members": "members", "note": "note"}
_BUILDING = {"estate": "estate", "units": "units", "floors": "floors", "lift": "lift", "head": "head_name", "head_phone": "head_phone",
             "x": "x", "y": "y", "note": "note"}


@dataclass(frozen=True, slots=True)
class Written:
    """What an import wrote: counts by 'kind.status' ('elders.new'), doubts left behind, the batch."""

    counts: dict[str, int]
    doubts: int
    batch_id: str


class Writer:
    """Collects the new rows and writes them; one per import."""

    def __init__(self, store: Store, unit: Unit, preview: Preview) -> None:
        self.store, self.unit, self.preview = store, unit, preview
        self.new: dict[type[Row], list[dict[str, Any]]] = {table: [] for table in _ORDER}
        self.doubts: list[dict[str, Any]] = []
        self.batch_id = new_id()
        self.open_doubts: dict[str, dict[str, list[str]]] = {}  # row → field → ids
        for doubt in open_doubts(store):
            self.open_doubts.setdefault(doubt["row_id"], {}).setdefault(doubt["field"], []).append(doubt["id"])
        self.updates: list[Callable[[], None]] = []  # run when the new rows that they refer to are written
        station = preview.station
        self.places = Places(store, station, self._add, self._update)
        self.categories = {code: key for key, code, _name in station.categories}
        self.category_names = {squeeze(name): code for _id, code, name in station.categories}
        self.organisations = {squeeze(o.name): o.id for o in station.organisations}
        self.persons: dict[Any, str] = {}
        elders = sum(1 for i in preview.items if i.facts.kind == "elders")
        volunteers = sum(1 for i in preview.items if i.facts.kind == "volunteers")
        self.elder_codes = iter(next_codes(all_codes(store, CareFile), ELDER_CODE, elders))
        self.volunteer_codes = iter(next_codes(all_codes(store, Volunteer), VOLUNTEER_CODE, volunteers))
        self.used_codes = set(all_codes(store, CareFile)) | set(all_codes(store, Volunteer))

    def _add(self, table: type[Row], values: dict[str, Any]) -> str:
        identity = new_id()
        self.new[table].append({"id": identity, **_clipped(table, values)})
        return identity

    def _update(self, table: type[Row], row_id: str, values: dict[str, Any]) -> None:
        if values:
            clipped = _clipped(table, values)
            self.updates.append(lambda: self.unit.update(table, row_id, clipped))

    def _replace(self, table: type[Row], owner: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        clipped = [_clipped(table, row) for row in rows]
        self.updates.append(lambda: self.unit.replace_all(table, owner, clipped))

    def write(self, tick: Callable[[float], None]) -> Written:
        """Write all accepted items. Raises what the store raises; then nothing was kept."""
        left_out = self.preview.decisions.left_out
        items = [i for i in self.preview.items if i.place not in left_out and i.status in ("new", "changed", "same")]
        order = {"buildings": 0, "organisations": 1, "elders": 2, "volunteers": 3}
        counts: Counter[str] = Counter()
        for number, item in enumerate(sorted(items, key=lambda i: order[i.facts.kind])):
            counts[f"{item.facts.kind}.{item.status}"] += 1
            table, row_id = self._item(item)
            self._note_doubts(item, table, row_id)
            if item.changes:
                self._settle(item, row_id)
            if number % 500 == 0:
                tick(number / (len(items) + 1) * 0.7)
        for item in self.preview.of("rejected"):
            if item.place not in left_out:
                counts[f"{item.facts.kind}.rejected"] += 1
                self._note_rejected(item)
        for step, table in enumerate(_ORDER):
            if self.new[table]:
                self.unit.insert_many(table, self.new[table])
            tick(0.7 + 0.2 * step / len(_ORDER))
        for update in self.updates:
            update()
        self._write_batch(counts)
        return Written(dict(counts), len(self.doubts), self.batch_id)

    def _write_batch(self, counts: Counter[str]) -> None:
        self.unit.insert(ImportBatch, {
            "id": self.batch_id, "file_name": self.preview.file_name[:260], "digest": self.preview.digest,
            "operation_id": self.unit.operation_id, "counts": json.dumps(counts, sort_keys=True),
        })
        if self.doubts:
            self.unit.insert_many(Doubt, self.doubts)

    def _item(self, item: Item) -> tuple[type[Row], str]:
        facts = item.facts
        match facts:
            case BuildingFacts():
                return Building, self._building(facts, item)
            case OrganisationFacts():
                return Organisation, self._organisation(facts, item)
            case ElderFacts():
                return Person, self._elder(facts, item)
            case VolunteerFacts():
                return Person, self._volunteer(facts, item)

    # ------------------------------------------------------------------------------------------ doubts

    def _note_doubts(self, item: Item, table: type[Row], row_id: str) -> None:
        for doubt in item.doubts:
            if not doubt.mild:
                self._doubt(item.facts, doubt, str(table._meta.table_name), row_id)

    def _settle(self, item: Item, row_id: str) -> None:
        """A field that the workbook now gives without a doubt: what was open about it is settled."""
        still = {STORED_FIELD.get(d.field, d.field) for d in item.doubts}
        for change in item.changes:
            field = STORED_FIELD.get(change.field, change.field)
            if field in still or field not in self.open_doubts.get(row_id, {}):
                continue
            for doubt_id in self.open_doubts[row_id].pop(field):
                self._update(Doubt, doubt_id, {"settled_at": self.unit.now, "settled_how": f"{change.new_text} ({self.preview.file_name})"})

    def _doubt(self, facts: Facts, doubt: FieldDoubt, table: str, row_id: str) -> None:
        headings = self.preview.headings.get(facts.sheet, ())
        heading = headings[doubt.column] if 0 <= doubt.column < len(headings) else ""
        self.doubts.append({
            "batch": self.batch_id, "table_name": table, "row_id": row_id, "field": STORED_FIELD.get(doubt.field, doubt.field),
            "verbatim": doubt.verbatim, "reason": doubt.reason, "message": doubt.message, "sheet": facts.sheet[:120],
            "sheet_row": doubt.row or facts.row, "sheet_column": f"{doubt.letter} {heading}".strip()[:60],
        })

    def _note_rejected(self, item: Item) -> None:
        """A row that cannot be kept as a record is kept as its text."""
        text = rejected_text(self.preview, item)
        if text not in self.preview.station.rejected:
            reason = next((d for d in item.doubts if d.field == "name"), FieldDoubt("name", "", "name_missing", -1, False, item.facts.row))
            self._doubt(item.facts, FieldDoubt("row", text, reason.reason, reason.column, False, item.facts.row), "import_batch", self.batch_id)

    # ------------------------------------------------------------------------------------------ places and organisations

    def _building(self, facts: BuildingFacts, item: Item) -> str:
        values: dict[str, Any]
        if isinstance(item.record, BuildingSnapshot):
            values = {_BUILDING[c.field]: c.new for c in item.changes if c.field in _BUILDING}
            if any(c.field == "grid" for c in item.changes):
                values["grid"] = self.places.grid(facts.grid)
            self._update(Building, item.record.id, values)
            self.places.know_building(item.record.id, facts.number, facts.name, facts.estate or item.record.estate, grid_key(facts.grid))
            return item.record.id
        values = {column: getattr(facts, name) for name, column in _BUILDING.items()}
        values |= {"name": facts.name[:60], "number": facts.number, "grid": self.places.grid(facts.grid), "estate": facts.estate[:60]}
        identity = self._add(Building, values)
        self.places.know_building(identity, facts.number, facts.name, facts.estate, grid_key(facts.grid) if facts.grid else "")
        return identity

    def _organisation(self, facts: OrganisationFacts, item: Item) -> str:
        if isinstance(item.record, OrganisationSnapshot):
            values = {_ORGANISATION[c.field]: c.new for c in item.changes}
            self._update(Organisation, item.record.id, values)
            return item.record.id
        return self._new_organisation(facts.name, {
            "kind": facts.organisation_kind[:40], "partner": facts.partner, "head_name": facts.head[:60], "phone": facts.phone[:60],
            "members": facts.members, "note": facts.note,
        })

    def _new_organisation(self, name: str, values: dict[str, Any]) -> str:
        identity = self._add(Organisation, {"name": name[:120], **values})
        self.organisations[squeeze(name)] = identity
        return identity

    def _organisation_id(self, name: str) -> str | None:
        if not name:
            return None
        return self.organisations.get(squeeze(name)) or self._new_organisation(name, {})

    def _category_id(self, code_or_name: str) -> str:
        code = self.category_names.get(squeeze(code_or_name), code_or_name)
        if code in self.categories:
            return self.categories[code]
        shipped = next((c for c in self.preview.station.category_list() if c.code == code), None)
        name = shipped.name if shipped else code_or_name
        new_code = shipped.code if shipped else f"own_{len(self.categories) + 1}_{new_id()[-6:]}"
        identity = self._add(Category, {"code": new_code, "name": name[:60], "position": len(self.categories) + 1})
        self.categories[new_code] = identity
        self.category_names[squeeze(name)] = new_code
        return identity

    # ------------------------------------------------------------------------------------------ persons

    def _person(self, facts: PersonFacts, item: Item) -> str:
        """The person's own row, new or changed; one who is elder and volunteer in one workbook is one person."""
        keys: list[Any] = [(facts.name, phone) for phone in (facts.phone, *facts.phones) if phone]
        if facts.id_number:
            keys.insert(0, facts.id_number)
        if isinstance(item.record, PersonSnapshot):
            identity = item.record.id
            self._change_person(facts, item, item.record)
        else:
            known = next((self.persons[k] for k in keys if k in self.persons), None) if facts.kind == "volunteers" else None
            identity = known or self._add(Person, self._person_values(facts))
        for key in keys:
            self.persons.setdefault(key, identity)
        return identity

    def _person_values(self, facts: PersonFacts) -> dict[str, Any]:
        lunar = facts.lunar or (None, None, False)
        grid = facts.grid if isinstance(facts, ElderFacts) else ""
        return {
            "name": facts.name[:80], "sex": facts.sex, "born": facts.born, "lunar_month": lunar[0], "lunar_day": lunar[1],
            "lunar_leap": lunar[2], "id_number": facts.id_number, "id_state": facts.id_state, "id_verbatim": facts.id_verbatim,
            **_phone_values(facts.phone, facts.phones), "household": self.places.household(facts.address, grid),
            "search_text": search_text(facts.name, facts.id_number[-4:], (facts.phone, *facts.phones)),
        }

    def _change_person(self, facts: PersonFacts, item: Item, record: PersonSnapshot) -> None:
        values: dict[str, Any] = {}
        for change in item.changes:
            match change.field:
                case "name" | "sex" | "born":
                    values[change.field] = change.new
                case "lunar":
                    values |= dict(zip(("lunar_month", "lunar_day", "lunar_leap"), change.new, strict=True))
                case "phones":
                    values |= _phone_values(change.new[0], change.new[1:])
                case "id_number":
                    values |= {"id_number": change.new, "id_state": "valid", "id_verbatim": ""}
                case "id_verbatim":
                    values |= {"id_verbatim": change.new, "id_state": facts.id_state}
                case "address":
                    values["household"] = self.places.household(facts.address, facts.grid if isinstance(facts, ElderFacts) else "")
        grid = next((c for c in item.changes if c.field == "grid"), None)
        if grid and "household" not in values and isinstance(facts, ElderFacts):
            if record.household:
                self.places.move_to_grid(record.household, facts.grid)
            else:
                values["household"] = self.places.household(None, facts.grid)
        if values.keys() & {"name", "phone", "id_number"}:
            phones = (values["phone"], *values["phones"].split(";")) if "phone" in values else record.phones
            number = str(values.get("id_number", record.id_number))
            values["search_text"] = search_text(values.get("name", record.name), number[-4:], (p for p in phones if p))
        self._update(Person, record.id, values)

    def _elder(self, facts: ElderFacts, item: Item) -> str:
        person = self._person(facts, item)
        record = item.record if isinstance(item.record, PersonSnapshot) else None
        categories = (*facts.categories, *facts.new_categories)
        if record is None or record.elder is None:
            if record is not None and not any(c.field == "elder" for c in item.changes):
                return person
            self._new_care_file(facts, person, categories)
            return person
        values: dict[str, Any] = {_CARE[c.field]: c.new for c in item.changes if c.field in _CARE}
        self._update(CareFile, record.elder.id, values)
        for change in item.changes:
            if change.field == "categories":
                ties = [{"category": self._category_id(c)} for c in categories]
                self._replace(CareCategory, {"care_file": record.elder.id}, ties)
            if change.field == "contacts":
                rows = [_contact_values(n, c) for n, c in enumerate(change.new, 1)]
                self._replace(Contact, {"care_file": record.elder.id}, rows)
        return person

    def _new_care_file(self, facts: ElderFacts, person: str, categories: tuple[str, ...]) -> None:
        code = facts.code if facts.code and facts.code not in self.used_codes and len(facts.code) <= 20 else next(self.elder_codes)
        self.used_codes.add(code)
        values: dict[str, Any] = {
            "person": person, "code": code, "opened_on": facts.opened_on or self.preview.today, "health": facts.health,
            "hazards": facts.hazards, "notes": facts.note, "risk": facts.risk, "consent_on": facts.consent_on,
            "frequency": facts.frequency or "twice_daily",
        }
        care_file = self._add(CareFile, values)
        for category in dict.fromkeys(self._category_id(c) for c in categories):
            self._add(CareCategory, {"care_file": care_file, "category": category})
        for number, contact in enumerate(facts.contacts, 1):
            self._add(Contact, {"care_file": care_file, **_contact_values(number, contact)})

    def _volunteer(self, facts: VolunteerFacts, item: Item) -> str:
        person = self._person(facts, item)
        record = item.record if isinstance(item.record, PersonSnapshot) else None
        if record is None or record.volunteer is None:
            if record is None or any(c.field == "volunteer" for c in item.changes):
                self._new_volunteer(facts, person)
            return person
        helper = record.volunteer
        values: dict[str, Any] = {_VOLUNTEER[c.field]: c.new for c in item.changes if c.field in _VOLUNTEER}
        for change in item.changes:
            match change.field:
                case "organisation":
                    values["organisation"] = self._organisation_id(facts.organisation)
                case "grids":
                    rows = [{"grid": self.places.grid(g)} for g in facts.grids]
                    self._replace(VolunteerGrid, {"volunteer": helper.id}, rows)
                case "available":
                    self._replace(Availability, {"volunteer": helper.id}, [_window_values(w) for w in sorted(change.new)])
                case "off":
                    for day in sorted(change.new - helper.off):
                        self._add(Unavailable, {"volunteer": helper.id, "date": day})
        self._update(Volunteer, helper.id, values)
        return person

    def _new_volunteer(self, facts: VolunteerFacts, person: str) -> None:
        code = facts.code if facts.code and facts.code not in self.used_codes and len(facts.code) <= 20 else next(self.volunteer_codes)
        self.used_codes.add(code)
        values: dict[str, Any] = {column: getattr(facts, name) for name, column in _VOLUNTEER.items()}
        values |= {"person": person, "code": code, "trained": bool(facts.trained), "organisation": self._organisation_id(facts.organisation)}
        identity = self._add(Volunteer, values)
        for grid in dict.fromkeys(self.places.grid(g) for g in facts.grids):
            self._add(VolunteerGrid, {"volunteer": identity, "grid": grid})
        for window in sorted(windows_of(facts.available or ())):
            self._add(Availability, {"volunteer": identity, **_window_values(window)})
        for day in facts.off or ():
            self._add(Unavailable, {"volunteer": identity, "date": day})


def rejected_text(preview: Preview, item: Item) -> str:
    """The cells of a row that cannot be kept, as one text."""
    return " | ".join(t for v in preview.cells.get(item.place, ()) if (t := cell_text(v).strip()))


def _clipped(table: type[Row], values: dict[str, Any]) -> dict[str, Any]:
    """Values no longer than their columns (PostgreSQL refuses longer ones)."""
    limits = table._meta.fields
    return {
        name: value[: limits[name].max_length] if isinstance(value, str) and getattr(limits[name], "max_length", None) else value
        for name, value in values.items()
    }


def _phone_values(first: str, others: tuple[str, ...]) -> dict[str, str]:
    """The columns of a person's or contact's phones; what does not fit stands in the workbook only as doubt-free surplus."""
    joined = ""
    for phone in others:
        if len(joined) + len(phone) + 1 <= 200:
            joined += (";" if joined else "") + phone
    return {"phone": first[:30], "phones": joined}


def _contact_values(position: int, contact: ContactFacts) -> dict[str, Any]:
    return {"position": position, "name": contact.name[:80], "relation": contact.relation[:40],
            **_phone_values(contact.phone, contact.phones)}


def _window_values(window: tuple[int, int, int]) -> dict[str, Any]:
    return {"weekday": window[0], "from_minute": window[1], "to_minute": window[2]}
