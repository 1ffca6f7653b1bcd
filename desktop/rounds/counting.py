"""How knocks are counted: the one definition under Today, the day's paper, the figures and the periodical reports.

A knock is one planned visit of one elder in one slot (人次). Each ends in exactly one of four: made, missed, away, open.
"""

from dataclasses import dataclass

from desktop.rounds.outcomes import Outcome

NOT_MADE = frozenset({"", Outcome.MISSED, Outcome.AWAY})
"""Outcomes of knocks for which no visitor stood at the door; with every other somebody came, whatever came of it."""
NEVER_LATE = NOT_MADE | {Outcome.NO_ANSWER}


@dataclass
class KnockCount:
    """Counts of knocks. due = made + missed + away + open; late, no_answer and refused are parts of made."""

    due: int = 0
    made: int = 0
    """A visitor stood at the door."""
    late: int = 0
    """Found in, but later than the setting 'late after' allows past the slot's end, or entered as late."""
    no_answer: int = 0
    missed: int = 0
    """We did not come: about us."""
    refused: int = 0
    away: int = 0
    """Reported away or in hospital: no visit was owed."""
    open: int = 0
    """Nothing is recorded yet."""
    unserved: int = 0
    """On no sheet."""

    def add(self, outcome: str, *, late: bool = False, unserved: bool = False, knocks: int = 1) -> None:
        """Count knocks that ended so. `late`: the visit lay later after the slot's end than the setting allows."""
        self.due += knocks
        self.made += knocks * (outcome not in NOT_MADE)
        self.late += knocks * (outcome == Outcome.LATE or (late and outcome not in NEVER_LATE))
        self.no_answer += knocks * (outcome == Outcome.NO_ANSWER)
        self.missed += knocks * (outcome == Outcome.MISSED)
        self.refused += knocks * (outcome == Outcome.REFUSED)
        self.away += knocks * (outcome == Outcome.AWAY)
        self.open += knocks * (not outcome)
        self.unserved += knocks * unserved

    @property
    def done(self) -> int:
        """Nothing more to do: made, or reported away."""
        return self.made + self.away
