"""The card of the elder who is chosen in the list."""

from collections import Counter
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.people.phones import display_phone
from desktop.people.reveal import Revealed, reveal
from desktop.people.services.bin import HistoryLine, record_history
from desktop.people.services.cards import CardContact, ElderCard, PastLine, elder_card, elder_card_in_clear
from ui.kit import Badge, Card, Column, FlowLayout, LineRows, Link, Page, RowsTable, clear, label, restyle, row, scrolled, theme
from ui.kit.secrets import ask_reason, copy_secret, shown_in_clear
from ui.people.knock_strip import KnockStrip
from ui.people.parts import exact_words, hours_words, when_words


class ElderCardView(QWidget):
    """Head, contacts, last knocks, and below tabs for the past, the file, the consent and the history.

    `edit(id)` and `call(person id, phone)` are what its links ask for.
    """

    edit = Signal(str)
    call = Signal(str, str)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.card: ElderCard | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(14))
        self._head = Card()
        whole.addWidget(self._head)
        self._contacts = Card(_("Emergency contact"), _("in calling order"))
        self._knocks = Card(_("Last {count} knocks").format(count=60))
        self._middle = row(self._contacts, self._knocks, gap=14)
        self._middle.setStretch(0, 3)
        self._middle.setStretch(1, 2)
        whole.addLayout(self._middle)
        self._build_middle()
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        below = QFrame()
        below.setProperty("card", True)
        inside = QVBoxLayout(below)
        inside.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(8))
        inside.addWidget(self._tabs)
        below.setMinimumHeight(theme.px(230))
        whole.addWidget(below, 1)
        self._build_tabs()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Contacts and knocks stand one under the other where the width is small; the height is what the words need."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(560)
        self._middle.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._fit()

    def _fit(self) -> None:
        needed = self.layout().totalMinimumHeightForWidth(self.width()) if self.width() > 0 else 0
        if needed != self.minimumHeight():
            self.setMinimumHeight(needed)

    def _build_middle(self) -> None:
        self._contact_lines = LineRows([0, 0, 1, 0, 0], right=[3])
        self._contacts.add(self._contact_lines)
        self._contacts.fill()
        self._counts = label("", "caption", wrap=True)
        self._strip = KnockStrip()
        self._safe = label("", "caption", wrap=True)
        self._over = label("", "danger-strong", wrap=True)
        for part in (self._counts, self._strip, self._safe, self._over):
            self._knocks.add(part)
        self._knocks.fill()

    def _build_tabs(self) -> None:
        self.past = RowsTable(
            [
                Column(_("When"), lambda line: self._when(line), width=146, muted=True, sort=lambda line: line.at),
                Column(_("What"), "label", badge=lambda line: (line.label, line.tone), width=110),
                Column(_("Note"), "text", stretch=True, tip=lambda line: line.text),
                Column(_("Who"), "who", align="right", width=150, muted=True),
            ],
            _("What has been"), key=lambda line: (line.at, line.label, line.text),
        )  # fmt: skip
        self.past.set_empty(_("Nothing yet. Knocks, calls and absences of this elder will stand here."))
        self._tabs.addTab(self.past, _("Past"))
        self._file = LineRows([0, 1])
        self._tabs.addTab(_holder(self._file), _("Care file"))
        self._consent = LineRows([0, 1])
        self._tabs.addTab(_holder(self._consent), _("Consent"))
        self.history = RowsTable(
            [
                Column(_("When"), lambda line: f"{line.at:%Y-%m-%d %H:%M}", width=140, muted=True),
                Column(_("Who"), "account", width=90),
                Column(_("What"), "operation", width=120),
                Column(_("Changes"), _changes, stretch=True, tip=lambda line: _changes(line).replace("；", "\n")),
            ],
            _("Record of changes"), key=lambda line: (line.at, line.operation),
        )  # fmt: skip
        self._tabs.addTab(self.history, _("Record of changes"))
        self._tabs.currentChanged.connect(lambda _number: self._load_history())

    def show_card(self, card: ElderCard | None) -> None:
        """Show an elder, or nobody."""
        self.card = card
        self.setVisible(card is not None)
        if card is None:
            return
        if card.in_clear:
            shown_in_clear(*card.phones, *(display_phone(one) for one in card.phones), card.id_number, *(one.phones for one in card.contacts))
        self._show_head(card)
        self._show_contacts(card)
        self._show_knocks(card)
        self.past.set_rows(card.past)
        self._show_file(card)
        self._load_history()
        QTimer.singleShot(0, self, self._fit)

    def _show_head(self, card: ElderCard) -> None:
        clear(self._head.body)
        facts = " · ".join(part for part in (card.sex, card.age) if part)
        name = label(card.name, "title", selectable=True)
        badges = _flowing()
        flow = badges.layout()
        for word in card.categories:
            flow.addWidget(Badge(word, "accent"))
        if card.risk in ("high", "focus"):
            flow.addWidget(Badge(card.risk_label, "danger" if card.risk == "high" else "gold"))
        if card.away:
            flow.addWidget(Badge(card.away, "gold"))
        if card.closed_on is not None:
            flow.addWidget(Badge(_("closed {day}").format(day=card.closed_on.isoformat()), "muted"))
        if card.hazards:
            flow.addWidget(Badge(card.hazards.splitlines()[0][:24], "gold"))
        told = label(facts)
        told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        told.setToolTip(facts)
        first = row(name, told, Link(_("Edit (F4)"), lambda: self.edit.emit(card.id)), gap=12)
        first.setStretch(1, 1)
        self._head.add(first)
        if card.categories or card.risk in ("high", "focus") or card.away or card.closed_on or card.hazards:
            self._head.add(badges)
        phones = " / ".join(display_phone(phone) for phone in card.phones) or _("no telephone")
        number = card.id_number or _("no ID number")
        place = f"{card.place}（{card.place_more}）" if card.place_more else card.place or _("no address")
        facts_box = _flowing(gap=14)
        birthday = _("birthday {day}").format(day=card.birthday) if card.birthday else ""
        for text in (place, phones, birthday, number, card.frequency, card.grid, _("head {name}").format(name=card.head) if card.head else ""):
            if text:
                facts_box.layout().addWidget(label(text, "muted", selectable=True))
        self._head.add(facts_box)
        links: list[Any] = [Link(_("Hide numbers") if card.in_clear else _("Show numbers"), self._toggle)]
        if card.in_clear:
            links += [Link(_("Copy telephone"), lambda: copy_secret(card.phones[0])) if card.phones else None,
                      Link(_("Copy ID number"), lambda: copy_secret(card.id_number)) if card.id_number else None]
            links = [one for one in links if one is not None]
        if card.id_damaged:
            links.append(Badge(_("ID number to be checked"), "gold"))
        if card.phones:
            links.append(Link(_("Call and record"), lambda: self._ask_call(card.person_id, "phones")))
        links.append(Link(_("Whole history"), lambda: self._page.shell.go("audit", person=card.person_id)))
        links.append(Link(_("Print the care card"), lambda: self._page.shell.go("reports", report="care_card", subject=card.id)))
        go = self._page.shell.go
        links.append(Link(_("Assess"), lambda: go("assessments", care_file=card.id)))
        links.append(Link(_("Enter an incident"), lambda: go("rounds.incidents", care_file=card.id)))
        doing = _flowing(gap=12)
        for link in links:
            doing.layout().addWidget(link)
        self._head.add(doing)

    def _toggle(self) -> None:
        if self.card is None:
            return
        care_file = self.card.id
        if self.card.in_clear:
            self._page.ask(elder_card, care_file, done=self.show_card)
        else:  # what is shown in clear is noted
            ask_reason(self._page, lambda why: self._page.ask(elder_card_in_clear, care_file, why, done=self.show_card))

    def call_elder(self, person: str) -> None:
        """Go to the phone with this elder's number."""
        self._ask_call(person, "phones")

    def _ask_call(self, person: str, kind: str, contact: str = "") -> None:
        """The number is needed to dial: it is shown, and that is noted."""
        def came(found: Revealed) -> None:
            numbers = dict(found.contacts).get(contact, "") if contact else found.phones
            self.call.emit(person, numbers.split(" / ")[0])

        ask_reason(self._page, lambda why: self._page.ask(reveal, person, (kind,), why or _("to call back"), done=came))

    def _show_contacts(self, card: ElderCard) -> None:
        self._contact_lines.clear()
        if not card.contacts:
            self._contact_lines.add_row(label(_("Nobody yet."), "muted"), None, None, None, Link(_("Add (F4)"), lambda: self.edit.emit(card.id)))
        for contact in card.contacts[:6]:
            relation = " · ".join(part for part in (contact.relation, _("holds a key") if contact.has_key else "", contact.note) if part)
            told = label(relation, "muted")
            told.setToolTip(relation)
            told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            phone = label(contact.phones if card.in_clear else contact.phone, selectable=True)
            self._contact_lines.add_row(
                label(str(contact.position), "muted"), label(contact.name, "strong"), told, phone, self._call_link(card, contact)
            )
        more = len(card.contacts) - 6
        self._contacts.set_caption(_("in calling order, {count} more").format(count=more) if more > 0 else _("in calling order"))

    def _call_link(self, card: ElderCard, contact: CardContact) -> QWidget:
        if not contact.phone:
            return label(_("no telephone"), "caption")
        return Link(_("Call and record"), lambda: self._ask_call(card.person_id, "contacts", contact.id))

    def _show_knocks(self, card: ElderCard) -> None:
        counts = Counter(knock.label for knock in card.knocks if knock.label)
        told = " · ".join(f"{word} {count}" for word, count in counts.most_common(4)) or _("no knock recorded yet")
        self._knocks.set_title(_("Last {count} knocks").format(count=len(card.knocks)) if card.knocks else _("Last knocks"))
        self._counts.setText(told)
        self._strip.set_knocks(card.knocks, told)
        self._strip.setVisible(bool(card.knocks))
        last = f"{when_words(card.last_at, card.now)} {card.last_channel}" if card.last_at else _("not known since the file was opened")
        self._safe.setText(
            _("Last known safe: {last} · threshold {threshold}").format(last=last, threshold=hours_words(card.threshold))
        )
        over = card.silence - card.threshold
        self._over.setText(_("{span} past the threshold").format(span=exact_words(over)) if card.over else "")
        restyle(self._over, "role", "danger-strong" if card.grave else "warning-strong")
        self._over.setVisible(card.over)

    def _show_file(self, card: ElderCard) -> None:
        self._file.clear()
        lines = [
            (_("Code"), card.code), (_("Health"), card.health), (_("Hazards, and what to know at the door"), card.hazards),
            (_("Categories"), "、".join(card.categories)), (_("Risk"), card.risk_label), (_("Visits"), card.frequency),
            (_("Silence alert after (hours)"), hours_words(card.threshold)), (_("On file since"), card.opened_on.isoformat()),
            (_("Closed on"), " ".join(part for part in (card.closed_on.isoformat() if card.closed_on else "", card.closed_reason) if part)),
            (_("Notes"), card.notes),
        ]  # fmt: skip
        for word, text in lines:
            if text or word == _("Health"):
                self._file.add_row(label(word, "muted"), label(text or "—", wrap=True, selectable=True))
        self._consent.clear()
        if card.consent_on is None:
            self._consent.add_row(label(_("No consent on paper yet."), "muted"), Link(_("Add (F4)"), lambda: self.edit.emit(card.id)))
            return
        for word, text in (
            (_("Consent given on"), card.consent_on.isoformat()), (_("Consent covers"), "、".join(card.consent_scope)),
            (_("Number of the paper"), card.consent_paper),
        ):  # fmt: skip
            self._consent.add_row(label(word, "muted"), label(text or "—", wrap=True, selectable=True))

    def _load_history(self) -> None:
        if self.card is not None and self._tabs.currentWidget() is self.history:
            self._page.ask(record_history, "elder", self.card.id, done=self.history.set_rows)

    def _when(self, line: PastLine) -> str:
        return when_words(line.at, self.card.now, line.exact) if self.card else ""


def _flowing(gap: int = 6) -> QWidget:
    """A strip of parts that goes on in the next line where the width ends."""
    made = QWidget()
    FlowLayout(made, gap=gap)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


def _changes(line: HistoryLine) -> str:
    return "；".join(f"{name}：{before} → {after}" for name, before, after in line.fields)


def _holder(lines: LineRows) -> QWidget:
    """Lines at the top of a tab that scrolls when they are many."""
    inside = QWidget()
    inside.setStyleSheet("background: transparent;")
    column = QVBoxLayout(inside)
    column.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(4))
    column.addWidget(lines)
    column.addStretch(1)
    return scrolled(inside)
