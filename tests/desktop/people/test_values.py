"""Dates, weekly times, words, categories, holidays."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.people.availability import PARTS, availability_words, read_availability
from desktop.people.categories import default_categories, read_categories, station_categories
from desktop.people.dates import coming, month_in_title, read_date, read_days
from desktop.people.holidays import day_kind, holiday_name, holiday_year, year_known
from desktop.people.reasons import REASONS, reason_text
from desktop.people.text import cell_text, chinese_number, fold, is_nothing
from desktop.people.words import grid_key, read_grids, read_number, read_relation, read_sex, read_yes_no

TODAY = date(2026, 11, 22)
NOVEMBER = date(2026, 11, 1)
BIRTHS = st.dates(date(1902, 1, 1), TODAY)
ANYTHING = st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.none(), st.booleans(), st.dates(), st.datetimes())


# ---------------------------------------------------------------------------------------------------- dates


@given(BIRTHS, st.sampled_from([
    "{0.year}.{0.month}.{0.day}", "{0:%Y%m%d}", "{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0:%Y-%m-%d} 00:00:00",
    "{0.year} {0.month} {0.day}", "{0.year}、{0.month}、{0.day}", "{0.year}年{0.month}月{0.day}号", "{0.year}.{0.month:02}.{0.day:02}", "{0:%Y-%m-%d} 12:30",
]))
def test_every_way_to_write_a_birth(day: date, form: str) -> None:
    assert read_date(form.format(day), TODAY).value == day


@given(BIRTHS)
def test_date_and_number_cells(day: date) -> None:
    for value in (day, datetime(day.year, day.month, day.day), float(f"{day:%Y%m%d}"), int(f"{day:%Y%m%d}")):
        assert read_date(value, TODAY).value == day
    serial = (day - date(1899, 12, 30)).days
    if serial > 2100:
        assert read_date(float(serial), TODAY).value == day


@pytest.mark.parametrize(("value", "reason"), [
    ("1935.2.30", "date_impossible"), ("1935年13月1日", "date_impossible"), ("35.6.29", "date_two_digit_year"), ("1935年6月", "date_incomplete"),
    ("1935", "date_incomplete"), (1935.0, "date_incomplete"), ("3/4/1935", "date_ambiguous"), ("2030-1-1", "date_future"), ("1850-1-1", "date_too_old"),
    ("不记得", "date_unreadable"), ("八月十五", "date_maybe_lunar"), (float("inf"), "date_unreadable"), (-5, "date_unreadable"),
])
def test_doubtful_dates(value: object, reason: str) -> None:
    assert read_date(value, TODAY).reason == reason


def test_other_dates() -> None:
    assert read_date("6/29/1935", TODAY).value == read_date("29/6/1935", TODAY).value == date(1935, 6, 29)
    assert read_date("一九三五年六月二十九日", TODAY).value == date(1935, 6, 29)
    assert read_date("农历六月廿四", TODAY).lunar is not None
    for text in ("农历1935年五月廿九", "1935.5.29(农历)", "阴历1935-5-29", "1935年5月29日农历"):
        fact = read_date(text, TODAY)
        assert (fact.value, fact.lunar and (fact.lunar.month, fact.lunar.day), fact.reason) == (date(1935, 6, 29), (5, 29), None), text
    assert read_date("", TODAY).reason is None and read_date("无", TODAY).value is None


@given(ANYTHING)
def test_no_date_makes_it_fail(value: object) -> None:
    found = read_date(value, TODAY)
    assert found.value is None or found.value <= TODAY
    read_days(value, NOVEMBER)


@given(st.lists(st.dates(NOVEMBER, date(2027, 10, 31)), min_size=1, max_size=5, unique=True), st.sampled_from(["、", ",", ",", " ", ";", ";"]),
       st.sampled_from(["{0.month}.{0.day}", "{0.month}/{0.day}", "{0.month}月{0.day}日", "{0:%Y-%m-%d}"]))
def test_days_without_a_year_are_the_nearest_coming(days: list[date], split: str, form: str) -> None:
    assert read_days(split.join(form.format(d) for d in days), NOVEMBER).days == tuple(sorted(days))


@pytest.mark.parametrize(("value", "days"), [
    ("12月5日、8日", [(12, 5), (12, 8)]), ("12.5至12.8", [(12, 5), (12, 6), (12, 7), (12, 8)]), ("12月30日-12月31日", None), ("1.5", [(1, 5)]), (12.25, [(12, 25)]),
    ("12月5日-8日", None), ("12月5日到8日", [(12, 5), (12, 6), (12, 7), (12, 8)]),
])
def test_lists_and_ranges(value: object, days: list[tuple[int, int]] | None) -> None:
    found = read_days(value, NOVEMBER)
    if days is None:
        assert found.reason == "date_unreadable"
    else:
        assert [(d.month, d.day) for d in found.days] == days


def test_a_day_typed_as_a_number_is_doubtful() -> None:
    assert read_days(12.3, NOVEMBER).reason == "date_number"  # 3 or 30 December
    assert read_days("随便", NOVEMBER).reason == "date_unreadable"
    assert read_days("12.5、随便", NOVEMBER).days == (date(2026, 12, 5),)


def test_coming_and_titles() -> None:
    assert coming(2, 29, NOVEMBER) == date(2028, 2, 29)
    assert coming(2, 31, NOVEMBER) is None
    assert month_in_title("红葵社区特殊老人台账(2026年11月)") == NOVEMBER
    assert month_in_title("2026.3 台账") == date(2026, 3, 1)
    assert month_in_title("台账") is None


# ---------------------------------------------------------------------------------------------------- weekly times

WORDS = {"am": "上午", "pm": "下午", "evening": "晚上", "day": "全天"}


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(PARTS)), min_size=1, max_size=8, unique=True),
       st.sampled_from(["、", ",", " ", ";", "/", "\n", ",", ""]), st.sampled_from(["周", "星期", "礼拜"]))
def test_single_times(slots: list[tuple[int, str]], split: str, week: str) -> None:
    text = split.join(f"{week}{'一二三四五六日'[d]}{WORDS[p]}" for d, p in slots)
    assert read_availability(text).slots == frozenset(slots)
    assert read_availability(availability_words(slots)).slots == frozenset(slots)


@pytest.mark.parametrize(("text", "slots"), [
    ("周一至周五上午", [(d, "am") for d in range(5)]), ("工作日", [(d, "day") for d in range(5)]), ("周末全天", [(5, "day"), (6, "day")]),
    ("每天", [(d, "day") for d in range(7)]), ("周一、三、五晚上", [(0, "evening"), (2, "evening"), (4, "evening")]), ("周一、周三下午", [(0, "pm"), (2, "pm")]),
    ("上午:周一、周三", [(0, "am"), (2, "am")]), ("周六日全天", [(5, "day"), (6, "day")]), ("周五", [(4, "day")]), ("周一上午、下午", [(0, "am"), (0, "pm")]),
    ("周五至周日晚上", [(4, "evening"), (5, "evening"), (6, "evening")]), ("星期天上午", [(6, "am")]), ("周一白天", [(0, "am"), (0, "pm")]), ("", []),
    ("周二(上午)", [(1, "am")]), ("周1上午", [(0, "am")]), ("星期一到五", [(d, "day") for d in range(5)]),
])
def test_other_times(text: str, slots: list[tuple[int, str]]) -> None:
    found = read_availability(text)
    assert sorted(found.slots) == sorted(slots)
    assert found.reason is None


@pytest.mark.parametrize("text", ["除周三外", "周一 9:00-11:00", "看情况", "不定", "单周周一"])
def test_times_that_cannot_be_read(text: str) -> None:
    found = read_availability(text)
    assert found.reason == "availability_unreadable"
    assert found.rest == text


@given(ANYTHING)
def test_no_time_makes_it_fail(value: object) -> None:
    read_availability(value)


# ---------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(("value", "wanted"), [
    ("是", True), ("√", True), ("已培训", True), ("有", True), ("Y", True), ("y", True), ("1", True), (1.0, True), (True, True), ("是(2024年)", True), ("党员", True),
    ("未", False), ("否", False), ("×", False), ("N", False), ("群众", False), (0.0, False), ("", None), (None, None),
])
def test_yes_and_no(value: object, wanted: bool | None) -> None:
    assert read_yes_no(value).value is wanted
    assert read_yes_no(value).reason is None


def test_neither_yes_nor_no() -> None:
    assert read_yes_no("也许").reason == "yes_no_unreadable"


@given(ANYTHING)
def test_no_word_makes_it_fail(value: object) -> None:
    read_yes_no(value)
    read_sex(value)
    read_relation(value)
    read_number(value)
    read_grids(value)
    read_categories(value)
    is_nothing(cell_text(value))
    grid_key(cell_text(value))


def test_sex_relation_number_grid() -> None:
    assert [read_sex(v)[0] for v in ("男", "女性", "M", "女 ", "")] == ["m", "f", "m", "f", ""]
    assert read_sex("人妖")[1] == "sex_unreadable"
    assert [read_relation(v) for v in ("长子", "儿媳妇", "邻居", "干女儿", "")] == ["儿子", "儿媳", "邻居", "干女儿", ""]
    assert [read_number(v).value for v in ("11层", "三年", 2.0, "约35人", "")] == [11, 3, 2, 35, None]
    assert read_number("很多").reason == "number_unreadable" and read_number("-3").reason == "number_range"
    assert grid_key("第一网格") == grid_key("1网格") == grid_key("网格一") == grid_key("第1网格") == "#1"
    assert grid_key("东苑") == "东苑"
    assert read_grids("第一网格、第四网格") == read_grids("第一网格 第四网格") == ("第一网格", "第四网格")


@given(st.integers(1, 39))
def test_chinese_numbers(number: int) -> None:
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    words = ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")
    assert chinese_number(words) == number
    if tens == 2:
        assert chinese_number("廿" + (digits[ones] if ones else "")) == number


def test_text_of_cells() -> None:
    assert [cell_text(v) for v in (13240549857.0, 3.30206195512189e17, 1.5, None, True, date(1935, 6, 29), datetime(1935, 6, 29, 8, 5))] == [
        "13240549857", "330206195512189000", "1.5", "", "是", "1935-06-29", "1935-06-29 08:05",
    ]
    assert fold("  1３ \u200b(张)\u3000三 ") == "13 (张) 三"
    assert fold("𠮷㛃䶮") == "𠮷㛃䶮"


# ---------------------------------------------------------------------------------------------------- categories


@given(st.lists(st.sampled_from(default_categories()), min_size=1, max_size=5, unique=True), st.sampled_from(["、", ",", " ", "/", ";", ",", "+", "", "\n"]),
       st.integers(0, 3))
def test_several_categories(categories: list[object], split: str, synonym: int) -> None:
    names = [(c.name, *c.synonyms)[synonym % (1 + len(c.synonyms))] for c in categories]  # type: ignore[attr-defined]
    plain = [(c, n) for c, n in zip(categories, names, strict=True) if "(" not in n and "+" not in n]
    found = read_categories(split.join(n for _c, n in plain))
    assert not found.unknown
    assert set(found.codes) == {c.code for c, _n in plain}  # type: ignore[attr-defined]


def test_unknown_categories_are_proposed() -> None:
    found = read_categories("独居、网红老人")
    assert (found.codes, found.unknown, found.reason) == (("living_alone",), ("网红老人",), "category_unknown")
    own = station_categories([("own_1", "网红老人"), ("living_alone", "一个人住")])
    assert read_categories("网红老人、独居、一个人住", own).codes == ("own_1", "living_alone")


def test_the_shipped_list_is_the_stations_list() -> None:
    from desktop.station.defaults import CATEGORIES

    assert [(c.code, c.name) for c in default_categories()] == list(CATEGORIES)


# ---------------------------------------------------------------------------------------------------- holidays


def test_holidays() -> None:
    assert [day_kind(date(2026, m, d)) for m, d in ((2, 14), (2, 15), (2, 28), (10, 1), (10, 8), (10, 10), (11, 22))] == [
        "workday", "holiday", "workday", "holiday", "workday", "workday", "weekend",
    ]
    assert holiday_name(date(2026, 2, 20)) == "春节" and holiday_name(date(2026, 3, 2)) == ""
    assert year_known(2025) and year_known(2026) and not year_known(2027)
    assert day_kind(date(2027, 1, 1)) == "workday"  # not announced: the weekday alone, and year_known says so


@pytest.mark.parametrize(("year", "days"), [(2025, 28), (2026, 33)])
def test_the_announced_years(year: int, days: int) -> None:
    known = holiday_year(year)
    assert known is not None and known.source
    assert len(known.holidays) == days
    assert all(d.weekday() >= 5 for d in known.working_days)
    assert not set(known.holidays) & known.working_days
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(day_kind(d) == "workday" for d in every) in (247, 248, 249)


def test_reasons_have_words() -> None:
    assert all(reason_text(code) and reason_text(code) != code for code in REASONS)
    assert reason_text("of_the_future") == "of_the_future"
