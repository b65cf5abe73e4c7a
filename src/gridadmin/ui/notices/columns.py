"""The columns of the list of boards, and which boards a view shows."""

from __future__ import annotations

from collections.abc import Callable

from gridadmin.domain.notices_lists import BoardLine
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.i18n import N_, Message, _
from gridadmin.ui.tables import RIGHT, Column

TONES = {BoardStatus.CURRENT: "good", BoardStatus.TO_REPRINT: "warning", BoardStatus.MISSING: "danger"}
SIGNS = {BoardStatus.CURRENT: "✓", BoardStatus.TO_REPRINT: "!", BoardStatus.MISSING: "○"}
ORDER = (BoardStatus.MISSING, BoardStatus.TO_REPRINT, BoardStatus.CURRENT)

VIEWS: dict[str, tuple[str, Callable[[BoardLine], bool]]] = {
    "stale": (N_("To print"), lambda line: line.status is not BoardStatus.CURRENT),
    "to_reprint": (N_("To reprint"), lambda line: line.status is BoardStatus.TO_REPRINT),
    "missing": (N_("Never printed"), lambda line: line.status is BoardStatus.MISSING),
    "current": (N_("Current"), lambda line: line.status is BoardStatus.CURRENT),
    "all": (N_("All"), lambda _line: True),
}
"""View key -> its title and what it shows; the keys are those of the queues and charts that lead here."""


def false_items(line: BoardLine) -> str:
    """Return which items of a board are false, each named once, in the order of Art 15."""
    items: dict[str, None] = {}
    for difference in line.differences:
        item = difference.values.get("item")
        items[item.text() if isinstance(item, Message) else str(item)] = None
    return _(", ").join(items)


def why(line: BoardLine) -> str:
    """Return in words what is wrong with a board; empty for one that is true."""
    if line.status is BoardStatus.MISSING:
        return _("nothing printed yet")
    if len(line.differences) == 1:
        return line.differences[0].text()
    return false_items(line)


def board_columns() -> tuple[Column[BoardLine], ...]:
    """Return the columns, from left to right."""
    return (
        Column(
            "status",
            N_("State"),
            11,
            lambda line: f"{SIGNS[line.status]} {line.status.label}",
            sort=lambda line: ORDER.index(line.status),
            tone=lambda line: TONES[line.status],
            badge=True,
        ),
        Column("name", N_("Board of"), 20, lambda line: line.name, sort=lambda line: line.code),
        Column(
            "community",
            N_("Community or village"),
            16,
            lambda line: _("(its own board)") if line.is_community else line.community,
            tone=lambda line: "muted" if line.is_community else "",
        ),
        Column("place", N_("Posting place"), 18, lambda line: line.place or "—"),
        Column("why", N_("What is false"), 30, why, tone=lambda line: "warning" if line.differences else "muted"),
        Column(
            "since",
            N_("False since"),
            11,
            lambda line: line.outdated_since.isoformat() if line.outdated_since else "",
            sort=lambda line: line.outdated_since,
        ),
        Column(
            "printed_on",
            N_("Printed on"),
            11,
            lambda line: line.printed_on.isoformat() if line.printed_on else "",
            sort=lambda line: line.printed_on,
        ),
        Column(
            "version",
            N_("Printed version"),
            7,
            lambda line: str(line.version) if line.version else "",
            sort=lambda line: line.version,
            align=RIGHT,
        ),
        Column("code", N_("Code"), 16, lambda line: line.code, chosen=False),
    )
