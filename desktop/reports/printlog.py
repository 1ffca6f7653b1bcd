"""The print log: every paper that leaves the program has a number, a copy number, and a name behind it."""

from dataclasses import dataclass, replace
from datetime import datetime

from db.people import elders as people
from db.reports import queries
from db.reports.tables import PrintLog
from db.station import queries as station
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.document import PRIVACY_LABELS, Marks, Privacy
from desktop.session import Session
from desktop.station.audit import audit_head

ID_LETTERS = 22  # an id tells nobody anything


@service(Permission.SIGNED_IN)
def marks_of(session: Session, privacy: Privacy | None = None) -> Marks:
    """What stands on every paper of this station, without a print number: for a preview."""
    row = station.station(session.store)
    return Marks(
        station=row["name"], privacy=privacy, printed_by=who(session), printed_at=session.clock.now(), sample=bool(row["sample"]),
        audit_head=audit_head(session),
    )


@service(Permission.SIGNED_IN)
def who(session: Session) -> str:
    """The name of the person who is signed in, as it stands on paper."""
    row = station.account(session.store, session.account)
    return str(row["display_name"] or row["name"]) if row else session.account


@service(Permission.FIGURES_READ)
def log_print(session: Session, paper: str, subject: str, privacy: Privacy | None = None) -> Marks:
    """Enter a print in the log and give the marks for it: print number and which copy of this subject it is.

    `paper` is the paper's code in the catalogue, `subject` what it is about ('2026-11-21 am', '2026-12').
    """
    copy = queries.copies_of(session.store, paper, subject) + 1
    with session.write("reports.log_print") as unit:
        number = unit.next_number(PrintLog, "number")
        unit.insert(
            PrintLog,
            {
                "number": number,
                "paper": paper,
                "subject": subject,
                "copy": str(copy),
                "account": session.account,
                "grade": privacy.value if privacy else "none",
            },
        )
    return replace(marks_of(session, privacy), print_number=number, copy_number=copy)


@service(Permission.EXCHANGE_WRITE)
def note_given_out(session: Session, what: str, rows: int) -> None:
    """Enter in the print log that a file with personal data left the program: it has a number too, though none stands on it."""
    with session.write("reports.log_print") as unit:
        number = unit.next_number(PrintLog, "number")
        unit.insert(PrintLog, {"number": number, "paper": what[:40], "subject": str(rows), "copy": "1", "account": session.account, "grade": "full"})


@dataclass(frozen=True)
class PrintLine:
    """One line of the print log in words. `report` '' when it was no report of the catalogue (a file that was given out)."""

    number: int
    at: datetime
    report: str
    title: str
    subject: str
    about: str
    copy: str
    grade: str
    who: str


@service(Permission.PAPERS_PRINT, personal=True)
def print_log(session: Session, limit: int = 300) -> list[PrintLine]:
    """What left the program, the newest first: number, copy, grade, who."""
    from desktop.reports.catalogue import REPORTS  # its reports are logged here

    titles = {one.code: one.title for one in REPORTS}
    elders = {row["id"]: f"{row['code']} {row['name']}" for row in people.list_elders(session.store)}
    accounts = {row["name"]: row["display_name"] or row["name"] for row in station.accounts(session.store)}
    grades = {one.value: words for one, words in PRIVACY_LABELS.items()}
    return [
        PrintLine(
            row["number"], row["created_at"], row["paper"] if row["paper"] in titles else "", _(titles.get(row["paper"], row["paper"])),
            row["subject"], elders.get(row["subject"], row["subject"] if len(row["subject"]) != ID_LETTERS else ""), row["copy"],
            _(grades.get(row["grade"], "—")), accounts.get(row["account"], row["account"]),
        )
        for row in queries.recent_prints(session.store, limit)
    ]  # fmt: skip
