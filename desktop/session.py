"""One signed-in account at one open station: the first argument of every service."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from db.store import DiskTrouble, Store, Unit
from desktop.clock import Clock
from desktop.errors import DiskRefused, NotAllowed
from desktop.i18n import _
from desktop.permissions import GIVES_REASON, Permission, permissions_of

ADMINISTRATOR = "administrator"
READING = frozenset({Permission.SIGNED_IN, Permission.PERSONAL, Permission.REVEAL, Permission.FIGURES_READ, Permission.AUDIT_READ})


@dataclass
class Session:
    """The open station (`store`), the clock, and who is signed in. Lives on the database thread."""

    store: Store
    clock: Clock
    account: str
    role: str = "administrator"
    chosen: frozenset[str] = frozenset()  # the permissions of a custom account
    last_operation: str = ""  # id of the newest write, for the undo bar
    before_risk: Callable[[], object] = lambda: None  # makes a backup; services call it before an import and the like
    _changed: set[str] = field(default_factory=set)
    inside: bool = False  # a service with a permission is running; what it calls is trusted to it

    @property
    def rights(self) -> frozenset[Permission]:
        """What the account may do."""
        return permissions_of(self.role, self.chosen)

    def may(self, permission: Permission, personal: bool = False) -> bool:
        """Whether the account has the permission, and the right to see who people are where `personal`."""
        rights = self.rights
        return permission in rights and (not personal or Permission.PERSONAL in rights)

    @property
    def reason_needed(self) -> bool:
        """Whether the account must say why before it is shown masked data."""
        return self.role in GIVES_REASON

    def require(self, permission: Permission, personal: bool = False) -> None:
        """Raise NotAllowed unless the account has this right; for services whose need depends on what they are asked."""
        if not self.may(permission, personal):
            raise NotAllowed(_("Your account does not have the right to do this. Ask the administrator for it."))

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
    def entered(self, permission: Permission, personal: bool = False) -> Iterator[None]:
        """Run a service that needs `permission`; only the outermost service is asked. Raises NotAllowed."""
        if self.inside:
            yield
            return
        self.require(permission, personal)
        self.inside = True
        try:
            yield
        finally:
            self.inside = False

    def check_may_write(self) -> None:
        """Raise NotAllowed when the account may only read and no service lets it write."""
        if not self.inside and not any(not one.value.endswith(".read") for one in self.rights - READING):
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
