"""The index behind the global search: one text in memory, found by `bytes.find`, places found by bisection.

100 000 records of 50 bytes are 5 MB; a keystroke scans them in a few milliseconds, which no SQL index does for
two-character names and two initials.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass

from gridadmin.domain.queues import Target

MOST_HITS = 50
_HIGHEST = "\U0010ffff"


@dataclass(frozen=True)
class SearchRow:
    """What one record can be found by.

    Attributes:
        key: the caller's own name of the record, unique in the index.
        initials: first letters of the pinyin, `zs` for 张三; matched as a prefix first.
        words: everything else: pinyin, phones old and new, ID number, code.
    """

    key: str
    name: str
    initials: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchHit:
    """A line of the search popup; `kind` is a msgid, so that a window in another language needs no other index."""

    kind: str
    title: str
    subtitle: str
    target: Target
    faded: bool = False


@dataclass(frozen=True)
class SearchEntry:
    """A record with what it is found by and how it is shown."""

    row: SearchRow
    hit: SearchHit


def searchable(text: str) -> str:
    """Return text as the index keeps and looks it up: lower case, no line breaks, blanks at the ends removed."""
    return " ".join(text.casefold().split())


def line_of(row: SearchRow) -> str:
    """Return the one line of text in which a query is looked for."""
    return searchable(" ".join((row.name, row.initials, *row.words)))


class SearchIndex:
    """Finds keys by a fragment of name, pinyin, phone or ID number; initials that begin with it come first."""

    def __init__(self, rows: Iterable[SearchRow] = ()) -> None:
        self.load(rows)

    def __len__(self) -> int:
        return len(self._keys)

    def load(self, rows: Iterable[SearchRow]) -> None:
        """Replace the whole index; rows are answered in the order given."""
        lines: list[bytes] = []
        self._keys: list[str] = []
        self._starts = array("q")
        self._places: dict[str, int] = {}
        initials: list[tuple[str, str]] = []
        place = 0
        for row in rows:
            line = line_of(row).encode("utf-8", "surrogatepass")
            self._places[row.key] = len(self._keys)
            self._keys.append(row.key)
            self._starts.append(place)
            lines.append(line)
            place += len(line) + 1
            if letters := searchable(row.initials):
                initials.append((letters, row.key))
        self._text = b"\n".join(lines) + (b"\n" if lines else b"")
        self._initials = sorted(initials)
        self._initials_of = {key: letters for letters, key in initials}

    def find(self, query: str, limit: int = MOST_HITS) -> list[str]:
        """Return at most `limit` keys: initials beginning with the query first, then every line that contains it."""
        wanted = searchable(query)
        if not wanted:
            return []
        found = self._by_initials(wanted, limit) if wanted.isascii() and wanted.isalpha() else []
        if len(found) < limit:
            self._by_text(wanted.encode("utf-8", "surrogatepass"), limit, found)
        return found

    def put(self, row: SearchRow) -> None:
        """Add a record, or replace it in its place; costs one copy of the text (about a millisecond for 5 MB)."""
        line = line_of(row).encode("utf-8", "surrogatepass")
        if row.key in self._places:
            self._splice(self._places[row.key], line)
        else:
            self._places[row.key] = len(self._keys)
            self._keys.append(row.key)
            self._starts.append(len(self._text))
            self._text += line + b"\n"
        self._set_initials(row.key, searchable(row.initials))

    def remove(self, key: str) -> None:
        """Forget a record; its line stays empty until the next load, so that no place moves."""
        if key in self._places:
            self._splice(self._places[key], b"")
            self._set_initials(key, "")

    def _set_initials(self, key: str, initials: str) -> None:
        before = self._initials_of.pop(key, "")
        if before:
            del self._initials[bisect_left(self._initials, (before, key))]
        if initials:
            insort(self._initials, (initials, key))
            self._initials_of[key] = initials

    def _by_initials(self, wanted: str, limit: int) -> list[str]:
        low = bisect_left(self._initials, (wanted, ""))
        high = bisect_left(self._initials, (wanted + _HIGHEST, ""), low)
        return [key for _, key in self._initials[low : min(high, low + limit)]]

    def _by_text(self, wanted: bytes, limit: int, found: list[str]) -> None:
        seen = set(found)
        text, starts, last = self._text, self._starts, len(self._starts) - 1
        place = text.find(wanted)
        while place >= 0:
            row = bisect_right(starts, place) - 1
            if self._keys[row] not in seen:
                found.append(self._keys[row])
            if len(found) >= limit or row == last:
                return
            place = text.find(wanted, starts[row + 1])

    def _splice(self, row: int, line: bytes) -> None:
        start = self._starts[row]
        end = self._starts[row + 1] if row + 1 < len(self._starts) else len(self._text)
        longer = len(line) + 1 - (end - start)
        # A shorter line is filled up with line ends, which no query contains: then no place behind it moves.
        self._text = b"".join((self._text[:start], line, b"\n" * max(1, 1 - longer), self._text[end:]))
        if longer > 0:
            self._starts[row + 1 :] = array("q", [place + longer for place in self._starts[row + 1 :]])
