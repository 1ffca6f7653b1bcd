"""What people ask about their data, and what came of it: the log that the law wants answered (Art. 44-50), corrections among them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.privacy import persons
from db.privacy.tables import PrivacyRequest
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.privacy.words import KINDS
from desktop.session import Session

ANSWER_WITHIN = timedelta(days=15)  # the national standard GB/T 35273 asks for 30 days at most; the station aims at half


@dataclass(frozen=True)
class RequestDraft:
    """What the form holds; `asked_by` '' = the person."""

    kind: str
    asked_on: date
    what: str = ""
    asked_by: str = ""
    paper: str = ""


@dataclass(frozen=True)
class RequestLine:
    """One request; `late` when it is open longer than it should be."""

    id: str
    person_id: str
    name: str
    code: str
    kind: str
    asked_on: date
    asked_by: str
    paper: str
    what: str
    state: str
    answer: str
    closed_on: date | None
    late: bool


@dataclass(frozen=True)
class SubjectLine:
    """Somebody who can be chosen: an elder or a volunteer."""

    id: str
    name: str
    code: str
    kind: str
    closed_on: date | None
    locked_on: date | None
    search: str


@service(Permission.PRIVACY_WRITE, personal=True)
def subjects(session: Session) -> list[SubjectLine]:
    """Everybody on record."""
    return [SubjectLine(**row) for row in persons.subjects(session.store)]


@service(Permission.PRIVACY_WRITE, personal=True)
def requests(session: Session, person_id: str = "") -> list[RequestLine]:
    """The log, open ones first; of one person or of all."""
    today, names = session.clock.today(), {one["id"]: one["name"] for one in persons.subjects(session.store)}
    return [_line(row, names, today) for row in persons.requests(session.store, person_id)]


def _line(row: dict[str, Any], names: dict[str, str], today: date) -> RequestLine:
    return RequestLine(
        row["id"], row["person_id"], names.get(row["person_id"], "—"), row["code"], row["kind"], row["asked_on"], row["asked_by"], row["paper"],
        row["what"], row["state"], row["answer"], row["closed_on"], row["state"] == "open" and today - row["asked_on"] > ANSWER_WITHIN,
    )


@service(Permission.PRIVACY_WRITE)
def open_request(session: Session, person_id: str, draft: RequestDraft) -> str:
    """Enter what was asked; returns the request's id. Raises BadRequest: unknown kind or person, a day to come, no words for a correction."""
    who = persons.subject(session.store, person_id)
    if who is None or draft.kind not in KINDS:
        raise BadRequest(_("Choose the person and what is asked."))
    if draft.asked_on > session.clock.today():
        raise BadRequest(_("The day lies in the future."))
    if draft.kind == "correct" and not draft.what.strip():
        raise BadRequest(_("Say what is to be corrected."))
    with session.write("privacy.open_request") as unit:
        return unit.insert(PrivacyRequest, {
            "person_id": person_id, "code": who.code, "kind": draft.kind, "asked_on": draft.asked_on, "asked_by": draft.asked_by.strip()[:80],
            "paper": draft.paper.strip()[:60], "what": draft.what.strip(),
        })  # fmt: skip


@service(Permission.PRIVACY_WRITE)
def close_request(session: Session, request_id: str, answer: str, *, refused: bool = False) -> str:
    """Enter what came of it; a refusal needs its reason (Art. 50). Returns the operation's id. Raises BadRequest."""
    if refused and not answer.strip():
        raise BadRequest(_("A refusal needs its reason: the person must be told."))
    with session.write("privacy.close_request") as unit:
        unit.update(PrivacyRequest, request_id, {
            "state": "refused" if refused else "done", "answer": answer.strip(), "closed_on": session.clock.today()})
    return session.last_operation
