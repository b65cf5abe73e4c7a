"""A real office for each test, once as a SQLCipher file and once on PostgreSQL."""

from __future__ import annotations

from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.services.conftest import office  # noqa: F401 - a fixture
