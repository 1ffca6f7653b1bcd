"""Reports asked for by the window or the command line: preview, save, print. Whatever leaves the program is in the print log."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from db.people import elders as people
from db.rounds import incidents, past, watching
from desktop.atomic import write_atomically, write_verified
from desktop.errors import BadRequest, Cancelled
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports import certificate_papers, morning
from desktop.reports.binding import bound
from desktop.reports.catalogue import REPORTS, Report, report
from desktop.reports.certificates import certificate_numbered
from desktop.reports.csv import csv_bytes
from desktop.reports.document import Document, Marks, Privacy, characters
from desktop.reports.due import Due, due_reports
from desktop.reports.fonts import missing_words
from desktop.reports.pdf import page_counts, pdf_bytes
from desktop.reports.picking import picked
from desktop.reports.printlog import log_print, marks_of
from desktop.reports.scope import Ask, Scope
from desktop.reports.sheet import LARGE_PRINT
from desktop.reports.xlsx import xlsx_bytes
from desktop.rounds import incident_papers
from desktop.rounds.elders import load_elders, short_address, slots
from desktop.rounds.papers import sheet_facts
from desktop.rounds.sheets import mark_printed
from desktop.session import Session

TABLES: dict[str, Callable[[list[Document]], bytes]] = {".xlsx": xlsx_bytes, ".csv": csv_bytes}
ENDINGS = (".pdf", *TABLES, ".png")
PICTURE_DOTS = 200  # an inch: the smallest type stays readable
LADDERS_BACK = timedelta(days=90)

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Choices:
    """What can be chosen on the Reports page: (key, words); and the reports that this account may have."""

    slots: tuple[tuple[str, str], ...]
    elders: tuple[tuple[str, str], ...]
    ladders: tuple[tuple[str, str], ...]
    incidents: tuple[tuple[str, str], ...]
    certificates: tuple[tuple[str, str], ...]
    reports: tuple[str, ...]
    grades: tuple[Privacy, ...] = tuple(Privacy)
    morning: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()


@service(Permission.FIGURES_READ)
def choices(session: Session) -> Choices:
    """The slots, the elders (with their address), the escalations of the last three months and the incidents of the last year."""
    store = session.store
    allowed = tuple(one.code for one in REPORTS if _may_make(session, one))
    if not session.may(Permission.PAPERS_PRINT, personal=True):
        named_slots = tuple((slot.code, slot.name()) for slot in slots(store))
        return Choices(named_slots, (), (), (), (), allowed, _grades(session), (), tuple(due_reports(session)))
    rows = people.list_elders(store)
    found = [*watching.open_ladders(store), *watching.closed_ladders(store, session.clock.now() - LADDERS_BACK)]
    named = load_elders(store, [row["care_file"] for row in found])
    return Choices(
        tuple((slot.code, slot.name()) for slot in slots(store)),
        tuple(
            (row["id"], f"{row['name']}　{short_address(row['building'], row['unit'], row['room'], row['address'])}")
            for row in rows
            if row["closed_on"] is None and row["died_on"] is None
        ),
        tuple((row["id"], f"{row['opened_at']:%Y-%m-%d %H:%M}　{named[row['care_file']].name}") for row in found),
        tuple(incident_papers.choices(session, session.clock.today())),
        tuple(certificate_papers.choices(session)),
        allowed,
        _grades(session),
        morning.in_set(session),
        tuple(due_reports(session)),
    )


@service(Permission.FIGURES_READ)
def subject_named(session: Session, wanted: Report, code: str) -> str:
    """The elder of this code, or his newest escalation or incident where the report is about one; for a certificate its number. Raises
    BadRequest when there is none.
    """
    if Ask.CERTIFICATE in wanted.asks:
        return certificate_numbered(session, code).id
    care_file = next((row["id"] for row in people.list_elders(session.store) if row["code"] == code), None)
    if care_file is None:
        raise BadRequest(_("There is no elder with the code “{code}”. The list of elders shows the codes.").format(code=code))
    if Ask.INCIDENT in wanted.asks:
        happened = incidents.incidents_of(session.store, care_file)
        if not happened:
            raise BadRequest(_("There is no incident on record for {code}.").format(code=code))
        return str(happened[0]["id"])
    if Ask.LADDER not in wanted.asks:
        return str(care_file)
    found = past.ladders_of(session.store, care_file, 1)
    if not found:
        raise BadRequest(_("There is no escalation on record for {code}.").format(code=code))
    return str(found[0]["id"])


@service(Permission.FIGURES_READ)
def preview(
    session: Session, code: str, scope: Scope, *, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> bytes:
    """The report as a PDF to look at: without a print number, not in the log. Raises BadRequest when there is nothing to show."""
    return checked_preview(session, code, scope, progress=progress, cancelled=cancelled)[0]


@service(Permission.FIGURES_READ)
def checked_preview(
    session: Session, code: str, scope: Scope, *, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> tuple[bytes, str]:
    """As `preview`, with what to tell before printing (see `warning`)."""
    wanted = _allowed(session, code)
    watch = _watching(progress, cancelled)
    scope = _capped(session, wanted, scope)
    documents = _made(session, wanted, scope, marks_of(session, _grade(wanted, scope)))
    return pdf_bytes(documents, watch), warning(documents)


def _may_make(session: Session, wanted: Report) -> bool:
    """Whether this account may have this report."""
    needs: Any = wanted.make  # a service of its own, with its marks
    if wanted.reveals and not session.may(Permission.REVEAL, personal=True):
        return False
    return session.may(needs.permission, needs.personal)


def _allowed(session: Session, code: str) -> Report:
    """The report of this code. Raises KeyError, and NotAllowed when this account may not have it."""
    wanted = report(code)
    needs: Any = wanted.make
    session.require(needs.permission, needs.personal)
    if wanted.reveals:
        session.require(Permission.REVEAL, True)
    return wanted


def _grades(session: Session) -> tuple[Privacy, ...]:
    """How much of a name this account may have on paper: in full only who may see masked data in clear."""
    return tuple(one for one in Privacy if one is not Privacy.FULL or session.may(Permission.REVEAL, personal=True))


def _capped(session: Session, wanted: Report, scope: Scope) -> Scope:
    """The scope with no more of the names than this account may have."""
    if Ask.NAMES in wanted.asks and scope.privacy not in _grades(session):
        return replace(scope, privacy=Privacy.MASKED)
    return scope


def warning(documents: list[Document]) -> str:
    """What to tell before these are printed: the characters that no font has; '' when all can be printed."""
    return missing_words("".join(sorted(characters(documents))))


@service(Permission.FIGURES_READ)
def save(
    session: Session,
    code: str,
    scope: Scope,
    path: Path,
    *,
    pages: str = "",
    verified: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the report to `path` (.pdf, .xlsx, .csv or .png by its ending) and enter it in the print log; returns the print number.

    `pages` ('2-3,5') are the pages wanted of a PDF or of pictures, of which there is one file a page; `verified`: read back before the file
    gets its name, for sticks. Raises BadRequest for another ending, for pages that do not exist and when there is nothing to show,
    CannotSave when the place refuses.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise BadRequest(_("“{file}”: choose a name that ends in .pdf, .xlsx, .csv or .png.").format(file=path.name))
    wanted = _allowed(session, code)
    scope = _capped(session, wanted, scope)
    _check_pages(_made(session, wanted, scope, marks_of(session, _grade(wanted, scope))), pages)  # what cannot be made takes no number
    watch = _watching(progress, cancelled)
    watch(0)
    documents, number = _logged(session, wanted, scope)
    write = write_verified if verified else write_atomically
    for place, data in _files(path, documents, pages, watch):
        write(place, data)
    _printed(session, wanted, scope, number)
    return number


@service(Permission.FIGURES_READ)
def print_copy(
    session: Session, code: str, scope: Scope, *, pages: str = "", progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> bytes:  # fmt: skip
    """The report (or the `pages` of it, '2-3,5') as a PDF that goes to a printer: with its print number, entered in the log."""
    wanted = _allowed(session, code)
    scope = _capped(session, wanted, scope)
    _check_pages(_made(session, wanted, scope, marks_of(session, _grade(wanted, scope))), pages)
    watch = _watching(progress, cancelled)
    watch(0)
    documents, number = _logged(session, wanted, scope)
    data = _picked_pdf(documents, pages, watch)
    _printed(session, wanted, scope, number)
    return data


def _check_pages(documents: list[Document], pages: str) -> None:
    if pages.strip():
        picked(pages, sum(page_counts(documents)))


def _picked_pdf(documents: list[Document], pages: str, watch: Callable[[float], None]) -> bytes:
    data = pdf_bytes(documents, watch)
    if not pages.strip():
        return data
    from desktop.reports.render import pages_of  # pypdfium2 only where it is used

    return pages_of(data, picked(pages, sum(page_counts(documents))))


def _files(path: Path, documents: list[Document], pages: str, watch: Callable[[float], None]) -> list[tuple[Path, bytes]]:
    """What is written where: one file, or one picture a page (name-1.png, name-2.png …)."""
    ending = path.suffix.lower()
    if ending in TABLES:
        return [(path, TABLES[ending](documents))]
    data = _picked_pdf(documents, pages, watch)
    if ending == ".pdf":
        return [(path, data)]
    from desktop.reports.render import png_pages

    made = png_pages(data, PICTURE_DOTS)
    if len(made) == 1:
        return [(path, made[0])]
    return [(path.with_name(f"{path.stem}-{number}{path.suffix}"), one) for number, one in enumerate(made, 1)]


def subject_of(wanted: Report, scope: Scope) -> str:
    """What a print is about, as the log says it: '2026-11-21 am', '2026-12', an id."""
    parts = []
    for ask in wanted.asks:
        if ask is Ask.DAY:
            parts.append(scope.day.isoformat())
        elif ask is Ask.PERIOD:
            parts.append(f"{scope.day} – {scope.until}")
        elif ask is Ask.MONTH:
            parts.append(scope.month)
        elif ask is Ask.QUARTER:
            parts.append(scope.quarter)
        elif ask is Ask.YEAR:
            parts.append(scope.year)
        elif ask is Ask.SLOT:
            parts.append(scope.slot)
        elif ask in (Ask.ELDER, Ask.LADDER, Ask.INCIDENT, Ask.CERTIFICATE):
            parts.append(scope.subject)
    return " ".join(parts)


def file_name(wanted: Report, scope: Scope) -> str:
    """A name to propose for the file, without its ending and without names of people."""
    parts = [_(wanted.title)]
    if Ask.DAY in wanted.asks or Ask.PERIOD in wanted.asks:
        parts.append(scope.day.isoformat())
    if Ask.PERIOD in wanted.asks and scope.until != scope.day:
        parts.append(scope.until.isoformat())
    if Ask.MONTH in wanted.asks:
        parts.append(scope.month)
    if Ask.QUARTER in wanted.asks:
        parts.append(scope.quarter)
    if Ask.YEAR in wanted.asks:
        parts.append(scope.year)
    if Ask.SLOT in wanted.asks:
        parts.append(scope.slot)
    return " ".join(parts)


def _grade(wanted: Report, scope: Scope) -> Privacy | None:
    """How much of the names this paper shows; None where it names nobody."""
    needs: Any = wanted.make
    return scope.privacy if Ask.NAMES in wanted.asks else Privacy.FULL if needs.personal else None


def _made(session: Session, wanted: Report, scope: Scope, marks: Marks) -> list[Document]:
    """The papers of this report as they are laid out at this station."""
    documents = wanted.make(session, scope, marks)
    if scope.large and Ask.LARGE in wanted.asks:
        documents = [replace(one, page=replace(one.page, enlarged=LARGE_PRINT)) for one in documents]
    return bound(session, documents)


def _logged(session: Session, wanted: Report, scope: Scope) -> tuple[list[Document], int]:
    marks = log_print(session, wanted.code, subject_of(wanted, scope), _grade(wanted, scope))
    return _made(session, wanted, scope, marks), marks.print_number or 0


def _printed(session: Session, wanted: Report, scope: Scope, number: int) -> None:
    """Sheets that were printed count as handed out."""
    if wanted.code == "visit_sheet" or (wanted.code == morning.CODE and "visit_sheet" in morning.in_set(session)):
        numbers = [sheet.number for sheet in sheet_facts(session, scope.day, scope.slot)]
        mark_printed(session, numbers, (scope.privacy if wanted.code == "visit_sheet" else report("visit_sheet").grade).value, number)


def _watching(progress: Progress | None, cancelled: Callable[[], bool] | None) -> Callable[[float], None]:
    """What the PDF writer tells before each page: shows the progress, stops when the user asked for it."""

    def watch(part: float) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled(_("Cancelled. Nothing was saved."))
        if progress is not None:
            progress(part, "")

    return watch
