"""交接班 beside the seats: three lists that go from shift to shift, and the two signatures."""

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.hotline.duty_board import DutyBoard
from desktop.hotline.handover import KINDS, add_item, change_item, close_item, give, take
from desktop.i18n import _
from ui.hotline.call_dialogs import drafted
from ui.hotline.care_panel import moment_words
from ui.hotline.signer_dialog import Person, SignerDialog
from ui.kit import Badge, Card, Field, FormDialog, LineRows, Link, Page, ToggleKey, clear, column, label, row, scrolled


class HandoverPanel(Card):
    """The three lists. Alt+1, 2, 3 adds a line to one; `sign()` gives or takes over."""

    def __init__(self, page: Page) -> None:
        super().__init__(_("Handover"))
        self._page = page
        self.board: DutyBoard | None = None
        self.state = label("", "muted", wrap=True)
        self.add(self.state)
        inside = QWidget()
        self.lines = column(gap=4)
        inside.setLayout(column(self.lines, None, gap=0))
        self.add(scrolled(inside), 1)
        self.sign_link = Link(_("Sign the handover"), self.sign)
        self.print_link = Link(_("Print"), lambda: page.shell.go("reports", report="handover", day=self._day()))
        self.add(row(self.sign_link, None, self.print_link))
        for number, kind in enumerate(KINDS, 1):
            ToggleKey(f"Alt+{number}", page, lambda kind=kind: self.note(kind))

    def show_handover(self, board: DutyBoard) -> None:
        """Show the lists and whether a signature is missing."""
        self.board = board
        view, now = board.handover, board.now
        waiting = view.waiting
        if waiting is not None:
            self.state.setText(_("{name} handed over at {time}; the next one has not signed yet.").format(
                name=waiting["giver_name"], time=moment_words(waiting["given_at"], now)))  # fmt: skip
        elif view.past:
            last = view.past[0]
            self.state.setText(_("last: {giver} → {taker}, {time}").format(
                giver=last["giver_name"], taker=last["taker_name"], time=moment_words(last["taken_at"], now)))  # fmt: skip
        else:
            self.state.setText(_("What the next shift must know. Lines stay until they are closed; both sign."))
        self.sign_link.setText(_("Take over and sign (F4)") if waiting is not None else _("Hand over and sign (F4)"))
        clear(self.lines)
        for number, (kind, word) in enumerate(KINDS.items(), 1):
            rows = view.items[kind]
            head = _("{list} {number}").format(list=_(word), number=len(rows)) if rows else _(word)
            self.lines.addLayout(row(label(head, "strong"), None, Link(_("Add (Alt+{number})").format(number=number),
                                                                       lambda kind=kind: self.note(kind))))  # fmt: skip
            if not rows:
                self.lines.addWidget(label(_("nothing"), "muted"))
                continue
            lines = LineRows([1, 0, 0])
            for item in rows:
                text = f"{item['person_name']}　{item['text']}" if item["person_name"] else item["text"]
                words = label(text, wrap=True)
                words.setToolTip(_("{name}, {time}").format(name=item["opened_by"], time=moment_words(item["opened_at"], now)))
                since = Badge(_("new"), "accent") if item["fresh"] else label(moment_words(item["opened_at"], now), "caption")
                lines.add_row(words, since, row(Link(_("Word anew"), lambda item=item: self._change(item)),
                                                Link(_("Close it"), lambda item=item: self._close(item)), gap=6))  # fmt: skip
            self.lines.addWidget(lines)

    # what is done

    def note(self, kind: str) -> None:
        """Add a line to one of the lists."""
        if self.board is None:
            return
        dialog = FormDialog(
            self._page, _("For the next shift: {list}").format(list=_(KINDS[kind])),
            [Field("text", _("What the next shift must know"), "long", required=True)], self._day(),
            save=lambda values: self._page.ask(
                add_item, kind, values["text"], None, self._writer(), done=lambda _id: dialog.accept(), failed=dialog.fail),
        )  # fmt: skip
        drafted(self._page, dialog, f"handover.{kind}")

    def _change(self, item: dict[str, Any]) -> None:
        dialog = FormDialog(
            self._page, _("Word anew"), [Field("text", _("What the next shift must know"), "long", required=True)], self._day(),
            {"text": item["text"]},
            save=lambda values: self._page.ask(
                change_item, item["id"], values["text"], done=lambda _id: dialog.accept(), failed=dialog.fail),
        )  # fmt: skip
        dialog.open()

    def _close(self, item: dict[str, Any]) -> None:
        dialog = FormDialog(
            self._page, _("Close: {what}").format(what=item["text"][:40]),
            [Field("result", _("What came of it"), "long", required=item["kind"] != "situation")], self._day(),
            save=lambda values: self._page.ask(
                close_item, item["id"], values["result"], self._writer(),
                done=lambda operation: self._closed(dialog, operation), failed=dialog.fail),
            word=_("Close it"),
        )  # fmt: skip
        drafted(self._page, dialog, f"handover.{item['id']}")

    def _closed(self, dialog: FormDialog, operation: str) -> None:
        dialog.accept()
        self._page.shell.say(_("The line is closed."), undo=operation)

    def sign(self) -> None:
        """F4: hand over, or take over what waits."""
        board = self.board
        if board is None:
            return
        waiting = board.handover.waiting
        here = [one for one in board.seats if one.state in ("here", "unsigned")]
        people: list[Person] = [*board.people, (None, _("the clerk (this account)"), True)]
        if waiting is None:
            chosen = here[0].who if here else None
            shift = here[0].shift if here else ""
            SignerDialog(
                self._page, self._page.shell, _("Hand over"),
                _("I hand over the three lists as they stand."), people, chosen, _("Sign"),
                lambda dialog, who, pin: self._page.ask(
                    give, shift, who, pin, done=lambda _id: self._signed(dialog, _("Handed over. The next one signs with F4.")),
                    failed=dialog.fail),
            ).open()  # fmt: skip
            return
        others = [one for one in people if one[0] != waiting["giver"]]
        newest = max((one for one in here if one.who != waiting["giver"]), key=lambda one: one.signed_in or board.now, default=None)
        SignerDialog(
            self._page, self._page.shell, _("Take over"),
            _("I have read the three lists that {name} hands over.").format(name=waiting["giver_name"]),
            others, newest.who if newest else None, _("Sign"),
            lambda dialog, who, pin: self._page.ask(
                take, waiting["id"], who, pin, done=lambda _id: self._signed(dialog, _("Taken over; both have signed.")),
                failed=dialog.fail),
        ).open()  # fmt: skip

    def _signed(self, dialog: SignerDialog, words: str) -> None:
        dialog.accept()
        self._page.shell.say(words)

    def _writer(self) -> str:
        """Who writes: whoever is signed in at the phone, else the account ('')."""
        here = [one.who_name for one in self.board.seats if one.state == "here"] if self.board is not None else []
        return here[0] if len(here) == 1 else ""

    def _day(self) -> Any:
        return self.board.now.date() if self.board is not None else None
