"""Every report of the catalogue in both languages, on an ordinary day, on a hostile one and on an empty one.

Compared with the golden pages: words, their places and the picture, with a tolerance. Checked on every page: nothing lies over anything else,
nothing leaves the margins, no line runs through words, and all that the data say can be read back, by pdfium and by poppler.

After a wanted change: LINLI_GOLDEN=write python -m pytest tests/desktop/reports/test_golden_pages.py, then look at the pages (`dev.py shots`).
"""

import gettext
import io
import os
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from PIL import Image

from desktop import i18n
from desktop.reports import pdf
from desktop.reports.catalogue import REPORTS
from desktop.reports.document import ChartBlock, Document, tables
from desktop.reports.scope import Ask
from desktop.reports.sheet import LARGE_PRINT
from tests.desktop.reports import layout
from tests.desktop.reports.cases import CASES, UNDRAWN
from tests.desktop.reports.reading import page_texts

GOLDEN = Path(__file__).parent / "golden" / "pages"
CODES = [one.code for one in REPORTS]
LANGUAGES = ("zh_CN", "en")
PLACE = 1.5  # points by which words may have moved
GREY = 14.0  # mean difference of a patch of the picture, of 255
PATCH = 12  # pixels
SMALL = 24  # rows of a hostile list in English and for poppler; 400 in Chinese


@cache
def messages() -> bytes:
    """The Chinese messages of every room (not from the compiled file, which may be older)."""
    memory = io.BytesIO()
    known = Catalog(locale="zh_CN")
    for path in sorted((i18n.RESOURCES / "locale" / "zh_CN").glob("*.po")):
        for message in read_po(io.BytesIO(path.read_bytes()), locale="zh_CN"):
            if message.id:
                known[message.id] = message
    write_mo(memory, known)
    return memory.getvalue()


@pytest.fixture(autouse=True, params=LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    chosen = gettext.GNUTranslations(io.BytesIO(messages())) if request.param == "zh_CN" else gettext.NullTranslations()
    monkeypatch.setattr(i18n._Current, "translations", chosen)
    yield request.param


def made(code: str, kind: str, language: str) -> tuple[list[Document], bytes]:
    documents = CASES[code].documents(kind, 400 if language == "zh_CN" else SMALL)
    return documents, pdf.pdf_bytes(documents)


def chosen_pages(count: int) -> list[int]:
    """The first, the second and the last."""
    return sorted({0, min(1, count - 1), count - 1})


def lines_of(sheets: list[layout.Sheet]) -> list[str]:
    """Words with their places, one line a run."""
    return [
        f"{number} {one.left:.1f} {one.bottom:.1f} {one.right:.1f} {one.top:.1f} {one.text}"
        for number, sheet in enumerate(sheets) for one in sheet.boxes
    ]  # fmt: skip


def test_every_report_has_golden_data(language: str) -> None:
    del language
    assert sorted(CASES) == sorted(CODES), "give each report of the catalogue a case in cases.py, then LINLI_GOLDEN=write"
    assert {path.stem for path in GOLDEN.glob("*.zip")} == set(CODES)
    assert sum(path.stat().st_size for path in GOLDEN.glob("*.zip")) < 3_000_000


@pytest.mark.parametrize("kind", ["ordinary", "hostile", "empty"])
@pytest.mark.parametrize("code", CODES)
def test_pages_are_as_they_were_and_sound(code: str, kind: str, language: str, tmp_path: Path) -> None:
    documents, data = made(code, kind, language)
    sheets = layout.sheets(data)
    _sound(documents, data, sheets)
    wanted = chosen_pages(len(sheets))
    lines = [f"pages {len(sheets)}", *lines_of([sheets[index] for index in wanted])]
    picture = layout.pictures(data, wanted)
    if os.environ.get("LINLI_GOLDEN") == "write":
        _keep(GOLDEN / f"{code}.zip", f"{kind}.{language}", "\n".join(lines), layout.packed(picture))
    with zipfile.ZipFile(GOLDEN / f"{code}.zip") as golden:
        before = golden.read(f"{kind}.{language}.txt").decode().split("\n")
        seen = Image.open(io.BytesIO(golden.read(f"{kind}.{language}.png"))).convert("L")
    assert [one.split(" ", 5)[5:] for one in lines] == [one.split(" ", 5)[5:] for one in before]
    assert lines[0] == before[0]
    moved = [(one, other) for one, other in zip(lines[1:], before[1:], strict=True) if _apart(one, other) > PLACE]
    assert not moved[:5]
    picture.save(tmp_path / "now.png")
    assert picture.size == seen.size
    assert _difference(picture, seen) < GREY


def _sound(documents: list[Document], data: bytes, sheets: list[layout.Sheet]) -> None:
    counts = pdf.page_counts(documents) if len(documents) > 1 else [len(sheets)]
    owners = [document for document, count in zip(documents, counts, strict=True) for _page in range(count)]
    for owner, sheet in zip(owners, sheets, strict=True):
        assert layout.outside(sheet, owner.page) == []
        assert layout.overlaps(sheet) == []
        if not any(isinstance(block, ChartBlock) for block in owner.blocks):
            assert layout.crossing(sheet) == []
    text = layout.squeezed("".join(page_texts(data)))
    _all_said(documents, text)


def _all_said(documents: list[Document], text: str) -> None:
    """Every character as often as the data have it, and every shorter text in one piece where the reader keeps its lines together."""
    wanted = [layout.squeezed(one) for one in layout.said(documents)]
    lost = Counter("".join(wanted)) - Counter(text)
    assert not lost
    cells = layout.said([table for _document, table in tables(documents)])
    short = [one for one in dict.fromkeys(map(layout.squeezed, cells)) if 0 < len(one) <= 12]
    assert [one for one in short if one not in text] == []


def _keep(path: Path, name: str, text: str, picture: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    parts = {}
    if path.exists():
        with zipfile.ZipFile(path) as old:
            parts = {one: old.read(one) for one in old.namelist()}
    parts |= {f"{name}.txt": text.encode(), f"{name}.png": picture}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for one, content in sorted(parts.items()):
            new.writestr(zipfile.ZipInfo(one, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)


def _apart(one: str, other: str) -> float:
    if one.split(" ", 1)[0] != other.split(" ", 1)[0]:
        return 1000.0
    return max(abs(float(a) - float(b)) for a, b in zip(one.split(" ")[1:5], other.split(" ")[1:5], strict=True))


def _difference(one: Image.Image, other: Image.Image) -> float:
    """The greatest difference of a patch's mean grey."""
    apart = numpy.asarray(one, float) - numpy.asarray(other, float)
    high, wide = (length // PATCH * PATCH for length in apart.shape)
    patches = apart[:high, :wide].reshape(high // PATCH, PATCH, wide // PATCH, PATCH).mean(axis=(1, 3))
    return float(abs(patches).max())


@pytest.mark.parametrize("kind", ["ordinary", "hostile", "empty"])
@pytest.mark.parametrize("code", [one.code for one in REPORTS if Ask.LARGE in one.asks])
def test_large_print_is_sound_and_larger(code: str, kind: str, language: str) -> None:
    del language
    plain = CASES[code].documents(kind, 12)
    large = [replace(one, page=replace(one.page, enlarged=LARGE_PRINT)) for one in plain]
    data = pdf.pdf_bytes(large)
    sheets = layout.sheets(data)
    _sound(large, data, sheets)
    title, before = sheets[0].boxes[0], layout.sheets(pdf.pdf_bytes(plain))[0].boxes[0]
    assert kind == "hostile" or (title.top - title.bottom) / (before.top - before.bottom) == pytest.approx(LARGE_PRINT, abs=0.03)
    for sheet in sheets:  # a number of two digits stays one
        assert not [one.text for one in sheet.boxes if one.text in ("+",)]


def test_another_reader_reads_the_same(language: str, tmp_path: Path) -> None:
    """Poppler reads the same words as pdfium: every report, ordinary and hostile, rare characters included."""
    reader = shutil.which("pdftotext")
    if reader is None:
        assert not os.environ.get("CI"), "pdftotext is missing: devtools/machine.py installs poppler-utils"
        pytest.skip("pdftotext is not installed")
    if language == "en":
        pytest.skip("the words of the data are the same in both languages")
    documents = [one for code in CODES for kind in ("ordinary", "hostile") for one in CASES[code].documents(kind, 6)]
    path = tmp_path / "all.pdf"
    path.write_bytes(pdf.pdf_bytes(documents))
    done = subprocess.run([reader, "-raw", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
    text = layout.squeezed(done.stdout.decode("utf-8"))
    _all_said(documents, text)
    assert set("𠮷𬭎䶮㛃" + UNDRAWN) <= set(text)


def test_words_over_words_are_found() -> None:
    """The check itself can fail."""
    page = layout.Sheet(100, 100, (layout.Box("甲乙", 10, 10, 30, 20), layout.Box("丙丁", 25, 12, 50, 22)), ((15.0, 0, 50),))
    assert layout.overlaps(page) == [("甲乙", "丙丁")]
    assert layout.crossing(page) == ["甲乙"]
    assert layout.outside(page, Document("", ()).page)
