"""Pages of a PDF as pictures, for the preview and the printer; free of Qt."""

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2

_ONE_AT_A_TIME = threading.Lock()  # PDFium is not thread-safe


@dataclass(frozen=True)
class Picture:
    """A page: blue, green, red, unused; `stride` bytes a line."""

    width: int
    height: int
    stride: int
    data: bytes


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page in points."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [document.get_page_size(index) for index in range(len(document))]
        finally:
            document.close()


def render(pdf: bytes, index: int, scale: float) -> Picture:
    """One page (from 0) at `scale` pixels for a point; 1.0 is 72 dots an inch. Raises IndexError for a page that is not there."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 0 <= index < len(document):
                raise IndexError(index)
            page = document[index]
            bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
            picture = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            page.close()
            return picture
        finally:
            document.close()


@dataclass(frozen=True)
class Hit:
    """Words found on a page (from 0): the boxes around them as (left, bottom, right, top) in points from the lower left."""

    page: int
    boxes: tuple[tuple[float, float, float, float], ...]


def find(pdf: bytes, words: str) -> list[Hit]:
    """Where these words stand, page by page, large and small letters alike; a text that runs over two lines has several boxes."""
    wanted = words.strip()
    if not wanted:
        return []
    found: list[Hit] = []
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for index in range(len(document)):
                text = document[index].get_textpage()
                searcher = text.search(wanted)
                while (place := searcher.get_next()) is not None:
                    boxes = [text.get_rect(number) for number in range(text.count_rects(*place))]
                    found.append(Hit(index, tuple(boxes)))
        finally:
            document.close()
    return found


def pages_of(pdf: bytes, pages: Sequence[int]) -> bytes:
    """A PDF of these pages (from 0) alone, in this order."""
    memory = io.BytesIO()
    with _ONE_AT_A_TIME:
        whole, part = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new()
        try:
            part.import_pages(whole, pages=list(pages))
            part.save(memory)
        finally:
            part.close()
            whole.close()
    return memory.getvalue()


def png_pages(pdf: bytes, dots: int) -> list[bytes]:
    """Every page as a PNG of `dots` an inch."""
    made = []
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for index in range(len(document)):
                memory = io.BytesIO()
                document[index].render(scale=dots / 72).to_pil().save(memory, "PNG", dpi=(dots, dots))
                made.append(memory.getvalue())
        finally:
            document.close()
    return made
