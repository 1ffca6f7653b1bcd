"""The page of rules: an extra round declared and ended, an own rule with what contradicts it, by the keyboard alone."""

from typing import Any

import pytest

from desktop.rounds.ruleset import rule_book
from tests.desktop.rounds.conftest import Town
from ui.rounds.rules_page import NEEDS, PEOPLE, RULES, SLOTS, RulesPage


@pytest.fixture
def page(qtbot: Any, shell: Any, town: Town, worker: Any) -> RulesPage:
    made = RulesPage(shell)
    qtbot.addWidget(made)
    made.resize(1202, 740)
    made.show()
    made.open()
    made.reload()
    worker.changed.connect(lambda _topics: made.reload())
    qtbot.waitUntil(lambda: made.book is not None)
    return made


def test_an_extra_round_is_declared_and_ended(qtbot: Any, shell: Any, call: Any, page: RulesPage) -> None:
    page.new()
    page.dialog.form.patch({"kind": "heat", "name": "高温加巡", "slots": ("pm",)})
    page.dialog.submit()
    qtbot.waitUntil(lambda: len(page.tables["extra"].rows()) == 1)
    line = page.tables["extra"].rows()[0]
    assert (line.name, line.state, line.elders) == ("高温加巡", "running", 8) and shell.said[-1][2]
    page.tables["extra"].select_first()
    page.end()
    page.question.findChildren(type(page.new_button))[0].click()
    qtbot.waitUntil(lambda: page.tables["extra"].rows()[0].state == "over")
    assert shell.errors == []


def test_a_rule_that_contradicts_is_kept_and_told(qtbot: Any, shell: Any, call: Any, town: Town, page: RulesPage) -> None:
    page.chips.choose(RULES)
    page.new(town.elders[0])
    page.dialog.form.patch({"preset": "weekly"})
    page.dialog.submit()
    qtbot.waitUntil(lambda: bool(page.dialog.wrong.text()))
    page.dialog.form.patch({"weekdays": (1,)})
    page.dialog.submit()
    qtbot.waitUntil(lambda: len(page.tables[RULES].rows()) == 1)
    qtbot.waitUntil(lambda: "16" in page.told.text())
    assert shell.said[-1][1] == "gold" and len(call(rule_book).rules) == 1
    page.change()
    assert page.dialog.form.value("preset") == "weekly"
    page.dialog.form.patch({"preset": "daily"})
    page.dialog.submit()
    qtbot.waitUntil(lambda: page.tables[RULES].rows()[0].values["preset"] == "daily")
    assert shell.errors == []


def test_needs_people_and_slots_have_their_lists(qtbot: Any, shell: Any, call: Any, town: Town, page: RulesPage) -> None:
    page.chips.choose(NEEDS)
    page.new(town.elders[0])
    page.dialog.form.patch({"known_face": True, "opens": 540, "closes": 600})
    page.dialog.submit()
    qtbot.waitUntil(lambda: len(page.tables[NEEDS].rows()) == 1)
    assert page.tables[NEEDS].rows()[0].hours == "09:00–10:00"
    page.chips.choose(PEOPLE)
    page.new()
    page.dialog.form.patch({"volunteer": town.volunteers[0], "companion": town.volunteers[1]})
    page.dialog.submit()
    qtbot.waitUntil(lambda: len(page.tables[PEOPLE].rows()) == 1)
    page.chips.choose(SLOTS)
    page.tables[SLOTS].select_first()
    page.change()
    page.dialog.form.patch({"name": "早上"})
    page.dialog.submit()
    qtbot.waitUntil(lambda: page.tables[SLOTS].rows()[0].name == "早上")
    assert shell.errors == []
