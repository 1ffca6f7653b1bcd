"""Last known safe: the latest moment at which any channel showed the elder safe, and how long the silence since may last.

Channels: knock, call, meal, activity, a neighbour's sighting, a ladder that closed well; further rooms feed it through
`desktop.rounds.sightings.note_sighting`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop.i18n import N_, _
from desktop.rounds.frequency import Preset

DEFAULT_SILENCE_HOURS = 16
"""For elders who are visited twice a day; the station's own default, editable per elder."""

SILENCE_HOURS: dict[Preset, int] = {
    Preset.TWICE_DAILY: DEFAULT_SILENCE_HOURS,
    Preset.DAILY: 32,
    Preset.WEEKLY: 8 * 24,
    Preset.MONTHLY: 62 * 24,
    Preset.QUARTERLY: 184 * 24,
    Preset.EVERY_SLOT: 32,
    Preset.AFTER_EVENT: 32,
}
"""Default thresholds by frequency: a little more than the longest time between two visits as planned."""


class Channel(StrEnum):
    """By what we know that the elder was safe."""

    KNOCK = "knock"
    CALL = "call"
    MEAL = "meal"
    ACTIVITY = "activity"
    NEIGHBOUR = "neighbour"
    LADDER = "ladder"


CHANNEL_LABELS: dict[Channel, str] = {
    Channel.KNOCK: N_("knock"),
    Channel.CALL: N_("phone call"),
    Channel.MEAL: N_("meal"),
    Channel.ACTIVITY: N_("activity"),
    Channel.NEIGHBOUR: N_("neighbour's sighting"),
    Channel.LADDER: N_("escalation closed"),
}


@dataclass(frozen=True)
class Sighting:
    """The elder was known safe at this moment by this channel."""

    at: datetime
    channel: Channel


def channel_label(channel: str) -> str:
    """A channel in the user's language. Raises ValueError for an unknown code."""
    return _(CHANNEL_LABELS[Channel(channel)])


def last_safe(sightings: Iterable[Sighting], now: datetime) -> Sighting | None:
    """The latest sighting that is not in the future (a clock set back must not hide a silence); None when there is none."""
    return max((seen for seen in sightings if seen.at <= now), key=lambda seen: seen.at, default=None)


def threshold(preset: Preset, own_hours: int | None = None) -> timedelta:
    """How long this elder may be silent: the elder's own threshold in hours, else the default of the frequency."""
    return timedelta(hours=own_hours if own_hours else SILENCE_HOURS[preset])


def silence(last: datetime | None, since: datetime, now: datetime) -> timedelta:
    """How long nobody has known the elder safe: since the last sighting, or since `since` (the care file was opened) when
    there is none.
    """
    return max(timedelta(0), now - (last if last is not None else since))


def is_silent(last: datetime | None, since: datetime, allowed: timedelta, now: datetime) -> bool:
    """True when the silence has passed the threshold, which raises an alert."""
    return silence(last, since, now) > allowed


class Silence(StrEnum):
    """How grave a silence is; the pages colour it by this alone."""

    FINE = "fine"
    NEAR = "near"
    """Four fifths of the threshold have passed."""
    OVER = "over"
    """Past the threshold: an alert, somebody calls."""
    GRAVE = "grave"
    """Past it by more than a seventh: the elder may be in danger."""


NEAR, GRAVE = 0.8, 1.15


def grade(silent: timedelta, allowed: timedelta) -> Silence:
    """How grave a silence is, measured against the elder's own threshold: the one rule for lists, cards and Today."""
    if silent > allowed:
        return Silence.GRAVE if silent > allowed * GRAVE else Silence.OVER
    return Silence.NEAR if silent >= allowed * NEAR else Silence.FINE
