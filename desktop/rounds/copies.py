"""The copies of sheets that left the program: who printed which when, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from db.rounds import sheetlines
from db.rounds.tables import SheetCopy
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.rounds.elders import slots
from desktop.rounds.results import account_name
from desktop.session import Session
from desktop.station import settings

COPIES_BACK = 60  # days


class Fate(StrEnum):
    """What became of a copy; '' is not told (it is out until its sheet is recorded)."""

    UNTOLD = ""
    RETURNED = "returned"
    LOST = "lost"
    DESTROYED = "destroyed"


FATES: dict[str, str] = {
    Fate.UNTOLD: N_("in hands outside"),
    Fate.RETURNED: N_("given back"),
    Fate.LOST: N_("lost"),
    Fate.DESTROYED: N_("destroyed"),
}


@dataclass(frozen=True)
class CopyLine:
    """One copy of one sheet. `fate` is a Fate; a copy of a recorded sheet of which nothing was told counts as given back."""

    id: str
    number: int
    title: str
    visitor: str
    date: date
    slot: str
    copy: int
    print_number: int
    printed_at: datetime
    who: str
    grade: str
    fate: str
    fate_at: datetime | None

    @property
    def reprint(self) -> bool:
        """Not the first copy."""
        return self.copy > 1


def fate_label(fate: str) -> str:
    """What became of a copy, in the user's language; an unknown code keeps its own name."""
    return _(FATES[fate]) if fate in FATES else fate


def grade_label(grade: str) -> str:
    """How names stood on a copy, in the words of the setting; '' where it was not kept."""
    return next((_(words) for code, words in settings.DECLARED["sheet_privacy"].choices if code == grade), "")


@service(Permission.ROUNDS_READ, personal=True)
def sheet_copies(session: Session, days: int = COPIES_BACK) -> list[CopyLine]:
    """The copies printed in the last `days` days, the newest first."""
    names = {slot.code: slot.name() for slot in slots(session.store)}
    people: dict[str, str] = {}
    made = []
    for row in sheetlines.copies(session.store, session.clock.today() - timedelta(days=days)):
        if row["account"] not in people:
            people[row["account"]] = account_name(session, row["account"])
        fate = row["fate"] or (Fate.RETURNED.value if row["recorded_at"] is not None else "")
        made.append(
            CopyLine(
                row["id"], row["number"], row["title"], row["visitor"] or "", row["date"], names.get(row["slot"], row["slot"]),
                row["copy"], row["print_number"], row["printed_at"], people[row["account"]], row["grade"], fate, row["fate_at"],
            )
        )  # fmt: skip
    return made


@service(Permission.ROUNDS_WRITE)
def mark_copies(session: Session, copies: Sequence[str], fate: str) -> str:
    """Note what became of copies; returns the operation that undoes it. Raises ValueError for an unknown code."""
    told = Fate(fate)
    with session.write("rounds.mark_copies") as unit:
        for copy in copies:
            unit.update(SheetCopy, copy, {"fate": told.value, "fate_at": unit.now if told else None})
    return session.last_operation
