"""A page that takes in a file which is dropped on it."""

from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from ui.kit import Page


class FilePage(Page):
    """`read(path)` is told of a file that was dropped; a page that wants some calls `setAcceptDrops(True)`."""

    def read(self, path: Path, *asked: Any) -> None:
        """Read this file."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.read(Path(event.mimeData().urls()[0].toLocalFile()))
