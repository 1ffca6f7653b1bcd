"""Consents: scope, date, paper, who signed, withdrawal. Passing on needs one of its own, for each receiver (个人信息保护法 Art. 23, 29)."""

from dataclasses import dataclass
from datetime import date

from db.people.elders import elder
from db.people.tables import CareFile
from db.privacy import persons
from db.privacy.tables import Consent
from db.store import NotFound
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.privacy.words import SCOPES, scope_label
from desktop.session import Session

BASE = "base"


@dataclass(frozen=True)
class ConsentLine:
    """One consent; the first one stands in the care file itself (`id` is then that file's)."""

    id: str
    scope: str
    label: str
    recipient: str
    given_on: date
    given_by: str
    paper: str
    withdrawn_on: date | None
    in_care_file: bool
    note: str


@dataclass(frozen=True)
class ConsentDraft:
    """What the form holds."""

    scope: str
    given_on: date
    paper: str = ""
    given_by: str = ""
    recipient: str = ""
    note: str = ""


@service(Permission.PRIVACY_WRITE, personal=True)
def consents(session: Session, person_id: str) -> list[ConsentLine]:
    """All consents of a person: that of the care file first, then the newest."""
    who = persons.subject(session.store, person_id)
    found: list[ConsentLine] = []
    for care_file in who.care_files if who is not None else ():
        known = elder(session.store, care_file)
        care = known["care_file"] if known else None
        if care is not None and care["consent_on"] is not None:
            found.append(ConsentLine(care_file, BASE, scope_label(BASE), "", care["consent_on"], "", care["consent_paper"], None, True, ""))
    found += [
        ConsentLine(
            row["id"], row["scope"], scope_label(row["scope"]), row["recipient"], row["given_on"], row["given_by"], row["paper"],
            row["withdrawn_on"], False, row["note"],
        )
        for row in persons.consents_of(session.store, person_id)
    ]
    return found


@service(Permission.PRIVACY_WRITE)
def give_consent(session: Session, person_id: str, draft: ConsentDraft) -> str:
    """Enter a signed consent; returns the operation's id. Raises BadRequest: unknown scope, a day to come, no receiver where one is needed."""
    if draft.scope not in SCOPES:
        raise BadRequest(_("Choose what the consent covers."))
    if draft.given_on > session.clock.today():
        raise BadRequest(_("The day of the consent lies in the future."))
    if draft.scope == "third_party" and not draft.recipient.strip():
        raise BadRequest(_("Name the receiver: a consent to passing on holds for one receiver."))
    with session.write("privacy.give_consent") as unit:
        unit.insert(Consent, {
            "person": person_id, "scope": draft.scope, "recipient": draft.recipient.strip()[:120], "given_on": draft.given_on,
            "given_by": draft.given_by.strip()[:80], "paper": draft.paper.strip()[:60], "note": draft.note.strip(),
        })  # fmt: skip
    return session.last_operation


@service(Permission.PRIVACY_WRITE)
def withdraw_consent(session: Session, consent_id: str, on: date, paper: str = "") -> str:
    """Enter a withdrawal; what was done before stays lawful (Art. 15). Returns the operation's id. Raises BadRequest.

    The consent of a care file moves out of the file into the list, as withdrawn.
    """
    if on > session.clock.today():
        raise BadRequest(_("The day of the withdrawal lies in the future."))
    with session.write("privacy.withdraw_consent") as unit:
        try:
            row = unit.row(Consent, consent_id)
        except NotFound:
            care = unit.row(CareFile, consent_id)
            if care["consent_on"] is None:
                raise BadRequest(_("This consent was withdrawn already.")) from None
            unit.insert(Consent, {
                "person": care["person_id"], "scope": BASE, "given_on": care["consent_on"], "paper": care["consent_paper"],
                "withdrawn_on": on, "withdrawn_paper": paper.strip()[:60], "note": care["consent_scope"],
            })  # fmt: skip
            unit.update(CareFile, consent_id, {"consent_on": None, "consent_scope": "", "consent_paper": ""})
        else:
            if row["withdrawn_on"] is not None:
                raise BadRequest(_("This consent was withdrawn already."))
            unit.update(Consent, consent_id, {"withdrawn_on": on, "withdrawn_paper": paper.strip()[:60]})
    return session.last_operation
