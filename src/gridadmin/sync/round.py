"""One attempt: send what waits, fetch what is new, compare, and mend whatever a restore has torn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.orm import Session

from gridadmin.domain.exchange import RoundResult
from gridadmin.i18n import Message
from gridadmin.sync.city import City
from gridadmin.sync.portions import Portions

Params = ParamSpec("Params")
ResultT = TypeVar("ResultT")
Step = Callable[Concatenate[Session, Params], ResultT]
Progress = Callable[[Message, int, int], None]
"""Told what is being done, how much of it is done, and of how much (0 where that is not known)."""


class Steps(Protocol):
    """How an attempt reaches the office's database, one transaction for each step; OpenOffice is one."""

    def read(self, fn: Step[Params, ResultT], *args: Params.args, **kwargs: Params.kwargs) -> ResultT:
        """Run a step that only reads."""

    def exchange(self, fn: Step[Params, ResultT], *args: Params.args, **kwargs: Params.kwargs) -> ResultT:
        """Run a step that writes."""

    def take_lease(self) -> Callable[[], None] | None:
        """Take the right to exchange and return what gives it back; None while another computer has it."""


def exchange_once(
    steps: Steps, city: City, *, now: Callable[[], datetime], portions: Portions, on_progress: Progress | None = None
) -> RoundResult:
    """Run one attempt to its end and return what it did. Expected errors are its result, never raised.

    `now` gives the moment for what is written down; nothing is decided by it. `portions` is kept from one attempt to
    the next by the caller.
    """
    raise NotImplementedError
