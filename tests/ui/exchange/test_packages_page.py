"""The pages of packages: given out, taken in by a person who compared the fingerprint, conflicts decided, all of it undone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.exchange.merging import as_json, rows_of
from db.exchange.scope import by_name
from db.exchange.tables import MergeConflict
from db.people.tables import CareFile, Person
from db.privacy.tables import Consent
from db.station.tables import Account, Station
from desktop.exchange import sealed
from desktop.exchange.conflicts import list_conflicts
from desktop.exchange.giving import ELDERS, Ask
from desktop.exchange.keys import Keys, add_station, card, card_code
from desktop.exchange.taking import list_packages
from desktop.session import Session
from tests.ui.conftest import NOW, BenchShell
from ui.exchange.conflicts_page import ConflictsPage
from ui.exchange.package_dialogs import CardDialog, GiveDialog, ReceivedDialog
from ui.exchange.packages_page import PackagesPage
from ui.kit import FormDialog

PHRASE = "桂花树下的长椅"


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "MEMORY_KIB", 8)
    monkeypatch.setattr(sealed, "TIME_COST", 1)
    monkeypatch.setattr(sealed, "LANES", 1)


def fill(session: Session) -> str:
    """A station with one elder; gives the person."""
    with session.write("station.create") as unit:
        unit.insert(Station, {"name": "甲站"})
        unit.insert(Account, {"name": "tester"})
        person = unit.insert(Person, {"name": "顾素珍", "phone": "13800000001"})
        unit.insert(CareFile, {"person": person, "code": "E0001", "opened_on": NOW.date()})
        return person


@pytest.fixture
def page(shell: BenchShell, call: Callable[..., Any], qtbot: Any) -> PackagesPage:
    call(fill)
    made = PackagesPage(shell)
    qtbot.addWidget(made)
    made.show()
    made.reload()
    return made


def dialog_of(page: PackagesPage, kind: type, qtbot: Any) -> Any:
    qtbot.waitUntil(lambda: isinstance(page.dialog, kind), timeout=20_000)
    return page.dialog


def test_given_out_and_taken_in_after_the_fingerprint(
    page: PackagesPage, shell: BenchShell, call: Callable[..., Any], qtbot: Any, tmp_path: Path,
) -> None:
    path = tmp_path / "stick" / "全部资料.linli"
    path.parent.mkdir()
    page.give_to(Ask(phrase=PHRASE), path)
    qtbot.waitUntil(lambda: bool(shell.said), timeout=20_000)
    assert path.exists() and "safe to pull" in shell.said[-1][0]
    call(_become_another_station)
    page.read(path)
    asked = dialog_of(page, FormDialog, qtbot)
    asked.form.set_values({"phrase": "wrong phrase"})
    page.dialog = None
    asked.submit()
    again = dialog_of(page, FormDialog, qtbot)
    assert again.wrong.text() and again is not asked
    again.form.set_values({"phrase": PHRASE})
    page.dialog = None
    again.submit()
    unknown = dialog_of(page, ReceivedDialog, qtbot)
    assert any("accept" in text for text in words(unknown)) and not any(text == "Take in" for text in words(unknown))
    page.dialog = None
    press(unknown, "The fingerprint is right: accept")
    known = dialog_of(page, ReceivedDialog, qtbot)
    press(known, "Take in")
    qtbot.waitUntil(lambda: shell.said[-1][0].startswith("Taken in"), timeout=20_000)
    assert shell.said[-1][2], "it can be taken back"
    assert [one.direction for one in call(list_packages)] == ["in", "out"]
    assert shell.errors == []


def _become_another_station(session: Session) -> None:
    """Other keys: as if the package came to somebody else."""
    from db.exchange.tables import StationKey

    made = Keys(bytes([7] * 32), bytes([9] * 32))
    for purpose, private, public in (("sign", made.sign, made.sign_public), ("receive", made.receive, made.receive_public)):
        StationKey.update(private=private.hex(), public=public.hex()).where(StationKey.purpose == purpose).execute()


def words(dialog: Any) -> list[str]:
    from PySide6.QtWidgets import QLabel, QPushButton

    return [one.text() for one in [*dialog.findChildren(QLabel), *dialog.findChildren(QPushButton)]]


def press(dialog: Any, text: str) -> None:
    from PySide6.QtWidgets import QPushButton

    next(one for one in dialog.findChildren(QPushButton) if one.text().startswith(text)).click()


def test_elders_without_consent_cannot_be_chosen(page: PackagesPage, call: Callable[..., Any], qtbot: Any) -> None:
    given: list[Ask] = []
    other = Keys(bytes([3] * 32), bytes([4] * 32))
    mark = call(add_station, "乙站", card_code(other.sign_public, other.receive_public)).fingerprint
    page.give()
    dialog: GiveDialog = dialog_of(page, GiveDialog, qtbot)
    dialog._give = lambda ask, _what: given.append(ask)
    dialog.form.patch({"kind": ELDERS, "receiver": mark})
    dialog.movers.select_first()
    dialog.submit()
    assert "顾素珍" in dialog.wrong.text() and not given
    call(_consent)
    page.dialog = None
    page.give()
    dialog = dialog_of(page, GiveDialog, qtbot)
    dialog._give = lambda ask, _what: given.append(ask)
    dialog.form.patch({"kind": ELDERS, "receiver": mark})
    dialog.movers.select_first()
    dialog.submit()
    assert len(given) == 1 and len(given[0].elders) == 1


def _consent(session: Session) -> None:
    with session.write("privacy.record_consent") as unit:
        unit.insert(Consent, {"person": Person.get().id, "scope": "third_party", "recipient": "乙站", "given_on": NOW.date(), "paper": "转-1"})


def test_a_station_is_entered_by_its_code_and_the_own_card_is_shown(page: PackagesPage, shell: BenchShell, call: Callable[..., Any], qtbot: Any) -> None:
    other = Keys(bytes([3] * 32), bytes([4] * 32))
    page.add_station()
    dialog = dialog_of(page, FormDialog, qtbot)
    dialog.form.set_values({"name": "乙站", "code": card_code(other.sign_public, other.receive_public)[:-2] + "77"})
    dialog.submit()
    qtbot.waitUntil(lambda: bool(dialog.wrong.text()), timeout=20_000)
    dialog.form.set_values({"name": "乙站", "code": card_code(other.sign_public, other.receive_public).lower()})
    dialog.submit()
    qtbot.waitUntil(lambda: [one.name for one in page.known.rows()] == ["乙站"], timeout=20_000)
    page.dialog = None
    page.show_card()
    assert dialog_of(page, CardDialog, qtbot).code == call(card).code
    page.forget(page.known.rows()[0])
    qtbot.waitUntil(lambda: bool(shell.said) and shell.said[-1][2] is not None, timeout=20_000)


def test_conflicts_stand_beside_each_other_and_are_decided(shell: BenchShell, call: Callable[..., Any], qtbot: Any) -> None:
    call(fill)
    call(_conflict)
    page = ConflictsPage(shell)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: page.one is not None, timeout=20_000)
    assert {(side.label, side.ours, side.theirs) for side in page.sides.rows()} == {
        ("Phone", "13800000001", "13800000002"), ("Note", "(empty)", "换了手机")}
    assert not page.mixed.isEnabled(), "nothing is marked"
    page.sides.select_key("phone")
    assert page.mixed.isEnabled()
    page.mixed.click()
    qtbot.waitUntil(lambda: bool(shell.said), timeout=20_000)
    assert shell.said[-1][2] and call(list_conflicts) == []
    assert call(lambda _session: (Person.get().phone, Person.get().note)) == ("13800000002", "")


def _conflict(session: Session) -> None:
    row = next(rows_of(session.store, by_name()["person"]))
    with session.write("exchange.take_package") as unit:
        unit.insert(MergeConflict, {
            "table_name": "person", "row_id": row["id"], "foreign_id": row["id"], "vector": '{"x":1}', "peer_name": "乙站",
            "theirs": as_json({**row, "phone": "13800000002", "note": "换了手机"})})
