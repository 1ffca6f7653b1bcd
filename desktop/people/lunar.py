"""Lunar days: reading them, their next solar day, ages, solar terms.

Rules (domain notes §6): a 30th in a month of 29 days falls on the 29th; a leap month in a year without it falls in the
plain month.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from desktop.people.text import chinese_number, squeeze

_NUMERAL = "零〇○一二两三四五六七八九十廿卅"
_LUNAR_DAY = re.compile(
    rf"^(?P<mark>农历|阴历|旧历|夏历|老历|农|阴)?[::]?"
    rf"(?:(?P<year>\d{{4}}|[{_NUMERAL}]{{4}}|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])年?)?"
    rf"(?P<leap>闰)?(?P<month>正|冬|腊|[{_NUMERAL}]{{1,3}}|\d{{1,2}})(?:月|\.|-|/)"
    rf"(?:(?P<first>初)?(?P<day>[{_NUMERAL}]{{1,3}}|\d{{1,2}}))(?:日|号)?"
    rf"(?P<mark_after>\(?(?:农历|阴历|旧历|农|阴)\)?)?$"
)
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_MONTH_WORDS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_TENS = ("初", "十", "廿")
_ONES = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ANIMALS = "鼠牛虎兔龙蛇马羊猴鸡狗猪"


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar year as birthdays name it. `certain` is False when the text does not say that it is lunar (八月十五)."""

    month: int
    day: int
    leap: bool = False
    certain: bool = True


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day in the lunar calendar."""

    year: int
    month: int
    day: int
    leap: bool = False


def parse_lunar(text: str) -> LunarDay | None:
    """'农历闰十月廿二', '冬月三十', '腊月初七', '农历6月24' → the lunar day; None when the text is none."""
    found = _LUNAR_DAY.match(squeeze(text))
    if found is None:
        return None
    month_word, day_word = found["month"], found["day"]
    month = _MONTHS.get(month_word) or chinese_number(month_word)
    day = chinese_number(day_word)
    if month is None or day is None or not 1 <= month <= 12 or not 1 <= day <= 30 or (found["first"] and day > 10):
        return None
    marked = bool(found["mark"] or found["mark_after"] or found["leap"] or found["first"])
    unmistakable = marked or month_word in _MONTHS or "廿" in day_word
    if not unmistakable and (month_word.isascii() or day_word.isascii() or found["year"]):
        return None
    return LunarDay(month, day, bool(found["leap"]), unmistakable)


@lru_cache(maxsize=400)
def _year(year: int) -> tuple[tuple[int, bool, date, int], ...]:
    """The months of a lunar year: number, leap, first solar day, length."""
    from lunar_python import LunarYear

    months = []
    for month in LunarYear.fromYear(year).getMonths():
        if month.getYear() == year:
            first = date.fromordinal(int(month.getFirstJulianDay()) - 1_721_425)
            months.append((abs(month.getMonth()), bool(month.isLeap()), first, int(month.getDayCount())))
    return tuple(months)


def lunar_of(day: date) -> LunarDate:
    """The lunar date of a solar day (years 1600 to 2600)."""
    for year in (day.year, day.year - 1):
        for month, leap, first, length in _year(year):
            offset = (day - first).days
            if 0 <= offset < length:
                return LunarDate(year, month, offset + 1, leap)
    raise ValueError(f"no lunar date for {day}")


def solar_in_year(lunar_year: int, month: int, day: int, leap: bool = False) -> date:
    """The solar day on which a lunar day is kept in a lunar year (rules: see the module)."""
    months = {(number, is_leap): (first, length) for number, is_leap, first, length in _year(lunar_year)}
    first, length = months.get((month, leap)) or months[(month, False)]
    return first + timedelta(days=min(day, length) - 1)


def next_lunar(day: LunarDay, on_or_after: date) -> date:
    """The next solar day, not before `on_or_after`, on which this lunar day is kept."""
    for year in range(on_or_after.year - 1, on_or_after.year + 3):
        solar = solar_in_year(year, day.month, day.day, day.leap)
        if solar >= on_or_after:
            return solar
    raise ValueError(f"no day for {day}")


def next_birthday(born: date, on_or_after: date) -> date:
    """The next solar birthday; one born on 29 February keeps it on the 28th in a common year."""
    for year in (on_or_after.year, on_or_after.year + 1):
        try:
            solar = born.replace(year=year)
        except ValueError:
            solar = date(year, 2, 28)
        if solar >= on_or_after:
            return solar
    raise ValueError(f"no birthday for {born}")


def age(born: date, on: date) -> int:
    """周岁: full years lived."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def nominal_age(born: date, on: date) -> int:
    """虚岁: one at birth, one more at every lunar new year."""
    return lunar_of(on).year - lunar_of(born).year + 1


def day_words(day: int) -> str:
    """7 → '初七', 20 → '二十', 22 → '廿二', 30 → '三十'."""
    if day == 20:
        return "二十"
    if day == 30:
        return "三十"
    return ("初十" if day == 10 else _TENS[day // 10] + _ONES[day % 10 - 1])


def lunar_words(month: int, day: int, leap: bool = False) -> str:
    """'农历闰十月廿二': a lunar day in the station's words."""
    return f"农历{'闰' if leap else ''}{_MONTH_WORDS[month - 1]}月{day_words(day)}"


def lunar_text(day: date) -> str:
    """'丙午年十月十四': the lunar date of a solar day."""
    lunar = lunar_of(day)
    position = (lunar.year - 4) % 60
    year = _STEMS[position % 10] + _BRANCHES[position % 12]
    return f"{year}年{'闰' if lunar.leap else ''}{_MONTH_WORDS[lunar.month - 1]}月{day_words(lunar.day)}"


def animal(day: date) -> str:
    """The animal of the lunar year, '马'."""
    return _ANIMALS[(lunar_of(day).year - 4) % 12]


@lru_cache(maxsize=50)
def _terms(year: int) -> dict[date, str]:
    from lunar_python import Lunar

    terms: dict[date, str] = {}
    for name, solar in Lunar.fromYmd(year, 1, 1).getJieQiTable().items():
        if not name.isascii():  # ASCII keys are the neighbouring years' terms under another name
            terms[date(solar.getYear(), solar.getMonth(), solar.getDay())] = name
    return terms


def solar_term(day: date) -> str | None:
    """The solar term that begins on this day ('冬至'), or None."""
    for year in (day.year, day.year - 1, day.year + 1):
        if day in _terms(year):
            return _terms(year)[day]
    return None
