"""The rows that need the clerk, as .xlsx: the cells as they were, the reason in a last column. Text is text: no formulas, no links."""

from io import BytesIO
from pathlib import Path
from typing import Any

from desktop.atomic import write_atomically
from desktop.exchange.preview import Item, Preview
from desktop.i18n import _
from desktop.people.text import cell_text

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LIMIT = 32_767  # characters of a cell


def report_items(preview: Preview) -> list[Item]:
    """The rejected and doubtful items, in the workbook's order."""
    return [item for item in preview.items if item.status == "rejected" or item.doubtful]


def write_report(preview: Preview, path: Path) -> int:
    """Write the report; gives the number of rows. Raises CannotSave."""
    items = report_items(preview)
    write_atomically(path, report_bytes(preview, items))
    return len(items)


def report_bytes(preview: Preview, items: list[Item]) -> bytes:
    """The workbook itself: a sheet for each sheet that has such rows."""
    import xlsxwriter

    buffer = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        plain = book.add_format({"num_format": "@", "valign": "top"})
        marked = book.add_format({"num_format": "@", "valign": "top", "bg_color": "#FFF2CC"})
        reason = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#9C0006"})
        used: set[str] = set()
        for sheet in dict.fromkeys(item.facts.sheet for item in items) or [_("Nothing to check")]:
            page = book.add_worksheet(_sheet_name(sheet, used))
            headings = preview.headings.get(sheet, ())
            page.write_string(0, 0, _("Row"), heading)
            for column, text in enumerate(headings):
                page.write_string(0, column + 1, text[:_LIMIT], heading)
            last = len(headings) + 1
            page.write_string(0, last, _("What is wrong"), heading)
            page.set_column(0, 0, 6)
            page.set_column(1, max(last - 1, 1), 14)
            page.set_column(last, last, 60)
            page.freeze_panes(1, 0)
            for row, item in enumerate((i for i in items if i.facts.sheet == sheet), 1):
                _write_row(page, row, preview, item, last, plain, marked, reason)
    return buffer.getvalue()


def _write_row(page: Any, row: int, preview: Preview, item: Item, last: int, plain: Any, marked: Any, reason: Any) -> None:
    page.write_number(row, 0, item.facts.row)
    doubted = {d.column for d in item.doubts if d.row in (0, item.facts.row)}
    for column, value in enumerate(preview.cells.get(item.place, ())):
        text = cell_text(value)
        if text and column < last - 1:
            page.write_string(row, column + 1, text[:_LIMIT], marked if column in doubted else plain)
    page.write_string(row, last, "\n".join(reason_lines(item))[:_LIMIT], reason)


def reason_lines(item: Item) -> list[str]:
    """What is wrong with a record, a line for each doubt: row and column, field, the cell's text, why."""
    lines = []
    for doubt in item.doubts:
        where = _("row {row}, column {column}").format(row=doubt.row or item.facts.row, column=doubt.letter) if doubt.letter else (
            _("row {row}").format(row=doubt.row or item.facts.row)
        )
        value = _("“{text}”").format(text=doubt.verbatim) if doubt.verbatim else ""
        lines.append(f"{where} {doubt.label}{value}: {doubt.message}")
    if item.status == "rejected":
        lines.append(_("This row was not imported."))
    return lines


def _sheet_name(name: str, used: set[str]) -> str:
    """A name that Excel takes: 31 characters, no signs, each once."""
    base = name.translate(_FORBIDDEN).strip()[:28] or "Sheet"
    unique, number = base, 2
    while unique.lower() in used:
        unique, number = f"{base[:25]}_{number}", number + 1
    used.add(unique.lower())
    return unique
