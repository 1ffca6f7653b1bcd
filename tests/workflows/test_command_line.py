"""From the Excel ledger to paper, by the command line alone: the main job as an IT person or a scheduled task does it.

Nothing here trusts the program's own figures: the sheets are read back from the PDF, the roster is checked by the independent checker
from the exported file, the people against what a careful reader got from the ledger.
"""

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.rosterchecker import Checker, Facts

ROOT = Path(__file__).resolve().parents[2]
LEDGER = ROOT / "tests" / "data" / "红葵社区台账.xlsx"
DAY, MONTH = "2026-11-23", "2026-12"
PARTS = {"上午": "am", "下午": "pm", "晚上": "evening", "全天": "day"}


class Station:
    """A station in a folder, worked from the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "password").write_text("一个很长的密码\n", "utf-8")

    def call(self, *words: str, code: int = 0, language: str = "zh_CN") -> str:
        command = [sys.executable, "-m", "desktop", *words, "--data", str(self.folder / "站"), "--password-file", str(self.folder / "password")]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env={**os.environ, "LINLI_LANGUAGE": language}, check=False)
        assert done.returncode == code, f"{words}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout if code == 0 else done.stderr

    def json(self, *words: str) -> Any:
        return json.loads(self.call(*words, "--json"))

    def table(self, name: str, *words: str) -> list[dict[str, str]]:
        path = self.folder / f"{name}.csv"
        self.call("export", name, *words, "--out", str(path), language="en")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(LEDGER.with_suffix(".truth.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    made = Station(tmp_path_factory.mktemp("命令行"))
    made.call("init", "--station", "红葵社区服务站", "--community", "红葵社区")
    made.imported = made.json("import", str(LEDGER))  # type: ignore[attr-defined]
    made.planned = made.json("rounds", "plan", "--date", DAY)  # type: ignore[attr-defined]
    made.rostered = made.json("roster", "plan", "--month", MONTH)  # type: ignore[attr-defined]
    return made


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(str(path))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_every_person_phone_and_date_is_as_a_careful_reader_gets_it(station: Station, truth: dict[str, Any]) -> None:
    rows = {(row["name"], row["building"], row["unit"], row["room"]): row for row in station.table("elders")}
    assert len(rows) == len(truth["elders"]) == 126
    for elder in truth["elders"]:
        row = rows[elder["name"], f"{elder['building']}幢", str(elder["unit"]), f"{elder['floor']}{elder['door']:02d}"]
        assert row["born"] == elder["born"], elder["name"]
        assert row["sex"] == ("male" if elder["male"] else "female"), elder["name"]
        assert row["phone"] == elder["phone"] and row["contact's phone"] == elder["contact_phone"], elder["name"]
        assert (row["emergency contact"], row["relation"]) == (elder["contact"], elder["rel"])
        assert row["floor"] == str(elder["floor"]) and row["address"].startswith("红葵里")
        assert set(row["categories"].split("、")) == set(elder["cats"]), elder["name"]
        assert row["grid"] == elder["grid"] and row["health"] == elder["health"]
        damaged = elder["name"] in truth["damaged_ids"]
        assert row["ID number"] == ("" if damaged else elder["id"]), elder["name"]
        assert bool(row["ID number to be checked"]) == damaged, elder["name"]
        assert bool(row["lunar birthday"]) == bool(elder["lunar"]), elder["name"]


def test_every_volunteer_is_as_a_careful_reader_gets_it(station: Station, truth: dict[str, Any]) -> None:
    rows = {(row["name"], row["phone"]): row for row in station.table("volunteers")}
    assert len(rows) == len(truth["volunteers"]) == 58
    for volunteer in truth["volunteers"]:
        row = rows[volunteer["name"], volunteer["phone"]]
        assert row["organisation"] == volunteer["org"]
        assert (row["Party member"] == "yes", row["hotline training"] == "yes") == (volunteer["party"], volunteer["trained"])
        assert row["shifts per week at most"] == str(volunteer["max_week"])
        assert set(row["grids"].split("、")) == set(volunteer["grids"])
        assert set(filter(None, row["unavailable dates"].split("、"))) == set(volunteer["off"]), volunteer["name"]


def test_every_damaged_number_is_flagged_and_every_duplicate_found(station: Station, truth: dict[str, Any]) -> None:
    imported = station.imported  # type: ignore[attr-defined]
    assert sorted(doubt["name"] for doubt in imported["doubts"]) == sorted(truth["damaged_ids"])
    assert {doubt["field"] for doubt in imported["doubts"]} == {"id"}
    assert sorted(row["name"] for row in imported["duplicates"]) == sorted(truth["duplicates"])


def test_importing_again_changes_nothing(station: Station) -> None:
    again = station.json("import", str(LEDGER))
    assert again["operation"] == "" and again["doubts"] == []
    assert {(sheet["new"], sheet["changed"]) for sheet in again["sheets"]} == {(0, 0)}


def test_every_due_elder_stands_on_exactly_one_sheet_per_slot(station: Station, truth: dict[str, Any]) -> None:
    for slot in ("am", "pm"):
        out = station.folder / f"{slot}.pdf"
        station.call("rounds", "print", "--date", DAY, "--slot", slot, "--names", "full", "--out", str(out))
        text = "\n".join(pages(out))
        due = Counter((elder["name"], f"{elder['building']}幢{elder['unit']}-{elder['floor']}{elder['door']:02d}") for elder in truth["elders"])
        seen: Counter[tuple[str, str]] = Counter()
        for line in text.splitlines():
            found = re.match(r"\s*(\d+)\s+(\S+)\s+(\d+幢\d+-\d+)", line)
            if found:
                seen[found.group(2), found.group(3)] += 1
        assert seen == due
        assert "\ufffd" not in text and all(rare in text for rare in ("王𬭎", "陈䶮", "李㛃", "张𠮷", "阿依古丽·买买提"))


def test_the_doors_of_a_sheet_are_numbered_from_one_without_a_gap(station: Station) -> None:
    sheets: dict[str, list[int]] = {}
    for row in station.table("visits", "--from", DAY, "--to", DAY):
        sheets.setdefault(row["sheet"], []).append(int(row["number"]))
    assert len(sheets) == sum(len(plan["sheets"]) for plan in station.planned)  # type: ignore[attr-defined]
    for sheet, numbers in sheets.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), sheet
        assert len(numbers) <= 15, sheet


def test_the_roster_breaks_no_hard_rule(station: Station, truth: dict[str, Any]) -> None:
    rows = [
        {"date": row["date"], "shift": row["shift"], "start": row["start"], "end": row["end"], "seat": int(row["seat"]),
         "code": row["volunteer code"], "name": row["name"]}
        for row in station.table("roster", "--month", MONTH)
    ]
    codes = {row["name"]: row["code"] for row in station.table("volunteers")}
    assert len(codes) == len(truth["volunteers"]), "the ledger's volunteers have different names"
    facts = {
        codes[v["name"]]: Facts(v["name"], v["trained"], tuple((day, PARTS[part]) for day, part in v["available"]), frozenset(v["off"]), v["max_week"])
        for v in truth["volunteers"]
    }
    assert len(rows) == 31 * 3 * 2
    expected = {(str(date(2026, 12, day)), shift): 2 for day in range(1, 32) for shift in "早中晚"}
    assert Checker(facts, expected=expected).check(rows) == []
    filled = sum(1 for row in rows if row["code"])
    assert filled == station.rostered["filled"] and station.rostered["proven"]  # type: ignore[attr-defined]


def test_the_wall_roster_names_everybody_who_sits(station: Station) -> None:
    out = station.folder / "roster.pdf"
    station.call("roster", "print", "--month", MONTH, "--out", str(out))
    (page,) = pages(out)
    seats = Counter(row["name"] for row in station.table("roster", "--month", MONTH) if row["name"])
    for name, shifts in seats.items():
        assert page.replace("\r\n", "").count(name) >= shifts, name


def test_results_go_back_in_and_a_no_answer_opens_a_ladder(station: Station) -> None:
    rows = station.table("visits", "--from", DAY, "--to", DAY)
    number = min(int(row["sheet"]) for row in rows if row["slot"] == "Morning")
    words = ("rounds", "record", "--date", DAY, "--slot", "am", "--sheet", str(number))
    assert "99" in station.call(*words, "--except", "99=no_answer", code=1)
    assert "nonsense" in station.call(*words, "--except", "2=nonsense", code=1)
    done = station.json(*words, "--except", "2=no_answer", "3=refused")
    assert len(done["ladders"]) == 1 and done["open"] == 0
    outcomes = {
        int(row["number"]): row["outcome"] for row in station.table("visits", "--from", DAY, "--to", DAY) if row["sheet"] == str(number)}
    assert outcomes.pop(2) == "No answer" and outcomes.pop(3) == "Refused (safe)"
    assert set(outcomes.values()) == {"Seen safe"}
    wrong_slot = station.call("rounds", "record", "--date", DAY, "--slot", "pm", "--sheet", str(number), code=1)
    assert f"{number:04d}" in wrong_slot


def test_the_file_is_sound_and_a_wrong_password_is_refused(station: Station) -> None:
    assert station.json("check") == {"sound": True, "faults": [], "figures_wrong": 0, "mended": False}
    (station.folder / "password").write_text("wrong password\n", "utf-8")
    try:
        assert "密码" in station.call("check", code=1)
    finally:
        (station.folder / "password").write_text("一个很长的密码\n", "utf-8")


@pytest.mark.parametrize("words", [
    ("rounds", "print", "--date", "2026-11-24", "--slot", "am", "--out", "x.pdf"),
    ("roster", "print", "--month", "2027-01", "--out", "x.pdf"),
    ("export", "elders", "--out", "x.doc"),
    ("import", "no such file.xlsx"),
    ("import", str(ROOT / "README.md")),
])
def test_what_cannot_be_done_is_said_in_one_line(station: Station, words: tuple[str, ...]) -> None:
    said = station.call(*words, code=1)
    assert len(said.strip().splitlines()) == 1 and re.search(r"[\u4e00-\u9fff]", said)


def test_a_call_that_makes_no_sense_ends_with_two(station: Station) -> None:
    for words in (("rounds",), ("export", "nothing", "--out", "x.csv"), ("rounds", "plan", "--date", "tomorrow")):
        done = subprocess.run([sys.executable, "-m", "desktop", *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 2, words
