"""What would become of each row of the workbook, and the clerk's decisions about duplicates and single rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.exchange.compare import Change, value_words
from desktop.exchange.duplicates import DuplicateGroup
from desktop.exchange.facts import BuildingFacts, ElderFacts, Facts, OrganisationFacts
from desktop.exchange.mapping import field_label, kind_label
from desktop.exchange.preview import Decisions, Item, Preview
from desktop.exchange.report import reason_lines
from desktop.i18n import _
from desktop.people.services.words import sex_label
from ui.exchange.words import group_reason, status_words
from ui.kit import Card, Chips, Column, FilterBox, RowsTable, label, row, theme

Names = Mapping[str, str]  # categories: code -> name


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the workbook as the table shows it."""

    id: str
    sheet: str
    row: int
    kind: str
    name: str
    status: str
    text: str
    doubtful: bool
    place: tuple[str, int]
    group: DuplicateGroup | None = None


class PreviewView(QWidget):
    """Chips by what becomes of the rows, and the rows. `decided(Decisions)` when the clerk decided something."""

    decided = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(self._filter)
        self.table = RowsTable(
            [
                Column(_("Worksheet"), "sheet", width=110, muted=True),
                Column(_("Row"), "row", align="right", width=56, muted=True),
                Column(_("Name"), "name", bold=True, width=130),
                Column(_("What becomes of it"), "status", badge=_status, width=130),
                Column(_("Why, and what changes"), "text", stretch=True, tip=lambda line: line.text.replace("；", "\n")),
                Column(_("Decision"), self._decision, link=True, width=150, key="decide"),
            ],
            _("Rows of the workbook"),
        )  # fmt: skip
        self.table.linked.connect(lambda line, _key: self.decide(line))
        self.table.opened.connect(self.decide)
        self.table.set_empty(_("No such rows."))
        self.table.set_menu(
            (_("Leave this row out, or take it in again"), lambda lines: self.leave_out(lines), ""),
        )  # fmt: skip
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        card = Card()
        self._told = label("", "caption", wrap=True)
        top = row(self.chips, FilterBox(_("Filter the rows")).attach(self.table), gap=10)
        top.setStretch(0, 1)
        card.add(top)
        card.add(self._told)
        card.add(self.table, 1)
        whole.addWidget(card)
        whole.setSpacing(theme.px(8))

    def set_preview(self, preview: Preview, lines: list[Line]) -> None:
        """Show a preview and its rows (`lines_of`, made where the window does not wait)."""
        first = self._preview is None or self._preview.digest != preview.digest
        self._preview = preview
        counts = {key: sum(1 for line in lines if test(line)) for key, test in _TESTS.items()}
        items: list[tuple[Any, ...]] = [("all", _("All"), counts["all"])]
        for key, word, gold in (
            ("new", _("New rows"), False), ("changed", _("Changed"), False), ("doubtful", _("To be checked"), True),
            ("duplicate", _("Duplicates"), True), ("rejected", _("Cannot be kept"), True), ("same", _("As before"), False),
            ("skipped", _("Skipped"), False), ("left_out", _("Left out"), False),
        ):  # fmt: skip
            if counts[key]:
                items.append((key, word, counts[key], "gold") if gold else (key, word, counts[key]))
        self.chips.set_items(items)
        self.table.set_rows(lines)
        self._filter("all" if first else self.chips.chosen)
        if first:
            self.chips.choose("all")
        self._told.setText(_news(preview))
        self._told.setVisible(bool(self._told.text()))

    def _filter(self, key: Any) -> None:
        self.table.set_where(_TESTS.get(str(key), _TESTS["all"]))

    def _decision(self, line: Line) -> str:
        if line.status == "left_out":
            return _("take it in")
        if line.group is not None and self._preview is not None:
            return _("merge them") if line.group.key in self._preview.decisions.apart else _("keep both")
        return ""

    def decide(self, line: Line) -> None:
        """The other decision for this row: keep both or merge; take in again."""
        if self._preview is None:
            return
        decisions = self._preview.decisions
        if line.status == "left_out":
            self.leave_out([line])
        elif line.group is not None:
            key = line.group.key
            apart = decisions.apart - {key} if key in decisions.apart else decisions.apart | {key}
            self.decided.emit(replace(decisions, apart=apart))

    def leave_out(self, lines: Sequence[Line]) -> None:
        """Leave rows out of the import, or take them in again."""
        if self._preview is None:
            return
        decisions: Decisions = self._preview.decisions
        places = {line.place for line in lines if line.status not in ("skipped", "rejected")}
        left_out = decisions.left_out - places if places <= decisions.left_out else decisions.left_out | places
        self.decided.emit(replace(decisions, left_out=left_out))


def _status(line: Line) -> tuple[str, str]:
    """What becomes of a row; a doubtful one says so."""
    word, kind = status_words(line.status)
    return (_("{status}, to be checked").format(status=word), "gold") if line.doubtful and line.status != "left_out" else (word, kind)


_TESTS: dict[str, Any] = {
    "all": lambda line: line.status != "skipped",
    "new": lambda line: line.status == "new",
    "changed": lambda line: line.status == "changed",
    "same": lambda line: line.status == "same",
    "doubtful": lambda line: line.doubtful,
    "duplicate": lambda line: line.group is not None or line.status == "duplicate",
    "rejected": lambda line: line.status == "rejected",
    "skipped": lambda line: line.status == "skipped",
    "left_out": lambda line: line.status == "left_out",
}


def lines_of(preview: Preview) -> list[Line]:
    """The rows of a preview as the table shows them."""
    groups = {place: group for group in preview.groups for place in group.places}
    names = {one.code: one.name for one in preview.station.category_list()}
    lines = []
    for item in preview.items:
        status = "left_out" if item.place in preview.decisions.left_out else item.status
        group = groups.get(item.place)
        lines.append(Line(
            f"{item.facts.sheet}:{item.facts.row}", item.facts.sheet, item.facts.row, kind_label(item.facts.kind), item.facts.name,
            status, "；".join(_reasons(item, group, preview, names)), item.doubtful, item.place, group,
        ))  # fmt: skip
    for number, skipped in enumerate(preview.skipped):
        text = "；".join(part for part in (skipped.message, skipped.text) if part)
        lines.append(Line(f"skipped:{number}", skipped.sheet, skipped.row, "", "", "skipped", text, False, (skipped.sheet, skipped.row)))
    return lines


def _reasons(item: Item, group: DuplicateGroup | None, preview: Preview, names: Names) -> list[str]:
    parts: list[str] = []
    if group is not None:
        rows = "、".join(str(number) for _sheet, number in group.places)
        if group.key in preview.decisions.apart:
            parts.append(_("kept as different people: rows {rows}").format(rows=rows))
        else:
            parts.append(_("rows {rows} become one: {reason}").format(rows=rows, reason=group_reason(group.reason)))
    parts += reason_lines(item)
    parts += [f"{field_label(one.field)}：{_value(one, one.old, names)} → {_value(one, one.new, names)}" for one in item.changes]
    if item.status == "new":
        parts.append(gist(item.facts, names))
    return [part for part in parts if part]


def _value(change: Change, value: Any, names: Names) -> str:
    """A value of a change in words, categories by name; '—' for nothing."""
    if change.field == "categories" and value:
        return "、".join(names.get(one, one) for one in sorted(value))
    return value_words(change.field, value) or "—"


def gist(facts: Facts, names: Names) -> str:
    """What was read from a new row, in a few words: enough to see that the columns were understood."""
    if isinstance(facts, OrganisationFacts):
        return " · ".join(part for part in (facts.organisation_kind, facts.head, facts.phone) if part)
    if isinstance(facts, BuildingFacts):
        floors = _("{count} floors").format(count=facts.floors) if facts.floors else ""
        return " · ".join(part for part in (facts.estate, facts.grid, floors, facts.head, facts.head_phone) if part)
    words = [sex_label(facts.sex), facts.born.isoformat() if facts.born else "", facts.address.text if facts.address else "", facts.phone]
    if isinstance(facts, ElderFacts):
        words.append("、".join(names.get(one, one) for one in (*facts.categories, *facts.new_categories)))
        words += [" ".join(part for part in (c.relation, c.name, c.phone) if part) for c in facts.contacts[:2]]
    else:
        words.append(facts.organisation)
    return " · ".join(word for word in words if word)


def _news(preview: Preview) -> str:
    """Grids, organisations and categories that would be added besides."""
    told = [
        (_("New grids: {names}"), preview.new_grids()), (_("New organisations: {names}"), preview.new_organisations()),
        (_("New categories: {names}"), preview.new_categories()),
    ]  # fmt: skip
    return " · ".join(words.format(names="、".join(names[:8])) for words, names in told if names)
