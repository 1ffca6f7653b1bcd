"""Now and today, passed in: rules never read the machine's clock themselves."""

from datetime import date, datetime
from typing import Protocol


class Clock(Protocol):
    """Local station time."""

    def now(self) -> datetime:
        """The present moment, naive local time."""
        ...

    def today(self) -> date:
        """The present local date."""
        ...


class SystemClock:
    """The machine's own clock, to whole seconds."""

    def now(self) -> datetime:
        return datetime.now().replace(microsecond=0)  # the one place that asks the machine

    def today(self) -> date:
        return self.now().date()


class FixedClock:
    """A clock that stands still until it is moved; for tests and the sample station."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()
