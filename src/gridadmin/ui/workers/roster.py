"""The list of grid workers as a paged table: what the page filters by, and where its rows come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gridadmin.domain.workers import WorkerRow
from gridadmin.domain.workers_list import WorkerFilter, WorkerOrder
from gridadmin.services.workers import worker_rows
from gridadmin.services.workers_search import first_workers, id_of, worker_keys
from gridadmin.ui.paged_table import FirstPage, ServiceSource, TableQuery
from gridadmin.ui.pages import Desk


def filter_of(query: TableQuery) -> WorkerFilter:
    """Return the filter that the page has put into a query."""
    assert isinstance(query.filter, WorkerFilter)
    return query.filter


def order_of(query: TableQuery) -> WorkerOrder:
    """Return the order that the clerk has chosen in the header."""
    return WorkerOrder(query.sort, query.descending)


def roster_source(desk: Desk) -> ServiceSource[WorkerRow]:
    """Return the source of the list; rows are read as of the day that the desk looks at."""
    return ServiceSource(desk.background, _first_page, _ids, _rows_on(desk))


def _first_page(session: Any, query: TableQuery) -> FirstPage[WorkerRow]:
    rows, total = first_workers(session, filter_of(query), order_of(query))
    return FirstPage(rows, total)


def _ids(session: Any, query: TableQuery) -> Sequence[Any]:
    return worker_keys(session, filter_of(query), order_of(query))


def _rows_on(desk: Desk) -> Callable[..., Sequence[WorkerRow]]:
    def rows(session: Any, keys: Sequence[Any]) -> Sequence[WorkerRow]:
        return worker_rows(session, [id_of(key) for key in keys], desk.as_of)

    return rows
