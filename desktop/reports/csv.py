"""Tables as CSV, for other programs: UTF-8 with a byte order mark or GB18030. A spreadsheet that opens it evaluates nothing."""

import csv
import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from desktop.atomic import write_atomically
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.reports.document import Column, Document, Grid, Row, Table, Tick, Value, printable, shown, tables

ENCODINGS = ("utf-8-sig", "gb18030")
# What spreadsheets take for the beginning of a formula (OWASP, CSV injection), full-width forms included
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
GUARD = "'"


def write_csv(path: Path | str, documents: Document | Sequence[Document], encoding: str = "utf-8-sig") -> None:
    """Save the tables as CSV, whole or not at all. Raises CannotSave."""
    write_atomically(path, csv_bytes(documents, encoding))


def csv_bytes(documents: Document | Sequence[Document], encoding: str = "utf-8-sig") -> bytes:
    """Every table with its heading line; several tables stand one under the other with an empty line between. Group lines are
    left out: what they say stands in the rows. A calendar becomes a row for each of its lines. Raises BadRequest when there is
    no table. `encoding`: 'utf-8-sig' or 'gb18030' (both hold every character)."""
    if encoding not in ENCODINGS:
        raise ValueError(f"unknown encoding {encoding!r}")
    wanted = [documents] if isinstance(documents, Document) else list(documents)
    memory = StringIO()
    writer = csv.writer(memory, lineterminator="\r\n")
    found = [table for _document, table in tables(wanted)]
    found += [grid_table(block) for document in wanted for block in document.blocks if isinstance(block, Grid)]
    if not found:
        raise BadRequest(_("This paper has no table. Save it as PDF instead."))
    for number, table in enumerate(found):
        if number:
            memory.write("\r\n")
        _write(writer, table)
    return memory.getvalue().encode(encoding)


def grid_table(grid: Grid) -> Table:
    """A calendar as a plain table: date, sign, names."""
    rows = [
        Row((cell.day or cell.label, line.badge, " ".join(line.names).strip()))
        for week in grid.weeks
        for cell in week
        for line in cell.lines
    ]
    return Table((Column(_("Date")), Column(_("Shift")), Column(_("Names"))), tuple(rows))


def safe(text: str) -> str:
    """The text as a cell that no spreadsheet evaluates: an apostrophe goes before what looks like the beginning of a formula.
    Plain numbers, and with them phone numbers such as 13800001234 and +8613800001234, stay as they are."""
    clean = "".join(printable(character) if character not in "\t\r" else character for character in text)
    if PLAIN_NUMBER.fullmatch(clean):
        return clean
    return GUARD + clean if clean.lstrip(" \u3000\ufeff\u200b").startswith(DANGEROUS) else clean


def _write(writer: Any, table: Table) -> None:
    writer.writerow([safe(column.title) for column in table.columns])
    for row in table.rows:
        if isinstance(row, Row):
            writer.writerow([_cell(value) for value in row.cells])


def _cell(value: Value) -> str:
    if isinstance(value, Tick):
        return "1" if value is Tick.TICKED else ""
    text = shown(value)
    return safe(text) if isinstance(value, str | tuple) else text
