"""The cheapest matching of rows to different columns, as many rows as possible (the Hungarian method)."""

from collections.abc import Sequence
from math import inf

FORBIDDEN = 1e9


def cheapest_matching(costs: Sequence[Sequence[float | None]]) -> list[tuple[int, int]]:
    """Pairs (row, column), each row and column at most once: first as many pairs as possible, then the smallest sum.

    `costs[row][column]` is None where the pair is not allowed. Takes rows² × columns steps. Deterministic.
    """
    rows = len(costs)
    columns = len(costs[0]) if rows else 0
    if not rows or not columns:
        return []
    # a spare column for every row, dearer than any sum of real costs, so that a row may stay alone
    width = columns + rows
    table = [[FORBIDDEN if cost is None else cost for cost in row] + [FORBIDDEN / 100] * rows for row in costs]
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (width + 1)
    taken_by = [0] * (width + 1)
    for row in range(1, rows + 1):
        taken_by[0] = row
        column = 0
        least, way, used = [inf] * (width + 1), [0] * (width + 1), [False] * (width + 1)
        while True:
            used[column] = True
            holder, delta, following = taken_by[column], inf, 0
            for other in range(1, width + 1):
                if used[other]:
                    continue
                reduced = table[holder - 1][other - 1] - row_price[holder] - column_price[other]
                if reduced < least[other]:
                    least[other], way[other] = reduced, column
                if least[other] < delta:
                    delta, following = least[other], other
            for other in range(width + 1):
                if used[other]:
                    row_price[taken_by[other]] += delta
                    column_price[other] -= delta
                else:
                    least[other] -= delta
            column = following
            if taken_by[column] == 0:
                break
        while column:
            taken_by[column] = taken_by[way[column]]
            column = way[column]
    pairs = [(taken_by[column] - 1, column - 1) for column in range(1, columns + 1) if taken_by[column]]
    return sorted((row, column) for row, column in pairs if costs[row][column] is not None)
