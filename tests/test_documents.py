"""The documents agree with what they speak of: links, pictures, keys, command lines, licences."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from gridadmin.city.cli import build_parser as build_city_parser
from gridadmin.city.settings import Settings
from gridadmin.cli.main import build_parser

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```sh\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
LARGEST_PICTURE = 120_000  # bytes
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "resources").rglob("*.md")]
)
VERBS = {"./gridadmin", "gridadmin"}
CITY_VERBS = {"./gridadmin-city", "gridadmin-city"}


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def local_links(document: str) -> Iterator[Path]:
    """Yield the files that a document links to."""
    for found in LINK.findall(re.sub(r"```.*?```", "", text_of(document), flags=re.DOTALL)):
        target = found.partition("#")[0]
        if target and "://" not in target and not target.startswith("mailto:"):
            yield (ROOT / document).parent / target


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_and_picture_is_there(document: str) -> None:
    assert [str(path) for path in local_links(document) if not path.exists()] == []


def test_every_test_that_a_document_names_is_there() -> None:
    """`tests/…` and `tests/….py::name`; the short names in the table of threats are held by tests/wire."""
    for document in DOCUMENTS:
        for path, name in re.findall(r"`(tests/[A-Za-z_/.*]+)(?:::(test_[a-z0-9_]+))?`", text_of(document)):
            files = list(ROOT.glob(path.rstrip("/")))
            assert files, (document, path)
            assert not name or f"def {name}(" in files[0].read_text(encoding="utf-8"), (document, path, name)


def test_every_picture_is_shown_and_small() -> None:
    pictures = set((ROOT / "docs" / "pictures").glob("*.png"))
    shown = {path.resolve() for document in DOCUMENTS for path in local_links(document) if path.suffix == ".png"}
    assert {path.name for path in pictures - shown} == set()
    assert {path.name for path in pictures if path.stat().st_size > LARGEST_PICTURE} == set()


def test_the_manual_has_no_page_that_nothing_leads_to() -> None:
    pages = {path.name for path in (ROOT / "docs" / "manual").glob("[0-9]*.md")}
    assert pages == {path.name for path in local_links("docs/manual/README.md") if path.name[0].isdigit()}


def command_lines() -> Iterator[tuple[str, str]]:
    """Yield the document and the words after `./gridadmin` of each command line in a block of shell lines."""
    for document in ("README.md", "README.zh-CN.md", "docs/manual/12-command-line.md", "docs/manual/15-exchange.md"):
        for block in FENCE.findall(text_of(document)):
            for line in block.splitlines():
                words = line.partition("#")[0].strip()
                if words.partition(" ")[0] in VERBS:
                    yield document, words.partition(" ")[2]


def city_command_lines() -> Iterator[tuple[str, str]]:
    """Yield the same for a city's server."""
    for document in ("README.md", "README.zh-CN.md", "docs/city-deployment.md"):
        for block in FENCE.findall(text_of(document)):
            for line in block.splitlines():
                words = line.partition(" #")[0].strip()
                if words.partition(" ")[0] in CITY_VERBS:
                    yield document, words.partition(" ")[2]


@pytest.mark.parametrize(("document", "line"), sorted(set(city_command_lines())))
def test_every_command_line_of_a_city_can_be_read(document: str, line: str) -> None:
    build_city_parser().parse_args(shlex.split(line))


def test_every_setting_of_a_city_is_explained() -> None:
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", text_of("docs/city-deployment.md"), re.MULTILINE)
    named = {name for row in rows for name in re.findall("`([a-z_]+)`", row)}
    assert {field.name for field in fields(Settings)} == named


@pytest.mark.parametrize(("document", "line"), sorted(set(command_lines())))
def test_every_command_line_can_be_read(document: str, line: str) -> None:
    words = shlex.split(line)
    if words and words[0] not in ("test", "--gui"):
        build_parser().parse_args(words)


def test_the_manual_lists_the_keys_of_the_window() -> None:
    from tools.manual_keys import PAGE, key_page

    assert PAGE.read_text(encoding="utf-8") == key_page(), "run tools/manual_keys.py"


def named_below(heading: str) -> list[str]:
    """Return the packages in the table of licences under a heading."""
    table = text_of("docs/licences.md").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| ([a-z][^|]*) \|", table, re.MULTILINE)
    return [name.strip() for cell in cells for name in cell.split(",") if name.strip() != "package"]


def locked(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9._-]+)==", text_of(lock), re.MULTILINE))


def test_every_library_that_is_installed_has_its_terms() -> None:
    named, beside = named_below("Installed with it"), named_below("Installed with a city's server besides")
    assert set(named) == locked("requirements.lock")
    assert set(beside) == locked("requirements-city.lock") - locked("requirements.lock")
    assert len(named) == len(set(named))
