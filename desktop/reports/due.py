"""Reports whose time has come: the month, quarter or year is over and its report has not left the program yet."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.reports import queries
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.scope import Scope
from desktop.session import Session

REMINDED = {"month_report": 10, "quarter_report": 20, "year_report": 31}
"""For so many days after the period's end."""


@dataclass(frozen=True)
class Due:
    """A report that is ready with everything filled in; `day` lies in its period."""

    code: str
    day: date
    words: str


@service(Permission.FIGURES_READ)
def due_reports(session: Session) -> list[Due]:
    """What is to be printed or handed in now, the month first."""
    today = session.clock.today()
    ended = today.replace(day=1) - timedelta(days=1)
    found = []
    for code, days in REMINDED.items():
        if (today - ended).days > days:
            continue
        if (code == "quarter_report" and ended.month % 3) or (code == "year_report" and ended.month != 12):
            continue
        scope = Scope(ended)
        if code == "month_report":
            subject, words = scope.month, _("The monthly report of {period} is ready.")
        elif code == "quarter_report":
            subject, words = scope.quarter, _("The quarterly report of {period} is ready.")
        else:
            subject, words = scope.year, _("The yearly report of {period} is ready.")
        if not queries.copies_of(session.store, code, subject):
            found.append(Due(code, ended, words.format(period=subject)))
    return found
