"""Figures of volunteers' hours at the phone: from signed duty only."""

from collections.abc import Mapping
from typing import Any

from desktop.hotline.duty import credited
from desktop.hotline.problem import moment
from desktop.i18n import N_
from desktop.reports.figures.model import SERVING, TIMES, Figure, Unit, Value

EVIDENCE = N_("Duty sign-ins and sign-outs")
SIGNED = N_("Counts on the day on which the volunteer signed in.")


def minutes_of(row: Mapping[str, Any]) -> int:
    """Minutes that one duty gives (`desktop.hotline.duty.credited`); without a seat, what lies between the two signatures."""
    if row["date"] is None:
        return int((row["signed_out"] - row["signed_in"]).total_seconds() // 60) if row["signed_out"] else 0
    starts, ends = moment(row["date"], row["start_minute"]), moment(row["date"], row["end_minute"])
    return credited(starts, ends, row["signed_in"], row["signed_out"])


FIGURES: tuple[Figure, ...] = (
    Figure(
        "duty_hours",
        "hotline",
        N_("Hours on duty"),
        N_("The shift, less what somebody came late or left early (five minutes are granted). A seat with no sign-in or no sign-out gives no hours."),
        "",
        Unit.HOURS,
        EVIDENCE,
        SIGNED,
        ("duties",),
        TIMES | SERVING,
        lambda facts: Value(sum(minutes_of(row) for row in facts.duties) / 60),
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
