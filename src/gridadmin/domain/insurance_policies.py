"""Commercial accident policies (人身意外伤害险): policy, list of insured, endorsements, claims. Amounts in fen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_, Message


class ClaimState(LabelledEnum):
    """How far a claim is."""

    REPORTED = "reported", N_("Reported to the insurer")
    ACCEPTED = "accepted", N_("Accepted for handling")
    PAID = "paid", N_("Paid out by the insurer")
    REFUSED = "refused", N_("Claim refused")

    @property
    def is_closed(self) -> bool:
        """Whether the insurer has decided."""
        return self in (ClaimState.PAID, ClaimState.REFUSED)


@dataclass(frozen=True)
class PolicyForm:
    """An accident policy as it is entered; both days included, amounts in fen.

    Attributes:
        premium_taxed: whether the premium is the workers' income; None: the tax office is still to be asked.
        premium_said_on, premium_basis: when that was said, by whom or on what paper.
    """

    insurer: str
    number: str
    valid_from: date
    valid_to: date
    sum_insured: int
    premium: int
    document: str = ""
    premium_taxed: bool | None = None
    premium_said_on: date | None = None
    premium_basis: str = ""


@dataclass(frozen=True)
class PolicyRow:
    """A policy with how many are on its list on the day looked at, and how many were ever."""

    id: UUID
    form: PolicyForm
    insured: int
    ever: int
    claims: int
    scans: int
    version: int = 1

    @property
    def title(self) -> str:
        """Insurer and number."""
        return f"{self.form.insurer} {self.form.number}"

    def state_on(self, day: date) -> PolicyState:
        """Return how the policy stands on a day."""
        if day < self.form.valid_from:
            return PolicyState.COMING
        return PolicyState.LAPSED if day > self.form.valid_to else PolicyState.HOLDS


class PolicyState(LabelledEnum):
    """Whether a policy holds."""

    COMING = "coming", N_("to come into force")
    HOLDS = "holds", N_("in force")
    LAPSED = "lapsed", N_("lapsed")


@dataclass(frozen=True)
class CoverRow:
    """A person on the list of a policy, from day to day.

    Attributes:
        ends: the last day of the cover; that of the policy where no other is given.
    """

    id: UUID
    policy_id: UUID
    worker_id: UUID
    name: str
    id_number: str
    mobile: str
    valid_from: date
    valid_to: date | None
    ends: date
    version: int = 1

    def covers(self, day: date) -> bool:
        """Tell whether the person is covered on a day."""
        return self.valid_from <= day <= self.ends


@dataclass(frozen=True)
class ListChange:
    """A person who came on the list of a policy, or went off it, between two days.

    Attributes:
        day: the first day of the cover; the last one of somebody who went off.
    """

    cover: CoverRow
    joined: bool
    day: date


def list_changes(covers: Iterable[CoverRow], before: date, after: date, last: date) -> list[ListChange]:
    """Return who came on a list or went off it after a day and up to another one (批单), in the order of the days.

    Somebody who came and went in between stands there twice: the insurer charged the days.

    Args:
        last: the last day of the policy: that it ends then is no change.
    """
    found = []
    for cover in covers:
        if before < cover.valid_from <= after:
            found.append(ListChange(cover, True, cover.valid_from))
        if cover.ends < last and before <= cover.ends < after:
            found.append(ListChange(cover, False, cover.ends))
    return sorted(found, key=lambda each: (each.day, not each.joined, each.cover.name))


@dataclass(frozen=True)
class ClaimForm:
    """A claim as it is entered; amounts in fen, None: not known yet."""

    worker_id: UUID
    happened_on: date
    place: str
    circumstances: str
    reported_on: date
    state: ClaimState = ClaimState.REPORTED
    case_number: str = ""
    claimed: int | None = None
    paid: int | None = None
    decided_on: date | None = None
    remarks: str = ""


@dataclass(frozen=True)
class ClaimRow:
    """A claim with the names that it is shown by."""

    id: UUID
    policy_id: UUID
    policy: str
    name: str
    form: ClaimForm
    scans: int
    version: int = 1


def policy_faults(form: PolicyForm) -> dict[str, Message]:
    """Return what is wrong in the form of a policy, by field."""
    faults = {}
    if not form.insurer.strip():
        faults["insurer"] = Message(N_("Enter the insurer."))
    if not form.number.strip():
        faults["number"] = Message(N_("Enter the number of the policy."))
    if form.valid_to < form.valid_from:
        faults["valid_to"] = Message(N_("The last day lies before the first."))
    for key in ("sum_insured", "premium"):
        if getattr(form, key) < 0:
            faults[key] = Message(N_("An amount cannot be below zero."))
    if form.premium_taxed is not None and not (form.premium_said_on and form.premium_basis.strip()):
        faults["premium_basis"] = Message(N_("Enter who said so and when; until then it is still to be asked."))
    return faults


def claim_faults(form: ClaimForm, covers: Sequence[CoverRow]) -> dict[str, Message]:
    """Return what is wrong in a claim, by field; `covers` are those of the person on the policy."""
    decided = form.decided_on
    doubts = (
        ("happened_on", not any(cover.covers(form.happened_on) for cover in covers),
         N_("The policy did not cover this person on that day.")),
        ("reported_on", form.reported_on < form.happened_on, N_("It cannot be reported before it happened.")),
        ("place", not form.place.strip(), N_("Enter where it happened.")),
        ("circumstances", not form.circumstances.strip(), N_("Enter what happened.")),
        ("decided_on", form.state.is_closed and decided is None, N_("Enter the day of the insurer's decision.")),
        ("decided_on", decided is not None and decided < form.reported_on,
         N_("The decision cannot lie before the report.")),
        ("paid", form.state is ClaimState.PAID and not form.paid, N_("Enter what was paid out.")),
        ("paid", form.state is not ClaimState.PAID and bool(form.paid),
         N_("Only a claim that was paid out has an amount paid.")),
        ("claimed", (form.claimed or 0) < 0, N_("An amount cannot be below zero.")),
        ("paid", (form.paid or 0) < 0, N_("An amount cannot be below zero.")),
    )  # fmt: skip
    return {key: Message(words) for key, is_wrong, words in doubts if is_wrong}
