"""Words for packages: kinds, directions, what became of the rows."""

from desktop.exchange.parcel import Outcome
from desktop.exchange.taking import LoggedPackage
from desktop.i18n import N_, _

KINDS: dict[str, str] = {
    "everything": N_("Everything"),
    "elders": N_("Elders who move"),
    "figures": N_("Figures of a month, without names"),
}
STATUSES: dict[str, str] = {
    "new": N_("{number} new"), "newer": N_("{number} changed"), "erased": N_("{number} deleted"), "conflict": N_("{number} in conflict"),
    "waiting": N_("{number} wait for what they belong to"), "same": N_("{number} the same"), "older": N_("{number} older than here"),
}  # fmt: skip


def kind_words(kind: str) -> str:
    """What a package is."""
    return _(KINDS[kind]) if kind in KINDS else kind


def direction_badge(one: LoggedPackage) -> tuple[str, str]:
    """Given out or taken in."""
    return (_("given out"), "muted") if one.direction == "out" else (_("taken in"), "accent")


def counts_line(counts: dict[str, int]) -> str:
    """'12 new · 3 changed'; of one that was given out how many rows."""
    if "rows" in counts:
        return _("{number} rows").format(number=f"{counts['rows']:,}")
    return " · ".join(_(words).format(number=f"{counts[status]:,}") for status, words in STATUSES.items() if counts.get(status))


def outcome_line(outcome: Outcome) -> str:
    """What became, or would become, of the rows."""
    return counts_line(outcome.by_status()) or _("Nothing new: the station knows all of this already.")
