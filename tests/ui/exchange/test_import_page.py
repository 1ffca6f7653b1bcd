"""The import page: from a file to saved records and back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from desktop.people.services import elders
from desktop.people.services.doubts import list_doubts
from desktop.station.history import undo
from ui.exchange.import_page import ImportPage

Call = Callable[..., Any]
HEADINGS = (
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "出生日期",
    "类别",
    "居住地址",
    "联系电话",
    "紧急联系人",
    "与老人关系",
    "紧急联系电话",
)
GOOD = (
    "1",
    "顾素珍",
    "女",
    "11010519491231002X",
    "1949.12.31",
    "独居",
    "红葵里8幢2单元301",
    "13800002211",
    "顾志远",
    "儿子",
    "13900008876",
)
DAMAGED = ("2", "仇阿根", "男", "330206194501020000", "1945-01-02", "空巢", "红葵里2幢1单元502", "13800002212", "", "", "")


def workbook(path: Path, *rows: tuple[str, ...]) -> Path:
    """A small ledger."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("老人台账")
        for line, row in enumerate((HEADINGS, *rows)):
            for column, text in enumerate(row):
                sheet.write_string(line, column, text)
    return path


@pytest.fixture
def page(shell: Any, qtbot: Any) -> ImportPage:
    made = ImportPage(shell)
    shell.worker.changed.connect(lambda topics: made.reload() if topics & made.topics else None)
    qtbot.addWidget(made)
    made.resize(1202, 740)
    made.show()
    made.open()
    made.reload()
    return made


def read(page: ImportPage, path: Path, qtbot: Any) -> None:
    page.read(path)
    qtbot.waitUntil(lambda: page.preview is not None or bool(page.shell.errors), timeout=20_000)  # type: ignore[attr-defined]


def test_from_file_to_records_and_back(page: ImportPage, call: Call, tmp_path: Path, qtbot: Any, shell: Any) -> None:
    read(page, workbook(tmp_path / "台账.xlsx", GOOD, DAMAGED, GOOD), qtbot)
    assert call(elders.list_elders).rows == [], "nothing is written before it is accepted"
    page.view.chips.choose("doubtful")
    assert [line.name for line in page.view.table.shown_rows()] == ["仇阿根"]
    page.view.chips.choose("duplicate")
    assert {line.status for line in page.view.table.shown_rows()} == {"new", "duplicate"}
    page.view.chips.choose("new")
    assert "1949-12-31 · 红葵里8幢2单元301 · 13800002211 · 独居 · 儿子 顾志远" in page.view.table.shown_rows()[0].text
    page.accept()
    qtbot.waitUntil(lambda: page.result is not None, timeout=20_000)
    assert sorted(row.name for row in call(elders.list_elders).rows) == ["仇阿根", "顾素珍"]
    assert [doubt.name for doubt in call(list_doubts)] == ["仇阿根"]
    qtbot.waitUntil(lambda: len(page._start.imports.rows()) == 1, timeout=10_000)
    told, _kind, operation = shell.said[-1]
    assert "2" in told
    assert page._start._done.isVisible()
    call(undo, operation)
    qtbot.waitUntil(lambda: not page._start._done.isVisible(), timeout=10_000)  # a result that was taken back stands no more
    assert call(elders.list_elders).rows == []
    assert call(list_doubts) == []
    assert shell.errors == []


def test_keeping_both_of_a_duplicate_and_leaving_a_row_out(page: ImportPage, tmp_path: Path, qtbot: Any, call: Call) -> None:
    read(page, workbook(tmp_path / "台账.xlsx", GOOD, GOOD, DAMAGED), qtbot)
    page.view.decide(next(line for line in page.view.table.rows() if line.group is not None))
    qtbot.waitUntil(lambda: page.preview is not None and len(page.preview.of("new")) == 3, timeout=10_000)
    page.view.decide(next(line for line in page.view.table.rows() if line.group is not None))
    qtbot.waitUntil(lambda: page.preview is not None and len(page.preview.of("new")) == 2, timeout=10_000)
    page.view.leave_out([line for line in page.view.table.rows() if line.name == "仇阿根"])
    qtbot.waitUntil(
        lambda: [line.status for line in page.view.table.rows() if line.name == "仇阿根"] == ["left_out"], timeout=10_000
    )
    page.accept()
    qtbot.waitUntil(lambda: page.result is not None, timeout=20_000)
    assert [row.name for row in call(elders.list_elders).rows] == ["顾素珍"]


def test_a_corrected_meaning_is_read_anew(page: ImportPage, tmp_path: Path, qtbot: Any) -> None:
    read(page, workbook(tmp_path / "台账.xlsx", GOOD), qtbot)
    page.show_mapping()
    box = page.mapping_view.boxes["老人台账", 7]
    assert box.currentData() == "phone"
    box.setCurrentIndex(box.findData(""))
    before = page.preview
    page.mapping_view.changed.emit(page.mapping_view.mapping())
    qtbot.waitUntil(lambda: page.preview is not before, timeout=20_000)
    assert page.preview is not None
    assert page.preview.items[0].facts.phone == ""  # type: ignore[union-attr]


def test_the_doubtful_rows_are_saved_with_the_reason(page: ImportPage, tmp_path: Path, qtbot: Any, shell: Any) -> None:
    read(page, workbook(tmp_path / "台账.xlsx", GOOD, DAMAGED), qtbot)
    out = tmp_path / "待核实.xlsx"
    page.save_report_to(out)
    qtbot.waitUntil(lambda: out.exists() and bool(shell.said), timeout=10_000)
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert "330206194501020000" in str(rows[1])


def test_a_file_that_is_no_workbook_is_refused_and_nothing_changes(
    page: ImportPage, tmp_path: Path, qtbot: Any, shell: Any
) -> None:
    bad = tmp_path / "台账.xlsx"
    bad.write_bytes(b"this is no workbook")
    page.read(bad)
    qtbot.waitUntil(lambda: bool(shell.errors), timeout=10_000)
    assert page.preview is None
    assert page._subtitle.text() == "", "nothing is being read any more"
    assert "台账.xlsx" in str(shell.errors[0])
    shell.errors.clear()
