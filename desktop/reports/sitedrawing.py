"""Draws a plan of the compound on paper: vectors and real text; routes told apart by number, grey and dashes."""

from math import hypot
from typing import Any

from desktop.reports.document import Align, Size, plain, spans
from desktop.reports.siteplan import SitePlan
from desktop.reports.tables import POINTS
from desktop.reports.typeset import draw_line, fitted, wrap

STYLES = ((0.0, ()), (0.45, ()), (0.0, (6, 3)), (0.45, (6, 3)), (0.0, (1.5, 2.5)), (0.45, (1.5, 2.5)), (0.0, (8, 2, 1.5, 2)), (0.6, ()))
"""Grey (0 = black) and dashes of the routes, in turn; their numbers tell them apart in any case."""

SMALLEST = 5.0  # points; a name that is longer still is shortened on the drawing


def draw(canvas: Any, plan: SitePlan, left: float, top: float, width: float, height: float) -> None:
    """Draw into a box (points) whose upper left corner is given; north is up, both ways have one scale."""
    size = POINTS[Size.SMALL]
    xs, ys = [spot.x for spot in plan.spots], [spot.y for spot in plan.spots]
    span_x, span_y = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    box_w, box_h = 40.0, 20.0
    scale = min((width - box_w - 12) / span_x, (height - box_h - 12) / span_y)
    box_w = max(24.0, min(box_w, _closest(plan) * scale * 0.96))
    off_x = left + (width - span_x * scale) / 2
    off_y = top - height + (height - span_y * scale) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return off_x + (x - min(xs)) * scale, off_y + (y - min(ys)) * scale

    canvas.saveState()
    for place, line in enumerate(plan.lines):
        grey, dashes = STYLES[place % len(STYLES)]
        canvas.setStrokeGray(grey)
        canvas.setDash(*((list(dashes), 0) if dashes else ([], 0)))
        canvas.setLineWidth(1.6)
        points = [at(x, y) for x, y in line.through]
        shift = 1.6 * (place % 5 - 2)  # routes through the same buildings lie side by side
        path = canvas.beginPath()
        for number, (x, y) in enumerate(points):
            (path.moveTo if not number else path.lineTo)(x + shift, y + shift)
        if len(points) > 1:
            canvas.drawPath(path, stroke=1, fill=0)
    canvas.setDash([], 0)
    for spot in plan.spots:
        x, y = at(spot.x, spot.y)
        canvas.setLineWidth(1.4 if spot.strong else 0.5)
        canvas.setStrokeGray(0 if spot.strong else 0.5)
        canvas.setFillGray(1)
        canvas.roundRect(x - box_w / 2, y - box_h / 2, box_w, box_h, 3, stroke=1, fill=1)
        canvas.setFillGray(0)
        _centred(canvas, spot.name, x, y + (box_h / 2 - 1 if spot.below else size * 0.7), size * 0.85, box_w)
        if spot.below:
            _centred(canvas, spot.below, x, y, size * 0.7, box_w)
    taken: dict[tuple[float, float], int] = {}
    for line in plan.lines:
        first = line.through[0]
        taken[first] = taken.get(first, -1) + 1
        x, y = at(*first)
        x, y = x - box_w / 2 + 4 + 13 * taken[first], y + box_h / 2 + 4
        canvas.setFillGray(0)
        canvas.circle(x, y, 6, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.setFont("Helvetica-Bold", 7.5)
        canvas.drawCentredString(x, y - 2.7, str(line.number))
    canvas.restoreState()


def _closest(plan: SitePlan) -> float:
    """Metres between the two buildings that stand closest side by side."""
    pairs = [(one, other) for number, one in enumerate(plan.spots) for other in plan.spots[number + 1 :]]
    beside = [hypot(one.x - other.x, one.y - other.y) for one, other in pairs if abs(one.y - other.y) < abs(one.x - other.x)]
    return min((metres for metres in beside if metres > 1), default=1000.0)


def _centred(canvas: Any, text: str, x: float, top: float, size: float, width: float) -> None:
    lines = wrap(spans(text), size, width)
    if len(lines) > 1:  # the table below says it in full
        size = fitted(text, size, width, least=SMALLEST)
        lines = wrap(spans(text), size, width)
    if len(lines) > 1:
        lines = wrap(spans(plain(lines[0].pieces)[:-1] + "…"), size, width)
    draw_line(canvas, lines[0], x - width / 2, top, size, width, Align.CENTRE)
