"""Write `resources/data/pinyin.json.gz` out of pypinyin: the readings of characters and of the phrases they stand in.

The whole of pypinyin takes 180 ms and 50 MB in every process that writes a name; its readings without tones fit into
three. `python tools/pinyin_table.py` after an update of pypinyin; `tests/services/test_pinyin.py` holds both together.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

TABLE = Path(__file__).resolve().parents[1] / "resources" / "data" / "pinyin.json.gz"


def table() -> bytes:
    """Return the table: reading -> characters; first character -> its phrases; phrase -> reading where it differs."""
    usual: dict[str, list[str]] = {
        chr(code): lazy_pinyin(chr(code), style=Style.NORMAL) for code in sorted(PINYIN_DICT)
    }
    characters: defaultdict[str, str] = defaultdict(str)
    for character, said in usual.items():
        if len(said) == 1 and said[0] != character:
            characters[said[0]] += character
    phrases: defaultdict[str, list[str]] = defaultdict(list)
    readings: dict[str, str] = {}
    for phrase in sorted(PHRASES_DICT):
        phrases[phrase[0]].append(phrase[1:])
        said = lazy_pinyin(phrase, style=Style.NORMAL)
        if said != [each for character in phrase for each in usual.get(character, [character])]:
            readings[phrase] = " ".join(said)
    whole = {
        "characters": dict(sorted(characters.items())),
        "phrases": {first: "\n" + "\n".join(rest) + "\n" for first, rest in phrases.items()},
        "readings": readings,
    }
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), mtime=0)


def main() -> int:
    """Write the table."""
    TABLE.write_bytes(table())
    sys.stdout.write(f"{TABLE}: {TABLE.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
