"""HiGHS as the roster uses it: columns handed over, one thread, one seed, so that the same input gives the same answer."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from desktop.hotline.model import Columns

ALONE = threading.Lock()  # HiGHS has one scheduler a process, which each run puts away at its end


def open_model(columns: Columns) -> Any:
    """A HiGHS instance that holds these columns and rows, without an objective."""
    import highspy  # 12 MB: only when a roster is solved
    import numpy as np

    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.999)  # every aim takes whole values: less than 1 apart is proof
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns.lower), len(columns.row_lower)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_, lp.col_upper_ = np.array(columns.lower), np.array(columns.upper)
    lp.row_lower_ = np.array([float(v) for v in columns.row_lower])
    lp.row_upper_ = np.array([float(v) for v in columns.row_upper])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(columns.starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(columns.index, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(columns.value)
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in columns.whole]
    highs.passModel(lp)
    return highs


def set_costs(highs: Any, number: int, costs: Mapping[int, float], constant: float = 0.0) -> None:
    """Give the model this objective: column -> cost, and a constant."""
    import numpy as np

    everything = np.zeros(number)
    for column, cost in costs.items():
        everything[column] = cost
    highs.changeColsCost(number, np.arange(number, dtype=np.int32), everything)
    highs.changeObjectiveOffset(constant)


def put_away(highs: Any) -> None:
    """Free the model and HiGHS's workers: it keeps them per calling thread, and leaving them alive can hang a thread's end on Windows."""
    import highspy

    highs.clear()
    highspy.Highs.resetGlobalScheduler(True)


def optimise(columns: Columns, costs: Mapping[int, float], cancelled: Callable[[], bool], seconds: float) -> tuple[list[float] | None, bool]:
    """The cheapest values of the columns found within `seconds` (None: none), and whether nothing cheaper exists."""
    import highspy

    def interrupt(event: Any) -> None:
        if cancelled():
            event.interrupt()

    with ALONE:
        highs = open_model(columns)
        try:
            set_costs(highs, len(columns.lower), costs)
            highs.setOptionValue("time_limit", seconds)
            highs.cbMipInterrupt.subscribe(interrupt)
            highs.run()
            feasible = highs.getInfo().primal_solution_status == 2
            values = [float(v) for v in highs.getSolution().col_value] if feasible else None
            return values, highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        finally:
            put_away(highs)
