"""The map of the compound: where buildings stand, which way the routes go, who was known safe how lately."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QStandardPaths, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter
from PySide6.QtWidgets import QFileDialog

from desktop.errors import BadFile
from desktop.i18n import _, ngettext
from desktop.rounds import compound as mapping
from desktop.rounds.compound import AWAY, OVER, SAFE, WAITING, Compound, MapBuilding, MapRoute, compound, state_label
from desktop.session import Session
from ui.kit import (
    Card,
    Chips,
    Column,
    ConfirmBar,
    DateEdit,
    Elided,
    Field,
    FormDialog,
    LineRows,
    Page,
    RowsTable,
    Shell,
    column,
    label,
    row,
    theme,
)
from ui.rounds.map_view import SIGNS, MapView, state_colour
from ui.rounds.words import large, wide

LONGEST_SIDE = 2400  # pixels of a scanned picture as it is kept
QUALITY = 80


def written(session: Session, service: Callable[..., Any], *args: Any) -> str:
    """Call a service; the operation that undoes it."""
    service(session, *args)
    return session.last_operation


class MapPage(Page):
    """The map, the routes beside it, and what is known of the chosen building."""

    key = "rounds.map"
    help = "rounds"
    topics = frozenset({"rounds", "people", "hotline"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Map of the compound"))
        self.facts: Compound | None = None
        self._day: date | None = None
        self._slot = ""
        self.picture_button = self.add_action(_("Picture"), self.picture, "F6")
        self.edit_button = self.add_action(_("Move buildings"), self.edit, "F3")
        self.print_button = self.add_action(_("Print the map"), self.print, "Ctrl+P", main=True)
        self.date = DateEdit(_("Date"), shell.clock.today())
        self.date.picked.connect(self._day_picked)
        self.chips = Chips(_("Slot"))
        self.chips.picked.connect(self._slot_picked)
        self.chips.setMinimumWidth(theme.px(132))
        self.words = Elided("", "muted")
        head = row(self.date, self.chips, self.words)
        head.setStretch(2, 1)
        self.body.addLayout(head)
        self.question = ConfirmBar()
        self.question.hide()
        self.body.addWidget(self.question)
        self.view = MapView()
        self.view.moved.connect(self._moved)
        self.view.picked.connect(self._building)
        self.routes = RowsTable(
            [
                Column(_("No."), "number", align="right", width=36),
                Column(_("Visitor"), "visitor", bold=True, stretch=True),
                Column(_("Doors"), "doors", align="right", width=wide(50, 44)),
                *([] if large() else [Column(_("Min"), "minutes", align="right", format=lambda n: str(n) if n else "", width=46)]),
            ],
            _("Routes"),
            key="number",
        )
        self.routes.set_empty(_("This slot is not planned yet: no routes to draw."), _("Plan it now"), self._plan)
        self.routes.chosen.connect(self._route)
        self.buildings = RowsTable(
            [Column(_("Building"), "name", bold=True, stretch=True), Column(_("Elders"), lambda one: len(one.elders), align="right", width=60)],
            _("Buildings"),
            search=lambda one: one.name + " ".join(elder.name for elder in one.elders),
        )
        self.buildings.chosen.connect(lambda one: self.view.choose(one.id) if one is not None else None)
        self.buildings.opened.connect(lambda _one: self.view.setFocus())
        self.inside = LineRows([0, 1, 0])
        map_card, self.side_card, self.inside_card = Card(), Card(_("Routes")), Card()
        map_card.add(self.view, 1)
        map_card.add(self._legend())
        self.side_card.add(self.routes, 1)
        self.side_card.add(self.buildings, 1)
        self.inside_card.add(self.inside)
        self.inside_card.hide()
        side = column(self.side_card, self.inside_card, gap=10)
        side.setStretch(0, 1)
        both = row(map_card, side, gap=14)
        both.setStretch(0, 3)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self._show_mode()

    @staticmethod
    def _legend() -> Any:
        parts: list[Any] = []
        for state in (SAFE, WAITING, OVER, AWAY):
            sign = label(SIGNS[state], "strong")
            sign.setStyleSheet(f"color: {state_colour(state).name()}")
            parts += [sign, label(state_label(state), "caption"), 6]
        hint = Elided(_("dashed frame: position assumed · wheel or + − zooms"), "caption")
        hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        made = row(*parts, hint)
        made.setStretch(len(parts), 1)
        return made

    # page

    def open(self, **where: Any) -> None:
        self._day, self._slot = where.get("date", self._day), where.get("slot", self._slot)
        if where:
            self.reload()

    def reload(self) -> None:
        self.ask(compound, self._day, self._slot, done=self._came)

    def _came(self, facts: Compound) -> None:
        self.facts, self._day, self._slot = facts, facts.day, facts.slot.code
        if self.date.value() != facts.day:
            self.date.set_value(facts.day)
        self.chips.set_items([(slot.code, slot.name()) for slot in facts.slots])
        if self.chips.chosen != facts.slot.code:
            self.chips.blockSignals(True)
            self.chips.choose(facts.slot.code)
            self.chips.blockSignals(False)
        self.view.show_map(facts)
        self.routes.set_rows(facts.routes)
        self.buildings.set_rows(facts.buildings)
        self.buildings.set_empty(_("There is no building yet. Enter buildings first, or import a ledger."))
        told = [ngettext("{count} building", "{count} buildings", len(facts.buildings)).format(count=len(facts.buildings))]
        told.append(ngettext("{count} route", "{count} routes", len(facts.routes)).format(count=len(facts.routes)))
        if facts.assumed:
            names = "、".join(facts.assumed[:4]) + ("…" if len(facts.assumed) > 4 else "")
            told.append(_("position assumed beside the neighbour: {buildings}").format(buildings=names))
        self.words.setText(" · ".join(told))
        self.print_button.setEnabled(bool(facts.buildings))

    def leave(self) -> bool:
        self.view.tell_moves()
        return True

    def _day_picked(self, day: date | None) -> None:
        if day is not None and day != self._day:
            self._day = day
            self.reload()

    def _slot_picked(self, slot: str) -> None:
        if slot != self._slot:
            self._slot = slot
            self.reload()

    # showing

    def _route(self, route: MapRoute | None) -> None:
        self.view.show_only(route.number if route is not None and self.routes.hasFocus() else 0)

    def _building(self, building: MapBuilding) -> None:
        self.buildings.select_key(building.id)
        self.inside.clear()
        self.inside_card.set_title(building.name)
        for elder in building.elders[:7]:
            sign = label(SIGNS[elder.state], "strong")
            sign.setStyleSheet(f"color: {state_colour(elder.state).name()}")
            self.inside.add_row(label(elder.name, "strong"), elder.door, row(sign, label(str(elder.route) if elder.route else "", "caption")))
        if len(building.elders) > 7:
            self.inside.add_row(label(_("and {count} more").format(count=len(building.elders) - 7), "muted"))
        self.inside_card.setVisible(bool(building.elders) and not self.view.editing)

    # moving

    def edit(self) -> None:
        """Let buildings be moved, or end it."""
        self.view.tell_moves()
        self.view.set_editing(not self.view.editing)
        self._show_mode()
        if self.view.editing:
            if self.buildings.current_row() is None:
                self.buildings.select_first()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_mode(self) -> None:
        editing = self.view.editing
        self.edit_button.setText(_("Done moving") if editing else _("Move buildings"))
        self.routes.setVisible(not editing)
        self.buildings.setVisible(editing)
        self.inside_card.hide()
        self.side_card.set_title(_("Buildings") if editing else _("Routes"))
        self.set_subtitle(_("drag a building, or choose it and use the arrow keys: 1 m, with Shift 10 m") if editing else "")

    def _moved(self, where: Sequence[tuple[str, float, float]]) -> None:
        told = ngettext("{count} building moved.", "{count} buildings moved.", len(where)).format(count=len(where))

        def done(operation: str) -> None:
            self.shell.say(told, undo=operation)
            self.reload()

        self.ask(written, mapping.place_buildings, list(where), done=done, failed=self._not_moved)

    def _not_moved(self, error: BaseException) -> None:
        self.shell.fail(error)
        self.reload()

    # the picture

    def picture(self) -> None:
        """Scan in a picture, or change the scale and place of the one there is."""
        if self.facts is None:
            return
        picture = self.facts.picture
        if picture is None:
            self._choose_file()
            return
        across = round(picture.width * picture.scale, 1)
        fields = [
            Field("across", _("The picture is wide"), "decimal", required=True, minimum=1, maximum=20_000, unit=_("metres"),
                  hint=_("Measure a known distance on the paper, or try until the buildings fit.")),
            Field("left", _("Its left edge lies east by"), "decimal", required=True, unit=_("metres")),
            Field("top", _("Its upper edge lies north by"), "decimal", required=True, unit=_("metres")),
            Field("remove", _("Take the picture away"), "check"),
            Field("other", _("Choose another picture"), "check"),
        ]  # fmt: skip
        values = {"across": across, "left": picture.left, "top": picture.top}

        def save(given: dict[str, Any]) -> None:
            if given["other"] or given["remove"]:
                self.dialog.accept()
            if given["other"]:
                self._choose_file()
            elif given["remove"]:
                self._write(_("The picture is taken away."), mapping.remove_picture, picture.id)
            else:
                self._write(_("The picture lies as you said."), mapping.lay_picture, picture.id, given["across"] / picture.width, given["left"],
                            given["top"], picture.version)  # fmt: skip

        self.dialog = FormDialog(self, _("Picture under the map"), fields, self.shell.clock.today(), values, save)
        self.dialog.open()

    def _choose_file(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Scanned plan of the compound"), folder, _("Pictures") + " (*.png *.jpg *.jpeg)")
        if chosen:
            self.take_picture(Path(chosen))

    def take_picture(self, path: Path) -> None:
        """Put this picture under the map, as wide as the buildings stand apart."""
        if self.facts is None:
            return
        try:
            data, width, height = shrunk(path)
        except BadFile as error:
            self.shell.fail(error)
            return
        xs = [one.x for one in self.facts.buildings] or [0.0]
        ys = [one.y for one in self.facts.buildings] or [0.0]
        across = max(max(xs) - min(xs), 50.0) * 1.1
        left, top = min(xs) - across * 0.05, max(ys) + (max(ys) - min(ys)) * 0.05
        self._write(_("The picture is under the map; F6 sets its scale."), mapping.save_picture, path.stem, data, width, height, across / width,
                    round(left, 1), round(top, 1))  # fmt: skip

    def _write(self, told: str, service: Callable[..., Any], *args: Any) -> None:
        def done(operation: str) -> None:
            if getattr(self, "dialog", None) is not None and self.dialog.isVisible():
                self.dialog.accept()
            self.shell.say(told, undo=operation)
            self.reload()

        self.ask(written, service, *args, done=done)

    def _plan(self) -> None:
        self.shell.go("rounds", date=self._day, slot=self._slot)

    def print(self) -> None:
        """To the preview of the printed map."""
        if self._day is not None:
            self.shell.go("reports", report="site_plan", day=self._day, slot=self._slot)


def shrunk(path: Path) -> tuple[bytes, int, int]:
    """A picture as it is kept: JPEG, at most `LONGEST_SIDE` pixels a side; (bytes, width, height). Raises BadFile for what is none."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        raise BadFile(_("This is no picture that can be used. Scan the plan as JPEG or PNG."))
    if max(image.width(), image.height()) > LONGEST_SIDE:
        image = image.scaled(LONGEST_SIDE, LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    if image.hasAlphaChannel():
        ground = QImage(image.size(), QImage.Format.Format_RGB32)
        ground.fill(Qt.GlobalColor.white)
        painter = QPainter(ground)
        painter.drawImage(0, 0, image)
        painter.end()
        image = ground
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(QUALITY)
    writer.write(image)
    return bytes(kept.data()), image.width(), image.height()
