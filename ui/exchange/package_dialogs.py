"""Dialogs of packages: what to give out and for whom, what one holds before it is taken in, this station's card."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from desktop.exchange.giving import ELDERS, EVERYTHING, SHORTEST_PHRASE, Ask, Mover
from desktop.exchange.keys import Card as StationCard
from desktop.exchange.keys import Known
from desktop.exchange.package import FIGURES
from desktop.exchange.taking import Received, Taken
from desktop.i18n import _
from ui.exchange.package_words import kind_words, outcome_line
from ui.kit import Column, Dialog, Field, FilterBox, Form, LineRows, RowsTable, label, theme

BY_PHRASE = ""
QR_SIDE = 220  # pixels at 100 %


class GiveDialog(Dialog):
    """What is to be given out. `give(ask, proposal)` is called with the request and a file name; the dialog closes."""

    def __init__(self, parent: QWidget, today: date, known: Sequence[Known], movers: Sequence[Mover], give: Callable[[Ask, str], object]) -> None:
        super().__init__(parent, _("Give out a package"), 640)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._give = give
        self._names = {one.fingerprint: one.name for one in known}
        last = f"{today.replace(day=1):%Y-%m}" if today.day > 20 else f"{_month_before(today):%Y-%m}"
        receivers = [(one.fingerprint, one.name) for one in known] + [(BY_PHRASE, _("Somebody else, with a passphrase"))]
        self.form = Form([
            Field("kind", _("What"), "choice", choices=[(kind, kind_words(kind)) for kind in (EVERYTHING, ELDERS, FIGURES)]),
            Field("receiver", _("For"), "choice", choices=receivers, hint=_("Another station is entered once, by its code.")),
            Field("phrase", _("Passphrase"), hint=_("At least {number} characters; tell it by phone.").format(number=SHORTEST_PHRASE)),
            Field("only_new", _("Only what changed since the last package for this station"), "check"),
            Field("month", _("Month of the figures"), check=_month_check),
            Field("note", _("Note for the receiver"), wide=True),
        ], today, 2)
        self.form.set_values({"kind": EVERYTHING, "receiver": receivers[0][0], "only_new": False, "month": last, "phrase": "", "note": ""})
        self.body.addWidget(self.form)
        self.movers = RowsTable(
            [
                Column(_("Name"), "name", bold=True, width=100),
                Column(_("Code"), "code", width=80, muted=True),
                Column(_("Address"), "address", stretch=True),
                Column(_("Consent to pass on"), "consent", width=170, badge=_consent_badge),
            ],
            _("Elders"), key="care_file", search=lambda one: one.search, many=True,
        )  # fmt: skip
        self.movers.set_empty(_("No elder is in the station's care."))
        self.movers.set_rows(list(movers))
        self.movers.setMinimumHeight(theme.px(200))
        self._filter = FilterBox().attach(self.movers)
        self._told = label(_("Mark the elders who move. Only those with a recorded consent to pass their data on can go."), "caption", wrap=True)
        for part in (self._filter, self.movers, self._told):
            self.body.addWidget(part)
        self.form.changed.connect(self._show)
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Choose the stick…"), self.submit, "main", "Ctrl+Return")
        self._show()

    def _show(self) -> None:
        values = self.form.values()
        elders = values["kind"] == ELDERS
        for part in (self._filter, self.movers, self._told):
            part.setVisible(elders)
        self.form.editor("month").setEnabled(values["kind"] == FIGURES)
        self.form.editor("phrase").setEnabled(values["receiver"] == BY_PHRASE)
        self.form.editor("only_new").setEnabled(values["kind"] == EVERYTHING and values["receiver"] != BY_PHRASE)

    def submit(self) -> None:
        """Hand the request over."""
        self.tell_wrong("")
        if not self.form.validate():
            return
        values = self.form.values()
        marked = self.movers.selected_rows() if values["kind"] == ELDERS else []
        if values["kind"] == ELDERS and not marked:
            self.tell_wrong(_("Choose the elders who move to the other station."))
            return
        station = self._names.get(values["receiver"], "")
        if marked and not station:
            told = _("Elders move to a station that is known here: a consent to pass data on names its receiver. Enter that station's code first.")
            self.tell_wrong(told)
            return
        without = [one.name for one in marked if station not in one.recipients]
        if without:
            told = _("No consent to pass data on to {station} is recorded for: {names}. Record the signed consent first (elder's card, Consents).")
            self.tell_wrong(told.format(station=station, names=_(", ").join(without)))
            return
        only_new = bool(values["only_new"]) and values["kind"] == EVERYTHING and values["receiver"] != BY_PHRASE
        ask = Ask(values["kind"], values["receiver"], values["phrase"] if values["receiver"] == BY_PHRASE else "", only_new,
                  tuple(one.care_file for one in marked), values["month"], values["note"])
        self.accept()
        self._give(ask, kind_words(ask.kind) if ask.kind != FIGURES else ask.month)


def _month_before(day: date) -> date:
    first = day.replace(day=1)
    return first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)


def _month_check(value: Any) -> str:
    try:
        date.fromisoformat(f"{value}-01")
    except ValueError:
        return _("“{text}” is no month; write it as 2026-11.").format(text=value)
    return ""


def _consent_badge(one: Mover) -> tuple[str, str]:
    if one.consent == "given":
        return (_(", ").join(one.recipients), "ok")
    return (_("withdrawn"), "gold") if one.consent == "refused" else (_("not asked"), "muted")


class ReceivedDialog(Dialog):
    """What a package holds and what it would change. An unknown sender must be accepted by its fingerprint first.

    `accept_sender()` and `take()` are called by its buttons.
    """

    def __init__(
        self, parent: QWidget, received: Received, taken: Taken | None, accept_sender: Callable[[], object], take: Callable[[], object],
    ) -> None:
        super().__init__(parent, _("Package of {station}").format(station=received.station), 600)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        lines = LineRows([0, 1])
        told = [
            (_("What"), kind_words(received.kind)),
            (_("Made on"), _("{when}, program version {version}").format(when=f"{received.made_at:%Y-%m-%d %H:%M}", version=received.program)),
            (_("Rows"), f"{received.rows:,}" if received.rows else ""),
            (_("Note for the receiver"), received.note), (_("Fingerprint"), received.fingerprint),
        ]  # fmt: skip
        for title, value in told:
            if value:
                lines.add_row(label(title, "muted"), label(value, wrap=True))
        self.body.addWidget(lines)
        self.add_button(_("Cancel"), self.reject)
        if taken is None:
            self.body.addWidget(label(_("This station is not known here yet."), "strong"))
            self.body.addWidget(label(
                _("Call the other station and compare the fingerprint group by group. Accept it only when every group is the same: whoever is "
                  "accepted can change this station's records."), wrap=True))  # fmt: skip
            self.add_button(_("The fingerprint is right: accept"), lambda: (self.accept(), accept_sender()), "main", "Ctrl+Return")
            return
        if received.before:
            self.body.addWidget(label(_("This package was taken in before."), "strong"))
        if taken.figures is not None:
            self._show_figures(taken)
        else:
            self.body.addWidget(label(outcome_line(taken.outcome), "strong", wrap=True))
            if taken.conflicts:
                self.body.addWidget(label(
                    _("What was changed here and there stays as it is here until you decide. Nothing is overwritten."), wrap=True))  # fmt: skip
            self.body.addWidget(label(_("A backup is made first, and the whole package can be taken back."), "caption", wrap=True))
        self.add_button(_("Take in"), lambda: (self.accept(), take()), "main", "Ctrl+Return")

    def _show_figures(self, taken: Taken) -> None:
        assert taken.figures is not None
        table = RowsTable([Column(_("Figure"), "name", stretch=True), Column(taken.figures.month, "shown", align="right", width=170, bold=True)],
                          _("Figures"), key="code")
        table.set_rows(list(taken.figures.lines))
        table.setMinimumHeight(theme.px(260))
        self.body.addWidget(table, 1)


class CardDialog(Dialog):
    """This station's card: QR code, text and fingerprint; `save()` writes the paper."""

    def __init__(self, parent: QWidget, card: StationCard, save: Callable[[], object]) -> None:
        super().__init__(parent, _("This station's card"), 560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.code = card.code
        told = _("Give this to another station: with it, it can make packages that only this station opens. Nothing on it is secret.")
        self.body.addWidget(label(told, wrap=True))
        picture = QLabel()
        picture.setPixmap(qr_picture(card.code, theme.px(QR_SIDE)))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setAccessibleName(_("The station code, to be read by a scanner"))
        self.body.addWidget(picture)
        code = label(card.code.replace("-", "-\u200b"), wrap=True)
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.body.addWidget(code)
        lines = LineRows([0, 1])
        lines.add_row(label(_("Fingerprint"), "muted"), label(card.fingerprint, "strong"))
        self.body.addWidget(lines)
        self.add_button(_("Close"), self.reject)
        self.add_button(_("Copy the code"), lambda: QGuiApplication.clipboard().setText(self.code))
        self.add_button(_("Save the card as PDF…"), save, "main", "Ctrl+Return")


def qr_picture(content: str, side: int) -> QPixmap:
    """A QR code, black on white in both colour schemes, so that any scanner reads it."""
    matrix = [list(line) for line in segno.make(content, error="m", micro=False).matrix_iter(border=4)]
    image = QImage(len(matrix), len(matrix), QImage.Format.Format_RGB32)
    for y, line in enumerate(matrix):
        for x, dark in enumerate(line):
            image.setPixelColor(x, y, QColor("black" if dark else "white"))
    whole = max(1, side // len(matrix)) * len(matrix)
    picture = QPixmap(whole, whole)
    painter = QPainter(picture)
    painter.drawImage(picture.rect(), image)
    painter.end()
    return picture
