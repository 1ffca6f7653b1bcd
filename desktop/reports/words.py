"""Words that several papers share: dates as they are spoken, names made shorter for privacy."""

from datetime import date, time

from desktop.i18n import N_, _
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


def masked(name: str) -> str:
    """A name with its middle hidden: 顾*珍, 王*, 欧**国."""
    if len(name) <= 1:
        return name
    return name[0] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def masked_phone(phone: str) -> str:
    """A phone number with its middle hidden: 138****1234; shorter ones lose all but the last two digits."""
    if len(phone) >= 7:
        return phone[:3] + "*" * (len(phone) - 7) + phone[-4:] if len(phone) > 7 else phone[:2] + "***" + phone[-2:]
    return "*" * max(0, len(phone) - 2) + phone[-2:]


def graded_name(name: str, code: str, privacy: Privacy) -> str:
    """The name as this grade shows it; the code of the file in its place when only numbers may be shown."""
    if privacy is Privacy.FULL:
        return name
    return masked(name) if privacy is Privacy.MASKED else code
