"""Set up a checkout for ./gridadmin: system libraries, virtual environment, locked dependencies, message catalogue.

    bootstrap.py KIND VENV      KIND: offscreen | window | test | city

Each kind leaves a stamp, so that the next start costs a checksum. Standard library only. Exit codes: 0 ready,
3 the machine lacks something that only its owner can add, 1 a step failed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

if __package__ in (None, ""):  # run as a file, before anything is installed
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import system_libraries

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "offscreen": "requirements.lock",
    "window": "requirements.lock",
    "test": "requirements-dev.lock",
    "city": "requirements-city.lock",
}
SMOKE = "from PySide6.QtWidgets import QApplication; QApplication([])"


class SetupFailed(Exception):  # noqa: N818 - it is no error of the program, but the end of this script
    """Set-up cannot go on; carries the exit code and what to tell the user."""

    def __init__(self, exit_code: int, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.exit_code = exit_code


def say(chinese: str, english: str) -> None:
    """Tell the user what happens, in both languages: which of them is read is not known yet."""
    print(f"{chinese}  {english}", file=sys.stderr, flush=True)


def fingerprint(kind: str) -> str:
    """Return the checksum of all that decides what is installed; `is_ready` in ./gridadmin computes the same."""
    content = (ROOT / LOCKS[kind]).read_bytes() + (ROOT / "pyproject.toml").read_bytes() + os.fsencode(ROOT)
    return hashlib.sha256(content).hexdigest()


def catalogues_fingerprint() -> str:
    """Return the checksum of the .po files; `has_catalogues` in ./gridadmin computes the same."""
    sources = sorted((ROOT / "resources" / "translations" / "zh_CN").glob("*.po"), key=lambda path: path.name)
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def venv_python(venv: Path) -> Path:
    """Return where the environment's interpreter is on this platform."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def python_version() -> str:
    """Return the version of Python that an environment belongs to, as in `python3.11`."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def write_stamp(stamp: Path, text: str) -> None:
    """Write a stamp in one piece, so that a start that is killed leaves none."""
    part = stamp.with_name(f"{stamp.name}.part{os.getpid()}")
    part.write_text(text + "\n", encoding="ascii")
    part.replace(stamp)


def provide_system_libraries(with_window: bool, with_qt: bool = True) -> None:
    """Install the libraries that are missing where we may, otherwise name them and the command."""
    missing = system_libraries.missing_packages(with_window, with_qt)
    if not missing:
        return
    say("缺少系统库：", f"Missing from the system: {' '.join(missing)}")
    if system_libraries.apt_command() is not None:
        say("正在用 apt-get 安装……", "Installing them with apt-get ...")
        system_libraries.apt_install(missing)
        missing = after_installation(with_window, with_qt)
    if missing:
        raise SetupFailed(
            3,
            "请让管理员安装后再运行：  Please have them installed, then start again:",
            f"    sudo apt-get install -y --no-install-recommends {' '.join(missing)}",
        )


def after_installation(with_window: bool, with_qt: bool) -> list[str]:
    """Ask again what is missing, in a new process: this one remembers where it did not find ensurepip."""
    script = f"from tools.system_libraries import missing_packages; print(*missing_packages({with_window}, {with_qt}))"
    answer = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return answer.stdout.split()


def make_environment(venv: Path) -> None:
    """Make the virtual environment, or make it anew where it belongs to another Python or was left half-made."""
    python = venv_python(venv)
    probe = f"import sys, pip; sys.exit('%d.%d' % sys.version_info[:2] != {python_version()!r})"
    if python.exists() and subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode == 0:
        return
    if venv.is_dir() and any(venv.iterdir()) and not (venv / "pyvenv.cfg").exists():
        raise SetupFailed(3, f"{venv} 不是虚拟环境，不动它。  {venv} is no virtual environment; it is left alone.")
    say(f"正在建立虚拟环境 {venv}", f"Making the virtual environment (Python {python_version()}) ...")
    run([sys.executable, "-m", "venv", "--clear", str(venv)])


def install(venv: Path, lock: str) -> None:
    """Install what the lock names, each file checked against its hash, then this checkout, editable.

    Two steps, because pip takes no editable in hash mode; no isolated build, because that one would fetch unlocked.
    pip is in the lock itself: the one that Python brings (22.3 or newer) can read every wheel's tag and install it.
    """
    say(f"正在安装依赖（{lock}）……", "Installing the locked dependencies; the first time takes a minute or two ...")
    pip = [str(venv_python(venv)), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / lock)])
    run([*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)])


def run(command: list[str]) -> None:
    """Run one step of the set-up; its own output is the explanation where it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment, check=False)
    if done.returncode != 0:
        raise SetupFailed(1, f"这一步失败了：  This step failed: {' '.join(command)}")


def smoke(venv: Path, platform: str | None) -> None:
    """Construct a QApplication, on the named Qt platform or on the desktop's own; say which library is missing if not.

    Qt reports a plugin that cannot be loaded by aborting, with hints that do not name the library.
    """
    environment = os.environ | ({"QT_QPA_PLATFORM": platform} if platform else {})
    command = [str(venv_python(venv)), "-c", SMOKE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode == 0:
        return
    absent = "  ".join(absent_libraries(venv)) or "?"
    raise SetupFailed(
        3,
        f"Qt 无法启动（退出码 {done.returncode}），缺少的库：{absent}",
        f"Qt does not start (exit code {done.returncode}); libraries that are missing: {absent}",
        done.stderr.strip(),
    )


def absent_libraries(venv: Path) -> list[str]:
    """Return the libraries that Qt's own libraries and platform plugins ask for in vain (`ldd`)."""
    absent: set[str] = set()
    for pattern in ("**/Qt/lib/libQt6[CDGNPSWX]*.so.6", "**/Qt/plugins/platforms/libq[ox]*.so"):
        for library in (venv / "lib").glob(pattern):
            listing = subprocess.run(["ldd", library], capture_output=True, text=True, check=False).stdout
            absent |= {line.split()[0] for line in listing.splitlines() if line.endswith("not found")}
    return sorted(absent)


def compile_catalogues(venv: Path) -> None:
    """Compile the message catalogue where the .po files have changed since."""
    stamp, wanted = venv / ".catalogues", catalogues_fingerprint()
    compiled = ROOT / "resources" / "translations" / "zh_CN.mo"
    if compiled.exists() and stamp.exists() and stamp.read_text(encoding="ascii").strip() == wanted:
        return
    run([str(venv_python(venv)), str(ROOT / "tools" / "catalogues.py"), "compile"])
    write_stamp(stamp, wanted)


def set_up(kind: str, venv: Path) -> None:
    """Bring the checkout to where that kind of run can start; does only what is not done yet."""
    stamp, wanted = venv / f".ready-{kind}", f"{fingerprint(kind)} {python_version()}"
    if not (stamp.exists() and stamp.read_text(encoding="ascii").strip() == wanted and venv_python(venv).exists()):
        provide_system_libraries(with_window=kind == "window", with_qt=kind != "city")
        make_environment(venv)
        install(venv, LOCKS[kind])
        if kind != "city":
            smoke(venv, "offscreen")
        if kind == "window" and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            smoke(venv, os.environ.get("QT_QPA_PLATFORM"))
        write_stamp(stamp, wanted)
        say("准备就绪。", "Ready.")
    compile_catalogues(venv)


def main(arguments: list[str]) -> int:
    """Set up for the kind of run and the environment that the arguments name; return the exit code."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        say("需要 Python 3.11–3.13。", f"Python 3.11-3.13 is needed; this is {sys.version.split()[0]}.")
        return 3
    kind, venv = arguments
    try:
        set_up(kind, Path(venv).absolute())
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return failure.exit_code
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a console without Chinese still gets the English
    sys.exit(main(sys.argv[1:]))
