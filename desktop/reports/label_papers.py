"""From the store to labels and to the notice."""

from datetime import time

from db.people import elders as people
from db.station import queries as station
from desktop.hotline.shifts import shifts
from desktop.people.services.volunteers import list_volunteers
from desktop.permissions import Permission, service
from desktop.reports.document import Document, Marks
from desktop.reports.papers.labels import LabelLine, NoticeFacts, address_labels, folder_labels, posted_notice
from desktop.reports.scope import Scope
from desktop.rounds.elders import short_address, slots
from desktop.session import Session


@service(Permission.PAPERS_PRINT, personal=True)
def of_elders(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """An address label for everyone with an open care file."""
    return [address_labels(_elders(session), scope.privacy, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def of_files(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """A label for the folder of every open care file."""
    return [folder_labels(_elders(session), scope.privacy, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def of_volunteers(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """A label for every volunteer, with the organisation."""
    lines = [LabelLine(one.code, one.name, one.organisation, one.phone) for one in list_volunteers(session) if not one.left]
    return [address_labels(lines, scope.privacy, marks)]


@service(Permission.PAPERS_PRINT)
def notice(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The notice to be posted: hours of the rounds and of the phone that hold today."""
    row, today = station.station(session.store), session.clock.today()
    valid = [
        one for one in shifts(session)
        if (one["valid_from"] is None or one["valid_from"] <= today) and (one["valid_until"] is None or one["valid_until"] >= today)
    ]  # fmt: skip
    hours = dict.fromkeys((one["name"], _clock(one["start_minute"]), _clock(one["end_minute"])) for one in valid)
    facts = NoticeFacts(
        row["name"], row["phone"], row["hotline_phone"], tuple((one.name(), one.starts, one.ends) for one in slots(session.store)), tuple(hours))
    return [posted_notice(facts, scope.paper, marks)]


def _elders(session: Session) -> list[LabelLine]:
    return [
        LabelLine(row["code"], row["name"], short_address(row["building"], row["unit"], row["room"], row["address"]), row["phone"])
        for row in people.list_elders(session.store) if row["closed_on"] is None and row["died_on"] is None
    ]  # fmt: skip


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
