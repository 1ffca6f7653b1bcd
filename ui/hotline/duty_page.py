"""Duty: who signed in and out at the phone, what the next shift must know, and the hours that follow."""

from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtWidgets import QBoxLayout

from desktop.hotline.duty import enter_duty, may_sign_in, sign_in, sign_in_with_pin, sign_out, sign_out_with_pin
from desktop.hotline.duty_board import DutyBoard, DutySeat, load_duty
from desktop.hotline.pins import set_pin
from desktop.i18n import N_, _, ngettext
from ui.hotline.call_dialogs import drafted
from ui.hotline.handover_panel import HandoverPanel
from ui.hotline.signer_dialog import Person, SignerDialog
from ui.kit import Button, Card, Column, Field, FormDialog, Page, RowsTable, Shell, ToggleKey, column, label, row, theme

STATES: dict[str, tuple[str, str]] = {
    "later": (N_("later"), "muted"), "open": (N_("sign in now"), "accent"), "late": (N_("not here yet"), "gold"),
    "missing": (N_("nobody came"), "gold"), "here": (N_("here"), "ok"), "unsigned": (N_("no sign-out"), "gold"),
    "done": (N_("done"), "muted"), "empty": (N_("empty seat"), "gold"),
}  # fmt: skip

NARROW = 960  # below this the handover stands under the seats


class DutyPage(Page):
    """The seats of a day with their evidence, the three lists, the month's hours."""

    key, help = "hotline.duty", "duty"
    topics = frozenset({"hotline", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Duty"))
        self.board: DutyBoard | None = None
        self.day: date | None = None
        self._seat = ""
        self.before, self.after = Button("‹", lambda: self._turn(-1)), Button("›", lambda: self._turn(1))
        for button, name, key in ((self.before, _("Day before"), "Alt+Left"), (self.after, _("Next day"), "Alt+Right")):
            button.setAccessibleName(name)
            button.setToolTip(f"{name} ({key})")
            button.setFixedSize(theme.px(30), theme.px(28))
            button.setStyleSheet("padding: 0px;")
        ToggleKey("Alt+Left", self, lambda: self._turn(-1))
        ToggleKey("Alt+Right", self, lambda: self._turn(1))
        self.add_action(_("PINs"), self._give_pin)
        self.add_action(_("Print the hours"), lambda: shell.go("reports", report="duty_hours", day=self._on()))
        self.hand = self.add_action(_("Hand over"), lambda: self.handover.sign(), "F4")
        self.sign = self.add_action(_("Sign in to duty"), self.sign_next, "F2", main=True)
        self._build()

    def _build(self) -> None:
        self.seats = RowsTable([
            Column(_("Shift"), lambda one: f"{one.shift} {one.starts:%H:%M}–{one.ends:%H:%M}", width=128, bold=True),
            Column(_("Rostered"), lambda one: one.planned_name or _("empty seat"), width=76, tip=lambda one: one.phone),
            Column(_("Who came"), "who_name", width=100, badge=_came_badge),
            Column(_("In"), "signed_in", width=104, badge=_in_badge, format=_time),
            Column(_("Out"), "signed_out", width=104, badge=_out_badge, format=_time),
            Column(_("State"), "state", stretch=True, badge=_state_badge, tip=lambda one: one.note),
        ], _("Seats of the day"), key="seat")  # fmt: skip
        self.seats.opened.connect(self._open)
        self.seats.set_menu(
            (_("Sign in or out"), lambda rows: self._open(rows[0]), "F3"),
            (_("Enter by hand, with its reason"), lambda rows: self._by_hand(rows[0]), "F6"),
            (_("Find a stand-in"), lambda rows: self.shell.go("hotline.swaps", seat=rows[0].seat, action="replace"), "F7"),
        )
        self.seats.set_empty(_("No roster covers this day."), _("Make the roster"), lambda: self.shell.go("hotline.roster"))
        self.day_words = label("", "heading")
        day = Card()
        day.add(row(self.before, self.after, self.day_words, None, label(_("Enter signs in or out · F6 by hand · F7 stand-in"), "caption")))
        day.add(self.seats, 1)
        self.hours = RowsTable([
            Column(_("Name"), "name", bold=True, width=84),
            Column(_("Organisation"), "organisation", stretch=True, muted=True, tip=lambda one: one.organisation),
            Column(_("Shifts"), "shifts", align="right", width=64),
            Column(_("Hours"), "hours", align="right", width=64, format=lambda value: f"{value:.1f}"),
            Column(_("By hand"), "by_hand", align="right", width=76, badge=_by_hand_badge),
            Column(_("Came late"), "late", align="right", width=56, format=_count),
            Column(_("Stood in"), "stood_in", align="right", width=64, format=_count),
            Column(_("Nobody came"), "missed", align="right", width=64, badge=_missed_badge),
        ], _("Hours of the month"), key="volunteer")  # fmt: skip
        self.hours.set_empty(_("No sign-in this month yet; hours come from sign-ins only."))
        self.month = Card(_("Hours of the month"), _("a seat with no sign-in gives no hours"))
        self.month.add(self.hours, 1)
        self.handover = HandoverPanel(self)
        left = column(day, self.month, gap=14)
        left.setStretch(0, 6)
        left.setStretch(1, 5)
        day.setMinimumHeight(theme.px(210))
        self.month.setMinimumHeight(theme.px(150))
        self.handover.setMinimumHeight(theme.px(240))
        self.both: QBoxLayout = row(gap=14)
        self.both.addLayout(left, 13)
        self.both.addWidget(self.handover, 8)
        self.body.addLayout(self.both, 1)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(NARROW)
        self.both.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    # what is shown

    def open(self, **where: Any) -> None:
        """`date=` a day; `seat=` a seat of today to sign in at once."""
        self._seat = str(where.get("seat") or "")
        self.day = where.get("date")
        if self.board is not None:
            self.reload()

    def reload(self) -> None:
        self.ask(load_duty, self.day, done=self.show_board)

    def show_board(self, board: DutyBoard) -> None:
        """Show what the service gathered."""
        self.board = board
        today = board.day == board.now.date()
        self.day_words.setText(_("{month}/{day}").format(month=board.day.month, day=board.day.day) + (_(" · today") if today else ""))
        here = [one.who_name for one in board.seats if one.state == "here"]
        if today:
            self.set_subtitle(_("at the phone: {names}").format(names=_(", ").join(here)) if here else _("nobody is signed in"))
        else:
            self.set_subtitle("")
        self.seats.set_rows(board.seats)
        self.hours.set_rows(board.hours)
        self.handover.show_handover(board)
        due = self._next(board)
        self.sign.setEnabled(due is not None)
        self.sign.setText(_("Sign out") if due is not None and due.signed_in is not None else _("Sign in to duty"))
        wanted, self._seat = self._seat, ""
        if wanted and self.seats.select_key(wanted):
            self._open(self.seats.current_row())
        elif due is not None and self.seats.current_row() is None:
            self.seats.select_key(due.seat)

    def _on(self) -> date:
        return self.board.day if self.board is not None else date.min

    def _turn(self, step: int) -> None:
        if self.board is not None:
            self.day = self.board.day + timedelta(days=step)
            self.reload()

    @staticmethod
    def _next(board: DutyBoard) -> DutySeat | None:
        """The seat that waits first: for a sign-in, else for a sign-out."""
        for states in (("late", "open"), ("unsigned",), ("here",)):
            found = next((one for one in board.seats if one.state in states), None)
            if found is not None:
                return found
        return None

    # what is done

    def sign_next(self) -> None:
        """F2: the chosen seat if it waits for a signature, else the first that does."""
        if self.board is None:
            return
        chosen = self.seats.current_row()
        waits = chosen is not None and chosen.state in ("late", "open", "unsigned", "here")
        seat = chosen if waits else self._next(self.board)
        if seat is not None:
            self._open(seat)

    def _open(self, seat: DutySeat) -> None:
        if seat.signed_in is not None and seat.signed_out is None:
            self._ask_out(seat)
        elif seat.signed_in is None and may_sign_in(seat.starts, seat.ends, self._board().now):
            ask_sign_in(self, seat, self._board())
        elif seat.signed_in is None and seat.state in ("missing", "empty"):
            self._by_hand(seat)
        elif seat.signed_in is None:
            self.shell.say(_("Signing in opens 30 minutes before the shift."), "gold")

    def _ask_out(self, seat: DutySeat) -> None:
        board = self._board()
        SignerDialog(
            self, self.shell, _("Sign out"), _("{shift} {first}–{last}").format(
                shift=seat.shift, first=f"{seat.starts:%H:%M}", last=f"{seat.ends:%H:%M}"),
            [(seat.who, seat.who_name, board.has_pin(seat.who))], seat.who, _("Sign out"),
            lambda dialog, _who, pin: self.ask(
                sign_out_with_pin, seat.seat, pin, done=lambda op: self._signed(dialog, _("{name} has signed out"), seat.who_name, op),
                failed=dialog.fail),
            (_("Signed by the clerk"), lambda dialog, _who: self.ask(
                sign_out, seat.seat, done=lambda op: self._signed(dialog, _("{name} has signed out"), seat.who_name, op),
                failed=dialog.fail)),
        ).open()  # fmt: skip

    def _signed(self, dialog: SignerDialog, words: str, name: str, operation: str) -> None:
        dialog.accept()
        self.shell.say(words.format(name=name), undo=operation)

    def _by_hand(self, seat: DutySeat) -> None:
        board = self._board()
        dialog = FormDialog(
            self, _("Enter a duty by hand"),
            [
                Field("who", _("Who sat there"), "choice", required=True, choices=[(who, name) for who, name, _pin in board.people]),
                Field("came", _("Came at"), "time", required=True), Field("left", _("Gone at"), "time", required=True),
                Field("reason", _("What it stands on"), required=True, hint=_("for instance: signed duty sheet"), wide=True),
            ],
            board.now.date(),
            {"who": seat.who or seat.planned, "came": (seat.signed_in or seat.starts).time(), "left": seat.ends.time()},
            save=lambda values: self.ask(
                enter_duty, seat.seat, *_stay(seat, values["came"], values["left"]), values["reason"], values["who"],
                done=lambda op: self._entered(dialog, op), failed=dialog.fail),
        )  # fmt: skip
        drafted(self, dialog, f"duty.{seat.seat}")

    def _entered(self, dialog: FormDialog, operation: str) -> None:
        dialog.accept()
        self.shell.say(_("The duty is entered and marked as entered by hand."), undo=operation)

    def _give_pin(self) -> None:
        board = self._board()
        dialog = FormDialog(
            self, _("Give a PIN"),
            [
                Field("who", _("Volunteer"), "choice", required=True, choices=[
                    (who, name if pin else _("{name} (no PIN yet)").format(name=name)) for who, name, pin in board.people]),
                Field("pin", _("New PIN"), "password", required=True,
                      hint=_("4 to 8 digits; let the volunteer choose it. Whoever signs in for the first time may also choose it then.")),
            ],
            board.now.date(),
            save=lambda values: self.ask(
                set_pin, values["who"], values["pin"], done=lambda _op: self._pin_given(dialog), failed=dialog.fail),
        )  # fmt: skip
        dialog.open()

    def _pin_given(self, dialog: FormDialog) -> None:
        dialog.accept()
        self.shell.say(_("The PIN is set."))

    def _board(self) -> DutyBoard:
        assert self.board is not None
        return self.board


def ask_sign_in(page: Page, seat: DutySeat, board: DutyBoard) -> None:
    """Ask for the PIN of whoever came to this seat; a stand-in is chosen in the same place."""
    people: list[Person] = [
        (who, _("{name} (rostered)").format(name=name) if who == seat.planned else _("{name} stands in").format(name=name), pin)
        for who, name, pin in sorted(board.people, key=lambda one: one[0] != seat.planned)
    ]
    if not people:
        page.shell.say(_("Nobody is trained for the hotline yet. Mark trained volunteers on the Volunteers page."), "gold")
        return

    def signed(dialog: SignerDialog, who: str | None, operation: str) -> None:
        dialog.accept()
        name = next(name for one, name, _pin in board.people if one == who)
        page.shell.say(_("{name} has signed in").format(name=name), undo=operation)

    SignerDialog(
        page, page.shell, _("Sign in to duty"),
        _("{shift} {first}–{last}").format(shift=seat.shift, first=f"{seat.starts:%H:%M}", last=f"{seat.ends:%H:%M}"),
        people, seat.planned, _("Sign in to duty"),
        lambda dialog, who, pin: page.ask(
            sign_in_with_pin, seat.seat, pin, who, done=lambda op: signed(dialog, who, op), failed=dialog.fail),
        (_("Signed by the clerk"), lambda dialog, who: page.ask(
            sign_in, seat.seat, None, who, done=lambda op: signed(dialog, who, op), failed=dialog.fail)),
    ).open()  # fmt: skip


def _stay(seat: DutySeat, came: time, left: time) -> tuple[datetime, datetime]:
    """The two times on the seat's day; a leaving before the coming is after midnight."""
    begin = datetime.combine(seat.starts.date(), came)
    end = datetime.combine(seat.starts.date(), left)
    return begin, end if end > begin or seat.ends.date() == seat.starts.date() else end + timedelta(days=1)


def _time(at: datetime | None) -> str:
    return f"{at:%H:%M}" if at is not None else ""


def _count(number: int) -> str:
    return str(number) if number else ""


def _state_badge(one: DutySeat) -> tuple[str, str]:
    word, kind = STATES[one.state]
    told = _(word)
    if one.state == "done":
        told = _("{hours:.1f} h").format(hours=one.minutes / 60)
    elif one.state == "late" and one.phone:
        told = _("{state}: {phone}").format(state=told, phone=one.phone)
    return (_("{state}, by hand").format(state=told), kind) if one.manual else (told, kind)


def _came_badge(one: DutySeat) -> tuple[str, str] | None:
    return (_("{name} stood in").format(name=one.who_name), "accent") if one.stand_in else None


def _in_badge(one: DutySeat) -> tuple[str, str] | None:
    if not one.late:
        return None
    return ngettext("{time}, {number} min late", "{time}, {number} min late", one.late).format(time=_time(one.signed_in), number=one.late), "gold"


def _out_badge(one: DutySeat) -> tuple[str, str] | None:
    if not one.early:
        return None
    words = ngettext("{time}, {number} min early", "{time}, {number} min early", one.early)
    return words.format(time=_time(one.signed_out), number=one.early), "gold"


def _by_hand_badge(one: Any) -> tuple[str, str] | None:
    return (_("{hours:.1f} h").format(hours=one.by_hand / 60), "gold") if one.by_hand else ("", "muted")


def _missed_badge(one: Any) -> tuple[str, str] | None:
    return (str(one.missed), "gold") if one.missed else ("", "muted")
