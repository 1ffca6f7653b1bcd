"""晨间一套: the papers that are printed every morning with one click; which ones, the station decides."""

import json
from dataclasses import replace

from db.station import queries
from db.station.tables import Setting
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.document import Document, Marks, Privacy
from desktop.reports.scope import Ask, Scope
from desktop.session import Session

CODE = "morning_set"
KEY = "reports_morning"
DEFAULT = ("visit_sheet", "silence_list", "birthdays")
FITTING = frozenset({Ask.DAY, Ask.SLOT, Ask.NAMES, Ask.PERIOD, Ask.MONTH, Ask.PAPER, Ask.LARGE})
"""A report that asks for more (one elder, one incident) cannot be printed without asking."""


@service(Permission.FIGURES_READ)
def in_set(session: Session) -> tuple[str, ...]:
    """The codes of the reports in the set, in the order of printing."""
    return tuple(queries.settings(session.store, [KEY]).get(KEY, DEFAULT))


@service(Permission.PAPERS_PRINT)
def pin(session: Session, code: str, wanted: bool) -> None:
    """Put a report into the set (at its end), or take it out."""
    codes = [one for one in in_set(session) if one != code] + ([code] if wanted else [])
    with session.write("reports.pin") as unit:
        row = queries.setting_row(session.store, KEY)
        if row is None:
            unit.insert(Setting, {"key": KEY, "value": json.dumps(codes)})
        else:
            unit.update(Setting, row["id"], {"value": json.dumps(codes)})


@service(Permission.PAPERS_PRINT, personal=True)
def make(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """Every paper of the set for this day and slot, each with its own grade; one that has nothing to say today is left out. Raises BadRequest
    when that is all of them."""
    from desktop.reports.catalogue import REPORTS  # it lists this one too

    in_full = session.may(Permission.REVEAL, personal=True)
    known = {one.code: one for one in REPORTS}
    documents: list[Document] = []
    reasons: list[str] = []
    for code in in_set(session):
        one = known.get(code)
        if one is None:  # a report of another version of the program
            continue
        try:
            documents += one.make(session, replace(scope, privacy=one.grade if in_full else Privacy.MASKED), marks)
        except BadRequest as reason:
            reasons.append(str(reason))
    if not documents:
        raise BadRequest("\n".join(dict.fromkeys(reasons)) or _("No report is in the morning set. Choose a report and tick “in the morning set”."))
    return documents
