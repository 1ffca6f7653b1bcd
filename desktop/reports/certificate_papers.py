"""From the store to the papers of the certificates."""

from desktop.permissions import Permission, service
from desktop.reports.certificates import certificate, register, spoken
from desktop.reports.document import Document, Marks
from desktop.reports.papers.certificates import certificate_register, hours_certificate
from desktop.reports.scope import Scope
from desktop.rounds.sheets import station_phone
from desktop.session import Session


@service(Permission.PAPERS_PRINT, personal=True)
def one(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The certificate that was issued. Raises BadRequest when there is none."""
    return [hours_certificate(certificate(session, scope.subject), station_phone(session), marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def register_of_all(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The register."""
    del scope
    return [certificate_register(register(session), marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def choices(session: Session) -> list[tuple[str, str]]:
    """The certificates that can be printed: (id, words), the newest first."""
    return [(one.id, f"{one.label}　{one.name}　{spoken(one.check_code)}") for one in register(session)]
