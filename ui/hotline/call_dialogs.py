"""Small windows of the call page: something to do, closing it, phrases, whose number it was, on which days an elder is called."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from PySide6.QtWidgets import QCheckBox

from desktop.hotline.calls import Caller, close_follow_up, open_follow_up
from desktop.hotline.desk import Desk
from desktop.hotline.phrases import save_phrases
from desktop.hotline.reassurance import phone_plan, save_phone_plan
from desktop.hotline.words import REQUESTS
from desktop.i18n import _
from desktop.people.weekly import WEEKDAYS
from ui.hotline.call_form import CallerBox
from ui.kit import Dialog, DraftKeeper, Field, FormDialog, Page, label


def drafted(page: Page, dialog: FormDialog, key: str) -> FormDialog:
    """Open a form whose half-typed words come back after a crash, until it is saved or given up."""
    keeper = DraftKeeper(dialog.form, page.shell.worker, key)
    dialog.finished.connect(lambda _code: keeper.forget())
    dialog.open()
    return dialog


def ask_note(page: Page, today: date, person: str | None) -> None:
    """Something to do, without a call."""
    dialog = FormDialog(
        page, _("Something to do"),
        [
            Field("kind", _("Kind of request"), "choice", choices=[(key, _(word)) for key, word in REQUESTS.items()]),
            Field("what", _("What is to be done"), required=True), Field("owner", _("Who sees to it")),
            Field("due", _("Due by"), "date", default=today), Field("at", _("Due at"), "time", default=time(18)),
        ],
        today, {"kind": "", "due": today, "at": time(18)},
        save=lambda values: page.ask(
            open_follow_up, values["what"], person=person, owner=values["owner"], due_at=_moment(values["due"], values["at"]),
            kind=values["kind"] or "", done=lambda _id: dialog.accept(), failed=dialog.fail),
    )  # fmt: skip
    drafted(page, dialog, "follow_up")


def ask_close(page: Page, today: date, promise: dict[str, Any]) -> None:
    """What came of something promised."""

    def closed(_nothing: object) -> None:
        dialog.accept()
        page.shell.say(_("The follow-up is closed."))

    dialog = FormDialog(
        page, _("Close: {what}").format(what=promise["what"]), [Field("result", _("What came of it"), "long", required=True)], today,
        save=lambda values: page.ask(close_follow_up, promise["id"], values["result"], done=closed, failed=dialog.fail),
        word=_("Close it"),
    )  # fmt: skip
    drafted(page, dialog, f"close.{promise['id']}")


def ask_phrases(page: Page, today: date, phrases: tuple[str, ...]) -> None:
    """The list of quick phrases, a line each."""

    def saved(operation: str) -> None:
        dialog.accept()
        page.shell.say(_("The quick phrases are saved."), undo=operation)

    dialog = FormDialog(
        page, _("Quick phrases"),
        [Field("lines", _("One phrase a line"), "long", rows=8, hint=_("An empty list brings the first ones back."))], today,
        {"lines": "\n".join(phrases)},
        save=lambda values: page.ask(save_phrases, (values["lines"] or "").splitlines(), done=saved, failed=dialog.fail),
    )  # fmt: skip
    dialog.open()


def ask_who(page: Page, desk: Desk, told: str, match: Callable[[Dialog, Caller, bool], object], keep: bool = False) -> None:
    """Who it was: typed as for a call. With `keep`, offers to write the number among the person's own."""
    dialog = Dialog(page, _("Who was it?"), 520)
    box = CallerBox()
    box.desk = desk
    also = QCheckBox(_("also write the number into the person's record"))
    also.setChecked(keep)
    box.picked.connect(lambda caller: match(dialog, caller, also.isChecked()) if caller is not None else None)
    dialog.body.addWidget(label(told, "muted", wrap=True))
    dialog.body.addWidget(box)
    if keep:
        dialog.body.addWidget(also)
    dialog.add_button(_("Cancel"), dialog.reject)
    box.setFocus()
    dialog.open()


def ask_plan(page: Page, today: date, care_file: str, name: str) -> None:
    """On which weekdays an elder is called."""
    page.ask(phone_plan, care_file, done=lambda found: _ask_plan(page, today, care_file, name, found))


def _ask_plan(page: Page, today: date, care_file: str, name: str, found: tuple[str, str]) -> None:
    def saved(operation: str) -> None:
        dialog.accept()
        page.shell.say(_("The plan of calls is saved."), undo=operation)

    dialog = FormDialog(
        page, _("Reassurance calls to {name}").format(name=name),
        [
            Field("days", _("Call on"), "many", choices=[(str(number), _(word)) for number, word in enumerate(WEEKDAYS)]),
            Field("note", _("Note")),
        ],
        today, {"days": tuple(found[0]), "note": found[1]},
        save=lambda values: page.ask(
            save_phone_plan, care_file, "".join(values["days"]), values["note"] or "", done=saved, failed=dialog.fail),
    )  # fmt: skip
    dialog.open()


def _moment(day: date | None, at: time | None) -> datetime | None:
    return datetime.combine(day, at or time(18)) if day else None
