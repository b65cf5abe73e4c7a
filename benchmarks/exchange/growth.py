"""What a push and a pull cost the city while its history grows from ten thousand rows to millions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from random import SystemRandom
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event

from benchmarks.exchange.filling import TAG, fill
from benchmarks.exchange.townships import townships
from gridadmin.city.callers import Caller
from gridadmin.city.exchange import Exchange
from gridadmin.city.points import add_scope
from gridadmin.city.storage import open_city
from gridadmin.jobs.office import utc_now
from gridadmin.models.ids import new_id
from gridadmin.wire.groups import Act, Group, NewRecord
from gridadmin.wire.history import START, Point
from gridadmin.wire.pull import PullRequest
from gridadmin.wire.push import PushRequest
from gridadmin.wire.scopes import Scope
from tests.city_servers import fresh_database

GROUPS, ROWS = 100, 50
REPEATS = 25
BIG_TABLES = ("history", "record", "outcome", "natural_key", "link")


@dataclass(frozen=True)
class Cost:
    """At one size of the history: milliseconds, the least of 25, of a push of 100 groups and of a pull of 50 rows.

    Attributes:
        scans: statements of the two that read one of the big tables without an index.
        blocks: pages of the database that the pull's largest statement touched.
    """

    history: int
    push_ms: float
    pull_ms: float
    statements: int
    scans: tuple[str, ...]
    blocks: int


def measure_growth(server: str, sizes: Sequence[int]) -> list[Cost]:
    """Fill a city with so many acts of one record each, spread over all townships, and measure in one of them."""
    engine = open_city(fresh_database(server))
    scopes = townships()
    with engine.begin() as connection:
        for scope in scopes:
            add_scope(connection, scope, scope.code)
    exchange = Exchange(engine, random=SystemRandom(), clock=utc_now)
    costs: list[Cost] = []
    each = 0
    for size in sizes:
        more = size // len(scopes) - each
        fill(engine, scopes, more, 1, each)
        each += more
        costs.append(_cost(engine, exchange, scopes.pop(), size, each))  # what it pushes is in no later filling
    engine.dispose()
    return costs


def _cost(engine: Engine, exchange: Exchange, scope: Scope, size: int, seq: int) -> Cost:
    caller = Caller(f"town-{scope.code}-1", scope, new_id())
    cursor = Point(max(0, seq - ROWS), TAG) if seq > ROWS else START
    asked = PullRequest(schema=1, replica=caller.replica, cursors={scope: cursor}, limit=2 * ROWS)

    def pull() -> None:
        exchange.pull_page(caller, asked)

    numbers = iter(range(1, 1_000))

    def push() -> None:
        groups = tuple(_group() for _ in range(GROUPS))
        replica, number = caller.replica, next(numbers)
        exchange.push(caller, PushRequest(schema=1, replica=replica, number=number, scope=scope, groups=groups))

    pull_ms = _least_ms(pull)
    with _heard(engine) as statements:
        pull()
        push()
    push_ms = _least_ms(push)
    plans = [_plan(engine, statement, values) for statement, values in statements if statement.startswith("SELECT")]
    scans = tuple(line.strip() for plan in plans for line in plan if _is_scan(line))
    return Cost(size, push_ms, pull_ms, len(statements), scans, max(map(_blocks, plans)))


def _group() -> Group:
    act = Act(id=new_id(), at=utc_now(), actor="李敏", sentence="Add worker")
    record = NewRecord(t="worker", id=new_id(), f={"name": "张三", "sex": "1", "address": "冠县崇文街道" * 8})
    return Group(mid=new_id(), schema=1, acts=(act,), ops=(record,))


def _least_ms(work: Callable[[], None]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times) * 1000  # other work of the machine only ever adds


@contextmanager
def _heard(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Give the statements that run meanwhile, with their values."""
    heard: list[tuple[str, Any]] = []

    def hear(_connection: Connection, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        heard.append((statement, values))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def _plan(engine: Engine, statement: str, values: Any) -> list[str]:
    plain = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    with psycopg.connect(plain) as connection:
        connection.execute("SET plan_cache_mode = force_custom_plan")
        return [row[0] for row in connection.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", values)]


def _is_scan(line: str) -> bool:
    return "Seq Scan" in line and any(f" on {table}" in line for table in BIG_TABLES)


def _blocks(plan: Sequence[str]) -> int:
    """Return how many pages the whole of a plan touched: its first line about them says it."""
    words = next((line for line in plan if "Buffers:" in line), "").replace("=", " ").split()
    return sum(int(number) for word, number in pairwise(words) if word in ("hit", "read"))
