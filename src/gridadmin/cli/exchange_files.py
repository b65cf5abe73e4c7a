"""`exchange key|accept|export|import|reconcile`: the exchange by file, on a stick or with the city's own list."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_verb, day
from gridadmin.domain.exchange_cards import AWAY
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.exchange_reconciliation import Comparison
    from gridadmin.sync.packages import Receipt


def add_files(group: Verbs) -> None:
    """Add the verbs to the group `exchange`."""
    key = add_verb(group, "key", _("write this computer's key file, to be handed to the city"), run_key)
    key.add_argument("--out", metavar="FILE", type=Path, required=True, help=_("file to write, .gakey"))
    key.add_argument(
        "--new",
        action="store_true",
        help=_("make new keys in place of lost or stolen ones; the city has to accept them"),
    )
    accept = add_verb(group, "accept", _("accept the city's key file; compare the fingerprint by voice"), run_accept)
    accept.add_argument("file", metavar="FILE", type=Path, help=_("key file of the city, .gakey"))
    export = add_verb(group, "export", _("write what waits as a package for the city"), run_export)
    export.add_argument("--out", metavar="FILE", type=Path, required=True, help=_("file to write, .gapkg"))
    read = add_verb(group, "import", _("read a package of the city: receipts, and what is new"), run_import)
    read.add_argument("file", metavar="FILE", type=Path, help=_("package of the city, .gapkg"))
    compare = add_verb(group, "reconcile", _("compare with the list that the city platform exported"), run_reconcile)
    compare.add_argument("file", metavar="FILE", type=Path, help=_(".xlsx, .xls or .csv (UTF-8 or GBK)"))
    compare.add_argument(
        "--kind", choices=("workers", "grids"), default=None, help=_("what the rows are; else guessed")
    )
    compare.add_argument(
        "--effective", metavar="DATE", type=day, default=None, help=_("the day that is compared; today")
    )
    compare.add_argument(
        "--as-suggested", action="store_true",
        help=_("take over what only the city changed, and list for submission what only this office changed"),
    )  # fmt: skip
    compare.add_argument(
        "--submit", metavar="FILE", type=Path, default=None, help=_("write the submission list, .xlsx")
    )


def run_key(words: Namespace) -> int:
    """Write the key file."""
    from gridadmin.jobs.exchange_packages import renew_office_keys, write_office_key

    with opened(words) as office:
        keys = (renew_office_keys if words.new else write_office_key)(office, words.out, progress_of(words))
    document: Document = {"file": words.out, "fingerprint": keys.fingerprint}
    facts = {
        _("File"): words.out,
        _("Fingerprint"): keys.spoken_fingerprint,
        _("To do"): _("hand the file to the city, and compare the fingerprint by voice or paper"),
    }
    emit(words, document, lambda: print_facts(facts))
    return 0


def run_accept(words: Namespace) -> int:
    """Accept the city's key file."""
    from gridadmin.jobs.exchange_packages import accept_city

    with opened(words) as office:
        keys = accept_city(office, words.file, progress_of(words))
    facts = {_("Fingerprint"): keys.spoken_fingerprint, _("To do"): _("compare it with the city by voice or paper")}
    emit(words, {"fingerprint": keys.fingerprint}, lambda: print_facts(facts))
    return 0


def run_export(words: Namespace) -> int:
    """Write a package."""
    from gridadmin.jobs.exchange_packages import export_package

    with opened(words) as office:
        written = export_package(office, words.out, progress_of(words))
    document: Document = {
        "file": words.out, "number": written.number, "groups": written.groups, "photos": written.photos,
    }  # fmt: skip
    facts = {
        _("File"): words.out,
        _("Number"): written.number,
        _("To be sent"): written.groups,
        _("Photos"): written.photos,
    }
    emit(words, document, lambda: print_facts(facts))
    return 0


def run_import(words: Namespace) -> int:
    """Read a package of the city, whole or not at all."""
    from gridadmin.jobs.exchange_packages import import_package

    with opened(words) as office:
        receipt = import_package(office, words.file, progress_of(words))
    emit(words, receipt_document(words.file, receipt), lambda: print_facts(receipt_facts(receipt)))
    return 0


def receipt_document(file: Path, receipt: Receipt) -> Document:
    """Return what reading a package did, for scripts."""
    return {
        "file": file,
        "number": receipt.number,
        "repeated": receipt.repeated,
        "rewound": receipt.rewound,
        "expired": receipt.expired,
        "asks": receipt.applied.asks,
        "missing_before": receipt.gap,
        "copied": receipt.copied,
        "settled": receipt.settled.sent,
        "conflicts": receipt.settled.conflicts,
        "refused": receipt.settled.refused,
        "received": receipt.applied.records,
        "photos": receipt.photos,
    }


def receipt_facts(receipt: Receipt) -> dict[str, object]:
    """Return what reading a package did, for people."""
    facts: dict[str, object] = {_("Number"): receipt.number}
    if receipt.repeated:
        facts[_("Note")] = _("read before; nothing was changed")
    if receipt.rewound:
        facts[_("Note")] = _("the city was restored; the next package carries everything once more")
    if receipt.expired:
        facts[_("To do")] = _(AWAY)
    if receipt.applied.asks:
        facts[_("To do")] = _(
            "The city lacks many records of ours: answer the question first, then read this package again."
        )
    if receipt.copied:
        facts[_("Copied or restored")] = _("see `exchange issues`: make new keys with `exchange key --new`")
    if receipt.gap:
        facts[_("Missing before")] = receipt.gap
    return facts | {
        _("Receipts"): receipt.settled.sent,
        _("Conflicts"): receipt.settled.conflicts,
        _("Sent back"): receipt.settled.refused,
        _("Received now"): receipt.applied.records,
        _("Photos"): receipt.photos,
    }


def run_reconcile(words: Namespace) -> int:
    """Compare with the city's list; decide as the history of both sides suggests where that is asked for."""
    from gridadmin.domain.exchange_reconciliation import Choice
    from gridadmin.domain.imports import ImportKind
    from gridadmin.jobs.exchange_reconciliation import compare_file, keep_own, make_submission, take_theirs
    from gridadmin.jobs.imports import open_import
    from gridadmin.services.import_tally import ImportOptions

    taken = kept = 0
    receipt = None
    with opened(words) as office:
        progress = progress_of(words)
        file = open_import(office, words.file, ImportKind(words.kind) if words.kind else None, progress)
        options = ImportOptions(words.effective or office.today())
        found = compare_file(office, file, options, progress)
        if words.as_suggested:
            theirs = [row for row in found.differences if row.suggested is Choice.THEIRS]
            ours = [row for row in found.differences if row.suggested is Choice.OURS]
            if theirs:
                take_theirs(office, file, theirs, options, progress)
            taken, kept = len(theirs), keep_own(office, file, ours, progress)
        if words.submit is not None:
            receipt, _count = make_submission(office, words.submit, progress)
    document = reconciliation_document(found) | {"taken": taken, "kept": kept, "receipt": receipt}
    emit(words, document, lambda: _print_reconciliation(found, document))
    return 0


def reconciliation_document(found: Comparison) -> Document:
    """Return the differences, for scripts; values as plain JSON."""
    return {
        "kind": found.kind,
        "rows": found.records,
        "refused": found.refused,
        "closed": found.closed,
        "differences": [
            {
                "record": row.subject, "record_id": row.fact.record_id, "field": row.fact.field or None,
                "difference": row.difference, "ours": row.ours, "theirs": row.theirs, "agreed": row.agreed,
                "suggested": row.suggested, "submitted": row.submitted, "sheet": row.fact.sheet, "row": row.fact.row,
            }
            for row in found.differences
        ],
    }  # fmt: skip


def _print_reconciliation(found: Comparison, document: Document) -> None:
    from gridadmin.domain.exchange_words import difference_values, fact_word

    facts: Document = {
        _("Rows"): found.records,
        _("Differences"): len(found.differences),
        _("Submitted facts that have arrived"): found.closed,
    }
    if document["taken"] or document["kept"]:
        facts |= {_("Taken over"): document["taken"], _("Kept"): document["kept"]}
    if document["receipt"]:
        facts[_("Receipt number")] = document["receipt"]
    print_facts(facts)
    if found.differences:
        print()
        rows = [
            (
                row.subject,
                str(fact_word(found.kind, row.fact.field)),
                *map(str, difference_values(found.kind, row)),
                row.difference.label,
            )
            for row in found.differences
        ]
        headings = (_("Record"), _("Field"), _("Ours"), _("The city's"), _("Last alike"), _("How they differ"))
        print_table(headings, rows)
