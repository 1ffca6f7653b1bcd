"""Lists of elders: the whole list, birthdays of a period, emergency contacts. Kept in the station; each prints its privacy grade."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.i18n import _, ngettext
from desktop.people.masking import masked_phone
from desktop.reports.document import Align, Column, Document, Group, Marks, MetaLine, Notes, Page, Privacy, Row, Size, Table
from desktop.reports.words import graded_name, long_date, short_date


@dataclass(frozen=True)
class ElderLine:
    """One elder. `group` heads lines that follow each other (a grid, a building); words are already in the user's language."""

    code: str
    name: str
    sex: str
    born: date | None
    age: int | None
    address: str
    phone: str
    categories: tuple[str, ...] = ()
    frequency: str = ""
    risk: str = ""
    contact: str = ""
    group: str = ""


@dataclass(frozen=True)
class BirthdayLine:
    """A birthday that falls on `day`; `calendar` says which ('solar', 'lunar') and how it is written."""

    day: date
    code: str
    name: str
    turns: int | None
    calendar: str
    address: str
    phone: str
    note: str = ""


@dataclass(frozen=True)
class ContactLine:
    """One emergency contact of an elder, in calling order."""

    code: str
    elder: str
    address: str
    position: int
    name: str
    relation: str
    phone: str
    has_key: bool = False


def count_line(count: int) -> str:
    """'126 elders'."""
    return ngettext("{count} elder", "{count} elders", count).format(count=count)


def elder_list(lines: Sequence[ElderLine], day: date, privacy: Privacy, marks: Marks) -> Document:
    """Everyone with an open care file, in the order given."""
    rows: list[Row | Group] = []
    group = ""
    for number, line in enumerate(lines, 1):
        if line.group and line.group != group:
            rows.append(Group(line.group))
        group = line.group
        rows.append(
            Row(
                (
                    number,
                    line.code,
                    graded_name(line.name, line.code, privacy),
                    line.sex,
                    line.age,
                    line.address,
                    _phone(line.phone, privacy),
                    "、".join(line.categories),
                    line.frequency,
                    line.risk,
                    line.contact if privacy is Privacy.FULL else "",
                )
            )
        )
    columns = (
        Column(_("No."), 9),
        Column(_("Code"), 16),
        Column(_("Name"), 22, bold=True, fit=True),
        Column(_("Sex"), 9, Align.CENTRE),
        Column(_("Age"), 10),
        Column(_("Address"), 40, fit=True),
        Column(_("Phone"), 32, fit=True),
        Column(_("Categories"), 38, size=Size.SMALL),
        Column(_("How often visited"), 22, size=Size.SMALL, fit=True),
        Column(_("Risk"), 18, size=Size.SMALL, fit=True),
        Column(_("First contact"), 50, size=Size.SMALL),
    )
    return Document(
        title=_("List of elders"),
        running=long_date(day),
        meta=(MetaLine(_("On {date}").format(date=long_date(day)), count_line(len(lines))),),
        blocks=(
            Table(columns, tuple(rows), name=_("Elders"), empty=_("No elder has an open care file.")),
            Notes((_("Age in full years on the day of the list. Order: grid, building, unit, floor."),)),
        ),
        page=Page(landscape=True),
        marks=replace(marks, privacy=privacy),
    )


def birthday_list(lines: Sequence[BirthdayLine], first: date, last: date, privacy: Privacy, marks: Marks) -> Document:
    """Birthdays from `first` to `last`, solar and lunar, by day."""
    rows = tuple(
        Row(
            (
                line.day,
                graded_name(line.name, line.code, privacy),
                line.turns,
                line.calendar,
                line.address,
                _phone(line.phone, privacy),
                line.note,
                "",
            ),
            strong=False,
        )
        for line in lines
    )
    columns = (
        Column(_("Day"), 26),
        Column(_("Name"), 24, bold=True, fit=True),
        Column(_("Age reached"), 12, Align.CENTRE),
        Column(_("Calendar"), 30, fit=True),
        Column(_("Address"), 32, fit=True),
        Column(_("Phone"), 36, fit=True),
        Column(_("Note"), 20, size=Size.SMALL),
        Column(_("Done by"), 22),
    )
    return Document(
        title=_("Birthdays"),
        subtitle=f"{short_date(first)} – {short_date(last)}",
        running=_("From {first} to {last}").format(first=long_date(first), last=long_date(last)),
        meta=(
            MetaLine(_("From {first} to {last}").format(first=long_date(first), last=long_date(last)), count_line(len(lines))),
        ),
        blocks=(
            Table(columns, rows, row_height=9, name=_("Birthdays"), empty=_("No birthday in this period.")),
            Notes(
                (
                    _(
                        "A lunar birthday on the 30th of a month that has 29 days falls on the 29th; "
                        "one in a leap month falls in the plain month when the year has none."
                    ),
                )
            ),
        ),
        marks=replace(marks, privacy=privacy),
    )


def contact_list(lines: Sequence[ContactLine], day: date, privacy: Privacy, marks: Marks) -> Document:
    """Emergency contacts, elder by elder, in calling order."""
    rows = tuple(
        Row(
            (
                line.code,
                graded_name(line.elder, line.code, privacy),
                line.address,
                line.position,
                graded_name(line.name, "", privacy),
                line.relation,
                _phone(line.phone, privacy),
                _("has key") if line.has_key else "",
            )
        )
        for line in lines
    )
    columns = (
        Column(_("Code"), 16),
        Column(_("Elder"), 22, bold=True, fit=True),
        Column(_("Address"), 36, fit=True),
        Column(_("Calling order"), 10),
        Column(_("Contact"), 22, fit=True),
        Column(_("Relation"), 18, fit=True),
        Column(_("Phone"), 36, fit=True),
        Column(_("House key"), 16, size=Size.SMALL),
    )
    return Document(
        title=_("Emergency contacts"),
        running=long_date(day),
        meta=(MetaLine(_("On {date}").format(date=long_date(day))),),
        blocks=(Table(columns, rows, name=_("Contacts"), empty=_("No contact is on record.")),),
        marks=replace(marks, privacy=privacy),
    )


def _phone(phone: str, privacy: Privacy) -> str:
    if privacy is Privacy.FULL:
        return phone
    return masked_phone(phone) if privacy is Privacy.MASKED else ""
