"""The log is lines of JSON without a word of a request."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.city.logs import JsonLines, fault_of, log_visit
from gridadmin.city.visits import Visit

EVIL = '370101199001011234\n{"level":"info","event":"forged"}\r\x1b[2K\u2028'


def line_of(record: logging.LogRecord) -> dict[str, object]:
    text = JsonLines().format(record)
    assert len(text.splitlines()) == 1
    assert text.isascii()
    read: dict[str, object] = json.loads(text)
    return read


def failing(text: str) -> BaseException:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def test_a_foreign_record_is_its_template_only() -> None:
    record = logging.LogRecord("uvicorn.error", logging.WARNING, "x", 1, "Refused %s", (EVIL,), None)
    assert line_of(record)["message"] == "Refused %s"
    record = logging.LogRecord("asyncio", logging.ERROR, "x", 1, f"Task failed\nfuture: {EVIL}", (), None)
    assert line_of(record)["message"] == "Task failed"
    record = logging.LogRecord("psycopg", logging.WARNING, "x", 1, f"error in {EVIL}", (), None)
    assert line_of(record).keys() == {"at", "level", "process", "event", "logger"}


@given(st.text())
def test_every_record_is_one_line(text: str) -> None:
    line_of(logging.LogRecord("other", logging.WARNING, "x", 1, text, (), None))


def test_an_exception_is_its_type_and_places() -> None:
    error = failing(EVIL)
    record = logging.LogRecord("asyncio", logging.ERROR, "x", 1, "Broken", (), (type(error), error, None))
    assert line_of(record)["fault"] == ["builtins.ValueError"]
    with pytest.raises(AttributeError) as own:
        log_visit(None)  # type: ignore[arg-type]
    assert fault_of(own.value)[0] == "builtins.AttributeError"
    assert fault_of(own.value)[1].startswith("city/logs.py:")


def test_a_request_is_logged_with_what_it_did(caplog: pytest.LogCaptureFixture) -> None:
    visit = Visit(UUID(int=7), datetime(2026, 11, 2, tzinfo=UTC), "POST", "push", who="town-371525101-3", status=200)
    visit.scope, visit.received = "town:371525101", 4
    visit.results["applied"] = 4
    with caplog.at_level(logging.INFO):
        log_visit(visit)
    read = line_of(caplog.records[0])
    assert (read["event"], read["address"], read["who"]) == ("request", "push", "town-371525101-3")
    assert (read["received"], read["results"]) == (4, {"applied": 4})
    assert "conflicts" not in read


def test_a_fault_of_ours_is_an_error(caplog: pytest.LogCaptureFixture) -> None:
    visit = Visit(UUID(int=7), datetime(2026, 11, 2, tzinfo=UTC), "POST", fault=("builtins.KeyError",), status=500)
    log_visit(visit)
    assert line_of(caplog.records[0])["level"] == "error"
    caplog.clear()
