"""Papers of insurance: the list of a month for the bureau, the list of an accident policy and the changes to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.insurance_changes import ChangeLine, ListLayout, read_layout
from gridadmin.domain.insurance_policies import list_changes as policy_changes
from gridadmin.domain.months import Month
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.pay_papers_terms import MonthPaper, PaperFile, PaperWork
from gridadmin.jobs.progress import Progress
from gridadmin.services.insurance_changes import list_changes, shipped_layout
from gridadmin.services.insurance_policies import get_policy, list_covers
from gridadmin.services.office import get_office


@dataclass(frozen=True)
class ListOptions:
    """How a list leaves the office.

    Attributes:
        unmask: ID numbers and phones in full; asking is journaled. columns: a file with the bureau's own columns.
    """

    unmask: bool = False
    columns: Path | None = None


def month_changes(office: OpenOffice, month: Month) -> list[ChangeLine]:
    """Return the lines of a month's list, with full ID numbers."""
    return office.read(list_changes, month, office.today())


def read_columns(path: Path) -> ListLayout:
    """Return the bureau's columns from a JSON file such as `resources/defaults/insurance_change_columns.json`.

    Raises:
        InvalidError: it cannot be read, or has a column that there is not.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InvalidError(N_("{file} cannot be read as a list of columns."), file=path.name) from error
    if not isinstance(document, dict):
        raise InvalidError(N_("{file} cannot be read as a list of columns."), file=path.name)
    return read_layout(document)


def write_changes(
    office: OpenOffice, month: Month, out: Path, options: ListOptions | None = None, progress: Progress | None = None
) -> list[ChangeLine]:
    """Write the list of a month (社保增减员表) to a workbook and return its lines."""
    asked = options or ListOptions()
    layout = read_columns(asked.columns) if asked.columns else shipped_layout()
    lines = month_changes(office, month)
    (progress or Progress()).check()
    content = _changes(office, month, lines, layout, asked.unmask)
    if asked.unmask:
        values = {"month": month, "count": len(lines)}
        office.event(Message(N_("Exported the insurance changes of {month} with {count} full ID numbers"), values))
    write_file(out, content)
    return lines


def _changes(office: OpenOffice, month: Month, lines: list[ChangeLine], layout: ListLayout, unmask: bool) -> bytes:
    from gridadmin.reports.insurance import ChangeList, changes_xlsx
    from gridadmin.reports.workbook import PaperOffice

    row = office.read(get_office)
    paper = ChangeList(month, lines, layout, unmask)
    return changes_xlsx(paper, PaperOffice(row.organisation, row.practice), office.clock())


@dataclass(frozen=True)
class InsuredOptions:
    """Which list of a policy is written: that of a day, or the changes to it after another one (批单)."""

    day: date
    since: date | None = None
    unmask: bool = False


def write_insured(
    office: OpenOffice, policy_id: UUID, options: InsuredOptions, out: Path, progress: Progress | None = None
) -> int:
    """Write the list of a policy on a day, or the changes to it since another one; return how many lines it has.

    Raises:
        NotFoundError: the policy is gone. InvalidError: the two days are in the wrong order.
    """
    from gridadmin.reports.insurance import InsuredList, insured_xlsx
    from gridadmin.reports.workbook import PaperOffice

    day, since, unmask = options.day, options.since, options.unmask
    policy = office.read(get_policy, policy_id, day)
    covers = office.read(list_covers, policy_id)
    (progress or Progress()).check()
    if since is not None and since > day:
        raise InvalidError(N_("The first of the two days lies after the second."))
    now = [cover for cover in covers if cover.covers(day)]
    changes = policy_changes(covers, since, day, policy.form.valid_to) if since is not None else []
    paper = InsuredList(policy, day, now, since, changes, unmask)
    row = office.read(get_office)
    content = insured_xlsx(paper, PaperOffice(row.organisation, row.practice), office.clock())
    count = len(now) if since is None else len(changes)
    if unmask:
        values = {"number": policy.form.number, "count": count}
        office.event(Message(N_("Exported the list of accident policy {number} with {count} full ID numbers"), values))
    write_file(out, content)
    return count


def make_changes(work: PaperWork) -> Iterator[PaperFile]:
    """Make the list of the month for the bureau as one of the month's papers."""
    lines = month_changes(work.office, work.month)
    content = _changes(work.office, work.month, lines, shipped_layout(), work.options.full_numbers)
    yield PaperFile(f"{work.file_name(CHANGES.title)}.xlsx", content)


CHANGES = MonthPaper(
    "insurance-changes", N_("Insurance changes"), N_("who joins, leaves, or has a new base, for the insurance bureau"),
    make_changes, has_numbers=True,
)  # fmt: skip
INSURANCE_PAPERS = (CHANGES,)
