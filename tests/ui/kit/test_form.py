"""Forms: values in and out, what is wrong beside the field, dirty state, Enter goes on."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from ui.kit import Field, Form, FormDialog, read_date

TODAY = date(2026, 11, 22)
FIELDS = [
    Field("name", "Name", required=True, hint="as on the ID card"),
    Field("born", "Born", "date"),
    Field("hours", "Hours", "number", minimum=0, maximum=40, unit="h"),
    Field("rate", "Rate", "decimal"),
    Field("risk", "Risk", "choice", choices=[("", "-"), ("high", "High")]),
    Field("kinds", "Kinds", "many", choices=[("a", "Alone"), ("b", "Old")]),
    Field("note", "Note", "long"),
    Field("key", "Has key", "check"),
    Field("at", "At", "time"),
    Field("phone", "Phone", check=lambda text: "" if text.isdigit() else "Digits only."),
]
VALUES = {
    "name": "顾素珍", "born": date(1938, 5, 2), "hours": 6, "rate": 1.5, "risk": "high", "kinds": ("b",), "note": "两行\n字",
    "key": True, "at": time(8, 30), "phone": "138",
}  # fmt: skip


@pytest.fixture
def form(qtbot: Any) -> Form:
    made = Form(FIELDS, TODAY, columns=2)
    qtbot.addWidget(made)
    made.show()
    return made


def test_values_come_back_as_they_went_in(form: Form) -> None:
    form.set_values(VALUES)
    assert form.values() == VALUES
    assert not form.is_dirty() and form.validate()


def test_an_empty_form_keeps_nothing_known_apart_from_zero(form: Form) -> None:
    assert form.value("hours") is None and form.value("born") is None and form.value("risk") == ""
    form.patch({"hours": 0})
    assert form.value("hours") == 0 and form.changes() == {"hours": 0}


def test_what_is_wrong_stands_beside_the_field_and_goes_when_mended(form: Form) -> None:
    form.set_values(VALUES)
    form.patch({"name": " ", "phone": "12a", "hours": 41})
    form.editor("born").setText("31.31.")
    assert not form.validate()
    told = {name: form._errors[name].text() for name in ("name", "phone", "hours", "born", "rate")}
    assert (
        told["phone"] == "Digits only."
        and "40" in told["hours"]
        and told["name"]
        and "2026" in told["born"]
        and told["rate"] == ""
    )
    assert form.editor("name").property("wrong")
    form.patch({"name": "顾"})
    assert form._errors["name"].text() == "as on the ID card" and not form.editor("name").property("wrong")


def test_words_that_are_no_number_stay_to_be_seen(form: Form) -> None:
    form.editor("hours").setText("six")
    assert form.value("hours") == "six" and not form.validate()


def test_every_input_has_an_accessible_name(form: Form) -> None:
    assert all(form.editor(one.name).accessibleName() for one in FIELDS if one.kind != "check")
    assert form.editor("key").text() == "Has key"


def test_enter_goes_on_and_submits_from_the_last(qtbot: Any) -> None:
    form = Form([Field("a", "A"), Field("b", "B")], TODAY)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    form.editor("a").setFocus()
    qtbot.keyClick(form.editor("a"), Qt.Key.Key_Return)
    assert form.focusWidget() is form.editor("b")
    with qtbot.waitSignal(form.submitted):
        qtbot.keyClick(form.editor("b"), Qt.Key.Key_Return)


def test_a_form_dialog_saves_only_what_is_right(qtbot: Any) -> None:
    saved: list[dict[str, Any]] = []
    dialog = FormDialog(None, "Elder", [Field("name", "Name", required=True)], TODAY, save=saved.append)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.submit()
    assert saved == []
    dialog.form.patch({"name": "顾"})
    dialog.submit()
    assert saved == [{"name": "顾"}]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-3-8", date(2026, 3, 8)), ("20260308", date(2026, 3, 8)), ("2026年3月8日", date(2026, 3, 8)), ("2026.03.08", date(2026, 3, 8)),
        ("3/8", date(2026, 3, 8)), ("3月8号", date(2026, 3, 8)), ("今天", TODAY), ("tomorrow", date(2026, 11, 23)), ("昨天", date(2026, 11, 21)),
        ("2026-02-30", None), ("", None), ("x", None), ("202603", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_type_them(text: str, meant: date | None) -> None:
    assert read_date(text, TODAY) == meant


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_date_is_read_back_from_its_own_form(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f" {day.year}.{day.month}.{day.day} ",
    ):
        assert read_date(text, TODAY) == day


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert read_date(text, TODAY) is None or isinstance(read_date(text, TODAY), date)
