"""From the store to the papers of the monthly checklist."""

from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.document import Document, Marks
from desktop.reports.papers.checklist_paper import CheckLine, CheckSheet, checklist_paper
from desktop.reports.scope import Scope
from desktop.rounds.checklist import Answer, month_list, open_checklist, shipped
from desktop.session import Session


@service(Permission.PAPERS_PRINT, personal=True)
def one(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The checklist of one elder for a month: as recorded, else blank."""
    if not scope.subject:
        raise BadRequest(_("Choose an elder first."))
    return [checklist_paper(_sheet(session, scope.subject, scope.month), scope.privacy, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def blank_ones(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """Blank checklists for everybody who has none yet in the month. Raises BadRequest when all are recorded."""
    waiting = [line.care_file for line in month_list(session, scope.month) if line.visited_on is None]
    if not waiting:
        raise BadRequest(_("Every checklist of {month} is recorded.").format(month=scope.month))
    return [checklist_paper(_sheet(session, care_file, scope.month), scope.privacy, marks) for care_file in waiting]


def _sheet(session: Session, care_file: str, month: str) -> CheckSheet:
    view = open_checklist(session, care_file, month)
    recorded = view.visited_on is not None
    code = next((line.code for line in month_list(session, month) if line.care_file == care_file), "")
    nothing = Answer("")
    return CheckSheet(
        code, view.name, view.address, month, view.before_month, view.visited_on.isoformat() if view.visited_on else "", view.visitor,
        tuple(
            CheckLine(
                item.part_words, item.words, item.answers, view.answers.get(item.code, nothing).answer if recorded else "",
                view.before.get(item.code, nothing).answer, view.answers.get(item.code, nothing).note if recorded else "",
            )
            for item in view.items
        ),
        shipped()[0],
    )  # fmt: skip
