"""The command line's own entry: reads the words, runs one verb, turns errors into one line and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Sequence

from gridadmin import __version__, i18n
from gridadmin.cli import (
    assessment,
    backups,
    bank,
    changeover,
    compliance,
    contracts,
    discipline,
    exchange,
    grids,
    imports,
    insurance,
    insurance_import,
    insurance_policies,
    journal,
    lapses,
    notices,
    office,
    pay,
    pay_facts,
    pay_funds,
    pay_parameters,
    pay_runs,
    pay_standards,
    qualifications,
    qualifications_cards,
    record_imports,
    statistics,
    training,
    workers,
    workers_file,
)
from gridadmin.cli.output import print_error
from gridadmin.cli.words import Parser, add_group, common_words
from gridadmin.config import ENV_LANGUAGE, find_resources
from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_, Message, _

LISTED = (
    contracts,
    changeover,
    qualifications,
    training,
    pay_runs,
    pay_standards,
    pay_facts,
    pay_parameters,
    bank,
    insurance,
    insurance_policies,
)
DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str]) -> int:
    """Run one verb of the command line and return its exit code: 0 done, 1 failed, 2 bad input, 130 stopped."""
    speak_utf8()
    use_language(arguments)
    try:
        words = build_parser().parse_args(arguments)
    except SystemExit as left:
        return int(left.code or 0)
    return run(words)


def run(words: Namespace) -> int:
    """Run the verb of some words; whatever goes wrong becomes a line on stderr and an exit code."""
    try:
        code: int = words.run(words)
        sys.stdout.flush()
    except GridAdminError as error:
        print_error(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        print_error(_("Stopped. What was not finished was taken back."))
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has seen enough
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last stop: a bug is shown as one, with what is needed to report it
        traceback.print_exc()
        bug = N_("This is a bug in gridadmin ({error}). Nothing half-done was kept. Please report the lines above.")
        print_error(str(Message(bug, {"error": f"{type(error).__name__}: {error}"})))
        return FAILED
    return code


def build_parser() -> Parser:
    """Return the parser of all verbs; nothing heavy is imported for it."""
    parser = Parser(
        prog="gridadmin",
        description=_("Keeps the grid workers of a township (网格员) without a window."),
        epilog=_("Exit codes: 0 done, 1 failed, 2 bad input, 130 stopped. Without words the window opens."),
        parents=[common_words(defaults=True)],
    )
    parser.add_argument("--version", action="version", version=f"gridadmin {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    office.add_verbs(verbs)
    importing = imports.add_verbs(verbs)
    for rows in (assessment, training, record_imports, bank, pay_facts, insurance_import):
        rows.add_import(importing)
    notices.add_verbs(verbs)
    reports = add_group(verbs, "report", _("write a report"), "report")
    statistics.add_verbs(reports)
    for papers in (qualifications, training):
        papers.add_reports(reports)
    workers_file.add_verbs(reports)
    lists = add_group(verbs, "list", _("list records of a day"), "what")
    grids.add_verbs(lists)
    workers.add_verbs(lists)
    discipline.add_verbs(lists)
    lapses.add_verbs(lists)
    for records in LISTED:
        records.add_lists(lists)
    changeover.add_verbs(verbs)
    of_pay = pay.add_verbs(verbs)
    for part in (pay_standards, pay_facts, pay_parameters, pay_funds, bank):
        part.add_verbs(of_pay)
    training.add_verbs(verbs)
    insurance_policies.add_verbs(insurance.add_verbs(verbs))
    qualifications_cards.add_verbs(verbs)
    assessment.add_list(lists)
    assessment.add_verbs(verbs)
    compliance.add_verbs(verbs)
    journal.add_verbs(verbs)
    backups.add_verbs(verbs)
    exchange.add_verbs(verbs)
    return parser


def use_language(arguments: Sequence[str]) -> None:
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


def speak_utf8() -> None:
    """Write UTF-8 whatever the system's code page is: no name becomes question marks on its way into a file."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
