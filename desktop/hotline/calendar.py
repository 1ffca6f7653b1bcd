"""Calendar files (iCalendar, RFC 5545) of a person's shifts, for the calendar of a telephone. A small writer: text in, bytes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

ZONE = "Asia/Shanghai"
LINE = 75  # octets of a line at most, without its end (RFC 5545, 3.1)


@dataclass(frozen=True)
class Event:
    """A shift. `uid` stays the same in every later file, so that the calendar changes the entry and makes no second one; `sequence` grows
    with every version; a `cancelled` one is crossed out."""

    uid: str
    starts: datetime
    ends: datetime
    title: str
    place: str = ""
    note: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar(name: str, events: Iterable[Event], stamp: datetime) -> bytes:
    """The file's bytes: UTF-8, CRLF, long lines folded. Times are local time of China; `stamp` is when it was made, in UTC."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Linli Shouwang//Hotline roster//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}", "BEGIN:VTIMEZONE", f"TZID:{ZONE}", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0800", "TZOFFSETTO:+0800", "TZNAME:CST", "END:STANDARD", "END:VTIMEZONE",
    ]  # fmt: skip
    for event in events:
        lines += [
            "BEGIN:VEVENT", f"UID:{escaped(event.uid)}", f"DTSTAMP:{stamp:%Y%m%dT%H%M%S}Z", f"SEQUENCE:{event.sequence}",
            f"DTSTART;TZID={ZONE}:{event.starts:%Y%m%dT%H%M%S}", f"DTEND;TZID={ZONE}:{event.ends:%Y%m%dT%H%M%S}",
            f"SUMMARY:{escaped(event.title)}",
        ]  # fmt: skip
        lines += [f"{key}:{escaped(text)}" for key, text in (("LOCATION", event.place), ("DESCRIPTION", event.note)) if text]
        lines.append("STATUS:CANCELLED" if event.cancelled else "STATUS:CONFIRMED")
        if not event.cancelled:
            lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(event.title)}", "TRIGGER:-PT1H", "END:VALARM"]
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """A text value (3.3.11): backslash, comma, semicolon and line breaks are escaped; other control characters have no place."""
    kept = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    kept = kept.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return "".join(c for c in kept if c >= " " and c != "\x7f")


def folded(line: str) -> bytes:
    """A content line with its end; longer than 75 octets it is folded, never inside a character."""
    parts, part, room = [], b"", LINE
    for character in line:
        octets = character.encode("utf-8")
        if len(part) + len(octets) > room:
            parts.append(part)
            part, room = b"", LINE - 1  # the space that begins a continuation counts
        part += octets
    parts.append(part)
    return b"\r\n ".join(parts) + b"\r\n"
