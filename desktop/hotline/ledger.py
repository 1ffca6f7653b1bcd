"""The fairness ledger: shifts and load per person and month, and what is carried into the next month."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.hotline import queries
from db.store import Store
from desktop.hotline.holidays import Calendar, calendar_of
from desktop.hotline.problem import Counts, DayKind
from desktop.station import settings

CARRIED_MONTHS = 3  # issue 5: load is carried over the last three months


@dataclass(frozen=True)
class Past:
    """The months before a month: counts per month (the nearest first) and volunteer, and the load carried out of them.

    `newcomers` joined meanwhile: they carry at least the average of the others, so that nobody is punished for joining.
    """

    months: tuple[date, ...]  # first days, the nearest first
    counts: Mapping[tuple[date, str], Counts]
    carried: Mapping[str, int]
    newcomers: frozenset[str] = frozenset()

    def of(self, volunteer: str) -> list[Counts]:
        """A volunteer's counts of the months before, the nearest first."""
        return [self.counts.get((month, volunteer), Counts()) for month in self.months]


def load_units(values: Mapping[str, Any]) -> dict[DayKind, int]:
    """The station's weight of a shift by kind of day, in load units."""
    return {
        DayKind.ORDINARY: int(values["load_ordinary"]), DayKind.WEEKEND: int(values["load_weekend"]),
        DayKind.HOLIDAY: int(values["load_holiday"]),
    }


def past_of(
    store: Store, first: date, volunteers: list[dict[str, Any]], calendar: Calendar | None = None, units: Mapping[DayKind, int] | None = None
) -> Past:
    """The ledger of the three months before `first`, from the rosters in force; loads in today's load units."""
    told = calendar or calendar_of(store)
    weights = units or load_units(settings.values(store))
    held: dict[tuple[date, str], dict[DayKind, int]] = defaultdict(lambda: defaultdict(int))
    months = months_before(first, CARRIED_MONTHS)
    for begin, end in months:
        in_force = queries.roster_in_force(store, f"{begin:%Y-%m}")
        for duty in queries.duties(store, [in_force["id"]] if in_force else [], begin, end):
            held[begin, duty["volunteer"]][told.kind(duty["date"])] += 1
    counts = {
        key: Counts(n[DayKind.ORDINARY], n[DayKind.WEEKEND], n[DayKind.HOLIDAY], sum(weights[kind] * number for kind, number in n.items()))
        for key, n in held.items()
    }
    loads: dict[str, int] = defaultdict(int)
    for (_month, who), one in counts.items():
        loads[who] += one.load
    begin = months[-1][0]
    trained = [row for row in volunteers if row["trained"] and (row["left_on"] is None or row["left_on"] >= first)]
    newcomers = {row["id"] for row in trained if (row["joined_on"] or row["created_at"].date()) > begin}
    veterans = [row["id"] for row in trained if row["id"] not in newcomers]
    if veterans and newcomers:
        average = round(sum(loads[v] for v in veterans) / len(veterans))
        for who in newcomers:
            loads[who] = max(loads[who], average)
    lifted = frozenset(newcomers) if veterans else frozenset()
    return Past(tuple(b for b, _end in months), counts, {row["id"]: loads[row["id"]] for row in trained}, lifted)


def months_before(first: date, number: int) -> list[tuple[date, date]]:
    """First and last day of the months before `first`, the nearest first."""
    found = []
    for _number in range(number):
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        found.append((first, last))
    return found
