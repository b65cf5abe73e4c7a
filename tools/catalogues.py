"""The message catalogues: `compile` merges the .po files of a language into one .mo, `check` finds what is incomplete.

    catalogues.py compile | check | missing

One .po per area lies in resources/translations/zh_CN/, so that two people rarely edit the same file. `missing` prints
the entries that no .po has, ready to be pasted into one.
"""

from __future__ import annotations

import io
import os
import string
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.messages import Use, uses_below

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_CN"


@dataclass(frozen=True)
class Entry:
    """One entry of a .po file."""

    path: str
    msgid: str
    translation: str
    fuzzy: bool = False
    obsolete: bool = False

    @property
    def counts(self) -> bool:
        """Whether a user would be shown it."""
        return bool(self.translation) and not self.fuzzy and not self.obsolete


def read_entries(folder: Path) -> list[Entry]:
    """Return the entries of every .po file in a folder, obsolete ones too.

    Raises ValueError for a file that is no .po (or holds the marks of a merge), and for a plural: the program has none.
    """
    entries: list[Entry] = []
    for path in sorted(folder.glob("*.po"), key=lambda po: po.name):
        with path.open("rb") as file:
            try:
                catalog = read_po(file, abort_invalid=True)
            except PoFileError as error:
                raise ValueError(f"{path.name}, line {error.lineno + 1}: {error.line}: {error}") from error
        for obsolete, messages in ((False, list(catalog)), (True, list(catalog.obsolete.values()))):
            for message in messages:
                if not isinstance(message.id, str) or not isinstance(message.string, str):
                    raise ValueError(f"{path.name}: plural entry {message.id!r}")
                if message.id:
                    entries.append(Entry(path.name, message.id, message.string, message.fuzzy, obsolete))
    return entries


def compile_catalogue(folder: Path, target: Path) -> int:
    """Merge the .po files of a folder into one .mo, written in one piece; return the number of its messages.

    Where two files differ, the first in the order of names is taken: that they do is for `check` to say.
    """
    catalog = Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False)
    for entry in read_entries(folder):
        if entry.counts and entry.msgid not in catalog:
            catalog.add(entry.msgid, entry.translation)
    content = io.BytesIO()
    write_mo(content, catalog)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(content.getvalue())
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    return len(catalog)


def placeholders(text: str) -> set[str]:
    """Return the names in braces that `str.format` fills in; raises ValueError for braces that do not close."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def problems(uses: Sequence[Use], entries: Sequence[Entry]) -> Iterator[str]:
    """Yield a line for all that is wrong between the source and the catalogues of one language."""
    yield from _untranslated(uses, entries)
    yield from _contradictions(entries)
    used = {use.msgid for use in uses}
    for entry in entries:
        if entry.obsolete or entry.msgid not in used:
            yield f"obsolete: {entry.path} has {entry.msgid!r}, which nothing in src/ uses; delete it"
        elif entry.counts:
            yield from _braces(entry)


def _untranslated(uses: Sequence[Use], entries: Sequence[Entry]) -> Iterator[str]:
    translated = {entry.msgid for entry in entries if entry.counts}
    begun = {entry.msgid: entry.path for entry in entries if not entry.counts and not entry.obsolete}
    places: dict[str, list[Use]] = {}
    for use in uses:
        if use.is_f_string:
            yield f"f-string: {use} {use.msgid} cannot be looked up; name the value in braces and pass it along"
        elif use.msgid not in translated:
            places.setdefault(use.msgid, []).append(use)
    for msgid, where in places.items():
        state = f"empty or fuzzy in {begun[msgid]}" if msgid in begun else "in no .po file"
        yield f"untranslated: {msgid!r} ({where[0]}) is {state}"


def _contradictions(entries: Sequence[Entry]) -> Iterator[str]:
    first: dict[str, Entry] = {}
    for entry in entries:
        if not entry.counts:
            continue
        known = first.setdefault(entry.msgid, entry)
        if known.translation != entry.translation:
            yield (
                f"contradiction: {entry.msgid!r} is {known.translation!r} in {known.path}"
                f" and {entry.translation!r} in {entry.path}"
            )


def _braces(entry: Entry) -> Iterator[str]:
    try:
        wanted, given = placeholders(entry.msgid), placeholders(entry.translation)
    except ValueError as error:
        yield f"braces: {entry.path} {entry.msgid!r}: {error}"
        return
    if wanted != given:
        yield f"braces: {entry.path} {entry.msgid!r} has {sorted(wanted)}, its translation {sorted(given)}"


def missing_entries(uses: Sequence[Use], entries: Sequence[Entry]) -> str:
    """Return as .po text what no .po file has yet, with the places that use it."""
    known = {entry.msgid for entry in entries if not entry.obsolete}
    catalog = Catalog(locale=LANGUAGE)
    for use in uses:
        if not use.is_f_string and use.msgid not in known:
            catalog.add(use.msgid, "", [(use.path, use.line)])
    content = io.BytesIO()
    write_po(content, catalog, omit_header=True, width=0)
    return content.getvalue().decode()


def main(arguments: list[str]) -> int:
    """Run one verb and return the exit code: 1 where `check` found something, 2 for an unknown verb."""
    folder = ROOT / "resources" / "translations" / LANGUAGE
    if arguments == ["compile"]:
        compile_catalogue(folder, folder.with_suffix(".mo"))
        return 0
    uses = uses_below(ROOT / "src")
    if arguments == ["missing"]:
        print(missing_entries(uses, read_entries(folder)), end="")
        return 0
    if arguments != ["check"]:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(problems(uses, read_entries(folder)))
    print(*found, f"{len({use.msgid for use in uses})} messages, {len(found)} problems", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
