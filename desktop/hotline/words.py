"""The hotline's codes and their labels."""

from collections.abc import Collection, Mapping

from desktop.hotline.problem import DayKind
from desktop.hotline.rules import Rule
from desktop.i18n import N_, _

RULES: dict[Rule, str] = {
    Rule.UNKNOWN: N_("is no longer a volunteer here"),
    Rule.UNTRAINED: N_("has no valid hotline training"),
    Rule.NOT_SERVING: N_("has not joined yet or has left"),
    Rule.UNAVAILABLE_DATE: N_("is unavailable on this date"),
    Rule.OUTSIDE_WINDOWS: N_("did not offer this time"),
    Rule.TWICE_IN_SHIFT: N_("already sits in this shift"),
    Rule.DAY_MAXIMUM: N_("already has a shift that day"),
    Rule.REST: N_("would have too little rest"),
    Rule.WEEK_MAXIMUM: N_("has reached the week's maximum"),
    Rule.MONTH_MAXIMUM: N_("has reached the month's maximum"),
    Rule.APART: N_("must not sit beside somebody there"),
    Rule.NOT_LEAD: N_("may not lead, and the seat wants a lead"),
    Rule.NO_SUCH_SEAT: N_("there is no such seat"),
}
RULE_COUNTS: dict[Rule, str] = {
    Rule.UNTRAINED: N_("{number} not trained"),
    Rule.NOT_SERVING: N_("{number} not serving"),
    Rule.UNAVAILABLE_DATE: N_("{number} unavailable on this date"),
    Rule.OUTSIDE_WINDOWS: N_("{number} did not offer this time"),
    Rule.TWICE_IN_SHIFT: N_("{number} already in this shift"),
    Rule.DAY_MAXIMUM: N_("{number} with a shift that day"),
    Rule.REST: N_("{number} without enough rest"),
    Rule.WEEK_MAXIMUM: N_("{number} at the week's maximum"),
    Rule.MONTH_MAXIMUM: N_("{number} at the month's maximum"),
    Rule.APART: N_("{number} not beside those there"),
    Rule.NOT_LEAD: N_("{number} who may not lead"),
}
KIND_WORDS: dict[str, str] = {
    "o": N_("working days"), "w": N_("weekends"), "h": N_("public holidays"), "f": N_("festival week"),
}
DAY_KINDS: dict[DayKind, str] = {
    DayKind.ORDINARY: N_("Ordinary days"), DayKind.WEEKEND: N_("Weekends"), DayKind.HOLIDAY: N_("Public holidays"),
}
STATES: dict[str, str] = {"draft": N_("Draft"), "published": N_("Published"), "replaced": N_("Replaced")}
STAGES: dict[str, str] = {
    "changed": N_("Keeping what stands"), "unfilled": N_("Filling the seats"), "fairness": N_("Sharing fairly"), "preference": N_("Heeding wishes"),
}
DIRECTIONS: dict[str, str] = {"in": N_("Incoming"), "out": N_("Outgoing")}
CALL_KINDS: dict[str, str] = {
    "effective": N_("Effective"), "transferred": N_("Passed on"), "unfinished": N_("Not completed"),
}  # domain.md §4
CALL_SUBTYPES: dict[str, str] = {
    "companionship": N_("Companionship"), "follow_up": N_("Follow-up call"), "health": N_("Health advice"),
    "information": N_("Information"), "complaint": N_("Complaint"), "third_party": N_("Someone else calling"),
    "dropped": N_("Line dropped"), "missed": N_("Missed call"), "no_answer": N_("Not picked up"), "noise": N_("Noise"),
    "silent": N_("Silent call"), "wrong_number": N_("Wrong number"), "nuisance": N_("Nuisance"),
}
KIND_OF_SUBTYPE: dict[str, str] = {
    **dict.fromkeys(("companionship", "follow_up", "health", "information", "complaint", "third_party"), "effective"),
    **dict.fromkeys(("dropped", "missed", "no_answer", "noise", "silent", "wrong_number", "nuisance"), "unfinished"),
}
CALL_OUTCOMES: dict[str, str] = {
    "settled": N_("Settled in the call"), "promised": N_("Promised to see to it"), "transferred": N_("Passed on to somebody else"),
    "vouched": N_("Contact says: safe"),
}
REQUESTS: dict[str, str] = {
    "": N_("Follow-up"), "meal": N_("Meal delivery"), "haircut": N_("Haircut"), "medical": N_("Medical help"),
}  # what somebody may ask for in a call (domain.md §8)
AXES: dict[str, str] = {"emergency": N_("Emergency"), "daily_help": N_("Daily help"), "care": N_("Active care")}
SPOKEN_WITH = frozenset({"companionship", "follow_up", "health", "information", "complaint"})  # the elder himself was on the line


def rule_label(rule: Rule) -> str:
    """What the rule says about the person, as the rest of a sentence that begins with his name."""
    return _(RULES[rule])


def reasons_words(reasons: Mapping[Rule, int]) -> str:
    """Why a shift lacks people, the commonest reason first; that most people are not trained goes without saying."""
    told = sorted(((n, r) for r, n in reasons.items() if r in RULE_COUNTS and r is not Rule.UNTRAINED), key=lambda p: (-p[0], p[1]))
    return _(", ").join(_(RULE_COUNTS[rule]).format(number=number) for number, rule in told)


def kinds_words(letters: Collection[str]) -> str:
    """'working days, weekends': kinds of day as shift templates name them."""
    if set(letters) == set(KIND_WORDS):
        return _("all days")
    return _(", ").join(_(words) for letter, words in KIND_WORDS.items() if letter in letters)


def label(words: dict[str, str], code: str) -> str:
    """The label of a code in one of the lists above; an unknown code is shown as it is."""
    return _(words[code]) if code in words else code


def clock(minute: int) -> str:
    """480 → '08:00'; minutes after midnight of the next day start again."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
