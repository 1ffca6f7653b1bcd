"""The silence clock: everybody by how long nobody has known them safe, and what can be done at once."""

from datetime import timedelta
from typing import Any

from desktop.errors import BadRequest
from desktop.i18n import _, ngettext
from desktop.reports.gather_rounds import state_words
from desktop.rounds.entry import moment_in
from desktop.rounds.ladders import open_ladder
from desktop.rounds.lastsafe import Channel, channel_label
from desktop.rounds.sightings import add_sighting
from desktop.rounds.silence import SilenceLine, silence_list
from ui.kit import Card, Chips, Column, DraftKeeper, Field, FilterBox, FormDialog, Page, RowsTable, Shell, label
from ui.rounds.words import large, moment_words, silence_kind, wide

CHANNELS = (Channel.NEIGHBOUR, Channel.MEAL, Channel.ACTIVITY, Channel.CALL)
STATES = ("over", "near", "away", "fine")


def hours_words(silence: timedelta) -> str:
    """'17 h', '3 d 4 h'."""
    hours = int(silence.total_seconds() // 3600)
    if hours < 48:
        return _("{hours} h").format(hours=hours)
    return _("{days} d {hours} h").format(days=hours // 24, hours=hours % 24)


class SilentPage(Page):
    """One list, the most overdue first."""

    key = "rounds.silent"
    help = "silence"
    topics = frozenset({"rounds", "people", "hotline"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Silence clock"), _("latest of knock, call, meal, activity, neighbour's sighting"))
        threshold = Column(_("Threshold"), "threshold", format=hours_words, align="right", width=96)
        self.table = RowsTable(
            [
                Column(_("Name"), "name", bold=True, width=wide(96, 76)),
                Column(_("Address"), "address", width=wide(126, 104)),
                Column(_("Category"), lambda one: " · ".join(one.categories[:2]), muted=True, stretch=True),
                Column(
                    _("Last known safe"), lambda one: moment_words(one.last_at, one.channel, shell.clock.today()),
                    sort=lambda one: one.last_at, width=wide(190, 148),
                ),
                Column(
                    _("Silent for"), lambda one: hours_words(one.silence), badge=self._badge, sort=lambda one: one.silence,
                    width=wide(104, 92),
                ),
                *(() if large() else (threshold,)),
                Column(_("State"), state_words, width=wide(150, 110)),
            ],
            _("Longest without a sign"),
            key=lambda one: one.care_file,
            search=lambda one: f"{one.name} {one.code} {one.address} {one.phone} {' '.join(one.categories)}",
        )  # fmt: skip
        self.table.set_empty(_("There are no elders yet."), _("Enter an elder"), lambda: shell.go("elders", new=True))
        self.table.opened.connect(self._go)
        self.table.set_menu(
            (_("Elder's card"), lambda rows: self._go(rows[0]), "Return"),
            (_("Phone them"), lambda rows: self._phone(rows[0]), "F4"),
            (_("Seen by somebody"), lambda rows: self._seen(rows[0]), "F2"),
            (_("Open an escalation"), lambda rows: self._climb(rows[0]), "F8"),
        )
        self.actions.addWidget(FilterBox(width=wide(200, 130)).attach(self.table))
        self.add_action(_("List on paper"), lambda: shell.go("reports", report="silence_list"), "Ctrl+P")
        self.phone = self.add_action(_("Phone them"), lambda: self._phone(self.table.current_row()), "F4")
        self.phone.setVisible(not large())  # the key stays in the list's menu
        self.seen = self.add_action(_("Seen by somebody"), lambda: self._seen(self.table.current_row()), "F2", main=True)
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(self._filter)
        self.body.addWidget(self.chips)
        card = Card()
        card.add(self.table, 1)
        card.add(
            label(
                _("Silence runs since last known safe, or since the care file was opened. The threshold is the elder's own (care file), "
                  "else the default of the frequency (settings)."), "caption", wrap=True,
            )
        )  # fmt: skip
        self.body.addWidget(card, 1)

    @staticmethod
    def _badge(line: SilenceLine) -> tuple[str, str]:
        kind = "accent" if line.away else silence_kind(line.silence, line.threshold)
        return hours_words(line.silence), kind

    # page

    def reload(self) -> None:
        self.ask(silence_list, done=self._came)

    def _came(self, lines: list[SilenceLine]) -> None:
        count = {state: sum(1 for line in lines if line.state == state) for state in STATES}
        self.chips.set_items([
            ("all", _("All"), len(lines)),
            ("over", _("Past the threshold"), count["over"], "gold") if count["over"] else ("over", _("Past the threshold"), 0),
            ("near", _("Near the threshold"), count["near"]),
            ("away", _("Reported away"), count["away"]),
        ])  # fmt: skip
        self.table.set_rows(lines)
        self._filter(self.chips.chosen)
        for button in (self.phone, self.seen):
            button.setEnabled(bool(lines))
        self.set_subtitle(ngettext("{count} past their threshold", "{count} past their threshold", count["over"]).format(count=count["over"]))

    def _filter(self, key: str) -> None:
        self.table.set_where(None if key in (None, "all") else lambda line: line.state == key)

    # doing

    def _go(self, line: SilenceLine | None) -> None:
        if line is not None:
            self.shell.go("elders", care_file=line.care_file)

    def _phone(self, line: SilenceLine | None) -> None:
        if line is not None:
            self.shell.go("hotline", care_file=line.care_file)

    def _climb(self, line: SilenceLine) -> None:
        if line.ladder:
            self.shell.go("rounds.ladder", ladder=line.ladder)
            return
        self.ask(open_ladder, line.care_file, done=lambda ladder: self.shell.go("rounds.ladder", ladder=ladder))

    def _seen(self, line: SilenceLine | None) -> None:
        """Somebody saw the elder: by what, when."""
        if line is None:
            return
        fields = [
            Field("channel", _("By what"), "choice", required=True, choices=[(one.value, channel_label(one)) for one in CHANNELS]),
            Field("time", _("At"), hint=_("Today's time, as 9:20; blank for now.")),
            Field("note", _("Note"), hint=_("Who saw the elder, where.")),
        ]

        def save(values: dict[str, Any]) -> None:
            at = moment_in(values["time"], self.shell.clock.today())
            if values["time"].strip() and at is None:
                self.dialog.fail(BadRequest(_("“{text}” is no time; write it as 9:20, or leave it blank for now.").format(
                    text=values["time"])))
                return
            self.ask(
                add_sighting, line.care_file, Channel(values["channel"]), at, values["note"],
                done=lambda _none: self._noted(line), failed=self.dialog.fail,
            )  # fmt: skip

        title = _("{name} was seen safe").format(name=line.name)
        self.dialog = FormDialog(self, title, fields, self.shell.clock.today(), {"channel": Channel.NEIGHBOUR.value}, save)
        self._draft = DraftKeeper(self.dialog.form, self.shell.worker, f"seen.{line.care_file}")
        self.dialog.rejected.connect(self._draft.forget)
        self.dialog.open()

    def _noted(self, line: SilenceLine) -> None:
        self._draft.forget()
        self.dialog.accept()
        self.shell.say(_("{name}: noted as seen safe.").format(name=line.name))
