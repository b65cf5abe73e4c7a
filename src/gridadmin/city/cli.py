"""The command line of the city exchange: a table of verbs, each added by the file that does it."""

from __future__ import annotations

import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Sequence

from gridadmin import __version__
from gridadmin.city import cli_checks, cli_clients, cli_packages, cli_publishing, cli_serving
from gridadmin.city.words import Parser, Verbs, common_words, print_error, use_language
from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import N_, Message, _

FAILED, INTERRUPTED = 1, 130

VERBS: tuple[Callable[[Verbs], None], ...] = (
    cli_serving.add_verbs,
    cli_clients.add_verbs,
    cli_publishing.add_verbs,
    cli_checks.add_verbs,
    cli_packages.add_verbs,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code: 0 done, 1 failed, 2 bad input, 130 stopped."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    use_language(given)
    try:
        words = build_parser().parse_args(given)
    except SystemExit as left:
        return int(left.code or 0)
    return run(words)


def run(words: Namespace) -> int:
    """Run the verb of some words; whatever goes wrong becomes a line on stderr and an exit code."""
    try:
        code: int = words.run(words)
    except GridAdminError as error:
        print_error(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last stop: a bug or a database that is away, shown as what it is
        return _failed(error)
    return code


def _failed(error: Exception) -> int:
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, DBAPIError):
        away = N_("The database could not do it: {reason}")
        print_error(str(Message(away, {"reason": str(error.orig).split("\n")[0]})))
    elif isinstance(error, OSError) and error.filename is not None:
        file = N_("{file}: {reason}. Check the folder, and whether you may read and write there.")
        print_error(str(Message(file, {"file": error.filename, "reason": error.strerror})))
    else:
        traceback.print_exc()
        bug = N_("This is a bug in gridadmin-city ({error}). Please report the lines above.")
        print_error(str(Message(bug, {"error": f"{type(error).__name__}: {error}"})))
    return FAILED


def build_parser() -> Parser:
    """Return the parser of all verbs; nothing heavy is imported for it."""
    parser = Parser(
        prog="gridadmin-city",
        description=_("The reference city exchange: what the township offices exchange with."),
        epilog=_("Exit codes: 0 done, 1 failed, 2 bad input, 130 stopped. How to run it: docs/city-deployment.md"),
        parents=[common_words(defaults=True)],
    )
    parser.add_argument("--version", action="version", version=f"gridadmin {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    for add_verbs in VERBS:
        add_verbs(verbs)
    return parser
