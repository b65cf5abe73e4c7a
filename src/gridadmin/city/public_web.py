"""The public addresses: `/b/{code}` behind the code on a board, for anybody, without credentials.

However many people scan boards, offices go on: only so many pages are made and waited for at once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from anyio import CapacityLimiter, to_thread
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from gridadmin.city.answers import unavailable
from gridadmin.city.days import day_of
from gridadmin.city.pacing import UnderWay
from gridadmin.city.public_boards import BoardFound, find_board
from gridadmin.city.public_page import CONTENT_POLICY, board_page, missing_page
from gridadmin.city.settings import PUBLIC_THREADS
from gridadmin.city.transactions import snapshot

LONGEST_CODE = 40
MOST_UNDER_WAY = 40
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=300",
}


def public_routes(engine: Engine, clock: Callable[[], datetime], prefix: str = "") -> list[BaseRoute]:
    """Return the routes of the public pages, for `make_app`."""

    threads, under_way = CapacityLimiter(PUBLIC_THREADS), UnderWay(MOST_UNDER_WAY)

    async def board(request: Request) -> Response:
        code = request.path_params["code"][:LONGEST_CODE]
        asked = _number(request.query_params.get("n", ""))
        with under_way.enter() as room:
            if not room:
                raise unavailable(2.0)
            found = await to_thread.run_sync(_find, engine, code, asked, clock, limiter=threads)
        if found is None:
            return HTMLResponse(missing_page(code), 404, _HEADERS)
        page = board_page(found.board, found.outdated_since, asked, other_phones=found.other_phones)
        return HTMLResponse(page, 200, _HEADERS)

    return [Route(f"{prefix}/b/{{code}}", board, methods=["GET", "HEAD"])]


def _find(engine: Engine, code: str, asked: int | None, clock: Callable[[], datetime]) -> BoardFound | None:
    today = day_of(clock())
    return snapshot(engine, lambda connection: find_board(connection, code, asked, today))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
