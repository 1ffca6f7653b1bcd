"""Public holidays and make-up working days: one data file a year, after the State Council's yearly announcement."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from desktop.i18n import RESOURCES

DayKind = Literal["workday", "weekend", "holiday"]
FOLDER = RESOURCES / "holidays"
FESTIVAL_DAYS = 7  # a holiday of a week or more (Spring Festival, National Day) makes a festival week, unless its data says otherwise


@dataclass(frozen=True)
class HolidayYear:
    """One announced year: the holidays by day with their names, and the weekend days that are worked."""

    year: int
    source: str
    holidays: dict[date, str]
    working_days: frozenset[date]
    festivals: frozenset[date] = frozenset()  # days of holidays that last a week or more, or that the station marked so


@lru_cache(maxsize=64)
def holiday_year(year: int, folder: Path = FOLDER) -> HolidayYear | None:
    """The announced holidays of a year; None when no file for it is there."""
    path = folder / f"{year}.json"
    if not path.is_file():
        return None
    return read_year(json.loads(path.read_text("utf-8")))


def read_year(data: dict[str, Any]) -> HolidayYear:
    """A year as its data says it: `holidays` with name, from, to and perhaps `festival`; `working_days`; `source`."""
    holidays: dict[date, str] = {}
    festivals: set[date] = set()
    for entry in data["holidays"]:
        first, last = date.fromisoformat(entry["from"]), date.fromisoformat(entry["to"])
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        holidays |= dict.fromkeys(span, entry["name"])
        if entry.get("festival", len(span) >= FESTIVAL_DAYS):
            festivals.update(span)
    working = frozenset(map(date.fromisoformat, data["working_days"]))
    return HolidayYear(int(data["year"]), data["source"], holidays, working, frozenset(festivals))


def year_known(year: int, folder: Path = FOLDER) -> bool:
    """Are the holidays of this year announced and shipped? If not, screens must say so."""
    return holiday_year(year, folder) is not None


def day_kind(day: date, folder: Path = FOLDER) -> DayKind:
    """'holiday', 'weekend' or 'workday'; of a year that is not known, by the weekday alone (ask `year_known`)."""
    known = holiday_year(day.year, folder)
    if known and day in known.holidays:
        return "holiday"
    if known and day in known.working_days:
        return "workday"
    return "weekend" if day.weekday() >= 5 else "workday"


def holiday_name(day: date, folder: Path = FOLDER) -> str:
    """The holiday's name ('春节'), or ''."""
    known = holiday_year(day.year, folder)
    return known.holidays.get(day, "") if known else ""
