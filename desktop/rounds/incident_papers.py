"""From stored incidents to their papers."""

from datetime import date, datetime, time, timedelta

from db.rounds import incidents as queries
from desktop.errors import BadRequest
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.reports.document import Document, Marks
from desktop.reports.papers.incident_papers import IncidentFacts, RateFacts, TaskFacts, incident_list, incident_record
from desktop.reports.scope import Scope
from desktop.rounds.incident_rate import DEFINITION, YearRate, rates
from desktop.rounds.incidents import IncidentLine, incident, incident_lines, kind_label, outcome_label, place_label
from desktop.session import Session

SOURCES = {"ladder": N_("an escalation"), "call": N_("a call"), "knock": N_("a knock")}
CHOICES_BACK = timedelta(days=400)


def facts_of(line: IncidentLine) -> IncidentFacts:
    """An incident as its papers say it."""
    entry = line.entry
    place = "，".join(part for part in (place_label(entry.place) if entry.place else "", entry.place_note) if part)
    return IncidentFacts(
        line.at, entry.estimated, kind_label(entry.kind), line.code, line.name, line.address, line.phone, place, entry.first_seen_by,
        entry.what, entry.done, outcome_label(entry.outcome), entry.outcome_note, line.closed_at,
        _(SOURCES[entry.source]) if entry.source in SOURCES else "",
        tuple(TaskFacts(task.what, task.owner, task.due_at, task.result) for task in line.tasks),
    )  # fmt: skip


def rate_facts(rate: YearRate) -> RateFacts:
    """A year's rate as the paper says it."""
    kinds = tuple((kind_label(kind), count) for kind, count in sorted(rate.kinds.items(), key=lambda one: (-one[1], one[0])))
    return RateFacts(
        rate.year, rate.until, rate.counted, rate.outside, rate.elder_days, rate.elder_years, rate.per_hundred, kinds
    )


@service(Permission.ROUNDS_READ, personal=True)
def record(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The record of one incident. Raises BadRequest when none is chosen or it is gone."""
    if not scope.subject:
        raise BadRequest(_("Choose an incident first."))
    return [incident_record(facts_of(incident(session, scope.subject)), marks)]


@service(Permission.ROUNDS_READ, personal=True)
def listed(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The incidents of a period, the oldest first, with the rates of its last year and the year before."""
    since, before = datetime.combine(scope.day, time()), datetime.combine(scope.until + timedelta(days=1), time())
    lines = incident_lines(session, list(reversed(queries.incidents(session.store, since, before))))
    figures = [rate_facts(rate) for rate in rates(session, scope.until.year)]
    return [
        incident_list([facts_of(line) for line in lines], figures, scope.day, scope.until, _(DEFINITION), scope.privacy, marks)
    ]


@service(Permission.ROUNDS_READ, personal=True)
def choices(session: Session, today: date) -> list[tuple[str, str]]:
    """The incidents of about a year as the Reports page offers them: id, and moment, kind and name."""
    rows = queries.incidents(session.store, datetime.combine(today, time()) - CHOICES_BACK)
    return [
        (line.id, f"{line.at:%Y-%m-%d %H:%M}　{kind_label(line.entry.kind)}　{line.name}") for line in incident_lines(session, rows)
    ]
