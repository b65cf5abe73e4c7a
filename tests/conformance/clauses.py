"""All clauses, in the order in which they are tried."""

from __future__ import annotations

from types import ModuleType

from tests.conformance import (
    on_attachments,
    on_bodies,
    on_groups,
    on_history,
    on_joining,
    on_pulling,
    on_records,
    on_recovery,
    on_refusals,
    on_staff,
    on_values,
)
from tests.conformance.clause import Clause

MODULES: tuple[ModuleType, ...] = (
    on_joining,
    on_bodies,
    on_records,
    on_groups,
    on_refusals,
    on_history,
    on_values,
    on_pulling,
    on_recovery,
    on_attachments,
    on_staff,
)
CLAUSES: list[Clause] = [each for module in MODULES for each in vars(module).values() if isinstance(each, Clause)]
