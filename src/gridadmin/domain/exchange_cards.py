"""What the exchange has for a person, as screens and commands show it: cards in words, grouped, with their choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from gridadmin.domain.exchange import ExchangeStatus, IssueRow, IssueValue, PendingGroup, RoundRow
from gridadmin.domain.journal import FieldChange
from gridadmin.domain.journal_words import RECORDS, UNTOLD, Word, field_word, value_words
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message, _

FIRST_SIX, LAST_FOUR = 6, 4

KINDS: dict[str, str] = {
    "conflict": N_("Conflict"),
    "refusal": N_("Sent back"),
    "orphan": N_("Not at the city"),
    "mass_deletion": N_("Many deletions"),
    "expired": N_("Away too long"),
    "divergence": N_("Difference found"),
    "copied": N_("Copied or restored"),
    "notice": N_("From the city"),
}
QUESTIONS = frozenset({"mass_deletion", "expired", "divergence", "copied", "notice"})
"""Kinds that are about the exchange as a whole, not about one record."""

CHOICES: dict[str, str] = {
    "mine": N_("Take my value"),
    "theirs": N_("Take the city's value"),
    "mend": N_("Change it"),
    "give_up": N_("Give up"),
    "keep": N_("Keep and send"),
    "delete": N_("Delete here"),
    "confirm": N_("Confirm"),
    "send": N_("Send all the same"),
    "same": N_("They are one person"),
}
"""What can be done about an issue, in the words of its button."""

TOLD = frozenset({"divergence", "copied", "notice"})
AWAY = N_(
    "This office was away longer than the city remembers. What waited is sent only after somebody has looked at it."
)
NOTED = N_("Noted")
"""What “confirm” is called where there is nothing to decide, only something to know."""

WARNINGS: dict[str, str] = {
    "give_up": N_("What was entered is given up, and the city's values are put back. The journal keeps both."),
    "delete": N_("The record is deleted here. It can be had back from the journal."),
    "same": N_("The two entries become one person, for good. Compare name, birth date and address first."),
    "confirm": N_("Check the number first: the deletions go to the city as they are."),
}
"""Choices that ask once more, with what they bring about."""

SWEEPS = N_(
    "They are listed under “Not at the city”, to be sent again or deleted one by one. Nothing is deleted by this."
)
"""What “confirm” brings about where the city lacks many records."""

STATES: dict[str, str] = {
    "waiting": N_("Waits"),
    "sealed": N_("Under way"),
    "refused": N_("Sent back"),
    "held": N_("Waits for another"),
}
"""States of a group on its way."""


@dataclass(frozen=True)
class ValueLine:
    """One field in question, in words: before, mine, the city's."""

    field: str
    was: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class IssueCard:
    """An issue with its values in words and the way to its record.

    Attributes:
        target: where the record is shown; None where there is no page for it.
        others: issues about fields that only mean something together with this one's; they are settled alike.
    """

    issue: IssueRow
    lines: tuple[ValueLine, ...]
    target: Target | None
    others: tuple[UUID, ...] = ()

    @property
    def ids(self) -> tuple[UUID, ...]:
        """The ids of all issues on the card."""
        return (self.issue.id, *self.others)

    @property
    def kind(self) -> Message:
        """What kind of issue it is."""
        return Message(KINDS.get(self.issue.kind, self.issue.kind))

    def choice_word(self, choice: str) -> str:
        """Return the words of the button for a choice."""
        return _(NOTED if self.issue.kind in TOLD else CHOICES[choice])

    def warning(self, choice: str) -> str:
        """Return what is asked once more before a choice is carried out; empty where nothing is."""
        if choice not in WARNINGS or self.issue.kind in TOLD:
            return ""
        is_sweep = self.issue.kind == "mass_deletion" and self.issue.mid is None  # the city lacks them: none is deleted
        return _(SWEEPS if is_sweep else WARNINGS[choice])

    @property
    def record_kind(self) -> Message | None:
        """What kind of record it is about."""
        kind = self.issue.record_type
        return Message(RECORDS.get(kind, kind)) if kind else None

    @property
    def subject(self) -> str:
        """The record's name, with its kind before it where that is not a person or a grid."""
        name, kind = self.issue.record, self.record_kind
        if kind is None or self.issue.record_type in ("worker", "grid"):
            return name or (str(kind) if kind else str(self.kind))
        return f"{name} · {kind}" if name else str(kind)

    @property
    def fields(self) -> str:
        """The fields in question."""
        return "、".join(line.field for line in self.lines if line.field)


@dataclass(frozen=True)
class ExchangeView:
    """The page of the exchange in one reading."""

    status: ExchangeStatus
    pending: tuple[PendingGroup, ...] = ()
    cards: tuple[IssueCard, ...] = ()
    rounds: tuple[RoundRow, ...] = ()

    def of_kind(self, *kinds: str) -> tuple[IssueCard, ...]:
        """Return the cards of some kinds."""
        return tuple(card for card in self.cards if card.issue.kind in kinds)


def value_lines(issue: IssueRow, names: Mapping[str, str]) -> tuple[ValueLine, ...]:
    """Return the values of an issue in words; `names` are what ids stand for. ID numbers are masked as far as they
    agree: digits that differ have to be seen by whoever decides between them.
    """
    return tuple(_line(issue.record_type or "", value, names) for value in issue.values)


def _line(record_type: str, value: IssueValue, names: Mapping[str, str]) -> ValueLine:
    three = (value.was, value.mine, value.theirs)
    if value.field == "id_number":
        words: Sequence[str] = masked_apart(["" if each is None else str(each) for each in three])
    else:
        words = [_word(record_type, value.field or "", each, names) for each in three]
    return ValueLine(str(field_word(value.field, record_type)) if value.field else "", *words)


def _word(record_type: str, field: str, value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, dict):  # a record as a whole
        told = ((name, _word(record_type, name, each, names)) for name, each in value.items() if name not in UNTOLD)
        return "，".join(f"{field_word(name, record_type)} {word}" for name, word in told if word)
    if field.endswith("_id") and str(value) not in names:
        return ""  # nobody knows a record by its id
    word: Word = value_words(record_type, FieldChange(field, None, value), names)[1]
    return str(word)


def masked_apart(numbers: Sequence[str]) -> list[str]:
    """Return ID numbers of one person side by side, masked but for the ends and for digits in which they differ."""
    known = [number for number in numbers if number]
    comparable = len({len(number) for number in known}) == 1

    def shown(number: str) -> str:
        last = len(number) - LAST_FOUR
        return "".join(
            sign
            if place < FIRST_SIX or place >= last or (comparable and len({each[place] for each in known}) > 1)
            else "*"
            for place, sign in enumerate(number)
        )

    return [shown(number) for number in numbers]


def ids_in(issues: Sequence[IssueRow]) -> set[UUID]:
    """Return the ids that stand as values in issues and want a name."""
    found: set[UUID] = set()
    for issue in issues:
        for value in issue.values:
            for each in (value.was, value.mine, value.theirs):
                pairs = each.items() if isinstance(each, dict) else [(value.field or "", each)]
                found |= {UUID(str(inner)) for name, inner in pairs if name.endswith("_id") and inner}
    return found
