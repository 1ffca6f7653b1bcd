"""The audit trail: whether the journal is what was written, and the head that is printed on papers to prove it later."""

from collections.abc import Sequence
from dataclasses import replace

from db.audit import Audit, check_chain, head_mark, newest_head
from db.rowcheck import check_rows
from desktop.permissions import Permission, service
from desktop.session import Session

__all__ = ["Audit", "audit_head", "check_audit", "check_everything"]


@service(Permission.SIGNED_IN)
def audit_head(session: Session) -> str:
    """The newest head as it stands on papers: number of the operation, first and last digits of its hash ('' for an empty journal)."""
    return head_mark(*newest_head(session.store.database))


@service(Permission.AUDIT_READ)
def check_everything(session: Session, known: Sequence[str] = ()) -> tuple[Audit, int]:
    """The chain, and every row followed back through the journal to what was first written; and how many rows that were."""
    found = check_audit(session, known)
    followed, wrong = check_rows(session.store)
    return replace(found, faults=(*found.faults, *(f"a row is not what the journal says: {one}" for one in wrong))), followed


@service(Permission.AUDIT_READ)
def check_audit(session: Session, known: Sequence[str] = ()) -> Audit:
    """Reckon the whole chain again (100,000 changes take under a second). `known` are heads from papers, backups or packages."""
    return check_chain(session.store.database, [one.strip() for one in known if one.strip()])
