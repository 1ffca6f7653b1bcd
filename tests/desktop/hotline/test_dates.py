"""Marks of single days and pasted tables: read back what is written, never guess."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.hotline.dates import DatesLine, MonthDates, Pasted, read_paste
from desktop.hotline.daymarks import Mark, contradicts, marks_text, read_marks
from desktop.hotline.problem import DayKind, days

DAYS = tuple(days(date(2026, 12, 1), date(2026, 12, 31)))
GRID = MonthDates("2026-12", DAYS, dict.fromkeys(DAYS, DayKind.ORDINARY), tuple(
    DatesLine(f"v{n}", f"V{n:03}", name, True, {}, {}, frozenset()) for n, name in enumerate(("甲一", "乙二", "同名", "同名"), 1)))


@given(st.sets(st.builds(Mark, st.sampled_from(["off", "free", "wanted", "unwanted"]), st.sampled_from(["am", "pm", "evening", "day"])), max_size=4))
def test_marks_survive_the_way_to_text_and_back(marks: set[Mark]) -> None:
    again = read_marks(marks_text(marks))
    assert again == (None if contradicts(marks) else frozenset(marks))


@given(st.text(alphabet="休上下晚全1234x+- ,午班天早中夜不想愿", max_size=8))
def test_reading_never_fails_and_says_the_same_twice(text: str) -> None:
    marks = read_marks(text)
    assert marks is None or read_marks(marks_text(marks)) == marks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""), ("x", "休"), ("请假", "休"), ("休息", "休"), ("上午", "上"), ("早班", "上"), ("中班", "下"), ("1 3", "上 晚"), ("休上,晚", "休上 晚"),
        ("+2", "+下"), ("晚上", "晚"), ("不晚", "-晚"), ("想", "+"), ("全天", "全"), ("-4", "-全"),
    ],
)
def test_what_people_write(text: str, said: str) -> None:
    marks = read_marks(text)
    assert marks is not None and marks_text(marks) == said


@pytest.mark.parametrize("text", ["上班", "-", "不", "?", "休 上", "+1 -1", "八点后", "ok"])
def test_what_is_not_sure_is_asked(text: str) -> None:
    assert read_marks(text) is None


def paste(text: str, who: str = "v1", day: int = 1) -> Pasted:
    return read_paste(GRID, text, who, date(2026, 12, day))


def test_a_block_without_names_begins_at_the_current_cell() -> None:
    found = paste("休\t1\n\t+", "v2", 30)
    assert found.cells == {("v2", DAYS[29]): "休", ("v2", DAYS[30]): "上", ("v3", DAYS[29]): "", ("v3", DAYS[30]): "+"}
    assert found.doubts == ()
    beyond = paste("1\t1\t1\n\n\n\n\n1", "v1", 30)
    assert ("v1", DAYS[30]) in beyond.cells and len(beyond.doubts) >= 2


def test_names_codes_and_days_find_their_cells() -> None:
    head = "编号\t姓名\t" + "\t".join(f"{n}日" for n in range(1, 32))
    found = paste(f"{head}\nV002\t乙二\t休" + "\t" * 30 + "晚", "v4", 20)
    assert found.cells["v2", DAYS[0]] == "休" and found.cells["v2", DAYS[30]] == "晚" and {who for who, _d in found.cells} == {"v2"}


def test_two_of_one_name_and_strangers_are_told() -> None:
    found = paste("同名\t休\n某人\t休\n甲一\t怪\n乙二\t1")
    assert found.cells == {("v2", DAYS[0]): "上"}
    assert [word in " ".join(found.doubts) for word in ("several volunteers", "某人", "“怪” cannot be read")] == [True] * 3
