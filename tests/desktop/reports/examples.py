"""One example of every paper, of invented people: for the golden files and for looking at."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from desktop.reports.chart import Chart, Series, Shape
from desktop.reports.document import Document, Marks, Paper, Privacy
from desktop.reports.papers.call_log import CallLine, call_log
from desktop.reports.papers.care_card import CardContact, CareCardFacts, care_card
from desktop.reports.papers.day_result import DayResult, ResultLine, SheetResult, day_result
from desktop.reports.papers.fairness import Earlier, FairnessLine, fairness_ledger
from desktop.reports.papers.ladder_record import LadderFacts, StepLine, ladder_record
from desktop.reports.papers.people_lists import (
    BirthdayLine,
    ContactLine,
    ElderLine,
    birthday_list,
    contact_list,
    elder_list,
)
from desktop.reports.papers.period_report import Comparison, PeriodReport, Section, Spread, period_report
from desktop.reports.papers.recovery_key import RecoveryKeyFacts, recovery_key
from desktop.reports.papers.roster_papers import (
    OfferForm,
    SeatChange,
    VersionChanges,
    offer_form,
    roster_changes,
)
from desktop.reports.papers.visit_sheet import Door, VisitSheet, visit_sheet, visit_sheets
from desktop.reports.papers.wall_roster import ShiftKind, WallRoster, wall_roster
from tests.desktop.reports import duty_examples

DAY = date(2026, 11, 21)
MARKS = Marks(
    station="红葵社区服务站",
    print_number=91,
    copy_number=1,
    printed_by="林晓",
    printed_at=datetime(2026, 11, 21, 7, 41),
    audit_head="8f3a…c1",
)
SAMPLE_MARKS = Marks("红葵社区服务站", print_number=92, copy_number=2, printed_at=datetime(2026, 11, 21, 7, 42), sample=True)
ELDERS = [
    "顾玉珍", "沈秀兰", "王𬭎", "郝金凤", "顾大庆", "龙水根", "夏国栋", "金成林", "欧阳美珍", "李㛃", "毛毛毛", "邵月娥", "解明珠",
    "陈䶮", "张𠮷", "阿依古丽·买买提",
]  # fmt: skip
VOLUNTEERS = [
    "谭娜",
    "徐丽君",
    "万勇",
    "侯海燕",
    "尹芳",
    "周佳怡",
    "贺涛",
    "范敏",
    "宋平",
    "蒋涛",
    "郝丽",
    "钟文静",
    "丁志远",
    "石明",
]


def sheet(count: int = 13, blank: int = 0, number: int = 417) -> VisitSheet:
    """A visit sheet of `count` doors."""
    doors = tuple(
        Door(
            n + 1,
            f"L{n + 1:03d}",
            ELDERS[n % len(ELDERS)],
            f"{8 + n // 16}幢{n % 16 // 4 + 1}-{n % 4 + 1}0{n % 2 + 1}",
            f"{8 + n // 16} 幢 {n % 16 // 4 + 1} 单元",
            "步行上楼" if n % 16 < 8 else "有电梯",
            "耳背，敲重些" if n == 3 else "",
        )
        for n in range(count)
    )
    return VisitSheet(
        number,
        f"LLSW:S:{number:04d}",
        DAY,
        "am",
        time(8, 30),
        time(10, 30),
        "尹芳",
        "一滴水志愿服务队",
        "0574-8600 0000",
        doors,
        "8 幢",
        blank,
    )


def roster() -> WallRoster:
    """December 2026 with some empty seats."""
    first = date(2026, 12, 1)
    duties = {}
    for day in range(31):
        for shift in range(3):
            n = day * 5 + shift * 3
            second = "" if n % 11 == 0 else VOLUNTEERS[(n + 6) % len(VOLUNTEERS)]
            duties[first + timedelta(day), shift] = (VOLUNTEERS[n % len(VOLUNTEERS)], second)
    shifts = tuple(ShiftKind(badge, time(begin), time(begin + 4)) for badge, begin in (("早", 8), ("中", 12), ("晚", 16)))
    around = [first + timedelta(n) for n in range(-7, 40)]
    return WallRoster(
        first,
        shifts,
        duties,
        "0574-8600 0000",
        {date(2026, 12, 7): "大雪", date(2026, 12, 22): "冬至"},
        frozenset(day for day in around if day.weekday() >= 5),
    )


def elders() -> list[ElderLine]:
    """Forty lines in two grids."""
    return [
        ElderLine(
            f"L{n + 1:03d}",
            ELDERS[n % len(ELDERS)],
            "女" if n % 3 else "男",
            date(1930 + n % 20, n % 12 + 1, n % 28 + 1),
            76 + n % 20,
            f"{8 + n // 16}幢{n % 16 // 4 + 1}单元{n % 4 + 1}01室",
            f"0574-8600 {n:04d}" if n % 4 else f"138{n:08d}",
            ("独居", "高龄")[: n % 3] or ("计划生育特殊家庭", "失能"),
            "每天两次" if n % 5 else "每周一次",
            ("", "一般", "重点", "高")[n % 4],
            f"女儿 {VOLUNTEERS[n % 14]} 139{n:08d}" if n % 6 else "",
            "第一网格（红葵苑）" if n < 22 else "第二网格（桂花苑）",
        )
        for n in range(40)
    ]


def birthdays() -> list[BirthdayLine]:
    return [
        BirthdayLine(
            DAY + timedelta(n),
            f"L{n:03d}",
            ELDERS[n],
            80 + n,
            "农历十月十二" if n % 2 else "公历",
            f"8幢{n}-101",
            f"0574-8600 {n:04d}",
            "八十大寿" if n == 0 else "",
        )
        for n in range(9)
    ]


def contacts() -> list[ContactLine]:
    return [
        ContactLine(
            f"L{n // 2:03d}",
            ELDERS[n // 2],
            f"8幢{n // 2}-101",
            n % 2 + 1,
            VOLUNTEERS[n],
            "女儿" if n % 2 else "邻居",
            f"139{n:08d}",
            n % 3 == 0,
        )
        for n in range(14)
    ]


def card() -> CareCardFacts:
    return CareCardFacts(
        "L003",
        "王𬭎",
        "男",
        date(1938, 2, 3),
        88,
        "农历正月初四",
        "0574-8600 0003",
        "8幢1单元301室",
        "8 幢楼长 周国强 13900000008",
        ("独居", "高龄", "病残"),
        "每天两次",
        "高",
        "高血压、心脏支架术后（2019），每日早晚服药；右耳听力差，请贴左耳说话。青霉素过敏。",
        "燃气灶无熄火保护；卫生间门槛高，去年在此跌倒一次。",
        "钥匙在 8 幢楼长处。喜欢下象棋，周三下午常在活动室。",
        (
            CardContact("王敏", "女儿", "13900000001", True, "住鄞州，约 40 分钟到"),
            CardContact("王军", "儿子", "13900000002", False, "常驻深圳"),
            CardContact("李阿姨", "对门邻居", "0574-8600 0102", True, ""),
        ),
        "2025-03-01 签署，范围：健康信息、联系家属",
        datetime(2026, 11, 21, 8, 52),
        "敲门",
    )


def result() -> DayResult:
    sheets = tuple(
        SheetResult(
            "上午" if n < 5 else "下午",
            410 + n,
            VOLUNTEERS[n],
            13,
            12 - n % 3,
            n % 2,
            n % 3 - n % 2 if n % 3 > n % 2 else 0,
            0,
            n % 2,
        )
        for n in range(10)
    )
    lines = (
        ResultLine("上午", 411, 3, "L003", "王𬭎", "8幢1-301", "无应答", time(8, 52), "邻居说昨晚灯亮着"),
        ResultLine("上午", 412, 7, "L007", "夏国栋", "8幢2-302", "已报备外出/住院", time(9, 10), "住院，27 日回"),
        ResultLine("下午", None, None, "L016", "阿依古丽·买买提", "9幢1-101", "漏访", None, "巡访员临时请假，无人接替"),
    )
    return DayResult(
        DAY,
        130,
        118,
        5,
        2,
        1,
        3,
        1,
        sheets,
        lines,
        (("见面平安", 101), ("隔门应答", 12), ("电话确认", 5), ("无应答", 5), ("见面异常", 2)),
    )


def month(kind: str = "month") -> PeriodReport:
    teams = ("一滴水志愿服务队", "王义和长者服务工作室", "金葵应急救援队", "不在单上")
    lines = tuple((name, tuple(f"{one:,}" for one in (2040 - 180 * n, 2021 - 182 * n, 4 + n, 9 + n, 14 - n))) for n, name in enumerate(teams))
    rate = Chart(
        "visit_rate", "各月探访率", ("2026 年 9 月", "2026 年 10 月", "2026 年 11 月"),
        (Series("月探访率", (1.0, None, 0.992)), Series("到访率", (0.98, None, 0.987))), Shape.LINE, "%", True, goal=1.0,
        why=("", "没有巡访记录。", ""), short=("9 月\n2026", "10 月", "11 月"),
    )  # fmt: skip
    return PeriodReport(
        kind,
        date(2026, 11, 1),
        date(2026, 11, 30),
        date(2026, 11, 21) if kind == "month" else None,
        "2026 年 11 月",
        ("在册老人 126 人，月探访率 99.2% (125/126)。", "来电 312 通、去电 188 通。"),
        (
            Section("敲门巡访", (
                Comparison("应敲门", "7,116 人次", "6,980", "+136"),
                Comparison("到访率", "98.7% (7021/7116)", "97.9%", "+0.8"),
                Comparison("无应答", "38 人次", "38", "±0"),
            )),
            Section("升级处置与意外事件", (Comparison("响应时间", "–", "–", "", "没有这类升级处置。"),)),
        ),
        (Spread("各组织", ("应敲门", "实访", "漏访", "无应答", "巡访员人数"), lines),),
        (rate, Chart("calls", "热线通话（按时段）", ("8:00", "9:00"), (Series("来电", (None, None)),), empty="记录从 2026-12-01 开始。")),
        ("应敲门：计划的敲门，一位老人一个场次计一次。", "无应答：敲了门无人应答。"),
    )  # fmt: skip


def nothing(kind: str) -> PeriodReport:
    return PeriodReport(kind, date(2001, 1, 1), date(2001, 12, 31), None, "2001 年", (), (), (), (), (), "记录从 2026-01-01 开始。")


def ladder() -> LadderFacts:
    begin = datetime(2026, 11, 21, 8, 52)
    steps = (
        StepLine(begin, "再敲一次并等一分钟", "尹芳", "无应答", "", begin + timedelta(minutes=5)),
        StepLine(begin + timedelta(minutes=2), "听屋内动静", "尹芳", "有水声", "像是卫生间水龙头"),
        StepLine(begin + timedelta(minutes=4), "打老人电话", "林晓", "无人接听"),
        StepLine(begin + timedelta(minutes=7), "联系邻居或楼长", "周国强", "带钥匙赶来", "约 5 分钟到"),
        StepLine(begin + timedelta(minutes=13), "紧急联系人 1", "林晓", "已告知女儿王敏"),
        StepLine(None, "留条并守候", "", "已跳过", "", begin + timedelta(minutes=25)),
    )
    return LadderFacts(
        "L003",
        "王𬭎",
        "8幢1-301",
        "0574-8600 0003",
        "无应答",
        begin,
        begin + timedelta(minutes=21),
        "见面平安",
        "在卫生间洗衣，没听见。",
        steps,
    )


def calls() -> list[CallLine]:
    return [
        CallLine(
            datetime(2026, 11, 20, 8 + n % 12, n),
            "来电" if n % 3 else "去电",
            ELDERS[n % 16],
            f"L{n:03d}",
            f"0574-8600 {n:04d}",
            "有效",
            "情绪陪聊" if n % 2 else "健康咨询",
            n % 17 + 1,
            VOLUNTEERS[n % 14],
            "问社区食堂周末是否送餐，已告知周六照常、周日停一天；另想请人换厨房灯泡。" if n % 4 == 0 else "聊天",
            "换灯泡，林晓，11月22日前" if n % 4 == 0 else "",
        )
        for n in range(18)
    ]


def fairness() -> list[FairnessLine]:
    teams = ("夕阳红合唱团", "一滴水志愿服务队")
    return [
        FairnessLine(
            f"V{n + 1:02d}", name, teams[n % 2], 9 + n % 3, 3 + n % 2, int(n % 4 == 0), 4.0 * (12 + n % 4), 4, 27 + 2 * (n % 3), 60 + n % 5,
            (Earlier(7, 2, n % 2, 20 + 4 * (n % 2)), Earlier(8, 1, 0, 19), Earlier()), n == 3,
        )
        for n, name in enumerate(VOLUNTEERS)
    ]


def forms() -> list[OfferForm]:
    week = {(0, "am"): "", (0, "pm"): "wanted", (3, "evening"): "unwanted", (6, "am"): ""}
    return [
        OfferForm("V01", VOLUNTEERS[0], "夕阳红合唱团", "13900000001", week, {date(2026, 12, 7): "休", date(2026, 12, 24): "+晚"}, 2, 6,
                  (VOLUNTEERS[1],), (VOLUNTEERS[2], VOLUNTEERS[3])),
        OfferForm("V02", VOLUNTEERS[1], "一滴水志愿服务队"),
    ]


def versions() -> list[VersionChanges]:
    moved = tuple(SeatChange(date(2026, 12, 3 + n), "早中晚"[n % 3], 1 + n % 2, VOLUNTEERS[n], VOLUNTEERS[n + 1] if n % 4 else "") for n in range(6))
    return [VersionChanges(3, 2, None, moved[:2]), VersionChanges(2, 1, datetime(2026, 12, 2, 9, 5), moved)]


def key() -> RecoveryKeyFacts:
    lines = tuple("23456789ABCDEFGHJKLMNPQRSTUVWXYZ"[n : n + 10] for n in range(0, 18, 3))
    return RecoveryKeyFacts("红葵社区服务站", "红葵社区", datetime(2026, 11, 21, 7, 30), lines)


EXAMPLES: dict[str, Callable[[], list[Document]]] = {
    "visit_sheet": lambda: [visit_sheet(sheet(), Privacy.MASKED, MARKS)],
    "visit_sheets": lambda: visit_sheets([sheet(16, 3), sheet(30, number=418)], Privacy.FULL, SAMPLE_MARKS),
    "visit_sheet_numbers": lambda: [visit_sheet(sheet(5), Privacy.NUMBERS, MARKS)],
    "wall_roster_a4": lambda: [wall_roster(roster(), MARKS)],
    "wall_roster_a3": lambda: [wall_roster(roster(), SAMPLE_MARKS, Paper.A3)],
    "fairness": lambda: [
        fairness_ledger(fairness(), date(2026, 12, 1), 3, MARKS, (2, 3, 4), (date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1)))],
    "offer_form": lambda: [offer_form(form, date(2026, 12, 1), ("早 08:00–12:00", "中 12:00–16:00", "晚 16:00–20:00"), MARKS) for form in forms()],
    "roster_changes": lambda: [roster_changes(versions(), date(2026, 12, 1), MARKS)],
    "call_log": lambda: [call_log(calls(), date(2026, 11, 20), DAY, Privacy.FULL, MARKS)],
    "elder_list": lambda: [elder_list(elders(), DAY, Privacy.FULL, MARKS)],
    "elder_list_masked": lambda: [elder_list(elders()[:5], DAY, Privacy.MASKED, SAMPLE_MARKS)],
    "birthdays": lambda: [birthday_list(birthdays(), DAY, DAY + timedelta(13), Privacy.FULL, MARKS)],
    "contacts": lambda: [contact_list(contacts(), DAY, Privacy.FULL, MARKS)],
    "care_card": lambda: [care_card(card(), DAY, MARKS)],
    "day_result": lambda: [day_result(result(), Privacy.FULL, MARKS)],
    "month_report": lambda: [period_report(month(), MARKS)],
    "period_reports": lambda: [period_report(month("quarter"), MARKS), period_report(nothing("year"), MARKS)],
    "ladder_record": lambda: [ladder_record(ladder(), MARKS)],
    "recovery_key": lambda: [recovery_key(key(), Marks("红葵社区服务站", printed_at=datetime(2026, 11, 21, 7, 41)))],
    "empty_lists": lambda: [
        roster_changes([], date(2026, 12, 1), MARKS),
        elder_list([], DAY, Privacy.FULL, MARKS),
        birthday_list([], DAY, DAY, Privacy.FULL, MARKS),
        call_log([], DAY, DAY, Privacy.FULL, MARKS),
    ],
    **duty_examples.EXAMPLES,
}
