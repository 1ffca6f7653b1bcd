"""Roles hold what they should; the outermost service is asked."""

import pytest

from desktop.clock import SystemClock
from desktop.errors import NotAllowed
from desktop.permissions import CUSTOM, LABELS, ROLES, Permission, permissions_of, service
from desktop.session import Session


def test_roles_hold_what_they_should() -> None:
    assert ROLES["administrator"] == frozenset(Permission)
    assert frozenset(Permission) - ROLES["clerk"] == {Permission.ADMINISTER}
    assert not [one for one in ROLES["duty"] if not one.value.startswith(("hotline.", "personal.", "station.signed"))]
    assert ROLES["reader"] == {Permission.SIGNED_IN, Permission.FIGURES_READ}
    assert permissions_of("nobody knows") == frozenset()
    assert permissions_of(CUSTOM, ["rounds.read", "station.administer", "no.such"]) == {Permission.SIGNED_IN, Permission.ROUNDS_READ}
    assert Permission.ADMINISTER not in LABELS, "a custom account never becomes an administrator's"


def test_the_outermost_service_is_asked() -> None:
    @service(Permission.PEOPLE_READ, personal=True)
    def names(session: Session) -> list[str]:
        del session
        return ["顾素珍"]

    @service(Permission.FIGURES_READ)
    def count(session: Session) -> int:
        return len(names(session))

    reader = Session(None, SystemClock(), "读者", role="reader")  # type: ignore[arg-type]
    assert count(reader) == 1
    for _again in range(2):  # nothing of the first stays behind
        with pytest.raises(NotAllowed):
            names(reader)
    masked_nothing = Session(None, SystemClock(), "甲", role=CUSTOM, chosen=frozenset({"people.read"}))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):  # it names people, and this account may not see them
        names(masked_nothing)
    assert names(Session(None, SystemClock(), "乙", role=CUSTOM, chosen=frozenset({"people.read", "personal.masked"}))) == ["顾素珍"]  # type: ignore[arg-type]
