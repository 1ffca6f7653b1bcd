"""Which pages of a paper are wanted: '2-3, 5' as it is typed."""

import re

from desktop.errors import BadRequest
from desktop.i18n import _

DASHES, COMMAS = re.compile(r"[–—－~～至]"), re.compile(r"[，、;；\s]+")


def picked(typed: str, count: int) -> list[int]:
    """The pages (from 0, each once, in the order typed) of a paper of `count` pages; all where nothing is typed. Raises BadRequest for
    what is no page of it."""
    text = COMMAS.sub(",", DASHES.sub("-", typed.strip())).strip(",")
    if not text:
        return list(range(count))
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        begin, end = first or "1", (last or str(count)) if dash else first
        if not (begin.isdecimal() and end.isdecimal() and 1 <= int(begin) <= int(end) <= count):
            raise BadRequest(_("“{typed}”: write pages as 2-3,5; this paper has {count}.").format(typed=typed.strip(), count=count))
        found += range(int(begin) - 1, int(end))
    return list(dict.fromkeys(found))
