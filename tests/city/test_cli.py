"""`gridadmin-city`: the verbs that make a city and let offices in and out, and the server process itself."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine, delete, select, text, update

from gridadmin.city.cli import main
from gridadmin.city.settings import Settings, read_settings
from gridadmin.city.tables import counter, record
from gridadmin.domain.errors import InvalidError
from gridadmin.models.ids import new_id
from gridadmin.wire.enrolment import CODE, EnrolReply, EnrolRequest
from gridadmin.wire.package_keys import PackageKeys, read_key_file, spoken, write_key_file
from gridadmin.wire.scopes import Scope, ScopeKind
from tests.city.requests_of_offices import group_of, pull_of, push, worker
from tests.city_servers import OTHER_TOWN, TOWN, city_process, city_server, empty_database, free_port, fresh_database
from tests.sync.certificates import Authority

Run = Callable[..., object]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a verb with --json and return its document, or what it said and its exit code where it failed."""

    def run(*words: str, code: int = 0) -> object:
        assert main([*words, "--json", "--language", "en"]) == code
        said = capsys.readouterr()
        return json.loads(said.out) if code == 0 else said.err

    return run


def test_a_city_is_made_once_and_stays_what_it_is(postgres_url: str, run: Run) -> None:
    database = ("--database", empty_database(postgres_url))
    assert "Make them with gridadmin-city init" in str(run("issue-code", TOWN, *database, code=1))
    made = run("init", "--city", "3715", *database)
    assert run("init", "--city", "3715", *database) == made
    assert "is that of city 3715" in str(run("init", "--city", "3701", *database, code=2))
    assert "is no city" in str(run("init", "--city", "371525", *database, code=2))


def test_nothing_is_given_to_offices_of_another_city(postgres_url: str, run: Run, tmp_path: Path) -> None:
    """A slip in the code: an office that exchanges with a city that is not its own would be found out too late."""
    database, file = ("--database", fresh_database(postgres_url)), tmp_path / "社区.csv"
    file.write_text("社区编码,社区名称,城乡\n370102001201,某村,农村\n", encoding="utf-8")
    keys, theirs = tmp_path / "某街道.gakey", Scope(ScopeKind.TOWN, "370102001")
    keys.write_bytes(write_key_file(PackageKeys.make(Random(1).randbytes).public, theirs, "某街道", new_id()))
    for words in (
        ("issue-code", "370102001", "--name", "某街道"),
        ("package", "accept", str(keys)),
        ("publish", "communities", str(file), "--as", "370102"),
        ("status", "--within", "370102"),
        ("audit", "--scope", "370102001"),
        ("package", "export", "370102001", "--out", str(tmp_path)),
    ):
        assert "does not belong to city 3715" in str(run(*words, *database, code=2)), words
    assert run("issue-code", "3715", "--name", "聊城市", *database)
    assert run("status", "--within", "371525", *database) == []


def test_tables_of_an_older_program_want_to_be_upgraded_first(postgres_url: str, run: Run) -> None:
    """As for the timer of the night, which goes on while somebody puts a newer program there."""
    database = ("--database", fresh_database(postgres_url))
    url = database[1].replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url)
    with engine.begin() as connection:
        for name in ("wanted", "expired"):
            connection.execute(text(f"ALTER TABLE package DROP COLUMN {name}"))
        connection.execute(text("ALTER TABLE partner DROP COLUMN city_key"))
        connection.execute(text("UPDATE setting SET value = '2' WHERE name = 'version'"))
    engine.dispose()
    assert "is that of city 3715" in str(run("init", "--city", "3701", *database, code=2))
    assert "gridadmin-city init" in str(run("nightly", *database, code=1))
    run("init", "--city", "3715", *database)
    run("nightly", *database)


def test_an_office_is_let_in_and_out_and_all_of_it_is_recorded(postgres_url: str, run: Run) -> None:
    database = ("--database", fresh_database(postgres_url))
    issued = run("issue-code", TOWN, *database)
    assert isinstance(issued, dict)
    assert (issued["scope"], issued["name"]) == (f"town:{TOWN}", "冠县贾镇")
    assert re.fullmatch(CODE, issued["code"])
    assert "Give one with --name" in str(run("issue-code", "371599001", *database, code=2))
    assert "is no division code" in str(run("issue-code", "37152", *database, code=2))
    with city_server(postgres_url, database=database[1]) as city:
        office = city.enrol(TOWN)
        push(office, group_of(worker()), group_of(worker()))
        office.post("pull", pull_of(office).to_bytes())
        assert city.ask("POST", "/push", b"{}", {"Content-Type": "application/json"}).status == 401
        run("revoke", office.credentials.client_id, *database)
        assert office.post("pull", pull_of(office).to_bytes()).problem == "revoked"
        city.front.desk.access.write()
    assert "There are no credentials" in str(run("revoke", "town-371525101-77", *database, code=2))
    voided = {"voided": issued["code"][:4], "scope": f"town:{TOWN}", "already": False}
    assert run("void-code", issued["code"][:4], *database) == voided
    assert run("void-code", issued["code"], *database) == voided | {"already": True}
    assert "There is no code 1111" in str(run("void-code", "1111", *database, code=2))
    rows = run("audit", "--scope", TOWN, *database)
    assert isinstance(rows, list)
    told = [(row["address"], row["status"], row["received"], row["given"]) for row in rows]
    assert told == [("pull", 200, 0, 2), ("push", 200, 2, 0), ("enrol", 200, 0, 0)]
    assert {row["who"] for row in rows} == {office.credentials.client_id}
    assert run("audit", "--scope", OTHER_TOWN, *database) == []
    acts = run("audit", "--acts", *database)
    assert isinstance(acts, list)
    assert [row["what"] for row in acts] == ["code_voided", "revoked", "enrolled", "code_issued", "code_issued"]
    assert acts[0]["who"].startswith("staff:")


def test_the_city_makes_new_keys_for_packages_and_ends_the_former(postgres_url: str, run: Run, tmp_path: Path) -> None:
    database, file = ("--database", fresh_database(postgres_url)), tmp_path / "聊城市.gakey"
    office = tmp_path / "贾镇.gakey"
    town = Scope(ScopeKind.TOWN, TOWN)
    office.write_bytes(write_key_file(PackageKeys.make(Random(1).randbytes).public, town, "贾镇", new_id()))
    out = ("package", "keys", "--out", str(file), *database)
    first = run(*out)
    assert isinstance(first, dict)
    run("package", "accept", str(office), *database)
    assert run(*out) == first == {"file": str(file), "fingerprint": first["fingerprint"], "behind": []}
    renewed = run(*out, "--new")
    assert isinstance(renewed, dict)
    assert renewed["fingerprint"] != first["fingerprint"]
    assert renewed["behind"] == [f"town:{TOWN}"]
    assert read_key_file(file.read_bytes())[1].fingerprint == renewed["fingerprint"]
    assert run(*out) == renewed, "written once more, and not made once more"
    ended = {"ended": first["fingerprint"], "behind": [f"town:{TOWN}"]}
    assert run("package", "end-keys", spoken(first["fingerprint"]), *database) == ended
    for fingerprint in (first["fingerprint"], renewed["fingerprint"]):
        assert "no former keys" in str(run("package", "end-keys", fingerprint, *database, code=2))
    acts = run("audit", "--acts", *database)
    assert isinstance(acts, list)
    assert [(row["what"], row["detail"]) for row in acts if row["scope"] == "city:3715"] == [
        ("city keys ended", first["fingerprint"]),
        ("city keys renewed", renewed["fingerprint"]),
    ]


def test_people_read_a_table(postgres_url: str, capsys: pytest.CaptureFixture[str], chinese: None) -> None:
    database = ["--database", fresh_database(postgres_url)]
    assert main(["issue-code", TOWN, *database]) == 0
    assert "冠县贾镇" in capsys.readouterr().out
    assert main(["audit", "--acts", *database]) == 0
    heading, line = capsys.readouterr().out.splitlines()
    assert heading.split()[0] == "时间"
    assert "code_issued" in line


def test_every_night_is_checked_and_forgotten_what_is_whole(
    postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is older than the retention goes; where something is wrong, nothing does, and the exit code says so."""
    database = fresh_database(postgres_url)
    long_ago = datetime.now(UTC) - timedelta(days=500)
    with city_server(postgres_url, database=database, clock=lambda: long_ago) as city:
        offices = [city.enrol(code) for code in (TOWN, OTHER_TOWN)]
        for office in offices:
            push(office, group_of(worker()), group_of(worker()))
        engine = city.exchange.engine
        with engine.begin() as connection:
            connection.execute(update(record).where(record.c.scope == f"town:{OTHER_TOWN}").values(hash=1))

        def night() -> dict[str, dict[str, Any]]:
            assert main(["nightly", "--database", database, "--json", "--language", "en"]) == 1
            document = json.loads(capsys.readouterr().out)
            assert document["ok"] is False
            return {scope["scope"]: scope for scope in document["scopes"]}

        for _ in range(2):  # the next night finds nothing wrong in what was left
            found = night()
            good, bad = found[f"town:{TOWN}"], found[f"town:{OTHER_TOWN}"]
            assert (good["records"], good["problems"], good["kept_all"]) == (2, [], False)
            assert (bad["records"], len(bad["problems"]), bad["kept_all"]) == (2, 3, True)
        with engine.connect() as connection:
            forgotten = {row.scope: row.forgotten for row in connection.execute(select(counter))}
        assert forgotten[f"town:{TOWN}"] > 0
        assert forgotten[f"town:{OTHER_TOWN}"] == 0
        assert main(["nightly", "--database", database, "--language", "en"]) == 1
        assert f"town:{OTHER_TOWN}: not whole" in capsys.readouterr().out
        with engine.begin() as connection:
            connection.execute(delete(counter).where(counter.c.scope == f"town:{OTHER_TOWN}"))
        assert main(["nightly", "--database", database, "--language", "en"]) == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["audit"], "Name the city's database"),
        (["serve", "--database", "x", "--tls-cert", "a.pem"], "TLS needs both"),
        (["serve", "--database", "x", "--host", "0.0.0.0"], "this machine only"),
        (["serve", "--database", "x", "--settings", "nowhere.toml"], "cannot be read"),
        (["serve", "--database", "postgresql://x/y", "--port", "99999"], "from 1 to 65535"),
        (["serve", "--database", "postgresql://x/y", "--workers", "0"], "from 1 to"),
        (["serve", "--database", "x"], "no address of a database"),
        (["audit", "--database", "postgresql://host:port/name"], "no address of a database"),
        (["audit", "--database", "postgresqll://host/name"], "no address of a database"),
        (["audit", "--database", "postgresql+psycopg2://host/name"], "no address of a database"),
        (["audit", "--database", "x", "--days", "999999999"], "from 1 to 36500"),
        (["audit", "--database", "x", "--most", "-1"], "from 1 to"),
        (["status", "--database", "x", "--stale-days", "ten"], "from 1 to 36500"),
        (["init", "--city", "3715", "--database", "x", "--partitions", "-1"], "from 0 to"),
        (["fly"], "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    words: list[str], expected: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRIDADMIN_CITY_DATABASE", raising=False)
    assert main([*words, "--language", "en"]) == 2
    said = capsys.readouterr().err
    assert expected in said
    assert said.startswith("gridadmin-city: ")


def test_files_for_tls_that_do_not_fit_are_named_before_anything_is_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is taken for a bug, and nobody is asked for the password of a key at a terminal that no one looks at."""
    monkeypatch.setattr("gridadmin.city.cli_serving._serve", lambda *_: 0)
    authority = Authority(tmp_path)
    own, other = authority.sign("127.0.0.1"), authority.sign("localhost")
    locked, junk = authority.sign("city.example", password=b"secret"), tmp_path / "junk.pem"
    junk.write_text("x")
    certificate, key = own.certificate, own.key

    def serve(*words: object) -> tuple[int, str]:
        code = main(["serve", "--database", "postgresql://x/y", "--language", "en", *map(str, words)])
        return code, capsys.readouterr().err

    assert serve("--tls-cert", certificate, "--tls-key", key, "--client-ca", authority.file) == (0, "")
    for pair in ((tmp_path / "none.pem", key), (junk, key), (certificate, other.key), (certificate, tmp_path)):
        code, said = serve("--tls-cert", pair[0], "--tls-key", pair[1])
        assert (code, len(said.splitlines())) == (2, 1), said
        assert str(pair[0]) in said
        assert str(pair[1]) in said
    code, said = serve("--tls-cert", locked.certificate, "--tls-key", locked.key)
    assert (code, str(locked.key) in said) == (2, True)
    for wrong in (junk, tmp_path / "none.pem"):
        code, said = serve("--tls-cert", certificate, "--tls-key", key, "--client-ca", wrong)
        assert (code, str(wrong) in said) == (2, True)
    code, said = serve("--client-ca", authority.file)
    assert (code, "--client-ca" in said) == (2, True), "mutual TLS that is not there must not be believed in"


def test_a_file_that_cannot_be_written_is_said_in_a_line(postgres_url: str, run: Run, tmp_path: Path) -> None:
    file, database = str(tmp_path / "nowhere" / "city.gakey"), ("--database", fresh_database(postgres_url))
    said = str(run("package", "keys", "--out", file, *database, code=1))
    assert f"{file}: No such file or directory" in said
    assert "bug" not in said


def test_a_database_that_is_away_is_said_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    assert main(["audit", "--database", url, "--language", "en"]) == 1
    said = capsys.readouterr().err
    assert "The database could not do it" in said
    assert len(said.splitlines()) == 1


def test_settings_are_read_strictly(tmp_path: Path) -> None:
    file = tmp_path / "city.toml"
    file.write_text('threads = 4\nbody_idle = 5\nproxies = ["10.0.0.1"]\nmetrics_token = "x"\n')
    read = read_settings(file)
    assert (read.threads, read.body_idle, read.proxies, read.metrics_token) == (4, 5.0, ("10.0.0.1",), "x")
    assert Settings.from_text(read.to_text()) == read
    for wrong in ("thread = 4", "threads = 0", "threads = true", 'threads = "4"', "proxies = 4", "prefix = 4", "x ="):
        file.write_text(wrong)
        with pytest.raises(InvalidError):
            read_settings(file)


@pytest.mark.parametrize(
    "wrong",
    [
        "threads = inf", "threads = 1.5", "under_way = 0.5", "body_idle = inf", "access_days = 10000000",
        'prefix = "exchange"', 'prefix = "/exchange/v1/"', 'prefix = "/{name}"', 'proxies = ["10.0.0.300"]',
        'proxies = ["*"]', 'proxies = ["proxy.internal"]', 'metrics_token = ""', 'metrics_folder = "/nowhere/at/all"',
        'app_keys = "/nowhere/keys.json"', "client_under_way = 8",
    ],
)  # fmt: skip
def test_a_setting_with_which_the_server_would_not_work_is_named(wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "city.toml"
    file.write_text(wrong)
    with pytest.raises(InvalidError, match=wrong.partition(" ")[0]):
        read_settings(file)


def test_the_settings_of_a_server_may_be_whole_networks_and_empty_prefixes(tmp_path: Path) -> None:
    file = tmp_path / "city.toml"
    file.write_text('proxies = ["10.0.0.0/8", "fd00::1"]\nprefix = ""\nunder_way = 1000000000.0\n')
    read = read_settings(file)
    assert (read.proxies, read.prefix, read.under_way) == (("10.0.0.0/8", "fd00::1"), "", 10**9)


@pytest.mark.slow
def test_several_processes_serve_one_address(postgres_url: str, tmp_path: Path) -> None:
    """Any of them answers, the figures are those of all, and a new start loses nothing."""
    with city_process(postgres_url, tmp_path, "--workers", "2") as city:
        office = city.enrol()
        for _ in range(20):
            assert push(office, group_of(worker()))[0].seq is not None
        lines = [json.loads(line) for line in city.log.read_text(encoding="utf-8").splitlines()]
        assert len({line["process"] for line in lines if line.get("address") == "push"}) == 2
        counted = 'requests_total{address="push",method="POST",status="200"} 20.0'
        wait_for(lambda: counted in city.ask("GET", "//metrics").body.decode())
        city.stop()
        city.start()
        assert push(office, group_of(worker()))[0].seq is not None


def wait_for(state: Callable[[], bool]) -> None:
    """Wait for what processes tell each other within a second or so."""
    deadline = time.monotonic() + 120
    while not state():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_one_command_tries_everything_out(tmp_path: Path) -> None:
    """A database, an address and a code with which an office enrols; the next start has them all."""
    folder, port = tmp_path / "city", free_port()
    command = [
        sys.executable,
        "-m",
        "gridadmin.city",
        "serve",
        "--embedded",
        str(folder),
        "--port",
        str(port),
        "--json",
    ]

    @contextmanager
    def serve() -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            try:
                yield process
            finally:
                process.kill()

    def document(process: subprocess.Popen[str]) -> dict[str, str]:
        assert process.stdout is not None
        lines = takewhile(lambda line: line != "}\n", process.stdout)  # which ends where the server does
        read: dict[str, str] = json.loads("".join(lines) + "}")
        return read

    with serve() as first:
        told = document(first)
        assert told.keys() == {"address", "office", "code"}
        request = EnrolRequest(code=told["code"], replica=new_id(), schema=1, program="test")
        wait_for(lambda: answers(told["address"]))
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            path = urlsplit(told["address"]).path
            connection.request("POST", f"{path}/enrol", request.to_bytes(), {"Content-Type": "application/json"})
            assert EnrolReply.from_bytes(connection.getresponse().read()).client_id.startswith("town-371502")
        first.send_signal(signal.SIGTERM)
        assert first.wait(300) == 0
    assert not (folder / "postmaster.pid").exists()
    with serve() as second:
        told = document(second)
        assert told.keys() == {"address"}
        wait_for(lambda: answers(told["address"]))  # until then SIGINT may be ignored, as a shell's background job does
        second.send_signal(signal.SIGINT)
        assert second.wait(300) in (0, 130)


def answers(address: str) -> bool:
    parts = urlsplit(address)
    try:
        with closing(HTTPConnection("127.0.0.1", parts.port or 0, timeout=5)) as connection:
            connection.request("GET", parts.path)
            return connection.getresponse().status == 200
    except OSError:
        return False
