"""Words in the user's language: gettext catalogues, one mechanism for screens, papers and messages.

Message ids are English. `resources/locale/<language>/<room>.po` are compiled into one `linli.mo` per language.
"""

import gettext
import locale
import os
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
LANGUAGES = ("zh_CN", "en")
DOMAIN = "linli"


class _Current:
    """The language in use; English until `use` is called."""

    language = "en"
    translations: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Switch every later `_` to `language` ('zh_CN' or 'en'). Raises ValueError for another."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    _Current.translations = (
        gettext.NullTranslations() if language == "en" else gettext.translation(DOMAIN, RESOURCES / "locale", [language])
    )
    _Current.language = language


def language() -> str:
    """The language in use."""
    return _Current.language


def system_language() -> str:
    """The language that the machine asks for: Chinese unless it clearly says English."""
    told = os.environ.get("LINLI_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    if not told and os.name == "nt":  # elsewhere Python calls the plain C locale en_US
        told = locale.getlocale()[0] or ""
    return "en" if told.lower().startswith("en") else "zh_CN"


def _(message: str) -> str:
    """The message in the language in use."""
    return _Current.translations.gettext(message) if message else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The message for this number, in the language in use."""
    return _Current.translations.ngettext(one, many, number)


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated later, where it is shown."""
    return message
