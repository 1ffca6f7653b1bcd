"""Fonts of the papers: which font draws which character, how wide a text is, and fonts that copy out of a PDF as they went in.

Two faces of Noto Sans SC (regular, bold) and one fallback for rare Han characters (names such as 𬭎 and 𠮷). Coverage is read
from small text files, so that asking about characters loads no font; the fonts themselves (reportlab parses for 0.4 s each)
load when first drawn.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from desktop.i18n import RESOURCES, _

FOLDER = RESOURCES / "fonts"
REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
RARE = "LinliRareHan"
FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf", RARE: "LinliRareHan.ttf"}
COVERAGE = {REGULAR: "NotoSansSC.coverage.txt", BOLD: "NotoSansSC.coverage.txt", RARE: "LinliRareHan.coverage.txt"}


class Coverage:
    """The characters of one font, as sorted ranges."""

    def __init__(self, text: str) -> None:
        """`text`: lines 'low-high' in hexadecimal, ascending."""
        pairs = [line.split("-") for line in text.splitlines()]
        self.lows = [int(low, 16) for low, _high in pairs]
        self.highs = [int(high, 16) for _low, high in pairs]

    def __contains__(self, code: object) -> bool:
        if not isinstance(code, int):
            return False
        index = bisect_right(self.lows, code) - 1
        return index >= 0 and code <= self.highs[index]


@cache
def coverage(font: str) -> Coverage:
    """What `font` (REGULAR, BOLD or RARE) can draw."""
    return Coverage((FOLDER / COVERAGE[font]).read_text(encoding="ascii"))


@cache
def font_of(character: str, bold: bool) -> str | None:
    """The font that draws this character, None when no shipped font has it. A blank of any kind is drawn by the main face."""
    main = BOLD if bold else REGULAR
    code = ord(character)
    if character.isspace() or code in coverage(main):
        return main
    return RARE if code in coverage(RARE) else None


def missing_glyphs(text: str) -> list[str]:
    """The characters of `text` that no shipped font can draw, each once, in order. They are printed as an empty box
    (and still copy right from the PDF); say so before printing."""
    return [character for character in dict.fromkeys(text) if font_of(character, False) is None]


def missing_words(text: str) -> str:
    """What to tell before printing `text`: the characters that no font has; '' when all can be printed."""
    missing = missing_glyphs(text)
    if not missing:
        return ""
    return _("No font has these characters; they are printed as empty boxes: {characters}").format(characters=" ".join(missing))


def font_runs(text: str, bold: bool = False) -> Iterator[tuple[str, str]]:
    """`text` in pieces (font, piece) that one font can draw; characters that no font has stay with the main face."""
    main = BOLD if bold else REGULAR
    if not any(map(_beyond_main_face, text)):
        if text:
            yield main, text
        return
    start, current = 0, ""
    for index, character in enumerate(text):
        font = font_of(character, bold) or main
        if font != current:
            if index > start:
                yield current, text[start:index]
            start, current = index, font
    if len(text) > start:
        yield current, text[start:]


@cache
def _beyond_main_face(character: str) -> bool:
    """Whether the fallback draws this character; both main faces have the same ones."""
    return font_of(character, False) == RARE


@cache
def load(font: str) -> Any:
    """The reportlab font, registered under its name; parsed once per process."""
    from reportlab.pdfbase import pdfmetrics

    from desktop.reports.cidfont import CidFont

    loaded = CidFont(font, str(FOLDER / FILES[font]))
    pdfmetrics.registerFont(loaded)
    return loaded


class _Widths(dict[str, float]):
    """Width of each character in thousandths of the font size, read once."""

    def __init__(self, bold: bool) -> None:
        super().__init__()
        self.bold = bold

    def __missing__(self, character: str) -> float:
        font = font_of(character, self.bold)
        face = load(font or (BOLD if self.bold else REGULAR)).face
        self[character] = found = float(face.defaultWidth if font is None else face.getCharWidth(ord(character)))
        return found


_WIDTHS = (_Widths(False), _Widths(True))


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of text in points at `size` points."""
    return _natural_width(text, bold) * size / 1000


@lru_cache(maxsize=4096)  # a cell is measured several times: whether it fits, how it breaks, how high its row is
def _natural_width(text: str, bold: bool) -> float:
    return sum(map(_WIDTHS[bold].__getitem__, text))
