"""What stops a run: every record and person concerned, each with the reason, the way out and the page of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message


class ObstacleKind(LabelledEnum):
    """What sort of record is in the way."""

    PARAMETER = "parameter", N_("Pay parameter")
    STANDARD = "standard", N_("Pay standard")
    PERSON = "person", N_("Person")


@dataclass(frozen=True)
class Obstacle:
    """One record that a run cannot be reckoned with.

    Attributes:
        subject: the parameter's key, the standards' names, or the person's name.
        reason: what is wrong, and the way out. target: where it is put right.
    """

    kind: ObstacleKind
    subject: str
    reason: Message
    target: Target


class RunStoppedError(InvalidError):
    """A run cannot be reckoned.

    Attributes:
        obstacles: everything that is in the way, one at least.
    """

    def __init__(self, month: Month, obstacles: Sequence[Obstacle]) -> None:
        msgid = N_("{count} things stop the run of {month}: {reasons}")
        reasons = " ".join(f"({at}) {each.reason}" for at, each in enumerate(obstacles, 1))
        super().__init__(msgid, count=len(obstacles), month=month, reasons=reasons)
        if len(obstacles) == 1:
            self.message = obstacles[0].reason
        self.obstacles = tuple(obstacles)
