"""Documents as PDF: A4 or A3, black and white, fonts embedded, page x of y per document, the sample mark on every page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.atomic import write_atomically
from desktop.i18n import _
from desktop.reports import fonts
from desktop.reports.blocks import block_pieces, draw_qr, text_pieces
from desktop.reports.document import (
    PRIVACY_LABELS,
    Align,
    Block,
    Document,
    Grid,
    Marks,
    Span,
    Table,
    Text,
    Together,
    plain,
    printable,
    spans,
)
from desktop.reports.flow import Piece, Placed, nothing, paginate
from desktop.reports.tables import MM, QUIET
from desktop.reports.typeset import Line, draw_line, fitted, line_height, wrap

TITLE_SIZE, META_SIZE, FOOT_SIZE, RUNNING_SIZE = 20.0, 11.5, 8.5, 9.5
QR_SIDE = 27 * MM
RUNNING_HEIGHT = 8 * MM
FOOT_GAP = 3 * MM
TIGHTENING = 5  # steps between a table's own row height and its tight one


def write_pdf(path: Path | str, documents: Document | Sequence[Document]) -> None:
    """Save as PDF, whole or not at all. Raises CannotSave (a UserError) when the place refuses."""
    write_atomically(path, pdf_bytes(documents))


def pdf_bytes(documents: Document | Sequence[Document], watch: Callable[[float], None] | None = None) -> bytes:
    """The PDF itself, for preview and printing. The same documents give the same bytes.

    `watch(part)` is told before every page how much is done (0 to 1); what it raises ends the work.
    """
    from io import BytesIO

    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # plain compressed streams: a fifth smaller and quicker than in letters

    wanted = [documents] if isinstance(documents, Document) else list(documents)
    if not wanted:
        raise ValueError("no document to write")
    memory = BytesIO()
    fonts.load(fonts.REGULAR)
    canvas = Canvas(memory, pageCompression=1, invariant=1, initialFontName=fonts.REGULAR)
    canvas.setTitle(printable(_title(wanted[0])))
    canvas.setAuthor(printable(wanted[0].marks.station))
    canvas.setCreator(_("Linli Shouwang"))
    for number, document in enumerate(wanted):
        share = 1 / len(wanted)
        _Pages(document).draw(canvas, _part_of(watch, number * share, share))
    canvas.save()
    return memory.getvalue()


def _part_of(watch: Callable[[float], None] | None, before: float, share: float) -> Callable[[float], None]:
    """Watches one document of several."""
    return (lambda part: None) if watch is None else (lambda part: watch(before + part * share))


def page_counts(documents: Sequence[Document]) -> list[int]:
    """How many pages each document takes."""
    return [len(_Pages(document).pages) for document in documents]


class _Pages:
    """One document laid out on its pages."""

    def __init__(self, document: Document) -> None:
        self.document = document
        page = document.page
        self.page_size = (page.width * MM, page.height * MM)
        unit = MM / page.enlarged  # all is laid out on a smaller sheet and drawn larger
        self.left = page.margin_left * unit
        self.width = page.width * unit - (self.left + page.margin_right * unit)
        self.top = page.height * unit - page.margin_top * unit
        self.bottom = page.margin_bottom * unit
        self.foot = _Foot(document.marks, self.width)
        self.floor = self.bottom + (0 if page.bare else self.foot.height + FOOT_GAP)
        self.head = [] if page.bare else list(self._head())
        whole = self.top - self.floor
        head_height = sum(piece.height for piece in self.head)
        other = whole if page.bare else whole - RUNNING_HEIGHT
        self.pages = self._fewest_pages(whole - head_height, other)

    def _fewest_pages(self, first: float, other: float) -> list[list[Placed]]:
        """The pages with rows as high as possible, but tighter ones where that saves a page."""
        natural = paginate(self._pieces(self.document.blocks, first, other), first, other)
        if len(natural) == 1 or not any(isinstance(block, Table) and block.tight_height for block in self.document.blocks):
            return natural
        tight = paginate(self._pieces(_tightened(self.document.blocks, 1), first, other), first, other)
        if len(tight) == len(natural):
            return natural
        for step in range(1, TIGHTENING):
            pages = paginate(self._pieces(_tightened(self.document.blocks, step / TIGHTENING), first, other), first, other)
            if len(pages) == len(tight):
                return pages
        return tight

    def _pieces(self, blocks: Sequence[Block], first: float, other: float) -> list[Piece]:
        def lay(blocks: Sequence[Block], grid_height: float) -> list[Piece]:
            return [piece for block in blocks for piece in block_pieces(block, self.width, other, grid_height)]

        around = [block for block in blocks if not isinstance(block, Grid | Together)]
        taken = sum(piece.height for piece in lay(around, 0)) if any(isinstance(block, Grid) for block in blocks) else 0
        return lay(blocks, max(first - taken - 1, other * 0.4))

    def _head(self) -> list[Piece]:
        """Title, facts under it and the QR code beside them."""
        document = self.document
        side = QR_SIDE + 4 * MM if document.qr else 0
        width = self.width - side
        pieces: list[Piece] = []
        title: Text = (Span(_title(document), True),)
        aside = document.aside
        title_width = fonts.width(_title(document), TITLE_SIZE, True)
        if aside and title_width + fonts.width(aside, META_SIZE) + 6 * MM <= width:
            pieces.append(_both(title, TITLE_SIZE, aside, width))
        else:
            size = fitted(_title(document), TITLE_SIZE, width, True, least=15)
            pieces += text_pieces(title, size, width)
            if aside:
                pieces += text_pieces(aside, META_SIZE, width)
        pieces.append(Piece(1.2 * MM, nothing))
        for meta in document.meta:
            pieces += _meta(meta.left, meta.right, width)
        if document.qr:
            pieces[0] = self._with_qr(pieces[0])
            high = sum(piece.height for piece in pieces)
            pieces.append(Piece(max(0, QR_SIDE + 1 * MM - high), nothing))
        pieces.append(Piece(2 * MM, nothing))
        return pieces

    def _with_qr(self, piece: Piece) -> Piece:
        def draw(canvas: Any, left: float, top: float) -> None:
            piece.draw(canvas, left, top)
            draw_qr(canvas, self.document.qr, left + self.width - QR_SIDE, top, QR_SIDE)

        return Piece(piece.height, draw)

    def draw(self, canvas: Any, watch: Callable[[float], None]) -> None:
        """Draw every page."""
        for number, placed in enumerate(self.pages, 1):
            watch((number - 1) / len(self.pages))
            canvas.setPageSize(self.page_size)
            if self.document.marks.sample:
                watermark(canvas, *self.page_size)
            if self.document.page.enlarged != 1:
                canvas.scale(self.document.page.enlarged, self.document.page.enlarged)
            top = self.top
            if number == 1:
                for piece in self.head:
                    piece.draw(canvas, self.left, top)
                    top -= piece.height
            elif not self.document.page.bare:
                self._running_head(canvas)
                top -= RUNNING_HEIGHT
            for item in placed:
                item.piece.draw(canvas, self.left, top - item.offset)
            if not self.document.page.bare:
                self.foot.draw(canvas, self.left, self.bottom, number, len(self.pages))
            canvas.showPage()

    def _running_head(self, canvas: Any) -> None:
        """The title again, small, and whose paper of which day it is, so that a loose page can be put back."""
        home = printable(" · ".join(part for part in (self.document.marks.station, self.document.running) if part))
        home_size = fitted(home, RUNNING_SIZE, self.width * 0.6)
        room = self.width - (fonts.width(home, home_size) + 6 * MM if home else 0)
        text = _("{title} (continued)").format(title=_title(self.document))
        size = fitted(text, RUNNING_SIZE, room)
        draw_line(canvas, wrap(text, size, self.width * 2)[0], self.left, self.top, size, room)
        draw_line(canvas, wrap(home, home_size, self.width)[0], self.left, self.top, home_size, self.width, Align.RIGHT)
        canvas.setStrokeGray(QUIET)
        canvas.setLineWidth(0.6)
        y = self.top - RUNNING_HEIGHT + 2.2 * MM
        canvas.line(self.left, y, self.left + self.width, y)


def _tightened(blocks: Sequence[Block], part: float) -> list[Block]:
    """The blocks with their tables' rows on the way (0 to 1) to their tight height."""
    return [
        replace(block, row_height=block.row_height - part * (block.row_height - block.tight_height))
        if isinstance(block, Table) and block.tight_height
        else block
        for block in blocks
    ]


class _Foot:
    """The line at the foot of every page."""

    def __init__(self, marks: Marks, width: float) -> None:
        self.marks = marks
        self.width = width
        separator = " · "
        home = separator.join(part for part in (marks.station, _("Linli Shouwang")) if part)
        facts = foot_facts(marks)
        self.left_text = marks.notice or home
        self.middle = separator.join(([home] if marks.notice else []) + facts)
        # a preview has no number yet, but breaks its pages where the print will
        coming = replace(marks, print_number=8888, copy_number=88) if marks.print_number is None and marks.printed_by else marks
        longest = separator.join(([home] if marks.notice else []) + foot_facts(coming))
        self.count_width = fonts.width(_page_of(888, 888), FOOT_SIZE)
        natural = fonts.width(self.left_text, FOOT_SIZE) + fonts.width(longest, FOOT_SIZE) + self.count_width + 10 * MM
        self.stacked = natural > width
        line_width = width - self.count_width - 4 * MM
        self.lines = (
            [*wrap(self.left_text, FOOT_SIZE, line_width), *wrap(self.middle, FOOT_SIZE, line_width)]
            if self.stacked
            else wrap(self.left_text, FOOT_SIZE, line_width)
        )
        rows = len(self.lines)
        if self.stacked:
            rows = max(rows, len(wrap(self.left_text, FOOT_SIZE, line_width)) + len(wrap(longest, FOOT_SIZE, line_width)))
        self.height = rows * line_height(FOOT_SIZE) + 2 * MM

    def draw(self, canvas: Any, left: float, bottom: float, number: int, count: int) -> None:
        top = bottom + self.height
        canvas.setStrokeGray(QUIET)
        canvas.setLineWidth(0.6)
        canvas.line(left, top, left + self.width, top)
        y = top - 1.5 * MM
        for index, line in enumerate(self.lines):
            draw_line(canvas, line, left, y - index * line_height(FOOT_SIZE), FOOT_SIZE, self.width)
        pages = _page_of(number, count)
        if not self.stacked and self.middle:
            used_left = self.lines[0].width
            room = self.width - used_left - self.count_width
            line = wrap(self.middle, FOOT_SIZE, self.width)[0]
            draw_line(canvas, line, left + used_left, y, FOOT_SIZE, room, Align.CENTRE)
        draw_line(canvas, wrap(pages, FOOT_SIZE, self.width)[0], left, y, FOOT_SIZE, self.width, Align.RIGHT)


def foot_facts(marks: Marks) -> list[str]:
    """What the foot says of this print: sample, privacy, edition, numbers, who and when, audit head."""
    facts = []
    if marks.sample:
        facts.append(_("SAMPLE – invented people"))
    if marks.privacy is not None:
        facts.append(_("Privacy: {grade}").format(grade=_(PRIVACY_LABELS[marks.privacy])))
    if marks.edition:
        facts.append(marks.edition)
    if marks.print_number is not None:
        facts.append(_("print no. {number}").format(number=f"{marks.print_number:04d}"))
    if marks.copy_number is not None:
        facts.append(_("copy {number}").format(number=marks.copy_number))
    if marks.printed_by and marks.printed_at:
        facts.append(_("printed by {name} {time}").format(name=marks.printed_by, time=marks.printed_at.strftime("%m-%d %H:%M")))
    elif marks.printed_at:
        facts.append(_("printed {time}").format(time=marks.printed_at.strftime("%m-%d %H:%M")))
    if marks.audit_head:
        facts.append(_("audit {head}").format(head=marks.audit_head))
    return facts


def _page_of(number: int, count: int) -> str:
    return _("Page {number} of {count}").format(number=number, count=count)


def _title(document: Document) -> str:
    return "　".join(part for part in (document.title, document.subtitle) if part)


def _both(left: Text, left_size: float, right: str, width: float) -> Piece:
    """Words at the left and smaller ones at the right, on one line."""
    left_line = wrap(left, left_size, width)[0]
    right_line = wrap(right, META_SIZE, width)[0]
    height = line_height(left_size)

    def draw(canvas: Any, x: float, top: float) -> None:
        draw_line(canvas, left_line, x, top, left_size, width)
        draw_line(canvas, right_line, x, top - (height - line_height(META_SIZE)) * 0.75, META_SIZE, width, Align.RIGHT)

    return Piece(height, draw)


def _meta(left: Text, right: Text, width: float) -> list[Piece]:
    step = line_height(META_SIZE) + 1 * MM
    right_line = wrap(right, META_SIZE, width)[0] if plain(right) else Line((), 0)
    left_lines = wrap(left, META_SIZE, width)
    if (
        len(left_lines) == 1
        and left_lines[0].width + right_line.width + 4 * MM <= width
        and len(wrap(right, META_SIZE, width)) == 1
    ):

        def draw(canvas: Any, x: float, top: float) -> None:
            draw_line(canvas, left_lines[0], x, top, META_SIZE, width)
            draw_line(canvas, right_line, x, top, META_SIZE, width, Align.RIGHT)

        return [Piece(step, draw)]
    return [*text_pieces(spans(left), META_SIZE, width), *(text_pieces(spans(right), META_SIZE, width) if plain(right) else ())]


def watermark(canvas: Any, width: float, height: float) -> None:
    """'Sample' across the page, light enough to write on."""
    text = _("SAMPLE")
    size = fitted(text, min(width, height) / 3.2, (width**2 + height**2) ** 0.5 * 0.55, bold=True)
    canvas.saveState()
    canvas.setFillGray(0.93)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(35)
    line = wrap((Span(text, True),), size, width * 4)[0]
    draw_line(canvas, line, -line.width / 2, size * 0.6, size, line.width)
    canvas.restoreState()
