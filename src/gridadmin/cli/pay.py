"""`pay calc`: worked examples and questions of one's own, answered by the same functions as the month's run."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import date

from gridadmin.cli.output import Document, emit, print_table
from gridadmin.cli.words import Verbs, add_group, add_verb
from gridadmin.i18n import _


def add_verbs(verbs: Verbs) -> None:
    """Add `pay calc`."""
    group = add_group(verbs, "pay", _("reckon pay and insurance"), "what")
    calc = add_verb(group, "calc", _("answer pay cases of a JSON file; needs no office"), run_calc)
    calc.add_argument(
        "file", metavar="FILE", help=_("list of cases with id, topic and inputs; “-” reads them from stdin")
    )


def run_calc(words: Namespace) -> int:
    """Answer the cases; one that cannot be answered says why and holds up no other."""
    from gridadmin.jobs.pay_calc import calculate

    answers = calculate(words.file, date.today())
    emit(words, answers, lambda: _print(answers))
    return 0


def _print(answers: list[Document]) -> None:
    rows = [
        (answer["id"], json.dumps(answer["result"], ensure_ascii=False) if "result" in answer else answer["error"])
        for answer in answers
    ]
    print_table((_("Case"), _("Result")), rows)
