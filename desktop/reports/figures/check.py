"""Whether the roll-up under the figures says what the knocks say."""

from typing import Any

from db.rounds import tally
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds import outcomes
from desktop.rounds.outcomes import Outcome
from desktop.session import Session

KNOWN = {one.value for one in Outcome}


@service(Permission.STATION_READ)
def figures_wrong(session: Session) -> list[dict[str, Any]]:
    """Where the roll-up differs from the knocks: date, slot, outcome (in words), stored, right. Empty when it is true."""
    return [
        {"date": on, "slot": slot, "outcome": outcomes.label(outcome) if outcome in KNOWN else outcome or _("Not yet recorded"), "stored": stored,
         "right": right}
        for (on, slot, _volunteer, outcome, _late, _unserved), stored, right in tally.differences(session.store.database)
    ]  # fmt: skip


@service(Permission.ADMINISTER)
def mend_figures(session: Session) -> None:
    """Count the roll-up again from the knocks. It holds nothing of its own, so nothing can be lost and nothing is journalled."""
    with session.write("reports.mend_figures"):
        tally.rebuild(session.store.database)
