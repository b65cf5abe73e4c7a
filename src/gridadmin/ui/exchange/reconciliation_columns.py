"""The columns of the differences between the city's list and ours."""

from __future__ import annotations

from dataclasses import dataclass

from gridadmin.domain.exchange_reconciliation import Choice, Difference, DifferenceRow
from gridadmin.domain.exchange_words import difference_values, fact_word
from gridadmin.domain.imports import ImportKind
from gridadmin.i18n import N_, _
from gridadmin.ui.tables import Column

_TONES = {
    Difference.THEIRS_CHANGED: "accent_text",
    Difference.OURS_CHANGED: "good",
    Difference.BOTH_CHANGED: "danger",
    Difference.NEVER_AGREED: "warning",
    Difference.MISSING_HERE: "warning",
    Difference.MISSING_THERE: "warning",
}
CHOICE_TONES = {Choice.THEIRS: "accent_text", Choice.OURS: "good", Choice.LATER: "warning"}


@dataclass(frozen=True)
class Decided:
    """A difference with what was decided about it, None where nothing was yet."""

    row: DifferenceRow
    choice: Choice | None
    kind: ImportKind

    @property
    def values(self) -> tuple[str, str, str]:
        """Our value, the city's, the one both last had, in words."""
        ours, theirs, agreed = difference_values(self.kind, self.row)
        return str(ours), str(theirs), str(agreed)


def difference_columns() -> tuple[Column[Decided], ...]:
    """Return the columns: whose record, which fact, the three values, who changed it, what is decided."""
    return (
        Column("subject", N_("Record"), 16, lambda each: each.row.subject),
        Column("field", N_("Field"), 14, lambda each: str(fact_word(each.kind, each.row.fact.field))),
        Column(
            "difference", N_("How they differ"), 16, lambda each: each.row.difference.label,
            tone=lambda each: _TONES[each.row.difference], badge=True,
        ),
        Column("ours", N_("Ours"), 26, lambda each: each.values[0] or "—"),
        Column("theirs", N_("The city's"), 26, lambda each: each.values[1] or "—"),
        Column(
            "choice", N_("To be done"), 18, _choice_words,
            tone=lambda each: CHOICE_TONES[each.choice] if each.choice else "faint", badge=True,
        ),
        Column("agreed", N_("Last alike"), 20, lambda each: each.values[2], tone=lambda _each: "faint"),
    )  # fmt: skip


def _choice_words(each: Decided) -> str:
    if each.choice is not None:
        return each.choice.label
    return _("submitted: {receipt}").format(receipt=each.row.submitted) if each.row.submitted else ""
