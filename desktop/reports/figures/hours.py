"""Figures of volunteers' hours at the phone: from signed duty only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desktop.hotline.problem import moment
from desktop.i18n import N_
from desktop.reports.figures.model import SERVING, TIMES, Figure, Unit, Value

EVIDENCE = N_("Duty sign-ins and sign-outs")
SIGNED = N_("Counts on the day on which the volunteer signed in.")


def hours_of(row: Mapping[str, Any]) -> float:
    """Hours of one duty: signed in until signed out, within the shift where it has a seat; 0 without a sign-out."""
    since: datetime = row["signed_in"]
    until: datetime | None = row["signed_out"]
    if until is None:
        return 0.0
    if row["date"] is not None:
        since = max(since, moment(row["date"], row["start_minute"]))
        until = min(until, moment(row["date"], row["end_minute"]))
    return max(0.0, (until - since).total_seconds() / 3600)


FIGURES: tuple[Figure, ...] = (
    Figure(
        "duty_hours",
        "hotline",
        N_("Hours on duty"),
        N_("From sign-in to sign-out, within the shift. A seat with no sign-in or no sign-out gives no hours."),
        "",
        Unit.HOURS,
        EVIDENCE,
        SIGNED,
        ("duties",),
        TIMES | SERVING,
        lambda facts: Value(sum(hours_of(row) for row in facts.duties)),
        begins="duties",
        lists="duties",
        good=True,
    ),
    Figure(
        "duty_turns",
        "hotline",
        N_("Turns of duty"),
        N_("Sign-ins at the phone: person-times."),
        "",
        Unit.PERSON_TIMES,
        EVIDENCE,
        SIGNED,
        ("duties",),
        TIMES | SERVING,
        lambda facts: Value(len(facts.duties)),
        begins="duties",
        lists="duties",
        good=True,
    ),
    Figure(
        "duty_volunteers",
        "hotline",
        N_("Volunteers on duty"),
        N_("Different volunteers who signed in: persons."),
        "",
        Unit.PERSONS,
        EVIDENCE,
        SIGNED,
        ("duties",),
        TIMES | SERVING,
        lambda facts: Value(len({row["volunteer"] for row in facts.duties})),
        begins="duties",
    ),
)
