"""What opens a station, imported when it is first called, on the database thread: the first window need not wait for it."""

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.clock import Clock
from desktop.permissions import Permission

if TYPE_CHECKING:
    from desktop.session import Session
    from desktop.station.opening import OpenStation


def prepare() -> None:
    """Import all of it now, while the clerk types the password."""
    import desktop.station.accounts
    import desktop.station.restore  # noqa: F401


def open_sample(folder: Path, clock: Clock) -> "OpenStation":
    """See desktop.station.opening."""
    from desktop.station import opening

    return opening.open_sample(folder, clock)


def open_station(folder: Path, account: str, password: str, clock: Clock) -> "OpenStation":
    """See desktop.station.opening."""
    from desktop.station import opening

    return opening.open_station(folder, account, password, clock)


def open_and_set(folder: Path, account: str, recovery: str, password: str, clock: Clock) -> "OpenStation":
    """Open by the printed recovery key, and give the account a new password."""
    from desktop.station import opening

    station = opening.open_by_recovery_key(folder, account, recovery, clock)
    station.set_password(account, password)
    return station


def restore_unopenable(folder: Path, backup: Path, account: str, secret: str, clock: Clock, *, by_recovery_key: bool) -> None:
    """See desktop.station.restore."""
    from desktop.station import restore

    restore.restore_unopenable(folder, backup, account, secret, clock, by_recovery_key=by_recovery_key)


def rights_of(session: "Session") -> frozenset[Permission]:
    """See desktop.station.accounts."""
    from desktop.station import accounts

    return accounts.rights_of(session)
