"""A plan of the compound as plain data: what stands where and which way routes go. `sitedrawing.py` draws it on paper."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spot:
    """A building: its name, place (metres east and north), and what stands below its name."""

    name: str
    x: float
    y: float
    below: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Line:
    """A route by its number, through these places."""

    number: int
    through: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class SitePlan:
    """The drawing; `height` in millimetres."""

    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    height: float = 150
