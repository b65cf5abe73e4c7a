"""The way to the city: addresses, real TLS with an authority of the test's own, a real proxy."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.exchange import Connection
from gridadmin.sync import routes
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.http import HttpCity
from gridadmin.sync.line import Patience
from gridadmin.sync.routes import base_address, open_route, proxy_for, tls_context
from gridadmin.wire.enrolment import Capabilities
from tests.sync.certificates import Authority
from tests.sync.connect_proxy import connect_proxy
from tests.sync.raw_server import CAPABILITIES, Asked, Said, ok, raw_server

NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def introduce(_asked: Asked) -> Said:
    return ok(CAPABILITIES)


def ask(connection: Connection, patience: Patience | None = None) -> Capabilities:
    found = HttpCity(connection, None, clock=lambda: NOW, patience=patience)
    try:
        return found.capabilities()
    finally:
        found.close()


@pytest.mark.parametrize(
    "address",
    [
        "https://city.example",
        "https://city.example:8443/exchange/v1/",
        "https://10.1.2.3/x",
        "https://[2001:db8::1]:443/",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "http://localhost/exchange",
        "HTTPS://City.Example",
    ],
)
def test_addresses(address: str) -> None:
    assert not base_address(Connection(address)).path.endswith("/")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "city.example",
        "ftp://city.example",
        "https://",
        "https:///push",
        "https://city.example?x=1",
        "https://city.example/#top",
        "https://user:secret@city.example",
        "https://city.example:99999",
        "https://city.example:0",
        "https://ci ty.example",
        "https://[::1",
        "https://聊城.example",
        "http://city.example",
        "http://10.1.2.3",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(InvalidError):
        base_address(Connection(address))


def test_the_citys_own_authority_is_believed(authority: Authority) -> None:
    with raw_server(introduce, authority.server("127.0.0.1", "localhost")) as server:
        for host in ("127.0.0.1", "localhost"):
            assert ask(Connection(f"https://{host}:{server.port}", ca_file=str(authority.file))) == CAPABILITIES


def test_nobody_else_is(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path, "别的机构")
    right = authority.server("127.0.0.1")
    for context, ca_file, reason in (
        (right, str(other.file), "issuer certificate"),
        (right, None, "issuer certificate"),
        (authority.server("other.example"), str(authority.file), "IP address mismatch"),
        (authority.server("127.0.0.1", days=-1), str(authority.file), "expired"),
    ):
        with raw_server(introduce, context) as server:
            with pytest.raises(NoAnswerError) as caught:
                ask(Connection(f"https://127.0.0.1:{server.port}", ca_file=ca_file))
            assert server.asked == []
        assert reason in str(caught.value)
        assert not caught.value.smaller


def test_an_old_tls_is_refused(authority: Authority) -> None:
    context = authority.server("127.0.0.1")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with raw_server(introduce, context) as server:
        with pytest.raises(NoAnswerError):
            ask(Connection(f"https://127.0.0.1:{server.port}", ca_file=str(authority.file)))
        assert server.asked == []


def test_a_server_without_tls_is_not_spoken_to(authority: Authority) -> None:
    with raw_server(introduce) as server:
        with pytest.raises(NoAnswerError):
            ask(Connection(f"https://127.0.0.1:{server.port}", ca_file=str(authority.file)), Patience(0.3, 0.3))
        assert server.asked == []


def test_mutual_tls(authority: Authority, tmp_path: Path) -> None:
    client, stranger = authority.sign("town-371525002"), Authority(tmp_path, "别的机构").sign("town-371525002")
    with raw_server(introduce, authority.server("127.0.0.1", clients=True)) as server:
        address, ca_file = f"https://127.0.0.1:{server.port}", str(authority.file)
        known = Connection(address, ca_file, certificate=str(client.certificate), certificate_key=str(client.key))
        assert ask(known) == CAPABILITIES
        unknown = Connection(address, ca_file, None, str(stranger.certificate), str(stranger.key))
        for connection in (unknown, Connection(address, ca_file)):
            with pytest.raises(NoAnswerError):
                ask(connection)
        assert len(server.asked) == 1


def test_files_that_do_not_fit_are_named(authority: Authority, tmp_path: Path) -> None:
    hidden = authority.sign("hidden.example", password=b"secret")
    first, second = authority.sign("first.example"), authority.sign("second.example")
    (tmp_path / "empty.pem").write_bytes(b"")
    for connection in (
        Connection("https://city.example", ca_file=str(tmp_path / "missing.pem")),
        Connection("https://city.example", ca_file=str(tmp_path / "empty.pem")),
        Connection("https://city.example", certificate=str(hidden.certificate), certificate_key=str(hidden.key)),
        Connection("https://city.example", certificate=str(first.certificate), certificate_key=str(second.key)),
    ):
        with pytest.raises(InvalidError, match=r"\.pem"):
            tls_context(connection)


def test_through_a_proxy(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(introduce, authority.server("localhost")) as server, connect_proxy() as proxy:
        address, ca_file = f"https://localhost:{server.port}", str(authority.file)
        assert ask(Connection(address, ca_file, proxy=proxy.address)) == CAPABILITIES
        assert proxy.asked == [f"CONNECT localhost:{server.port}"]
        monkeypatch.setenv("https_proxy", proxy.address)
        assert ask(Connection(address, ca_file, proxy="")) == CAPABILITIES
        assert len(proxy.asked) == 1


def test_the_systems_proxy_with_its_login(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        raw_server(introduce, authority.server("city.example")) as server,
        connect_proxy(login="clerk:p@ss", leads_to=server.port) as proxy,
    ):
        connection = Connection("https://city.example", str(authority.file))
        monkeypatch.setenv("https_proxy", f"http://clerk:p%40ss@127.0.0.1:{proxy.port}")
        assert ask(connection) == CAPABILITIES
        monkeypatch.setenv("https_proxy", f"http://clerk:wrong@127.0.0.1:{proxy.port}")
        with pytest.raises(NoAnswerError, match="proxy"):
            ask(connection)
        assert proxy.asked == ["CONNECT city.example:443"] * 2
        assert "proxy-authorization" not in server.asked[0].headers


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_that_refuses(authority: Authority, status: int) -> None:
    with raw_server(introduce, authority.server("localhost")) as server, connect_proxy(status) as proxy:
        connection = Connection(f"https://localhost:{server.port}", str(authority.file), proxy=proxy.address)
        with pytest.raises(NoAnswerError, match="proxy"):
            ask(connection)
        assert server.connections == 0


def test_no_proxy_there(authority: Authority) -> None:
    with connect_proxy() as proxy:
        address = proxy.address
    with pytest.raises(NoAnswerError, match="proxy"):
        ask(Connection("https://city.invalid", proxy=address))


def test_a_false_city_behind_a_proxy(authority: Authority, tmp_path: Path) -> None:
    false = Authority(tmp_path, "别的机构")
    with raw_server(introduce, false.server("localhost")) as server, connect_proxy() as proxy:
        connection = Connection(f"https://localhost:{server.port}", str(authority.file), proxy=proxy.address)
        with pytest.raises(NoAnswerError, match="prove"):
            ask(connection)
        assert server.asked == []


def test_which_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    def chosen(address: str, proxy: str | None = None) -> str | None:
        connection = Connection(address, proxy=proxy)
        return proxy_for(connection, base_address(connection))

    assert chosen("https://city.example") is None
    monkeypatch.setenv("all_proxy", "http://all:1")
    assert chosen("https://city.example") == "http://all:1"
    monkeypatch.setenv("https_proxy", "http://here:3128")
    monkeypatch.setenv("no_proxy", "inside.example")
    assert chosen("https://city.example") == "http://here:3128"
    assert chosen("https://city.example", "http://there:1") == "http://there:1"
    assert chosen("https://city.example", "") is None
    assert chosen("https://inside.example") is None
    assert chosen("https://127.0.0.1") is None
    assert chosen("http://127.0.0.1", "http://there:1") is None, "a proxy must not see what is not encrypted"


@pytest.mark.parametrize("proxy", ["there", "socks5://there:1", "http://", "http://user:secret@there:1", "http://x:y"])
def test_what_is_no_proxy(proxy: str) -> None:
    with pytest.raises(InvalidError):
        open_route(Connection("https://city.example", proxy=proxy))


def test_a_system_proxy_of_another_kind_is_named_without_its_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://user:secret@there:1")
    with pytest.raises(InvalidError, match="there") as caught:
        open_route(Connection("https://city.example"))
    assert "secret" not in str(caught.value)


def test_where_openssl_knows_no_authorities_those_of_the_distribution_are_believed(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = ssl.DefaultVerifyPaths("", "", "SSL_CERT_FILE", "/nowhere/cert.pem", "SSL_CERT_DIR", "/nowhere")
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nothing)
    monkeypatch.setattr(routes, "BUNDLES", ("/nowhere/ca.pem", str(authority.file)))
    with raw_server(introduce, authority.server("127.0.0.1")) as server:
        assert ask(Connection(f"https://127.0.0.1:{server.port}")) == CAPABILITIES
