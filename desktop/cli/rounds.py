"""Verbs of the rounds: plan, print, record."""

from pathlib import Path
from typing import Any

from desktop.cli.call import Call, a_date
from desktop.errors import BadRequest
from desktop.i18n import _, ngettext
from desktop.reports.document import Privacy
from desktop.reports.fonts import missing_words
from desktop.rounds import outcomes
from desktop.rounds.papers import print_sheets as print_sheets_to
from desktop.rounds.papers import sheet_facts
from desktop.rounds.plans import STEADY_ROUNDS, plan_and_save
from desktop.rounds.problem import unserved_label
from desktop.rounds.recording import Entry, record_sheet
from desktop.rounds.sheets import sheet_view


def verbs(add: Any, group: Any) -> None:
    """Tell the parser of these verbs."""
    rounds = group("rounds", _("the visit rounds"))
    plan = add("plan", plan_day, _("plan the rounds of a day"), rounds)
    plan.add_argument("--date", type=a_date, required=True)
    plan.add_argument("--slot", help=_("one slot only (default: every slot of the day)"))
    paper = add("print", print_sheets, _("write the visit sheets as PDF"), rounds)
    record = add("record", enter, _("enter a sheet that came back; everybody not named was seen safe"), rounds)
    for verb in (paper, record):
        verb.add_argument("--date", type=a_date, required=True)
        verb.add_argument("--slot", required=True)
    paper.add_argument("--out", required=True, metavar="F.pdf")
    paper.add_argument("--names", choices=[grade.value for grade in Privacy], help=_("how names are printed (default: the station's setting)"))
    record.add_argument("--sheet", type=int, required=True, metavar="N")
    record.add_argument("--except", dest="exceptions", nargs="+", action="extend", default=[], metavar="NUMBER=OUTCOME",
                        help=_("the doors where something else was found, e.g. 6=no_answer 3=refused"))


def plan_day(call: Call) -> None:
    """Plan and save; says who is on no sheet, and why."""
    wanted = call.arguments
    with call.open() as session:
        made = plan_and_save(session, wanted.date, [wanted.slot] if wanted.slot else [], STEADY_ROUNDS)
    for plan in made:
        call.say(_("{date} {slot}: {due} due, {sheets} sheets, {visitors} visitors, {unserved} on no sheet, {away} away").format(
            date=plan.date, slot=plan.slot.name(), due=plan.due, sheets=len(plan.sheets), visitors=plan.visitors,
            unserved=len(plan.unserved), away=plan.suspended))
        for line in plan.unserved:
            call.say(f"  {line.code} {line.name} {line.address}: {unserved_label(line.reason)}")
    call.answer([
        {"date": plan.date, "slot": plan.slot.code, "due": plan.due, "suspended": plan.suspended,
         "sheets": [{"number": sheet.number, "visitor": sheet.visitor_name, "doors": len(sheet.doors)} for sheet in plan.sheets],
         "unserved": [{"code": line.code, "name": line.name, "reason": line.reason} for line in plan.unserved]}
        for plan in made
    ])


def print_sheets(call: Call) -> None:
    """Write all sheets of a slot into one PDF; the print is logged and the sheets count as handed out."""
    wanted, out = call.arguments, Path(call.arguments.out)
    with call.open() as session:
        numbers = print_sheets_to(session, wanted.date, wanted.slot, out, privacy=wanted.names or "")
        sheets = sheet_facts(session, wanted.date, wanted.slot)
    doors = sum(len(sheet.doors) for sheet in sheets)
    call.say(_("Written: {file} ({sheets} sheets, {doors} doors)").format(file=out, sheets=len(numbers), doors=doors))
    call.warn(missing_words("".join(door.name + door.address for sheet in sheets for door in sheet.doors)))
    call.answer({"file": str(out), "sheets": numbers, "doors": doors})


def enter(call: Call) -> None:
    """Record one sheet; refuses a sheet of another day or slot, so that a slip of the number is noticed."""
    wanted = call.arguments
    exceptions = dict(_exception(text) for text in wanted.exceptions)
    with call.open() as session:
        view = sheet_view(session, wanted.sheet)
        if (view.date, view.slot.code) != (wanted.date, wanted.slot):
            raise BadRequest(_("Sheet No. {number:04d} belongs to {date} {slot}. Check the number on the paper.").format(
                number=wanted.sheet, date=view.date, slot=view.slot.name()))
        done = record_sheet(session, wanted.sheet, exceptions, early=True)
    call.say(ngettext("Sheet No. {number:04d}: {count} door recorded.", "Sheet No. {number:04d}: {count} doors recorded.", done.recorded).format(
        number=done.number, count=done.recorded))
    for name in done.ladders:
        call.say(_("Ladder opened: {name}. Act now.").format(name=name))
    call.answer({"sheet": done.number, "recorded": done.recorded, "open": done.open, "ladders": list(done.ladders)})


def _exception(text: str) -> tuple[int, Entry]:
    number, _sign, outcome = text.partition("=")
    known = outcomes.parse(outcome)
    if not number.strip().isdecimal() or known is None:
        codes = ", ".join(code.value for code in outcomes.Outcome)
        raise BadRequest(_("“{text}” is not NUMBER=OUTCOME. Outcomes: {codes}.").format(text=text, codes=codes))
    return int(number), Entry(known)
