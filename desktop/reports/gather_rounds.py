"""From the store to the papers of the rounds: the silence clock."""

from datetime import timedelta

from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.document import Document, Marks
from desktop.reports.papers.silence_list import SilencePaperLine, silence_paper
from desktop.reports.scope import Scope
from desktop.rounds.lastsafe import channel_label
from desktop.rounds.silence import SilenceLine, silence_list
from desktop.session import Session

HOUR = timedelta(hours=1)


@service(Permission.PAPERS_PRINT, personal=True)
def silence(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """Everybody by how long nobody has known them safe, at this moment."""
    lines = silence_list(session)
    made = [
        SilencePaperLine(
            one.code, one.name, one.address, one.phone, one.last_at, channel_label(one.channel) if one.channel else "",
            one.silence // HOUR, one.threshold // HOUR, state_words(one),
        )
        for one in lines
    ]  # fmt: skip
    over = sum(1 for one in lines if one.state == "over")
    return [silence_paper(made, session.clock.now(), over, scope.privacy, marks)]


def state_words(line: SilenceLine) -> str:
    """What is known and done about a silence, in the user's language."""
    if line.ladder:
        return _("escalation open")
    if line.away:
        return line.away
    if line.to_call:
        return _("to be called")
    return {"over": _("past the threshold"), "near": _("near the threshold")}.get(line.state, "")
