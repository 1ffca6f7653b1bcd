"""What a roster gives into people's hands: calendar files by RFC 5545, slips, the list, hours, handovers."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import BadRequest
from desktop.hotline.calendar import Event, calendar, escaped, folded
from desktop.hotline.calls import CallEntry, log_call
from desktop.hotline.duty import sign_in, sign_out
from desktop.hotline.handouts import handover_facts, hours_lines, roster_lines, slips, write_calendars
from desktop.hotline.handover import add_item, give, take
from desktop.hotline.papers import call_lines
from desktop.hotline.pins import choose_pin
from desktop.hotline.swaps import replace_seat
from desktop.reports.document import Marks, tables
from desktop.reports.papers.duty_papers import duty_hours, duty_slips, handover_record, roster_list
from desktop.reports.pdf import pdf_bytes
from tests.desktop.hotline.test_duty_evidence import DAY, seated
from tests.desktop.hotline.test_swaps import TEN
from tests.desktop.hotline.test_swaps import seats as seats


def unfolded(data: bytes) -> list[str]:
    """The content lines of a calendar, read by the rules of RFC 5545 3.1, independently of the writer."""
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # no character is cut in two
    return data.decode("utf-8").replace("\r\n ", "").rstrip("\r\n").split("\r\n")


def unescaped(text: str) -> str:
    out, it = "", iter(text)
    for c in it:
        if c == "\\":
            following = next(it)
            out += "\n" if following in "nN" else following
        else:
            assert c not in ",;"
            out += c
    return out


@given(st.text(max_size=200))
def test_long_lines_are_folded_inside_no_character(text: str) -> None:
    line = "SUMMARY:" + escaped(text)
    assert unfolded(folded(line)) == [line]


@given(st.text(alphabet=st.characters(blacklist_categories=("Cc", "Cs")), max_size=60), st.text(alphabet=",;\\\nab", max_size=12))
def test_text_comes_back_as_it_was(one: str, other: str) -> None:
    assert unescaped(escaped(one + other)) == one + other


def test_a_calendar_says_what_a_phone_needs() -> None:
    event = Event("20261210-0480-V@linli", datetime(2026, 12, 10, 8), datetime(2026, 12, 10, 12), "陪伴热线, 早班", "服务站; 二楼", "带证件\n早到", 3)
    lines = unfolded(calendar("陪伴热线 尹芳", [event], datetime(2026, 11, 21, 1, 30)))
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    for wanted in (
        "UID:20261210-0480-V@linli", "DTSTAMP:20261121T013000Z", "SEQUENCE:3", "DTSTART;TZID=Asia/Shanghai:20261210T080000",
        "DTEND;TZID=Asia/Shanghai:20261210T120000", "SUMMARY:陪伴热线\\, 早班", "LOCATION:服务站\\; 二楼", "DESCRIPTION:带证件\\n早到",
        "STATUS:CONFIRMED", "TZID:Asia/Shanghai", "TZOFFSETTO:+0800",
    ):  # fmt: skip
        assert wanted in lines, wanted
    for part in ("VCALENDAR", "VTIMEZONE", "STANDARD", "VEVENT", "VALARM"):
        assert lines.count(f"BEGIN:{part}") == lines.count(f"END:{part}") == 1


def test_everybody_gets_a_file_and_a_seat_swapped_away_is_cancelled(bench: Any, seats: dict[str, str], tmp_path: Path) -> None:
    replace_seat(bench.session, seats["a"], bench.volunteers["V004"], "病假")
    files = write_calendars(bench.session, "2026-12", tmp_path)
    names = {path.name for path in files}
    assert names == {"V001 尹芳 2026-12.ics", "V002 郝丽 2026-12.ics", "V003 谭娜 2026-12.ics", "V004 范敏 2026-12.ics"}
    ill = unfolded((tmp_path / "V001 尹芳 2026-12.ics").read_bytes())
    assert "STATUS:CANCELLED" in ill and "STATUS:CONFIRMED" not in ill and "SEQUENCE:2" in ill
    other = unfolded((tmp_path / "V002 郝丽 2026-12.ics").read_bytes())
    assert other.count("BEGIN:VEVENT") == 2 == other.count("STATUS:CONFIRMED")
    with pytest.raises(BadRequest):
        write_calendars(bench.session, "2027-01", tmp_path)


def test_slips_and_the_list_hold_every_seat(bench: Any, seats: dict[str, str]) -> None:
    found = {slip.name: slip for slip in slips(bench.session, "2026-12")}
    assert set(found) == {"尹芳", "郝丽", "谭娜"} and found["尹芳"].shifts[0].beside == "郝丽"
    lines = roster_lines(bench.session, "2026-12")
    assert [(line.day, line.names) for line in lines] == [
        (TEN, ("尹芳", "郝丽")), (TEN, ("谭娜",)), (datetime(2026, 12, 12).date(), ("郝丽", "")),
    ]  # fmt: skip
    slip = duty_slips(list(found.values()), TEN, "0574-86000000", Marks())
    assert pdf_bytes([slip]).startswith(b"%PDF")
    document = roster_list(lines, TEN, Marks())
    ((_document, table),) = tables([document])
    assert len(table.rows) == 3 and len(table.columns) == len(table.rows[0].cells)  # type: ignore[union-attr]


def test_hours_are_summed_by_organisation_and_by_hand_is_told(bench: Any) -> None:
    places = seated(bench)
    sign_in(bench.session, places["早1"], datetime(2026, 11, 21, 8))
    sign_out(bench.session, places["早1"], datetime(2026, 11, 21, 12))
    lines = hours_lines(bench.session, DAY)
    assert [(line.name, line.hours, line.by_hand) for line in lines if line.shifts] == [("尹芳", 4.0, 4.0)]
    ((_document, table),) = tables([duty_hours(lines, DAY, Marks())])
    assert table.rows[-1].cells[3:5] == (4.0, 4.0)  # type: ignore[union-attr]


def test_a_handover_is_printed_as_it_was_signed(bench: Any) -> None:
    add_item(bench.session, "task", "送药")
    first = give(bench.session, "早", None)
    bench.clock.moment = datetime(2026, 11, 21, 12, 30)
    add_item(bench.session, "problem", "话机杂音")  # after it was handed over
    choose_pin(bench.session, bench.volunteers["V001"], "4071")
    take(bench.session, first, bench.volunteers["V001"], "4071")
    (facts,) = handover_facts(bench.session, DAY)
    assert (facts.giver, facts.taker) == ("tester", "尹芳")
    assert [[line.text for line in lines] for _title, lines in facts.lists] == [[], [], ["送药"]]
    assert pdf_bytes([handover_record(facts, Marks())]).startswith(b"%PDF")
    (now,) = handover_facts(bench.session, datetime(2026, 11, 22).date())  # nothing signed yet: the lists as they stand
    assert now.given_at is None and [len(lines) for _title, lines in now.lists] == [0, 1, 1]


def test_the_call_log_names_the_contact_who_was_called(bench: Any) -> None:
    log_call(bench.session, CallEntry(
        direction="out", person=bench.elders["雷克勤"], subtype="third_party", to_contact=True, caller_name="肖刚", outcome="vouched"))  # fmt: skip
    (line,) = call_lines(bench.session, DAY, DAY)
    assert "雷克勤" in line.caller and "肖刚" in line.caller
