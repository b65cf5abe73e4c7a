"""`init`, `issue-code`, `void-code`, `revoke`, `audit`: making the database, letting offices in and out, who asked."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any

from gridadmin.city.divisions import name_of, scope_of
from gridadmin.city.settings import MOST_DAYS
from gridadmin.city.words import (
    Verbs,
    add_verb,
    database_of,
    emit,
    number,
    opened,
    print_columns,
    print_facts,
    scope_here,
    staff,
    utc_now,
)
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_, _

_ACCESS = (
    N_("When"),
    N_("Scope"),
    N_("Who"),
    N_("Asked"),
    N_("Answer"),
    N_("Groups in"),
    N_("Records out"),
    N_("Problem"),
    N_("Computer"),
)
_ACTS = (N_("When"), N_("Scope"), N_("Who"), N_("What"), N_("Of what"))
_NO_NAME = N_("No list that comes with the program has a name for {code}. Give one with --name.")


def add_verbs(verbs: Verbs) -> None:
    """Add the verbs."""
    init = add_verb(verbs, "init", _("make the tables, or bring them up to date"), run_init)
    init.add_argument("--city", metavar="CODE", required=True, help=_("division code of the city, such as 3715"))
    init.add_argument(
        "--partitions",
        type=number(0, 1024),
        default=0,
        metavar="N",
        help=_("cut the tables into N parts by scope; 0, not at all"),
    )
    issue = add_verb(verbs, "issue-code", _("issue a one-time code (登记码) for an office"), run_issue_code)
    issue.add_argument("township", metavar="CODE", help=_("division code: township 9 digits, county 6, city 4"))
    issue.add_argument(
        "--name", default=None, help=_("name of the office; the list that comes along has the usual ones")
    )
    void = add_verb(verbs, "void-code", _("void a one-time code that was issued by mistake"), run_void_code)
    void.add_argument("code", metavar="CODE", help=_("the code, or its first four signs, as `audit --acts` shows them"))
    revoke = add_verb(verbs, "revoke", _("end the credentials of a computer at once"), run_revoke)
    revoke.add_argument("client", metavar="CLIENT", help=_("its id, as `audit` shows it"))
    audit = add_verb(verbs, "audit", _("who asked what, and how many records went out"), run_audit)
    audit.add_argument("--scope", metavar="CODE", default=None, help=_("only this township, county or city"))
    audit.add_argument("--client", default=None, help=_("only this client"))
    audit.add_argument("--acts", action="store_true", help=_("what was issued, revoked and published instead"))
    audit.add_argument("--days", type=number(1, MOST_DAYS), default=7, help=_("how far back; 7"))
    audit.add_argument("--most", type=number(1, 1_000_000), default=1_000, help=_("lines at most; 1000"))


def run_init(words: Namespace) -> int:
    """Make the tables; what is there already stays."""
    from gridadmin.city.founding import found

    with database_of(words) as url:
        document = found(url, scope_of(words.city), words.partitions)
    emit(words, document, lambda: print_facts({_("City"): document["city"], _("Epoch"): document["epoch"]}))
    return 0


def run_issue_code(words: Namespace) -> int:
    """Issue a code; it is shown once."""
    with opened(words) as exchange:
        scope = scope_here(exchange, words.township)
        name = words.name or name_of(scope)
        if name is None:
            raise InvalidError(_NO_NAME, code=scope.code)
        code = exchange.issue_code(scope, name, staff())
    document = {"scope": str(scope), "name": name, "code": code}
    facts = {_("Issued to"): name, _("One-time code"): code, _("Valid"): _("72 hours, once")}
    emit(words, document, lambda: print_facts(facts))
    return 0


def run_void_code(words: Namespace) -> int:
    """Void a code; one that serves no more anyway stays as it is."""
    with opened(words) as exchange:
        scope, prefix, already = exchange.void_code(words.code, staff())
    document = {"voided": prefix, "scope": str(scope), "already": already}
    facts = {_("Void before") if already else _("Voided"): prefix, _("Issued to"): name_of(scope) or scope.code}
    emit(words, document, lambda: print_facts(facts))
    return 0


def run_revoke(words: Namespace) -> int:
    """End credentials and their tokens."""
    with opened(words) as exchange:
        exchange.revoke(words.client, staff())
    emit(words, {"revoked": words.client}, lambda: print_facts({_("Revoked"): words.client}))
    return 0


def run_audit(words: Namespace) -> int:
    """Print the access record, or the acts, newest first."""
    from gridadmin.city.access import list_access, list_acts

    since = utc_now() - timedelta(days=words.days)
    rows: Sequence[Any]
    with opened(words) as exchange:
        scopes = [str(scope_here(exchange, words.scope))] if words.scope else []
        asked = (exchange.engine, since, scopes, words.client, words.most)
        rows = list_acts(*asked) if words.acts else list_access(*asked)
    headings = _ACTS if words.acts else _ACCESS
    document = [{each.name: getattr(row, each.name) for each in fields(row)} for row in rows]
    emit(
        words,
        document,
        lambda: print_columns([[_(head) for head in headings], *(tuple(line.values()) for line in document)]),
    )
    return 0
