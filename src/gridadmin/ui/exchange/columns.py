"""The columns of the lists of the exchange: what waits, what wants a decision, and what was exchanged when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from gridadmin.domain.exchange import PendingGroup, RoundRow
from gridadmin.domain.exchange_cards import STATES, IssueCard
from gridadmin.i18n import N_, Message, _
from gridadmin.ui.tables import RIGHT, Column

STATE_TONES = {"waiting": "muted", "sealed": "accent_text", "refused": "danger", "held": "warning"}


def pending_columns() -> tuple[Column[PendingGroup], ...]:
    """Return the columns of what is still to be sent."""
    return (
        Column("at", N_("When"), 16, lambda group: _moment(group.at), lambda group: group.at),
        Column("actor", N_("Clerk"), 12, lambda group: group.actor),
        Column("records", N_("Records"), 9, lambda group: str(group.records), lambda group: group.records, RIGHT),
        Column("state", N_("State"), 14, lambda group: _(STATES.get(group.state, group.state)), badge=True,
               tone=lambda group: STATE_TONES.get(group.state, "muted")),
        Column("sentence", N_("Act"), 60, lambda group: "；".join(map(str, group.sentences))),
    )  # fmt: skip


def conflict_columns() -> tuple[Column[IssueCard], ...]:
    """Return the columns of conflicts."""
    return (
        Column("subject", N_("Record"), 16, lambda card: card.subject),
        Column("fields", N_("Field"), 12, lambda card: card.fields),
        Column("by", N_("Changed by"), 9, lambda card: card.issue.by or ""),
        Column(
            "opened",
            N_("Open since"),
            15,
            lambda card: _moment(card.issue.opened_at),
            lambda card: card.issue.opened_at,
        ),
    )


def refusal_columns() -> tuple[Column[IssueCard], ...]:
    """Return the columns of what was sent back, and of what the city does not have."""
    return (
        Column("subject", N_("Record"), 16, lambda card: card.subject),
        Column("reason", N_("Reason"), 30, lambda card: str(card.issue.reason), tone=lambda _card: "danger"),
        Column(
            "opened",
            N_("Open since"),
            15,
            lambda card: _moment(card.issue.opened_at),
            lambda card: card.issue.opened_at,
        ),
    )


@dataclass(frozen=True)
class RoundLine:
    """An attempt of the history, or a row of them in which nothing was to be done."""

    first: RoundRow
    last: datetime
    count: int = 1

    @property
    def problem(self) -> Message | None:
        """What was in the way."""
        return self.first.problem


def round_lines(rounds: Iterable[RoundRow]) -> list[RoundLine]:
    """Return the attempts, newest first, with those in a row that did nothing, or failed alike, as one line."""
    lines: list[RoundLine] = []
    for found in rounds:
        before = lines[-1] if lines else None
        if before is not None and _is_dull(found) and _is_dull(before.first) and _told(found) == _told(before.first):
            lines[-1] = replace(before, last=found.at, count=before.count + 1)
        else:
            lines.append(RoundLine(found, found.at))
    return lines


def round_columns() -> tuple[Column[RoundLine], ...]:
    """Return the columns of the history of attempts."""
    return (
        Column("at", N_("When"), 28, _span, lambda line: line.first.at),
        Column("count", N_("Attempts"), 9, lambda line: str(line.count), lambda line: line.count, RIGHT),
        Column("sent", N_("Went out"), 9, lambda line: _count(line.first.sent), lambda line: line.first.sent, RIGHT),
        Column("received", N_("Came in"), 9, lambda line: _count(line.first.received),
               lambda line: line.first.received, RIGHT),
        Column("problem", N_("What was in the way"), 40, lambda line: _told(line.first) or _("nothing"),
               tone=lambda line: "warning" if _told(line.first) else "faint"),
    )  # fmt: skip


def _is_dull(found: RoundRow) -> bool:
    return not found.sent and not found.received


def _told(found: RoundRow) -> str:
    healed = _("After a restore everything was compared; what was missing goes again.") if found.recovered else ""
    return " ".join(filter(None, (str(found.problem or ""), healed)))


def _span(line: RoundLine) -> str:
    begun, ended = _moment(line.last), f"{line.first.at.astimezone():%H:%M}"
    return begun if begun.endswith(ended) else f"{begun} – {ended}"


def _count(count: int) -> str:
    return str(count) if count else ""


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
