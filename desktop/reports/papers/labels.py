"""Sheets of labels (A4, 3 × 8, 70 × 37 mm each, without head and foot) and the notice to be posted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from desktop.i18n import _
from desktop.reports.document import (
    Align,
    Column,
    Document,
    KeyValues,
    Marks,
    Page,
    Paper,
    Paragraph,
    Privacy,
    Row,
    SealBox,
    Signatures,
    Size,
    Spacer,
    Span,
    Table,
)
from desktop.reports.tables import MM, POINTS
from desktop.reports.typeset import line_height, wrap
from desktop.reports.words import graded_name, time_span

ACROSS, HEIGHT = 3, 37.0
EDGE, TEXT = 5.0, 60.0  # a label is 5 + 60 + 5 mm wide; printers leave the outer 5 mm white
PADS = 3.0 * MM  # of a cell, both sides


@dataclass(frozen=True)
class Label:
    """One label: a line in bold, and lines below it."""

    name: str
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class LabelLine:
    """Whom a label is for. `phone` is left out where names are not shown in full."""

    code: str
    name: str
    address: str
    phone: str = ""


def address_labels(lines: Sequence[LabelLine], privacy: Privacy, marks: Marks) -> Document:
    """One label a person: name, address, telephone number."""
    made = [
        Label(graded_name(one.name, one.code, privacy), one.address, one.phone if privacy is Privacy.FULL else "") for one in lines
    ]  # fmt: skip
    return _sheet(made, marks)


def folder_labels(lines: Sequence[LabelLine], privacy: Privacy, marks: Marks) -> Document:
    """One label a care file: the code, with the name only where names are shown."""
    made = [Label(one.code, "" if privacy is Privacy.NUMBERS else graded_name(one.name, one.code, privacy), _("Care file")) for one in lines]
    return _sheet(made, marks)


def _sheet(labels: Sequence[Label], marks: Marks) -> Document:
    """The largest size at which every label holds its words; where the smallest is too large, the telephone number is left out."""
    texts = [_words(one if _high(_words(one), Size.SMALL) <= HEIGHT * MM else replace(one, note="")) for one in labels]
    size = next((one for one in (Size.LARGE, Size.BODY) if all(_high(text, one) <= HEIGHT * MM for text in texts)), Size.SMALL)
    rows = []
    for start in range(0, len(texts), ACROSS):
        three: list[tuple[Span, ...]] = [*texts[start : start + ACROSS], (), ()]
        rows.append(Row(("", three[0], "", three[1], "", three[2], "")))
    columns = tuple(Column("", share, Align.LEFT, size) for share in (EDGE, TEXT, 2 * EDGE, TEXT, 2 * EDGE, TEXT, EDGE))
    return Document(
        title="", page=Page(margin_x=0, margin_top=0.5, margin_bottom=0, bare=True), marks=marks,
        blocks=(Table(columns, tuple(rows), row_height=HEIGHT, name=_("Labels"), empty=_("There is nobody to make a label for.")),),
    )  # fmt: skip


def _words(one: Label) -> tuple[Span, ...]:
    below = "".join("\n" + part for part in (one.address, one.note) if part)
    return (Span(one.name, True), Span(below))


def _high(text: tuple[Span, ...], size: Size) -> float:
    points = POINTS[size]
    return len(wrap(text, points, TEXT * MM - PADS)) * line_height(points) + 1.6 * MM


@dataclass(frozen=True)
class NoticeFacts:
    """What the notice tells. `slots` and `shifts`: (name, from, until)."""

    station: str
    phone: str
    hotline: str
    slots: tuple[tuple[str, time, time], ...] = ()
    shifts: tuple[tuple[str, time, time], ...] = ()


def posted_notice(facts: NoticeFacts, paper: Paper, marks: Marks) -> Document:
    """One page for the wall or the notice board: when we knock, when the phone is staffed, whom to call; date and seal."""
    large = paper is Paper.A3
    return Document(
        title=_("Notice to residents"),
        blocks=(
            Spacer(8),
            Paragraph((Span(_("Neighbours, to look after elders who live alone, we knock at their doors and answer the phone:"), True),), Size.HUGE),
            Spacer(6),
            KeyValues(
                (
                    *((_("Rounds, {slot}").format(slot=name), time_span(begins, ends)) for name, begins, ends in facts.slots),
                    *((_("Hours of the hotline, {shift}").format(shift=name), time_span(begins, ends)) for name, begins, ends in facts.shifts),
                    (_("Companion hotline"), facts.hotline or "—"),
                    (_("Telephone of the station"), facts.phone or "—"),
                ),
                columns=1, size=Size.HUGE,
            ),
            Spacer(6),
            Paragraph(_("Before you go away or into hospital, please tell us: then nobody worries at your closed door."), Size.HUGE),
            Paragraph(
                _("If you see that an elder has not been out for long, or hear a cry for help, call us at once; in danger call 120 or 110."),
                Size.HUGE,
            ),
            Spacer(12 if large else 8),
            Paragraph(facts.station, Size.HUGE, Align.RIGHT),
            SealBox(_("Seal of the station")),
            Signatures((_("Date"),)),
        ),
        page=Page(paper, margin_x=24, margin_top=26), marks=marks,
    )  # fmt: skip
