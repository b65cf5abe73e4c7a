"""The hand-over list (交接清单) of somebody who leaves service (Art 24), and the days by which the law wants it done.

States are computed from days on reading; nothing is fired once. What the law dates: proof of the end of the contract
at the end (Labour Contract Law Art 50), files and social insurance moved within 15 days (Art 50), wages settled at the
end (Interim Provisions on Wage Payment Art 9). All other days are the office's own and stand in the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.workers import EmploymentKind, ExitReason
from gridadmin.i18n import N_

NO_EXIT = frozenset({ExitReason.CHANGED_KIND})
HANDOVER_KEY = "art24.handover_items"  # the dated parameter that holds the office's own list
MOST_DAYS = 365
_DIVIDER = re.compile(r"\s*[|｜\t]\s*")


class HandoverFor(LabelledEnum):
    """Whom a line of the template concerns."""

    ALL = "all", N_("Everybody who leaves")
    GRID = "grid", N_("Whoever served on a grid")
    EMPLOYEE = "employee", N_("Whoever had a labour contract")


class HandoverState(LabelledEnum):
    """How a line stands on a day."""

    DONE = "done", N_("Line done")
    NOT_NEEDED = "not_needed", N_("Not needed")
    OPEN = "open", N_("Open")
    OVERDUE = "overdue", N_("Past its day")


_WHOM = {
    HandoverFor.ALL: ("全部", "全部人员", "所有", "all", ""),
    HandoverFor.GRID: ("任过网格", "网格", "grid"),
    HandoverFor.EMPLOYEE: ("签劳动合同", "劳动合同", "合同", "employee"),
}


@dataclass(frozen=True)
class HandoverTemplate:
    """What is handed over from a day on, with its source."""

    valid_from: date
    source: str
    items: tuple[HandoverTemplateItem, ...]


@dataclass(frozen=True)
class HandoverTemplateItem:
    """One line; `due_days` after the last day of service, None = no day is set. `basis`: the article behind it."""

    item: str
    title: str
    applies: HandoverFor
    due_days: int | None = None
    basis: str | None = None


@dataclass(frozen=True)
class HandoverRow:
    """One line of somebody's list.

    Attributes:
        left_on: the last day of service. due_on: None where no day is set.
    """

    id: UUID
    worker_id: UUID
    worker_name: str
    left_on: date
    item: str
    title: str
    basis: str | None
    due_on: date | None
    needed: bool
    done_on: date | None
    done_by: str | None
    remark: str | None
    version: int = 1

    def state_on(self, day: date) -> HandoverState:
        """Return how the line stands on a day."""
        if not self.needed:
            return HandoverState.NOT_NEEDED
        if self.done_on is not None and self.done_on <= day:
            return HandoverState.DONE
        return HandoverState.OVERDUE if self.due_on is not None and day > self.due_on else HandoverState.OPEN


@dataclass(frozen=True)
class HandoverMark:
    """What a clerk says of a line: done on a day by somebody, or not needed; neither = open again."""

    needed: bool = True
    done_on: date | None = None
    done_by: str | None = None
    remark: str | None = None


@dataclass(frozen=True)
class ExitRow:
    """A spell of service that ended, with its hand-over list; `items` empty: none was made."""

    worker_id: UUID
    worker_name: str
    employment_id: UUID
    kind: EmploymentKind
    left_on: date
    reason: ExitReason | None
    items: tuple[HandoverRow, ...]

    def open_items(self, day: date) -> tuple[HandoverRow, ...]:
        """Return what is still to be done on a day."""
        waiting = (HandoverState.OPEN, HandoverState.OVERDUE)
        return tuple(row for row in self.items if row.state_on(day) in waiting)

    def overdue_items(self, day: date) -> tuple[HandoverRow, ...]:
        """Return what should have been done by a day."""
        return tuple(row for row in self.items if row.state_on(day) is HandoverState.OVERDUE)


def parse_handover_templates(rows: Iterable[Mapping[str, object]]) -> tuple[HandoverTemplate, ...]:
    """Return the templates of `resources/defaults/handover_items.json`, the file is ours: errors are bugs."""
    return tuple(sorted((_template(row) for row in rows), key=lambda found: found.valid_from))


def template_on(templates: Sequence[HandoverTemplate], day: date) -> HandoverTemplate | None:
    """Return the template that holds on a day; before the first one, the first."""
    holding = [found for found in templates if found.valid_from <= day]
    return holding[-1] if holding else next(iter(templates), None)


def chosen_items(template: HandoverTemplate, on_grid: bool, employee: bool) -> tuple[HandoverTemplateItem, ...]:
    """Return the lines that concern somebody."""
    concerned = {HandoverFor.ALL: True, HandoverFor.GRID: on_grid, HandoverFor.EMPLOYEE: employee}
    return tuple(item for item in template.items if concerned[item.applies])


def handover_text(items: Sequence[HandoverTemplateItem]) -> str:
    """Return the lines of a template as a clerk edits them: what, for whom, within how many days, by which article."""
    lines = []
    for item in items:
        days = "" if item.due_days is None else str(item.due_days)
        lines.append("｜".join((item.title, _WHOM[item.applies][0], days, item.basis or "")).rstrip("｜"))
    return "\n".join(lines)


def read_handover_text(text: str) -> tuple[HandoverTemplateItem, ...]:
    """Return the lines of a template as they were typed, or copied from a spreadsheet.

    Raises:
        InvalidError: there is none, or a line cannot be read; it is named by its number.
    """
    typed = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not typed:
        raise InvalidError(N_("A hand-over list has at least one line."))
    return tuple(_typed_item(number, line) for number, line in typed)


def _typed_item(number: int, line: str) -> HandoverTemplateItem:
    title, whom, days, basis = (*_DIVIDER.split(line, 3), "", "", "")[:4]
    applies = next((each for each, words in _WHOM.items() if whom in words), None)
    if applies is None:
        words = "、".join(names[0] for names in _WHOM.values())
        raise InvalidError(N_("Line {number}: “{value}” is nobody. Write one of: {words}."),
                           number=number, value=whom, words=words)  # fmt: skip
    digits = days.removesuffix("天").removesuffix("日").strip()
    if digits and (not digits.isdecimal() or int(digits) > MOST_DAYS):
        raise InvalidError(N_("Line {number}: “{value}” is not a number of days."), number=number, value=days)
    if not title:
        raise InvalidError(N_("Line {number}: what is handed over is missing."), number=number)
    return HandoverTemplateItem(f"own{number}", title, applies, int(digits) if digits else None, basis or None)


def due_day(left_on: date, due_days: int | None) -> date | None:
    """Return the last day on which a line can be done in time."""
    return None if due_days is None else left_on + timedelta(days=due_days)


def _template(row: Mapping[str, object]) -> HandoverTemplate:
    items = row["items"]
    assert isinstance(items, list)
    return HandoverTemplate(date.fromisoformat(str(row["valid_from"])), str(row["source"]), tuple(map(_item, items)))


def _item(row: Mapping[str, object]) -> HandoverTemplateItem:
    days, basis = row.get("due_days"), row.get("basis")
    return HandoverTemplateItem(
        item=str(row["item"]),
        title=str(row["title"]),
        applies=HandoverFor(str(row["applies"])),
        due_days=days if isinstance(days, int) else None,
        basis=str(basis) if basis else None,
    )
