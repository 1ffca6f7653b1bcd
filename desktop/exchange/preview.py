"""What an import would do, row by row, before anything is written. Pure."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from datetime import date

from desktop.errors import BadFile, Cancelled
from desktop.exchange.compare import Change, Finder, Record, changes, same_damage
from desktop.exchange.duplicates import DuplicateGroup, find_groups, id_clashes, merge
from desktop.exchange.facts import BuildingFacts, ElderFacts, Facts, FieldDoubt, PersonFacts, SkippedRow, VolunteerFacts
from desktop.exchange.mapping import KINDS, Mapping, SheetMap
from desktop.exchange.readers import RowReader
from desktop.exchange.recognise import recognise
from desktop.exchange.rows import SheetRows
from desktop.exchange.snapshot import PersonSnapshot, StationSnapshot
from desktop.exchange.workbook import IsCancelled, Progress, Workbook, never, no_progress
from desktop.i18n import _
from desktop.people.text import squeeze
from desktop.people.words import grid_key

STATUSES = ("new", "changed", "same", "duplicate", "rejected")

# a doubt's field as the workbook has it → the field under which the station keeps the doubt
STORED_FIELD = {
    "id": "id_number", "birth": "born", "lunar_birth": "lunar_birthday", "category": "categories", "phone": "phones",
    "phone_more": "phones", "contact_name": "contacts", "contact_phone": "contacts", "contact_relation": "contacts", "off": "unavailable",
    "opened": "opened_on", "consent": "consent_on", "joined": "joined_on", "party": "party_member", "years": "hotline_years",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One record of the workbook: its facts, what becomes of it ('new', 'changed', 'same', 'duplicate' = part of another row's
    record, 'rejected' = cannot be kept), the station's record that it is about, the fields that change, the doubts that are new."""

    facts: Facts
    status: str
    record: Record | None = None
    changes: tuple[Change, ...] = ()
    doubts: tuple[FieldDoubt, ...] = ()
    merged: tuple[tuple[str, int], ...] = ()  # further rows that are part of this record
    merged_into: tuple[str, int] | None = None

    @property
    def place(self) -> tuple[str, int]:
        """(sheet, row): what names the item in decisions."""
        return self.facts.sheet, self.facts.row

    @property
    def doubtful(self) -> bool:
        """Would it leave a task behind?"""
        return any(not d.mild for d in self.doubts)


@dataclass(frozen=True, slots=True)
class SheetCount:
    """The figures of one sheet."""

    sheet: str
    kind: str
    rows: int
    new: int = 0
    changed: int = 0
    same: int = 0
    duplicate: int = 0
    rejected: int = 0
    skipped: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the clerk decided in the preview. The defaults accept everything that is proposed.

    `apart`: groups (by key) that are different persons after all; `winners`: (sheet and row of the group's key, field) → which of its places wins;
    `left_out`: rows not to import; `kept`: (sheet, row, field) whose change is refused.
    """

    apart: frozenset[tuple[str, int]] = frozenset()
    winners: MappingType[tuple[str, int, str], int] = field(default_factory=dict)
    left_out: frozenset[tuple[str, int]] = frozenset()
    kept: frozenset[tuple[str, int, str]] = frozenset()


@dataclass(frozen=True)
class Preview:
    """What an import would do. `rows` are all facts as read; `again` makes a preview with other decisions."""

    file_name: str
    digest: str
    mapping: Mapping
    rows: tuple[Facts, ...]
    items: tuple[Item, ...]
    groups: tuple[DuplicateGroup, ...]
    skipped: tuple[SkippedRow, ...]
    station: StationSnapshot
    today: date
    decisions: Decisions = Decisions()
    headings: MappingType[str, tuple[str, ...]] = field(default_factory=dict)
    cells: MappingType[tuple[str, int], tuple[object, ...]] = field(default_factory=dict)

    def of(self, *statuses: str) -> list[Item]:
        """The items of these statuses, in the workbook's order."""
        return [item for item in self.items if item.status in statuses]

    @property
    def doubtful(self) -> list[Item]:
        """The items that would leave tasks behind."""
        return [item for item in self.items if item.doubtful]

    @property
    def nothing_to_do(self) -> bool:
        """Would the import change nothing?"""
        return not any(item.status in ("new", "changed") or item.doubtful for item in self.items if item.status != "rejected")

    @property
    def imported_before(self) -> bool:
        """Was the very same file imported before?"""
        return self.digest in self.station.digests

    def counts(self) -> list[SheetCount]:
        """The figures by sheet."""
        found = []
        for sheet in self.mapping.sheets:
            mine = [i for i in self.items if i.facts.sheet == sheet.sheet]
            by = Counter(i.status for i in mine)
            found.append(SheetCount(
                sheet.sheet, sheet.kind, len(mine), by["new"], by["changed"], by["same"], by["duplicate"], by["rejected"],
                sum(1 for s in self.skipped if s.sheet == sheet.sheet), sum(1 for i in mine if i.doubtful),
            ))
        return found

    def new_grids(self) -> list[str]:
        """Grids that the workbook names and the station lacks."""
        return _fresh((g for i in self.items for g in _grids(i.facts)), set(self.station.grids), grid_key)

    def new_organisations(self) -> list[str]:
        """Organisations that only volunteers name."""
        listed = {squeeze(i.facts.name) for i in self.items if i.facts.kind == "organisations"}
        listed |= {squeeze(o.name) for o in self.station.organisations}
        named = (i.facts.organisation for i in self.items if isinstance(i.facts, VolunteerFacts) and i.facts.organisation)
        return _fresh(named, listed, squeeze)

    def new_categories(self) -> list[str]:
        """Categories that the station's list lacks."""
        return _fresh((c for i in self.items if isinstance(i.facts, ElderFacts) for c in i.facts.new_categories), set(), squeeze)

    def again(self, decisions: Decisions) -> "Preview":
        """The preview under other decisions; nothing is read anew."""
        items, groups = judge(self.rows, self.station, decisions)
        return replace(self, items=items, groups=groups, decisions=decisions)


def _grids(facts: Facts) -> Iterable[str]:
    if isinstance(facts, VolunteerFacts):
        return facts.grids
    grid: str = getattr(facts, "grid", "")
    return (grid,) if grid else ()


def _fresh(names: Iterable[str], known: set[str], key: object) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(key(name), name)  # type: ignore[operator]
    return [name for k, name in found.items() if k not in known]


def make_preview(
    workbook: Workbook, station: StationSnapshot, today: date, mapping: Mapping | None = None, decisions: Decisions | None = None,
    progress: Progress = no_progress, cancelled: IsCancelled = never,
) -> Preview:
    """Read all rows of a workbook and say what becomes of each. Raises BadFile when no sheet is recognised, Cancelled."""
    categories = station.category_list()
    chosen = mapping if mapping is not None else recognise(workbook, categories)
    if mapping is None and not any(s.kind in KINDS for s in chosen.sheets):
        raise BadFile(
            _("{name}: no sheet has headings that the program knows ({sheets}). Check that a row holds headings such as 姓名 and 联系电话.").format(
                name=workbook.name, sheets="、".join(s.name for s in workbook.sheets)
            )
        )
    rows: list[Facts] = []
    skipped: list[SkippedRow] = []
    headings: dict[str, tuple[str, ...]] = {}
    cells: dict[tuple[str, int], tuple[object, ...]] = {}
    for number, sheet in enumerate(workbook.sheets):
        progress(number / len(workbook.sheets), _("Reading sheet {sheet}").format(sheet=sheet.name))
        sheet_map = chosen.sheet(sheet.name)
        headings[sheet.name] = tuple(c.heading for c in sheet_map.columns)
        if sheet_map.kind not in KINDS:
            if any(v not in ("", None) for row in sheet.rows for v in row):
                reason = "hidden" if sheet.hidden else "ignored" if sheet_map.kind == "ignored" else "sheet"
                skipped.append(SkippedRow(sheet.name, 0, sheet.name, reason))
            continue
        access = SheetRows(sheet, sheet_map)
        reader = RowReader(access, today, categories)
        for count, record in enumerate(access.records()):
            if isinstance(record, SkippedRow):
                skipped.append(record)
                continue
            if count % 200 == 0:
                if cancelled():
                    raise Cancelled(_("The import was stopped; nothing was saved."))
                progress((number + record.row / len(sheet.rows)) / len(workbook.sheets), _("Reading sheet {sheet}").format(sheet=sheet.name))
            facts = reader.read(record)
            rows.append(facts)
            cells[sheet.name, facts.row] = tuple(sheet.rows[record.row])
    progress(0.95, _("Comparing with the station"))
    checked = _check_buildings(rows, station)
    items, groups = judge(checked, station, decisions or Decisions())
    progress(1.0, _("Comparing with the station"))
    return Preview(
        workbook.name, workbook.digest, chosen, checked, items, groups, tuple(skipped), station, today, decisions or Decisions(), headings, cells
    )


def _check_buildings(rows: list[Facts], station: StationSnapshot) -> tuple[Facts, ...]:
    """Flag addresses in a building that neither the workbook nor the station lists (where there is a list at all)."""
    listed = {str(f.number) for f in rows if isinstance(f, BuildingFacts) and f.number is not None}
    listed |= {str(b.number) for b in station.buildings if b.number is not None}
    if not listed:
        return tuple(rows)
    checked: list[Facts] = []
    for facts in rows:
        address = facts.address if isinstance(facts, ElderFacts) else None
        if address and address.building_number is not None and address.building not in listed and address.reason is None:
            doubt = FieldDoubt("address", address.text, "address_unknown_building", -1, True, facts.row)
            facts = replace(facts, doubts=(*facts.doubts, doubt))
        checked.append(facts)
    return tuple(checked)


def judge(rows: Iterable[Facts], station: StationSnapshot, decisions: Decisions) -> tuple[tuple[Item, ...], tuple[DuplicateGroup, ...]]:
    """What becomes of each row under these decisions."""
    rows = list(rows)
    clashes = id_clashes([f for f in rows if isinstance(f, PersonFacts)])
    groups: list[DuplicateGroup] = []
    merged: dict[tuple[str, int], DuplicateGroup] = {}
    into: dict[tuple[str, int], tuple[str, int]] = {}
    for kind in KINDS:
        for reason, members in find_groups([f for f in rows if f.kind == kind and f.name]):
            places = tuple((f.sheet, f.row) for f in members)
            winners = {name: row for (sheet, first, name), row in decisions.winners.items() if (sheet, first) == places[0]}
            facts, choices = merge(members, winners)
            group = DuplicateGroup(places, reason, facts, choices)
            groups.append(group)
            if group.key not in decisions.apart:
                merged[group.key] = group
                into |= dict.fromkeys(places[1:], places[0])
    finder = Finder(station)
    items = []
    for facts in rows:
        place = facts.sheet, facts.row
        if place in into:
            items.append(Item(facts, "duplicate", merged_into=into[place]))
            continue
        group_here = merged.get(place)
        whole = group_here.merged if group_here else facts
        if place in clashes:
            whole = replace(whole, doubts=(*whole.doubts, clashes[place]))
        items.append(_judge_one(whole, finder, station, decisions, group_here.places[1:] if group_here else ()))
    return tuple(items), tuple(groups)


def _judge_one(
    facts: Facts, finder: Finder, station: StationSnapshot, decisions: Decisions, others: tuple[tuple[str, int], ...]
) -> Item:
    if not facts.name:
        return Item(facts, "rejected", doubts=facts.doubts, merged=others)
    record = finder.find(facts)
    if record is None:
        return Item(facts, "new", doubts=facts.doubts, merged=others)
    kept = {name for sheet, row, name in decisions.kept if (sheet, row) == (facts.sheet, facts.row)}
    found = tuple(c for c in changes(facts, record, station) if c.field not in kept)
    doubts = tuple(d for d in facts.doubts if not _known(d, record.doubts))
    if isinstance(facts, ElderFacts) and isinstance(record, PersonSnapshot) and record.elder and record.elder.closed:
        doubts = (*doubts, FieldDoubt("name", facts.name, "file_closed", -1, True, facts.row))
    if isinstance(record, PersonSnapshot) and record.id_number:
        doubts = tuple(d for d in doubts if not (d.field == "id" and d.reason == "id_damaged"))  # the station knows better by now
    return Item(facts, "changed" if found else "same", record, found, doubts, others)


def _known(doubt: FieldDoubt, noted: frozenset[tuple[str, str]]) -> bool:
    """Was this doubt noted before, settled or not? A rounded number counts as the same however it is shown."""
    field_name = STORED_FIELD.get(doubt.field, doubt.field)
    if (field_name, doubt.verbatim) in noted:
        return True
    return doubt.reason == "id_damaged" and any(f == field_name and same_damage(v, doubt.verbatim) for f, v in noted)


def title_of(sheet: SheetMap) -> str:
    """A sheet's title for the clerk: its name, and what stands above its heading."""
    return f"{sheet.sheet}({sheet.title})" if sheet.title else sheet.sheet
