"""The clerk's rules: an elder's own rules, extra rounds that the clerk declares and ends, and what contradicts what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.people.elders import categories
from db.rounds import planning
from db.rounds.plan_tables import ExtraRound, VisitRule
from desktop.errors import BadRequest
from desktop.i18n import N_, _, ngettext
from desktop.permissions import Permission, service
from desktop.rounds.elders import RoundElder, extra_rule, load_elders, own_rule, rules_on, slots
from desktop.rounds.frequency import Preset, Rule, Slot, preset_label
from desktop.rounds.rulecheck import Finding, Hours, check_rule, check_rules
from desktop.session import Session
from desktop.station import settings

KINDS = {
    "typhoon": N_("Typhoon"),
    "heat": N_("Heat"),
    "cold": N_("Cold"),
    "epidemic": N_("Epidemic"),
    "festival": N_("Festival"),
    "other": N_("Other"),
}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def extra_kind_label(kind: str) -> str:
    """A kind of extra round in the user's language; an unknown one keeps its code."""
    return _(KINDS[kind]) if kind in KINDS else kind


@dataclass(frozen=True)
class RuleLine:
    """An elder's own rule as shown. `words` tells what it asks, `findings` what does not fit together."""

    id: str
    version: int
    care_file: str
    code: str
    name: str
    words: str
    instead: bool
    starts: date
    ends: date | None
    reason: str
    values: Mapping[str, Any]
    findings: tuple[Finding, ...]
    over: bool


@dataclass(frozen=True)
class ExtraLine:
    """A declared extra round as shown; `state`: 'running', 'to_come', 'over'. `elders`: whom it is for."""

    id: str
    version: int
    kind: str
    name: str
    words: str
    categories: str
    starts: date
    ends: date
    state: str
    elders: int
    note: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class RuleBook:
    """What the page of rules shows, and the choices of its forms."""

    rules: tuple[RuleLine, ...]
    extra: tuple[ExtraLine, ...]
    elders: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    slots: tuple[tuple[str, str], ...]


@service(Permission.ROUNDS_READ, personal=True)
def rule_book(session: Session) -> RuleBook:
    """Every own rule and extra round, those in force first."""
    store, today = session.store, session.clock.today()
    known = slots(store)
    everyone = load_elders(store)
    rows = planning.own_rules(store)
    named = planning.elder_names(store, {row["care_file"] for row in rows})
    hours = _hours(session)
    default = int(settings.value(store, "silence_hours"))
    by_elder: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_elder.setdefault(row["care_file"], []).append(row)
    lines = []
    for care_file, mine in by_elder.items():
        code, name = named[care_file]
        elder = everyone.get(care_file)
        made = {row["id"]: own_rule(row, known) for row in mine}
        together = _findings(elder, list(made.values()), known, today, default, hours.get(care_file, Hours())) if elder else ()
        for one in mine:
            rule = made[one["id"]]
            over = one["until_date"] is not None and one["until_date"] < today
            found = () if over else (*check_rule(rule, known, session.clock.now()), *together)
            lines.append(RuleLine(
                one["id"], one["version"], care_file, code, name, rule_words(rule, known), one["instead"], one["from_date"],
                one["until_date"], one["reason"], one, found, over,
            ))  # fmt: skip
    lines.sort(key=lambda line: (line.over, line.code, line.starts, line.id))
    return RuleBook(
        tuple(lines),
        tuple(_extra_lines(session, known)),
        tuple((one.care_file, f"{one.name} {one.address}") for one in sorted(everyone.values(), key=lambda one: (one.address, one.code))),
        tuple((row["id"], row["name"]) for row in categories(store, active_only=True)),
        tuple((slot.code, slot.name()) for slot in known),
    )


def _hours(session: Session) -> dict[str, Hours]:
    return {row["care_file"]: Hours(row["from_minute"], row["until_minute"]) for row in planning.needs(session.store)}


def _findings(
    elder: RoundElder, own: Sequence[Rule], known: Sequence[Slot], today: date, default: int, hours: Hours
) -> tuple[Finding, ...]:
    live = [rule for rule in own if rule.ends is None or rule.ends >= today]
    return tuple(check_rules([elder.rule, *live], known, today, elder.silence_hours, default, hours))


def rule_words(rule: Rule, known: Sequence[Slot]) -> str:
    """What a rule asks, in words: 'Weekly · Tue · Afternoon'."""
    names = {slot.code: slot.name() for slot in known}
    chosen = rule.slots if rule.preset in (Preset.EVERY_SLOT, Preset.AFTER_EVENT, Preset.TWICE_DAILY) else rule.slots[:1]
    parts = [preset_label(rule.preset)]
    if rule.preset in (Preset.WEEKLY, Preset.EVERY_SLOT) and rule.weekdays:
        parts.append("、".join(_(WEEKDAYS[day]) for day in sorted(rule.weekdays)))
    if rule.preset in (Preset.MONTHLY, Preset.QUARTERLY):
        parts.append(_("from day {day}").format(day=rule.day))
    if rule.preset is Preset.AFTER_EVENT and rule.event_at is not None:
        parts.append(_("within {hours} h of {moment:%m-%d %H:%M}").format(hours=rule.within_hours, moment=rule.event_at))
    parts.append("、".join(names.get(code, code) for code in chosen))
    return " · ".join(part for part in parts if part)


@service(Permission.ROUNDS_WRITE, personal=True)
def save_rule(session: Session, values: Mapping[str, Any], rule: str = "", version: int | None = None) -> tuple[str, ...]:
    """Write an own rule (a new one without `rule`); returns what the clerk should know of it, in words.

    `values`: care_file, preset, instead, slots, weekdays, month_day, from_date, until_date, event_at, within_hours, reason. Raises
    BadRequest, in words, for a rule that cannot stand.
    """
    store, today = session.store, session.clock.today()
    row = {
        "care_file": values["care_file"], "preset": values["preset"], "instead": bool(values.get("instead")),
        "slots": ",".join(values.get("slots") or ()), "weekdays": ",".join(str(day) for day in sorted(values.get("weekdays") or ())),
        "month_day": values.get("month_day"), "from_date": values.get("from_date") or today, "until_date": values.get("until_date"),
        "event_at": values.get("event_at"), "within_hours": values.get("within_hours"),
        "reason": str(values.get("reason") or "").strip()[:200],
    }  # fmt: skip
    elder = load_elders(store, [row["care_file"]]).get(row["care_file"])
    if elder is None:
        raise BadRequest(_("This care file is not there any more."))
    preset = Preset(row["preset"])
    if preset is Preset.AFTER_EVENT:
        if row["event_at"] is None or not row["within_hours"]:
            raise BadRequest(_("Write when it happened, and within how many hours somebody must have been there."))
        row["from_date"], row["instead"] = row["event_at"].date(), False
    if preset is Preset.WEEKLY and not row["weekdays"]:
        raise BadRequest(_("A weekly rule needs at least one weekday."))
    known = slots(store)
    made = own_rule(row, known)
    found = check_rule(made, known, session.clock.now())
    others = [own_rule(one, known) for one in planning.own_rules(store, today) if one["care_file"] == row["care_file"] and one["id"] != rule]
    default = int(settings.value(store, "silence_hours"))
    found += _findings(elder, [*others, made], known, today, default, _hours(session).get(row["care_file"], Hours()))
    wrong = [one.text for one in found if one.wrong]
    if wrong:
        raise BadRequest(" ".join(wrong))
    with session.write("rounds.save_rule") as unit:
        if rule:
            unit.update(VisitRule, rule, row, version)
        else:
            unit.insert(VisitRule, row)
    return tuple(dict.fromkeys(one.text for one in found))


@service(Permission.ROUNDS_WRITE)
def end_rule(session: Session, rule: str) -> None:
    """From today on the rule holds no more: it ends yesterday, or goes to the recycle bin when it had not begun."""
    today = session.clock.today()
    with session.write("rounds.end_rule") as unit:
        row = unit.row(VisitRule, rule)
        if row["from_date"] >= today:
            unit.remove(VisitRule, rule)
        else:
            unit.update(VisitRule, rule, {"until_date": today - timedelta(days=1)})


@service(Permission.ROUNDS_READ)
def for_how_many(session: Session, chosen: Sequence[str]) -> int:
    """How many elders have one of these categories; all when none is chosen."""
    return _for_how_many(chosen, planning.categories_of(session.store), list(load_elders(session.store)))


def _for_how_many(chosen: Sequence[str], having: Mapping[str, set[str]], everyone: Sequence[str]) -> int:
    return sum(1 for one in everyone if not chosen or having.get(one, set()) & set(chosen))


def _extra_lines(session: Session, known: Sequence[Slot]) -> list[ExtraLine]:
    store, today = session.store, session.clock.today()
    names = {row["id"]: row["name"] for row in categories(store)}
    having, everyone = planning.categories_of(store), list(load_elders(store))
    made = []
    for row in planning.extra_rounds(store):
        rule = extra_rule(row, known)
        last = rule.ends or row["until_date"]
        wanted = [one for one in row["categories"].split(",") if one]
        state = "over" if today > last else "to_come" if rule.starts is not None and today < rule.starts else "running"
        told = "、".join(names.get(one, _("a category that is gone")) for one in wanted) or _("everybody")
        made.append(ExtraLine(
            row["id"], row["version"], row["kind"], row["name"] or extra_kind_label(row["kind"]), rule_words(rule, known), told,
            row["from_date"], last, state, _for_how_many(wanted, having, everyone), row["note"], row,
        ))  # fmt: skip
    order = {"running": 0, "to_come": 1, "over": 2}
    return sorted(made, key=lambda line: order[line.state])


@service(Permission.ROUNDS_WRITE)
def declare_extra(session: Session, values: Mapping[str, Any], extra: str = "", version: int | None = None) -> str:
    """Declare an extra round (or change one); returns what comes of it, in words.

    `values`: kind, name, categories (ids; none = everybody), slots (codes; none = all), weekdays (none = every day), from_date,
    until_date, event_at and within_hours (once after the event instead of in every chosen slot), note. Raises BadRequest.
    """
    today = session.clock.today()
    chosen = tuple(values.get("categories") or ())
    event: datetime | None = values.get("event_at")
    starts = event.date() if event is not None else values.get("from_date") or today
    row = {
        "kind": values.get("kind") or "other", "name": str(values.get("name") or "").strip()[:80], "categories": ",".join(chosen),
        "slots": ",".join(values.get("slots") or ()), "weekdays": ",".join(str(day) for day in sorted(values.get("weekdays") or ())),
        "from_date": starts, "until_date": values.get("until_date") or starts, "event_at": event,
        "within_hours": values.get("within_hours") if event is not None else None, "note": str(values.get("note") or "").strip(),
    }  # fmt: skip
    if event is not None and not row["within_hours"]:
        raise BadRequest(_("Write within how many hours somebody must have been there."))
    known = slots(session.store)
    rule = extra_rule({**row, "ended_on": None}, known)
    wrong = [one.text for one in check_rule(rule, known, session.clock.now()) if one.wrong]
    if wrong:
        raise BadRequest(" ".join(wrong))
    count = for_how_many(session, chosen)
    if not count:
        raise BadRequest(_("Nobody has one of these categories: the extra round would be for nobody."))
    with session.write("rounds.declare_extra") as unit:
        if extra:
            unit.update(ExtraRound, extra, row, version)
        else:
            unit.insert(ExtraRound, row)
    return ngettext("Declared for {count} elder.", "Declared for {count} elders.", count).format(count=count)


@service(Permission.ROUNDS_WRITE)
def end_extra(session: Session, extra: str) -> None:
    """The extra round is over: from today's next planning on nothing is due because of it."""
    with session.write("rounds.end_extra") as unit:
        unit.update(ExtraRound, extra, {"ended_on": session.clock.today()})


@service(Permission.ROUNDS_READ)
def extra_today(session: Session, on: date) -> tuple[str, ...]:
    """The names of the extra rounds that run on that day."""
    return tuple(row["name"] or extra_kind_label(row["kind"]) for row in planning.extra_rounds(session.store, on))


@service(Permission.ROUNDS_READ, personal=True)
def contradictions(session: Session) -> dict[str, tuple[Finding, ...]]:
    """Care file -> what does not fit together among all that holds for it today."""
    store, today = session.store, session.clock.today()
    known, hours = slots(store), _hours(session)
    default = int(settings.value(store, "silence_hours"))
    everyone = load_elders(store)
    found = {}
    for care_file, rules in rules_on(store, today, everyone.values()).items():
        if len(rules) > 1 or care_file in hours:
            elder = everyone[care_file]
            mine = check_rules(rules, known, today, elder.silence_hours, default, hours.get(care_file, Hours()))
            if mine:
                found[care_file] = tuple(mine)
    return found
