"""Lunar days against another library, and the rules of the domain notes."""

from datetime import date, timedelta

import pytest
from borax.calendars.lunardate import LunarDate as Oracle
from hypothesis import given
from hypothesis import strategies as st

from desktop.people.lunar import (
    LunarDay,
    age,
    day_words,
    lunar_of,
    lunar_text,
    lunar_words,
    next_birthday,
    next_lunar,
    nominal_age,
    parse_lunar,
    solar_in_year,
    solar_term,
)

DAYS = st.dates(date(1902, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_the_calendar_agrees_with_another_library(day: date) -> None:
    found, wanted = lunar_of(day), Oracle.from_solar(day)
    assert (found.year, found.month, found.day, found.leap) == (wanted.year, wanted.month, wanted.day, bool(wanted.leap))
    assert lunar_text(day).startswith(f"{wanted.gz_year}年")
    assert lunar_text(day).endswith(day_words(found.day))
    if day.year >= 1980:  # before, the tables differ on six days when a term begins within a minute of midnight
        assert solar_term(day) == wanted.term


@given(DAYS, st.integers(1, 12), st.integers(1, 30), st.booleans())
def test_the_next_one_is_a_day_of_that_name(start: date, month: int, day: int, leap: bool) -> None:
    found = next_lunar(LunarDay(month, day, leap), start)
    assert start <= found <= start + timedelta(days=400)
    lunar = lunar_of(found)
    assert lunar.month == month
    assert lunar.day == day or (day == 30 and lunar.day == 29)
    assert lunar.leap <= leap


def test_rules_of_short_and_leap_months() -> None:
    assert solar_in_year(2025, 12, 30) == solar_in_year(2025, 12, 29)  # the twelfth month of 2025 has 29 days
    assert solar_in_year(2025, 6, 1, True) == date(2025, 7, 25)  # 2025 has a leap sixth month
    assert solar_in_year(2025, 6, 1, False) == date(2025, 6, 25)
    assert solar_in_year(2026, 6, 1, True) == solar_in_year(2026, 6, 1, False)
    assert next_lunar(LunarDay(10, 22, True), date(2026, 11, 22)) == date(2026, 11, 30)


WRITTEN = st.tuples(st.integers(1, 12), st.integers(1, 30), st.booleans())


@given(WRITTEN, st.sampled_from(["农历", "阴历", "旧历", ""]), st.sampled_from(["", "日"]))
def test_what_we_write_we_read(lunar: tuple[int, int, bool], mark: str, end: str) -> None:
    month, day, leap = lunar
    found = parse_lunar(mark + lunar_words(month, day, leap).removeprefix("农历") + end)
    assert found is not None and (found.month, found.day, found.leap) == lunar


@pytest.mark.parametrize(("text", "wanted"), [
    ("农历闰十月廿二", (10, 22, True)), ("农历冬月三十", (11, 30, False)), ("腊月初七", (12, 7, False)), ("正月二十", (1, 20, False)),
    ("农历6月24", (6, 24, False)), ("阴历8.15", (8, 15, False)), ("农历十一月二十一", (11, 21, False)), ("农历一九四六年十月廿二", (10, 22, False)),
    ("丙戌年十月初一", (10, 1, False)), ("六月廿四(农历)", (6, 24, False)), ("农历 闰 二月 十四", (2, 14, True)), ("农历:九月初八", (9, 8, False)),
    ("农历十二月三十日", (12, 30, False)), ("农历八月卅", (8, 30, False)),
])
def test_forms(text: str, wanted: tuple[int, int, bool]) -> None:
    found = parse_lunar(text)
    assert found is not None and (found.month, found.day, found.leap) == wanted
    assert found.certain


def test_unmarked_numerals_are_uncertain_and_plain_digits_are_solar() -> None:
    assert parse_lunar("八月十五") == LunarDay(8, 15, False, certain=False)
    assert parse_lunar("12月20日") is None
    assert parse_lunar("农历十三月初一") is None
    assert parse_lunar("农历八月三十一") is None
    assert parse_lunar("随便") is None


@given(st.text(max_size=30))
def test_nothing_makes_it_fail(text: str) -> None:
    parse_lunar(text)
    parse_lunar("农历" + text)


def test_ages() -> None:
    today = date(2026, 11, 22)
    assert (age(date(1935, 6, 29), today), nominal_age(date(1935, 6, 29), today)) == (91, 92)
    assert (age(date(1935, 11, 22), today), age(date(1935, 11, 23), today)) == (91, 90)
    assert nominal_age(date(2026, 2, 16), date(2026, 2, 17)) == 2  # born on New Year's Eve


@given(DAYS, st.integers(0, 40_000))
def test_nominal_age_is_never_less_and_two_more_at_most(born: date, days: int) -> None:
    on = born + timedelta(days=days)
    if on.year < 2099:
        assert age(born, on) <= nominal_age(born, on) <= age(born, on) + 2


def test_birthdays() -> None:
    assert next_birthday(date(1936, 2, 29), date(2026, 3, 1)) == date(2027, 2, 28)
    assert next_birthday(date(1936, 2, 29), date(2027, 12, 1)) == date(2028, 2, 29)
    assert next_birthday(date(1935, 11, 22), date(2026, 11, 22)) == date(2026, 11, 22)
