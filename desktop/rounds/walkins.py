"""The blank lines of a sheet: elders met on the way who did not stand on it, written in by hand and typed from the paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.rounds import queries, sheetlines, watching
from db.rounds.tables import Sighting, WalkIn
from db.store import Unit
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds import outcomes
from desktop.rounds.elders import load_elders, slot_named
from desktop.rounds.ladders import open_in
from desktop.rounds.lastsafe import Channel
from desktop.rounds.outcomes import Outcome
from desktop.rounds.plans import visit_moment
from desktop.rounds.recording import Entry, sheet_row, write_results
from desktop.rounds.sightings import note_sighting
from desktop.session import Session


@dataclass(frozen=True)
class WalkInLine:
    """A filled-in blank line. `care_file` '' when it is not known who that is."""

    id: str
    line: int
    name: str
    door: str
    care_file: str
    outcome: str
    at: datetime
    note: str


@service(Permission.ROUNDS_READ, personal=True)
def walk_ins(session: Session, number: int) -> list[WalkInLine]:
    """The blank lines of a sheet that were typed, by their number on the paper."""
    rows = sheetlines.walk_ins_of(session.store, sheet_row(session, number)["id"])
    elders = load_elders(session.store, [row["care_file"] for row in rows if row["care_file"]])
    return [
        WalkInLine(
            row["id"], row["line"], elders[row["care_file"]].name if row["care_file"] else row["name"],
            elders[row["care_file"]].address if row["care_file"] else row["door"], row["care_file"] or "", row["outcome"], row["at"],
            row["note"],
        )
        for row in rows
    ]  # fmt: skip


@service(Permission.ROUNDS_WRITE)
def add_walk_in(
    session: Session,
    number: int,
    outcome: str,
    *,
    care_file: str | None = None,
    name: str = "",
    door: str = "",
    note: str = "",
    at: datetime | None = None,
) -> str:
    """Record somebody met besides the sheet's doors; returns the operation that undoes it.

    An elder who is due in this round and has no result yet gets it, wherever he stands on a sheet; otherwise a safe outcome moves
    last known safe, and one that asks for it opens a ladder. Who is not known is kept as written and changes nothing else.
    Raises BadRequest when neither an elder nor a name is given, and for a moment in the future.
    """
    sheet = sheet_row(session, number)
    found = Outcome(outcome)
    now = session.clock.now()
    when = at or visit_moment(sheet["date"], slot_named(session.store, sheet["slot"]), now)
    if when > now:
        raise BadRequest(_("{time} lies in the future. Please correct the time.").format(time=f"{when:%Y-%m-%d %H:%M}"))
    if not care_file and not name.strip():
        raise BadRequest(_("Say who was met: choose an elder, or write the name as it stands on the paper."))
    rows = sheetlines.walk_ins_of(session.store, sheet["id"])
    with session.write("rounds.add_walk_in") as unit:
        line = unit.insert(
            WalkIn,
            {
                "sheet": sheet["id"], "line": max((row["line"] for row in rows), default=0) + 1, "name": name.strip()[:120],
                "door": door.strip()[:120], "care_file": care_file or None, "outcome": found.value, "at": when, "note": note.strip(),
            },
        )  # fmt: skip
        if care_file:
            _known(session, unit, sheet, care_file, Entry(found, note.strip(), when), line)
    return session.last_operation


def _known(session: Session, unit: Unit, sheet: dict[str, Any], care_file: str, entry: Entry, line: str) -> None:
    standing = [
        knock for knock in queries.knocks_of(session.store, round_id=sheet["round"])
        if knock["care_file"] == care_file and not knock["outcome"]
    ]  # fmt: skip
    if standing and entry.at is not None:
        write_results(session, unit, [(standing[0], entry)], entry.at)
        return
    elder = load_elders(session.store, [care_file])[care_file]
    info = outcomes.INFO[entry.outcome]
    when = entry.at or unit.now
    if info.safe:
        note_sighting(unit, elder.person, when, Channel.KNOCK, line, entry.note)
    seen = watching.last_safe(session.store, [elder.person], unit.now).get(elder.person)
    if info.opens_ladder and (seen is None or seen[0] <= when):
        open_in(unit, session.store, care_file, entry.outcome.value, when)


@service(Permission.ROUNDS_WRITE)
def remove_walk_in(session: Session, walk_in: str) -> None:
    """Take a blank line back that was typed by mistake, with the sighting that it made."""
    with session.write("rounds.remove_walk_in") as unit:
        seen = watching.sightings_from(session.store, [walk_in]).get(walk_in)
        if seen is not None:
            unit.erase(Sighting, seen["id"])
        unit.remove(WalkIn, walk_in)
