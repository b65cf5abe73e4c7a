"""What the command line prints: one JSON document on stdout, or tidy tables; everything else goes to stderr."""

from __future__ import annotations

import json
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from gridadmin.i18n import Message

Row = Sequence[object]
GAP = "  "


def emit(words: Namespace, document: object, lines: Callable[[], None]) -> None:
    """Print the document where `--json` was asked for, else let `lines` print for people."""
    if words.json:
        print(json.dumps(document, ensure_ascii=False, indent=2, default=_plain))
    else:
        lines()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID | Path | Message):
        return str(value)
    raise TypeError(f"{type(value).__name__} does not go into JSON")


def print_table(headings: Sequence[str], rows: Sequence[Row]) -> None:
    """Print rows in columns as wide as their widest cell; numbers stand at the right."""
    cells = [list(map(str, headings)), *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(text_width(row[column]) for row in cells) for column in range(len(headings))]
    right = [bool(rows) and all(isinstance(row[column], int) for row in rows) for column in range(len(headings))]
    for number, row in enumerate(cells):
        print(GAP.join(_padded(cell, width, at) for cell, width, at in zip(row, widths, right, strict=True)).rstrip())
        if number == 0:
            print(GAP.join("─" * width for width in widths))


def print_facts(facts: Mapping[str, object]) -> None:
    """Print names and values in two columns."""
    width = max(map(text_width, facts), default=0)
    for name, value in facts.items():
        print(f"{_padded(name, width, False)}{GAP}{_shown(value)}".rstrip())


def print_error(text: str) -> None:
    """Print an error as one line on stderr."""
    print(f"gridadmin: {' '.join(text.split())}", file=sys.stderr)


def text_width(text: str) -> int:
    """Return the columns a text takes in a terminal: a Chinese character takes two, a combining mark none."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - text_width(text))
    return blanks + text if right else text + blanks


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple | list):
        return "、".join(_shown(part) for part in cell)
    label = getattr(cell, "label", None)
    return " ".join(str(label if label is not None else cell).split())


def texts(messages: Sequence[Message]) -> list[str]:
    """Return messages in the language in use."""
    return [message.text() for message in messages]


Document = dict[str, Any]
