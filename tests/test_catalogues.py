"""The message catalogues: what is extracted, what counts as incomplete, and how they are compiled."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import Message, _
from tools.catalogues import Entry, compile_catalogue, main, missing_entries, placeholders, problems, read_entries
from tools.messages import Use, uses_in

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def msgids(source: str) -> list[str]:
    return [use.msgid for use in uses_in(source, "m.py")]


def use(msgid: str) -> Use:
    return Use("src/m.py", 1, msgid)


def write_po(folder: Path, name: str, *pairs: tuple[str, str]) -> None:
    entries = "\n".join(f'msgid "{msgid}"\nmsgstr "{translation}"\n' for msgid, translation in pairs)
    (folder / f"{name}.po").write_text(HEADER + entries, encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("Save")', ["Save"]),
        ('N_("Full-" "time")', ["Full-time"]),
        ('Message("{n} grids", {"n": 3})', ["{n} grids"]),
        ('raise errors.NotFoundError("No grid {code}", code=code)', ["No grid {code}"]),
        ('raise InvalidError(N_("Bad"), fields)', ["Bad"]),
        ('FieldError(name, "Too long")', ["Too long"]),
        ('raise ValueError("a bug")', []),
        ('_(label) + print("no")', []),
        ('_("")', []),
    ],
)
def test_every_way_to_show_a_message_is_extracted(source: str, expected: list[str]) -> None:
    assert msgids(source) == expected


def test_an_f_string_is_refused() -> None:
    (found,) = problems(list(uses_in('_(f"Grid {code}")', "m.py")), [])
    assert found.startswith("f-string: m.py:1")


def test_a_complete_catalogue_has_no_problems() -> None:
    assert list(problems([use("Save {n}")], [Entry("a.po", "Save {n}", "保存{n}项")])) == []


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], "untranslated: 'Save {n}' (src/m.py:1) is in no .po file"),
        ([Entry("a.po", "Save {n}", "")], "untranslated: 'Save {n}' (src/m.py:1) is empty or fuzzy in a.po"),
        ([Entry("a.po", "Save {n}", "保存{n}", fuzzy=True)], "is empty or fuzzy in a.po"),
        ([Entry("a.po", "Save {n}", "保存{n}"), Entry("b.po", "Save {n}", "存储{n}")], "contradiction: 'Save {n}'"),
        ([Entry("a.po", "Save {n}", "保存{m}")], "braces: a.po 'Save {n}' has ['n'], its translation ['m']"),
        ([Entry("a.po", "Save {n}", "保存{n")], "braces: a.po 'Save {n}'"),
        ([Entry("a.po", "Save {n}", "保存{n}"), Entry("a.po", "Old", "旧")], "obsolete: a.po has 'Old'"),
        ([Entry("a.po", "Save {n}", "保存{n}"), Entry("a.po", "X", "旧", obsolete=True)], "obsolete: a.po has 'X'"),
    ],
)
def test_each_fault_is_named(entries: list[Entry], expected: str) -> None:
    (found,) = problems([use("Save {n}")], entries)
    assert expected in found


def test_placeholders_are_named_without_their_formats() -> None:
    assert placeholders("{a} {b:,} {c.label} {d[0]} {{e}}") == {"a", "b", "c", "d"}


def test_files_are_merged_into_one_catalogue(tmp_path: Path) -> None:
    write_po(tmp_path, "grids", ("Grid", "网格"))
    write_po(tmp_path, "workers", ("Worker", "网格员"), ("Empty", ""))
    assert compile_catalogue(tmp_path, tmp_path / "zh_CN.mo") == 2
    with (tmp_path / "zh_CN.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert [catalogue.gettext(word) for word in ("Grid", "Worker", "Empty")] == ["网格", "网格员", "Empty"]
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_fuzzy_or_obsolete_entry_is_never_shown(tmp_path: Path) -> None:
    text = f'{HEADER}#, fuzzy\nmsgid "Grid"\nmsgstr "格子"\n\n#~ msgid "Worker"\n#~ msgstr "工人"\n'
    (tmp_path / "a.po").write_text(text, encoding="utf-8")
    assert [(entry.fuzzy, entry.obsolete) for entry in read_entries(tmp_path)] == [(True, False), (False, True)]
    assert compile_catalogue(tmp_path, tmp_path / "zh_CN.mo") == 0


def test_a_file_with_the_marks_of_a_merge_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text(f'{HEADER}<<<<<<< HEAD\nmsgid "Grid"\nmsgstr "网格"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.po, line 4: <<<<<<< HEAD"):
        read_entries(tmp_path)


def test_missing_entries_come_as_po_text() -> None:
    assert missing_entries([use("New"), use("Known")], [Entry("a.po", "Known", "旧")]) == (
        '#: src/m.py:1\nmsgid "New"\nmsgstr ""\n\n'
    )


def test_an_unknown_verb_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish"]) == 2
    assert "compile | check | missing" in capsys.readouterr().err


def test_english_is_shown_by_default() -> None:
    assert (_("Full-time"), EmploymentKind.FULL_TIME.label) == ("Full-time", "Full-time")


@pytest.mark.usefixtures("chinese")
def test_chinese_is_shown_when_asked_for() -> None:
    assert (EmploymentKind.FULL_TIME.label, Message("Part-time").text()) == ("专职", "兼职")
