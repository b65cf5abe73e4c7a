"""The words of `gridadmin-city`: what every verb takes, how a database is opened, what is printed."""

from __future__ import annotations

import json
import os
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any, NoReturn
from unicodedata import east_asian_width

from gridadmin import i18n
from gridadmin.city.divisions import scope_of
from gridadmin.city.quotas import USUAL, Quotas
from gridadmin.config import ENV_LANGUAGE, find_resources
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_, Message, _
from gridadmin.wire.scopes import Scope

if TYPE_CHECKING:
    from gridadmin.city.exchange import Exchange

ENV_DATABASE = "GRIDADMIN_CITY_DATABASE"
Verb = Callable[[Namespace], int]
Verbs = Any  # argparse's own type for what `add_subparsers` returns is private
_GAP = "  "

_NO_DATABASE = N_("Name the city's database: --database postgresql://…, GRIDADMIN_CITY_DATABASE, or --embedded FOLDER.")


class Parser(ArgumentParser):
    """Reads words; says what is wrong with them in one line, with where to look, and ends with 2."""

    def error(self, message: str) -> NoReturn:
        """Print the error and leave with exit code 2."""
        hint = Message(N_("See: {command} --help"), {"command": self.prog})
        self.exit(2, f"gridadmin-city: {message}. {hint}\n")


def common_words(*, defaults: bool) -> ArgumentParser:
    """Return what goes before and after a verb alike; only the parser before the verb has the defaults."""

    def default(value: object) -> Any:
        return value if defaults else SUPPRESS

    parent = Parser(add_help=False)
    group = parent.add_argument_group(_("every verb takes"))
    group.add_argument(
        "--database",
        metavar="URL",
        default=default(None),
        help=_("address of the PostgreSQL database, postgresql://… (or GRIDADMIN_CITY_DATABASE)"),
    )
    group.add_argument(
        "--embedded",
        metavar="FOLDER",
        type=Path,
        default=default(None),
        help=_("for trying out: a PostgreSQL of its own that keeps its data in this folder"),
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


def number(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number of a word, for argparse."""

    def read(text: str) -> int:
        found = int(text) if text.isascii() and text.isdigit() else -1
        if least <= found <= most:
            return found
        raise ArgumentTypeError(_("a number from {least} to {most} is expected").format(least=least, most=most))

    return read


@contextmanager
def database_of(words: Namespace) -> Iterator[str]:
    """Give the address of the database that the words name, running an embedded one for as long as the block lasts."""
    if words.embedded is not None:
        from gridadmin.city.storage import embedded

        words.embedded.mkdir(parents=True, exist_ok=True)
        with embedded(words.embedded.resolve()) as url:
            yield url
        return
    address: str | None = words.database or os.environ.get(ENV_DATABASE)
    if not address:
        raise InvalidError(_NO_DATABASE)
    yield address


@contextmanager
def opened(words: Namespace) -> Iterator[Exchange]:
    """Give the exchange over the database that the words name; raises GridAdminError where its tables are others."""
    from gridadmin.city.storage import open_city, require_tables

    with database_of(words) as url:
        engine = open_city(url, pool_size=2)
        try:
            with engine.connect() as connection:
                require_tables(connection)
            yield exchange_over(engine)
        finally:
            engine.dispose()


def scope_here(exchange: Exchange, code: str) -> Scope:
    """Return the scope of a division code of this city; raises InvalidError."""
    from gridadmin.city.founding import require_here

    scope = scope_of(code)
    with exchange.engine.connect() as connection:
        require_here(connection, scope)
    return scope


def exchange_over(engine: Any, quotas: Quotas = USUAL) -> Exchange:
    """Return the exchange over an engine, with the system's randomness and clock."""
    from gridadmin.city.exchange import Exchange

    return Exchange(engine, random=SystemRandom(), clock=utc_now, quotas=quotas)


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def staff() -> str:
    """Return who is at the keyboard, for the audit."""
    try:
        return f"staff:{getuser()}"
    except (KeyError, OSError):  # an account without a name
        return f"staff:{os.getuid()}"


def emit(words: Namespace, document: object, lines: Callable[[], None]) -> None:
    """Print the document where `--json` was asked for, else let `lines` print for people."""
    if words.json:
        print(json.dumps(document, ensure_ascii=False, indent=2, default=_plain), flush=True)
    else:
        lines()
        sys.stdout.flush()


def _plain(value: object) -> object:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def print_facts(facts: Mapping[str, object]) -> None:
    """Print names and values in two columns."""
    print_columns([(name, value) for name, value in facts.items()])


def print_columns(rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns as wide as their widest cell."""
    cells = [[_shown(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        print(_GAP.join(padded).rstrip())


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.astimezone().isoformat(sep=" ", timespec="seconds")
    return "" if cell is None else " ".join(str(cell).split())


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def print_line(text: str) -> None:
    """Print a line."""
    print(text)


def print_error(text: str) -> None:
    """Print an error as one line on stderr."""
    print(f"gridadmin-city: {' '.join(text.split())}", file=sys.stderr)


def use_language(arguments: Sequence[str] = ()) -> None:
    """Speak the language that was asked for; English where its catalogue was not compiled."""
    asked = os.environ.get(ENV_LANGUAGE, "")
    for at, word in enumerate(arguments):
        if word == "--language" and at + 1 < len(arguments):
            asked = arguments[at + 1]
        elif word.startswith("--language="):
            asked = word.partition("=")[2]
    language = asked if asked in LANGUAGES else DEFAULT_LANGUAGE
    try:
        i18n.use_language(language, find_resources() / "translations")
    except FileNotFoundError:
        i18n.use_language("en", find_resources() / "translations")
