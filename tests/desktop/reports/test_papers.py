"""Every paper against its golden file: the text of every page and the pages' geometry (not the bytes).

After a wanted change: LINLI_GOLDEN=write python -m pytest tests/desktop/reports/test_papers.py, then look at the difference.
"""

import gettext
import io
import itertools
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from desktop import i18n
from desktop.people.masking import masked_name
from desktop.reports import csv, pdf, xlsx
from desktop.reports.document import Document, Marks, Privacy, Table, tables
from desktop.reports.papers.visit_sheet import visit_sheet, visit_sheets
from desktop.reports.papers.wall_roster import wall_roster
from tests.desktop.reports import examples
from tests.desktop.reports.reading import page_texts, squeezed

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Chinese, from the messages of every room (not from the compiled file, which may be older)."""
    memory = io.BytesIO()
    known = Catalog(locale="zh_CN")
    for path in sorted((i18n.RESOURCES / "locale" / "zh_CN").glob("*.po")):
        for message in read_po(io.BytesIO(path.read_bytes()), locale="zh_CN"):
            if message.id:
                known[message.id] = message
    write_mo(memory, known)
    memory.seek(0)
    monkeypatch.setattr(i18n._Current, "translations", gettext.GNUTranslations(memory))
    yield


def told(data: bytes) -> str:
    """A PDF as text: for every page its size in millimetres and its lines."""
    document = pypdfium2.PdfDocument(data)
    pages = []
    for index, text in enumerate(page_texts(data)):
        width, height = document[index].get_size()
        lines = [" ".join(line.split()) for line in text.split("\n")]
        pages.append(f"--- {width * 25.4 / 72:.0f} × {height * 25.4 / 72:.0f} mm\n" + "\n".join(line for line in lines if line))
    return "\n".join(pages) + "\n"


@pytest.mark.parametrize("name", sorted(examples.EXAMPLES))
def test_paper_is_as_it_was(name: str) -> None:
    text = told(pdf.pdf_bytes(examples.EXAMPLES[name]()))
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("LINLI_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(examples.EXAMPLES))
def test_nothing_is_drawn_outside_the_margins_or_over_the_foot(name: str) -> None:
    documents = examples.EXAMPLES[name]()
    counts = pdf.page_counts(documents)
    drawn = pypdfium2.PdfDocument(pdf.pdf_bytes(documents))
    owners = [document for document, count in zip(documents, counts, strict=True) for _page in range(count)]
    for index, document in enumerate(owners):
        page = document.page
        millimetre = 72 / 25.4
        text = drawn[index].get_textpage()
        for rectangle in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(rectangle)
            if document.marks.sample and top - bottom > 60:
                continue  # the sample mark runs over the page
            assert left >= page.margin_left * millimetre - 2 and right <= (page.width - page.margin_right) * millimetre + 2
            assert bottom >= page.margin_bottom * millimetre - 3 and top <= (page.height - page.margin_top) * millimetre + 2


@pytest.mark.parametrize("name", sorted(examples.EXAMPLES))
def test_every_paper_is_also_a_workbook_and_its_tables_csv(name: str) -> None:
    documents = examples.EXAMPLES[name]()
    book = openpyxl.load_workbook(io.BytesIO(xlsx.xlsx_bytes(documents)))
    assert len(book.sheetnames) == len(documents)
    rows = [row for _document, table in tables(documents) for row in table.rows]
    lines = csv.csv_bytes(documents).decode("utf-8-sig").splitlines()
    assert len(lines) > 1 or name == "empty_lists"
    assert len(lines) >= len([row for row in rows if hasattr(row, "cells")])


@pytest.mark.parametrize("privacy", list(Privacy))
def test_every_door_stands_once_on_its_sheet_with_number_name_and_address(privacy: Privacy) -> None:
    sheet = examples.sheet(40)
    lines = [
        squeezed(line)
        for page in page_texts(pdf.pdf_bytes(visit_sheet(sheet, privacy, examples.MARKS)))
        for line in page.split("\n")
    ]
    counts = Counter(lines)
    for door in sheet.doors:
        name = {Privacy.FULL: door.name, Privacy.MASKED: masked_name(door.name), Privacy.NUMBERS: door.code}[privacy]
        if len(name) <= 6:
            assert counts[f"{door.number}{name}{door.address}{door.hint}"] == 1
    text = "".join(lines)
    if privacy is not Privacy.FULL:
        assert not any(door.name in text for door in sheet.doors if door.name != masked_name(door.name))


def test_126_elders_take_under_three_seconds_and_a_megabyte() -> None:
    sheets = [replace(examples.sheet(14), number=number) for number in range(9)]
    assert sum(len(sheet.doors) for sheet in sheets) == 126
    begin = time.thread_time()
    data = pdf.pdf_bytes(visit_sheets(sheets, Privacy.FULL, examples.MARKS))
    assert time.thread_time() - begin < 3
    assert len(data) < 1_000_000


def test_the_qr_code_of_a_sheet_says_its_reference() -> None:
    assert visit_sheet(examples.sheet(), Privacy.MASKED, Marks()).qr == "LLSW:S:0417"


def test_the_wall_roster_is_one_page_even_for_crowded_months() -> None:
    roster = examples.roster()
    crowded = {seat: names + ("阿依古丽·买买提", "欧阳美珍") for seat, names in roster.duties.items()}
    for duties in (roster.duties, crowded):
        document = wall_roster(replace(roster, duties=duties), examples.SAMPLE_MARKS)
        assert pdf.page_counts([document]) == [1]
        text = squeezed(page_texts(pdf.pdf_bytes(document))[0])
        for names in duties.values():
            assert squeezed("".join(name or "＿＿＿" for name in names)) in text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_recovery_key_is_one_page_and_says_every_line(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if language == "en":
        monkeypatch.setattr(i18n._Current, "translations", gettext.NullTranslations())
    facts = examples.key()
    pages = page_texts(pdf.pdf_bytes(examples.EXAMPLES["recovery_key"]()))
    assert len(pages) == 1
    assert all(line in squeezed(pages[0]) for line in facts.lines)


def test_every_table_of_a_paper_has_a_title_for_each_column() -> None:
    for make in examples.EXAMPLES.values():
        for _document, table in tables(make()):
            assert isinstance(table, Table) and all(column.title for column in table.columns)


def test_documents_carry_their_privacy_grade() -> None:
    document: Document = visit_sheet(examples.sheet(), Privacy.MASKED, Marks("红葵站"))
    assert "密级：姓名遮掩" in page_texts(pdf.pdf_bytes(document))[0]


def test_rows_are_tightened_where_that_saves_a_page_and_only_then() -> None:
    counts = [pdf.page_counts([visit_sheet(examples.sheet(doors), Privacy.MASKED, examples.MARKS)])[0] for doors in (13, 16, 40)]
    assert counts == [1, 1, 3]
    roomy = pdf.pdf_bytes(visit_sheet(examples.sheet(13), Privacy.MASKED, examples.MARKS))
    page = pypdfium2.PdfDocument(roomy)[0].get_textpage()
    lines = [page.get_rect(index) for index in range(page.count_rects())]
    firsts = sorted({round(bottom) for left, bottom, _right, _top in lines if left < 100}, reverse=True)
    assert max(above - below for above, below in itertools.pairwise(firsts)) > 12 * 72 / 25.4
