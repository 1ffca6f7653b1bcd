"""What visits need: elders' hours and known faces, who may not meet whom, pairs of visitors, and the slots of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.rounds import planning, queries
from db.rounds.plan_tables import KeepApart, VisitNeed, VisitTeam
from db.rounds.tables import Slot
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds.rulecheck import Hours
from desktop.session import Session


@dataclass(frozen=True)
class NeedLine:
    """What one elder needs of a visit, as shown."""

    id: str
    version: int
    care_file: str
    name: str
    known_face: bool
    opens: int | None
    closes: int | None
    minutes: int | None
    note: str

    @property
    def hours(self) -> str:
        """'09:00–10:00', '' when any."""
        return hours_words(self.opens, self.closes)


@dataclass(frozen=True)
class ApartLine:
    """Who may not meet: a volunteer and an elder, or two volunteers."""

    id: str
    version: int
    volunteer: str
    name: str
    whom: str
    whom_name: str
    elder: bool
    reason: str


@dataclass(frozen=True)
class TeamLine:
    """Two volunteers who walk one route."""

    id: str
    version: int
    volunteer: str
    companion: str
    name: str
    companion_name: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True)
class SlotLine:
    """A slot of the day, minutes since midnight."""

    id: str
    version: int
    code: str
    name: str
    start: int
    end: int
    active: bool

    @property
    def hours(self) -> str:
        """'08:30–10:30'."""
        return hours_words(self.start, self.end)


@dataclass(frozen=True)
class Needs:
    """What the page shows, and the choices of its forms."""

    needs: tuple[NeedLine, ...]
    apart: tuple[ApartLine, ...]
    teams: tuple[TeamLine, ...]
    slots: tuple[SlotLine, ...]
    volunteers: tuple[tuple[str, str], ...]


def hours_words(opens: int | None, closes: int | None) -> str:
    """A span of minutes of the day as '09:00–10:00'; '' when both are open."""
    if opens is None and closes is None:
        return ""
    first, last = opens or 0, closes if closes is not None else 24 * 60
    return f"{first // 60:02}:{first % 60:02}–{last // 60:02}:{last % 60:02}"


@service(Permission.ROUNDS_READ, personal=True)
def all_needs(session: Session) -> Needs:
    """Everything that visits need."""
    store = session.store
    rows, pairs, walking = planning.needs(store), planning.apart(store), planning.teams(store)
    elders = planning.elder_names(store, {row["care_file"] for row in [*rows, *pairs] if row["care_file"]})
    people = queries.volunteer_names(
        store,
        {one for row in pairs for one in (row["volunteer"], row["other"]) if one}
        | {one for row in walking for one in (row["volunteer"], row["companion"])},
    )
    return Needs(
        tuple(
            NeedLine(
                row["id"], row["version"], row["care_file"], elders[row["care_file"]][1], row["known_face"], row["from_minute"],
                row["until_minute"], row["door_minutes"], row["note"],
            )
            for row in rows
        ),
        tuple(
            ApartLine(
                row["id"], row["version"], row["volunteer"], people[row["volunteer"]][0], row["care_file"] or row["other"],
                elders[row["care_file"]][1] if row["care_file"] else people[row["other"]][0], bool(row["care_file"]), row["reason"],
            )
            for row in pairs
        ),
        tuple(
            TeamLine(
                row["id"], row["version"], row["volunteer"], row["companion"], people[row["volunteer"]][0],
                people[row["companion"]][0], row["from_date"], row["until_date"],
            )
            for row in walking
        ),
        tuple(
            SlotLine(row["id"], row["version"], row["code"], _(row["name"]), row["start_minute"], row["end_minute"], bool(row["active"]))
            for row in planning.all_slots(store)
        ),
        tuple(planning.volunteer_choices(store)),
    )  # fmt: skip


@service(Permission.ROUNDS_WRITE, personal=True)
def save_need(session: Session, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Write what an elder needs (one row an elder); returns what the clerk should know. Raises BadRequest for hours that end first.

    `values`: care_file, known_face, opens and closes (minutes of the day or None), minutes, note.
    """
    opens, closes = values.get("opens"), values.get("closes")
    if opens is not None and closes is not None and closes <= opens:
        raise BadRequest(_("The hours of the visit end before they begin."))
    row = {
        "care_file": values["care_file"], "known_face": bool(values.get("known_face")), "from_minute": opens, "until_minute": closes,
        "door_minutes": values.get("minutes"), "note": str(values.get("note") or "").strip()[:200],
    }  # fmt: skip
    standing = next((one for one in planning.needs(session.store) if one["care_file"] == row["care_file"]), None)
    with session.write("rounds.save_need") as unit:
        if standing is not None:
            unit.update(VisitNeed, standing["id"], row)
        else:
            unit.insert(VisitNeed, row)
    known = [slot for slot in planning.all_slots(session.store) if slot["active"]]
    hours = Hours(opens, closes)
    if (opens is not None or closes is not None) and not any(
        max(slot["start_minute"], hours.opens or 0) < min(slot["end_minute"], hours.closes or 24 * 60) for slot in known
    ):
        return (_("No slot of the day lies in these hours: the elder cannot be served on a route."),)
    return ()


@service(Permission.ROUNDS_WRITE)
def remove_need(session: Session, need: str) -> None:
    """The elder needs nothing special any more."""
    with session.write("rounds.remove_need") as unit:
        unit.erase(VisitNeed, need)


@service(Permission.ROUNDS_WRITE, personal=True)
def keep_apart(session: Session, volunteer: str, care_file: str | None, other: str | None, reason: str = "") -> None:
    """A volunteer may not visit an elder, or not walk with another volunteer. Raises BadRequest when that is no pair."""
    if bool(care_file) == bool(other) or volunteer == other:
        raise BadRequest(_("Choose an elder, or another volunteer."))
    standing = planning.apart(session.store)
    if any(row["volunteer"] == volunteer and row["care_file"] == (care_file or None) and row["other"] == (other or None) for row in standing):
        raise BadRequest(_("These two are kept apart already."))
    if other and any({row["volunteer"], row["companion"]} == {volunteer, other} for row in planning.teams(session.store)):
        raise BadRequest(_("These two walk as a pair: dissolve the pair first."))
    with session.write("rounds.keep_apart") as unit:
        unit.insert(KeepApart, {"volunteer": volunteer, "care_file": care_file or None, "other": other or None, "reason": reason.strip()[:200]})


@service(Permission.ROUNDS_WRITE)
def let_meet(session: Session, apart: str) -> None:
    """These two may meet again."""
    with session.write("rounds.let_meet") as unit:
        unit.erase(KeepApart, apart)


@service(Permission.ROUNDS_WRITE, personal=True)
def pair_up(session: Session, volunteer: str, companion: str, starts: date | None = None, ends: date | None = None) -> None:
    """Two volunteers walk one route. Raises BadRequest when they may not meet, or when one walks in another pair in those days."""
    if volunteer == companion:
        raise BadRequest(_("A pair is two people."))
    if starts is not None and ends is not None and ends < starts:
        raise BadRequest(_("The pair's last day lies before its first."))
    if any(row["other"] and {row["volunteer"], row["other"]} == {volunteer, companion} for row in planning.apart(session.store)):
        raise BadRequest(_("These two may not meet (see “Who with whom”)."))
    for row in planning.teams(session.store):
        together = max(row["from_date"] or date.min, starts or date.min) <= min(row["until_date"] or date.max, ends or date.max)
        if together and {row["volunteer"], row["companion"]} & {volunteer, companion}:
            raise BadRequest(_("One of them walks in another pair in these days."))
    with session.write("rounds.pair_up") as unit:
        unit.insert(VisitTeam, {"volunteer": volunteer, "companion": companion, "from_date": starts, "until_date": ends})


@service(Permission.ROUNDS_WRITE)
def dissolve_pair(session: Session, team: str) -> None:
    """They walk alone again."""
    with session.write("rounds.dissolve_pair") as unit:
        unit.erase(VisitTeam, team)


@service(Permission.ROUNDS_WRITE)
def save_slot(session: Session, name: str, start: int, end: int, active: bool = True, slot: str = "") -> None:
    """Write a slot of the day (a new one without `slot`), minutes since midnight.

    Raises BadRequest when it has no name, ends before it begins, overlaps with another slot in use, or is the last one in use.
    """
    name = name.strip()[:40]
    if not name:
        raise BadRequest(_("Give the slot a name."))
    if not 0 <= start < end <= 24 * 60:
        raise BadRequest(_("The slot must end after it begins."))
    rows = planning.all_slots(session.store)
    others = [row for row in rows if row["id"] != slot and row["active"]]
    for row in others:
        if active and max(start, row["start_minute"]) < min(end, row["end_minute"]):
            raise BadRequest(_("The slot overlaps with “{slot}”.").format(slot=_(row["name"])))
    if not active and not others:
        raise BadRequest(_("One slot must stay in use."))
    with session.write("rounds.save_slot") as unit:
        row = {"start_minute": start, "end_minute": end, "active": active}
        if slot:
            standing = unit.row(Slot, slot)
            unit.update(Slot, slot, row | ({} if _(standing["name"]) == name else {"name": name}))
        else:
            taken = {one["code"] for one in rows}
            code = next(f"s{number}" for number in range(1, len(taken) + 2) if f"s{number}" not in taken)
            unit.insert(Slot, {"code": code, "name": name, "position": len(rows), **row})
