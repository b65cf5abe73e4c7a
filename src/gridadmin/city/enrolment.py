"""Codes, credentials, tokens: how a caller is known. Only hashes of them are kept.

The first four signs of a code tell whose it is, so that wrong tries count for that township; the other eight are the
secret. Client ids and tokens begin with their scope, so that looking one up names the scope like every statement.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update

from gridadmin.city.callers import Caller
from gridadmin.city.ids import Now, random_code, random_secret
from gridadmin.city.points import add_scope, lock_scope
from gridadmin.city.quotas import USUAL, Quotas
from gridadmin.city.replicas import note, note_replica
from gridadmin.city.tables import client, code, counter, token
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_, _
from gridadmin.wire.enrolment import CODE, EnrolReply, EnrolRequest, TokenReply, TokenRequest
from gridadmin.wire.history import History
from gridadmin.wire.problems import ProblemError, ProblemType, problem_of
from gridadmin.wire.scopes import Scope, ScopeKind, parse_scope

CODE_COST = 2**14  # of hashing a code (scrypt); simulations, which enrol thousands of times, take less
CODE_VALID = timedelta(hours=72)
MOST_TRIES = 5
_KNOWN_SIGNS = 4  # of a code, by which it is found; they stand in the audit
TOKEN_SECONDS = 3600
LOCKED_SECONDS = 3600.0

_CLIENT = re.compile("(city-[0-9]{4}|county-[0-9]{6}|town-[0-9]{9})-[0-9]{1,6}")
_CODE_INVALID = N_(
    "This code is not valid: mistyped, used or withdrawn already, or older than three days. Ask for a new one."
)
_LOCKED = N_("Too many wrong codes for this office. The city has to issue a new one.")
_BAD_CREDENTIALS = N_("The city does not know these credentials.")
_BAD_TOKEN = N_("The access token is not valid or has run out.")
_REVOKED = N_("The city has revoked the credentials of this computer. Ask for a new code.")
_TOO_MANY_TOKENS = N_("This computer asks for access tokens without using those that it has.")
_NO_CLIENT = N_("There are no credentials {client_id}.")
_NO_CODE = N_("There is no code {code} here.")
_CODE_USED = N_(
    "The computer {client_id} has enrolled with the code {code} already. "
    "End its credentials with gridadmin-city revoke {client_id}."
)


def issue_code(connection: Connection, scope: Scope, name: str, by: str, now: Now) -> str:
    """Return a new one-time code for an office and note its name; wrong tries of older codes are forgotten."""
    if connection.execute(select(counter.c.seq).where(counter.c.scope == str(scope))).first() is None:
        add_scope(connection, scope, name)
    lock_scope(connection, scope)
    connection.execute(update(counter).where(counter.c.scope == str(scope)).values(name=name))
    connection.execute(update(code).where(code.c.scope == str(scope)).values(tries=0))
    made = random_code(now.random)
    while connection.execute(select(code.c.prefix).where(code.c.prefix == made[:4])).first() is not None:
        made = random_code(now.random)
    row = {"scope": str(scope), "prefix": made[:4], "hash": _slow_hash(scope, made), "issued_at": now.at, "tries": 0}
    connection.execute(insert(code), row | {"expires_at": now.at + CODE_VALID, "used_at": None})
    note(connection, scope, by, "code_issued", made[:4], now)
    return made


class Voided(NamedTuple):
    """A code that serves no more: whose it was, its first four signs, and whether it was void before."""

    scope: Scope
    prefix: str
    already: bool


def void_code(connection: Connection, given: str, by: str, now: Now) -> Voided:
    """Void a code that was issued by mistake; one that ran out, or was voided, stays as it is.

    `given`: the code, or its first four signs, which the audit shows.

    Raises NotFoundError where there is none, InvalidError where a computer came in with it, whose credentials hold.
    """
    wanted = given.strip().upper()
    if len(wanted) != _KNOWN_SIGNS and re.fullmatch(CODE, wanted) is None:
        raise NotFoundError(_NO_CODE, code=wanted[:_KNOWN_SIGNS])
    whose = connection.execute(select(code.c.scope).where(code.c.prefix == wanted[:_KNOWN_SIGNS])).scalar_one_or_none()
    if whose is None:
        raise NotFoundError(_NO_CODE, code=wanted[:_KNOWN_SIGNS])
    scope = parse_scope(whose)
    lock_scope(connection, scope)
    mine = (code.c.scope == whose, code.c.prefix == wanted[:_KNOWN_SIGNS])
    row = connection.execute(select(code).where(*mine)).one()
    if wanted != row.prefix and not compare_digest(row.hash, _slow_hash(scope, wanted)):
        raise NotFoundError(_NO_CODE, code=row.prefix)  # another one, or mistyped: it is not repeated
    came = (client.c.scope == whose, client.c.enrolled_at == row.used_at, client.c.revoked_at.is_(None))
    client_id = connection.execute(select(client.c.client_id).where(*came).limit(1)).scalar_one_or_none()
    if client_id is not None:
        raise InvalidError(_CODE_USED, code=row.prefix, client_id=client_id)
    already = row.used_at is not None or row.expires_at <= now.at
    if not already:
        connection.execute(update(code).where(*mine).values(expires_at=now.at))
        note(connection, scope, by, "code_voided", row.prefix, now)
    return Voided(scope, row.prefix, already)


def enrol(connection: Connection, request: EnrolRequest, now: Now) -> EnrolReply | ProblemError:
    """Return credentials for a code, or why there are none: a wrong try is counted, so nothing is raised here."""
    whose = connection.execute(select(code.c.scope).where(code.c.prefix == request.code[:4])).scalar_one_or_none()
    if whose is None:
        return problem_of(ProblemType.CODE_INVALID, _(_CODE_INVALID))
    scope = _scope_of(whose.replace(":", "-"))
    standing = lock_scope(connection, scope)
    mine = (code.c.scope == str(scope), code.c.prefix == request.code[:4])
    row = connection.execute(select(code).where(*mine)).one()
    if row.tries >= MOST_TRIES:
        return problem_of(ProblemType.TOO_MANY, _(_LOCKED), retry_after=LOCKED_SECONDS)
    if not compare_digest(row.hash, _slow_hash(scope, request.code)):
        connection.execute(update(code).where(code.c.scope == str(scope)).values(tries=code.c.tries + 1))
        if row.tries + 1 == MOST_TRIES:
            note(connection, scope, "", "codes_locked", row.prefix, now)
        return problem_of(ProblemType.CODE_INVALID, _(_CODE_INVALID))
    if row.used_at is not None or row.expires_at <= now.at:
        return problem_of(ProblemType.CODE_INVALID, _(_CODE_INVALID))
    connection.execute(update(code).where(*mine).values(used_at=now.at))
    caller, secret = _new_client(connection, scope, request.replica, now)
    values: dict[str, Any] = {"schema": request.schema, "program": request.program, "computer": request.computer}
    note_replica(connection, caller, request.replica, **values)
    note(connection, scope, caller.client_id, "enrolled", str(request.replica), now)
    name = connection.execute(select(counter.c.name).where(counter.c.scope == str(scope))).scalar_one()
    return EnrolReply(
        client_id=caller.client_id,
        client_secret=secret,
        scope=scope,
        reads=caller.reads,
        name=name,
        history=History(epoch=standing.epoch, seen={scope: standing.point}),
    )


def _new_client(connection: Connection, scope: Scope, replica: UUID, now: Now) -> tuple[Caller, str]:
    count = connection.execute(select(func.count()).where(client.c.scope == str(scope))).scalar_one()
    client_id, secret = f"{scope.kind}-{scope.code}-{count + 1}", random_secret(now.random)
    row = {"scope": str(scope), "client_id": client_id, "secret": _hash(secret), "replica": replica}
    connection.execute(insert(client), row | {"enrolled_at": now.at, "revoked_at": None})
    return Caller(client_id, scope, replica), secret


def give_token(
    connection: Connection, request: TokenRequest, now: Now, certificate: str | None, quotas: Quotas = USUAL
) -> TokenReply:
    """Return a token for credentials, bound to a client certificate.

    Raises ProblemError `token-invalid`, `revoked`, and `too-many` for a computer that does not use those that it has.
    """
    if _CLIENT.fullmatch(request.client_id) is None:
        raise problem_of(ProblemType.TOKEN_INVALID, _(_BAD_CREDENTIALS))
    scope = _scope_of(request.client_id)
    mine = (client.c.scope == str(scope), client.c.client_id == request.client_id)
    row = connection.execute(select(client.c.secret, client.c.revoked_at).where(*mine)).one_or_none()
    if row is None or not compare_digest(row.secret, _hash(request.client_secret)):
        raise problem_of(ProblemType.TOKEN_INVALID, _(_BAD_CREDENTIALS))
    if row.revoked_at is not None:
        raise problem_of(ProblemType.REVOKED, _(_REVOKED))
    made = f"{request.client_id}.{random_secret(now.random)}"
    old = (token.c.scope == str(scope), token.c.client_id == request.client_id, token.c.expires_at <= now.at)
    connection.execute(delete(token).where(*old))
    _check_tokens(connection, request.client_id, now, quotas.client_tokens)
    values = {"scope": str(scope), "hash": _hash(made), "client_id": request.client_id, "certificate": certificate}
    connection.execute(insert(token), values | {"expires_at": now.at + timedelta(seconds=TOKEN_SECONDS)})
    return TokenReply(access_token=made, token_type="Bearer", expires_in=TOKEN_SECONDS)


def _check_tokens(connection: Connection, client_id: str, now: Now, most: int) -> None:
    mine = (token.c.scope == str(_scope_of(client_id)), token.c.client_id == client_id)
    count, first = connection.execute(select(func.count(), func.min(token.c.expires_at)).where(*mine)).one()
    if count >= most:
        raise problem_of(ProblemType.TOO_MANY, _(_TOO_MANY_TOKENS), retry_after=(first - now.at).total_seconds())


def find_caller(connection: Connection, bearer: str, at: datetime, certificate: str | None) -> Caller:
    """Return whose a token is, shown with the certificate that it is bound to; `token-invalid`, `revoked`."""
    client_id = bearer.partition(".")[0]
    if _CLIENT.fullmatch(client_id) is None:
        raise problem_of(ProblemType.TOKEN_INVALID, _(_BAD_TOKEN))
    scope = _scope_of(client_id)
    query = (
        select(token.c.expires_at, token.c.certificate, client.c.replica, client.c.revoked_at)
        .join_from(token, client, (client.c.scope == token.c.scope) & (client.c.client_id == token.c.client_id))
        .where(token.c.scope == str(scope), token.c.hash == _hash(bearer))
    )
    row = connection.execute(query).one_or_none()
    if row is not None and row.revoked_at is not None:
        raise problem_of(ProblemType.REVOKED, _(_REVOKED))
    if row is None or row.expires_at <= at or row.certificate not in (None, certificate):
        raise problem_of(ProblemType.TOKEN_INVALID, _(_BAD_TOKEN))
    return Caller(client_id, scope, row.replica)


def revoke(connection: Connection, client_id: str, by: str, now: Now) -> None:
    """End credentials and their tokens; raises NotFoundError."""
    if _CLIENT.fullmatch(client_id) is None:
        raise NotFoundError(_NO_CLIENT, client_id=client_id)
    scope = _scope_of(client_id)
    mine = (client.c.scope == str(scope), client.c.client_id == client_id)
    if connection.execute(select(client.c.client_id).where(*mine)).first() is None:
        raise NotFoundError(_NO_CLIENT, client_id=client_id)
    connection.execute(update(client).where(*mine, client.c.revoked_at.is_(None)).values(revoked_at=now.at))
    note(connection, scope, by, "revoked", client_id, now)


def _scope_of(client_id: str) -> Scope:
    kind, number = client_id.split("-")[:2]
    return Scope(ScopeKind(kind), number)


def _hash(secret: str) -> str:
    """Hash a secret that is too long to be guessed."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def _slow_hash(scope: Scope, made: str) -> str:
    """Hash a code, which is short enough to be tried out by whoever has the database."""
    salt = f"{scope} {made[:4]}".encode()
    return hashlib.scrypt(made.encode("ascii"), salt=salt, n=CODE_COST, r=8, p=1, dklen=32).hex()
