"""The sample station's incidents of two years: fewer in the second, as the knocks began to help; the newest is still open."""

import random
from datetime import datetime, time, timedelta
from typing import Any

from db.base import new_id
from db.hotline.tables import FollowUp
from db.rounds.tables import Incident
from db.store import Unit
from desktop.i18n import _
from desktop.rounds.incidents import Kind, Result
from desktop.station.sample.history import Past

A_YEAR = (9, 17)  # the last twelve months, and the twelve before
STORIES: dict[str, tuple[tuple[str, str, str], ...]] = {  # what happened, what was done, where
    Kind.FALL: (
        ("浴室地滑，起身时跌倒，右腕疼痛", "扶起坐稳，冰敷，陪同到卫生站拍片", "home"),
        ("下楼买菜踩空一级台阶", "邻居扶回家中，量血压，通知女儿", "building"),
        ("夜里起床如厕跌倒，清晨巡访时发现", "拨打120，陪同到家属赶到", "home"),
    ),
    Kind.ASTRAY: (("早饭后出门未归，电话无人接", "值守员联系楼长与门岗，两小时后在公园找到，送回家", "outside"),),
    Kind.CHOKING: (("吃汤圆时噎住，面色发青", "志愿者用海姆立克法急救，异物排出，送卫生站检查", "home"),),
    Kind.SELF_HARM: (("来电说不想活了，情绪低落", "值守员通话陪伴，志愿者上门，转心理工作室并告知家属", "home"),),
    Kind.FIRE: (("灶上烧水忘关火，锅底烧焦冒烟", "关火开窗，检查灶具，提醒子女更换熄火保护灶", "home"),),
    Kind.GAS: (("厨房闻到燃气味，胶管老化", "关阀通风，联系燃气公司当日更换", "home"),),
    Kind.OTHER: (("服药过量，头晕", "联系家庭医生，陪同观察至平稳", "home"),),
}  # fmt: skip
SEEN_BY = ("巡访志愿者", "楼长", "邻居", "女儿", "热线来电")


def insert_incidents(unit: Unit, past: Past, now: datetime, seed: int) -> None:
    """Two years of incidents that end two days before `now`, when the open one happened; its follow-up is due tomorrow."""
    chance = random.Random(seed + 2)
    kinds = [kind for kind, share in ((Kind.FALL, 12), (Kind.ASTRAY, 3), (Kind.OTHER, 2)) for _one in range(share)]
    kinds += [Kind.CHOKING, Kind.SELF_HARM, Kind.FIRE, Kind.GAS]
    rows: list[dict[str, Any]] = []
    for year, count in enumerate(A_YEAR):
        for _one in range(count):
            day = now.date() - timedelta(days=365 * year + chance.randrange(4, 365))
            rows.append(_row(chance, past, chance.choice(kinds), datetime.combine(day, time(chance.randrange(6, 21), 10))))
    unit.load(Incident, rows)
    newest = _row(chance, past, Kind.FALL, datetime.combine(now.date() - timedelta(days=2), time(9, 40)))
    newest |= {"outcome": Result.HOSPITAL.value, "outcome_note": "右腕骨裂，石膏固定，已回家", "closed_at": None}
    unit.insert(Incident, newest)
    person = next(person for person, care_file, _grid in past.elders if care_file == newest["care_file"])
    unit.insert(FollowUp, {
        "person": person, "incident": newest["id"], "what": "联系辅具站，浴室装扶手", "owner": _("Sample clerk"),
        "due_at": datetime.combine(now.date() + timedelta(days=1), time(16)),
    })  # fmt: skip


def _row(chance: random.Random, past: Past, kind: Kind, at: datetime) -> dict[str, Any]:
    _person, care_file, _grid = chance.choice(past.elders)
    what, done, place = chance.choice(STORIES[kind])
    hurt = kind in (Kind.FALL, Kind.CHOKING)
    outcome = chance.choice((Result.UNHURT, Result.TREATED, Result.HOSPITAL)) if hurt else Result.UNHURT
    return {
        "id": new_id(), "care_file": care_file, "kind": kind.value, "at": at, "estimated": False, "place": place, "what": what,
        "done": done, "first_seen_by": chance.choice(SEEN_BY), "outcome": outcome.value, "closed_at": at + timedelta(days=1, hours=2),
        "concerns": "", "place_note": "", "outcome_note": "",
    }  # fmt: skip
