"""A sheet's rows below its heading: which are records, which are not; cells with merged ranges filled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.exchange.facts import SkippedRow
from desktop.exchange.headings import normal, tables
from desktop.exchange.mapping import SheetMap
from desktop.exchange.workbook import Sheet
from desktop.people.text import cell_text, fold, is_nothing, squeeze
from desktop.people.words import grid_key

_FILLED_DOWN = ("grid", "building", "unit", "estate", "organisation", "kind")
_TOTAL_NUMBER = re.compile(r"^(?:共|合计|总计|小计|共计).{0,12}\d+(?:人|户|名|个|幢|栋)?$")


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record: 0-based row, and the grid named by the section heading above it ('' = none)."""

    row: int
    section: str = ""


class SheetRows:
    """Access to the records of one mapped sheet."""

    def __init__(self, sheet: Sheet, mapping: SheetMap) -> None:
        self.sheet = sheet
        self.map = mapping
        self.first = mapping.header_row - 1 + mapping.header_rows if mapping.header_row else 0
        self._filled: dict[tuple[int, int], object] = {}
        self._fill_merged()
        self._fill_down()
        self._name = mapping.first("building" if mapping.kind == "buildings" else "name")
        self._headings = {normal(c.heading) for c in mapping.columns if c.heading}
        if mapping.header_rows == 2 and 0 < mapping.header_row < len(sheet.rows):
            self._headings |= {normal(v) for v in sheet.rows[mapping.header_row]} - {""}

    def value(self, row: int, column: int | None) -> object:
        """The cell's value; of a merged range the value of its first cell. None for no column."""
        if column is None:
            return None
        value = self.sheet.cell(row, column)
        return self._filled.get((row, column), value) if value in ("", None) else value

    def text(self, row: int, column: int | None) -> str:
        """The cell's text, trimmed."""
        return cell_text(self.value(row, column)).strip()

    def records(self) -> Iterator[RecordRow | SkippedRow]:
        """Every row that is not blank, in order."""
        section = ""
        for row in range(self.first, len(self.sheet.rows)):
            cells = [cell_text(v).strip() for v in self.sheet.rows[row]]
            filled = [c for c in cells if c]
            if not filled:
                continue
            reason = self._skip_reason(cells, filled)
            if reason == "section":
                section = filled[0]
            if reason:
                yield SkippedRow(self.sheet.name, row + 1, " ".join(filled)[:200], reason)
            else:
                yield RecordRow(row, section)

    def _skip_reason(self, cells: list[str], filled: list[str]) -> str:
        first = squeeze(filled[0])
        if first.rstrip(":") in tables()["totals"] or _TOTAL_NUMBER.match(first) or self._is_total(cells, filled):
            return "total"
        repeated = sum(1 for c in filled if normal(c) in self._headings)
        if repeated >= 3 or (repeated >= 2 and repeated * 2 > len(filled)):
            return "heading"
        name = cells[self._name] if self._name is not None and self._name < len(cells) else ""
        if len(set(filled)) == 1 and re.match(rf"(?:{'|'.join(map(re.escape, tables()['notes']))})\d?[::]", fold(filled[0])):
            return "remark"
        if len(set(filled)) == 1 and self.map.kind != "organisations":
            if grid_key(filled[0]).startswith("#") or filled[0].endswith(("网格", "苑区", "片区")):
                return "section"
            if not name or len(squeeze(name)) > 8:
                return "remark"
        if not name and len(filled) <= 3 and any(fold(filled[0]).startswith(w) for w in tables()["notes"]):
            return "remark"
        sequence = self.map.first("seq")
        if sequence is not None and len(filled) == 1 and sequence < len(cells) and cells[sequence]:
            return "nothing"
        return ""

    def _is_total(self, cells: list[str], filled: list[str]) -> bool:
        """'合计' in the name or number column, figures elsewhere; or '合计:126人' anywhere alone."""
        totals = tuple(tables()["totals"])
        hits = [c for c in filled if squeeze(c).startswith(totals)]
        figures = all(squeeze(c).startswith(totals) or not re.search(r"[^\d.%:人户名个]", c) for c in filled)
        return bool(hits) and (len(filled) <= 2 or figures)

    def _fill_merged(self) -> None:
        for first_row, first, last_row, last in self.sheet.merged:
            if last_row < self.first or last_row == first_row:
                continue  # across a row: a remark or a section heading, it stays one cell
            value = self.sheet.cell(first_row, first)
            if value in ("", None) or (last_row - first_row + 1) * (last - first + 1) > 100_000:
                continue
            for row in range(max(first_row, self.first), last_row + 1):
                for column in range(first, last + 1):
                    self._filled[row, column] = value

    def _fill_down(self) -> None:
        """Blanks under a grid or building mean 'the same': where most are blank, and the first is not."""
        for column in self.map.columns:
            if column.field not in _FILLED_DOWN:
                continue
            if column.field != "grid" and not (self.map.kind == "elders" and column.field in ("building", "unit", "estate")):
                continue
            rows = [
                r for r in range(self.first, len(self.sheet.rows)) if sum(1 for v in self.sheet.rows[r] if v not in ("", None)) > 1
            ]
            values = [self.value(r, column.column) for r in rows]
            blank = sum(1 for v in values if is_nothing(cell_text(v)))
            if not rows or is_nothing(cell_text(values[0])) or blank * 10 < len(rows) * (3 if self.map.kind == "elders" else 1):
                continue
            last: object = ""
            for row, value in zip(rows, values, strict=True):
                if is_nothing(cell_text(value)):
                    self._filled[row, column.column] = last
                else:
                    last = value
