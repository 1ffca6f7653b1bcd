"""Copies of sheets, contact notes, overviews by building head and by organisation."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import BadRequest
from desktop.reports.document import Privacy, Table, Tick, plain, tables
from desktop.reports.gather_rounds import by_head, by_organisation, slips
from desktop.reports.printlog import marks_of
from desktop.reports.scope import Scope
from desktop.rounds.copies import Fate, mark_copies, sheet_copies
from desktop.rounds.outcomes import Outcome
from desktop.rounds.papers import print_sheets, sheet_facts
from desktop.rounds.plans import plan_round, save_plan
from desktop.rounds.recording import Entry, record_sheet
from desktop.station import settings
from tests.desktop.reports.reading import page_texts

DAY = date(2026, 11, 22)


@pytest.fixture
def planned(town: Any) -> Any:
    save_plan(town.session, plan_round(town.session, DAY, "am"))
    return town


def test_every_copy_is_remembered_and_a_reprint_says_so_on_paper(planned: Any, tmp_path: Path) -> None:
    out = tmp_path / "sheets.pdf"
    print_sheets(planned.session, DAY, "am", out)
    assert "Reprint" not in "".join(page_texts(out.read_bytes()))
    planned.at(8, 20)
    print_sheets(planned.session, DAY, "am", out, [2], privacy="numbers")
    text = "".join(page_texts(out.read_bytes()))
    assert "Reprint, copy 2" in text and "copy 2" in text
    found = sheet_copies(planned.session)
    assert [(one.number, one.copy, one.grade, one.who, one.print_number) for one in found] == [
        (2, 2, "numbers", "linxiao", 2), (1, 1, "masked", "linxiao", 1), (2, 1, "masked", "linxiao", 1),
    ]  # fmt: skip
    assert found[0].printed_at == datetime(2026, 11, 22, 8, 20) and found[0].reprint and found[0].visitor == "郝丽"


def test_what_became_of_a_copy(planned: Any, tmp_path: Path) -> None:
    print_sheets(planned.session, DAY, "am", tmp_path / "sheets.pdf")
    assert [one.fate for one in sheet_copies(planned.session)] == ["", ""]
    planned.at(10)
    record_sheet(planned.session, 1, {})
    first, second = sheet_copies(planned.session)
    assert (first.fate, second.fate) == ("returned", ""), "a recorded sheet came back"
    operation = mark_copies(planned.session, [first.id, second.id], Fate.LOST)
    assert [one.fate for one in sheet_copies(planned.session)] == ["lost", "lost"]
    planned.session.store.undo(operation, "station.undo", "linxiao", planned.clock.now())
    assert [one.fate for one in sheet_copies(planned.session)] == ["returned", ""]


@pytest.mark.parametrize("grade", list(Privacy))
def test_no_grade_prints_more_of_a_name_than_it_says_and_none_a_category(planned: Any, tmp_path: Path, grade: Privacy) -> None:
    out = tmp_path / "sheets.pdf"
    print_sheets(planned.session, DAY, "am", out, privacy=grade.value)
    text = "".join(page_texts(out.read_bytes()))
    assert ("顾素珍" in text) is (grade is Privacy.FULL)
    assert ("顾" in text) is (grade is not Privacy.NUMBERS) and ("E001" in text) is (grade is Privacy.NUMBERS)
    assert not any(word in text for word in ("独居", "失能", "13800000001"))


def test_blank_lines_and_notes_as_the_station_has_set(planned: Any, tmp_path: Path) -> None:
    assert {sheet.blank_lines for sheet in sheet_facts(planned.session, DAY, "am")} == {2}
    settings.save(planned.session, {"sheet_blank_lines": 3, "sheet_slips": 2})
    out = tmp_path / "sheets.pdf"
    print_sheets(planned.session, DAY, "am", out)
    pages = page_texts(out.read_bytes())
    assert "+3" in pages[0] and pages[1].count("We called on you") == 2
    assert "尹芳" in pages[1] and "顾" not in pages[1], "a note at a door does not say who lives there"


def test_a_note_for_every_door_where_nobody_answered(planned: Any) -> None:
    scope, marks = Scope(DAY, None, "am"), marks_of(planned.session)

    def words() -> str:
        (document,) = slips(planned.session, scope, marks)
        return repr(document)

    assert words().count("We called on you") == 6, "blank ones to carry along"
    planned.at(10)
    record_sheet(planned.session, 1, {1: Entry(Outcome.NO_ANSWER, at=datetime(2026, 11, 22, 9, 12)), 3: Entry(Outcome.NO_ANSWER)})
    told = words()
    assert told.count("We called on you") == 2 and "8幢1-101" in told and "09:12" in told and "0574-8600 0000" in told
    assert "顾" not in told


def lines(table: Table) -> list[tuple[str, ...]]:
    return [tuple(plain(cell) for cell in row.cells if isinstance(cell, str)) for row in table.rows if hasattr(row, "cells")]


def test_overviews_name_every_door_once_with_the_sheet_it_is_typed_from(planned: Any) -> None:
    planned.add_elder("单秀英", None, "", "")
    save_plan(planned.session, plan_round(planned.session, DAY, "am"))
    scope, marks = Scope(DAY, None, "am"), marks_of(planned.session)
    for make, whose in ((by_head, "金宝林 13700001111"), (by_organisation, "一滴水志愿服务队")):
        documents = make(planned.session, scope, marks)
        assert documents[0].subtitle == whose
        rows = [row for _document, table in tables(documents) for row in lines(table)]
        assert len(rows) == 9 and len({row[1] for row in rows}) == 9
        assert rows[0][:4] == ("0001-1", "顾素珍", "8幢1-101", "尹芳")
        assert next(row for row in rows if row[1] == "单秀英")[0] == "–", "on no sheet, yet not forgotten"
    assert len(by_head(planned.session, scope, marks)) == 4
    assert any(cell is Tick.EMPTY for row in tables(documents)[0][1].rows if hasattr(row, "cells") for cell in row.cells)
    with pytest.raises(BadRequest):
        by_head(planned.session, Scope(DAY, None, "pm"), marks)
