"""Somebody else's xlsx form: the filled cells hold what was asked, everything else stays byte for byte, formulas are reckoned anew."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from PIL import Image as Picture

from desktop.errors import BadFile
from desktop.reports.formfile import fill_form, percent_cells, place_of, read_form


def form(**cells: Any) -> bytes:
    """A form as a sub-district sends it: merged title, styles, a picture, a formula, print settings."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "月报"
    sheet["A1"] = "居家养老巡访月报表"
    sheet.merge_cells("A1:D1")
    sheet["A1"].font = Font(name="黑体", size=18, bold=True)
    sheet["A3"], sheet["B3"], sheet["C3"] = "应访人次", "", "%"
    sheet["C3"] = 0.5
    sheet["C3"].number_format = "0.0%"
    sheet["D3"] = "=B3*2"
    sheet["A5"] = "填表人"
    sheet.page_setup.orientation = "landscape"
    sheet.column_dimensions["A"].width = 33
    dot = io.BytesIO()
    Picture.new("RGB", (4, 4), "red").save(dot, "PNG")
    sheet.add_image(Image(dot), "F1")
    book.create_sheet("说明")["A1"] = "填表说明"
    for cell, value in cells.items():
        sheet[cell] = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_cells_are_filled_and_nothing_else_changes() -> None:
    before = form()
    after = fill_form(before, "表.xlsx", {("月报", "B3"): 5787, ("月报", "B5"): "顾素珍 <&> 王𬭎", ("月报", "H20"): 96.8, ("说明", "B7"): "七"})
    sheet = read(after)["月报"]
    assert (sheet["B3"].value, sheet["B5"].value, sheet["H20"].value) == (5787, "顾素珍 <&> 王𬭎", 96.8)
    assert read(after)["说明"]["B7"].value == "七"
    assert sheet["A1"].font.size == 18 and "A1:D1" in {str(area) for area in sheet.merged_cells.ranges}
    assert sheet["D3"].value == "=B3*2" and sheet.page_setup.orientation == "landscape" and len(sheet._images) == 1
    touched = {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    old, new = zipfile.ZipFile(io.BytesIO(before)), zipfile.ZipFile(io.BytesIO(after))
    assert old.namelist() == new.namelist() and new.testzip() is None
    assert all(old.read(name) == new.read(name) for name in old.namelist() if name not in touched)
    assert b'fullCalcOnLoad="1"' in new.read("xl/workbook.xml")


def test_a_style_stays_with_its_cell() -> None:
    after = read(fill_form(form(), "表.xlsx", {("月报", "C3"): 0.968, ("月报", "A1"): "新题"}))["月报"]
    assert after["C3"].number_format == "0.0%" and after["C3"].value == 0.968 and after["A1"].font.bold


def test_formulas_and_percent_are_known() -> None:
    data = form()
    first, second = read_form(data, "表.xlsx")
    assert first.formulas == {"D3"} and second.formulas == frozenset() and first.sheet.cell(0, 0) == "居家养老巡访月报表"
    assert "C3" in percent_cells(data, "表.xlsx", "月报") and "B3" not in percent_cells(data, "表.xlsx", "月报")
    with pytest.raises(BadFile, match="formula"):
        fill_form(data, "表.xlsx", {("月报", "D3"): 1})


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", b"%PDF-1.7", "应访,人次\n".encode("gb18030")])
def test_what_is_no_form_is_refused(data: bytes) -> None:
    with pytest.raises(BadFile):
        read_form(data, "表.xlsx")


def test_another_sheet_or_cell_is_told() -> None:
    with pytest.raises(BadFile, match="no sheet"):
        fill_form(form(), "表.xlsx", {("年报", "A1"): 1})
    with pytest.raises(BadFile, match="no cell"):
        fill_form(form(), "表.xlsx", {("月报", "Z0"): 1})


CELLS = st.tuples(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), st.integers(1, 40)).map(lambda pair: f"{pair[0]}{pair[1]}")
VALUES = st.one_of(
    st.integers(-10**9, 10**9), st.floats(-1e9, 1e9, allow_nan=False),
    st.text(st.characters(min_codepoint=32, blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=12),
)


@given(st.dictionaries(CELLS, VALUES, max_size=12), st.dictionaries(CELLS, st.integers(0, 9), max_size=12))
def test_any_cells_come_back_as_they_were_asked(wanted: dict[str, Any], there: dict[str, int]) -> None:
    there = {cell: value for cell, value in there.items() if cell not in ("A1", "B1", "C1", "D1", "D3")}
    wanted = {cell: value for cell, value in wanted.items() if cell not in ("B1", "C1", "D1", "D3")}
    before = form(**there)
    after = read(fill_form(before, "表.xlsx", {("月报", cell): value for cell, value in wanted.items()}))["月报"]
    for cell, value in wanted.items():
        assert after[cell].value == (value if value != "" else None) or str(after[cell].value) == str(value), cell
    kept = read(before)["月报"]
    for row in kept.iter_rows():
        for cell in row:
            if cell.coordinate not in wanted:
                assert after[cell.coordinate].value == cell.value
    positions = [place_of(cell.coordinate) for row in after.iter_rows() for cell in row]
    assert positions == sorted(positions)
