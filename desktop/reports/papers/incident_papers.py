"""Papers about incidents: the record of one, to be signed and kept, and the list of a period with the rate of the year."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.i18n import _
from desktop.reports.document import (
    Align,
    BlankLines,
    Column,
    Document,
    Heading,
    KeyValues,
    Marks,
    MetaLine,
    Notes,
    Page,
    Paragraph,
    Privacy,
    Row,
    Signatures,
    Size,
    Table,
    Together,
)
from desktop.reports.words import graded_name, long_date


@dataclass(frozen=True)
class TaskFacts:
    """Something promised after an incident."""

    what: str
    owner: str
    due_at: datetime | None
    result: str


@dataclass(frozen=True)
class IncidentFacts:
    """One incident, in the user's language. `outcome` says so when it is not known yet."""

    at: datetime
    estimated: bool
    kind: str
    code: str
    name: str
    address: str
    phone: str
    place: str
    first_seen_by: str
    what: str
    done: str
    outcome: str
    outcome_note: str
    closed_at: datetime | None
    source: str = ""
    tasks: tuple[TaskFacts, ...] = ()


@dataclass(frozen=True)
class RateFacts:
    """The rate of one year, counted until `until`."""

    year: int
    until: date
    counted: int
    outside: int
    elder_days: int
    elder_years: float
    per_hundred: float | None
    kinds: tuple[tuple[str, int], ...] = ()


def incident_record(incident: IncidentFacts, marks: Marks) -> Document:
    """One page about one incident, to be signed and kept with the care file."""
    when = f"{incident.at:%Y-%m-%d %H:%M}"
    tasks = tuple(
        Row((number, task.what, task.owner, task.due_at, task.result or _("still open")))
        for number, task in enumerate(incident.tasks, 1)
    )
    return Document(
        title=_("Record of an incident"),
        subtitle=incident.name,
        blocks=(
            KeyValues(
                (
                    (_("Kind"), incident.kind),
                    (_("When"), _("about {time}").format(time=when) if incident.estimated else when),
                    (_("Elder"), incident.name),
                    (_("Code"), incident.code),
                    (_("Address"), incident.address),
                    (_("Phone"), incident.phone),
                    (_("Where it happened"), incident.place),
                    (_("First seen by"), incident.first_seen_by),
                    (_("Known through"), incident.source),
                    (_("Closed at"), incident.closed_at or _("still open")),
                )
            ),
            Heading(_("What happened"), 2),
            Paragraph(incident.what or "—"),
            Heading(_("What was done"), 2),
            Paragraph(incident.done or "—"),
            Heading(_("What came of it"), 2),
            Paragraph("。".join(part for part in (incident.outcome, incident.outcome_note) if part)),
            Heading(_("Follow-ups"), 2),
            Table(
                (
                    Column(_("No."), 9),
                    Column(_("What is to be done"), 70, bold=True),
                    Column(_("Who sees to it"), 28),
                    Column(_("Until"), 34),
                    Column(_("Result"), 42),
                ),
                tasks,
                row_height=9,
                name=_("Follow-ups"),
                empty=_("Nothing was promised."),
            ),
            Together((BlankLines(3, _("Added by hand")), Signatures((_("Duty lead"), _("Clerk"), _("Family"), _("Date"))))),
        ),
        marks=replace(marks, privacy=Privacy.FULL),
    )


def incident_list(
    incidents: Sequence[IncidentFacts], rates: Sequence[RateFacts], first: date, last: date, definition: str, privacy: Privacy,
    marks: Marks,
) -> Document:  # fmt: skip
    """The incidents of a period, the oldest first, and the rates of the year and the year before."""
    rows = tuple(
        Row(
            (
                number,
                one.at,
                one.kind,
                graded_name(one.name, one.code, privacy) if one.code else (one.name if privacy is Privacy.FULL else "—"),
                one.place,
                one.what if privacy is Privacy.FULL else "",
                one.outcome,
                _("closed") if one.closed_at else _("open"),
            )
        )
        for number, one in enumerate(incidents, 1)
    )
    figures = tuple(
        Row(
            (
                f"{rate.year}",
                rate.until,
                rate.counted,
                rate.elder_days,
                round(rate.elder_years, 1),
                None if rate.per_hundred is None else round(rate.per_hundred, 1),
                "　".join(f"{kind} {count}" for kind, count in rate.kinds),
                rate.outside,
            )
        )
        for rate in rates
    )
    return Document(
        title=_("Incidents"),
        running=_("From {first} to {last}").format(first=long_date(first), last=long_date(last)),
        meta=(MetaLine(_("From {first} to {last}").format(first=long_date(first), last=long_date(last)), str(len(rows))),),
        blocks=(
            Table(
                (
                    Column(_("No."), 9),
                    Column(_("When"), 34),
                    Column(_("Kind"), 20, bold=True, fit=True),
                    Column(_("Elder"), 22, fit=True),
                    Column(_("Where it happened"), 30, size=Size.SMALL),
                    Column(_("What happened"), 80, size=Size.SMALL),
                    Column(_("What came of it"), 34, size=Size.SMALL),
                    Column(_("State"), 16, Align.CENTRE),
                ),
                rows,
                name=_("Incidents"),
                empty=_("No incident in this time."),
            ),
            Heading(_("Incidents per 100 elders and year"), 2),
            Table(
                (
                    Column(_("Year"), 14),
                    Column(_("Counted until"), 26),
                    Column(_("Incidents"), 20),
                    Column(_("Elder-days"), 24),
                    Column(_("Elder-years"), 24, pattern="0.0"),
                    Column(_("Per 100 and year"), 30, bold=True, pattern="0.0"),
                    Column(_("Of these"), 90, size=Size.SMALL),
                    Column(_("Not counted"), 24),
                ),
                figures,
                name=_("Rate"),
            ),
            Notes((definition, _("Not counted: nobody with an open care file on that day was concerned."))),
        ),
        page=Page(landscape=True),
        marks=replace(marks, privacy=privacy),
    )
