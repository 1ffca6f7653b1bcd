"""The result of a day's rounds: what was due, what came of it, what is still open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from desktop.i18n import _
from desktop.reports.document import (
    Bar,
    Block,
    Column,
    Document,
    Figure,
    Heading,
    KeyValues,
    Marks,
    MetaLine,
    Notes,
    Privacy,
    Row,
    Signatures,
    Table,
    Together,
)
from desktop.reports.words import graded_name, long_date


@dataclass(frozen=True)
class SheetResult:
    """One visitor's sheet as it came back."""

    slot: str  # in the user's language
    number: int
    visitor: str
    doors: int
    safe: int
    no_answer: int
    trouble: int
    missed: int
    open: int  # not yet recorded


@dataclass(frozen=True)
class ResultLine:
    """A knock that needs a word: everything but 'seen safe'."""

    slot: str
    sheet: int | None
    number: int | None
    code: str
    name: str
    address: str
    outcome: str  # in the user's language
    at: time | None
    note: str = ""


@dataclass(frozen=True)
class DayResult:
    """The rounds of one day. Every knock counts once: due = safe + no answer + trouble + missed + other + open."""

    day: date
    due: int
    safe: int
    no_answer: int
    trouble: int
    missed: int
    other: int
    open: int
    sheets: tuple[SheetResult, ...]
    lines: tuple[ResultLine, ...]
    outcomes: tuple[tuple[str, int], ...] = ()  # label and count of every outcome


def day_result(result: DayResult, privacy: Privacy, marks: Marks) -> Document:
    """One page for the station head to sign."""
    share = f"{result.safe / result.due:.0%}" if result.due else "–"
    facts = KeyValues(
        (
            (_("Knocks due"), result.due),
            (_("Safe"), f"{result.safe} ({share})"),
            (_("No answer"), result.no_answer),
            (_("Trouble"), result.trouble),
            (_("Missed by us"), result.missed),
            (_("Other"), result.other),
            (_("Not yet recorded"), result.open),
        ),
        columns=4,
    )
    blocks: list[Block] = [
        facts,
        Heading(_("Sheets"), 2),
        _sheets(result.sheets),
        Heading(_("Everything but seen safe"), 2),
        _lines(result.lines, privacy),
    ]
    if result.outcomes:
        figure = Figure(_("Outcomes"), tuple(Bar(label, count) for label, count in result.outcomes))
        blocks.append(Together((figure,)))
    blocks.append(
        Together(
            (
                Notes(
                    (
                        _("“No answer” is about the elder; “missed by us” means that nobody came. The two are never added up."),
                        _(
                            "Safe: somebody saw, heard or vouched for the elder. A knock is one planned visit of one elder in one slot."
                        ),
                    )
                ),
                Signatures((_("Clerk"), _("Station head"), _("Date"))),
            )
        )
    )
    return Document(
        title=_("Rounds of the day"),
        running=long_date(result.day),
        meta=(MetaLine(long_date(result.day)),),
        blocks=tuple(blocks),
        marks=replace(marks, privacy=privacy),
    )


def _sheets(sheets: Sequence[SheetResult]) -> Table:
    columns = (
        Column(_("Slot"), 16),
        Column(_("Sheet"), 16),
        Column(_("Visitor"), 34, bold=True, fit=True),
        Column(_("Doors"), 14),
        Column(_("Safe"), 14),
        Column(_("No answer"), 16),
        Column(_("Trouble"), 14),
        Column(_("Missed by us"), 18),
        Column(_("Not yet recorded"), 22),
    )
    rows = [
        Row(
            (
                sheet.slot,
                f"{sheet.number:04d}",
                sheet.visitor,
                sheet.doors,
                sheet.safe,
                sheet.no_answer,
                sheet.trouble,
                sheet.missed,
                sheet.open,
            )
        )
        for sheet in sheets
    ]
    if sheets:
        sums = [
            sum(values)
            for values in zip(*((s.doors, s.safe, s.no_answer, s.trouble, s.missed, s.open) for s in sheets), strict=True)
        ]
        rows.append(Row((_("Total"), "", "", *sums), strong=True))
    return Table(columns, tuple(rows), name=_("Sheets"), empty=_("No sheet was planned."))


def _lines(lines: Sequence[ResultLine], privacy: Privacy) -> Table:
    columns = (
        Column(_("Slot"), 14),
        Column(_("Sheet"), 14),
        Column(_("No."), 10),
        Column(_("Name"), 24, bold=True, fit=True),
        Column(_("Address"), 34, fit=True),
        Column(_("Outcome"), 32),
        Column(_("Time"), 14),
        Column(_("Note"), 44),
    )
    rows = tuple(
        Row(
            (
                line.slot,
                "" if line.sheet is None else f"{line.sheet:04d}",
                line.number,
                graded_name(line.name, line.code, privacy),
                line.address,
                line.outcome,
                line.at,
                line.note,
            )
        )
        for line in lines
    )
    return Table(columns, rows, name=_("Exceptions"), empty=_("Everybody was seen safe."))
