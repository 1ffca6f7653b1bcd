"""Sheets as they are shown, entered and printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.rounds import queries, watching
from db.rounds.tables import Sheet, SheetCopy
from db.station import queries as station
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds import outcomes
from desktop.rounds.board import ContactLine, SheetStatus
from desktop.rounds.drafts import drafted_sheets
from desktop.rounds.elders import RoundElder, away_on, load_elders, short_address, slot_at, slot_named, slots
from desktop.rounds.frequency import Slot
from desktop.rounds.outcomes import Outcome
from desktop.rounds.problem import unserved_label
from desktop.rounds.results import Earlier, account_name, earlier_results
from desktop.rounds.sightings import LastSafe, last_safe_of
from desktop.session import Session
from desktop.station import settings


@dataclass(frozen=True)
class DoorView:
    """One line of the entry page. `outcome` '' = nothing recorded; `usual` is what it becomes when nothing is typed."""

    number: int
    care_file: str
    code: str
    name: str
    address: str
    phone: str
    outcome: str
    usual: str
    note: str
    at: datetime | None
    last_safe: LastSafe
    contact: ContactLine | None
    absence: str
    """The notice in force that day in words ('In hospital since 2026-11-20'), '' when there is none."""
    earlier: tuple[Earlier, ...] = ()
    """What was recorded before the result that stands, the newest first; empty when nothing was corrected."""


@dataclass(frozen=True)
class SheetView:
    """A sheet as the entry page shows it, with its neighbours in the slot (numbers, None at the ends)."""

    number: int
    version: int
    title: str
    visitor: str
    organisation: str
    date: date
    slot: Slot
    doors: tuple[DoorView, ...]
    printed_at: datetime | None
    recorded_at: datetime | None
    recorded_by: str
    before: int | None
    after: int | None
    siblings: tuple[SheetStatus, ...]

    @property
    def exceptions(self) -> int:
        """How many doors have something other than 'seen safe'."""
        return sum(1 for door in self.doors if (door.outcome or door.usual) != Outcome.SEEN_SAFE)


def reference_of(number: int) -> str:
    """What the QR code of a sheet says: its number in at least four digits, which a scanner types like a keyboard."""
    return f"{number:04d}"


@service(Permission.ROUNDS_READ, personal=True)
def sheet_view(session: Session, number: int) -> SheetView:
    """A sheet by its number. Raises BadRequest when there is none."""
    store = session.store
    sheet = queries.sheet_numbered(store, number)
    if sheet is None:
        raise BadRequest(_("There is no sheet No. {number:04d}.").format(number=number))
    knocks = queries.knocks_of(store, sheet_id=sheet["id"])
    elders = load_elders(store, [knock["care_file"] for knock in knocks])
    safe = last_safe_of(store, elders.values(), session.clock.now())
    contacts = watching.contacts_of(store, list(elders))
    away = away_on(store, sheet["date"])
    past = earlier_results(session, [knock["id"] for knock in knocks if knock["outcome"]])
    siblings = sheet_statuses(session, sheet["date"], sheet["slot"])
    numbers = [one.number for one in siblings]
    place = numbers.index(number)
    name, organisation = queries.walkers(store, [sheet])[sheet["id"]]
    return SheetView(
        number,
        sheet["version"],
        sheet["title"],
        name,
        organisation,
        sheet["date"],
        slot_named(store, sheet["slot"]),
        tuple(
            _door(
                knock,
                elders[knock["care_file"]],
                safe[knock["care_file"]],
                contacts.get(knock["care_file"], ()),
                away.get(knock["care_file"]),
                tuple(one for one in past.get(knock["id"], ()) if one.correction),
            )
            for knock in knocks
        ),
        sheet["printed_at"],
        sheet["recorded_at"],
        account_name(session, sheet["recorded_by"]) if sheet["recorded_by"] else "",
        numbers[place - 1] if place else None,
        numbers[place + 1] if place + 1 < len(numbers) else None,
        tuple(siblings),
    )


def _door(
    knock: Mapping[str, Any],
    elder: RoundElder,
    safe: LastSafe,
    contacts: Sequence[Mapping[str, Any]],
    notice: Mapping[str, Any] | None,
    earlier: tuple[Earlier, ...],
) -> DoorView:
    first = contacts[0] if contacts else None
    return DoorView(
        knock["position"],
        elder.care_file,
        elder.code,
        elder.name,
        elder.address,
        elder.phone,
        knock["outcome"],
        Outcome.SEEN_SAFE if notice is None else Outcome.AWAY,
        knock["note"],
        knock["at"],
        safe,
        ContactLine(1, first["name"], first["relation"], first["phone"]) if first else None,
        "" if notice is None else notice_text(notice),
        earlier,
    )


def notice_text(notice: Mapping[str, Any]) -> str:
    """An absence notice in one line."""
    since, until = notice["from_date"].isoformat(), notice["until_date"]
    if notice["kind"] == "hospital":
        return _("In hospital since {since}").format(since=since)
    if until is None:
        return _("Away since {since}").format(since=since)
    return _("Away until {until}").format(until=until.isoformat())


@service(Permission.ROUNDS_READ, personal=True)
def sheet_statuses(session: Session, on: date, slot: str) -> list[SheetStatus]:
    """The sheets of a slot by number, and what has become of each."""
    store = session.store
    round_ = queries.round_of(store, on, slot)
    if round_ is None:
        return []
    sheets = queries.sheets_of(store, round_["id"])
    knocks = queries.knocks_of(store, round_id=round_["id"])
    names = queries.walkers(store, sheets)
    late = slot_named(store, slot).end_on(on) + timedelta(minutes=int(settings.value(store, "late_minutes")))
    made = []
    for sheet in sheets:
        mine = [knock for knock in knocks if knock["sheet"] == sheet["id"]]
        name, organisation = names[sheet["id"]]
        state = "recorded" if sheet["recorded_at"] else "late" if session.clock.now() > late else "open"
        made.append(
            SheetStatus(
                sheet["id"],
                sheet["number"],
                sheet["title"],
                name,
                organisation,
                len(mine),
                sum(1 for knock in mine if knock["outcome"] not in ("", Outcome.SEEN_SAFE)),
                sheet["printed_at"] is not None,
                state,
            )
        )
    return made


@service(Permission.ROUNDS_READ)
def sheet_to_enter(session: Session) -> int | None:
    """The sheet that a clerk most likely wants to enter now: the one left half typed, else the first of the present slot (else
    of the
    slots before it, back to yesterday) that is not recorded; None when there is none."""
    for number in drafted_sheets(session):
        if queries.sheet_numbered(session.store, number) is not None:
            return number
    now = session.clock.now()
    known = slots(session.store)
    here = slot_at(known, now)
    asked = [(now.date(), slot) for slot in known[known.index(here) :: -1]]
    asked += [(now.date() - timedelta(days=1), slot) for slot in known[::-1]]
    newest: int | None = None
    for day, slot in asked:
        statuses = sheet_statuses(session, day, slot.code)
        for status in statuses:
            if status.state != "recorded":
                return status.number
        if statuses and newest is None:
            newest = statuses[-1].number
    return newest


@service(Permission.SIGNED_IN)
def station_phone(session: Session) -> str:
    """The number that visitors call."""
    row = station.station(session.store)
    return str(row["phone"] or row["hotline_phone"])


@service(Permission.PAPERS_PRINT)
def mark_printed(session: Session, numbers: Sequence[int], grade: str = "", print_number: int = 0) -> None:
    """Note that these sheets were printed (or written to a file to be printed): from now on they do not change silently.

    Each copy is remembered for itself: who printed it, when, with which names (`grade`), under which number of the print log.
    """
    with session.write("rounds.mark_printed") as unit:
        for number in numbers:
            sheet = queries.sheet_numbered(session.store, number)
            if sheet is None:
                raise BadRequest(_("There is no sheet No. {number:04d}.").format(number=number))
            copy = sheet["copies"] + 1
            unit.update(Sheet, sheet["id"], {"printed_at": unit.now, "copies": copy})
            unit.insert(
                SheetCopy,
                {"sheet": sheet["id"], "copy": copy, "print_number": print_number, "grade": grade, "account": session.account},
            )


@dataclass(frozen=True)
class VisitRow:
    """One planned knock as exported. `sheet` and `number` are None for an elder who was on no sheet; the reason is then in
    `note`.
    """

    date: date
    slot: str
    sheet: int | None
    number: int | None
    visitor_code: str
    visitor: str
    elder_code: str
    name: str
    address: str
    outcome: str
    time: datetime | None
    note: str


@service(Permission.ROUNDS_READ, personal=True)
def visit_rows(session: Session, first: date, last: date) -> list[VisitRow]:
    """Every planned knock from `first` to `last`, both included: one row each. Outcomes are codes ('' = not yet known)."""
    return [
        VisitRow(
            row["date"],
            row["slot"],
            row["sheet"],
            row["number"] if row["sheet"] is not None else None,
            row["visitor_code"] or "",
            row["visitor"] or "",
            row["elder_code"],
            row["name"],
            short_address(row["building"], row["unit"], row["room"], row["address"]),
            row["outcome"],
            row["at"],
            row["note"] or (unserved_label(row["unserved_reason"]) if row["unserved_reason"] else ""),
        )
        for row in queries.visits(session.store, first, last)
    ]


def outcome_label(code: str) -> str:
    """An outcome in the user's language; '' stays ''."""
    return outcomes.label(code) if code else ""
