"""Files made on the spot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.cases import HEADER, person
from tests.corpus.writers import xlsx


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A clean roster of five people."""
    path = tmp_path / "花名册.xlsx"
    xlsx([HEADER, *(person(index) for index in range(1, 6))])(path)
    return path
