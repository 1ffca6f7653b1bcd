"""What a report is asked about: a day, a period, a month, a slot, one elder; and how it is shown."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from desktop.reports.document import Paper, Privacy


class Ask(Enum):
    """A question that the page (or the command line) asks before the report can be made."""

    DAY = "day"
    PERIOD = "period"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    SLOT = "slot"
    ELDER = "elder"
    LADDER = "ladder"
    INCIDENT = "incident"
    CERTIFICATE = "certificate"
    NAMES = "names"  # how much of a name is shown
    PAPER = "paper"  # A4 or A3
    LARGE = "large"  # large print


@dataclass(frozen=True)
class Scope:
    """The answers. A month, quarter or year is told by any of its days; `subject` is the id of the elder's care file, of the ladder, of
    the incident or of the certificate."""

    day: date
    last: date | None = None  # the end of a period; None: the day alone
    slot: str = ""
    subject: str = ""
    privacy: Privacy = Privacy.FULL
    paper: Paper = Paper.A4
    large: bool = False

    @property
    def until(self) -> date:
        """The last day of the period."""
        return self.last or self.day

    @property
    def month(self) -> str:
        """'2026-12'."""
        return f"{self.day:%Y-%m}"

    @property
    def quarter(self) -> str:
        """'2026-Q4'."""
        return f"{self.day.year}-Q{(self.day.month + 2) // 3}"

    @property
    def year(self) -> str:
        """'2026'."""
        return f"{self.day.year}"
