from __future__ import annotations

import os
from pathlib import Path

import pytest

from gridadmin.domain.errors import KeyRefusedError, StorageError
from gridadmin.models.key_file import create_key_file, read_key_file

posix = pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")


def write(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_new_key_file_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "key"
    create_key_file(path)
    secret = read_key_file(path)
    assert len(bytes.fromhex(secret.decode())) == 32
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    path = write(tmp_path / "key", b"x")
    with pytest.raises(StorageError, match="exists already"):
        create_key_file(path)
    assert path.read_bytes() == b"x"


def test_an_editors_line_end_changes_nothing(tmp_path: Path) -> None:
    secret = bytes(range(40, 80))
    assert read_key_file(write(tmp_path / "a", secret)) == read_key_file(write(tmp_path / "b", secret + b"\r\n"))


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620])
def test_a_file_open_to_others_is_refused_with_the_command_that_mends_it(tmp_path: Path, mode: int) -> None:
    path = write(tmp_path / "key", os.urandom(32), mode)
    with pytest.raises(KeyRefusedError, match=f"chmod 600 {path}"):
        read_key_file(path)


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
def test_somebody_elses_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "key", os.urandom(32))
    os.chown(path, 65534, 65534)
    with pytest.raises(KeyRefusedError, match="belongs to another user"):
        read_key_file(path)


@pytest.mark.parametrize("content", [b"", b"short", b"password1234567890"[:31], b"\0" * 64, b"ab" * 100, b"x" * 5000])
def test_what_is_no_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(KeyRefusedError, match="not a key file"):
        read_key_file(write(tmp_path / "key", content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyRefusedError, match="nowhere"):
        read_key_file(tmp_path / "nowhere")
    with pytest.raises(KeyRefusedError):
        read_key_file(tmp_path)
