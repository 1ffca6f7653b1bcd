"""Letters of the station (GB/T 9704): patterns filled in from the records, the PDF to look at, to save and to print."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from db.rounds import watching
from db.station import queries as station
from desktop.atomic import write_atomically
from desktop.errors import BadRequest
from desktop.i18n import RESOURCES, _, language
from desktop.permissions import Permission, service
from desktop.reports.document import Privacy
from desktop.reports.figures import FIGURES, values
from desktop.reports.figures.model import Figure, Value, month_of, shown
from desktop.reports.fonts import missing_words
from desktop.reports.letter import Letter, chinese_date, letter_pdf
from desktop.reports.letter_fonts import find_faces, system_folders
from desktop.reports.pdf import watermark
from desktop.reports.printlog import log_print
from desktop.rounds.papers import ladder_facts
from desktop.rounds.sheets import station_phone
from desktop.session import Session

FOLDER = RESOURCES / "letters"
NOTHING = "（无数据）"  # in place of a figure that is not known; letters are Chinese in both languages of the screen
CODE = "letter"  # in the print log


@dataclass(frozen=True)
class Pattern:
    """A letter to begin with, as data. `about`: 'month' or 'ladder', what its facts are asked of."""

    code: str
    name: str
    about: str
    title: str
    to: str
    body: str
    attachments: tuple[str, ...]


@dataclass(frozen=True)
class Desk:
    """What the page of letters begins with."""

    station: str
    sample: bool
    ladders: tuple[tuple[str, str], ...]  # (id, words) of the escalations of the last three months


@service(Permission.PAPERS_PRINT, personal=True)
def desk(session: Session) -> Desk:
    """The station's name and the escalations that a letter can be about, the newest first."""
    from desktop.reports.services import choices

    row = station.station(session.store)
    return Desk(str(row["name"]), bool(row["sample"]), choices(session).ladders)


def patterns(folder: Path = FOLDER) -> tuple[Pattern, ...]:
    """The patterns that come with the program, by name of their file."""
    found = []
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        name = data["name"].get(language()) or data["name"]["zh_CN"]
        found.append(Pattern(path.stem, name, data["about"], data["title"], data["to"], "\n".join(data["body"]), tuple(data["attachments"])))
    return tuple(found)


@service(Permission.PAPERS_PRINT, personal=True)
def filled(session: Session, code: str, month: date, ladder: str = "") -> Letter:
    """The pattern with the facts of the month, or of the escalation that it is about. Raises BadRequest when that is not chosen."""
    pattern = next(one for one in patterns() if one.code == code)
    row = station.station(session.store)
    today = session.clock.today()
    facts = {"station": row["name"], "phone": station_phone(session) or NOTHING, "month": f"{month.year}年{month.month}月"}
    if pattern.about == "ladder":
        if not ladder:
            raise BadRequest(_("Choose the escalation that the letter is about."))
        facts |= _of_ladder(session, ladder)
    else:
        wanted = {one.code: one for one in FIGURES if "{" + one.code + "}" in pattern.title + pattern.body}
        facts |= {code: _figure(wanted[code], value) for code, value in values(session, month_of(month), list(wanted)).items()}
    return Letter(
        _put(pattern.title, facts), _put(pattern.to, facts), _put(pattern.body, facts),
        attachments=tuple(_put(one, facts) for one in pattern.attachments), signed=str(row["name"]), day=today, sample=bool(row["sample"]),
    )  # fmt: skip


@service(Permission.PAPERS_PRINT, personal=True)
def preview(session: Session, letter: Letter) -> tuple[bytes, str]:
    """The letter as PDF to look at, not in the log, and what to tell before printing: type that is substituted, characters that no font has."""
    return _written(session, letter), warning(letter)


@service(Permission.PAPERS_PRINT, personal=True)
def print_copy(session: Session, letter: Letter) -> bytes:
    """The letter to be printed; in the print log. No number stands on it: it goes to others in the form that the standard gives."""
    data = _written(session, letter)
    log_print(session, CODE, _subject(letter), Privacy.FULL)
    return data


@service(Permission.PAPERS_PRINT, personal=True)
def save(session: Session, letter: Letter, path: Path) -> None:
    """Save as PDF, in the print log; the file first, so that the log holds no letter that was never written. Raises CannotSave."""
    write_atomically(path, _written(session, letter))
    log_print(session, CODE, _subject(letter), Privacy.FULL)


def warning(letter: Letter) -> str:
    """What to tell before printing."""
    text = "".join((letter.title, letter.to, letter.body, letter.number, *letter.attachments, letter.signed))
    told = [find_faces(system_folders()).warning(), missing_words("".join(one for one in text if one.isprintable()))]
    return " ".join(one for one in told if one)


def _written(session: Session, letter: Letter) -> bytes:
    marked = replace(letter, sample=bool(station.station(session.store)["sample"]))
    return letter_pdf(marked, find_faces(system_folders()), watermark)


def _subject(letter: Letter) -> str:
    """Without names of people."""
    return (letter.number or (letter.day.isoformat() if letter.day else ""))[:60]


def _put(text: str, facts: Mapping[str, str]) -> str:
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    return text


def _figure(one: Figure, value: Value) -> str:
    return NOTHING if value.missing else shown(one, value, unit=False).replace(",", "")


def _of_ladder(session: Session, ladder: str) -> dict[str, str]:
    if watching.ladder(session.store, ladder) is None:
        raise BadRequest(_("This ladder is not there any more."))
    facts = ladder_facts(session, ladder)
    steps = [
        "，".join(part for part in (f"{one.at:%H:%M}" if one.at else "", one.step, one.outcome, one.note) if part) for one in facts.steps if one.at
    ]
    result = facts.result and "，".join(part for part in (f"{_moment(facts.closed_at)}办结", facts.result, facts.note) if part) + "。"
    return {
        "elder": facts.name, "address": facts.address or NOTHING, "reason": facts.reason, "opened": _moment(facts.opened_at),
        "steps": ("；".join(steps) or NOTHING) + "。", "result": result or "目前仍在处置中，有结果后另行告知。",
    }  # fmt: skip


def _moment(at: Any) -> str:
    return f"{chinese_date(at.date())}{at:%H:%M}" if at is not None else ""
