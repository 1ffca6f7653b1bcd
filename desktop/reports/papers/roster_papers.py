"""Papers before and after a roster: the form on which a volunteer says when he can come, and the changes to be initialled."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from desktop.i18n import _
from desktop.people.weekly import WEEKDAYS
from desktop.reports.document import (
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Marks,
    Notes,
    Paragraph,
    Row,
    Signatures,
    Table,
    Tick,
)
from desktop.reports.words import long_date, month_name

PARTS = ("am", "pm", "evening")


@dataclass(frozen=True)
class OfferForm:
    """What is known of one volunteer: `week` (weekday, part) -> '' can come, 'wanted', 'unwanted'; `days` marks of single days."""

    code: str
    name: str
    organisation: str
    phone: str = ""
    week: Mapping[tuple[int, str], str] = field(default_factory=dict)
    days: Mapping[date, str] = field(default_factory=dict)
    max_week: int | None = None
    max_month: int | None = None
    apart: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


def offer_form(form: OfferForm, month: date, shifts: Sequence[str], marks: Marks) -> Document:
    """One page for one volunteer: the week to tick, the month to mark, limits, company, signature. What is known stands in it.

    `shifts`: the hours of the phone's shifts in words."""
    labels = {"am": _("Morning, until 12"), "pm": _("Afternoon, 12 to 18"), "evening": _("Evening, from 16")}
    signs = {"": "", "wanted": " +", "unwanted": " −"}
    week = tuple(
        Row((labels[part], *(_ticked(form.week.get((weekday, part)), signs) for weekday in range(7)))) for part in PARTS
    )
    calendar = tuple(
        Row(tuple("" if day.month != month.month else f"{day.day}  {form.days.get(day, '')}" for day in days))
        for days in Calendar().monthdatescalendar(month.year, month.month)
    )
    known = _("as the station has it")
    limits = (
        (_("Shifts a week at most"), known if form.max_week is None else form.max_week),
        (_("Shifts a month at most"), _("no limit") if form.max_month is None else form.max_month),
        (_("Must not sit with"), _(", ").join(form.apart)), (_("Likes to sit with"), _(", ").join(form.together)),
    )
    head = tuple(Column(_(weekday), 20) for weekday in WEEKDAYS)
    blocks: tuple[Block, ...] = (
        KeyValues(((_("Name"), form.name), (_("Code"), form.code), (_("Organisation"), form.organisation), (_("Phone"), form.phone)), 2),
        Paragraph(_("Shifts of the hotline: {shifts}").format(shifts=_("; ").join(shifts))),
        Heading(_("Every week I can come (tick; + I like to, − rather not)"), 2),
        Table((Column(_("Time"), 34), *head), week, row_height=10, ruled=True, name=form.name[:25]),
        Heading(_("Single days of {month}").format(month=month_name(month)), 2),
        Table(head, calendar, row_height=15, ruled=True, name=_("Days")),
        Notes((_("Write 休 where you cannot come at all, 休上 when only the morning is impossible; 上, 下, 晚 or 全 where you can come "
                 "beside the week; + before it when you like to, − when you would rather not."),)),
        Heading(_("Limits and company"), 2),
        KeyValues(tuple((title, f"{told}　→ ________") for title, told in limits), 2),
        Signatures((_("Volunteer"), _("Date"), _("Entered by"))),
    )
    return Document(
        title=_("When I can come to the phone"), subtitle=month_name(month), blocks=blocks, marks=marks)


def _ticked(wish: str | None, signs: Mapping[str, str]) -> Tick | str:
    if wish is None:
        return Tick.EMPTY
    return Tick.TICKED if not wish else "√" + signs[wish]


@dataclass(frozen=True)
class SeatChange:
    """One seat that differs between two versions; '' is an empty seat."""

    day: date
    shift: str
    seat: int
    before: str
    after: str


@dataclass(frozen=True)
class VersionChanges:
    """What one published version changed against the published one before; `draft`: not published yet."""

    number: int
    against: int
    published_at: datetime | None
    changes: tuple[SeatChange, ...]


def roster_changes(versions: Sequence[VersionChanges], month: date, marks: Marks) -> Document:
    """Every change between published versions, the newest first, each to be initialled by both people concerned."""
    columns = (
        Column(_("Day"), 46, fit=True), Column(_("Shift"), 16), Column(_("Seat"), 12), Column(_("Was"), 30, fit=True),
        Column(_("Is"), 30, fit=True, bold=True), Column(_("Initials: was"), 28), Column(_("Initials: is"), 28),
    )
    blocks: list[Block] = []
    for one in versions:
        told = _("Version {number} against version {against}").format(number=one.number, against=one.against)
        when = _("published {at}").format(at=f"{one.published_at:%Y-%m-%d %H:%M}") if one.published_at else _("draft, not published")
        blocks.append(Heading(_("{version}, {when}").format(version=told, when=when), 2))
        rows = tuple(Row((long_date(c.day), c.shift, c.seat, c.before or "—", c.after or "—", "", "")) for c in one.changes)
        blocks.append(Table(columns, rows, row_height=9, ruled=True, name=str(one.number), empty=_("Nothing differs.")))
    if not blocks:
        nothing = _("Only one version of this month has been published: nothing has changed since.")
        blocks.append(Table(columns, (), name=_("Roster changes"), empty=nothing))
    blocks.append(Signatures((_("Clerk"), _("Station head"))))
    return Document(title=_("Changes of the hotline roster"), subtitle=month_name(month), blocks=tuple(blocks), marks=marks)
