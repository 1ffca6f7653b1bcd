"""Drafts of sheets: what this account typed but did not record yet."""

import json

from db.station import drafts
from desktop.permissions import Permission, service
from desktop.session import Session

SHEET = "sheet"


def _key(session: Session, number: int) -> str:
    return f"{number}.{session.account}"


@service(Permission.ROUNDS_WRITE)
def keep_draft(session: Session, number: int, typed: dict[str, list[str]]) -> None:
    """Keep what was typed on a sheet (door → outcome, note); nothing typed takes the draft away."""
    if typed:
        drafts.keep(session.store, SHEET, _key(session, number), json.dumps(typed, ensure_ascii=False), session.clock.now())
    else:
        drafts.forget(session.store, SHEET, _key(session, number))


@service(Permission.ROUNDS_WRITE)
def draft_of(session: Session, number: int) -> dict[str, list[str]]:
    """What was typed on this sheet before the program closed; empty when nothing was."""
    text = drafts.find(session.store, SHEET, _key(session, number))
    return dict(json.loads(text)) if text else {}


@service(Permission.ROUNDS_WRITE)
def forget_draft(session: Session, number: int) -> None:
    """The sheet is recorded: its draft goes."""
    drafts.forget(session.store, SHEET, _key(session, number))


@service(Permission.ROUNDS_WRITE)
def drafted_sheets(session: Session) -> list[int]:
    """The numbers of the sheets on which this account left a draft, the newest first."""
    mine = [key.partition(".") for key in drafts.keys(session.store, SHEET)]
    return [int(number) for number, _dot, account in mine if account == session.account and number.isdecimal()]
