"""Overviews of a slot: for a building head the doors of the building, for an organisation the sheets of its visitors.

Results are still typed from the visitors' own sheets; each line names that sheet and the number on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from desktop.i18n import _, ngettext
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Marks,
    MetaLine,
    Notes,
    Privacy,
    Row,
    Signatures,
    Size,
    Table,
    Tick,
)
from desktop.reports.words import graded_name, long_date, slot_name, time_span


@dataclass(frozen=True)
class GroupDoor:
    """One door as the overview shows it; `group` heads lines that follow each other; `sheet` 0 = on no sheet."""

    sheet: int
    number: int
    code: str
    name: str
    address: str
    visitor: str
    group: str


@dataclass(frozen=True)
class GroupSheet:
    """One overview. `whose` is the building head or the organisation, `about` the building or the visitors."""

    whose: str
    about: str
    day: date
    slot: str
    begins: time
    ends: time
    station_phone: str
    doors: tuple[GroupDoor, ...]


def group_sheets(sheets: Sequence[GroupSheet], title: str, privacy: Privacy, marks: Marks) -> list[Document]:
    """One document for each; each starts a page and counts its own pages."""
    return [_one(sheet, title, privacy, marks) for sheet in sheets]


def _one(sheet: GroupSheet, title: str, privacy: Privacy, marks: Marks) -> Document:
    count = ngettext("{count} door", "{count} doors", len(sheet.doors)).format(count=len(sheet.doors))
    rows: list[Row | Group] = []
    group = ""
    for door in sheet.doors:
        if door.group and door.group != group:
            rows.append(Group(door.group))
        group = door.group
        reference = f"{door.sheet:04d}-{door.number}" if door.sheet else "–"
        name = graded_name(door.name, door.code, privacy)
        rows.append(Row((reference, name, door.address, door.visitor, Tick.EMPTY, Tick.EMPTY, "")))
    return Document(
        title=title,
        subtitle=sheet.whose,
        running=long_date(sheet.day),
        meta=(
            MetaLine(f"{long_date(sheet.day)} {slot_name(sheet.slot)} {time_span(sheet.begins, sheet.ends)}", count),
            MetaLine(sheet.about, _("Station phone {phone}").format(phone=sheet.station_phone) if sheet.station_phone else ""),
        ),
        blocks=(
            Table(
                (
                    Column(_("Sheet, No."), 20), Column(_("Name"), 26, bold=True, size=Size.LARGE, fit=True),
                    Column(_("Door"), 32, size=Size.LARGE, fit=True), Column(_("Visitor"), 24, fit=True),
                    Column(_("Safe"), 14, Align.CENTRE), Column(_("No answer"), 17, Align.CENTRE),
                    Column(_("Remarks (heard, seen, to be done)"), 48, size=Size.SMALL),
                ),
                tuple(rows), row_height=10, tight_height=8, name=title,
            ),
            Signatures((_("Signed by"), _("Date"))),
            Notes((_("Results are recorded from the visitors' own sheets; this overview shows who comes to whom."),)),
        ),
        marks=replace(marks, privacy=privacy),
    )  # fmt: skip
