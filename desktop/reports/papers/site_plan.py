"""The compound on one page: buildings, routes of a slot by number, and who walks them."""

from desktop.i18n import _
from desktop.reports.document import Align, Column, Document, Marks, MetaLine, Page, PlanBlock, Row, Table
from desktop.reports.siteplan import Line, SitePlan, Spot
from desktop.rounds.compound import OVER, Compound


def site_plan(facts: Compound, marks: Marks) -> Document:
    """Names of elders are not on it: only how many doors a building has, and (bold frame) where somebody is silent too long."""
    wanted = [one for one in facts.buildings if one.elders or any(one.id in route.stops for route in facts.routes)]
    shown = wanted or list(facts.buildings)
    where = {one.id: (one.x, one.y) for one in facts.buildings}
    doors = _("{count} doors")
    spots = tuple(
        Spot(one.name, one.x, one.y, doors.format(count=len(one.elders)) if one.elders else "", one.count(OVER) > 0) for one in shown
    )
    lines = tuple(Line(route.number, tuple(where[stop] for stop in route.stops)) for route in facts.routes if route.stops)
    names = {one.id: one.name for one in facts.buildings}
    rows = tuple(
        Row((route.number, f"{route.sheet:04d}" if route.sheet else "", route.visitor, "、".join(names[stop] for stop in route.stops),
             route.doors, route.minutes or None))
        for route in facts.routes
    )  # fmt: skip
    table = Table(
        (
            Column(_("Route"), 0.6), Column(_("Sheet"), 0.8, Align.LEFT), Column(_("Visitor"), 1.4, bold=True), Column(_("Covers"), 5),
            Column(_("Doors"), 0.7), Column(_("Min"), 0.7),
        ),
        rows, tight_height=5.2,
    )  # fmt: skip
    notes = [_("Bold frame: somebody there is silent too long. North is up; metres on both ways alike.")]
    if facts.assumed:
        shown_names = [one.name for one in shown if one.assumed]
        if shown_names:
            notes.append(_("Position assumed: {buildings}.").format(buildings="、".join(shown_names)))
    return Document(
        _("Map of the compound"),
        (PlanBlock(SitePlan(spots, lines, 130)), *((table,) if rows else ())),
        subtitle=f"{facts.day.isoformat()} {facts.slot.name()}",
        meta=(MetaLine(" ".join(notes)),),
        page=Page(landscape=False),
        marks=marks,
    )
