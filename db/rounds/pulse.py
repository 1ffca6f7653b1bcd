"""When the program was last running while a ladder was open: a note beside the journal, like a draft."""

from datetime import datetime

from db.station import drafts, queries
from db.store import Store

PULSE, KEY = "pulse", "station"


def note(store: Store, now: datetime) -> None:
    """The program runs at this moment."""
    drafts.keep(store, PULSE, KEY, now.isoformat(), now)


def last(store: Store) -> datetime | None:
    """The latest moment at which the program is known to have run: the last note, or the newest operation if that is later."""
    noted = drafts.find(store, PULSE, KEY)
    newest = queries.operations(store, 1)
    known = [datetime.fromisoformat(noted)] if noted else []
    known += [row["at"] for row in newest]
    return max(known, default=None)
