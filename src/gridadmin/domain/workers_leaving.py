"""What the end of somebody's service brings with it."""

from __future__ import annotations

from dataclasses import dataclass

from gridadmin.domain.workers import AppointmentRow


@dataclass(frozen=True)
class EndConsequences:
    """What follows when a service or an appointment ends, as the real act would do it.

    Attributes:
        ending: the appointments that end with it; `dropped`: those that had not begun and are taken away.
        boards: names of grids whose printed board becomes false the day after.
        without_worker, without_full_timer: names of grids that nobody, or no full-timer, serves from the day after.
    """

    ending: tuple[AppointmentRow, ...]
    dropped: tuple[AppointmentRow, ...]
    boards: tuple[str, ...]
    without_worker: tuple[str, ...]
    without_full_timer: tuple[str, ...]
