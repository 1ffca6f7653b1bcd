"""Words and colours that the pages of the rounds share."""

from datetime import date, datetime, timedelta

from desktop.i18n import _
from desktop.rounds import outcomes
from desktop.rounds.lastsafe import Silence, channel_label, grade
from desktop.rounds.outcomes import INFO, Outcome, Tone
from ui.kit import theme

KINDS = {Tone.OK: "ok", Tone.ATTENTION: "gold", Tone.DANGER: "danger", Tone.QUIET: "muted"}


def large() -> bool:
    """True when everything is drawn so large that 1366 × 768 holds less."""
    return theme.scale() >= 1.3


def wide(usual: int, tight: int) -> int:
    """A width at 100 %: the usual one, or a tighter one when everything is drawn large."""
    return tight if large() else usual


def outcome_badge(outcome: Outcome) -> tuple[str, str]:
    """An outcome as word and kind of badge."""
    return outcomes.label(outcome), KINDS[INFO[outcome].tone]


def day_words(day: date, today: date) -> str:
    """'today', 'yesterday', or month and day."""
    if day == today:
        return _("today")
    if day == today - timedelta(days=1):
        return _("yesterday")
    return month_day(day)


def month_day(day: date) -> str:
    """Month and day, as '11月21日'."""
    return _("{month}/{day}").format(month=day.month, day=day.day)


def moment_words(moment: datetime | None, channel: str, today: date) -> str:
    """'yesterday 16:05 knock'; 'never' when there is none."""
    if moment is None:
        return _("never")
    return _("{day} {time} {channel}").format(
        day=day_words(moment.date(), today), time=f"{moment:%H:%M}", channel=channel_label(channel)
    )


def sheet_name(number: int) -> str:
    """'No. 0417'."""
    return _("No. {number:04d}").format(number=number)


SILENCE_KINDS = {Silence.FINE: "muted", Silence.NEAR: "muted", Silence.OVER: "gold", Silence.GRAVE: "danger"}


def silence_kind(silent: timedelta, allowed: timedelta) -> str:
    """The kind of badge of a silence: red only when the elder may be in danger."""
    return SILENCE_KINDS[grade(silent, allowed)]
