"""The list of certificates: a line for each person and each kind of certificate that is needed or held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.qualifications import GOOD, CertificateRow, CertificateState, CertificateType, holding
from gridadmin.domain.workers import EmploymentKind, WorkerRow, WorkerStatus
from gridadmin.i18n import N_


class QualificationView(LabelledEnum):
    """The named views of the list."""

    BREACH = "breach", N_("On duty without certificate")
    DUE = "due", N_("Expires soon")
    EXPIRED = "expired", N_("Has expired")
    MISSING = "missing", N_("No certificate")
    ALL = "all", N_("All")


VIEW_STATES: Mapping[QualificationView, frozenset[CertificateState]] = {
    QualificationView.BREACH: frozenset(CertificateState) - GOOD,
    QualificationView.DUE: frozenset({CertificateState.DUE}),
    QualificationView.EXPIRED: frozenset({CertificateState.EXPIRED, CertificateState.REVOKED}),
    QualificationView.MISSING: frozenset({CertificateState.MISSING}),
    QualificationView.ALL: frozenset(CertificateState),
}


@dataclass(frozen=True)
class CertificateLine:
    """What one person's certificates of one kind are worth on a day.

    Attributes:
        needed: the person's post needs this kind on the day.
        renewed_from: the first day of a renewal that is on file already and begins later; None for none.
        duplicate: the number stands on a certificate of somebody else too.
    """

    worker: WorkerRow
    type: CertificateType
    needed: bool
    state: CertificateState
    certificate: CertificateRow | None
    days_left: int | None = None
    renewed_from: date | None = None
    duplicate: bool = False

    @property
    def in_service(self) -> bool:
        """Whether the person serves on the day."""
        return self.worker.status is WorkerStatus.ACTIVE

    @property
    def is_breach(self) -> bool:
        """Whether somebody serves without what the post needs (Art 14 (2))."""
        return self.needed and self.state not in GOOD

    @property
    def expires_on(self) -> date | None:
        """The last day of the certificate that decides."""
        return self.certificate.expires_on if self.certificate else None


Certificates = Mapping[UUID, Sequence[CertificateRow]]
"""Worker id -> all certificates of the person."""


def certificate_lines(
    workers: Iterable[WorkerRow], types: Sequence[CertificateType], certificates: Certificates, day: date
) -> list[CertificateLine]:
    """Return a line for each kind that a person's post needs on the day or that the person has, in the order given."""
    doubled = doubled_numbers(certificates, day)
    return [
        line
        for worker in workers
        for line in worker_lines(worker, types, certificates.get(worker.id, ()), day, doubled)
    ]


def worker_lines(
    worker: WorkerRow,
    types: Sequence[CertificateType],
    certificates: Sequence[CertificateRow],
    day: date,
    doubled: frozenset[tuple[UUID, str]] = frozenset(),
) -> Iterator[CertificateLine]:
    """Yield the lines of one person, kinds in the order given."""
    roles = {post.role for post in worker.grids}
    active = worker.status is WorkerStatus.ACTIVE
    for kind in types:
        rule = kind.rule_on(day)
        own = [row for row in certificates if row.type_id == kind.id]
        needed = active and kind.is_used_on(day) and rule.is_needed(worker.kind, roles)
        found = holding(own, day, rule.lead_days)
        if not needed and found.certificate is None:
            continue
        yield CertificateLine(
            worker=worker,
            type=kind,
            needed=needed,
            state=found.state,
            certificate=found.certificate,
            days_left=_days_left(found.certificate, day),
            renewed_from=min((row.issued_on for row in own if row.issued_on > day), default=None),
            duplicate=found.certificate is not None and (kind.id, found.certificate.number) in doubled,
        )


def _days_left(certificate: CertificateRow | None, day: date) -> int | None:
    return (certificate.expires_on - day).days if certificate and certificate.expires_on else None


def doubled_numbers(certificates: Certificates, day: date) -> frozenset[tuple[UUID, str]]:
    """Return kinds and numbers that stand on certificates of more than one person by a day."""
    holders = Counter(
        {
            (row.type_id, row.number, worker_id)
            for worker_id, rows in certificates.items()
            for row in rows
            if row.number and row.issued_on <= day
        }
    )
    counts = Counter((type_id, number) for type_id, number, _worker_id in holders)
    return frozenset(key for key, count in counts.items() if count > 1)


@dataclass(frozen=True)
class CertificateFilter:
    """What narrows the list."""

    view: QualificationView = QualificationView.ALL
    status: WorkerStatus | None = WorkerStatus.ACTIVE
    type_id: UUID | None = None
    kind: EmploymentKind | None = None
    community: str | None = None
    month: str | None = None  # of expiry, 2026-09
    needed_only: bool = False
    text: str = ""

    def passes(self, line: CertificateLine, *, any_view: bool = False) -> bool:
        """Whether a line is shown; `any_view` leaves the view out, for counts."""
        worker, wanted = line.worker, self.text.strip().casefold()
        expires = line.expires_on
        checks = (
            any_view or _is_in(line, self.view),
            self.status is None or worker.status is self.status,
            self.type_id is None or line.type.id == self.type_id,
            self.kind is None or worker.kind is self.kind,
            self.community is None or worker.community == self.community,
            self.month is None or (expires is not None and f"{expires:%Y-%m}" == self.month),
            line.needed or not self.needed_only,
            not wanted or any(wanted in text.casefold() for text in _searched(line)),
        )
        return all(checks)


def _is_in(line: CertificateLine, view: QualificationView) -> bool:
    return line.state in VIEW_STATES[view] and (line.is_breach or view is not QualificationView.BREACH)


def _searched(line: CertificateLine) -> tuple[str, ...]:
    number = line.certificate.number if line.certificate else None
    names = (post.grid_name for post in line.worker.grids)
    return (line.worker.name, line.worker.initials, line.worker.community, number or "", line.type.name, *names)


def expiries_by_month(lines: Iterable[CertificateLine], first: date, months: int) -> dict[str, int]:
    """Return month -> how many of the certificates that decide end in it, for so many months from one on."""
    start = first.year * 12 + first.month - 1
    counts = {f"{index // 12:04d}-{index % 12 + 1:02d}": 0 for index in range(start, start + months)}
    for line in lines:
        if line.expires_on is not None and (key := f"{line.expires_on:%Y-%m}") in counts:
            counts[key] += line.certificate is not None and line.certificate.revoked_on is None
    return counts
