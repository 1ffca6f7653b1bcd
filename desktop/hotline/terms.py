"""What a volunteer asks of every roster beside his week: maxima, rest, whether he may lead, with whom he sits or must not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.hotline import queries, rostering
from db.hotline.tables import Pair, RosterTerms
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session

MOST_MONTH = 62


@dataclass(frozen=True)
class PairWish:
    """Somebody with whom this volunteer must not ('apart') or likes to ('together') sit."""

    other: str
    kind: str
    name: str = ""
    code: str = ""


@dataclass(frozen=True)
class Terms:
    """One volunteer's terms; None: as the station's setting, `may_lead` None: by years at the phone."""

    volunteer: str
    name: str = ""
    max_day: int | None = None
    max_month: int | None = None
    rest_hours: float | None = None
    may_lead: bool | None = None
    pairs: tuple[PairWish, ...] = ()


@service(Permission.HOTLINE_READ, personal=True)
def load_terms(session: Session, volunteer: str) -> tuple[Terms, list[PairWish]]:
    """The terms of one volunteer, and everybody else by code, for choosing pairs."""
    store = session.store
    people = {row["id"]: row for row in queries.hotline_volunteers(store)}
    row = rostering.terms(store).get(volunteer, {})
    pairs = []
    for pair in rostering.pairs(store):
        if volunteer in (pair["one"], pair["other"]):
            other = pair["other"] if pair["one"] == volunteer else pair["one"]
            known = people.get(other, {})
            pairs.append(PairWish(other, pair["kind"], known.get("name", ""), known.get("code", "")))
    terms = Terms(
        volunteer, people.get(volunteer, {}).get("name", ""), row.get("max_day"), row.get("max_month"), row.get("rest_hours"),
        row.get("may_lead"), tuple(pairs),
    )
    others = [PairWish(v["id"], "", v["name"], v["code"]) for v in people.values() if v["id"] != volunteer and v["trained"]]
    return terms, others


@service(Permission.ROSTER_WRITE, personal=True)
def save_terms(session: Session, terms: Terms) -> str:
    """Write the terms and pairs of one volunteer; returns the operation's id.

    Raises BadRequest for a number out of bounds, or for a pair that must not and likes to sit together at once.
    """
    check_terms(terms)
    store, who = session.store, terms.volunteer
    values = {"max_day": terms.max_day, "max_month": terms.max_month, "rest_hours": terms.rest_hours, "may_lead": terms.may_lead}
    with session.write("hotline.save_terms") as unit:
        row = rostering.terms(store).get(who)
        if row is not None:
            unit.update(RosterTerms, row["id"], values)
        elif any(value is not None for value in values.values()):
            unit.insert(RosterTerms, {"volunteer": who, **values})
        wanted = {(pair.other, pair.kind) for pair in terms.pairs}
        for pair in rostering.pairs(store):
            if who in (pair["one"], pair["other"]):
                other = pair["other"] if pair["one"] == who else pair["one"]
                if (other, pair["kind"]) in wanted:
                    wanted.discard((other, pair["kind"]))
                else:
                    unit.erase(Pair, pair["id"])
        for other, kind in sorted(wanted):
            unit.insert(Pair, {"one": who, "other": other, "kind": kind})
    return session.last_operation


def check_terms(terms: Terms) -> None:
    """Raise BadRequest when the terms cannot be."""
    if terms.max_day is not None and not 1 <= terms.max_day <= 3:
        raise BadRequest(_("Shifts per day must lie between 1 and 3."))
    if terms.max_month is not None and not 0 <= terms.max_month <= MOST_MONTH:
        raise BadRequest(_("Shifts per month must lie between 0 and {most}.").format(most=MOST_MONTH))
    if terms.rest_hours is not None and not 0 <= terms.rest_hours <= 72:
        raise BadRequest(_("Rest must lie between 0 and 72 hours."))
    both = both_ways(terms.pairs)
    if both:
        raise BadRequest(_("{name} cannot be somebody to sit with and not to sit with.").format(name=both[0]))
    if any(pair.other == terms.volunteer or pair.kind not in ("apart", "together") for pair in terms.pairs):
        raise BadRequest(_("A pair is two different volunteers."))


def both_ways(pairs: Iterable[PairWish]) -> Sequence[str]:
    """The names that stand in both kinds of pair."""
    told = list(pairs)
    apart = {p.other for p in told if p.kind == "apart"}
    return [p.name or p.other for p in told if p.kind == "together" and p.other in apart]
