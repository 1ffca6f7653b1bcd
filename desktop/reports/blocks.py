"""How every block except tables and calendars becomes pieces on paper. Lengths are points."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from desktop.i18n import _
from desktop.reports import charting, sitedrawing
from desktop.reports.document import (
    Align,
    BlankLines,
    Block,
    ChartBlock,
    Figure,
    Grid,
    Heading,
    KeyValues,
    Notes,
    PageBreak,
    Paragraph,
    PlanBlock,
    QrCode,
    SealBox,
    Signatures,
    Size,
    Spacer,
    Span,
    Table,
    Text,
    Together,
    shown,
    spans,
)
from desktop.reports.flow import Draw, Piece, nothing
from desktop.reports.grid import grid_pieces
from desktop.reports.tables import MM, POINTS, QUIET, TablePieces
from desktop.reports.typeset import Line, draw_line, fitted, line_height, wrap

HEADINGS = {1: 14.0, 2: 11.5}
NOTE_SIZE = 9.0
QR_BORDER = 2  # modules; the white paper around the code gives the rest of the quiet zone


def text_pieces(text: Text, size: float, width: float, align: Align = Align.LEFT, indent: float = 0) -> Iterator[Piece]:
    """A paragraph, one piece a line."""
    for line in wrap(text, size, width - indent):
        yield Piece(line_height(size), _line_drawer(line, size, width - indent, align, indent))


def block_pieces(block: Block, width: float, page_height: float, grid_height: float) -> Iterator[Piece]:
    """The pieces of one block in a body `width` wide and `page_height` high; a calendar takes `grid_height`."""
    match block:
        case Heading():
            size = HEADINGS.get(block.level, HEADINGS[2])
            yield Piece(2 * MM, nothing, keep=True)
            for piece in text_pieces((Span(block.text, True),), size, width):
                yield replace(piece, keep=True)
            yield Piece(1.2 * MM, nothing, keep=True)
        case Paragraph():
            yield from text_pieces(block.text, POINTS[block.size], width, block.align)
            yield Piece(1.2 * MM, nothing)
        case KeyValues():
            yield from _facts(block, width)
        case Table():
            yield from TablePieces(block, width, page_height).pieces()
            yield Piece(2 * MM, nothing)
        case Grid():
            yield from grid_pieces(block, width, grid_height, page_height)
        case Signatures():
            yield _signatures(block, width)
        case SealBox():
            yield _seal(block, width)
        case QrCode():
            yield from _qr_block(block, width)
        case Notes():
            yield from _notes(block, width)
        case BlankLines():
            yield from _blank_lines(block, width)
        case Figure():
            yield from _figure(block, width)
        case ChartBlock():
            yield from _chart(block, width)
        case PlanBlock():
            yield from _plan(block, width)
        case Spacer():
            yield Piece(block.height * MM, nothing)
        case PageBreak():
            yield Piece(0, nothing, breaks=True)
        case Together():
            inner = [piece for part in block.blocks for piece in block_pieces(part, width, page_height, grid_height)]
            yield from (replace(piece, keep=index + 1 < len(inner)) for index, piece in enumerate(inner))


def draw_qr(canvas: Any, content: str, left: float, top: float, side: float) -> None:
    """A QR code (error correction M) with its quiet zone inside a square of `side` points."""
    import segno

    matrix = [list(row) for row in segno.make(content, error="m", micro=False).matrix_iter(border=QR_BORDER)]
    path = canvas.beginPath()  # in modules: whole numbers take a third of the space
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                path.rect(x, -y - 1, length, 1)
            x += max(length, 1)
    canvas.saveState()
    canvas.translate(left, top)
    canvas.scale(side / len(matrix), side / len(matrix))
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _line_drawer(line: Line, size: float, width: float, align: Align, indent: float = 0) -> Draw:
    def draw(canvas: Any, left: float, top: float) -> None:
        draw_line(canvas, line, left + indent, top, size, width, align)

    return draw


def _facts(block: KeyValues, width: float) -> Iterator[Piece]:
    from desktop.reports import fonts

    size = POINTS[block.size]
    columns = max(1, block.columns)
    gap = 5 * MM
    column_width = (width - gap * (columns - 1)) / columns
    label_width = min(max((fonts.width(label, size) for label, _value in block.items), default=0) + 3 * MM, column_width * 0.45)
    for start in range(0, len(block.items), columns):
        cells = [
            (
                wrap(label, size, label_width - 1 * MM),
                wrap(value if isinstance(value, tuple) else shown(value), size, column_width - label_width, bold=True),
            )
            for label, value in block.items[start : start + columns]
        ]
        count = max(max(len(label), len(value)) for label, value in cells)
        for index in range(count):  # line by line, so that a long text may break over pages
            yield Piece(
                line_height(size) + (1 * MM if index + 1 == count else 0),
                _facts_line(cells, index, column_width, gap, label_width, size),
            )
    yield Piece(1.5 * MM, nothing)


def _facts_line(
    cells: list[tuple[list[Line], list[Line]]], index: int, column_width: float, gap: float, label_width: float, size: float
) -> Draw:
    def draw(canvas: Any, left: float, top: float) -> None:
        for column, (labels, values) in enumerate(cells):
            x = left + column * (column_width + gap)
            if index < len(labels):
                draw_line(canvas, labels[index], x, top, size, label_width)
            if index < len(values):
                draw_line(canvas, values[index], x + label_width, top, size, column_width - label_width)

    return draw


def _signatures(block: Signatures, width: float) -> Piece:
    size = POINTS[Size.BODY] + 0.5
    gap = 5 * MM
    count = max(1, len(block.labels))
    part = (width - gap * (count - 1)) / count
    labels = [wrap(label, size, part) for label in block.labels]
    label_height = max((len(lines) for lines in labels), default=1) * line_height(size)
    height = 7 * MM + label_height + 5.5 * MM

    def draw(canvas: Any, left: float, top: float) -> None:
        canvas.setStrokeGray(0)
        canvas.setLineWidth(0.8)
        for index, lines in enumerate(labels):
            x = left + index * (part + gap)
            for number, line in enumerate(lines):
                draw_line(canvas, line, x, top - 5 * MM - number * line_height(size), size, part)
            canvas.line(x, top - height + 1.5 * MM, x + part, top - height + 1.5 * MM)

    return Piece(height, draw)


def _seal(block: SealBox, width: float) -> Piece:
    side = 34 * MM

    def draw(canvas: Any, left: float, top: float) -> None:
        x = left + width - side
        canvas.setStrokeGray(QUIET)
        canvas.setLineWidth(0.6)
        canvas.setDash(3, 2)
        canvas.rect(x, top - side, side, side, stroke=1, fill=0)
        canvas.setDash()
        line = wrap((Span(block.label),), fitted(block.label, 9, side - 4 * MM), side)[0]
        draw_line(canvas, line, x + 2 * MM, top - 1.5 * MM, fitted(block.label, 9, side - 4 * MM), side - 4 * MM)

    return Piece(side + 2 * MM, draw)


def _qr_block(block: QrCode, width: float) -> Iterator[Piece]:
    side = block.side * MM

    def draw(canvas: Any, left: float, top: float) -> None:
        draw_qr(canvas, block.content, left + (width - side) / 2, top, side)

    yield Piece(side + 1 * MM, draw, keep=bool(block.caption))
    if block.caption:
        yield from text_pieces(block.caption, NOTE_SIZE, width, Align.CENTRE)
    yield Piece(1.5 * MM, nothing)


def _notes(block: Notes, width: float) -> Iterator[Piece]:
    yield Piece(1.5 * MM, nothing, keep=True)
    if block.title:
        for piece in text_pieces((Span(block.title, True),), NOTE_SIZE, width):
            yield replace(piece, keep=True)
    for line in block.lines:
        yield from text_pieces(spans(line), NOTE_SIZE, width)
    yield Piece(1 * MM, nothing)


def _blank_lines(block: BlankLines, width: float) -> Iterator[Piece]:
    if block.caption:
        yield Piece(1.5 * MM, nothing, keep=True)
        for piece in text_pieces((Span(block.caption, True),), POINTS[Size.BODY], width):
            yield replace(piece, keep=True)

    def draw(canvas: Any, left: float, top: float) -> None:
        canvas.setStrokeGray(QUIET)
        canvas.setLineWidth(0.6)
        canvas.line(left, top - 10 * MM, left + width, top - 10 * MM)

    yield from (Piece(10 * MM, draw) for _number in range(block.count))
    yield Piece(2 * MM, nothing)


def _figure(block: Figure, width: float) -> Iterator[Piece]:
    from desktop.reports import fonts

    size = POINTS[Size.SMALL]
    if block.title:
        for piece in text_pieces((Span(block.title, True),), POINTS[Size.BODY], width):
            yield replace(piece, keep=True)
        yield Piece(1 * MM, nothing, keep=True)
    label_width = min(max((fonts.width(bar.label, size) for bar in block.bars), default=0) + 2 * MM, width * 0.35)
    text_width = min(
        max((fonts.width(bar.text or shown(bar.value), size) for bar in block.bars), default=0) + 2 * MM, width * 0.3
    )
    largest = max((bar.value for bar in block.bars), default=0) or 1
    for bar in block.bars:
        length = max(0.0, bar.value) / largest * (width - label_width - text_width)
        lines = wrap(bar.label, size, label_width - 1 * MM)
        end = wrap(bar.text or shown(bar.value), size, text_width - 1 * MM)
        height = max(len(lines), len(end)) * line_height(size) + 1.2 * MM
        yield Piece(height, _bar_drawer(lines, end, label_width, length, height, size))
    yield Piece(2 * MM, nothing)


def _chart(block: ChartBlock, width: float) -> Iterator[Piece]:
    chart = block.chart
    if chart.title:
        for piece in text_pieces((Span(chart.title, True),), POINTS[Size.BODY], width):
            yield replace(piece, keep=True)
    if not chart.has_data:
        words = chart.empty or next((why for why in chart.why if why), "") or _("No data in this period.")
        yield from text_pieces(spans(words), POINTS[Size.SMALL], width)
        yield Piece(2 * MM, nothing)
        return
    height = (block.height or charting.chart_height(chart)) * MM

    def draw(canvas: Any, left: float, top: float) -> None:
        charting.draw_on_page(canvas, chart, left, top, width, height)

    yield Piece(height, draw)
    yield Piece(2 * MM, nothing)


def _plan(block: PlanBlock, width: float) -> Iterator[Piece]:
    if not block.plan.spots:
        return
    height = block.plan.height * MM

    def draw(canvas: Any, left: float, top: float) -> None:
        sitedrawing.draw(canvas, block.plan, left, top, width, height)

    yield Piece(height, draw)
    yield Piece(3 * MM, nothing)


def _bar_drawer(lines: list[Line], end: list[Line], label_width: float, length: float, height: float, size: float) -> Draw:
    def draw(canvas: Any, left: float, top: float) -> None:
        _column(canvas, lines, left, top, size, label_width)
        canvas.setFillGray(0.45)
        canvas.rect(left + label_width, top - height + 0.8 * MM, length, height - 1.6 * MM, stroke=0, fill=1)
        canvas.setFillGray(0)
        _column(canvas, end, left + label_width + length + 1 * MM, top, size, label_width)

    return draw


def _column(canvas: Any, lines: Iterable[Line], x: float, top: float, size: float, width: float) -> None:
    for line in lines:
        draw_line(canvas, line, x, top, size, width)
        top -= line_height(size)
