"""`list workers`: the roster of a day; ID numbers and phones are masked unless asked for, and asking is journaled."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_table
from gridadmin.cli.words import Verbs, add_as_of, add_unmask, add_verb
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.workers import WorkerRow


def add_verbs(verbs: Verbs) -> None:
    """Add `list workers`."""
    listing = add_verb(verbs, "workers", _("list grid workers, those who left too"), run_list)
    add_as_of(listing)
    listing.add_argument(
        "--status", choices=("active", "left"), default=None, help=_("only those in service, or who left")
    )
    add_unmask(listing)


def run_list(words: Namespace) -> int:
    """List the roster."""
    from gridadmin.domain.workers import WorkerStatus
    from gridadmin.jobs.rosters import roster

    status = WorkerStatus(words.status) if words.status else None
    with opened(words) as office:
        rows = roster(office, words.as_of or office.today(), status, unmask=words.unmask)
    begun = [row for row in rows if row.status is not None]
    emit(words, [worker_document(row) for row in begun], lambda: _print(begun))
    return 0


def worker_document(row: WorkerRow) -> Document:
    """Return a person as the documented keys; codes are those of the GB lists, with their words beside them."""
    from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES

    return {
        "id": row.id,
        "name": row.name,
        "id_number": row.id_number,
        "sex": row.sex.value,
        "birth_date": row.birth_date,
        "ethnicity": row.ethnicity,
        "ethnicity_name": ETHNICITIES.get(row.ethnicity or ""),
        "kind": row.kind.value if row.kind else None,
        "source": row.source.value if row.source else None,
        "status": row.status.value if row.status else None,
        "started_on": row.started_on,
        "ended_on": row.ended_on,
        "phones": list(row.phones),
        "political_status": row.political_status,
        "political_status_name": POLITICAL_STATUSES.get(row.political_status or ""),
        "education": row.education,
        "education_name": EDUCATIONS.get(row.education or ""),
        "community": row.community,
        "grids": [
            {"code": g.grid_code, "name": g.grid_name, "role": g.role.value, "from": g.started_on, "to": g.ended_on}
            for g in row.grids
        ],
    }


def _print(rows: list[WorkerRow]) -> None:
    headings = (_("Name"), _("Sex"), _("ID number"), _("Phone"), _("Kind"), _("Status"), _("From"), _("Grids"))
    print_table(
        headings,
        [
            (r.name, r.sex, r.id_number, r.phones, r.kind, r.status, r.started_on, [g.grid_name for g in r.grids])
            for r in rows
        ],
    )
