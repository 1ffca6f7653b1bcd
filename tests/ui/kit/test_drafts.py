"""What was typed comes back after a crash, and does not come back once it was saved or given up."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from desktop.errors import UserError
from desktop.station.drafts import form_draft
from ui.kit import DraftKeeper, Field, Form, FormDialog
from ui.kit.drafts import plain, read_back
from ui.worker import Worker

TODAY = date(2026, 11, 22)
FIELDS = [
    Field("name", "Name"),
    Field("born", "Born", "date"),
    Field("at", "At", "time"),
    Field("kinds", "Kinds", "many", choices=[("a", "A"), ("b", "B")]),
    Field("secret", "Secret", "password"),
    Field("note", "Note", "long"),
]


@pytest.fixture
def make(worker: Worker, call: Callable[..., Any], qtbot: Any) -> Callable[[], tuple[Form, DraftKeeper, list[int]]]:
    def build() -> tuple[Form, DraftKeeper, list[int]]:
        form = Form(FIELDS, TODAY)
        qtbot.addWidget(form)
        form.set_values({"name": "顾素珍"})
        brought: list[int] = []
        keeper = DraftKeeper(form, worker, "elder.1", brought.append)
        call(lambda _session: None)
        return form, keeper, brought

    return build


def test_a_draft_comes_back_and_is_gone_when_saved(make: Any, call: Callable[..., Any]) -> None:
    form, keeper, brought = make()
    assert brought == []
    typed = {
        "name": "顾素真",
        "born": date(1938, 5, 2),
        "at": time(8, 30),
        "kinds": ("b",),
        "note": "两行\n字",
        "secret": "never kept",
    }
    form.patch(typed)
    keeper.keep()
    again, second, brought = make()
    assert brought == [5] and again.is_dirty()
    assert again.values() == typed | {"secret": ""}
    second.forget()
    call(lambda _session: None)
    third, _keeper, brought = make()
    assert brought == [] and third.value("name") == "顾素珍"


def test_what_was_put_back_to_its_saved_state_leaves_no_draft(make: Any, call: Callable[..., Any]) -> None:
    form, keeper, _brought = make()
    form.patch({"name": "x"})
    keeper.keep()
    form.patch({"name": "顾素珍"})
    keeper.keep()
    assert call(form_draft, "elder.1") == {}


def test_half_a_date_and_unknown_fields_do_no_harm(make: Any) -> None:
    form, _keeper, _brought = make()
    assert read_back(form, {"born": "31.", "gone": 1, "secret": "x", "name": "y"}) == {"name": "y"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(name=st.text(max_size=10), born=st.none() | st.dates(), kinds=st.lists(st.sampled_from("ab"), unique=True))
def test_plain_values_read_back_as_they_were(make: Any, name: str, born: date | None, kinds: list[str]) -> None:
    if not hasattr(make, "form"):
        make.form = make()[0]
    values = {"name": name, "born": born, "kinds": tuple(kinds)}
    assert read_back(make.form, plain(values)) == values


def test_a_second_press_while_saving_does_not_save_twice(qtbot: Any) -> None:
    got: list[dict[str, Any]] = []
    dialog = FormDialog(None, "Note", [Field("note", "Note")], TODAY, save=got.append)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.patch({"note": "typed"})
    dialog.submit()
    dialog.submit()  # the database thread is busy: the dialog still stands
    assert len(got) == 1
    dialog.fail(UserError("refused"))
    assert dialog.wrong.text() == "refused"
    dialog.submit()
    assert len(got) == 2
    dialog.form.patch({"note": "other words"})
    dialog.submit()
    assert len(got) == 3


def test_a_dialog_asks_before_it_throws_words_away(qtbot: Any) -> None:
    dialog = FormDialog(None, "Note", [Field("note", "Note")], TODAY)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.patch({"note": "typed"})
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible() and dialog.wrong.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
