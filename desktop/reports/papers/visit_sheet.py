"""The visit sheet: what a visitor carries from door to door and brings back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from desktop.i18n import _, ngettext
from desktop.reports.document import (
    Align,
    Block,
    Column,
    Document,
    Group,
    Marks,
    MetaLine,
    Notes,
    PageBreak,
    Privacy,
    Row,
    Signatures,
    Size,
    Span,
    Table,
    Tick,
    Together,
)
from desktop.reports.papers.contact_slip import Slip, slip_block
from desktop.reports.words import graded_name, long_date, slot_name, time_span

ROW_HEIGHT, TIGHT_HEIGHT = 12.2, 9.6  # millimetres: large type, room to write; tighter rather than a second page


@dataclass(frozen=True)
class Door:
    """One elder to knock for, in walking order."""

    number: int  # on this sheet, from 1; typed back when the results are entered
    code: str  # the elder's own number, shown instead of the name at Privacy.NUMBERS
    name: str
    address: str  # short, e.g. '8幢1-101'
    stair: str = ""  # building and unit, e.g. '8幢1单元'; doors with the same one stand under one heading
    climb: str = ""  # e.g. '步行上楼', '有电梯'
    hint: str = ""  # what the visitor must know, e.g. '耳背,敲重些'; printed in the remarks


@dataclass(frozen=True)
class VisitSheet:
    """One visitor's doors in one slot."""

    number: int
    reference: str  # in the QR code: finds the sheet again
    day: date
    slot: str  # 'am' or 'pm'
    begins: time
    ends: time
    visitor: str
    organisation: str
    station_phone: str
    doors: tuple[Door, ...]
    area: str = ""  # e.g. '8 幢'
    blank_lines: int = 0  # rows for elders met besides
    copy: int = 1  # which copy of this sheet this will be; from the second on it says so
    slips: int = 0  # contact notes to tear off, on a page of their own


def visit_sheets(sheets: Sequence[VisitSheet], privacy: Privacy, marks: Marks) -> list[Document]:
    """All sheets of a slot; each starts a page and counts its own pages."""
    return [visit_sheet(sheet, privacy, marks) for sheet in sheets]


def visit_sheet(sheet: VisitSheet, privacy: Privacy, marks: Marks) -> Document:
    """One sheet. At Privacy.MASKED names lose their middle, at NUMBERS the elder's number stands for the name
    (the address stays: the visitor has to find the door)."""
    logged = marks.print_number is not None
    doors = ngettext("{count} door", "{count} doors", len(sheet.doors)).format(count=len(sheet.doors))
    return Document(
        title=_("Visit sheet"),
        subtitle=_("No. {number}").format(number=f"{sheet.number:04d}"),
        aside=_("Reprint, copy {copy}").format(copy=sheet.copy) if logged and sheet.copy > 1 else "",
        qr=sheet.reference,
        running=f"{long_date(sheet.day)} {slot_name(sheet.slot)}",
        meta=(
            MetaLine(
                (
                    Span(long_date(sheet.day) + " "),
                    Span(slot_name(sheet.slot), True),
                    Span(" " + time_span(sheet.begins, sheet.ends)),
                ),
                " · ".join(part for part in (sheet.area, doors) if part),
            ),
            MetaLine(
                (Span(_("Visitor: ")), Span(sheet.visitor, True), Span("　" + sheet.organisation)),
                _("Station phone {phone}").format(phone=sheet.station_phone) if sheet.station_phone else "",
            ),
        ),
        blocks=(_table(sheet, privacy), _ending(), *_slips(sheet)),
        marks=replace(marks, privacy=privacy, copy_number=sheet.copy if logged else None),
    )


def _table(sheet: VisitSheet, privacy: Privacy) -> Table:
    rows: list[Row | Group] = []
    stair = ""
    for door in sheet.doors:
        if door.stair and door.stair != stair:
            climb = _("{stair} ({climb})").format(stair=door.stair, climb=door.climb) if door.climb else door.stair
            rows.append(Group(climb))
        stair = door.stair
        name = graded_name(door.name, door.code, privacy)
        rows.append(Row((str(door.number), name, door.address, Tick.EMPTY, Tick.EMPTY, Tick.EMPTY, door.hint)))
    if sheet.blank_lines:
        rows.append(Group(_("Others met on the way (write name and door)")))
        rows += [Row((f"+{line}", "", "", Tick.EMPTY, Tick.EMPTY, Tick.EMPTY, "")) for line in range(1, sheet.blank_lines + 1)]
    return Table(
        columns=(
            Column(_("No."), 12, Align.RIGHT, Size.HUGE, bold=True, fit=True),
            Column(_("Name"), 31, Align.LEFT, Size.HUGE, bold=True, fit=True),
            Column(_("Door"), 33, Align.LEFT, Size.LARGE, fit=True),
            Column(_("Safe"), 16, Align.CENTRE),
            Column(_("No answer"), 18, Align.CENTRE),
            Column(_("Trouble"), 16, Align.CENTRE),
            Column(_("Remarks (heard, seen, to be done)"), 56, Align.LEFT, Size.SMALL),
        ),
        rows=tuple(rows),
        row_height=ROW_HEIGHT,
        tight_height=TIGHT_HEIGHT,
        name=_("Visit sheet"),
    )


def _slips(sheet: VisitSheet) -> tuple[Block, ...]:
    if not sheet.slips:
        return ()
    blank = Slip("", "", sheet.day, sheet.visitor, sheet.station_phone)
    return (PageBreak(), *(slip_block(blank) for _number in range(sheet.slips)))


def _ending() -> Together:
    return Together(
        (
            Signatures((_("Visitor's signature"), _("Left at"), _("Returned at"))),
            Notes(
                (
                    _(
                        "No answer: knock again and wait one minute, listen for sounds inside, call the station at once, leave "
                        "the contact note, wait at the door for the reply. In an emergency call 120 / 110 first."
                    ),
                )
            ),
        )
    )
