"""`serve`: the server processes, on a real PostgreSQL or, for trying out, on one of its own."""

from __future__ import annotations

import os
import signal
import ssl
import sys
import tempfile
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from gridadmin.city.divisions import first_township, name_of, scope_of
from gridadmin.city.settings import Settings, read_settings
from gridadmin.city.words import (
    ENV_DATABASE,
    Verbs,
    add_verb,
    database_of,
    emit,
    exchange_over,
    number,
    print_facts,
    scope_here,
    staff,
)
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_, _, language

TRIED_OUT_IN = "3715"
_HALF_TLS = N_("TLS needs both --tls-cert and --tls-key.")
_NO_CERTIFICATE = N_("The certificate “{certificate}” with the key “{key}” cannot be used ({reason}).")
_NO_AUTHORITY = N_("“{path}” holds no certificate of an authority that can be used ({reason}).")
_CLIENTS_WITHOUT_TLS = N_("--client-ca works with TLS of the server's own only: name --tls-cert and --tls-key, too.")
_OPEN_TO_ALL = N_(
    "Without TLS the server listens to this machine only. Name --tls-cert and --tls-key, or --behind-proxy."
)


def add_verbs(verbs: Verbs) -> None:
    """Add `serve`."""
    serve = add_verb(verbs, "serve", _("serve the exchange"), run_serve)
    serve.add_argument("--host", default="127.0.0.1", help=_("network address to listen at; this machine only"))
    serve.add_argument("--port", type=number(1, 65_535), default=8443, help=_("port to listen at; 8443"))
    serve.add_argument("--workers", type=number(1, 256), default=1, help=_("processes; 1"))
    serve.add_argument("--tls-cert", type=Path, metavar="PEM", help=_("certificate of the server with its chain"))
    serve.add_argument("--tls-key", type=Path, metavar="PEM", help=_("its private key"))
    serve.add_argument(
        "--client-ca", type=Path, metavar="PEM", help=_("ask every client for a certificate of this authority")
    )
    serve.add_argument("--behind-proxy", action="store_true", help=_("a reverse proxy does TLS; plain HTTP is meant"))
    serve.add_argument("--settings", type=Path, metavar="TOML", help=_("bounds and switches (docs/city-deployment.md)"))
    serve.add_argument("--township", metavar="CODE", help=_("with --embedded: for whom the first code is"))


def run_serve(words: Namespace) -> int:
    """Serve until it is stopped."""
    from gridadmin.city.storage import open_city

    _check_tls(words)
    settings = read_settings(words.settings)
    with database_of(words) as url, tempfile.TemporaryDirectory(prefix="gridadmin-city-") as folder:
        if words.workers > 1 and settings.metrics_folder is None:
            settings = replace(settings, metrics_folder=folder)
        open_city(url).dispose()  # an address that is none is told here, not by each process
        scheme = "https" if words.tls_cert else "http"
        document = {"address": f"{scheme}://{words.host}:{words.port}{settings.prefix}"}
        if words.embedded is not None:
            document |= _prepare(words, url)
        names = {"address": _("Address of the exchange"), "office": _("Issued to"), "code": _("One-time code")}
        emit(words, document, lambda: print_facts({names[name]: value for name, value in document.items()}))
        return _serve(words, url, settings)


def _prepare(words: Namespace, url: str) -> dict[str, str]:
    """Make the tables of a database for trying out, and a code where no office has come yet."""
    from gridadmin.city.founding import found, has_clients
    from gridadmin.city.storage import open_city

    found(url, scope_of(TRIED_OUT_IN))
    engine = open_city(url, pool_size=1)
    try:
        if has_clients(engine) and not words.township:
            return {}
        exchange = exchange_over(engine)
        scope = scope_here(exchange, words.township or first_township(TRIED_OUT_IN) or "")
        name = name_of(scope) or scope.code
        return {"office": name, "code": exchange.issue_code(scope, name, staff())}
    finally:
        engine.dispose()


def _serve(words: Namespace, url: str, settings: Settings) -> int:
    import uvicorn

    from gridadmin.city.logs import use_json_lines
    from gridadmin.city.serving import ENV_SETTINGS, PROTOCOL
    from gridadmin.config import ENV_LANGUAGE

    os.environ |= {ENV_DATABASE: url, ENV_SETTINGS: settings.to_text(), ENV_LANGUAGE: language()}
    use_json_lines()
    # uvicorn raises the signal once more when it has ended; the embedded database has to end in order, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        "gridadmin.city.serving:application",
        factory=True,
        host=words.host,
        port=words.port,
        workers=words.workers,
        http=PROTOCOL,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        forwarded_allow_ips=settings.believed,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=30,
        ssl_certfile=words.tls_cert,
        ssl_keyfile=words.tls_key,
        ssl_ca_certs=str(words.client_ca) if words.client_ca else None,
        ssl_cert_reqs=ssl.CERT_REQUIRED if words.client_ca else ssl.CERT_NONE,
    )
    return 0


def _check_tls(words: Namespace) -> None:
    if bool(words.tls_cert) != bool(words.tls_key):
        raise InvalidError(_HALF_TLS)
    if words.client_ca and not words.tls_cert:
        raise InvalidError(_CLIENTS_WITHOUT_TLS)
    if words.tls_cert:
        _try_tls_files(words)
    is_here = words.host in ("127.0.0.1", "::1", "localhost")
    if not (words.tls_cert or is_here or words.behind_proxy):
        raise InvalidError(_OPEN_TO_ALL)


def _try_tls_files(words: Namespace) -> None:
    """Raise InvalidError where the server would fail with them, in each of its processes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # An encrypted key would ask for its password on a terminal that nobody looks at.
        context.load_cert_chain(words.tls_cert, words.tls_key, password="")
    except (OSError, ValueError) as error:
        given = {"certificate": words.tls_cert, "key": words.tls_key}
        raise InvalidError(_NO_CERTIFICATE, **given, reason=_reason(error)) from None
    try:
        if words.client_ca:
            context.load_verify_locations(words.client_ca)
    except (OSError, ValueError) as error:
        raise InvalidError(_NO_AUTHORITY, path=words.client_ca, reason=_reason(error)) from None


def _reason(error: Exception) -> str:
    return getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
