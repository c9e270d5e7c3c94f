"""A throw-away PostgreSQL 15 of Debian's package, on a free port, as a user without privileges."""
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg2

from .process import Process, free_port, wait_until

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


def unprivileged() -> dict:
    """PostgreSQL refuses to run as root: root lends it the package's own user."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Postgres:
    def __init__(self, folder: Path, durable: bool = False):
        """`durable`: commits reach the disk. The tests kill programs, not the machine, and do without."""
        self.folder, self.port, self.durable = folder, free_port(), durable
        self.data = folder / "data"
        folder.mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        subprocess.run([PROGRAMS / "initdb", "-D", self.data, "-U", "rekey", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"], check=True,
                       capture_output=True, cwd=folder, env={"PATH": "/usr/bin", "LC_ALL": "C"}, **unprivileged())
        self.process = None
        try:
            self.start()
            self.connect("postgres").cursor().execute("CREATE DATABASE rekey")
        except BaseException:
            self.stop()
            raise

    def start(self):
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder), "fsync": "on" if self.durable else "off", "max_connections": 120}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = Process([PROGRAMS / "postgres", "-D", self.data, "-p", self.port, *options], self.folder.parent / "postgres.log",
                               cwd=self.folder, env={"LC_ALL": "C"}, **unprivileged())
        self.process.wait_for_port(self.port)
        wait_until(self.answers, "PostgreSQL answers")  # it accepts before it is ready

    def connect(self, database: str = "rekey"):
        connection = psycopg2.connect(self.dsn(database))
        connection.autocommit = True
        return connection

    def answers(self) -> bool:
        try:
            self.connect("postgres").close()
            return True
        except psycopg2.OperationalError:
            return False

    def stop(self):
        """At once, as in a failure: clients are cut off."""
        if self.process:
            self.process.stop(signal.SIGQUIT)
            self.process = None

    def dsn(self, database: str = "rekey") -> str:
        return f"host=127.0.0.1 port={self.port} user=rekey dbname={database}"

    @property
    def url(self) -> str:
        return f"postgresql://rekey@127.0.0.1:{self.port}/rekey"
