"""The audit page: one elder's whole history with before and after, the check, and a head that is not in the journal."""

from typing import Any

from db.people.elders import list_elders
from desktop.people.services.cards import elder_card_in_clear
from desktop.people.services.elders import close_elder, reopen_elder
from desktop.station.audit import audit_head
from ui.kit import FormDialog
from ui.privacy.audit_page import AuditPage
from ui.privacy.page import PrivacyPage
from ui.shell.main_window import MainWindow
from ui.worker import Worker


def ask(worker: Worker, qtbot: Any, service: Any, *args: Any) -> Any:
    got: list[Any] = []
    worker.run(service, *args, done=got.append)
    qtbot.waitUntil(lambda: bool(got), timeout=10_000)
    return got[0]


def test_an_elders_whole_history_is_found(window: MainWindow, sample_worker: Worker, morning: Any, qtbot: Any, settle: Any) -> None:
    one = ask(sample_worker, qtbot, lambda session: list_elders(session.store)[3])
    ask(sample_worker, qtbot, lambda session: close_elder(session, one["id"], morning.today(), "搬走了"))
    ask(sample_worker, qtbot, reopen_elder, one["id"])
    ask(sample_worker, qtbot, elder_card_in_clear, one["id"], "核对")
    head = ask(sample_worker, qtbot, audit_head)
    window.go("audit", person=one["person_id"])
    page = window.current()
    assert isinstance(page, AuditPage)
    qtbot.waitUntil(lambda: len(page.table.rows()) >= 4, timeout=10_000)
    labels = [line.label for line in page.table.rows()[:3]]
    assert labels == ["Show masked data in clear", "Reopen care file", "Close care file"]
    page.table.select_key(page.table.rows()[2].id)
    qtbot.waitUntil(lambda: any(line.after == "搬走了" for line in page.detail.rows()), timeout=10_000)
    page.head.setText(head)
    page.whole.setChecked(True)
    page.check()
    qtbot.waitUntil(lambda: not page.result.isHidden(), timeout=20_000)
    assert page.result.text() == "whole", page.told.text()
    page.head.setText("99-000000000000")
    page.check()
    qtbot.waitUntil(lambda: page.result.text() == "not what was written", timeout=20_000)


def test_the_page_of_personal_data_shows_consents_and_takes_requests(window: MainWindow, qtbot: Any, settle: Any, tmp_path: Any) -> None:
    window.go("privacy")
    page = window.current()
    assert isinstance(page, PrivacyPage)
    qtbot.waitUntil(lambda: page.chosen is not None, timeout=10_000)
    page.new_consent()
    form = next(one for one in page.findChildren(FormDialog) if one.isVisible())
    form.form.patch({"scope": "third_party"})
    form.submit()
    qtbot.waitUntil(lambda: bool(form.wrong.text()), timeout=10_000)
    form.form.patch({"recipient": "红葵街道"})
    form.submit()
    qtbot.waitUntil(lambda: any(one.recipient == "红葵街道" for one in page.consents.rows()), timeout=10_000)
    for name in ("copy.pdf", "copy.xlsx"):
        page.write_copy(tmp_path / name)
        qtbot.waitUntil((tmp_path / name).exists, timeout=20_000)
    settle()
