"""The silence clock on paper: who has not been known safe for how long, measured against the own threshold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.i18n import _
from desktop.people.masking import masked_phone
from desktop.reports.document import Column, Document, Marks, MetaLine, Notes, Privacy, Row, Table
from desktop.reports.words import graded_name


@dataclass(frozen=True)
class SilencePaperLine:
    """One elder, words in the user's language; hours are whole."""

    code: str
    name: str
    address: str
    phone: str
    last_at: datetime | None
    channel: str
    silent_hours: int
    threshold_hours: int
    state: str


def silence_paper(lines: Sequence[SilencePaperLine], now: datetime, over: int, privacy: Privacy, marks: Marks) -> Document:
    """Everybody in the order given, the most overdue first."""
    rows = tuple(
        Row(
            (
                number, graded_name(line.name, line.code, privacy), line.address,
                line.phone if privacy is Privacy.FULL else masked_phone(line.phone), line.last_at or _("never"), line.channel,
                line.silent_hours, line.threshold_hours, line.state,
            ),
            strong=line.silent_hours > line.threshold_hours,
        )
        for number, line in enumerate(lines, 1)
    )  # fmt: skip
    return Document(
        title=_("Longest without a sign"),
        running=f"{now:%Y-%m-%d %H:%M}",
        meta=(MetaLine(f"{now:%Y-%m-%d %H:%M}", _("Past their threshold: {count}").format(count=over)),),
        blocks=(
            Table(
                (
                    Column(_("No."), 9), Column(_("Name"), 22, bold=True, fit=True), Column(_("Door"), 26, fit=True),
                    Column(_("Phone"), 28, fit=True), Column(_("Last known safe"), 33), Column(_("By what"), 16),
                    Column(_("Silent, hours"), 24), Column(_("Threshold, hours"), 24), Column(_("State"), 26),
                ),
                rows, name=_("Longest without a sign"), empty=_("There are no elders yet."),
            ),
            Notes((_("Last known safe is the latest moment at which a knock, call, meal, activity or a neighbour showed the elder safe."),
                   _("Silence runs since then, or since the care file was opened; the threshold is the elder's own, else the default of "
                     "the frequency. Who is reported away raises no alert until the day of return."))),
        ),
        marks=replace(marks, privacy=privacy),
    )  # fmt: skip
