"""Charts drawn by matplotlib: as vectors with real text on a PDF page, as pictures for Excel and the screen; one style for all.

matplotlib is imported when the first chart is drawn (0.7 s) and never by the GUI thread. Two series differ in lightness, marker and
line, so that a photocopy and a colour-blind eye tell them apart.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

from desktop.i18n import _
from desktop.reports import fonts
from desktop.reports.chart import Chart, Shape
from desktop.reports.chartpage import page_renderer

FONT = 8.5  # points on paper
COLOURS = ("#1F6B6B", "#DFA32B", "#8D6BA8")  # relative luminance 0.12, 0.43, 0.19: apart in grey as neighbours
MARKERS, LINES = ("o", "s", "^"), ("-", "--", ":")
MOST_LABELS = 16  # more than that on an axis are thinned out
_ONE_AT_A_TIME = Lock()  # matplotlib's settings belong to the process


@dataclass(frozen=True)
class Look:
    """Colours of one surface: ink, quiet lines, ground."""

    ink: str = "#000000"
    muted: str = "#555555"
    grid: str = "#D5D5D5"
    ground: str = "#FFFFFF"
    series: tuple[str, ...] = COLOURS


PAPER = Look()


@dataclass(frozen=True)
class Spot:
    """Where a value stands in a picture, in its pixels from the upper left; a missing value has its spot too."""

    series: int
    index: int
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True)
class Picture:
    """A drawn chart: rows of red, green, blue, alpha; and where its values stand."""

    width: int
    height: int
    data: bytes
    spots: tuple[Spot, ...]


def chart_height(chart: Chart) -> float:
    """A good height on paper in millimetres."""
    if chart.shape is Shape.ROWS:
        return 16 + 5.2 * max(3, len(chart.labels)) * (1 if len(chart.series) == 1 else 1.5)
    return 52


def draw_on_page(canvas: Any, chart: Chart, left: float, top: float, width: float, height: float) -> None:
    """Draw into a box of a reportlab canvas (points) whose upper left corner is given: vectors, and text in the paper's own fonts."""
    with _ONE_AT_A_TIME, _settings(FONT):
        figure, _boxes = _figure(chart, width / 72, height / 72, 72, PAPER, FONT)
        figure.patch.set_visible(False)  # the page itself is the ground: a mark across it stays to be seen
        for axes in figure.axes:
            axes.patch.set_visible(False)
        canvas.saveState()
        canvas.translate(left, top - height)
        figure.draw(page_renderer()(canvas, width, height))
        canvas.restoreState()


def picture(chart: Chart, width: int, height: int, scale: float = 1.0, look: Look = PAPER) -> Picture:
    """Draw for the screen: `width` × `height` pixels, text of 11 px × `scale`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    size = 11.5 * scale
    with _ONE_AT_A_TIME, _settings(size, _faces(chart)):
        figure, boxes = _figure(chart, width / 72, height / 72, 72, look, size)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        data = bytes(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        spots = tuple(_spots(boxes(), width, height))
    return Picture(width, height, data, spots)


def png(chart: Chart, width_mm: float, height_mm: float, dpi: int = 200) -> bytes:
    """Draw as a PNG file for a worksheet."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with _ONE_AT_A_TIME, _settings(FONT, _faces(chart)):
        figure, _boxes = _figure(chart, width_mm / 25.4, height_mm / 25.4, dpi, PAPER, FONT)
        memory = BytesIO()
        FigureCanvasAgg(figure).print_png(memory, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return memory.getvalue()


def _settings(size: float, faces: tuple[str, ...] = ("sans-serif",)) -> Any:
    import matplotlib

    return matplotlib.rc_context({
        "font.family": list(faces), "font.size": size, "text.parse_math": False, "axes.unicode_minus": False, "path.simplify": False,
        "axes.formatter.use_locale": False,
    })  # fmt: skip


@cache
def _face(font: str) -> str:
    """The family under which matplotlib knows one of our font files."""
    from matplotlib import font_manager

    path = str(fonts.FOLDER / fonts.FILES[font])
    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=path).get_name())


def _faces(chart: Chart) -> tuple[str, ...]:
    words = "".join((chart.title, chart.unit, chart.empty, *chart.labels, *chart.why, *(one.name for one in chart.series)))
    rare = any(fonts.font_of(character, False) == fonts.RARE for character in set(words))
    return (_face(fonts.REGULAR), _face(fonts.RARE)) if rare else (_face(fonts.REGULAR),)


def _wide(text: str, size: float) -> float:
    """About how wide a text is in points, without a font; the widest of its lines."""
    return max(sum(1.0 if ord(character) >= 0x2E80 else 0.56 for character in line) for line in text.split("\n")) * size


def _figure(
    chart: Chart, width: float, height: float, dpi: int, look: Look, size: float
) -> tuple[Any, Callable[[], list[tuple[int, int, Any]]]]:
    """The matplotlib figure of `width` × `height` inches, and what tells the boxes of its values once it is drawn."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=dpi, facecolor=look.ground)
    across, down = width * 72, height * 72
    if not chart.has_data:
        words = chart.empty or (chart.why[0] if chart.why else "") or _("No data in this period.")
        figure.text(0.5, 0.5, words, ha="center", va="center", color=look.muted)
        return figure, list
    lying = chart.shape is Shape.ROWS
    shown = [_cut(label) for label in chart.short or chart.labels]
    step = 1 if lying else _step(shown, size, across, bool(chart.short))
    turned = not lying and not chart.short and _crowded(shown, step, size, across)
    left = (max(_wide(label, size) for label in shown) if lying else 4.2 * size) + 1.2 * size
    lines = max(label.count("\n") + 1 for label in shown)
    leaning = max(_wide(label, size) for label in shown) * 0.72 + size
    below = 1.2 * size if lying else leaning if turned else 1.2 * size * (1 + lines)
    above = 1.9 * size if len(chart.series) > 1 or chart.unit or chart.percent else 1.0 * size
    right = 5.5 * size if lying else 1.5 * size
    left = min(left, across * 0.4)
    axes = figure.add_axes((left / across, below / down, 1 - (left + right) / across, 1 - (below + above) / down), facecolor=look.ground)
    _dress(axes, look, lying)
    boxes = _rows(axes, chart, look, size) if lying else _upright(axes, chart, look, size)
    _label_axis(axes, shown, lying, turned, step)
    if not lying:
        _scale(axes, chart)
    if chart.goal is not None and not lying:
        axes.axhline(chart.goal, color=look.muted, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    top = 1 - 0.75 * size / down
    words = "%" if chart.percent else chart.unit
    if words and not lying:
        figure.text(left / across, top, words, ha="right", va="center", color=look.muted, fontsize=size * 0.9)
    if len(chart.series) > 1:
        _legend(figure, chart, look, size, across, top)
    return figure, boxes


def _cut(label: str) -> str:
    return label if len(label) <= 16 else label[:15] + "…"


def _crowded(labels: list[str], step: int, size: float, across: float) -> bool:
    """Whether every `step`-th label touches its neighbour when it stands upright."""
    return max(_wide(label, size) for label in labels[::step]) + size * 0.4 > across * 0.88 * step / len(labels)


def _step(labels: list[str], size: float, across: float, ordered: bool) -> int:
    """Every how many labels one is written: where their order is plain, so many as have room; else all but the very many."""
    step = max(1, -(-len(labels) // MOST_LABELS))
    while ordered and step < len(labels) and _crowded(labels, step, size, across):
        step += 1
    return step


def _dress(axes: Any, look: Look, lying: bool) -> None:
    for side in ("top", "right", "left" if not lying else "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left" if lying else "bottom"].set_color(look.muted)
    axes.tick_params(colors=look.ink, length=0)
    axes.set_axisbelow(True)
    if lying:
        axes.xaxis.set_visible(False)
    else:
        axes.grid(axis="y", color=look.grid, linewidth=0.6)


def _label_axis(axes: Any, labels: list[str], lying: bool, turned: bool, step: int) -> None:
    places = list(range(0, len(labels), step))
    words = [labels[place] for place in places]
    if lying:
        axes.set_yticks(places, words)
        axes.set_ylim(len(labels) - 0.4, -0.6)
    else:
        axes.set_xticks(places, words, rotation=35 if turned else 0, ha="right" if turned else "center", rotation_mode="anchor")
        axes.set_xlim(-0.6, len(labels) - 0.4)


def _scale(axes: Any, chart: Chart) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    values = [value for one in chart.series for value in one.values if value is not None]
    low, high = min(values), max([*values, *([chart.goal] if chart.goal is not None else [])])
    bottom = 0.0
    if chart.percent and chart.shape is Shape.LINE and low > 0.5:
        bottom = max(0.0, int(low * 20 - 0.5) / 20)  # a rate near 100 % shows its last digits; the axis says where it begins
    top = high + (high - bottom) * 0.12 if high > bottom else bottom + 1
    axes.set_ylim(bottom, min(top, 1.0 + (1.0 - bottom) * 0.06) if chart.percent else top)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=not chart.percent and chart.places == 0))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value * 100:.4g}%" if chart.percent else f"{value:,.4g}"))


def _legend(figure: Any, chart: Chart, look: Look, size: float, across: float, top: float) -> None:
    """Names of the series in a line above, each with its sign."""
    from matplotlib.lines import Line2D

    x = across - size * 0.5
    for place in range(len(chart.series) - 1, -1, -1):
        name = chart.series[place].name
        x -= _wide(name, size) + size * 0.3
        figure.text(x / across, top, name, ha="left", va="center", color=look.ink, fontsize=size)
        start = x - size * 2.2
        style: dict[str, Any] = {"color": look.series[place], "linewidth": 1.6, "linestyle": LINES[place], "marker": MARKERS[place]}
        if chart.shape is not Shape.LINE:
            style |= {"linewidth": 0, "marker": "s"}
        signs = [start / across, (start + size * 1.8) / across] if chart.shape is Shape.LINE else [(start + size * 1.2) / across]
        figure.add_artist(Line2D(signs, [top] * len(signs), markersize=size * 0.45, markeredgecolor=look.ink, markeredgewidth=0.4, **style))
        x = start - size * 0.8


def _missing(chart: Chart) -> list[int]:
    """Labels at which no series has a value."""
    return [index for index in range(len(chart.labels)) if all(one.values[index] is None for one in chart.series)]


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    start = None
    for number, place in enumerate(places):
        start = place if start is None else start
        if number + 1 == len(places) or places[number + 1] != place + 1:
            yield start, place
            start = None


def _upright(axes: Any, chart: Chart, look: Look, size: float) -> Callable[[], list[tuple[int, int, Any]]]:
    for first, last in _runs(_missing(chart)):
        axes.axvspan(first - 0.48, last + 0.48, color=look.grid, alpha=0.45, linewidth=0, zorder=0)
        words = _("no data")
        axes.text((first + last) / 2, 0.5, words, transform=axes.get_xaxis_transform(), ha="center", va="center", color=look.muted,
                  rotation=0 if last - first >= 2 else 90, fontsize=size * 0.9)  # fmt: skip
    together = len(chart.series)
    marks: list[tuple[int, int, Any]] = []
    for place, one in enumerate(chart.series):
        colour = look.series[place]
        known = [(index, value) for index, value in enumerate(one.values) if value is not None]
        if chart.shape is Shape.LINE:
            values = [float("nan") if value is None else value for value in one.values]
            axes.plot(range(len(values)), values, color=colour, linestyle=LINES[place], marker=MARKERS[place], markersize=size * 0.42,
                      markeredgecolor=look.ink, markeredgewidth=0.4, linewidth=1.6, clip_on=False, zorder=3)  # fmt: skip
        else:
            wide = 0.74 / together
            offset = (place - (together - 1) / 2) * wide
            axes.bar([index + offset for index, _value in known], [value for _index, value in known], wide, color=colour, edgecolor=look.ink,
                     linewidth=0.4, zorder=2)  # fmt: skip
        marks += [(place, index, value) for index, value in enumerate(one.values)]
    if together == 1 and len(chart.labels) <= 14:  # few enough that each may carry its number
        for index, value in enumerate(chart.series[0].values):
            if value is not None:
                axes.annotate(chart.number(value), (index, value), xytext=(0, size * 0.45), textcoords="offset points", ha="center", va="bottom",
                              fontsize=size * 0.85, color=look.ink, annotation_clip=False)  # fmt: skip

    def boxes() -> list[tuple[int, int, Any]]:
        found = []
        frame = axes.bbox
        for place, index, value in marks:
            middle = axes.transData.transform((index, value if value is not None else 0))
            step = frame.width / max(1, len(chart.labels)) / 2
            part = step if chart.shape is Shape.LINE or together == 1 else step * 0.8 / together
            x = middle[0] if chart.shape is Shape.LINE else middle[0] + (place - (together - 1) / 2) * part * 2
            y = middle[1] if value is not None and chart.shape is Shape.LINE else None
            low, high = (frame.y0, frame.y1) if y is None or together == 1 else (y - size, y + size)
            found.append((place, index, (x - part, low, x + part, high)))
        return found

    return boxes


def _rows(axes: Any, chart: Chart, look: Look, size: float) -> Callable[[], list[tuple[int, int, Any]]]:
    together = len(chart.series)
    high = max((value for one in chart.series for value in one.values if value is not None), default=0) or 1
    thick = 0.72 / together
    axes.set_xlim(0, high)
    marks = []
    for place, one in enumerate(chart.series):
        offset = (place - (together - 1) / 2) * thick
        known = [(index, value) for index, value in enumerate(one.values) if value is not None]
        axes.barh([index + offset for index, _value in known], [value for _index, value in known], thick, color=look.series[place],
                  edgecolor=look.ink, linewidth=0.4, zorder=2)  # fmt: skip
        for index, value in enumerate(one.values):
            words = _("no data") if value is None else chart.shown(place, index)
            axes.annotate(words, (value or 0, index + offset), xytext=(size * 0.4, 0), textcoords="offset points", ha="left", va="center",
                          fontsize=size * 0.9, color=look.muted if value is None else look.ink, annotation_clip=False)  # fmt: skip
            marks.append((place, index, offset))

    def boxes() -> list[tuple[int, int, Any]]:
        frame = axes.bbox
        found = []
        for place, index, offset in marks:
            y = axes.transData.transform((0, index + offset))[1]
            half = frame.height / len(chart.labels) * thick / 2
            found.append((place, index, (0, y - half, frame.x1 + 6 * size, y + half)))
        return found

    return boxes


def _spots(boxes: list[tuple[int, int, Any]], width: float, height: float) -> Iterator[Spot]:
    for place, index, (left, bottom, right, top) in boxes:
        yield Spot(place, index, max(0.0, float(left)), height - float(top), min(float(right), float(width)), height - float(bottom))
