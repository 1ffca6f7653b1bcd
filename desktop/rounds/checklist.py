"""The monthly checklist (月度巡访表): its items as data, last month's answers prefilled, only what changed is marked.

Source of the groups: domain facts §3 (five groups, and economy, support by the children, needs). The items stand in
`resources/checklists/monthly.json` with their source; what the station changed or added stands in its own table.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from db.rounds import checklists as queries
from db.rounds.tables import Checklist, ChecklistItem
from db.store import Store
from desktop.errors import BadRequest
from desktop.i18n import RESOURCES, _
from desktop.permissions import Permission, service
from desktop.rounds.elders import load_elders
from desktop.rounds.results import account_name
from desktop.session import Session
from desktop.station.drafts import forget_form, form_draft

FILE = RESOURCES / "checklists" / "monthly.json"
OWN = "own"
"""The part of items that the station added."""


@dataclass(frozen=True)
class Item:
    """One line of the checklist; the first of `answers` is the good one, every other is a finding."""

    code: str
    part: str
    part_words: str
    words: str
    answers: tuple[str, ...]
    active: bool = True


@dataclass(frozen=True)
class Answer:
    """What was found at one item, in the words of the checklist of that time, with a remark."""

    answer: str
    note: str = ""


@cache
def shipped() -> tuple[str, tuple[Item, ...]]:
    """The source of the checklist that comes with the program, and its items."""
    data = json.loads(FILE.read_text("utf-8"))
    items = tuple(
        Item(one["code"], part["code"], part["words"], one["words"], tuple(one["answers"]))
        for part in data["parts"]
        for one in part["items"]
    )
    return str(data["source"]), items


def items_of(store: Store, *, everything: bool = False) -> tuple[Item, ...]:
    """The items in force, in the order of the paper; with `everything` also those that the station took out."""
    _source, items = shipped()
    own = {row["code"]: row for row in queries.items(store)}
    parts = {item.part: item.part_words for item in items}
    merged = [_changed(item, own[item.code]) if item.code in own else item for item in items]
    known = {item.code for item in items}
    added = sorted((row for code, row in own.items() if code not in known), key=lambda row: (row["position"], row["code"]))
    merged += [
        Item(row["code"], row["part"], parts.get(row["part"], _("Our own")), row["words"], split(row["answers"]), row["active"])
        for row in added
    ]
    return tuple(item for item in merged if everything or item.active)


def _changed(item: Item, row: Mapping[str, Any]) -> Item:
    return Item(item.code, item.part, item.part_words, row["words"] or item.words, split(row["answers"]) or item.answers, row["active"])


def split(answers: str) -> tuple[str, ...]:
    """'good|not so good|bad' as typed, also with full-width strokes."""
    return tuple(part.strip() for part in answers.replace("｜", "|").split("|") if part.strip())


@service(Permission.ROUNDS_READ)
def checklist_items(session: Session) -> tuple[tuple[Item, ...], str]:
    """Every item, also those taken out, and the source of the list."""
    return items_of(session.store, everything=True), shipped()[0]


@service(Permission.STATION_WRITE)
def save_item(session: Session, code: str, words: str, answers: str, active: bool) -> str:
    """Change an item, or add one with `code` ''; returns the operation that undoes it. What was recorded keeps its words.

    Raises BadRequest without words, or with fewer than two answers.
    """
    if not words.strip():
        raise BadRequest(_("Say what is looked at."))
    parts = split(answers)
    if len(parts) < 2:
        raise BadRequest(_("Give at least two answers, the good one first, with | between them."))
    rows = {row["code"]: row for row in queries.items(session.store)}
    known = {item.code: item for item in shipped()[1]}
    values = {"words": words.strip()[:120], "answers": "|".join(parts)[:200], "active": active}
    with session.write("rounds.save_checklist_items") as unit:
        if code in rows:
            unit.update(ChecklistItem, rows[code]["id"], values)
        else:
            number = 1 + sum(1 for one in rows if one not in known)
            part = known[code].part if code in known else OWN
            unit.insert(ChecklistItem, {"code": code or f"{OWN}.{number}", "part": part, "position": number, **values})
    return session.last_operation


@dataclass(frozen=True)
class ChecklistLine:
    """One elder in the list of a month; `visited_on` None = not recorded yet."""

    care_file: str
    code: str
    name: str
    address: str
    visited_on: date | None
    visitor: str
    findings: int


@service(Permission.ROUNDS_READ, personal=True)
def month_list(session: Session, month: str) -> list[ChecklistLine]:
    """Everybody with an open care file, and whether the checklist of the month is recorded; by address."""
    done = {row["care_file"]: row for row in queries.of_month(session.store, month)}
    lines = []
    for elder in load_elders(session.store).values():
        row = done.get(elder.care_file)
        lines.append(
            ChecklistLine(
                elder.care_file, elder.code, elder.name, elder.address, row["visited_on"] if row else None,
                row["visitor"] if row else "", row["findings"] if row else 0,
            )
        )  # fmt: skip
    return lines


@dataclass(frozen=True)
class ChecklistView:
    """A checklist to be typed or read. `answers` are this month's when recorded, else last time's (None where there was none);
    `before` are last time's, of `before_month` ('' = the first). `draft` is what was typed before the program closed.
    """

    care_file: str
    person: str
    name: str
    address: str
    month: str
    items: tuple[Item, ...]
    answers: dict[str, Answer]
    before: dict[str, Answer]
    before_month: str
    version: int
    visited_on: date | None
    visitor: str
    who: str
    draft: dict[str, Any]


def draft_key(care_file: str, month: str) -> str:
    """Under which form the draft of a checklist is kept."""
    return f"checklist.{month}.{care_file}"


@service(Permission.ROUNDS_READ, personal=True)
def open_checklist(session: Session, care_file: str, month: str) -> ChecklistView:
    """The checklist of an elder for a month, with last time's answers prefilled. Raises BadRequest for an unknown elder."""
    elder = load_elders(session.store, [care_file]).get(care_file)
    if elder is None:
        raise BadRequest(_("This care file is not there any more."))
    rows = queries.of_elder(session.store, care_file, month)
    now = rows[0] if rows and rows[0]["month"] == month else None
    last = next((row for row in rows if row["month"] < month), None)
    before = read(last["answers"]) if last else {}
    items = items_of(session.store)
    if now is not None:
        answers = read(now["answers"])
    else:
        answers = {item.code: before.get(item.code, Answer(item.answers[0])) for item in items}
    return ChecklistView(
        care_file, elder.person, elder.name, elder.address, month, items, answers, before, last["month"] if last else "",
        now["version"] if now else 0, now["visited_on"] if now else None, now["visitor"] if now else "",
        account_name(session, now["account"]) if now else "", form_draft(session, draft_key(care_file, month)),
    )  # fmt: skip


def read(text: str) -> dict[str, Answer]:
    """Stored answers."""
    return {code: Answer(*found) for code, found in json.loads(text or "{}").items()}


@dataclass(frozen=True)
class Finding:
    """An answer that is not the good one; `new` = it was not so last time."""

    item: Item
    answer: Answer
    new: bool


def findings(items: Sequence[Item], answers: Mapping[str, Answer], before: Mapping[str, Answer]) -> list[Finding]:
    """What is not as it should be, in the order of the paper."""
    return [
        Finding(item, answers[item.code], item.code not in before or before[item.code].answer != answers[item.code].answer)
        for item in items
        if item.code in answers and answers[item.code].answer != item.answers[0]
    ]


@service(Permission.ROUNDS_WRITE, personal=True)
def save_checklist(
    session: Session, care_file: str, month: str, visited_on: date, visitor: str, answers: Mapping[str, Answer], version: int = 0
) -> tuple[list[Finding], str]:
    """Record or correct the checklist of a month; gives its findings and the operation that undoes it.

    An item without an answer takes the good one only when the checklist is the first; else last time's stands. `version` is that of
    the checklist when it was opened (0 = there was none). Raises BadRequest for a visit in the future or outside the month, and when
    somebody else recorded it meanwhile; what was typed stays a draft then.
    """
    if visited_on > session.clock.today():
        raise BadRequest(_("The visit cannot lie in the future ({day}).").format(day=visited_on.isoformat()))
    if f"{visited_on:%Y-%m}" != month:
        raise BadRequest(_("{day} does not lie in {month}. Choose the month first, or correct the day.").format(
            day=visited_on.isoformat(), month=month))  # fmt: skip
    view = open_checklist(session, care_file, month)
    if view.version != version:
        raise BadRequest(_("{who} recorded this checklist meanwhile. Open it again: what you typed is kept as a draft.").format(who=view.who))
    items = view.items
    final = {item.code: answers.get(item.code) or view.answers.get(item.code) or Answer(item.answers[0]) for item in items}
    found = findings(items, final, view.before)
    text = json.dumps({code: [one.answer, one.note] for code, one in final.items()}, ensure_ascii=False)
    values = {
        "visited_on": visited_on, "visitor": visitor.strip()[:80], "answers": text, "findings": len(found), "account": session.account,
    }  # fmt: skip
    with session.write("rounds.save_checklist") as unit:
        if view.version:
            row = queries.of_elder(session.store, care_file, month)[0]
            unit.update(Checklist, row["id"], values, version)
        else:
            unit.insert(Checklist, {"care_file": care_file, "month": month, **values})
    operation = session.last_operation
    forget_form(session, draft_key(care_file, month))
    return found, operation


def month_before(month: str) -> str:
    """'2026-01' → '2025-12'."""
    first = date.fromisoformat(month + "-01")
    return f"{first - timedelta(days=1):%Y-%m}"


def month_after(month: str) -> str:
    """'2025-12' → '2026-01'."""
    first = date.fromisoformat(month + "-01")
    return f"{first + timedelta(days=32):%Y-%m}"
