"""Plain data for the papers around planning: forms on which volunteers say when they can come, changes between published versions."""

from datetime import date
from itertools import pairwise

from db.hotline import queries
from desktop.hotline.dates import load_dates
from desktop.hotline.daymarks import marks_text
from desktop.hotline.months import check_month, load_month
from desktop.hotline.weeks import week_of
from desktop.hotline.words import clock
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.papers.roster_papers import OfferForm, SeatChange, VersionChanges
from desktop.session import Session


@service(Permission.HOTLINE_READ, personal=True)
def offer_forms(session: Session, month: str) -> tuple[list[OfferForm], list[str]]:
    """The form of everybody trained, by code, and the hours of the shifts in words. Raises BadRequest."""
    check_month(month)
    roster = load_month(session, month)
    dates = load_dates(session, month)
    problem = roster.problem
    friends: dict[str, dict[str, list[str]]] = {"apart": {}, "together": {}}
    for kind, pairs in (("apart", problem.apart), ("together", problem.together)):
        for one, other in sorted(pairs):
            friends[kind].setdefault(one, []).append(roster.name(other))
            friends[kind].setdefault(other, []).append(roster.name(one))
    stated = {row["id"]: row["max_week"] for row in queries.hotline_volunteers(session.store)}
    forms = []
    for line in dates.lines:
        if not line.trained or line.volunteer not in problem.by_id:
            continue
        person, volunteer = roster.people[line.volunteer], problem.by_id[line.volunteer]
        forms.append(OfferForm(
            line.code, line.name, person.organisation, person.phone, week_of(volunteer.windows).cells,
            {day: marks_text(marks) for day, marks in line.marks.items() if marks}, stated.get(line.volunteer), volunteer.max_month,
            tuple(friends["apart"].get(line.volunteer, ())), tuple(friends["together"].get(line.volunteer, ())),
        ))
    return forms, [f"{t.name} {clock(t.start)}–{clock(t.end)}" for t in sorted(problem.templates, key=lambda t: t.start)]


@service(Permission.HOTLINE_READ, personal=True)
def version_changes(session: Session, month: str) -> list[VersionChanges]:
    """What each published version changed against the published one before it, and what the newest draft would change; the newest
    first. Raises BadRequest."""
    check_month(month)
    newest_first = queries.rosters(session.store, month)
    versions = [row for row in reversed(newest_first) if row["published_at"] is not None or row["state"] == "draft"]
    found = []
    for before, after in pairwise(versions):
        found.append(VersionChanges(
            after["number"], before["number"], after["published_at"], _between(session, before["id"], after["id"])))
    return found[::-1]


def _between(session: Session, before: str, after: str) -> tuple[SeatChange, ...]:
    """The seats that differ; one that only one of them has counts as empty in the other."""
    held: list[dict[tuple[date, int, str, int], str]] = []
    for version in (before, after):
        held.append({
            (row["date"], row["start_minute"], row["shift"], row["seat"]): (row["name"] or (_("unknown volunteer") if row["volunteer"] else ""))
            for row in queries.seats_of(session.store, version)
        })
    old, new = held
    return tuple(
        SeatChange(day, shift, seat, old.get(key, ""), new.get(key, ""))
        for key in sorted(set(old) | set(new)) if old.get(key, "") != new.get(key, "")
        for day, _start, shift, seat in (key,)
    )
