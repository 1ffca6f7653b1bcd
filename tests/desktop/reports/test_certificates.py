"""Certificates: what is certified is what the records hold; each has a number and a code of its own; none is changed afterwards."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from db.hotline.tables import Duty
from db.reports.tables import Certificate as CertificateRow
from db.rounds.tables import Knock, Round, Sheet
from desktop.errors import BadRequest, NotAllowed
from desktop.reports.certificates import ALPHABET, cancel, certificate_numbered, confirm, draft, issue, register, spoken
from desktop.session import Session
from desktop.station.sample.make import make_sample

NOW = datetime(2026, 11, 23, 10, 5)
FIRST, LAST = NOW.date().replace(day=1), NOW.date()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with make_sample(tmp_path_factory.mktemp("certificates") / "station", NOW, years=0.1) as opened:
        yield opened


def walker(session: Session) -> str:
    """A volunteer with sheets that came back this month."""
    row = Sheet.select(Sheet.volunteer).join(Round).where(Round.date >= FIRST, Sheet.recorded_at.is_null(False)).dicts().first()
    return str(row["volunteer"])


def test_what_is_certified_is_what_the_records_hold(session: Session) -> None:
    who = walker(session)
    made = draft(session, who, FIRST, LAST)
    doors = next(iter(session.store.database.execute_sql(
        """select count(distinct s.id), sum(k.outcome not in ('', 'missed', 'away')) from sheet s join round r on r.id = s.round_id
        left join knock k on k.sheet_id = s.id and k.deleted_at is null
        where (s.volunteer_id = ? or s.companion_id = ?) and s.recorded_at is not null and r.date between ? and ?""",
        (who, who, FIRST, LAST))))  # fmt: skip
    assert (made.rounds, made.doors) == doors and made.rounds > 0
    shifts = Duty.select().where(Duty.volunteer == who, Duty.signed_in >= datetime.combine(FIRST, datetime.min.time())).count()
    assert made.shifts == shifts and Knock.select().count() > 0


def test_each_has_a_number_and_a_code_and_can_be_confirmed_by_telephone(session: Session) -> None:
    before = {one.id for one in register(session)}
    made, again = issue(session, walker(session), FIRST, LAST), issue(session, walker(session), FIRST, LAST, "夏令营看护")
    assert again.number == made.number + 1 and made.check_code != again.check_code and again.content == "夏令营看护"
    assert set(made.check_code) <= set(ALPHABET)
    heard = spoken(made.check_code).lower().replace("0", "o").replace("1", "l")
    assert confirm(session, f" {heard} ") == certificate_numbered(session, f"2026-{made.number:04d}") == made
    assert {one.id for one in register(session)} - before == {made.id, again.id}
    with pytest.raises(BadRequest, match="check code"):
        confirm(session, "AAAA AAAA")


def test_a_cancelled_one_stays_in_the_register_with_its_reason(session: Session) -> None:
    made = issue(session, walker(session), FIRST, LAST)
    with pytest.raises(BadRequest, match="Say why"):
        cancel(session, made.id, "  ")
    cancel(session, made.id, "写错了日期")
    found = confirm(session, made.check_code)
    assert not found.in_force and found.cancelled_why == "写错了日期" and found.minutes == made.minutes
    with pytest.raises(BadRequest, match="already"):
        cancel(session, made.id, "又一次")


def test_nothing_is_certified_without_evidence_or_ahead_of_time(session: Session) -> None:
    who, count = walker(session), CertificateRow.select().count()
    for first, last, said in (
        (LAST - timedelta(days=9000), LAST - timedelta(days=8999), "no evidence"), (LAST, FIRST, "before the first"),
        (FIRST, LAST + timedelta(days=1), "in the future"),
    ):
        with pytest.raises(BadRequest, match=said):
            issue(session, who, first, last)
    with pytest.raises(BadRequest, match="Choose"):
        issue(session, "", FIRST, LAST)
    assert CertificateRow.select().count() == count


def test_a_reader_issues_none(session: Session) -> None:
    who = walker(session)
    session.role = "reader"
    try:
        with pytest.raises(NotAllowed):
            issue(session, who, FIRST, LAST)
    finally:
        session.role = "administrator"
