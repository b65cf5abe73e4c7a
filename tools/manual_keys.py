"""The page of keys of the manual, made from `ui/shortcuts.py`.

python tools/manual_keys.py      writes docs/manual/13-keys.md; a test holds the two against each other
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
PAGE = ROOT / "docs" / "manual" / "13-keys.md"
CATALOGUES = ROOT / "resources" / "translations" / "zh_CN"
HEAD = """# 快捷键

窗口里随时按 `F1` 看这张表。光标在输入框里时，`Ctrl+Z`、`Ctrl+C` 归输入框。

| 键 | 作用 |
|---|---|
"""
FOOT = """
表单里回车到下一栏。列表里方向键移动，`Shift`、`Ctrl` 加点击选多行。
"""


def key_page() -> str:
    """Return the page."""
    from gridadmin.ui.shortcuts import Key
    from tools.catalogues import read_entries

    chinese = {entry.msgid: entry.translation for entry in read_entries(CATALOGUES)}
    lines = [f"| `{key.shown()}` | {chinese[key.msgid]} |\n" for key in Key]
    return HEAD + "".join(lines) + FOOT


if __name__ == "__main__":
    PAGE.write_text(key_page(), encoding="utf-8")
