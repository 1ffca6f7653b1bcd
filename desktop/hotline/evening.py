"""A roster made fairer by hand-overs and exchanges between two people, as far as these lead: what the solver then starts from.

Measured: forty people who can come at any time, all alike, leave the search without a roster of even loads for half a minute; two people who
change a weekend for a working day find it at once.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping

from desktop.hotline.problem import Duty, RosterProblem, Shift, Volunteer
from desktop.hotline.rules import bar, company_bar, duty_of

TRIES = 40_000  # looks at the rules, about a second; counted and not timed, so that the same input gives the same roster


def evened(
    problem: RosterProblem, sitting: Mapping[int, set[str]], cancelled: Callable[[], bool], tries: int = TRIES
) -> dict[int, set[str]]:
    """A legal roster (shift index -> volunteer ids) with as many seats filled and Σ load² no larger than before."""
    search = _Search(problem, sitting, tries)
    while not cancelled() and search.step():
        pass
    return search.sitting


class _Search:
    def __init__(self, problem: RosterProblem, sitting: Mapping[int, set[str]], tries: int) -> None:
        self.problem, self.tries = problem, tries
        self.sitting: dict[int, set[str]] = {index: set(here) for index, here in sitting.items()}
        self.fixed = {(problem.shift_at[k.day, k.template].index, who) for k, who in problem.locks.items()}
        self.outside: dict[str, list[Duty]] = defaultdict(list)
        for duty in problem.neighbours:
            self.outside[duty.volunteer].append(duty)
        self.held: dict[str, set[int]] = defaultdict(set)
        self.load = {v.id: v.carried for v in problem.volunteers}
        for index, here in self.sitting.items():
            for who in here:
                self.held[who].add(index)
                self.load[who] += problem.shifts[index].load

    def step(self) -> bool:
        """Make one change that is fairer, between the two people furthest apart whom one helps; False when there is none."""
        order = sorted(self.problem.volunteers, key=lambda v: (self.load[v.id], v.code, v.id))
        for heavy in reversed(order):
            for light in order:
                apart = self.load[heavy.id] - self.load[light.id]
                if apart < 2 or self.tries <= 0:
                    break
                if self._between(heavy, light, apart):
                    return True
        return False

    def _between(self, heavy: Volunteer, light: Volunteer, apart: int) -> bool:
        shifts = self.problem.shifts
        given = [shifts[i] for i in sorted(self.held[heavy.id]) if (i, heavy.id) not in self.fixed and light.id not in self.sitting[i]]
        taken = [shifts[i] for i in sorted(self.held[light.id]) if (i, light.id) not in self.fixed and heavy.id not in self.sitting[i]]
        for shift in given:
            if shift.load < apart and self._may(light, shift, None, heavy.id):
                self._move(heavy.id, light.id, shift)
                return True
        for shift in given:
            for back in taken:
                if 0 < shift.load - back.load < apart and self._may(light, shift, back, heavy.id) and self._may(heavy, back, shift, light.id):
                    self._move(heavy.id, light.id, shift)
                    self._move(light.id, heavy.id, back)
                    return True
        return False

    def _may(self, volunteer: Volunteer, shift: Shift, without: Shift | None, leaves: str) -> bool:
        """Whether somebody may take a shift that `leaves` leaves, when he gives up `without`."""
        self.tries -= 1
        duties = [
            duty_of(volunteer.id, self.problem.shifts[i]) for i in self.held[volunteer.id] if without is None or i != without.index
        ]
        if bar(volunteer, shift, [*self.outside[volunteer.id], *duties]) is not None:
            return False
        return company_bar(self.problem, volunteer, shift, self.sitting[shift.index] - {leaves}) is None

    def _move(self, giver: str, taker: str, shift: Shift) -> None:
        self.sitting[shift.index].discard(giver)
        self.sitting[shift.index].add(taker)
        self.held[giver].discard(shift.index)
        self.held[taker].add(shift.index)
        self.load[giver] -= shift.load
        self.load[taker] += shift.load
