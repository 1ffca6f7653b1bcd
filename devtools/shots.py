"""Pictures of every page and every paper: `python3 dev.py shots [--out FOLDER]`."""

import argparse
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from PySide6.QtWidgets import QDialog

from db.people.elders import list_elders
from desktop.cli.main import main as command_line
from desktop.clock import FixedClock
from desktop.i18n import use
from desktop.reports.catalogue import REPORTS
from desktop.reports.certificates import register
from desktop.rounds.incidents import incidents
from desktop.rounds.ladders import open_ladders
from desktop.station.opening import open_sample
from devtools.contact_sheet import contact_sheet
from devtools.stage import MORNING, Stage, StageFailed, bare, new_sample, pause, window
from ui.exchange.import_page import ImportPage
from ui.hotline.duty_page import DutyPage
from ui.hotline.fairness_dialog import FairnessDialog
from ui.hotline.holidays_dialog import HolidaysDialog
from ui.hotline.roster_page import RosterPage
from ui.hotline.shifts_dialog import ShiftsDialog
from ui.hotline.signer_dialog import SignerDialog
from ui.hotline.stand_in_dialog import StandInDialog
from ui.hotline.swaps_page import SwapsPage
from ui.people.assessment_page import AssessmentPage
from ui.rooms import ROOMS
from ui.rounds.incident_page import IncidentPage
from ui.rounds.plan_page import PlanPage
from ui.rounds.rules_page import RulesPage
from ui.station.login import Login
from ui.station.wizard import Wizard

PAPER_DPI = 80
SHOWN_FOLDER = Path("D:/邻里守望")  # what the pictures show as the data folder; nothing is read or written there
TODAY, TOMORROW, MONTH = "2026-11-23", "2026-11-24", "2026-12"
LEDGER = Path(__file__).resolve().parent.parent / "tests" / "data" / "红葵社区台账.xlsx"


def pages(stage: Stage, out: Path, suffix: str = "") -> list[str]:
    """Every page of the navigation, one picture each; gives their names."""
    taken = []
    for room in ROOMS:
        if not room.shown:
            continue
        stage.go(room.key)
        stage.take(out / f"{room.key}{suffix}.png")
        taken.append(room.key)
        print(f"  {room.key}{suffix}.png", flush=True)
    return taken


def planner(stage: Stage, out: Path, suffix: str = "") -> None:
    """A proposal for tomorrow morning with a door moved by hand, and an extra round being declared."""
    stage.go("rounds", date=date.fromisoformat(TOMORROW), slot="am")
    page = stage.window.current()
    if not isinstance(page, PlanPage):
        raise StageFailed("the planning page does not come")
    pause(400)
    page.plan()
    pause(3000)  # the first answer, and some search; waiting for rest would wait for all of it
    page.search.stop()
    pause(300)
    if page.shown is not None and len(page.shown.sheets) > 1:
        roomy = min(page.shown.sheets[1:], key=lambda sheet: len(sheet.doors))
        page.move(page.shown.sheets[0].doors[0].care_file, roomy.visitor)
    pause(300)
    stage.take(out / f"rounds.proposal{suffix}.png")
    stage.go("rounds.rules", section="extra")
    rules = stage.window.current()
    if not isinstance(rules, RulesPage):
        raise StageFailed("the page of rules does not come")
    stage.wait(lambda: rules.book is not None)
    rules.new()
    pause(200)
    rules.dialog.grab().save(str(out / f"rounds.extra{suffix}.png"))
    rules.dialog.form.set_values(rules.dialog.form.values())
    rules.dialog.reject()
    print(f"  rounds.proposal{suffix}.png, rounds.extra{suffix}.png", flush=True)


def import_preview(stage: Stage, out: Path, suffix: str = "") -> None:
    """What becomes of a real ledger before anything is written."""
    stage.go("import", file=LEDGER)
    page = stage.window.current()
    if not isinstance(page, ImportPage):
        raise StageFailed("the import page does not come")
    stage.wait(lambda: page.preview is not None)
    page.view.chips.choose("doubtful")
    page.view.chips.picked.emit("doubtful")
    pause(200)
    stage.take(out / f"import.preview{suffix}.png")
    print(f"  import.preview{suffix}.png", flush=True)


def typed_dialogs(stage: Stage, out: Path, suffix: str = "") -> None:
    """The forms of an incident and of an assessment, half typed."""
    stage.go("rounds.incidents")
    page = stage.window.current()
    if not isinstance(page, IncidentPage):
        raise StageFailed("the page of incidents does not come")
    stage.wait(lambda: bool(page.table.rows()))
    page.edit(next(line for line in page.table.rows() if line.open))
    _take_dialog(page.dialog, out / f"rounds.incident{suffix}.png")
    stage.go("assessments")
    assessed = stage.window.current()
    if not isinstance(assessed, AssessmentPage):
        raise StageFailed("the page of assessments does not come")
    stage.wait(lambda: assessed.file is not None and bool(assessed.file.lines))
    assessed.assess()
    if assessed.dialog is not None:
        for digit in "4443444334":
            assessed.dialog.sheet.answer(digit)
    _take_dialog(assessed.dialog, out / f"assessment{suffix}.png")


def phone_dialogs(stage: Stage, out: Path, suffix: str = "") -> None:
    """Signing in with a PIN, and who could stand in for somebody ill."""
    stage.go("hotline.duty")
    duty = stage.window.current()
    if not isinstance(duty, DutyPage):
        raise StageFailed("the page of duty does not come")
    stage.wait(lambda: duty.board is not None and bool(duty.board.seats))
    duty.sign_next()
    _take_dialog(duty.findChild(SignerDialog), out / f"hotline.sign{suffix}.png")
    stage.go("hotline.swaps")
    swaps = stage.window.current()
    if not isinstance(swaps, SwapsPage):
        raise StageFailed("the page of swaps does not come")
    stage.wait(lambda: bool(swaps.seats.rows()))
    swaps.seats.select_key(next(one for one in swaps.seats.rows() if one.volunteer and not one.offered).id)
    swaps._stand_in()
    dialog = swaps.findChild(StandInDialog)
    if dialog is not None:
        stage.wait(lambda: bool(dialog.table.rows()))
    _take_dialog(dialog, out / f"hotline.stand_in{suffix}.png")


def roster_dialogs(stage: Stage, out: Path, suffix: str = "") -> None:
    """A planned month with its explanations, the ledger, shifts, holidays, terms."""
    stage.go("hotline.roster", month=MONTH)
    roster = stage.window.current()
    if not isinstance(roster, RosterPage):
        raise StageFailed("the roster page does not come")
    stage.wait(lambda: roster.view is not None and roster.view.roster.month == MONTH)
    roster.plan()
    stage.wait(lambda: roster.accept.isVisible())
    view = roster.view
    if view is not None:
        line = next(one for one in view.lines if one.cells)
        roster.grid.go_to(next(iter(line.cells)), line.volunteer)
    pause(400)
    stage.take(out / f"hotline.roster.why{suffix}.png")
    print(f"  hotline.roster.why{suffix}.png", flush=True)
    for dialog, name in (
        (FairnessDialog(roster, roster.shell, MONTH), "ledger"), (ShiftsDialog(roster, roster.shell), "shifts"),
        (HolidaysDialog(roster, roster.shell, int(MONTH[:4])), "holidays"),
    ):
        dialog.open()
        pause(400)
        _take_dialog(dialog, out / f"hotline.{name}{suffix}.png")
    roster.discard.click()


def _take_dialog(dialog: QDialog | None, path: Path) -> None:
    if dialog is None:
        raise StageFailed(f"no dialog for {path.name}")
    pause(200)
    dialog.grab().save(str(path))
    dialog.reject()
    dialog.reject()  # twice: what was typed is thrown away
    print(f"  {path.name}", flush=True)


def first_run(out: Path, suffix: str = "") -> None:
    """The wizard's pages and the login, before any station is open."""
    with bare() as (worker, clock):
        wizard = Wizard(worker, SHOWN_FOLDER, clock)
        for number in range(wizard.pages.count()):
            wizard._show(number)
            wizard.show()
            pause(100)
            wizard.grab().save(str(out / f"wizard.{number + 1}{suffix}.png"))
        login = Login(worker, SHOWN_FOLDER, clock, "王站长")
        login.show()
        pause(100)
        login.grab().save(str(out / f"login{suffix}.png"))
        for dialog in (wizard, login):
            dialog.hide()
            dialog.deleteLater()
    print(f"  wizard.1{suffix}.png … login{suffix}.png", flush=True)


def all_windows(folder: Path, out: Path, suffix: str = "", **looks: Any) -> None:
    """Every page and dialog in these looks."""
    with window(folder, **looks) as stage:
        pages(stage, out, suffix)
        import_preview(stage, out, suffix)
        planner(stage, out, suffix)
        typed_dialogs(stage, out, suffix)
        phone_dialogs(stage, out, suffix)
        roster_dialogs(stage, out, suffix)
    first_run(out, suffix)


def papers(folder: Path, work: Path, out: Path) -> None:
    """The printed pages: the first page of every report, made by the command line."""
    for plan in (["rounds", "plan", "--date", TOMORROW], ["roster", "plan", "--month", MONTH]):
        call(folder, *plan)
    for report in REPORTS:
        asks = {ask.value for ask in report.asks}
        paper = work / f"{report.code}.pdf"
        wanted = ["report", "make", report.code, "--out", str(paper)]
        if "day" in asks:
            wanted += ["--date", TODAY if report.code in ("day_result", "handover") else TOMORROW]
        if "period" in asks:
            wanted += ["--date", TODAY[:-2] + "01", "--last", TODAY[:-2] + "30"]
        if "month" in asks:
            wanted += ["--month", TODAY[:-3] if report.code in ("month_report", "duty_hours") else MONTH]
        if "elder" in asks:
            wanted += ["--elder", "E0001" if report.code == "assessment" else "E0002"]  # the first one was assessed several times
        if "ladder" in asks:
            wanted += ["--elder", elder_in_trouble(folder)]
        if "certificate" in asks:
            wanted += ["--elder", newest_certificate(folder)]
        if "incident" in asks:
            wanted += ["--elder", elder_after_incident(folder)]
        call(folder, *wanted)
        document = pypdfium2.PdfDocument(paper)
        document[0].render(scale=PAPER_DPI / 72).to_pil().save(out / f"paper-{report.code}.png")
        document.close()
        print(f"  paper-{report.code}.png", flush=True)


def sheet_of_papers(folder: Path, out: Path) -> None:
    """All of them on one contact sheet, `reports.pdf` beside the folder of pictures."""
    use("zh_CN")
    with open_sample(folder, FixedClock(MORNING)) as session:
        print(f"  reports.pdf: {contact_sheet(session, MORNING.date(), out.parent / 'reports.pdf')} reports", flush=True)


def call(folder: Path, *words: str) -> None:
    """One call of the command line. Raises StageFailed."""
    with redirect_stdout(io.StringIO()):
        code = command_line([*words, "--data", str(folder), "--language", "zh_CN"], FixedClock(MORNING))
    if code != 0:
        raise StageFailed(f"{' '.join(words)}: exit code {code}")


def elder_in_trouble(folder: Path) -> str:
    """The code of the elder whose ladder is open."""
    with open_sample(folder, FixedClock(MORNING)) as session:
        care_file = open_ladders(session)[0].care_file
        return next(str(row["code"]) for row in list_elders(session.store) if row["id"] == care_file)


def elder_after_incident(folder: Path) -> str:
    """The code of the elder who had the newest incident."""
    with open_sample(folder, FixedClock(MORNING)) as session:
        return incidents(session)[0].code


def newest_certificate(folder: Path) -> str:
    """The number of the newest certificate, as it is typed."""
    with open_sample(folder, FixedClock(MORNING)) as session:
        return next(f"{one.issued_on.year}-{one.number:04d}" for one in register(session))


def main(arguments: Sequence[str]) -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="dev.py shots")
    parser.add_argument("--out", type=Path, default=Path("docs/shots"))
    parser.add_argument("--every-size", action="store_true", help="also dark, English and 150 %% for judging")
    told = parser.parse_args(arguments)
    out: Path = told.out
    out.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="linli-pictures-"))
    try:
        folder = new_sample(work / "sample")
        papers(folder, work, out)
        sheet_of_papers(folder, out)
        all_windows(folder, out)
        if told.every_size:
            all_windows(folder, out, "-dark", dark=True)
            all_windows(folder, out, "-en", language="en")
            all_windows(folder, out, "-150", scale=1.5)
        for picture in out.glob("*.png"):  # a third of the size, and no eye sees it
            Image.open(picture).convert("RGB").quantize(256).save(picture, optimize=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(sys.argv[1:]))
