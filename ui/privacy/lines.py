"""Lines, states and columns of the page of personal data."""

from typing import Any

from desktop.i18n import _
from desktop.privacy.consents import ConsentLine
from desktop.privacy.requests import RequestLine, SubjectLine
from desktop.privacy.words import kind_label, state_label
from ui.kit import Column


class Made:
    """An assessment as a line of the table."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.row = found
        self.id, self.title, self.made_on = found["id"], found["title"], found["made_on"]
        self.made_by, self.keep_until = found["made_by"], found["keep_until"]


def request_columns() -> list[Column]:
    """The columns of the log."""
    return [
        Column(_("Asked on"), "asked_on", width=105),
        Column(_("What is asked"), lambda one: kind_label(one.kind), width=110),
        Column(_("In words"), lambda one: " → ".join(part for part in (one.what, one.answer) if part), stretch=True),
        Column(_("Paper"), "paper", width=90, muted=True),
        Column(_("State"), lambda one: request_state(one)[0], width=110, badge=request_state),
    ]


def request_state(one: RequestLine) -> tuple[str, str]:
    """Where a request stands, in words and colour."""
    if one.late:
        return _("overdue"), "gold"
    return state_label(one.state), {"open": "accent", "done": "ok"}.get(one.state, "muted")


def consent_state(one: ConsentLine) -> tuple[str, str]:
    """Whether a consent holds."""
    if one.withdrawn_on is not None:
        return _("withdrawn {day}").format(day=one.withdrawn_on.isoformat()), "muted"
    return (_("in the care file"), "ok") if one.in_care_file else (_("holds"), "ok")


def subject_state(one: SubjectLine) -> str:
    """Whether somebody is served, gone or locked."""
    if one.locked_on is not None:
        return _("locked")
    return _("closed") if one.closed_on is not None else ""


def subject_badge(one: SubjectLine) -> tuple[str, str] | None:
    """The same as a badge."""
    words = subject_state(one)
    return (words, "gold" if one.locked_on is not None else "muted") if words else None
