"""Resident ID numbers: the standard's rule, Excel's damage, and what may be believed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from desktop.people.identity import PROVINCES, check_character, masked_id, read_id

TODAY = date(2026, 11, 22)
BIRTHS = st.dates(date(1900, 1, 1), TODAY)


def number(born: date, order: int = 123, region: str = "330206") -> str:
    first = f"{region}{born:%Y%m%d}{order:03d}"
    return first + check_character(first)


NUMBERS = st.builds(number, BIRTHS, st.integers(0, 999)).filter(lambda n: not n.endswith("000"))


@given(NUMBERS)
def test_the_check_character_agrees_with_another_library(text: str) -> None:
    assert ric.calc_check_digit(text) == text[-1]


@given(NUMBERS, st.sampled_from(["{}", " {} ", "'{}", "{}\t", "\u200b{}"]), st.booleans(), st.booleans())
def test_a_valid_number_is_read_however_it_is_written(text: str, form: str, wide: bool, spaced: bool) -> None:
    written = f"{text[:6]} {text[6:14]} {text[14:]}" if spaced else text
    written = written.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}) if wide else written.lower()
    found = read_id(form.format(written), TODAY)
    assert (found.state, found.number) == ("valid", text)
    assert found.born == date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    assert found.sex == ("m" if int(text[16]) % 2 else "f")


@given(NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(text: str, at: int, step: int) -> None:
    wrong = text[:at] + str((int(text[at]) + step) % 10) + text[at + 1:]
    assert read_id(wrong, TODAY).number is None


@given(NUMBERS, st.integers(0, 15))
def test_two_swapped_neighbours_are_seen(text: str, at: int) -> None:
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2:]
    assert swapped == text or read_id(swapped, TODAY).number is None


@given(BIRTHS, st.integers(0, 999), st.sampled_from(["float", "int", "text", "scientific"]))
def test_what_excel_rounded_is_flagged_and_its_birth_kept(born: date, order: int, form: str) -> None:
    cut = number(born, order)[:15] + "000"
    value: object = {"float": float(cut), "int": int(cut), "text": cut, "scientific": f"{cut[0]}.{cut[1:15]}E+17"}[form]
    found = read_id(value, TODAY)
    assert (found.state, found.number, found.born, found.sex) == ("damaged", None, born, "")
    assert found.message


@given(BIRTHS, st.integers(0, 999))
def test_a_number_stored_as_the_nearest_float_keeps_a_true_birth(born: date, order: int) -> None:
    whole = number(born, order).replace("X", "0")
    found = read_id(float(whole), TODAY)
    assert found.state == "damaged"
    if order % 100 < 90 and 40 < int(whole[-3:]) < 960:
        assert found.born == born


def test_a_shortened_number_gives_no_birth() -> None:
    assert (read_id("3.30206E+17", TODAY).state, read_id("3.30206E+17", TODAY).born) == ("damaged", None)


def test_examples_of_the_standard_and_of_permits() -> None:
    assert read_id("11010519491231002X", TODAY).born == date(1949, 12, 31)
    for region in ("810000", "820000", "830000", "513002", "440300"):  # permits; a retired region code
        assert read_id(number(date(1950, 5, 1), 12, region), TODAY).state == "valid"


@pytest.mark.parametrize(("text", "state"), [
    ("", "missing"), (None, "missing"), ("无", "missing"), ("—", "missing"), ("33020619350629991", "wrong_length"),
    ("3302061935062999190", "wrong_length"), ("330206350629991", "old_form"), ("330206193513299911", "wrong_check"),
    ("H12345678", "wrong_form"), ("330206********9919", "masked"), ("330206XXXXXXXX9919", "masked"), ("abc", "wrong_form"),
    (number(date(1935, 6, 29), 991, "990206"), "wrong_region"), (number(TODAY + timedelta(days=1)), "future_birth"),
    (330206350629991.0, "old_form"), (-5.0, "wrong_form"), (float("nan"), "missing"), (12345.0, "wrong_length"), (True, "wrong_form"),
])
def test_states(text: object, state: str) -> None:
    found = read_id(text, TODAY)
    assert (found.state, found.number) == (state, None)
    assert bool(found.reason) == (state != "missing")


def test_a_day_that_does_not_exist() -> None:
    first = "33020619350230991"
    assert read_id(first + check_character(first), TODAY).state == "wrong_date"


def test_typed_by_hand_a_number_ending_in_zeros_is_believed() -> None:
    genuine = next(n for o in range(0, 1000, 100) for d in range(1, 29) if (n := number(date(1935, 6, d), o)).endswith("000"))
    assert read_id(genuine, TODAY).state == "damaged"
    assert read_id(genuine, TODAY, typed=True).state == "valid"


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.none(), st.booleans(), st.dates()))
def test_nothing_makes_it_fail(value: object) -> None:
    found = read_id(value, TODAY)
    assert found.number is None or ric.calc_check_digit(found.number) == found.number[-1]


def test_masked_and_tail() -> None:
    assert masked_id("330206193506299919") == "330206********9919"
    assert read_id("33020619531217990X", TODAY).tail == "990x"
    assert "33" in PROVINCES and "99" not in PROVINCES
