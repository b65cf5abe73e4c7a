"""Translation: English msgids through gettext, Chinese complete and the default.

`_()` translates now, `N_()` only marks a msgid for the catalogue. What is made in one place and shown in another
(an error, the sentence of an act, a finding) travels as a `Message`: a msgid and its values.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_LANGUAGE = "zh_CN"
LANGUAGES = ("zh_CN", "en")

_translations: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext extractors know
    """Mark a msgid for the catalogue; it is translated where it is shown."""
    return msgid


def _(msgid: str) -> str:
    """Translate a msgid into the language in use; a msgid without translation is shown as it is."""
    return _translations.gettext(msgid) if msgid else ""


def language() -> str:
    """Return the language in use, one of `LANGUAGES`."""
    return _language


def use_language(name: str, translations_dir: Path) -> None:
    """Switch every later `_()` to a language of `LANGUAGES`; English needs no catalogue.

    Raises FileNotFoundError where the compiled catalogue of the language is missing (`./gridadmin` compiles it).
    """
    global _translations, _language  # noqa: PLW0603 - one language per process is what gettext is
    if name == "en":
        _translations = gettext.NullTranslations()
    else:
        with (translations_dir / f"{name}.mo").open("rb") as catalogue:
            _translations = gettext.GNUTranslations(catalogue)
    _language = name


@dataclass(frozen=True)
class Message:
    """A msgid with its values; values that are Messages themselves are translated with it."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def text(self) -> str:
        """Return the message in the language in use."""
        values = {name: _shown(value) for name, value in self.values.items()}
        return _(self.msgid).format(**values) if values else _(self.msgid)

    def __str__(self) -> str:
        return self.text()


def _shown(value: object) -> object:
    return value.text() if isinstance(value, Message) else value
