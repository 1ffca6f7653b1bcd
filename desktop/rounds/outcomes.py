"""How a knock ends: the outcomes of the rounds, in the order of the entry page.

Source: the station's own list (domain facts §3). 'No answer' is about the elder, 'missed' is about us; they are never merged.
"""

from dataclasses import dataclass
from enum import StrEnum

from desktop.i18n import N_, _


class Outcome(StrEnum):
    """The code that is stored for a knock; its properties stand in `INFO`."""

    SEEN_SAFE = "seen_safe"
    THROUGH_DOOR = "through_door"
    BY_PHONE = "by_phone"
    VOUCHED = "vouched"
    REFUSED = "refused"
    AWAY = "away"
    NO_ANSWER = "no_answer"
    UNWELL = "unwell"
    EMERGENCY = "emergency"
    MISSED = "missed"
    LATE = "late"


class Tone(StrEnum):
    """How an outcome is coloured; the page maps tones to the tokens of the looks."""

    OK = "ok"
    ATTENTION = "attention"
    DANGER = "danger"
    QUIET = "quiet"


@dataclass(frozen=True)
class OutcomeInfo:
    """What the rules need to know of an outcome.

    `safe`: somebody saw, heard or vouched for the elder, so last known safe moves forward.
    `reached`: the elder in person was reached, so a weekly, monthly or quarterly visit counts as made.
    `ours`: the outcome tells of our work (we did not come, we came late), not of the elder.
    `opens_ladder`: an escalation is opened when it is recorded.
    """

    label: str
    key: str
    safe: bool
    reached: bool
    ours: bool
    opens_ladder: bool
    tone: Tone


INFO: dict[Outcome, OutcomeInfo] = {
    Outcome.SEEN_SAFE: OutcomeInfo(N_("Seen safe"), "P", True, True, False, False, Tone.OK),
    Outcome.THROUGH_DOOR: OutcomeInfo(N_("Answered through the door"), "G", True, True, False, False, Tone.OK),
    Outcome.BY_PHONE: OutcomeInfo(N_("Confirmed by phone"), "D", True, True, False, False, Tone.OK),
    Outcome.VOUCHED: OutcomeInfo(N_("Whereabouts told by family or neighbour"), "L", True, False, False, False, Tone.OK),
    Outcome.REFUSED: OutcomeInfo(N_("Refused (safe)"), "J", True, True, False, False, Tone.ATTENTION),
    Outcome.AWAY: OutcomeInfo(N_("Reported away or in hospital"), "B", False, False, False, False, Tone.QUIET),
    Outcome.NO_ANSWER: OutcomeInfo(N_("No answer"), "N", False, False, False, True, Tone.DANGER),
    Outcome.UNWELL: OutcomeInfo(N_("Seen unwell"), "Y", False, True, False, True, Tone.DANGER),
    Outcome.EMERGENCY: OutcomeInfo(N_("Emergency handled"), "E", False, True, False, True, Tone.DANGER),
    Outcome.MISSED: OutcomeInfo(N_("Missed by us"), "M", False, False, True, False, Tone.ATTENTION),
    Outcome.LATE: OutcomeInfo(N_("Seen safe, late"), "C", True, True, True, False, Tone.ATTENTION),
}

BY_KEY: dict[str, Outcome] = {info.key: outcome for outcome, info in INFO.items()}


def info(outcome: str) -> OutcomeInfo:
    """What the rules know of a stored outcome code. Raises ValueError for an unknown code."""
    return INFO[Outcome(outcome)]


def label(outcome: str) -> str:
    """The outcome in the user's language."""
    return _(info(outcome).label)


def parse(text: str) -> Outcome | None:
    """The outcome that a person means by a code, a key letter or a label in the user's language; None when it is none of
    these.
    """
    asked = text.strip()
    if asked.upper() in BY_KEY:
        return BY_KEY[asked.upper()]
    for outcome, known in INFO.items():
        if asked.lower().replace("-", "_") == outcome.value or asked == _(known.label) or asked == known.label:
            return outcome
    return None


def reached_codes() -> list[str]:
    """The stored codes by which a periodic visit counts as made."""
    return [outcome.value for outcome, known in INFO.items() if known.reached]
