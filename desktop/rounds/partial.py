"""A visitor who left mid-route: the doors that were visited are recorded, the rest stays open, goes to another, or was missed."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from db.rounds import queries
from db.rounds.tables import Knock, Sheet
from db.store import Unit
from desktop.errors import BadRequest
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.rounds.elders import load_elders
from desktop.rounds.entry import Accepted, accepted
from desktop.rounds.outcomes import Outcome
from desktop.rounds.proposal import title_of
from desktop.rounds.recording import Entry, checked, record_in, sheet_row
from desktop.session import Session


class Rest(StrEnum):
    """What becomes of the doors that were not visited."""

    OPEN = "open"
    HAND_OVER = "hand_over"
    MISSED = "missed"


REST_LABELS: dict[Rest, str] = {
    Rest.HAND_OVER: N_("Another visitor goes: a sheet of their own"),
    Rest.OPEN: N_("They stay open on this sheet"),
    Rest.MISSED: N_("Nobody goes: missed by us"),
}


def rest_label(rest: str) -> str:
    """What becomes of the rest, in the user's language. Raises ValueError for an unknown code."""
    return _(REST_LABELS[Rest(rest)])


@service(Permission.ROUNDS_WRITE)
def record_part(
    session: Session,
    number: int,
    entries: Mapping[int, Entry],
    left: Collection[int],
    rest: str,
    *,
    volunteer: str = "",
    seen: Mapping[int, tuple[str, str]] | None = None,
    early: bool = False,
) -> tuple[Accepted, int | None]:
    """Record a sheet of which the doors `left` were not visited; gives also the number of the sheet that they went to, if any.

    A door of `left` on which something was typed or recorded counts as visited. With HAND_OVER the others move to a new sheet for
    `volunteer`, and their old numbers are remembered. Raises BadRequest when nothing is left, when nobody is named to go, and as
    `record_sheet`; nothing is written then.
    """
    wanted = Rest(rest)
    sheet = sheet_row(session, number)
    knocks = checked(session, sheet, entries, seen, early)
    open_still = {knock["position"] for knock in knocks if not knock["outcome"] and knock["position"] not in entries}
    gone = [knock for knock in knocks if knock["position"] in open_still & set(left)]
    if not gone:
        raise BadRequest(_("Every door of this sheet has a result; there is nothing left to hand over."))
    if wanted is Rest.HAND_OVER and not volunteer:
        raise BadRequest(_("Say who goes to the doors that are left."))
    here = [knock for knock in knocks if knock not in gone]
    target: int | None = None
    with session.write("rounds.record_part") as unit:
        exceptions = dict(entries)
        if wanted is Rest.MISSED:
            here = knocks
            exceptions |= {knock["position"]: Entry(Outcome.MISSED) for knock in gone}
        recorded = record_in(session, unit, sheet if wanted is not Rest.OPEN else {**sheet, "recorded_at": unit.now}, here,
                             exceptions, Outcome.SEEN_SAFE)  # fmt: skip
        if wanted is Rest.HAND_OVER:
            target = _hand_over(session, unit, sheet["id"], sheet["round"], [knock["id"] for knock in gone], volunteer)
    return accepted(session, recorded, session.last_operation), target


def _hand_over(session: Session, unit: Unit, sheet: str, round_id: str, knocks: Collection[str], volunteer: str) -> int:
    """Move these knocks to a new sheet of the same round, numbered from 1 in the same order; gives its number."""
    rows = [row for row in queries.knocks_of(session.store, sheet_id=sheet) if row["id"] in knocks]
    elders = load_elders(session.store, [row["care_file"] for row in rows])
    title = title_of([elders[row["care_file"]].building_name for row in rows])
    number = unit.next_number(Sheet, "number")
    target = unit.insert(Sheet, {"round": round_id, "number": number, "volunteer": volunteer, "title": title[:200]})
    for place, row in enumerate(rows, 1):
        unit.update(Knock, row["id"], {"sheet": target, "position": place, "from_sheet": sheet, "from_number": row["position"]})
    return number
