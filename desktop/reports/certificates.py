"""Certificates of volunteers' hours: drawn up from evidence, issued with a number and a check code, kept in a register, never changed."""

import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db.people import volunteers as people
from db.reports import queries
from db.reports.tables import Certificate as CertificateRow
from desktop.errors import BadRequest
from desktop.hotline.hours import hours_of
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.printlog import who
from desktop.rounds.counting import NOT_MADE
from desktop.session import Session

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: it is read over the telephone
CODE_LENGTH = 8


@dataclass(frozen=True)
class Certificate:
    """One certificate as it was issued, or its draft (`number` 0). `minutes` at the phone are from sign-ins, `by_hand` the part of them that
    a clerk entered; `rounds` are sheets walked that came back (场次), `doors` the knocks on them (人次)."""

    id: str
    number: int
    check_code: str
    volunteer: str
    name: str
    organisation: str
    first: date
    last: date
    minutes: int
    by_hand: int
    shifts: int
    rounds: int
    doors: int
    content: str
    issued_on: date
    issuer: str
    cancelled_on: date | None = None
    cancelled_why: str = ""

    @property
    def hours(self) -> float:
        """Hours at the phone, to one decimal."""
        return round(self.minutes / 60, 1)

    @property
    def label(self) -> str:
        """Year of issue and number, as it is printed: '2026-0012'."""
        return f"{self.issued_on.year}-{self.number:04d}"

    @property
    def in_force(self) -> bool:
        """Not cancelled."""
        return self.cancelled_on is None


@service(Permission.HOTLINE_READ, personal=True)
def draft(session: Session, volunteer: str, first: date, last: date) -> Certificate:
    """What could be certified of a volunteer's service from first to last, both included. Raises BadRequest when there is nothing."""
    known = people.volunteer(session.store, volunteer) if volunteer else None
    if known is None:
        raise BadRequest(_("Choose whose service is to be certified."))
    if last < first:
        raise BadRequest(_("The last day lies before the first."))
    if last > session.clock.today():
        raise BadRequest(_("Only service that was done can be certified: choose a last day that is not in the future."))
    hours = next((one for one in hours_of(session, first, last) if one.volunteer == volunteer), None)
    rounds, doors = queries.rounds_walked(session.store, volunteer, first, last, frozenset(NOT_MADE))
    shifts, minutes, by_hand = (hours.shifts, hours.minutes, hours.by_hand) if hours else (0, 0, 0)
    if not minutes and not rounds:
        raise BadRequest(_("There is no evidence of service from {first} to {last}: no sign-in at the phone, no sheet that came back.").format(
            first=first, last=last))
    return Certificate(
        "", 0, "", volunteer, known["person"]["name"], (known["organisation"] or {"name": ""})["name"], first, last,
        minutes, by_hand, shifts, rounds, doors, _content(shifts, rounds), session.clock.today(), who(session))


def _content(shifts: int, rounds: int) -> str:
    done = ([_("companion hotline")] if shifts else []) + ([_("visit rounds (knocking)")] if rounds else [])
    return "、".join(done)


@service(Permission.ROSTER_WRITE, personal=True)
def issue(session: Session, volunteer: str, first: date, last: date, content: str = "") -> Certificate:
    """Draw up a certificate and enter it in the register. `content` replaces the words for what was done. Raises BadRequest as `draft`."""
    made = draft(session, volunteer, first, last)
    made = replace(made, content=content.strip() or made.content, check_code=_new_code())
    with session.write("reports.issue_certificate") as unit:
        number = unit.next_number(CertificateRow, "number")
        row_id = unit.insert(CertificateRow, {
            "number": number, "check_code": made.check_code, "volunteer": volunteer, "name": made.name, "organisation": made.organisation,
            "first": first, "last": last, "minutes": made.minutes, "by_hand": made.by_hand, "shifts": made.shifts, "rounds": made.rounds,
            "doors": made.doors, "content": made.content, "issued_on": made.issued_on, "issuer": made.issuer,
        })  # fmt: skip
    return replace(made, id=row_id, number=number)


@service(Permission.ROSTER_WRITE, personal=True)
def cancel(session: Session, certificate_id: str, why: str) -> None:
    """A certificate no longer holds (wrong dates, wrong person); it stays in the register. Raises BadRequest without a reason."""
    if not why.strip():
        raise BadRequest(_("Say why the certificate is cancelled: it stays in the register with this reason."))
    found = certificate(session, certificate_id)
    if not found.in_force:
        raise BadRequest(_("Certificate no. {number} was cancelled already.").format(number=found.number))
    with session.write("reports.cancel_certificate") as unit:
        unit.update(CertificateRow, certificate_id, {"cancelled_on": session.clock.today(), "cancelled_why": why.strip()})


@service(Permission.HOTLINE_READ, personal=True)
def certificate(session: Session, certificate_id: str) -> Certificate:
    """One certificate. Raises BadRequest when there is none."""
    row = queries.certificate(session.store, certificate_id)
    if row is None:
        raise BadRequest(_("There is no certificate yet. Issue one on the page of certificates."))
    return _of(row)


@service(Permission.HOTLINE_READ, personal=True)
def certificate_numbered(session: Session, typed: str) -> Certificate:
    """The certificate of this number ('12', '2026-0012'). Raises BadRequest when there is none."""
    number = typed.strip().rpartition("-")[2]
    for one in register(session):
        if number.isdigit() and one.number == int(number):
            return one
    raise BadRequest(_("There is no certificate with the number “{number}”. The register lists them all.").format(number=typed.strip()))


@service(Permission.HOTLINE_READ, personal=True)
def register(session: Session) -> list[Certificate]:
    """Every certificate that was issued, the newest first."""
    return [_of(row) for row in queries.certificates(session.store)]


@service(Permission.HOTLINE_READ, personal=True)
def confirm(session: Session, typed: str) -> Certificate:
    """The certificate with this check code, as somebody reads it over the telephone (blanks, small letters, O for 0 are forgiven).

    Raises BadRequest when the register has none.
    """
    wanted = "".join(typed.upper().split()).replace("-", "").translate(str.maketrans("OILU", "011V"))
    for one in register(session):
        if one.check_code == wanted:
            return one
    raise BadRequest(_("No certificate of this station has the check code “{code}”. Have it read again, letter by letter.").format(
        code=typed.strip()))


def spoken(code: str) -> str:
    """The check code in two halves, as it is printed: 'K7Q2 9XWM'."""
    return f"{code[: CODE_LENGTH // 2]} {code[CODE_LENGTH // 2 :]}".strip()


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def _of(row: dict[str, Any]) -> Certificate:
    return Certificate(
        row["id"], row["number"], row["check_code"], row["volunteer"], row["name"], row["organisation"], row["first"], row["last"],
        row["minutes"], row["by_hand"], row["shifts"], row["rounds"], row["doors"], row["content"], row["issued_on"], row["issuer"],
        row["cancelled_on"], row["cancelled_why"])
