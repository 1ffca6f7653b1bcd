"""What every report can be asked about on a station with data: for the self-test and for pictures of the papers."""

from datetime import date

from db.people import elders as people
from db.rounds import incidents, past, watching
from desktop.permissions import Permission, service
from desktop.reports.catalogue import Report
from desktop.reports.certificates import register
from desktop.reports.scope import Ask, Scope
from desktop.session import Session


class NoExample(LookupError):
    """The station holds nothing that this report could be about."""


@service(Permission.SIGNED_IN)
def example_scope(session: Session, wanted: Report, day: date) -> Scope:
    """A scope for this report: the day, its morning, the month until it, the newest escalation, the first elder. Raises NoExample."""
    subject = ""
    if Ask.CERTIFICATE in wanted.asks:
        subject = _newest_certificate(session)
    elif Ask.INCIDENT in wanted.asks:
        subject = _newest_incident(session)
    elif Ask.LADDER in wanted.asks:
        subject = _newest_ladder(session)
    elif Ask.ELDER in wanted.asks:
        subject = str(people.list_elders(session.store)[0]["id"])
    if Ask.PERIOD in wanted.asks:
        return Scope(day.replace(day=1), day, "am", subject)
    return Scope(day, None, "am", subject)


def _newest_certificate(session: Session) -> str:
    for one in register(session):
        return one.id
    raise NoExample("certificate")


def _newest_incident(session: Session) -> str:
    for row in incidents.incidents(session.store):
        return str(row["id"])
    raise NoExample("incident")


def _newest_ladder(session: Session) -> str:
    for row in watching.open_ladders(session.store):
        return str(row["id"])
    for elder in people.list_elders(session.store):
        if found := past.ladders_of(session.store, elder["id"], 1):
            return str(found[0]["id"])
    raise NoExample("ladder")
