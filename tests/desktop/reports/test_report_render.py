"""Pages as pictures; and what can be checked only in the picture: the QR code, the sample mark, the grey values."""

import threading

import pytest
import segno

from desktop.reports import pdf
from desktop.reports.blocks import QR_BORDER
from desktop.reports.document import Document, Paragraph
from desktop.reports.pdf import QR_SIDE
from desktop.reports.render import Picture, page_sizes, render
from tests.desktop.reports import examples


def grey(picture: Picture, x: float, y: float) -> int:
    """Blue, green and red are alike on paper in black and white: one of them is the grey."""
    place = int(y) * picture.stride + int(x) * 4
    blue, green, red = picture.data[place : place + 3]
    assert blue == green == red
    return blue


def test_every_module_of_the_qr_code_is_on_paper() -> None:
    document = examples.EXAMPLES["visit_sheet"]()[0]
    scale = 4
    picture = render(pdf.pdf_bytes(document), 0, scale)
    matrix = [list(line) for line in segno.make(document.qr, error="m", micro=False).matrix_iter(border=QR_BORDER)]
    millimetre = 72 / 25.4
    left = (document.page.width - document.page.margin_x) * millimetre - QR_SIDE
    top = document.page.margin_top * millimetre
    module = QR_SIDE / len(matrix)
    for y, line in enumerate(matrix):
        for x, dark in enumerate(line):
            seen = grey(picture, (left + (x + 0.5) * module) * scale, (top + (y + 0.5) * module) * scale)
            assert (seen < 128) == bool(dark)


def test_the_sample_mark_is_light_enough_to_write_on() -> None:
    document = examples.EXAMPLES["elder_list_masked"]()[0]
    picture = render(pdf.pdf_bytes(document), 0, 1.0)
    middle = [grey(picture, x, picture.height * 0.55) for x in range(picture.width)]
    assert min(middle) > 220 and any(value < 250 for value in middle)


def test_sizes_and_pages() -> None:
    data = pdf.pdf_bytes(Document("甲", (Paragraph("乙"),)))
    ((width, height),) = page_sizes(data)
    assert (round(width), round(height)) == (595, 842)
    picture = render(data, 0, 2.0)
    assert (picture.width, picture.height) == (1191, 1684)
    assert len(picture.data) == picture.stride * picture.height
    with pytest.raises(IndexError):
        render(data, 1, 1.0)


def test_several_threads_may_ask_at_once() -> None:
    data = pdf.pdf_bytes(examples.EXAMPLES["visit_sheets"]())
    pictures: list[Picture] = []
    threads = [threading.Thread(target=lambda page=page: pictures.append(render(data, page % 3, 0.5))) for page in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(pictures) == 9
