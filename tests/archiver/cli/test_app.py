"""The root of the command line."""

from __future__ import annotations

import importlib
import inspect
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

from archiver.cli import app
from archiver.cli.app import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.archiver.cli.conftest import Ran

ROOT = Path(__file__).parents[3]
HEAVY = ("scrapy", "twisted", "sqlalchemy", "alembic", "trafilatura", "lxml", "rich", "pandas")


def archiver(*args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m archiver ARGS` as a process of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
    environ["PYTHONPATH"] = str(ROOT)
    return subprocess.run(
        [sys.executable, "-m", "archiver", *args],
        capture_output=True,
        text=True,
        env=environ,
        cwd=cwd or ROOT,
        timeout=60,
        check=False,
    )


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from archiver.cli.app import run; assert run(['--help']) == 0;"
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )

    assert "heavy: []" in ran.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_imports_nothing_heavy(name: str) -> None:
    program = (
        f"import sys; from archiver.cli.app import run; assert run([{name!r}, '--help']) == 0;"
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )

    assert "heavy: []" in ran.stdout


def test_the_package_of_the_commands_imports_nothing() -> None:
    program = "import sys; import archiver.cli; print('typer' in sys.modules)"

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )

    assert ran.stdout == "False\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_root_lists_a_command_with_the_first_line_of_its_own_help(name: str) -> None:
    member = getattr(importlib.import_module(f"archiver.cli.{name}"), name)
    text = member.info.help if isinstance(member, typer.Typer) else inspect.getdoc(member)

    assert text.splitlines()[0] == COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_examples(name: str, run: Callable[..., Ran]) -> None:
    member = getattr(importlib.import_module(f"archiver.cli.{name}"), name)
    calls = (
        [[name, one.name or one.callback.__name__] for one in member.registered_commands]
        if isinstance(member, typer.Typer)
        else [[name]]
    )

    for call in calls:
        assert f"archiver {' '.join(call)}" in run(*call, "--help").out.partition("Example")[2]


@pytest.mark.parametrize(
    "name", ["crawl", "search", "show", "export", "stats", "sql", "explain", "upgrade", "init"]
)
def test_every_command_takes_the_archive(name: str, run: Callable[..., Ran]) -> None:
    assert "--archive PLACE" in run(name, "--help").out


def test_a_command_line_that_is_not_understood_ends_with_2(run: Callable[..., Ran]) -> None:
    assert run("crawl", "--lmit", "4").code == 2
    assert run("search").code == 2
    assert run("export").code == 2


def test_a_mistyped_command_is_guessed(run: Callable[..., Ran]) -> None:
    ran = run("serach", "rain")

    assert ran.code == 2
    assert "Did you mean 'search'" in ran.err


def test_an_error_is_its_cause_and_the_next_step(run: Callable[..., Ran]) -> None:
    ran = run("search", "rain")

    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.startswith("archiver: no archive at ")
    assert ran.err.splitlines()[1].startswith("  next: archiver init")
    assert len(ran.err.splitlines()) == 2


def test_an_error_of_the_machine_is_one_line(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device", "news.jsonl")

    monkeypatch.setattr(app, "build", lambda: type("Full", (), {"main": staticmethod(full)}))

    assert run("export", "news.jsonl").err == (
        "archiver: news.jsonl: No space left on device\n  next: make room on that disk\n"
    )


def test_the_version_is_printed(run: Callable[..., Ran]) -> None:
    assert run("--version").out.startswith("news-archiver")


def test_a_module_call_is_the_command() -> None:
    ran = archiver("no-such-command")

    assert ran.returncode == 2
    assert "archiver" in ran.stderr
    assert "__main__" not in ran.stderr


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="/proc tells when the command waits for its input")
def test_ctrl_c_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    # the command waits for its standard input, as `crawl --from -` does
    process = subprocess.Popen(
        [sys.executable, "-m", "archiver", "crawl", "--from", "-", "--archive", str(tmp_path / "a")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        # a shell that runs the tests in the background has its children ignore Ctrl-C
        preexec_fn=_heed_ctrl_c,
    )
    with process:
        _wait_until_it_reads(process.pid)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "Traceback" not in err


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_until_it_reads(pid: int) -> None:
    import time

    for _ in range(600):
        time.sleep(0.05)
        if _reads_its_input(pid):
            return
    pytest.fail("the command never came to read its standard input")


def _reads_its_input(pid: int) -> bool:
    """Whether the process waits in read(2) of file 0; importing may wait for other pipes."""
    try:
        call = Path(f"/proc/{pid}/syscall").read_text().split()
    except PermissionError:
        return "pipe" in Path(f"/proc/{pid}/wchan").read_text()
    numbers = {"x86_64": "0", "aarch64": "63"}
    return call[:2] == [numbers.get(platform.machine(), call[0]), "0x0"]
