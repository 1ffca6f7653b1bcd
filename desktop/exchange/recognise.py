"""Which sheet holds what, where its heading is, and what each column means: by synonyms first, then by content."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from desktop.exchange.headings import is_heading, meaning, normal, tables, weight
from desktop.exchange.mapping import KINDS, ColumnMap, Mapping, SheetMap
from desktop.exchange.workbook import Sheet, Workbook
from desktop.people.address import read_address
from desktop.people.availability import read_availability
from desktop.people.categories import CategoryDef, category_code, default_categories, read_categories
from desktop.people.dates import month_in_title, read_date
from desktop.people.identity import read_id
from desktop.people.phones import read_phones
from desktop.people.text import cell_text, is_nothing, squeeze
from desktop.people.words import read_yes_no

_SEARCH_ROWS = 40  # a heading further down is none
_SAMPLE = 60  # rows looked at for content
_ENOUGH = 4.5  # points that make a sheet one of a kind
_REFERENCE_DAY = date(2100, 1, 1)  # content checks only ask for the shape


def recognise(workbook: Workbook, categories: tuple[CategoryDef, ...] | None = None) -> Mapping:
    """The meaning of a workbook, as far as it can be seen. Sheets that mean nothing stay as 'unrecognised'."""
    known = categories if categories is not None else default_categories()
    month = next((m for m in (_month(s) for s in workbook.sheets) if m), month_in_title(workbook.name))
    return Mapping(tuple(_shown_only(_recognise_sheet(sheet, known, month), sheet) for sheet in workbook.sheets))


def _shown_only(found: SheetMap, sheet: Sheet) -> SheetMap:
    """A hidden sheet is not imported unless the clerk says so: nobody sees what it holds."""
    return replace(found, kind="ignored") if sheet.hidden else found


def _month(sheet: Sheet) -> date | None:
    """The month in a sheet's name or in its rows above the first data."""
    for text in (sheet.name, *(cell_text(v) for row in sheet.rows[:6] for v in row if v not in ("", None) and isinstance(v, str))):
        found = month_in_title(text) if len(text) < 80 else None
        if found and not is_heading(text):
            return found
    return None


def _recognise_sheet(sheet: Sheet, categories: tuple[CategoryDef, ...], month: date | None) -> SheetMap:
    best: SheetMap | None = None
    for row, depth, headings in _heading_rows(sheet):
        for kind in KINDS:
            columns = _columns(kind, headings, categories, sheet, row + depth)
            score = _score(kind, columns, sheet, row) - (0.5 if depth == 2 else 0)  # two lines only where the upper one helps
            if best is None or score > best.score + 1e-9:
                best = SheetMap(sheet.name, kind, row + 1, depth, columns, month, _title(sheet, row), score)
    if best is None or best.score < _ENOUGH or not _has_key(best):
        return _unrecognised(sheet, best, month)
    return replace(best, columns=_by_content(best, sheet, categories))


def remap(sheet: Sheet, kind: str, header_row: int, categories: tuple[CategoryDef, ...] | None = None) -> SheetMap:
    """The clerk says what a sheet is and where its heading stands (1-based; 0 = no heading): the columns anew."""
    known = categories if categories is not None else default_categories()
    row = header_row - 1
    headings = _texts(sheet, row) if header_row else [""] * max((len(r) for r in sheet.rows), default=0)
    made = SheetMap(sheet.name, kind, header_row, 1 if header_row else 0, (), _month(sheet), _title(sheet, row))
    if kind not in KINDS:
        return replace(made, columns=tuple(ColumnMap(i, h) for i, h in enumerate(headings)))
    columns = _columns(kind, headings, known, sheet, max(header_row, 0))
    return replace(made, columns=_by_content(replace(made, columns=columns), sheet, known))


def _has_key(found: SheetMap) -> bool:
    """A sheet must name its things: persons and organisations by name, buildings by building."""
    return found.first("building" if found.kind == "buildings" else "name") is not None


def _unrecognised(sheet: Sheet, best: SheetMap | None, month: date | None) -> SheetMap:
    row = best.header_row - 1 if best else 0
    headings = _texts(sheet, row)
    return SheetMap(
        sheet.name, "unrecognised", row + 1 if any(headings) else 0, 1, tuple(ColumnMap(i, h) for i, h in enumerate(headings)), month
    )


def _texts(sheet: Sheet, row: int) -> list[str]:
    if not 0 <= row < len(sheet.rows):
        return []
    return [cell_text(v).strip() for v in sheet.rows[row]]


def _title(sheet: Sheet, row: int) -> str:
    return " ".join(t for above in range(max(row, 0)) for t in _texts(sheet, above) if t)[:200]


def _heading_rows(sheet: Sheet) -> Iterator[tuple[int, int, list[str]]]:
    """Candidates: (0-based row, how many rows, headings), one-line and two-line."""
    for row in range(min(len(sheet.rows), _SEARCH_ROWS)):
        texts = _texts(sheet, row)
        hits = sum(1 for t in texts if t and is_heading(t))
        if hits >= 2 or (hits and sum(1 for t in texts if t) <= 3):
            yield row, 1, texts
        two = _two_lines(sheet, row, texts)
        if two:
            yield row, 2, two


def _two_lines(sheet: Sheet, row: int, top: list[str]) -> list[str] | None:
    """Headings of a group row and the row below it ('紧急联系人' over 姓名 | 关系 | 电话). None unless the lower row is headings too."""
    below = _texts(sheet, row + 1)
    filled = [t for t in below if t]
    if sum(1 for t in filled if is_heading(t) or (len(normal(t)) <= 6 and meaning("elders", t)[0])) < 2 or len(top) < 2:
        return None
    if sum(1 for t in filled if is_heading(t)) * 2 < len(filled) or not any(top):
        return None
    spread = _spread(sheet, row, top, below)
    headings = []
    for column in range(max(len(top), len(below))):
        above = spread[column] if column < len(spread) else ""
        under = below[column] if column < len(below) else ""
        headings.append(f"{above}\n{under}" if above and under and above != under else above or under)
    return headings


def _spread(sheet: Sheet, row: int, top: list[str], below: list[str]) -> list[str]:
    """The upper line with merged headings (or, unmerged, blanks over a lower heading) filled from the left."""
    spread = list(top)
    merged = [m for m in sheet.merged if m[0] <= row <= m[2]]
    for first_row, first, last_row, last in merged:
        text = cell_text(sheet.cell(first_row, first)).strip()
        for column in range(first, min(last, len(spread) - 1) + 1):
            if not spread[column] and last_row >= row and last - first < len(spread) - 1:
                spread[column] = text
    if not merged:
        for column in range(1, len(spread)):
            under = below[column] if column < len(below) else ""
            left_under = below[column - 1] if column - 1 < len(below) else ""
            if not spread[column] and under and left_under:
                spread[column] = spread[column - 1]
    return spread


def _meaning(kind: str, heading: str) -> tuple[str, int, float]:
    """The meaning of a one-line or two-line heading."""
    if "\n" not in heading:
        return meaning(kind, heading)
    above, _newline, under = heading.partition("\n")
    joined = meaning(kind, above + under)
    if joined[2] >= 0.9:
        return joined
    return max(meaning(kind, under), joined, (*meaning(kind, above)[:2], meaning(kind, above)[2] * 0.8), key=lambda m: m[2])


def _columns(kind: str, headings: list[str], categories: tuple[CategoryDef, ...], sheet: Sheet, data_row: int) -> tuple[ColumnMap, ...]:
    """Columns by their headings; a second 'phone' after a contact is the contact's."""
    columns: list[ColumnMap] = []
    taken: set[tuple[str, int]] = set()
    contact = 0
    for position, heading in enumerate(headings):
        field, group, _certainty = _meaning(kind, heading)
        flag = category_code(normal(heading), categories) if kind == "elders" and heading else None
        if flag and field in ("", "category") and _is_flag_column(sheet, position, data_row):
            field, group = f"category:{flag}", 0
        if kind == "elders":
            field, group, contact = _contact_column(field, group, contact, taken)
        if field and (field, group) in taken and field not in ("note", "phone_more") and not field.startswith("category:"):
            field, group = ("phone_more", 0) if field == "phone" else ("", 0)
        if field:
            taken.add((field, group))
        columns.append(ColumnMap(position, heading.replace("\n", " "), field, group, "heading" if field else ""))
    return tuple(columns)


def _contact_column(field: str, group: int, contact: int, taken: set[tuple[str, int]]) -> tuple[str, int, int]:
    """Number the contacts from left to right; plain 'phone' behind a contact without one belongs to it."""
    if field == "contact_name":
        contact = group if (field, group) not in taken else contact + 1
        return field, contact, contact
    if field in ("contact_phone", "contact_relation"):
        if (contact and (field, group) in taken) or (contact and group == 1 and ("contact_name", 1) in taken and (field, contact) not in taken):
            group = contact
        return field, group, contact
    if field == "phone" and contact and (("phone", 0) in taken or group) and ("contact_phone", group or contact) not in taken:
        return "contact_phone", group or contact, contact
    return field, 0 if field in ("phone", "name") else group, contact


def _is_flag_column(sheet: Sheet, column: int, data_row: int) -> bool:
    values = [v for v in _values(sheet, column, data_row) if not is_nothing(cell_text(v))]
    readable = sum(1 for v in values if read_yes_no(v).reason is None)
    return readable >= len(values) - 2  # headings may be repeated further down


def _score(kind: str, columns: tuple[ColumnMap, ...], sheet: Sheet, row: int) -> float:
    score = 0.0
    for field in {c.field for c in columns if c.field}:
        score += weight(kind, "category_flag" if field.startswith("category:") else field)
    words = tables()["kinds"][kind]["title_words"]
    named = any(w in sheet.name.lower() for w in words)
    titled = any(w in _title(sheet, row).lower() for w in words)
    fields = {"category_flag" if c.field.startswith("category:") else c.field for c in columns}
    if not (named or titled or fields & set(tables()["proofs"][kind])):
        score -= 3  # a list of names and phones may be anybody's
    others = sum(1 for c in columns if normal(c.heading) in tables()["other_tables"])  # a roster, a diary, a cash book
    return score + 2.5 * named + 1.5 * titled - 2.5 * others


def _values(sheet: Sheet, column: int, first: int) -> list[object]:
    found: list[object] = []
    for row in range(first, len(sheet.rows)):
        value = sheet.cell(row, column)
        if value not in ("", None):
            found.append(value)
            if len(found) >= _SAMPLE:
                break
    return found


def _share(values: list[object], test: Callable[[object], bool]) -> float:
    return sum(1 for v in values if test(v)) / len(values) if values else 0.0


def _is_id(value: object) -> bool:
    return read_id(value, _REFERENCE_DAY).state in ("valid", "damaged", "wrong_check", "old_form", "masked")


def _is_mobile(value: object) -> bool:
    numbers = read_phones(value).numbers
    return bool(numbers) and numbers[0].kind in ("mobile", "landline")


def _is_address(value: object) -> bool:
    return isinstance(value, str) and read_address(value).reason is None


def _is_birth(value: object) -> bool:
    fact = read_date(value, _REFERENCE_DAY) if not isinstance(value, (int, float)) or value > 10_000 else None
    return fact is not None and (fact.lunar is not None or (fact.value is not None and 1900 <= fact.value.year <= 2015))


def _is_available(value: object) -> bool:
    return isinstance(value, str) and read_availability(value).reason is None


def _by_content(found: SheetMap, sheet: Sheet, categories: tuple[CategoryDef, ...]) -> tuple[ColumnMap, ...]:
    """Give columns a meaning by what stands in them: an ID column under any heading, and fields that no heading named."""
    first = found.header_row - 1 + found.header_rows if found.header_row else 0
    columns = list(found.columns)
    people = found.kind in ("elders", "volunteers")
    for i, column in enumerate(columns):
        values = _values(sheet, column.column, first)
        if len(values) < 2:
            continue
        if people and column.field != "id" and not column.field.startswith("contact") and _share(values, _is_id) >= 0.6:
            if not any(c.field == "id" for c in columns):
                columns[i] = replace(column, field="id", group=0, how="content")
            continue
        if column.field:
            continue
        field = _content_field(found.kind, values, columns, categories)
        if field:
            columns[i] = replace(column, field=field, group=1 if field.startswith("contact_") else 0, how="content")
    return tuple(columns)


def _content_field(kind: str, values: list[object], columns: list[ColumnMap], categories: tuple[CategoryDef, ...]) -> str:
    fields = {c.field for c in columns}
    tests: list[tuple[str, Callable[[object], bool]]] = []
    if kind in ("elders", "volunteers", "organisations"):
        tests.append(("phone", _is_mobile))
    if kind == "elders":
        tests += [("address", _is_address), ("birth", _is_birth)]
        tests.append(("category", lambda v: bool(read_categories(v, categories).codes) and not read_categories(v, categories).unknown))
        if fields & {"building", "room"}:
            tests = [t for t in tests if t[0] != "address"]
    if kind == "volunteers":
        tests.append(("available", _is_available))
    for field, test in tests:
        if field not in fields and _share(values, test) >= 0.7:
            return field
    if kind == "elders" and "sex" not in fields and _share(values, lambda v: squeeze(cell_text(v)) in ("男", "女")) >= 0.9:
        return "sex"
    return ""
