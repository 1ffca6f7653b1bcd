"""交接班: three lists (情况清, 问题清, 任务清) that go from shift to shift until each line is closed; both sign."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.hotline import duty as queries
from db.hotline.queries import hotline_volunteers
from db.hotline.tables import Handover, HandoverItem
from db.station.queries import account
from desktop.errors import BadRequest
from desktop.hotline.pins import check_pin
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.session import Session

KINDS: dict[str, str] = {"situation": N_("Situation"), "problem": N_("Problems"), "task": N_("Tasks")}
SHOWN_DAYS = 14


@dataclass(frozen=True)
class HandoverView:
    """The three lists as they stand (`items` by kind, each with `fresh`: noted since the last handover), the handover that waits for the
    second signature, and those of the last two weeks."""

    items: dict[str, tuple[dict[str, Any], ...]]
    waiting: dict[str, Any] | None
    past: tuple[dict[str, Any], ...]


@service(Permission.HOTLINE_READ, personal=True)
def load_handover(session: Session) -> HandoverView:
    """The lists now."""
    past = queries.handovers(session.store, session.clock.now() - timedelta(days=SHOWN_DAYS))
    last = past[0]["given_at"] if past else datetime.min
    rows = queries.handover_items(session.store)
    items = {
        kind: tuple(row | {"fresh": row["opened_at"] > last} for row in rows if row["kind"] == kind) for kind in KINDS
    }
    return HandoverView(items, next((row for row in past if row["taken_at"] is None), None), tuple(past))


@service(Permission.HOTLINE_WRITE)
def add_item(session: Session, kind: str, text: str, person: str | None = None, by: str = "") -> str:
    """Note a line for the next shift; returns its id. Raises BadRequest when it says nothing."""
    if kind not in KINDS:
        raise BadRequest(_("“{code}” is none of the three lists.").format(code=kind))
    if not text.strip():
        raise BadRequest(_("Say what the next shift must know."))
    with session.write("hotline.add_handover_item") as unit:
        return unit.insert(HandoverItem, {
            "kind": kind, "text": text.strip(), "person": person, "opened_at": session.clock.now(), "opened_by": by or _name(session),
        })  # fmt: skip


@service(Permission.HOTLINE_WRITE)
def change_item(session: Session, item: str, text: str) -> None:
    """Word a line anew. Raises BadRequest when it says nothing or is closed."""
    if not text.strip():
        raise BadRequest(_("Say what the next shift must know."))
    with session.write("hotline.change_handover_item") as unit:
        if unit.row(HandoverItem, item)["closed_at"] is not None:
            raise BadRequest(_("This line is closed already."))
        unit.update(HandoverItem, item, {"text": text.strip()})


@service(Permission.HOTLINE_WRITE)
def close_item(session: Session, item: str, result: str = "", by: str = "") -> str:
    """A line is done with, and how; returns the operation's id. A problem or task is closed only with its result. Raises BadRequest."""
    with session.write("hotline.close_handover_item") as unit:
        row = unit.row(HandoverItem, item)
        if row["closed_at"] is not None:
            raise BadRequest(_("This line is closed already."))
        if row["kind"] != "situation" and not result.strip():
            raise BadRequest(_("Say what came of it before closing."))
        unit.update(HandoverItem, item, {
            "closed_at": session.clock.now(), "closed_by": by or _name(session), "result": result.strip(),
        })  # fmt: skip
    return session.last_operation


@service(Permission.HOTLINE_WRITE)
def give(session: Session, shift: str, volunteer: str | None, pin: str = "", note: str = "") -> str:
    """The one who leaves signs: a volunteer by PIN, the clerk (None) as the account that is signed in. Returns the handover's id.

    Raises WrongPin, NoPin, BadRequest while an earlier handover still waits for its second signature.
    """
    waiting = load_handover(session).waiting
    if waiting is not None:
        raise BadRequest(_("The handover of {name} ({time}) is not taken over yet. Sign that one first.").format(
            name=waiting["giver_name"], time=f"{waiting['given_at']:%H:%M}"))  # fmt: skip
    name = _signer(session, volunteer, pin)
    with session.write("hotline.give_handover") as unit:
        return unit.insert(Handover, {
            "shift": shift, "giver": volunteer, "giver_name": name, "given_at": session.clock.now(), "note": note.strip(),
        })  # fmt: skip


@service(Permission.HOTLINE_WRITE)
def take(session: Session, handover: str, volunteer: str | None, pin: str = "") -> str:
    """The one who comes signs that he has read the three lists. Returns the operation's id.

    Raises WrongPin, NoPin, BadRequest when it is taken already or by the same person that gave it.
    """
    row = queries.handover(session.store, handover)
    if row is None or row["taken_at"] is not None:
        raise BadRequest(_("This handover is signed by both already."))
    if row["giver"] == volunteer:
        raise BadRequest(_("The second signature must be another person's."))
    name = _signer(session, volunteer, pin)
    with session.write("hotline.take_handover") as unit:
        unit.update(
            Handover, handover, {"taker": volunteer, "taker_name": name, "taken_at": session.clock.now()}, row["version"]
        )
    return session.last_operation


def _signer(session: Session, volunteer: str | None, pin: str) -> str:
    if volunteer is None:
        return _name(session)
    check_pin(session, volunteer, pin)
    return str(next(row["name"] for row in hotline_volunteers(session.store) if row["id"] == volunteer))


def _name(session: Session) -> str:
    row = account(session.store, session.account)
    return str(row["display_name"] or row["name"]) if row else session.account
