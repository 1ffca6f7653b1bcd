"""What the three writers promise: nothing lost, nothing split, nothing evaluated."""

import csv as stdlib_csv
import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.reports import csv, pdf, xlsx
from desktop.reports.document import (
    Bar,
    BlankLines,
    Column,
    Document,
    Figure,
    Group,
    Heading,
    KeyValues,
    Marks,
    Notes,
    Page,
    PageBreak,
    Paper,
    Paragraph,
    QrCode,
    Row,
    SealBox,
    Signatures,
    Spacer,
    Table,
    Tick,
    Together,
    printable,
    shown,
)
from tests.desktop.reports.reading import page_texts, squeezed

UNREAD = "\ufffd\ufffe\uffff-\u2010"  # the reader of the tests takes a hyphen at a line's end away, to join the word
# The reader of the tests turns right-to-left characters round, and tears those beyond the basic plane apart doing so.
LEFT_TO_RIGHT = st.characters().filter(
    lambda character: unicodedata.bidirectional(character) not in ("R", "AL", "RLE", "RLO", "RLI")
)

PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.invalid","看")',
    '=WEBSERVICE("http://example.invalid")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "＋86-574",
    "{=1+1}",
    "http://example.invalid/a",
    "mailto:a@example.invalid",
)


def table_of(*rows: Row, columns: int = 1, **extra: object) -> Document:
    return Document("表", (Table(tuple(Column(f"列{n + 1}") for n in range(columns)), rows, **extra),))  # type: ignore[arg-type]


def everything() -> Document:
    return Document(
        "样张",
        (
            Heading("一"),
            Paragraph("段落"),
            KeyValues((("姓名", "顾玉珍"), ("生日", date(1938, 2, 3)), ("月龄", 3))),
            Table((Column("甲"), Column("乙")), (Group("组"), Row(("a", 1)), Row((Tick.TICKED, Tick.EMPTY), strong=True))),
            Table((Column("空"),), (), empty="没有人"),
            Figure("图", (Bar("一月", 3), Bar("二月", 5.5, "5.5 小时"))),
            Signatures(("签名", "日期")),
            SealBox("盖章"),
            QrCode("LLSW", "扫码"),
            Notes(("口径",), "说明"),
            BlankLines(2, "补记"),
            Spacer(),
            PageBreak(),
            Together((Heading("二", 2), Paragraph("尾"))),
        ),
        marks=Marks("红葵站", sample=True, printed_by="林晓", printed_at=datetime(2026, 11, 21, 7, 41), print_number=9),
    )


def test_every_block_is_written_by_every_writer() -> None:
    text = squeezed("".join(page_texts(pdf.pdf_bytes(everything()))))
    for words in [
        "一",
        "段落",
        "顾玉珍",
        "1938-02-03",
        "甲",
        "组",
        "没有人",
        "一月",
        "5.5小时",
        "签名",
        "盖章",
        "扫码",
        "说明",
        "口径",
        "补记",
        "尾",
    ]:
        assert words in text
    book = openpyxl.load_workbook(io.BytesIO(xlsx.xlsx_bytes(everything())))
    cells = "\n".join(str(cell.value) for row in book.active for cell in row if cell.value is not None)
    for words in ["一", "段落", "顾玉珍", "甲", "组", "没有人", "一月", "签名", "盖章", "扫码", "说明", "口径", "尾"]:
        assert words in cells
    assert csv.csv_bytes(everything()).decode("utf-8-sig") == "甲,乙\r\na,1\r\n1,\r\n\r\n空\r\n"


def test_the_sample_mark_stands_on_every_page() -> None:
    document = table_of(*(Row((f"第{n}行",)) for n in range(200)))
    marked = Document(document.title, document.blocks, marks=Marks("红葵站", sample=True))
    pages = page_texts(pdf.pdf_bytes(marked))
    assert len(pages) > 3
    assert all("SAMPLE" in page and "invented people" in page for page in pages)
    assert not any("SAMPLE" in page for page in page_texts(pdf.pdf_bytes(document)))


def test_pages_are_counted_per_document_and_headings_repeated() -> None:
    document = table_of(*(Row((f"第{n}行。",)) for n in range(100)))
    pages = page_texts(pdf.pdf_bytes([document, document]))
    half = len(pages) // 2
    assert len(pages) == 2 * half and half > 1
    for number, page in enumerate(pages):
        assert f"Page {number % half + 1} of {half}" in page
        assert "列1" in page
    assert pdf.page_counts([document, document]) == [half, half]


def test_rows_are_never_split_and_none_is_lost() -> None:
    words = "很长的说明要换好几行才写得下，" * 6
    document = table_of(*(Row((f"{n:03d}起", words + f"{n:03d}止")) for n in range(60)), columns=2)
    pages = page_texts(pdf.pdf_bytes(document))
    for n in range(60):
        holders = [index for index, page in enumerate(pages) if f"{n:03d}起" in page]
        assert len(holders) == 1
        assert f"{n:03d}止" in squeezed(pages[holders[0]])


def test_a_row_higher_than_a_page_goes_on_on_the_next() -> None:
    story = "".join(chr(0x4E00 + n) for n in range(6000))
    text = squeezed("".join(page_texts(pdf.pdf_bytes(table_of(Row(("甲", story, "乙")), columns=3)))))
    assert set(story) <= set(text)


def test_a_group_line_is_repeated_and_never_stands_last_on_a_page() -> None:
    rows: list[Row | Group] = []
    for group in range(12):
        rows.append(Group(f"第{group}组"))
        rows += [Row((f"{group}-{n}行",)) for n in range(7)]
    pages = page_texts(pdf.pdf_bytes(Document("表", (Table((Column("列"),), tuple(rows)),))))
    for page in pages:
        body = [line for line in page.split("\n") if "组" in line or "行" in line]
        assert "组" not in body[-1]
        assert "组" in body[0]


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("landscape", [False, True])
def test_page_geometry(paper: Paper, landscape: bool) -> None:
    document = Document("表", (Paragraph("甲"),), page=Page(paper, landscape))
    width, height = pypdfium2.PdfDocument(pdf.pdf_bytes(document))[0].get_size()
    low, high = paper.value
    expected = (high, low) if landscape else (low, high)
    assert (width * 25.4 / 72, height * 25.4 / 72) == pytest.approx(expected, abs=0.1)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf.pdf_bytes(everything()) == pdf.pdf_bytes(everything())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text(LEFT_TO_RIGHT, max_size=60), min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_text_in_any_cell_reaches_the_paper(rows: list[list[str]]) -> None:
    document = table_of(*(Row(tuple(row)) for row in rows), columns=3)
    told = set(unicodedata.normalize("NFKD", "".join(page_texts(pdf.pdf_bytes(document)))))  # the reader takes ligatures apart
    for row in rows:
        for cell in row:
            for character in printable(cell):
                if character.isprintable() and character not in UNREAD:
                    assert set(unicodedata.normalize("NFKD", character)) <= told


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_no_text_anywhere_crashes_a_writer(text: str, label: str, other: str) -> None:
    document = Document(
        text[:50],
        (
            Heading(text),
            Paragraph(text),
            KeyValues(((label, text), (other, text), (label, 1))),
            Table((Column(label), Column(other, 0.001)), (Group(text), Row((text, text)), Row((label,)))),
            Signatures((label, other)),
            SealBox(label),
            Notes((text,), label),
            BlankLines(1, label),
            Figure(label, (Bar(text, 1, other),)),
        ),
        subtitle=label,
        aside=other,
        marks=Marks(label, printed_by=other, printed_at=datetime(2026, 1, 1), notice=text),
    )
    assert page_texts(pdf.pdf_bytes(document))
    openpyxl.load_workbook(io.BytesIO(xlsx.xlsx_bytes(document)))
    csv.csv_bytes(document)


# ---------------------------------------------------------------------------------------------- formula injection


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_is_a_formula_or_a_link_in_excel(payload: str) -> None:
    document = Document(
        payload, (Heading(payload), KeyValues(((payload, payload),)), *table_of(Row((payload,))).blocks, Notes((payload,)))
    )
    data = xlsx.xlsx_bytes(document)
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = 0
    for row in book.active:
        for cell in row:
            assert cell.data_type != "f"
            assert cell.hyperlink is None
            found += cell.value is not None and payload.strip() in str(cell.value)
    assert found >= 5
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet and b"<hyperlink" not in sheet
        assert not [name for name in archive.namelist() if "externalLink" in name or "_rels/sheet" in name]


@pytest.mark.parametrize("encoding", csv.ENCODINGS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_begins_a_formula_in_csv(payload: str, encoding: str) -> None:
    data = csv.csv_bytes(table_of(Row((payload, "甲")), columns=2), encoding).decode(encoding)
    cell = list(stdlib_csv.reader(io.StringIO(data, newline="")))[1][0]
    assert not cell.lstrip(" \t\r\n").startswith(tuple("=+-@＝＋－＠"))
    assert payload.strip() in cell


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_is_a_link_in_pdf(payload: str) -> None:
    data = pdf.pdf_bytes(Document("表", (Paragraph(payload), *table_of(Row((payload,))).blocks)))
    assert b"/URI" not in data and b"/Annots" not in data


@pytest.mark.parametrize("number", ["13800001234", "+8613800001234", "-5", "3.5", "0574", "33020319380203002X"])
def test_plain_numbers_stay_readable_in_csv(number: str) -> None:
    assert csv.safe(number) == number


@given(st.text(max_size=30))
def test_csv_keeps_every_text_but_for_the_guard(text: str) -> None:
    cell = csv.safe(text)
    assert cell.removeprefix("'").replace("\r", "\n") in (
        "".join(printable(c) if c not in "\t\r" else c for c in text).replace("\r", "\n"),
        "".join(printable(c) if c not in "\t\r" else c for c in text).replace("\r", "\n").removeprefix("'"),
    )


# ---------------------------------------------------------------------------------------------- Excel


def test_excel_types_are_real() -> None:
    values = (
        "007",
        7,
        7.25,
        Decimal("3.10"),
        date(2026, 11, 21),
        datetime(2026, 11, 21, 8, 30),
        time(8, 30),
        None,
        date(1899, 1, 1),
    )
    document = table_of(Row(values), columns=len(values))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.xlsx_bytes(document))).active
    cells = list(sheet.iter_rows(values_only=True))[-1]
    assert cells[:8] == ("007", 7, 7.25, 3.1, datetime(2026, 11, 21), datetime(2026, 11, 21, 8, 30), time(8, 30), None)
    assert cells[8] == "1899-01-01"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area


def test_excel_numbers_that_it_cannot_hold_stay_text() -> None:
    document = table_of(Row((10**17, float("inf"), float("nan"))), columns=3)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.xlsx_bytes(document))).active
    assert list(sheet.iter_rows(values_only=True))[-1] == ("100000000000000000", "inf", "nan")


def test_a_text_longer_than_an_excel_cell_goes_on_below() -> None:
    text = "𠮷" * 40_000
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.xlsx_bytes(table_of(Row((text, "乙")), columns=2)))).active
    told = "".join(str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0] and "𠮷" in str(row[0]))
    assert told == text


def test_sheet_names_are_accepted_by_excel() -> None:
    used: set[str] = set()
    for wanted in ("名单", "名单", "", "[]:*?/\\", "History", "'a'", "长" * 60, "长" * 60, "𠮷" * 40, "a\nb"):
        name = xlsx.sheet_name(wanted, used)
        assert name.casefold() not in used
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\") and not name.startswith("'") and not name.endswith("'")
        used.add(name.casefold())


def test_more_rows_than_a_worksheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROW_LIMIT", 20)
    with pytest.raises(UserError, match="Save as CSV"):
        xlsx.xlsx_bytes(table_of(*(Row(("a",)) for _ in range(30))))


def test_shown_values() -> None:
    assert [shown(value) for value in (None, 0.1 + 0.2, 1234567.5, True, date(2026, 1, 2), time(8, 5))] == [
        "",
        "0.3",
        "1234567.5",
        "✓",
        "2026-01-02",
        "08:05",
    ]
    assert shown(0.256, "0.0%") == "25.6%"
    assert shown(2.0, "0.0") == "2.0"


def test_pages_two_and_on_say_whose_paper_of_which_day_it_is() -> None:
    rows = tuple(Row((f"{number}",)) for number in range(90))
    document = Document("老人名册", (Table((Column("列"),), rows),), running="2026年11月21日", marks=Marks("红葵社区服务站"))
    first, *others = page_texts(pdf.pdf_bytes(document))
    assert "2026年11月21日" not in first
    assert others and all("红葵社区服务站 · 2026年11月21日" in page for page in others)
    long = replace(document, title="很长的题目" * 30)
    assert "红葵社区服务站 · 2026年11月21日" in page_texts(pdf.pdf_bytes(long))[-1]
