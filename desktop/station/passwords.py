"""What a password must be."""

from desktop.errors import BadRequest
from desktop.i18n import _

SHORTEST_PASSWORD = 8  # characters; a Chinese one counts as two


def check_password(password: str) -> None:
    """Raise BadRequest when a new password is too short; a Chinese character counts as two."""
    if sum(1 if character.isascii() else 2 for character in password) < SHORTEST_PASSWORD:
        raise BadRequest(_("The password needs at least {number} characters. Three short words are easy to remember.").format(
            number=SHORTEST_PASSWORD))
