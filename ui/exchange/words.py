"""Words of the import page."""

from desktop.exchange.preview import Preview
from desktop.i18n import N_, _

STATUSES = {
    "skipped": (N_("skipped"), "muted"),
    "new": (N_("new"), "ok"), "changed": (N_("changes"), "accent"), "same": (N_("as before"), "muted"),
    "duplicate": (N_("duplicate"), "gold"), "rejected": (N_("cannot be kept"), "danger"), "left_out": (N_("left out"), "muted"),
}  # fmt: skip
GROUP_REASONS = {
    "same_id": N_("the same ID number"), "same_birth": N_("the same name and birth date"), "same_phone": N_("the same name and telephone"),
    "same_address": N_("the same name and address"), "same_name": N_("the same name"),
}  # fmt: skip


def status_words(status: str) -> tuple[str, str]:
    """The word and the colour of a status."""
    word, kind = STATUSES.get(status, (status, "muted"))
    return _(word), kind


def group_reason(code: str) -> str:
    """Why rows are taken for the same person."""
    return _(GROUP_REASONS[code]) if code in GROUP_REASONS else code


def counts_words(preview: Preview) -> str:
    """'126 new · 3 duplicates · 6 to be checked'."""
    parts = [
        (len(preview.of("new")), _("{count} new")), (len(preview.of("changed")), _("{count} changed")),
        (len(preview.of("same")), _("{count} as before")), (len(preview.groups), _("{count} duplicates")),
        (len(preview.doubtful), _("{count} to be checked")), (len(preview.of("rejected")), _("{count} cannot be kept")),
    ]  # fmt: skip
    return " · ".join(words.format(count=count) for count, words in parts if count) or _("no rows")
