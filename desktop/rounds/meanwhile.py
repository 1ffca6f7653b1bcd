"""What fell due on open ladders while the program was closed: their timers run on, and it is said at the next start."""

from dataclasses import dataclass
from datetime import datetime

from db.rounds import pulse, watching
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds.board import AheadLine
from desktop.rounds.ladders import open_ladders
from desktop.session import Session


@dataclass(frozen=True)
class Meanwhile:
    """One open ladder with the steps that fell due between `since` and now."""

    ladder: str
    elder: str
    address: str
    since: datetime
    fell_due: tuple[AheadLine, ...]

    def words(self) -> str:
        """'12幢1-101 仇阿根: while the program was closed (since 09:20): phone the elder was due at 09:27, …'."""
        steps = "; ".join(_("{step} (by {time})").format(step=one.label, time=f"{one.due_at:%H:%M}") for one in self.fell_due)
        return _("{address} {name}: while the program was closed (since {since}) these steps fell due: {steps}. Go on at once.").format(
            address=self.address, name=self.elder, since=f"{self.since:%m-%d %H:%M}", steps=steps
        )


@service(Permission.SIGNED_IN, personal=True)
def fell_due(session: Session) -> list[Meanwhile]:
    """The open ladders of which steps fell due since the program last ran, the oldest first."""
    since, now = pulse.last(session.store), session.clock.now()
    if since is None:
        return []
    found = []
    for ladder in open_ladders(session):
        steps = tuple(one for one in ladder.ahead if not one.jumped and since < one.due_at <= now)
        if steps:
            found.append(Meanwhile(ladder.id, ladder.elder, ladder.address, since, steps))
    return found


@service(Permission.SIGNED_IN)
def note_running(session: Session) -> None:
    """The program runs now; noted only while a ladder is open, once a minute."""
    if watching.open_ladders(session.store):
        pulse.note(session.store, session.clock.now())
