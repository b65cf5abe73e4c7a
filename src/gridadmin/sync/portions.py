"""How much goes at once: an office aims low, halves when something was too much, and grows again after success."""

from __future__ import annotations

from dataclasses import dataclass

from gridadmin.wire.enrolment import Limits
from gridadmin.wire.push import MOST_GROUPS

AIM_BYTES = 2**20
AIM_GROUPS = MOST_GROUPS
AIM_ROWS = 1_000
LEAST_ROWS = 10


@dataclass
class Portions:
    """What the next push and the next page shall hold; one object lives as long as the program talks to the city.

    Attributes:
        groups, bytes: of a push; a single group that is larger goes alone.
        rows: of a page.
        most_bytes: what the city takes at all.
    """

    groups: int = AIM_GROUPS
    bytes: int = AIM_BYTES
    rows: int = AIM_ROWS
    most_bytes: int = 32 * 2**20

    def obey(self, limits: Limits) -> None:
        """Stay within what the city says that it takes."""
        self.groups = min(self.groups, limits.push_groups)
        self.bytes = min(self.bytes, limits.push_bytes)
        self.rows = min(self.rows, limits.pull_rows)
        self.most_bytes = limits.push_bytes

    def halve_push(self) -> bool:
        """Aim at half as much; return whether a push can become smaller at all."""
        can = self.groups > 1
        self.groups, self.bytes = max(1, self.groups // 2), max(1, self.bytes // 2)
        return can

    def halve_page(self) -> bool:
        """Aim at half as many rows; return whether a page can become smaller at all."""
        can = self.rows > LEAST_ROWS
        self.rows = max(LEAST_ROWS, self.rows // 2)
        return can

    def grow_push(self, limits: Limits) -> None:
        """Aim at more again, after a push went through."""
        self.groups = min(self.groups * 2, AIM_GROUPS, limits.push_groups)
        self.bytes = min(self.bytes * 2, AIM_BYTES, limits.push_bytes)

    def grow_page(self, limits: Limits) -> None:
        """Aim at more again, after a page came through."""
        self.rows = min(self.rows * 2, AIM_ROWS, limits.pull_rows)
