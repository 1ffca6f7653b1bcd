"""Who may do what: each service states the permission it needs and whether it shows personal data.

    @service(Permission.ROUNDS_WRITE)
    def record_sheet(session: Session, ...) -> ...

The permission is asked for at the entrance: what a service calls inside is trusted to it. `ROLES` is the one matrix.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from desktop.session import Session

P = ParamSpec("P")
R = TypeVar("R")


class Permission(StrEnum):
    """What an account may be allowed; stored in custom roles, so the values stay."""

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
    STATION_READ = "station.read"
    STATION_WRITE = "station.write"
    ADMINISTER = "station.administer"


READING = frozenset(one for one in Permission if one.value.endswith(".read"))
ROLES: dict[str, frozenset[Permission]] = {
    "administrator": frozenset(Permission),
    "clerk": frozenset(Permission) - {Permission.ADMINISTER},
    "duty": frozenset({Permission.HOTLINE_READ, Permission.HOTLINE_WRITE}),
    "reader": READING,
}


def service(
    permission: Permission, *, personal: bool = False
) -> Callable[[Callable[Concatenate["Session", P], R]], Callable[Concatenate["Session", P], R]]:
    """Mark a function whose first argument is the session as a service that needs `permission`.

    `personal`: what it gives names people. The marked function raises NotAllowed for an account without the permission.
    """

    def mark(function: Callable[Concatenate["Session", P], R]) -> Callable[Concatenate["Session", P], R]:
        @wraps(function)
        def door(session: "Session", /, *args: P.args, **kw: P.kwargs) -> R:
            with session.entered(permission):
                return function(session, *args, **kw)

        marks: Any = door
        marks.permission, marks.personal = permission, personal
        return door

    return mark
