"""The sample workbook against its truth, and the truth in other stations' layouts."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.exchange.facts import Facts, OrganisationFacts
from desktop.exchange.preview import Preview, make_preview
from desktop.exchange.recognise import recognise
from desktop.exchange.snapshot import StationSnapshot
from desktop.exchange.workbook import read_workbook
from tests import ledgermaker as made
from tests.ledgermaker import HEADINGS, SAMPLE, TODAY, VOLUNTEER_HEADINGS, Maker, differences, truth


def preview_of(path: Path) -> Preview:
    return make_preview(read_workbook(path), StationSnapshot(), TODAY)


def facts_of(path: Path) -> tuple[Facts, ...]:
    return preview_of(path).rows


@pytest.fixture(scope="module")
def sample() -> Preview:
    return preview_of(SAMPLE)


def test_every_fact_of_the_sample_is_right(sample: Preview) -> None:
    assert differences(sample.rows) == []
    counts = {c.sheet: (c.kind, c.new, c.duplicate, c.skipped, c.rejected) for c in sample.counts()}
    assert counts == {
        "老人台账": ("elders", 126, 3, 1, 0), "志愿者": ("volunteers", 58, 0, 0, 0),
        "社会组织": ("organisations", 12, 0, 0, 0), "楼栋": ("buildings", 33, 0, 0, 0),
    }


def test_addresses_keep_the_words_of_the_ledger(sample: Preview) -> None:
    wanted = {e["name"]: e["address"] for e in truth()["elders"]}
    for facts in sample.rows:
        if facts.kind == "elders":
            assert facts.address.text == wanted[facts.name]  # type: ignore[union-attr]


def test_every_damaged_number_is_flagged_and_nothing_else(sample: Preview) -> None:
    flagged = [(i.facts.name, d.field, d.reason) for i in sample.items for d in i.doubts]
    assert sorted(flagged) == sorted((name, "id", "id_damaged") for name in truth()["damaged_ids"])
    for item in sample.doubtful:
        assert item.facts.id_number == ""  # type: ignore[union-attr]
        assert item.doubts[0].letter == "D"
        assert item.doubts[0].verbatim.endswith("000")


def test_every_duplicate_is_proposed_and_merged_without_loss(sample: Preview) -> None:
    assert sorted(g.merged.name for g in sample.groups) == sorted(truth()["duplicates"])
    assert all(g.reason == "same_id" and len(g.places) == 2 for g in sample.groups)
    merged = {i.facts.name: i.facts for i in sample.items if i.merged}
    wanted = {e["name"]: e for e in truth()["elders"]}
    for name, facts in merged.items():
        assert made.elder_truth(facts) == made.expected_elder(wanted[name])  # type: ignore[arg-type]
    he = merged["何荷花"]
    assert he.contacts[0].phones == ("0574-82026333",)  # type: ignore[union-attr]  # only the second row has it
    assert [(i.facts.row, i.merged_into) for i in sample.of("duplicate")] == [
        (129, ("老人台账", 80)), (130, ("老人台账", 75)), (131, ("老人台账", 39)),
    ]


def test_the_total_line_is_shown_as_skipped(sample: Preview) -> None:
    assert [(s.sheet, s.row, s.text, s.reason) for s in sample.skipped] == [("老人台账", 133, "合计:126人", "total")]


def test_organisations(sample: Preview) -> None:
    found = [f for f in sample.rows if isinstance(f, OrganisationFacts)]
    assert [f.name for f in found[:2]] == ["王义和长者服务工作室", "一滴水志愿服务队"]
    assert {f.name for f in found if f.partner} == {"福康养老服务有限公司", "仁济社区卫生站", "好邻居餐饮", "新风家政"}
    assert found[0].members == 35 and found[0].head == "丁霞" and found[0].phone == "19844995822"


@pytest.mark.parametrize("seed", range(12))
def test_other_layouts_give_the_same_facts(seed: int, tmp_path: Path) -> None:
    maker = Maker(seed)
    sheets = [
        maker.elders(HEADINGS[seed % 3]), maker.volunteers(VOLUNTEER_HEADINGS[seed % 2]), maker.buildings(merged=bool(seed % 2)),
    ]
    random.Random(seed).shuffle(sheets)
    preview = preview_of(made.write_xlsx(tmp_path / "book.xlsx", sheets))
    assert {s.kind for s in preview.mapping.sheets} == {"elders", "volunteers", "buildings"}
    assert differences(preview.rows) == []
    assert sorted({i.facts.name for i in preview.doubtful}) == sorted(truth()["damaged_ids"])
    assert not preview.of("rejected")


@pytest.mark.parametrize("seed", range(4))
def test_split_addresses_flags_and_missing_columns(seed: int, tmp_path: Path) -> None:
    maker = Maker(100 + seed)
    sheet = maker.elders(HEADINGS[seed % 3], split=True, flags=True, leave_out=["sex", "birth", "age", "grid"])
    rows = facts_of(made.write_xlsx(tmp_path / "book.xlsx", [sheet]))
    # without a birth column the lunar birthday is unknown; a damaged number gives no sex
    problems = differences(rows, without=["lunar", "grid"])
    damaged_women = {e["name"] for e in truth()["elders"] if e["name"] in truth()["damaged_ids"]}
    assert all(any(name in p for name in damaged_women) and " male: " in p for p in problems), problems


@pytest.mark.parametrize(("write", "name"), [(made.write_xls, "book.xls"), (made.write_ods, "book.ods")])
@pytest.mark.parametrize("seed", [1, 2])
def test_other_formats(seed: int, write: Callable[[Path, list[made.MadeSheet]], Path], name: str, tmp_path: Path) -> None:
    maker = Maker(200 + seed)
    sheets = [maker.elders(HEADINGS[seed]), maker.volunteers(VOLUNTEER_HEADINGS[0]), maker.buildings(merged=seed == 1)]
    assert differences(facts_of(write(tmp_path / name, sheets))) == []


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files(encoding: str, delimiter: str, tmp_path: Path) -> None:
    maker = Maker(sum(map(ord, encoding)), numbers=False)
    sheet = maker.elders(HEADINGS[1])
    assert differences(facts_of(made.write_csv(tmp_path / "老人台账.csv", sheet, encoding, delimiter))) == []


def test_two_line_headings_with_merged_groups(tmp_path: Path) -> None:
    maker = Maker(7)
    people = truth()["elders"]
    top = ["特殊老人基本情况表"]
    upper = ["序号", "基本情况", "", "", "", "居住地址", "", "", "", "电话", "紧急联系人", "", "", "类别", "健康状况"]
    lower = ["", "姓名", "性别", "身份证号", "出生日期", "网格", "楼栋", "单元", "室号", "", "姓名", "与老人关系", "电话", "", ""]
    rows = [top, upper, lower] + [
        [n, e["name"], "男" if e["male"] else "女", maker.identity(e), maker.birth(e), e["grid"], e["building"], e["unit"],
         f"{e['floor']}{e['door']:02}", maker.phone(e["phone"]), e["contact"], e["rel"], maker.phone(e["contact_phone"], more=False),
         maker.categories(e), e["health"]]
        for n, e in enumerate(people, 1)
    ]
    merges = [(0, 0, 0, 14), (1, 1, 1, 4), (1, 5, 1, 8), (1, 10, 1, 12), (1, 0, 2, 0), (1, 9, 2, 9), (1, 13, 2, 13), (1, 14, 2, 14)]
    path = made.write_xlsx(tmp_path / "two.xlsx", [made.MadeSheet("台账", rows, merges)])
    preview = preview_of(path)
    assert preview.mapping.sheets[0].header_rows == 2
    assert differences(preview.rows) == []


def test_a_sheet_for_each_grid_and_sections(tmp_path: Path) -> None:
    maker = Maker(9)
    heads = HEADINGS[0]
    fields = [f for f in heads if f not in ("grid", "age")]
    sheets = []
    for grid in sorted({e["grid"] for e in truth()["elders"]}):
        people = [e for e in truth()["elders"] if e["grid"] == grid]
        rows = [["老人名册"], [heads[f] for f in fields], [grid]] + [[maker.cell(f, e) for f in fields] for e in people]
        sheets.append(made.MadeSheet(grid, rows))
    rows_read = sorted(facts_of(made.write_xlsx(tmp_path / "grids.xlsx", sheets)), key=lambda f: _order(f.name, f))
    assert differences(rows_read) == []


def _order(name: str, facts: Facts) -> int:
    """The place of an elder in the truth (names may repeat: the building decides)."""
    for i, elder in enumerate(truth()["elders"]):
        address = facts.address  # type: ignore[union-attr]
        if elder["name"] == name and address and address.building_number == elder["building"]:
            return i
    raise AssertionError(name)


def test_several_contacts_in_columns(tmp_path: Path) -> None:
    head = ["姓名", "联系电话", "联系人1", "关系1", "电话1", "联系人2", "关系2", "电话2", "类别"]
    rows = [head, ["张三丰", "13800000001", "张小丰", "儿子", "13800000002", "李秀", "女儿", "13800000003/0574-83072454", "独居"],
            ["李四光", "13800000004", "王五", "邻居", "13800000005", "", "", "", "空巢"]]
    first, second = facts_of(made.write_xlsx(tmp_path / "c.xlsx", [made.MadeSheet("老人", rows)]))
    assert [(c.name, c.relation, c.phone, c.phones) for c in first.contacts] == [  # type: ignore[union-attr]
        ("张小丰", "儿子", "13800000002", ()), ("李秀", "女儿", "13800000003", ("0574-83072454",)),
    ]
    assert [c.name for c in second.contacts] == ["王五"]  # type: ignore[union-attr]
    assert first.phone == "13800000001"  # type: ignore[union-attr]


def test_a_bare_phone_behind_the_contact_is_the_contacts(tmp_path: Path) -> None:
    rows = [["姓名", "电话", "住址", "联系人", "关系", "电话", "类别"],
            ["张三丰", "13800000001", "红葵里2-1-202", "张小丰", "儿子", "13800000002", "独居"],
            ["李四光", "13800000003", "红葵里2-1-203", "李小光", "女儿", "13800000004", "独居"]]
    first = facts_of(made.write_xlsx(tmp_path / "c.xlsx", [made.MadeSheet("老人", rows)]))[0]
    assert first.phone == "13800000001" and first.contacts[0].phone == "13800000002"  # type: ignore[union-attr]


def test_an_id_column_is_known_by_its_content(tmp_path: Path) -> None:
    ids = [e["id"] for e in truth()["elders"][:20] if e["name"] not in truth()["damaged_ids"]]
    rows = [["姓名", "编码", "健康状况", "家属"], *[["张三丰", number, "高血压", "李四"] for number in ids]]
    preview = preview_of(made.write_xlsx(tmp_path / "c.xlsx", [made.MadeSheet("老人", rows)]))
    column = preview.mapping.sheets[0].columns[1]
    assert (column.field, column.how) == ("id", "content")


def test_the_clerks_mapping_is_obeyed(tmp_path: Path) -> None:
    rows = [["姓名", "甲", "健康状况", "家属"], ["张三丰", "爱下棋", "高血压", "李四"], ["李四光", "", "", "王五"]]
    path = made.write_xlsx(tmp_path / "c.xlsx", [made.MadeSheet("老人", rows)])
    first = preview_of(path)
    assert [c.heading for c in first.mapping.sheets[0].unused] == ["甲"]
    mapping = first.mapping.with_field("老人", 1, "note")
    again = make_preview(read_workbook(path), StationSnapshot(), TODAY, mapping)
    assert [f.note for f in again.rows] == ["爱下棋", ""]  # type: ignore[union-attr]


def test_the_truth_is_about_the_sample() -> None:
    assert json.loads((made.DATA / "红葵社区台账.truth.json").read_text("utf-8"))["wrong_ids"] == []
    assert len(truth()["elders"]) == 126


@pytest.mark.parametrize(("name", "head"), [
    ("志愿者值班表", ["日期", "星期", "班次", "姓名", "电话"]), ("老人巡访记录", ["序号", "姓名", "巡访日期", "巡访结果", "备注"]),
    ("通讯录", ["姓名", "单位", "职务", "电话"]), ("物资", ["名称", "类型", "数量", "金额"]), ("签到表", ["姓名", "电话", "签到", "签退"]),
])
def test_other_tables_are_not_taken_for_registers(name: str, head: list[str], tmp_path: Path) -> None:
    rows = [head, *[["12月1日", "周二", "早", "张三", "13800000001"][: len(head)] for _ in range(5)]]
    book = read_workbook(made.write_xlsx(tmp_path / "o.xlsx", [made.MadeSheet(name, rows)]))
    assert recognise(book).sheets[0].kind == "unrecognised"


@pytest.mark.parametrize(("name", "head", "kind"), [
    ("志愿者名单", ["序号", "姓名", "电话"], "volunteers"), ("老人名单", ["姓名", "住址", "电话"], "elders"), ("Sheet1", ["姓名", "身份证号", "住址", "电话"], "elders"),
    ("Sheet2", ["姓名", "电话", "所属组织", "政治面貌"], "volunteers"), ("Sheet3", ["单位名称", "负责人", "联系电话"], "organisations"),
    ("Sheet4", ["楼栋", "单元数", "层数"], "buildings"),
])
def test_short_registers_are_known(name: str, head: list[str], kind: str, tmp_path: Path) -> None:
    rows = [head, ["1", "2幢", "x", "y"][: len(head)]]
    book = read_workbook(made.write_xlsx(tmp_path / "o.xlsx", [made.MadeSheet(name, rows)]))
    assert recognise(book).sheets[0].kind == kind
