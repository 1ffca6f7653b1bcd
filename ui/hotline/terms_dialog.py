"""What a volunteer asks of every roster: maxima, rest, leading, whom to sit with and whom not."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.hotline.terms import MOST_MONTH, PairWish, Terms, save_terms
from desktop.i18n import _
from ui.kit import Field, FormDialog, Shell

LEADS = {"years": None, "yes": True, "no": False}
PLACES = 3  # people of each kind that the form has room for


class TermsDialog(FormDialog):
    """A form; blank means: as the station's setting."""

    def __init__(self, parent: QWidget, shell: Shell, terms: Terms, others: Sequence[PairWish], today: date) -> None:
        self.shell, self.terms = shell, terms
        people = [("", _("nobody")), *((other.other, f"{other.name} {other.code}") for other in others)]
        known = {other.other for other in others}
        people += [(p.other, p.name or _("unknown volunteer")) for p in terms.pairs if p.other not in known]
        fields = [
            Field("max_day", _("Shifts a day at most"), "number", minimum=1, maximum=3, hint=_("Blank: 1")),
            Field("max_month", _("Shifts a month at most"), "number", minimum=0, maximum=MOST_MONTH, hint=_("Blank: no limit of its own")),
            Field("rest_hours", _("Rest between two shifts"), "decimal", minimum=0, maximum=72, unit=_("hours"),
                  hint=_("Blank: as the station has it")),
            Field("may_lead", _("May lead a shift"), "choice", required=True, choices=(
                ("years", _("by years at the phone")), ("yes", _("yes")), ("no", _("no")))),
        ]
        for kind, words in (("apart", _("Must not sit with")), ("together", _("Likes to sit with"))):
            fields += [
                Field(f"{kind}{n}", str(n + 1), "choice", choices=people, section=words if n == 0 else "")
                for n in range(max(PLACES, sum(p.kind == kind for p in terms.pairs)))
            ]
        values: dict[str, Any] = {
            "max_day": terms.max_day, "max_month": terms.max_month, "rest_hours": terms.rest_hours,
            "may_lead": next(key for key, value in LEADS.items() if value is terms.may_lead),
        }
        for kind in ("apart", "together"):
            values |= dict.fromkeys((f.name for f in fields if f.name.startswith(kind)), "")
            values |= {f"{kind}{n}": p.other for n, p in enumerate(p for p in terms.pairs if p.kind == kind)}
        super().__init__(parent, _("What {name} asks of rosters").format(name=terms.name), fields, today, values, self._write, columns=2, width=600)

    def _write(self, values: dict[str, Any]) -> None:
        names = {p.other: p.name for p in self.terms.pairs}
        pairs = {(other, kind) for key, other in values.items() for kind in ("apart", "together") if key.startswith(kind) and other}
        wanted = Terms(
            self.terms.volunteer, self.terms.name, values["max_day"], values["max_month"], values["rest_hours"], LEADS[values["may_lead"]],
            tuple(PairWish(other, kind, names.get(other, "")) for other, kind in sorted(pairs)),
        )
        self.shell.worker.run(save_terms, wanted, done=self._written, failed=self.fail, owner=self)

    def _written(self, operation: str) -> None:
        self.accept()
        self.shell.say(_("Saved: what {name} asks of rosters.").format(name=self.terms.name), "ok", undo=operation)
