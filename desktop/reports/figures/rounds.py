"""Figures of the rounds: knocks (人次), rounds (场次) and elders (人数), never mixed."""

from collections.abc import Callable

from desktop.i18n import N_, _
from desktop.reports.figures.facts import Facts
from desktop.reports.figures.model import ELDERLY, SERVING, TIMES, By, Figure, Unit, Value, share
from desktop.rounds.counting import KnockCount

SHEETS = N_("Visit sheets and plans of the rounds")
PLANNED = N_("Counts on the day for which the knock was planned; days to come are not counted.")
MONTHS = N_("Each calendar month for itself, then added; months without any round are left out.")
KNOCK_CUTS = TIMES | SERVING | ELDERLY | {By.SLOT}
VISIT_CUTS = TIMES | SERVING | {By.SLOT}


def _counted(number: Callable[[KnockCount], int]) -> Callable[[Facts], Value]:
    def reckon(facts: Facts) -> Value:
        return Value(number(facts.knocks)) if facts.knocks.due else Value(None, _("No round is on record."))

    return reckon


def _no_answer(facts: Facts) -> Value:
    return Value(facts.knocks.no_answer) if facts.knocks.due or facts.held else Value(None, _("No round is on record."))


def _visit_rate(facts: Facts) -> Value:
    return share(facts.knocks.made, facts.knocks.due - facts.knocks.away, _("No round is on record."))


def _sessions(facts: Facts) -> Value:
    return (
        Value(len({(on, slot) for on, slot, _volunteer in facts.walks}))
        if facts.walks
        else Value(None, _("No round is on record."))
    )


def _walks(facts: Facts) -> Value:
    return Value(len(facts.walks)) if facts.walks else Value(None, _("No round is on record."))


def _walkers(facts: Facts) -> Value:
    walkers = {volunteer for _on, _slot, volunteer in facts.walks if volunteer}
    return Value(len(walkers)) if facts.walks else Value(None, _("No round is on record."))


def _elders_due(facts: Facts) -> Value:
    return Value(len(facts.due)) if facts.due else Value(None, _("No round is on record."))


def _elders_reached(facts: Facts) -> Value:
    return Value(len(set().union(*facts.reached.values()))) if facts.due else Value(None, _("No round is on record."))


def _monthly_rate(facts: Facts) -> Value:
    part = whole = 0
    for month in facts.period.months():
        key = f"{month.first:%Y-%m}"
        if key in facts.months:
            on_file = facts.on_file(month)
            whole += len(on_file)
            part += len(facts.reached.get(key, set()) & on_file)
    return share(part, whole, _("No round is on record."))


def _knocks(
    code: str,
    name: str,
    meaning: str,
    formula: str,
    number: Callable[[KnockCount], int],
    good: bool | None = None,
    lists: str = "knocks",
) -> Figure:
    return Figure(
        code,
        "rounds",
        name,
        meaning,
        formula,
        Unit.PERSON_TIMES,
        SHEETS,
        PLANNED,
        ("knocks",),
        KNOCK_CUTS,
        _counted(number),
        good=good,
        lists=lists,
    )


FIGURES: tuple[Figure, ...] = (
    _knocks(
        "knocks_due",
        N_("Knocks due"),
        N_("Planned visits, each of one elder in one slot, those on no sheet too: person-times, not persons."),
        N_("made + missed by us + reported away + not yet recorded"),
        lambda count: count.due,
    ),
    _knocks(
        "knocks_made",
        N_("Visited"),
        N_("A visitor stood at the door, whatever came of it."),
        N_("due − missed by us − reported away − not yet recorded"),
        lambda count: count.made,
        good=True,
    ),
    _knocks(
        "knocks_done",
        N_("Done"),
        N_("Visited, or reported away so that no visit was owed: nothing more to do."),
        N_("visited + reported away"),
        lambda count: count.done,
        good=True,
    ),
    _knocks(
        "knocks_late",
        N_("Done late"),
        N_("Visited and found in, but later after the slot's end than the setting “Late after” allows, or entered as late."),
        "",
        lambda count: count.late,
        good=False,
    ),
    Figure(
        "knocks_no_answer",
        "rounds",
        N_("No answer"),
        N_("The visitor knocked and nobody answered; each opens an escalation. About the elder, not about us."),
        "",
        Unit.PERSON_TIMES,
        SHEETS,
        PLANNED,
        ("unanswered",),
        KNOCK_CUTS | {By.HOUR},
        _no_answer,
        good=False,
        lists="knocks",
    ),
    _knocks(
        "knocks_missed",
        N_("Missed by us"),
        N_("Nobody of ours came. About us, not about the elder: never added to “No answer”."),
        "",
        lambda count: count.missed,
        good=False,
    ),
    _knocks(
        "knocks_refused", N_("Refused"), N_("The elder was well and did not want the visit."), "", lambda count: count.refused
    ),
    _knocks(
        "knocks_away",
        N_("Reported away"),
        N_("Away or in hospital by a notice: no visit was owed."),
        "",
        lambda count: count.away,
    ),
    _knocks(
        "knocks_open", N_("Not yet recorded"), N_("No result has been entered yet."), "", lambda count: count.open, good=False
    ),
    _knocks(
        "knocks_unserved",
        N_("Unserved"),
        N_("Due, but on no visitor's sheet when the round was planned."),
        "",
        lambda count: count.unserved,
        good=False,
    ),
    Figure(
        "visit_rate",
        "rounds",
        N_("Visit rate"),
        N_("How many of the visits that were owed were made."),
        N_("visited ÷ (due − reported away)"),
        Unit.SHARE,
        SHEETS,
        PLANNED,
        ("knocks",),
        KNOCK_CUTS,
        _visit_rate,
        good=True,
    ),
    Figure(
        "rounds_held",
        "rounds",
        N_("Rounds held"),
        N_("Slots of a day in which at least one knock was made: sessions."),
        "",
        Unit.SESSIONS,
        SHEETS,
        PLANNED,
        ("walks",),
        VISIT_CUTS,
        _sessions,
    ),
    Figure(
        "walks",
        "rounds",
        N_("Visitors' turns"),
        N_("Each visitor counts once for every round in which he made a knock: person-times."),
        "",
        Unit.PERSON_TIMES,
        SHEETS,
        PLANNED,
        ("walks",),
        VISIT_CUTS,
        _walks,
    ),
    Figure(
        "visitors",
        "rounds",
        N_("Visitors"),
        N_("Different volunteers who made a knock: persons."),
        "",
        Unit.PERSONS,
        SHEETS,
        PLANNED,
        ("walks",),
        VISIT_CUTS,
        _walkers,
    ),
    Figure(
        "elders_due",
        "rounds",
        N_("Elders due"),
        N_("Different elders who were due at least once: persons."),
        "",
        Unit.PERSONS,
        SHEETS,
        PLANNED,
        ("elders",),
        KNOCK_CUTS,
        _elders_due,
    ),
    Figure(
        "elders_reached",
        "rounds",
        N_("Elders reached"),
        N_("Different elders who were reached in person at least once: persons."),
        "",
        Unit.PERSONS,
        SHEETS,
        PLANNED,
        ("elders",),
        KNOCK_CUTS,
        _elders_reached,
        good=True,
    ),
    Figure(
        "monthly_visit_rate",
        "rounds",
        N_("Monthly visit rate"),
        N_("Elders reached in person at least once in the month, of all with an open care file in it (national target: 100 %)."),
        N_("Σ elders reached in each month ÷ Σ elders on file in each month"),
        Unit.SHARE,
        SHEETS,
        MONTHS,
        ("elders", "files"),
        frozenset({By.MONTH, By.QUARTER, By.YEAR}) | (ELDERLY - {By.ELDER}),
        _monthly_rate,
        good=True,
    ),
)
