"""`restore-check`, `nightly`: is what is stored whole? And what every night forgets.

These are commands, started by a timer, and no chores of the server (`chores.py`): it has many processes, perhaps on
several machines, and each would read everything once more; and somebody has to hear of what is wrong.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from gridadmin.city.words import Verbs, add_verb, emit, opened, print_columns, print_facts, print_line, staff
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.city.restore_check import ScopeCheck


def add_verbs(verbs: Verbs) -> None:
    """Add the verbs."""
    check = add_verb(verbs, "restore-check", _("check everything that is stored; after restores"), run_check)
    check.add_argument(
        "--rotate-epoch", action="store_true",
        help=_("after a restore: draw a new epoch, so that every office compares and sends what is missing"),
    )  # fmt: skip
    summary = _("check everything that is stored, and forget what is older than it has to be; for a timer")
    add_verb(verbs, "nightly", summary, run_nightly)


def run_check(words: Namespace) -> int:
    """Check every scope; return 1 where anything is wrong."""
    from gridadmin.city.restore_check import check_city

    with opened(words) as exchange:
        checks = list(check_city(exchange.engine))
        epoch = exchange.rotate_epoch(staff()) if words.rotate_epoch else None
    wrong = [check for check in checks if check.problems]
    document = {"ok": not wrong, "epoch": epoch, "scopes": [_scope(check) for check in checks]}
    emit(words, document, lambda: _print_checks(checks, str(epoch) if epoch else ""))
    return 1 if wrong else 0


def run_nightly(words: Namespace) -> int:
    """Check every scope and forget what is too old in those that are whole; return 1 where anything is wrong.

    A scope that is not keeps everything: its history tells what has happened to it.
    """
    from gridadmin.city.restore_check import check_city
    from gridadmin.wire.scopes import parse_scope

    with opened(words) as exchange:
        checks = list(check_city(exchange.engine))
        whole = {check.scope for check in checks if not check.problems}
        for scope in sorted(whole):
            exchange.forget(parse_scope(scope))
    scopes = [_scope(check) | {"kept_all": check.scope not in whole} for check in checks]
    emit(words, {"ok": len(whole) == len(checks), "scopes": scopes}, lambda: _print_night(checks, whole))
    return 0 if len(whole) == len(checks) else 1


def _scope(check: ScopeCheck) -> dict[str, Any]:
    return {
        "scope": check.scope, "seq": check.seq, "records": check.records, "replayed": check.replayed,
        "problems": [str(problem) for problem in check.problems],
    }  # fmt: skip


def _print_night(checks: list[ScopeCheck], whole: Collection[str]) -> None:
    _print_checks(checks)
    for check in checks:
        if check.scope not in whole:
            print_line(_("{scope}: not whole, so nothing of it was forgotten").format(scope=check.scope))


def _print_checks(checks: list[ScopeCheck], epoch: str = "") -> None:
    lines = [(check.scope, check.seq, check.records, len(check.problems)) for check in checks]
    print_columns([(_("Scope"), _("Seq"), _("Records"), _("Problems")), *lines])
    for check in checks:
        for problem in check.problems:
            print_line(f"{check.scope}: {problem}")
    if epoch:
        print_facts({_("New epoch"): epoch})
