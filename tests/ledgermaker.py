"""Makes ledgers of many layouts from the sample's truth, and compares what was read with it."""

import csv
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from desktop.exchange.facts import BuildingFacts, ElderFacts, Facts, VolunteerFacts
from desktop.people.categories import default_categories
from desktop.people.lunar import lunar_words

DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "红葵社区台账.xlsx"
TODAY = date(2026, 11, 22)
PARTS = {"am": "上午", "pm": "下午", "evening": "晚上", "day": "全天"}
Merge = tuple[int, int, int, int]


@cache
def truth() -> dict[str, Any]:
    """What the sample workbook really says."""
    found: dict[str, Any] = json.loads((DATA / "红葵社区台账.truth.json").read_text("utf-8"))
    return found


@dataclass
class MadeSheet:
    """A sheet to write: rows of cells, merged ranges (0-based)."""

    name: str
    rows: list[list[Any]]
    merges: list[Merge] = field(default_factory=list)


# headings that other stations use, three books of them
HEADINGS: list[dict[str, str]] = [
    {"name": "老人姓名", "sex": "性别", "id": "公民身份号码", "birth": "出生年月", "category": "人员类别", "grid": "所属网格",
     "address": "家庭住址", "phone": "手机", "contact": "联系人", "relation": "关系",
     "contact_phone": "联系人电话", "health": "身体状况", "note": "说明", "age": "岁数"},
    {"name": "长者", "sex": "男/女", "id": "证件号码\n(18位)", "birth": "生 日",
     "category": "老人类别(可多选)", "grid": "片区", "address": "现居住地址",
     "phone": "联系方式",
     "contact": "家属姓名", "relation": "与本人关系",
     "contact_phone": "家属联系方式", "health": "病史",
     "note": "其他情况", "age": "年龄(周岁)"},
    {"name": "姓 名*", "sex": "性别*", "id": "身份证号码:", "birth": "出生年月日", "category": "困难类型", "grid": "网格名称", "address": "详细地址",
     "phone": "本人联系电话",
     "contact": "紧急联系人1", "relation": "关系1", "contact_phone": "电话1", "health": "健康", "note": "备 注", "age": "周岁"},
]
VOLUNTEER_HEADINGS: list[dict[str, str]] = [
    {"name": "志愿者姓名", "phone": "手机号码", "org": "所在团队", "party": "是否党员", "trained": "是否参加热线培训", "years": "经验年限",
     "available": "空闲时间", "off": "请假日期", "max_week": "每周上限", "grids": "服务网格"},
    {"name": "姓名", "phone": "联系方式", "org": "单位", "party": "政治面貌", "trained": "培训情况", "years": "热线年限", "available": "可服务时间",
     "off": "不能值班日期", "max_week": "每周班次", "grids": "负责网格"},
]
BUILDING_HEADINGS = {"grid": "所属网格", "no": "楼栋号", "units": "单元个数", "floors": "总层数", "x": "东(米)", "y": "北(米)"}


class Maker:
    """Writes the truth's facts the way an untidy clerk does; `seed` picks the ways."""

    def __init__(self, seed: int, *, numbers: bool = True) -> None:
        self.rng = random.Random(seed)
        self.numbers = numbers  # number cells and date cells (not in .csv)

    # ------------------------------------------------------------------------------------------ cells

    def phone(self, number: str, more: bool = True) -> Any:
        ways: list[Any] = [number, f"{number[:3]}-{number[3:7]}-{number[7:]}", f"{number[:3]} {number[3:7]} {number[7:]}", f"+86{number}",
                           f" {number}\n", f"{number}(本人)"]
        if self.numbers:
            ways.append(float(number))
        if more:
            ways += [f"{number}/0574-8{self.rng.randrange(10**6, 10**7)}", f"{number}、8{self.rng.randrange(10**6, 10**7)}",
                     f"{number};(0574)8{self.rng.randrange(10**6, 10**7)}"]
        return self.rng.choice(ways)

    def date(self, iso: str) -> Any:
        y, m, d = (int(p) for p in iso.split("-"))
        ways: list[Any] = [f"{y}.{m}.{d}", f"{y}{m:02}{d:02}", f"{y}年{m}月{d}日", iso, f"{y}/{m}/{d}", f"{y}-{m}-{d} 00:00:00", f"{y}年{m}月{d}号"]
        if self.numbers:
            ways += [date(y, m, d), datetime(y, m, d), float(f"{y}{m:02}{d:02}")]
        return self.rng.choice(ways)

    def birth(self, elder: dict[str, Any]) -> Any:
        if elder["lunar"]:
            leap, month, day = elder["lunar"]
            words = lunar_words(month + 1, day + 1, leap)
            return self.rng.choice([words, words.replace("农历", "阴历"), words + "日"])
        return self.date(elder["born"])

    def identity(self, elder: dict[str, Any]) -> Any:
        number = elder["id"]
        if elder["name"] in truth()["damaged_ids"]:
            whole = number[:15] + "000"
            return float(whole) if self.numbers and self.rng.random() < 0.7 else self.rng.choice([whole, f"{number[0]}.{number[1:15]}E+17"])
        wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
        return self.rng.choice([number, number.lower(), f" {number} ", f"{number[:6]} {number[6:14]} {number[14:]}", f"'{number}", wide])

    def address(self, elder: dict[str, Any]) -> str:
        b, u, r = elder["building"], elder["unit"], f"{elder['floor']}{elder['door']:02}"
        return self.rng.choice([
            f"红葵里{b}-{u}-{r}", f"红葵里{b}幢{u}单元{r}室", f"红葵里{b}号楼{u}单元{r}", f"{b}幢{u}单元{r}室", f"红葵里{b}栋{u}单元{r}",
            f"红葵社区红葵里{b}座{u}单元{r}室", f"红葵里{b}幢{u}-{r}", f"红葵里 {b} - {u} - {r}室", f"红葵里{b}#{u}-{r}",
            f"红葵里{b}幢{u}单元{elder['floor']}楼{r}室",
        ])

    def categories(self, elder: dict[str, Any]) -> str:
        other = {"计生特殊家庭": "失独家庭", "低保": "低保户", "独居": "独居老人", "高龄": "高龄老人"}
        names = [self.rng.choice([n, other.get(n, n)]) for n in elder["cats"]]
        return self.rng.choice(["、", ",", ",", "/", " ", ";", ";", "\n", "+"]).join(names)

    def available(self, slots: list[list[Any]]) -> str:
        words = [f"{self.rng.choice(['周', '星期', '礼拜'])}{'一二三四五六日'[d]}{p}" for d, p in slots]
        return self.rng.choice(["、", ",", ",", " ", ";", "/", "\n", " 和 "]).join(words)

    def off(self, days: list[str]) -> str:
        words = []
        for iso in days:
            _y, m, d = (int(p) for p in iso.split("-"))
            words.append(self.rng.choice([f"{m}.{d}", f"{m}/{d}", f"{m}月{d}日", f"{m}-{d}", f"{m}月{d}号", iso]))
        return self.rng.choice(["、", ",", ",", " ", ";"]).join(words)

    # ------------------------------------------------------------------------------------------ sheets

    def elders(self, headings: dict[str, str], *, leave_out: Iterable[str] = (), split: bool = False, flags: bool = False) -> MadeSheet:
        """The elders' sheet: a title, perhaps blank rows, headings in any order, a total, a remark."""
        people = truth()["elders"]
        fields = [f for f in headings if f not in set(leave_out) and not (split and f == "address") and not (flags and f == "category")]
        contact = ["contact", "relation", "contact_phone"]
        free = [f for f in fields if f not in contact]
        self.rng.shuffle(free)
        at = self.rng.randrange(len(free) + 1)
        if "phone" in free:
            at = max(at, free.index("phone") + 1)  # a bare phone behind a contact would be the contact's
        fields = free[:at] + contact + free[at:]
        categories = sorted({c for e in people for c in e["cats"]})
        top = [headings[f] for f in fields] + (["楼栋", "单元", "室号"] if split else []) + (categories if flags else [])
        rows: list[list[Any]] = []
        if self.rng.random() < 0.8:
            rows.append(["红葵社区特殊老人台账(2026年11月)"])
        rows += [[] for _ in range(self.rng.randrange(3))]
        if rows and self.rng.random() < 0.5:
            rows.append(["单位:红葵社区服务站", "", "", "填表人:某某"])
        rows.append(top)
        for number, elder in enumerate(people):
            if number and number % 50 == 0 and self.rng.random() < 0.5:
                rows.append(list(top))  # headings repeated for printing
            row = [self.cell(f, elder) for f in fields]
            if split:
                row += [self.rng.choice([f"{elder['building']}幢", elder["building"], f"{elder['building']}号楼"]),
                        self.rng.choice([f"{elder['unit']}单元", elder["unit"]]), f"{elder['floor']}{elder['door']:02}"]
            if flags:
                row += ["√" if c in elder["cats"] else "" for c in categories]
            rows.append(row)
            if self.rng.random() < 0.03:
                rows.append([])
        rows += [[], [self.rng.choice(["合计:126人", "合计", "共126人"]), *([""] * 3), 126], ["注:本表每月更新"]]
        return MadeSheet(self.rng.choice(["老人台账", "Sheet1", "特殊老人"]), rows)

    def cell(self, name: str, elder: dict[str, Any]) -> Any:
        """One cell of an elder's row."""
        match name:
            case "sex":
                return "男" if elder["male"] else "女"
            case "id":
                return self.identity(elder)
            case "birth":
                return self.birth(elder)
            case "address":
                return self.address(elder)
            case "category":
                return self.categories(elder)
            case "phone":
                return self.phone(elder["phone"])
            case "contact_phone":
                return self.phone(elder["contact_phone"], more=False)
            case "relation":
                return elder["rel"]
            case "age":
                return TODAY.year - int(elder["born"][:4])
            case "note":
                return ""
            case _:
                return elder[name]

    def volunteers(self, headings: dict[str, str]) -> MadeSheet:
        """The volunteers' sheet."""
        fields = list(headings)
        self.rng.shuffle(fields)
        rows: list[list[Any]] = [["志愿者花名册"]] if self.rng.random() < 0.5 else []
        rows.append([headings[f] for f in fields])
        yes, no = ["是", "√", "有", "Y", "已"], ["否", "", "未", "×", "N"]
        for one in truth()["volunteers"]:
            values = {
                **one, "phone": self.phone(one["phone"]), "party": self.rng.choice(["是", "党员", "√"] if one["party"] else ["否", "群众", "×"]),
                "trained": self.rng.choice(yes if one["trained"] else no), "years": one["years"] or "", "off": self.off(one["off"]),
                "available": self.available(one["available"]), "grids": self.rng.choice(["、", " ", ","]).join(one["grids"]),
            }
            rows.append([values[f] for f in fields])
        return MadeSheet("志愿者", rows)

    def buildings(self, *, merged: bool) -> MadeSheet:
        """The buildings' sheet: the grid only at the first of its buildings, merged or blank below."""
        rows: list[list[Any]] = [list(BUILDING_HEADINGS.values())]
        merges: list[Merge] = []
        start, last = 1, ""
        for one in truth()["buildings"]:
            name = f"{one['no']}{self.rng.choice(['幢', '号楼', '栋'])}"
            row = [one["grid"] if one["grid"] != last else "", name, one["units"], one["floors"], one["x"], one["y"]]
            if one["grid"] != last and last:
                merges.append((start, 0, len(rows) - 1, 0))
                start = len(rows)
            last = one["grid"]
            rows.append(row)
        merges.append((start, 0, len(rows) - 1, 0))
        return MadeSheet("楼栋", rows, merges if merged else [])


# ---------------------------------------------------------------------------------------------------- files


def write_xlsx(path: Path, sheets: list[MadeSheet]) -> Path:
    """As Excel saves it."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        plain = book.add_format()
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for r, row in enumerate(sheet.rows):
                for c, value in enumerate(row):
                    if isinstance(value, (date, datetime)):
                        page.write_datetime(r, c, value, day)
                    elif isinstance(value, (int, float)):
                        page.write_number(r, c, value)
                    elif value:
                        page.write_string(r, c, value)
            for r1, c1, r2, c2 in sheet.merges:
                if (r1, c1) != (r2, c2):
                    page.merge_range(r1, c1, r2, c2, sheet.rows[r1][c1], plain)
    return path


def write_xls(path: Path, sheets: list[MadeSheet]) -> Path:
    """As old Excel saves it."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        covered = {(r, c) for r1, c1, r2, c2 in sheet.merges for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)}
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if value not in ("", None) and (r, c) not in covered:
                    page.write(r, c, value, day) if isinstance(value, date) else page.write(r, c, value)
        for r1, c1, r2, c2 in sheet.merges:
            page.write_merge(r1, r2, c1, c2, sheet.rows[r1][c1])
    book.save(str(path))
    return path


def write_ods(path: Path, sheets: list[MadeSheet]) -> Path:
    """As LibreOffice saves it."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for sheet in sheets:
        table = Table(name=sheet.name)
        for row in sheet.rows:
            line = TableRow()
            for value in row:
                if value in ("", None):
                    line.addElement(TableCell())
                    continue
                if isinstance(value, date):
                    cell = TableCell(valuetype="date", datevalue=value.isoformat())
                elif isinstance(value, (int, float)):
                    cell = TableCell(valuetype="float", value=repr(value))
                else:
                    cell = TableCell(valuetype="string")
                cell.addElement(P(text=str(value)))
                line.addElement(cell)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def write_csv(path: Path, sheet: MadeSheet, encoding: str, delimiter: str = ",") -> Path:
    """As an export of another program."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(sheet.rows)
    return path


# ---------------------------------------------------------------------------------------------------- comparing


def elder_truth(facts: ElderFacts) -> dict[str, Any]:
    """An elder's facts in the truth's shape."""
    names = {c.code: c.name for c in default_categories()}
    address, contact = facts.address, facts.contacts[0]
    assert address is not None
    return {
        "name": facts.name, "male": facts.sex == "m", "born": facts.born and facts.born.isoformat(), "id": facts.id_number,
        "building": address.building_number, "unit": int(address.unit or 0), "floor": address.floor, "door": address.door,
        "cats": sorted(names[c] for c in facts.categories), "phone": facts.phone, "contact": contact.name, "rel": contact.relation,
        "contact_phone": contact.phone, "health": facts.health,
        "lunar": [facts.lunar[2], facts.lunar[0] - 1, facts.lunar[1] - 1] if facts.lunar else None, "grid": facts.grid,
    }


def expected_elder(elder: dict[str, Any]) -> dict[str, Any]:
    """An elder's truth as it can be known from a workbook: a damaged number is no number."""
    wanted = {k: v for k, v in elder.items() if k != "address"} | {"cats": sorted(elder["cats"])}
    if elder["name"] in truth()["damaged_ids"]:
        wanted["id"] = ""
    return wanted


def volunteer_truth(facts: VolunteerFacts) -> dict[str, Any]:
    """A volunteer's facts in the truth's shape."""
    return {
        "name": facts.name, "phone": facts.phone, "org": facts.organisation, "party": facts.party, "trained": bool(facts.trained),
        "years": facts.years or 0, "available": sorted([d, PARTS[p]] for d, p in facts.available or ()),
        "off": [d.isoformat() for d in facts.off or ()], "max_week": facts.max_week, "grids": list(facts.grids),
    }


def differences(rows: Iterable[Facts], *, without: Iterable[str] = ()) -> list[str]:
    """Where the facts differ from the truth; [] when every person, phone, date and place is right."""
    rows = list(rows)
    found: list[str] = []
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = []
    elders = [f for f in rows if isinstance(f, ElderFacts)]
    if elders:
        assert len(elders) >= len(truth()["elders"]), f"{len(elders)} elders read"
        pairs += [(elder_truth(f), expected_elder(e)) for f, e in zip(elders, truth()["elders"], strict=False)]
    volunteers = [f for f in rows if isinstance(f, VolunteerFacts)]
    if volunteers:
        assert len(volunteers) == len(truth()["volunteers"])
        pairs += [(volunteer_truth(f), v | {"available": sorted(v["available"])}) for f, v in zip(volunteers, truth()["volunteers"], strict=True)]
    buildings = [f for f in rows if isinstance(f, BuildingFacts)]
    if buildings:
        assert len(buildings) == len(truth()["buildings"])
        got = [{"grid": f.grid, "no": f.number, "units": f.units, "floors": f.floors, "x": f.x, "y": f.y} for f in buildings]
        pairs += list(zip(got, truth()["buildings"], strict=True))
    for got_one, wanted in pairs:
        who = wanted.get("name", wanted.get("no"))
        found += [f"{who} {k}: {got_one[k]!r} not {v!r}" for k, v in wanted.items() if k not in without and got_one[k] != v]
    return found
