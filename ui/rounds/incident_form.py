"""The form of one incident: everything on one page, with what is to be done next; kept while it is typed."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from desktop.i18n import _
from desktop.people.services.forms import written
from desktop.rounds import incidents
from desktop.rounds.incidents import (
    KINDS,
    OUTCOMES,
    PLACES,
    IncidentEntry,
    IncidentLine,
    Result,
    Task,
    kind_label,
    outcome_label,
    place_label,
)
from ui.kit import DraftKeeper, Field, FormDialog, Page, find_by_typing
from ui.rounds.words import large

EVENING = time(18)  # what is promised for a day is due by then


class IncidentDialog(FormDialog):
    """One incident, new or as it stands. `saved(what was done, operation id)` is called when it is written."""

    def __init__(
        self, page: Page, elders: Sequence[tuple[str, str]], line: IncidentLine | None, care_file: str,
        saved: Callable[[str, str], object],
    ) -> None:  # fmt: skip
        self._page, self._line, self._saved = page, line, saved
        now = page.shell.clock.now()
        title = _("Enter an incident") if line is None else f"{kind_label(line.entry.kind)}　{line.name}"
        super().__init__(
            page, title, _fields(elders, line), now.date(), _values(line, care_file, now), self._write, columns=3, width=900,
            height=400 if large() else 590,
        )
        find_by_typing(self.form.editor("care_file"))
        self._drafts = DraftKeeper(self.form, page.shell.worker, f"incident.{line.id if line else ''}", self._brought)

    def _brought(self, count: int) -> None:
        self.tell_wrong(_("What you had typed before is back ({count} fields). Look it over, then save.").format(count=count))

    def reject(self) -> None:
        super().reject()
        if not self.isVisible():
            self._drafts.forget()

    def _write(self, values: dict[str, Any]) -> None:
        entry = entry_of(values)
        if self._line is None:
            call: tuple[Any, ...] = (incidents.open_incident, entry)
        else:
            call = (incidents.change_incident, self._line.id, entry, self._line.version)
        self._page.ask(written, *call, done=self._done, failed=self.fail)

    def _done(self, operation: str) -> None:
        self._drafts.forget()
        self.accept()
        self._saved(_("The incident is saved."), operation)


def entry_of(values: dict[str, Any]) -> IncidentEntry:
    """What the form says."""
    task = ()
    if values["task"] or values["task_due"] or values["task_owner"]:
        due = values["task_due"]
        task = (Task(values["task"], values["task_owner"], datetime.combine(due, EVENING) if due else None),)
    return IncidentEntry(
        kind=values["kind"], care_file=values["care_file"] or None, concerns=values["concerns"],
        at=datetime.combine(values["day"], values["time"]), estimated=values["estimated"], place=values["place"] or "",
        place_note=values["place_note"], first_seen_by=values["first_seen_by"], what=values["what"], done=values["done"],
        outcome=values["outcome"] or "", outcome_note=values["outcome_note"], hospital_notice=values["hospital_notice"],
        follow_ups=task,
    )  # fmt: skip


def _values(line: IncidentLine | None, care_file: str, now: datetime) -> dict[str, Any]:
    if line is None:
        return {"care_file": care_file, "kind": "fall", "day": now.date(), "time": now.time(), "place": "home", "outcome": ""}
    entry = line.entry
    return {
        "care_file": entry.care_file or "", "concerns": entry.concerns, "kind": entry.kind, "day": line.at.date(),
        "time": line.at.time(), "estimated": entry.estimated, "place": entry.place, "place_note": entry.place_note,
        "first_seen_by": entry.first_seen_by, "what": entry.what, "done": entry.done, "outcome": entry.outcome,
        "outcome_note": entry.outcome_note,
    }  # fmt: skip


def _fields(elders: Sequence[tuple[str, str]], line: IncidentLine | None) -> list[Field]:
    known = list(elders)
    if line is not None and line.entry.care_file and line.entry.care_file not in dict(known):
        known.append((line.entry.care_file, f"{line.name} {line.address}"))  # the file is closed by now
    return [
        Field("kind", _("Kind"), "choice", required=True, choices=[(code, kind_label(code)) for code in KINDS]),
        Field("care_file", _("Elder"), "choice", choices=[("", _("nobody with a care file")), *known],
              hint=_("Type part of a name or address.") if line is None else ""),
        Field("concerns", _("If nobody with a care file: whom it concerned")),
        Field("day", _("Day"), "date", required=True),
        Field("time", _("Time"), "time"),
        Field("estimated", _("the time is a guess"), "check"),
        Field("place", _("Where it happened"), "choice", choices=[(code, place_label(code)) for code in PLACES]),
        Field("place_note", _("More exactly (bathroom, third landing, …)")),
        Field("first_seen_by", _("First seen by (name, and who that is)")),
        Field("what", _("What happened"), "long", rows=2, required=True),
        Field("done", _("What was done"), "long", rows=2 if line is None or not line.tasks else 1),
        Field("outcome", _("What came of it"), "choice", choices=[(code, outcome_label(code)) for code in OUTCOMES],
              hint=_("“{died}” also enters the day of death into the elder's record.").format(died=outcome_label(Result.DIED))),
        Field("outcome_note", _("More about it (hospital, who was told, …)")),
        Field("hospital_notice", _("in hospital: suspend the visits from that day"), "check"),
        *_promised(line),
        Field("task", _("What is to be done next"), section=_("Follow-up") if line is None or not line.tasks else ""),
        Field("task_owner", _("Who sees to it")),
        Field("task_due", _("Until"), "date"),
    ]  # fmt: skip


def _promised(line: IncidentLine | None) -> list[Field]:
    """What was promised already, as words; it is closed on the hotline page like every follow-up."""
    if line is None or not line.tasks:
        return []
    told = "\n".join(
        f"{task.what}　{task.owner}　{_due_words(task.due_at)}　" + (task.result or _("still open")) for task in line.tasks
    )
    return [Field("promised", told, "note", section=_("Promised so far (closed under Hotline, follow-ups)"))]


def _due_words(due: date | None) -> str:
    return f"{due:%Y-%m-%d}" if due else ""
