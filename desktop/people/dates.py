"""Dates as stations write them: births, days without a year, lunar days, number cells."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desktop.people.lunar import LunarDay, parse_lunar, solar_in_year
from desktop.people.text import cell_text, chinese_number, fold, is_nothing, squeeze

OLDEST_AGE = 125  # years; an earlier date in a register of the living is a slip
_EPOCH = date(1899, 12, 30)  # Excel's day 0
_YMD = re.compile(
    r"^(\d{4})(?:[年.\-/,、_~]|\s)+(\d{1,2})(?:[月.\-/,、_~]|\s)+(\d{1,2})(?:日|号)?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?\.?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_LUNAR_YMD = re.compile(r"^\(?(农历|阴历|旧历)?\)?[::]?((?:18|19|20)\d{2})[年.\-/](.+?)(\(?(?:农历|阴历|旧历)\)?)?$")
_MDY = re.compile(r"^(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})$")
_SHORT_YEAR = re.compile(r"^'?(\d{2})(?:[年.\-/]|\s)+(\d{1,2})(?:[月.\-/]|\s)+(\d{1,2})(?:日|号)?$")
_YEAR_MONTH = re.compile(r"^(\d{4})(?:[年.\-/](\d{1,2})?月?)?(?:年|月)?$")
_NINE = "一二三四五六七八九"
_CHINESE = re.compile(rf"^([零〇○{_NINE}]{{4}})年([{_NINE}十]{{1,2}})月([{_NINE}十廿卅]{{1,3}})[日号]?$")
_SPLIT = re.compile(r"[、,;，；\s|]+|和|及")
_MONTH_DAY = re.compile(r"^(\d{1,2})(?:[月.\-/])(\d{1,2})(?:日|号)?$")
_DAY_ONLY = re.compile(r"^(\d{1,2})(?:日|号)?$")
_RANGE = re.compile(r"^(.+?)(?:至|到|~|—|–|--)(.+)$")


@dataclass(frozen=True, slots=True)
class DateFact:
    """What a date cell says: verbatim text, the solar day or a lunar day, and why it is doubtful (a reason code or None).

    With a reason, `value` is only a proposal. A lunar day with its year has both: the lunar day, and the solar day it fell on.
    """

    text: str
    value: date | None = None
    lunar: LunarDay | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DaysFact:
    """Several days of a cell, resolved to dates; what could not be read, and why (a reason code or None)."""

    text: str
    days: tuple[date, ...] = ()
    rest: str = ""
    reason: str | None = None


def read_date(value: object, today: date) -> DateFact:
    """Read a birth date (or another past date): text, date cell, number cell, lunar day. Never raises."""
    text = cell_text(value)
    if isinstance(value, datetime):
        return _past(text, value.date(), today)
    if isinstance(value, date):
        return _past(text, value, today)
    if is_nothing(text):
        return DateFact(text)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(text, value, today)
    plain = fold(text).strip("'\"")
    tight = squeeze(plain)
    for pattern, source in ((_YMD, plain), (_COMPACT, tight)):
        found = pattern.match(source)
        if found:
            return _checked(text, int(found[1]), int(found[2]), int(found[3]), today)
    chinese = _CHINESE.match(tight)
    if chinese:
        year, month, day = (chinese_number(part) or 0 for part in chinese.groups())
        return _checked(text, year, month, day, today)
    dated = _LUNAR_YMD.match(tight)
    if dated and (dated[1] or dated[4]):
        named = parse_lunar("农历" + dated[3])
        if named:
            solar = solar_in_year(int(dated[2]), named.month, named.day, named.leap)
            return replace(_past(text, solar, today), lunar=named)
    lunar = parse_lunar(tight)
    if lunar:
        return DateFact(text, None, lunar, None if lunar.certain else "date_maybe_lunar")
    return _doubtful(text, plain, today)


def _doubtful(text: str, plain: str, today: date) -> DateFact:
    """Forms that need the clerk: day first, two-digit year, no day."""
    found = _MDY.match(plain)
    if found:
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first > 12 >= second:
            return _checked(text, year, second, first, today)
        if second > 12 >= first:
            return _checked(text, year, first, second, today)
        return DateFact(text, None, None, "date_ambiguous")
    short = _SHORT_YEAR.match(plain)
    if short:
        year = 1900 + int(short[1])
        proposal = _checked(text, year, int(short[2]), int(short[3]), today).value
        return DateFact(text, proposal, None, "date_two_digit_year")
    if _YEAR_MONTH.match(squeeze(plain)):
        return DateFact(text, None, None, "date_incomplete")
    if plain.isdigit() and len(plain) == 5:
        return _number(text, int(plain), today)
    return DateFact(text, None, None, "date_unreadable")


def _number(text: str, value: int | float, today: date) -> DateFact:
    """19391227, an Excel serial such as 14422, or a year alone."""
    if value != value or abs(value) > 1e9:
        return DateFact(text, None, None, "date_unreadable")
    whole = int(value)
    if 18_800_101 <= whole <= 21_001_231 and value == whole:
        return _checked(text, whole // 10_000, whole // 100 % 100, whole % 100, today)
    if 1880 <= whole <= 2100:
        return DateFact(text, None, None, "date_incomplete")
    if 2101 <= whole <= 80_000:
        return _past(text, _EPOCH + timedelta(days=whole), today)
    return DateFact(text, None, None, "date_unreadable")


def _checked(text: str, year: int, month: int, day: int, today: date) -> DateFact:
    try:
        return _past(text, date(year, month, day), today)
    except ValueError:
        return DateFact(text, None, None, "date_impossible")


def _past(text: str, day: date, today: date) -> DateFact:
    if day > today:
        return DateFact(text, None, None, "date_future")
    if day.year < today.year - OLDEST_AGE:
        return DateFact(text, None, None, "date_too_old")
    return DateFact(text, day)


def coming(month: int, day: int, reference: date) -> date | None:
    """The nearest coming date with this month and day, counted from the first of the reference month. None for 31 February."""
    start = reference.replace(day=1)
    for year in range(start.year, start.year + 9):  # 29 February comes within eight years
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= start:
            return found
    return None


def read_days(value: object, reference: date) -> DaysFact:
    """Read days without a year ('12.21、12.26', '12月5日、8日', '12.5至12.8'), nearest coming to the month of `reference`.

    A full date is taken as it is. A number cell such as 12.3 is doubtful: a zero may be lost.
    """
    text = cell_text(value)
    if isinstance(value, datetime):
        return DaysFact(text, (value.date(),))
    if isinstance(value, date):
        return DaysFact(text, (value,))
    if is_nothing(text):
        return DaysFact(text)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if isinstance(value, float) and re.fullmatch(r"\d{1,2}\.([1-9]|\d[1-9])", repr(value)):
            fraction = repr(value).split(".")[1]
            found = _one_day(repr(value), None, reference)
            if fraction not in ("1", "2", "3") and found:
                return DaysFact(text, (found,))
            return DaysFact(text, (), text, "date_number")
        serial = _EPOCH + timedelta(days=int(value)) if 30_000 <= value <= 80_000 else None
        return DaysFact(text, (serial,)) if serial else DaysFact(text, (), text, "date_number")
    days: list[date] = []
    rest: list[str] = []
    month: int | None = None
    tight = re.sub(r"\s*(至|到|~|—|–)\s*", r"\1", fold(text))
    for piece in _SPLIT.split(tight):
        if not piece:
            continue
        found_days, month = _piece(piece, month, reference)
        if found_days is None:
            rest.append(piece)
        else:
            days += found_days
    return DaysFact(text, tuple(sorted(set(days))), "、".join(rest), "date_unreadable" if rest else None)


def _piece(piece: str, month: int | None, reference: date) -> tuple[list[date] | None, int | None]:
    """One item of a list: a day or a range; gives the month that following bare days belong to."""
    ends = _RANGE.match(piece)
    if ends:
        first = _one_day(ends[1], month, reference)
        last = _one_day(ends[2], first.month if first else None, reference)
        if first is None or last is None or not 0 <= (last - first).days <= 92:
            return None, month
        return [first + timedelta(days=n) for n in range((last - first).days + 1)], last.month
    day = _one_day(piece, month, reference)
    return ([day], day.month) if day else (None, month)


def _one_day(text: str, month: int | None, reference: date) -> date | None:
    whole = _YMD.match(text)
    if whole:
        try:
            return date(int(whole[1]), int(whole[2]), int(whole[3]))
        except ValueError:
            return None
    found = _MONTH_DAY.match(text)
    if found:
        return coming(int(found[1]), int(found[2]), reference)
    bare = _DAY_ONLY.match(text)
    return coming(month, int(bare[1]), reference) if bare and month else None


_TITLE_MONTH = re.compile(r"(20\d{2})\s*[年.\-/]\s*(1[0-2]|0?[1-9])(?:\s*月|(?!\d))")


def month_in_title(text: str) -> date | None:
    """The month that a title names: '红葵社区特殊老人台账(2026年11月)' → 2026-11-01; None when it names none."""
    found = _TITLE_MONTH.search(fold(text))
    return date(int(found[1]), int(found[2]), 1) if found else None
