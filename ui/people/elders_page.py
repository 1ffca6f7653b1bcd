"""The page of the elders: list and filter at left, the chosen one's card at right."""

from collections import Counter
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QSizePolicy

from desktop.i18n import _
from desktop.people.services import bin as recycle
from desktop.people.services.cards import ElderCard, elder_card
from desktop.people.services.elders import ElderList, ElderRow, close_elder, list_elders, reopen_elder
from desktop.people.services.forms import written
from desktop.people.services.words import sex_label
from desktop.rounds.lastsafe import Channel, channel_label
from desktop.rounds.sightings import add_sighting
from ui.kit import (
    Card,
    Chips,
    Column,
    Field,
    FilterBox,
    FormDialog,
    Link,
    Page,
    RowsTable,
    Shell,
    ToggleKey,
    row,
    scrolled,
    theme,
)
from ui.people.categories_dialog import CategoriesDialog
from ui.people.elder_card import ElderCardView
from ui.people.elder_form import ElderFormDialog
from ui.people.parts import hours_words, when_words

TOP_CATEGORIES = 4


class EldersPage(Page):
    """All elders. `open(person=...)`, `open(elder=...)` or `open(care_file=...)` choose one, `open(chip=...)` a filter."""

    key, help = "elders", "elders"
    topics = frozenset({"people", "rounds", "hotline", "exchange"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Elders"))
        self._list: ElderList | None = None
        self._wanted: dict[str, str] = {}
        self.table = RowsTable(
            [
                Column(_("Name"), "name", bold=True, width=82),
                Column(_("Age"), _sex_age, muted=True, width=62, sort=lambda one: one.age),
                Column(_("Address"), "place", stretch=True, sort=None, tip=lambda one: f"{one.grid} {one.place}"),
                Column(
                    _("Last safe"), self._safe_words, align="right", width=104, badge=self._safe_badge,
                    sort=lambda one: -one.silence.total_seconds(),
                ),
            ],
            _("Elders"), search=lambda one: one.search,
        )  # fmt: skip
        self.table.set_empty(
            _("No elder yet. Import the station's Excel ledger, or enter the first elder by hand."), _("Import a ledger"), self._import
        )
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda one: self.edit(one.id))
        self.table.set_menu(
            (_("Open the care file"), lambda rows: self.edit(rows[0].id), "F4"),
            (_("Call and record"), lambda rows: self.view.call_elder(rows[0].person_id), ""),
            (_("Note: known safe"), lambda rows: self.note_safe(), "F3"),
            (_("Report absence"), lambda rows: shell.go("rounds.absences", care_file=rows[0].id), ""),
            (_("Print the care card"), lambda rows: shell.go("reports", report="care_card", subject=rows[0].id), ""),
            (_("Close the care file"), lambda rows: self.close_file(rows[0]), ""),
            (_("Reopen the care file"), lambda rows: self.reopen(rows[0]), ""),
            (_("Move to the recycle bin"), lambda rows: self.remove(rows[0]), "Delete"),
        )  # fmt: skip
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(self._filter)
        self.filter_box = FilterBox().attach(self.table)
        self.actions.addWidget(self.filter_box)
        self.add_action(_("Import"), self._import, "Ctrl+I")
        self.add_action(_("New elder"), self.new, "F2")
        self.add_action(_("Note: known safe"), self.note_safe, "F3", main=True)
        ToggleKey("F4", self, lambda: self.edit(self.table.current_row().id) if self.table.current_row() else None)
        left = Card()
        left.add(self.chips)
        left.add(self.table, 1)
        left.add(row(
            Link(_("Categories"), lambda: CategoriesDialog(self.shell, self).open()), Link(_("Recycle bin"), lambda: shell.go("bin")), None,
        ))  # fmt: skip
        left.setMinimumWidth(theme.px(345))
        left.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.table.horizontalHeader().geometriesChanged.connect(self._fit_columns)
        self.view = ElderCardView(self)
        self.view.edit.connect(self.edit)
        self.view.call.connect(self._call)
        both = row(left, scrolled(self.view), gap=14)
        self.view.hide()  # an area shows what is put into it; nobody is chosen yet
        both.setStretch(0, 43 if theme.scale() < 1.25 else 50)
        both.setStretch(1, 71)
        self.body.addLayout(both, 1)

    def _fit_columns(self) -> None:
        """Sex and age stand on the card as well: they give way where the list is narrow."""
        narrow = self.table.viewport().width() < theme.px(358)
        if narrow != self.table.isColumnHidden(1):
            self.table.setColumnHidden(1, narrow)

    # what the list says

    def _safe_words(self, one: ElderRow) -> str:
        if one.closed_on is not None:
            return _("closed")
        if one.away:
            return _("away")
        if one.last_safe is None or self._list is None:
            return _("not yet")
        if one.silent or one.silence > timedelta(hours=20):
            return hours_words(one.silence)
        return when_words(one.last_safe, self._list.now)

    def _safe_badge(self, one: ElderRow) -> tuple[str, str] | None:
        if one.closed_on is not None or one.away:
            return self._safe_words(one), "muted"
        if one.silent:
            return hours_words(one.silence), "danger" if one.grave else "gold"
        return None

    def open(self, **where: Any) -> None:
        """Choose one elder or a filter."""
        self._wanted = {name: str(where[name]) for name in ("person", "elder", "care_file", "chip") if where.get(name)}
        if where.get("new"):
            self.new()
        if self._list is not None:
            self._choose_wanted()

    def reload(self) -> None:
        self.ask(list_elders, done=self._loaded)

    def _loaded(self, listed: ElderList) -> None:
        self._list = listed
        live = [one for one in listed.rows if one.closed_on is None]
        silent = sum(1 for one in live if one.silent)
        told = _("{count} on file").format(count=len(live))
        late = _("{count} silent too long").format(count=silent)
        self.set_subtitle(f"{told} · {late}" if silent else told)
        self.chips.set_items(self._chip_items(listed, live, silent))
        self.table.set_rows(listed.rows)
        self._filter(self.chips.chosen)
        if not self._choose_wanted() and self.table.current_row() is None:
            self.table.select_first()
        self._chosen(self.table.current_row())

    def _chip_items(self, listed: ElderList, live: list[ElderRow], silent: int) -> list[tuple[Any, ...]]:
        counts = Counter(word for one in live for word in one.categories)
        items: list[tuple[Any, ...]] = [("all", _("All"), len(live))]
        items += [(f"category:{word}", word, counts[word]) for word, _count in counts.most_common(TOP_CATEGORIES)]
        if unseen := sum(1 for one in live if not one.seen_today and not one.away):
            items.append(("unseen", _("Not seen today"), unseen))
        if silent:
            items.append(("silent", _("Over the threshold"), silent, "gold"))
        if doubtful := sum(1 for one in live if one.doubts or one.id_state not in ("valid", "missing")):
            items.append(("doubts", _("To be checked"), doubtful, "gold"))
        if closed := len(listed.rows) - len(live):
            items.append(("closed", _("Closed"), closed))
        return items

    def _filter(self, chip: Any) -> None:
        wanted = str(chip or "all")
        if wanted == "closed":
            self.table.set_where(lambda one: one.closed_on is not None)
            return
        word = wanted.removeprefix("category:")
        tests = {
            "all": lambda one: True,
            "unseen": lambda one: not one.seen_today and not one.away,
            "silent": lambda one: one.silent,
            "doubts": lambda one: bool(one.doubts) or one.id_state not in ("valid", "missing"),
        }
        test = tests.get(wanted, lambda one: word in one.categories)
        self.table.set_where(lambda one: one.closed_on is None and test(one))

    def _choose_wanted(self) -> bool:
        """Go to the elder that somebody asked for, whatever the filter was."""
        wanted, self._wanted = self._wanted, {}
        if self._list is None or not wanted:
            return False
        if "chip" in wanted:
            self.chips.choose(wanted["chip"])
        care_file = wanted.get("elder") or wanted.get("care_file") or ""
        one = next((one for one in self._list.rows if one.id == care_file or one.person_id == wanted.get("person")), None)
        if one is None:
            return False
        if not self.table.select_key(one.id):
            self.filter_box.clear()
            self.table.filter("")
            self.chips.choose("closed" if one.closed_on is not None else "all")
            self.table.select_key(one.id)
        return True

    def _chosen(self, one: ElderRow | None) -> None:
        if one is None:
            self.view.show_card(None)
        else:
            self.ask(elder_card, one.id, done=self._show)

    def _show(self, card: ElderCard) -> None:
        current = self.table.current_row()
        if current is not None and current.id == card.id:
            self.view.show_card(card)

    # what one can do

    def new(self) -> None:
        """Enter a new elder."""
        self._form("")

    def edit(self, care_file_id: str) -> None:
        """Open a care file."""
        self._form(care_file_id)

    def _form(self, care_file_id: str) -> None:
        dialog = ElderFormDialog(self.shell, self, care_file_id)
        dialog.saved_record.connect(lambda saved: self._wanted.update(elder=saved))
        dialog.open()

    def _import(self) -> None:
        self.shell.go("import")

    def _call(self, person_id: str, phone: str) -> None:
        self.shell.go("hotline", person=person_id, phone=phone, direction="out")

    def note_safe(self) -> None:
        """Record that somebody saw or heard this elder safe."""
        one = self.table.current_row()
        if one is None or self._list is None:
            return
        channels = [(code.value, channel_label(code.value)) for code in (Channel.NEIGHBOUR, Channel.CALL, Channel.MEAL, Channel.ACTIVITY)]
        dialog = FormDialog(
            self, _("{name} is known safe").format(name=one.name),
            [
                Field("channel", _("How we know"), "choice", choices=channels, default=Channel.NEIGHBOUR.value),
                Field("note", _("Note"), hint=_("Who saw the elder, where")),
            ],
            self._list.now.date(),
            save=lambda values: self._do(
                add_sighting, (one.id, Channel(values["channel"]), None, values["note"]), _("{name} is known safe").format(name=one.name), dialog
            ),
        )  # fmt: skip
        dialog.open()

    def close_file(self, one: ElderRow) -> None:
        """Close a care file, saying why."""
        if self._list is None or one.closed_on is not None:
            return
        dialog = FormDialog(
            self, _("Close the care file of {name}").format(name=one.name),
            [
                Field("on", _("Closed on"), "date", required=True, default=self._list.now.date()),
                Field(
                    "reason", _("Reason for closing"), required=True,
                    known=[_("moved away"), _("moved to a home"), _("died"), _("no longer wanted")],
                ),
            ],
            self._list.now.date(),
            save=lambda values: self._do(
                close_elder, (one.id, values["on"], values["reason"]), _("Closed: {name}").format(name=one.name), dialog
            ),
        )  # fmt: skip
        dialog.open()

    def reopen(self, one: ElderRow) -> None:
        """Open a closed care file again."""
        self._do(reopen_elder, (one.id,), _("Reopened: {name}").format(name=one.name))

    def remove(self, one: ElderRow) -> None:
        """Move an elder to the recycle bin."""
        self.ask(
            recycle.remove, "elder", one.id,
            done=lambda operation: self.shell.say(_("In the recycle bin: {name}").format(name=one.name), undo=operation),
        )  # fmt: skip

    def _do(self, service: Any, args: tuple[Any, ...], told: str, dialog: FormDialog | None = None) -> None:
        """Write something and tell it, with undo; a dialog closes when it is written and shows what was wrong when not."""

        def done(operation: str) -> None:
            if dialog is not None:
                dialog.accept()
            self.shell.say(told, undo=operation or None)

        self.ask(written, service, *args, done=done, failed=dialog.fail if dialog is not None else None)


def _sex_age(one: ElderRow) -> str:
    return " ".join(part for part in (sex_label(one.sex), "" if one.age is None else str(one.age)) if part)
