"""PINs by which volunteers sign in at the phone: an Argon2id hash each; every wrong one makes the next try wait longer.

Wrong ones are counted in the file, as an operation: no restart forgets them, and the audit trail shows who was tried.
"""

from datetime import datetime, timedelta
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from db.hotline.duty import pin_of
from db.hotline.queries import hotline_volunteers
from db.hotline.tables import DutyPin
from desktop.errors import BadRequest
from desktop.i18n import _, ngettext
from desktop.permissions import Permission, service
from desktop.session import Session

LEAST, MOST = 4, 8  # digits
LONGEST_WAIT = 300  # seconds
# a PIN of few digits is guessed by trying, not by cracking: the file is encrypted, so OWASP's smallest parameters are enough
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class WrongPin(BadRequest):
    """The PIN is wrong, or the wait after a wrong one is not over."""


class NoPin(BadRequest):
    """This volunteer has no PIN yet."""


@service(Permission.ROSTER_WRITE)
def set_pin(session: Session, volunteer: str, pin: str) -> str:
    """The clerk gives a volunteer a (new) PIN; returns the operation's id. Raises BadRequest for one that is too easy."""
    return _write(session, volunteer, pin)


@service(Permission.HOTLINE_WRITE)
def choose_pin(session: Session, volunteer: str, pin: str, old: str = "") -> str:
    """A volunteer chooses his own PIN; one that he has already must be told. Returns the operation's id.

    Raises BadRequest for one that is too easy, WrongPin.
    """
    if pin_of(session.store, volunteer) is not None:
        check_pin(session, volunteer, old)
    return _write(session, volunteer, pin)


@service(Permission.HOTLINE_WRITE)
def check_pin(session: Session, volunteer: str, pin: str) -> None:
    """Raise WrongPin unless this is the volunteer's PIN (2, 4, 8 … at most 300 seconds must pass after wrong ones), NoPin when there
    is none."""
    row = pin_of(session.store, volunteer)
    if row is None:
        raise NoPin(_("There is no PIN yet. Choose one first."))
    now = session.clock.now()
    wait_until = row["not_before"]
    if wait_until is not None and now < wait_until <= now + timedelta(seconds=LONGEST_WAIT):  # else the clock was set back: it locks nobody out
        seconds = int((wait_until - now).total_seconds()) + 1
        raise WrongPin(
            ngettext("Wait {number} second, then try again.", "Wait {number} seconds, then try again.", seconds).format(number=seconds)
        )
    try:
        _HASHER.verify(row["digest"], pin)
    except VerifyMismatchError:
        _count(session, row["id"], row["failures"] + 1, now)
        raise WrongPin(_("The PIN is wrong. The clerk can give a new one.")) from None
    if row["failures"]:
        _count(session, row["id"], 0, now)


def _count(session: Session, row_id: str, failures: int, now: datetime) -> None:
    """Note how many wrong ones came in a row, and how long the next must wait."""
    wait = min(2 ** min(failures, LONGEST_WAIT), LONGEST_WAIT)
    with session.write("hotline.count_pin") as unit:
        unit.update(DutyPin, row_id, {"failures": failures, "not_before": now + timedelta(seconds=wait) if failures else None})


def check_digits(pin: str) -> None:
    """Raise BadRequest when a PIN is too short, too long, no number, or one that everybody tries first."""
    if not (pin.isascii() and pin.isdigit() and LEAST <= len(pin) <= MOST):
        raise BadRequest(_("A PIN has {least} to {most} digits.").format(least=LEAST, most=MOST))
    steps = {int(second) - int(first) for first, second in pairwise(pin)}
    if steps <= {0} or steps <= {1} or steps <= {-1}:
        raise BadRequest(_("This PIN is too easy to guess (1111, 1234). Choose another one."))


def _write(session: Session, volunteer: str, pin: str) -> str:
    check_digits(pin)
    if all(row["id"] != volunteer for row in hotline_volunteers(session.store)):
        raise BadRequest(_("This volunteer does not exist any more."))
    row = pin_of(session.store, volunteer)
    with session.write("hotline.set_pin") as unit:
        if row is None:
            unit.insert(DutyPin, {"volunteer": volunteer, "digest": _HASHER.hash(pin)})
        else:
            unit.update(DutyPin, row["id"], {"digest": _HASHER.hash(pin), "failures": 0, "not_before": None})
    return session.last_operation
