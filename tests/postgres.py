"""A PostgreSQL server for the tests: one of our own, in a temporary folder, or the one that an address names.

`NEWSCRAWL_TEST_POSTGRES=postgresql://user@host/database` uses a running server; the user must be allowed to make
databases. Without it Debian's binaries start one (`apt-get install postgresql`).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

USER, PASSWORD = "news", "s3cret/word"
_FOLDERS = Path("/usr/lib/postgresql")
_number = count(1)


@dataclass(frozen=True)
class Server:
    """A running server, by the address of a database of it; `folder` where it is our own."""

    address: str
    folder: Path | None = None

    @contextmanager
    def database(self, options: str = "ENCODING 'UTF8' TEMPLATE template0") -> Iterator[str]:
        """The address of a new, empty database that is gone afterwards."""
        name = f"newscrawl_test_{os.getpid()}_{next(_number)}"
        self.run(f"CREATE DATABASE {name} {options}")
        try:
            yield self.named(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def named(self, database: str) -> str:
        """The address of a database of this server."""
        return urlunsplit(urlsplit(self.address)._replace(path=f"/{database}"))

    def run(self, sql: str, address: str | None = None) -> None:
        """Run a statement as a program of its own would."""
        import psycopg

        with psycopg.connect(address or self.address, autocommit=True) as connection:
            connection.execute(sql.encode())


def missing() -> str | None:
    """Why there can be no server; None when there can."""
    if os.environ.get("NEWSCRAWL_TEST_POSTGRES") or _binaries():
        return None
    return f"no PostgreSQL in {_FOLDERS}: apt-get install postgresql, or set NEWSCRAWL_TEST_POSTGRES"


@contextmanager
def serving() -> Iterator[Server]:
    """The server that the environment names, else one of our own while the block runs."""
    if address := os.environ.get("NEWSCRAWL_TEST_POSTGRES"):
        yield Server(address)
        return
    folder = Path(tempfile.mkdtemp(prefix="newscrawl-pg-"))
    if os.geteuid() == 0:  # the server refuses to be root
        shutil.chown(folder, "postgres", "postgres")
    try:
        with _running(folder, _free_port()) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path, port: int) -> Iterator[Server]:
    binaries, secret = _binaries(), folder / "password"
    assert binaries
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    # English order of words, as servers have it: the store must not depend on it.
    _unprivileged(
        str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--username", USER, "--pwfile", str(secret),
        "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--locale-provider", "icu",
        "--icu-locale", "en", "--no-sync",
    ).check_returncode()  # fmt: skip
    settings = {"fsync": "off", "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder}
    log = (folder / "log").open("wb")
    command = [str(binaries / "postgres"), "-D", str(folder / "data")]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    server = subprocess.Popen(command, stdout=log, stderr=log, **_as_nobody())  # type: ignore[call-overload]
    try:
        address = f"postgresql://{USER}:{PASSWORD.replace('/', '%2F')}@127.0.0.1:{port}/postgres"
        _wait_for(server, folder, address)
        yield Server(address, folder)
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nobody needs its data
        server.wait()
        log.close()


def _wait_for(server: subprocess.Popen[bytes], folder: Path, address: str) -> None:
    """Until it lets somebody in: it listens a while before."""
    import psycopg

    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError((folder / "log").read_text())
        with suppress(psycopg.OperationalError):
            psycopg.connect(address).close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {folder / 'log'}")


def _as_nobody() -> dict[str, str]:
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}


def _unprivileged(*command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False, **_as_nobody())  # type: ignore[call-overload]


def _binaries() -> Path | None:
    found = sorted(_FOLDERS.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
