"""Figures of the companion hotline: calls, promises, seats."""

from collections.abc import Callable
from statistics import median
from typing import Any

from desktop.i18n import N_, _
from desktop.reports.figures.facts import Facts
from desktop.reports.figures.model import ELDERLY, SERVING, TIMES, By, Figure, Unit, Value, share

LOG = N_("Call log")
CALLED = N_("Counts on the day on which the call began.")
PROMISES = N_("Register of follow-ups")
STATE = N_("As it stands at the end of the period; today, when the period is not over.")
ROSTER = N_("Published rosters (where none is published, the newest draft)")
SEAT_DAYS = N_("Counts on the day of the seat; days to come are not counted.")
CALL_CUTS = TIMES | SERVING | ELDERLY | {By.HOUR, By.KIND}
SEAT_CUTS = TIMES | SERVING
LOST = frozenset({"missed", "dropped"})
"""Kinds of incoming calls in which nobody was spoken to to the end: 漏接、断线."""


def _incoming(facts: Facts) -> list[dict[str, Any]]:
    return [row for row in facts.calls if row["direction"] == "in"]


def _lost(facts: Facts) -> int:
    return sum(1 for row in _incoming(facts) if row["subtype"] in LOST)


def _lengths(facts: Facts) -> list[float]:
    return [(row["ended_at"] - row["at"]).total_seconds() / 60 for row in facts.calls if row["ended_at"] is not None]


def _median_length(facts: Facts) -> Value:
    found = _lengths(facts)
    return Value(median(found)) if found else Value(None, _("No call with a noted end."))


def _answer_rate(facts: Facts) -> Value:
    incoming = len(_incoming(facts))
    return share(incoming - _lost(facts), incoming, _("No incoming call."))


def _still_open(facts: Facts) -> list[dict[str, Any]]:
    return [row for row in facts.follow_ups if row["closed_at"] is None or row["closed_at"] > facts.end]


def _late(facts: Facts) -> int:
    return sum(1 for row in _still_open(facts) if row["due_at"] is not None and row["due_at"] < facts.end)


def _seats(facts: Facts, filled: bool | None = None) -> int:
    return sum(1 for row in facts.seats if filled is None or filled == (row["volunteer"] is not None))


def _of_seats(number: Callable[[Facts], int]) -> Callable[[Facts], Value]:
    def reckon(facts: Facts) -> Value:
        return Value(number(facts)) if facts.seats else Value(None, _("No roster covers these days."))

    return reckon


def _calls(code: str, name: str, meaning: str, number: Callable[[Facts], int], good: bool | None = None) -> Figure:
    return Figure(
        code,
        "hotline",
        name,
        meaning,
        "",
        Unit.CALLS,
        LOG,
        CALLED,
        ("calls",),
        CALL_CUTS,
        lambda facts: Value(number(facts)),
        begins="calls",
        lists="calls",
        good=good,
    )


FIGURES: tuple[Figure, ...] = (
    _calls(
        "calls_in",
        N_("Calls in"),
        N_("Every incoming call that was entered, lost ones and wrong numbers too."),
        lambda facts: len(_incoming(facts)),
    ),
    _calls(
        "calls_out",
        N_("Calls out"),
        N_("Every outgoing call that was entered, tries without an answer too."),
        lambda facts: len(facts.calls) - len(_incoming(facts)),
    ),
    _calls(
        "calls_answered",
        N_("Calls answered"),
        N_("Incoming calls without those that were missed or whose line dropped."),
        lambda facts: len(_incoming(facts)) - _lost(facts),
        good=True,
    ),
    _calls("calls_lost", N_("Calls lost"), N_("Incoming calls that were missed or whose line dropped."), _lost, good=False),
    Figure(
        "answer_rate",
        "hotline",
        N_("Answer rate"),
        N_("Incoming calls that were answered, of all incoming."),
        N_("answered ÷ calls in"),
        Unit.SHARE,
        LOG,
        CALLED,
        ("calls",),
        CALL_CUTS,
        _answer_rate,
        begins="calls",
        good=True,
    ),
    Figure(
        "call_length",
        "hotline",
        N_("Length of a call"),
        N_("Calls in and out with a noted end; the middle one of all (median)."),
        N_("median of (end − beginning)"),
        Unit.MINUTES,
        LOG,
        CALLED,
        ("calls",),
        CALL_CUTS,
        _median_length,
        begins="calls",
    ),
    Figure(
        "callers",
        "hotline",
        N_("Persons called or calling"),
        N_("Different known persons on the line: persons, not calls."),
        "",
        Unit.PERSONS,
        LOG,
        CALLED,
        ("calls",),
        CALL_CUTS,
        lambda facts: Value(len({row["person"] for row in facts.calls if row["person"]})),
        begins="calls",
    ),
    Figure(
        "follow_ups_open",
        "hotline",
        N_("Follow-ups open"),
        N_("Promised and not yet closed."),
        "",
        Unit.CASES,
        PROMISES,
        STATE,
        ("follow_ups",),
        TIMES,
        lambda facts: Value(len(_still_open(facts))),
        begins="follow_ups",
        lists="follow_ups",
        good=False,
    ),
    Figure(
        "follow_ups_late",
        "hotline",
        N_("Follow-ups late"),
        N_("Open follow-ups whose time is past."),
        "",
        Unit.CASES,
        PROMISES,
        STATE,
        ("follow_ups",),
        TIMES,
        lambda facts: Value(_late(facts)),
        begins="follow_ups",
        lists="follow_ups",
        good=False,
    ),
    Figure(
        "seats",
        "hotline",
        N_("Seats rostered"),
        N_("Chairs at the phone, each of one shift of one day."),
        "",
        Unit.SEATS,
        ROSTER,
        SEAT_DAYS,
        ("seats",),
        TIMES,
        _of_seats(_seats),
        begins="seats",
        lists="seats",
    ),
    Figure(
        "seats_filled",
        "hotline",
        N_("Seats filled"),
        N_("Seats that somebody has."),
        "",
        Unit.SEATS,
        ROSTER,
        SEAT_DAYS,
        ("seats",),
        SEAT_CUTS,
        _of_seats(lambda facts: _seats(facts, True)),
        begins="seats",
        lists="seats",
        good=True,
    ),
    Figure(
        "seats_empty",
        "hotline",
        N_("Seats empty"),
        N_("Seats that nobody has."),
        N_("seats rostered − seats filled"),
        Unit.SEATS,
        ROSTER,
        SEAT_DAYS,
        ("seats",),
        TIMES,
        _of_seats(lambda facts: _seats(facts, False)),
        begins="seats",
        lists="seats",
        good=False,
    ),
    Figure(
        "seat_rate",
        "hotline",
        N_("Share of seats filled"),
        N_("Seats that somebody has, of all rostered."),
        N_("seats filled ÷ seats rostered"),
        Unit.SHARE,
        ROSTER,
        SEAT_DAYS,
        ("seats",),
        TIMES,
        lambda facts: share(_seats(facts, True), _seats(facts), _("No roster covers these days.")),
        begins="seats",
        good=True,
    ),
)
