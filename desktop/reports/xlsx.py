"""Documents as Excel workbooks, a worksheet each: text is always text, numbers and dates are real, nothing is a formula or link."""

import math
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from desktop.atomic import write_atomically
from desktop.errors import UserError
from desktop.i18n import _
from desktop.reports import charting
from desktop.reports.document import (
    Align,
    BlankLines,
    Block,
    ChartBlock,
    Column,
    Document,
    Figure,
    Grid,
    Group,
    Heading,
    KeyValues,
    Notes,
    PageBreak,
    Paper,
    Paragraph,
    PlanBlock,
    QrCode,
    SealBox,
    Signatures,
    Size,
    Spacer,
    Table,
    Tick,
    Together,
    Value,
    plain,
    printable,
    shown,
)
from desktop.reports.pdf import foot_facts

CHART_WIDTH, CHART_DPI, ROW_PIXELS = 170, 200, 20  # millimetres, dots an inch, a row of Excel
CELL_LIMIT = 32_767  # characters in a cell (Excel specifications)
ROW_LIMIT = 1_048_576
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
FIRST_DATE = date(1900, 3, 1)  # before it Excel counts one day wrong
PATTERNS = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm"}


def write_xlsx(path: Path | str, documents: Document | Sequence[Document]) -> None:
    """Save as .xlsx, whole or not at all. Raises CannotSave or, for more rows than a worksheet holds, UserError."""
    write_atomically(path, xlsx_bytes(documents))


def xlsx_bytes(documents: Document | Sequence[Document]) -> bytes:
    """The workbook itself."""
    import xlsxwriter

    wanted = [documents] if isinstance(documents, Document) else list(documents)
    if not wanted:
        raise ValueError("no document to write")
    memory = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(memory, options) as book:
        moment = wanted[0].marks.printed_at or datetime(2000, 1, 1)
        book.set_properties({"title": printable(wanted[0].title)[:255], "author": printable(wanted[0].marks.station)[:255], "created": moment})
        formats = _Formats(book)
        names: set[str] = set()
        for document in wanted:
            name = sheet_name(_sheet_title(document), names)
            names.add(name.casefold())
            _Sheet(book.add_worksheet(name), formats, document).write()
    return memory.getvalue()


def sheet_name(wanted: str, used: set[str]) -> str:
    """A worksheet name that Excel accepts and that is not in `used` (case folded): at most 31 characters, without []:*?/\\."""
    base = printable(wanted).replace("\n", " ").translate(FORBIDDEN_IN_NAMES).strip().strip("'").strip() or "Sheet"
    if base.casefold() == "history":  # reserved by Excel
        base += "_"
    name, number = _cut(base, 31), 1
    while name.casefold() in used:
        number += 1
        ending = f" ({number})"
        name = _cut(base, 31 - len(ending)) + ending
    return name


def _cut(text: str, units: int) -> str:
    """At most `units` UTF-16 units: Excel counts a rare character as two."""
    while len(text.encode("utf-16-le")) // 2 > units:
        text = text[:-1]
    return text.rstrip().rstrip("'") or "Sheet"


def _sheet_title(document: Document) -> str:
    tables = [block for block in document.blocks if isinstance(block, Table) and block.name]
    name = tables[0].name if len(tables) == 1 else document.title
    return f"{name} {document.subtitle}".strip()


class _Formats:
    """Cell formats, made once each."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(
                {"font_name": "Noto Sans SC", "font_size": 11, "valign": "vcenter", **properties}
            )
        return self.made[key]


class _Sheet:
    """Writes one document downwards into one worksheet."""

    def __init__(self, sheet: Any, formats: _Formats, document: Document) -> None:
        self.sheet = sheet
        self.formats = formats
        self.document = document
        self.row = 0
        self.header_row: int | None = None
        self.width = max((self._columns(block) for block in document.blocks), default=1) or 1

    def write(self) -> None:
        document, marks = self.document, self.document.marks
        self._layout()
        if not document.title:  # a bare table for other programs: its headings stand in the first row
            self._table_only()
            return
        if marks.sample:
            self._line(_("SAMPLE – invented people"), bold=True)
        self._line("　".join(part for part in (document.title, document.subtitle) if part), bold=True, font_size=16)
        if document.aside:
            self._line(document.aside)
        for meta in document.meta:
            self._line("　　".join(part for part in (plain(meta.left), plain(meta.right)) if part))
        for block in document.blocks:
            self._block(block)
        facts = [part for part in (marks.station, *foot_facts(marks)) if part]
        if facts:
            self.row += 1
            self._line(" · ".join(facts), font_size=9)
        self.sheet.print_area(0, 0, max(self.row - 1, 0), self.width - 1)
        if self.header_row is not None:
            self.sheet.repeat_rows(self.header_row)

    def _table_only(self) -> None:
        for block in self.document.blocks:
            self._block(block)
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)

    def _layout(self) -> None:
        page = self.document.page
        self.sheet.set_paper(8 if page.paper is Paper.A3 else 9)
        if page.landscape:
            self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        inch = 25.4
        self.sheet.set_margins(
            page.margin_left / inch, page.margin_right / inch, page.margin_top / inch, max(page.margin_bottom, 15) / inch
        )
        sample = _("SAMPLE") if self.document.marks.sample else ""
        station = _cut(printable(self.document.marks.station).replace("&", "&&"), 100) if self.document.marks.station else ""
        self.sheet.set_footer(f"&L{station}&C{sample}&R" + _("Page {number} of {count}").format(number="&P", count="&N"))

    def _columns(self, block: Block) -> int:
        match block:
            case Table():
                return len(block.columns)
            case Grid():
                return len(block.headers)
            case KeyValues():
                return block.columns * 2
            case Signatures():
                return len(block.labels)
            case Figure():
                return 2
            case ChartBlock():
                return 1 + len(block.chart.series)
            case Together():
                return max((self._columns(part) for part in block.blocks), default=1)
            case _:
                return 1

    def _line(self, text: str, **properties: Any) -> None:
        """Words over the whole width; they run over the empty cells to the right."""
        for part in _parts(text):
            self._text(0, part, **properties)
            self._next()

    def _next(self) -> None:
        self.row += 1
        if self.row >= ROW_LIMIT:
            raise UserError(
                _("This is more than an Excel worksheet can hold (1,048,576 rows). Save as CSV or choose a shorter period.")
            )

    def _text(self, column: int, text: str, **properties: Any) -> None:
        self.sheet.write_string(self.row, column, text, self.formats.get(**properties))

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self.row += 1
                self._line(block.text, bold=True, font_size=14 if block.level == 1 else 12)
            case Paragraph():
                self._line(plain(block.text))
            case KeyValues():
                self._facts(block)
            case Table():
                self._table(block)
            case Grid():
                self._grid(block)
            case Signatures():
                self.row += 1
                for column, label in enumerate(block.labels):
                    self._text(column, _parts(label)[0] + "：________")
                self._next()
            case SealBox():
                self._line(block.label)
            case QrCode():
                self._line(block.content)
                self._line(block.caption)
            case Notes():
                self.row += 1
                for line in (block.title, *map(plain, block.lines)):
                    if line:
                        self._line(line, font_size=9)
            case BlankLines():
                self._line(block.caption)
                self.row += block.count
            case Figure():
                self._figure(block)
            case ChartBlock():
                self._chart(block)
            case Spacer() | PageBreak() | PlanBlock():
                self.row += 1
            case Together():
                for part in block.blocks:
                    self._block(part)

    def _facts(self, block: KeyValues) -> None:
        for start in range(0, len(block.items), max(1, block.columns)):
            for place, (label, value) in enumerate(block.items[start : start + block.columns]):
                self._text(place * 2, _parts(label)[0])
                self._value(place * 2 + 1, value, Column(""), bold=True)
            self._next()

    def _table(self, table: Table) -> None:
        self.row += 1
        for index, column in enumerate(table.columns):
            self._text(index, _parts(column.title)[0], bold=True, border=1, bg_color="#EEEEEE", text_wrap=True)
            self.sheet.set_column(index, index, _width(index, column, table))
        if self.header_row is None:
            self.header_row = self.row
        self._next()
        for row in table.rows:
            if isinstance(row, Group):
                for index in range(len(table.columns)):
                    self._text(index, _parts(row.text)[0] if index == 0 else "", bold=True, bg_color="#EEEEEE")
                self._next()
                continue
            if len(row.cells) > len(table.columns):
                raise ValueError(f"{len(row.cells)} cells in a table of {len(table.columns)} columns")
            self._cells(table.columns, [*row.cells, *[None] * (len(table.columns) - len(row.cells))], row.strong)
        if not table.rows and table.empty:
            self._line(table.empty)

    def _cells(self, columns: Sequence[Column], values: Sequence[Value], strong: bool) -> None:
        """One table row; text longer than a cell can hold goes on in the cell below, so that nothing is cut."""
        rest: Sequence[Value] = values
        while True:
            beyond: list[Value] = []
            for index, (column, value) in enumerate(zip(columns, rest, strict=True)):
                beyond.append(self._value(index, value, column, bold=strong or column.bold, border=1) or None)
            self._next()
            if not any(beyond):
                return
            rest = beyond

    def _value(self, place: int, value: Value, column: Column, **properties: Any) -> str:
        """Write one value as what it is; returns the text that did not fit into the cell."""
        align = column.align
        if align is not None:
            properties["align"] = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}[align]
        if column.size in (Size.LARGE, Size.HUGE):
            properties["font_size"] = 14
        if value is None or value == "":
            self.sheet.write_blank(self.row, place, None, self.formats.get(**properties))
        elif isinstance(value, bool | Tick):
            self._text(place, shown(value), **{"align": "center", **properties})
        elif isinstance(value, int | float | Decimal) and math.isfinite(value) and abs(float(value)) < 10**15:
            if column.pattern:
                properties["num_format"] = column.pattern
            self.sheet.write_number(self.row, place, value, self.formats.get(**properties))
        elif isinstance(value, datetime | date | time) and _countable(value):
            pattern = PATTERNS[datetime if isinstance(value, datetime) else date if isinstance(value, date) else time]
            self.sheet.write_datetime(self.row, place, value, self.formats.get(**properties, num_format=pattern))
        else:
            first, *more = _parts(value if isinstance(value, str) else shown(value))
            self._text(place, first, text_wrap=True, **properties)
            return "".join(more)
        return ""

    def _grid(self, grid: Grid) -> None:
        self.row += 1
        for index, header in enumerate(grid.headers):
            self._text(index, header, bold=True, border=1, align="center", bg_color="#EEEEEE")
            self.sheet.set_column(index, index, 20)
        self._next()
        for week in grid.weeks:
            lines = 1
            for index, cell in enumerate(week):
                words = [" ".join(part for part in (cell.label, cell.note) if part)]
                words += [
                    " ".join(part for part in (line.badge, *(name or "____" for name in line.names)) if part)
                    for line in cell.lines
                ]
                lines = max(lines, len(words))
                shade = {"bg_color": "#F4F4F4"} if cell.shaded else {}
                self._text(index, _parts("\n".join(words))[0], border=1, text_wrap=True, **{**shade, "valign": "top"})
            self.sheet.set_row(self.row, 16 * lines + 4)
            self._next()

    def _figure(self, figure: Figure) -> None:
        self._line(figure.title, bold=True)
        for bar in figure.bars:
            self._text(0, _parts(bar.label)[0])
            self._value(1, bar.value, Column(""))
            self._next()

    def _chart(self, block: ChartBlock) -> None:
        """The picture, and its numbers as cells below it."""
        chart = block.chart
        self.row += 1
        self._line(chart.title, bold=True)
        if not chart.has_data:
            self._line(chart.empty or next((why for why in chart.why if why), "") or _("No data in this period."))
            return
        height = block.height or charting.chart_height(chart)
        picture = charting.png(chart, CHART_WIDTH, height, CHART_DPI)
        self.sheet.insert_image(self.row, 0, "chart.png", {"image_data": BytesIO(picture), "description": chart.title})
        self.row += int(height / 25.4 * 96 / ROW_PIXELS) + 2
        self._text(0, "", bold=True)
        for place, one in enumerate(chart.series):
            self._text(1 + place, _parts(one.name or chart.unit)[0], bold=True)
        self._next()
        column = Column("", pattern="0.0%" if chart.percent else "")
        for index, label in enumerate(chart.labels):
            self._text(0, _parts(label)[0])
            for place, one in enumerate(chart.series):
                value = one.values[index]
                self._value(1 + place, _("no data") if value is None else value, column)
            self._next()


def _parts(text: str) -> list[str]:
    """The text in pieces that a cell can hold (counted in UTF-16 units); at least one. Control characters are shown, not lost."""
    clean = printable(text)
    if len(clean) <= CELL_LIMIT // 2:
        return [clean]
    parts: list[str] = []
    current: list[str] = []
    units = 0
    for character in clean:
        size = 2 if ord(character) > 0xFFFF else 1
        if units + size > CELL_LIMIT:
            parts.append("".join(current))
            current, units = [], 0
        current.append(character)
        units += size
    return [*parts, "".join(current)]


def _countable(value: datetime | date | time) -> bool:
    if isinstance(value, time):
        return value.tzinfo is None
    return (value.date() if isinstance(value, datetime) else value) >= FIRST_DATE


def _width(index: int, column: Column, table: Table) -> float:
    """Column width in characters, from the longest of the first rows."""
    texts = [column.title]
    for row in table.rows[:500]:
        if not isinstance(row, Group) and index < len(row.cells):
            value = row.cells[index]
            texts.append(shown(value) + ("  " if isinstance(value, date | datetime) else ""))
    longest = max(sum(2 if ord(character) >= 0x2E80 else 1 for character in text.split("\n")[0][:80]) for text in texts)
    return min(max(longest + 2, 6), 60)
