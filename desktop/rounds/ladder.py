"""The escalation ladder climbed when nobody answers: steps in order, when each is due, what is next.

Source: domain facts §3: knock again and wait → look and listen → phone the elder → neighbour or building head → leave a note and
stand by → duty lead checks absence notices → emergency contacts 1…n → 120/110. A visible emergency jumps to the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop.i18n import N_, _
from desktop.rounds.frequency import LATENESS_MINUTES, lateness_level
from desktop.rounds.outcomes import Outcome


class Step(StrEnum):
    """A rung of the ladder, in climbing order."""

    KNOCK_AGAIN = "knock_again"
    LOOK_LISTEN = "look_listen"
    PHONE_ELDER = "phone_elder"
    NEIGHBOUR = "neighbour"
    LEAVE_NOTE = "leave_note"
    CHECK_ABSENCE = "check_absence"
    CONTACTS = "contacts"
    EMERGENCY_SERVICES = "emergency_services"


ORDER: tuple[Step, ...] = tuple(Step)

STEP_LABELS: dict[Step, str] = {
    Step.KNOCK_AGAIN: N_("Knock again and wait a minute"),
    Step.LOOK_LISTEN: N_("Look and listen"),
    Step.PHONE_ELDER: N_("Phone the elder"),
    Step.NEIGHBOUR: N_("Ask a neighbour or the building head"),
    Step.LEAVE_NOTE: N_("Leave a note and stand by"),
    Step.CHECK_ABSENCE: N_("Duty lead checks absence notices"),
    Step.CONTACTS: N_("Call the emergency contacts"),
    Step.EMERGENCY_SERVICES: N_("Call 120 / 110"),
}

_SHARES: dict[Step, tuple[int, float]] = {  # which threshold's stage, and how far into it
    Step.KNOCK_AGAIN: (0, 1 / 3),
    Step.LOOK_LISTEN: (0, 2 / 3),
    Step.PHONE_ELDER: (0, 1.0),
    Step.NEIGHBOUR: (1, 1 / 3),
    Step.LEAVE_NOTE: (1, 2 / 3),
    Step.CHECK_ABSENCE: (1, 1.0),
    Step.CONTACTS: (2, 1 / 2),
    Step.EMERGENCY_SERVICES: (2, 1.0),
}


class StepResult(StrEnum):
    """What a step brought."""

    FAILED = "failed"
    """No answer, not reached, nothing seen: climb on."""
    REACHED = "reached"
    """Somebody was reached and knows more."""
    SKIPPED = "skipped"


STEP_RESULT_LABELS: dict[StepResult, str] = {
    StepResult.FAILED: N_("Without result"),
    StepResult.REACHED: N_("Reached"),
    StepResult.SKIPPED: N_("Skipped"),
}


class Closing(StrEnum):
    """How a ladder ends; it closes only with one of these."""

    FOUND_SAFE = "found_safe"
    AWAY = "away"
    HELPED = "helped"
    HOSPITAL = "hospital"
    POLICE = "police"
    DIED = "died"
    ENTERED_IN_ERROR = "entered_in_error"


CLOSING_LABELS: dict[Closing, str] = {
    Closing.FOUND_SAFE: N_("Found safe"),
    Closing.AWAY: N_("Away, whereabouts known"),
    Closing.HELPED: N_("Helped at home, safe now"),
    Closing.HOSPITAL: N_("Taken to hospital"),
    Closing.POLICE: N_("Handed to the police"),
    Closing.DIED: N_("Found dead"),
    Closing.ENTERED_IN_ERROR: N_("Entered in error"),
}

CLOSINGS_SAFE = frozenset({Closing.FOUND_SAFE, Closing.AWAY, Closing.HELPED})
"""Closings that set last known safe to the moment of closing."""

CLOSINGS_WITH_INCIDENT = frozenset({Closing.HELPED, Closing.HOSPITAL, Closing.POLICE, Closing.DIED})
"""Closings that open an incident. Only 'entered in error' does neither: it is no end but a correction."""


@dataclass(frozen=True)
class StepTaken:
    """A step that was done: when, by whom (a name), with what result. `contact` counts the emergency contacts from 1."""

    step: Step
    at: datetime
    who: str = ""
    result: StepResult = StepResult.FAILED
    note: str = ""
    contact: int = 0


@dataclass(frozen=True)
class NextStep:
    """What is to be done now. `contact` is the number of the emergency contact to call (from 1), 0 for other steps.

    `remaining` is negative when the step is late; `level` counts the lateness thresholds that have passed since it was due.
    """

    step: Step
    due_at: datetime
    remaining: timedelta
    level: int
    contact: int = 0


def step_label(step: str) -> str:
    """A step in the user's language. Raises ValueError for an unknown code."""
    return _(STEP_LABELS[Step(step)])


def closing_label(closing: str) -> str:
    """A closing result in the user's language. Raises ValueError for an unknown code."""
    return _(CLOSING_LABELS[Closing(closing)])


def step_result_label(result: str) -> str:
    """What a step brought, in the user's language. Raises ValueError for an unknown code."""
    return _(STEP_RESULT_LABELS[StepResult(result)])


def first_step(reason: str) -> Step:
    """Where a ladder begins for the outcome that opened it: an unwell elder needs family, an emergency 120."""
    if reason == Outcome.EMERGENCY:
        return Step.EMERGENCY_SERVICES
    return Step.CONTACTS if reason == Outcome.UNWELL else Step.KNOCK_AGAIN


def step_due_at(
    step: Step, opened_at: datetime, reason: str = Outcome.NO_ANSWER, thresholds: Sequence[int] = LATENESS_MINUTES
) -> datetime:
    """When a step is due, from the moment the ladder was opened.

    `thresholds` are three rising numbers of minutes: the door and phone within the first, neighbour, note and notices within
    the second,
    family and 120/110 within the third. In a ladder that begins higher up the waiting before its first step is left out.
    """
    minutes = _minutes(step, thresholds)
    begin = first_step(reason)
    if begin is not Step.KNOCK_AGAIN:
        minutes = max(0.0, minutes - _minutes(begin, thresholds))
    return opened_at + timedelta(minutes=minutes)


def _minutes(step: Step, thresholds: Sequence[int]) -> float:
    stage, share = _SHARES[step]
    start = thresholds[stage - 1] if stage else 0
    return start + (thresholds[stage] - start) * share


@dataclass(frozen=True)
class DueStep:
    """A step still to be taken, and by when. `contact` as in NextStep."""

    step: Step
    due_at: datetime
    contact: int = 0


def steps_ahead(
    opened_at: datetime,
    taken: Sequence[StepTaken],
    contacts: int,
    reason: str = Outcome.NO_ANSWER,
    thresholds: Sequence[int] = LATENESS_MINUTES,
) -> list[DueStep]:
    """Every step that is still to be taken, in climbing order; works from times alone, so that nothing is lost while the program
    is closed. Each of the `contacts` emergency contacts is a step of its own; without any the step is passed over.
    """
    begin, called = ORDER.index(first_step(reason)), 0
    if taken:
        begin = max(ORDER.index(done.step) for done in taken)
        called = max((done.contact for done in taken if done.step is Step.CONTACTS), default=0)
        if ORDER[begin] is not Step.CONTACTS or called >= contacts:
            begin += 1
    found = []
    for step in ORDER[begin:]:
        due = step_due_at(step, opened_at, reason, thresholds)
        if step is Step.CONTACTS:
            found += [DueStep(step, due, contact) for contact in range(called + 1, contacts + 1)]
        else:
            found.append(DueStep(step, due))
    return found


def next_step(
    opened_at: datetime,
    taken: Sequence[StepTaken],
    contacts: int,
    now: datetime,
    reason: str = Outcome.NO_ANSWER,
    thresholds: Sequence[int] = LATENESS_MINUTES,
) -> NextStep | None:
    """The step to do next, or None when the last was taken and the ladder waits for its result.

    `taken` may come in any order and may jump: the ladder goes on after the highest step taken. `contacts` is how many emergency
    contacts the elder has; the step repeats for each, and is passed over when there is none. Works from times alone, so a
    program that
    was closed catches up by itself.
    """
    ahead = steps_ahead(opened_at, taken, contacts, reason, thresholds)
    if not ahead:
        return None
    first = ahead[0]
    return NextStep(first.step, first.due_at, first.due_at - now, lateness_level(first.due_at, now, thresholds), first.contact)
