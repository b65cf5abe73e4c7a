"""How an attempt reaches the office's database: one transaction for each step, from whatever thread it runs in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.orm import Session

from gridadmin.i18n import Message

if TYPE_CHECKING:
    from gridadmin.sync.lease import Lease

Params = ParamSpec("Params")
ResultT = TypeVar("ResultT")
Step = Callable[Concatenate[Session, Params], ResultT]
Progress = Callable[[Message, int, int], None]
"""Told what is being done, how much of it is done, and of how much (0 where that is not known)."""


class Steps(Protocol):
    """One transaction for each step; OpenOffice is one."""

    def read(self, fn: Step[Params, ResultT], *args: Params.args, **kwargs: Params.kwargs) -> ResultT:
        """Run a step that only reads."""

    def exchange(self, fn: Step[Params, ResultT], *args: Params.args, **kwargs: Params.kwargs) -> ResultT:
        """Run a step that writes."""

    def take_lease(self) -> Lease | None:
        """Take the right to exchange; None while another computer has it."""
