"""From the store to the papers that stay with one elder, and the blank forms."""

from desktop.people.services.cards import elder_card_for_paper
from desktop.permissions import Permission, service
from desktop.reports.document import Document, Marks
from desktop.reports.gather import card_facts
from desktop.reports.papers.blank_forms import blank_forms
from desktop.reports.papers.elder_papers import PastFact, care_file, emergency_cards, fridge_sheet
from desktop.reports.scope import Scope
from desktop.rounds.sheets import station_phone
from desktop.session import Session


@service(Permission.PAPERS_PRINT, personal=True)
def care_file_paper(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """Everything on record about one elder."""
    facts = card_facts(session, scope)
    past = elder_card_for_paper(session, scope.subject).past
    return [care_file(facts, [PastFact(one.at, one.exact, one.label, one.text, one.who) for one in past], marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def fridge(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The sheet for the refrigerator."""
    return [fridge_sheet(card_facts(session, scope), station_phone(session), marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def emergency(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The cards to cut out."""
    return [emergency_cards(card_facts(session, scope), station_phone(session), marks)]


@service(Permission.PAPERS_PRINT)
def blanks(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The blank forms."""
    del scope
    return blank_forms(station_phone(session), marks)
