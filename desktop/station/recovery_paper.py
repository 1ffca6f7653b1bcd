"""The recovery key as a paper to print."""

from pathlib import Path

from db.station import queries
from desktop.permissions import Permission, service
from desktop.reports.document import Marks
from desktop.reports.papers.recovery_key import RecoveryKeyFacts, recovery_key
from desktop.reports.pdf import write_pdf
from desktop.session import Session


@service(Permission.ADMINISTER)
def save_recovery_paper(session: Session, path: Path, key: str) -> None:
    """Write the recovery key (its lines) as a PDF. Raises BadFile when it cannot be written there."""
    station = queries.station(session.store)
    now = session.clock.now()
    facts = RecoveryKeyFacts(station["name"], station["community"], now, tuple(key.splitlines()))
    write_pdf(path, recovery_key(facts, Marks(station=station["name"], printed_by=session.account, printed_at=now)))
