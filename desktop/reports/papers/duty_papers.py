"""Papers around the phone's roster: a slip for each volunteer, the roster as a list, the hours, the record of a handover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.i18n import _
from desktop.people.weekly import WEEKDAYS
from desktop.reports.document import (
    Align,
    BlankLines,
    Block,
    Column,
    Document,
    Group,
    Heading,
    KeyValues,
    Marks,
    MetaLine,
    Notes,
    Page,
    Paragraph,
    Row,
    Signatures,
    Size,
    Spacer,
    Span,
    Table,
    Together,
)
from desktop.reports.words import long_date, month_name


@dataclass(frozen=True)
class SlipShift:
    """One shift on a slip; `beside`: who else sits in it; `note`: weekend or holiday."""

    starts: datetime
    ends: datetime
    shift: str
    beside: str
    note: str = ""


@dataclass(frozen=True)
class Slip:
    """One volunteer's shifts of a month."""

    code: str
    name: str
    shifts: tuple[SlipShift, ...]


def duty_slips(slips: Sequence[Slip], month: date, hotline_phone: str, marks: Marks) -> Document:
    """The slips one below the other, to be cut apart; none is broken over two pages."""
    blocks: list[Block] = []
    for slip in slips:
        rows = tuple(
            Row((long_date(one.starts.date()), f"{one.starts:%H:%M}–{one.ends:%H:%M}", one.shift, one.beside, one.note)) for one in slip.shifts
        )
        told = _("{name}, {number} shifts in {month}").format(name=slip.name, number=len(slip.shifts), month=month_name(month))
        blocks.append(Together((
            Paragraph((Span(told, True), Span(f"　{slip.code}")), Size.LARGE),
            Table(
                (Column(_("Date"), 56), Column(_("Time"), 32, bold=True), Column(_("Shift"), 16), Column(_("Beside you"), 48, fit=True),
                 Column(_("Note"), 26, fit=True)),
                rows, row_height=6.2, name=slip.name[:25] or slip.code,
            ),
            Paragraph(_("Sign in at the station's PC up to 30 minutes before. If you cannot come, tell the station at once: {phone}").format(
                phone=hotline_phone or "—"), Size.SMALL),
            Paragraph("✂ " + "- " * 78, Size.SMALL),
            Spacer(3),
        )))  # fmt: skip
    if not blocks:
        blocks.append(Paragraph(_("Nobody is on the roster of this month.")))
    return Document(title=_("Duty slips"), subtitle=month_name(month), blocks=tuple(blocks), marks=marks)


@dataclass(frozen=True)
class RosterLine:
    """A shift of a day with everybody in it, seat by seat."""

    day: date
    shift: str
    time: str
    names: tuple[str, ...]
    phones: tuple[str, ...]
    note: str = ""


def roster_list(lines: Sequence[RosterLine], month: date, marks: Marks) -> Document:
    """One line a shift, for a spreadsheet or the desk."""
    seats = max((len(line.names) for line in lines), default=1)
    columns: list[Column] = [Column(_("Date"), 26), Column(_("Weekday"), 18), Column(_("Shift"), 14), Column(_("Time"), 30, fit=True)]
    for number in range(1, seats + 1):
        columns += [Column(_("Seat {number}").format(number=number), 26, bold=True, fit=True), Column(_("Phone"), 34, fit=True)]
    columns.append(Column(_("Note"), 26, fit=True))
    rows = []
    for line in lines:
        cells: list[str] = []
        for number in range(seats):
            cells += [line.names[number], line.phones[number]] if number < len(line.names) else ["", ""]
        rows.append(Row((line.day, _(WEEKDAYS[line.day.weekday()]), line.shift, line.time, *cells, line.note)))
    return Document(
        title=_("Roster as a list"), subtitle=month_name(month),
        blocks=(Table(tuple(columns), tuple(rows), row_height=6.5, name=_("Roster"), empty=_("Nobody is on the roster of this month.")),),
        page=Page(landscape=seats > 1), marks=marks,
    )  # fmt: skip


@dataclass(frozen=True)
class HoursLine:
    """One volunteer's hours of a period, from evidence; `by_hand` is the part that a clerk entered."""

    organisation: str
    code: str
    name: str
    shifts: int
    hours: float
    by_hand: float
    late: int
    stood_in: int
    missed: int


def duty_hours(lines: Sequence[HoursLine], month: date, marks: Marks) -> Document:
    """Hours by organisation and volunteer, with sums, to be signed."""
    rows: list[Row | Group] = []
    for organisation in sorted({line.organisation for line in lines}):
        mine = [line for line in lines if line.organisation == organisation]
        rows.append(Group(organisation or _("without an organisation")))
        rows += [_hours_row(line.code, line.name, [line]) for line in mine]
        rows.append(_hours_row("", _("Subtotal"), mine, strong=True))
    if lines:
        rows.append(_hours_row("", _("Total"), lines, strong=True))
    return Document(
        title=_("Hours at the phone"), subtitle=month_name(month), meta=(MetaLine(_("Companion hotline")),),
        blocks=(
            Table(
                (
                    Column(_("Code"), 18), Column(_("Name"), 30, bold=True, fit=True), Column(_("Shifts"), 16),
                    Column(_("Hours"), 18, pattern="0.0"),
                    Column(_("of which by hand"), 24, Align.RIGHT, pattern="0.0"), Column(_("Came late"), 14, Align.RIGHT),
                    Column(_("Stood in"), 18, Align.RIGHT), Column(_("Nobody came"), 20, Align.RIGHT),
                ),
                tuple(rows), name=_("Hours"), empty=_("Nobody signed in at the phone in this month."),
            ),
            Notes((
                _("Hours count from sign-in and sign-out at the PC; five minutes are granted at either end. A seat with no sign-in gives no hours."),
                _("By hand: entered by the clerk without a PIN, each with what it stands on."),
            )),
            Signatures((_("Duty lead"), _("Station head"), _("Date"))),
        ),
        marks=marks,
    )  # fmt: skip


def _hours_row(code: str, name: str, lines: Sequence[HoursLine], strong: bool = False) -> Row:
    return Row(
        (
            code, name, sum(one.shifts for one in lines), round(sum(one.hours for one in lines), 1),
            round(sum(one.by_hand for one in lines), 1) or None, sum(one.late for one in lines) or None,
            sum(one.stood_in for one in lines) or None, sum(one.missed for one in lines) or None,
        ),
        strong,
    )  # fmt: skip


@dataclass(frozen=True)
class HandoverLine:
    """A line of a list: when it was noted, by whom, about whom, and what it says."""

    at: datetime
    by: str
    person: str
    text: str


@dataclass(frozen=True)
class HandoverFacts:
    """A handover as it was signed. `lists`: (title, lines) in their order; `closed`: what was closed since the handover before."""

    shift: str
    giver: str
    given_at: datetime | None
    taker: str
    taken_at: datetime | None
    note: str
    lists: tuple[tuple[str, tuple[HandoverLine, ...]], ...]
    closed: tuple[tuple[str, str], ...] = ()


def handover_record(facts: HandoverFacts, marks: Marks) -> Document:
    """One page: the three lists and two signatures."""
    blocks: list[Block] = [KeyValues((
        (_("Shift"), facts.shift), (_("Handed over by"), facts.giver), (_("Signed at"), facts.given_at), (_("Taken over by"), facts.taker),
        (_("Signed at"), facts.taken_at), (_("Remarks"), facts.note),
    ))]  # fmt: skip
    for title, lines in facts.lists:
        blocks.append(Heading(title, 2))
        blocks.append(Table(
            (Column(_("No."), 10), Column(_("Noted"), 32), Column(_("Noted by"), 22, fit=True),
             Column(_("About whom"), 24, fit=True), Column(_("What"), 98)),
            tuple(Row((number, line.at, line.by, line.person, line.text)) for number, line in enumerate(lines, 1)),
            row_height=8, name=title, empty=_("nothing"),
        ))  # fmt: skip
    if facts.closed:
        blocks.append(Heading(_("Closed since the handover before"), 2))
        blocks.append(Table(
            (Column(_("What"), 100, bold=True), Column(_("What came of it"), 86)), tuple(Row(pair) for pair in facts.closed),
            row_height=7, name=_("Closed"),
        ))  # fmt: skip
    blocks.append(Together((
        BlankLines(2, _("Added by hand")), Signatures((_("Handed over by"), _("Taken over by"), _("Date"))),
    )))  # fmt: skip
    return Document(title=_("Handover of the phone"), subtitle=facts.shift, blocks=tuple(blocks), marks=marks)
