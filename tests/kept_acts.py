"""Acts that many tests begin with: done once in a process, then copied into the office of each test.

Filling an office takes longer than most of what is tried in it. The first time the act is really done and the file is
kept; wherever the same act is asked for at the same end of the same journal, the file is laid there instead.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy.orm import Session

from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.journal import journal_head
from gridadmin.models.storage import OfficeFolder
from tests.real_offices import SteppingClock

Params = ParamSpec("Params")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class _Kept:
    """What an act left behind: the file, what the service returned, what changed, how far the clock went."""

    file: Path
    result: Any
    features: list[frozenset[str]]
    clock: timedelta


_Key = tuple[str, datetime, Callable[..., Any], str]
_kept: dict[_Key, _Kept] = {}


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="gridadmin-kept-acts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def act_once(
    office: OpenOffice,
    sentence: Message,
    fn: Callable[Concatenate[Session, Params], ResultT],
    *args: Params.args,
    **kwargs: Params.kwargs,
) -> ResultT:
    """Run a service as one act, as `office.act` does, or lay the file there that the same act left before.

    The hash at the end of a journal stands for all that was done before it, so equal ends mean equal offices. An
    office on a server, one with a clock of the test's own and one that somebody is using really act.
    """
    clock, database = office.clock, OfficeFolder(Path(office.location)).database
    if office.engine.dialect.name != "sqlite" or not isinstance(clock, SteppingClock):
        return office.act(sentence, fn, *args, **kwargs)
    key = (office.with_connection(journal_head)[1], clock.now, fn, repr((sentence, args, kwargs)))
    if not _is_at_rest(office, database):
        return office.act(sentence, fn, *args, **kwargs)
    kept = _kept.get(key)
    if kept is None:
        return _really(office, clock, key, lambda: office.act(sentence, fn, *args, **kwargs))
    shutil.copyfile(kept.file, database)
    clock.now += kept.clock
    for words in kept.features:
        office.on_changed(words)
    return cast(ResultT, deepcopy(kept.result))


def _really(office: OpenOffice, clock: SteppingClock, key: _Key, act: Callable[[], ResultT]) -> ResultT:
    """Act, and keep what comes of it; not where a window that listens has begun to read by then."""
    features: list[frozenset[str]] = []
    told, begun = office.on_changed, clock.now

    def listen(words: frozenset[str]) -> None:
        features.append(words)
        told(words)

    office.on_changed = listen
    try:
        result = act()
    finally:
        office.on_changed = told
    database = OfficeFolder(Path(office.location)).database
    if _is_at_rest(office, database):
        file = _folder() / f"{len(_kept)}.db"
        shutil.copyfile(database, file)
        _kept[key] = _Kept(file, deepcopy(result), features, clock.now - begun)
    return result


def _is_at_rest(office: OpenOffice, database: Path) -> bool:
    """Let go of the database; whether nobody else holds it, so that all of it is in its one file now."""
    office.engine.dispose()
    return not database.with_name(f"{database.name}-wal").exists()  # who leaves last takes it away
