"""A menu of the sticks that are plugged in, by their label."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu

from desktop.i18n import _
from desktop.station.drives import Drive, folder_on, sticks
from ui.kit import Page

STICK_FOLDER = "邻里守望-报表"


def offer_sticks(page: Page, chosen: Callable[[Path], object]) -> None:
    """Ask onto which stick, then call `chosen(folder)`; says what to do when none is plugged in."""
    page.shell.worker.run_station(
        lambda station: sticks(station.folder.path), done=lambda found: _offer(page, found, chosen), failed=page.shell.fail, owner=page)


def _offer(page: Page, found: list[Drive], chosen: Callable[[Path], object]) -> None:
    if not found:
        page.shell.say(_("No stick is plugged in. Plug one in and try again."), "error")
        return
    if len(found) == 1:
        _take(page, found[0], chosen)
        return
    menu = QMenu(page)
    for stick in found:
        menu.addAction(stick.words_with_room, partial(_take, page, stick, chosen))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(page.mapToGlobal(page.rect().center()))


def _take(page: Page, stick: Drive, chosen: Callable[[Path], object]) -> None:
    page.shell.worker.run_station(
        lambda _station: folder_on(stick, STICK_FOLDER), done=lambda folder: chosen(Path(folder)), failed=page.shell.fail, owner=page)
