"""Lines of mixed Chinese and Latin text: breaking to a width and drawing in several fonts. Lengths here are points."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from desktop.reports import fonts
from desktop.reports.document import Align, Span, Text, printable, spans

LEADING = 1.36  # line height over font size
ROUNDING = 0.01  # points by which a fitted line may seem too long
ASCENT = 0.88  # of Noto Sans SC, over font size
NEVER_FIRST = frozenset("，。、；：？！）》」』】〉〕…—·％%℃,.;:?!)]}”’")
NEVER_LAST = frozenset("（《「『【〈〔([{“‘")


@dataclass(frozen=True)
class Line:
    """One line as it will be drawn, with its width in points at the size it was broken for."""

    pieces: tuple[Span, ...]
    width: float


def line_height(size: float) -> float:
    """Distance between baselines in points."""
    return size * LEADING


def wrap(text: Text, size: float, width: float, bold: bool = False) -> list[Line]:
    """Break into lines of at most `width` points. Every character is kept; a line end in the text ends the line; Latin words
    stay whole unless wider than the line; punctuation does not begin a line (GB/T 15834 §5.1). Never an empty list."""
    if isinstance(text, str) and text.isprintable():  # most cells by far: one short line
        total = fonts.width(text, size, bold) if text else 0.0
        if total <= width + ROUNDING:
            return [Line((Span(text, bold),) if text else (), total)]
    return list(_broken(text, size, width, bold))


@lru_cache(maxsize=2048)  # the same notes stand on every sheet, and what is previewed is printed next
def _broken(text: Text, size: float, width: float, bold: bool) -> tuple[Line, ...]:
    lines: list[Line] = []
    for paragraph in _paragraphs(spans(text, bold)):
        total = sum(fonts.width(span.text, size, span.bold) for span in paragraph)
        if total <= width + ROUNDING:
            lines.append(Line(tuple(paragraph), total))
        else:
            lines += _fill(_words(paragraph), size, width)
    return tuple(lines)


def draw_line(canvas: Any, line: Line, x: float, y_top: float, size: float, width: float, align: Align = Align.LEFT) -> None:
    """Draw into the box that begins at x and hangs from y_top; one text object, so that the line copies as one."""
    if not line.pieces:
        return
    if align is not Align.LEFT:
        x += (width - line.width) / (2 if align is Align.CENTRE else 1)
    runs = [(span.bold, font, piece) for span in line.pieces for font, piece in fonts.font_runs(span.text, span.bold)]
    outlined = any(bold and font == fonts.RARE for bold, font, _piece in runs)
    if outlined:
        canvas.setLineWidth(0.035 * size)
        canvas.setStrokeGray(0)
    text = canvas.beginText(x, y_top - (line_height(size) - size) / 2 - ASCENT * size)
    for bold, font, piece in runs:
        fonts.load(font)
        text.setFont(font, size)
        if outlined:  # the rare characters have one weight only: drawn with an outline they look as bold as the rest
            text.setTextRenderMode(2 if bold and font == fonts.RARE else 0)
        if len(runs) == 1:
            text.textLine(piece)  # as textOut, without measuring once more where the next piece would begin
        else:
            text.textOut(piece)
    if outlined:
        text.setTextRenderMode(0)
    canvas.drawText(text)


def fitted(text: str, size: float, width: float, bold: bool = False, least: float = 5) -> float:
    """The largest size, at most `size` and at least `least` points, at which the text needs one line of `width`."""
    natural = fonts.width(text, size, bold)
    return size if natural <= width else max(least, size * width / natural)


def _paragraphs(pieces: Iterable[Span]) -> list[list[Span]]:
    found: list[list[Span]] = [[]]
    for piece in pieces:
        first, *rest = printable(piece.text).split("\n")
        if first:
            found[-1].append(Span(first, piece.bold))
        for part in rest:
            found.append([Span(part, piece.bold)] if part else [])
    return found


def _wide(character: str) -> bool:
    """Characters between which a line may break."""
    return ord(character) >= 0x2E80


def _words(paragraph: list[Span]) -> Iterator[list[tuple[str, bool]]]:
    """Unbreakable pieces: characters with their weight."""
    word: list[tuple[str, bool]] = []
    for span in paragraph:
        for character in span.text:
            if word:
                before = word[-1][0]
                glued = (
                    character in NEVER_FIRST
                    or before in NEVER_LAST
                    or (character == " " and before != " ")
                    or not (_wide(character) or _wide(before) or before == " ")
                )
                if not glued:
                    yield word
                    word = []
            word.append((character, span.bold))
    if word:
        yield word


def _fill(words: Iterable[list[tuple[str, bool]]], size: float, width: float) -> list[Line]:
    lines: list[Line] = []
    current: list[tuple[str, bool]] = []
    used = 0.0

    def finish() -> None:
        nonlocal current, used
        if current:
            lines.append(_line(current, used))
        current, used = [], 0.0

    for word in words:
        widths = [fonts.width(character, size, bold) for character, bold in word]
        needed = sum(widths)
        visible = needed - (widths[-1] if word[-1][0] == " " else 0)  # a blank may hang over the edge
        if used + visible <= width + ROUNDING:
            current += word
            used += needed
            continue
        finish()
        if visible <= width + ROUNDING:
            current, used = list(word), needed
            continue
        for pair, one in zip(word, widths, strict=True):  # a word wider than the line: broken anywhere
            if current and used + one > width:
                finish()
            current.append(pair)
            used += one
    finish()
    return lines


def _line(characters: list[tuple[str, bool]], width: float) -> Line:
    pieces: list[Span] = []
    for character, bold in characters:
        if pieces and pieces[-1].bold == bold:
            pieces[-1] = Span(pieces[-1].text + character, bold)
        else:
            pieces.append(Span(character, bold))
    return Line(tuple(pieces), width)
