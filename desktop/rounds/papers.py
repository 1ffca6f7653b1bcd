"""What the papers of the rounds are made of, and printing them: sheets, a ladder's record, the day's result."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from db.rounds import queries, watching
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.binding import bound
from desktop.reports.document import Privacy
from desktop.reports.papers.day_result import DayResult, ResultLine, SheetResult
from desktop.reports.papers.ladder_record import LadderFacts, StepLine
from desktop.reports.papers.visit_sheet import Door, VisitSheet, visit_sheets
from desktop.reports.pdf import write_pdf
from desktop.reports.printlog import log_print
from desktop.rounds import outcomes
from desktop.rounds.elders import RoundElder, load_elders, short_address, slot_named, slots
from desktop.rounds.ladder import closing_label, step_result_label
from desktop.rounds.ladders import shown
from desktop.rounds.outcomes import Outcome, Tone
from desktop.rounds.problem import unserved_label
from desktop.rounds.sheets import mark_printed, outcome_label, reference_of, station_phone
from desktop.session import Session
from desktop.station import settings

PAPER = "visit_sheet"
"""The code of the visit sheets in the print log."""


@service(Permission.PAPERS_PRINT, personal=True)
def sheet_facts(session: Session, on: date, slot: str, numbers: Sequence[int] = ()) -> list[VisitSheet]:
    """The sheets of a slot as they are printed, by number; only these numbers when some are named. Empty when nothing is
    planned.
    """
    store = session.store
    round_ = queries.round_of(store, on, slot)
    if round_ is None:
        return []
    window = slot_named(store, slot)
    sheets = [sheet for sheet in queries.sheets_of(store, round_["id"]) if not numbers or sheet["number"] in numbers]
    knocks = queries.knocks_of(store, round_id=round_["id"])
    elders = load_elders(store, [knock["care_file"] for knock in knocks])
    names = queries.walkers(store, sheets)
    phone = station_phone(session)
    blanks, slips = (int(settings.value(store, key)) for key in ("sheet_blank_lines", "sheet_slips"))
    made = []
    for sheet in sheets:
        visitor, organisation = names[sheet["id"]]
        doors = tuple(_door(knock["position"], elders[knock["care_file"]]) for knock in knocks if knock["sheet"] == sheet["id"])
        made.append(
            VisitSheet(
                sheet["number"],
                reference_of(sheet["number"]),
                on,
                slot,
                window.starts,
                window.ends,
                visitor,
                organisation,
                phone,
                doors,
                sheet["title"],
                blanks,
                sheet["copies"] + 1,
                slips,
            )
        )
    return made


def _door(number: int, elder: RoundElder) -> Door:
    stair = (
        _("{building} unit {unit}").format(building=elder.building_name, unit=elder.unit) if elder.unit else elder.building_name
    )
    climb = "" if elder.lift is None else _("lift") if elder.lift else _("stairs")
    return Door(number, elder.code, elder.name, elder.address, stair, climb)


@service(Permission.PAPERS_PRINT)
def privacy_of(session: Session, asked: str = "") -> Privacy:
    """How names are printed: as asked, else the station's setting."""
    return Privacy(asked or settings.value(session.store, "sheet_privacy"))


@service(Permission.PAPERS_PRINT)
def print_sheets(session: Session, on: date, slot: str, out: Path, numbers: Sequence[int] = (), privacy: str = "") -> list[int]:
    """Write sheets of a slot into one PDF, log the print and note that they are handed out; returns their numbers.

    Raises BadRequest when nothing is planned, CannotSave when the file cannot be written (nothing counts as printed then, only
    the
    log keeps the attempt).
    """
    facts = _facts(session, on, slot, numbers)
    grade = privacy_of(session, privacy)
    marks = log_print(session, PAPER, f"{on} {slot}", grade)
    write_pdf(out, bound(session, visit_sheets(facts, grade, marks)))
    printed = [sheet.number for sheet in facts]
    mark_printed(session, printed, grade.value, marks.print_number or 0)
    return printed


def _facts(session: Session, on: date, slot: str, numbers: Sequence[int]) -> list[VisitSheet]:
    facts = sheet_facts(session, on, slot, numbers)
    if not facts:
        raise BadRequest(
            _("There is no sheet for {date} {slot} yet. Plan this round first.").format(
                date=on.isoformat(), slot=slot_named(session.store, slot).name()
            )
        )
    return facts


@service(Permission.PAPERS_PRINT, personal=True)
def ladder_facts(session: Session, ladder: str) -> LadderFacts:
    """A ladder, open or closed, as its record is printed. Raises BadRequest when it is not there."""
    row = watching.ladder(session.store, ladder)
    if row is None:
        raise BadRequest(_("This ladder is not there any more."))
    elder = load_elders(session.store, [row["care_file"]])[row["care_file"]]
    (view,) = shown(session, [row])
    steps = tuple(
        StepLine(one.at, one.label, one.who, step_result_label(one.result), one.note, one.due_at) for one in view.steps
    ) + tuple(StepLine(None, one.label, "", _("jumped over"), "", one.due_at) for one in view.ahead if one.jumped)
    return LadderFacts(
        elder.code,
        elder.name,
        elder.address,
        elder.phone,
        outcomes.label(row["reason"]),
        row["opened_at"],
        row["closed_at"],
        closing_label(row["result"]) if row["result"] else "",
        row["note"],
        steps,
    )


@service(Permission.PAPERS_PRINT, personal=True)
def day_result(session: Session, on: date) -> DayResult:
    """The rounds of a day as they came out, for the evening's paper."""
    store = session.store
    sheets: list[SheetResult] = []
    lines: list[ResultLine] = []
    rows = queries.visits(store, on, on)
    names = {slot.code: slot.name() for slot in slots(store)}
    for number in dict.fromkeys(row["sheet"] for row in rows if row["sheet"] is not None):
        mine = [row for row in rows if row["sheet"] == number]
        kinds = [_kind(row["outcome"]) for row in mine]
        sheets.append(
            SheetResult(
                names.get(mine[0]["slot"], mine[0]["slot"]),
                number,
                mine[0]["visitor"] or "",
                len(mine),
                kinds.count("safe"),
                kinds.count("no_answer"),
                kinds.count("trouble"),
                kinds.count("missed"),
                kinds.count("open"),
            )
        )
    for row in rows:
        if row["outcome"] == Outcome.SEEN_SAFE or not (row["outcome"] or row["unserved_reason"]):
            continue
        told = outcome_label(row["outcome"]) or unserved_label(row["unserved_reason"])
        lines.append(
            ResultLine(
                names.get(row["slot"], row["slot"]),
                row["sheet"],
                row["number"] if row["sheet"] is not None else None,
                row["elder_code"],
                row["name"],
                short_address(row["building"], row["unit"], row["room"], row["address"]),
                told,
                row["at"].time() if row["at"] else None,
                row["note"],
            )
        )
    kinds = [_kind(row["outcome"]) for row in rows]
    met = [row["outcome"] for row in rows if row["outcome"]]
    return DayResult(
        on,
        len(rows),
        kinds.count("safe"),
        kinds.count("no_answer"),
        kinds.count("trouble"),
        kinds.count("missed"),
        kinds.count("other"),
        kinds.count("open"),
        tuple(sheets),
        tuple(lines),
        tuple((outcomes.label(outcome), met.count(outcome)) for outcome in Outcome if outcome in met),
    )


def _kind(outcome: str) -> str:
    if not outcome:
        return "open"
    if outcome in (Outcome.NO_ANSWER, Outcome.MISSED):
        return outcome
    info = outcomes.info(outcome)
    return "trouble" if info.tone is Tone.DANGER else "safe" if info.safe else "other"
