"""The whole way: preview, accept, write in one operation, again, undo; reports."""

import json
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from db.exchange.doubts import open_doubts
from db.exchange.snapshot import live_rows
from db.exchange.tables import Doubt, ImportBatch
from db.hotline.tables import Availability, Unavailable
from db.people.tables import Building, CareFile, Category, Contact, Grid, Household, Organisation, Person, Volunteer
from desktop.errors import BadFile, Cancelled, NotAllowed
from desktop.exchange.preview import Decisions, Preview
from desktop.exchange.recognise import remap
from desktop.exchange.service import (
    StationMoved,
    apply_preview,
    list_imports,
    preview_file,
    preview_workbook,
    save_report,
    save_template,
)
from desktop.exchange.template import SHEETS
from desktop.exchange.workbook import Sheet, Workbook, read_workbook
from desktop.people.address import read_address
from desktop.people.text import cell_text
from desktop.session import Session
from tests.ledgermaker import HEADINGS, SAMPLE, MadeSheet, Maker, truth, write_xlsx

TABLES = (Grid, Building, Household, Person, CareFile, Contact, Organisation, Volunteer, Availability, Unavailable, Category, Doubt, ImportBatch)


def sizes(session: Session) -> dict[str, int]:
    return {table.__name__: len(live_rows(session.store, table)) for table in TABLES}


def statuses(preview: Preview) -> dict[str, int]:
    return {s: len(preview.of(s)) for s in ("new", "changed", "same", "duplicate", "rejected")}


@pytest.fixture
def imported(session: Session) -> Session:
    apply_preview(session, preview_file(session, SAMPLE))
    return session


def test_the_sample_goes_in(session: Session) -> None:
    before = sizes(session)
    result = apply_preview(session, preview_file(session, SAMPLE))
    after = sizes(session)
    assert after["Person"] == 126 + 58 and after["CareFile"] == 126 and after["Volunteer"] == 58
    assert after["Building"] == 33 and after["Grid"] == 4 and after["Organisation"] == 12 and after["Contact"] == 126
    assert after["Doubt"] == result.doubts == 6
    assert after["Category"] == before["Category"]
    assert result.count("new") == 126 + 58 + 12 + 33
    assert result.operation_id == session.last_operation
    assert session.take_changed() >= {"people", "exchange", "hotline"}


def test_what_was_written_is_the_truth(imported: Session) -> None:
    persons = {p["name"]: p for p in live_rows(imported.store, Person)}
    homes = {h["id"]: h for h in live_rows(imported.store, Household)}
    buildings = {b["id"]: b for b in live_rows(imported.store, Building)}
    for elder in truth()["elders"]:
        person = persons[elder["name"]]
        damaged = elder["name"] in truth()["damaged_ids"]
        assert person["id_number"] == ("" if damaged else elder["id"])
        assert person["id_state"] == ("damaged" if damaged else "valid")
        assert person["id_verbatim"] == (elder["id"][:15] + "000" if damaged else "")
        assert str(person["born"]) == elder["born"]
        assert person["phone"] == elder["phone"]
        assert person["sex"] == ("m" if elder["male"] else "f")
        if elder["lunar"]:
            leap, month, day = elder["lunar"]
            assert (person["lunar_month"], person["lunar_day"], bool(person["lunar_leap"])) == (month + 1, day + 1, leap)
        home = homes[person["household_id"]]
        assert (home["unit"], home["floor"], home["room"]) == (
            str(elder["unit"]), elder["floor"], f"{elder['floor']}{elder['door']:02}")
        assert read_address(home["address"]).normal == read_address(elder["address"]).normal  # a neighbour may have written it otherwise
        assert buildings[home["building_id"]]["number"] == elder["building"]
    codes = sorted(c["code"] for c in live_rows(imported.store, CareFile))
    assert codes[0] == "E0001" and codes[-1] == "E0126"
    assert sorted(v["code"] for v in live_rows(imported.store, Volunteer))[-1] == "V0058"
    off = {str(u["date"]) for u in live_rows(imported.store, Unavailable)}
    assert off == {day for v in truth()["volunteers"] for day in v["off"]}


def test_two_elders_behind_one_door_share_the_household(imported: Session) -> None:
    people = {p["name"]: p["household_id"] for p in live_rows(imported.store, Person)}
    assert people["莫福根"] == people["仇阿根"]


def test_the_doubts_are_tasks_with_their_words(imported: Session) -> None:
    doubts = open_doubts(imported.store)
    assert {d["reason"] for d in doubts} == {"id_damaged"}
    assert {d["field"] for d in doubts} == {"id_number"}
    first = min(doubts, key=lambda d: d["sheet_row"])
    assert (first["sheet"], first["sheet_row"], first["sheet_column"]) == ("老人台账", 30, "D 身份证号")
    assert first["verbatim"] == "330206195512189000"
    names = {p["id"]: p["name"] for p in live_rows(imported.store, Person)}
    assert sorted(names[d["row_id"]] for d in doubts) == sorted(truth()["damaged_ids"])


def test_the_same_file_again_changes_nothing(imported: Session) -> None:
    before = sizes(imported)
    preview = preview_file(imported, SAMPLE)
    assert statuses(preview) == {"new": 0, "changed": 0, "same": 229, "duplicate": 3, "rejected": 0}
    assert preview.imported_before and preview.nothing_to_do and not preview.doubtful
    imported.take_changed()
    result = apply_preview(imported, preview)
    assert result.operation_id == "" and sizes(imported) == before
    assert not imported.take_changed()


@pytest.mark.parametrize("seed", range(3))
def test_the_same_facts_in_another_layout_change_nothing_that_is_known(imported: Session, seed: int, tmp_path: Path) -> None:
    maker = Maker(seed)
    path = write_xlsx(tmp_path / "other.xlsx", [maker.elders(HEADINGS[seed], leave_out=["phone"])])
    preview = preview_file(imported, path)
    assert statuses(preview)["new"] == 0
    assert not preview.of("changed") and not preview.doubtful


def test_undo_takes_everything_back(session: Session) -> None:
    before = sizes(session)
    result = apply_preview(session, preview_file(session, SAMPLE))
    session.store.undo(result.operation_id, "people.undo", "tester", session.clock.now())
    assert sizes(session) == before
    assert statuses(preview_file(session, SAMPLE))["new"] == 229
    assert not list_imports(session)


def test_the_import_is_listed(imported: Session) -> None:
    (past,) = list_imports(imported)
    assert past.file_name == SAMPLE.name
    assert json.loads(past.counts)["elders.new"] == 126


def test_a_changed_phone_is_shown_and_written(imported: Session, tmp_path: Path) -> None:
    elder = truth()["elders"][0]
    head = ["姓名", "身份证号", "联系电话", "健康状况", "类别"]
    path = write_xlsx(tmp_path / "c.xlsx", [MadeSheet("老人", [head, [elder["name"], elder["id"], "13900000001", "骨折", "低保、独居"]])])
    preview = preview_file(imported, path)
    (item,) = preview.items
    assert {(c.field, c.old_text, c.new_text) for c in item.changes} == {
        ("phones", elder["phone"], "13900000001"), ("health", "卧床", "骨折"), ("categories", "low_income", "living_alone、low_income"),
    }
    assert item.status == "changed"
    apply_preview(imported, preview, Decisions(kept=frozenset({("老人", 2, "health")})))
    person = next(p for p in live_rows(imported.store, Person) if p["name"] == elder["name"])
    care = next(c for c in live_rows(imported.store, CareFile) if c["person_id"] == person["id"])
    assert (person["phone"], care["health"]) == ("13900000001", "卧床")
    assert preview_file(imported, path).items[0].changes[0].field == "health"
    assert len(preview_file(imported, path).items[0].changes) == 1


def test_blank_cells_change_nothing(imported: Session, tmp_path: Path) -> None:
    elder = truth()["elders"][0]
    rows = [["姓名", "身份证号", "联系电话", "健康状况", "类别", "居住地址", "紧急联系人"], [elder["name"], elder["id"], "", "", "", "", ""]]
    preview = preview_file(imported, write_xlsx(tmp_path / "c.xlsx", [MadeSheet("老人", rows)]))
    assert [(i.status, i.changes) for i in preview.items] == [("same", ())]


def test_a_mended_id_number_settles_and_stays(imported: Session, tmp_path: Path) -> None:
    name = truth()["damaged_ids"][0]
    elder = next(e for e in truth()["elders"] if e["name"] == name)
    rows = [["姓名", "身份证号", "出生日期", "类别"], [name, elder["id"], elder["born"], "独居"]]
    apply_preview(imported, preview_file(imported, write_xlsx(tmp_path / "c.xlsx", [MadeSheet("老人", rows)])))
    person = next(p for p in live_rows(imported.store, Person) if p["name"] == name)
    assert (person["id_number"], person["id_state"], person["id_verbatim"]) == (elder["id"], "valid", "")
    open_names = {d["row_id"] for d in open_doubts(imported.store) if d["field"] == "id_number"}
    assert person["id"] not in open_names and len(open_names) == 5
    again = preview_file(imported, SAMPLE)  # the old file knows less than the station: it takes nothing back
    assert statuses(again)["changed"] == 0 and not again.doubtful


def test_refused_duplicates_stay_apart(session: Session) -> None:
    preview = preview_file(session, SAMPLE)
    apart = frozenset(g.key for g in preview.groups)
    again = preview.again(Decisions(apart=apart))
    assert statuses(again)["duplicate"] == 0 and statuses(again)["new"] == 232


def test_rows_left_out_are_not_written(session: Session) -> None:
    preview = preview_file(session, SAMPLE)
    out = frozenset(i.place for i in preview.items if i.facts.sheet != "老人台账")
    apply_preview(session, preview, Decisions(left_out=out))
    assert sizes(session)["Volunteer"] == 0 and sizes(session)["CareFile"] == 126


def test_the_station_moved_between_preview_and_acceptance(imported: Session, tmp_path: Path) -> None:
    elder = truth()["elders"][0]
    rows = [["姓名", "身份证号", "健康状况", "紧急联系人"], [elder["name"], elder["id"], "骨折", ""]]
    preview = preview_file(imported, write_xlsx(tmp_path / "c.xlsx", [MadeSheet("老人", rows)]))
    care = next(c for c in live_rows(imported.store, CareFile) if c["code"] == "E0001")
    with imported.write("people.save_elder") as unit:
        unit.update(CareFile, care["id"], {"health": "中风"})
    with pytest.raises(StationMoved) as caught:
        apply_preview(imported, preview)
    assert caught.value.preview.items[0].changes[0].old == "中风"


def test_a_reader_may_not_import(session: Session) -> None:
    session.role = "reader"
    with pytest.raises(NotAllowed):
        apply_preview(session, preview_file(session, SAMPLE))
    assert sizes(session)["Person"] == 0


@pytest.mark.parametrize("calls", [1, 2, 5, 9])
def test_cancelled_while_saving_keeps_nothing(session: Session, calls: int) -> None:
    before = sizes(session)
    preview = preview_file(session, SAMPLE)
    asked = iter(range(1000))
    with pytest.raises(Cancelled):
        apply_preview(session, preview, cancelled=lambda: next(asked) >= calls)
    assert sizes(session) == before


def test_progress_grows_to_the_end(session: Session) -> None:
    seen: list[float] = []
    preview = preview_file(session, SAMPLE, progress=lambda share, _what: seen.append(share))
    assert seen == sorted(seen) and seen[-1] == 1.0
    written: list[float] = []
    apply_preview(session, preview, progress=lambda share, _what: written.append(share))
    assert written == sorted(written) and written[-1] == 1.0


UNTIDY = MadeSheet("老人", [
    ["姓名", "身份证号", "出生日期", "联系电话", "居住地址", "类别", "紧急联系人", "性别"],
    ["张三丰", "330206193506299918", "1935.2.30", "1380000", "红葵里附近", "网红老人", "李四", "男"],
    ["", "", "", "13800000009", "红葵里2-1-202", "独居", "王五", "女"],
    ["李四光", "330206193506299919", "1940-01-01", "13800000001", "红葵里2-1-203", "独居", "=HYPERLINK(\"http://x\")", "女"],
])


def test_untidy_values_are_kept_and_said(session: Session, tmp_path: Path) -> None:
    preview = preview_file(session, write_xlsx(tmp_path / "u.xlsx", [UNTIDY]))
    first, nameless, second = preview.items
    assert {d.reason for d in first.doubts} == {"id_wrong_check", "date_impossible", "address_vague", "category_unknown", "phone_length"}
    assert nameless.status == "rejected"
    assert {d.reason for d in second.doubts} >= {"birth_differs_from_id", "sex_differs_from_id"}
    assert preview.new_categories() == ["网红老人"]
    result = apply_preview(session, preview)
    people = {p["name"]: p for p in live_rows(session.store, Person)}
    assert set(people) == {"张三丰", "李四光"}
    assert people["张三丰"]["id_number"] == "" and people["张三丰"]["id_verbatim"] == "330206193506299918"
    doubts = open_doubts(session.store)
    assert len(doubts) == result.doubts
    row = next(d for d in doubts if d["field"] == "row")
    assert "13800000009" in row["verbatim"] and row["sheet_row"] == 3
    assert {c["name"] for c in live_rows(session.store, Category)} >= {"网红老人"}
    home = next(h for h in live_rows(session.store, Household) if h["id"] == people["张三丰"]["household_id"])
    assert home["address"] == "红葵里附近" and home["building_id"] is None
    again = preview_file(session, tmp_path / "u.xlsx")
    assert again.nothing_to_do
    assert apply_preview(session, again).operation_id == ""


def test_the_report_names_every_reason_and_holds_no_formula(session: Session, tmp_path: Path) -> None:
    preview = preview_file(session, write_xlsx(tmp_path / "u.xlsx", [UNTIDY]))
    out = tmp_path / "待核实.xlsx"
    assert save_report(preview, out) == 3
    rows = load_workbook(str(out)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[0][1:-1] == UNTIDY.rows[0]
    assert [row[0] for row in rows[1:]] == [2.0, 3.0, 4.0]
    assert "330206193506299918" in rows[1][-1] and "check digit" in rows[1][-1]
    assert "not imported" in rows[2][-1]
    with zipfile.ZipFile(out) as archive:
        text = "".join(archive.read(n).decode("utf-8", "ignore") for n in archive.namelist() if n.endswith((".xml", ".rels")))
    assert "<f>" not in text and "<hyperlink " not in text and "relationships/hyperlink" not in text


def test_the_template_is_recognised_and_reads_back(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    save_template(path)
    preview = preview_file(session, path)
    kinds = {s.sheet: s.kind for s in preview.mapping.sheets}
    assert list(kinds.values())[:4] == ["elders", "volunteers", "organisations", "buildings"]
    for sheet in preview.mapping.sheets[:4]:
        assert not sheet.unused and len(sheet.columns) == len(SHEETS[sheet.sheet])
    assert preview.nothing_to_do


def test_no_sheet_is_recognised(session: Session, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "菜谱.xlsx", [MadeSheet("菜谱", [["红烧肉", "500克"], ["青菜", "200克"]])])
    with pytest.raises(BadFile, match="菜谱"):
        preview_file(session, path)


def test_the_clerk_names_sheet_and_columns_himself(session: Session, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "无标题.xlsx", [MadeSheet("甲", [["张三丰", "13800000001"], ["李四光", "13800000002"]])])
    book = read_workbook(path)
    from desktop.exchange.mapping import Mapping

    mapping = Mapping((remap(book.sheets[0], "elders", 0),)).with_field("甲", 0, "name").with_field("甲", 1, "phone")
    preview = preview_file(session, path, mapping)
    assert [(i.facts.name, i.facts.phone) for i in preview.items] == [("张三丰", "13800000001"), ("李四光", "13800000002")]  # type: ignore[union-attr]


def test_an_unrecognised_sheet_is_shown(session: Session, tmp_path: Path) -> None:
    elders = MadeSheet("老人", [["姓名", "类别", "紧急联系人", "健康状况"], ["张三", "独居", "李四", ""]])
    path = write_xlsx(tmp_path / "x.xlsx", [elders, MadeSheet("菜谱", [["红烧肉", "500克"]])])
    preview = preview_file(session, path)
    assert [(s.sheet, s.reason) for s in preview.skipped] == [("菜谱", "sheet")]
    assert preview.mapping.sheet("菜谱").kind == "unrecognised"


def test_one_person_as_elder_and_volunteer_is_one_person(session: Session, tmp_path: Path) -> None:
    sheets = [
        MadeSheet("老人", [["姓名", "联系电话", "类别", "紧急联系人", "健康状况"], ["张三丰", "13800000001", "高龄", "李四", "好"]]),
        MadeSheet("志愿者", [["姓名", "联系电话", "可值班时间", "热线培训"], ["张三丰", "13800000001", "周一上午", "是"]]),
    ]
    apply_preview(session, preview_file(session, write_xlsx(tmp_path / "x.xlsx", sheets)))
    assert sizes(session)["Person"] == 1 and sizes(session)["CareFile"] == sizes(session)["Volunteer"] == 1
    assert preview_file(session, tmp_path / "x.xlsx").nothing_to_do


def test_the_sample_takes_less_than_two_seconds(session: Session) -> None:
    started = time.thread_time()
    apply_preview(session, preview_file(session, SAMPLE))
    assert time.thread_time() - started <= 2


def test_a_further_phone_that_only_the_station_has_is_kept(imported: Session) -> None:
    person = next(p for p in live_rows(imported.store, Person) if p["name"] == "雷克勤")
    with imported.write("people.save_elder") as unit:
        unit.update(Person, person["id"], {"phones": "0574-83072454"})
    assert not preview_file(imported, SAMPLE).of("changed")


def test_dates_of_the_volunteers_add_up(imported: Session, tmp_path: Path) -> None:
    one = next(v for v in truth()["volunteers"] if v["off"])
    rows = [["姓名", "联系电话", "不可值班日期", "每周最多班次"], [one["name"], one["phone"], "2027-01-05", one["max_week"]]]
    apply_preview(imported, preview_file(imported, write_xlsx(tmp_path / "v.xlsx", [MadeSheet("志愿者", rows)])))
    names = {p["id"]: p["name"] for p in live_rows(imported.store, Person)}
    helper = next(v for v in live_rows(imported.store, Volunteer) if names[v["person_id"]] == one["name"])
    days = {str(u["date"]) for u in live_rows(imported.store, Unavailable) if u["volunteer_id"] == helper["id"]}
    assert days == {*one["off"], str(date(2027, 1, 5))}


def test_a_hidden_sheet_is_not_imported_unasked(session: Session, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "h.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, person in (("老人", "张三"), ("老人旧", "李四")):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["姓名", "类别", "紧急联系人", "健康状况"])
            page.write_row(1, 0, [person, "独居", "王五", ""])
        book.get_worksheet_by_name("老人旧").hide()
    preview = preview_file(session, path)
    assert [i.facts.name for i in preview.items] == ["张三"]
    assert [(s.sheet, s.reason) for s in preview.skipped] == [("老人旧", "hidden")]
    mapping = preview.mapping.with_sheet(remap(read_workbook(path).sheets[1], "elders", 1))
    assert [i.facts.name for i in preview_file(session, path, mapping).items] == ["张三", "李四"]


def test_a_closed_file_is_not_opened_again(imported: Session) -> None:
    care = next(c for c in live_rows(imported.store, CareFile) if c["code"] == "E0001")
    with imported.write("people.close_elder") as unit:
        unit.update(CareFile, care["id"], {"closed_on": date(2026, 11, 1)})
    item = preview_file(imported, SAMPLE).items[0]
    assert (item.status, [d.reason for d in item.doubts]) == ("same", ["file_closed"])
    assert apply_preview(imported, preview_file(imported, SAMPLE)).operation_id == ""


def test_the_same_number_in_two_estates_is_two_buildings(session: Session, tmp_path: Path) -> None:
    rows = [["姓名", "居住地址", "类别", "紧急联系人"], ["张三", "红葵里2-1-202", "独居", "甲"], ["李四", "绿城小区2-1-202", "独居", "乙"],
            ["王五", "红葵里2幢1单元202室", "独居", "丙"]]
    sheets = [MadeSheet("老人", rows), MadeSheet("楼栋", [["楼幢", "单元数", "层数", "楼长"], ["2幢", 3, 6, "赵六"], ["3幢", 3, 6, "钱七"]])]
    apply_preview(session, preview_file(session, write_xlsx(tmp_path / "e.xlsx", sheets)))
    homes = {p["name"]: p["household_id"] for p in live_rows(session.store, Person)}
    assert homes["张三"] == homes["王五"] != homes["李四"]
    assert sizes(session)["Building"] == 3
    assert preview_file(session, tmp_path / "e.xlsx").nothing_to_do


def test_words_outside_a_list_are_flagged(session: Session, tmp_path: Path) -> None:
    rows = [["姓名", "类别", "紧急联系人", "巡访频次", "风险等级"], ["张三", "独居", "甲", "每周一次", "高"], ["李四", "独居", "乙", "想起来就去", "?"]]
    first, second = preview_file(session, write_xlsx(tmp_path / "w.xlsx", [MadeSheet("老人", rows)])).items
    assert (first.facts.frequency, first.facts.risk, first.doubts) == ("weekly", "high", ())  # type: ignore[union-attr]
    assert [(d.field, d.verbatim, d.reason) for d in second.doubts] == [("risk", "?", "word_unknown"), ("frequency", "想起来就去", "word_unknown")]


CELLS = st.one_of(
    st.none(), st.text(max_size=12), st.floats(), st.integers(-10**19, 10**19), st.booleans(), st.dates(), st.datetimes(),
    st.sampled_from(["张三", "330206193506299919", 3.30206195512189e17, "红葵里2-1-202", "周一上午", "第一网格", "合计", "姓名", "13800000001", "2幢", "是"]),
)
ROWS = st.lists(st.lists(CELLS, max_size=13), max_size=5)


@given(st.lists(ROWS, min_size=4, max_size=4))
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_any_cells_under_the_headings_are_previewed_and_written(session: Session, sheets: list[list[list[object]]]) -> None:
    book = Workbook("x.xlsx", "digest", tuple(
        Sheet(name, [list(heads), *rows]) for (name, heads), rows in zip(SHEETS.items(), sheets, strict=True)
    ))
    preview = preview_workbook(session, book)
    assert len(preview.items) == len(preview.rows)
    read = {i.place for i in preview.items} | {(s.sheet, s.row) for s in preview.skipped}
    for sheet in book.sheets:
        for number, row in enumerate(sheet.rows[1:], 2):
            if any(cell_text(v).strip() for v in row):
                assert (sheet.name, number) in read  # no row is dropped
    result = apply_preview(session, preview)
    again = preview_workbook(session, book)
    if result.operation_id:
        session.store.undo(result.operation_id, "people.undo", "tester", session.clock.now())
    assert again.nothing_to_do, [(i.status, i.facts.name, i.changes, i.doubts) for i in again.items if i.status in ("new", "changed") or (i.doubtful and i.status != "rejected")]


PAYLOADS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A0", "=HYPERLINK(\"http://x\")", "http://x.example", "mailto:a@b.c", "\t=1", "\r=1", "=\u00a01", "{=1}",
            "internal:Sheet1!A1", "external:c:\\x.xlsx", "=IMPORTXML(1)", "file:///etc/passwd"]


def test_no_payload_becomes_a_formula_or_a_link(session: Session, tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "类别", "紧急联系人"], *[[f"张{n}", p, p, p] for n, p in enumerate(PAYLOADS)]]
    preview = preview_file(session, write_xlsx_text(tmp_path / "p.xlsx", rows))
    out = tmp_path / "out.xlsx"
    assert save_report(preview, out) == len(PAYLOADS)
    with zipfile.ZipFile(out) as archive:
        sheets = "".join(archive.read(n).decode() for n in archive.namelist() if "worksheets" in n)
    assert "<f" not in sheets.replace("<formatting", "") and "<hyperlink" not in sheets


def write_xlsx_text(path: Path, rows: list[list[str]]) -> Path:
    """Every cell as text, whatever it looks like."""
    return write_xlsx(path, [MadeSheet("老人", rows)])
