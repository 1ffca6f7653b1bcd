"""Quick phrases for the note of a call: the station's own list; until it has one, ours."""

from db.hotline import calls as queries
from db.hotline.tables import QuickPhrase
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.session import Session

FIRST = (
    N_("Chatted; in good spirits."), N_("Reminded to take the medicine."), N_("Asked about the weather and meals; all well."),
    N_("Wants a visit."), N_("Told the family."),
)  # fmt: skip
LONGEST = 120


@service(Permission.HOTLINE_READ)
def phrases(session: Session) -> list[str]:
    """The phrases in their order."""
    return [row["text"] for row in queries.quick_phrases(session.store)] or [_(phrase) for phrase in FIRST]


@service(Permission.HOTLINE_WRITE)
def save_phrases(session: Session, wanted: list[str]) -> str:
    """Keep this list, without blank and repeated lines; an empty one brings ours back. Returns the operation's id."""
    kept = list(dict.fromkeys(line for text in wanted if (line := " ".join(text.split())[:LONGEST])))
    standing = queries.quick_phrases(session.store)
    with session.write("hotline.save_phrases") as unit:
        for row in standing:
            if row["text"] not in kept:
                unit.remove(QuickPhrase, row["id"])
        known = {row["text"]: row["id"] for row in standing}
        for position, text in enumerate(kept):
            if text in known:
                unit.update(QuickPhrase, known[text], {"position": position})
            else:
                unit.insert(QuickPhrase, {"text": text, "position": position})
    return session.last_operation
