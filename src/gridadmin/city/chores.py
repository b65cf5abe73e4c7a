"""What a process does beside answering: it writes the access record, forgets what is too old, shares its figures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from gridadmin.city.desk import Desk
from gridadmin.city.logs import fault_of, log_event

EVERY_SECONDS, ROUNDS_UNTIL_FORGETTING = 1.0, 86_400


@asynccontextmanager
async def chores(desk: Desk) -> AsyncIterator[None]:
    """Do them every second for as long as the block lasts, and once more at its end."""
    ended = asyncio.Event()
    task = asyncio.create_task(_keep_up(desk, ended))
    try:
        yield
    finally:
        ended.set()  # not cancelled: a thread that is writing would go on beside the last one
        await task


async def _keep_up(desk: Desk, ended: asyncio.Event) -> None:
    round_number = 0
    while not ended.is_set():
        await _write(desk)
        if round_number % ROUNDS_UNTIL_FORGETTING == 0:
            await _try(desk.access.forget)
        round_number += 1
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), EVERY_SECONDS)
    await _write(desk)


async def _write(desk: Desk) -> None:
    await _try(desk.access.write)
    await _try(desk.metrics.share)


async def _try(work: Callable[[], None]) -> None:
    """Do a chore in a thread; what does not work now is tried again when its turn comes."""
    try:
        await to_thread.run_sync(work)
    except (SQLAlchemyError, OSError) as error:
        log_event(logging.WARNING, "chore put off", fault=fault_of(error))
    except Exception as error:  # noqa: BLE001 - the last stop: one mistake must not end the access record unseen
        log_event(logging.ERROR, "chore failed", fault=fault_of(error))
