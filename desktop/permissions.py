"""Who may do what: each service states the permission it needs and whether it shows personal data.

    @service(Permission.ROUNDS_WRITE)
    def record_sheet(session: Session, ...) -> ...

The permission is asked for at the entrance: what a service calls inside is trusted to it. `ROLES` is the one matrix; the role 'custom'
has the permissions that stand in its account.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from desktop.i18n import N_

if TYPE_CHECKING:
    from desktop.session import Session
    from desktop.station.opening import OpenStation

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="Session | OpenStation")


class Permission(StrEnum):
    """What an account may be allowed; stored in custom roles, so the values stay."""

    SIGNED_IN = "station.signed_in"
    """Whatever everybody who signed in may do: the window's frame, one's own drafts and password."""
    PERSONAL = "personal.masked"
    """See who people are: names, and the rest masked."""
    REVEAL = "personal.reveal"
    """See a masked number, address or illness in clear; every time is noted."""
    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    ROUNDS_READ = "rounds.read"
    ROUNDS_WRITE = "rounds.write"
    HOTLINE_READ = "hotline.read"
    HOTLINE_WRITE = "hotline.write"
    """Log calls, promises and duty."""
    ROSTER_WRITE = "roster.write"
    """Plan, publish and change duty rosters."""
    FIGURES_READ = "figures.read"
    """Counts without names."""
    PAPERS_PRINT = "papers.print"
    EXCHANGE_WRITE = "exchange.write"
    """Take files in and give files out."""
    PRIVACY_WRITE = "privacy.write"
    """Consents, corrections, copies, locking and deletion on request."""
    AUDIT_READ = "audit.read"
    """The audit trail: who changed, printed, revealed what."""
    STATION_READ = "station.read"
    STATION_WRITE = "station.write"
    ADMINISTER = "station.administer"
    """Accounts, keys, restoring."""


LABELS: dict[Permission, str] = {
    Permission.PERSONAL: N_("See names; the rest masked"),
    Permission.REVEAL: N_("Show masked data in clear (noted each time)"),
    Permission.PEOPLE_READ: N_("Elders and volunteers: look"),
    Permission.PEOPLE_WRITE: N_("Elders and volunteers: change"),
    Permission.ROUNDS_READ: N_("Rounds: look"),
    Permission.ROUNDS_WRITE: N_("Rounds: plan and enter"),
    Permission.HOTLINE_READ: N_("Hotline: look"),
    Permission.HOTLINE_WRITE: N_("Hotline: log calls and duty"),
    Permission.ROSTER_WRITE: N_("Rosters: plan and publish"),
    Permission.FIGURES_READ: N_("Figures without names"),
    Permission.PAPERS_PRINT: N_("Print papers with names"),
    Permission.EXCHANGE_WRITE: N_("Import and export"),
    Permission.PRIVACY_WRITE: N_("Consents, corrections, deletion on request"),
    Permission.AUDIT_READ: N_("Audit trail"),
    Permission.STATION_READ: N_("Settings and history: look"),
    Permission.STATION_WRITE: N_("Settings, backups, undo of others"),
}
"""What an administrator may tick for a custom account, in this order."""

CUSTOM = "custom"
ROLES: dict[str, frozenset[Permission]] = {
    "administrator": frozenset(Permission),
    "clerk": frozenset(Permission) - {Permission.ADMINISTER},
    "duty": frozenset(
        {Permission.SIGNED_IN, Permission.PERSONAL, Permission.REVEAL, Permission.HOTLINE_READ, Permission.HOTLINE_WRITE}),
    "reader": frozenset({Permission.SIGNED_IN, Permission.FIGURES_READ}),
}
ROLE_LABELS: dict[str, str] = {
    "administrator": N_("Administrator"),
    "clerk": N_("Clerk"),
    "duty": N_("Duty volunteer"),
    "reader": N_("Reader"),
    CUSTOM: N_("Custom"),
}
GIVES_REASON = frozenset({"duty", CUSTOM})
"""Roles that must say why before masked data are shown to them."""


def permissions_of(role: str, chosen: Iterable[str] = ()) -> frozenset[Permission]:
    """What an account of this role may do; `chosen` are the permissions of a custom one. An unknown role may nothing."""
    if role != CUSTOM:
        return ROLES.get(role, frozenset())
    known = set(LABELS)
    return frozenset({Permission.SIGNED_IN} | {one for one in known if one.value in set(chosen)})


def service(permission: Permission, *, personal: bool = False) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Mark a function whose first argument is the session (or the OpenStation) as a service that needs `permission`.

    `personal`: what it gives names people, so the account must be one that may see personal data. The marked function raises
    NotAllowed for an account without the right.
    """

    def mark(function: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @wraps(function)
        def door(at: S, /, *args: P.args, **kw: P.kwargs) -> R:
            session: Session = getattr(at, "session", at)  # type: ignore[arg-type]
            if session.inside:
                return function(at, *args, **kw)
            with session.entered(permission, personal):
                return function(at, *args, **kw)

        marks: Any = door
        marks.permission, marks.personal = permission, personal
        return door

    return mark
