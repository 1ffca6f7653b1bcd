"""Where the words of a PDF stand, read back with pdfium: for golden pages and for the check that nothing overflows or overlaps."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum

import numpy
import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from desktop.reports.document import (
    BlankLines,
    ChartBlock,
    Document,
    KeyValues,
    Page,
    Paragraph,
    PlanBlock,
    QrCode,
    Row,
    Table,
    Tick,
    Together,
    plain,
    printable,
    shown,
)

TOUCH = 0.9  # points by which two boxes may touch: accents and brackets reach over the edge of their type
DPI, GREYS = 25, 16


@dataclass(frozen=True)
class Box:
    """One run of text and the rectangle around its ink, in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Sheet:
    """One page: its size in points, its words, the upright lines drawn on it as (x, bottom, top)."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    uprights: tuple[tuple[float, float, float], ...]


def sheets(pdf: bytes, wanted: Sequence[int] | None = None) -> list[Sheet]:
    """Every page (or those of `wanted`, from 0)."""
    document = pypdfium2.PdfDocument(pdf)
    return [_sheet(document[index]) for index in (range(len(document)) if wanted is None else wanted)]


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    words = page.get_textpage()
    boxes, uprights = [], []
    for part in page.get_objects(textpage=words):
        if part.type == raw.FPDF_PAGEOBJ_TEXT:
            text = part.extract()
            if text.strip():
                boxes.append(Box(text, *part.get_bounds()))
        elif part.type == raw.FPDF_PAGEOBJ_PATH:
            left, bottom, right, top = part.get_bounds()
            if right - left < 2 and top - bottom > 8:
                uprights.append(((left + right) / 2, bottom, top))
    width, height = page.get_size()
    return Sheet(width, height, tuple(boxes), tuple(uprights))


def overlaps(sheet: Sheet) -> list[tuple[str, str]]:
    """Pairs of words that are drawn over one another."""
    if len(sheet.boxes) < 2:
        return []
    edges = numpy.array([(one.left, one.bottom, one.right, one.top) for one in sheet.boxes])
    wide = numpy.minimum(edges[:, None, 2], edges[None, :, 2]) - numpy.maximum(edges[:, None, 0], edges[None, :, 0])
    high = numpy.minimum(edges[:, None, 3], edges[None, :, 3]) - numpy.maximum(edges[:, None, 1], edges[None, :, 1])
    both = numpy.triu((wide > TOUCH) & (high > TOUCH), 1)
    return [(sheet.boxes[one].text, sheet.boxes[other].text) for one, other in numpy.argwhere(both)]


def outside(sheet: Sheet, page: Page) -> list[str]:
    """Words that stand outside the margins."""
    point = 72 / 25.4
    return [
        one.text for one in sheet.boxes
        if one.left < page.margin_left * point - 1.5 or one.right > sheet.width - page.margin_right * point + 1.5
        or one.bottom < page.margin_bottom * point - 3 or one.top > sheet.height - page.margin_top * point + 2
    ]  # fmt: skip


def crossing(sheet: Sheet) -> list[str]:
    """Words through which an upright line of a table runs."""
    return [
        one.text for one in sheet.boxes for x, bottom, top in sheet.uprights
        if one.left + TOUCH < x < one.right - TOUCH and min(one.top, top) - max(one.bottom, bottom) > TOUCH
    ]  # fmt: skip


def said(part: object) -> Iterator[str]:
    """Everything that a document says, as it must be found again on paper. What is drawn as a picture (codes, charts) is not among it."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Document):
        yield from (part.title, part.subtitle, part.aside)
        yield from said(part.meta)
        yield from said(part.blocks)
    elif isinstance(part, Table):
        yield from (column.title for column in part.columns)
        for row in part.rows:
            if isinstance(row, Row):
                yield from (
                    shown(value, column.pattern) for value, column in zip(row.cells, part.columns, strict=False) if not isinstance(value, Tick | bool))
            else:
                yield row.text
        if not part.rows:
            yield part.empty
    elif isinstance(part, KeyValues):
        for label, value in part.items:
            yield from (label, shown(value))
    elif isinstance(part, QrCode | BlankLines):
        yield part.caption
    elif isinstance(part, Paragraph):
        yield plain(part.text)
    elif isinstance(part, Together):
        yield from said(part.blocks)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from said(one)
    elif is_dataclass(part) and not isinstance(part, ChartBlock | PlanBlock | Enum):
        for one in fields(part):
            yield from said(getattr(part, one.name))


def squeezed(text: str) -> str:
    """Without blanks and line ends, as printed."""
    return "".join(printable(text).split())


def pictures(pdf: bytes, wanted: Sequence[int]) -> Image.Image:
    """These pages side by side, small and grey."""
    document = pypdfium2.PdfDocument(pdf)
    drawn = [document[index].render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for index in wanted]
    strip = Image.new("L", (sum(one.width for one in drawn), max(one.height for one in drawn)), 255)
    left = 0
    for one in drawn:
        strip.paste(one, (left, 0))
        left += one.width
    return strip


def packed(picture: Image.Image) -> bytes:
    """As a small PNG of 16 greys."""
    memory = io.BytesIO()
    step = 256 // GREYS
    picture.point([value // step * step + step // 2 for value in range(256)]).quantize(GREYS).save(memory, "PNG", optimize=True)
    return memory.getvalue()
