"""Addresses inside an estate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.people.address import read_address, read_address_parts, split_room

DOORS = st.tuples(st.integers(1, 300), st.integers(1, 9), st.integers(1, 33), st.integers(1, 12))
FORMS = [
    "{b}-{u}-{r}", "{b}幢{u}单元{r}室", "{b}号楼{u}单元{r}", "{b}栋{u}单元{r}", "{b}座{u}单元{r}室", "{b}幢{u}-{r}", "{b}幢{u}-{r}室", "{b}#{u}-{r}",
    "{b}号{u}单元{r}室", " {b} - {u} - {r} ", "{b}—{u}—{r}", "{b}幢{u}单元{f}楼{r}室", "{b}幢{u}单元{r}号", "{b}楼{u}门{r}", "{b}/{u}/{r}", "{b}幢-{u}-{r}",
]


@given(DOORS, st.sampled_from(FORMS), st.sampled_from(["红葵里", "", "东苑小区", "红葵社区红葵里", "浙江省某某市某某区某某街道红葵里"]), st.booleans())
def test_every_way_to_write_a_door(door: tuple[int, int, int, int], form: str, estate: str, wide: bool) -> None:
    building, unit, floor, number = door
    text = estate + form.format(b=building, u=unit, f=floor, r=f"{floor}{number:02}")
    text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"}) if wide else text
    found = read_address(text)
    assert found.reason is None, text
    assert (found.building, found.unit, found.floor, found.door) == (str(building), str(unit), floor, number), text
    assert found.text == text
    assert found.estate == (estate if estate in ("", "东苑小区") else "红葵里")


@given(DOORS, st.sampled_from(FORMS), st.sampled_from(FORMS))
def test_two_ways_to_write_a_door_are_the_same_door(door: tuple[int, int, int, int], one: str, other: str) -> None:
    b, u, f, n = door
    first, second = (read_address("红葵里" + w.format(b=b, u=u, f=f, r=f"{f}{n:02}")) for w in (one, other))
    assert first.normal == second.normal == f"红葵里{b}-{u}-{f}{n:02}"


@pytest.mark.parametrize(("text", "building", "unit", "room"), [
    ("红葵里2-202", "2", "", "202"), ("红葵里5栋203", "5", "", "203"), ("A座1203", "A", "", "1203"), ("二幢三单元402", "2", "3", "402"),
    ("红葵里3甲幢1单元202", "3甲", "1", "202"), ("红葵路18弄5号203室", "5", "", "203"), ("红葵里2幢甲单元202", "2", "甲", "202"), ("3幢1单元1003室", "3", "1", "1003"),
    ("12幢5号", "12", "", "5"), ("红葵里2-1-202(租住)", "2", "1", "202"), ("红葵里2幢1单元202室【女儿家】", "2", "1", "202"),
])
def test_other_forms(text: str, building: str, unit: str, room: str) -> None:
    found = read_address(text)
    assert (found.building, found.unit, found.room, found.reason) == (building, unit, room, None)


@pytest.mark.parametrize(("text", "reason"), [
    ("", "address_missing"), ("无", "address_missing"), ("红葵里附近", "address_vague"), ("菜场对面", "address_vague"), ("红葵里2幢", "address_incomplete"),
    ("某某路", "address_unreadable"), ("2幢3单元5楼202室", "address_unreadable"), ("xx", "address_unreadable"),
])
def test_doubtful_ones_keep_their_text(text: str, reason: str) -> None:
    found = read_address(text)
    assert (found.reason, found.text) == (reason, text)


@given(DOORS, st.sampled_from(["{}", "{}幢", "{}号楼", "{}栋", "第{}幢"]), st.sampled_from(["{}", "{}单元"]), st.sampled_from(["{}", "{}室"]))
def test_split_columns(door: tuple[int, int, int, int], building: str, unit: str, room: str) -> None:
    b, u, f, n = door
    found = read_address_parts("红葵里", building.format(b), unit.format(u), room.format(f"{f}{n:02}"))
    assert (found.building, found.unit, found.floor, found.door, found.reason) == (str(b), str(u), f, n, None)


def test_split_columns_that_cannot_be_read() -> None:
    assert read_address_parts("红葵里", "", "", "").reason == "address_missing"
    assert read_address_parts("红葵里", "东边", "1", "202").reason == "address_unreadable"
    assert read_address_parts("红葵里", "2", "", "").reason == "address_incomplete"
    assert read_address_parts("", 2.0, 1.0, 1003.0).floor == 10


@given(st.one_of(st.text(max_size=40), st.floats(), st.none()))
def test_nothing_makes_it_fail(value: object) -> None:
    found = read_address(value)
    assert found.reason is not None or (found.building and found.room)
    read_address_parts(value, value, value, value)


def test_rooms() -> None:
    assert [split_room(r) for r in ("1003", "202", "202A", "5", "", "12")] == [(10, 3), (2, 2), (2, 2), (None, 5), (None, None), (None, 12)]
