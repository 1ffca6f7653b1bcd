"""What a finding of the monthly checklist leads to: something promised, an escalation."""

from collections.abc import Sequence
from datetime import date, datetime, time

from desktop.errors import BadRequest
from desktop.hotline.calls import open_follow_up
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds.elders import load_elders
from desktop.rounds.ladders import open_ladder
from desktop.rounds.outcomes import Outcome
from desktop.session import Session

DUE = time(18, 0)  # of the day that was named


@service(Permission.ROUNDS_WRITE)
def follow_findings(
    session: Session, care_file: str, findings: Sequence[str], owner: str = "", due_on: date | None = None, ladder: bool = False
) -> int:
    """Open a follow-up for each finding (in words), and an escalation when asked; gives how many follow-ups were opened.

    Raises BadRequest when nothing was chosen, or for an unknown elder.
    """
    elder = load_elders(session.store, [care_file]).get(care_file)
    if elder is None:
        raise BadRequest(_("This care file is not there any more."))
    if not findings and not ladder:
        raise BadRequest(_("Choose what is to be followed up, or close this window."))
    for words in findings:
        open_follow_up(
            session, _("Checklist: {finding}").format(finding=words), person=elder.person, owner=owner,
            due_at=datetime.combine(due_on, DUE) if due_on else None,
        )  # fmt: skip
    if ladder:
        open_ladder(session, care_file, Outcome.UNWELL, "; ".join(findings))
    return len(findings)
