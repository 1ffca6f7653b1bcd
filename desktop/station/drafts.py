"""Drafts of forms: what this account typed but did not save."""

import json
from typing import Any

from db.station import drafts
from desktop.permissions import Permission, service
from desktop.session import Session

FORM = "form"


@service(Permission.SIGNED_IN)
def keep_form(session: Session, form: str, typed: dict[str, Any]) -> None:
    """Keep what was typed into a form (field → plain value); nothing typed takes the draft away."""
    if typed:
        drafts.keep(session.store, FORM, _key(session, form), json.dumps(typed, ensure_ascii=False), session.clock.now())
    else:
        drafts.forget(session.store, FORM, _key(session, form))


@service(Permission.SIGNED_IN)
def form_draft(session: Session, form: str) -> dict[str, Any]:
    """What was typed into this form before the program closed; empty when nothing was."""
    text = drafts.find(session.store, FORM, _key(session, form))
    return dict(json.loads(text)) if text else {}


@service(Permission.SIGNED_IN)
def forget_form(session: Session, form: str) -> None:
    """The form is saved or given up: its draft goes."""
    drafts.forget(session.store, FORM, _key(session, form))


def _key(session: Session, form: str) -> str:
    return f"{session.account[:20]}.{form}"
