"""Pages of a PDF as pictures, for the preview and the printer; free of Qt."""

import threading
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
