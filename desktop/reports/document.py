"""The one document model of papers, previews and tables: what is said, in which order, never where on the page.

Papers (`desktop/reports/papers`) turn plain data into a `Document`; `pdf.py`, `xlsx.py` and `csv.py` write it.
Lengths are millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum

from desktop.i18n import N_
from desktop.reports.chart import Chart
from desktop.reports.sheet import Page as Page
from desktop.reports.sheet import Paper as Paper
from desktop.reports.siteplan import SitePlan


class Privacy(Enum):
    """How much of a name a paper shows; a lost sheet of people who live alone is a burglar's list (domain §7)."""

    FULL = "full"
    MASKED = "masked"
    NUMBERS = "numbers"


PRIVACY_LABELS = {
    Privacy.FULL: N_("full names"),
    Privacy.MASKED: N_("names masked"),
    Privacy.NUMBERS: N_("numbers only"),
}


class Align(Enum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Size(Enum):
    """Sizes of text by role; the writers give the points."""

    SMALL = "small"
    BODY = "body"
    LARGE = "large"
    HUGE = "huge"


@dataclass(frozen=True)
class Span:
    """A piece of text in one weight."""

    text: str
    bold: bool = False


Text = str | tuple[Span, ...]


class Tick(Enum):
    """A box to tick by hand, or already ticked."""

    EMPTY = "empty"
    TICKED = "ticked"


Value = str | int | float | Decimal | date | datetime | time | Tick | tuple[Span, ...] | None


@dataclass(frozen=True)
class Marks:
    """What every page carries at its foot: where it comes from, so that a found or lost sheet can be traced."""

    station: str = ""
    privacy: Privacy | None = None
    print_number: int | None = None
    copy_number: int | None = None
    printed_by: str = ""
    printed_at: datetime | None = None
    audit_head: str = ""  # first and last digits of the journal's head hash
    sample: bool = False  # the station of invented people: marked across every page
    edition: str = ""  # e.g. "第 2 版 11月28日发布"
    notice: str = ""  # stands at the left of the foot instead of the station


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1  # 1 or 2


@dataclass(frozen=True)
class Paragraph:
    text: Text
    size: Size = Size.BODY
    align: Align = Align.LEFT


@dataclass(frozen=True)
class KeyValues:
    """Facts as 'label value', in one or more columns."""

    items: tuple[tuple[str, Value], ...]
    columns: int = 2
    size: Size = Size.BODY


@dataclass(frozen=True)
class Column:
    """A column of a table; `share` is its part of the width, relative to the others."""

    title: str
    share: float = 1
    align: Align | None = None  # None: numbers to the right, the rest to the left
    size: Size = Size.BODY
    bold: bool = False
    pattern: str = ""  # a number format of spreadsheets, e.g. '0.0'; empty for the type's own
    fit: bool = False  # a name or an address: set smaller rather than broken over two lines


@dataclass(frozen=True)
class Row:
    """One line of a table; never split over two pages. Its cells stand in the order of the columns."""

    cells: tuple[Value, ...]
    strong: bool = False  # a total


@dataclass(frozen=True)
class Group:
    """A line across the table that names the rows below it."""

    text: str


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row | Group, ...]
    row_height: float = 7  # at least, in millimetres
    tight_height: float = 0  # rows may shrink to this height where that saves a page; 0: they keep row_height
    name: str = ""  # the worksheet's name; the document's title when empty
    empty: str = ""  # said when there is no row
    ruled: bool = False  # all lines drawn, for forms that are filled in by hand


@dataclass(frozen=True)
class BadgeLine:
    """A line of a calendar cell: a boxed sign, then words. A name that is empty is a seat to fill in by hand."""

    badge: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class DayCell:
    """One cell of a month. `label` '' is a cell outside the month."""

    label: str = ""
    note: str = ""
    lines: tuple[BadgeLine, ...] = ()
    shaded: bool = False
    day: date | None = None


@dataclass(frozen=True)
class Grid:
    """A calendar: every week a row of as many cells as there are headers; it fills the page's height."""

    headers: tuple[str, ...]
    weeks: tuple[tuple[DayCell, ...], ...]


@dataclass(frozen=True)
class Signatures:
    """Lines to sign or fill in, side by side."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class SealBox:
    """Room for the station's stamp."""

    label: str


@dataclass(frozen=True)
class QrCode:
    content: str
    caption: str = ""
    side: float = 28  # millimetres


@dataclass(frozen=True)
class Notes:
    """Definitions and rules in small type, under the figures that they explain."""

    lines: tuple[Text, ...]
    title: str = ""


@dataclass(frozen=True)
class BlankLines:
    """Rules to write on."""

    count: int
    caption: str = ""


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    text: str = ""  # what stands at the bar's end; the value itself when empty


@dataclass(frozen=True)
class Figure:
    """A bar chart in black and grey: a label, a bar from zero, its figure."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class ChartBlock:
    """A chart with its title above it. `height` in millimetres; 0: what suits it."""

    chart: Chart
    height: float = 0


@dataclass(frozen=True)
class PlanBlock:
    """A drawn plan of the compound; in tables the routes say the same in words."""

    plan: SitePlan


@dataclass(frozen=True)
class Spacer:
    height: float = 4


@dataclass(frozen=True)
class PageBreak:
    pass


@dataclass(frozen=True)
class Together:
    """Blocks that stay on one page (as long as they fit one)."""

    blocks: "tuple[Block, ...]"


Block = (
    Heading
    | Paragraph
    | KeyValues
    | Table
    | Grid
    | Signatures
    | SealBox
    | QrCode
    | Notes
    | BlankLines
    | Figure
    | ChartBlock
    | PlanBlock
    | Spacer
    | PageBreak
    | Together
)


@dataclass(frozen=True)
class MetaLine:
    """A line under the title: words at the left and at the right."""

    left: Text = ""
    right: Text = ""


@dataclass(frozen=True)
class Document:
    """One paper. Several documents in one file each start a page and count their own pages."""

    title: str
    blocks: tuple[Block, ...] = ()
    subtitle: str = ""  # stands beside the title
    aside: str = ""  # small, at the right of the title
    meta: tuple[MetaLine, ...] = ()
    running: str = ""  # the day or period, said again at the head of pages 2 and on (where the title does not tell it)
    qr: str = ""  # printed at the upper right
    page: Page = field(default_factory=Page)
    marks: Marks = field(default_factory=Marks)


def plain(text: Text) -> str:
    """The words alone."""
    return text if isinstance(text, str) else "".join(span.text for span in text)


def spans(text: Text, bold: bool = False) -> tuple[Span, ...]:
    """The text as spans; `bold` sets the weight of a plain string."""
    return (Span(text, bold),) if isinstance(text, str) else text


def shown(value: Value, pattern: str = "") -> str:
    """A value as it reads on paper: dates as 2026-11-21, times as 08:30, numbers without needless digits or as `pattern`
    ('0', '0.0', '0.00%') has it."""
    if value is None:
        return ""
    if isinstance(value, str | tuple):
        return plain(value)
    if isinstance(value, Tick):
        return "☑" if value is Tick.TICKED else "□"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, bool):
        return "✓" if value else ""
    if pattern:
        places = len(pattern.rstrip("%").partition(".")[2])
        return f"{value * 100:.{places}f}%" if pattern.endswith("%") else f"{value:.{places}f}"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def tables(documents: Sequence[Document]) -> list[tuple[Document, Table]]:
    """Every table with the document that it stands in."""
    found: list[tuple[Document, Table]] = []

    def visit(document: Document, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            if isinstance(block, Table):
                found.append((document, block))
            elif isinstance(block, Together):
                visit(document, block.blocks)

    for document in documents:
        visit(document, document.blocks)
    return found


def characters(part: object) -> set[str]:
    """Every character that stands anywhere in documents or parts of them."""
    if isinstance(part, str):
        return set(part)
    if is_dataclass(part):
        return set().union(*(characters(getattr(part, one.name)) for one in fields(part)))
    if isinstance(part, tuple | list):
        return set().union(*(characters(one) for one in part))
    return set()


def cell_words(documents: Sequence[Document]) -> list[str]:
    """What the titles and the cells of the tables say, as they read on paper: what must be found again in a file made of them."""
    said = [document.title for document in documents]
    for _document, table in tables(documents):
        for row in table.rows:
            if isinstance(row, Row):
                said += [
                    shown(value, column.pattern)
                    for value, column in zip(row.cells, table.columns)
                    if not isinstance(value, Tick | bool)  # drawn, not written
                ]
    return said


_SPACES = {"\t": " ", "\u2028": "\n", "\u2029": "\n", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}


def printable(text: str) -> str:
    """`text` with characters that no paper can show (control characters, broken surrogates) as '�', so that they are seen
    and not lost; other line ends become line feeds, tabulators blanks."""
    if text.isprintable():
        return text
    return "".join(_printable(character) for character in text.replace("\r\n", "\n"))


def _printable(character: str) -> str:
    if character == "\n" or character.isprintable():
        return character
    if character in _SPACES:
        return _SPACES[character]
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE:
        return "\ufffd"
    return character
