"""The records behind a figure: exactly the rows that were counted, so that a clerk can check every number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.reports import figures as queries
from desktop.hotline.words import CALL_SUBTYPES, DIRECTIONS, clock
from desktop.hotline.words import label as word
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.reports.figures import _value, figure
from desktop.reports.figures.facts import NONE, Facts, Gathered
from desktop.reports.figures.hotline import LOST
from desktop.reports.figures.ladders import real
from desktop.reports.figures.model import ALL, ELDERLY, SERVING, TIMES, By, Part, Period, Value, cut, time_key
from desktop.rounds import outcomes
from desktop.rounds.counting import NOT_MADE
from desktop.rounds.elders import short_address, slots
from desktop.rounds.incidents import kind_label, outcome_label
from desktop.rounds.ladder import closing_label
from desktop.rounds.outcomes import Outcome
from desktop.session import Session
from desktop.station import settings

MOST = 2_000  # rows shown; the count stays true
ALL_OUTCOMES = ("", *Outcome)
OUTCOMES: dict[str, tuple[str, ...]] = {
    "knocks_due": ALL_OUTCOMES,
    "knocks_made": tuple(one for one in ALL_OUTCOMES if one not in NOT_MADE),
    "knocks_done": tuple(one for one in ALL_OUTCOMES if one not in ("", Outcome.MISSED)),
    "knocks_late": tuple(one for one in ALL_OUTCOMES if one not in NOT_MADE and one != Outcome.NO_ANSWER),
    "knocks_no_answer": (Outcome.NO_ANSWER,),
    "knocks_missed": (Outcome.MISSED,),
    "knocks_refused": (Outcome.REFUSED,),
    "knocks_away": (Outcome.AWAY,),
    "knocks_open": ("",),
    "knocks_unserved": ALL_OUTCOMES,
}


@dataclass(frozen=True)
class BehindRow:
    """One record; Enter leads to `page` with `where`."""

    id: str
    cells: tuple[str, ...]
    page: str
    where: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Behind:
    """What lies behind a figure: how many records there are, and the newest of them."""

    title: str
    part: str
    value: Value
    columns: tuple[str, ...]
    rows: tuple[BehindRow, ...]
    total: int


@service(Permission.ROUNDS_READ, personal=True)
def behind(session: Session, code: str, period: Period, part: Part = ALL, cut_by: str = "") -> Behind:
    """The records of a figure in a period; `cut_by` is a chart's key ('month:2026-11-01', 'building:…') that narrows them.

    Raises BadRequest for an unknown figure.
    """
    one = figure(code)
    by, key = (By(cut_by.partition(":")[0]), cut_by.partition(":")[2]) if cut_by else (None, "")
    gathered = Gathered(session, period, by, part)
    gathered.load(one.needs)
    facts = gathered.buckets.get(key)
    if facts is None:
        return Behind(_(one.name), "", Value(None, _("No data in this period.")), (), (), 0)
    value = _value(gathered, facts, one)
    if one.lists == "knocks":
        columns, rows, total = _knocks(session, gathered, code, by, key)
    elif one.lists:
        columns, made = LISTS[one.lists](session, gathered, facts, code)
        rows, total = made[::-1][:MOST], len(made)
    else:
        columns, rows, total = (), [], 0
    return Behind(_(one.name), facts.label, value, tuple(_(one) for one in columns), tuple(rows), total)


def _knocks(session: Session, gathered: Gathered, code: str, by: By | None, key: str) -> tuple[tuple[str, ...], list[BehindRow], int]:
    period, care_files, volunteers = gathered.period, gathered.care_files, gathered.serving
    if by in TIMES:
        assert by is not None
        period = next(one for one in cut(gathered.period, by) if time_key(one.first, by) == key)
    if by is not None and by in ELDERLY:
        care_files = {one for one in gathered.elders if key in gathered.elder_keys(one, by) and (care_files is None or one in care_files)}
    if by is not None and by in SERVING:
        volunteers = {one for one in gathered.volunteer_keys(by, key) if volunteers is None or one in volunteers}
    unassigned = (by in SERVING and key == "") or (by is By.VISITOR and key == NONE)
    late = int(settings.value(session.store, "late_minutes")) if code == "knocks_late" else None
    rows, total = queries.knock_rows(
        session.store, period.first, period.last, OUTCOMES[code], slot=key if by is By.SLOT else "", unserved=code == "knocks_unserved",
        late_minutes=late, care_files=care_files, volunteers=volunteers, unassigned=unassigned, hour=key if by is By.HOUR else "",
        limit=MOST,
    )  # fmt: skip
    names = {slot.code: slot.name() for slot in slots(session.store)}
    columns = (N_("Date"), N_("Slot"), N_("Name"), N_("Address"), N_("Outcome"), N_("Time"), N_("Visitor"), N_("Note"))
    return columns, [_knock(row, names) for row in rows], total


def _knock(row: Mapping[str, Any], names: Mapping[str, str]) -> BehindRow:
    told = outcomes.label(row["outcome"]) if row["outcome"] else _("Unserved") if row["unserved_reason"] else _("Not yet recorded")
    place = short_address(row["building"], row["unit"], row["room"], row["address"])
    cells = (
        row["date"].isoformat(), names.get(row["slot"], row["slot"]), f"{row['name']} {row['code']}", place, told,
        f"{row['at']:%H:%M}" if row["at"] else "", row["visitor"] or "", row["note"],
    )  # fmt: skip
    return BehindRow(row["id"], cells, "elders", {"care_file": row["care_file"]})


def _elder(gathered: Gathered, care_file: str | None, person: str | None = None) -> str:
    row = gathered.elders.get(care_file or "") or gathered.by_person.get(person or "")
    return f"{row['name']} {row['code']}" if row else ""


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _ladders(session: Session, gathered: Gathered, facts: Facts, code: str) -> tuple[tuple[str, ...], list[BehindRow]]:
    del session
    rows = [row for row in real(facts) if code != "ladders_open" or row["closed_at"] is None]
    made = [
        BehindRow(
            row["id"],
            (
                _moment(row["opened_at"]), _elder(gathered, row["care_file"]), outcomes.label(row["reason"]), _moment(row["first_step"]),
                _moment(row["closed_at"]), closing_label(row["result"]) if row["result"] else _("still open"),
            ),
            "reports" if row["closed_at"] else "rounds.ladder",
            {"report": "ladder_record", "subject": row["id"]} if row["closed_at"] else {"ladder": row["id"]},
        )
        for row in rows
    ]  # fmt: skip
    return (N_("Opened"), N_("Name"), N_("Reason"), N_("First step"), N_("Closed"), N_("Result")), made


def _incidents(session: Session, gathered: Gathered, facts: Facts, code: str) -> tuple[tuple[str, ...], list[BehindRow]]:
    del session, code
    made = [
        BehindRow(
            row["id"],
            (_moment(row["at"]), kind_label(row["kind"]), _elder(gathered, row["care_file"]), outcome_label(row["outcome"])),
            "rounds.incidents",
            {"incident": row["id"]},
        )
        for row in facts.incidents
    ]
    return (N_("Time"), N_("Kind"), N_("Name"), N_("Outcome")), made


CALLS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "calls_in": lambda row: row["direction"] == "in",
    "calls_out": lambda row: row["direction"] != "in",
    "calls_answered": lambda row: row["direction"] == "in" and row["subtype"] not in LOST,
    "calls_lost": lambda row: row["direction"] == "in" and row["subtype"] in LOST,
}


def _calls(session: Session, gathered: Gathered, facts: Facts, code: str) -> tuple[tuple[str, ...], list[BehindRow]]:
    del session
    made = []
    for row in filter(CALLS[code], facts.calls):
        length = f"{(row['ended_at'] - row['at']).total_seconds() / 60:.0f}" if row["ended_at"] else ""
        cells = (
            _moment(row["at"]), word(DIRECTIONS, row["direction"]), _elder(gathered, None, row["person"]), word(CALL_SUBTYPES, row["subtype"]),
            length, gathered.volunteer_name(row["taken_by"]),
        )  # fmt: skip
        where = {"person": row["person"]} if row["person"] else {}
        made.append(BehindRow(row["id"], cells, "elders" if where else "hotline", where))
    return (N_("Time"), N_("Direction"), N_("Name"), N_("Kind"), N_("Minutes"), N_("Taken by")), made


def _follow_ups(session: Session, gathered: Gathered, facts: Facts, code: str) -> tuple[tuple[str, ...], list[BehindRow]]:
    del session
    made = []
    for row in facts.follow_ups:
        still = row["closed_at"] is None or row["closed_at"] > facts.end
        if still and (code != "follow_ups_late" or (row["due_at"] is not None and row["due_at"] < facts.end)):
            cells = (_moment(row["noted"]), row["what"], _elder(gathered, None, row["person"]), row["owner"], _moment(row["due_at"]))
            made.append(BehindRow(row["id"], cells, "hotline", {"follow_up": row["id"]}))
    return (N_("Noted"), N_("What"), N_("Name"), N_("Owner"), N_("Due")), made


def _seats(session: Session, gathered: Gathered, facts: Facts, code: str) -> tuple[tuple[str, ...], list[BehindRow]]:
    del session
    made = []
    for row in facts.seats:
        if code == "seats" or (code == "seats_filled") == (row["volunteer"] is not None):
            span = f"{clock(row['start_minute'])}–{clock(row['end_minute'])}"
            cells = (row["date"].isoformat(), row["shift"], span, str(row["seat"]), gathered.volunteer_name(row["volunteer"]) or _("empty"))
            made.append(BehindRow(row["id"], cells, "hotline.roster", {"month": f"{row['date']:%Y-%m}"}))
    return (N_("Date"), N_("Shift"), N_("Hours"), N_("Seat"), N_("Name")), made


def _duties(session: Session, gathered: Gathered, facts: Facts, code: str) -> tuple[tuple[str, ...], list[BehindRow]]:
    del session, code
    made = [
        BehindRow(row["id"], (_moment(row["signed_in"]), _moment(row["signed_out"]), gathered.volunteer_name(row["volunteer"])), "volunteers")
        for row in facts.duties
    ]
    return (N_("Signed in"), N_("Signed out"), N_("Name")), made


Lister = Callable[[Session, Gathered, Facts, str], tuple[tuple[str, ...], list[BehindRow]]]
LISTS: dict[str, Lister] = {
    "ladders": _ladders, "incidents": _incidents, "calls": _calls, "follow_ups": _follow_ups, "seats": _seats, "duties": _duties,
}  # fmt: skip

