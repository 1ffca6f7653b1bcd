"""Cells of a workbook as plain text: full-width forms, numbers, blanks."""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

_BLANKS = re.compile(r"[\s\u00a0\u200b-\u200f\u2028-\u202e\u2060\u3000\ufeff]+")
# full-width ASCII and its like; never a Chinese character, compatibility ones included
_FOLDABLE = re.compile("[\uff00-\uffef\u2000-\u2bff\u3000]")
_NOTHING = {
    "", "无", "没有", "暂无", "不详", "未知", "空", "-", "--", "---", "—", "——", "/", "//", "\\", "n/a", "na", "null", "none",
    "nan", "未提供", "无号码", "无电话", "无身份证", "未填", "未登记", "缺",
}


def cell_text(value: object) -> str:
    """What the user sees in a cell, verbatim: 13240549857.0 → '13240549857', a date → '1935-06-29', nothing → ''."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e21:  # beyond 15 digits Excel shows zeros
            return str(int(Decimal(f"{value:.14e}")))
        return repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def fold(text: str) -> str:
    """Half-width forms (NFKC of signs and letters only, so that rare characters stay) and single spaces, trimmed."""
    if text.isascii():
        return " ".join(text.split())
    if _FOLDABLE.search(text):
        text = _FOLDABLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _BLANKS.sub(" ", text).strip()


@lru_cache(maxsize=2048)  # one cell is looked at by several readers in turn
def squeeze(text: str) -> str:
    """`fold`, and without any space."""
    return fold(text).replace(" ", "")


def is_nothing(text: str) -> bool:
    """Does the cell say 'nothing' (blank, 无, -, /)?"""
    return squeeze(text).lower() in _NOTHING


_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
CHINESE_NUMERAL = "零〇○一二两三四五六七八九十廿卅"


def chinese_number(text: str) -> int | None:
    """'十二' → 12, '廿一' → 21, '三十' → 30, '一九三五' → 1935, '12' → 12; None when it is no number."""
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(c not in CHINESE_NUMERAL for c in text):
        return None
    text = text.replace("廿", "二十" if len(text) == 1 or text[1:] != "十" else "二").replace("卅", "三十")
    if "十" not in text:
        return int("".join(str(_DIGITS[c]) for c in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
