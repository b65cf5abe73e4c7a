"""./gridadmin and its set-up: what is run when, when nothing is done twice, and what is said where it cannot go on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap, checks, system_libraries

ROOT = Path(__file__).resolve().parent.parent

posix = pytest.mark.skipif(os.name == "nt", reason="the script is for POSIX shells; gridadmin.cmd is its twin")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout that is set up, in a path with a blank, whose Python only says what it is asked to run."""
    root = tmp_path / "a checkout"
    (root / "tools").mkdir(parents=True)
    for name in ("gridadmin", "gridadmin-city", "pyproject.toml", *bootstrap.LOCKS.values()):
        shutil.copy(ROOT / name, root / name)
    translations = root / "resources" / "translations" / "zh_CN"
    translations.mkdir(parents=True)
    (translations / "b-a.po").write_text("b")
    (translations / "b_a.po").write_text("c")
    (translations / "A.po").write_text("a")
    translations.with_suffix(".mo").touch()
    (root / "tools" / "bootstrap.py").write_text("import sys; print('SET UP', sys.argv[1]); sys.exit(3)")
    monkeypatch.setattr(bootstrap, "ROOT", root)
    binaries = root / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name in ("python", f"python{bootstrap.python_version()}"):
        (binaries / name).write_text('#!/bin/sh\nprintf "[%s]" "$@"\n')
        (binaries / name).chmod(0o755)
    for kind in bootstrap.LOCKS:
        bootstrap.write_stamp(
            root / ".venv" / f".ready-{kind}", f"{bootstrap.fingerprint(kind)} {bootstrap.python_version()}"
        )
    (root / "path").mkdir()
    (root / "path" / "python3.13").symlink_to(sys.executable)
    bootstrap.write_stamp(root / ".venv" / ".catalogues", bootstrap.catalogues_fingerprint())
    return root


def start(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ./gridadmin from another folder, without a display unless one is given."""
    surroundings = {"PATH": f"{checkout / 'path'}:/usr/bin:/bin", "HOME": str(checkout), **environment}
    command = ["sh", str(checkout / "gridadmin"), *arguments]
    return subprocess.run(command, cwd="/", env=surroundings, capture_output=True, text=True, check=False)


@posix
@pytest.mark.parametrize(
    ("arguments", "environment", "ran"),
    [
        ([], {}, "[-m][gridadmin][demo][--job]"),
        ([], {"DISPLAY": ":0"}, "[-m][gridadmin]"),
        ([], {"WAYLAND_DISPLAY": "wayland-0"}, "[-m][gridadmin]"),
        ([], {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "[-m][gridadmin][demo][--job]"),
        (["--gui"], {}, "[-m][gridadmin]"),
        (["list", "grids", "--as-of", "2026-01-01"], {}, "[-m][gridadmin][list][grids][--as-of][2026-01-01]"),
        (["import", "grids", "my file.xlsx", ""], {"DISPLAY": ":0"}, "[-m][gridadmin][import][grids][my file.xlsx][]"),
    ],
)
def test_a_checkout_that_is_set_up_runs_at_once(
    checkout: Path, arguments: list[str], environment: dict[str, str], ran: str
) -> None:
    done = start(checkout, *arguments, **environment)
    assert (done.stdout, done.stderr, done.returncode) == (ran, "", 0)


@posix
def test_the_check_run_gets_its_arguments(checkout: Path) -> None:
    assert start(checkout, "test", "-k", "a b").stdout == f"[{checkout}/tools/checks.py][-k][a b]"


@posix
def test_a_city_runs_in_the_environment_of_the_checks_or_in_its_own(checkout: Path) -> None:
    def serve() -> str:
        command = ["sh", str(checkout / "gridadmin-city"), "serve", "--embedded", "a b"]
        surroundings = {"PATH": f"{checkout / 'path'}:/usr/bin:/bin", "HOME": str(checkout)}
        return subprocess.run(command, cwd="/", env=surroundings, capture_output=True, text=True, check=False).stdout

    ran = "[-m][gridadmin.city][serve][--embedded][a b]"
    assert serve() == ran
    (checkout / ".venv" / ".ready-test").unlink()
    assert serve() == ran
    (checkout / ".venv" / ".ready-city").unlink()
    assert serve() == "SET UP city\n"


def test_a_city_needs_no_libraries_of_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_libraries, "loads", lambda _: False)
    assert system_libraries.missing_packages(with_window=False, with_qt=False) == []


@posix
@pytest.mark.parametrize(
    "changed",
    ["requirements.lock", "pyproject.toml", "resources/translations/zh_CN/A.po", "resources/translations/zh_CN/new.po"],
)
def test_a_change_of_what_was_set_up_sets_it_up_again(checkout: Path, changed: str) -> None:
    with (checkout / changed).open("a") as file:
        file.write("# changed\n")
    done = start(checkout, "verify")
    assert (done.stdout, done.returncode) == ("SET UP offscreen\n", 3)


@posix
@pytest.mark.parametrize(
    ("gone", "arguments", "kind"),
    [
        (f"bin/python{bootstrap.python_version()}", ["verify"], "offscreen"),
        (".ready-window", ["--gui"], "window"),
        (".ready-test", ["test"], "test"),
        (".catalogues", ["verify"], "offscreen"),
    ],
)
def test_what_is_missing_is_set_up(checkout: Path, gone: str, arguments: list[str], kind: str) -> None:
    (checkout / ".venv" / gone).unlink()
    assert start(checkout, *arguments).stdout == f"SET UP {kind}\n"


@posix
def test_without_a_fitting_python_the_package_is_named(checkout: Path) -> None:
    done = start(checkout, GRIDADMIN_PYTHON="/bin/false")
    assert done.returncode == 3
    assert "apt-get install python3 python3-venv" in done.stderr


@posix
def test_a_moved_checkout_is_set_up_again(checkout: Path) -> None:
    moved = checkout.rename(checkout.with_name("moved"))
    assert start(moved, "verify").stdout == "SET UP offscreen\n"


def test_libraries_that_are_missing_are_named_by_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_libraries, "loads", lambda library: "glib" not in library and "xcb" not in library)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert system_libraries.missing_packages(with_window=False) == ["libglib2.0-0"]
    assert "libxcb-cursor0" in system_libraries.missing_packages(with_window=True)


def test_a_library_is_asked_for_by_loading_it() -> None:
    assert not system_libraries.loads("libnobody-has-this.so.7")


def test_where_nothing_may_be_installed_the_command_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "missing_packages", lambda *_: ["libegl1", "libgl1"])
    monkeypatch.setenv("GRIDADMIN_NO_APT", "1")
    with pytest.raises(
        bootstrap.SetupFailed, match="apt-get install -y --no-install-recommends libegl1 libgl1"
    ) as failed:
        bootstrap.provide_system_libraries(with_window=False)
    assert failed.value.exit_code == 3


def test_a_folder_that_is_no_environment_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(bootstrap.SetupFailed, match="is no virtual environment"):
        bootstrap.make_environment(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_the_checks_see_no_desktop_and_no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "GRIDADMIN_OFFICE"):
        monkeypatch.setenv(name, "3")
    environment = checks.check_environment()
    assert (environment["QT_QPA_PLATFORM"], environment["QT_SCALE_FACTOR"]) == ("offscreen", "1")
    assert environment.keys().isdisjoint({"DISPLAY", "QT_STYLE_OVERRIDE", "GRIDADMIN_OFFICE"})


def test_the_server_starts_on_windows_as_the_program_does() -> None:
    """gridadmin-city.cmd is gridadmin.cmd but for what it sets up and runs; nothing here can run either of them."""
    one = (ROOT / "gridadmin.cmd").read_text(encoding="ascii").splitlines()
    city = (ROOT / "gridadmin-city.cmd").read_text(encoding="ascii").splitlines()
    own = [line for line in city if line not in one and not line.startswith("rem ")]
    assert own == [
        '%MAKER% "%HERE%tools\\bootstrap.py" city "%VENV%"',
        '"%VENV%\\Scripts\\python.exe" -m gridadmin.city %*',
    ]
