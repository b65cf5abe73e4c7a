"""What the first run asks for, as plain data, and the rules that need no window."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gridadmin.domain.entries import half_width
from gridadmin.i18n import N_, Message

SHORTEST_PASSWORD = 8


@dataclass(frozen=True)
class Division:
    """A county, township or community of the division list (统计用区划代码)."""

    level: str
    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class OfficeSetup:
    """The result of the first run: everything that makes a new office."""

    township_code: str
    township: str
    county: str
    clerk: str
    password: str
    recovery_code: str

    def __repr__(self) -> str:
        """Keep the secrets out of every report."""
        return f"OfficeSetup({self.township_code}, {self.clerk!r})"


def read_divisions(path: Path) -> list[Division]:
    """Read the counties and townships of the shipped division list; raises OSError, KeyError for a damaged file."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        return [
            Division(line["level"], line["code"], line["name"], line["parent"])
            for line in lines
            if line["level"] != "community"
        ]


def initials_of(names: Sequence[str]) -> list[str]:
    """Return the pinyin initials of names; imports pypinyin, so it is called behind the window's one door."""
    from pypinyin import Style, lazy_pinyin

    return ["".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower() for name in names]


def password_strength(password: str) -> tuple[int, Message]:
    """Return 0–3 and a word: too short, weak, fair, good; length counts most, as NIST SP 800-63B advises."""
    kinds = sum(bool(re.search(kind, password)) for kind in (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]"))
    different = len(set(password))
    if len(password) < SHORTEST_PASSWORD:
        return 0, Message(N_("Too short: at least {count} characters."), {"count": SHORTEST_PASSWORD})
    if different < 5 or (password.isdigit() and len(password) < 14):
        return 1, Message(N_("Weak: easily guessed. A short sentence is stronger."))
    if len(password) < 12 and kinds < 3:
        return 2, Message(N_("Fair. A few more characters make it good."))
    return 3, Message(N_("Good."))


def groups_of(code: str) -> list[str]:
    """Return the groups of a recovery code."""
    return code.split("-")


def same_group(typed: str, group: str) -> bool:
    """Whether what was typed is the group, however wide and in whatever case."""
    return half_width(typed).upper() == group.upper()
