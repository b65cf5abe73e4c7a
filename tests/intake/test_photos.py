"""Dropped photos find their people by ID number, then by a name that only one bears."""

from __future__ import annotations

from pathlib import Path, PurePath
from uuid import UUID

from gridadmin.intake.photos import PhotoPerson, match_photos
from gridadmin.jobs.photos import photo_files
from tests.corpus.cases import id_number

PEOPLE = [
    PhotoPerson(UUID(int=index), name, id_number(index))
    for index, name in enumerate(["张三", "李四", "王五", "王五", "买买提·艾力", "李𬱖"], 1)
]


def test_numbers_first_then_unique_names() -> None:
    files = [
        PurePath(name)
        for name in (
            f"{id_number(1)}.jpg",
            "李四（照片）.JPG",
            "王五.png",
            f"王五_{id_number(3)}.png",
            "买买提.艾力-1寸.jpg",
            "IMG_2024李𬱖.jpg",
            "赵六.jpg",
            "张三.jpg",
            "DSC001.jpg",
            f"{id_number(9)}.jpg",
        )
    ]
    found = match_photos(files, PEOPLE)
    assert {person.int: file.name for file, person in found.matched} == {
        1: f"{id_number(1)}.jpg",
        2: "李四（照片）.JPG",
        3: f"王五_{id_number(3)}.png",
        5: "买买提.艾力-1寸.jpg",
        6: "IMG_2024李𬱖.jpg",
    }
    reasons = {file.name: str(reason) for file, reason in found.unmatched}
    assert reasons["王五.png"].startswith("2 people are called 王五")
    assert reasons["张三.jpg"].startswith("A second photo")
    assert reasons["赵六.jpg"].startswith("Nobody is called “赵六”")
    assert reasons[f"{id_number(9)}.jpg"].startswith("Nobody has the ID number")
    assert len(found.matched) + len(found.unmatched) == len(files)


def test_a_number_of_somebody_else_is_not_taken() -> None:
    files = [
        PurePath(f"李四_{id_number(1)}.jpg"),
        PurePath(f"{id_number(2)} 李四.jpg"),
        PurePath(f"新人{id_number(3)}.jpg"),
    ]
    found = match_photos(files, PEOPLE)
    assert {person.int for _file, person in found.matched} == {2, 3}
    assert ["is not that of 李四." in str(reason) for _file, reason in found.unmatched] == [True]


def test_pictures_that_are_not_read_are_told(tmp_path: Path) -> None:
    """A HEIC of an iPhone does not vanish, nor take the place of the JPG; what a Mac puts beside a file is nothing."""
    for name in ("张三.heic", "张三.jpg", "._张三.jpg", "说明.txt"):
        (tmp_path / name).write_bytes(b"x")
    found = match_photos(photo_files([tmp_path]), PEOPLE)
    assert [file.name for file, _person in found.matched] == ["张三.jpg"]
    assert [(file.name, str(reason)[-15:]) for file, reason in found.unmatched] == [("张三.heic", "Save it as JPG.")]
