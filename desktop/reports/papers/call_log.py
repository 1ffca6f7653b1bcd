"""The call log of a period, for the binder beside the phone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.i18n import _, ngettext
from desktop.people.masking import masked_phone
from desktop.reports.document import Column, Document, Marks, MetaLine, Notes, Page, Privacy, Row, Size, Table
from desktop.reports.words import graded_name, long_date


@dataclass(frozen=True)
class CallLine:
    """One call, in the user's language. `code` is '' for a caller without a care file."""

    at: datetime
    direction: str
    caller: str
    code: str
    phone: str
    kind: str
    subtype: str
    minutes: int | None
    taken_by: str
    note: str
    follow_up: str = ""


def call_log(lines: Sequence[CallLine], first: date, last: date, privacy: Privacy, marks: Marks) -> Document:
    """Every call from `first` to `last`. Notes of calls are private: they are left out unless full names may be shown."""
    full = privacy is Privacy.FULL
    rows = tuple(
        Row(
            (
                line.at,
                line.direction,
                graded_name(line.caller, line.code, privacy),
                line.phone if full else masked_phone(line.phone) if privacy is Privacy.MASKED else "",
                line.kind,
                line.subtype,
                line.minutes,
                line.taken_by,
                line.note if full else "",
                line.follow_up if full else "",
            )
        )
        for line in lines
    )
    columns = (
        Column(_("Time"), 34),
        Column(_("Direction"), 16, size=Size.SMALL, fit=True),
        Column(_("Caller"), 24, bold=True, fit=True),
        Column(_("Phone"), 34, fit=True),
        Column(_("Kind of call"), 20, size=Size.SMALL, fit=True),
        Column(_("About what"), 26, size=Size.SMALL, fit=True),
        Column(_("Minutes"), 14),
        Column(_("Taken by"), 20, fit=True),
        Column(_("Note"), 58, size=Size.SMALL),
        Column(_("Follow-up"), 32, size=Size.SMALL),
    )
    calls = ngettext("{count} call", "{count} calls", len(lines)).format(count=len(lines))
    return Document(
        title=_("Call log"),
        running=_("From {first} to {last}").format(first=long_date(first), last=long_date(last)),
        meta=(MetaLine(_("From {first} to {last}").format(first=long_date(first), last=long_date(last)), calls),),
        blocks=(
            Table(columns, rows, name=_("Calls"), empty=_("No call in this period.")),
            Notes((_("Counts are calls, not people: one caller may stand here several times."),)),
        ),
        page=Page(landscape=True),
        marks=replace(marks, privacy=privacy),
    )
