"""The ability assessment: the table against what the standard says of it, score and level at every boundary, what makes it worse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.people.assessment import OPEN, Level, complete, is_answer, judge, level_of, part_scores, scale, score_of

# written down here once more, by hand, from the summary of the standard (points an item, in its order)
MOST = (4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 4, 4, 4, 4, 4, 4, 1, 1, 2, 2, 2, 4, 3, 4)
PARTS = {"自理能力": 32, "基础运动能力": 15, "精神状态": 28, "感知觉与社会参与": 15}
BOUNDS = [
    (0, "total"), (29, "total"), (30, "severe"), (45, "severe"), (46, "moderate"), (65, "moderate"), (66, "mild"), (89, "mild"), (90, "able"),
]  # fmt: skip
RANKS = ["able", "mild", "moderate", "severe", "total"]

ANSWERS = st.tuples(*[st.integers(0, most) for most in MOST]).map(lambda points: "".join(map(str, points)))


def with_score(score: int) -> str:
    """Answers that give exactly this score."""
    points = []
    for most in MOST:
        points.append(min(most, score))
        score -= points[-1]
    return "".join(map(str, points))


def test_the_table_has_the_items_and_points_of_the_standard() -> None:
    items = scale().items
    assert tuple(item.most for item in items) == MOST and len(items) == 26 and scale().most == 90
    assert {name: most for name, _have, most in part_scores("")} == PARTS
    assert all(len(set(item.points)) == len(item.points) and all(item.points) for item in items)
    assert len({item.code for item in items}) == 26 and "42195" in scale().edition and scale().source


@pytest.mark.parametrize(("score", "level"), BOUNDS)
def test_the_level_at_its_bounds(score: int, level: str) -> None:
    assert level_of(score) == level
    assert judge(with_score(score)).level == level


@pytest.mark.parametrize("score", [-1, 91])
def test_no_score_beyond_the_table_has_a_level(score: int) -> None:
    with pytest.raises(ValueError, match="no score"):
        level_of(score)


@given(answers=ANSWERS, coma=st.booleans(), diagnosed=st.booleans(), incidents=st.integers(0, 5))
def test_the_level_is_the_scores_own_unless_something_makes_it_worse_once(answers: str, coma: bool, diagnosed: bool, incidents: int) -> None:
    judged = judge(answers, coma=coma, diagnosed=diagnosed, incidents=incidents)
    assert judged.score == sum(int(digit) for digit in answers) == score_of(answers)
    assert sum(have for _name, have, _most in part_scores(answers)) == judged.score
    limits = {"able": 90, "mild": 66, "moderate": 46, "severe": 30, "total": 0}
    own = next(name for name in RANKS if judged.score >= limits[name])
    if coma:
        expected = "total"
    elif diagnosed or incidents >= 2:
        expected = RANKS[min(RANKS.index(own) + 1, 4)]
    else:
        expected = own
    assert (judged.own, judged.level) == (own, expected)
    assert bool(judged.because) == (coma or diagnosed or incidents >= 2)


@given(answers=ANSWERS, place=st.integers(0, 25))
def test_more_points_are_never_a_worse_level(answers: str, place: int) -> None:
    better = answers[:place] + str(MOST[place]) + answers[place + 1 :]
    ranks = list(Level)
    assert ranks.index(judge(better).level) <= ranks.index(judge(answers).level)


@given(answers=ANSWERS, place=st.integers(0, 25), digit=st.sampled_from([OPEN, "5", "9", "x", " "]))
def test_what_the_item_does_not_give_is_no_answer(answers: str, place: int, digit: str) -> None:
    wrong = answers[:place] + digit + answers[place + 1 :]
    assert complete(answers) and not complete(wrong) and not complete(answers[:-1]) and not is_answer(place, digit)
    with pytest.raises(ValueError, match="not every item"):
        judge(wrong)
