"""§2 and §13: capabilities, enrolment, tokens, whose scope."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from tests.conformance.clause import clause, equal, expect
from tests.conformance.line import Answer
from tests.conformance.records import digits, group, layout, new, new_id
from tests.conformance.stage import FORM, ZERO, Office, Stage

LIMITS = {
    "push_bytes": 65536,
    "push_groups": 1,
    "pull_rows": 1,
    "known_mids": 1,
    "attachment_bytes": 65536,
    "chunk_bytes": 4096,
    "retention_days": 1,
}


@clause("2", "GET / tells who answers, without credentials")
def capabilities(stage: Stage) -> str:
    found = stage.line.ask("GET", "/").json()
    equal(found.get("service"), "gridadmin-exchange", "service")
    equal(found.get("protocol"), 1, "protocol")
    expect(1 <= found["oldest_schema"] <= found["newest_schema"], f"schemas {found}")
    for name, least in LIMITS.items():
        expect(type(found["limits"].get(name)) is int and found["limits"][name] >= least, f"limit {name}: {found}")
    expect(all(isinstance(each, str) for each in found.get("compressions", [])), f"compressions {found}")
    return f"schemas {found['oldest_schema']} to {found['newest_schema']}, {found['limits']}"


@clause("2", "Every answer carries Date")
def clock(stage: Stage) -> str:
    date = stage.line.ask("GET", "/").headers.get("date", "")
    expect(bool(date), "no Date")
    return str(parsedate_to_datetime(date))


@clause("2.1", "A code gives credentials, the scope of the township and what it reads, own scope first")
def enrolment(stage: Stage) -> str:
    told = stage.office.enrolled
    expect(len(told["client_secret"]) >= 32, "a secret of fewer than 32 characters")
    expect(bool(told["client_id"]) and isinstance(told["name"], str), "client_id or name")
    scope, reads = told["scope"], told["reads"]
    expect(scope.startswith("town:") and len(scope) == 14, f"scope {scope}")
    wanted = [scope, f"county:{scope[5:11]}", f"city:{scope[5:9]}"]
    equal(reads, wanted, "reads")
    expect(scope in told["history"]["seen"], f"no point of the own scope: {told['history']}")
    return f"{told['client_id']} of {scope}"


@clause("2.1", "A code is void after use")
def code_used(stage: Stage) -> None:
    expect(bool(stage.office))
    stage.ask_enrolment(stage.first_code).problem("code-invalid")


@clause("2.1", "A code that was not issued is refused")
def code_wrong(stage: Stage) -> None:
    stage.ask_enrolment("2345-6789-" + "".join("ABCDEFGHJK"[int(each)] for each in digits(4))).problem("code-invalid")


@clause("2.1", "A code of another shape is malformed, with the place")
def code_malformed(stage: Stage) -> None:
    equal(stage.ask_enrolment("0000-1111-IOIO").problem("malformed").get("pointer"), "/code", "pointer")


@clause("2.2", "Credentials give a bearer token of at most 24 hours")
def token(stage: Stage) -> str:
    found = stage.office.ask_token().json()
    equal(found.get("token_type"), "Bearer", "token_type")
    expect(type(found["expires_in"]) is int and 0 < found["expires_in"] <= 86400, f"expires_in {found['expires_in']}")
    expect(16 <= len(found["access_token"]) <= 4096, "length of the token")
    return f"{found['expires_in']} s"


@clause("2.2", "A wrong secret and an unknown client give the same problem, token-invalid")
def secret_wrong(stage: Stage) -> None:
    wrong = stage.office.ask_token(client_secret="x" * 32).problem("token-invalid")
    unknown = stage.office.ask_token(client_id="nobody-" + digits(6)).problem("token-invalid")
    equal(unknown["title"], wrong["title"], "title")


@clause("2.2", "A form that is not client credentials is malformed")
def grant_wrong(stage: Stage) -> None:
    stage.office.ask_token(grant_type="password").problem("malformed")
    stage.line.ask("POST", "/token", b"grant_type=client_credentials", FORM).problem("malformed")


def _requests(office: Office, headers: dict[str, str]) -> list[Answer]:
    name = "sha256:" + "0" * 64
    posts = [
        office.line.ask("POST", path, b"{}", {"Content-Type": "application/json"} | headers)
        for path in ("/push", "/pull", "/known", "/digest", "/rows")
    ]
    return [*posts, office.line.ask("GET", f"/attachments/{name}", None, headers)]


@clause("2.2", "Without a token, and with a false one, nothing is answered: token-invalid")
def token_missing(stage: Stage) -> None:
    for headers in ({}, {"Authorization": "Bearer " + "x" * 20}, {"Authorization": f"Basic {stage.office.token}"}):
        for answer in _requests(stage.office, headers):
            answer.problem("token-invalid")


@clause("2.2", "The scope of a request must be the token's own: forbidden")
def scope_foreign(stage: Stage) -> None:
    office, other = stage.office, "town:999999999"
    made = group(new("import_layout", new_id(), layout()))
    office.post_bytes("/push", office.seal(made, scope=other, number=1)).problem("forbidden")
    office.number -= 1
    office.post("/known", scope=other, mids=[]).problem("forbidden")
    office.post("/digest", scope=other).problem("forbidden")
    office.post("/rows", scope=other, t="worker", ids=[new_id()]).problem("forbidden")
    office.post("/pull", cursors={other: ZERO}).problem("forbidden")
    equal(office.known(made["mid"]), [], "what the city has of it")


@clause("2.2", "A county's and the city's scope are read, and never written by a township: forbidden")
def scope_above(stage: Stage) -> None:
    office = stage.office
    for scope in office.reads[1:]:
        made = group(new("parameter", new_id(), {}))
        office.post_bytes("/push", office.seal(made, scope=scope)).problem("forbidden")
        office.number -= 1
        office.recovery("/digest", scope=scope)


@clause("12", "A schema newer than the city's is schema-too-new, one too old schema-too-old")
def schemas(stage: Stage) -> str:
    offered = stage.capabilities
    tried = [(offered["newest_schema"] + 1, "schema-too-new")]
    if offered["oldest_schema"] > 1:
        tried.append((offered["oldest_schema"] - 1, "schema-too-old"))
    for number, problem in tried:
        stage.office.post("/pull", schema=number, cursors=dict.fromkeys(stage.office.reads, ZERO)).problem(problem)
        stage.office.post("/known", schema=number, scope=stage.office.scope, mids=[]).problem(problem)
        stage.ask_enrolment("2345-6789-ABCD", schema=number).problem(problem)
    return ", ".join(f"{number}: {problem}" for number, problem in tried)
