"""What the pages and forms of this room share: words for time, masked numbers, the record dialog, the two versions of a stale edit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.people.services.drafts import Checked, Conflict, Invalid
from desktop.people.services.duplicates import Resembling, find_resembling
from desktop.people.services.forms import Saved, saved
from ui.kit import Column, Dialog, DraftKeeper, Form, RowsTable, Shell, label, theme

CHECK_PAUSE = 350  # milliseconds after the last key until the form is checked


def when_words(at: datetime, now: datetime, exact: bool = True) -> str:
    """'today 08:42', 'yesterday 16:05', '11-18'."""
    days = (now.date() - at.date()).days
    clock = f"{at:%H:%M}" if exact else ""
    if days == 0:
        return _("today {time}").format(time=clock).strip()
    if days == 1:
        return _("yesterday {time}").format(time=clock).strip()
    day = _("{month}-{day}").format(month=at.month, day=at.day)
    if at.year != now.year:
        day = at.date().isoformat()
    return f"{day} {clock}".strip() if days < 7 else day


def hours_words(span: timedelta) -> str:
    """'26 h', '3 d': how long, roughly."""
    hours = int(span.total_seconds() // 3600)
    if hours < 72:
        return _("{hours} h").format(hours=hours)
    return _("{days} d").format(days=hours // 24)


def exact_words(span: timedelta) -> str:
    """'10 h 10 min'."""
    minutes = int(span.total_seconds() // 60)
    if minutes >= 72 * 60:
        return hours_words(span)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


class ConflictDialog(Dialog):
    """Both versions of a stale edit, side by side; nothing typed is lost whatever is chosen."""

    def __init__(self, parent: QWidget, conflict: Conflict, mine: Callable[[], object], theirs: Callable[[], object]) -> None:
        super().__init__(parent, _("Somebody changed this record meanwhile"), 720)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body.addWidget(label(str(conflict), wrap=True))
        self.table = RowsTable(
            [
                Column(_("Field"), "label", bold=True, width=150),
                Column(_("What you typed"), "mine", width=240, tip=lambda one: one.mine),
                Column(_("What stands there now"), "theirs", stretch=True, tip=lambda one: one.theirs),
            ],
            _("Differences"),
            key="field",
        )
        self.table.setMinimumHeight(theme.px(180))
        self.table.set_rows(conflict.differences)
        self.body.addWidget(self.table, 1)
        self.add_button(_("Back to the form"), self.reject)
        self.add_button(_("Take what stands there"), lambda: self._choose(theirs))
        self.add_button(_("Save what I typed"), lambda: self._choose(mine), "main")

    def _choose(self, call: Callable[[], object]) -> None:
        self.accept()
        call()


class RecordDialog(Dialog):
    """A record open in a form. Subclasses build `self.form` in `prepared(data)` and give `draft()` and `show_draft(draft)`.

    `saved_record(id)` when it was saved. `load(session, id)` gives the data with `.loaded`; `check` and `save` are services.
    """

    saved_record = Signal(str)
    load: Callable[..., Any]
    check: Callable[..., Checked]
    save: Callable[..., str]

    def __init__(self, shell: Shell, parent: QWidget, title: str, record_id: str = "", width: int = 860, height: int = 620) -> None:
        super().__init__(parent, title, width)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.window().size()
        self.resize(min(theme.px(width), max(room.width() - 40, 480)), min(theme.px(height), max(room.height() - 30, 420)))
        self.shell, self.record_id, self.token = shell, record_id, ""
        self.form: Form | None = None
        self.drafts: DraftKeeper | None = None
        self._sent = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(CHECK_PAUSE)
        self._pause.timeout.connect(self._check)
        self.add_button(_("Cancel"), self.reject)
        self.save_button = self.add_button(_("Save"), self.submit, "main", "Ctrl+Return")
        self.save_button.setEnabled(False)
        shell.worker.run(type(self).load, record_id, done=self._loaded, failed=self.fail, owner=self)

    # what a subclass gives

    def prepared(self, data: Any) -> None:
        """Build the form from what it needs; the record, if any, is shown afterwards."""
        raise NotImplementedError

    def draft(self) -> Any:
        """What stands in the form now."""
        raise NotImplementedError

    def show_draft(self, draft: Any) -> None:
        """Show a record as the saved state."""
        raise NotImplementedError

    def name(self) -> str:
        """What the record is called, for telling that it was saved."""
        raise NotImplementedError

    def told(self, said: Checked) -> None:
        """A check of what stands in the form came back."""

    def more(self) -> dict[str, Any]:
        """What stands outside the form's fields and is not saved, as plain values for the draft; empty when nothing."""
        return {}

    def bring_more(self, values: dict[str, Any]) -> None:
        """Put `more()` of a draft back."""

    # inner workings

    def _loaded(self, data: Any) -> None:
        if self.form is None:
            self.prepared(data)
            assert self.form is not None
            self.form.changed.connect(self._pause.start)
            self.form.submitted.connect(self.submit)
        if data.loaded is not None:
            self.token = data.loaded.token
            self.show_draft(data.loaded.draft)
        self.save_button.setEnabled(True)
        if self.drafts is None:
            key = f"{type(self).__name__}.{self.record_id}"
            self.drafts = DraftKeeper(self.form, self.shell.worker, key, self._brought, self.more, self.bring_more)
        QTimer.singleShot(0, self.form, self.form.focus_first)  # the fields are shown only after this turn
        self._pause.start()

    def _brought(self, count: int) -> None:
        told = _("Brought back what was typed but not saved: {count} fields.").format(count=count)
        self.body.insertWidget(0, label(told, "warning", wrap=True))  # the window's own bar would stand behind this dialog

    def _forget_draft(self) -> None:
        if self.drafts is not None:
            self.drafts.forget()

    def touched(self) -> None:
        """Something outside the form's fields changed."""
        self._pause.start()
        if self.drafts is not None:
            self.drafts.touch()

    def _check(self) -> None:
        if not self._sent:
            self.shell.worker.run(type(self).check, self.draft(), done=self._checked, failed=self.fail, owner=self)

    def _checked(self, said: Checked) -> None:
        """Warnings and facts stand below their fields while one types; faults only show on saving."""
        if self._sent or self.form is None:
            return
        for spec in self.form.fields:
            if not hasattr(spec, "own_hint"):
                spec.own_hint = spec.hint  # type: ignore[attr-defined]
            warning, fact = said.warnings.get(spec.name, ""), said.facts.get(spec.name, "")
            spec.warning = _("Please check: {warning}").format(warning=warning) if warning else ""
            spec.hint = fact or spec.own_hint  # type: ignore[attr-defined]
        if not self.wrong.isVisible():
            self.form.show_errors({})
        self.told(said)

    def submit(self) -> None:
        """Save; the dialog closes when it is saved."""
        if self.form is None or self._sent or not self.save_button.isEnabled():
            return
        self._sent = True
        self.tell_wrong("")
        self.save_button.setEnabled(False)
        self.shell.worker.run(
            saved, type(self).save, self.draft(), self.record_id or None, self.token or None,
            done=self._saved, failed=self._refused, owner=self,
        )  # fmt: skip

    def _saved(self, told: Saved) -> None:
        self.shell.say(_("Saved: {name}").format(name=self.name()), undo=told.operation or None)
        self.saved_record.emit(told.id)
        self._closing = True
        self._forget_draft()
        self.accept()

    def _refused(self, error: BaseException) -> None:
        self._sent = False
        self.save_button.setEnabled(True)
        if isinstance(error, Invalid):
            assert self.form is not None
            self.form.show_errors(error.faults)
            known = {spec.name for spec in self.form.fields}
            other = [told for name, told in error.faults.items() if name not in known]
            self.tell_wrong("\n".join([_("Not saved yet: {count} fields need another look.").format(count=len(error.faults)), *other]))
        elif isinstance(error, Conflict):
            token = error.token
            ConflictDialog(self, error, lambda: self._again(token), self._take_theirs).open()
        else:
            self.fail(error)

    def _again(self, token: str) -> None:
        self.token = token
        self.submit()

    def _take_theirs(self) -> None:
        self.shell.worker.run(type(self).load, self.record_id, done=self._loaded, failed=self.fail, owner=self)

    def is_dirty(self) -> bool:
        """True when something typed would be lost."""
        return self.form is not None and self.form.is_dirty()

    def reject(self) -> None:
        """Close; with unsaved words only after asking."""
        if self.is_dirty() and not getattr(self, "_asked", False):
            self._asked = True
            self.tell_wrong(_("Not saved yet. Press Esc or Cancel once more to throw away what you typed."))
            QTimer.singleShot(4000, self, self._forget_asking)
            return
        self._forget_draft()
        super().reject()

    def _forget_asking(self) -> None:
        self._asked = False
        self.tell_wrong("")


class PersonDialog(RecordDialog):
    """A form about a person: whoever may be on record already is named while one types, in `self.resembling`."""

    def __init__(self, shell: Shell, parent: QWidget, title: str, record_id: str = "", width: int = 860, height: int = 620) -> None:
        self.resembling = label("", "accent", wrap=True)
        self.resembling.hide()
        super().__init__(shell, parent, title, record_id, width, height)

    def told(self, said: Checked) -> None:
        self.shell.worker.run(find_resembling, self.draft().person, done=self._resembles, failed=self.fail, owner=self)

    def _resembles(self, found: list[Resembling]) -> None:
        others = [one for one in found if not self.record_id or self.record_id not in (one.care_file_id, one.volunteer_id)]
        names = "、".join(f"{one.name} {one.code}（{one.reason}）" for one in others[:3])
        self.resembling.setText(_("Perhaps on record already: {names}").format(names=names))
        self.resembling.setVisible(bool(others))
