"""schemathesis finds nothing: the running server does what docs/exchange-openapi.yaml says, whatever comes.

A longer run, on any server: docs/city-deployment.md.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gridadmin.city.settings import Settings
from tests.city.openapi_hooks import TRIED_SCOPE
from tests.city_servers import city_server

ROOT = Path(__file__).resolve().parent.parent.parent
CONFIGURATION = ROOT / "tests" / "city" / "schemathesis.toml"
DOCUMENT = ROOT / "docs" / "exchange-openapi.yaml"
UNBOUNDED = 1e9


@pytest.mark.slow
def test_the_server_does_what_its_document_says(
    postgres_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bounds = Settings(
        address_rate=UNBOUNDED, address_burst=UNBOUNDED, failure_rate=UNBOUNDED, failure_burst=UNBOUNDED,
        client_rate=UNBOUNDED, client_burst=UNBOUNDED,
    )  # fmt: skip
    with city_server(postgres_url, bounds) as city:
        office = city.enrol()
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run", str(DOCUMENT)]
        words = ["--url", city.address, "--header", f"Authorization: Bearer {office.token}", "--no-color"]
        amount = ["--seed", "20260301", "--max-examples", "4", "--phases", "coverage,fuzzing"]
        surroundings = os.environ | {
            TRIED_SCOPE: str(office.credentials.scope),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        done = subprocess.run(
            [*command, *words, *amount], cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
        assert " passed" in done.stdout
        figures = city.ask("GET", "//metrics").body.decode()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    for address in ("enrol", "token", "push", "pull", "known", "digest", "rows", "attachment"):
        assert f'requests_total{{address="{address}"' in figures
    assert "groups_total{result=" in figures
    caplog.clear()  # what is no HTTP at all is a warning of uvicorn's
