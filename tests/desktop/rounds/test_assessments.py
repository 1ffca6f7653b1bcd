"""Assessments as stored, with the incidents of the thirty days before and the frequency that a level proposes."""

from datetime import date, datetime

import pytest

from db.people.tables import CareFile
from db.rounds.plan_tables import VisitRule
from db.store import StaleEdit
from desktop.errors import BadRequest
from desktop.people.services import assessments as service
from desktop.people.services.assessments import AssessmentEntry
from desktop.people.services.bin import list_removed, restore
from desktop.rounds.incidents import IncidentEntry, Kind, open_incident
from desktop.station.history import undo
from tests.desktop.people.test_assessment import with_score
from tests.desktop.rounds.conftest import SUNDAY, Town


def entry(town: Town, score: int = 70, **more: object) -> AssessmentEntry:
    values = {"care_file": town.elders[0], "day": SUNDAY, "answers": with_score(score), "assessors": "林晓、王敏"} | more
    return AssessmentEntry(**values)  # type: ignore[arg-type]


def test_two_care_incidents_in_thirty_days_make_the_level_one_worse(town: Town) -> None:
    for kind, day in ((Kind.FALL, 21), (Kind.GAS, 20), (Kind.GAS, 19)):
        open_incident(town.session, IncidentEntry(kind, town.elders[0], at=datetime(2026, 11, day, 8)))
    service.save_assessment(town.session, entry(town))
    open_incident(town.session, IncidentEntry(Kind.CHOKING, town.elders[0], at=datetime(2026, 11, 22, 7)))
    service.save_assessment(town.session, entry(town))
    first, second = service.assessment_file(town.session, town.elders[0]).lines
    assert (first.level, first.own, first.incidents) == ("mild", "mild", 1)
    assert (second.level, second.own, second.incidents) == ("moderate", "mild", 2)


@pytest.mark.parametrize(
    "wrong",
    [{"answers": with_score(70)[:-1]}, {"answers": "9" * 26}, {"day": date(2026, 11, 23)}, {"assessors": " "}, {"care_file": "x"}, {"reason": "y"}],
)  # fmt: skip
def test_what_is_not_finished_is_refused_in_words(town: Town, wrong: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        service.save_assessment(town.session, entry(town, **wrong))
    assert service.assessment_file(town.session, town.elders[0]).lines == ()


def test_the_frequency_changes_only_when_the_proposal_is_accepted_and_can_be_taken_back(town: Town) -> None:
    care_file = town.elders[0]
    service.save_assessment(town.session, entry(town, 50))
    proposal = service.assessment_file(town.session, care_file).proposal
    assert proposal is not None
    assert (proposal.level, proposal.now, proposal.wanted, proposal.fewer, proposal.held_by_rules) == ("moderate", "twice_daily", "weekly", True, False)
    assert CareFile.get_by_id(care_file).frequency == "twice_daily"
    service.accept_proposal(town.session, care_file, proposal.wanted, proposal.version)
    assert CareFile.get_by_id(care_file).frequency == "weekly"
    assert service.assessment_file(town.session, care_file).proposal is None
    with pytest.raises(StaleEdit):
        service.accept_proposal(town.session, care_file, "monthly", proposal.version)
    undo(town.session, town.session.last_operation)
    assert CareFile.get_by_id(care_file).frequency == "twice_daily"


def test_rules_of_the_elders_own_are_told(town: Town) -> None:
    with town.session.write("rounds.save_rules") as unit:
        unit.insert(VisitRule, {"care_file": town.elders[0], "preset": "daily", "from_date": SUNDAY})
    service.save_assessment(town.session, entry(town, 50))
    proposal = service.assessment_file(town.session, town.elders[0]).proposal
    assert proposal is not None and proposal.held_by_rules


def test_who_was_never_assessed_or_long_ago_stands_first(town: Town) -> None:
    service.save_assessment(town.session, entry(town, day=date(2025, 11, 1)))
    service.save_assessment(town.session, entry(town, care_file=town.elders[1]))
    lines = service.assessed_elders(town.session)
    assert [one.state for one in lines] == ["none"] * 6 + ["old", ""]
    assert (lines[-2].care_file, lines[-1].care_file) == (town.elders[0], town.elders[1])


def test_a_correction_and_a_removal_are_taken_back(town: Town) -> None:
    made = service.save_assessment(town.session, entry(town, 70))
    service.save_assessment(town.session, entry(town, 40), made, 1)
    assert service.assessment_file(town.session, town.elders[0]).lines[0].score == 40
    undo(town.session, town.session.last_operation)
    assert service.assessment_file(town.session, town.elders[0]).lines[0].score == 70
    service.remove_assessment(town.session, made)
    assert service.assessment_file(town.session, town.elders[0]).lines == ()
    (lying,) = list_removed(town.session)
    restore(town.session, lying.kind, lying.id)
    assert lying.kind == "assessment" and service.assessment_file(town.session, town.elders[0]).lines[0].score == 70
