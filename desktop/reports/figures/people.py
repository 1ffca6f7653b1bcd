"""Figures of the people whom the station looks after."""

from desktop.i18n import N_
from desktop.reports.figures.facts import Facts
from desktop.reports.figures.model import ELDERLY, TIMES, By, Figure, Period, Unit, Value

FILES = N_("Care files")
STATE = N_("As it stands at the end of the period; today, when the period is not over.")
DAYS = N_("Counts on the day on which the care file was opened or closed.")
CUTS = TIMES | (ELDERLY - {By.ELDER})


def _on_file(facts: Facts) -> Value:
    last = facts.period.last
    return Value(len(facts.on_file(Period(last, last))))


def _opened(facts: Facts) -> Value:
    return Value(sum(1 for first, _last in facts.spans.values() if facts.period.first <= first <= facts.period.last))


def _closed(facts: Facts) -> Value:
    return Value(
        sum(1 for _first, last in facts.spans.values() if last is not None and facts.period.first <= last <= facts.period.last)
    )


FIGURES: tuple[Figure, ...] = (
    Figure(
        "elders_on_file",
        "people",
        N_("Elders on file"),
        N_("Elders with an open care file: persons."),
        "",
        Unit.PERSONS,
        FILES,
        STATE,
        ("files",),
        CUTS,
        _on_file,
        begins="elders",
    ),
    Figure(
        "files_opened",
        "people",
        N_("Care files opened"),
        N_("Elders newly looked after: persons."),
        "",
        Unit.PERSONS,
        FILES,
        DAYS,
        ("files",),
        CUTS,
        _opened,
        begins="elders",
    ),
    Figure(
        "files_closed",
        "people",
        N_("Care files closed"),
        N_("Elders no longer looked after, those who died too: persons."),
        "",
        Unit.PERSONS,
        FILES,
        DAYS,
        ("files",),
        CUTS,
        _closed,
        begins="elders",
    ),
)
