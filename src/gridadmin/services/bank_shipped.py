"""The templates of bank files that the program brings, and the notes about what no template can write."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from gridadmin.config import find_resources
from gridadmin.domain.bank_reading import read_notes, read_template
from gridadmin.domain.bank_templates import BankNote, BankTemplate

NOTES = "notes.json"


def _folder() -> Path:
    return find_resources() / "defaults" / "bank_templates"


@lru_cache(maxsize=1)
def shipped_templates() -> tuple[BankTemplate, ...]:
    """Return the templates that the program brings, the neutral sheets first."""
    paths = sorted(path for path in _folder().glob("*.json") if path.name != NOTES)
    return tuple(read_template(json.loads(path.read_text(encoding="utf-8"))) for path in paths)


@lru_cache(maxsize=1)
def shipped_notes() -> tuple[BankNote, ...]:
    """Return what no template can write, or of what no layout was found, and what to do."""
    return read_notes(json.loads((_folder() / NOTES).read_text(encoding="utf-8")))
