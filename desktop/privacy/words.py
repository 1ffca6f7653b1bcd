"""The words of this room: scopes of consents, kinds of requests, kinds of rows in a copy of somebody's data."""

from desktop.i18n import N_, _

SCOPES: dict[str, str] = {
    "base": N_("Care file, visits and calls"),
    "health": N_("Health (sensitive: consent of its own)"),
    "third_party": N_("Passing on to a named receiver"),
    "photo": N_("Photographs"),
    "publicity": N_("Publicity"),
    "other": N_("Other"),
}
KINDS: dict[str, str] = {
    "copy": N_("Copy of the data"),
    "correct": N_("Correction"),
    "withdraw": N_("Withdrawal of a consent"),
    "lock": N_("Locking"),
    "delete": N_("Deletion"),
    "explain": N_("Explanation"),
}
STATES: dict[str, str] = {"open": N_("open"), "done": N_("done"), "refused": N_("refused")}
TABLES: dict[str, str] = {
    "person": N_("Person"),
    "household": N_("Household"),
    "care_file": N_("Care file"),
    "care_category": N_("Categories"),
    "contact": N_("Emergency contacts"),
    "assessment": N_("Ability assessments"),
    "volunteer": N_("Volunteer"),
    "absence": N_("Absences"),
    "knock": N_("Knocks"),
    "ladder": N_("Escalations"),
    "ladder_step": N_("Steps of escalations"),
    "incident": N_("Incidents"),
    "sighting": N_("Seen safe"),
    "checklist": N_("Monthly checklists"),
    "call": N_("Calls"),
    "follow_up": N_("Follow-ups"),
    "consent": N_("Consents"),
    "privacy_request": N_("Requests about the data"),
    "reveal": N_("Shown in clear"),
    "doubt": N_("Doubts of imports"),
    "seat": N_("Seats of the roster"),
    "duty": N_("Duties"),
    "sheet": N_("Visit sheets"),
}


def scope_label(code: str) -> str:
    """What a consent covers."""
    return _(SCOPES[code]) if code in SCOPES else code


def kind_label(code: str) -> str:
    """What was asked."""
    return _(KINDS[code]) if code in KINDS else code


def state_label(code: str) -> str:
    """Where a request stands."""
    return _(STATES[code]) if code in STATES else code


def table_label(name: str) -> str:
    """What the rows of a table are called; further ones in one word."""
    return _(TABLES[name]) if name in TABLES else _("Further entries ({name})").format(name=name)
