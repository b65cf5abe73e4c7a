"""What will lapse: who will be without a needed certificate from which day on, and which grids that leaves bare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.qualifications import ONE_DAY, CertificateType, covered_until
from gridadmin.domain.qualifications_list import Certificates
from gridadmin.domain.workers import AppointmentRow, WorkerRow, WorkerStatus
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class CertificateLapse:
    """Somebody's certificate of a kind ends without another that follows.

    Attributes:
        day: the first day without it.
        grids: the grids on which the person serves that day; `bare`: of them, those without anybody certified then.
    """

    day: date
    worker_id: UUID
    name: str
    type: CertificateType
    grids: tuple[str, ...]
    bare: tuple[str, ...]

    @property
    def what(self) -> Message:
        """What lapses."""
        return Message(N_("{type} of {name} has expired"), {"type": self.type.name, "name": self.name})

    @property
    def breaks(self) -> tuple[Message, ...]:
        """What becomes unlawful on the day (Art 14 (2))."""
        nobody = tuple(Message(N_("{grid} will have nobody with a certificate"), {"grid": grid}) for grid in self.bare)
        others = [grid for grid in self.grids if grid not in self.bare]
        alone = tuple(
            Message(N_("{name} may no longer serve on {grid}"), {"name": self.name, "grid": grid}) for grid in others
        )
        return nobody + alone


def certificate_lapses(
    workers: Sequence[WorkerRow], types: Sequence[CertificateType], certificates: Certificates, today: date, until: date
) -> tuple[CertificateLapse, ...]:
    """Return what lapses after a day and up to another one, in the order of the days.

    What is known today is all that counts: certificates on file (renewals too), and the last days of service and of
    appointments that are on file.
    """
    cover = _Cover(workers, types, certificates, today)
    found = [lapse for worker in workers for lapse in cover.lapses_of(worker, until)]
    return tuple(sorted(found, key=lambda lapse: (lapse.day, lapse.name, lapse.type.name)))


class _Cover:
    """Until when each person is covered for each kind that the post needs."""

    def __init__(
        self, workers: Iterable[WorkerRow], types: Sequence[CertificateType], certificates: Certificates, today: date
    ) -> None:
        self._today, self._types = today, types
        self._ends: dict[UUID, dict[UUID, date | None]] = {}
        self._staff: dict[UUID, list[WorkerRow]] = {}
        for worker in workers:
            if worker.status is not WorkerStatus.ACTIVE:
                continue
            own = certificates.get(worker.id, ())
            self._ends[worker.id] = {
                kind.id: covered_until([row for row in own if row.type_id == kind.id], today) for kind in types
            }
            for post in worker.grids:
                self._staff.setdefault(post.grid_id, []).append(worker)

    def lapses_of(self, worker: WorkerRow, until: date) -> Iterator[CertificateLapse]:
        for kind in self._types:
            end = self._ends.get(worker.id, {}).get(kind.id)
            if end is None or end >= until:
                continue
            day = end + ONE_DAY
            posts = self._posts_on(worker, day)
            if not posts or not self._needs(worker, kind, day):
                continue
            names = tuple(dict.fromkeys(post.grid_name for post in posts))
            bare = tuple(dict.fromkeys(post.grid_name for post in posts if self._is_bare(post.grid_id, day)))
            yield CertificateLapse(day, worker.id, worker.name, kind, names, bare)

    def _posts_on(self, worker: WorkerRow, day: date) -> list[AppointmentRow]:
        if worker.ended_on is not None and worker.ended_on < day:
            return []
        return [post for post in worker.grids if post.ended_on is None or post.ended_on >= day]

    def _needs(self, worker: WorkerRow, kind: CertificateType, day: date) -> bool:
        roles = {post.role for post in self._posts_on(worker, day)}
        return kind.is_used_on(day) and kind.rule_on(day).is_needed(worker.kind, roles)

    def _is_bare(self, grid_id: UUID, day: date) -> bool:
        """Nobody who serves on the grid that day has everything that the post needs."""
        return not any(
            any(post.grid_id == grid_id for post in self._posts_on(worker, day)) and self._is_certified(worker, day)
            for worker in self._staff.get(grid_id, ())
        )

    def _is_certified(self, worker: WorkerRow, day: date) -> bool:
        ends = self._ends[worker.id]
        return all(
            (end := ends[kind.id]) is not None and end >= day for kind in self._types if self._needs(worker, kind, day)
        )
