"""What goes back to a client: messages and problems as HTTP, compressed where the client takes that."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from http import HTTPStatus
from math import ceil

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gridadmin.i18n import _
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.problems import MEDIA_TYPE, ProblemError, ProblemType, problem_of

JSON = "application/json"
COMPRESSED_FROM = 1_024
LONGEST_POINTER, LONGEST_DETAIL = 1_000, 2_000
AWAY_SECONDS = 5.0
READ_ONLY = "25006"
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeoutError)

# Values of a message about what is malformed that say something about its shape; others are taken out of the request.
_SHAPE = frozenset({"at", "expected", "found", "size", "most", "least", "code", "reason", "result"})


def body_response(content: bytes, headers: Mapping[str, str], media: str = JSON) -> Response:
    """Return a successful answer; `headers` are those of the request. Takes its time where it compresses."""
    more = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if len(content) >= COMPRESSED_FROM and takes_gzip(headers.get("accept-encoding", "")):
        content = gzip.compress(content, compresslevel=1, mtime=0)
        more["Content-Encoding"] = "gzip"
    return Response(content, media_type=media, headers=more)


def takes_gzip(accepted: str) -> bool:
    """Return whether a client that says so in Accept-Encoding takes gzip (RFC 9110, 12.5.3)."""
    for each in accepted.lower().split(","):
        name, _separator, quality = each.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def problem_response(error: ProblemError, extra: Mapping[str, str] | None = None) -> Response:
    """Return a problem as an answer, with the headers that belong to it."""
    problem = error.problem
    headers = {"Cache-Control": "no-store", **(extra or {})}
    if error.retry_after is not None:
        headers["Retry-After"] = str(ceil(error.retry_after))
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.type is ProblemType.OFFSET_MISMATCH and "offset" in problem.more:
        headers["Upload-Offset"] = str(problem.more["offset"])
    return Response(problem.to_bytes(), problem.status, headers=headers, media_type=MEDIA_TYPE)


def problem_in(error: Exception, instance: str) -> ProblemError:
    """Return the problem that an exception of a handler is; what is none of the expected ones is a fault of ours."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, MalformedMessageError):
        return _malformed(error)
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, DATABASE_AWAY) or _only_reads(error):
        return unavailable(AWAY_SECONDS, instance)
    return problem_of(ProblemType.FAULT, _("The city's server made a mistake; it was recorded."), instance=instance)


def _only_reads(error: Exception) -> bool:
    """Return whether a database refused to write: the primary that this one was is another one by now."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == READ_ONLY


def unavailable(seconds: float, instance: str | None = None) -> ProblemError:
    """Return the problem of a server that cannot do it now."""
    title = _("The city's server is busy or being maintained.")
    return problem_of(ProblemType.UNAVAILABLE, title, retry_after=seconds, instance=instance)


def too_many(seconds: float) -> ProblemError:
    """Return the problem of a client that asks too often."""
    return problem_of(ProblemType.TOO_MANY, _("Too many requests."), retry_after=max(1.0, seconds))


def _malformed(error: MalformedMessageError) -> ProblemError:
    shape = {name: value if name in _SHAPE else "…" for name, value in error.message.values.items()}
    detail = type(error.message)(error.message.msgid, shape).text()
    return problem_of(
        ProblemType.MALFORMED,
        _("The message is not what the protocol says."),
        pointer=_sendable(error.pointer, LONGEST_POINTER),
        detail=_sendable(detail, LONGEST_DETAIL),
    )


def _sendable(text: str, most: int) -> str:
    # A pointer is made of names that the client chose: they may be long, or hold what no text may hold.
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")[:most]


def _of_http(error: HTTPException) -> ProblemError:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return problem_of(ProblemType.NOT_FOUND, _("There is no such address."))
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return problem_of(ProblemType.METHOD, _("This address does not take that method."))
    return problem_of(ProblemType.MALFORMED, _("The request is no HTTP that can be answered."))
