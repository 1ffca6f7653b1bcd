"""One case for every report of the catalogue: its facts as they are on an ordinary day, as a hostile day has them, and none at all.

A report without a case here fails `test_golden_pages.py`. Facts are the plain data that a paper is made of, so that a change of the sample
station does not change a golden page.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time
from typing import Any

from desktop.people.assessment import scale
from desktop.reports.certificates import Certificate
from desktop.reports.chart import Chart
from desktop.reports.document import Document, Paper, Privacy
from desktop.reports.papers.assessment_papers import AssessedFacts, AssessmentFacts, assessment_record, blank_assessment
from desktop.reports.papers.blank_forms import blank_forms
from desktop.reports.papers.call_log import call_log
from desktop.reports.papers.care_card import care_card
from desktop.reports.papers.certificates import certificate_register, hours_certificate
from desktop.reports.papers.checklist_paper import CheckLine, CheckSheet, checklist_paper
from desktop.reports.papers.contact_slip import Slip, contact_slips
from desktop.reports.papers.day_result import day_result
from desktop.reports.papers.duty_papers import duty_hours, duty_slips, handover_record, roster_list
from desktop.reports.papers.elder_papers import PastFact, care_file, emergency_cards, fridge_sheet
from desktop.reports.papers.fairness import Earlier, fairness_ledger
from desktop.reports.papers.group_sheets import GroupDoor, GroupSheet, group_sheets
from desktop.reports.papers.incident_papers import IncidentFacts, RateFacts, TaskFacts, incident_list, incident_record
from desktop.reports.papers.labels import LabelLine, NoticeFacts, address_labels, folder_labels, posted_notice
from desktop.reports.papers.ladder_record import ladder_record
from desktop.reports.papers.people_lists import birthday_list, contact_list, elder_list
from desktop.reports.papers.period_report import period_report
from desktop.reports.papers.roster_papers import offer_form, roster_changes
from desktop.reports.papers.silence_list import SilencePaperLine, silence_paper
from desktop.reports.papers.site_plan import site_plan
from desktop.reports.papers.visit_sheet import visit_sheets
from desktop.reports.papers.wall_roster import ShiftKind, wall_roster
from desktop.rounds.compound import Compound, MapBuilding, MapElder, MapRoute
from desktop.rounds.frequency import Slot
from tests.desktop.reports import duty_examples, examples

DAY, MARKS, FULL = examples.DAY, replace(examples.MARKS, privacy=Privacy.FULL), Privacy.FULL
MONTH = date(2026, 12, 1)

NAME = "阿依古丽·买买提江𠮷𬭎䶮㛃·吐尔逊娜依古丽·阿卜杜热"  # 30 characters, four of them rare
PLACE = "红葵社区葵花北路一百二十八弄十六号（原红葵机械厂职工宿舍东区）三十二幢甲单元二十八层二八〇一室之二，电梯到二十六层后须步行，门铃在左侧消防栓后面，敲门请敲三下"
PHONE = "0574-8600 0003 / 13900000001 / 13900000002"
LINE = "问社区食堂周末是否送餐，已告知周六照常、周日停一天；另想请人换厨房灯泡（E27 螺口、暖光），钥匙在𠮷字幢楼长处。"
UNDRAWN = "😀𘬀"  # no shipped font has these
STORY = UNDRAWN + "".join(f"第{number}段：{LINE}" for number in range(1, 46))  # two pages by itself
TEAM = "红葵社区一滴水夕阳红红白喜事理事会暨王义和长者服务工作室联合志愿服务总队"
KINDS = (
    (re.compile(r"^(name|elder|visitor|caller|taken_by|volunteer|by|who|owner|issuer|first_seen_by|informant|assessors|names|partner|"
                r"before|after|whose|outgoing|incoming|companion|first_name|together|apart|author|about)$"), NAME),
    (re.compile(r"^(address|place|door|building_head|stair)$"), PLACE),
    (re.compile(r"^(phone|phones)$"), PHONE),
    (re.compile(r"^(organisation|organisations|grid|area)$"), TEAM),
    (re.compile(r"^(note|notes|hint|health|hazards|what|done|result|outcome_note|follow_up|text|why|because|content|medicine)$"), LINE),
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """`facts` of an ordinary day, and the paper that is made of them."""

    facts: Callable[[], Any]
    paper: Callable[[Any], Document | list[Document]]

    def documents(self, kind: str, rows: int = 400) -> list[Document]:
        """The documents on an 'ordinary', 'hostile' (lists as long as `rows`) or 'empty' day."""
        facts = self.facts()
        made = self.paper(facts if kind == "ordinary" else hostile(facts, rows) if kind == "hostile" else emptied(facts))
        return [made] if isinstance(made, Document) else made


def hostile(facts: Any, rows: int, name: str = "") -> Any:
    """The same facts with names of 30 characters, addresses of three lines, one note of two pages, characters that no font has, and lists
    of `rows` lines."""
    told = [False]

    def wild(value: Any, name: str, budget: int) -> Any:
        if isinstance(value, str):
            words = next((words for pattern, words in KINDS if pattern.match(name)), None)
            if not value or words is None:
                return value
            if words is LINE and not told[0]:
                told[0] = True
                return STORY
            return words
        if isinstance(value, Chart):
            return value
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{one.name: wild(getattr(value, one.name), one.name, budget) for one in fields(value) if one.init})
        if isinstance(value, list | tuple) and value:
            items = list(value)
            if is_dataclass(items[0]) and _is_leaf(items[0]) and not isinstance(items[0], FIXED):
                items = [items[index % len(items)] for index in range(max(budget, len(items)))]
            return type(value)([wild(one, name, max(2, budget // len(items))) for one in items])
        if isinstance(value, dict):
            return {key: wild(one, "names" if isinstance(one, tuple) else name, budget) for key, one in value.items()}
        return value

    return wild(facts, name, rows)


def emptied(facts: Any) -> Any:
    """The same facts with no lines, no words, nothing known."""
    if isinstance(facts, str):
        return ""
    if is_dataclass(facts) and not isinstance(facts, type):
        return replace(facts, **{
            one.name: emptied(getattr(facts, one.name)) for one in fields(facts) if one.init and one.name not in KEPT})  # fmt: skip
    if isinstance(facts, list):
        return []
    if isinstance(facts, tuple):
        titled = facts and isinstance(facts[0], tuple) and len(facts[0]) == 2 and isinstance(facts[0][1], tuple)
        return tuple((title, ()) for title, _lines in facts) if titled else ()
    return {} if isinstance(facts, dict) else facts


KEPT = frozenset({"kind", "answers", "answer", "slot", "reference", "check_code", "shifts", "three", "now"})  # without these no paper can be made


FIXED = (ShiftKind, Earlier, MapBuilding, MapElder, MapRoute, Slot)  # as many as the station has, not as many as there are people


def _labels(address: str = "") -> list[LabelLine]:
    return [LabelLine(one.code, one.name, address or one.address, one.phone) for one in examples.elders()]


def _is_leaf(line: Any) -> bool:
    """Whether a line holds no lines of its own."""
    values = [getattr(line, one.name) for one in fields(line)]
    return not any(isinstance(value, list | tuple) and value and is_dataclass(value[0]) for value in values)


def _incident(number: int = 0) -> IncidentFacts:
    at = datetime(2026, 11, 3 + number, 7, 20)
    return IncidentFacts(
        at, number == 1, ("跌倒", "走失", "突发疾病")[number % 3], f"L{number + 3:03d}", examples.ELDERS[number + 2], "8幢1-301", "0574-8600 0003",
        "卫生间", "尹芳", "晨间敲门时听见呼救，老人坐在地上，意识清楚。", "陪同并拨打 120，通知女儿。", "住院" if number else "", "右腕骨裂",
        None if number == 2 else datetime(2026, 11, 9, 15, 0), "敲门", (
            TaskFacts("装卫生间扶手", "林晓", datetime(2026, 11, 20, 18, 0), "11月18日装好"),
            TaskFacts("出院后一周每日三敲", "尹芳", datetime(2026, 11, 25, 18, 0), ""),
        ),
    )  # fmt: skip


RATES = (
    RateFacts(2026, DAY, 7, 1, 40_950, 112.2, 6.2, (("跌倒", 4), ("走失", 2), ("突发疾病", 1))),
    RateFacts(2025, date(2025, 12, 31), 9, 0, 44_100, 120.8, 7.5, (("跌倒", 9),)),
)


def _certificate(number: int = 3) -> Certificate:
    return Certificate(
        f"c{number}", number, "K7M2Q9RT4WXC", "v1", examples.VOLUNTEERS[number], "一滴水志愿服务队", date(2026, 1, 1), date(2026, 10, 31), 6480, 240, 27, 31,
        389, "接听陪伴热线、上门探访", date(2026, 11, 2), "红葵社区服务站", date(2026, 11, 9) if number == 1 else None,
        "姓名写错，另发 2026-0003" if number == 1 else "",
    )  # fmt: skip


def _silence() -> list[SilencePaperLine]:
    return [
        SilencePaperLine(f"L{number:03d}", examples.ELDERS[number], f"8幢{number}-101", f"0574-8600 {number:04d}",
                         None if number == 4 else datetime(2026, 11, 20, 9, number), "敲门" if number % 2 else "电话", 24 - number, 16,
                         "超过阈值" if number < 3 else "")
        for number in range(8)
    ]  # fmt: skip


def _check(recorded: bool) -> CheckSheet:
    answers = (("正常", "变差", "未见"), ("有", "无"), ("完好", "损坏"))
    return CheckSheet(
        "L003", "王𬭎", "8幢1-301", "2026-11", "2026-10", "2026-11-12" if recorded else "", "尹芳" if recorded else "",
        tuple(
            CheckLine(("身体", "居家")[number // 6], f"第{number + 1}项", answers[number % 3], answers[number % 3][0] if recorded else "",
                      answers[number % 3][0], "右耳听力更差" if recorded and number == 2 else "")
            for number in range(12)
        ),
        "民政部门居家探访清单（2024）",
    )  # fmt: skip


def _group() -> list[GroupSheet]:
    return [GroupSheet(
        "周国强 13900000008", "8 幢", DAY, "am", time(8, 30), time(10, 30), "0574-8600 0000", tuple(
            GroupDoor(417 if number < 7 else 0, number + 1, f"L{number:03d}", examples.ELDERS[number], f"8幢1-{number + 1}01", "尹芳", "8幢1单元")
            for number in range(8)
        ))]  # fmt: skip


def _no_doors() -> list[GroupSheet]:
    return [replace(one, doors=()) for one in _group()]


def _map() -> Compound:
    slot = Slot("am", "上午", time(8, 30), time(10, 30))
    elders = (MapElder("a", "王𬭎", "301", "over", 1), MapElder("b", "顾玉珍", "101", "safe", 1))
    buildings = tuple(
        MapBuilding(f"b{number}", f"{number + 1}幢", 60.0 * (number % 4), 45.0 * (number // 4), number == 9, elders[: 1 + number % 2])
        for number in range(10)
    )
    routes = (MapRoute(1, "尹芳", 417, 8, 74, ("b0", "b1", "b2", "b6")), MapRoute(2, "贺涛", 418, 9, 81, ("b4", "b5", "b9", "b8")))
    return Compound(DAY, slot, (slot,), buildings, routes, None)


def _past() -> list[PastFact]:
    return [
        PastFact(datetime(2026, 11, 21 - number, 8, 52), number % 3 != 0, ("敲门", "来电", "外出报备")[number % 3], "无应答，邻居说昨晚灯亮着", "尹芳")
        for number in range(9)
    ]  # fmt: skip


WHO = AssessedFacts("王𬭎", "L003", "8幢1-301")
ASSESSED = AssessmentFacts(
    date(2026, 11, 2), "常规评估", "4" * 8 + "3" * 2 + "22222222" + "11111111", 60, "能力完好", "中度失能", "一年内跌倒两次", False, True, 2, "林晓、尹芳", "女儿王敏",
    "右耳听力差，请贴左耳说话。", ((date(2025, 11, 1), 70, "轻度失能"),),
)  # fmt: skip


def _assessed() -> AssessmentFacts:
    digits = "".join(str(min(item.most, index % 4)) for index, item in enumerate(scale().items))
    return replace(ASSESSED, answers=digits)


CASES: dict[str, Case] = {
    "visit_sheet": Case(lambda: [examples.sheet(16, 3)], lambda facts: visit_sheets(facts or [examples.sheet(0, 5)], FULL, MARKS)),
    "day_result": Case(examples.result, lambda facts: day_result(facts, FULL, MARKS)),
    "ladder_record": Case(examples.ladder, lambda facts: ladder_record(facts, MARKS)),
    "incident_record": Case(_incident, lambda facts: incident_record(facts, MARKS)),
    "incident_list": Case(lambda: [_incident(number) for number in range(3)], lambda facts: incident_list(
        facts, RATES if facts else (), date(2026, 11, 1), DAY, "每 100 位老人每年的意外事件数。", FULL, MARKS)),
    "silence_list": Case(_silence, lambda facts: silence_paper(facts, datetime(2026, 11, 21, 9, 30), 3 if facts else 0, FULL, MARKS)),
    "month_report": Case(examples.month, lambda facts: period_report(facts, MARKS)),
    "quarter_report": Case(lambda: examples.month("quarter"), lambda facts: period_report(facts, MARKS)),
    "year_report": Case(lambda: examples.month("year"), lambda facts: period_report(facts, MARKS)),
    "wall_roster": Case(examples.roster, lambda facts: wall_roster(facts, MARKS)),
    "fairness": Case(examples.fairness, lambda facts: fairness_ledger(
        facts, MONTH, 3, MARKS, (2, 3, 4), (date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1)))),
    "roster_changes": Case(examples.versions, lambda facts: roster_changes(facts, MONTH, MARKS)),
    "offer_form": Case(lambda: examples.forms()[0], lambda facts: offer_form(facts, MONTH, ("早 08:00–12:00", "中 12:00–16:00", "晚 16:00–20:00"), MARKS)),
    "duty_slips": Case(duty_examples._slips, lambda facts: duty_slips(facts, MONTH, "0574-8600 0000", MARKS)),
    "roster_list": Case(duty_examples._lines, lambda facts: roster_list(facts, MONTH, MARKS)),
    "duty_hours": Case(duty_examples._hours, lambda facts: duty_hours(facts, MONTH, MARKS)),
    "hours_certificate": Case(_certificate, lambda facts: hours_certificate(facts, "0574-8600 0000", MARKS)),
    "certificate_register": Case(lambda: [_certificate(number) for number in range(3, 0, -1)], lambda facts: certificate_register(facts, MARKS)),
    "handover": Case(duty_examples._handover, lambda facts: handover_record(facts, MARKS)),
    "call_log": Case(examples.calls, lambda facts: call_log(facts, date(2026, 11, 20), DAY, FULL, MARKS)),
    "elder_list": Case(examples.elders, lambda facts: elder_list(facts, DAY, FULL, MARKS)),
    "birthdays": Case(examples.birthdays, lambda facts: birthday_list(facts, DAY, date(2026, 12, 4), FULL, MARKS)),
    "contacts": Case(examples.contacts, lambda facts: contact_list(facts, DAY, FULL, MARKS)),
    "care_card": Case(examples.card, lambda facts: care_card(facts, DAY, MARKS)),
    "site_plan": Case(_map, lambda facts: site_plan(facts, MARKS)),
    "head_sheet": Case(_group, lambda facts: group_sheets(facts or _no_doors(), "楼长敲门汇总单", FULL, MARKS)),
    "organisation_sheet": Case(_group, lambda facts: group_sheets(facts or _no_doors(), "志愿队敲门汇总单", FULL, MARKS)),
    "contact_slips": Case(lambda: [Slip("8幢1-301", "09:12", DAY, "尹芳", "0574-8600 0000")] * 3, lambda facts: contact_slips(facts, DAY, "0574-8600 0000", MARKS)),
    "checklist": Case(lambda: _check(True), lambda facts: checklist_paper(facts, FULL, MARKS)),
    "checklists_blank": Case(lambda: _check(False), lambda facts: checklist_paper(facts, FULL, MARKS)),
    "morning_set": Case(lambda: [examples.sheet(5)], lambda facts: [
        *visit_sheets(facts or [examples.sheet(0, 2)], Privacy.MASKED, MARKS),
        silence_paper(_silence() if facts else [], datetime(2026, 11, 21, 9, 30), 3, FULL, MARKS)]),
    "care_file": Case(lambda: (examples.card(), _past()), lambda facts: care_file(*(facts or (emptied(examples.card()), [])), MARKS)),
    "fridge_sheet": Case(examples.card, lambda facts: fridge_sheet(facts, "0574-8600 0000", MARKS)),
    "emergency_card": Case(examples.card, lambda facts: emergency_cards(facts, "0574-8600 0000", MARKS)),
    "blank_forms": Case(lambda: "0574-8600 0000", lambda facts: blank_forms(facts, MARKS)),
    "assessment": Case(_assessed, lambda facts: assessment_record(WHO, facts, scale(), MARKS)),
    "elder_labels": Case(lambda: _labels(), lambda facts: address_labels(facts, FULL, MARKS)),
    "volunteer_labels": Case(lambda: _labels("一滴水志愿服务队"), lambda facts: address_labels(facts, FULL, MARKS)),
    "folder_labels": Case(lambda: _labels(), lambda facts: folder_labels(facts, FULL, MARKS)),
    "notice": Case(
        lambda: NoticeFacts("红葵社区服务站", "0574-8600 0000", "0574-8600 0001", (("上午", time(8, 30), time(10, 30)),), (("早班", time(8), time(12)),)),
        lambda facts: posted_notice(facts, Paper.A4, MARKS)),
    "assessment_blank": Case(lambda: WHO, lambda facts: blank_assessment(facts, scale(), MARKS)),
}  # fmt: skip
