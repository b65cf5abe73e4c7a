"""Signed requests (docs/exchange.md, 2.2): the right secret, within ten minutes, and each nonce once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import DBAPIError
from starlette.types import Scope

from gridadmin.city.tables import nonce
from gridadmin.city.transactions import transaction
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_, _
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.problems import ProblemError, ProblemType, problem_of
from gridadmin.wire.signing import ACCEPTED_SECONDS, Signature, SignedRequest

_NO_KEYS = N_("The app keys “{path}” cannot be read; a JSON object of app key and secret is expected.")


class SignatureCheck:
    """Accepts a request whose signature is right, once."""

    def __init__(self, engine: Engine, secrets: Mapping[str, str], clock: Callable[[], datetime]) -> None:
        self._engine, self._secrets, self._clock = engine, secrets, clock

    def require(self, scope: Scope, headers: Mapping[str, str], body: bytes) -> None:
        """Refuse a request that is not signed as it has to be; raises ProblemError `signature-invalid`."""
        try:
            signature = Signature.from_headers(headers)
        except MalformedMessageError:
            raise _invalid(_("The request is not signed.")) from None
        now = self._clock()
        made = datetime.fromtimestamp(signature.timestamp / 1000, UTC)
        if abs(now - made) > timedelta(seconds=ACCEPTED_SECONDS):
            raise _invalid(_("The signature's time is more than ten minutes off."))
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        request = SignedRequest(scope["method"], target.decode("latin-1"), body)
        secret = self._secrets.get(signature.app_key, "")
        if not signature.fits(request, secret) or not secret:
            raise _invalid(_("The signature does not fit."))
        if not self._is_first(signature, now):
            raise _invalid(_("The signature was used before."))

    def _is_first(self, signature: Signature, now: datetime) -> bool:
        try:
            return transaction(self._engine, partial(_note, signature=signature, now=now))
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        return transaction(self._engine, partial(_note, signature=signature, now=now, tried_before=True))


def _note(connection: Connection, signature: Signature, now: datetime, *, tried_before: bool = False) -> bool:
    """Note a nonce and return whether it is new; one that is there may be ours, if but the answer to it was lost."""
    own = nonce.c.app_key == signature.app_key
    connection.execute(delete(nonce).where(own, nonce.c.at < now - timedelta(seconds=2 * ACCEPTED_SECONDS)))
    there = connection.execute(select(nonce.c.at).where(own, nonce.c.nonce == signature.nonce)).first()
    if there is not None:
        return tried_before and there.at == now
    connection.execute(insert(nonce).values(app_key=signature.app_key, nonce=signature.nonce, at=now))
    return True


def _invalid(title: str) -> ProblemError:
    return problem_of(ProblemType.SIGNATURE_INVALID, title)


def read_app_keys(path: Path) -> dict[str, str]:
    """Return app keys with their secrets from a JSON file; raises InvalidError."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InvalidError(_NO_KEYS, path=path) from None
    if not isinstance(given, dict) or not all(isinstance(each, str) and each for each in given.values()):
        raise InvalidError(_NO_KEYS, path=path)
    return given
