"""Reports out of a sample station: every one can be made, what leaves the program is logged, a preview is not."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from db.people import elders as people
from db.people.tables import Person
from db.reports.queries import recent_prints
from db.rounds import queries as rounds
from desktop import i18n
from desktop.cli.main import main
from desktop.clock import FixedClock
from desktop.errors import BadRequest, Cancelled, NotAllowed
from desktop.reports import services
from desktop.reports.catalogue import REPORTS, report
from desktop.reports.document import Privacy
from desktop.reports.example import example_scope
from desktop.reports.scope import Ask, Scope
from desktop.session import Session
from desktop.station.sample.make import make_sample
from tests.desktop.reports.reading import page_texts, squeezed

NOW = datetime(2026, 11, 21, 9, 30)
DAY = NOW.date()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The sample station on 21 November 2026, with a month of history."""
    folder = tmp_path_factory.mktemp("reports") / "station"
    opened = make_sample(folder, NOW, years=0.1)
    yield opened.session
    opened.close()
    shutil.rmtree(folder, ignore_errors=True)


def scope_for(session: Session, code: str) -> Scope:
    """A scope in which the report has something to show."""
    if code == "birthdays":
        return Scope(DAY, DAY + timedelta(days=60))
    return example_scope(session, report(code), DAY)


@pytest.mark.parametrize("code", [one.code for one in REPORTS])
def test_every_report_of_the_catalogue_can_be_made(session: Session, code: str) -> None:
    before = len(recent_prints(session.store, 1000))
    pages = page_texts(services.preview(session, code, scope_for(session, code)))
    assert all("SAMPLE" in page for page in pages)
    assert "print no." not in pages[0]
    assert len(recent_prints(session.store, 1000)) == before


@pytest.mark.parametrize("ending", [".pdf", ".xlsx", ".csv"])
def test_what_is_saved_has_a_number_a_copy_and_a_line_in_the_log(session: Session, tmp_path: Path, ending: str) -> None:
    scope = replace(scope_for(session, "call_log"), day=DAY - timedelta(days=len(ending)), privacy=Privacy.MASKED)
    first = services.save(session, "call_log", scope, tmp_path / f"a{ending}")
    second = services.save(session, "call_log", scope, tmp_path / f"b{ending}")
    assert second == first + 1
    newest, before = recent_prints(session.store, 2)
    assert (newest["number"], before["number"]) == (second, first)
    assert newest["grade"] == "masked" and newest["paper"] == "call_log"
    assert int(newest["copy"]) == int(before["copy"]) + 1
    if ending == ".pdf":
        assert f"printno.{second:04d}" in squeezed(page_texts((tmp_path / "b.pdf").read_bytes())[0])


def test_a_save_that_cannot_be_made_takes_no_number(session: Session, tmp_path: Path) -> None:
    before = recent_prints(session.store, 1)
    with pytest.raises(BadRequest):
        services.save(session, "visit_sheet", Scope(date(2030, 1, 1), slot="am"), tmp_path / "a.pdf")
    with pytest.raises(BadRequest, match="ends in"):
        services.save(session, "elder_list", Scope(DAY), tmp_path / "a.doc")
    assert recent_prints(session.store, 1) == before
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_save_leaves_nothing(session: Session, tmp_path: Path) -> None:
    before = recent_prints(session.store, 1)
    with pytest.raises(Cancelled):
        services.save(session, "elder_list", Scope(DAY), tmp_path / "a.pdf", cancelled=lambda: True)
    assert recent_prints(session.store, 1) == before
    assert list(tmp_path.iterdir()) == []


def test_a_reader_has_figures_and_no_names(session: Session, tmp_path: Path) -> None:
    reader = Session(session.store, session.clock, session.account, role="reader")
    offered = services.choices(reader)
    assert "month_report" in offered.reports and "elder_list" not in offered.reports and offered.elders == ()
    assert services.save(reader, "month_report", Scope(DAY), tmp_path / "figures.pdf")
    for call in (lambda: services.preview(reader, "elder_list", Scope(DAY)),
                 lambda: services.print_copy(reader, "elder_list", Scope(DAY)),
                 lambda: services.save(reader, "elder_list", Scope(DAY), tmp_path / "a.pdf")):
        with pytest.raises(NotAllowed):
            call()
    assert [one.name for one in tmp_path.iterdir()] == ["figures.pdf"]


def test_sheets_count_as_handed_out_once_they_were_printed(session: Session) -> None:
    def copies() -> list[int]:
        found = rounds.round_of(session.store, DAY, "pm")
        assert found is not None
        return [sheet["copies"] for sheet in rounds.sheets_of(session.store, found["id"])]

    before = copies()
    services.preview(session, "visit_sheet", Scope(DAY, slot="pm"))
    assert copies() == before
    services.print_copy(session, "visit_sheet", Scope(DAY, slot="pm", privacy=Privacy.MASKED))
    assert before and copies() == [count + 1 for count in before]
    assert recent_prints(session.store, 1)[0]["subject"] == f"{DAY} pm"


def test_the_list_of_elders_names_everyone_once(session: Session, tmp_path: Path) -> None:
    services.save(session, "elder_list", Scope(DAY), tmp_path / "a.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True))
    codes = [row[1] for row in rows if isinstance(row[0], int)]
    expected = [row["code"] for row in people.list_elders(session.store) if row["closed_on"] is None and row["died_on"] is None]
    assert codes == expected


@pytest.mark.parametrize("privacy", [Privacy.MASKED, Privacy.NUMBERS])
@pytest.mark.parametrize("code", [one.code for one in REPORTS if Ask.NAMES in one.asks])
def test_masked_papers_hold_no_full_name_of_an_elder(session: Session, code: str, privacy: Privacy) -> None:
    scope = replace(scope_for(session, code), privacy=privacy)
    text = squeezed("".join(page_texts(services.preview(session, code, scope))))
    people_names = {row["name"] for row in people.list_elders(session.store) if len(row["name"]) > 2}
    # a volunteer or a contact may have the name of an elder; those are few
    assert len([name for name in people_names if name in text]) <= 3


def test_all_birthdays_of_the_period_stand_on_their_day(session: Session) -> None:
    scope = scope_for(session, "birthdays")
    text = page_texts(services.preview(session, "birthdays", scope))
    days = [line.split()[0] for page in text for line in page.split("\n") if line[:4] in ("2026", "2027") and line[4] == "-"]
    assert days and days == sorted(days)
    assert all(DAY.isoformat() <= day <= (DAY + timedelta(days=60)).isoformat() for day in days)


def test_subjects_and_file_names(session: Session) -> None:
    scope = Scope(date(2026, 11, 1), date(2026, 11, 21), "am", "x")
    assert services.subject_of(report("visit_sheet"), scope) == "2026-11-01 am"
    assert services.subject_of(report("call_log"), scope) == "2026-11-01 – 2026-11-21"
    assert services.subject_of(report("wall_roster"), scope) == "2026-11"
    assert services.file_name(report("call_log"), scope) == "Call log 2026-11-01 2026-11-21"
    assert services.file_name(report("care_card"), scope) == "Care card"


def test_nothing_chosen_is_told(session: Session) -> None:
    with pytest.raises(BadRequest, match="elder"):
        services.preview(session, "care_card", Scope(DAY))
    with pytest.raises(BadRequest, match="escalation"):
        services.preview(session, "ladder_record", Scope(DAY))
    with pytest.raises(BadRequest, match="does not exist"):
        services.preview(session, "care_card", Scope(DAY, subject="nobody"))


def test_the_catalogue_has_each_code_once_and_words_in_both_languages() -> None:
    codes = [one.code for one in REPORTS]
    assert len(set(codes)) == len(codes)
    i18n.use("zh_CN")
    for one in REPORTS:
        assert i18n._(one.title) != one.title and i18n._(one.about) != one.about


def test_characters_that_no_font_has_are_named_before_printing(session: Session) -> None:
    _pdf, warning = services.checked_preview(session, "elder_list", Scope(DAY))
    assert warning == ""
    elder = people.list_elders(session.store)[0]
    with session.write("people.save_elder") as unit:
        unit.update(Person, elder["person_id"], {"phone": "猫😀"})
    _pdf, warning = services.checked_preview(session, "elder_list", Scope(DAY))
    assert warning.endswith(": 😀")


def test_the_command_line_lists_and_makes_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "station"
    make_sample(folder, NOW, years=0.05).close()

    def run(*words: str) -> tuple[int, dict[str, object]]:
        code = main([*words, "--data", str(folder), "--json", "--language", "en"], FixedClock(NOW))
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out else {"error": told.err}

    code, listed = run("report", "list")
    assert code == 0 and [one["code"] for one in listed] == [one.code for one in REPORTS]  # type: ignore[index, call-overload]
    code, made = run("report", "make", "elder_list", "--out", str(tmp_path / "a.csv"))
    assert code == 0 and (tmp_path / "a.csv").stat().st_size > 1000
    code, again = run(
        "report", "make", "call_log", "--date", "2026-11-01", "--last", "2026-11-21", "--out", str(tmp_path / "a.pdf")
    )
    assert code == 0 and again["print_number"] == int(str(made["print_number"])) + 1
    for wrong in (
        ("call_log", "--date", "2026-11-21", "--last", "2026-11-01"),
        ("care_card", "--elder", "nobody"),
        ("wall_roster", "--month", "2031-01"),
    ):
        code, told = run("report", "make", *wrong, "--out", str(tmp_path / "wrong.pdf"))
        assert code == 1 and told["error"]
    assert not (tmp_path / "wrong.pdf").exists()
