"""What was recorded for a door before it was corrected: read from the journal, so that no old value is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.station import queries as station
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True)
class Earlier:
    """One change of a door's result: when and by whom, and what stood before and after ('' = nothing yet)."""

    at: datetime
    who: str
    before: str
    before_note: str
    after: str
    after_note: str

    @property
    def correction(self) -> bool:
        """True when something that had been recorded was changed."""
        return bool(self.before)


@service(Permission.SIGNED_IN)
def account_name(session: Session, account: str) -> str:
    """The name of an account as people know it; the account's own name when it is gone."""
    row = station.account(session.store, account)
    return str(row["display_name"] or row["name"]) if row else account


@service(Permission.ROUNDS_READ, personal=True)
def earlier_results(session: Session, knocks: Sequence[str]) -> dict[str, list[Earlier]]:
    """Knock → what happened to its result, the newest first; knocks whose result was never written in the journal are left out.

    A change of the note alone counts: it is told with the outcome that stood at that time.
    """
    names: dict[str, str] = {}
    found: dict[str, list[Earlier]] = {}
    standing: dict[str, tuple[str, str]] = {}
    for change in reversed(station.history(session.store, list(knocks))):
        outcome, note = standing.get(change["row_id"], ("", ""))
        after = (change["after"].get("outcome", outcome), change["after"].get("note", note))
        before = (change["before"].get("outcome", outcome), change["before"].get("note", note))
        standing[change["row_id"]] = after
        if change["kind"] != "update" or before == after:
            continue
        account = change["account"]
        names.setdefault(account, account_name(session, account))
        found.setdefault(change["row_id"], []).insert(0, Earlier(change["at"], names[account], *before, *after))
    return found
