"""Filling cells of somebody else's xlsx form without touching the rest: the parts of the file are patched where the cells stand.

Libraries that load and save a whole workbook lose what they do not know (pictures, shapes, print settings of other programs); the
sub-district's form has to come back exactly as it was sent out, so only the bytes of the filled cells change.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from desktop.errors import BadFile
from desktop.exchange.archive import check_archive, damaged
from desktop.exchange.workbook import Sheet, column_letter, never, parse_workbook
from desktop.i18n import _

LARGEST = 5_000_000  # bytes of a form
_CELL = re.compile(r"^([A-Z]{1,3})([1-9]\d{0,6})$")
_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PERCENT_FORMATS = frozenset({9, 10})  # built in: 0% and 0.00%
_BOOK, _BOOK_LINKS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"

Filled = str | int | float | date


@dataclass(frozen=True)
class FormSheet:
    """One visible sheet of a form, for choosing cells: the values, and which cells reckon by themselves ('C7')."""

    sheet: Sheet
    formulas: frozenset[str]


@dataclass(frozen=True)
class _Place:
    """Where a cell or row stands in the part: bytes from `begin` to `end`, the tag, its style."""

    begin: int
    end: int
    name: str
    attributes: dict[str, str]
    formula: bool = False


@dataclass
class _Map:
    """A sheet's part: its rows and cells in order, and where `sheetData` begins and ends."""

    data: _Place | None
    rows: dict[int, _Place]
    cells: dict[tuple[int, int], _Place]
    closings: dict[int, int]  # row -> where its closing tag begins; empty rows have none
    data_closing: int = -1


def read_form(data: bytes, name: str) -> list[FormSheet]:
    """The visible sheets of a form. Raises BadFile for what is no xlsx workbook, too large, protected, damaged or a bomb."""
    _check(data, name)
    sheets = [sheet for sheet in parse_workbook(data, name) if not sheet.hidden]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = _parts(archive, name)
        found = []
        for sheet in sheets:
            placed = _placed(archive.read(parts[sheet.name]), name)
            formulas = {f"{column_letter(column)}{row}" for (row, column), cell in placed.cells.items() if cell.formula}
            found.append(FormSheet(sheet, frozenset(formulas)))
    return found


def fill_form(data: bytes, name: str, wanted: Mapping[tuple[str, str], Filled]) -> bytes:
    """The form with these cells filled: (sheet, 'B5') → value. Everything else stays as it is; formulas are reckoned anew when it is opened.

    A share (0.964) is written as 96.4 unless the cell shows percent. Raises BadFile for a sheet that is not there, a cell that is none,
    or one that holds a formula.
    """
    _check(data, name)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = _parts(archive, name)
        changed: dict[str, bytes] = {_BOOK: _reckon_on_opening(archive.read(_BOOK))}
        for sheet in sorted({sheet for sheet, _cell in wanted}):
            if sheet not in parts:
                raise BadFile(_("{name} has no sheet “{sheet}”. Was the form replaced by another?").format(name=name, sheet=sheet))
            cells = {cell: value for (own, cell), value in wanted.items() if own == sheet}
            changed[parts[sheet]] = _patched(archive.read(parts[sheet]), name, cells)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
            for info in archive.infolist():
                target.writestr(info, changed.get(info.filename, archive.read(info)), compress_type=info.compress_type)
    return made.getvalue()


def percent_cells(data: bytes, name: str, sheet: str) -> frozenset[str]:
    """The cells of a sheet that show percent. Raises BadFile."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _STYLES not in archive.namelist():
            return frozenset()
        percent = _percent_styles(archive.read(_STYLES))
        placed = _placed(archive.read(_parts(archive, name)[sheet]), name)
    return frozenset(
        f"{column_letter(column)}{row}" for (row, column), cell in placed.cells.items() if int(cell.attributes.get("s", "0")) in percent
    )


def check_size(size: int, name: str) -> None:
    """Raise BadFile for a file of so many bytes that it is no form."""
    if size > LARGEST:
        raise BadFile(_("{name} is larger than {limit} MB: a form is smaller. Take pictures out of it, or choose the right file.").format(
            name=name, limit=LARGEST // 1_000_000))


def place_of(cell: str) -> tuple[int, int]:
    """'B5' → (5, 1): the row from 1, the column from 0. Raises ValueError."""
    found = _CELL.match(cell)
    if found is None:
        raise ValueError(cell)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1


def _check(data: bytes, name: str) -> None:
    check_size(len(data), name)
    if not data.startswith(b"PK") or check_archive(io.BytesIO(data), name, never) != "xlsx":
        raise BadFile(_("{name} is no Excel workbook of the kind .xlsx. Open it in Excel or WPS and save it as .xlsx first.").format(name=name))


def _parts(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Sheet → its part in the archive."""
    links: dict[str, str] = {}

    def link(tag: str, told: dict[str, str]) -> None:
        if _bare(tag) == "Relationship":
            target = told.get("Target", "")
            links[told.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    found: dict[str, str] = {}

    def sheet(tag: str, told: dict[str, str]) -> None:
        if _bare(tag) == "sheet":
            found[told.get("name", "")] = links.get(told.get(f"{_OFFICE} id", ""), "")

    try:
        _walk(archive.read(_BOOK_LINKS), link)
        _walk(archive.read(_BOOK), sheet, namespaces=True)
    except (KeyError, expat.ExpatError) as error:
        raise damaged(name) from error
    return {title: part for title, part in found.items() if part in archive.namelist()}


def _walk(xml: bytes, start: Callable[[str, dict[str, str]], None], *, namespaces: bool = False) -> None:
    parser = expat.ParserCreate(namespace_separator=" ") if namespaces else expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)


def _bare(tag: str) -> str:
    """The tag without its prefix or address."""
    return tag.rpartition(" ")[2].rpartition(":")[2]


def _percent_styles(xml: bytes) -> set[int]:
    """Which numbers of `cellXfs` show percent."""
    own: set[int] = set(PERCENT_FORMATS)
    styles: list[int] = []
    inside = [False]

    def start(tag: str, told: dict[str, str]) -> None:
        if _bare(tag) == "numFmt" and "%" in told.get("formatCode", ""):
            own.add(int(told["numFmtId"]))
        elif _bare(tag) == "cellXfs":
            inside[0] = True
        elif _bare(tag) == "xf" and inside[0]:
            styles.append(int(told.get("numFmtId", "0")))

    def end(tag: str) -> None:
        if _bare(tag) == "cellXfs":
            inside[0] = False

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(xml, True)
    return {number for number, code in enumerate(styles) if code in own}


def _placed(xml: bytes, name: str) -> _Map:
    """Where rows and cells stand, in bytes of the part. Raises BadFile for another encoding than UTF-8 and what is no XML."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise damaged(name)
    made = _Map(None, {}, {}, {})
    parser = expat.ParserCreate()
    begun: list[tuple[str, int, dict[str, str]]] = []
    at = {"row": 0, "column": -1, "formula": 0}

    def start(tag: str, told: dict[str, str]) -> None:
        kind = _bare(tag)
        if kind == "row":
            at["row"], at["column"] = int(told.get("r", at["row"] + 1)), -1
        elif kind == "c":
            at["column"] = place_of(told["r"])[1] if "r" in told else at["column"] + 1
            at["formula"] = 0
        elif kind == "f":
            at["formula"] = 1
        if kind in ("row", "c", "sheetData"):
            begun.append((tag, parser.CurrentByteIndex, told))

    def end(tag: str) -> None:
        kind = _bare(tag)
        if kind not in ("row", "c", "sheetData"):
            return
        _tag, first, told = begun.pop()
        closing = parser.CurrentByteIndex
        opened = _TAG.match(xml, first)
        assert opened is not None  # expat has read it
        empty = opened[0].endswith(b"/>")
        closed = opened if empty else _TAG.match(xml, closing)
        assert closed is not None
        place = _Place(first, closed.end(), tag, told, bool(at["formula"]) and kind == "c")
        if kind == "c":
            made.cells[at["row"], at["column"]] = place
        elif kind == "row":
            made.rows[at["row"]] = place
            if not empty:
                made.closings[at["row"]] = closing
        else:
            made.data, made.data_closing = place, -1 if empty else closing

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged(name) from error
    if made.data is None:
        raise damaged(name)
    return made


def _patched(xml: bytes, name: str, cells: Mapping[str, Filled]) -> bytes:
    """The part with these cells. Later places first, so that earlier ones keep their numbers."""
    placed = _placed(xml, name)
    assert placed.data is not None
    prefix = placed.data.name.rpartition("sheetData")[0]
    new_rows: dict[int, list[tuple[int, bytes]]] = {}
    changes: list[tuple[int, int, bytes]] = []
    for cell, value in cells.items():
        try:
            row, column = place_of(cell)
        except ValueError as error:
            raise BadFile(_("“{cell}” is no cell.").format(cell=cell)) from error
        here = placed.cells.get((row, column))
        if here is not None:
            if here.formula:
                raise BadFile(_("{cell} of {name} holds a formula: it reckons by itself and is not filled.").format(cell=cell, name=name))
            changes.append((here.begin, here.end, _cell(prefix, cell, value, here.attributes.get("s"))))
        else:
            new_rows.setdefault(row, []).append((column, _cell(prefix, cell, value, None)))
    for row, added in new_rows.items():
        changes += _added(xml, placed, prefix, row, sorted(added))
    return _applied(xml, changes, placed, prefix)


def _added(xml: bytes, placed: _Map, prefix: str, row: int, added: list[tuple[int, bytes]]) -> list[tuple[int, int, bytes]]:
    """Cells that the form does not have yet, into a row that it has or has not."""
    whole = b"".join(made for _column, made in added)
    here = placed.rows.get(row)
    if here is None:
        made = f'<{prefix}row r="{row}">'.encode() + whole + f"</{prefix}row>".encode()
        at = min((place.begin for number, place in placed.rows.items() if number > row), default=placed.data_closing)
        return [(at, at, made)]
    if row not in placed.closings:  # <row r="5"/>
        opened = xml[here.begin : here.end].rstrip().removesuffix(b"/>").rstrip()
        return [(here.begin, here.end, opened + b">" + whole + f"</{here.name}>".encode())]
    changes = []
    for column, made in added:
        later = (place.begin for (own, other), place in placed.cells.items() if own == row and other > column)
        at = min(later, default=placed.closings[row])
        changes.append((at, at, made))
    return changes


def _applied(xml: bytes, changes: list[tuple[int, int, bytes]], placed: _Map, prefix: str) -> bytes:
    data = placed.data
    assert data is not None
    if placed.data_closing < 0:  # <sheetData/>: every change is a new row
        rows = b"".join(made for _at, _until, made in sorted(changes, key=lambda change: _row_of(change[2])))
        return xml[: data.begin] + f"<{prefix}sheetData>".encode() + rows + f"</{prefix}sheetData>".encode() + xml[data.end :]
    pieces, last = [], 0
    # new rows at the same place stand in the order of their numbers; cells were sorted by column
    for at, until, made in sorted(changes, key=lambda change: (change[0], change[1], _row_of(change[2]))):
        pieces += [xml[last:at], made]
        last = until
    return b"".join([*pieces, xml[last:]])


def _row_of(made: bytes) -> int:
    found = re.match(rb'<(?:\w+:)?row r="(\d+)"', made)
    return int(found[1]) if found else 0


def _cell(prefix: str, cell: str, value: Filled, style: str | None) -> bytes:
    kept = f' s="{int(style)}"' if style else ""
    if isinstance(value, date):
        value = value.isoformat()
    if isinstance(value, str):
        clean = "".join(sign for sign in value if sign in "\t\n" or sign >= " ")
        text = f'<{prefix}is><{prefix}t xml:space="preserve">{escape(clean)}</{prefix}t></{prefix}is>'
        return f'<{prefix}c r={quoteattr(cell)}{kept} t="inlineStr">{text}</{prefix}c>'.encode()
    return f"<{prefix}c r={quoteattr(cell)}{kept}><{prefix}v>{value!r}</{prefix}v></{prefix}c>".encode()


def _reckon_on_opening(xml: bytes) -> bytes:
    """The workbook's part, told to reckon its formulas anew: their kept results are those of the empty form."""
    if b"fullCalcOnLoad" in xml:
        return xml
    told = re.search(rb"<(\w+:)?calcPr\b", xml)
    if told:
        return xml[: told.end()] + b' fullCalcOnLoad="1"' + xml[told.end() :]
    places = [found for name in (b"sheets", b"functionGroups", b"externalReferences", b"definedNames")
              for found in re.finditer(rb"</(\w+:)?" + name + rb">", xml)]  # fmt: skip
    if not places:
        return xml
    last = max(places, key=lambda found: found.end())
    return xml[: last.end()] + b"<" + (last[1] or b"") + b'calcPr calcId="0" fullCalcOnLoad="1"/>' + xml[last.end() :]
