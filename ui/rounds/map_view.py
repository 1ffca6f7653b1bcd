"""The drawing of the compound: a picture, buildings that can be moved, routes in colours with numbers and dashes."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QKeyEvent, QPainter, QPainterPath, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene, QGraphicsView, QStyleOptionGraphicsItem, QWidget

from desktop.i18n import _
from desktop.rounds.compound import AWAY, OVER, SAFE, WAITING, Compound, MapBuilding, MapPicture, MapRoute
from ui.kit import theme

METRE = 2.0
"""Scene units a metre."""
WIDE, HIGH, LITTLE = 50, 36, 9
"""Pixels of a building with elders, and of one without, at any zoom."""
NEAR = 1.0
"""From this zoom on buildings without elders have their names."""
# light and dark in turn, so that neighbours differ in grey too; each with dashes of its own, and the number stands on it
COLOURS = ("#0B5563", "#C97B12", "#5B2A86", "#6FA03A", "#8C2F39", "#3C8DBC", "#4A4A4A", "#B0568F", "#1F6F3E", "#9A8B1E")
DASHES: tuple[list[float], ...] = ([], [5, 2.5], [1, 2], [8, 2, 1, 2])
SETTLE = 700  # milliseconds after the last key before a moved building is saved
SIGNS = {SAFE: "●", WAITING: "○", OVER: "▲", AWAY: "–"}


def route_colour(number: int) -> QColor:
    """The colour of the route of this number."""
    made = QColor(COLOURS[(number - 1) % len(COLOURS)])
    return made.lighter(150) if theme.is_dark() else made


def route_pen(number: int, width: float = 3.0) -> QPen:
    """The line of a route."""
    pen = QPen(route_colour(number), width)
    dashes = DASHES[((number - 1) // 2) % len(DASHES)]
    if dashes:
        pen.setDashPattern(dashes)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def state_colour(state: str) -> QColor:
    """The colour of an elder's state; its sign tells the same."""
    return theme.color({SAFE: "ok", OVER: "danger", WAITING: "ink", AWAY: "muted"}[state])


class BuildingItem(QGraphicsItem):
    """One building: its name, how many of its elders are in which state. Movable when the map lets it."""

    def __init__(self, building: MapBuilding, view: "MapView") -> None:
        super().__init__()
        self.building, self._view = building, view
        self.setPos(building.x * METRE, -building.y * METRE)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemSendsGeometryChanges)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(2 if building.elders else 1)
        names = "、".join(f"{elder.name}({elder.door})" for elder in building.elders)
        self.setToolTip(f"{building.name} {names}".strip() + (" · " + _("position assumed") if building.assumed else ""))

    def boundingRect(self) -> QRectF:
        wide, high = (WIDE, HIGH) if self.building.elders else (LITTLE, LITTLE)
        return QRectF(-theme.px(wide) / 2, -theme.px(high) / 2, theme.px(wide), theme.px(high))

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        box = self.boundingRect().adjusted(1.5, 1.5, -1.5, -1.5)
        worst = self.building.worst
        edge = theme.color("danger") if worst == OVER else theme.color("accent") if self.isSelected() else theme.color("muted")
        pen = QPen(edge, 2.5 if worst == OVER or self.isSelected() else 1.0)
        if self.building.assumed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QBrush(theme.color("accent_soft" if self.isSelected() else "surface")))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme.color("ink" if self.building.elders else "muted"))
        if not self.building.elders:
            if self._view.near():
                painter.setFont(theme.font(11))
                painter.drawText(box.adjusted(-30, 10, 30, 26), Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self.building.name)
            return
        painter.setFont(theme.font(11, bold=True))
        name = QFontMetricsF(painter.font()).elidedText(self.building.name, Qt.TextElideMode.ElideRight, box.width() - 2)
        painter.drawText(box.adjusted(0, 0, 0, -box.height() / 2), Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(theme.font(11))
        painter.setPen(state_colour(worst))
        few = self.building.count(worst)
        told = f"{SIGNS[worst]}{few}/{len(self.building.elders)}" if few < len(self.building.elders) else f"{SIGNS[worst]}{few}"
        painter.drawText(box.adjusted(0, box.height() / 2 - 2, 0, 0), Qt.AlignmentFlag.AlignCenter, told)

    def itemChange(self, change: QGraphicsItem.GraphicsItemChange, value: Any) -> Any:
        if change == QGraphicsItem.GraphicsItemChange.ItemSelectedHasChanged:
            self.setZValue(4 if value else 2 if self.building.elders else 1)
        if change == QGraphicsItem.GraphicsItemChange.ItemPositionHasChanged:
            self._view.building_moves()
        return super().itemChange(change, value)


class MapView(QGraphicsView):
    """The map. `moved([(building, x, y)])` in metres when buildings were moved, by the mouse or the arrow keys; `picked(building)`."""

    moved = Signal(list)
    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.stage = QGraphicsScene(self)
        self.setScene(self.stage)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAccessibleName(_("Map of the compound"))
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.buildings: dict[str, BuildingItem] = {}
        self._routes: list[tuple[MapRoute, QGraphicsPathItem]] = []
        self._badges: list[QGraphicsItem] = []
        self._only = 0
        self._editing = False
        self._fitted = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self._settle.timeout.connect(self.tell_moves)
        self.stage.selectionChanged.connect(self._selected)

    # showing

    def show_map(self, facts: Compound) -> None:
        """Draw this; zoom and place stay as they are after the first time."""
        chosen = self.chosen()
        self.stage.blockSignals(True)
        self.stage.clear()
        self.setBackgroundBrush(theme.color("paper"))
        self._badges, self._routes, self.buildings = [], [], {}
        if facts.picture is not None:
            self._show_picture(facts.picture)
        for building in facts.buildings:
            item = BuildingItem(building, self)
            self.buildings[building.id] = item
            self.stage.addItem(item)
            item.setSelected(building.id == chosen)
        self._lines(facts.routes)
        self.set_editing(self._editing)
        self.stage.blockSignals(False)
        around = self.stage.itemsBoundingRect().adjusted(-200, -200, 200, 200)
        self.stage.setSceneRect(around)
        if not self._fitted and facts.buildings:
            self._fitted = True
            self.fit()

    def fit(self) -> None:
        """Show everything that matters: where elders live, else all."""
        points = [item.pos() for item in self.buildings.values() if item.building.elders] or [item.pos() for item in self.buildings.values()]
        xs, ys = [point.x() for point in points], [point.y() for point in points]
        whole = QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)).adjusted(-90, -110, 90, 110)
        self.fitInView(whole, Qt.AspectRatioMode.KeepAspectRatio)
        self._bend()

    def near(self) -> bool:
        """True when the map is drawn so large that every building can have its name."""
        return self.transform().m11() >= NEAR

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self.buildings:
            self.fit()

    def _show_picture(self, picture: MapPicture) -> None:
        pixmap = QPixmap()
        if pixmap.loadFromData(picture.data):
            item = self.stage.addPixmap(pixmap)
            item.setOffset(0, 0)
            item.setPos(picture.left * METRE, -picture.top * METRE)
            item.setScale(picture.scale * METRE)
            item.setOpacity(0.55)
            item.setZValue(-10)
            item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)

    def _lines(self, routes: tuple[MapRoute, ...]) -> None:
        for route in routes:
            item = QGraphicsPathItem()
            item.setPen(route_pen(route.number))
            item.setZValue(0)
            item.setToolTip(f"{route.number} · {route.visitor}")
            self.stage.addItem(item)
            self._routes.append((route, item))
        self._bend()

    def _bend(self) -> None:
        """Lay the routes through where the buildings stand now."""
        for badge in self._badges:
            self.stage.removeItem(badge)
        self._badges = []
        taken: dict[str, int] = {}
        zoom = self.transform().m11()
        for route, item in self._routes:
            stops = [self.buildings[stop].pos() for stop in route.stops if stop in self.buildings]
            aside = 3.0 * (route.number % 5 - 2) / zoom
            shift = QPointF(aside, aside)
            path = QPainterPath()
            for number, at in enumerate(stops):
                (path.moveTo if not number else path.lineTo)(at + shift)
            item.setPath(path)
            shown = self._only in (0, route.number)
            item.setVisible(shown)
            if stops and shown:
                first = route.stops[0]
                place = taken[first] = taken.get(first, -1) + 1
                left, above = theme.px(-WIDE // 2 + 6 + 19 * place) / zoom, theme.px(-HIGH // 2 - 5) / zoom
                self._badges.append(self._badge(route, stops[0] + QPointF(left, above)))

    def _badge(self, route: MapRoute, at: QPointF) -> QGraphicsItem:
        half = theme.px(9)
        circle = QRectF(-half, -half, 2 * half, 2 * half)
        round_ = self.stage.addEllipse(circle, QPen(theme.color("surface"), 1.5), QBrush(route_colour(route.number)))
        round_.setPos(at)
        round_.setZValue(3)
        round_.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        text = self.stage.addSimpleText(str(route.number), theme.font(11, bold=True))
        text.setBrush(QBrush(QColor("#FFFFFF") if not theme.is_dark() else QColor("#10161A")))
        text.setParentItem(round_)
        text.setPos(-text.boundingRect().width() / 2, -text.boundingRect().height() / 2)
        return round_

    def show_only(self, number: int) -> None:
        """One route alone, all with 0."""
        self._only = number
        self._bend()

    # choosing and moving

    def chosen(self) -> str:
        """The chosen building's id, '' when none is."""
        return next((item.building.id for item in self.buildings.values() if item.isSelected()), "")

    def choose(self, building: str) -> None:
        """Choose a building and bring it into sight."""
        self.stage.blockSignals(True)
        for item in self.buildings.values():
            item.setSelected(item.building.id == building)
        self.stage.blockSignals(False)
        if building in self.buildings:
            self.ensureVisible(self.buildings[building], 60, 60)

    def _selected(self) -> None:
        found = self.buildings.get(self.chosen())
        if found is not None:
            self.picked.emit(found.building)

    @property
    def editing(self) -> bool:
        """True while buildings can be moved."""
        return self._editing

    def set_editing(self, on: bool) -> None:
        """Let buildings be moved, or not."""
        self._editing = on
        self.setDragMode(QGraphicsView.DragMode.NoDrag if on else QGraphicsView.DragMode.ScrollHandDrag)
        for item in self.buildings.values():
            item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsMovable, on)

    def building_moves(self) -> None:
        """A building is on its way: its routes follow."""
        self._bend()

    def places(self) -> Mapping[str, tuple[float, float]]:
        """Where the buildings stand on the drawing, in metres."""
        return {one: (round(item.x() / METRE, 1), round(-item.y() / METRE, 1)) for one, item in self.buildings.items()}

    def tell_moves(self) -> None:
        """Say which buildings stand elsewhere than they did."""
        self._settle.stop()
        found = []
        for one, (x, y) in self.places().items():
            was = self.buildings[one].building
            if abs(x - was.x) > 0.05 or abs(y - was.y) > 0.05:
                found.append((one, x, y))
        if found:
            self.moved.emit(found)

    def mouseReleaseEvent(self, event: Any) -> None:
        super().mouseReleaseEvent(event)
        if self._editing:
            self.tell_moves()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        item = self.buildings.get(self.chosen())
        way = ways.get(Qt.Key(event.key()))
        if self._editing and item is not None and way is not None:
            step = METRE * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            item.moveBy(way[0] * step, way[1] * step)
            self._settle.start()
            return
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom(1 / 1.2 if event.key() == Qt.Key.Key_Minus else 1.2)
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._zoom(1.15 if event.angleDelta().y() > 0 else 1 / 1.15)

    def _zoom(self, factor: float) -> None:
        wanted = self.transform().m11() * factor
        if 0.05 <= wanted <= 8:
            self.scale(factor, factor)
            self._bend()
