"""The record of one escalation: every step with its time, who and what came of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.i18n import _
from desktop.reports.document import (
    BlankLines,
    Column,
    Document,
    Heading,
    KeyValues,
    Marks,
    Privacy,
    Row,
    Signatures,
    Table,
    Together,
)


@dataclass(frozen=True)
class StepLine:
    """One step of the ladder, in the user's language. `at` None: it was jumped over."""

    at: datetime | None
    step: str
    who: str
    outcome: str
    note: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class LadderFacts:
    """One escalation. `result` is '' while it is open."""

    code: str
    name: str
    address: str
    phone: str
    reason: str
    opened_at: datetime
    closed_at: datetime | None
    result: str
    note: str
    steps: tuple[StepLine, ...]


def ladder_record(ladder: LadderFacts, marks: Marks) -> Document:
    """One page to be signed and kept with the care file."""
    took = ""
    if ladder.closed_at is not None:
        minutes = int((ladder.closed_at - ladder.opened_at).total_seconds() // 60)
        took = _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
    rows = tuple(
        Row(
            (
                number,
                step.due_at.time() if step.due_at else None,
                step.at or "–",
                step.step,
                step.who,
                step.outcome,
                step.note,
            )
        )
        for number, step in enumerate(ladder.steps, 1)
    )
    return Document(
        title=_("Record of an escalation"),
        subtitle=ladder.name,
        blocks=(
            KeyValues(
                (
                    (_("Elder"), ladder.name),
                    (_("Code"), ladder.code),
                    (_("Address"), ladder.address),
                    (_("Phone"), ladder.phone),
                    (_("Reason"), ladder.reason),
                    (_("Opened at"), ladder.opened_at),
                    (_("Result"), ladder.result or _("still open")),
                    (_("Closed at"), ladder.closed_at),
                    (_("Time taken"), took),
                )
            ),
            Heading(_("Steps"), 2),
            Table(
                (
                    Column(_("No."), 9),
                    Column(_("by when"), 16),
                    Column(_("Time"), 31),
                    Column(_("Step"), 42, bold=True),
                    Column(_("Who"), 24),
                    Column(_("What came of it"), 30),
                    Column(_("Note"), 40),
                ),
                rows,
                row_height=9,
                name=_("Steps"),
                empty=_("No step has been entered."),
            ),
            KeyValues(((_("Remarks"), ladder.note),), columns=1),
            Together((BlankLines(2, _("Added by hand")), Signatures((_("Duty lead"), _("Clerk"), _("Date"))))),
        ),
        marks=replace(marks, privacy=Privacy.FULL),
    )
