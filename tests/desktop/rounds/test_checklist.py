"""The monthly checklist: last time's answers prefilled, only changes typed, findings that lead on; its papers."""

from datetime import date, datetime
from typing import Any

import pytest

from desktop.errors import BadRequest
from desktop.hotline.calls import open_follow_ups
from desktop.reports.document import Privacy
from desktop.reports.gather_checklists import blank_ones, one
from desktop.reports.pdf import pdf_bytes
from desktop.reports.printlog import marks_of
from desktop.reports.scope import Scope
from desktop.rounds import ladders
from desktop.rounds.checklist import (
    Answer,
    checklist_items,
    month_after,
    month_before,
    month_list,
    open_checklist,
    save_checklist,
    save_item,
    shipped,
)
from desktop.rounds.checklist_follow import follow_findings
from desktop.station.drafts import form_draft, keep_form
from tests.desktop.reports.reading import page_texts

OCTOBER, NOVEMBER = date(2026, 10, 12), date(2026, 11, 20)


def save(town: Any, day: date, changes: dict[str, Answer], elder: int = 0, version: int = 0) -> Any:
    return save_checklist(town.session, town.elders[elder], f"{day:%Y-%m}", day, "尹芳", changes, version)


def test_the_shipped_list_has_the_five_groups_and_three_more_with_its_source() -> None:
    source, items = shipped()
    parts = {item.part_words: [one.words for one in items if one.part == item.part] for item in items}
    assert parts == {
        "健康": ["表达", "行动", "疾病"], "精神": ["情绪", "思维", "压力"], "安全": ["燃气", "水暖", "用电"],
        "卫生": ["个人", "家庭", "周边"], "居住": ["室内", "室外", "邻里"], "其他": ["经济", "赡养履行", "服务需求"],
    }  # fmt: skip
    assert "2022" in source and len({item.code for item in items}) == 18
    assert all(len(item.answers) == len(set(item.answers)) >= 2 for item in items)


def test_last_time_stands_and_only_changes_are_typed(town: Any) -> None:
    found, _operation = save(town, OCTOBER, {"safety.gas": Answer("有隐患", "软管老化"), "mind.mood": Answer("低落或烦躁")})
    assert [(one.item.words, one.new) for one in found] == [("情绪", True), ("燃气", True)]
    view = open_checklist(town.session, town.elders[0], "2026-11")
    assert view.before_month == "2026-10" and view.visited_on is None
    assert view.answers["safety.gas"] == Answer("有隐患", "软管老化") and view.answers["health.speech"] == Answer("清楚")
    found, _operation = save(town, NOVEMBER, {"mind.mood": Answer("平稳"), "hygiene.home": Answer("差")})
    assert [(one.item.words, one.new) for one in found] == [("燃气", False), ("家庭", True)]
    line = next(line for line in month_list(town.session, "2026-11") if line.care_file == town.elders[0])
    assert (line.visited_on, line.visitor, line.findings) == (NOVEMBER, "尹芳", 2)
    assert sum(1 for line in month_list(town.session, "2026-11") if line.visited_on is None) == 7


def test_a_correction_keeps_the_rest_and_a_second_clerk_is_told(town: Any) -> None:
    save(town, NOVEMBER, {"safety.gas": Answer("有隐患")})
    version = open_checklist(town.session, town.elders[0], "2026-11").version
    save(town, NOVEMBER, {"safety.power": Answer("险情")}, version=version)
    view = open_checklist(town.session, town.elders[0], "2026-11")
    assert (view.answers["safety.gas"].answer, view.answers["safety.power"].answer) == ("有隐患", "险情")
    keep_form(town.session, f"checklist.2026-11.{town.elders[0]}", {"answers": {"safety.gas": ["正常", ""]}})
    for stale in (0, version):
        with pytest.raises(BadRequest, match="linxiao"):
            save(town, NOVEMBER, {"safety.gas": Answer("正常")}, version=stale)
    assert form_draft(town.session, f"checklist.2026-11.{town.elders[0]}"), "nothing typed is lost"
    save(town, NOVEMBER, {"safety.gas": Answer("正常")}, version=view.version)
    assert form_draft(town.session, f"checklist.2026-11.{town.elders[0]}") == {}


def test_the_day_must_lie_in_the_month_and_not_in_the_future(town: Any) -> None:
    with pytest.raises(BadRequest):
        save(town, date(2026, 11, 23), {})
    with pytest.raises(BadRequest, match="2026-10-31"):
        save_checklist(town.session, town.elders[0], "2026-11", date(2026, 10, 31), "", {})
    assert (month_before("2026-01"), month_after("2025-12"), month_after("2024-02")) == ("2025-12", "2026-01", "2024-03")


def test_the_station_changes_its_items_and_what_was_recorded_keeps_its_words(town: Any) -> None:
    save(town, OCTOBER, {"safety.gas": Answer("有隐患")})
    save_item(town.session, "safety.gas", "燃气与灶具", "好｜要修|危险", True)
    save_item(town.session, "living.outdoors", "室外", "通畅|有障碍", False)
    operation = save_item(town.session, "", "防诈骗宣传", "已讲|未讲", True)
    items = {item.code: item for item in open_checklist(town.session, town.elders[0], "2026-11").items}
    assert items["safety.gas"].answers == ("好", "要修", "危险") and "living.outdoors" not in items
    assert items["own.1"].words == "防诈骗宣传" and len(items) == 18
    assert open_checklist(town.session, town.elders[0], "2026-11").before["safety.gas"].answer == "有隐患"
    with pytest.raises(BadRequest):
        save_item(town.session, "", "血压", "正常", True)
    town.session.store.undo(operation, "station.undo", "linxiao", town.clock.now())
    everything, _source = checklist_items(town.session)
    assert len(everything) == 18 and not next(one for one in everything if one.code == "living.outdoors").active


def test_a_finding_leads_to_a_follow_up_or_an_escalation(town: Any) -> None:
    with pytest.raises(BadRequest):
        follow_findings(town.session, town.elders[0], [])
    assert follow_findings(town.session, town.elders[0], ["燃气：险情"], "老周", date(2026, 11, 23), ladder=True) == 1
    (promised,) = open_follow_ups(town.session)
    assert promised["due_at"] == datetime(2026, 11, 23, 18, 0) and "燃气：险情" in promised["what"] and promised["owner"] == "老周"
    assert [ladder.elder for ladder in ladders.open_ladders(town.session)] == ["顾素珍"]


def text(documents: Any) -> str:
    return "".join(page_texts(pdf_bytes(documents)))


def test_the_papers_blank_and_filled(town: Any) -> None:
    save(town, OCTOBER, {"safety.gas": Answer("有隐患", "软管老化")})
    scope, marks = Scope(NOVEMBER, subject=town.elders[0]), marks_of(town.session)
    blank = one(town.session, scope, marks)
    told = text(blank)
    assert "顾素珍" in told and "☑" not in told and "2026-10" in told and told.count("有隐患") >= 3 and "软管老化" not in told
    save(town, NOVEMBER, {})
    filled = one(town.session, scope, marks)
    told = text(filled)
    assert told.count("☑") == 18 and "软管老化" in told and "2026-11-20" in told and "尹芳" in told
    rest = blank_ones(town.session, Scope(NOVEMBER, privacy=Privacy.MASKED), marks)
    assert len(rest) == 7 and "沈玉兰" not in text(rest) and "沈*兰" in text(rest)
    for elder in range(1, 8):
        save(town, NOVEMBER, {}, elder=elder)
    with pytest.raises(BadRequest):
        blank_ones(town.session, Scope(NOVEMBER), marks)
