"""A first full proposal in milliseconds: what stood before where it is still legal, then the scarcest shift first, each time the
least loaded person who may sit there."""

from collections import defaultdict

from desktop.hotline.problem import Duty, RosterProblem
from desktop.hotline.rules import bar, company_bar, duties_by_person, duty_of, personal_bar


def greedy(problem: RosterProblem) -> dict[int, set[str]]:
    """A legal roster (shift index -> volunteer ids) that keeps the locks; not optimal. Same input, same roster.

    Starting from what stood before means that a roster which is still the best stays as it is, seat for seat.
    """
    held: dict[str, list[Duty]] = defaultdict(list, duties_by_person(problem, dict(problem.locks)))
    sitting: dict[int, set[str]] = defaultdict(set)
    load = {v.id: v.carried for v in problem.volunteers}
    for key, who in problem.locks.items():
        shift = problem.shift_at[key.day, key.template]
        sitting[shift.index].add(who)
        load[who] += shift.load
    for key, before in sorted(problem.previous.items()):
        found = problem.shift_at.get((key.day, key.template))
        volunteer = problem.by_id.get(before or "")
        if found is None or volunteer is None or len(sitting[found.index]) >= found.seats:
            continue
        legal = bar(volunteer, found, held[volunteer.id]) is None
        if legal and company_bar(problem, volunteer, found, sitting[found.index]) is None:
            sitting[found.index].add(volunteer.id)
            held[volunteer.id].append(duty_of(volunteer.id, found))
            load[volunteer.id] += found.load
    candidates = {
        s.index: [v for v in problem.volunteers if personal_bar(v, s) is None] for s in problem.shifts
    }
    for shift in sorted(problem.shifts, key=lambda s: (len(candidates[s.index]) - s.seats, s.index)):
        while len(sitting[shift.index]) < shift.seats:
            free = [
                v for v in candidates[shift.index]
                if bar(v, shift, held[v.id]) is None and company_bar(problem, v, shift, sitting[shift.index]) is None
            ]
            if not free:
                break
            chosen = min(free, key=lambda v: (load[v.id], v.code, v.id))
            sitting[shift.index].add(chosen.id)
            held[chosen.id].append(duty_of(chosen.id, shift))
            load[chosen.id] += shift.load
    return dict(sitting)
