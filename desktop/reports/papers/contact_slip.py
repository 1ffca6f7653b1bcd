"""The contact note that a visitor leaves at a door where nobody answered (敲门未遇留言条), to be torn off.

It says neither who lives there nor that nobody was at home for long: whoever walks by may read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from desktop.i18n import _
from desktop.reports.document import Align, Block, Document, Heading, Marks, Paragraph, Privacy, Size, Spacer, Span, Together

BLANKS = 6  # a page of slips to carry along, when nobody is known yet
CUT = "✂" + " –" * 56


@dataclass(frozen=True)
class Slip:
    """One note. `door` and `at` stay blank where they are not known yet; the surname of nobody stands on it."""

    door: str
    at: str
    day: date
    visitor: str
    station_phone: str


def slip_at(moment: time | None) -> str:
    """The time on a slip, '' when it is to be written by hand."""
    return "" if moment is None else f"{moment:%H:%M}"


def slip_block(slip: Slip) -> Together:
    """The note with its cutting line, never broken over two pages."""
    at = slip.at or "____:____"
    return Together(
        (
            Heading(_("We called on you"), 2),
            Paragraph(
                (
                    Span(_("Door: ")), Span(slip.door or "__________________", True), Span("　"),
                    Span(_("On {day} at {time}").format(day=slip.day.isoformat(), time=at), True),
                ),
                Size.LARGE,
            ),
            Paragraph(
                _("We knocked and met nobody. When you read this, please ring us back, so that we know that you are well."), Size.BODY
            ),
            Paragraph(
                (
                    Span(_("Ring: ")), Span(slip.station_phone or "__________________", True), Span("　"), Span(_("Visitor: ")),
                    Span(slip.visitor or "__________"), Span("　"), Span(_("We come again at: ") + "__________"),
                ),
                Size.LARGE,
            ),
            Spacer(2),
            Paragraph(CUT, Size.SMALL, Align.CENTRE),
        )
    )  # fmt: skip


def contact_slips(slips: Sequence[Slip], day: date, phone: str, marks: Marks) -> Document:
    """A slip for every door, one page of blank ones where there is none."""
    wanted = list(slips) or [Slip("", "", day, "", phone)] * BLANKS
    blocks: list[Block] = [slip_block(slip) for slip in wanted]
    return Document(title=_("Contact notes"), blocks=tuple(blocks), marks=replace(marks, privacy=Privacy.NUMBERS))
