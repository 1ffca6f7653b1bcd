"""Words that several papers share: dates as they are spoken, names made shorter for privacy."""

from datetime import date, time

from desktop.i18n import N_, _
from desktop.people.masking import masked_name
from desktop.people.weekly import WEEKDAYS
from desktop.reports.document import Privacy

SLOTS = {"am": N_("morning"), "pm": N_("afternoon")}


def long_date(day: date) -> str:
    """The date with its weekday."""
    return _("{year}-{month:02d}-{day:02d} ({weekday})").format(
        year=day.year, month=day.month, day=day.day, weekday=_(WEEKDAYS[day.weekday()])
    )


def day_words(day: date) -> str:
    """The date without its weekday, as letters and certificates have it."""
    return _("{year}-{month:02d}-{day:02d}").format(year=day.year, month=day.month, day=day.day)


def month_name(month: date) -> str:
    """The month of `month`."""
    return _("{year}-{month:02d}").format(year=month.year, month=month.month)


def short_date(day: date) -> str:
    """Month and day."""
    return _("{month:02d}-{day:02d}").format(month=day.month, day=day.day)


def time_span(begins: time, ends: time) -> str:
    """From and to, as 08:30–10:30."""
    return f"{begins:%H:%M}–{ends:%H:%M}"


def slot_name(slot: str) -> str:
    """'am' or 'pm' in words; another code stays as it is."""
    return _(SLOTS[slot]) if slot in SLOTS else slot


def graded_name(name: str, code: str, privacy: Privacy) -> str:
    """The name as this grade shows it; the code of the file in its place when only numbers may be shown."""
    if privacy is Privacy.FULL:
        return name
    return masked_name(name) if privacy is Privacy.MASKED else code
