"""Who is due, and what has become of it: the one definition of due, done, late and missed.

Every screen, sheet, figure and export asks these functions, so that two screens never disagree.

| preset | due |
| --- | --- |
| twice_daily | in every slot of every day (the project's own rule for special elders) |
| daily | every day in the rule's one slot |
| weekly | on the chosen weekdays in the rule's slot; when not reached, on every later day of that week until reached |
| monthly | from the rule's day of the month until reached in that month (national target: monthly visit rate 100 %) |
| quarterly | from the rule's day of the quarter until reached in that quarter |

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


PRESET_LABELS: dict[Preset, str] = {
    Preset.TWICE_DAILY: N_("Twice a day"),
    Preset.DAILY: N_("Once a day"),
    Preset.WEEKLY: N_("Weekly"),
    Preset.MONTHLY: N_("Monthly"),
    Preset.QUARTERLY: N_("Quarterly"),
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

    `slots` are the codes of the day's slots that the preset uses (twice_daily: all of them; the others: the first one is used).
    `weekdays` 0 = Monday (weekly only). `day` is the first due day within the month (1–31) or quarter (1–92).
    `starts` is the first day on which the rule holds.
    """

    preset: Preset
    slots: tuple[str, ...] = ("am", "pm")
    weekdays: frozenset[int] = field(default_factory=lambda: frozenset({0}))
    day: int = 1
    starts: date | None = None


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


def is_due(rule: Rule, absences: Iterable[Absence], on: date, slot: str, last_reached: date | None = None) -> Due:
    """Whether a knock is owed on this day in this slot: the one definition.

    `last_reached` is the latest day before this slot on which the elder was reached in person (`OutcomeInfo.reached`); it matters
    for weekly, monthly and quarterly rules only. A slot that the rule does not name is not due.
    """
    if not rule.slots or (rule.starts is not None and on < rule.starts):
        return Due.NOT_DUE
    if rule.preset is Preset.TWICE_DAILY:
        owed = slot in rule.slots
    else:
        owed = slot == rule.slots[0] and (rule.preset is Preset.DAILY or _owed_in_period(rule, on, last_reached))
    if not owed:
        return Due.NOT_DUE
    return Due.SUSPENDED if any(absence.suspends(on) for absence in absences) else Due.DUE


def _owed_in_period(rule: Rule, on: date, last_reached: date | None) -> bool:
    first, last = period(rule.preset, on)
    if rule.preset is Preset.WEEKLY:
        if on.weekday() in rule.weekdays:
            return last_reached is None or last_reached < on
        asked = [first + timedelta(days=weekday) for weekday in rule.weekdays if first + timedelta(days=weekday) <= on]
        if not asked:
            return False
        opened = max(asked)
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
