"""The page behind a board's code in a real browser, as narrow as the phones of ten years ago."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from gridadmin.city.exchange import Exchange
from gridadmin.city.public_web import public_routes
from tests.city.cities import City
from tests.city.test_public_boards import CODE, Board
from tests.city_servers import CityServer, city_server
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tools.browser import find_browser

NARROWEST = 320  # CSS pixels: the first iPhones, and many an Android after them
SMALL_BYTES = 8_192
BROWSER = find_browser()
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update",
    "--disable-background-networking", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip

pytestmark = [pytest.mark.slow, pytest.mark.skipif(BROWSER is None, reason="no chromium here")]


@pytest.fixture(scope="module")
def served(postgres_url: str) -> Iterator[CityServer]:  # noqa: F811 - the fixture
    def routes(exchange: Exchange) -> list[object]:
        return list(public_routes(exchange.engine, lambda: datetime(2026, 3, 1, 4, tzinfo=UTC)))

    with city_server(postgres_url, more=routes) as server:  # type: ignore[arg-type]
        board = Board(City(server.exchange.engine))
        board.print(1, "2026-01-05", ["张三", "欧阳娜娜"])
        board.print(2, "2026-02-20", ["张三", "欧阳娜娜"])
        yield server


def browse(server: CityServer, folder: Path, target: str, *words: str) -> str:
    """Open a page in a browser with an empty profile and return what the page became."""
    assert BROWSER is not None
    command = [BROWSER, *QUIET, f"--user-data-dir={folder}/profile", *words, f"http://127.0.0.1:{server.port}{target}"]
    return subprocess.run(command, capture_output=True, check=True, timeout=120, text=True).stdout


def test_what_a_passer_by_sees(served: CityServer, tmp_path: Path) -> None:
    page = browse(served, tmp_path, f"/b/{CODE}?n=1", "--dump-dom")
    assert "第三网格" in page
    assert "自 2026年2月20日 起已不是最新" in page
    assert 'href="tel:13900000001"' in page
    assert "现行有效" in browse(served, tmp_path, f"/b/{CODE}?n=2", "--dump-dom")
    assert "没有公示信息" in browse(served, tmp_path, "/b/1", "--dump-dom")


def test_it_fits_the_narrowest_phone(served: CityServer, tmp_path: Path) -> None:
    shot = tmp_path / "page.png"
    browse(served, tmp_path, f"/b/{CODE}?n=1", f"--window-size={NARROWEST},1200", f"--screenshot={shot}")
    with Image.open(shot) as picture:
        assert picture.width == NARROWEST
        pixels = picture.convert("RGB")
        edge = {pixels.getpixel((NARROWEST - 2, y)) for y in range(0, 1200, 3)}
        colours = {pixels.getpixel((x, y)) for x in range(0, NARROWEST, 3) for y in range(0, 1200, 3)}
    assert len(edge) <= 4, "only head, state and ground reach the edge; words that did would be cut"
    assert len(colours) > 20


def test_it_is_small_and_wants_nothing_else(served: CityServer) -> None:
    answer = served.ask("GET", f"//b/{CODE}?n=1")
    assert answer.status == 200
    assert len(answer.body) < SMALL_BYTES
    assert b"<script" not in answer.body
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert served.ask("POST", f"//b/{CODE}").status == 405
    assert served.ask("GET", "//b/%3Cscript%3E").status == 404
