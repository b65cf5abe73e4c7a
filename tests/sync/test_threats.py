"""The client's lines of the table of threats (docs/exchange.md, section 17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridadmin.domain.exchange import Connection
from gridadmin.jobs.office import OpenOffice
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.http import HttpCity
from gridadmin.sync.issues import list_pending
from gridadmin.wire.push import PushReply
from tests.faults import PORTAL_PAGE
from tests.sync.attempts import at_rest, fields_at, only_issue, settle
from tests.sync.certificates import Authority
from tests.sync.raw_server import CAPABILITIES, Asked, Said, city, http, ok, raw_server
from tests.sync.real_city import RealCity
from tests.sync.test_http import CREDENTIALS, PULL, PULLED, PUSHED, SEALED
from tests.sync.test_orphans import emptied

NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
CALLS: tuple[Callable[[HttpCity], object], ...] = (
    lambda found: found.push(SEALED),
    lambda found: found.pull(PULL),
    lambda found: found.attachment_offset("sha256:" + "0" * 64),
    lambda found: found.send_attachment("sha256:" + "0" * 64, 0, b"x" * 2000, 2000),
    lambda found: found.fetch_attachment("sha256:" + "0" * 64, 0),
)


@pytest.mark.parametrize("call", CALLS)
def test_captive_portal(call: Callable[[HttpCity], object]) -> None:
    """A portal's page is no answer, whether it was there from the start or the network became another one."""
    page = Said(http(200, PORTAL_PAGE.encode()))
    turned: list[bool] = [True]

    def portal(asked: Asked) -> Said:
        return page if turned[0] else city(lambda _asked: ok(PUSHED))(asked)

    with raw_server(portal) as server:
        found = HttpCity(Connection(server.address), CREDENTIALS, clock=lambda: NOW)
        with pytest.raises(NoAnswerError):
            call(found)
        assert server.lines() == ["GET /"]
        assert "authorization" not in server.asked[0].headers
        assert server.asked[0].body == b""
        turned[0] = False
        assert found.push(SEALED) == PUSHED
        turned[0] = True
        for _turn in range(2):
            with pytest.raises(NoAnswerError):
                call(found)
        assert server.lines()[-1] == "GET /", "after the first page nothing but the question who is there"
        found.close()


def test_captive_portal_that_imitates_json() -> None:
    for body in (b"{}", b'{"code":200,"msg":"login"}', PULLED.to_bytes()):
        with raw_server(lambda _asked, body=body: Said(http(200, body, "application/json"))) as server:  # type: ignore[misc]
            found = HttpCity(Connection(server.address), CREDENTIALS, clock=lambda: NOW)
            with pytest.raises(NoAnswerError):
                found.push(SEALED)
            assert server.lines() == ["GET /"]
            found.close()


def test_false_city(tmp_path: Path) -> None:
    """Who cannot prove to be the city gets nothing: not a code, not a secret, not a token, not a byte of a push."""
    ours, theirs = Authority(tmp_path), Authority(tmp_path, "别的机构")
    for context in (
        theirs.server("127.0.0.1"),
        ours.server("false.example"),
        ours.server("127.0.0.1", days=-1),
    ):
        with raw_server(city(lambda _asked: ok(PUSHED)), context) as server:
            connection = Connection(f"https://127.0.0.1:{server.port}", ca_file=str(ours.file))
            found = HttpCity(connection, CREDENTIALS, clock=lambda: NOW)
            for call in CALLS:
                with pytest.raises(NoAnswerError, match="prove"):
                    call(found)
            assert server.asked == []
            found.close()
    with raw_server(city(lambda _asked: ok(PUSHED)), ours.server("127.0.0.1")) as server:
        connection = Connection(f"https://127.0.0.1:{server.port}", ca_file=str(ours.file))
        found = HttpCity(connection, CREDENTIALS, clock=lambda: NOW)
        assert isinstance(found.push(SEALED), PushReply)
        assert found.capabilities() == CAPABILITIES
        found.close()


def test_mass_deletion(office: OpenOffice, city: RealCity) -> None:
    workers = emptied(office, city)
    question = only_issue(office)
    assert question.kind == "mass_deletion"
    assert "22" in str(question.reason)
    assert fields_at(city.exchange, workers[0]) is not None
    settle(office, "confirm")
    at_rest(office, city)
    assert fields_at(city.exchange, workers[0]) is None
    assert office.read(list_pending) == []
