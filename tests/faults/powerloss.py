"""A disk after a power cut, made from what the system calls of a process tell.

The trace (strace) gives every write, truncation, fsync, creation, removal and renaming in order. A state of the disk after a cut at some
moment is: everything that was synced before; of what was not synced, any part, in any order, and single writes torn at sectors of
512 bytes. Creations, removals and renamings come in order, but the last ones may be missing until their folder (or the file) is synced.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALL = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)")
CALLS = ("openat,close,pwrite64,write,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat")


@dataclass
class Event:
    """One system call that matters: kind, the file's number in `Trace.files` (or -1), and its data."""

    kind: str  # write, truncate, sync, create, remove, rename, syncdir, ack
    file: int = -1
    offset: int = 0
    data: bytes = b""
    name: str = ""
    other: str = ""


@dataclass
class Trace:
    """The calls in order, and the files as they were before the first."""

    events: list[Event] = field(default_factory=list)
    before: dict[str, bytes] = field(default_factory=dict)


def read_trace(path: Path, folder: Path, before: dict[str, bytes]) -> Trace:
    """Parse strace's output (`-f -xx -s 100000`) for files within `folder`; lines on standard output that begin with 'ack' are acknowledgements."""
    trace = Trace(before=before)
    handles: dict[int, tuple[str, int]] = {}  # descriptor -> (name, inode number); 'dir' for folders
    inodes = {name: number for number, name in enumerate(sorted(before))}
    count = len(inodes)
    for line in path.read_text("ascii").splitlines():
        match = CALL.match(line)
        if match is None or int(match[3]) < 0:
            continue
        call, arguments, result = match[1], match[2], int(match[3])
        if call == "openat":
            name = _text(arguments.split(", ")[1])
            if name == str(folder):
                handles[result] = ("", -1)
            elif name.startswith(f"{folder}/") and not name.endswith("-shm"):  # the -shm is rebuilt at each opening
                short = name.removeprefix(f"{folder}/")
                if short not in inodes:
                    inodes[short] = count
                    count += 1
                    trace.events.append(Event("create", inodes[short], name=short))
                handles[result] = (short, inodes[short])
        elif call == "close":
            handles.pop(int(arguments), None)
        elif call in ("rename", "renameat", "renameat2", "unlink", "unlinkat"):
            names = [_text(word) for word in re.findall(r'"[^"]*"', arguments)]
            short = [name.removeprefix(f"{folder}/") for name in names if name.startswith(f"{folder}/")]
            if short and not short[0].endswith("-shm"):
                number = inodes.pop(short[0])
                if len(short) == 2:
                    inodes[short[1]] = number
                    trace.events.append(Event("rename", number, name=short[0], other=short[1]))
                else:
                    trace.events.append(Event("remove", number, name=short[0]))
        else:
            handle = int(arguments.split(",")[0])
            if call == "write" and handle == 1:
                said = _text(arguments[arguments.index('"'):arguments.rindex('"') + 1])
                trace.events += [Event("ack", name=part) for part in said.splitlines() if part.startswith("ack")]
            elif handle in handles:
                _file_event(trace, call, arguments, handles[handle], result)
    return trace


def _file_event(trace: Trace, call: str, arguments: str, where: tuple[str, int], result: int) -> None:
    name, number = where
    if call in ("fsync", "fdatasync"):
        trace.events.append(Event("syncdir" if number < 0 else "sync", number, name=name))
    elif call == "ftruncate":
        trace.events.append(Event("truncate", number, int(arguments.split(", ")[1]), name=name))
    elif call == "pwrite64":
        data = _bytes(arguments[arguments.index('"'):arguments.rindex('"') + 1])
        assert len(data) == result, "the trace cut a write short"
        trace.events.append(Event("write", number, int(arguments.rsplit(", ", 1)[1]), data, name))
    else:
        raise AssertionError(f"{call} on {name}: this replay does not know sequential writes")


def _bytes(quoted: str) -> bytes:
    return bytes.fromhex(quoted.strip('"').replace("\\x", ""))


def _text(quoted: str) -> str:
    return _bytes(quoted).decode()


class Disk:
    """The disk while the trace is replayed: what is durable, and what still waits in the cache."""

    def __init__(self, before: dict[str, bytes]) -> None:
        self.content = {number: bytearray(before[name]) for number, name in enumerate(sorted(before))}
        self.names = {name: number for number, name in enumerate(sorted(before))}
        self.waiting: dict[int, list[Event]] = {}  # data not synced, by file
        self.moves: list[Event] = []  # folder entries not synced, in order
        self.acks: list[str] = []

    def take(self, event: Event) -> None:
        """One call of the trace."""
        if event.kind == "ack":
            self.acks.append(event.name)
        elif event.kind in ("write", "truncate"):
            self.waiting.setdefault(event.file, []).append(event)
        elif event.kind == "sync":
            for one in self.waiting.pop(event.file, []):
                _apply(self.content.setdefault(event.file, bytearray()), one)
        elif event.kind == "syncdir":
            for move in self.moves:
                _move(self.names, move)
            self.moves = []
        else:
            if event.kind == "create":
                self.content.setdefault(event.file, bytearray())
            self.moves.append(event)

    def after_cut(self, chance: random.Random) -> dict[str, bytes]:
        """One of the states in which the disk may be found."""
        names = dict(self.names)
        for move in self.moves[: chance.randint(0, len(self.moves))]:
            _move(names, move)
        style = chance.choice(("none", "all", "some", "torn"))
        return {name: self._file(number, style, chance) for name, number in names.items()}

    def _file(self, number: int, style: str, chance: random.Random) -> bytes:
        content = bytearray(self.content.get(number, b""))
        for event in self.waiting.get(number, []):
            if style == "none" or (style in ("some", "torn") and chance.random() < 0.5):
                continue
            if style == "torn" and event.kind == "write" and chance.random() < 0.5:
                _tear(content, event, chance)
            else:
                _apply(content, event)
        return bytes(content)


def _move(names: dict[str, int], event: Event) -> None:
    if event.kind == "create":
        names[event.name] = event.file
    else:
        names.pop(event.name, None)
        if event.kind == "rename":
            names[event.other] = event.file


def _apply(content: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del content[event.offset:]
        content.extend(bytes(event.offset - len(content)))
        return
    if len(content) < event.offset:
        content.extend(bytes(event.offset - len(content)))
    content[event.offset:event.offset + len(event.data)] = event.data


def _tear(content: bytearray, event: Event, chance: random.Random) -> None:
    """Only some sectors of a write reach the disk."""
    first = event.offset // SECTOR
    last = (event.offset + len(event.data) - 1) // SECTOR
    for sector in range(first, last + 1):
        if chance.random() < 0.5:
            start = max(event.offset, sector * SECTOR)
            end = min(event.offset + len(event.data), (sector + 1) * SECTOR)
            _apply(content, Event("write", event.file, start, event.data[start - event.offset:end - event.offset]))


def states(trace: Trace, number: int, chance: random.Random, judge: Callable[[dict[str, bytes], list[str]], None]) -> None:
    """Cut the power at `number` random moments of the trace; `judge` gets the disk as found, and what was acknowledged before the cut."""
    cuts = sorted(chance.randrange(len(trace.events) + 1) for _one in range(number))
    disk, done = Disk(trace.before), 0
    for cut in cuts:
        while done < cut:
            disk.take(trace.events[done])
            done += 1
        judge(disk.after_cut(chance), list(disk.acks))
