"""The words of the command line: what every verb takes, and how days, months and anchors are read."""

from __future__ import annotations

import re
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from gridadmin.i18n import LANGUAGES, N_, Message, _

Verb = Callable[[Namespace], int]
Verbs = Any  # argparse's own type for what `add_subparsers` returns is private


class Parser(ArgumentParser):
    """Reads words; says what is wrong with them in one line, with where to look, and ends with 2."""

    def error(self, message: str) -> NoReturn:
        """Print the error and leave with exit code 2."""
        hint = Message(N_("See: {command} --help"), {"command": self.prog})
        self.exit(2, f"gridadmin: {message}. {hint}\n")


def common_words(*, defaults: bool) -> ArgumentParser:
    """Return what goes before and after a verb alike; only the parser before the verb has the defaults."""

    def default(value: object) -> Any:
        return value if defaults else SUPPRESS

    parent = Parser(add_help=False)
    group = parent.add_argument_group(_("every verb takes"))
    group.add_argument(
        "--office",
        metavar="PATH|URL",
        default=default(None),
        help=_("folder or postgresql+psycopg:// address of the office; “practice” for the practice office"),
    )
    group.add_argument(
        "--key-file",
        metavar="F",
        default=default(None),
        help=_("file with the secret of one key slot (or GRIDADMIN_KEY_FILE); its account acts"),
    )
    group.add_argument("--language", choices=LANGUAGES, default=default(None), help=_("language of what is printed"))
    group.add_argument("--json", action="store_true", default=default(False), help=_("one JSON document on stdout"))
    return parent


def add_verb(verbs: Verbs, name: str, summary: str, run: Verb) -> ArgumentParser:
    """Add a verb and return its parser, for the words of its own."""
    parser: ArgumentParser = verbs.add_parser(
        name, help=summary, description=summary, parents=[common_words(defaults=False)]
    )
    parser.set_defaults(run=run)
    return parser


def add_group(verbs: Verbs, name: str, summary: str, what: str) -> Verbs:
    """Add a word that is followed by a second one, such as `list workers`, and return where its verbs are added."""
    parser: ArgumentParser = verbs.add_parser(name, help=summary, description=summary)
    return parser.add_subparsers(dest=what, metavar=what.upper(), required=True, parser_class=Parser)


def day(text: str) -> date:
    """Read a day written 2026-10-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = Message(N_("“{text}” is no day; write it like 2026-10-31"), {"text": text})
        raise ArgumentTypeError(str(message)) from None


def anchor(text: str) -> tuple[int, str]:
    """Read a journal's anchor written `seq:hash`, as backups and printed rosters carry it."""
    found = re.fullmatch(r"(\d+):([0-9a-f]{64})", text.strip())
    if not found:
        message = Message(N_("“{text}” is no anchor; it is a number, a colon and 64 hex digits"), {"text": text})
        raise ArgumentTypeError(str(message))
    return int(found[1]), found[2]


def add_sheet(parser: ArgumentParser) -> None:
    """Let an import name its file and a sheet of it, and be rehearsed."""
    parser.add_argument("file", metavar="FILE", type=Path, help=_(".xlsx, .xls or .csv (UTF-8 or GBK)"))
    dry = _("do it for real and take it back; say what it would do")
    parser.add_argument("--dry-run", action="store_true", help=dry)
    parser.add_argument("--sheet", metavar="NAME", default=None, help=_("only this sheet of the workbook"))


def add_unmask(parser: ArgumentParser) -> None:
    """Let a verb give numbers in full."""
    told = _("full ID numbers and phones; that you asked is written into the journal")
    parser.add_argument("--unmask", action="store_true", help=told)


def add_out(parser: ArgumentParser, summary: str) -> None:
    """Add `--out`; a file that is there is replaced in one piece."""
    parser.add_argument("--out", metavar="PATH", type=Path, required=True, help=summary)


def add_as_of(parser: ArgumentParser) -> None:
    """Add `--as-of`."""
    parser.add_argument("--as-of", metavar="DATE", type=day, default=None, help=_("the day that is asked about; today"))
