"""Rows 17 to 22: hostile workbooks and texts. The single cases stand with the rooms they belong to; here they are counted, and widened."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from desktop.errors import BadFile
from desktop.exchange.keys import Keys
from desktop.exchange.package import lines_part, open_content, signed
from desktop.exchange.textfile import decode
from desktop.exchange.workbook import read_workbook
from desktop.people.identity import check_character, read_id
from desktop.reports import csv
from tests.desktop.exchange import test_hostile as hostile
from tests.desktop.reports import test_report_writers as writers
from tests.faults.conftest import Fault
from tests.ledgermaker import SAMPLE


def each(fault: Fault, tmp_path: Path, cases: list[Callable[[Path], object]]) -> None:
    """Run each case in a folder of its own; in the large run again and again, for what is measured in them (seconds, memory)."""
    for number, case in enumerate(cases * fault.times):
        place = tmp_path / f"case{number}"
        place.mkdir()
        fault.tried()
        case(place)


def params(function: object) -> list[object]:
    """The values of a test's only parametrize mark."""
    return list(function.pytestmark[-1].args[1])  # type: ignore[attr-defined]


@pytest.mark.fault(17, "xlsx zip bomb, entity bomb", "refused before parsing, at most 1 s and 200 MB")
def test_bombs(fault: Fault, tmp_path: Path) -> None:
    each(fault, tmp_path, [
        hostile.test_zip_bomb, hostile.test_zip_bomb_of_many_parts, hostile.test_a_zip_that_lies_about_its_sizes,
        *(lambda place, entity=entity: hostile.test_entity_bomb(entity, place) for entity in params(hostile.test_entity_bomb)),  # type: ignore[misc]
        hostile.test_memory_of_the_whole_process_stays_small,
    ])  # fmt: skip


@pytest.mark.fault(18, "a million rows", "refused within 10 s and 500 MB, cancel within 1 s")
def test_a_million_rows(fault: Fault, tmp_path: Path) -> None:
    each(fault, tmp_path, [hostile.test_a_million_rows, hostile.test_a_million_rows_of_text, lambda _place: hostile.test_cancelled()])


@pytest.mark.fault(19, "encodings", "all read right, rare characters too")
def test_encodings(fault: Fault) -> None:
    chance = random.Random(19)
    pool = "王𬭎陈䶮李㛃张𠮷阿依古丽·买买提，。（）①㎡龘𪚥〇０Ａ—…“”" + "红葵里小区独居空巢老人" * 3
    for number in range(fault.count(300)):
        words = ["".join(chance.choice(pool) for _one in range(chance.randint(1, 12))) for _two in range(30)]
        text = "姓名,住址\n" + "\n".join(f"{word},{number}" for word in words) + "\n"
        for encoding in params(hostile.test_rare_characters_in_every_encoding):
            fault.tried()
            if decode(text.encode(str(encoding)), "a.csv") != text:
                fault.lost()
                fault.note(f"{encoding}: {text[:40]!r}")


@pytest.mark.fault(20, "spreadsheet formula injection", "0 formulas, 0 links, by every writer")
def test_formulas(fault: Fault) -> None:
    chance = random.Random(20)
    pieces = ("=", "+", "-", "@", "\t", "\r", "＝", "cmd|' /C calc'!A0", "HYPERLINK(\"http://a\")", "1+1", '"', " ", "http://a", "{=1}", "SUM(A1)")
    made = ["".join(chance.choices(pieces, k=chance.randint(1, 4))) for _one in range(fault.count(4))]
    for payload in (*writers.PAYLOADS, *made):
        writers.test_no_payload_is_a_formula_or_a_link_in_excel(payload)
        writers.test_no_payload_is_a_link_in_pdf(payload)
        for encoding in csv.ENCODINGS:
            writers.test_no_payload_begins_a_formula_in_csv(payload, encoding)
        fault.tried(2 + len(csv.ENCODINGS))


@pytest.mark.fault(21, "ID numbers as numbers, in scientific notation", "all flagged, none silently changed")
def test_identity_numbers_that_excel_spoilt(fault: Fault) -> None:
    chance, today = random.Random(21), date(2026, 3, 2)
    for _try in range(fault.count(500)):
        born = date(chance.randint(1925, 1965), chance.randint(1, 12), chance.randint(1, 28))
        first = f"330206{born:%Y%m%d}{chance.randint(1, 999):03d}"
        whole = first + check_character(first)
        if whole[-1] == "X" or whole.endswith("000"):
            continue
        spoilt = f"{whole[:15]}000"
        for value in (float(whole), int(spoilt), spoilt, f"{float(whole):.5E}", f"{float(whole):.14E}"):
            fault.tried()
            read = read_id(value, today)
            if read.state == "valid" or (read.number and read.number != whole):
                fault.lost()
                fault.note(f"{whole} as {value!r}: {read}")


@pytest.mark.fault(22, "hostile file names, zip-slip, links, duplicates", "0 files outside the target")
def test_hostile_names(fault: Fault, tmp_path: Path) -> None:
    each(fault, tmp_path, [
        hostile.test_zip_slip_names_touch_nothing, hostile.test_missing_folder_and_lock_mark,
        *(lambda place, share=share: hostile.test_truncated(share, place) for share in params(hostile.test_truncated)),  # type: ignore[misc]
    ])  # fmt: skip
    before = sorted(tmp_path.rglob("*"))
    chance = random.Random(22)
    pieces = ("..", ".", "xl", "outside.xlsx", "C:", "con", "\u202e", "a\0b", "", "~", "%2e%2e", "worksheets")
    names = ["../../outside.xlsx", "..\\..\\outside.xlsx", "/tmp/outside.xlsx", "xl/../../outside", "C:\\outside.xlsx", "xl/worksheets/sheet1.xml"]
    names += [chance.choice("/\\").join(chance.choices(pieces, k=chance.randint(1, 5))) or "x" for _one in range(fault.count(20))]
    for name in names:
        fault.tried()
        try:
            _package_with_part(name)
            fault.lost()
            fault.note(f"a package's part {name!r} was taken")
        except BadFile:
            pass
    for name in names:
        path = hostile.repacked(tmp_path / "slip.xlsx", {})
        with pytest.warns(UserWarning) if name.endswith("sheet1.xml") else _nothing():
            import zipfile

            with zipfile.ZipFile(path, "a") as archive:
                archive.writestr(name, b"harm")
        fault.tried()
        try:
            read_workbook(path)
        except BadFile:
            pass
        path.unlink()
        if sorted(tmp_path.rglob("*")) != before or (tmp_path.parent / "outside.xlsx").exists() or Path("/tmp/outside.xlsx").exists():
            fault.lost()
            fault.note(name)
    assert SAMPLE.exists()


def _package_with_part(name: str) -> None:
    """Open a package, rightly signed, that holds a part of this name."""
    keys = Keys(bytes([1] * 32), bytes([2] * 32))
    manifest = {
        "package": "p", "kind": "everything", "made_at": "2026-03-02 09:00:00", "program": "0", "station": "甲站", "community": "", "sample": False,
        "sign_key": keys.sign_public.hex(), "receive_key": keys.receive_public.hex(), "lines": ["x"], "seq": 1, "head": "", "since": 0, "note": ""}
    open_content(signed(manifest, [lines_part(name, [["harm"]])], keys.sign, bytes(32)), bytes(32))


def _nothing() -> object:
    from contextlib import nullcontext

    return nullcontext()
