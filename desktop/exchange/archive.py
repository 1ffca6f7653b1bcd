"""A look into a zipped workbook before it is parsed: bombs, far-away cells, entities (nothing is unpacked as a whole)."""

import re
import zipfile
from collections.abc import Callable
from typing import IO

from desktop.errors import BadFile
from desktop.i18n import _

MAX_ENTRIES = 2_000
MAX_UNPACKED = 150_000_000  # bytes of all parts; 16,000 persons need about 20 MB
MAX_RATIO = 250  # a sheet packs 10 to 40 times
RATIO_FROM = 5_000_000  # bytes; a small part may pack better
MAX_ROWS = 100_000  # rows of a sheet: six times the largest station
MAX_COLUMNS = 260  # up to column IZ
_CHUNK = 1_000_000
_OVERLAP = 200

_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF16_ENTITY = re.compile(rb"<\0?!\0?(?:E\0?N\0?T\0?I\0?T\0?Y|D\0?O\0?C\0?T\0?Y\0?P\0?E)", re.IGNORECASE)
_FAR_ROW = re.compile(rb'<c r="([A-Z]{1,3})([1-9]\d{5,})"[^>]*[^/>]>')
_FAR_COLUMN = re.compile(rb'<c r="((?:[A-Z]{3}|[J-Z][A-Z]))(\d+)"[^>]*[^/>]>')
_ROW = re.compile(rb"<row[\s>]")


def check_archive(file: IO[bytes], name: str, cancelled: Callable[[], bool]) -> str:
    """Check a zip container; gives 'xlsx' or 'ods'. Raises BadFile for what must not be parsed. Reads at most `MAX_UNPACKED` bytes."""
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            kind = _kind(archive, {info.filename for info in infos}, name)
            if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_UNPACKED:
                raise _bomb(name)
            for info in infos:
                if info.flag_bits & 1:
                    raise protected(name)
                if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
                    raise _bomb(name)
            total = 0
            for info in infos:
                if info.filename.lower().endswith((".xml", ".rels", ".vml")):
                    total += _scan(archive, info, name, MAX_UNPACKED - total, cancelled)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise damaged(name) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise damaged(name) from error
    return kind


def _kind(archive: zipfile.ZipFile, names: set[str], name: str) -> str:
    if "[Content_Types].xml" in names and any(n.lower().startswith("xl/") for n in names):
        return "xlsx"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        mimetype = archive.read("mimetype")
        if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            if "META-INF/manifest.xml" in names:
                info = archive.getinfo("META-INF/manifest.xml")
                if info.file_size < 1_000_000 and b"encryption-data" in archive.read(info):
                    raise protected(name)
            return "ods"
    raise no_workbook(name)


def _scan(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: int, cancelled: Callable[[], bool]) -> int:
    """Read one part in pieces and look for what must not be there; gives the bytes read."""
    sheet = "worksheets/" in info.filename
    content = info.filename == "content.xml"
    repeats = _Repeats(name) if content else None
    rows, read, tail = 0, 0, b""
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            if cancelled():
                return read
            read += len(chunk)
            if read > budget:
                raise _bomb(name)
            piece = tail + chunk
            if _ENTITY.search(piece) or _UTF16_ENTITY.search(piece):
                raise BadFile(_("{name} holds definitions that a workbook never needs; it was not opened.").format(name=name))
            if sheet:
                rows += len(_ROW.findall(chunk))
                far = _FAR_ROW.search(piece) or _FAR_COLUMN.search(piece)
                if far:
                    raise too_far(name, far[1].decode() + far[2].decode())
                if rows > MAX_ROWS:
                    raise too_many_rows(name)
            if repeats:
                repeats.feed(chunk)
            tail = piece[-_OVERLAP:]
    return read


class _Repeats:
    """OpenDocument repeats rows and cells by number: a few bytes can stand for a million filled cells."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = 0
        self.cells = 0
        self.row_repeat = 1
        self.cell_repeat = 1
        self.row_cells = 0
        self.empty_before = 0
        self.row_filled = False
        self.in_cell = False
        from xml.parsers import expat

        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.errors = expat.ExpatError

    def feed(self, chunk: bytes) -> None:
        try:
            self.parser.Parse(chunk, False)
        except self.errors as error:
            raise damaged(self.name) from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if local == "table":
            self.rows = 0
        elif local == "table-row":
            self.row_repeat = _count(attributes, "number-rows-repeated")
            self.row_cells = self.empty_before = 0
            self.row_filled = False
        elif local in ("table-cell", "covered-table-cell"):
            self.cell_repeat = _count(attributes, "number-columns-repeated")
            if any(key.endswith(("value-type", "formula")) for key in attributes):
                self._filled()
            else:
                self.empty_before += self.cell_repeat
        elif local == "p" and self.cell_repeat > 1:
            self._filled()

    def _filled(self) -> None:
        self.row_filled = True
        self.row_cells += self.empty_before + self.cell_repeat
        self.empty_before = 0
        if self.row_cells > 2 * MAX_COLUMNS:
            raise too_far(self.name, "")

    def _end(self, tag: str) -> None:
        if tag.rpartition(" ")[2] != "table-row":
            return
        self.rows += self.row_repeat
        if self.row_filled:
            if self.rows > MAX_ROWS:
                raise too_many_rows(self.name)
            self.cells += self.row_repeat * self.row_cells
            if self.cells > 20_000_000:
                raise too_many_rows(self.name)


def _count(attributes: dict[str, str], ending: str) -> int:
    for key, value in attributes.items():
        if key.endswith(ending) and value.isdigit():
            return int(value)
    return 1


def _bomb(name: str) -> BadFile:
    return BadFile(_("{name} unpacks to far more than a ledger needs; it was not opened.").format(name=name))


def damaged(name: str) -> BadFile:
    """The file's container cannot be read."""
    return BadFile(_("{name} is damaged or incomplete. Open it in Excel or WPS, save it again and import the new file.").format(name=name))


def protected(name: str) -> BadFile:
    """The file asks for a password."""
    return BadFile(
        _("{name} is protected by a password. Open it in Excel or WPS, remove the password, save it and import it again.").format(name=name)
    )


def no_workbook(name: str) -> BadFile:
    """The file is something else."""
    return BadFile(_("{name} is no workbook. Choose a file of the kind .xlsx, .xls, .ods or .csv.").format(name=name))


def web_page(name: str) -> BadFile:
    """A page of a web system under the name of a workbook."""
    return BadFile(
        _("{name} is a web page under the name of a workbook. Open it in Excel or WPS, save it as .xlsx and import that.").format(name=name)
    )


def too_many_rows(name: str) -> BadFile:
    """The file has more rows than a station can have."""
    return BadFile(_("{name} has more than {limit} rows. Split it into several files.").format(name=name, limit=MAX_ROWS))


def too_far(name: str, cell: str) -> BadFile:
    """A filled cell lies far outside any ledger."""
    return BadFile(
        _("{name} has a filled cell far outside the table ({cell}). Delete the rows and columns behind the table and save it again.").format(
            name=name, cell=cell or _("too many columns")
        )
    )
