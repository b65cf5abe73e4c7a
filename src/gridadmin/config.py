"""Where files live, in one frozen Config; nothing else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ENV_HOME = "GRIDADMIN_HOME"
ENV_OFFICE = "GRIDADMIN_OFFICE"
ENV_KEY_FILE = "GRIDADMIN_KEY_FILE"
ENV_LANGUAGE = "GRIDADMIN_LANGUAGE"


@dataclass(frozen=True)
class Config:
    """The places gridadmin reads and writes.

    Attributes:
        resources: fonts, icons, translations, statute text, defaults and templates; read only.
        home: what belongs to this user on this computer: settings, logs, and the offices below.
        office: where the office is: a folder, or a `postgresql+psycopg://` address.
        practice: the folder of the practice office.
        key_file: the file that holds the secret of one key slot, for work without a window; None where none was named.
    """

    resources: Path
    home: Path
    office: str
    practice: Path
    key_file: Path | None

    @property
    def translations(self) -> Path:
        """The folder of the compiled message catalogues."""
        return self.resources / "translations"

    @property
    def settings_file(self) -> Path:
        """The window's own settings (language, theme, text size); never data of the office."""
        return self.home / "settings.json"


def find_resources() -> Path:
    """Return the resources folder: inside the installed package, or beside `src/` in a checkout."""
    package = Path(__file__).resolve().parent
    for candidate in (package / "resources", package.parent.parent / "resources"):
        if (candidate / "data").is_dir():
            return candidate
    raise FileNotFoundError(f"resources not found beside {package}")


def load_config(office: str | None = None, key_file: str | None = None) -> Config:
    """Return the Config from the command line's words, the environment and the platform's folders, in that order."""
    home = Path(os.environ.get(ENV_HOME) or _platform_home())
    key = key_file or os.environ.get(ENV_KEY_FILE)
    return Config(
        resources=find_resources(),
        home=home,
        office=office or os.environ.get(ENV_OFFICE) or str(home / "office"),
        practice=home / "practice",
        key_file=Path(key) if key else None,
    )


def _platform_home() -> Path:
    import platformdirs

    return platformdirs.user_data_path("gridadmin", appauthor=False)
