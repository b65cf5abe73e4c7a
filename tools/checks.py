"""The one check run behind `./gridadmin test`: format, lint, types, contracts, catalogues, tests; a summary at the end.

With arguments only pytest runs and gets them. Every step runs even where one before it failed: three findings at once
are mended faster than one by one. Exit code 1 where any failed.

What reads the source runs beside the collection of the tests, which compiles every module once for all the processes
that follow, and beside the first tests where it takes longer.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import browser, secret_service

ROOT = Path(__file__).resolve().parent.parent
CODE = [name for name in ("src", "tests", "tools", "benchmarks") if (ROOT / name).is_dir()]

DISTRIBUTED = (
    "-n",
    "2",
    "--dist",
    "worksteal",
)  # a half of the tests each, in their order: few modules are set up twice
SLOWEST = ("--durations=60", "--durations-min=2")
PASSED, FAILED, NOT_RUN = "passed", "FAILED", "not run"
_printing = Lock()


@dataclass(frozen=True)
class Outcome:
    """How a step ended: its state, its seconds, and its own last line."""

    name: str
    state: str
    seconds: float
    last_line: str

    def __str__(self) -> str:
        return f"{self.state:8} {self.seconds:6.1f} s  {self.name:16} {self.last_line}"


def check_environment() -> dict[str, str]:
    """Return the environment of every step: the same window system, scale and text wherever the checks run.

    What a desktop sets for Qt (scale, style, plugin folders) and the user's own office must not reach a test. Compiled
    modules are kept: every worker, and every process that a test starts, would compile all of them anew.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "QML", "GRIDADMIN_"))}
    for unwanted in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE"):
        kept.pop(unwanted, None)
    return kept | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "1",
        "QT_FONT_DPI": "96",
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


def run_step(name: str, command: Sequence[str], environment: dict[str, str], *, live: bool = True) -> Outcome:
    """Run one command, show its output and return how it ended.

    Args:
        name, command, environment: of the step.
        live: show each line as it comes; without it, for steps that run beside others, all of them at the end where
            it failed, else the last.
    """
    if live:
        print(f"\n== {name}", flush=True)
    begun, lines = time.monotonic(), list[str]()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if live:
                print(line, end="", flush=True)
    last_line = next((line for each in reversed(lines) if (line := each.strip())), "")
    state = PASSED if process.returncode == 0 else FAILED
    if not live:
        with _printing:
            print(f"\n== {name}\n{''.join(lines) if state == FAILED else last_line}", flush=True)
    return Outcome(name, state, time.monotonic() - begun, last_line.strip("= "))  # pytest frames its closing line


def python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module in the environment of this run."""
    return [sys.executable, "-m", module, *arguments]


def static_steps() -> list[tuple[str, list[str]]]:
    """Return the steps that read the source without running it, cheapest first."""
    return [
        ("format", python("ruff", "format", "--check", *CODE)),
        ("lint", python("ruff", "check", *CODE)),
        ("types", python("mypy", *CODE)),
        (
            "import contracts",
            [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c(['--no-logo'])"],
        ),
        ("catalogues", [sys.executable, str(ROOT / "tools" / "catalogues.py"), "check"]),
    ]


def static_outcomes(environment: dict[str, str]) -> list[Outcome]:
    """Run what reads the source, one after the other."""
    return [run_step(name, command, environment, live=False) for name, command in static_steps()]


def preparing_outcomes(environment: dict[str, str]) -> list[Outcome]:
    """Collect the tests and see to what they need: a keyring, whose own tests run here, and a browser."""
    collect = python("pytest", "--collect-only", "-q")
    outcomes = [run_step("collection", collect, environment, live=False), secret_service_step(environment)]
    browser.provide()
    return outcomes


def secret_service_step(environment: dict[str, str]) -> Outcome:
    """Run the tests that talk to a real Secret Service, in a session of their own with a keyring of their own."""
    name, begun = "secret service", time.monotonic()
    if not (ROOT / secret_service.TESTS).is_dir():
        return Outcome(name, NOT_RUN, 0, f"no {secret_service.TESTS}")
    absent = secret_service.provide()
    if absent:
        reason = f"needs {' '.join(absent)}, which cannot be installed here"
        with _printing:
            print(f"\n== {name}\nNOT RUN: {reason}", flush=True)
        return Outcome(name, NOT_RUN, time.monotonic() - begun, reason)
    with secret_service.session_command(python("pytest", "-q", secret_service.TESTS)) as (command, additions):
        return run_step(name, command, environment | additions, live=False)


def run_checks(arguments: Sequence[str], report: Callable[[str], None] = print) -> int:
    """Run the checks, report a line for each at the end and return the exit code."""
    environment = check_environment()
    if arguments:
        return int(run_step("tests", python("pytest", *arguments), environment).state == FAILED)
    with ThreadPoolExecutor(1) as beside:
        static = beside.submit(static_outcomes, environment)
        running = preparing_outcomes(environment)
        running.append(run_step("tests", python("pytest", *DISTRIBUTED, *SLOWEST), environment))
    outcomes = [*static.result(), *running]
    report("\n== summary")
    for outcome in outcomes:
        report(str(outcome))
    failed = [outcome.name for outcome in outcomes if outcome.state == FAILED]
    report(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'All checks passed.'}")
    return 1 if failed else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a console may lack Chinese
    sys.exit(run_checks(sys.argv[1:]))
