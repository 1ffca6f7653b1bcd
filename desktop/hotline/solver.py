"""The roster solved to proven optimum with HiGHS: fewest empty seats, then fairness, then wishes, strictly in this order.

HiGHS releases the interpreter lock while it runs, so a worker thread solves without holding up the window; one thread and a
fixed seed make the same input give the same roster.
"""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from desktop.hotline.evening import evened
from desktop.hotline.greedy import greedy
from desktop.hotline.highs import ALONE, open_model, put_away, set_costs
from desktop.hotline.model import RosterModel, build, seated
from desktop.hotline.problem import AIMS, Progress, RosterAnswer, RosterProblem, Stage
from desktop.hotline.rules import Breach, breaches, changed, counts, fairness, preference

WHOLE = 1e-6


class ContradictingLocks(Exception):
    """Locked cells that break hard rules among themselves; `breaches` tells which."""

    def __init__(self, found: list[Breach]) -> None:
        super().__init__(f"{len(found)} locked cells break a rule")
        self.breaches = found


def quiet(_: Progress) -> None:
    """Progress that nobody watches."""


def never() -> bool:
    """Nobody cancels."""
    return False


def solve(
    problem: RosterProblem,
    progress: Callable[[Progress], None] = quiet,
    cancelled: Callable[[], bool] = never,
    seconds: float = 60.0,
    proposal: Callable[[RosterAnswer], None] | None = None,
) -> RosterAnswer:
    """The best roster. `seconds` bounds the whole run; when time or patience ends, the best so far comes back unproven.

    `proposal` is given the first full roster (greedy) and each better one. Raises ContradictingLocks.
    """
    contradictions = breaches(problem, dict(problem.locks))
    if contradictions:
        raise ContradictingLocks(contradictions)
    began = time.monotonic()
    sitting: Mapping[int, set[str]] = greedy(problem)
    if proposal is not None:
        proposal(answer_of(problem, sitting, ()))
    model = build(problem)
    with ALONE:
        run = _Run(model, progress, cancelled, began, began + seconds)
        try:
            stages, sitting = run.stages(sitting)
        finally:
            run.close()
    return answer_of(problem, sitting, tuple(stages), run.stopped)


def answer_of(
    problem: RosterProblem, sitting: Mapping[int, set[str]], stages: tuple[Stage, ...], cancelled: bool = False
) -> RosterAnswer:
    """A roster with its values, counted from the roster itself and not taken from the solver."""
    assigned = seated(problem, sitting)
    return RosterAnswer(
        assigned=assigned,
        unfilled=sum(who is None for who in assigned.values()),
        fairness=fairness(problem, assigned),
        preference=preference(problem, assigned),
        stages=stages,
        counts=counts(problem, assigned),
        cancelled=cancelled,
    )


class _Run:
    """One HiGHS model taken through the three aims; each result becomes a bound of the next."""

    def __init__(
        self, model: RosterModel, progress: Callable[[Progress], None], cancelled: Callable[[], bool], began: float, until: float
    ) -> None:
        import highspy

        self.highspy = highspy
        self.model = model
        self.progress = progress
        self.cancelled = cancelled
        self.began = began
        self.until = until
        self.stopped = False
        self.stage = ""
        self.offset = 0.0
        self.highs: Any = open_model(model.columns)
        self._listen()

    def _listen(self) -> None:
        h = self.highs
        h.cbMipInterrupt.subscribe(self._on_interrupt)
        h.cbSimplexInterrupt.subscribe(self._on_interrupt)
        h.cbMipLogging.subscribe(self._on_log)

    def _on_interrupt(self, event: Any) -> None:
        if self.cancelled():
            self.stopped = True
            event.interrupt()

    def _on_log(self, event: Any) -> None:
        out = event.data_out
        value, bound = out.mip_primal_bound, out.mip_dual_bound
        if math.isfinite(value) and math.isfinite(bound):
            self._tell(value, bound)

    def _tell(self, value: float, bound: float) -> None:
        gap = max(0.0, value - bound) / value if value else 0.0
        self.progress(Progress(self.stage, value, bound, gap, time.monotonic() - self.began))

    def close(self) -> None:
        put_away(self.highs)

    def stages(self, sitting: Mapping[int, set[str]]) -> tuple[list[Stage], Mapping[int, set[str]]]:
        done: list[Stage] = []
        for name in self.model.problem.aims:
            if self.stopped or self.cancelled():
                self.stopped = True
                break
            left = self.until - time.monotonic()
            if left <= 0:
                break
            stage, sitting = self._stage(name, sitting, left)
            done.append(stage)
            if not stage.proven:
                break
            if name != AIMS[-1]:
                self._fix_by_prices(stage.value)
            if name == "unfilled":
                costs, constant = self.model.aims[name]
                self._hold(costs, stage.value - constant)
            elif name == "changed":
                self._keep(sitting, stage.value)
            elif name == "fairness":
                self._outweigh(name, stage.value, self._value("preference", sitting))
        return done, sitting

    def _stage(self, name: str, sitting: Mapping[int, set[str]], left: float) -> tuple[Stage, Mapping[int, set[str]]]:
        import numpy as np

        began = time.monotonic()
        self.stage = name
        costs, constant = self.model.aims[name]
        h = self.highs
        set_costs(h, len(self.model.columns.lower), costs, constant)
        if name == "fairness" and not self.model.problem.repair:
            sitting = evened(self.model.problem, sitting, self.cancelled)
        start = self.model.values_of(sitting)
        h.setOptionValue("time_limit", left)
        h.setOptionValue("mip_abs_gap", self._step(name, sitting) - 0.001)
        h.setSolution(len(start), np.array(list(start), dtype=np.int32), np.array(list(start.values())))
        h.run()
        if h.getInfo().primal_solution_status == 2:  # feasible: ours or a better one
            sitting = self.model.sitting_of(h.getSolution().col_value)
        value = self._value(name, sitting)
        bound = float(h.getInfo().mip_dual_bound)
        proven = h.getModelStatus() == self.highspy.HighsModelStatus.kOptimal or value - bound < self._step(name, sitting) - WHOLE
        bound = float(value) if proven else max(0.0, math.ceil(bound - WHOLE)) if math.isfinite(bound) else 0.0
        self._tell(value, bound)
        return Stage(name, value, bound, proven, time.monotonic() - began), sitting

    def _step(self, name: str, sitting: Mapping[int, set[str]]) -> int:
        """By how much two rosters differ in this aim at least: less apart is proof.

        A square is odd just when its root is, so Σ load² and Σ load are odd together; with every seat filled Σ load is fixed.
        """
        full = all(len(sitting.get(s.index, ())) == s.seats for s in self.model.problem.shifts)
        return 2 if name == "fairness" and full else 1

    def _value(self, name: str, sitting: Mapping[int, set[str]]) -> int:
        assigned = seated(self.model.problem, sitting)
        if name == "unfilled":
            return sum(who is None for who in assigned.values())
        if name == "changed":
            return changed(self.model.problem, assigned)
        return (fairness if name == "fairness" else preference)(self.model.problem, assigned)

    def _outweigh(self, name: str, value: int, points: int) -> None:
        """Let the aim just settled outweigh all `points` that the last aim can still gain, so that its value is kept.

        Measured: as a row this takes three times longer and more than as a weight, because prices then prune; a weight larger than
        needed takes longer too.
        """
        wishes, constant = self.model.aims["preference"]
        costs, settled = self.model.aims[name]
        weight = points + 1.0
        mixed = defaultdict(float, wishes)
        for column, cost in costs.items():
            mixed[column] += weight * cost
        self.model.aims["preference"] = (dict(mixed), constant - weight * (value - settled))

    def _keep(self, sitting: Mapping[int, set[str]], value: int) -> None:
        """Hold the number of people who change; where all who may stay do, they are fixed outright, which leaves little to search."""
        costs, constant = self.model.aims["changed"]
        able = [c for (who, shift), c in self.model.seat.items() if c in costs and who in sitting.get(shift, ())]
        if len(able) == len(costs):
            for column in able:
                self.highs.changeColBounds(column, 1.0, 1.0)
        else:
            self._hold(costs, value - constant)

    def _fix_by_prices(self, value: int) -> None:
        """Fix what no roster of this value can have otherwise: by the prices of the linear relaxation a column that moved would cost
        more than lies between the relaxation and the value. What is left for the later aims is far smaller."""
        h = self.highs
        h.setOptionValue("solve_relaxation", True)
        h.run()
        h.setOptionValue("solve_relaxation", False)
        if h.getModelStatus() != self.highspy.HighsModelStatus.kOptimal:
            return
        room = value - h.getInfo().objective_function_value + 1e-5
        solution, lower, upper = h.getSolution(), self.model.columns.lower, self.model.columns.upper
        for column, (at, price) in enumerate(zip(solution.col_value, solution.col_dual, strict=True)):
            if lower[column] == upper[column] or abs(price) <= room:
                continue
            edge = lower[column] if price > 0 else upper[column]
            if abs(at - edge) < WHOLE:
                lower[column] = upper[column] = edge
                h.changeColBounds(column, edge, edge)

    def _hold(self, costs: Mapping[int, float], most: float) -> None:
        import numpy as np

        used = {c: v for c, v in costs.items() if v}
        self.highs.addRow(
            -self.highspy.kHighsInf, most, len(used), np.array(list(used), dtype=np.int32), np.array(list(used.values()))
        )
