"""Set up what Recourse needs on this machine: python3 -m config.install [--tests]

Uses the standard library only, does nothing twice, and works in an empty environment.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
VENV = PROJECT_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

PANGO_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_PACKAGES = ("chromium",)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m config.install", description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what the tests and linters need")
    tests = parser.parse_args().tests
    ensure_venv()
    install_requirements(PROJECT_DIR / ("requirements-dev.txt" if tests else "requirements.txt"))
    install_system_packages(missing_system_packages(tests))
    compile_catalogues()
    return 0


def ensure_venv() -> None:
    """Create .venv; build it anew when its Python is gone."""
    if PYTHON.exists() and _succeeds(PYTHON, "-m", "pip", "--version"):
        return
    print(f"Creating {VENV}", flush=True)
    venv.create(VENV, clear=True, with_pip=True)


def install_requirements(requirements: Path) -> None:
    """Install a compiled file, hashes checked, unless exactly this file is in already.

    The file names everything, so pip resolves nothing: left to itself it looks at newer releases of what an extra is
    asked of, and then misses their hashes.
    """
    stamp = VENV / f".{requirements.stem}.installed"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(f"Installing {requirements.name}", flush=True)
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes"]
    command = [str(PYTHON), "-m", "pip", "install", *options, "-r", str(requirements)]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(f"{requirements.name} could not be installed; pip says why above.")
    stamp.write_text(digest)


def compile_catalogues() -> None:
    """Make the files of words that run, in the new environment: they are not kept in git."""
    subprocess.run([PYTHON, "-m", "config.catalogues", "compile"], cwd=PROJECT_DIR, check=True)


def missing_system_packages(tests: bool) -> list[str]:
    missing: list[str] = []
    if sys.platform == "linux" and not all(_loads(library) for library in PANGO_LIBRARIES):
        missing += PANGO_PACKAGES
    if tests and not any(shutil.which(browser) for browser in BROWSERS):
        missing += BROWSER_PACKAGES
    return missing


def install_system_packages(packages: list[str]) -> None:
    """Install with apt as root; anybody else is told the line that does it. All but PDF and browser runs."""
    if not packages:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    apt = shutil.which("apt-get", path=SYSTEM_PATH)
    if apt and os.geteuid() == 0:
        print(line, flush=True)
        environment = {**os.environ, "PATH": SYSTEM_PATH, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], env=environment, check=False)
        if subprocess.run(line.split(), env=environment, check=False).returncode == 0:
            return
    print(f"PDF files need Pango, browser tests need Chromium. On Debian: sudo {line}", file=sys.stderr)


def _succeeds(*command: str | Path) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
