"""What clauses are tried on: the server's address, enrolled offices, and the vendor's help where there is some."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from tests.conformance.city_staff import Staff
from tests.conformance.clause import NotShownError, equal, expect
from tests.conformance.line import Answer, Doc, Line, spell
from tests.conformance.records import new_id

Point = list[int]
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ZERO: Point = [0, 0]


class Office:
    """One replica with its credentials. `history` is the newest point it saw."""

    def __init__(self, line: Line, enrolled: Doc, replica: str) -> None:
        self.line, self.enrolled, self.replica = line, enrolled, replica
        self.scope: str = enrolled["scope"]
        self.reads: list[str] = enrolled["reads"]
        self.history: Doc = enrolled["history"]
        self.number = 0

    @property
    def town(self) -> str:
        """The division code of the township."""
        return self.scope.partition(":")[2]

    def ask_token(self, **changed: str) -> Answer:
        """Ask for a token."""
        form = {name: self.enrolled[name] for name in ("client_id", "client_secret")}
        body = urlencode({"grant_type": "client_credentials"} | form | changed)
        return self.line.ask("POST", "/token", body.encode(), FORM)

    @cached_property
    def token(self) -> str:
        """An access token."""
        return str(self.ask_token().json()["access_token"])

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Send a request with the token."""
        return self.line.ask(method, path, body, {"Authorization": f"Bearer {self.token}"} | (headers or {}))

    def post(self, path: str, **body: Any) -> Answer:
        """Post JSON with the names that every request has; a part that is None is left out."""
        whole = {"schema": 1, "replica": self.replica} | body
        return self.post_bytes(path, spell({name: value for name, value in whole.items() if value is not None}))

    def post_bytes(self, path: str, body: bytes, **headers: str) -> Answer:
        """Post bytes as they are."""
        return self.ask("POST", path, body, JSON | headers)

    def seal(self, *groups: Doc, **changed: Any) -> bytes:
        """Return the bytes of the next push."""
        self.number += 1
        whole = {"schema": 1, "replica": self.replica, "number": self.number, "scope": self.scope}
        return spell(whole | {"history": self.history, "groups": list(groups)} | changed)

    def push(self, *groups: Doc) -> list[Doc]:
        """Push, and return the outcomes in the order of the groups."""
        return self.outcomes(self.send(self.seal(*groups)), groups)

    def send(self, sealed: bytes) -> Doc:
        """Send a sealed push and return the reply."""
        return self._seen(self.post_bytes("/push", sealed).json())

    def outcomes(self, reply: Doc, groups: Iterable[Doc]) -> list[Doc]:
        """Return the outcomes in the order of the groups."""
        mids = [each["mid"] for each in groups]
        equal(sorted(reply["outcomes"]), sorted(set(mids)), "mids with an outcome")
        return [reply["outcomes"][mid] for mid in mids]

    def apply(self, *groups: Doc) -> list[Doc]:
        """Push what must be applied."""
        outcomes = self.push(*groups)
        expect(all(each["result"] == "applied" for each in outcomes), f"applied was due, {outcomes} came")
        return outcomes

    def pull(self, cursors: dict[str, Point] | None = None, **more: Any) -> Doc:
        """Pull one page; from the newest point where no cursors are given."""
        body = {"history": self.history, "acts": False, "limit": 1000} | more
        where = cursors or {scope: self.history["seen"].get(scope, ZERO) for scope in self.reads}
        return self._seen(self.post("/pull", cursors=where, **body).json())

    def pull_all(self, cursors: dict[str, Point] | None = None, **more: Any) -> list[Doc]:
        """Pull page after page until `done`, from zero where no cursors are given."""
        at = cursors or dict.fromkeys(self.reads, ZERO)
        replies: list[Doc] = []
        while not replies or not replies[-1]["done"]:
            expect(len(replies) < 10_000, "no end of pages")
            replies.append(self.pull(at, **more))
            moved = at | {page["scope"]: page["upto"] for page in replies[-1]["pages"]}
            expect(moved != at or replies[-1]["done"], f"a page that leads nowhere: {json.dumps(replies[-1])[:300]}")
            at = moved
        return replies

    def recovery(self, path: str, **body: Any) -> Doc:
        """Ask `known`, `digest` or `rows`."""
        return self.post(path, **({"scope": self.scope} | body)).json()

    def row(self, type_: str, id_: str) -> Doc:
        """Return a record as it stands at the city."""
        rows = self.recovery("/rows", t=type_, ids=[id_])["rows"]
        expect(len(rows) == 1 and rows[0]["id"] == id_, f"rows of {type_} {id_}: {rows}")
        return dict(rows[0])

    def fields(self, type_: str, id_: str) -> Doc:
        """Return the fields of a live record."""
        row = self.row(type_, id_)
        expect(not row.get("deleted"), f"deleted: {row}")
        return dict(row["f"])

    def fields_of(self, type_: str, ids: list[str]) -> list[Doc]:
        """Return the fields of some records, in the order of the ids."""
        rows = {row["id"]: row["f"] for row in self.recovery("/rows", t=type_, ids=ids)["rows"]}
        equal(sorted(rows), sorted(ids), "ids of the rows")
        return [rows[id_] for id_ in ids]

    def known(self, *mids: str) -> list[str]:
        """Return which of these groups the city has."""
        return list(self.recovery("/known", mids=list(mids))["have"])

    def here(self) -> Point:
        """Return the newest point of the own scope that was seen."""
        point: Point = self.history["seen"][self.scope]
        return point

    def start_again(self) -> None:
        """Take the history point out of `known`, as after a resync."""
        self.history = self.recovery("/known", mids=[])["history"]

    def _seen(self, reply: Doc) -> Doc:
        point = reply["history"]
        merged = {**self.history["seen"], **point["seen"]} if point["epoch"] == self.history["epoch"] else point["seen"]
        self.history = {"epoch": point["epoch"], "seen": merged}
        return reply


class Stage:
    """An address, codes not used yet, and offices enrolled as they are first asked for."""

    def __init__(self, address: str, codes: Iterable[str], staff: Staff, ca_file: str | None = None) -> None:
        self.line = Line(address, ca_file)
        self.staff = staff
        self.codes = list(codes)
        self._spare: list[Office] = []

    @cached_property
    def capabilities(self) -> Doc:
        """What the server says of itself."""
        return self.line.ask("GET", "/").json()

    @cached_property
    def first_code(self) -> str:
        """The code that the first office enrols with."""
        return self.codes.pop(0) if self.codes else self.staff.issue_code(None)

    @cached_property
    def office(self) -> Office:
        """The office that most clauses use."""
        return self.enrol(self.first_code)

    @cached_property
    def twin(self) -> Office:
        """A second replica of the same township."""
        return self._other(same=True)

    @cached_property
    def neighbour(self) -> Office:
        """An office of another township."""
        return self._other(same=False)

    def enrol(self, code: str) -> Office:
        """Enrol a new replica."""
        replica = new_id()
        return Office(self.line, self.ask_enrolment(code, replica).json(), replica)

    def ask_enrolment(self, code: str, replica: str | None = None, schema: int = 1) -> Answer:
        """Send a code."""
        body = {"code": code, "replica": replica or new_id(), "schema": schema, "program": "conformance 1"}
        return self.line.ask("POST", "/enrol", spell(body), JSON)

    def _other(self, *, same: bool) -> Office:
        for each in self._spare:
            if (each.scope == self.office.scope) is same:
                return each
        while self.codes:
            each = self.enrol(self.codes.pop(0))
            self._spare.append(each)
            if (each.scope == self.office.scope) is same:
                return each
        scope = self.office.scope if same else self.staff.other_township(self.office.town)
        if scope is None:
            raise NotShownError("needs one more code, of " + ("the same township" if same else "another township"))
        return self.enrol(self.staff.issue_code(scope.removeprefix("town:")))
