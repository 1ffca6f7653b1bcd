"""Figures of incidents: how many, and the rate per 100 elders and year with its denominator."""

from desktop.i18n import N_, _
from desktop.reports.figures.facts import Facts
from desktop.reports.figures.model import ELDERLY, TIMES, By, Figure, Unit, Value
from desktop.rounds.incident_rate import DAYS_A_YEAR, counts, elder_days

REGISTER = N_("Register of incidents")
HAPPENED = N_("Counts on the day on which it happened.")
CUTS = TIMES | (ELDERLY - {By.ELDER})


def elder_years(facts: Facts) -> float:
    """The days on which each care file was open in the period, added up, in years."""
    return elder_days(facts.spans, facts.period.first, facts.period.last) / DAYS_A_YEAR


def _rate(facts: Facts) -> Value:
    years = elder_years(facts)
    of_elders = sum(1 for row in facts.incidents if counts(facts.spans, row["care_file"], row["at"].date()))
    return Value(100 * of_elders / years) if years else Value(None, _("Nobody has a care file."))


FIGURES: tuple[Figure, ...] = (
    Figure(
        "incidents",
        "rounds",
        N_("Incidents"),
        N_("Falls, going astray, choking, self-harm, fire, gas, sudden deaths and others that were entered."),
        "",
        Unit.CASES,
        REGISTER,
        HAPPENED,
        ("incidents",),
        CUTS,
        lambda facts: Value(len(facts.incidents)),
        begins="rounds",
        lists="incidents",
        good=False,
    ),
    Figure(
        "incident_rate",
        "rounds",
        N_("Incident rate"),
        N_(
            "Incidents of elders with an open care file, per 100 elders and year. Denominator: the days on which each file was open, added up, ÷ 365."
        ),
        N_("100 × incidents of elders ÷ (Σ days on file ÷ 365)"),
        Unit.PER_100_YEARS,
        REGISTER,
        HAPPENED,
        ("incidents", "files"),
        CUTS,
        _rate,
        begins="rounds",
        good=False,
    ),
)
