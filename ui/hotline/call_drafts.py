"""A call half entered is kept, so that it comes back after a crash, another page or another language."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.i18n import _
from desktop.station.drafts import form_draft, keep_form
from ui.hotline.call_form import CallForm
from ui.kit import Shell

KEY = "CallForm"
PAUSE = 1500  # milliseconds after the first key that is not kept yet


class CallDrafts(QObject):
    """Keeps the entry of a call. `fetch()` once before the desk is loaded, `bring_back()` when it is there."""

    def __init__(self, form: CallForm, shell: Shell) -> None:
        super().__init__(form)
        self._form, self._shell = form, shell
        self._kept: dict[str, Any] = {}
        self._found: dict[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.keep)
        form.changed.connect(self._touch)

    @property
    def waiting(self) -> bool:
        """Something is typed that is not kept yet."""
        return self._timer.isActive()

    def fetch(self) -> None:
        """Look for what was typed before."""
        self._shell.worker.run(form_draft, KEY, done=self._came, failed=self._shell.fail, owner=self)

    def bring_back(self) -> None:
        """Show what was found, unless something is typed already."""
        found, self._found = self._found, {}
        if found and self._form.is_empty():
            self._form.bring(found)
            self._shell.say(_("Brought back the call that was typed but not saved."), "gold")

    def keep(self) -> None:
        """Keep what is typed, now; nothing typed takes the draft away."""
        self._timer.stop()
        typed = self._form.typed_state()
        if typed != self._kept:
            self._kept = typed
            self._shell.worker.run(keep_form, KEY, typed, failed=self._shell.fail, owner=self)

    def _came(self, found: dict[str, Any]) -> None:
        self._found = self._kept = found

    def _touch(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
