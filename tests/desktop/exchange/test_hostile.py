"""Files that are no ledgers: refused with a message that names them, quickly and in little memory (reliability rows 17, 18, 19, 21)."""

import io
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from desktop.errors import BadFile, Cancelled
from desktop.exchange.textfile import decode
from desktop.exchange.workbook import column_letter, read_workbook
from tests.ledgermaker import SAMPLE, MadeSheet, write_ods, write_xlsx

SHEET = "xl/worksheets/sheet1.xml"


def refused(path: Path, words: str, seconds: float = 1.0, megabytes: float = 200) -> str:
    """The message of the refusal; it names the file and comes within the bounds."""
    tracemalloc.start()
    started = time.thread_time()
    with pytest.raises(BadFile, match=words) as caught:
        read_workbook(path)
    took = time.thread_time() - started
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert took <= seconds * 3, f"{took:.1f} s"  # tracing doubles the time, and CI machines are shared
    assert peak <= megabytes, f"{peak:.0f} MB"
    assert path.name in str(caught.value)
    return str(caught.value)


def repacked(path: Path, parts: dict[str, bytes], *, leave_out: tuple[str, ...] = ()) -> Path:
    """The sample with some of its parts replaced."""
    with zipfile.ZipFile(SAMPLE) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in leave_out:
                new.writestr(info.filename, parts.pop(info.filename, old.read(info.filename)))
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def test_zip_bomb(tmp_path: Path) -> None:
    refused(repacked(tmp_path / "炸弹.xlsx", {SHEET: b"<worksheet>" + b"0" * 140_000_000}), "unpacks to far more")


def test_zip_bomb_of_many_parts(tmp_path: Path) -> None:
    refused(repacked(tmp_path / "b.xlsx", {f"xl/media/{n}.bin": b"0" * 4_900_000 for n in range(40)}), "unpacks to far more")


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    path = repacked(tmp_path / "b.xlsx", {SHEET: b"<worksheet>" + b"0" * 160_000_000})
    data = bytearray(path.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:  # the central directory says: ten bytes
        if struct.unpack_from("<I", data, at + 24)[0] > 100_000_000:
            struct.pack_into("<I", data, at + 24, 10)
        at += 4
    path.write_bytes(data)
    refused(path, "damaged|unpacks")


@pytest.mark.parametrize("entity", [
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>', b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    '<!DOCTYPE x [<!ENTITY a "b">]>'.encode("utf-16-le"),
])
def test_entity_bomb(entity: bytes, tmp_path: Path) -> None:
    refused(repacked(tmp_path / "e.xlsx", {"xl/sharedStrings.xml": b'<?xml version="1.0"?>' + entity + b"<sst>&b;</sst>"}), "definitions")


def test_a_million_rows(tmp_path: Path) -> None:
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>'
    body = b"".join(row % (n, n) for n in range(1, 1_000_001))
    path = repacked(tmp_path / "百万行.xlsx", {SHEET: b"<worksheet><sheetData>" + body + b"</sheetData></worksheet>"})
    del body
    refused(path, "rows", seconds=10, megabytes=500)


def test_a_million_rows_of_text(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("张三,13800000001\n" * 1_000_000, "utf-8")
    refused(path, "more than 100000 rows", seconds=10, megabytes=500)


@pytest.mark.parametrize("cell", ["A1048576", "XFD1", "XFD1048576", "JA5"])
def test_one_cell_far_away(cell: str, tmp_path: Path) -> None:
    letters = cell.rstrip("0123456789")
    row = cell[len(letters):]
    xml = f'<worksheet><sheetData><row r="{row}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    assert cell in refused(repacked(tmp_path / "f.xlsx", {SHEET: xml.encode()}), "far outside")


def test_an_empty_formatted_cell_far_away_is_no_harm(tmp_path: Path) -> None:
    with zipfile.ZipFile(SAMPLE) as old:
        sheet = old.read(SHEET)
    sheet = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')
    assert len(read_workbook(repacked(tmp_path / "f.xlsx", {SHEET: sheet})).sheets) == 4


def test_open_document_that_repeats_cells(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "r.ods", [MadeSheet("x", [["姓名", "张三"]])])
    for old, new in ((b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1000000">'),
                     (b"<table:table-cell office", b'<table:table-cell table:number-columns-repeated="16000" office')):
        target = tmp_path / f"r{len(new)}.ods"
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bad:
            for info in source.infolist():
                data = source.read(info.filename)
                if info.filename == "content.xml":
                    assert old in data
                    data = data.replace(old, new)
                bad.writestr(info.filename, data)
        refused(target, "rows|far outside")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated(share: float, tmp_path: Path) -> None:
    data = SAMPLE.read_bytes()
    path = tmp_path / "半截.xlsx"
    path.write_bytes(data[: int(len(data) * share)])
    refused(path, "damaged|no workbook")


def test_every_byte_flipped_is_read_or_refused(tmp_path: Path) -> None:
    data = SAMPLE.read_bytes()
    path = tmp_path / "flip.xlsx"
    for at in range(7, len(data), len(data) // 60):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1:])
        try:
            read_workbook(path)
        except BadFile as error:
            assert path.name in str(error)


@pytest.mark.parametrize(("name", "data", "words"), [
    ("图.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100), "no workbook"), ("a.xls", b"%PDF-1.7\n%\xe2\xe3", "no workbook"),
    ("a.xlsx", b"", "empty"), ("a.csv", b"\xef\xbb\xbf\r\n", "empty"), ("a.csv", b"\r\n,,,\r\n", "empty"),
    ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>", "web page"),
    ("a.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "web page"),
    ("a.csv", b"abc\x00\x01\x02def", "no workbook"), ("a.xlsx", b"PK\x03\x04" + bytes(50), "damaged"),
    ("a.csv", b"\x81\x20\xff\xff\xfe", "characters"),
])
def test_other_files(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    refused(path, words)


def test_a_word_document_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    refused(path, "no workbook")


def test_protected_by_a_password(tmp_path: Path) -> None:
    path = tmp_path / "密码.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    refused(path, "protected by a password")
    zipped = tmp_path / "z.xlsx"
    data = bytearray(repacked(tmp_path / "x.xlsx", {}).read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1  # the flag 'encrypted' of the last part
    zipped.write_bytes(data)
    refused(zipped, "protected by a password")


def test_missing_folder_and_lock_mark(tmp_path: Path) -> None:
    refused(tmp_path / "没有.xlsx", "not there any more")
    refused(tmp_path, "no workbook")
    mark = tmp_path / "~$台账.xlsx"
    mark.write_bytes(b"x")
    refused(mark, "mark that Excel leaves")


def test_held_by_excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"x")

    def held(_self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")  # what Windows says while Excel has the file open

    monkeypatch.setattr(Path, "read_bytes", held)
    refused(path, "open in Excel")


def test_cancelled() -> None:
    with pytest.raises(Cancelled):
        read_workbook(SAMPLE, cancelled=lambda: True)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_rare_characters_in_every_encoding(encoding: str) -> None:
    text = "姓名,住址\n王𬭎,红葵里\n陈䶮,2-1-202\n李㛃,x\n张𠮷,阿依古丽·买买提\n" * 3
    assert decode(text.encode(encoding), "a.csv") == text


def test_column_letters() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


def test_a_formula_is_read_as_its_value(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [MadeSheet("x", [["姓名", "=1+1"]])])
    assert read_workbook(path).sheets[0].rows[0] == ["姓名", "=1+1"]


PEAK = """
import sys
from pathlib import Path
from desktop.errors import BadFile
from desktop.exchange.workbook import read_workbook
try:
    read_workbook(Path(sys.argv[1]))
except BadFile as error:
    print(error)
print([line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")][0])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak from Linux's /proc")
def test_memory_of_the_whole_process_stays_small(tmp_path: Path) -> None:
    path = repacked(tmp_path / "b.xlsx", {SHEET: b"<worksheet>" + b"0" * 140_000_000})
    done = subprocess.run([sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True)
    said, peak = done.stdout.splitlines()
    assert "b.xlsx" in said
    assert int(peak) / 1024 <= 200


def test_zip_slip_names_touch_nothing(tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    path = tmp_path / "s.xlsx"
    repacked(path, {"../../evil.txt": b"x", "/etc/evil": b"x"})
    assert len(read_workbook(path).sheets) == 4
    assert set(tmp_path.rglob("*")) == before | {path}
    assert io.BytesIO(path.read_bytes()).getbuffer().nbytes
