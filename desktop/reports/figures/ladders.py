"""Figures of the escalations: how many, how quickly somebody went on, how long until it was known."""

from collections.abc import Callable
from datetime import datetime
from statistics import median
from typing import Any

from desktop.i18n import N_, _
from desktop.reports.figures.facts import Facts
from desktop.reports.figures.model import ELDERLY, TIMES, By, Figure, Unit, Value, share
from desktop.rounds.frequency import LATENESS_MINUTES
from desktop.rounds.ladder import Closing

RECORDS = N_("Records of the escalations")
OPENED = N_("Counts on the day on which the escalation was opened.")
CUTS = TIMES | ELDERLY | {By.HOUR}


def real(facts: Facts) -> list[dict[str, Any]]:
    """The escalations without those closed as entered in error."""
    return [row for row in facts.ladders if row["result"] != Closing.ENTERED_IN_ERROR]


def _minutes(since: datetime, until: datetime) -> float:
    return max(0.0, (until - since).total_seconds() / 60)


def _responses(facts: Facts) -> list[float]:
    return [_minutes(row["opened_at"], row["first_step"]) for row in real(facts) if row["first_step"] is not None]


def _lengths(facts: Facts) -> list[float]:
    return [_minutes(row["opened_at"], row["closed_at"]) for row in real(facts) if row["closed_at"] is not None]


def _of(numbers: Callable[[Facts], list[float]], take: Callable[[list[float]], float]) -> Callable[[Facts], Value]:
    def reckon(facts: Facts) -> Value:
        found = numbers(facts)
        return Value(take(found)) if found else Value(None, _("No escalation of this kind."))

    return reckon


def _prompt(facts: Facts) -> Value:
    found = _responses(facts)
    return share(sum(1 for one in found if one <= LATENESS_MINUTES[0]), len(found), _("No escalation of this kind."))


FIGURES: tuple[Figure, ...] = (
    Figure(
        "ladders_opened",
        "rounds",
        N_("Escalations"),
        N_("Opened because nobody answered or somebody was unwell; those entered in error are left out."),
        "",
        Unit.CASES,
        RECORDS,
        OPENED,
        ("ladders",),
        CUTS,
        lambda facts: Value(len(real(facts))),
        lists="ladders",
        good=False,
    ),
    Figure(
        "ladders_open",
        "rounds",
        N_("Escalations still open"),
        N_("Of the escalations opened in the period, those without a result today."),
        "",
        Unit.CASES,
        RECORDS,
        OPENED,
        ("ladders",),
        CUTS,
        lambda facts: Value(sum(1 for row in real(facts) if row["closed_at"] is None)),
        lists="ladders",
        good=False,
    ),
    Figure(
        "ladder_response",
        "rounds",
        N_("Response time"),
        N_("From the opening to the first step; the middle one of all (median)."),
        N_("median of (first step − opened)"),
        Unit.MINUTES,
        RECORDS,
        OPENED,
        ("ladders",),
        CUTS,
        _of(_responses, median),
        good=False,
    ),
    Figure(
        "ladder_prompt",
        "rounds",
        N_("Responded within 15 minutes"),
        N_("Escalations whose first step came within 15 minutes, of all with a step."),
        N_("first step ≤ 15 min ÷ escalations with a step"),
        Unit.SHARE,
        RECORDS,
        OPENED,
        ("ladders",),
        CUTS,
        _prompt,
        good=True,
    ),
    Figure(
        "ladder_length",
        "rounds",
        N_("Time to certainty"),
        N_("From the opening to the result; the middle one of all (median)."),
        N_("median of (closed − opened)"),
        Unit.MINUTES,
        RECORDS,
        OPENED,
        ("ladders",),
        CUTS,
        _of(_lengths, median),
        good=False,
    ),
    Figure(
        "ladder_longest",
        "rounds",
        N_("Longest time to certainty"),
        N_("The longest of all escalations with a result."),
        "",
        Unit.MINUTES,
        RECORDS,
        OPENED,
        ("ladders",),
        CUTS,
        _of(_lengths, max),
        good=False,
    ),
)
