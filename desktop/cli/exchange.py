"""Verbs of the exchange: import, export."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.cli.call import Call, a_date, a_month
from desktop.exchange.export import TABLES, Period, export
from desktop.exchange.service import apply_preview, preview_file, save_report
from desktop.i18n import _


def verbs(add: Any, group: Any) -> None:
    """Tell the parser of these verbs."""
    into = add("import", import_ledger, _("read an Excel ledger into the station"))
    into.add_argument("file", metavar="FILE.xlsx")
    into.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    into.add_argument("--report", metavar="OUT.xlsx", help=_("save the doubtful rows, with the reason in a last column"))
    out = add("export", export_table, _("write a table as .xlsx or .csv"))
    out.add_argument("table", choices=list(TABLES))
    out.add_argument("--out", required=True, metavar="F.xlsx|F.csv")
    out.add_argument("--from", dest="first", type=a_date, help=_("the first day (visits, calls)"))
    out.add_argument("--to", dest="last", type=a_date, help=_("the last day (visits, calls)"))
    out.add_argument("--month", type=a_month, metavar="YYYY-MM", help=_("the month (roster)"))


def import_ledger(call: Call) -> None:
    """Preview a ledger, say what is new and what is doubtful row by row, and write it unless this is a dry run."""
    wanted = call.arguments
    with call.open() as session:
        preview = preview_file(session, Path(wanted.file))
        for count in preview.counts():
            call.say(_("{sheet}: {rows} rows; {new} new, {changed} changed, {same} unchanged, {duplicate} duplicates, {rejected} rejected, "
                       "{doubtful} doubtful").format(
                sheet=count.sheet, rows=count.rows, new=count.new, changed=count.changed, same=count.same, duplicate=count.duplicate,
                rejected=count.rejected, doubtful=count.doubtful))
        for skipped in preview.skipped:
            call.say(_("{sheet} row {row}: skipped, {reason}").format(sheet=skipped.sheet, row=skipped.row, reason=skipped.message))
        for item in preview.of("duplicate"):
            if item.merged_into:
                call.say(_("{sheet} row {row}: the same person as row {other}, merged").format(
                    sheet=item.facts.sheet, row=item.facts.row, other=item.merged_into[1]))
        for item in preview.doubtful:
            for doubt in item.doubts:
                if not doubt.mild:
                    call.say(_("{sheet} row {row} {column}: “{verbatim}” {reason}").format(
                        sheet=item.facts.sheet, row=doubt.row or item.facts.row, column=doubt.letter, verbatim=doubt.verbatim,
                        reason=doubt.message))
        if wanted.report:
            save_report(preview, Path(wanted.report))
            call.say(_("Written: {file}").format(file=wanted.report))
        result = None if wanted.dry_run else apply_preview(session, preview)
    if result is None:
        call.say(_("Dry run: nothing was written."))
    else:
        call.say(_("Imported: {new} new, {changed} changed; {doubts} values to be checked.").format(
            new=result.count("new"), changed=result.count("changed"), doubts=result.doubts))
    call.answer({
        "file": wanted.file, "written": result is not None, "operation": result.operation_id if result else "",
        "sheets": [asdict(count) for count in preview.counts()],
        "doubts": [
            {"sheet": item.facts.sheet, "row": doubt.row or item.facts.row, "name": item.facts.name, "field": doubt.field,
             "verbatim": doubt.verbatim, "reason": doubt.reason}
            for item in preview.doubtful for doubt in item.doubts if not doubt.mild
        ],
        "duplicates": [{"sheet": item.facts.sheet, "row": item.facts.row, "name": item.facts.name, "of_row": (item.merged_into or ("", 0))[1]}
                       for item in preview.of("duplicate")],
    })


def export_table(call: Call) -> None:
    """Write one table."""
    wanted, path = call.arguments, Path(call.arguments.out)
    with call.open() as session:
        rows = export(session, wanted.table, path, Period(wanted.first, wanted.last, wanted.month or ""))
    call.say(_("Written: {file} ({rows} rows)").format(file=path, rows=rows))
    call.answer({"file": str(path), "rows": rows})
