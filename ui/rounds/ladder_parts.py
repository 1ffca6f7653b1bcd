"""Parts of the ladder page: the steps with their times, whom to call, what an ending asks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds import ladders, outcomes
from desktop.rounds.board import OpenLadder
from desktop.rounds.incidents import KINDS, PLACES, IncidentEntry, Kind, kind_label, place_label
from desktop.rounds.ladder import Closing, NextStep, closing_label, step_result_label
from desktop.rounds.ladders import remaining_text
from desktop.rounds.outcomes import Outcome
from desktop.session import Session
from ui.kit import Badge, Field, LineRows, label


@service(Permission.ROUNDS_WRITE)
def close(session: Session, ladder: str, result: str, note: str, incident: IncidentEntry | None = None) -> str:
    """Close a ladder; gives the operation that undoes it."""
    ladders.close_ladder(session, ladder, result, note, incident)
    return session.last_operation


@service(Permission.ROUNDS_WRITE)
def open_by_hand(session: Session, care_file: str, reason: str, note: str) -> tuple[str, str]:
    """Open a ladder; gives its id and the operation that undoes it. Raises BadRequest when nobody is named."""
    if not care_file:
        raise BadRequest(_("Choose an elder first."))
    return ladders.open_ladder(session, care_file, reason, note), session.last_operation


def next_at(ladder: OpenLadder, now: datetime) -> NextStep | None:
    """The next step as it stands now; None when every step was taken."""
    return None if ladder.next is None else replace(ladder.next, remaining=ladder.next.due_at - now)


def due_words(ladder: OpenLadder, now: datetime) -> str:
    """How long the next step has, or how the ladder ended."""
    if ladder.closed_at is not None:
        return closing_label(ladder.result) if ladder.result else ""
    following = next_at(ladder, now)
    return _("result missing") if following is None else remaining_text(following)


def due_badge(ladder: OpenLadder, now: datetime) -> tuple[str, str]:
    """The same as words and kind of badge: red when the step is late."""
    if ladder.closed_at is not None:
        return due_words(ladder, now), "muted"
    following = next_at(ladder, now)
    late = following is not None and following.remaining.total_seconds() < 0
    return due_words(ladder, now), "danger" if late else "gold"


def opening_fields(elders: Sequence[tuple[str, str]]) -> list[Field]:
    """What opening a ladder by hand asks."""
    reasons = (Outcome.NO_ANSWER, Outcome.UNWELL, Outcome.EMERGENCY)
    return [
        Field("care_file", _("Elder"), "choice", required=True, choices=[("", "–"), *elders]),
        Field("reason", _("Reason"), "choice", required=True, choices=[(one.value, outcomes.label(one)) for one in reasons]),
        Field("note", _("Note"), "long", rows=2, hint=_("Who is worried, and why.")),
    ]


def fill_steps(rows: LineRows, ladder: OpenLadder, now: datetime) -> None:
    """What was done, then what was jumped over and what is still ahead, each with its time."""
    rows.clear()
    rows.add_row(label(f"{ladder.opened_at:%H:%M}", "strong"), outcomes.label(ladder.reason), label(ladder.note, "muted", wrap=True))
    for step in ladder.steps:
        told = " · ".join(part for part in (step_result_label(step.result), step.note) if part)
        due = _("by {time}").format(time=f"{step.due_at:%H:%M}") if step.due_at is not None else ""
        words = " · ".join(part for part in (told, step.who, due) if part)
        rows.add_row(label(f"{step.at:%H:%M}", "strong"), label(step.label, wrap=True), label(words, "muted", wrap=True))
    for one in ladder.ahead:
        late = one.due_at < now and not one.jumped and ladder.closed_at is None
        state = Badge(_("jumped over"), "muted") if one.jumped else Badge(_("late"), "danger") if late else Badge(_("to come"), "muted")
        rows.add_row(label(_("by {time}").format(time=f"{one.due_at:%H:%M}"), "muted"), label(one.label, "muted", wrap=True), state)


def fill_contacts(rows: LineRows, ladder: OpenLadder) -> None:
    """Building head and emergency contacts with their numbers."""
    rows.clear()
    if ladder.neighbour is not None:
        rows.add_row(
            label(ladder.neighbour.relation, "muted"), label(ladder.neighbour.name, "strong"),
            label(ladder.neighbour.phone or "–", selectable=True),
        )  # fmt: skip
    for one in ladder.contacts:
        rows.add_row(
            label(f"{one.position} {one.relation}".strip(), "muted"), label(one.name, "strong"),
            label(one.phone or "–", selectable=True),
        )  # fmt: skip
    if ladder.neighbour is None and not ladder.contacts:
        rows.add_row(label(_("Nobody is on record; please add contacts to the care file."), "muted", wrap=True))


def incident_fields(closing: Closing, note: str) -> tuple[list[Field], dict[str, Any]]:
    """What an ending asks that opens an incident, with the values to begin with."""
    words = {
        Closing.DIED: _("The day of death is recorded and the elder is no longer visited."),
        Closing.HOSPITAL: _("A notice 'in hospital from today' is made too."),
    }.get(closing, "")
    fields = [
        Field("kind", _("Kind"), "choice", required=True, choices=[(one, kind_label(one)) for one in KINDS], hint=words),
        Field("place", _("Where"), "choice", choices=[(one, place_label(one)) for one in PLACES]),
        Field("first_seen_by", _("First seen by")),
        Field("what", _("In words"), "long", rows=3),
    ]
    return fields, {"kind": Kind.SUDDEN_DEATH.value if closing is Closing.DIED else Kind.OTHER.value, "place": "home", "what": note}
