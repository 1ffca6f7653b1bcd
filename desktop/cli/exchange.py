"""Verbs of the exchange: import, export."""

from pathlib import Path
from typing import Any

from desktop.cli.call import Call, a_date, a_month
from desktop.exchange.export import TABLES, Period, export
from desktop.i18n import _


def verbs(add: Any, group: Any) -> None:
    """Tell the parser of these verbs."""
    out = add("export", export_table, _("write a table as .xlsx or .csv"))
    out.add_argument("table", choices=list(TABLES))
    out.add_argument("--out", required=True, metavar="F.xlsx|F.csv")
    out.add_argument("--from", dest="first", type=a_date, help=_("the first day (visits, calls)"))
    out.add_argument("--to", dest="last", type=a_date, help=_("the last day (visits, calls)"))
    out.add_argument("--month", type=a_month, default="", metavar="YYYY-MM", help=_("the month (roster)"))


def export_table(call: Call) -> None:
    """Write one table."""
    wanted, path = call.arguments, Path(call.arguments.out)
    with call.open() as session:
        rows = export(session, wanted.table, path, Period(wanted.first, wanted.last, wanted.month))
    call.say(_("Written: {file} ({rows} rows)").format(file=path, rows=rows))
    call.answer({"file": str(path), "rows": rows})
