"""One signed-in account at one open station: the first argument of every service."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from db.store import DiskTrouble, Store, Unit
from desktop.clock import Clock
from desktop.errors import DiskRefused, NotAllowed
from desktop.i18n import _
from desktop.permissions import ROLES, Permission

# Roles and what they may not do; the full matrix comes with the accounts page. A reader changes nothing.
READ_ONLY_ROLES = frozenset({"reader"})
ADMINISTRATOR = "administrator"


@dataclass
class Session:
    """The open station (`store`), the clock, and who is signed in. Lives on the database thread."""

    store: Store
    clock: Clock
    account: str
    role: str = "administrator"
    last_operation: str = ""  # id of the newest write, for the undo bar
    before_risk: Callable[[], object] = lambda: None  # makes a backup; services call it before an import and the like
    _changed: set[str] = field(default_factory=set)
    _inside: bool = False  # a service with a permission is running; what it calls is trusted to it

    @contextmanager
    def write(self, operation: str) -> Iterator[Unit]:
        """One operation, named `room.verb_object`: permission, transaction, journal, topics.

        Raises NotAllowed when the account's role may not write, DiskRefused when the disk is full or refuses; then nothing was kept.
        """
        self.check_may_write()
        try:
            with self.store.unit(operation, self.account, self.clock.now()) as unit:
                yield unit
        except DiskTrouble as trouble:
            raise DiskRefused(disk_message(trouble.kind)) from trouble
        if unit.topics:
            self._changed |= unit.topics
            self.last_operation = unit.operation_id

    def undo(self, operation_id: str, operation: str) -> None:
        """Reverse one operation, as an operation of this name. Raises as `write`, and CannotUndo, NotFound as the store does."""
        self.check_may_write()
        try:
            self._changed |= self.store.undo(operation_id, operation, self.account, self.clock.now())
        except DiskTrouble as trouble:
            raise DiskRefused(disk_message(trouble.kind)) from trouble

    @contextmanager
    def entered(self, permission: Permission) -> Iterator[None]:
        """Run a service that needs `permission`; only the outermost service is asked. Raises NotAllowed."""
        if self._inside:
            yield
            return
        if permission not in ROLES.get(self.role, frozenset()):
            raise NotAllowed(_("Your account does not have the right to do this. Ask the administrator for it."))
        self._inside = True
        try:
            yield
        finally:
            self._inside = False

    def check_may_write(self) -> None:
        """Raise NotAllowed when the account's role may only read."""
        if self.role in READ_ONLY_ROLES:
            raise NotAllowed(_("Your account may read but not change anything. Ask the administrator for the right to do this."))

    def check_administrator(self) -> None:
        """Raise NotAllowed unless the account is an administrator's."""
        if self.role != ADMINISTRATOR:
            raise NotAllowed(_("Only an administrator may do this. Ask the administrator of the station."))

    def note_changed(self, topics: set[str]) -> None:
        """Tell that these topics changed by other means (undo, restore)."""
        self._changed |= topics

    def take_changed(self) -> frozenset[str]:
        """Topics written since the last call; pages that show them reload."""
        taken = frozenset(self._changed)
        self._changed.clear()
        return taken


def disk_message(kind: str) -> str:
    """What to tell when the disk refuses a write: 'full', 'read_only', 'busy' or anything else."""
    if kind == "full":
        return _("The disk is full: nothing of this was saved. Free some space (old downloads, the recycle bin), then do it again.")
    if kind == "read_only":
        return _("The data folder may no longer be written to: nothing of this was saved. Check the disk or USB stick, then do it again.")
    if kind == "busy":
        return _("The station's file is held by another program: nothing of this was saved. Close it there, then do it again.")
    return _("The disk could not take this: nothing of it was saved. See that it has free space and is not failing, then do it again.")
