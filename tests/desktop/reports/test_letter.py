"""Letters in the layout of GB/T 9704: positions read back with pdfium."""

import ctypes
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.reports import fonts
from desktop.reports.letter import LINES, Letter, chinese_date, letter_pdf, pages
from desktop.reports.letter_fonts import Face, Faces, find_faces
from tests.desktop.reports.layout import squeezed
from tests.desktop.reports.reading import page_texts

MM = 72 / 25.4
NONE = Faces()
DAY = date(2026, 3, 5)
SENTENCE = "按照社区统一部署继续坚持每日两次敲门全天十二小时热线值守做到情况清问题清任务清"  # no punctuation: every line is full
LETTER = Letter(
    "关于报送三月工作情况的报告", "红葵街道办事处：", f"现将情况报告如下。\n一、上门巡访\n（一）漏访\n{SENTENCE * 30}", "红葵站〔2026〕3号",
    ("三月工作月报", "值班表"), "红葵社区服务站", DAY,
)  # fmt: skip


def origins(pdf: bytes, page: int = 0) -> list[tuple[str, float, float, float]]:
    """Every character with its origin in millimetres from the paper's upper left corner, and its size in points."""
    words = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    found = []
    for index in range(words.count_chars()):
        code = raw.FPDFText_GetUnicode(words, index)
        if raw.FPDFText_IsGenerated(words, index) == 1 or code in (10, 13):
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        assert raw.FPDFText_GetCharOrigin(words, index, x, y)
        found.append((chr(code), x.value / MM, 297 - y.value / MM, raw.FPDFText_GetFontSize(words, index)))
    return found


def line_of(baseline: float, size: float) -> float:
    """Which line of the grid a baseline stands in, from 0; whole when it is exact."""
    pitch = 225 / 22
    return (baseline - 37 - (pitch - size / MM) / 2 - 0.88 * size / MM) / pitch


def test_text_stands_on_the_grid_of_22_lines_and_28_characters() -> None:
    found = origins(letter_pdf(LETTER, NONE), 1)  # a page of text only
    text = [one for one in found if one[3] == pytest.approx(16)]
    lines: dict[int, list[float]] = {}
    for _character, x, y, size in text:
        line = line_of(y, size)
        assert line == pytest.approx(round(line), abs=0.01)
        lines.setdefault(round(line), []).append((x - 28) / (156 / 28))
    assert sorted(lines) == list(range(22))
    for columns in lines.values():
        assert [round(one, 2) for one in sorted(columns)] == [float(one) for one in range(28)]


def test_margins_and_block() -> None:
    for page in range(2):
        found = [one for one in origins(letter_pdf(LETTER, NONE), page) if one[3] != pytest.approx(14)]
        assert min(x for _c, x, _y, _s in found) == pytest.approx(28, abs=0.05)
        assert all(x + size / MM <= 28 + 156 + 0.2 for _c, x, _y, size in found)
        assert all(37 < y < 37 + 225 for _c, _x, y, _s in found)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    data = letter_pdf(replace(LETTER, body=SENTENCE * 35), NONE)
    assert len(page_texts(data)) == 3
    for page in range(3):
        number = [one for one in origins(data, page) if one[3] == pytest.approx(14) and one[0] != " "]
        assert "".join(one[0] for one in number) == f"—{page + 1}—"
        character = 156 / 28
        if page % 2:
            assert number[0][1] == pytest.approx(28 + character, abs=0.1)
        else:
            assert number[-1][1] + fonts.width("—", 14) / MM == pytest.approx(28 + 156 - character, abs=0.1)
        box = pypdfium2.PdfDocument(data)[page].get_textpage()
        dash = next(index for index in range(box.count_chars()) if chr(raw.FPDFText_GetUnicode(box, index)) == "—" and
                    raw.FPDFText_GetFontSize(box, index) == pytest.approx(14))  # fmt: skip
        _left, bottom, _right, top = box.get_charbox(dash)
        assert 297 - (bottom + top) / 2 / MM == pytest.approx(37 + 225 + 7, abs=0.4)


def test_title_number_and_headings() -> None:
    found = origins(letter_pdf(LETTER, NONE))
    title = [one for one in found if one[3] == pytest.approx(22)]
    assert "".join(one[0] for one in title) == LETTER.title
    left, right = title[0][1] - 28, 28 + 156 - (title[-1][1] + 22 / MM)
    assert left == pytest.approx(right, abs=0.6)
    first = {line: min(x for _c, x, y, size in found if size == pytest.approx(16) and round(line_of(y, size)) == line)
             for line in (5, 6, 7, 8, 9)}  # fmt: skip
    indent = 28 + 2 * 156 / 28
    assert first[5] == pytest.approx(28)  # 主送机关
    assert all(first[line] == pytest.approx(indent) for line in (6, 7, 8, 9))
    faces = {run.face for row in pages(LETTER, NONE)[0] for run in row.runs}
    assert faces == {Face.TITLE, Face.BODY, Face.FIRST, Face.SECOND}


def last_lines(letter: Letter) -> list[tuple[str, float, float]]:
    """The last two lines: words, left edge and right edge in characters of the grid."""
    rows = [row for row in pages(letter, NONE)[-1] if row.runs][-2:]
    pitch = 156 * MM / 28
    return [("".join(run.text for run in row.runs), row.runs[0].left / pitch, (row.runs[-1].left + row.runs[-1].width) / pitch) for row in rows]


def test_signature_without_a_seal() -> None:
    (name, name_left, name_right), (day, day_left, _day_right) = last_lines(replace(LETTER, signed="红葵街道红葵社区居家养老服务站"))
    assert (name, day) == ("红葵街道红葵社区居家养老服务站", "2026年3月5日")
    assert name_right == pytest.approx(26) and day_left == pytest.approx(name_left + 2)
    short = last_lines(replace(LETTER, signed="本站", day=date(2026, 11, 25)))
    assert short[1][2] == pytest.approx(26), "the date is longer: it stands two characters from the edge"
    assert short[1][1] == pytest.approx(short[0][1] + 2)


def test_signature_with_a_seal() -> None:
    (_name, name_left, name_right), (_day, day_left, day_right) = last_lines(replace(LETTER, stamped=True))
    assert day_right == pytest.approx(24)
    assert (name_left + name_right) / 2 == pytest.approx((day_left + day_right) / 2, abs=0.26)


@pytest.mark.parametrize("count", range(24, 50))
def test_the_signature_never_stands_alone(count: int) -> None:
    letter = Letter("题", "某某", "\n".join(["一段话。"] * count), signed="红葵社区服务站", day=DAY)
    last = pages(letter, NONE)[-1]
    assert any(run.text.startswith("一段话") for row in last for run in row.runs)


def test_attachments_are_numbered_and_hang() -> None:
    long = "值班表（含换班记录、补班记录以及各社会组织志愿者签到情况汇总）"
    rows = [row for row in pages(Letter(body="正文。", attachments=("月报", long)), NONE)[0] if row.runs]
    words = ["".join(run.text for run in row.runs) for row in rows]
    assert words[1] == "附件：1.月报" and words[2].startswith("2.值班表")
    pitch = 156 * MM / 28
    assert rows[2].runs[0].left == pytest.approx(5 * pitch)
    assert rows[3].runs[0].left == pytest.approx(6 * pitch)
    assert words[2][2:] + words[3] == long


def test_rare_characters_and_words_are_read_back() -> None:
    body = "王𬭎、陈䶮、李㛃、张𠮷，阿依古丽·买买提；https://example.org/" + "a" * 90 + "😀"
    text = squeezed("".join(page_texts(letter_pdf(replace(LETTER, body=body), NONE))))
    assert squeezed(body) in text.replace("—1—", "") and chinese_date(DAY) in text
    assert LETTER.number in text and LETTER.title in text


def test_nothing_to_say_is_one_page() -> None:
    assert len(page_texts(letter_pdf(Letter(), NONE))) == 1


def test_five_thousand_characters_are_all_there() -> None:
    body = "\n".join(SENTENCE + "。" for _number in range(125))
    data = letter_pdf(replace(LETTER, body=body), NONE)
    text = squeezed("".join(page_texts(data)))
    assert text.count("每日两次") + text.count("每日两") >= 125 and len(text) > 5000
    assert len(page_texts(data)) == len(pages(replace(LETTER, body=body), NONE))


words = st.text(st.sampled_from("敲门，。（）“一、a1 —〔%𬭎\n"), max_size=400)


@settings(max_examples=60, deadline=None)
@given(words, words, words, st.lists(words, max_size=3), words, st.booleans())
def test_whatever_is_typed_stays_in_the_block(title: str, to: str, body: str, attachments: list[str], signed: str, stamped: bool) -> None:
    letter = Letter(title, to, body, title, tuple(attachments), signed, DAY, stamped)
    made = pages(letter, NONE)
    said = "".join(run.text for page in made for row in page for run in row.runs)
    for part in (title, body, signed, *attachments):
        assert set(squeezed(part)) <= set(said)
    assert said.count("敲") >= title.count("敲") * 2 + body.count("敲") + signed.count("敲") + to.count("敲")
    for page in made:
        assert len(page) <= LINES
        for row in page:
            assert all(run.left >= -0.01 and run.left + run.width <= 156 * MM + 0.01 for run in row.runs)
            assert all(one.left + one.width <= other.left + 0.01 for one, other in zip(row.runs, row.runs[1:], strict=False))


def test_type_is_taken_where_it_is_and_told_where_it_is_not(tmp_path: Path) -> None:
    assert "仿宋、小标宋、黑体、楷体" in NONE.warning()
    shipped = (fonts.FOLDER / fonts.FILES[fonts.RARE]).read_bytes()
    (tmp_path / "SIMKAI.TTF").write_bytes(shipped)
    (tmp_path / "simhei.ttf").write_bytes(b"no font")
    faces = find_faces((tmp_path, tmp_path / "nowhere"))
    assert set(faces.files) == {Face.SECOND}
    assert "楷体" not in faces.warning() and "黑体" in faces.warning()
    runs = list(faces.runs("𠮷a", Face.SECOND))
    assert [font for font, _piece in runs] == ["letter-SIMKAI", fonts.REGULAR]
    text = squeezed("".join(page_texts(letter_pdf(Letter(body="（一）𠮷字幢"), faces))))
    assert "（一）𠮷字幢" in text
