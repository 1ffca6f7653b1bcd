"""The pages of the people room as a clerk uses them: forms by keyboard, filters, stale edits, recycle bin, doubts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from desktop.people.services import elders, organisations, places, volunteers
from desktop.people.services.categories import CategoryRow, list_categories, save_categories
from desktop.people.services.doubts import list_doubts
from desktop.people.services.drafts import BuildingDraft, ContactDraft, ElderDraft, OrganisationDraft, PersonDraft, VolunteerDraft
from desktop.station.history import undo
from ui.kit import FormDialog, Page, theme
from ui.people.bin_page import BinPage
from ui.people.categories_dialog import CategoriesDialog
from ui.people.contacts_editor import ContactsEditor
from ui.people.doubts_page import DoubtsPage
from ui.people.elder_form import ElderFormDialog
from ui.people.elders_page import EldersPage
from ui.people.organisations_page import OrganisationsPage
from ui.people.parts import ConflictDialog, RecordDialog
from ui.people.places_page import PlacesPage
from ui.people.volunteer_form import VolunteerFormDialog
from ui.people.volunteers_page import VolunteersPage

Call = Callable[..., Any]


def gu(**person: str) -> ElderDraft:
    """顾素珍 of 8幢2-301 with one son."""
    return ElderDraft(
        person=replace(PersonDraft(name="顾素珍", sex="f", born="1938-05-08", phones="13800002211"), **person),
        address="8幢2单元301", unit="2", room="301", contacts=(ContactDraft("顾志远", "儿子", "13900008876"),),
    )  # fmt: skip


def shown(page: Page, qtbot: Any) -> Any:
    """The page as the window would show it, reloading when its topics change."""
    worker = page.shell.worker
    worker.changed.connect(lambda topics: page.reload() if topics & page.topics else None)
    qtbot.addWidget(page)
    page.resize(1202, 740)
    page.show()
    page.open()
    page.reload()
    settle(page, qtbot)
    return page


def settle(page: Page, qtbot: Any) -> None:
    """Wait until the database thread has nothing more to do for the page."""
    qtbot.waitUntil(lambda: page.shell.worker._waiting == 0, timeout=10_000)


def dialog_of(page: QWidget, kind: type[QDialog]) -> Any:
    """The newest dialog of this kind over the page."""
    return page.findChildren(kind)[-1]


def form_of(page: Page, qtbot: Any, kind: type[RecordDialog]) -> Any:
    dialog = dialog_of(page, kind)
    qtbot.waitUntil(lambda: dialog.save_button.isEnabled(), timeout=10_000)
    return dialog


def test_an_empty_list_says_what_to_do_first(shell: Any, qtbot: Any) -> None:
    page = shown(EldersPage(shell), qtbot)
    assert page.table._empty.isVisible()
    page.table._empty_action.click()
    assert shell.gone == [("import", {})]
    assert page.view.isHidden()


def test_a_new_elder_is_entered_by_keyboard_and_found_by_initials(shell: Any, call: Call, qtbot: Any) -> None:
    page = shown(EldersPage(shell), qtbot)
    page.new()
    dialog = form_of(page, qtbot, ElderFormDialog)
    name = dialog.form.editor("name")
    qtbot.waitUntil(lambda: dialog.focusWidget() is name, timeout=5_000)
    name.insert("顾素珍")  # as an input method does
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.form.editor("sex")
    dialog.form.patch({"phones": "13800002211", "lunar_birthday": "四月初八", "room": "301", "address": "8幢"})
    qtbot.keyClick(dialog.form.editor("room"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.table.rows()), timeout=10_000)
    settle(page, qtbot)
    (text, _kind, operation) = shell.said[-1]
    assert "顾素珍" in text
    page.table.filter("gsz")
    assert [one.name for one in page.table.shown_rows()] == ["顾素珍"]
    assert "13800002211" in page.table.rows()[0].search
    page.table.filter("2211")
    assert len(page.table.shown_rows()) == 1
    page.table.filter("wang")
    assert page.table.shown_rows() == []
    call(undo, operation)
    settle(page, qtbot)
    assert page.table.rows() == []
    assert shell.errors == []


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(shell: Any, call: Call, qtbot: Any) -> None:
    page = shown(EldersPage(shell), qtbot)
    page.new()
    dialog = form_of(page, qtbot, ElderFormDialog)
    dialog.form.patch({"name": "顾素珍", "born": "1938-13-40", "phones": "138"})
    dialog.contacts.set_contacts([])
    dialog.submit()
    qtbot.waitUntil(lambda: dialog.form.editor("born").property("wrong"), timeout=10_000)
    assert dialog.form.value("born") == "1938-13-40"
    assert dialog.isVisible()
    assert call(elders.list_elders).rows == []
    dialog.form.patch({"born": "1938-05-08", "phones": ""})
    dialog.submit()
    qtbot.waitUntil(lambda: bool(page.table.rows()), timeout=10_000)


def test_closing_a_form_with_unsaved_words_asks_first(shell: Any, qtbot: Any) -> None:
    page = shown(EldersPage(shell), qtbot)
    page.new()
    dialog = form_of(page, qtbot, ElderFormDialog)
    dialog.form.patch({"name": "顾素珍"})
    dialog.reject()
    assert dialog.isVisible()
    assert dialog.wrong.isVisible()
    dialog.reject()
    qtbot.waitUntil(lambda: not page.findChildren(ElderFormDialog), timeout=5_000)


def test_who_may_be_on_record_already_is_named_while_typing(shell: Any, call: Call, qtbot: Any) -> None:
    saved = call(elders.save_elder, gu())
    page = shown(EldersPage(shell), qtbot)
    page.new()
    dialog = form_of(page, qtbot, ElderFormDialog)
    dialog.form.patch({"name": "顾素珍", "born": "1938.5.8"})
    qtbot.waitUntil(lambda: "E0001" in dialog.resembling.text() and dialog.resembling.isVisible(), timeout=10_000)
    page.edit(saved)
    own = form_of(page, qtbot, ElderFormDialog)
    own.touched()
    settle(page, qtbot)
    assert not own.resembling.isVisible(), "nobody resembles himself"


def test_a_stale_edit_shows_both_versions_and_keeps_what_was_typed(shell: Any, call: Call, qtbot: Any) -> None:
    saved = call(elders.save_elder, gu())
    page = shown(EldersPage(shell), qtbot)
    page.edit(saved)
    dialog = form_of(page, qtbot, ElderFormDialog)
    loaded = call(elders.load_elder, saved)
    call(elders.save_elder, replace(loaded.draft, health="高血压"), saved, loaded.token)
    dialog.form.patch({"health": "糖尿病"})
    dialog.submit()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(ConflictDialog)), timeout=10_000)
    conflict = dialog_of(dialog, ConflictDialog)
    assert [(one.mine, one.theirs) for one in conflict.table.rows()] == [("糖尿病", "高血压")]
    assert dialog.form.value("health") == "糖尿病"
    conflict._choose(lambda: dialog._again(dialog_token(conflict, dialog, call, saved)))
    settle(page, qtbot)
    assert call(elders.load_elder, saved).draft.health == "糖尿病"


def dialog_token(_conflict: Any, _dialog: Any, call: Call, saved: str) -> str:
    """The token that stands now."""
    return str(call(elders.load_elder, saved).token)


def test_the_card_masks_numbers_until_they_are_asked_for(shell: Any, call: Call, qtbot: Any) -> None:
    call(elders.save_elder, gu())
    page = shown(EldersPage(shell), qtbot)
    qtbot.waitUntil(lambda: page.view.card is not None, timeout=10_000)
    texts = " ".join(one.text() for one in page.view.findChildren(QWidget) if hasattr(one, "text") and callable(one.text))
    assert "138****2211" in texts
    assert "13800002211" not in texts
    page.view._toggle()
    qtbot.waitUntil(lambda: page.view.card is not None and page.view.card.in_clear, timeout=10_000)
    texts = " ".join(one.text() for one in page.view.findChildren(QWidget) if hasattr(one, "text") and callable(one.text))
    assert "138 0000 2211" in texts
    shown_again = page.view.card
    page.view._toggle()
    qtbot.waitUntil(lambda: page.view.card is not shown_again and not page.view.card.in_clear, timeout=10_000)
    page.view._ask_call(page.view.card.person_id, "phones")
    qtbot.waitUntil(lambda: bool(shell.gone) and shell.gone[-1][0] == "hotline", timeout=10_000)
    assert shell.gone[-1][1]["phone"] == "13800002211"
    page.view.call.emit("p", "13900008876")
    assert shell.gone[-1] == ("hotline", {"person": "p", "phone": "13900008876", "direction": "out"})


def test_somebody_asked_for_is_chosen_whatever_the_filter(shell: Any, call: Call, qtbot: Any) -> None:
    call(elders.save_elder, gu())
    other = call(elders.save_elder, ElderDraft(person=PersonDraft(name="仇阿根"), address="2幢"))
    page = shown(EldersPage(shell), qtbot)
    page.table.filter("gsz")
    page.open(care_file=other)
    assert page.table.current_row().name == "仇阿根"
    person = next(one.person_id for one in page.table.rows() if one.name == "顾素珍")
    page.open(person=person)
    assert page.table.current_row().name == "顾素珍"


def test_noting_an_elder_safe_moves_the_clock(shell: Any, call: Call, qtbot: Any) -> None:
    call(elders.save_elder, gu())
    page = shown(EldersPage(shell), qtbot)
    page.note_safe()
    dialog = page.findChildren(QDialog)[-1]
    dialog.form.patch({"note": "在花园见到"})
    dialog.submit()
    qtbot.waitUntil(lambda: page.table.rows()[0].last_safe is not None, timeout=10_000)
    assert page.table.rows()[0].seen_today


def test_contacts_are_pasted_moved_and_taken_out(qtbot: Any) -> None:
    editor = ContactsEditor()
    qtbot.addWidget(editor)
    editor.show()
    QGuiApplication.clipboard().setText("顾志远\t儿子\t13900008876\t是\n顾敏\t侄女\t18600004013\n")
    editor.table.setCurrentIndex(editor.table.model().index(0, 1))
    editor.paste()
    assert [(one.name, one.relation, one.has_key) for one in editor.contacts()] == [
        ("顾志远", "儿子", True),
        ("顾敏", "侄女", False),
    ]
    editor.table.setCurrentIndex(editor.table.model().index(1, 1))
    editor._move(-1)
    assert [one.name for one in editor.contacts()] == ["顾敏", "顾志远"]
    editor._remove()
    assert [one.name for one in editor.contacts()] == ["顾志远"]
    assert editor.is_dirty()


def test_volunteers_are_saved_with_their_week(shell: Any, call: Call, qtbot: Any) -> None:
    call(organisations.save_organisation, OrganisationDraft("好邻居餐饮"))
    page = shown(VolunteersPage(shell), qtbot)
    page.new()
    dialog = form_of(page, qtbot, VolunteerFormDialog)
    dialog.form.patch({"name": "尹芳", "trained": True, "hotline_years": "2", "unavailable": "2026-12-30 体检"})
    dialog.week.tick((3, "am"), "")
    dialog.submit()
    qtbot.waitUntil(lambda: bool(page.table.rows()), timeout=10_000)
    (row,) = call(volunteers.list_volunteers)
    assert (row.name, row.qualified, row.hotline_years) == ("尹芳", True, 2.0)
    loaded = call(volunteers.load_volunteer, row.id)
    assert [(one.weekday, one.wish) for one in loaded.draft.available] == [(3, "")]
    assert [(one.date, one.reason) for one in loaded.draft.unavailable] == [("2026-12-30", "体检")]
    # opened and saved without a change: nothing is written
    page.edit(row.id)
    again = form_of(page, qtbot, VolunteerFormDialog)
    assert not again.is_dirty()
    again.submit()
    settle(page, qtbot)
    assert shell.said[-1][2] is None


def test_removed_records_come_back_from_the_bin(shell: Any, call: Call, qtbot: Any) -> None:
    call(organisations.save_organisation, OrganisationDraft("一滴水志愿服务队", "charity"))
    page = shown(OrganisationsPage(shell), qtbot)
    page.remove(page.table.rows()[0])
    qtbot.waitUntil(lambda: not page.table.rows(), timeout=10_000)
    recycle = shown(BinPage(shell), qtbot)
    assert [one.name for one in recycle.table.rows()] == ["一滴水志愿服务队"]
    recycle.restore(recycle.table.rows()[0])
    qtbot.waitUntil(lambda: bool(page.table.rows()), timeout=10_000)
    assert recycle.table.rows() == [] or recycle.table.rows()[0].name


def test_places_have_their_three_lists(shell: Any, call: Call, qtbot: Any) -> None:
    building = call(places.save_building, BuildingDraft(number="8", x="1", y="2"))
    call(elders.save_elder, replace(gu(), building=building))
    page = shown(PlacesPage(shell), qtbot)
    assert [(one.name, one.elders) for one in page.buildings.rows()] == [("8幢", 1)]
    assert [one.people for one in page.households.rows()] == [("顾素珍",)]
    page.open(tab="grids")
    page.new()
    dialog = form_of(page, qtbot, RecordDialog)
    dialog.form.patch({"name": "第一网格"})
    dialog.submit()
    qtbot.waitUntil(lambda: bool(page.grids.rows()), timeout=10_000)
    page.remove("building", page.buildings.rows()[0])
    qtbot.waitUntil(lambda: bool(shell.errors), timeout=10_000)


def test_a_doubt_is_settled_from_its_list(shell: Any, call: Call, qtbot: Any) -> None:
    call(elders.save_elder, gu(id_number="330206193805080000"))
    page = shown(DoubtsPage(shell), qtbot)
    (row,) = page.table.rows()
    assert (row.name, row.verbatim) == ("顾素珍", "330206193805080000")
    page.settle(row)
    dialog = page.findChildren(QDialog)[-1]
    dialog.submit()
    assert dialog.isVisible(), "it asks how"
    dialog.form.patch({"how": "已看证件"})
    dialog.submit()
    qtbot.waitUntil(lambda: not page.table.rows(), timeout=10_000)
    assert call(list_doubts) == []


def test_categories_are_edited_in_place(shell: Any, call: Call, qtbot: Any) -> None:
    call(save_categories, [CategoryRow("", "独居"), CategoryRow("", "高龄")])
    page = shown(EldersPage(shell), qtbot)
    dialog = CategoriesDialog(shell, page)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: len(dialog.rows()) == 2, timeout=10_000)
    dialog.move_line(1)
    dialog.add()
    model = dialog.table.model()
    model.setData(model.index(2, 0), "失独")
    dialog.save()
    settle(page, qtbot)
    assert [one.name for one in call(list_categories)] == ["高龄", "独居", "失独"]


@pytest.mark.parametrize("kind", [EldersPage, VolunteersPage, OrganisationsPage, PlacesPage, BinPage, DoubtsPage])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_every_page_opens_empty_at_both_sizes(kind: type[Page], scale: float, shell: Any, qapp: Any, qtbot: Any) -> None:
    theme.apply(qapp, scale=scale)
    page = shown(kind(shell), qtbot)
    assert page.title
    assert shell.errors == []


def test_a_volunteer_draft_without_anything_is_refused_softly(call: Call) -> None:
    said = call(volunteers.check_volunteer, VolunteerDraft())
    assert set(said.faults) == {"name"}


@pytest.mark.parametrize("key, dialog", [(Qt.Key.Key_F4, ElderFormDialog), (Qt.Key.Key_F3, FormDialog)])
def test_keys_of_the_page_work_while_the_list_has_the_focus(shell: Any, call: Call, qtbot: Any, key: Qt.Key, dialog: type[QDialog]) -> None:
    call(elders.save_elder, gu())
    page = shown(EldersPage(shell), qtbot)
    page.activateWindow()
    page.table.select_first()
    page.table.setFocus()
    qtbot.keyClick(page.table, key)
    assert len(page.findChildren(dialog)) == 1
