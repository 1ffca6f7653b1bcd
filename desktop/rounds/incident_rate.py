"""The rate of incidents: how many in a hundred elders and year, against the year before.

Counted are the incidents of elders on days on which their care file was open; the denominator are those days: elder-days / 365.
A year that is not over counts to date in both, so that the rates of two years can be compared. Every kind counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from db.rounds import incidents as queries
from desktop.i18n import N_
from desktop.permissions import Permission, service
from desktop.session import Session

DAYS_A_YEAR = 365
Spans = Mapping[str, tuple[date, date | None]]
"""Care file -> first and last day on which it was open (None: still open)."""
DEFINITION = N_(
    "Incidents of elders with an open care file, divided by elder-years (days with an open care file / 365), times 100; a year that is "
    "not over counts to date in both."
)


@dataclass(frozen=True)
class YearRate:
    """One year, counted until `until`. `outside`: incidents that do not count, of nobody with an open care file on that day."""

    year: int
    until: date
    counted: int
    outside: int
    elder_days: int
    kinds: Mapping[str, int] = field(default_factory=dict)

    @property
    def elder_years(self) -> float:
        """The denominator."""
        return self.elder_days / DAYS_A_YEAR

    @property
    def per_hundred(self) -> float | None:
        """Incidents in a hundred elders and year; None when nobody was looked after."""
        return 100 * self.counted / self.elder_years if self.elder_days else None


def elder_days(spans: Spans, first: date, last: date) -> int:
    """The days from `first` to `last` on which each care file was open, added up."""
    return sum(
        max(0, (min(last, ends or last) - max(first, begins)).days + 1) for begins, ends in spans.values() if begins <= last
    )


def counts(spans: Spans, care_file: str | None, on: date) -> bool:
    """Whether an incident of this care file on that day counts: the file was open."""
    begins, ends = spans.get(care_file or "", (date.max, None))
    return begins <= on and (ends is None or on <= ends)


def rate_of(
    year: int, today: date, spans: Spans, happened: Iterable[tuple[str | None, str, date]]
) -> YearRate:
    """The rate of a year as known on `today`. `happened`: care file or None, kind, day."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    kinds: dict[str, int] = {}
    outside = 0
    for care_file, kind, on in happened:
        if not first <= on <= last:
            continue
        if counts(spans, care_file, on):
            kinds[kind] = kinds.get(kind, 0) + 1
        else:
            outside += 1
    return YearRate(year, last, sum(kinds.values()), outside, elder_days(spans, first, last), kinds)


@service(Permission.FIGURES_READ)
def rates(session: Session, year: int | None = None) -> tuple[YearRate, YearRate]:
    """The rate of a year (default: this one) and of the year before, both as known today."""
    today = session.clock.today()
    wanted = year or today.year
    since, before = datetime(wanted - 1, 1, 1), datetime.combine(min(date(wanted, 12, 31), today), time()) + timedelta(days=1)
    happened = [(row["care_file"], row["kind"], row["at"].date()) for row in queries.incidents(session.store, since, before)]
    spans = queries.care_spans(session.store)
    return rate_of(wanted, today, spans, happened), rate_of(wanted - 1, today, spans, happened)
