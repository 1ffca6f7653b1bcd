"""A ledger workbook of any size, with invented people, in the layout that stations keep."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘"
    "袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷"
)
GIVEN = "阿根秀英桂兰国强建华玉珍志明春梅德福宝林美凤长生翠花家栋克勤静娴云龙松年文彬荷花振华"
CATEGORIES = ("独居", "空巢", "高龄", "失能", "低保", "病残、独居", "高龄、空巢", "计生特殊家庭")
RELATIONS = ("儿子", "女儿", "女婿", "儿媳", "外甥", "邻居")
HEALTH = ("", "", "高血压", "糖尿病", "尚可", "卧床", "听力差")
ELDER_HEADINGS = (
    "序号", "姓名", "性别", "身份证号", "出生日期", "年龄", "类别", "网格", "居住地址", "联系电话", "紧急联系人", "与老人关系",
    "紧急联系电话", "健康状况", "备注",
)
BUILDING_HEADINGS = ("网格", "楼幢", "单元数", "层数", "楼长", "楼长电话", "平面位置东(米)", "平面位置北(米)")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
GRIDS = ("第一网格", "第二网格", "第三网格", "第四网格", "第五网格", "第六网格", "第七网格")


def identity_number(born: date, sequence: int) -> str:
    """A resident ID with a right check digit (GB 11643-1999); the region is real, the person is not."""
    body = f"330206{born:%Y%m%d}{sequence:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[rest]


def write_ledger(path: Path, persons: int, *, buildings: int = 33, seed: int = 1) -> None:
    """Write a workbook with this many elders and the buildings where they live."""
    chance = random.Random(seed)
    book = xlsxwriter.Workbook(str(path))
    elders = (_elder(number, buildings, chance) for number in range(1, persons + 1))
    _write(book.add_worksheet("老人台账"), ELDER_HEADINGS, elders)
    blocks = (_building(number, buildings, chance) for number in range(1, buildings + 1))
    _write(book.add_worksheet("楼栋"), BUILDING_HEADINGS, blocks)
    book.close()


def _write(sheet: xlsxwriter.worksheet.Worksheet, headings: tuple[str, ...], rows: Iterable[tuple[str | int, ...]]) -> None:
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading)
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, column, value)
            else:
                sheet.write_number(line, column, value)


def _grid(building: int, buildings: int) -> str:
    return GRIDS[(building - 1) * len(GRIDS) // buildings]


def _elder(number: int, buildings: int, chance: random.Random) -> tuple[str | int, ...]:
    born = date(1926, 1, 1) + timedelta(days=number * 7919 % 14_600)  # with the sequence below, no two numbers are the same
    building = chance.randint(1, buildings)
    unit, floor, door = chance.randint(1, 4), chance.randint(1, 6), chance.randint(1, 3)
    return (
        number, _name(chance), "女男"[number % 2], identity_number(born, number % 1000),
        f"{born.year}.{born.month}.{born.day}", 2026 - born.year, chance.choice(CATEGORIES), _grid(building, buildings),
        f"红葵里{building}-{unit}-{floor}0{door}",
        _phone(chance), _name(chance), chance.choice(RELATIONS), _phone(chance), chance.choice(HEALTH), "",
    )


def _building(number: int, buildings: int, chance: random.Random) -> tuple[str | int, ...]:
    return (
        _grid(number, buildings), f"{number}幢", 4, 6, _name(chance), _phone(chance), (number % 6) * 55, (number // 6) * 60,
    )


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))


def _phone(chance: random.Random) -> str:
    return f"1{chance.choice('35789')}{chance.randrange(10**9):09d}"
