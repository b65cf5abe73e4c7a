"""The city's log: one JSON object per line on stderr, without personal data and without a word of any request.

What others log is reduced: of those that we know to the first line of its template, since values that were put into it
could be anything; of all others to their name. An exception is its type and its places, never its text, since that
quotes what did not fit.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType

from gridadmin.city.visits import Visit

LOGGER = logging.getLogger("gridadmin.city")
_PACKAGE = Path(__file__).resolve().parent.parent
_FACTS = "facts"
_SPEAK_PLAINLY = ("uvicorn", "asyncio")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; a control character or a line end in it stays an escape."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": record.process,
        }
        if record.name == LOGGER.name:
            line |= {"event": record.msg} | getattr(record, _FACTS, {})
        else:
            line |= {"event": "library", "logger": record.name}
            if record.name.partition(".")[0] in _SPEAK_PLAINLY:
                line["message"] = str(record.msg).partition("\n")[0][:200]
        if record.exc_info and record.exc_info[0]:
            line["fault"] = fault_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=str)


def use_json_lines(level: int = logging.INFO) -> None:
    """Send every record of this process to stderr as a line of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def log_event(level: int, event: str, **facts: object) -> None:
    """Log an event of our own, with facts that are no personal data."""
    LOGGER.log(level, event, extra={_FACTS: facts})


def log_visit(visit: Visit) -> None:
    """Log a request that was answered: a fault of ours as an error, everything else as information."""
    facts: dict[str, object] = {
        "id": str(visit.id),
        "method": visit.method,
        "address": visit.address,
        "status": visit.status,
        "ms": round(visit.seconds * 1000, 1),
        "in": visit.bytes_in,
        "out": visit.bytes_out,
    }
    counted = {"results": visit.results, "conflicts": visit.conflicts, "refusals": visit.refusals}
    told: dict[str, object] = {
        "who": visit.who,
        "scope": visit.scope,
        "below": [str(scope) for scope in visit.below],
        "problem": visit.problem,
        "fault": list(visit.fault),
    }
    told |= {"received": visit.received, "given": visit.given, **{name: dict(each) for name, each in counted.items()}}
    facts |= {name: value for name, value in told.items() if value}
    log_event(logging.ERROR if visit.fault else logging.INFO, "request", **facts)


def fault_of(error: BaseException | None) -> tuple[str, ...]:
    """Return the type of an exception and the places that it passed, newest last."""
    if error is None:
        return ()
    kind = type(error)
    return (f"{kind.__module__}.{kind.__qualname__}", *_places(error.__traceback__))


def _places(traceback: TracebackType | None) -> tuple[str, ...]:
    found = []
    for frame, line in walk_tb(traceback):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_PACKAGE):
            found.append(f"{path.relative_to(_PACKAGE).as_posix()}:{line} {frame.f_code.co_name}")
    return tuple(found[-12:])
