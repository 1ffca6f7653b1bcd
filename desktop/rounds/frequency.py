"""Who is due, and what has become of it: the one definition of due, done, late and missed.

Every screen, sheet, figure and export asks these functions, so that two screens never disagree. docs/help/rounds.md states it.

| preset | due |
| --- | --- |
| twice_daily | in the first and the last of the rule's slots, every day (the project's own rule for special elders) |
| daily | every day in the rule's first slot |
| every_slot | in each of the rule's slots, every day or on the chosen weekdays |
| weekly | on the chosen weekdays in the rule's first slot; when not reached, on every later day of that week until reached |
| monthly | from the rule's day of the month until reached in that month (national target: monthly visit rate 100 %) |
| quarterly | from the rule's day of the quarter until reached in that quarter |
| after_event | in every slot of the rule from the event on until reached after it; late when the hours allowed are over |

An elder has the rule of the care file and may have rules of his own, each from a day to a day: one that stands instead of the
care file's (of two the one that began later, of two that began together the one written later), and any number beside it.
Declared extra rounds are rules beside it, too. He is due once in a slot, by however many rules.

When a rule begins within a week, month or quarter, a visit earlier in that week, month or quarter counts: no gap and no double.

An absence notice suspends from its first day up to, not including, the expected day of return; from that day the elder is
due again and, while nobody has recorded the return, an alert stands. A notice without an expected return suspends until it is
closed and is asked about again every fortnight.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zlib import crc32

from desktop.i18n import N_, _
from desktop.rounds.outcomes import Outcome

REVIEW_OPEN_ABSENCE = timedelta(days=14)  # a notice without expected return is asked about again
LATENESS_MINUTES = (15, 30, 60)  # of the ladder, domain facts §3; settings
LATE_MINUTES = 30  # of a sheet or a knock; a setting


class Preset(StrEnum):
    """How often an elder is visited."""

    TWICE_DAILY = "twice_daily"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    EVERY_SLOT = "every_slot"
    AFTER_EVENT = "after_event"


STANDING = (Preset.TWICE_DAILY, Preset.DAILY, Preset.WEEKLY, Preset.MONTHLY, Preset.QUARTERLY)
"""What a care file may say; the others are rules of an elder's own or of an extra round."""
PERIODIC = (Preset.WEEKLY, Preset.MONTHLY, Preset.QUARTERLY)

PRESET_LABELS: dict[Preset, str] = {
    Preset.TWICE_DAILY: N_("Twice a day"),
    Preset.DAILY: N_("Once a day"),
    Preset.WEEKLY: N_("Weekly"),
    Preset.MONTHLY: N_("Monthly"),
    Preset.QUARTERLY: N_("Quarterly"),
    Preset.EVERY_SLOT: N_("In each chosen slot"),
    Preset.AFTER_EVENT: N_("Once after an event"),
}


def preset_label(code: str) -> str:
    """A frequency in the user's language. Raises ValueError for an unknown code."""
    return _(PRESET_LABELS[Preset(code)])


@dataclass(frozen=True)
class Slot:
    """A named time window of the day; `ends` is later than `starts`."""

    code: str
    label: str
    starts: time
    ends: time

    def start_on(self, day: date) -> datetime:
        """The moment at which the slot opens on that day."""
        return datetime.combine(day, self.starts)

    def end_on(self, day: date) -> datetime:
        """The moment at which the slot closes on that day."""
        return datetime.combine(day, self.ends)

    def name(self) -> str:
        """The slot in the user's language (a name the station gave itself stays as it is)."""
        return _(self.label)


DEFAULT_SLOTS = (
    Slot("am", N_("Morning"), time(8, 30), time(10, 30)),
    Slot("pm", N_("Afternoon"), time(16, 0), time(18, 0)),
)


@dataclass(frozen=True)
class Rule:
    """How often one elder is visited.

    `slots` are the codes, in the order of the day, of the slots that the preset uses (see the table above). `weekdays` 0 = Monday
    (weekly; every_slot, where none means every day). `day` is the first due day within the month (1–31) or quarter (1–92).
    `starts` is the first and `ends` the last day on which the rule holds. `instead`: it stands in place of the care file's.
    `event_at` is the event (after_event); `opens` the slot of the day `starts` from which on it is due; `within_hours` when it is
    late.
    """

    preset: Preset
    slots: tuple[str, ...] = ("am", "pm")
    weekdays: frozenset[int] = field(default_factory=lambda: frozenset({0}))
    day: int = 1
    starts: date | None = None
    ends: date | None = None
    instead: bool = False
    event_at: datetime | None = None
    opens: str = ""
    within_hours: int | None = None

    def holds(self, on: date) -> bool:
        """True on the days from `starts` to `ends`."""
        return (self.starts is None or on >= self.starts) and (self.ends is None or on <= self.ends)


def event_rule(event_at: datetime, within_hours: int, slots: Sequence[Slot], ends: date | None = None) -> Rule:
    """Once after an event: due from the first of these slots that is not over when it happens."""
    open_still = [slot for slot in slots if slot.end_on(event_at.date()) > event_at]
    starts = event_at.date() if open_still else event_at.date() + timedelta(days=1)
    opens = (open_still or list(slots))[0].code if slots else ""
    codes = tuple(slot.code for slot in slots)
    return Rule(Preset.AFTER_EVENT, codes, frozenset(), 1, starts, ends, False, event_at, opens, within_hours)


def in_force(rules: Sequence[Rule], on: date) -> tuple[Rule, ...]:
    """The rules that decide on that day: the first of `rules` is the care file's, unless one stands instead of it."""
    holding = [rule for rule in rules if rule.holds(on)]
    instead = [rule for rule in holding if rule.instead]
    base = sorted(instead, key=lambda rule: rule.starts or date.min)[-1:] or [one for one in holding if one is rules[0]]
    return (*base, *(rule for rule in holding if not rule.instead and rule is not rules[0]))


@dataclass(frozen=True)
class Absence:
    """The elder is away from `starts` (first day away) until `expected_return` (first day back); `returned` once it is known."""

    starts: date
    expected_return: date | None = None
    returned: date | None = None

    def suspends(self, on: date) -> bool:
        """True when nothing is due on that day because of this notice."""
        if on < self.starts:
            return False
        end = self.returned or self.expected_return
        return end is None or on < end

    def overdue(self, today: date) -> bool:
        """True when the return should have been recorded: the expected day is past, or an open notice is older than a
        fortnight.
        """
        if self.returned is not None or today < self.starts:
            return False
        if self.expected_return is not None:
            return today > self.expected_return
        return today >= self.starts + REVIEW_OPEN_ABSENCE


class Due(StrEnum):
    """Whether a knock is owed in a slot, and if not, why."""

    DUE = "due"
    SUSPENDED = "suspended"
    NOT_DUE = "not_due"


def spread_day(elder_id: str, preset: Preset) -> int:
    """A first due day for a monthly or quarterly rule, spread over the period by the elder's id so that not all fall on one
    day.
    """
    return 1 + crc32(elder_id.encode()) % (70 if preset is Preset.QUARTERLY else 21)


def period(preset: Preset, on: date) -> tuple[date, date]:
    """First and last day of the period of the preset (day, Monday–Sunday week, month, quarter) that holds the day."""
    if preset is Preset.WEEKLY:
        monday = on - timedelta(days=on.weekday())
        return monday, monday + timedelta(days=6)
    if preset is Preset.MONTHLY:
        return on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1])
    if preset is Preset.QUARTERLY:
        first = 3 * ((on.month - 1) // 3) + 1
        return date(on.year, first, 1), date(on.year, first + 2, monthrange(on.year, first + 2)[1])
    return on, on


def is_due(rules: Sequence[Rule], absences: Iterable[Absence], on: date, slot: str, last_reached: datetime | None = None) -> Due:
    """Whether a knock is owed on this day in this slot: the one definition.

    `rules` begin with the care file's. `last_reached` is the latest moment before this slot at which the elder was reached in person
    (`OutcomeInfo.reached`); it matters for the periodic presets and after an event. A slot that no rule names is not due.
    """
    if not any(_asks(rule, on, slot, last_reached) for rule in in_force(rules, on)):
        return Due.NOT_DUE
    return Due.SUSPENDED if any(absence.suspends(on) for absence in absences) else Due.DUE


def _asks(rule: Rule, on: date, slot: str, last_reached: datetime | None) -> bool:
    if slot not in rule.slots:
        return False
    if rule.preset is Preset.EVERY_SLOT:
        return not rule.weekdays or on.weekday() in rule.weekdays
    if rule.preset is Preset.TWICE_DAILY:
        return slot in (rule.slots[0], rule.slots[-1])
    if rule.preset is Preset.AFTER_EVENT:
        begun = on != rule.starts or rule.opens not in rule.slots or rule.slots.index(slot) >= rule.slots.index(rule.opens)
        return begun and (last_reached is None or rule.event_at is None or last_reached < rule.event_at)
    if slot != rule.slots[0]:
        return False
    return rule.preset is Preset.DAILY or _owed_in_period(rule, on, last_reached.date() if last_reached is not None else None)


def _owed_in_period(rule: Rule, on: date, last_reached: date | None) -> bool:
    first, last = period(rule.preset, on)
    if rule.preset is Preset.WEEKLY:
        asked = [first + timedelta(days=weekday) for weekday in rule.weekdays if first + timedelta(days=weekday) <= on]
        if not asked:
            return False
        opened = max(asked)
        if rule.starts is not None and opened < rule.starts:
            opened = first  # asked for before the rule began: a visit earlier in the week counts
    else:
        opened = min(first + timedelta(days=rule.day - 1), last)
        if on < opened:
            return False
        opened = first  # a visit earlier in the same period counts
    return last_reached is None or last_reached < opened


class KnockState(StrEnum):
    """What has become of a knock that was planned for a slot."""

    WAITING = "waiting"
    """The slot is not over and nothing is recorded."""
    OVERDUE = "overdue"
    """The slot is over and nothing is recorded: not yet known, so neither done nor missed."""
    DONE = "done"
    DONE_LATE = "done_late"
    NO_ANSWER = "no_answer"
    """We came, nobody answered: about the elder."""
    MISSED = "missed"
    """We did not come: about us."""
    EXCUSED = "excused"
    """Reported away when we came."""


def knock_state(
    day: date, slot: Slot, outcome: Outcome | None, at: datetime | None, now: datetime, late_minutes: int = LATE_MINUTES
) -> KnockState:
    """What has become of a planned knock, from its recorded outcome and the moment of the visit: the one definition.

    Late is a visit more than `late_minutes` after the slot's end, or one that was recorded as late; overdue is a knock of which
    nothing is recorded so long after the end.
    """
    end = slot.end_on(day)
    if outcome is None:
        return KnockState.OVERDUE if now > end + timedelta(minutes=late_minutes) else KnockState.WAITING
    if outcome is Outcome.NO_ANSWER:
        return KnockState.NO_ANSWER
    if outcome is Outcome.MISSED:
        return KnockState.MISSED
    if outcome is Outcome.AWAY:
        return KnockState.EXCUSED
    late = outcome is Outcome.LATE or (at is not None and at > end + timedelta(minutes=late_minutes))
    return KnockState.DONE_LATE if late else KnockState.DONE


def lateness_level(due_at: datetime, now: datetime, thresholds: Sequence[int] = LATENESS_MINUTES) -> int:
    """0 when not late, else how many of the thresholds (minutes, rising) the delay has reached."""
    late = (now - due_at).total_seconds() / 60
    return sum(1 for threshold in thresholds if late >= threshold)
