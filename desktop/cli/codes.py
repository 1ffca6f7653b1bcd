"""Verbs for scheduled tasks: each kind of outcome has its own exit code."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from desktop.cli.call import Call
from desktop.errors import UserError

Verb = Callable[[Call], int | None]


def _nothing(_error: UserError) -> Mapping[str, Any]:
    return {}


def coded(verb: Verb, codes: Sequence[tuple[type[UserError], int]], more: Callable[[UserError], Mapping[str, Any]] = _nothing) -> Verb:
    """The verb, ending with the code of the first kind in `codes` that its error is, else 1; `more` adds to the answer."""

    @wraps(verb)
    def run(call: Call) -> int | None:
        try:
            return verb(call)
        except UserError as error:
            code = next((code for kind, code in codes if isinstance(error, kind)), 1)
            print(error, file=sys.stderr)
            call.answer({"ok": False, "code": code, "message": str(error), **more(error)})
            return code

    return run
