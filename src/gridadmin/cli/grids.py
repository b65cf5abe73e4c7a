"""`list grids`: the grids of a day with who serves on them."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_table
from gridadmin.cli.words import Verbs, add_as_of, add_verb
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.grids import GridRow


def add_verbs(verbs: Verbs) -> None:
    """Add `list grids`."""
    add_as_of(add_verb(verbs, "grids", _("list the grids of a day"), run_list))


def run_list(words: Namespace) -> int:
    """List the grids; no phone of anybody is in it."""
    from gridadmin.jobs.rosters import grid_list

    with opened(words) as office:
        rows = grid_list(office, words.as_of or office.today())
    emit(words, [grid_document(row) for row in rows], lambda: _print(rows))
    return 0


def grid_document(row: GridRow) -> Document:
    """Return a grid as the documented keys."""
    return {
        "id": row.id,
        "code": row.code,
        "name": row.name,
        "kind": row.kind.value,
        "dedicated_kind": row.dedicated_kind,
        "community_code": row.community_code,
        "community": row.community,
        "area": row.area,
        "households": row.households,
        "residents": row.residents,
        "setting": row.setting.value,
        "decision_document": row.decision_document,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "exception_reason": row.exception_reason,
        "exception_review_on": row.exception_review_on,
        "workers": [{"name": m.name, "kind": m.kind.value, "role": m.role.value} for m in row.staff],
    }


def _print(rows: list[GridRow]) -> None:
    headings = (
        _("Code"),
        _("Name"),
        _("Kind"),
        _("Community or village"),
        _("Households"),
        _("Residents"),
        _("Workers"),
    )
    print_table(
        headings,
        [
            (row.code, row.name, row.kind, row.community, row.households, row.residents, [m.name for m in row.staff])
            for row in rows
        ],
    )
