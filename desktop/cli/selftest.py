"""The self-test: everything that matters, tried on a temporary sample station. One line a check; the exit code tells."""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from socket import AF_INET, AF_INET6
from typing import Any

from db.backup import faults
from db.store import Store
from desktop import i18n
from desktop.cli.call import Call
from desktop.exchange.export import TABLES, Period, export
from desktop.exchange.giving import Ask, give_out
from desktop.exchange.taking import accept_sender, open_package, take_in
from desktop.hotline.papers import wall_facts
from desktop.hotline.rosters import plan_month, roster_rows
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.catalogue import REPORTS, Report
from desktop.reports.document import Privacy, cell_words
from desktop.reports.example import example_scope
from desktop.reports.fonts import missing_glyphs
from desktop.reports.papers.visit_sheet import visit_sheets
from desktop.reports.papers.wall_roster import wall_roster
from desktop.reports.pdf import write_pdf
from desktop.reports.printlog import marks_of
from desktop.rounds.papers import sheet_facts
from desktop.rounds.plans import plan_and_save
from desktop.rounds.recording import record_sheet
from desktop.session import Session
from desktop.station.opening import OpenStation, create_sample
from desktop.station.sample.make import make_sample

RARE_NAMES = ("王𬭎", "陈䶮", "李㛃", "张𠮷", "阿依古丽·买买提")


PHRASE = "three short words"


class Failed(Exception):
    """A check found something wrong; the text says what."""


def run(call: Call) -> int:
    """Run every check; 0 when all passed."""
    now = datetime.combine(call.clock.today(), clock_time(9, 30))
    sockets: list[str] = []
    sys.addaudithook(lambda event, values: _note_socket(sockets, event, values))
    results = Results(call)
    with tempfile.TemporaryDirectory(prefix="linli-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with _station(folder / "station", now) as opened:
            for label, check in checks(opened, folder, now.date(), quick=call.arguments.quick):
                results.try_out(label, check)
        for label, check in call.window_checks(folder / "station", now)[: 1 if call.arguments.quick else None]:
            results.try_out(label, check)
    results.try_out(_("no connection to any network"), lambda: _no_sockets(sockets))
    return results.close()


class Results:
    """What the checks found, told as they go."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._found: list[dict[str, Any]] = []

    def try_out(self, label: str, check: Callable[[], None]) -> None:
        """Run one check and tell how it ended."""
        began, fault = time.monotonic(), ""
        try:
            check()
        except Exception as error:  # noqa: BLE001  every kind of fault is what a self-test is for: shown and counted
            fault = f"{type(error).__name__}: {error}"
        self._found.append({"check": label, "ok": not fault, "fault": fault, "seconds": round(time.monotonic() - began, 2)})
        self._call.say(f"{'FAIL' if fault else 'OK  '} {label}" + (f": {fault}" if fault else ""))

    def close(self) -> int:
        """The last line; the exit code."""
        passed = sum(1 for found in self._found if found["ok"])
        self._call.say(_("{passed} of {count} checks passed.").format(passed=passed, count=len(self._found)))
        self._call.answer(self._found)
        return 0 if passed == len(self._found) else 1


def _note_socket(found: list[str], event: str, values: tuple[Any, ...]) -> None:
    """Remember what asks for the network; sockets of the machine's own screen and of a window's second start are none of these."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname") or (event == "socket.__new__" and values[1] in (AF_INET, AF_INET6)):
        found.append(event)


def _no_sockets(found: list[str]) -> None:
    if found:
        raise Failed(", ".join(sorted(set(found))))


@contextmanager
def _station(folder: Path, now: datetime) -> Iterator[OpenStation]:
    opened = make_sample(folder, now, years=0.1)
    try:
        yield opened
    finally:
        opened.close()


@service(Permission.SIGNED_IN)
def checks(opened: OpenStation, folder: Path, day: date, quick: bool = False) -> list[tuple[str, Callable[[], None]]]:
    """The checks, in order: what is tried, and the trial. `quick` leaves out the planning of a roster and the kinds of paper."""
    session = opened.session
    tomorrow = day + timedelta(days=1)
    return [
        (_("catalogues of both languages"), _catalogues),
        (_("fonts, with rare characters"), _fonts),
        (_("the file is encrypted and sound"), lambda: _encrypted(opened)),
        (_("rounds planned: everyone due on one sheet"), lambda: _rounds(session, tomorrow)),
        (_("visit sheets on paper, read back"), lambda: _sheets(session, tomorrow, folder / "sheets.pdf")),
        (_("results entered"), lambda: _results(session, day)),
        *([] if quick else [(_("roster planned and on paper, read back"), lambda: _roster(session, day, folder / "roster.pdf"))]),
        *([] if quick else [
            (_("paper “{title}”, read back").format(title=_(one.title)), lambda one=one: _paper(session, one, day, folder))
            for one in REPORTS
        ]),
        (_("every table exported"), lambda: _exports(session, day, folder)),
        (_("backup made and verified"), lambda: _backup(opened)),
        (_("the backup restored for a try"), lambda: _restored(opened)),
        (_("a package given out and taken in by another station"), lambda: _package(opened, folder)),
    ]


def _catalogues() -> None:
    before = i18n.language()
    try:
        for language in i18n.LANGUAGES:
            i18n.use(language)
            if not _("Morning") or (language == "zh_CN" and _("Morning") != "上午"):
                raise Failed(language)
    finally:
        i18n.use(before)


def _fonts() -> None:
    lacking = missing_glyphs("".join(RARE_NAMES))
    if lacking:
        raise Failed(" ".join(lacking))


def _encrypted(opened: OpenStation) -> None:
    if opened.folder.database.read_bytes()[:15] == b"SQLite format 3":
        raise Failed(opened.folder.database.name)
    found = faults(opened.session.store.database)
    if found:
        raise Failed(found[0])


def _rounds(session: Session, day: date) -> None:
    for plan in plan_and_save(session, day):
        doors = [door.care_file for sheet in plan.sheets for door in sheet.doors] + [line.care_file for line in plan.unserved]
        if not doors or len(doors) != len(set(doors)) or len(doors) != plan.due:
            raise Failed(f"{plan.slot.code}: {len(doors)} / {len(set(doors))} / {plan.due}")


def _sheets(session: Session, day: date, path: Path) -> None:
    sheets = sheet_facts(session, day, "am")
    write_pdf(path, visit_sheets(sheets, Privacy.FULL, marks_of(session, Privacy.FULL)))
    text = _read(path)
    missing = [door.name for sheet in sheets for door in sheet.doors if door.name not in text]
    if not sheets or missing:
        raise Failed(f"{len(missing)} / {sum(len(sheet.doors) for sheet in sheets)}")


def _results(session: Session, day: date) -> None:
    done = record_sheet(session, sheet_facts(session, day, "pm")[0].number, {}, early=True)
    if done.open:
        raise Failed(str(done.open))


def _roster(session: Session, day: date, path: Path) -> None:
    month = f"{(day.replace(day=28) + timedelta(days=4)):%Y-%m}"
    _saved, answer = plan_month(session, month, seconds=20)
    write_pdf(path, wall_roster(wall_facts(session, month), marks_of(session)))
    text = _read(path)
    names = {row["name"] for row in roster_rows(session, month) if row["name"]}
    if not answer.assigned or any(name not in text for name in names):
        raise Failed(month)


def _paper(session: Session, wanted: Report, day: date, folder: Path) -> None:
    """Write one kind of paper; every character of its titles and cells must be found again in the file, as often as it was written."""
    documents = wanted.make(session, example_scope(session, wanted, day), marks_of(session))
    path = folder / f"{wanted.code}.pdf"
    write_pdf(path, documents)
    written = Counter("".join("".join(cell_words(documents)).split()))
    lost = written - Counter(_read(path))
    if not written or lost:
        raise Failed(f"{sum(lost.values())} / {sum(written.values())} {''.join(sorted(lost))[:20]!r}")


def _exports(session: Session, day: date, folder: Path) -> None:
    for name in TABLES:
        for ending in ("xlsx", "csv"):
            path = folder / f"{name}.{ending}"
            if export(session, name, path, Period(day - timedelta(days=7), day, f"{day:%Y-%m}")) == 0 or not path.stat().st_size:
                raise Failed(path.name)


def _restored(opened: OpenStation) -> None:
    tried = opened.drill()
    if not tried.rows:
        raise Failed(tried.backup.name)


def _package(opened: OpenStation, folder: Path) -> None:
    given = give_out(opened.session, Ask(phrase=PHRASE), folder / "package.linli")
    other = create_sample(folder / "other", "2", "2", opened.session.clock)
    try:
        received = accept_sender(other.session, open_package(other.session, given.path, PHRASE))
        taken = take_in(other.session, received)
        again = take_in(other.session, open_package(other.session, given.path, PHRASE))
    finally:
        other.close()
        Store(opened.session.store.database)  # this station's tables are the open ones again
    outcome = taken.outcome
    if outcome.total("new", "same", "newer") != given.rows or outcome.total("waiting", "conflict") or again.operation:
        raise Failed(str(outcome.by_status()))


def _backup(opened: OpenStation) -> None:
    if not opened.backup().stat().st_size:
        raise Failed("backup")


def _read(path: Path) -> str:
    import pypdfium2

    document: Any = pypdfium2.PdfDocument(str(path))
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()
