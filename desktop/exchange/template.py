"""An empty workbook to fill: the headings that the import knows best, columns for numbers kept as text."""

from io import BytesIO
from pathlib import Path

from desktop.atomic import write_atomically
from desktop.i18n import _
from desktop.people.categories import default_categories

# the station's own words: the import reads them whatever the language of the screen
SHEETS: dict[str, tuple[str, ...]] = {
    "老人台账": (
        "姓名", "性别", "身份证号", "出生日期", "农历生日", "类别", "网格", "小区", "楼栋", "单元", "室号", "联系电话", "固定电话",
        "紧急联系人", "与老人关系", "紧急联系电话", "第二联系人", "第二联系人关系", "第二联系人电话", "健康状况", "安全隐患", "备注",
    ),
    "志愿者": (
        "姓名", "联系电话", "所属组织", "党员", "热线培训", "热线经验(年)", "可值班时间", "不可值班日期", "每周最多班次", "可巡访网格",
        "备注",
    ),
    "社会组织": ("名称", "类型", "负责人", "电话", "成员数", "备注"),
    "楼栋": (
        "网格", "小区", "楼幢", "单元数", "层数", "电梯", "楼长", "楼长电话", "平面位置东(米)", "平面位置北(米)", "备注",
    ),
}
_LISTS = {"性别": ["男", "女"], "党员": ["是", "否"], "热线培训": ["是", "否"], "电梯": ["有", "无"]}
_EXAMPLES = {
    "身份证号": "18位,文本格式,如 11010519491231002X", "出生日期": "如 1949-12-31;有身份证号可不填",
    "农历生日": "如 冬月十二、闰四月初八", "联系电话": "可填多个,用 / 隔开", "可值班时间": "如 周一上午、周三晚上、周末全天",
    "不可值班日期": "如 12.5、12.24", "可巡访网格": "如 第一网格、第二网格", "平面位置东(米)": "平面图上的位置,可不填",
    "平面位置北(米)": "平面图上的位置,可不填", "楼栋": "如 3", "单元": "如 1", "室号": "如 1003",
}
_ROWS = 2_000  # formatted rows


def write_template(path: Path) -> None:
    """Save the template. Raises CannotSave."""
    write_atomically(path, template_bytes())


def template_bytes() -> bytes:
    """The workbook itself."""
    import xlsxwriter

    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        heading = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        for name, headings in SHEETS.items():
            page = book.add_worksheet(name)
            page.freeze_panes(1, 1)
            for column, title in enumerate(headings):
                page.set_column(column, column, max(10, len(title) * 2 + 4), text)
                page.write_string(0, column, title, heading)
                hint = "、".join(c.name for c in default_categories()) if title == "类别" else _EXAMPLES.get(title, "")
                if hint:
                    page.write_comment(0, column, hint)
                if title in _LISTS:
                    page.data_validation(1, column, _ROWS, column, {"validate": "list", "source": _LISTS[title], "error_type": "warning"})
        help_page = book.add_worksheet(_("How to fill"))
        help_page.set_column(0, 0, 100)
        for row, line in enumerate(_help_lines()):
            help_page.write_string(row, 0, line)
    return buffer.getvalue()


def _help_lines() -> list[str]:
    return [
        _("Fill in one person, organisation or building a line, right under the headings. Columns that you do not need may be deleted."),
        _("Columns may stand in any order; your own ledger can be imported as it is, too."),
        _("Write ID numbers and telephone numbers as text (the columns are set so), or Excel will cut their last digits."),
        _("Several categories, phones or times in one cell: separate them with 、"),
        _("Nothing is saved before you have seen the preview and accepted it; an import can be undone."),
    ]
