"""One example of every paper around the phone's roster, of invented people."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from desktop.reports.document import Document, Marks
from desktop.reports.papers.duty_papers import (
    HandoverFacts,
    HandoverLine,
    HoursLine,
    RosterLine,
    Slip,
    SlipShift,
    duty_hours,
    duty_slips,
    handover_record,
    roster_list,
)

MONTH = date(2026, 12, 1)
MARKS = Marks("红葵社区服务站", print_number=93, copy_number=1, printed_by="林晓", printed_at=datetime(2026, 11, 28, 9, 0))


def _slips() -> list[Slip]:
    return [
        Slip(f"V{number:03}", name, tuple(
            SlipShift(
                datetime(2026, 12, 1 + 3 * place + number, 8), datetime(2026, 12, 1 + 3 * place + number, 12), "早", "欧阳佳怡",
                "周末" if place == 1 else "")
            for place in range(number)
        ))
        for number, name in enumerate(("尹芳", "阿依古丽·买买提", "王𬭎"), 1)
    ]  # fmt: skip


def _lines() -> list[RosterLine]:
    return [
        RosterLine(MONTH + timedelta(days=place), shift, time, names, tuple("13900000001" if name else "" for name in names), note)
        for place, (shift, time, names, note) in enumerate((
            ("早", "08:00–12:00", ("尹芳", "王𬭎"), ""), ("中", "12:00–16:00", ("尹芳",), ""), ("晚", "16:00–20:00", ("欧阳佳怡", ""), "元旦"),
        ))
    ]  # fmt: skip


def _hours() -> list[HoursLine]:
    return [
        HoursLine("福康养老", "V001", "尹芳", 5, 20.0, 0.0, 1, 0, 0), HoursLine("福康养老", "V002", "王𬭎", 3, 11.7, 4.0, 0, 1, 1),
        HoursLine("", "V009", "欧阳佳怡", 1, 4.0, 0.0, 0, 0, 0),
    ]  # fmt: skip


def _handover() -> HandoverFacts:
    at = datetime(2026, 11, 21, 9, 12)
    return HandoverFacts(
        "早", "尹芳", datetime(2026, 11, 21, 12, 1), "王𬭎", datetime(2026, 11, 21, 12, 4), "一切正常",
        (
            ("情况清", (HandoverLine(at, "尹芳", "", "3幢电梯检修至周五，夜间来电先问清楼层"),)),
            ("问题清", ()),
            ("任务清", (HandoverLine(at, "尹芳", "顾玉珍", "下午两点前送降压药"), HandoverLine(at, "林晓", "", "回拨无声来电"))),
        ),
        (("问社区食堂周六是否停餐", "停餐，已告知七户"),),
    )  # fmt: skip


EXAMPLES: dict[str, Callable[[], list[Document]]] = {
    "duty_slips": lambda: [duty_slips(_slips(), MONTH, "0574-86000000", MARKS)],
    "roster_list": lambda: [roster_list(_lines(), MONTH, MARKS)],
    "duty_hours": lambda: [duty_hours(_hours(), MONTH, MARKS)],
    "handover": lambda: [handover_record(_handover(), MARKS)],
    "duty_empty": lambda: [duty_slips([], MONTH, "", MARKS), roster_list([], MONTH, MARKS), duty_hours([], MONTH, MARKS)],
}
