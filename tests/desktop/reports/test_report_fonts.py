"""Fonts of the papers: coverage, and text that copies out of the PDF as it went in."""

import io
import re
import subprocess
from pathlib import Path
from shutil import which

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from desktop.reports import fonts
from desktop.reports.cidfont import to_unicode_map
from desktop.reports.document import Document, Paragraph, Span
from desktop.reports.pdf import pdf_bytes

RARE_NAMES = "王𬭎 陈䶮 李㛃 张𠮷"


def test_coverage_files_tell_what_the_fonts_hold() -> None:
    for font, name in fonts.FILES.items():
        data = (fonts.FOLDER / name).read_bytes()
        held = set(TTFont(io.BytesIO(data), lazy=True)["cmap"].getBestCmap())
        told = fonts.coverage(font)
        listed = {code for low, high in zip(told.lows, told.highs, strict=True) for code in range(low, high + 1)}
        assert listed == held


def test_every_han_character_up_to_extension_f_is_drawn() -> None:
    ranges = [(0x4E00, 0x9FEF), (0x3400, 0x4DB5), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D)]
    ranges += [(0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0)]
    missing = {chr(code) for low, high in ranges for code in range(low, high + 1) if fonts.font_of(chr(code), False) is None}
    assert len(missing) < 30, sorted(missing)  # the fallback itself lacks a handful


def test_missing_glyphs_names_each_once_and_no_other() -> None:
    assert fonts.missing_glyphs(RARE_NAMES + " · 8幢1-101\n") == []
    assert fonts.missing_glyphs("a😀b😀\U0003134f") == ["😀", "\U0003134f"]


def test_runs_join_to_the_text_and_each_font_holds_its_run() -> None:
    runs = list(fonts.font_runs("王𬭎与张𠮷😀", bold=True))
    assert "".join(piece for _font, piece in runs) == "王𬭎与张𠮷😀"
    assert [font for font, _piece in runs] == [fonts.BOLD, fonts.BOLD, fonts.RARE, fonts.BOLD][1:]


@pytest.mark.parametrize("bold", [False, True])
def test_rare_names_copy_right(bold: bool, tmp_path: Path) -> None:
    pdf = pdf_bytes(Document("名单", (Paragraph((Span(RARE_NAMES, bold),)),)))
    assert RARE_NAMES in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    if which("pdftotext"):
        path = tmp_path / "names.pdf"
        path.write_bytes(pdf)
        told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
        assert RARE_NAMES in told.stdout.decode()
        assert b"Error" not in told.stderr


def test_a_character_that_no_font_has_still_copies_right() -> None:
    pdf = pdf_bytes(Document("甲", (Paragraph("猫😀狗🐈"),)))
    assert "猫😀狗🐈" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def test_fonts_are_embedded_and_subset() -> None:
    pdf = pdf_bytes(Document("巡访单", (Paragraph("王𬭎"),)))
    names = re.findall(rb"/BaseFont\s*/(\S+)", pdf)
    assert names and all(re.fullmatch(rb"[A-Z]{6}\+\w+(-\w+)?", name) for name in names)
    assert pdf.count(b"/FontFile2") == len(set(names))
    assert b"Helvetica" not in pdf
    assert len(pdf) < 30_000


def test_to_unicode_writes_surrogate_pairs_in_blocks_of_a_hundred() -> None:
    table = to_unicode_map("X", {0: 0, ord("王"): 1, ord("𬭎"): 2} | {0x3400 + n: 3 + n for n in range(150)})
    assert "<0001> <738B>" in table
    assert "<0002> <D872DF4E>" in table
    assert "100 beginbfchar" in table and "52 beginbfchar" in table
