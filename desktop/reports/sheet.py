"""The sheet of paper that a document is laid out on. Lengths are millimetres."""

from dataclasses import dataclass
from enum import Enum

LARGE_PRINT = 1.3  # 10.5 points become 13.7, 13 become 17


class Paper(Enum):
    """Paper sizes, portrait, in millimetres."""

    A4 = (210.0, 297.0)
    A3 = (297.0, 420.0)


@dataclass(frozen=True)
class Page:
    """The sheet of paper. Margins in millimetres; `binding` is the least at the left, for the holes of a binder. `bare`: no title, no foot,
    for sheets of labels."""

    paper: Paper = Paper.A4
    landscape: bool = False
    margin_x: float = 14
    margin_top: float = 12
    margin_bottom: float = 10
    bare: bool = False
    binding: float = 0
    enlarged: float = 1  # all that stands on it, times so much; the margins stay

    @property
    def width(self) -> float:
        """Width in millimetres as it lies."""
        return self.paper.value[1 if self.landscape else 0]

    @property
    def height(self) -> float:
        """Height in millimetres as it lies."""
        return self.paper.value[0 if self.landscape else 1]

    @property
    def margin_left(self) -> float:
        """The margin at the edge where it is bound."""
        return max(self.margin_x, self.binding)

    @property
    def margin_right(self) -> float:
        """The margin at the other edge."""
        return self.margin_x
