"""Rules that contradict each other, told in words. Pure: rules in, findings out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.i18n import _
from desktop.rounds.frequency import Due, Preset, Rule, Slot, in_force, is_due, preset_label

# hours between two visits as planned, at the longest
LONGEST_HOURS = {Preset.TWICE_DAILY: 16, Preset.DAILY: 24, Preset.WEEKLY: 7 * 24, Preset.MONTHLY: 31 * 24, Preset.QUARTERLY: 92 * 24}
AHEAD = 100
"""Days looked ahead for what a rule will ask."""


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit together. `wrong`: the rule cannot stand so; else it may, and the clerk should know."""

    text: str
    wrong: bool = False


@dataclass(frozen=True)
class Hours:
    """The hours in which an elder wants to be visited: minutes of the day, None = any."""

    opens: int | None = None
    closes: int | None = None

    def meets(self, slot: Slot) -> bool:
        """True when the hours and the slot overlap."""
        starts, ends = slot.starts.hour * 60 + slot.starts.minute, slot.ends.hour * 60 + slot.ends.minute
        return max(starts, self.opens or 0) < min(ends, self.closes if self.closes is not None else 24 * 60)


def check_rule(rule: Rule, slots: Sequence[Slot], now: datetime) -> list[Finding]:
    """What is wrong with one rule by itself."""
    found = []
    if rule.starts is not None and rule.ends is not None and rule.ends < rule.starts:
        found.append(Finding(_("The rule ends before it begins."), True))
    if not rule.slots:
        found.append(Finding(_("None of the chosen slots is in use any more: choose another."), True))
    if rule.preset is Preset.WEEKLY and not rule.weekdays:
        found.append(Finding(_("A weekly rule needs at least one weekday."), True))
    if rule.preset is Preset.AFTER_EVENT and rule.event_at is not None and rule.within_hours:
        until = rule.event_at + timedelta(hours=rule.within_hours)
        by_code = {slot.code: slot for slot in slots}
        if rule.opens in by_code and rule.starts is not None and by_code[rule.opens].start_on(rule.starts) > until:
            found.append(Finding(_("No slot opens within {hours} h of the event: somebody must go at once, outside the rounds.").format(
                hours=rule.within_hours)))  # fmt: skip
        if rule.event_at > now:
            found.append(Finding(_("The event lies in the future."), True))
    if not any(one.wrong for one in found) and rule.starts is not None and rule.ends is not None and not _asks_ever(rule):
        found.append(Finding(_("From its first to its last day this rule never asks for a visit."), True))
    return found


def check_rules(
    rules: Sequence[Rule], slots: Sequence[Slot], today: date, silence_hours: int | None, default_silence: int, hours: Hours
) -> list[Finding]:
    """What does not fit together among the rules of one elder (the care file's first), his threshold of silence and his hours."""
    found = []
    instead = [rule for rule in rules if rule.instead]
    for number, one in enumerate(instead):
        for other in instead[number + 1 :]:
            if _overlap(one, other):
                later = max(one, other, key=lambda rule: rule.starts or date.min)
                found.append(Finding(_("Two rules stand in place of the care file's on the same days; “{rule}” from {day} holds.").format(
                    rule=preset_label(later.preset), day=later.starts.isoformat() if later.starts else "")))  # fmt: skip
    for rule in rules[1:]:
        if not rule.instead and rule.preset is not Preset.AFTER_EVENT and _adds_nothing(rule, rules, today):
            found.append(Finding(_("“{rule}” adds nothing: the other rules ask for these visits already.").format(
                rule=preset_label(rule.preset))))  # fmt: skip
    base = in_force(rules, today)[:1]
    if base:
        found += _silence(base[0], silence_hours, default_silence)
    if hours.opens is not None and hours.closes is not None and hours.closes <= hours.opens:
        found.append(Finding(_("The hours of the visit end before they begin."), True))
    else:
        codes = {code for rule in in_force(rules, today) for code in _slots_of(rule)}
        for slot in slots:
            if slot.code in codes and not hours.meets(slot):
                found.append(Finding(_("Due in the slot {slot} ({start:%H:%M}–{end:%H:%M}), but wants to be visited at other hours.").format(
                    slot=slot.name(), start=slot.starts, end=slot.ends)))  # fmt: skip
    return found


def _silence(base: Rule, own: int | None, default: int) -> list[Finding]:
    allowed = own if own else default if base.preset is Preset.TWICE_DAILY or base.instead else None
    longest = LONGEST_HOURS.get(base.preset)
    if allowed is None or longest is None or allowed >= longest:
        return []
    text = _("Visited “{rule}”, but the silence alert comes after {hours} h: it would come before the next visit.")
    return [Finding(text.format(rule=preset_label(base.preset), hours=allowed))]


def _slots_of(rule: Rule) -> tuple[str, ...]:
    if rule.preset in (Preset.EVERY_SLOT, Preset.AFTER_EVENT):
        return rule.slots
    return (rule.slots[0], rule.slots[-1]) if rule.preset is Preset.TWICE_DAILY and rule.slots else rule.slots[:1]


def _overlap(one: Rule, other: Rule) -> bool:
    first = max(one.starts or date.min, other.starts or date.min)
    return first <= min(one.ends or date.max, other.ends or date.max)


def _asks_ever(rule: Rule) -> bool:
    assert rule.starts is not None and rule.ends is not None
    days = min((rule.ends - rule.starts).days + 1, AHEAD)
    never_reached = [rule.starts + timedelta(days=offset) for offset in range(days)]
    return any(is_due((rule,), (), day, slot) is Due.DUE for day in never_reached for slot in rule.slots)


def _adds_nothing(rule: Rule, rules: Sequence[Rule], today: date) -> bool:
    """True when the others, of those that ask day by day, cover every slot that it asks for; periodic others cover nothing for sure."""
    others = [one for one in rules if one is not rule and one.preset in (Preset.TWICE_DAILY, Preset.DAILY, Preset.EVERY_SLOT)]
    first = max(rule.starts or today, today)
    last = min(rule.ends or first + timedelta(days=AHEAD), first + timedelta(days=AHEAD))
    asked = 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        holding = [one for one in in_force(rules, day) if one in others]
        for slot in rule.slots:
            if is_due((rule,), (), day, slot) is Due.DUE:
                asked += 1
                if not any(is_due((one,), (), day, slot) is Due.DUE for one in holding):
                    return False
    return asked > 0
