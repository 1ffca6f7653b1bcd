"""What a package's rows look like to the merge, and how many of them became what."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from db.exchange.lines import Gone, Vector

STATUSES = ("new", "newer", "erased", "conflict", "waiting", "same", "older")


class Parcel(Protocol):
    """The rows of a package, read as they are needed."""

    def count(self, table: str) -> int:
        """How many rows of a table it holds."""

    def rows(self, table: str) -> Iterator[tuple[dict[str, Any], Vector]]:
        """Each row with its vector."""

    @property
    def gone(self) -> Iterable[Gone]:
        """What was erased."""


@dataclass
class Outcome:
    """How many rows are what, by table: one of STATUSES; 'waiting' for a row that they refer to and that is not here."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, status: str, table: str) -> None:
        """One row more."""
        self.counts[status, table] += 1

    def total(self, *statuses: str) -> int:
        """All rows of these kinds."""
        return sum(number for (status, _table), number in self.counts.items() if status in statuses)

    def by_status(self) -> dict[str, int]:
        """Totals by kind, those that occur."""
        return {status: self.total(status) for status in STATUSES if self.total(status)}
