"""The hotline's papers: plain data for the wall roster, the fairness ledger and the call log."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from db.hotline import calls as call_queries
from db.station import queries as station_queries
from desktop.errors import BadRequest
from desktop.hotline.calls import follow_ups_by_call
from desktop.hotline.months import MonthRoster, load_month
from desktop.hotline.problem import DayKind, days
from desktop.hotline.words import CALL_KINDS, CALL_SUBTYPES, DIRECTIONS, label
from desktop.i18n import _
from desktop.people.lunar import solar_term
from desktop.permissions import Permission, service
from desktop.reports.papers.call_log import CallLine
from desktop.reports.papers.fairness import Earlier, FairnessLine
from desktop.reports.papers.wall_roster import ShiftKind, WallRoster
from desktop.session import Session


@dataclass(frozen=True)
class Ledger:
    """The fairness ledger of a month: its lines, the empty seats, load units of a shift by kind of day, the months before."""

    lines: list[FairnessLine]
    empty: int
    units: tuple[int, int, int]
    months: tuple[date, ...]


@service(Permission.PAPERS_PRINT, personal=True)
def wall_facts(session: Session, month: str) -> WallRoster:
    """The newest version of a month as the wall roster's data. Raises BadRequest when the month is none or has no roster."""
    roster = _saved(session, month)
    assert roster.saved is not None
    kinds: dict[tuple[str, int, int], int] = {}
    for seat in roster.saved.seats:
        kinds.setdefault((seat.shift, seat.start, seat.end), 0)
    ordered = sorted(kinds, key=lambda k: (k[1], k[2], k[0]))
    place = {kind: n for n, kind in enumerate(ordered)}
    duties: dict[tuple[date, int], list[str]] = {}
    for seat in roster.saved.seats:
        duties.setdefault((seat.key.day, place[seat.shift, seat.start, seat.end]), []).append(_starred(roster.name(seat.volunteer), seat.role))
    all_days = days(roster.problem.first, roster.problem.last)
    return WallRoster(
        month=roster.problem.first,
        shifts=tuple(ShiftKind(name, _time(start), _time(end)) for name, start, end in ordered),
        duties={key: tuple(names) for key, names in duties.items()},
        hotline_phone=str(station_queries.station(session.store)["hotline_phone"]),
        notes={d: note for d in all_days if (note := roster.holiday_names.get(d) or solar_term(d))},
        leads=any(seat.role == "lead" for seat in roster.saved.seats),
        days_off=frozenset(d for d in _weeks_of(all_days) if roster.problem.kind(d) is not DayKind.ORDINARY),
    )


@service(Permission.PAPERS_PRINT)
def wall_edition(session: Session, month: str) -> str:
    """The words at the foot of the wall roster: version, and draft or when it was published."""
    saved = _saved(session, month).saved
    assert saved is not None
    if saved.published_at is not None and saved.state == "published":
        return _("Version {number}, published {day}").format(number=saved.number, day=f"{saved.published_at.month}-{saved.published_at.day}")
    return _("Version {number}, draft").format(number=saved.number)


@service(Permission.PAPERS_PRINT, personal=True)
def fairness_lines(session: Session, month: str) -> Ledger:
    """One line for everybody who may sit or does, the most shifts first. Raises BadRequest."""
    roster = _saved(session, month)
    lengths: dict[str, float] = {}
    assert roster.saved is not None
    for seat in roster.saved.seats:
        if seat.volunteer is not None:
            lengths[seat.volunteer] = lengths.get(seat.volunteer, 0.0) + (seat.end - seat.start) / 60
    counts = roster.counts
    lines = [
        FairnessLine(
            code=v.code, name=v.name, organisation=roster.people[v.id].organisation, ordinary=counts[v.id].ordinary,
            weekend=counts[v.id].weekend, holiday=counts[v.id].holiday, hours=lengths.get(v.id, 0.0), most_a_week=v.max_week,
            load=counts[v.id].load, carried=v.carried, newcomer=v.id in roster.past.newcomers,
            earlier=tuple(Earlier(c.ordinary, c.weekend, c.holiday, c.load) for c in roster.past.of(v.id)),
        )
        for v in roster.problem.volunteers
        if v.trained or counts[v.id].shifts
    ]
    lines.sort(key=lambda line: (-line.total, line.code))
    empty = sum(who is None for who in roster.assigned.values())
    units = roster.problem.load_units
    return Ledger(lines, empty, (units[DayKind.ORDINARY], units[DayKind.WEEKEND], units[DayKind.HOLIDAY]), roster.past.months)


@service(Permission.PAPERS_PRINT, personal=True)
def call_lines(session: Session, first: date, last: date) -> list[CallLine]:
    """The calls from first to last (both included), oldest first, as lines of the call log."""
    rows = call_queries.calls(
        session.store, datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time()))
    promised = follow_ups_by_call(session)
    codes = call_queries.care_codes(session.store)
    return [_line(row, codes, promised) for row in reversed(rows)]


def _line(row: dict[str, Any], codes: dict[str, str], promised: dict[str, list[str]]) -> CallLine:
    ended = row["ended_at"]
    return CallLine(
        at=row["at"], direction=label(DIRECTIONS, row["direction"]), caller=_caller(row),
        code=codes.get(row["person"] or "", ""), phone=row["phone"], kind=label(CALL_KINDS, row["kind"]),
        subtype=label(CALL_SUBTYPES, row["subtype"]),
        minutes=round((ended - row["at"]).total_seconds() / 60) if ended else None, taken_by=row["taken_by_name"] or "",
        note=row["note"], follow_up=_("; ").join(promised.get(row["id"], [])),
    )


def _caller(row: dict[str, Any]) -> str:
    """Whom a call was with; of one to an emergency contact also his name."""
    if row["to_contact"] and row["person_name"]:
        return _("{name}, contact {contact}").format(name=row["person_name"], contact=row["caller_name"])
    return str(row["person_name"] or row["caller_name"])


def _starred(name: str, role: str) -> str:
    """The name with a star when the seat is a lead's; an empty seat stays empty, to be written in."""
    return f"{name}★" if name and role == "lead" else name


def _saved(session: Session, month: str) -> MonthRoster:
    roster = load_month(session, month)
    if roster.saved is None:
        raise BadRequest(_("There is no roster for {month} yet. Plan it first.").format(month=month))
    return roster


def _weeks_of(all_days: list[date]) -> list[date]:
    """The days of the month and those that fill its first and last week."""
    first, last = all_days[0], all_days[-1]
    return days(first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday()))


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
