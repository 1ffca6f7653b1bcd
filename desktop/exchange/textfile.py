"""Reading .csv files in the encodings that Chinese offices use."""

import csv
import io
from collections.abc import Callable

from desktop.errors import BadFile
from desktop.exchange.archive import MAX_ROWS, no_workbook, too_many_rows, web_page
from desktop.i18n import _

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",\t;|"


def decode(data: bytes, name: str) -> str:
    """The text of a file: UTF-8 (with or without BOM), UTF-16, GB18030. Raises BadFile when it is no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding, name)
    sample = data[:4000]
    if sample.count(0) > len(sample) // 8:
        return _strict(data, "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be", name)
    if 0 in data:
        raise no_workbook(name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "gb18030", name)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadFile(
            _("The characters of {name} cannot be read. Save it as 'CSV UTF-8' or as .xlsx and import it again.").format(name=name)
        ) from error


def read_csv(data: bytes, name: str, cancelled: Callable[[], bool]) -> list[list[object]]:
    """The rows of a .csv file, all cells as text. Raises BadFile."""
    text = decode(data, name)
    start = text.lstrip()[:200].lower()
    if start.startswith(("<html", "<!doctype", "<?xml", "<table", "<meta", "<style")):
        raise web_page(name)
    if any(c in text[:4000] for c in "\x00\x01\x02\x03\x04\x05\x06\x07\x08") or start.startswith(("%pdf", "{\\rtf")):
        raise no_workbook(name)
    rows: list[list[object]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for row in reader:
            rows.append([_cell(value) for value in row])
            if len(rows) > MAX_ROWS:
                raise too_many_rows(name)
            if len(rows) % 5000 == 0 and cancelled():
                return rows
    except csv.Error as error:
        raise BadFile(_("{name}, row {row}: this line cannot be read as a table.").format(name=name, row=reader.line_num)) from error
    return rows


def _cell(value: str) -> str:
    """Programs write ="330206..." so that Excel keeps all digits: the quotes are not part of the value."""
    if value.startswith('="') and value.endswith('"') and len(value) >= 3:
        return value[2:-1]
    return value


def _delimiter(text: str) -> str:
    """The separator that stands most evenly in the first lines, outside quotes."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]
    counts = {d: sum(_outside_quotes(line, d) for line in lines) for d in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda d: counts[d])
    return best if counts[best] else ","


def _outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])
