"""PostgreSQL refuses to run as root, so a root shell lends it a system user of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

NAME = "pgserver"


def as_unprivileged() -> dict[str, object]:
    """Arguments for subprocess that leave root; none when we are not root."""
    if os.geteuid() != 0:
        return {}
    account = _account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def hand_over(folder: Path) -> None:
    """Give a folder to the system user and let it pass the folders above."""
    if os.geteuid() != 0:
        return
    account = _account()
    os.chown(folder, account.pw_uid, account.pw_gid)
    let_pass(folder)


def let_pass(path: Path) -> None:
    """Let other users traverse, not list, the folders above a path. Said aloud, because it outlives us."""
    if os.geteuid() != 0:
        return
    for parent in path.parents:
        mode = stat.S_IMODE(parent.stat().st_mode)
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)
            print(f"chmod o+x {parent}: {NAME} must pass through to its files below.", file=sys.stderr)


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        # Found by hand: the folders of system tools are often not on the PATH.
        useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin") or "useradd"
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(NAME)
