"""Pages picked, words found, the morning set, reports whose time has come, grades by account."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from db.reports.queries import recent_prints
from desktop.clock import FixedClock
from desktop.errors import BadRequest, NotAllowed
from desktop.permissions import Permission
from desktop.reports import morning, services
from desktop.reports.catalogue import REPORTS, report
from desktop.reports.document import Paper, Privacy
from desktop.reports.due import due_reports
from desktop.reports.picking import picked
from desktop.reports.printlog import print_log
from desktop.reports.render import find
from desktop.reports.scope import Scope
from desktop.session import Session
from desktop.station import settings
from desktop.station.sample.make import make_sample
from tests.desktop.reports import layout
from tests.desktop.reports.reading import page_texts, squeezed

NOW = datetime(2026, 11, 21, 9, 30)
DAY = NOW.date()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("centre") / "station"
    opened = make_sample(folder, NOW, years=0.05)
    yield opened.session
    opened.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(("typed", "pages"), [
    ("", [0, 1, 2, 3, 4]), (" 2-3 ", [1, 2]), ("5,1", [4, 0]), ("2－3，5", [1, 2, 4]), ("4-", [3, 4]), ("-2", [0, 1]), ("1 1 2", [0, 1]), ("2至3、1", [1, 2, 0]),
])  # fmt: skip
def test_pages_as_people_type_them(typed: str, pages: list[int]) -> None:
    assert picked(typed, 5) == pages


@pytest.mark.parametrize("typed", ["0", "6", "3-2", "x", "1-9", "--", "1.5"])
def test_pages_that_do_not_exist_are_refused(typed: str) -> None:
    with pytest.raises(BadRequest, match="this paper has 5"):
        picked(typed, 5)


@given(st.text(max_size=12), st.integers(1, 40))
def test_whatever_is_typed_gives_pages_or_a_reason(typed: str, count: int) -> None:
    try:
        found = picked(typed, count)
    except BadRequest:
        return
    assert found and len(set(found)) == len(found) and set(found) <= set(range(count))


def test_picked_pages_are_saved_with_their_words(session: Session, tmp_path: Path) -> None:
    whole = page_texts(services.preview(session, "elder_list", Scope(DAY)))
    services.save(session, "elder_list", Scope(DAY), tmp_path / "a.pdf", pages="3,1", verified=True)
    part = page_texts((tmp_path / "a.pdf").read_bytes())
    assert len(part) == 2
    for now, before in zip(part, (whole[2], whole[0]), strict=True):
        assert squeezed(now)[:300] == squeezed(before)[:300]
    assert b"".join(services.print_copy(session, "elder_list", Scope(DAY), pages="2").split(b"%%EOF")[:1])
    with pytest.raises(BadRequest):
        services.save(session, "elder_list", Scope(DAY), tmp_path / "b.pdf", pages="99")
    assert [one.name for one in tmp_path.iterdir()] == ["a.pdf"]


def test_pictures_are_sharp_and_one_a_page(session: Session, tmp_path: Path) -> None:
    number = services.save(session, "wall_roster", Scope(DAY), tmp_path / "班表.png")
    with Image.open(tmp_path / "班表.png") as picture:
        assert picture.size == pytest.approx((297 / 25.4 * 200, 210 / 25.4 * 200), abs=2)
    assert recent_prints(session.store, 1)[0]["number"] == number


def test_found_words_stand_where_they_are_told(session: Session) -> None:
    pdf = services.preview(session, "elder_list", Scope(DAY))
    name = services.choices(session).elders[40][1].split("　")[0]
    hits = find(pdf, name)
    assert hits
    for hit in hits:
        page = pypdfium2.PdfDocument(pdf)[hit.page]
        left, bottom, right, top = hit.boxes[0]
        assert name in squeezed(page.get_textpage().get_text_bounded(left - 1, bottom - 1, right + 1, top + 1))
    assert find(pdf, " ") == [] and find(pdf, "没有这几个字") == []


def test_the_morning_set_holds_its_papers_each_with_its_grade(session: Session) -> None:
    assert morning.in_set(session) == morning.DEFAULT
    text = squeezed("".join(page_texts(services.preview(session, "morning_set", Scope(DAY, slot="pm")))))
    sheets = squeezed("".join(page_texts(services.preview(session, "visit_sheet", Scope(DAY, slot="pm", privacy=Privacy.MASKED)))))
    assert sheets[:200] in text and "Longestwithoutasign" in text
    morning.pin(session, "silence_list", False)
    morning.pin(session, "day_result", True)
    assert morning.in_set(session) == ("visit_sheet", "birthdays", "day_result")
    assert "Longestwithoutasign" not in squeezed("".join(page_texts(services.preview(session, "morning_set", Scope(DAY, slot="pm")))))
    # a day without sheets still has the rest
    assert services.preview(session, "morning_set", Scope(date(2030, 1, 1), slot="am"))
    for code in morning.in_set(session):
        morning.pin(session, code, False)
    with pytest.raises(BadRequest, match="No report is in the morning set"):
        services.preview(session, "morning_set", Scope(DAY, slot="pm"))
    assert all(report(code).asks is not None for code in morning.DEFAULT)


def test_a_report_is_due_after_its_period_until_it_left(session: Session, tmp_path: Path) -> None:
    def due(day: date) -> list[tuple[str, date]]:
        at = Session(session.store, FixedClock(datetime(day.year, day.month, day.day, 9)), session.account)
        return [(one.code, one.day) for one in due_reports(at)]

    assert due(date(2026, 11, 21)) == []
    assert due(date(2026, 12, 1)) == [("month_report", date(2026, 11, 30))]
    assert due(date(2026, 10, 15)) == [("quarter_report", date(2026, 9, 30))]
    assert [code for code, _day in due(date(2027, 1, 3))] == ["month_report", "quarter_report", "year_report"]
    services.save(session, "month_report", Scope(date(2026, 11, 30)), tmp_path / "a.pdf")
    assert due(date(2026, 12, 1)) == []


def test_names_in_full_only_for_who_may_see_them(session: Session) -> None:
    rights = frozenset({Permission.SIGNED_IN, Permission.PERSONAL, Permission.PAPERS_PRINT, Permission.FIGURES_READ})
    clerk = Session(session.store, session.clock, session.account, role="custom", chosen=tuple(rights))
    assert services.choices(clerk).grades == (Privacy.MASKED, Privacy.NUMBERS)
    asked = services.preview(clerk, "elder_list", Scope(DAY, privacy=Privacy.FULL))
    assert squeezed("".join(page_texts(asked))) == squeezed("".join(page_texts(
        services.preview(session, "elder_list", Scope(DAY, privacy=Privacy.MASKED)))))
    subject = services.choices(session).elders[0][0]
    for one in REPORTS:
        if one.reveals:
            assert one.code not in services.choices(clerk).reports
            with pytest.raises(NotAllowed):
                services.preview(clerk, one.code, Scope(DAY, subject=subject))
    assert {one.code for one in REPORTS if one.reveals} == {"care_card", "care_file", "fridge_sheet", "emergency_card"}


def test_the_log_says_which_grade_and_of_whom(session: Session, tmp_path: Path) -> None:
    subject = services.choices(session).elders[0][0]
    services.save(session, "fridge_sheet", Scope(DAY, subject=subject), tmp_path / "a.pdf")
    services.save(session, "fridge_sheet", Scope(DAY, subject=subject), tmp_path / "b.pdf")
    newest = print_log(session)[0]
    assert (newest.report, newest.copy, newest.grade) == ("fridge_sheet", "2", "full names")
    assert subject not in newest.about and newest.about


def test_the_code_on_the_fridge_tells_a_number_only(session: Session) -> None:
    from desktop.reports.gather_elder import fridge
    from desktop.reports.printlog import marks_of

    subject, words = services.choices(session).elders[0]
    document = fridge(session, Scope(DAY, subject=subject), marks_of(session))[0]
    assert document.qr.startswith("LLSW:C:") and document.qr.isascii()
    assert words.split("　")[0] not in document.qr


def test_a_paper_leaves_room_for_the_holes_where_the_station_punches_them(session: Session) -> None:
    edge = 20 * 72 / 25.4
    lefts = {}
    for wanted in ("none", "left"):
        settings.save(session, {"punch_margin": wanted})
        for code, paper in (("elder_list", Paper.A4), ("wall_roster", Paper.A3), ("elder_labels", Paper.A4)):
            scope = Scope(DAY, paper=paper)
            pages = layout.sheets(services.preview(session, code, scope))
            words = [box for page in pages for box in page.boxes if box.top - box.bottom < 60]  # the sample mark runs over the page
            lefts[wanted, code] = min(box.left for box in words)
            assert all(box.right <= page.width for page in pages for box in page.boxes)
    settings.save(session, {"punch_margin": "none"})
    assert lefts["none", "elder_list"] < edge <= lefts["left", "elder_list"] + 0.5
    assert lefts["left", "wall_roster"] == lefts["none", "wall_roster"] < edge
    assert lefts["left", "elder_labels"] == lefts["none", "elder_labels"] < edge


def test_large_print_is_for_the_papers_that_ask(session: Session) -> None:
    for code, grows in (("birthdays", True), ("roster_list", False)):
        small, large = (layout.sheets(services.preview(session, code, Scope(DAY, date(2026, 12, 31), large=one)))[0] for one in (False, True))
        titles = [next(box for box in page.boxes if box.top > page.height - 60 and box.left < 80) for page in (small, large)]
        assert ((titles[1].top - titles[1].bottom) / (titles[0].top - titles[0].bottom) > 1.25) is grows
