"""Telephone numbers as ledgers hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.people.phones import display_phone, masked_phone, read_phones

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
LANDLINES = st.from_regex(r"05[0-9]{2}-[2-9][0-9]{7}", fullmatch=True)
SPLITS = st.sampled_from(["/", "、", ";", ",", ";", ",", " / ", "\n", "或", "  "])


@given(st.lists(st.tuples(MOBILES, st.sampled_from(["{}", "{0:.3}-{0:.0}", "spaced", "dashed"])), min_size=1, max_size=4, unique_by=lambda p: p[0]), SPLITS)
def test_several_mobiles_in_a_cell(numbers: list[tuple[str, str]], split: str) -> None:
    written = [f"{n[:3]} {n[3:7]} {n[7:]}" if f == "spaced" else f"{n[:3]}-{n[3:7]}-{n[7:]}" if f == "dashed" else n for n, f in numbers]
    found = read_phones(split.join(written))
    assert [p.number for p in found.numbers] == [n for n, _f in numbers]
    assert found.reason is None and all(p.kind == "mobile" for p in found.numbers)


@given(MOBILES, LANDLINES, SPLITS)
def test_mobile_and_landline(mobile: str, landline: str, split: str) -> None:
    found = read_phones(f"{mobile}{split}{landline}")
    assert [(p.number, p.kind) for p in found.numbers] == [(mobile, "mobile"), (landline, "landline")]


@given(MOBILES)
def test_number_cells(number: str) -> None:
    assert read_phones(float(number)).first == read_phones(int(number)).first == number


@pytest.mark.parametrize(("text", "numbers"), [
    ("0574-83072454-801", ["0574-83072454-801"]), ("0574-83072454转801", ["0574-83072454-801"]), ("(0574)83072454", ["0574-83072454"]),
    ("(0574)83072454", ["0574-83072454"]), ("057483072454", ["0574-83072454"]), ("010-62345678", ["010-62345678"]), ("83072454", ["83072454"]),
    ("668812", ["668812"]), ("+86 137 7352 1967", ["13773521967"]), ("0086-13773521967", ["13773521967"]), ("013773521967", ["13773521967"]),
    ("13773521967(女儿)、儿子:13800000000", ["13773521967", "13800000000"]), ("400-820-8820", ["4008208820"]), ("无", []), ("", []), ("-", []),
    ("手机13773521967", ["13773521967"]), ("13773521967 83072454", ["13773521967", "83072454"]), ("13773521967/13773521967", ["13773521967"]),
    ("13773521967,0574-83072454", ["13773521967", "0574-83072454"]),
])
def test_forms(text: str, numbers: list[str]) -> None:
    found = read_phones(text)
    assert [p.number for p in found.numbers] == numbers
    assert found.reason is None and found.rest == ""


@pytest.mark.parametrize(("value", "reason"), [
    ("1377352196", "phone_length"), ("137735219678", "phone_length"), ("问邻居", "phone_unreadable"), (57483072454.0, "phone_lost_zero"),
    ("1.38E+10", "phone_damaged"), ("138****0000", "phone_unreadable"), ("13773521967/1380000", "phone_length"), ("12345678901", "phone_length"),
])
def test_doubtful_ones_keep_their_text(value: object, reason: str) -> None:
    found = read_phones(value)
    assert found.reason == reason
    assert found.rest


def test_a_good_number_beside_a_bad_one_is_kept() -> None:
    found = read_phones("13773521967/138000")
    assert found.first == "13773521967"


def test_the_remark_is_kept() -> None:
    assert read_phones("13773521967(女儿)").numbers[0].remark == "女儿"


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.none(), st.dates()))
def test_nothing_makes_it_fail(value: object) -> None:
    found = read_phones(value)
    for phone in found.numbers:
        assert read_phones(phone.number).first == phone.number  # what was read is read again the same
        display_phone(phone.number)
        masked_phone(phone.number)


def test_shown_and_masked() -> None:
    assert display_phone("13791894386") == "137 9189 4386"
    assert display_phone("0574-83072454") == "0574-83072454"
    assert [masked_phone(n) for n in ("13791894386", "0574-83072454", "83072454", "668812")] == ["137****4386", "0574-****2454", "****2454", "******"]
