"""Errors of the world, told to the user in his language. Anything else that escapes is a bug of ours."""


class UserError(Exception):
    """The world's fault: the message (already translated) says what happened and what to do next."""


class NotAllowed(UserError):
    """The account lacks the permission that the operation needs."""


class BadFile(UserError):
    """A file from outside cannot be used: no workbook, locked, protected, empty, too large, damaged."""


class BadRequest(UserError):
    """What was asked cannot be done as asked (an unknown sheet number, a date that is none)."""


class StationUnavailable(UserError):
    """The data folder is missing, read-only, damaged, of a newer version, or used by another running copy."""


class DiskRefused(UserError):
    """The disk is full, read-only or failing; nothing of the operation was kept."""


class WrongPassword(UserError):
    """Name or password wrong; the message is the same whichever it was."""


class Cancelled(UserError):
    """The user stopped a long piece of work; nothing was saved."""
