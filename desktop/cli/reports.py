"""Verbs of the reports: report list, report make."""

from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.cli.call import Call, a_date, a_month
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.reports import services
from desktop.reports.catalogue import REPORTS, Report, report
from desktop.reports.document import Paper, Privacy
from desktop.reports.printlog import marks_of
from desktop.reports.scope import Ask, Scope
from desktop.session import Session


def verbs(add: Any, group: Any) -> None:
    """Tell the parser of these verbs."""
    reports = group("report", _("lists, cards, records and papers"))
    add("list", list_reports, _("the reports that exist, and what each asks"), reports)
    make = add("make", make_report, _("write a report; the print is logged"), reports)
    make.add_argument("code", choices=[one.code for one in REPORTS], metavar="CODE")
    make.add_argument("--out", required=True, metavar="F.pdf|F.xlsx|F.csv")
    make.add_argument("--date", type=a_date, help=_("the day, or the first day of a period (default: today)"))
    make.add_argument("--last", type=a_date, help=_("the last day of a period"))
    make.add_argument("--month", type=a_month, metavar="YYYY-MM", help=_("the month; of a quarter or a year, any of its months"))
    make.add_argument("--slot", default="am")
    make.add_argument("--elder", metavar="CODE", help=_("the elder's code; for an escalation, the newest of this elder"))
    make.add_argument(
        "--names", choices=[grade.value for grade in Privacy], default=Privacy.MASKED.value, help=_("how names are printed")
    )
    make.add_argument("--a3", action="store_true", help=_("on A3 instead of A4"))
    make.add_argument("--large", action="store_true", help=_("in large print"))


def list_reports(call: Call) -> None:
    """Code, title and questions of every report."""
    for one in REPORTS:
        asks = ", ".join(ask.value for ask in one.asks)
        call.say(f"{one.code:14} {_(one.title)} ({asks})")
    call.answer([{"code": one.code, "title": _(one.title), "asks": [ask.value for ask in one.asks]} for one in REPORTS])


def make_report(call: Call) -> None:
    """Write one report to a file, by its ending as PDF, Excel or CSV."""
    wanted, out = report(call.arguments.code), Path(call.arguments.out)
    with call.open() as session:
        scope = _scope(call, wanted, session)
        number = services.save(session, wanted.code, scope, out)
        warning = services.warning(wanted.make(session, scope, marks_of(session)))
    call.warn(warning)
    call.say(_("Written: {file}").format(file=out))
    call.answer({"file": str(out), "report": wanted.code, "print_number": number})


def _scope(call: Call, wanted: Report, session: Session) -> Scope:
    asked = call.arguments
    day = asked.date or call.clock.today()
    if asked.month and {Ask.MONTH, Ask.QUARTER, Ask.YEAR} & set(wanted.asks):
        day = datetime.strptime(asked.month, "%Y-%m").date()
    if asked.last is not None and asked.last < day:
        raise BadRequest(_("The last day lies before the first."))
    subject = ""
    if {Ask.ELDER, Ask.LADDER, Ask.INCIDENT, Ask.CERTIFICATE} & set(wanted.asks):
        subject = services.subject_named(session, wanted, asked.elder or "")
    return Scope(day, asked.last, asked.slot, subject, Privacy(asked.names), Paper.A3 if asked.a3 else Paper.A4, asked.large)
