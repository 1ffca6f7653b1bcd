"""What volunteers offer and which shifts there are, saved and judged."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import BadRequest
from desktop.hotline.availability import (
    Offer,
    offers,
    parts_of_windows,
    save_offer,
    windows_of_parts,
)
from desktop.hotline.problem import Volunteer, Window
from desktop.hotline.shifts import ShiftDraft, oddities, save_shifts, shifts
from tests.desktop.hotline.conftest import Bench


def of(bench: Bench, code: str) -> Offer:
    return next(o for o in offers(bench.session) if o.code == code)


@given(st.sets(st.tuples(st.integers(0, 6), st.sampled_from(["am", "pm", "evening", "day"]))))
def test_parts_and_windows_say_the_same(parts: set[tuple[int, str]]) -> None:
    windows = windows_of_parts(parts)
    kept = parts_of_windows(windows)
    assert kept == {(d, p) for d, p in parts if p == "day" or (d, "day") not in parts}
    one = Volunteer("v", "v", windows=windows)
    for weekday in range(7):
        said = {p for d, p in parts if d == weekday}
        assert one.fits(weekday, 480, 720) == bool(said & {"am", "day"})
        assert one.fits(weekday, 720, 960) == bool(said & {"pm", "day"})
        assert one.fits(weekday, 960, 1200) == bool(said & {"evening", "day"})
        assert one.fits(weekday, 600, 1000) == ({"am", "pm"} <= said or "day" in said)


def test_an_offer_is_saved_whole(bench: Bench) -> None:
    who = bench.volunteers["V001"]
    assert of(bench, "V001").off == {date(2026, 12, 7): "体检"}
    windows = (*windows_of_parts([(0, "am"), (5, "day")]), Window(2, 600, 900, "wanted"))
    save_offer(bench.session, who, windows, {date(2026, 12, 8): "出游", date(2026, 12, 7): "体检改期"}, 4)
    saved = of(bench, "V001")
    assert set(saved.windows) == set(windows) and saved.max_week == 4
    assert saved.off == {date(2026, 12, 7): "体检改期", date(2026, 12, 8): "出游"}
    save_offer(bench.session, who, windows, {}, None)
    assert of(bench, "V001").off == {} and of(bench, "V001").max_week is None
    save_offer(bench.session, who, (), None)
    assert of(bench, "V001").windows == ()
    assert of(bench, "V002").windows != ()


def test_offers_list_trained_people_first(bench: Bench) -> None:
    assert [o.code for o in offers(bench.session)][-1] == "V012" and len(offers(bench.session)) == 12


def test_impossible_offers_are_refused(bench: Bench) -> None:
    for window in (Window(0, 600, 600), Window(7, 0, 60), Window(0, 0, 1500)):
        with pytest.raises(BadRequest, match="must begin before"):
            save_offer(bench.session, bench.volunteers["V001"], [window])
    with pytest.raises(BadRequest, match="between 0 and 7"):
        save_offer(bench.session, bench.volunteers["V001"], [], None, 8)


def test_shifts_are_edited_and_odd_ones_told(bench: Bench) -> None:
    now = [ShiftDraft(s["name"], s["start_minute"], s["end_minute"], s["seats"], id=s["id"]) for s in shifts(bench.session)]
    assert save_shifts(bench.session, now) == []
    odd = [now[0], ShiftDraft("中", 690, 930, 3, frozenset(range(5)), now[1].id), ShiftDraft("夜", 1200, 1560)]
    assert save_shifts(bench.session, odd) == [
        "早 and 中 overlap. (working days, public holidays, festival week)",
        "Nobody sits between 中 and 夜. (working days, public holidays, festival week)",
        "Nobody sits between 早 and 夜. (weekends, public holidays, festival week)",
    ]
    assert [(s["name"], s["seats"], s["weekdays"]) for s in shifts(bench.session)] == [
        ("早", 2, "0123456"), ("中", 3, "01234"), ("夜", 2, "0123456")]
    assert shifts(bench.session)[0]["id"] == now[0].id
    for bad in (ShiftDraft(" ", 0, 60), ShiftDraft("早", 600, 500), ShiftDraft("早", 0, 60, 0), ShiftDraft("早", 0, 60, 2, frozenset())):
        with pytest.raises(BadRequest):
            save_shifts(bench.session, [bad])
    with pytest.raises(BadRequest, match="Two shifts"):
        save_shifts(bench.session, [now[0], ShiftDraft("早", 720, 960)])
    assert len(shifts(bench.session)) == 3


def test_shifts_of_kinds_of_day_and_dates_may_share_a_name_and_gaps_are_told(bench: Bench) -> None:
    working, festive = frozenset("owh"), frozenset("f")
    change = date(2027, 3, 1)
    drafts = [
        ShiftDraft("早", 480, 840, day_kinds=working, valid_until=date(2027, 2, 28)), ShiftDraft("早", 420, 840, day_kinds=working, valid_from=change),
        ShiftDraft("晚", 840, 1200, 3, day_kinds=working, leads=1), ShiftDraft("节", 540, 1140, 1, day_kinds=festive),
    ]
    assert save_shifts(bench.session, drafts) == [
        "Nobody sits from 08:00 until 节. (festival week)", "Nobody sits from 节 until 20:00. (festival week)"]
    stored = shifts(bench.session)
    assert [(s["day_kinds"], s["leads"], s["valid_from"]) for s in stored] == [
        ("owh", 0, None), ("owh", 0, change), ("owh", 1, None), ("f", 0, None)]
    with pytest.raises(BadRequest, match="begin at the same time"):
        save_shifts(bench.session, [drafts[0], ShiftDraft("长", 480, 1200, day_kinds=frozenset("w"))])
    with pytest.raises(BadRequest, match="fewer seats than leads"):
        save_shifts(bench.session, [ShiftDraft("早", 480, 840, 1, leads=2)])
    with pytest.raises(BadRequest, match="before it begins to be"):
        save_shifts(bench.session, [ShiftDraft("早", 480, 840, valid_from=change, valid_until=date(2027, 2, 1))])
    assert oddities([ShiftDraft("早", 480, 1200, valid_from=change)], today=date(2027, 1, 1)) == ["No shift at all."]
