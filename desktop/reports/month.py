"""The figures of a month, from what is remembered; the definitions stand in the paper (`papers/month_report.py`)."""

from calendar import monthrange
from collections import Counter
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from db.hotline import calls as hotline
from db.hotline import queries as rosters
from db.people import elders as people
from db.rounds import queries as rounds
from db.rounds import watching
from desktop.hotline.words import CALL_SUBTYPES, label
from desktop.i18n import _
from desktop.people.services.volunteers import list_volunteers
from desktop.permissions import Permission, service
from desktop.reports.papers.month_report import MonthFigures, OrganisationMonth
from desktop.rounds import outcomes
from desktop.rounds.outcomes import Outcome
from desktop.session import Session

NOT_VISITED = frozenset({"", Outcome.MISSED, Outcome.AWAY})


@service(Permission.FIGURES_READ)
def month_figures(session: Session, month: date) -> MonthFigures:
    """The figures of the month in which `month` lies. Knocks planned for days to come are not counted yet."""
    store, now = session.store, session.clock.now()
    first = month.replace(day=1)
    last = min(first.replace(day=monthrange(first.year, first.month)[1]), max(first, now.date()))
    begin, end = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    knocks = rounds.visits(store, first, last)
    met = Counter(row["outcome"] for row in knocks)
    reached = {row["elder_code"] for row in knocks if row["outcome"] and outcomes.info(row["outcome"]).reached}
    files = {
        row["code"]
        for row in people.list_elders(store)
        if row["opened_on"] <= last
        and not any(row[ended] is not None and row[ended] < first for ended in ("closed_on", "died_on"))
    }
    ladders = [
        row for row in (*watching.open_ladders(store), *watching.closed_ladders(store, begin)) if begin <= row["opened_at"] < end
    ]
    took = [int((row["closed_at"] - row["opened_at"]).total_seconds() // 60) for row in ladders if row["closed_at"]]
    calls = hotline.calls(store, begin, end)
    roster = rosters.roster_in_force(store, f"{first:%Y-%m}")
    seats = [row for row in rosters.seats_of(store, roster["id"]) if first <= row["date"] <= last] if roster else []
    return MonthFigures(
        first,
        last,
        due=len(knocks),
        visited=_visited(knocks),
        late=met[Outcome.LATE],
        missed=met[Outcome.MISSED],
        no_answer=met[Outcome.NO_ANSWER],
        refused=met[Outcome.REFUSED],
        away=met[Outcome.AWAY],
        open=met[""],
        elders=len(files),
        reached=len(reached & files),
        escalations=len(ladders),
        escalations_open=sum(1 for row in ladders if row["closed_at"] is None),
        median_minutes=round(median(took)) if took else None,
        longest_minutes=max(took, default=None),
        calls_in=sum(1 for row in calls if row["direction"] == "in"),
        calls_out=sum(1 for row in calls if row["direction"] == "out"),
        call_kinds=tuple(
            (label(CALL_SUBTYPES, kind), count) for kind, count in Counter(row["subtype"] for row in calls).most_common() if kind
        ),
        seats=len(seats),
        seats_empty=sum(1 for row in seats if row["volunteer"] is None),
        organisations=_organisations(session, knocks),
    )


def _visited(knocks: list[dict[str, Any]]) -> int:
    return sum(1 for row in knocks if row["outcome"] not in NOT_VISITED)


def _organisations(session: Session, knocks: list[dict[str, Any]]) -> tuple[OrganisationMonth, ...]:
    """By the visitor's organisation, the most knocks first; knocks on no sheet stand apart, so that the sums agree."""
    home = {row.code: row.organisation for row in list_volunteers(session)}
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in knocks:
        name = home.get(row["visitor_code"] or "", "") or (_("no organisation") if row["visitor_code"] else _("on no sheet"))
        parts.setdefault(name, []).append(row)
    lines = [
        OrganisationMonth(
            name,
            len(mine),
            _visited(mine),
            sum(1 for row in mine if row["outcome"] == Outcome.MISSED),
            sum(1 for row in mine if row["outcome"] == Outcome.NO_ANSWER),
            len({row["visitor_code"] for row in mine if row["visitor_code"]}),
        )
        for name, mine in parts.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.due, line.name)))
