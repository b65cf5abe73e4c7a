"""What the window remembers between two days: theme, text size, language, widths. Never data of the office."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from gridadmin.i18n import DEFAULT_LANGUAGE, LANGUAGES

SMALLEST_TEXT, LARGEST_TEXT, TEXT_STEP = 90, 200, 10
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Preferences:
    """One reading of the settings file.

    Attributes:
        text_percent: size of all text, 90–200.
        last_account: whose name the login shows first.
        layout: widths, splitter sizes, column choices and open tabs, by the name of the widget.
    """

    theme: str = "auto"
    text_percent: int = 100
    language: str = DEFAULT_LANGUAGE
    navigation_open: bool = True
    last_account: str = ""
    layout: dict[str, Any] = field(default_factory=dict)


def mended(values: dict[str, Any]) -> Preferences:
    """Return Preferences from what a file held; what is unknown or out of range falls back to the default."""
    default = Preferences()
    known: dict[str, Any] = {
        item.name: values[item.name]
        for item in fields(Preferences)
        if type(values.get(item.name)) is type(getattr(default, item.name))
    }
    read = replace(default, **known)
    return replace(
        read,
        theme=read.theme if read.theme in THEMES else default.theme,
        language=read.language if read.language in LANGUAGES else default.language,
        text_percent=min(max(read.text_percent, SMALLEST_TEXT), LARGEST_TEXT),
    )


class PreferenceStore:
    """The settings file: read once, written whole (temporary file, fsync, rename) at every change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.now = self._read()

    def change(self, **values: Any) -> Preferences:
        """Change some preferences and write the file; a folder that cannot be written keeps them for this run only."""
        self.now = mended({**asdict(self.now), **values})
        self._write()
        return self.now

    def remember(self, key: str, value: Any) -> None:
        """Keep a piece of layout (JSON values) under the name of a widget."""
        if self.now.layout.get(key) != value:
            self.change(layout={**self.now.layout, key: value})

    def recall(self, key: str, default: Any = None) -> Any:
        """Return what `remember` kept, or the default."""
        return self.now.layout.get(key, default)

    def _read(self) -> Preferences:
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return Preferences()  # a lost settings file must never keep a clerk from her work
        return mended(values if isinstance(values, dict) else {})

    def _write(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".settings-", suffix=".json")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(self.now), file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except OSError:
            return
