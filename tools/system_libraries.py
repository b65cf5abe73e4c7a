"""The shared libraries that Qt's wheels expect from the system, and how a Debian-like system gets them.

A library is asked for by loading it, never by its package's name: names change between releases (libglib2.0-0 became
libglib2.0-0t64), and a desktop may have brought the library by another road. Standard library only: this runs before
anything is installed.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys

# What PySide6-Essentials 6.8 and 6.9 link to, read with `ldd`: library -> package on Debian, Ubuntu, Kylin and UOS.
QT_ALWAYS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libbrotlidec.so.1": "libbrotli1",
    "libzstd.so.1": "libzstd1",
    "libz.so.1": "zlib1g",
}
QT_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
QT_WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def needed_libraries(with_window: bool) -> dict[str, str]:
    """Return library -> package for a run with or without a window; on Wayland only where the session is one."""
    if not sys.platform.startswith("linux"):
        return {}
    needed = dict(QT_ALWAYS)
    if with_window:
        needed |= QT_X11
        if os.environ.get("WAYLAND_DISPLAY"):
            needed |= QT_WAYLAND
    return needed


def loads(library: str) -> bool:
    """Tell whether the dynamic linker finds the library and everything behind it."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(with_window: bool, with_qt: bool = True) -> list[str]:
    """Return the packages to install, in the order of the lists above, each once."""
    needed = needed_libraries(with_window) if with_qt else {}
    missing = [package for library, package in needed.items() if not loads(library)]
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it out of its `python3`
        missing.append(venv_package())
    return list(dict.fromkeys(missing))


def venv_package() -> str:
    """Return the package that holds the venv module of the Python that runs this."""
    own = f"python{sys.version_info.major}.{sys.version_info.minor}"
    default = os.path.realpath("/usr/bin/python3")
    return "python3-venv" if os.path.basename(default) == own else f"{own}-venv"


def apt_command() -> list[str] | None:
    """Return how apt-get is run here, as root or through a sudo that asks nothing; None where it cannot be."""
    if os.environ.get("GRIDADMIN_NO_APT") == "1" or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None


def apt_install(packages: list[str]) -> bool:
    """Install the packages and tell whether that worked; False, too, where apt-get may not be run."""
    command = apt_command()
    if command is None:
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = [*command, "install", "-y", "-q", "--no-install-recommends", *packages]
    # The lists may be absent (a fresh image) or old (a package has moved on); an unreachable third party's source
    # fails `update` although ours was read, so only the install decides.
    for step in ([*command, "update", "-q"], install):
        done = subprocess.run(step, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    return done.returncode == 0
