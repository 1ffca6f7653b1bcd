"""Doors that a clerk moved by hand and did not save yet: they outlive a crash, and stand again in the next proposal of the slot."""

import json
from dataclasses import replace
from datetime import date

from db.station import drafts
from desktop.permissions import Permission, service
from desktop.rounds.plans import prepare, save_plan
from desktop.rounds.proposal import Prepared, Proposal
from desktop.session import Session

MOVES = "plan"


def _key(session: Session, on: date, slot: str) -> str:
    return f"{on.isoformat()}.{slot}.{session.account}"


@service(Permission.ROUNDS_WRITE)
def keep_moves(session: Session, on: date, slot: str, locks: dict[str, str]) -> None:
    """Keep what was moved or locked by hand (elder → visitor); nothing takes the draft away."""
    if locks:
        drafts.keep(session.store, MOVES, _key(session, on, slot), json.dumps(locks), session.clock.now())
    else:
        drafts.forget(session.store, MOVES, _key(session, on, slot))


@service(Permission.ROUNDS_WRITE, personal=True)
def prepare_again(session: Session, on: date, slot: str) -> Prepared:
    """As `plans.prepare`, with the doors locked that this account had moved by hand before and not saved."""
    prepared = prepare(session, on, slot)
    text = drafts.find(session.store, MOVES, _key(session, on, slot))
    moved: dict[str, str] = json.loads(text) if text else {}
    if not moved:
        return prepared
    doors = tuple(replace(door, locked=moved.get(door.elder, door.locked)) for door in prepared.problem.doors)
    return replace(prepared, problem=replace(prepared.problem, doors=doors))


@service(Permission.ROUNDS_WRITE)
def save_and_forget(session: Session, proposal: Proposal) -> list[int]:
    """As `plans.save_plan`; what was moved by hand is in the plan now, so its draft goes."""
    numbers = save_plan(session, proposal)
    drafts.forget(session.store, MOVES, _key(session, proposal.date, proposal.slot.code))
    return numbers
