"""A station's workbook as plain cells: .xlsx, .xls, .ods, .csv; hostile and broken files are refused before they are parsed."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import BadFile, Cancelled
from desktop.exchange.archive import MAX_ROWS, check_archive, damaged, no_workbook, protected, too_far, too_many_rows
from desktop.exchange.textfile import read_csv
from desktop.i18n import _

MAX_FILE = 60_000_000  # bytes on disk
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_CELLS = 12_000_000  # of a sheet's bounding box, for .xls and .ods

Progress = Callable[[float, str], None]  # share done 0..1, what is being done
IsCancelled = Callable[[], bool]


def no_progress(share: float, what: str) -> None:
    """For callers that show nothing."""


def never() -> bool:
    """For callers that cannot cancel."""
    return False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0]` is the user's row 1, `rows[0][0]` its column A; blanks are '' or None. Merged ranges are
    (first row, first column, last row, last column), counted from 0."""

    name: str
    rows: list[list[object]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False

    def cell(self, row: int, column: int) -> object:
        """The value at 0-based row and column; None outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook: file name, SHA-256 of the file, its sheets in order."""

    name: str
    digest: str
    sheets: tuple[Sheet, ...]


def column_letter(column: int) -> str:
    """0 → 'A', 27 → 'AB'."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_workbook(path: Path, progress: Progress = no_progress, cancelled: IsCancelled = never) -> Workbook:
    """Read a file. Raises BadFile (message names the file, and says what to do) or Cancelled."""
    name = path.name
    data = _bytes(path)
    progress(0.1, _("Checking the file"))
    kind = _kind(data, name, cancelled)
    _stop(cancelled)
    progress(0.4, _("Reading the sheets"))
    if kind == "csv":
        rows = read_csv(data, name, cancelled)
        _stop(cancelled)
        sheets: tuple[Sheet, ...] = (Sheet(path.stem, rows),)
    else:
        sheets = parse_workbook(data, name, cancelled)
    if not any(value not in ("", None) for sheet in sheets for row in sheet.rows for value in row):
        raise BadFile(_("{name} is empty: no sheet has a filled cell.").format(name=name))
    progress(1.0, _("Reading the sheets"))
    return Workbook(name, hashlib.sha256(data).hexdigest(), sheets)


def _bytes(path: Path) -> bytes:
    if path.name.startswith("~$"):
        raise BadFile(
            _("{name} is the mark that Excel leaves while a workbook is open. Choose the workbook itself.").format(name=path.name)
        )
    try:
        if path.stat().st_size > MAX_FILE:
            raise BadFile(_("{name} is larger than {limit} MB. Split it.").format(name=path.name, limit=MAX_FILE // 1_000_000))
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadFile(_("{name} is not there any more.").format(name=path.name)) from error
    except IsADirectoryError as error:
        raise no_workbook(path.name) from error
    except PermissionError as error:
        if path.is_dir():
            raise no_workbook(path.name) from error
        raise BadFile(
            _("{name} cannot be read; it may be open in Excel. Close it there and try again.").format(name=path.name)
        ) from error
    except OSError as error:
        raise BadFile(_("{name} cannot be read: {reason}").format(name=path.name, reason=error.strerror or str(error))) from error
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise BadFile(_("{name} is empty.").format(name=path.name))
    return data


def _kind(data: bytes, name: str, cancelled: IsCancelled) -> str:
    """By content, never by the file name's ending."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return check_archive(io.BytesIO(data), name, cancelled)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise protected(name)
        if "Workbook".encode("utf-16-le") not in data and "Book".encode("utf-16-le") not in data:
            raise no_workbook(name)
        return "xls"
    if data[:4] in (b"\x89PNG", b"%PDF", b"Rar!", b"7z\xbc\xaf") or data[:3] == b"\xff\xd8\xff":
        raise no_workbook(name)
    return "csv"


def parse_workbook(data: bytes, name: str, cancelled: IsCancelled = never) -> tuple[Sheet, ...]:
    """The sheets of a workbook that was checked. Let calamine parse; whatever goes wrong inside it (also a panic) is the file's fault:
    BadFile."""
    import python_calamine

    sheets: list[Sheet] = []
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        for meta in book.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            _stop(cancelled)
            sheet = book.get_sheet_by_name(meta.name)
            height = (sheet.end[0] + 1) if sheet.end else 0
            width = (sheet.end[1] + 1) if sheet.end else 0
            if height > MAX_ROWS:
                raise too_many_rows(name)
            if height * width > _MAX_CELLS:
                raise too_far(name, f"{column_letter(width - 1)}{height}")
            merged = tuple((a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or ())
            hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
            rows: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
            sheets.append(Sheet(meta.name, rows, merged, hidden))
    except (BadFile, Cancelled, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except python_calamine.PasswordError as error:
        raise protected(name) from error
    except BaseException as error:
        if "password" in str(error).lower():
            raise protected(name) from error
        raise damaged(name) from error
    return tuple(sheets)


def _stop(cancelled: IsCancelled) -> None:
    if cancelled():
        raise Cancelled(_("The import was stopped; nothing was saved."))
