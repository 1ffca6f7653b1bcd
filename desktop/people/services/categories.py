"""The station's own list of categories of elders."""

from dataclasses import dataclass

from db.people.elders import categories
from db.people.tables import Category
from desktop.i18n import _
from desktop.people.services.drafts import Invalid
from desktop.people.text import fold
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category; `used` by so many open care files. `id` is '' for one that is still to be added."""

    id: str
    name: str
    active: bool = True
    used: int = 0


@service(Permission.PEOPLE_READ)
def list_categories(session: Session, active_only: bool = False) -> list[CategoryRow]:
    """The categories in their order."""
    return [
        CategoryRow(row["id"], row["name"], row["active"], row["used"])
        for row in categories(session.store, active_only=active_only)
    ]


@service(Permission.PEOPLE_WRITE)
def save_categories(session: Session, rows: list[CategoryRow]) -> None:
    """Make the list be exactly these, in this order. One that is left out but still used is only taken out of use.

    Raises Invalid for an empty or double name.
    """
    names = [fold(row.name) for row in rows]
    if not all(names):
        raise Invalid({"name": _("A category needs a name.")})
    if len(set(names)) != len(names):
        raise Invalid({"name": _("Two categories have the same name.")})
    standing = {row["id"]: row for row in categories(session.store)}
    with session.write("people.save_categories") as unit:
        for position, (row, name) in enumerate(zip(rows, names, strict=True)):
            if row.id:
                unit.update(Category, row.id, {"name": name[:60], "position": position, "active": row.active})
            else:
                unit.insert(
                    Category, {"code": f"own_{unit.now:%Y%m%d%H%M%S}_{position}", "name": name[:60], "position": position}
                )
        for category_id in set(standing) - {row.id for row in rows}:
            if standing[category_id]["used"]:
                unit.update(Category, category_id, {"active": False})
            else:
                unit.remove(Category, category_id)
