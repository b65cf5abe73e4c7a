"""Special additional deductions (专项附加扣除): what a worker's declarations are worth in a month.

Sources: Individual Income Tax Law art. 6, 11; Implementing Regulations art. 13, 28, 30; 国发〔2018〕41号,
国发〔2022〕8号, 国发〔2023〕13号. The employer deducts what is declared, may neither refuse nor alter it; unused
amounts do not pass into the next year. Serious illness is never deducted in payroll: the worker settles it after the
year. Amounts in fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import round_amount, yuan_text
from gridadmin.domain.pay_tables import AdditionalRules
from gridadmin.i18n import N_

INFANT_MONTHS = 36
SHARES = (50, 100)


class AdditionalKind(LabelledEnum):
    """What is declared."""

    INFANT = "infant", N_("Care of a child under 3")
    CHILD = "child", N_("Education of a child")
    ELDERLY = "elderly", N_("Support of parents")
    STUDIES = "studies", N_("Continuing education")
    CERTIFICATE = "certificate", N_("Certificate obtained")
    LOAN = "loan", N_("Interest of a housing loan")
    RENT = "rent", N_("Rent")


CHILDREN = (AdditionalKind.INFANT, AdditionalKind.CHILD)


class DeclarationError(InvalidError):
    """What somebody declared is worth nothing or does not go together."""


@dataclass(frozen=True)
class Declaration:
    """One declared item.

    Attributes:
        first, last: months in which it counts; no last month: until further notice.
        percent: of a child: 100 or 50.
        share: of parents' support: what this child takes over, in fen; None for an only child.
        tier: of rent: which amount the city has.
        subject: whom or what it is for: the child's name, the parents, the flat.
    """

    kind: AdditionalKind
    first: Month
    last: Month | None = None
    percent: int = 100
    share: int | None = None
    tier: str = ""
    subject: str = ""

    def covers(self, month: Month) -> bool:
        """Tell whether the item counts in a month; a certificate counts once, in its first."""
        if self.kind is AdditionalKind.CERTIFICATE:
            return month == self.first
        return self.first <= month and (self.last is None or month <= self.last)


def child_kind(birth: Month, month: Month) -> AdditionalKind | None:
    """Return what a child gives in a month: care until the month before it turns 3, then education; None unborn."""
    age = month.since(birth)
    if age < 0:
        return None
    return AdditionalKind.INFANT if age < INFANT_MONTHS else AdditionalKind.CHILD


def declared_amount(item: Declaration, month: Month, rules: AdditionalRules) -> int:
    """Return what one item is worth in a month, 0 where it does not count.

    Raises:
        InvalidError: a share or tier that the rules do not have.
    """
    if not item.covers(month):
        return 0
    match item.kind:
        case AdditionalKind.CHILD | AdditionalKind.INFANT:
            amount = _of_child(item, rules)
        case AdditionalKind.ELDERLY:
            amount = _of_parents(item, rules)
        case AdditionalKind.STUDIES:
            amount = rules.studies if month.since(item.first) < rules.studies_months else 0
        case AdditionalKind.CERTIFICATE:
            amount = rules.certificate
        case AdditionalKind.LOAN:
            amount = rules.loan if month.since(item.first) < rules.loan_months else 0
        case AdditionalKind.RENT:
            amount = _of_rent(item, rules)
    return amount


def _of_child(item: Declaration, rules: AdditionalRules) -> int:
    if item.percent not in SHARES:
        raise DeclarationError(
            N_("A child is deducted whole by one parent or half by both, not {share} %."), share=item.percent
        )
    return rules.child * item.percent // 100


def _of_parents(item: Declaration, rules: AdditionalRules) -> int:
    if item.share is None:
        return rules.elderly_only
    if not 0 <= item.share <= rules.elderly_share:
        raise DeclarationError(
            N_("Of several children each may deduct at most {most} yuan a month for parents, not {share}."),
            most=yuan_text(rules.elderly_share), share=yuan_text(item.share),
        )  # fmt: skip
    return item.share


def _of_rent(item: Declaration, rules: AdditionalRules) -> int:
    if item.tier not in rules.rent:
        raise DeclarationError(
            N_("There is no amount of rent for “{tier}”. Choose the size of the city."), tier=item.tier
        )
    return rules.rent[item.tier]


def check_declarations(items: Sequence[Declaration], year: int) -> None:
    """Check that the items of a year go together.

    Raises:
        DeclarationError: loan and rent in one year, parents or studies twice in one month (国发〔2018〕41号 art. 8, 20,
        22).
    """
    months = [Month(year, number) for number in range(1, 13)]
    kinds = {item.kind for item in items for month in months if item.covers(month)}
    if {AdditionalKind.LOAN, AdditionalKind.RENT} <= kinds:
        raise DeclarationError(
            N_("Rent and the interest of a housing loan cannot both be deducted in {year}."), year=year
        )
    for kind in (AdditionalKind.ELDERLY, AdditionalKind.STUDIES, AdditionalKind.LOAN, AdditionalKind.RENT):
        for month in months:
            if sum(item.kind is kind and item.covers(month) for item in items) > 1:
                raise DeclarationError(
                    N_("{kind} is declared twice for {month}. End one of the two."), kind=kind.message, month=month
                )
    _check_children([item for item in items if item.kind in CHILDREN and item.subject], months)


def _check_children(items: Sequence[Declaration], months: Sequence[Month]) -> None:
    for at, one in enumerate(items):
        for other in items[at + 1 :]:
            twice = [month for month in months if one.covers(month) and other.covers(month)]
            if one.subject == other.subject and twice:
                raise DeclarationError(
                    N_("{child} is declared twice for {month}. End one of the two."),
                    child=one.subject, month=twice[0],
                )  # fmt: skip


def additional_of_month(items: Iterable[Declaration], month: Month, rules: AdditionalRules) -> int:
    """Return what all items are worth in a month."""
    return round_amount(sum(declared_amount(item, month, rules) for item in items))


def additional_so_far(items: Sequence[Declaration], months: Iterable[Month], rules: AdditionalRules) -> int:
    """Return what all items are worth over the months of a year that somebody was employed here."""
    return sum(additional_of_month(items, month, rules) for month in months)
