"""The monthly checklist on paper: blank with last time's answers to compare, or as it was recorded."""

from dataclasses import dataclass, replace

from desktop.i18n import _
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    KeyValues,
    Marks,
    MetaLine,
    Notes,
    Privacy,
    Row,
    Signatures,
    Size,
    Table,
)
from desktop.reports.words import graded_name


@dataclass(frozen=True)
class CheckLine:
    """One item. `answer` '' = to be ticked by hand; `before` is last time's, '' when there was none."""

    part: str
    words: str
    answers: tuple[str, ...]
    answer: str
    before: str
    note: str


@dataclass(frozen=True)
class CheckSheet:
    """One elder's checklist for one month; `visited_on` '' = blank."""

    code: str
    name: str
    address: str
    month: str
    before_month: str
    visited_on: str
    visitor: str
    lines: tuple[CheckLine, ...]
    source: str


def checklist_paper(sheet: CheckSheet, privacy: Privacy, marks: Marks) -> Document:
    """One page."""
    rows: list[Row | Group] = []
    part = ""
    for line in sheet.lines:
        if line.part != part:
            rows.append(Group(line.part))
        part = line.part
        choice = "　".join(("☑ " if line.answer == answer else "□ ") + answer for answer in line.answers)
        if line.answer and line.answer not in line.answers:  # the words of the list were changed since
            choice = "☑ " + line.answer
        rows.append(Row((line.words, choice, line.before, line.note)))
    return Document(
        title=_("Monthly checklist"),
        subtitle=graded_name(sheet.name, sheet.code, privacy),
        meta=(MetaLine(f"{sheet.month}　{sheet.address}", sheet.code),),
        blocks=(
            Table(
                (
                    Column(_("Looked at"), 24, bold=True), Column(_("What was found"), 88, size=Size.BODY),
                    Column(_("Last time"), 28, Align.LEFT, Size.SMALL), Column(_("Remarks"), 44, size=Size.SMALL),
                ),
                tuple(rows), row_height=8.4, tight_height=7, name=_("Monthly checklist"),
            ),
            KeyValues(((_("Visited on"), sheet.visited_on or "____-__-__"), (_("Visitor"), sheet.visitor or "__________"))),
            Signatures((_("Visitor's signature"), _("Elder or family"))),
            Notes(
                (
                    _("Tick only what differs from last time ({month}); everything else stays as it was.").format(month=sheet.before_month)
                    if sheet.before_month and not sheet.visited_on else "",
                    sheet.source,
                )
            ),
        ),
        marks=replace(marks, privacy=privacy),
    )  # fmt: skip
