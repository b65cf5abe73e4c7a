"""From a keystroke in the global search to the painted list, over 100 000 people.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.search_ui [ROWS]

The floor beside it, in the same run, is the paint of the same popup with the same number of hits.
"""

from __future__ import annotations

import json
import random
import sys
import time

from PySide6.QtWidgets import QApplication

from benchmarks.people import people
from benchmarks.table_ui import percentile
from gridadmin.config import find_resources
from gridadmin.domain.queues import Target
from gridadmin.domain.search import SearchHit, SearchIndex, SearchRow
from gridadmin.ui.search.popup import SearchPopup
from gridadmin.ui.theme import Theme, use_theme


def keystrokes(rows: list[tuple[str, ...]], words: int) -> list[str]:
    """Return what clerks type, letter by letter: names, initials, fragments of phones and ID numbers, some absent."""
    dice = random.Random(11)
    typed: list[str] = []
    for _ in range(words):
        row = dice.choice(rows)
        start = dice.randrange(6)
        for word in (row[1], row[2], row[3][start : start + 6], row[4][6:14], "龘靐"):
            typed += [word[:end] for end in range(1, len(word) + 1)]
    return typed


def type_into(popup: SearchPopup, index: SearchIndex, texts: list[str]) -> dict[str, list[float]]:
    """Type each text and return milliseconds of processor time: the search, keystroke to list, the paint alone."""
    figures: dict[str, list[float]] = {"find": [], "keystroke_to_list": [], "paint_floor": []}
    for text in texts:
        QApplication.processEvents()
        begun = time.process_time()
        index.find(text)
        found = time.process_time()
        popup.field.setText(text)
        popup.repaint()
        popup.list.viewport().repaint()
        shown = time.process_time()
        popup.repaint()
        popup.list.viewport().repaint()
        painted = time.process_time()
        for values, spent in zip(figures.values(), (found - begun, shown - found, painted - shown), strict=True):
            values.append(spent * 1000)
    return figures


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    application = QApplication([])
    theme = use_theme(Theme(find_resources()))
    rows = people(count)
    begun = time.process_time()
    index = SearchIndex(SearchRow(row[0], row[1], row[2], (row[3], row[4])) for row in rows)
    loaded = (time.process_time() - begun) * 1000
    by_key = {row[0]: SearchHit("人", row[1], row[3], Target("workers", record_id=row[0])) for row in rows}
    popup = SearchPopup(lambda text: [by_key[key] for key in index.find(text)])
    popup.resize(640, 430)
    popup.show()
    QApplication.processEvents()
    figures = {"load": round(loaded, 1)}
    for name, values in type_into(popup, index, keystrokes(rows, 25)).items():
        figures[f"{name}_p50"], figures[f"{name}_p99"] = percentile(values, 0.5), percentile(values, 0.99)
    begun = time.process_time()
    index.put(SearchRow(rows[count // 2][0], "曾善美", "zsm"))
    figures["splice"] = round((time.process_time() - begun) * 1000, 2)
    print(json.dumps({"rows": count, "ms": figures}))
    theme.deleteLater()
    application.quit()


if __name__ == "__main__":
    main()
