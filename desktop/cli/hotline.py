"""Verbs of the hotline: roster plan, roster print."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.cli.call import Call, a_month
from desktop.hotline.explain import shortages
from desktop.hotline.papers import wall_edition, wall_facts
from desktop.hotline.problem import Progress
from desktop.hotline.rosters import plan_month
from desktop.i18n import _
from desktop.reports.binding import bound
from desktop.reports.document import Paper
from desktop.reports.fonts import missing_words
from desktop.reports.papers.wall_roster import wall_roster
from desktop.reports.pdf import write_pdf
from desktop.reports.printlog import log_print


def verbs(add: Any, group: Any) -> None:
    """Tell the parser of these verbs."""
    roster = group("roster", _("the hotline's roster"))
    plan = add("plan", plan_roster, _("plan a month and save it as a draft"), roster)
    plan.add_argument("--month", type=a_month, required=True, metavar="YYYY-MM")
    plan.add_argument("--seconds", type=float, default=60.0, help=_("stop after so many seconds with the best so far"))
    paper = add("print", print_roster, _("write the wall roster as PDF"), roster)
    paper.add_argument("--month", type=a_month, required=True, metavar="YYYY-MM")
    paper.add_argument("--out", required=True, metavar="F.pdf")
    paper.add_argument("--a3", action="store_true", help=_("on A3 instead of A4"))


def plan_roster(call: Call) -> None:
    """Plan a month; says how good the roster is proven to be and which seats stay empty."""
    month = call.arguments.month
    with call.open() as session:
        saved, answer = plan_month(session, month, progress=_show_progress, seconds=call.arguments.seconds)
    empty = [key for key, volunteer in answer.assigned.items() if volunteer is None]
    call.say(_("Roster of {month}: {filled} of {seats} seats filled.").format(
        month=month, filled=len(answer.assigned) - len(empty), seats=len(answer.assigned)))
    call.say(_("Proven to be the best possible.") if answer.proven else _("Stopped before it was proven to be the best possible."))
    for lack in shortages(saved.problem, answer.assigned):
        call.say(_("{day} {shift}: {missing} empty").format(
            day=lack.day.isoformat(), shift=saved.template(lack.template).name, missing=lack.missing))
    call.answer({
        "month": month, "seats": len(answer.assigned), "filled": len(answer.assigned) - len(empty), "proven": answer.proven,
        "empty": [{"date": key.day, "shift": saved.template(key.template).name, "seat": key.number} for key in empty],
    })


def _show_progress(progress: Progress) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        print(".", end="", file=sys.stderr, flush=True)


def print_roster(call: Call) -> None:
    """Write the wall roster; the print is logged."""
    month, out = call.arguments.month, Path(call.arguments.out)
    with call.open() as session:
        facts, edition = wall_facts(session, month), wall_edition(session, month)
        marks = log_print(session, "wall_roster", month)
        document = wall_roster(facts, replace(marks, edition=edition), Paper.A3 if call.arguments.a3 else Paper.A4)
        write_pdf(out, bound(session, [document]))
    call.say(_("Written: {file}").format(file=out))
    call.warn(missing_words("".join(name for names in facts.duties.values() for name in names)))
    call.answer({"file": str(out), "month": month, "print_number": marks.print_number})

