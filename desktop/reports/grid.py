"""How a month calendar becomes pieces on paper. Lengths are points."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desktop.reports import fonts
from desktop.reports.document import Align, BadgeLine, DayCell, Grid, Span
from desktop.reports.flow import Piece
from desktop.reports.tables import MM
from desktop.reports.typeset import Line, draw_line, fitted, line_height, wrap

HEAD_HEIGHT = 7.4 * MM
SCALES = (
    1.9,
    1.75,
    1.6,
    1.45,
    1.3,
    1.2,
    1.1,
    1.0,
    0.92,
    0.84,
    0.76,
    0.68,
    0.6,
    0.52,
)  # tried in turn until the month fits the page
SMALLEST_ONE_LINE = 0.84  # smaller than this, a long pair of names takes two lines instead
SHADE_HEAD, SHADE_DAY = 0.92, 0.95
EMPTY_SEAT = "＿＿＿"


@dataclass(frozen=True)
class _Sizes:
    """Sizes of type at one scale."""

    scale: float

    @property
    def number(self) -> float:
        return 14 * self.scale

    @property
    def name(self) -> float:
        return 11.5 * self.scale

    @property
    def badge(self) -> float:
        return 9 * self.scale

    @property
    def pad(self) -> float:
        return 2 * MM * min(1, self.scale)

    @property
    def step(self) -> float:
        return line_height(self.name) * 1.12


def grid_pieces(grid: Grid, width: float, height: float, page_height: float) -> Iterator[Piece]:
    """The calendar, filling `height` if it can; a month too full for one page goes on on the next with its headings."""
    cell_width = width / max(1, len(grid.headers))
    room = height - HEAD_HEIGHT
    even = room / max(1, len(grid.weeks))
    for scale in SCALES:
        sizes = _Sizes(scale)
        heights = [max((_cell_height(cell, cell_width, sizes) for cell in week), default=0) for week in grid.weeks]
        names_fit = scale < SMALLEST_ONE_LINE or all(_one_line(cell, cell_width, sizes) for week in grid.weeks for cell in week)
        if names_fit and all(high <= even for high in heights):
            heights = [even] * len(heights)
            break
        if names_fit and sum(heights) <= room:
            spare = (room - sum(heights)) / max(1, len(heights))
            heights = [high + spare for high in heights]
            break
    head = _head(grid, cell_width)
    yield Piece(head.height, head.draw, keep=True)
    for week, high in zip(grid.weeks, heights, strict=True):
        yield Piece(min(high, page_height - HEAD_HEIGHT), _week_drawer(week, cell_width, high, sizes), header=head)


def _head(grid: Grid, cell_width: float) -> Piece:
    def draw(canvas: Any, left: float, top: float) -> None:
        for index, header in enumerate(grid.headers):
            x = left + index * cell_width
            canvas.setFillGray(SHADE_HEAD)
            canvas.setStrokeGray(0)
            canvas.setLineWidth(0.8)
            canvas.rect(x, top - HEAD_HEIGHT, cell_width, HEAD_HEIGHT, stroke=1, fill=1)
            canvas.setFillGray(0)
            size = fitted(header, 11.5, cell_width - 2 * MM, True)
            line = wrap((Span(header, True),), size, cell_width)[0]
            draw_line(canvas, line, x, top - (HEAD_HEIGHT - line_height(size)) / 2, size, cell_width, Align.CENTRE)

    return Piece(HEAD_HEIGHT, draw)


def _names(line: BadgeLine, sizes: _Sizes, cell_width: float) -> list[Line]:
    text = " ".join(name or EMPTY_SEAT for name in line.names)
    return wrap(text, sizes.name, cell_width - 2 * sizes.pad - _badge_width(line.badge, sizes))


def _badge_width(badge: str, sizes: _Sizes) -> float:
    return max(fonts.width(badge, sizes.badge) + 0.55 * sizes.badge, 1.55 * sizes.badge) + 0.5 * sizes.badge if badge else 0


def _one_line(cell: DayCell, cell_width: float, sizes: _Sizes) -> bool:
    return all(len(_names(line, sizes, cell_width)) == 1 for line in cell.lines)


def _notes(cell: DayCell, cell_width: float, sizes: _Sizes) -> list[Line]:
    free = cell_width - 2 * sizes.pad - fonts.width(cell.label, sizes.number, True) - 1 * MM
    return wrap(cell.note, sizes.badge, max(free, 2 * sizes.badge)) if cell.note else []


def _top_height(cell: DayCell, cell_width: float, sizes: _Sizes) -> float:
    return max(line_height(sizes.number), len(_notes(cell, cell_width, sizes)) * line_height(sizes.badge))


def _cell_height(cell: DayCell, cell_width: float, sizes: _Sizes) -> float:
    lines = sum(len(_names(line, sizes, cell_width)) for line in cell.lines)
    return _top_height(cell, cell_width, sizes) + lines * sizes.step + 1.6 * sizes.pad


def _week_drawer(week: tuple[DayCell, ...], cell_width: float, height: float, sizes: _Sizes) -> Any:
    def draw(canvas: Any, left: float, top: float) -> None:
        for index, cell in enumerate(week):
            _draw_cell(canvas, cell, left + index * cell_width, top, cell_width, height, sizes)

    return draw


def _draw_cell(canvas: Any, cell: DayCell, x: float, top: float, width: float, height: float, sizes: _Sizes) -> None:
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.8)
    canvas.setFillGray(SHADE_DAY if cell.shaded else 1)
    canvas.rect(x, top - height, width, height, stroke=1, fill=1 if cell.shaded else 0)
    canvas.setFillGray(0)
    inner = width - 2 * sizes.pad
    if cell.label:
        draw_line(
            canvas,
            wrap((Span(cell.label, True),), sizes.number, inner)[0],
            x + sizes.pad,
            top - 0.6 * sizes.pad,
            sizes.number,
            inner,
        )
    y = top - 0.6 * sizes.pad
    for line in _notes(cell, width, sizes):
        draw_line(canvas, line, x + sizes.pad, y, sizes.badge, inner, Align.RIGHT)
        y -= line_height(sizes.badge)
    y = top - 0.6 * sizes.pad - _top_height(cell, width, sizes)
    for entry in cell.lines:
        offset = _badge_width(entry.badge, sizes)
        if entry.badge:
            _draw_badge(canvas, entry.badge, x + sizes.pad, y, offset - 0.5 * sizes.badge, sizes)
        for line in _names(entry, sizes, width):
            draw_line(
                canvas, line, x + sizes.pad + offset, y - (sizes.step - line_height(sizes.name)) / 2, sizes.name, inner - offset
            )
            y -= sizes.step


def _draw_badge(canvas: Any, badge: str, x: float, y_top: float, width: float, sizes: _Sizes) -> None:
    high = 1.5 * sizes.badge
    y = y_top - (sizes.step - high) / 2
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.7)
    canvas.roundRect(x, y - high, width, high, 0.25 * sizes.badge, stroke=1, fill=0)
    line = wrap(badge, sizes.badge, width * 2)[0]
    draw_line(canvas, line, x, y - (high - line_height(sizes.badge)) / 2, sizes.badge, width, Align.CENTRE)
