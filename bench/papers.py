"""Papers: a morning's and a month's, against a bare canvas that draws the same words and lines."""

import io
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from statistics import median
from typing import Any

from desktop.reports.document import Column, Document, Marks, Privacy, Row, Table
from desktop.reports.papers.period_report import Comparison, PeriodReport, Section, period_report
from desktop.reports.papers.visit_sheet import Door, VisitSheet, visit_sheets
from desktop.reports.papers.wall_roster import ShiftKind, WallRoster, wall_roster
from desktop.reports.pdf import pdf_bytes

MARKS = Marks("红葵社区服务站", Privacy.MASKED, 91, 1, "林晓", datetime(2026, 11, 21, 7, 41), "8f3a…c1")
NAMES = ("顾玉珍", "沈秀兰", "王𬭎", "郝金凤", "顾大庆", "龙水根", "夏国栋", "欧阳美珍", "李㛃", "陈䶮", "张𠮷", "解明珠", "邵月娥")
TURNS, ROWS = 3, 50_000


def _door(n: int, sheet: int) -> Door:
    stair = f"{sheet % 30 + 1} 幢 {n // 4 + 1} 单元"
    return Door(n + 1, f"L{n:03d}", NAMES[(n + sheet) % 13], f"{sheet % 30 + 1}幢{n % 4 + 1}-{n % 6 + 1}01", stair)


def documents() -> list[Document]:
    """150 visit sheets, the wall roster of a month, a monthly report."""
    day = date(2026, 11, 21)
    sheets = [
        VisitSheet(
            number, f"LLSW:S:{number:04d}", day, "am", clock_time(8, 30), clock_time(10, 30), "尹芳", "一滴水志愿服务队", "0574-8600 0000",
            tuple(_door(n, number) for n in range(13)))
        for number in range(150)
    ]  # fmt: skip
    first = date(2026, 12, 1)
    duties = {(first + timedelta(d), s): (NAMES[(d + s) % 13], NAMES[(d * 3 + s) % 13]) for d in range(31) for s in range(3)}
    roster = WallRoster(first, tuple(ShiftKind(b, clock_time(h), clock_time(h + 4)) for b, h in (("早", 8), ("中", 12), ("晚", 16))), duties)
    lines = tuple(Comparison(f"指标 {number}", "7,116 人次", "6,980", "+136") for number in range(40))
    report = PeriodReport(
        "month", date(2026, 11, 1), date(2026, 11, 30), None, "2026 年 11 月", ("在册老人 126 人。",), (Section("敲门巡访", lines),),
        (), (), ("应敲门：计划的敲门。",))  # fmt: skip
    return [*visit_sheets(sheets, Privacy.MASKED, MARKS), wall_roster(roster, MARKS), period_report(report, MARKS)]


Heard = list[tuple[str, tuple[object, ...], dict[str, object]]]


class _Listening:
    """Every call that the writer makes of a canvas, or of a text or path of it, to be made again by a bare one."""

    def __init__(self, real: Any, heard: Heard) -> None:
        self._real, self._heard = real, heard

    def __getattr__(self, name: str) -> Callable[..., object]:
        def call(*args: Any, **kw: Any) -> object:
            if name in ("beginText", "beginPath"):
                part: Heard = []
                self._heard.append((name, (*args, part), kw))
                return _Listening(getattr(self._real, name)(*args, **kw), part)
            if name not in ("drawText", "drawPath"):
                self._heard.append((name, args, kw))
                return getattr(self._real, name)(*args, **kw)
            self._heard.append((name, args[1:], kw))  # what is drawn is what was begun last
            return getattr(self._real, name)(args[0]._real, *args[1:], **kw)

        return call


def _again(canvas: Any, heard: Heard) -> None:
    part = None
    for name, args, kw in heard:
        if name in ("beginText", "beginPath"):
            part = getattr(canvas, name)(*args[:-1], **kw)
            for inner, values, named in args[-1]:  # type: ignore[attr-defined]
                getattr(part, inner)(*values, **named)
        elif name in ("drawText", "drawPath"):
            getattr(canvas, name)(part, *args, **kw)
        else:
            getattr(canvas, name)(*args, **kw)


def _bare(made: list[Document]) -> Callable[[], None]:
    """A bare reportlab canvas that draws the same text and lines as these documents, in the same fonts."""
    from reportlab.pdfgen import canvas as module

    real, heard = module.Canvas, []  # type: ignore[var-annotated]
    module.Canvas = lambda *args, **kw: _Listening(real(*args, **kw), heard)
    try:
        pdf_bytes(made)
    finally:
        module.Canvas = real
    return lambda: _again(real(io.BytesIO(), pageCompression=1, invariant=1), heard)


def _best(function: Callable[[], object]) -> float:
    """Seconds of the quickest of some turns."""
    taken = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        function()
        taken.append(time.perf_counter() - began)
    return min(taken)


def _against_bare(made: list[Document]) -> float:
    """Times that of a bare canvas for the same text and lines; without the QR codes, which are neither."""
    plain = [replace(one, qr="") for one in made]
    bare = _bare(plain)
    ratios = []
    for _turn in range(TURNS):  # turn about, so that other work on the machine hits both
        ours, theirs = _best(lambda: pdf_bytes(plain)), _best(bare)
        ratios.append(ours / theirs)
    return median(ratios)


def _peak() -> float:
    """The most memory that this process has held, in MB; 0 where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure() -> dict[str, float]:
    """Seconds for all, times the bare canvas, size, first page, a large workbook."""
    from desktop.reports.xlsx import xlsx_bytes

    columns = tuple(Column(f"列{number}") for number in range(8))
    rows = tuple(Row((f"L{n:05d}", NAMES[n % 13], "8幢1-301", n, 3.5, "女", "每天两次", date(2026, 1, 1))) for n in range(ROWS))
    before = _peak()
    began = time.perf_counter()
    xlsx_bytes(Document("名单", (Table(columns, rows),)))
    figures = {"s for 50,000 rows of xlsx": time.perf_counter() - began, "MB of memory for them": _peak() - before}
    made = documents()
    pdf_bytes(made[:1])  # fonts are read once in a day
    figures["ms to the first page"] = _best(lambda: pdf_bytes(made[:1])) * 1000
    figures["s"] = _best(lambda: pdf_bytes(made))
    figures["KB"] = len(pdf_bytes(made)) / 1000
    figures["times a bare canvas"] = _against_bare(made)
    return figures
