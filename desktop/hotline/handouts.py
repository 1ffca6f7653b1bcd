"""What a roster gives to people's hands: slips, the list, calendar files; and the papers of duty: hours, handovers."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from db.hotline import duty as duty_queries
from db.hotline import queries
from db.hotline import swaps as swap_queries
from db.station import queries as station_queries
from desktop.atomic import write_atomically
from desktop.errors import BadRequest
from desktop.hotline.calendar import Event, calendar
from desktop.hotline.handover import KINDS
from desktop.hotline.hours import hours_of
from desktop.hotline.months import check_month
from desktop.hotline.problem import moment
from desktop.hotline.words import clock
from desktop.i18n import _
from desktop.people.holidays import day_kind, holiday_name
from desktop.permissions import Permission, service
from desktop.reports.papers.duty_papers import HandoverFacts, HandoverLine, HoursLine, RosterLine, Slip, SlipShift
from desktop.reports.printlog import log_print
from desktop.session import Session

CHINA = timedelta(hours=8)


@service(Permission.HOTLINE_READ, personal=True)
def roster_seats(session: Session, month: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The version of a month that is in force, and its seats. Raises BadRequest."""
    check_month(month)
    in_force = queries.roster_in_force(session.store, month)
    if in_force is None:
        raise BadRequest(_("There is no roster for {month} yet. Plan it first.").format(month=month))
    return in_force, queries.seats_of(session.store, in_force["id"])


@service(Permission.HOTLINE_READ)
def hotline_phone(session: Session) -> str:
    """The number of the companion hotline."""
    return str(station_queries.station(session.store)["hotline_phone"])


@service(Permission.HOTLINE_READ, personal=True)
def slips(session: Session, month: str) -> list[Slip]:
    """A slip for everybody on the roster, by code. Raises BadRequest."""
    _row, seats = roster_seats(session, month)
    found: dict[str, list[dict[str, Any]]] = {}
    for seat in seats:
        if seat["volunteer"]:
            found.setdefault(seat["volunteer"], []).append(seat)
    made = [
        Slip(mine[0]["code"] or "", mine[0]["name"] or "", tuple(
            SlipShift(
                moment(seat["date"], seat["start_minute"]), moment(seat["date"], seat["end_minute"]), seat["shift"],
                _(", ").join(
                    one["name"] for one in seats
                    if one["name"] and one["id"] != seat["id"] and (one["date"], one["start_minute"]) == (seat["date"], seat["start_minute"])
                ),
                _day_words(seat["date"]),
            )
            for seat in mine
        ))
        for mine in found.values()
    ]  # fmt: skip
    return sorted(made, key=lambda slip: slip.code)


@service(Permission.HOTLINE_READ, personal=True)
def roster_lines(session: Session, month: str) -> list[RosterLine]:
    """The roster as a list, a line a shift. Raises BadRequest."""
    _row, seats = roster_seats(session, month)
    grouped: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for seat in seats:
        grouped.setdefault((seat["date"], seat["start_minute"], seat["end_minute"], seat["shift"]), []).append(seat)
    return [
        RosterLine(
            day, shift, f"{clock(start)}–{clock(end)}", tuple(seat["name"] or "" for seat in mine),
            tuple(seat["phone"] or "" for seat in mine), _day_words(day),
        )
        for (day, start, end, shift), mine in grouped.items()
    ]


@service(Permission.HOTLINE_READ, personal=True)
def hours_lines(session: Session, month: date) -> list[HoursLine]:
    """Hours of the month that `month` lies in, by volunteer."""
    first = month.replace(day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return [
        HoursLine(
            one.organisation, one.code, one.name, one.shifts, one.minutes / 60, one.by_hand / 60, one.late, one.stood_in, one.missed
        )
        for one in hours_of(session, first, last)
    ]


@service(Permission.HOTLINE_READ, personal=True)
def handover_facts(session: Session, day: date) -> list[HandoverFacts]:
    """Every handover given on a day, in order of time; on a day without one, the lists as they stand now, to be signed by hand."""
    since = datetime.combine(day - timedelta(days=1), time())
    rows = [row for row in reversed(duty_queries.handovers(session.store, since)) if row["given_at"].date() <= day]
    before: datetime | None = next((row["given_at"] for row in reversed(rows) if row["given_at"].date() < day), None)
    found = []
    for row in (row for row in rows if row["given_at"].date() == day):
        found.append(_handover(session, row, before))
        before = row["given_at"]
    if not found:
        found.append(HandoverFacts("", "", None, "", None, "", _lists(session, None)))
    return found


def _handover(session: Session, row: dict[str, Any], before: datetime | None) -> HandoverFacts:
    closed = duty_queries.handover_items(session.store, closed_since=before or datetime.combine(row["given_at"].date(), time()))
    return HandoverFacts(
        row["shift"], row["giver_name"], row["given_at"], row["taker_name"], row["taken_at"], row["note"], _lists(session, row["given_at"]),
        tuple((item["text"], item["result"]) for item in closed if item["closed_at"] is not None and item["closed_at"] <= row["given_at"]),
    )


def _lists(session: Session, at: datetime | None) -> tuple[tuple[str, tuple[HandoverLine, ...]], ...]:
    rows = duty_queries.handover_items(session.store, at=at)
    return tuple(
        (_(word), tuple(
            HandoverLine(row["opened_at"], row["opened_by"], row["person_name"] or "", row["text"]) for row in rows if row["kind"] == kind
        ))
        for kind, word in KINDS.items()
    )  # fmt: skip


@service(Permission.PAPERS_PRINT, personal=True)
def write_calendars(session: Session, month: str, folder: Path) -> list[Path]:
    """Write a calendar file for everybody on the published roster of a month into `folder`; entered in the print log. A shift that was his
    in an earlier version and is no longer is in the file as cancelled. Returns the files. Raises BadRequest, DiskRefused."""
    check_month(month)
    published = swap_queries.published_versions(session.store, month)
    if not published:
        raise BadRequest(_("The roster of {month} is not published. Publish it first.").format(month=month))
    phone, station = hotline_phone(session), str(station_queries.station(session.store)["name"])
    newest = published[-1]
    shifts: dict[str, dict[str, tuple[dict[str, Any], bool]]] = {}
    for version in published:
        current = version is newest
        for seat in queries.seats_of(session.store, version["id"]):
            if seat["volunteer"]:
                uid = f"{seat['date']:%Y%m%d}-{seat['start_minute']:04d}-{seat['volunteer']}@linli"
                shifts.setdefault(seat["volunteer"], {})[uid] = (seat, current)
    log_print(session, "calendar", month)
    stamp = session.clock.now() - CHINA
    written = []
    for mine in shifts.values():
        seat = next(iter(mine.values()))[0]
        name = f"{seat['code']} {seat['name']}"
        events = [
            Event(
                uid, moment(one["date"], one["start_minute"]), moment(one["date"], one["end_minute"]),
                _("Companion hotline, {shift}").format(shift=one["shift"]), station,
                _("Sign in up to 30 minutes before. If you cannot come, tell the station: {phone}").format(phone=phone or "—"),
                newest["number"], not current,
            )
            for uid, (one, current) in sorted(mine.items())
        ]  # fmt: skip
        path = folder / f"{_file_name(name)} {month}.ics"
        write_atomically(path, calendar(_("Companion hotline {name}").format(name=name), events, stamp))
        written.append(path)
    return sorted(written)


def _file_name(text: str) -> str:
    """The text without what a file name may not hold."""
    return "".join(" " if c in '<>:"/\\|?*' or c < " " else c for c in text).strip(" .") or "calendar"


def _day_words(day: date) -> str:
    return holiday_name(day) or (_("weekend") if day_kind(day) == "weekend" else "")
