"""`report monthly`: the month's workbook."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_out, add_verb
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.statistics import MonthlyStatistics


def add_verbs(verbs: Verbs) -> None:
    """Add `report monthly`."""
    monthly = add_verb(verbs, "monthly", _("the monthly statistics as a workbook"), run_monthly)
    monthly.add_argument("--month", metavar="YYYY-MM", required=True, help=_("the month, as of its last day"))
    add_out(monthly, _("the workbook (.xlsx)"))


def run_monthly(words: Namespace) -> int:
    """Write the workbook and print the indicators, with the cross-checks that do not hold."""
    from gridadmin.jobs.statistics import parse_month, write_monthly

    year, month = parse_month(words.month)
    with opened(words) as office:
        statistics = write_monthly(office, year, month, words.out)
    document = statistics_document(statistics) | {"out": words.out}
    emit(words, document, lambda: _print(document))
    return 0


def statistics_document(statistics: MonthlyStatistics) -> Document:
    """Return the figures by their keys; a share is its part and its whole."""
    from gridadmin.domain.statistics_indicators import INDICATORS
    from gridadmin.domain.tables import Share

    titles = {indicator.key: str(indicator.title) for indicator in INDICATORS}
    figures = []
    for key, figure in statistics.figures.items():
        value: object = figure
        if isinstance(figure, Share):
            value = {"part": figure.part, "whole": figure.whole}
        figures.append({"key": key, "title": titles.get(key, key), "value": value})
    return {
        "month": f"{statistics.first:%Y-%m}",
        "township": statistics.township,
        "figures": figures,
        "tables": [table.key for table in statistics.tables],
        "checks": [{"title": str(check.title), "ok": check.ok} for check in statistics.checks],
    }


def _print(document: Document) -> None:
    print_facts({_("File"): document["out"], _("Month"): document["month"]})
    print()
    rows = [(figure["title"], _figure(figure["value"])) for figure in document["figures"]]
    print_table((_("Indicator"), _("Figure")), rows)
    failed = [check["title"] for check in document["checks"] if not check["ok"]]
    if failed:
        print()
        print_table((_("Cross-check that does not hold"),), [(title,) for title in failed])


def _figure(value: object) -> object:
    return f"{value['part']}/{value['whole']}" if isinstance(value, dict) else value
