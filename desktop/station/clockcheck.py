"""The computer's clock: an old PC's battery dies, somebody sets a date back. Noticed and said; order never depends on it alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.i18n import _

BUILT = date(2026, 1, 1)  # no station was ever used before
LAST_YEAR = 2099
BACK = timedelta(minutes=5)  # time servers correct a little
FORWARD = timedelta(days=45)  # longer than any holiday without an entry
JUMP = timedelta(minutes=2)


@dataclass(frozen=True)
class ClockDoubt:
    """Why the clock is not believed: 'year', 'back', 'forward' or 'jump', and what to tell."""

    kind: str
    message: str


def check_clock(now: datetime, newest: datetime | None) -> ClockDoubt | None:
    """Judge the clock at start against the newest entry in the station (by sequence, not by its time). None = nothing odd."""
    if not BUILT.year <= now.year <= LAST_YEAR:
        message = _("The computer's clock says {now}. That cannot be: set date and time before you enter anything.")
        return ClockDoubt("year", message.format(now=_said(now)))
    if newest is None:
        return None
    if now < newest - BACK:
        message = _("The computer's clock says {now}, but the newest entry is of {newest}. Was the clock set back? Check date and time.")
        return ClockDoubt("back", message.format(now=_said(now), newest=_said(newest)))
    if now > newest + FORWARD:
        message = _("The computer's clock says {now}, but the newest entry is of {newest}. "
                    "If nobody was away so long, check date and time.")
        return ClockDoubt("forward", message.format(now=_said(now), newest=_said(newest)))
    return None


def check_jump(wall_before: datetime, wall_now: datetime, seconds_gone: float) -> ClockDoubt | None:
    """Judge the clock while the program runs: `seconds_gone` is the steady (monotonic) time between the two readings."""
    off = wall_now - wall_before - timedelta(seconds=seconds_gone)
    if abs(off) <= JUMP:
        return None
    return ClockDoubt("jump", _("The computer's clock jumped from {before} to {now}. Check date and time.").format(
        before=_said(wall_before), now=_said(wall_now)))


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
