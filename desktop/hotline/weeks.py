"""A volunteer's week as a clerk ticks it: three parts of each day, with wishes; odd times are kept beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from desktop.hotline.problem import Window
from desktop.people.weekly import PARTS_OF_DAY

PARTS = ("am", "pm", "evening")
Cell = tuple[int, str]  # weekday, part


@dataclass(frozen=True)
class Week:
    """`cells`: (weekday, part) -> '' plain, 'wanted' or 'unwanted'; `odd`: windows that are no whole parts of a day."""

    cells: Mapping[Cell, str] = field(default_factory=dict)
    odd: tuple[Window, ...] = ()


def week_of(windows: Iterable[Window]) -> Week:
    """The ticks of these windows; a whole day is its three parts."""
    spans = {PARTS_OF_DAY[part]: (part,) for part in PARTS} | {PARTS_OF_DAY["day"]: PARTS}
    cells: dict[Cell, str] = {}
    odd = []
    for window in windows:
        parts = spans.get((window.start, window.end))
        if parts is None:
            odd.append(window)
        for part in parts or ():
            cells[window.weekday, part] = window.wish or cells.get((window.weekday, part), "")
    return Week(cells, tuple(odd))


def windows_of(week: Week) -> tuple[Window, ...]:
    """The windows of these ticks; three parts with the same wish are one whole day."""
    found = []
    for weekday in range(7):
        ticked = [(part, week.cells[weekday, part]) for part in PARTS if (weekday, part) in week.cells]
        if len(ticked) == len(PARTS) and len({wish for _part, wish in ticked}) == 1:
            found.append(Window(weekday, *PARTS_OF_DAY["day"], ticked[0][1]))
        else:
            found += [Window(weekday, *PARTS_OF_DAY[part], wish) for part, wish in ticked]
    return (*found, *week.odd)
