"""How this PC likes to show the program: language, size, colours. Kept beside the station, never personal data."""

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop import i18n
from desktop.atomic import CannotSave, write_atomically

log = logging.getLogger(__name__)
FILE = "preferences.json"


@dataclass
class Preferences:
    """Language ('zh_CN' or 'en'), font scale 1.0 to 2.0, dark colours, and whose name the login offers."""

    language: str = ""
    scale: float = 1.0
    dark: bool = False
    account: str = ""

    def __post_init__(self) -> None:
        if self.language not in i18n.LANGUAGES:
            self.language = i18n.system_language()
        self.scale = min(2.0, max(1.0, float(self.scale)))

    @classmethod
    def load(cls, folder: Path) -> "Preferences":
        """What was kept in this folder; the defaults where nothing readable is."""
        try:
            kept = json.loads((folder / FILE).read_text("utf-8"))
            return cls(**{name: kept[name] for name in ("language", "scale", "dark", "account") if name in kept})
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError) as error:
            log.info("preferences not readable, defaults used: %s", type(error).__name__)
            return cls()

    def save(self, folder: Path) -> None:
        """Keep it. A folder that cannot be written keeps nothing, which harms nobody."""
        try:
            write_atomically(folder / FILE, json.dumps(asdict(self), ensure_ascii=False, indent=1).encode())
        except CannotSave as error:
            log.info("preferences not kept: %s", type(error).__name__)
