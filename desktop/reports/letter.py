"""A letter in the layout of GB/T 9704-2012 (党政机关公文格式): A4, block 156 × 225 mm, 22 lines of 28 characters on an exact grid.

Numbers of paragraphs (§) are those of the standard. Plain data in, a PDF out: no records, no screen. Widths are counted in half
characters of the grid (56 to a line), so that whole characters of lines below one another stand in the same columns; words in Latin
letters and figures take as many halves as they need.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from math import ceil
from typing import Any

from desktop.reports import fonts
from desktop.reports.document import printable
from desktop.reports.letter_fonts import Face, Faces
from desktop.reports.tables import MM
from desktop.reports.typeset import ASCENT, NEVER_FIRST, NEVER_LAST

PAPER = (210 * MM, 297 * MM)
TOP, LEFT, WIDTH, HEIGHT = 37 * MM, 28 * MM, 156 * MM, 225 * MM  # §5.2.1
LINES, CHARACTERS = 22, 28  # §5.2.3
PITCH, LINE = WIDTH / CHARACTERS, HEIGHT / LINES
BODY, TITLE, NUMBER = 16.0, 22.0, 14.0  # 3号, 2号, 4号 in points
HALVES = 2 * CHARACTERS
TITLE_ROOM = WIDTH / (TITLE * PITCH / BODY)  # characters of a title on one line
PAGE_NUMBER_BELOW = 7 * MM  # from the block's lower edge to the dashes (§7.5)
DASH_ABOVE = 0.36  # of a dash's middle above its baseline, over the size
TIGHT_FIGURES, TIGHT_WORDS = 0.83, 0.97  # how far figures (half a character each in 仿宋) and words may be set closer than they are
KEPT = 2  # lines of text that go along to the page of the signature

FIRST_LEVEL = re.compile(r"[一二三四五六七八九十百]+、")
SECOND_LEVEL = re.compile(r"[（(][一二三四五六七八九十百]+[）)]")


@dataclass(frozen=True)
class Letter:
    """What a letter says. `body`: a paragraph a line; 'stamped' leaves the room that §7.3.5.1 asks for a seal over the signature."""

    title: str = ""
    to: str = ""  # 主送机关
    body: str = ""
    number: str = ""  # 发文字号, e.g. 红葵站〔2026〕3号
    attachments: tuple[str, ...] = ()
    signed: str = ""  # 署名
    day: date | None = None  # 成文日期
    stamped: bool = False
    sample: bool = False  # of the station of invented people: marked across every page


@dataclass(frozen=True)
class Run:
    """Characters in one kind of type: where they begin and how wide they are set, in points from the block's left edge."""

    text: str
    face: Face
    left: float
    width: float
    size: float


@dataclass(frozen=True)
class Row:
    """One line of the grid."""

    runs: tuple[Run, ...] = ()
    keep: bool = False  # stays with the next line


@dataclass(frozen=True)
class _Token:
    """A character, or a word in Latin letters, that takes whole halves of the grid."""

    text: str
    halves: int
    face: Face


def chinese_date(day: date) -> str:
    """成文日期 in Arabic figures, month and day without a nought before them (§7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def pages(letter: Letter, faces: Faces) -> list[list[Row]]:
    """The lines of every page, at most 22 each. Never an empty list."""
    above = [*_number(letter, faces), *_title(letter, faces), *_to(letter, faces)]
    text = [*_body(letter, faces), *_attachments(letter, faces)]
    return _paginated(above + text, _signature(letter, faces))


def letter_pdf(letter: Letter, faces: Faces, watermark: Callable[[Any, float, float], None] | None = None) -> bytes:
    """The letter as PDF, its fonts embedded. `watermark(canvas, width, height)` draws the mark of the sample."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0
    fonts.load(fonts.REGULAR)
    memory = BytesIO()
    canvas = Canvas(memory, pagesize=PAPER, pageCompression=1, invariant=1, initialFontName=fonts.REGULAR)
    canvas.setTitle(" ".join(printable(letter.title).split()))
    canvas.setAuthor(printable(letter.signed))
    for number, rows in enumerate(pages(letter, faces), 1):
        if letter.sample and watermark is not None:
            watermark(canvas, *PAPER)
        text = canvas.beginText()
        for index, row in enumerate(rows):
            for run in row.runs:
                _draw(text, run, baseline(index, run.size), faces)
        _draw_page_number(text, number, faces)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return memory.getvalue()


def baseline(index: int, size: float) -> float:
    """Height of the baseline of a line (from 0) over the paper's lower edge; the type stands in the middle of its line."""
    return PAPER[1] - TOP - index * LINE - (LINE - size) / 2 - ASCENT * size


def _draw(text: Any, run: Run, y: float, faces: Faces) -> None:
    """The width that is lacking or left over is shared out between the characters."""
    natural = sum(faces.ems(one, run.face) for one in run.text) * run.size
    space = (run.width - natural) / len(run.text)
    x = LEFT + run.left
    for font, piece in faces.runs(run.text, run.face):
        text.setFont(font, run.size)
        text.setCharSpace(space)
        text.setTextOrigin(x, y)
        text.textOut(piece)
        x += sum(faces.ems(one, run.face) for one in piece) * run.size + space * len(piece)


def _draw_page_number(text: Any, number: int, faces: Faces) -> None:
    """Below the block, a dash either side; odd pages a character from the right edge, even ones from the left (§7.5)."""
    words = f"— {number} —"
    width = sum(faces.ems(one, Face.PAGE) for one in words) * NUMBER
    left = WIDTH - PITCH - width if number % 2 else PITCH
    y = PAPER[1] - TOP - HEIGHT - PAGE_NUMBER_BELOW - DASH_ABOVE * NUMBER
    _draw(text, Run(words, Face.PAGE, left, width, NUMBER), y, faces)


# the parts, from the top


def _number(letter: Letter, faces: Faces) -> Iterator[Row]:
    words = _one_line(letter.number)
    if words:
        yield from (_centred(line) for line in _filled(_tokens(words, Face.BODY, faces), 0))
        yield from (Row(), Row())


def _title(letter: Letter, faces: Faces) -> Iterator[Row]:
    """Centred, over several lines of about the same length where one does not hold it (§7.3.1); then an empty line."""
    lines = [one.strip() for one in printable(letter.title).split("\n") if one.strip()]
    for one in lines:
        tokens = _tokens(one, Face.TITLE, faces)
        room = int(2 * TITLE_ROOM)
        count = -(-sum(token.halves for token in tokens) // room)
        even = -(-sum(token.halves for token in tokens) // max(count, 1)) + 2
        for line in _filled(tokens, 0, min(room, even)):
            yield _centred(line, TITLE)
    if lines:
        yield Row(keep=True)


def _to(letter: Letter, faces: Faces) -> Iterator[Row]:
    """Flush left, a full-width colon at its end (§7.3.2)."""
    words = _one_line(letter.to).rstrip("：:")
    if words:
        yield from (_row(line, 0, keep=True) for line in _filled(_tokens(words + "：", Face.BODY, faces), 0))


def _body(letter: Letter, faces: Faces) -> Iterator[Row]:
    """Every paragraph begins two characters in (§7.3.3); its number says in which type its heading stands."""
    for paragraph in printable(letter.body).split("\n"):
        words = " ".join(paragraph.split())
        if not words:
            continue
        head, face = _heading(words)
        tokens = [*_tokens(head, face, faces), *_tokens(words[len(head):], Face.BODY, faces)]
        lines = _filled(tokens, 4)
        alone = head == words
        for index, line in enumerate(lines):
            yield _row(line, 4 if index == 0 else 0, keep=alone)


def _heading(words: str) -> tuple[str, Face]:
    """The part of a paragraph that is a heading (its first sentence when more follows), and its type."""
    for level, face in ((FIRST_LEVEL, Face.FIRST), (SECOND_LEVEL, Face.SECOND)):
        if level.match(words):
            end = words.find("。")
            return (words if end < 0 else words[: end + 1]), face
    return "", Face.BODY


def _attachments(letter: Letter, faces: Faces) -> Iterator[Row]:
    """An empty line, then 附件 two characters in; several are numbered; long names go on below their first character (§7.3.4)."""
    names = [name for name in map(_one_line, letter.attachments) if name]
    if not names:
        return
    yield Row(keep=True)
    lead = _tokens("附件：", Face.BODY, faces)
    start = 4 + sum(token.halves for token in lead)
    for index, name in enumerate(names):
        number = _tokens(f"{index + 1}.", Face.BODY, faces) if len(names) > 1 else []
        inset = start + sum(token.halves for token in number)
        for line_index, line in enumerate(_filled(_tokens(name, Face.BODY, faces), inset, inset_all=True)):
            if line_index:
                yield _row(line, inset)
            elif index:
                yield _row(number + line, start)
            else:
                yield _row(lead + number + line, 4)


def _signature(letter: Letter, faces: Faces) -> list[Row]:
    """An empty line, who signs, the date. With a seal: the date four characters from the right edge, the name centred over it
    (§7.3.5.1); without: the name two characters from the edge, the date beginning two characters right of it (§7.3.5.2)."""
    name = _one_line(letter.signed)
    day = _tokens(chinese_date(letter.day), Face.BODY, faces) if letter.day is not None else []
    lines = _filled(_tokens(name, Face.BODY, faces), 8, inset_all=True) if name else []
    wide, long = max((_halves(line) for line in lines), default=0), _halves(day)
    if letter.stamped:
        from_right = 8 if day else 4
        day_left = HALVES - from_right - long
        lefts = [min(day_left + (long - _halves(line)) // 2, HALVES - 4 - _halves(line)) if day else HALVES - from_right - wide for line in lines]
    else:
        left = HALVES - 4 - wide
        day_left = left + 4 if lines else HALVES - 4 - long
        if day_left + long > HALVES - 4:  # the date is the longer one: it stands two characters from the edge, the name moves along
            moved = day_left + long - (HALVES - 4)
            day_left, left = day_left - moved, left - moved
        lefts = [max(left, 0)] * len(lines)
    found = [_row(line, max(left, 0), keep=True) for line, left in zip(lines, lefts, strict=True)]
    found += [_row(day, day_left)] if day else []
    return [Row(keep=True), *found] if found else []


# lines and pages


def _paginated(rows: Sequence[Row], signature: Sequence[Row]) -> list[list[Row]]:
    """22 lines a page. A heading stays with the line after it; the signature never stands on a page without words of the letter
    (§7.3.5.5)."""
    found: list[list[Row]] = [[]]
    for row in rows:
        if len(found[-1]) == LINES:
            found.append(_taken_along(found[-1]))
        if row.runs or found[-1]:  # no page begins with an empty line
            found[-1].append(row)
    if len(signature) > LINES - 2 * KEPT:  # a signature of many lines goes on like text
        return _paginated([*rows, *(replace(row, keep=False) for row in signature)], ())
    if signature and len(found[-1]) + len(signature) > LINES:
        last = found[-1]
        cut = max(1, len(last) - KEPT)
        while cut > 1 and last[cut - 1].keep and len(last) - cut + len(signature) < LINES:
            cut -= 1
        found[-1] = last[:cut]
        found.append([row for index, row in enumerate(last[cut:]) if row.runs or index])
    found[-1].extend(signature if found[-1] else signature[1:])
    return found


def _taken_along(page: list[Row]) -> list[Row]:
    """The lines at a page's end that belong to the next one."""
    cut = len(page)
    while cut > 0 and page[cut - 1].keep:
        cut -= 1
    if cut == 0 or len(page) - cut > LINES // 2:
        return []
    along = page[cut:]
    del page[cut:]
    return [row for index, row in enumerate(along) if row.runs or index]


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _tokens(text: str, face: Face, faces: Faces) -> list[_Token]:
    found: list[_Token] = []
    word = ""
    for character in text:
        if _whole(character) or character == " ":
            found += _word(word, face, faces)
            word = ""
            found.append(_Token(character, 1 if character == " " else 2, face))
        else:
            word += character
    return found + _word(word, face, faces)


def _whole(character: str) -> bool:
    """Characters that take one place of the grid each."""
    return ord(character) >= 0x2E80 or character in "—…“”‘’·〔〕「」■□●○①②③④⑤⑥⑦⑧⑨⑩℃※→"


def _word(word: str, face: Face, faces: Faces) -> list[_Token]:
    """A word in whole halves; one that no line holds is cut into pieces that do."""
    if not word:
        return []
    ems = [faces.ems(one, face) for one in word]
    if sum(ems) <= CHARACTERS - 4:
        tight = TIGHT_FIGURES if word.isdecimal() else TIGHT_WORDS
        return [_Token(word, max(1, ceil(sum(ems) * 2 * tight - 0.01)), face)]
    room, used = 0, 0.0
    for em in ems:
        if used + em > CHARACTERS - 4:
            break
        used, room = used + em, room + 1
    room = max(room, 1)
    return _word(word[:room], face, faces) + _word(word[room:], face, faces)


def _glued(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Tokens between which no line may break: punctuation never begins a line, an opening bracket never ends one (GB/T 15834 §5.1)."""
    group: list[_Token] = []
    for token in tokens:
        before = group[-1].text[-1] if group else ""
        glued = token.text[0] in NEVER_FIRST or token.text == " " or before in NEVER_LAST or (before.isdecimal() and token.text[0] in "年月日号")
        if group and not glued:
            yield group
            group = []
        group.append(token)
    if group:
        yield group


def _filled(tokens: Sequence[_Token], inset: int, room: int = HALVES, inset_all: bool = False) -> list[list[_Token]]:
    """Break into lines of at most `room` halves; the first (or every) line is `inset` halves shorter. Blanks at a line's end are dropped."""
    lines: list[list[_Token]] = []
    current: list[_Token] = []
    left = room - inset

    def finish() -> None:
        nonlocal current, left
        while current and current[-1].text == " ":
            current.pop()
        lines.append(current)
        current, left = [], room - (inset if inset_all else 0)

    for group in _glued(tokens):
        needed = _halves(group)
        if needed - (1 if group[-1].text == " " else 0) > left and current:
            finish()
        for token in group:
            if token.halves > left and current and token.text != " ":  # punctuation in a row that no line holds
                finish()
            current.append(token)
            left -= token.halves
    finish()
    return lines


def _halves(tokens: Sequence[_Token]) -> int:
    return sum(token.halves for token in tokens)


def _row(tokens: Sequence[_Token], start: int, size: float = BODY, keep: bool = False) -> Row:
    """The tokens as runs: neighbours that fill their places stand in one run, words in Latin letters each in its own."""
    return Row(tuple(_runs(tokens, start * PITCH / 2, size, PITCH / 2 * size / BODY)), keep)


def _centred(tokens: Sequence[_Token], size: float = BODY) -> Row:
    half = PITCH / 2 * size / BODY
    return Row(tuple(_runs(tokens, (WIDTH - _halves(tokens) * half) / 2, size, half)), keep=True)


def _runs(tokens: Sequence[_Token], x: float, size: float, half: float) -> Iterator[Run]:
    text, face, left = "", Face.BODY, x
    for token in tokens:
        whole = _whole(token.text[0])
        if text and (not whole or token.face is not face):
            yield Run(text, face, left, x - left, size)
            text = ""
        if whole:
            if not text:
                left, face = x, token.face
            text += token.text
        elif token.text != " ":
            yield Run(token.text, token.face, x, token.halves * half, size)
        x += token.halves * half
    if text:
        yield Run(text, face, left, x - left, size)
