"""Queries of the reports room: the print log, certificates."""

from datetime import date
from typing import Any

from peewee import fn

from db.reports.tables import Certificate, Form, FormCell, PrintLog
from db.rounds.tables import Knock, Round, Sheet
from db.store import Store


def copies_of(store: Store, paper: str, subject: str) -> int:
    """How many copies of this paper on this subject were printed."""
    return int(PrintLog.select().where(PrintLog.paper == paper, PrintLog.subject == subject).count())


def recent_prints(store: Store, limit: int = 100) -> list[dict[str, Any]]:
    """The newest prints first."""
    return list(PrintLog.select().order_by(PrintLog.number.desc()).limit(limit).dicts())


def certificates(store: Store) -> list[dict[str, Any]]:
    """Every certificate that was issued, the newest first."""
    return list(Certificate.select().where(Certificate.deleted_at.is_null()).order_by(Certificate.number.desc()).dicts())


def certificate(store: Store, certificate_id: str) -> dict[str, Any] | None:
    """One certificate."""
    found: dict[str, Any] | None = Certificate.select().where(Certificate.id == certificate_id).dicts().first()
    return found


def rounds_walked(store: Store, volunteer: str, first: date, last: date, not_made: frozenset[str]) -> tuple[int, int]:
    """Sheets that this volunteer walked (alone or as the companion) and that came back, from first to last, and the doors on them at which
    somebody stood (knocks whose outcome is none of `not_made`)."""
    his = (
        (Sheet.volunteer == volunteer) | (Sheet.companion == volunteer),
        Sheet.recorded_at.is_null(False), Sheet.deleted_at.is_null(), Round.date >= first, Round.date <= last,
    )
    sheets = Sheet.select(Sheet.id).join(Round).where(*his)
    doors = (
        Knock.select(fn.count(Knock.id))
        .where(Knock.sheet.in_(sheets), Knock.deleted_at.is_null(), Knock.outcome.not_in(sorted(not_made)))
        .scalar()
    )
    return sheets.count(), int(doors or 0)


def forms(store: Store) -> list[dict[str, Any]]:
    """The forms that are kept, by name, without their content; `cells` says how many are filled."""
    rows = Form.select(Form.id, Form.name, Form.file_name, Form.version).where(Form.deleted_at.is_null()).order_by(Form.name).dicts()
    counts = dict(FormCell.select(FormCell.form, fn.count(FormCell.id)).group_by(FormCell.form).tuples())
    return [{**row, "cells": counts.get(row["id"], 0)} for row in rows]


def form(store: Store, form_id: str) -> dict[str, Any] | None:
    """One form whole."""
    found: dict[str, Any] | None = Form.select().where(Form.id == form_id, Form.deleted_at.is_null()).dicts().first()
    return found


def form_cells(store: Store, form_id: str) -> list[dict[str, Any]]:
    """What goes into the cells of a form."""
    return list(FormCell.select().where(FormCell.form == form_id).order_by(FormCell.sheet, FormCell.cell).dicts())
