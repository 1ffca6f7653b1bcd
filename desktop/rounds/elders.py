"""The elders as the rounds see them: their rule, their address, who is due in a slot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from db.rounds import planning, queries
from db.store import Store
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.rounds.frequency import PERIODIC, Absence, Due, Preset, Rule, Slot, event_rule, in_force, is_due, period, spread_day
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
    """The care file's; `due_elders` adds those of the elder's own and the extra rounds."""

    silence_hours: int | None
    since: datetime
    risk: str = ""


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
        max(datetime.combine(row["opened_on"], time()), row["created_at"]), row["risk"],
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


def _codes(text: str, known: Sequence[Slot]) -> tuple[Slot, ...]:
    """The slots that a stored list names, in the order of the day; all when it names none."""
    wanted = {code.strip() for code in text.split(",") if code.strip()}
    return tuple(slot for slot in known if not wanted or slot.code in wanted)


def _weekdays(text: str) -> frozenset[int]:
    return frozenset(int(day) for day in text.split(",") if day.strip().isdigit() and int(day) < 7)


def own_rule(row: Mapping[str, Any], known: Sequence[Slot]) -> Rule:
    """An elder's own rule from its stored row. A preset that the program does not know counts as every chosen slot."""
    chosen = _codes(row["slots"], known)
    preset = Preset(row["preset"]) if row["preset"] in {one.value for one in Preset} else Preset.EVERY_SLOT
    if preset is Preset.AFTER_EVENT and row["event_at"] is not None:
        return event_rule(row["event_at"], row["within_hours"] or 24, chosen, row["until_date"])
    days = _weekdays(row["weekdays"])
    if preset is not Preset.EVERY_SLOT:
        days = days or frozenset({0})
    return Rule(
        preset, tuple(slot.code for slot in chosen), days, row["month_day"] or spread_day(row["care_file"], preset), row["from_date"],
        row["until_date"], row["instead"],
    )  # fmt: skip


def extra_rule(row: Mapping[str, Any], known: Sequence[Slot]) -> Rule:
    """What a declared extra round asks of each elder whom it is for."""
    chosen = _codes(row["slots"], known)
    last = row["until_date"] if row["ended_on"] is None else min(row["until_date"], row["ended_on"] - timedelta(days=1))
    if row["within_hours"] and row["event_at"] is not None:
        return event_rule(row["event_at"], row["within_hours"], chosen, last)
    days = _weekdays(row["weekdays"])
    return Rule(Preset.EVERY_SLOT, tuple(slot.code for slot in chosen), days, 1, row["from_date"], last)


def rules_on(store: Store, on: date, everyone: Iterable[RoundElder]) -> dict[str, tuple[Rule, ...]]:
    """Care file -> its rules, the care file's first; of his own and of extra rounds those that may matter on that day."""
    known = slots(store)
    found = {elder.care_file: [elder.rule] for elder in everyone}
    for row in planning.own_rules(store, on):
        if row["care_file"] in found:
            found[row["care_file"]].append(own_rule(row, known))
    extra = planning.extra_rounds(store, on)
    categories = planning.categories_of(store) if any(row["categories"] for row in extra) else {}
    for row in extra:
        wanted = {one for one in row["categories"].split(",") if one}
        for care_file, rules in found.items():
            if not wanted or wanted & categories.get(care_file, set()):
                rules.append(extra_rule(row, known))
    return {care_file: tuple(rules) for care_file, rules in found.items()}


def due_elders(store: Store, on: date, slot: Slot) -> tuple[list[RoundElder], int]:
    """Everyone due on that day in that slot, in the order of codes, and how many more are suspended by an absence notice."""
    everyone = load_elders(store)
    away = absences_on(store, on)
    rules = rules_on(store, on, everyone.values())
    asks_once = (*PERIODIC, Preset.AFTER_EVENT)
    holding = {care_file: in_force(all_, on) for care_file, all_ in rules.items()}
    periodic = [care_file for care_file, some in holding.items() if any(rule.preset in asks_once for rule in some)]
    events = [rule.event_at.date() for some in holding.values() for rule in some if rule.event_at is not None]
    start = min([period(Preset.QUARTERLY, on)[0] - timedelta(days=7), *events])
    reached = queries.last_reached(store, periodic, reached_codes(), start, slot.start_on(on)) if periodic else {}
    due, suspended = [], 0
    for elder in everyone.values():
        notices = [absence_of(row) for row in away.get(elder.care_file, ())]
        answer = is_due(rules[elder.care_file], notices, on, slot.code, reached.get(elder.care_file))
        if answer is Due.DUE:
            due.append(elder)
        suspended += answer is Due.SUSPENDED
    return due, suspended
