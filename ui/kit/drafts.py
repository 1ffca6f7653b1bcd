"""Keeps what is typed into a form, so that it comes back after a crash or a power cut."""

from collections.abc import Callable, Mapping
from datetime import date, time
from types import ModuleType
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ui.kit.form import Form
from ui.worker import Worker

PAUSE = 1500  # milliseconds after the first key that is not kept yet: also who types without a pause loses no more
MORE = "+"  # where a draft has what stands outside the form's fields


def _services() -> ModuleType:
    """Imported when the first draft is asked for: the sign-in has none, and need not wait for the station's floor."""
    from desktop.station import drafts

    return drafts


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a form as JSON knows them. Passwords are for nobody's eyes and are left to the caller not to draft."""
    made: dict[str, Any] = {}
    for name, value in values.items():
        made[name] = value.isoformat() if isinstance(value, (date, time)) else list(value) if isinstance(value, tuple) else value
    return made


def read_back(form: Form, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a form had; fields it no longer has and values that no longer fit are left out."""
    made: dict[str, Any] = {}
    for spec in form.fields:
        if spec.name not in typed or spec.kind in ("note", "password") or spec.fixed:
            continue
        value = typed[spec.name]
        try:
            if spec.kind == "date" and value:
                value = date.fromisoformat(value)
            elif spec.kind == "time" and value:
                value = time.fromisoformat(value)
        except ValueError:
            continue  # half a date was typed when the light went out
        made[spec.name] = tuple(value) if spec.kind == "many" else value
    return made


class DraftKeeper(QObject):
    """Brings a form's draft back when it is made, and keeps one while the form is dirty. `brought(number of fields)` when it did.

    Call `forget()` when the form was saved or given up. `key` tells forms apart ('elder.' and the record's id); drafts are per account.
    What stands outside the form's fields (a table of contacts) comes from `more()` as plain values, empty when nothing differs from
    the saved state, and goes back through `bring_more(values)`; call `touch()` when it changed.
    """

    def __init__(
        self,
        form: Form,
        worker: Worker,
        key: str,
        brought: Callable[[int], object] | None = None,
        more: Callable[[], dict[str, Any]] | None = None,
        bring_more: Callable[[dict[str, Any]], object] | None = None,
    ) -> None:
        super().__init__(form)
        self._form, self._worker, self._key, self._brought = form, worker, key, brought
        self._more, self._bring_more = more, bring_more
        self._done = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.keep)
        form.changed.connect(self.touch)
        worker.run(_services().form_draft, key, done=self._came, owner=self)

    def touch(self) -> None:
        """Something changed: keep it soon."""
        if not self._done and not self._pause.isActive():
            self._pause.start()

    def keep(self) -> None:
        """Keep what differs from the saved state, now."""
        if not self._done:
            secret = {spec.name for spec in self._form.fields if spec.kind == "password"}
            typed = {name: value for name, value in self._form.changes().items() if name not in secret}
            kept, more = plain(typed), self._more() if self._more is not None else {}
            self._worker.run(_services().keep_form, self._key, {**kept, MORE: more} if more else kept)

    def forget(self) -> None:
        """Saved or given up: nothing is to come back."""
        self._done = True
        self._pause.stop()
        self._worker.run(_services().forget_form, self._key)

    def _came(self, typed: dict[str, Any]) -> None:
        more = typed.pop(MORE, {})
        if self._done or self._form.is_dirty() or (self._more is not None and self._more()):
            return
        values = read_back(self._form, typed)
        before = self._form.values()
        values = {name: value for name, value in values.items() if before.get(name) != value}
        count = len(values)
        self._form.patch(values)
        if more and self._bring_more is not None:
            self._bring_more(more)
            count += len(more)
        if count and self._brought is not None:
            self._brought(count)
