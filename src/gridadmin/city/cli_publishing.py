"""`publish`, `status`: what staff give out, and look at in the morning."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gridadmin.city.days import day_of
from gridadmin.city.divisions import name_of, scope_of
from gridadmin.city.settings import MOST_DAYS
from gridadmin.city.words import (
    Verbs,
    add_verb,
    emit,
    number,
    opened,
    print_columns,
    print_line,
    scope_here,
    utc_now,
)
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_, _
from gridadmin.wire.scopes import ScopeKind

KINDS = ("grids", "communities", "parameters")
_NOT_A_TOWNSHIP = N_("Townships do not publish; name a county (6 digits) or the city (4).")


def add_verbs(verbs: Verbs) -> None:
    """Add the verbs."""
    publish = add_verb(verbs, "publish", _("publish grids, communities or parameters from a file"), run_publish)
    publish.add_argument("kind", choices=KINDS, help=_("what the rows are"))
    publish.add_argument("file", metavar="FILE", type=Path, help=_(".xlsx, .csv or .json; see docs/city-deployment.md"))
    publish.add_argument(
        "--as", dest="publisher", metavar="CODE", required=True, help=_("who publishes: county 6 digits, city 4")
    )
    publish.add_argument(
        "--effective", metavar="DATE", type=date.fromisoformat, default=None,
        help=_("the day from which changes of grids hold; today"),
    )  # fmt: skip
    publish.add_argument("--dry-run", action="store_true", help=_("say what would be done, and do nothing"))
    status = add_verb(verbs, "status", _("which townships exchanged, are long away or differ"), run_status)
    status.add_argument("--within", metavar="CODE", default=None, help=_("only this county's townships"))
    status.add_argument(
        "--stale-days", type=number(1, MOST_DAYS), default=7, help=_("days after which a township counts as away; 7")
    )


def run_publish(words: Namespace) -> int:
    """Publish a file."""
    from gridadmin.city.publication_files import Published, read_publication
    from gridadmin.city.publishing import Publisher, publish_rows

    scope = scope_of(words.publisher)
    if scope.kind is ScopeKind.TOWN:
        raise InvalidError(_NOT_A_TOWNSHIP)
    kind = Published(words.kind)
    rows = read_publication(words.file, kind)
    publisher = Publisher(scope, name_of(scope) or str(scope))
    with opened(words) as exchange:
        scope_here(exchange, words.publisher)
        since = words.effective or day_of(utc_now())
        done = publish_rows(exchange, publisher, kind, rows, since, rehearse=words.dry_run)
    document = {
        "kind": words.kind, "rows": len(rows), "dry_run": words.dry_run, "publisher": str(scope),
        "scopes": [
            {"scope": str(each.scope), "new": each.new, "changed": each.changed, "taken_over": each.taken_over}
            for each in done
        ],
    }  # fmt: skip
    headings = (_("Scope"), _("New"), _("Changed"), _("Taken over"))
    lines: list[tuple[Any, ...]] = [(str(each.scope), each.new, each.changed, each.taken_over) for each in done]
    emit(words, document, lambda: print_columns([headings, *lines]) if lines else print_line(_("Nothing is new.")))
    return 0


def run_status(words: Namespace) -> int:
    """Print how the townships stand."""
    from gridadmin.city.founding import city_of
    from gridadmin.city.overview import TownshipStatus, list_townships

    with opened(words) as exchange, exchange.engine.connect() as connection:
        within = scope_here(exchange, words.within) if words.within else city_of(connection)
        rows = list_townships(connection, within, utc_now(), timedelta(days=words.stale_days))
    names = tuple(each.name for each in fields(TownshipStatus))
    document = [{name: getattr(row, name) for name in names} for row in rows]
    headings = (
        _("Scope"), _("Office"), _("State"), _("Computers"), _("Called"), _("Schema"), _("Sent"), _("Fetched"),
        _("Behind"), _("Differed"),
    )  # fmt: skip
    shown = [
        tuple((each | {"state": each["state"].label, "names": "、".join(each["names"])}).values()) for each in document
    ]
    emit(words, document, lambda: print_columns([headings, *shown]))
    return 0
