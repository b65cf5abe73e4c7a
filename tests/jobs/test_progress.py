from __future__ import annotations

import pytest

from gridadmin.domain.errors import CancelledError
from gridadmin.i18n import Message
from gridadmin.jobs.progress import Progress


def test_reports_until_it_is_cancelled() -> None:
    heard: list[tuple[int, int, Message | None]] = []
    progress = Progress(lambda done, total, text: heard.append((done, total, text)))
    progress.report(1, 2)
    progress.cancel()
    with pytest.raises(CancelledError):
        progress.report(2, 2)
    assert heard == [(1, 2, None)]
