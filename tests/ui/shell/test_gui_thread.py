"""The window never touches the database itself: every statement runs on the database thread, on every page and for every key."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import peewee
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from desktop import i18n
from ui.kit.dialogs import help_file
from ui.rooms import ROOMS
from ui.shell.main_window import MainWindow

KEYS = (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F6)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, set[str]]]:
    """Thread name -> statements that ran there."""
    seen: dict[str, set[str]] = {}
    plain = peewee.Database.execute_sql

    def watched(self: peewee.Database, sql: str, *args: Any, **kw: Any) -> Any:
        seen.setdefault(threading.current_thread().name, set()).add(sql[:120])
        return plain(self, sql, *args, **kw)

    monkeypatch.setattr(peewee.Database, "execute_sql", watched)
    yield seen


def test_only_the_database_thread_asks_the_database(
    window: MainWindow, settle: Callable[[], None], statements: dict[str, set[str]], qtbot: Any
) -> None:
    for room in ROOMS:
        window.go(room.key)
        settle()
        for key in KEYS:
            qtbot.keyClick(window.current(), key)
            settle()
            for dialog in [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]:
                dialog.close()
                dialog.close()  # words typed are thrown away when asked twice
        settle()
    assert set(statements) == {"database"}, {name: sorted(sqls)[:3] for name, sqls in statements.items() if name != "database"}
    assert len(statements["database"]) > 50


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_f1_has_a_manual_page_for_every_page(window: MainWindow, settle: Callable[[], None], language: str) -> None:
    i18n.use(language)
    try:
        for room in ROOMS:
            window.go(room.key)
            settle()
            page = window.current()
            assert page is not None
            found = help_file(page.help)
            assert found.stem == page.help != "index", room.key
            assert (found.parent.name == "en") == (language == "en"), room.key
    finally:
        i18n.use("en")
