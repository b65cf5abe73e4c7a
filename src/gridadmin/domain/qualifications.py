"""Certificates (持证上岗, Art 14 (2)): kinds of certificates as dated data, and what somebody's certificates are worth.

The regulation asks for a certificate and says neither which one nor for how long it holds: kinds, validity, lead times
and the posts that need them are the office's own data, each with the paper it comes from.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.parameters import Certainty
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.i18n import N_

ONE_DAY = timedelta(days=1)
MONTHS_OF_YEAR = 12


class CertificateState(LabelledEnum):
    """What somebody's certificates of one kind are worth on a day; always computed, never stored."""

    VALID = "valid", N_("Valid")
    DUE = "due", N_("Expires soon")
    EXPIRED = "expired", N_("Has expired")
    PERMANENT = "permanent", N_("Never expires")
    MISSING = "missing", N_("No certificate")
    REVOKED = "revoked", N_("Revoked")


GOOD = frozenset({CertificateState.VALID, CertificateState.DUE, CertificateState.PERMANENT})
"""The states with which somebody may serve."""


@dataclass(frozen=True)
class CertificateRule:
    """What holds for a kind of certificate from a day on.

    Attributes:
        validity_months: how long a new one holds; None = it never expires (长期).
        lead_days: so many days before its end it counts as expiring soon.
        kinds, roles: the posts that need it: of both the person's must be among them; an empty set = no post does.
        source: 来源/文号 of the rule; empty where there is none yet.
    """

    id: UUID
    valid_from: date
    issuer: str
    validity_months: int | None
    lead_days: int
    kinds: frozenset[EmploymentKind]
    roles: frozenset[AppointmentRole]
    source: str
    certainty: Certainty
    note: str = ""
    version: int = 1

    def is_needed(self, kind: EmploymentKind | None, roles: Iterable[AppointmentRole]) -> bool:
        """Whether somebody of a kind with these roles on grids needs such a certificate."""
        return kind in self.kinds and not self.roles.isdisjoint(roles)


@dataclass(frozen=True)
class CertificateType:
    """A kind of certificate with its rules in the order of their days; `ended_on`: no new ones from that day on."""

    id: UUID
    name: str
    rules: tuple[CertificateRule, ...]
    ended_on: date | None = None
    version: int = 1

    def rule_on(self, day: date) -> CertificateRule:
        """Return the rule that holds on a day; before the first one, the first."""
        begun = [rule for rule in self.rules if rule.valid_from <= day]
        return begun[-1] if begun else self.rules[0]

    def is_used_on(self, day: date) -> bool:
        """Whether posts can need it and new ones can be issued on a day."""
        return self.ended_on is None or day < self.ended_on


@dataclass(frozen=True)
class CertificateRow:
    """One certificate as it was issued. A renewal is another row, so that what held before stays known.

    Attributes:
        expires_on: the last day on which it holds; None = it never expires.
        revoked_on: the first day on which it holds no more.
        scans: how many pages of it are on file.
    """

    id: UUID
    worker_id: UUID
    type_id: UUID
    number: str | None
    issued_on: date
    expires_on: date | None
    issuer: str
    document: str | None = None
    revoked_on: date | None = None
    revoked_reason: str | None = None
    remarks: str | None = None
    version: int = 1
    scans: int = 0

    @property
    def last_day(self) -> date:
        """The last day on which it holds, a revocation taken into account."""
        end = self.expires_on or date.max
        return end if self.revoked_on is None else min(end, self.revoked_on - ONE_DAY)

    def holds_on(self, day: date) -> bool:
        """Whether somebody may serve with it on a day."""
        return self.issued_on <= day <= self.last_day

    def is_revoked_on(self, day: date) -> bool:
        """Whether it has been revoked by a day."""
        return self.revoked_on is not None and self.revoked_on <= day

    def state_on(self, day: date, lead_days: int) -> CertificateState:
        """Return what this one certificate is worth on a day on which it has been issued already."""
        if self.is_revoked_on(day):
            return CertificateState.REVOKED
        if self.expires_on is None:
            return CertificateState.PERMANENT
        if self.expires_on < day:
            return CertificateState.EXPIRED
        return CertificateState.DUE if (self.expires_on - day).days <= lead_days else CertificateState.VALID


@dataclass(frozen=True)
class Holding:
    """What somebody's certificates of one kind are worth on a day, and the one that decides it (None = missing)."""

    state: CertificateState
    certificate: CertificateRow | None = None


def months_after(day: date, months: int) -> date:
    """Return the day of the same number so many months on, the month's last one where there is no such day.

    Civil Code Art 202: a period of months or years ends on the corresponding day; without one, on the month's last day.
    """
    year, month = divmod(day.year * MONTHS_OF_YEAR + day.month - 1 + months, MONTHS_OF_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def expiry_of(issued_on: date, validity_months: int | None) -> date | None:
    """Return the last day of a certificate that was issued on a day; None = it never expires.

    The day of issue does not count (Civil Code Art 201), so three years from 1 March 2024 end on 1 March 2027.
    """
    return None if validity_months is None else months_after(issued_on, validity_months)


def holding(certificates: Iterable[CertificateRow], day: date, lead_days: int) -> Holding:
    """Return what certificates of one kind and one person are worth on a day.

    Of those that hold the one that holds longest decides; of those that do not, the one that ended last. One that is
    issued later is not there yet.
    """
    known = [row for row in certificates if row.issued_on <= day]
    if not known:
        return Holding(CertificateState.MISSING)
    best = max(known, key=lambda row: (row.holds_on(day), row.last_day, row.issued_on, row.id))
    return Holding(best.state_on(day, lead_days), best)


def covered_until(certificates: Sequence[CertificateRow], day: date) -> date | None:
    """Return the last day up to which certificates cover every day from `day` on; None where `day` itself is bare.

    Renewals that touch (the next one begins on the day after) or overlap go on without a gap; `date.max` = for ever.
    """
    end: date | None = None
    for row in sorted(certificates, key=lambda row: row.issued_on):
        reached = day if end is None else min(end, date.max - ONE_DAY) + ONE_DAY
        if row.issued_on > reached:
            break
        if row.last_day >= reached:
            end = row.last_day
    return end


@dataclass(frozen=True)
class CertificateForm:
    """A new or corrected certificate; `issuer` empty = that of the kind's rule."""

    type_id: UUID
    number: str | None
    issued_on: date
    expires_on: date | None
    issuer: str = ""
    document: str | None = None
    remarks: str | None = None


@dataclass(frozen=True)
class RenewalForm:
    """New certificates in place of old ones.

    Attributes:
        expires_on: the same last day for all; None = as the kind's rule has it.
        first_number: the number of the first; the others count on from it. None = each keeps the number it had.
    """

    issued_on: date
    expires_on: date | None = None
    first_number: str | None = None
    document: str | None = None


@dataclass(frozen=True)
class PlannedRenewal:
    """What a renewal would do to one person's certificate of one kind."""

    worker_id: UUID
    type_id: UUID
    name: str
    type_name: str
    was: CertificateRow | None
    number: str | None
    expires_on: date | None


@dataclass(frozen=True)
class CertificateRuleForm:
    """A kind of certificate as its dialog holds it; on the day of a rule that is there it corrects that rule."""

    name: str
    valid_from: date
    issuer: str
    validity_months: int | None
    lead_days: int
    kinds: frozenset[EmploymentKind] = field(default_factory=frozenset)
    roles: frozenset[AppointmentRole] = field(default_factory=frozenset)
    source: str = ""
    certainty: Certainty = Certainty.LOCAL_RULE
    note: str = ""


@dataclass(frozen=True)
class CertificateImport:
    """A certificate as one row of a sheet gives it.

    Attributes:
        name, id_number, grids: who is meant; grids only tell namesakes apart.
        type_name: the kind as written; None = the one kind that posts need, where there is just one.
        expires_on: None with `permanent` = never; None without = by the kind's rule, or by `months` where given.
    """

    name: str
    id_number: str | None = None
    type_name: str | None = None
    number: str | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    permanent: bool = False
    months: int | None = None
    issuer: str | None = None
    revoked_on: date | None = None
    revoked_reason: str | None = None
    remarks: str | None = None
    grids: tuple[str, ...] = ()
