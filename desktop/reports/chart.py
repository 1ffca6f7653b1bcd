"""A chart as plain data: what is shown, never how. `charting.py` draws it on paper, as a picture for Excel, and on screen."""

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How the values stand: a line over time, bars over hours or periods, lying bars for names."""

    LINE = "line"
    BARS = "bars"
    ROWS = "rows"


@dataclass(frozen=True)
class Series:
    """One set of values, one for each label; None is missing and drawn as a gap with words, never as 0."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """One chart. A share's values lie between 0 and 1. `keys` tell for each label which records lie behind it."""

    code: str
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    shape: Shape = Shape.BARS
    unit: str = ""
    percent: bool = False
    places: int = 0
    goal: float | None = None
    why: tuple[str, ...] = ()
    """For each label, in words, why its values are missing; '' where they are not."""
    keys: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    """Shorter labels for the axis, where the order makes the rest plain; empty: the labels themselves."""
    empty: str = ""
    """What to say in place of a chart without any value."""
    definition: str = ""

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("a chart needs one value for each label")

    @property
    def has_data(self) -> bool:
        """At least one value is not missing."""
        return any(value is not None for one in self.series for value in one.values)

    def shown(self, series: int, index: int) -> str:
        """One value in words: '96.4%', '12 min'; '–' when it is missing."""
        value = self.series[series].values[index]
        if value is None:
            return "–"
        return self.number(value) + (f" {self.unit}" if self.unit and not self.percent else "")

    def number(self, value: float) -> str:
        """A value without its unit."""
        return f"{value * 100:.1f}%" if self.percent else f"{value:,.{self.places}f}"

    def told(self, index: int) -> str:
        """Everything at one label in words, for tooltips and screen readers."""
        why = self.why[index] if self.why else ""
        parts = [
            f"{one.name} {self.shown(place, index)}".strip() if len(self.series) > 1 else self.shown(place, index)
            for place, one in enumerate(self.series)
        ]
        if why and all(one.values[index] is None for one in self.series):
            return f"{self.labels[index]}：{why}"
        return f"{self.labels[index]}：{'；'.join(parts)}"
