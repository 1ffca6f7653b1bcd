"""Charts on paper, in Excel and as pictures: what is missing stays missing, words are text, colours differ without colour."""

import io
import itertools
import zipfile

import openpyxl
import pypdfium2
import pytest

from desktop.reports import charting, pdf, xlsx
from desktop.reports.chart import Chart, Series, Shape
from desktop.reports.document import ChartBlock, Document
from tests.desktop.reports.reading import page_texts, squeezed

RATE = Chart(
    "rate", "月探访率", tuple(f"{month} 月" for month in range(1, 13)),
    (Series("今年", (0.98, 0.99, 1.0, None, None, None, 0.97, 0.985, 1, 0.96, 0.99, None)),
     Series("上年", (0.9, 0.95, 0.97, None, None, 0.97, 0.97, 0.985, 1, 0.96, 0.99, 1.0))),
    Shape.LINE, percent=True, goal=1.0, why=("",) * 3 + ("停电",) * 3 + ("",) * 6,
)  # fmt: skip
HOURS = Chart("hours", "无应答", tuple(f"{hour}:00" for hour in range(8, 20)), (Series("无应答", (3, 4, 10, 2, None, None, 0, 1, 5, 6, 7, 2)),), unit="人次")
PEOPLE = Chart(
    "people", "每人班数", ("龙福𬭎", "一个名字长得很多很多很多很多的志愿者", "郝丽"), (Series("班数", (12, None, 3)),), Shape.ROWS, "席"
)
EMPTY = Chart("empty", "空", ("一月",), (Series("x", (None,)),), why=("记录从 2026-01-01 开始。",))
ALL = (RATE, HOURS, PEOPLE, EMPTY)


def paper(*charts: Chart) -> Document:
    return Document("图样", tuple(ChartBlock(chart) for chart in charts))


def test_words_and_numbers_are_text_in_the_pdf() -> None:
    made = pdf.pdf_bytes(paper(*ALL))
    text = squeezed("".join(page_texts(made)))
    for words in ("月探访率", "12月", "今年", "上年", "100%", "19:00", "10", "无应答", "龙福𬭎", "12席", "记录从2026-01-01开始。", "nodata"):
        assert words in text, words
    assert made == pdf.pdf_bytes(paper(*ALL)), "the same chart gives the same bytes"
    assert len(made) < 120_000
    with pypdfium2.PdfDocument(made) as document:
        assert [one.type for one in document[0].get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE] == [], "vectors, no pictures"


def test_nothing_stands_outside_its_box_or_on_other_words() -> None:
    with pypdfium2.PdfDocument(pdf.pdf_bytes(paper(*ALL))) as document:
        page = document[0]
        width, _height = page.get_size()
        text = page.get_textpage()
        boxes = []
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            assert left >= 0 and right <= width - 20, "in the paper's margins"
            boxes.append((left, bottom, right, top))
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                across = min(one[2], other[2]) - max(one[0], other[0])
                down = min(one[3], other[3]) - max(one[1], other[1])
                assert across <= 1.5 or down <= 2.5 or _leaning(one, other), (one, other)


def _leaning(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Rectangles of leaning words enclose more than the words."""
    return min(one[3] - one[1], other[3] - other[1]) > 14


@pytest.mark.parametrize("chart", [RATE, HOURS, PEOPLE], ids=lambda chart: chart.code)
def test_every_value_has_its_spot_and_its_colour(chart: Chart) -> None:
    made = charting.picture(chart, 620, 280)
    assert len(made.data) == 620 * 280 * 4
    assert {(spot.series, spot.index) for spot in made.spots} == {(place, index) for place in range(len(chart.series)) for index in range(len(chart.labels))}
    for spot in made.spots:
        assert 0 <= spot.left < spot.right <= 622 and 0 <= spot.top < spot.bottom <= 282
        if chart.shape is Shape.LINE:
            continue
        value = chart.series[spot.series].values[spot.index]
        wanted = bytes(int(charting.COLOURS[spot.series][place : place + 2], 16) for place in (1, 3, 5))
        rows = range(round(spot.top) + 2, round(spot.bottom) - 2)
        drawn = any(
            made.data[(y * 620 + x) * 4 : (y * 620 + x) * 4 + 3] == wanted for y in rows for x in range(round(spot.left) + 2, round(spot.right) - 2)
        )
        assert drawn == bool(value), (spot, value)


def test_an_empty_chart_says_why() -> None:
    made = charting.picture(EMPTY, 300, 100)
    assert made.spots == () and len(set(made.data)) > 2, "words stand there"
    assert EMPTY.told(0) == "一月：记录从 2026-01-01 开始。"
    assert RATE.told(0) == "1 月：今年 98.0%；上年 90.0%" and RATE.told(3) == "4 月：停电"


def test_excel_gets_the_picture_and_the_numbers() -> None:
    made = xlsx.xlsx_bytes(paper(*ALL))
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert len([name for name in file.namelist() if name.startswith("xl/media/")]) == 3
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows()]
    assert ["1 月", 0.98, 0.9] in [row[:3] for row in cells]
    assert ["5 月", "no data", "no data"] in [row[:3] for row in cells], "a missing value is no 0"
    assert ["14:00", 0, None] in [row[:3] for row in cells]


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def test_series_are_told_apart_in_grey_and_by_colour_blind_eyes() -> None:
    """Contrast of neighbours in lightness alone (WCAG's measure); red-green blindness leaves lightness, so it is covered too."""
    light = []
    for colour in charting.COLOURS:
        red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
        light.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    for first, second in itertools.pairwise(light):
        assert (max(first, second) + 0.05) / (min(first, second) + 0.05) >= 1.6
    assert all(1.05 / (one + 0.05) >= 1.9 for one in light), "visible on white"
    assert len(set(charting.MARKERS)) == len(set(charting.LINES)) == len(charting.COLOURS)
