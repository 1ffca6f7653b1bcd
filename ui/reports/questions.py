"""What a report asks before it can be made, as fields of a form."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from desktop.i18n import _
from desktop.reports.catalogue import Report
from desktop.reports.document import PRIVACY_LABELS, Paper, Privacy
from desktop.reports.figures.model import quarter_of
from desktop.reports.scope import Ask
from desktop.reports.services import Choices
from ui.kit import Field

MONTHS_BACK, MONTHS_ON = 24, 3
QUARTERS_BACK, YEARS_BACK = 12, 10


def fields_of(wanted: Report, choices: Choices, today: date) -> list[Field]:
    """The fields for everything that this report asks."""
    begin, end = default_period(wanted.code, today)
    made = {
        Ask.DAY: [Field("day", _("Day"), "date", default=today)],
        Ask.PERIOD: [Field("first", _("From"), "date", default=begin), Field("last", _("Until"), "date", default=end)],
        Ask.MONTH: [Field("month", _("Month"), "choice", choices=months(today), default=today.replace(day=1))],
        Ask.QUARTER: [Field("quarter", _("Quarter"), "choice", choices=quarters(today), default=quarter_of(today).first)],
        Ask.YEAR: [Field("year", _("Which year"), "choice", choices=years(today), default=date(today.year, 1, 1))],
        Ask.SLOT: [Field("slot", _("Slot"), "choice", choices=choices.slots, default=_first(choices.slots))],
        Ask.ELDER: [Field("subject", _("Elder"), "choice", choices=choices.elders, default=_first(choices.elders))],
        Ask.LADDER: [
            Field("subject", _("Escalation"), "choice", choices=choices.ladders, default=_first(choices.ladders))
        ],
        Ask.INCIDENT: [
            Field("subject", _("Incident"), "choice", choices=choices.incidents, default=_first(choices.incidents))
        ],
        Ask.CERTIFICATE: [
            Field(
                "subject", _("Certificate"), "choice", choices=choices.certificates, default=_first(choices.certificates)
            )
        ],
        Ask.NAMES: [
            Field(
                "privacy",
                _("Names"),
                "choice",
                choices=[(one, _(PRIVACY_LABELS[one])) for one in choices.grades],
                default=wanted.grade if wanted.grade in choices.grades else Privacy.MASKED,
            )
        ],
        Ask.PAPER: [Field("paper", _("Paper"), "choice", choices=[(one, one.name) for one in Paper], default=Paper.A4)],
        Ask.LARGE: [Field("large", _("Large print"), "check", default=False)],
    }
    return [field for ask in wanted.asks for field in made[ask]]


def months(today: date) -> list[tuple[date, str]]:
    """The months that can be chosen, newest first, by their first day."""
    found = []
    number = today.year * 12 + today.month - 1
    for one in range(number + MONTHS_ON, number - MONTHS_BACK - 1, -1):
        first = date(one // 12, one % 12 + 1, 1)
        found.append((first, f"{first:%Y-%m}"))
    return found


def quarters(today: date) -> list[tuple[date, str]]:
    """The quarters that can be chosen, newest first, by their first day."""
    this = today.year * 4 + (today.month - 1) // 3
    return [
        (date(one // 4, one % 4 * 3 + 1, 1), _("{year} Q{quarter}").format(year=one // 4, quarter=one % 4 + 1))
        for one in range(this, this - QUARTERS_BACK - 1, -1)
    ]


def years(today: date) -> list[tuple[date, str]]:
    """The years that can be chosen, newest first, by their first day."""
    return [(date(one, 1, 1), f"{one}") for one in range(today.year, today.year - YEARS_BACK - 1, -1)]


def default_period(code: str, today: date) -> tuple[date, date]:
    """Birthdays look a fortnight ahead; everything else shows the month so far."""
    if code == "birthdays":
        return today, today + timedelta(days=13)
    last = min(today, today.replace(day=monthrange(today.year, today.month)[1]))
    return today.replace(day=1), last


def _first(choices: Sequence[tuple[str, str]]) -> str | None:
    return choices[0][0] if choices else None


def kept(field: Field, value: Any) -> Any:
    """A value from elsewhere, where it fits the field; else its default."""
    if field.name == "month" and isinstance(value, date):
        value = value.replace(day=1)
    if value is None or (field.kind == "choice" and value not in [key for key, _words in field.choices]):
        return field.default
    return value
