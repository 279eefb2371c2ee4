"""A PostgreSQL of our own in a folder, on a socket only, as scripts/with_postgresql.sh starts one."""

from __future__ import annotations

import os
import pwd
import subprocess
from pathlib import Path

import process_times

SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "2GB",
    "max_wal_size": "4GB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "random_page_cost": "1.1",
}
USER = "benkan-pg"


class Server:
    """Started by ``start``, ended by ``stop``; synchronous commits reach the disk as they do in production."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"))
        self._as: list[str] = []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            try:
                user = pwd.getpwnam(USER)
            except KeyError:
                subprocess.run(
                    ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER], check=True
                )  # fmt: skip
                user = pwd.getpwnam(USER)
            os.chown(folder, user.pw_uid, user.pw_gid)
            folder.parent.chmod(0o711)  # its user must reach the folder, and need not list what lies beside it
            self._as = ["setpriv", "--reuid", USER, "--regid", str(user.pw_gid), "--clear-groups"]
        folder.chmod(0o755)
        self._run("initdb", "-D", str(self.data), "-U", "benkan", "--auth", "trust", "--encoding", "UTF8")

    @property
    def address(self) -> str:
        return f"postgresql://benkan@/postgres?host={self.folder}"

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        options += f" -c unix_socket_directories='{self.folder}'"
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")

    def cpu_s(self) -> float:
        """CPU seconds of the server and its children so far, those that ended included."""
        main = int((self.data / "postmaster.pid").read_text().split()[0])
        found = process_times.processes(lambda one: main in (one.pid, one.parent))
        return sum(one.own_s + (one.ended_s if one.pid == main else 0) for one in found)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._as, str(self.bin / program), *arguments], check=True, cwd=self.folder, stdout=subprocess.DEVNULL
        )  # fmt: skip
