"""The elders as the rounds see them: their rule, their address, who is due in a slot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from db.rounds import queries
from db.store import Store
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.rounds.frequency import Absence, Due, Preset, Rule, Slot, is_due, period, spread_day
from desktop.rounds.outcomes import reached_codes


@dataclass(frozen=True)
class RoundElder:
    """An elder with an open care file. `since` is when the station began to look in; ids are '' when there is none."""

    care_file: str
    person: str
    code: str
    name: str
    phone: str
    address: str
    building: str
    building_name: str
    unit: str
    floor: int | None
    room: str
    household: str
    lift: bool | None
    grid: str
    grid_name: str
    head_name: str
    head_phone: str
    rule: Rule
    silence_hours: int | None
    since: datetime


def slots(store: Store) -> tuple[Slot, ...]:
    """The station's slots in the order of the day."""
    return tuple(
        Slot(row["code"], row["name"], _clock(row["start_minute"]), _clock(row["end_minute"])) for row in queries.slots(store)
    )


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def slot_named(store: Store, code: str) -> Slot:
    """The slot of this code. Raises BadRequest when the station has none such."""
    known = slots(store)
    for slot in known:
        if slot.code == code:
            return slot
    raise BadRequest(
        _("There is no slot “{slot}”; the station has {known}.").format(slot=code, known=", ".join(one.code for one in known))
    )


def slot_at(known: Sequence[Slot], now: datetime) -> Slot:
    """The present slot: the one that is open, else the next of the day, else the day's last."""
    for slot in known:
        if now <= slot.end_on(now.date()):
            return slot
    return known[-1]


def short_address(building: str | None, unit: str | None, room: str | None, address: str | None) -> str:
    """'8幢1-101'; the address as it was written when it names no known building or no room."""
    if building and room:
        return building + "-".join(part for part in (unit, room) if part)
    return address or building or ""


def rule_of(frequency: str, weekdays: str, month_day: int | None, care_file: str, codes: Sequence[str]) -> Rule:
    """The rule of a care file as it is stored; an unknown frequency counts as twice a day (rather once too often than never)."""
    try:
        preset = Preset(frequency)
    except ValueError:
        preset = Preset.TWICE_DAILY
    days = frozenset(int(day) for day in weekdays.split(",") if day.strip().isdigit() and int(day) < 7) or frozenset({0})
    return Rule(preset, tuple(codes), days, month_day or spread_day(care_file, preset))


def elder_of(row: Mapping[str, Any], codes: Sequence[str]) -> RoundElder:
    """An elder from a row of `db.rounds.queries.elders`."""
    return RoundElder(
        row["care_file"], row["person"], row["code"], row["name"], row["phone"],
        short_address(row["building_name"], row["unit"], row["room"], row["address"]),
        row["building"] or "", row["building_name"] or "", row["unit"] or "", row["floor"], row["room"] or "", row["household"]
        or "",
        row["lift"], row["grid"] or "", row["grid_name"] or "", row["head_name"] or "", row["head_phone"] or "",
        rule_of(row["frequency"], row["weekdays"], row["month_day"], row["care_file"], codes), row["silence_hours"],
        max(datetime.combine(row["opened_on"], time()), row["created_at"]),
    )  # fmt: skip


def load_elders(store: Store, care_files: Iterable[str] | None = None) -> dict[str, RoundElder]:
    """Care file -> elder: those with an open care file, or the ones named."""
    codes = [slot.code for slot in slots(store)]
    wanted = None if care_files is None else sorted(set(care_files))
    return {row["care_file"]: elder_of(row, codes) for row in queries.elders(store, wanted)}


def absence_of(row: Mapping[str, Any]) -> Absence:
    """A notice from its stored row."""
    return Absence(row["from_date"], row["until_date"], row["returned_on"])


def absences_on(store: Store, on: date) -> dict[str, list[dict[str, Any]]]:
    """Care file -> the notices that have begun by that day and are not closed by it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in queries.absences(store, on):
        found.setdefault(row["care_file"], []).append(row)
    return found


def away_on(store: Store, on: date) -> dict[str, dict[str, Any]]:
    """Care file -> the notice that suspends it on that day."""
    return {
        care_file: next(row for row in rows if absence_of(row).suspends(on))
        for care_file, rows in absences_on(store, on).items()
        if any(absence_of(row).suspends(on) for row in rows)
    }


def due_elders(store: Store, on: date, slot: Slot) -> tuple[list[RoundElder], int]:
    """Everyone due on that day in that slot, in the order of codes, and how many more are suspended by an absence notice."""
    everyone = load_elders(store)
    away = absences_on(store, on)
    periodic = [elder.care_file for elder in everyone.values() if elder.rule.preset not in (Preset.TWICE_DAILY, Preset.DAILY)]
    start = period(Preset.QUARTERLY, on)[0] - timedelta(days=7)
    reached = queries.last_reached(store, periodic, reached_codes(), start, slot.start_on(on)) if periodic else {}
    due, suspended = [], 0
    for elder in everyone.values():
        notices = [absence_of(row) for row in away.get(elder.care_file, ())]
        answer = is_due(elder.rule, notices, on, slot.code, reached.get(elder.care_file))
        if answer is Due.DUE:
            due.append(elder)
        suspended += answer is Due.SUSPENDED
    return due, suspended
