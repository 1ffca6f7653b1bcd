"""When in the week somebody can come: parts of the day as the ledger names them, and windows in words."""

from collections.abc import Mapping

from desktop.i18n import N_, _

WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
DAY_MINUTES = 24 * 60
PARTS_OF_DAY: Mapping[str, tuple[int, int]] = {
    "am": (0, 720), "pm": (720, 1080), "evening": (960, DAY_MINUTES), "day": (0, DAY_MINUTES),
}  # what 上午, 下午, 晚上, 全天 mean when a volunteer says when he can come
_PART_LABELS = {"am": N_("{weekday} morning"), "pm": N_("{weekday} afternoon"), "evening": N_("{weekday} evening"), "day": N_("{weekday} all day")}


def clock_words(minute: int) -> str:
    """Minutes since midnight as a time: 510 → '08:30'."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def window_words(weekday: int, start: int, end: int) -> str:
    """One weekly window: '星期一上午' for a whole part of the day, else '星期一 08:30–11:00'; an import reads the former again."""
    for part, span in PARTS_OF_DAY.items():
        if span == (start, end):
            return _(_PART_LABELS[part]).format(weekday=_(WEEKDAYS[weekday]))
    return f"{_(WEEKDAYS[weekday])} {clock_words(start)}–{clock_words(end)}"


def weekly_words(windows: list[tuple[int, int, int]]) -> str:
    """Several windows (weekday, from, to in minutes), in the order of the week."""
    return "、".join(window_words(*window) for window in sorted(windows))
