"""From stored assessments to their papers."""

from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.people.assessment import level_label, reason_label, scale
from desktop.people.services.assessments import assessment_file, reasons_of
from desktop.permissions import Permission, service
from desktop.reports.document import Document, Marks
from desktop.reports.papers.assessment_papers import AssessedFacts, AssessmentFacts, assessment_record, blank_assessment
from desktop.reports.scope import Scope
from desktop.session import Session


@service(Permission.PEOPLE_READ, personal=True)
def blank(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The form to be filled at one elder's home; without a name when no elder is chosen."""
    who = AssessedFacts("", "", "")
    if scope.subject:
        file = assessment_file(session, scope.subject)
        who = AssessedFacts(file.name, file.code, file.address)
    return [blank_assessment(who, scale(), marks)]


@service(Permission.PEOPLE_READ, personal=True)
def newest(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The newest assessment of an elder. Raises BadRequest when he was never assessed."""
    if not scope.subject:
        raise BadRequest(_("Choose an elder first."))
    file = assessment_file(session, scope.subject)
    if not file.lines:
        raise BadRequest(_("This elder was never assessed. Print the blank form, or press F2 on the page of assessments."))
    last = file.lines[-1]
    entry = last.entry
    facts = AssessmentFacts(
        entry.day, reason_label(entry.reason), entry.answers, last.score, level_label(last.own), level_label(last.level),
        reasons_of(last), entry.coma, entry.diagnosed, last.incidents, entry.assessors, entry.informant, entry.note,
        tuple((one.entry.day, one.score, level_label(one.level)) for one in reversed(file.lines[:-1])),
    )  # fmt: skip
    return [assessment_record(AssessedFacts(file.name, file.code, file.address), facts, scale(), marks)]
