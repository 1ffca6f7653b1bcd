"""Swaps: seats to come, what is offered, accepted and approved, stand-ins for those who fall ill, the versions on the wall."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QBoxLayout, QFileDialog

from desktop.hotline.handouts import write_calendars
from desktop.hotline.swap_board import SeatAhead, SwapBoard, Version, load_swaps
from desktop.hotline.swaps import SWAP_KINDS, SWAP_STATES, accept_swap, approve_swap, candidates, offer_swap, refuse_swap
from desktop.hotline.words import clock
from desktop.hotline.words import label as word_of
from desktop.i18n import _, ngettext
from desktop.people.weekly import WEEKDAYS
from ui.hotline.stand_in_dialog import StandInDialog
from ui.kit import (
    Card,
    Chips,
    Column,
    Dialog,
    Field,
    FilterBox,
    FormDialog,
    LineRows,
    Page,
    RowsTable,
    Shell,
    label,
    row,
    scrolled,
    theme,
)

NARROW = 960  # below this the swaps stand under the seats
LISTS = ("open", "past", "versions")


class SwapsPage(Page):
    """Seats to come at left; swaps and versions at right."""

    key, help = "hotline.swaps", "swaps"
    topics = frozenset({"hotline", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Swaps"))
        self.board: SwapBoard | None = None
        self._wanted: dict[str, Any] = {}
        self.add_action(_("Slips"), lambda: shell.go("reports", report="duty_slips", day=self._chosen_day()))
        self.add_action(_("Calendar files"), self._calendars)
        self.stand_in = self.add_action(_("Find a stand-in"), self._stand_in, "F7")
        self.offer = self.add_action(_("Offer a swap"), self._offer, "F2", main=True)
        self._build()

    def _build(self) -> None:
        self.seats = RowsTable([
            Column(_("Date"), "starts", width=110, bold=True, format=day_words),
            Column(_("Shift"), lambda one: f"{one.shift} {one.starts:%H:%M}–{one.ends:%H:%M}", width=122),
            Column(_("Rostered"), lambda one: one.name or _("empty seat"), width=96, badge=_who_badge),
            Column(_("Phone"), "phone", stretch=True, muted=True),
        ], _("Seats to come"), search=lambda one: one.search, many=True)  # fmt: skip
        self.seats.set_empty(
            _("No published roster has seats to come. Plan a month and publish it first."), _("Make the roster"),
            lambda: self.shell.go("hotline.roster"),
        )  # fmt: skip
        self.seats.opened.connect(lambda _one: self._offer())
        left = Card(_("Seats to come"), _("two selected seats are exchanged"))
        self.filter_box = FilterBox().attach(self.seats)
        left.add(self.filter_box)
        left.add(self.seats, 1)
        self.which = Chips(_("List"))
        self.which.picked.connect(self._turn)
        self.open_swaps = RowsTable([
            Column(_("Seat"), _seat_words, width=132, bold=True),
            Column(_("Giver"), "giver_name", width=76),
            Column(_("Taker"), _taker_words, width=84),
            Column(_("Why"), "reason", stretch=True, muted=True, tip=lambda one: one["reason"]),
            Column(_("State"), "state", width=84, badge=_state_badge),
            Column("", lambda one: _("Approve") if one["state"] == "accepted" else _("Other agrees"), width=76, link=True, key="next"),
            Column("", lambda _one: _("Refuse"), width=52, link=True, key="refuse"),
        ], _("Open swaps"))  # fmt: skip
        self.open_swaps.set_empty(_("No swap is open. Choose a seat at left and press F2."))
        self.open_swaps.opened.connect(self._go_on)
        self.open_swaps.linked.connect(lambda one, key: self._go_on(one) if key == "next" else self._refuse(one))
        self.open_swaps.set_menu(
            (_("The other agrees, or approve"), lambda rows: self._go_on(rows[0]), "F4"),
            (_("Refuse"), lambda rows: self._refuse(rows[0]), "Delete"),
            (_("Withdrawn by who offered it"), lambda rows: self._decide(rows[0], "withdrawn"), ""),
        )
        self.past = RowsTable([
            Column(_("Seat"), _seat_words, width=132, bold=True),
            Column(_("Giver"), "giver_name", width=76),
            Column(_("Taker"), _taker_words, width=84),
            Column(_("Why"), "reason", stretch=True, muted=True, tip=lambda one: one["reason"]),
            Column(_("How"), "state", width=104, badge=_how_badge),
            Column(_("When"), lambda one: one["decided_at"], width=92, format=_moment, muted=True),
            Column(_("By"), "decided_by", width=72, muted=True),
        ], _("Changed hands"))  # fmt: skip
        self.past.set_empty(_("Nothing has changed hands in the last three months."))
        self.versions = RowsTable([
            Column(_("Month"), "month", width=84, bold=True),
            Column(_("Version"), "number", align="right", width=76),
            Column(_("Published"), "published_at", width=110, format=_moment),
            Column(_("Changes"), _changes_words, stretch=True, muted=True),
            Column(_("State"), "in_force", width=92, badge=_version_badge),
        ], _("Versions"), key=lambda one: (one.month, one.number))  # fmt: skip
        self.versions.set_empty(_("No roster was published this month or the next."))
        self.versions.opened.connect(self._show_version)
        self.versions.set_menu(
            (_("Print the changes to be initialled"), lambda rows: self.shell.go(
                "reports", report="roster_changes", day=date.fromisoformat(f"{rows[0].month}-01")), ""),
            (_("Print on the wall"), lambda rows: self.shell.go(
                "reports", report="wall_roster", day=date.fromisoformat(f"{rows[0].month}-01")), ""),
        )  # fmt: skip
        right = Card()
        right.add(self.which)
        for table in (self.open_swaps, self.past, self.versions):
            right.add(table, 1)
        for card in (left, right):
            card.setMinimumHeight(theme.px(220))
        self.both: QBoxLayout = row(left, right, gap=14)
        self.both.setStretch(0, 6)
        self.both.setStretch(1, 8)
        self.body.addLayout(self.both, 1)
        self._turn("open")

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(NARROW)
        self.both.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    # what is shown

    def open(self, **where: Any) -> None:
        """`seat=` a seat, with `action='replace'` to find a stand-in at once; `name=` filters; `volunteer=` his seats; `list=`."""
        self._wanted = where
        if self.board is not None:
            self._go_wanted()

    def reload(self) -> None:
        self.ask(load_swaps, done=self.show_board)

    def show_board(self, board: SwapBoard) -> None:
        """Show what the service gathered."""
        self.board = board
        waiting = sum(one["state"] == "accepted" for one in board.open)
        self.set_subtitle(
            ngettext("{number} waits for consent", "{number} wait for consent", waiting).format(number=waiting) if waiting else "")
        self.which.set_items([
            ("open", _("Open swaps"), len(board.open), "gold" if waiting else ""), ("past", _("Changed hands"), len(board.past)),
            ("versions", _("Versions"), len(board.versions)),
        ])
        self.seats.set_rows(board.seats)
        self.open_swaps.set_rows(board.open)
        self.past.set_rows(board.past)
        self.versions.set_rows(board.versions)
        self._go_wanted()

    def _go_wanted(self) -> None:
        where, self._wanted = self._wanted, {}
        if where.get("list"):
            self.which.choose(where["list"])
        if where.get("volunteer"):
            mine = next((one for one in self._board().seats if one.volunteer == where["volunteer"]), None)
            self.filter_box.setText(mine.name if mine else "")
            self.seats.select_first()
        if where.get("seat") and self.seats.select_key(where["seat"]) and where.get("action") == "replace":
            self._stand_in()

    def _turn(self, which: str) -> None:
        for name, table in zip(LISTS, (self.open_swaps, self.past, self.versions), strict=True):
            table.setVisible(name == which)

    def _board(self) -> SwapBoard:
        assert self.board is not None
        return self.board

    def _chosen_day(self) -> date:
        seat: SeatAhead | None = self.seats.current_row()
        return seat.starts.date() if seat is not None else self._board().now.date()

    # what is done

    def _offer(self) -> None:
        chosen: list[SeatAhead] = self.seats.selected_rows()
        if not chosen or self.board is None:
            self.shell.say(_("Choose a seat in the list first."), "gold")
            return
        if len(chosen) == 2:
            self._ask_exchange(*chosen)
        elif len(chosen) == 1:
            seat = chosen[0]
            if not seat.volunteer:
                self._stand_in()
            else:
                self.ask(candidates, seat.id, done=lambda found: self._ask_gift(seat, found))
        else:
            self.shell.say(_("Choose one seat to offer it, or two to exchange them."), "gold")

    def _ask_exchange(self, one: SeatAhead, other: SeatAhead) -> None:
        dialog = FormDialog(
            self, _("Exchange two seats"),
            [
                Field("told", _("{one} ({name}) against {other} ({other_name})").format(
                    one=_when(one), name=one.name, other=_when(other), other_name=other.name), "note"),
                Field("reason", _("Why")),
            ],
            self._board().now.date(),
            save=lambda values: self.ask(
                offer_swap, one.id, None, other.id, values["reason"] or "", done=lambda _id: self._offered(dialog), failed=dialog.fail),
            word=_("Offer"),
        )  # fmt: skip
        dialog.open()

    def _ask_gift(self, seat: SeatAhead, found: list[Any]) -> None:
        choices: list[tuple[Any, str]] = [("", _("anybody (to be asked)"))]
        choices += [
            (one.volunteer, _("{name} {phone} · {shifts} shifts this month").format(name=one.name, phone=one.phone, shifts=one.shifts))
            for one in found if not one.rule
        ]
        dialog = FormDialog(
            self, _("{name} offers {seat}").format(name=seat.name, seat=_when(seat)),
            [
                Field("taker", _("To whom"), "choice", choices=choices, hint=_("whom a rule forbids is not listed; the fairest stand first")),
                Field("reason", _("Why")),
            ],
            self._board().now.date(), {"taker": ""},
            save=lambda values: self.ask(
                offer_swap, seat.id, values["taker"] or None, None, values["reason"] or "", done=lambda _id: self._offered(dialog),
                failed=dialog.fail),
            word=_("Offer"),
        )  # fmt: skip
        dialog.open()

    def _offered(self, dialog: FormDialog) -> None:
        dialog.accept()
        self.which.choose("open")
        self.shell.say(_("The swap is offered. When the other one says yes: F4 in the list."))

    def _go_on(self, swap: dict[str, Any]) -> None:
        if swap["state"] == "accepted":
            self.ask(approve_swap, swap["id"], done=lambda found: self._published(*found))
        elif swap["taker"]:
            self.ask(accept_swap, swap["id"], done=lambda operation: self.shell.say(_("Accepted; now it waits for consent."), undo=operation))
        else:
            self._ask_taker(swap)

    def _ask_taker(self, swap: dict[str, Any]) -> None:
        seat = next((one for one in self._board().seats if one.offered == swap["id"]), None)
        if seat is None:
            self.shell.say(_("The roster was changed meanwhile; refuse this swap and offer it again."), "gold")
            return
        self.ask(candidates, seat.id, done=lambda found: self._choose_taker(swap, found))

    def _choose_taker(self, swap: dict[str, Any], found: list[Any]) -> None:
        dialog = FormDialog(
            self, _("Who takes the seat?"),
            [Field("taker", _("Who takes it"), "choice", required=True,
                   choices=[(one.volunteer, f"{one.name} {one.phone}") for one in found if not one.rule])],
            self._board().now.date(),
            save=lambda values: self.ask(
                accept_swap, swap["id"], values["taker"], done=lambda operation: self._accepted(dialog, operation), failed=dialog.fail),
        )  # fmt: skip
        dialog.open()

    def _accepted(self, dialog: FormDialog, operation: str) -> None:
        dialog.accept()
        self.shell.say(_("Accepted; now it waits for consent."), undo=operation)

    def _published(self, number: int, operation: str) -> None:
        self.shell.say(_("Version {number} is published with the change. Print the wall roster anew.").format(number=number), undo=operation)

    def _refuse(self, swap: dict[str, Any]) -> None:
        self._decide(swap, "refused")

    def _decide(self, swap: dict[str, Any], state: str) -> None:
        words = _("The swap is refused.") if state == "refused" else _("The swap is withdrawn.")
        self.ask(refuse_swap, swap["id"], state, done=lambda operation: self.shell.say(words, undo=operation))

    def _stand_in(self) -> None:
        seat: SeatAhead | None = self.seats.current_row()
        if seat is None:
            self.shell.say(_("Choose a seat in the list first."), "gold")
            return
        mine = sum(1 for one in self._board().seats if seat.volunteer and one.volunteer == seat.volunteer)
        dialog = StandInDialog(self, self.shell, seat, mine, self._board().now.date())
        dialog.replaced.connect(self._published)
        dialog.open()

    def _calendars(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Where to put the calendar files"))
        if folder:
            self.write_calendars(Path(folder))

    def write_calendars(self, folder: Path) -> None:
        """Write the month of the chosen seat, a file a person."""
        self.ask(
            write_calendars, f"{self._chosen_day():%Y-%m}", folder,
            done=lambda files: self.shell.say(ngettext(
                "{number} calendar file is in {folder}.", "{number} calendar files are in {folder}.", len(files)).format(
                    number=len(files), folder=folder.name)))  # fmt: skip

    def _show_version(self, version: Version) -> None:
        dialog = Dialog(self, _("Version {number} of {month}").format(number=version.number, month=version.month), 560)
        lines = LineRows([0, 0, 1])
        for day, shift, start, before, after in version.changes:
            lines.add_row(f"{day:%m-%d}", f"{shift} {clock(start)}", f"{before or _('empty')} → {after or _('empty')}")
        if version.changes:
            dialog.body.addWidget(scrolled(lines), 1)
        else:
            dialog.body.addWidget(label(_("The first version of the month."), "muted"))
        dialog.add_button(_("Close"), dialog.accept, "main")
        dialog.open()


def day_words(at: datetime) -> str:
    """'12-03 Thu' in the user's language."""
    return f"{at:%m-%d} {_(WEEKDAYS[at.weekday()])}"


def _when(seat: SeatAhead) -> str:
    return f"{seat.starts:%m-%d} {seat.shift}"


def _who_badge(one: SeatAhead) -> tuple[str, str] | None:
    if not one.volunteer:
        return _("empty seat"), "gold"
    return (_("{name}, offered").format(name=one.name), "accent") if one.offered else None


def _seat_words(one: dict[str, Any]) -> str:
    words = f"{one['date']:%m-%d} {one['shift']} {clock(one['start_minute'])}"
    return words if one["back_date"] is None else _("{seat} ⇄ {other}").format(seat=words, other=f"{one['back_date']:%m-%d} {one['back_shift']}")


def _taker_words(one: dict[str, Any]) -> str:
    return str(one["taker_name"] or (_("anybody") if one["state"] == "offered" else _("nobody yet")))


def _state_badge(one: dict[str, Any]) -> tuple[str, str]:
    return word_of(SWAP_STATES, one["state"]), "gold" if one["state"] == "accepted" else "muted"


def _how_badge(one: dict[str, Any]) -> tuple[str, str]:
    if one["state"] != "approved":
        return word_of(SWAP_STATES, one["state"]), "muted"
    return word_of(SWAP_KINDS, one["kind"]), "accent" if one["kind"] == "replace" else "ok"


def _moment(at: datetime | None) -> str:
    return f"{at:%m-%d %H:%M}" if at is not None else ""


def _changes_words(version: Version) -> str:
    if not version.changes:
        return ""
    first = version.changes[0]
    words = f"{first[0]:%m-%d} {first[3] or _('empty')} → {first[4] or _('empty')}"
    more = len(version.changes) - 1
    return words if not more else _("{first} and {number} more").format(first=words, number=more)


def _version_badge(version: Version) -> tuple[str, str]:
    return (_("on the wall"), "ok") if version.in_force else (_("replaced"), "muted")
