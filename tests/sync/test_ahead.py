"""The page after this one is asked for while this one is kept; what is not wanted after all is forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridadmin.sync.ahead import request_after
from gridadmin.sync.http import HttpCity
from gridadmin.wire.history import Point
from gridadmin.wire.problems import ProblemError, ProblemType
from gridadmin.wire.pull import PullReply, PullRequest, ScopePage
from tests.sync.raw_server import Asked, RawServer, Said, city, ok, problem
from tests.sync.test_http import HISTORY, PULL, TOWN, reached

FIRST = PullReply(history=HISTORY, pages=(ScopePage(scope=TOWN, upto=Point(3, 7)),), done=False)
LAST = PullReply(history=HISTORY, pages=(ScopePage(scope=TOWN, upto=Point(5, 9)),), done=True, digests={})
NEXT = replace(PULL, cursors={TOWN: Point(3, 7)}, history=HISTORY)


def paged(asked: Asked) -> Said:
    """A city with two pages."""
    return ok(FIRST if PullRequest.from_bytes(asked.plain).cursors == PULL.cursors else LAST)


def pulls(server: RawServer) -> int:
    """How often a page was asked for."""
    return server.lines().count("POST /pull")


def test_the_next_page_is_on_its_way() -> None:
    with reached(city(paged)) as (found, server):
        assert found.pull(PULL) == FIRST
        assert found.pull(NEXT) == LAST
        assert pulls(server) == 2, "each was asked for once"
        assert found.pull(NEXT) == LAST
        assert pulls(server) == 3, "nothing goes on behind the last"
    assert request_after(PULL, FIRST) == NEXT


def test_another_request_is_asked_for_itself() -> None:
    with reached(city(paged)) as (found, server):
        assert found.pull(PULL) == FIRST
        assert found.pull(replace(NEXT, limit=500)) == LAST
        assert pulls(server) == 3


def test_what_went_wrong_ahead_is_said_where_the_page_is_wanted() -> None:
    def fails(asked: Asked) -> Said:
        first = PullRequest.from_bytes(asked.plain).cursors == PULL.cursors
        return ok(FIRST) if first else problem(ProblemType.RESYNC)

    with reached(city(fails)) as (found, server):
        assert found.pull(PULL) == FIRST
        with pytest.raises(ProblemError):
            found.pull(NEXT)
        assert pulls(server) == 2


def test_other_calls_wait_for_it_and_forget_it() -> None:
    with reached(city(paged)) as (found, server):
        assert found.pull(PULL) == FIRST
        assert isinstance(found, HttpCity)
        found.capabilities()
        assert server.lines()[-1] == "GET /"
        assert found.pull(NEXT) == LAST
        assert pulls(server) == 3
