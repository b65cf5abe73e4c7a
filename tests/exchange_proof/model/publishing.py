"""What county and city staff publish, by the same rules: grids into the townships, parameters in their scopes."""

from __future__ import annotations

from random import Random
from typing import Protocol

from tests.exchange_proof.model.city import City
from tests.exchange_proof.model.clerk import POOL
from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.terms import CITY, COUNTY, Change, Group, Op, Value


class Staff(Protocol):
    """What publishing needs of the world."""

    random: Random

    def new_id(self, prefix: str) -> str:
        """Return an id for a record."""

    def new_mid(self) -> str:
        """Return an id for a group."""


def publish(staff: Staff, city: City, towns: tuple[str, ...]) -> None:
    """Publish a grid or a parameter, new or changed, or delete one that nothing refers to."""
    r = staff.random
    few, value = r.randrange(POOL), f"pub{r.getrandbits(20)}" if r.random() < 0.7 else f"v{r.randrange(3)}"
    if r.random() < 0.7:
        by, scope, t = COUNTY, r.choice(towns), "grid"
        f: dict[str, Value] = {"code": f"G{few}", "name": value}
    else:
        by = r.choice((COUNTY, CITY))
        scope, t, f = by, "parameter", {"key": f"K{few}", "v": value}
    existing = city.find(scope, t, f)
    if existing and Mistake.STAND_IN_STAYS in city.mistakes and city.d.rows[existing].stand_in:
        existing = None
    op = Op("new", t, staff.new_id(t), f=f)
    if existing:
        held = city.d.rows[existing].f
        op = Op("set", t, existing, set={n: Change(held.get(n), v) for n, v in f.items()})
        if r.random() < 0.15:
            op = Op("del", t, existing, f=held)
    city.publish(Group(staff.new_mid(), (op,)), scope, by)
