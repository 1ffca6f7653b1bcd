"""Names and how they are found."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.people.names import clean_name, masked, pinyin_keys, read_name, search_text
from desktop.people.search import PersonIndex


@pytest.mark.parametrize(("text", "name"), [
    ("张 三", "张三"), ("欧阳 淑珍", "欧阳淑珍"), ("张\u3000三", "张三"), ("阿依古丽•买买提", "阿依古丽·买买提"), ("阿依古丽.买买提", "阿依古丽·买买提"),
    ("阿依古丽 · 买买提", "阿依古丽·买买提"), ("阿依古丽・买买提", "阿依古丽·买买提"), ("John  Smith", "John Smith"), ("ＪＯＨＮ", "JOHN"),
    (" 王𬭎 ", "王𬭎"), ("陈䶮", "陈䶮"), ("李㛃", "李㛃"), ("张𠮷", "张𠮷"), ("张三·", "张三"),
])
def test_clean(text: str, name: str) -> None:
    assert clean_name(text) == name
    assert read_name(text).reason is None


@pytest.mark.parametrize(("text", "name", "remark", "reason"), [
    ("张三(已故)", "张三", "已故", "name_remark"), ("张三(户主)", "张三", "户主", "name_remark"), ("", "", "", "name_missing"),
    ("张?", "张?", "", "name_unreadable"), ("李□", "李□", "", "name_unreadable"), ("张三2", "张三2", "", "name_digits"),
    ("张" * 26, "张" * 26, "", "name_too_long"),
])
def test_doubtful(text: str, name: str, remark: str, reason: str) -> None:
    found = read_name(text)
    assert (found.value, found.remark, found.reason) == (name, remark, reason)


@given(st.text(max_size=60))
def test_cleaning_is_stable_and_never_fails(text: str) -> None:
    once = clean_name(text)
    assert clean_name(once) == once
    read_name(text)
    search_text(once, "990x", ["13800000000"])


@pytest.mark.parametrize(("name", "full", "initials"), [
    ("单秀英", "shanxiuying", "sxy"), ("仇阿根", "qiuagen", "qag"), ("查佩芳", "zhapeifang", "zpf"), ("区素珍", "ousuzhen", "osz"),
    ("翟建国", "zhaijianguo", "zjg"), ("解继业", "xiejiye", "xjy"), ("曾德明", "zengdeming", "zdm"), ("欧阳淑珍", "ouyangshuzhen", "oysz"),
    ("尉迟恭", "yuchigong", "ycg"), ("万俟卨", "moqixie", "mqx"), ("张𠮷", "zhangji", "zj"), ("王𬭎", "wanghong", "wh"), ("陈䶮", "chenyan", "cy"),
    ("李㛃", "lijie", "lj"), ("吕玉兰", "lvyulan", "lyl"),
])
def test_the_surnames_own_reading_comes_first(name: str, full: str, initials: str) -> None:
    spelled, short = pinyin_keys(name)
    assert spelled[0] == full
    assert short[0] == initials


def test_every_reading_finds() -> None:
    for key in ("shanxiuying", "danxiuying", "chanxiuying", "sxy", "dxy", "cxy"):
        assert key in search_text("单秀英").split()


def test_masked() -> None:
    assert [masked(n) for n in ("顾秀珍", "顾珍", "张𠮷", "顾", "", "欧阳淑珍", "阿依古丽·买买提")] == ["顾*珍", "顾*", "张*", "顾", "", "欧**珍", "阿***·**提"]


def index(*people: tuple[str, str, str]) -> PersonIndex:
    return PersonIndex((name, name, search_text(name, tail, [phone])) for name, tail, phone in people)


PEOPLE = index(("单秀英", "9963", "15182298269"), ("丹杏英", "1234", "13800000001"), ("欧阳淑珍", "997x", "0574-83072454"), ("张𠮷", "9976", "19145323028"))


@pytest.mark.parametrize(("query", "first"), [
    ("单", "单秀英"), ("秀英", "单秀英"), ("sxy", "单秀英"), ("SXY", "单秀英"), ("shanxiu", "单秀英"), ("9963", "单秀英"), ("997X", "欧阳淑珍"), ("8269", "单秀英"),
    ("151 8229 8269", "单秀英"), ("0574-8307", "欧阳淑珍"), ("𠮷", "张𠮷"), ("ouyang", "欧阳淑珍"), ("欧 阳", "欧阳淑珍"), ("sxy 8269", "单秀英"),
    ("oysz", "欧阳淑珍"),
])
def test_find(query: str, first: str) -> None:
    assert PEOPLE.find(query)[0].id == first


def test_whole_keys_before_beginnings_before_parts() -> None:
    ranked = PersonIndex([("part", "", "xsxy1"), ("begins", "", "sxyz"), ("whole", "", "sxy")])
    assert [h.id for h in ranked.find("sxy")] == ["whole", "begins", "part"]


def test_nothing_found() -> None:
    assert PEOPLE.find("") == PEOPLE.find("  ") == PEOPLE.find("zzzz") == PEOPLE.find("sxy 997x") == []
    assert PersonIndex([]).find("a") == []


@given(st.text(max_size=20), st.integers(0, 60))
def test_any_text_in_the_search_box(query: str, limit: int) -> None:
    assert len(PEOPLE.find(query, limit)) <= limit


@given(st.lists(st.text("ab1 ", max_size=6), max_size=12), st.text("ab1", min_size=1, max_size=3))
def test_finds_exactly_the_rows_that_hold_the_word(texts: list[str], query: str) -> None:
    found = PersonIndex((str(i), "", t) for i, t in enumerate(texts)).find(query)
    assert {h.id for h in found} == {str(i) for i, t in enumerate(texts) if query in t}


def test_a_key_takes_less_than_twenty_milliseconds_over_16000() -> None:
    rng = random.Random(1)
    characters = "单秀英欧阳淑珍张建国王德明李玉兰陈静娴"
    rows = []
    for n in range(16_000):
        name = "".join(rng.choice(characters) for _ in range(3))
        rows.append((str(n), name, search_text(name, f"{rng.randrange(10_000):04}", [f"1{rng.randrange(3 * 10**9, 10**10)}"], ["红葵里2-1-202"])))
    people = PersonIndex(rows)
    for query in ("z", "1", "sxy", "zzzq", "13 8", "单", "9963", "lan 77"):
        best = min(_timed(people, query) for _ in range(3))
        assert best <= 0.020, f"{query}: {best * 1000:.1f} ms"


def _timed(people: PersonIndex, query: str) -> float:
    started = time.thread_time()
    people.find(query)
    return time.thread_time() - started
