"""Sheets of labels: every label stands inside its own 70 × 37 mm, whatever it says."""

import pytest

from desktop.reports.document import Privacy
from desktop.reports.papers.labels import LabelLine, address_labels, folder_labels
from desktop.reports.pdf import pdf_bytes
from tests.desktop.reports import cases, layout
from tests.desktop.reports.reading import page_texts

MM = 72 / 25.4


@pytest.mark.parametrize("hostile", [False, True])
def test_each_label_lies_on_its_own_sticker(hostile: bool) -> None:
    name, place, phone = (cases.NAME, cases.PLACE, cases.PHONE) if hostile else ("尹芳", "8幢1单元301室", "0574-8600 0000")
    lines = [LabelLine(f"L{number:03d}", f"{number:02d}{name}", place, phone) for number in range(30)]
    sheets = layout.sheets(pdf_bytes(address_labels(lines, Privacy.FULL, cases.MARKS)))
    assert len(sheets) == 2, "24 on a sheet"
    for page, sheet in enumerate(sheets):
        for box in sheet.boxes:
            column, row = int(box.left / MM // 70), int((sheet.height - box.top) / MM // 37)
            assert column == int(box.right / MM // 70)
            assert box.left / MM >= column * 70 + 5 and box.right / MM <= column * 70 + 65.5, "the outer 5 mm stay white"
            assert row == int((sheet.height - box.bottom) / MM // 37)
            if box.text[:2].isdecimal() and box.text[2:4] == name[:2]:
                assert int(box.text[:2]) == page * 24 + row * 3 + column


def test_numbers_only_leave_no_name_on_a_folder() -> None:
    line = [LabelLine("L007", "尹芳", "8幢", "0574-8600 0000")]
    text = "".join(page_texts(pdf_bytes(folder_labels(line, Privacy.NUMBERS, cases.MARKS))))
    assert "L007" in text and "尹" not in text and "芳" not in text and "8幢" not in text and "8600" not in text
    address = "".join(page_texts(pdf_bytes(address_labels(line, Privacy.NUMBERS, cases.MARKS))))
    assert "L007" in address and "尹" not in address and "8600" not in address
