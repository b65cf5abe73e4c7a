"""The steps of an attempt as long as its lease holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from gridadmin.sync.lease import Lease, require_lease
from gridadmin.sync.steps import Steps

Params = ParamSpec("Params")
ResultT = TypeVar("ResultT")


class HeldSteps:
    """Steps that write nothing any more once another computer has taken the lease."""

    def __init__(self, steps: Steps, lease: Lease) -> None:
        self._steps, self._lease = steps, lease
        self.read = steps.read
        self.take_lease = steps.take_lease

    def exchange(
        self, fn: Callable[Concatenate[Session, Params], ResultT], *args: Params.args, **kwargs: Params.kwargs
    ) -> ResultT:
        """Run a step that writes; raises ConflictError where the lease is another's by now."""

        def step(session: Session) -> ResultT:
            require_lease(session, self._lease.fence)
            return fn(session, *args, **kwargs)

        return self._steps.exchange(step)
