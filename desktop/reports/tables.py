"""How a table becomes pieces on paper. Lengths are points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from desktop.i18n import _
from desktop.reports.document import Align, Column, Group, Row, Size, Table, Text, Tick, Value, plain, shown
from desktop.reports.flow import Piece, nothing, stacked
from desktop.reports.typeset import Line, draw_line, fitted, line_height, wrap

MM = 72 / 25.4
POINTS = {Size.SMALL: 9.0, Size.BODY: 10.5, Size.LARGE: 13.0, Size.HUGE: 15.5}
PAD = 1.5 * MM
TICK = 5.4 * MM
TITLE_SIZE = 9.5
SMALLEST_FIT = 8.0
RULE = 0.7  # half the thickest rule, in points
GROUP_HEIGHT = 6.6 * MM
QUIET, SHADE = 0.62, 0.93  # greys of rules and grounds


@dataclass(frozen=True)
class Cell:
    """A cell broken into lines, or a box to tick."""

    lines: tuple[Line, ...]
    size: float
    align: Align
    tick: Tick | None = None

    @property
    def height(self) -> float:
        """Height of its words in points."""
        return len(self.lines) * line_height(self.size)


class TablePieces:
    """Breaks one table to a width."""

    def __init__(self, table: Table, width: float, page_height: float) -> None:
        """`page_height`: the body of a whole page; a row higher than that has to be continued on the next."""
        self.table = table
        self.width = width
        self.page_height = page_height
        shares = [max(column.share, 0.01) for column in table.columns]
        self.widths = [width * share / sum(shares) for share in shares]
        self.lefts = [sum(self.widths[:index]) for index in range(len(shares))]
        self.aligns = [self._align(index, column) for index, column in enumerate(table.columns)]

    def pieces(self) -> Iterator[Piece]:
        """Heading (when any column has a title), groups and rows in order."""
        titled = any(column.title for column in self.table.columns)
        head = self._head() if titled else Piece(0, nothing)
        if titled:
            yield replace(head, keep=bool(self.table.rows))
        header = head
        rows = self.table.rows
        for index, row in enumerate(rows):
            last = index + 1 == len(rows)
            if isinstance(row, Group):
                yield replace(self._group(row.text), keep=not last, header=head)
                header = stacked([head, self._group(_("{group} (continued)").format(group=row.text))])
                continue
            for part in self._row(row, self.page_height - header.height):
                yield replace(part, header=header)
        if not rows and self.table.empty:
            yield from self._row(Row((self.table.empty,)), self.page_height, whole_width=True)

    def _align(self, index: int, column: Column) -> Align:
        if column.align is not None:
            return column.align
        values = [row.cells[index] for row in self.table.rows if isinstance(row, Row) and index < len(row.cells)]
        if any(isinstance(value, int | float | Decimal) for value in values):
            return Align.RIGHT
        return Align.CENTRE if any(isinstance(value, Tick) for value in values) else Align.LEFT

    def _cell(self, index: int, value: Value, strong: bool, width: float) -> Cell:
        column = self.table.columns[index]
        size = POINTS[column.size]
        align = self.aligns[index]
        if isinstance(value, Tick):
            return Cell((), size, align, value)
        text: Text = value if isinstance(value, tuple) else shown(value, column.pattern)
        inner = width - 2 * PAD
        if not isinstance(value, str | tuple | None):  # figures and dates are not broken over lines
            size = fitted(shown(value, column.pattern), size, inner, column.bold or strong)
        elif column.fit:
            small = fitted(plain(text), size, inner, column.bold or strong, least=SMALLEST_FIT)
            if len(wrap(text, small, inner, column.bold or strong)) == 1:  # else two large lines read better than two small ones
                size = small
        return Cell(tuple(wrap(text, size, inner, column.bold or strong)), size, align)

    def _head(self) -> Piece:
        cells = [self._title(index, column.title) for index, column in enumerate(self.table.columns)]
        height = max((cell.height for cell in cells), default=0) + 1.2 * MM

        def draw(canvas: Any, left: float, top: float) -> None:
            if self.table.ruled:
                canvas.setFillGray(SHADE)
                canvas.rect(left, top - height, self.width, height, stroke=0, fill=1)
                canvas.setFillGray(0)
            for index, cell in enumerate(cells):
                x = left + self.lefts[index] + PAD
                self._words(canvas, cell, x, top - (height - cell.height) + 0.4 * MM, self.widths[index] - 2 * PAD)
            if self.table.ruled:
                self._frame(canvas, left, top, height)
            else:
                canvas.setStrokeGray(0)
                canvas.setLineWidth(1.3)
                canvas.line(left, top - height, left + self.width, top - height)

        return Piece(height, draw)

    def _title(self, index: int, title: str) -> Cell:
        """A column's title: over several lines when it must, but no word broken."""
        width = self.widths[index] - PAD
        size = min((fitted(word, TITLE_SIZE, width) for word in title.split()), default=TITLE_SIZE)
        return Cell(tuple(wrap(title, size, width)), size, self.aligns[index])

    def _group(self, text: str) -> Piece:
        lines = wrap(text, 10, self.width - 2 * PAD, bold=True)
        height = max(GROUP_HEIGHT, len(lines) * line_height(10) + 1 * MM)

        def draw(canvas: Any, left: float, top: float) -> None:
            canvas.setFillGray(SHADE)
            canvas.rect(left, top - height, self.width, height - RULE, stroke=0, fill=1)  # the rule above stays whole
            canvas.setFillGray(0)
            self._words(canvas, Cell(tuple(lines), 10, Align.LEFT), left + PAD, top - _middle(height, lines, 10), self.width)

        return Piece(height, draw)

    def _row(self, row: Row, room: float, whole_width: bool = False) -> Iterator[Piece]:
        widths = [self.width] if whole_width else self.widths
        if len(row.cells) > len(widths):
            raise ValueError(f"{len(row.cells)} cells in a table of {len(widths)} columns")
        values: Sequence[Value] = [*row.cells, *[None] * (len(widths) - len(row.cells))]
        cells = [self._cell(index, value, row.strong, widths[index]) for index, value in enumerate(values)]
        natural = max((cell.height for cell in cells), default=0) + 1.6 * MM
        minimum = self.table.row_height * MM
        if natural <= room:
            yield self._row_piece(cells, widths, max(natural, minimum), row.strong)
            return
        # a row higher than a page: its lines go on on the next one, so that no word is lost
        rest = cells
        while any(cell.lines for cell in rest):
            part, rest = _cut(rest, room - 1.6 * MM)
            height = max((cell.height for cell in part), default=0) + 1.6 * MM
            yield self._row_piece(part, widths, max(height, minimum), row.strong)

    def _row_piece(self, cells: Sequence[Cell], widths: Sequence[float], height: float, strong: bool) -> Piece:
        def draw(canvas: Any, left: float, top: float) -> None:
            x = left
            for cell, width in zip(cells, widths, strict=True):
                if cell.tick is not None:
                    _box(canvas, x + width / 2, top - height / 2, min(TICK, height - 1.6 * MM), cell.tick)
                else:
                    self._words(canvas, cell, x + PAD, top - (height - cell.height) / 2, width - 2 * PAD)
                x += width
            if self.table.ruled:
                self._frame(canvas, left, top, height)
            else:
                canvas.setStrokeGray(0 if strong else QUIET)
                canvas.setLineWidth(0.6)
                canvas.line(left, top - height, left + self.width, top - height)

        return Piece(height, draw)

    def _words(self, canvas: Any, cell: Cell, x: float, y_top: float, width: float) -> None:
        for line in cell.lines:
            draw_line(canvas, line, x, y_top, cell.size, width, cell.align)
            y_top -= line_height(cell.size)

    def _frame(self, canvas: Any, left: float, top: float, height: float) -> None:
        canvas.setStrokeGray(0)
        canvas.setLineWidth(0.6)
        canvas.rect(left, top - height, self.width, height, stroke=1, fill=0)
        for x in self.lefts[1:]:
            canvas.line(left + x, top, left + x, top - height)


def _middle(height: float, lines: Sequence[Line], size: float) -> float:
    return (height - len(lines) * line_height(size)) / 2


def _cut(cells: Sequence[Cell], room: float) -> tuple[list[Cell], list[Cell]]:
    """The lines that fit into `room`, and the rest."""
    part, rest = [], []
    for cell in cells:
        count = max(1, int(room / line_height(cell.size)))
        part.append(replace(cell, lines=cell.lines[:count]))
        rest.append(replace(cell, lines=cell.lines[count:], tick=None))
    return part, rest


def _box(canvas: Any, x: float, y: float, side: float, tick: Tick) -> None:
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.8)
    canvas.rect(x - side / 2, y - side / 2, side, side, stroke=1, fill=0)
    if tick is Tick.TICKED:
        canvas.setLineWidth(1.4)
        canvas.lines(
            [
                (x - 0.3 * side, y, x - 0.08 * side, y - 0.25 * side),
                (x - 0.08 * side, y - 0.25 * side, x + 0.34 * side, y + 0.3 * side),
            ]
        )
