"""Everything that the global search finds, in memory: made on the database thread, asked on the GUI thread."""

from __future__ import annotations

from datetime import date
from typing import Any

from gridadmin.domain.search import SearchHit, SearchIndex
from gridadmin.services.search import search_entries

FEATURES = frozenset({"office", "grids", "workers", "qualifications", "training", "discipline", "contracts"})
"""Whose changes make the index stale."""


class OfficeIndex:
    """An index with the line that each of its keys is shown as."""

    def __init__(self, index: SearchIndex | None = None, hits: dict[str, SearchHit] | None = None) -> None:
        self._index = index or SearchIndex()
        self._hits = hits or {}

    def find(self, text: str) -> list[SearchHit]:
        """Return the hits for a text; called at every keystroke."""
        return [self._hits[key] for key in self._index.find(text)]


def build_index(session: Any, as_of: date) -> OfficeIndex:
    """Read everything that can be found on a day; a service for `Background.read`."""
    entries = search_entries(session, as_of)
    hits = {entry.row.key: entry.hit for entry in entries}
    return OfficeIndex(SearchIndex(entry.row for entry in entries), hits)
